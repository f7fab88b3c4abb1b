//! The signed envelope that a mail carries, in three formats: JWT (RFC 7519) under HS256 or HS512, and
//! Python's itsdangerous `URLSafeTimedSerializer`. `Signer::open` is the only way to an `Envelope` from
//! outside, so nothing forged reaches the database (ASVS 9.1.1). What a link may do is `link`'s business.

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use crate::link::Seal;
use crate::signed::{self, Derivation, Digest};
use crate::words::words;
use crate::{Id, Secret, SecretKey, Timestamp, itsdangerous};

words! {
    /// How tokens are written. Exactly one is in force: a token cannot choose (ASVS 9.1.2).
    Format {
        /// A JWT with HMAC-SHA-256 (RFC 7518 section 3.2).
        JwtHs256 = "jwt-hs256",
        /// A JWT with HMAC-SHA-512.
        JwtHs512 = "jwt-hs512",
        /// As `URLSafeTimedSerializer` of Python's itsdangerous writes it.
        ItsDangerous = "itsdangerous",
    }
}

/// Longer text is no token of ours; ours have about 250 characters.
const MAX_BYTES: usize = 2_048;

/// What a token says: which row, and between which instants (whole seconds).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The row that knows everything else.
    pub link: Id,
    /// When it was signed.
    pub issued_at: Timestamp,
    /// From when on it is too old.
    pub expires_at: Timestamp,
}

/// Signs with the newest key, verifies with all.
pub struct Signer {
    current: Keys,
    previous: Vec<Keys>,
}

/// One installation key's three derived keys, ready to sign and to open with.
struct Keys([Key; 3]);

enum Key {
    Jwt(Box<jwt::Key>),
    Timed(signed::Key),
}

impl Keys {
    fn new(format: Format, key: &SecretKey) -> Self {
        Self([Seal::Confirm, Seal::Reset, Seal::ChangeEmail].map(|seal| {
            let secret = derive(key, seal);
            let secret = secret.expose().as_bytes();
            match format {
                Format::JwtHs256 => Key::Jwt(jwt::Key::new(Algorithm::HS256, secret, seal).into()),
                Format::JwtHs512 => Key::Jwt(jwt::Key::new(Algorithm::HS512, secret, seal).into()),
                Format::ItsDangerous => Key::Timed(timed::key(secret, seal)),
            }
        }))
    }

    fn of(&self, seal: Seal) -> &Key {
        match seal {
            Seal::Confirm => &self.0[0],
            Seal::Reset => &self.0[1],
            Seal::ChangeEmail => &self.0[2],
        }
    }
}

/// The secret under which links of one kind are signed, as `key show-derived` prints it.
pub fn derive(key: &SecretKey, seal: Seal) -> Secret<String> {
    key.derive(&format!("link/{}", seal.as_str()))
}

impl Signer {
    /// Derives three secrets of each key, one for each seal.
    pub fn new(format: Format, current: &SecretKey, previous: &[SecretKey]) -> Self {
        let keys = |key: &SecretKey| Keys::new(format, key);
        Self { current: keys(current), previous: previous.iter().map(keys).collect() }
    }

    /// The token, in characters that a URL takes as they are.
    pub fn sign(&self, seal: Seal, envelope: &Envelope) -> String {
        match self.current.of(seal) {
            Key::Jwt(key) => key.sign(seal, envelope),
            Key::Timed(key) => timed::sign(key, envelope),
        }
    }

    /// The envelope if one of our keys sealed it for this use; nothing is said of why not. Expiry is
    /// left to the caller: an expired token of ours is answered otherwise than a forged one.
    pub fn open(&self, seal: Seal, token: &str) -> Option<Envelope> {
        if token.len() > MAX_BYTES {
            return None;
        }
        std::iter::once(&self.current).chain(&self.previous).find_map(|keys| match keys.of(seal) {
            Key::Jwt(key) => key.open(token),
            Key::Timed(key) => timed::open(key, token),
        })
    }
}

mod jwt {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Claims {
        jti: String,
        aud: String,
        iat: i64,
        exp: i64,
    }

    /// With all that the library wants to be told: to make it each time would take a third as long again as to verify.
    pub struct Key {
        header: Header,
        signing: EncodingKey,
        verifying: DecodingKey,
        rules: Validation,
    }

    impl Key {
        pub fn new(algorithm: Algorithm, secret: &[u8], seal: Seal) -> Self {
            let mut rules = Validation::new(algorithm);
            rules.set_audience(&[seal.as_str()]);
            rules.set_required_spec_claims(&["aud", "exp"]);
            rules.validate_exp = false;
            let (signing, verifying) = (EncodingKey::from_secret(secret), DecodingKey::from_secret(secret));
            Self { header: Header::new(algorithm), signing, verifying, rules }
        }

        pub fn sign(&self, seal: Seal, envelope: &Envelope) -> String {
            let claims = Claims {
                jti: envelope.link.short(),
                aud: seal.as_str().to_owned(),
                iat: envelope.issued_at.seconds(),
                exp: envelope.expires_at.seconds(),
            };
            jsonwebtoken::encode(&self.header, &claims, &self.signing)
                .expect("four plain claims and an HMAC key always encode")
        }

        pub fn open(&self, token: &str) -> Option<Envelope> {
            let claims = jsonwebtoken::decode::<Claims>(token, &self.verifying, &self.rules).ok()?.claims;
            Some(Envelope {
                link: Id::from_short(&claims.jti)?,
                issued_at: Timestamp::from_seconds(claims.iat),
                expires_at: Timestamp::from_seconds(claims.exp),
            })
        }
    }
}

/// `URLSafeTimedSerializer(secret, salt="countersign.PURPOSE")` of itsdangerous 2 with its defaults: HMAC-SHA-1 under a key
/// made by SHA-1 of salt, "signer" and secret.
mod timed {
    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Payload {
        id: String,
        exp: i64,
    }

    pub fn sign(key: &signed::Key, envelope: &Envelope) -> String {
        let payload = Payload { id: envelope.link.short(), exp: envelope.expires_at.seconds() };
        // 22 random characters and ten digits never get shorter by zlib, so neither side packs them.
        let json = serde_json::to_vec(&payload).expect("two plain fields always encode");
        key.sign(&itsdangerous::stamped(&json, envelope.issued_at))
    }

    pub fn open(key: &signed::Key, token: &str) -> Option<Envelope> {
        let (payload, issued_at) = itsdangerous::unstamped(key.unsign(token)?)?;
        let payload: Payload = serde_json::from_slice(&itsdangerous::json(payload)?).ok()?;
        Some(Envelope {
            link: Id::from_short(&payload.id)?,
            issued_at,
            expires_at: Timestamp::from_seconds(payload.exp),
        })
    }

    pub fn key(secret: &[u8], seal: Seal) -> signed::Key {
        let salt = format!("countersign.{}", seal.as_str());
        signed::Key::new(Digest::Sha1, Derivation::DjangoConcat, secret, salt.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64URL_NOPAD;
    use proptest::prelude::*;

    use super::*;

    fn key(seed: u8) -> SecretKey {
        SecretKey::from_random(std::array::from_fn(|i| seed.wrapping_mul(31).wrapping_add(i as u8 * 7)))
    }

    fn envelope() -> Envelope {
        let now = Timestamp::from_seconds(1_800_000_000);
        Envelope { link: Id::new(now, [9; 10]), issued_at: now, expires_at: Timestamp::from_seconds(1_800_086_400) }
    }

    #[test]
    fn a_token_opens_under_its_own_seal_only() {
        for format in Format::ALL {
            let signer = Signer::new(*format, &key(1), &[]);
            for sealed in Seal::ALL {
                let token = signer.sign(*sealed, &envelope());
                for tried in Seal::ALL {
                    let expected = (sealed == tried).then(envelope);
                    assert_eq!(signer.open(*tried, &token), expected, "{format:?} {sealed:?} {tried:?}");
                }
            }
        }
    }

    #[test]
    fn previous_keys_verify_and_never_sign() {
        for format in Format::ALL {
            let old = Signer::new(*format, &key(1), &[]);
            let rotated = Signer::new(*format, &key(2), &[key(1)]);
            let token = old.sign(Seal::Reset, &envelope());
            assert_eq!(rotated.open(Seal::Reset, &token), Some(envelope()));
            assert_eq!(old.open(Seal::Reset, &rotated.sign(Seal::Reset, &envelope())), None);
            assert_eq!(Signer::new(*format, &key(3), &[key(2)]).open(Seal::Reset, &token), None);
        }
    }

    #[test]
    fn another_format_is_another_token() {
        for made in Format::ALL {
            for read in Format::ALL.iter().filter(|read| *read != made) {
                let token = Signer::new(*made, &key(1), &[]).sign(Seal::Confirm, &envelope());
                assert_eq!(Signer::new(*read, &key(1), &[]).open(Seal::Confirm, &token), None);
            }
        }
    }

    #[test]
    fn a_token_without_algorithm_is_forged() {
        let body =
            BASE64URL_NOPAD.encode(br#"{"jti":"AAAAAAAAAAAAAAAAAAAAAA","aud":"confirm","iat":1,"exp":9999999999}"#);
        for header in [r#"{"alg":"none"}"#, r#"{"alg":"none","typ":"JWT"}"#, r#"{"alg":"RS256"}"#] {
            let token = format!("{}.{body}.", BASE64URL_NOPAD.encode(header.as_bytes()));
            assert_eq!(Signer::new(Format::JwtHs256, &key(1), &[]).open(Seal::Confirm, &token), None);
        }
    }

    proptest! {
        #[test]
        fn any_changed_bit_makes_a_forgery(format in 0_usize..3, bit in 0_usize..4_000) {
            let signer = Signer::new(Format::ALL[format], &key(1), &[]);
            let token = signer.sign(Seal::Confirm, &envelope());
            let mut bytes = token.into_bytes();
            let bit = bit % (bytes.len() * 8);
            bytes[bit / 8] ^= 1 << (bit % 8);
            if let Ok(changed) = String::from_utf8(bytes) {
                prop_assert_eq!(signer.open(Seal::Confirm, &changed), None);
            }
        }

        #[test]
        fn any_text_is_refused_quietly(text in "\\PC{0,300}") {
            for format in Format::ALL {
                prop_assert_eq!(Signer::new(*format, &key(1), &[]).open(Seal::Confirm, &text), None);
            }
        }
    }
}
