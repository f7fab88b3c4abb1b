//! Tokens made by the real libraries (itsdangerous 2.2.0, for `jws` 2.0.1; PyJWT 2.15.1), and what nobody made.

use proptest::prelude::*;

use super::*;
use crate::signed::Derivation;

const SECRET: &str = "the old application's secret key";
const SALT: &str = "email-confirm";
/// When each of them was made.
const MADE_AT: Timestamp = Timestamp::from_seconds(1_790_000_000);
const UNTIL: Timestamp = Timestamp::from_seconds(1_800_000_000);
const HOUR: Duration = Duration::from_secs(3_600);

const EMAIL: &str = "ImFkYUBleGFtcGxlLm5ldCI.arE7gA.2lAhwa2rA9wtsQABWcBeSD0edps";
const JWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyZXNldF9wYXNzd29yZCI6NDIsImV4cCI6MTc5MDAwMDYwMC43NX0.OG6LbyhbNA-kyYt5w8ZNMCa9z_39Erk1RuPajPutHzI";
const JWS: &str = "eyJhbGciOiJIUzUxMiIsImlhdCI6MTc5MDAwMDAwMCwiZXhwIjoxNzkwMDAzNjAwfQ.eyJjb25maXJtIjo0Mn0.fE729DOUS_0eiF4z_unMm3RSXHKapn4TA7XCPFznEUt7OuQUBef_nXbH2c8rkiW5WxNRU4URPFX4Yu-G_0XBXw";

fn itsdangerous() -> LegacyLink {
    salted(SALT)
}

fn salted(salt: &str) -> LegacyLink {
    LegacyLink {
        seal: Seal::Confirm,
        paths: vec![OldPath::parse("/confirm/<token>").unwrap()],
        shape: Shape::ItsDangerous,
        key: Key::new(Digest::Sha1, Derivation::DjangoConcat, SECRET.as_bytes(), salt.as_bytes()),
        claim: None,
        holds: Holds::Email,
        max_age: Some(HOUR),
    }
}

fn jwt(shape: Shape, digest: Digest, claim: &str) -> LegacyLink {
    LegacyLink {
        shape,
        key: Key::new(digest, Derivation::None, SECRET.as_bytes(), b""),
        claim: Some(claim.to_owned()),
        holds: Holds::Id,
        max_age: None,
        ..itsdangerous()
    }
}

fn open(link: &LegacyLink, token: &str) -> Option<LegacyToken> {
    let links = LegacyLinks { until: UNTIL, id_space: None, links: vec![link.clone()] };
    links.open(link.seal, token, MADE_AT)
}

fn ada() -> Named {
    Named::Email(Address::parse("ada@example.net").unwrap())
}

fn known_as(id: &str) -> Named {
    Named::Id(Id::of_foreign(id, None).unwrap())
}

#[test]
fn what_itsdangerous_wrote_is_read_whatever_its_key_was_made_by() {
    let with = |digest, derivation| LegacyLink {
        key: Key::new(digest, derivation, SECRET.as_bytes(), SALT.as_bytes()),
        ..itsdangerous()
    };
    for (link, token) in [
        (itsdangerous(), EMAIL),
        (
            with(Digest::Sha512, Derivation::DjangoConcat),
            "ImFkYUBleGFtcGxlLm5ldCI.arE7gA.Xr88GHQFKy-1pZqGJqaSP9gXU3BxRClB2N0CZNtfkviF-_DAWupwG3yYWHi8L5W32gAw0YK2UJqzdg0r9ygt3w",
        ),
        (with(Digest::Sha1, Derivation::Hmac), "ImFkYUBleGFtcGxlLm5ldCI.arE7gA.V2Jqcj7QEif7vvPgHAz2jnyVOR8"),
        (with(Digest::Sha1, Derivation::Concat), "ImFkYUBleGFtcGxlLm5ldCI.arE7gA.2YWbdnv21UrLfMegRDcuyllto_0"),
        (with(Digest::Sha1, Derivation::None), "ImFkYUBleGFtcGxlLm5ldCI.arE7gA.y-UO-WripwMDjbhaQSL5maJQRYI"),
        (
            LegacyLink { claim: Some("email".to_owned()), ..itsdangerous() },
            ".eJyrVkrNTczMUbJSSkxJdEitSMwtyEnVy0stUdJRKs-oBIoD-YnFqQrDiFKqBQD1b1nc.arE7gA.jgT6nD_J3kOD8Wmf44_NAO4ylxs",
        ),
    ] {
        let said = open(&link, token).unwrap_or_else(|| panic!("{token}"));
        assert_eq!((said.names, said.expires_at), (ada(), MADE_AT.plus(HOUR)), "{token}");
    }
    let untimed = LegacyLink { shape: Shape::ItsDangerousUntimed, max_age: None, ..itsdangerous() };
    let said = open(&untimed, "ImFkYUBleGFtcGxlLm5ldCI.e7QWWFNcH2uf46zcqDSGw-TwgRU").unwrap();
    assert_eq!((said.names, said.expires_at), (ada(), UNTIL));
    let by_id = LegacyLink { claim: Some("user_id".to_owned()), holds: Holds::Id, ..salted("itsdangerous") };
    assert_eq!(open(&by_id, "eyJ1c2VyX2lkIjo0Mn0.arE7gA.TGTpPIjePetxpPSrTXolLmB6Ozw").unwrap().names, known_as("42"));
}

#[test]
fn what_pyjwt_and_the_serializer_before_it_wrote_is_read_with_its_times() {
    let said = open(&jwt(Shape::Jwt, Digest::Sha256, "reset_password"), JWT).unwrap();
    assert_eq!((said.names, said.expires_at), (known_as("42"), Timestamp::from_seconds(1_790_000_600)));
    let space = LegacyLinks {
        until: UNTIL,
        id_space: Some("shop".to_owned()),
        links: vec![jwt(Shape::Jwt, Digest::Sha256, "reset_password")],
    };
    let elsewhere = Id::of_foreign("42", Some("shop")).map(Named::Id);
    assert_eq!(space.open(Seal::Confirm, JWT, MADE_AT).map(|said| said.names), elsewhere);
    let said = open(&jwt(Shape::Jws, Digest::Sha512, "confirm"), JWS).unwrap();
    assert_eq!((said.names, said.expires_at), (known_as("42"), MADE_AT.plus(HOUR)));
    // Without an end of its own: as old as it may get, and no older than the last day.
    const WITHOUT_END: &str = "eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJjb25maXJtX2lkIjoiNDIiLCJpYXQiOjE3OTAwMDAwMDB9.1lCRTDlWizF4CCHezKS05Lk1JrIy_e5Kl3m4ycVJqRneVILpbCWrEvSbwJf6uZnyIO-V3Nt-xCU3UJK_eS-fZg";
    let link = jwt(Shape::Jwt, Digest::Sha512, "confirm_id");
    assert_eq!(open(&link, WITHOUT_END).unwrap().expires_at, UNTIL);
    let aging = LegacyLink { max_age: Some(HOUR), ..link };
    assert_eq!(open(&aging, WITHOUT_END).unwrap().expires_at, MADE_AT.plus(HOUR));
}

#[test]
fn another_use_secret_salt_claim_algorithm_or_form_is_a_forgery() {
    let reset = LegacyLink { seal: Seal::Reset, ..jwt(Shape::Jwt, Digest::Sha256, "reset_password") };
    for (name, link, token) in [
        ("salt", salted("recover"), EMAIL),
        (
            "secret",
            LegacyLink {
                key: Key::new(Digest::Sha1, Derivation::DjangoConcat, b"another", SALT.as_bytes()),
                ..itsdangerous()
            },
            EMAIL,
        ),
        (
            "digest",
            LegacyLink {
                key: Key::new(Digest::Sha256, Derivation::DjangoConcat, SECRET.as_bytes(), SALT.as_bytes()),
                ..itsdangerous()
            },
            EMAIL,
        ),
        (
            "an id for an address",
            LegacyLink { claim: Some("user_id".to_owned()), ..salted("itsdangerous") },
            "eyJ1c2VyX2lkIjo0Mn0.arE7gA.TGTpPIjePetxpPSrTXolLmB6Ozw",
        ),
        ("claim", jwt(Shape::Jwt, Digest::Sha256, "confirm"), JWT),
        ("algorithm", jwt(Shape::Jwt, Digest::Sha512, "reset_password"), JWT),
        ("a JWT for itsdangerous", itsdangerous(), JWT),
        ("itsdangerous for a JWT", reset.clone(), EMAIL),
        ("times in the header for times in the payload", jwt(Shape::Jwt, Digest::Sha256, "confirm"), JWS),
    ] {
        assert_eq!(open(&link, token), None, "{name}");
    }
    let links = LegacyLinks { until: UNTIL, id_space: None, links: vec![reset] };
    assert_eq!(links.open(Seal::Confirm, JWT, MADE_AT), None, "another use");
    assert!(links.open(Seal::Confirm, &"a".repeat(MAX_BYTES + 1), MADE_AT).is_none());
}

/// Signed with the right secret, and yet not what the other application would have taken.
#[test]
fn a_header_chooses_nothing() {
    let link = LegacyLink { seal: Seal::Reset, ..jwt(Shape::Jwt, Digest::Sha256, "reset_password") };
    let sign = |header: &str, payload: &str| {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        link.key.sign(&format!("{}.{}", encode(header), encode(payload)))
    };
    let body = r#"{"reset_password":42}"#;
    assert!(open(&link, &sign(r#"{"alg":"HS256"}"#, body)).is_some());
    for header in [
        r#"{"alg":"none"}"#,
        r#"{"alg":"RS256"}"#,
        r#"{"alg":"HS512"}"#,
        r#"{"typ":"JWT"}"#,
        r#"{"alg":"HS256","crit":["b64"]}"#,
        "[]",
    ] {
        assert_eq!(open(&link, &sign(header, body)), None, "{header}");
    }
    for payload in [
        r#"{"reset_password":42,"aud":"another"}"#,
        r#"{"reset_password":42,"exp":"never"}"#,
        r#"{"reset_password":42,"iat":null}"#,
        r#"{"reset_password":null}"#,
        r#"{"reset_password":true}"#,
        r#"{"reset_password":4.5}"#,
        r#"{"reset_password":[42]}"#,
        "42",
    ] {
        assert_eq!(open(&link, &sign(r#"{"alg":"HS256"}"#, payload)), None, "{payload}");
    }
    let none = format!("{}.{}.", BASE64URL_NOPAD.encode(br#"{"alg":"none"}"#), BASE64URL_NOPAD.encode(body.as_bytes()));
    assert_eq!(open(&link, &none), None);
}

#[test]
fn a_token_from_the_future_is_not_believed() {
    let link = LegacyLink { seal: Seal::Reset, ..jwt(Shape::Jwt, Digest::Sha256, "reset_password") };
    let sign = |payload: &str| {
        let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
        link.key.sign(&format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(payload)))
    };
    for (payload, is_believed) in [
        (r#"{"reset_password":42,"iat":1790000000}"#, true),
        (r#"{"reset_password":42,"iat":1790000001}"#, false),
        (r#"{"reset_password":42,"nbf":1790000001,"iat":1}"#, false),
    ] {
        assert_eq!(open(&link, &sign(payload)).is_some(), is_believed, "{payload}");
    }
}

#[test]
fn the_longest_token_that_is_looked_at() {
    let link = LegacyLink { seal: Seal::Reset, ..jwt(Shape::Jwt, Digest::Sha256, "reset_password") };
    let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    for (bytes, is_read) in [(1_487, true), (1_488, false)] {
        let payload = format!("{:<bytes$}", r#"{"reset_password":42,"iat":1790000000}"#);
        let token = link.key.sign(&format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(&payload)));
        assert_eq!((token.len() > MAX_BYTES, open(&link, &token).is_some()), (!is_read, is_read), "{}", token.len());
    }
}

#[test]
fn the_same_token_is_always_the_same_link() {
    let ids: Vec<_> = [(itsdangerous(), EMAIL), (jwt(Shape::Jws, Digest::Sha512, "confirm"), JWS)]
        .iter()
        .map(|(link, token)| (open(link, token).unwrap().link, open(link, token).unwrap().link))
        .collect();
    assert!(ids.iter().all(|(one, again)| one == again));
    assert_ne!(ids[0], ids[1]);
    let for_reset = LegacyLink { seal: Seal::Reset, ..itsdangerous() };
    assert_ne!(open(&for_reset, EMAIL).unwrap().link, ids[0].0);
}

proptest! {
    #[test]
    fn any_changed_bit_makes_a_forgery(kind in 0_usize..3, bit in 0_usize..4_000) {
        let (link, token) = [
            (itsdangerous(), EMAIL),
            (jwt(Shape::Jwt, Digest::Sha256, "reset_password"), JWT),
            (jwt(Shape::Jws, Digest::Sha512, "confirm"), JWS),
        ][kind].clone();
        let mut bytes = token.as_bytes().to_vec();
        let bit = bit % (bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        if let Ok(changed) = String::from_utf8(bytes) {
            prop_assert_eq!(open(&link, &changed), None);
        }
    }

    #[test]
    fn any_text_is_refused_quietly(text in "\\PC{0,300}") {
        for link in [itsdangerous(), jwt(Shape::Jwt, Digest::Sha256, "confirm"), jwt(Shape::Jws, Digest::Sha512, "confirm")] {
            prop_assert_eq!(open(&link, &text), None);
        }
    }

    /// The payload of a token that was signed as it should be, whatever it is.
    #[test]
    fn any_signed_payload_is_read_or_refused(json in "\\PC{0,100}") {
        for link in [itsdangerous(), jwt(Shape::Jwt, Digest::Sha256, "confirm")] {
            let header = if link.shape == Shape::Jwt { r#"{"alg":"HS256"}"# } else { &json };
            let value = [header, &json].map(|part| BASE64URL_NOPAD.encode(part.as_bytes())).join(".");
            if let Some(said) = open(&link, &link.key.sign(&value)) {
                prop_assert!(said.expires_at <= UNTIL);
            }
        }
    }
}
