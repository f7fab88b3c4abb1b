//! Sections as the tutorials' applications need them, and what is wrong with others.

use std::fs;

use countersign_core::legacy_link::Named;
use countersign_core::{Address, Id, Timestamp};
use tempfile::TempDir;

use super::*;
use crate::config::tests::{accepted, env, refusal, shown};
use crate::config::{Config, SETTINGS, Sources};

const SECRET: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_SECRET", "the old application's secret key");
const UNTIL: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_UNTIL", "2027-03-31T00:00:00Z");
const CONFIRM_PATH: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_PATH", "/confirm/<token>");
const ITSDANGEROUS: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_SHAPE", "itsdangerous");
const MAX_AGE: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_MAX_AGE", "1h");
const SALT: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_SALT", "email-confirm");
const RESET_PATH: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_RESET_PATH", "/auth/reset_password/<token>");
const RESET_JWT: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_RESET_SHAPE", "jwt");
const RESET_CLAIM: (&str, &str) = ("COUNTERSIGN_LEGACY_LINKS_RESET_CLAIM", "reset_password");

/// Made by itsdangerous and PyJWT under the secret above, for `email-confirm` and `reset_password`.
const EMAIL: &str = "ImFkYUBleGFtcGxlLm5ldCI.arE7gA.2lAhwa2rA9wtsQABWcBeSD0edps";
const JWT: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJyZXNldF9wYXNzd29yZCI6NDIsImV4cCI6MTc5MDAwMDYwMC43NX0.OG6LbyhbNA-kyYt5w8ZNMCa9z_39Erk1RuPajPutHzI";

const BOTH: [(&str, &str); 9] =
    [SECRET, UNTIL, CONFIRM_PATH, ITSDANGEROUS, SALT, MAX_AGE, RESET_PATH, RESET_JWT, RESET_CLAIM];

fn opens_both(config: &Config) -> bool {
    let links = config.legacy_links.as_ref().unwrap();
    let made_at = Timestamp::from_seconds(1_790_000_000);
    let ada = Named::Email(Address::parse("ada@example.net").unwrap());
    let [confirm, reset] =
        [(Seal::Confirm, EMAIL), (Seal::Reset, JWT)].map(|(seal, token)| links.open(seal, token, made_at));
    confirm.is_some_and(|said| said.names == ada)
        && reset.is_some_and(|said| Some(said.names) == Id::of_foreign("42", None).map(Named::Id))
}

#[test]
fn a_section_of_the_file_says_the_same_as_variables() {
    let by_variables = accepted(&env(&BOTH));
    assert!(opens_both(&by_variables));
    assert_eq!(shown(&by_variables, "legacy_links_secret").0, "••••");
    assert_eq!(shown(&by_variables, "legacy_links_confirm_salt").0, "••••");

    let directory = TempDir::new().unwrap();
    let text = "[legacy_links]\nsecret = \"the old application's secret key\"\nuntil = 2027-03-31T00:00:00Z\n\
        [legacy_links.confirm]\npath = '/confirm/<token>'\nshape = 'itsdangerous'\nsalt = 'email-confirm'\nmax_age = '1h'\n\
        [legacy_links.reset]\npath = ['/auth/reset_password/<token>', '/reset/<token>']\nshape = 'jwt'\nclaim = 'reset_password'\n";
    fs::write(directory.path().join("countersign.toml"), text).unwrap();
    let sources = Sources { directory: directory.path().into(), ..Sources::default() };
    let config = accepted(&sources);
    assert!(opens_both(&config));
    let links = config.legacy_links.unwrap();
    assert_eq!(links.until.rfc3339(), "2027-03-31T00:00:00Z");
    assert_eq!(links.read_path("/reset/abc"), Some((Seal::Reset, "abc")));
    assert_eq!(links.read_path("/confirm/abc"), Some((Seal::Confirm, "abc")));
    assert_eq!(links.read_path("/elsewhere/abc"), None);
}

#[test]
fn a_section_is_checked_key_by_key() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("c.toml");
    let sources = Sources { config_path: Some(path.clone()), ..Sources::default() };
    for (text, message) in [
        (
            "[legacy_links]\nsalt = 'x'",
            "legacy_links_salt (FILE:2): is not a setting; did you mean legacy_links_until?",
        ),
        ("[legacy_links.confirm]\npath = 1", "legacy_links_confirm_path (FILE:2): must be an array of texts in quotes"),
        (
            "legacy_links_until = '2027-03-31T00:00:00Z'\n[legacy_links]\nuntil = 2027-03-31T00:00:00Z",
            "legacy_links_until (FILE:3): is also set at FILE:1; remove one of the two",
        ),
        (
            "[legacy_links]\nuntil = 2027-03-31",
            "legacy_links_until (FILE:2): is not used without legacy_links_confirm_path or legacy_links_reset_path; set one, or remove it",
        ),
    ] {
        fs::write(&path, text).unwrap();
        let told = refusal(&sources).replace(&path.display().to_string(), "FILE");
        assert_eq!(told.split("; did you").next(), message.split("; did you").next());
    }
}

#[test]
fn every_key_of_the_section_is_refused_in_one_line_that_names_it() {
    let settings = SETTINGS.iter().filter(|setting| setting.key.starts_with("legacy_links_"));
    let refused = settings.map(|setting| {
        let told = refusal(&env(&[(setting.env, "x")]));
        assert!(told.starts_with(&format!("{} (environment {}): ", setting.key, setting.env)), "{told}");
    });
    assert_eq!(refused.count(), 18);
}

#[test]
fn links_have_what_they_need_and_nothing_else() {
    let confirm = |more: &[(&'static str, &'static str)]| [&[SECRET, UNTIL, CONFIRM_PATH], more].concat();
    let reset = |more: &[(&'static str, &'static str)]| [&[SECRET, UNTIL, RESET_PATH], more].concat();
    for (pairs, key, words) in [
        (vec![SECRET], "legacy_links_secret", "is not used without"),
        (vec![ITSDANGEROUS], "legacy_links_confirm_shape", "is not used without legacy_links_confirm_path"),
        (vec![CONFIRM_PATH], "legacy_links_secret", "is required"),
        (vec![CONFIRM_PATH, SECRET], "legacy_links_until", "is required"),
        (confirm(&[]), "legacy_links_confirm_shape", "is required"),
        (confirm(&[ITSDANGEROUS]), "legacy_links_confirm_max_age", "is required with this shape"),
        (
            confirm(&[("COUNTERSIGN_LEGACY_LINKS_CONFIRM_SHAPE", "pickle")]),
            "legacy_links_confirm_shape",
            "must be one of",
        ),
        (
            confirm(&[("COUNTERSIGN_LEGACY_LINKS_CONFIRM_SHAPE", "itsdangerous-untimed"), MAX_AGE]),
            "legacy_links_confirm_max_age",
            "is for tokens that say when they were made",
        ),
        (
            confirm(&[ITSDANGEROUS, MAX_AGE, ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_ALGORITHM", "HS256")]),
            "legacy_links_confirm_algorithm",
            "must be one of sha1, sha256, sha512",
        ),
        (
            confirm(&[ITSDANGEROUS, MAX_AGE, ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_HOLDS", "name")]),
            "legacy_links_confirm_holds",
            "must be one of email, id",
        ),
        (
            confirm(&[ITSDANGEROUS, MAX_AGE, ("COUNTERSIGN_LEGACY_LINKS_ID_SPACE", "shop")]),
            "legacy_links_id_space",
            "is for links that hold an id",
        ),
        (reset(&[RESET_JWT]), "legacy_links_reset_claim", "is required with this shape"),
        (
            reset(&[RESET_JWT, RESET_CLAIM, ("COUNTERSIGN_LEGACY_LINKS_RESET_ALGORITHM", "none")]),
            "legacy_links_reset_algorithm",
            "must be HS256 or HS512",
        ),
        (
            reset(&[RESET_JWT, RESET_CLAIM, ("COUNTERSIGN_LEGACY_LINKS_RESET_SALT", "x")]),
            "legacy_links_reset_salt",
            "is for shapes of itsdangerous",
        ),
        (
            reset(&[RESET_JWT, RESET_CLAIM, ("COUNTERSIGN_LEGACY_LINKS_KEY_DERIVATION", "hmac")]),
            "legacy_links_key_derivation",
            "is for shapes of itsdangerous",
        ),
    ] {
        let told = refusal(&env(&pairs));
        assert!(told.starts_with(&format!("{key} (")) && told.contains(words), "{told}");
    }
}

#[test]
fn no_path_is_meant_twice() {
    let with = |path: &'static str, base: &'static str| {
        let pairs = [
            ("COUNTERSIGN_BASE_URL", base),
            SECRET,
            UNTIL,
            RESET_JWT,
            RESET_CLAIM,
            ("COUNTERSIGN_LEGACY_LINKS_RESET_PATH", path),
        ];
        env(&pairs)
    };
    const BASE: &str = "https://example.org";
    for path in ["/reset/<token>", "/reset-password/<token>", "/reset_password/<token>", "/account/reset/<token>"] {
        assert!(accepted(&with(path, BASE)).legacy_links.is_some(), "{path}");
    }
    for (path, words) in [
        ("/confirm/<token>", "could be meant by /confirm/not-me"),
        ("/account/<token>", "could be meant by /account/"),
        ("/api/v1/<token>", "could be meant by /api/v1/{token}"),
        ("/admin/<token>", "which is a path of ours"),
        ("/reset", "must have one part that is <token>"),
    ] {
        let told = refusal(&with(path, BASE));
        assert!(told.starts_with("legacy_links_reset_path (") && told.contains(words), "{told}");
    }
    // Below a prefix the same path is another.
    assert!(refusal(&with("/auth/confirm/<token>", "https://example.org/auth")).contains("a path of ours"));
    let links = accepted(&with("/auth/reset/<token>", "https://example.org/auth")).legacy_links.unwrap();
    assert_eq!(links.read_path("/reset/abc"), Some((Seal::Reset, "abc")));
    let mut pairs = BOTH.to_vec();
    pairs[2].1 = "/auth/<what>/<token>";
    assert!(refusal(&env(&pairs)).contains("could be meant by legacy_links_confirm_path as well"));
}

#[test]
fn a_link_to_confirm_is_never_one_to_reset() {
    const RESET: [(&str, &str); 4] = [
        RESET_PATH,
        ("COUNTERSIGN_LEGACY_LINKS_RESET_SHAPE", "itsdangerous"),
        ("COUNTERSIGN_LEGACY_LINKS_RESET_MAX_AGE", "1h"),
        ("COUNTERSIGN_LEGACY_LINKS_RESET_SALT", "email-confirm"),
    ];
    let confirm = [SECRET, UNTIL, CONFIRM_PATH, ITSDANGEROUS, MAX_AGE, SALT];
    let told = refusal(&env(&[&confirm[..], &RESET].concat()));
    assert!(told.starts_with("legacy_links_reset_salt (") && told.contains("must not set a password"), "{told}");
    let mut other = RESET;
    other[3].1 = "recover";
    assert!(accepted(&env(&[&confirm[..], &other].concat())).legacy_links.is_some());
    let jwts = [
        ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_SHAPE", "jws"),
        ("COUNTERSIGN_LEGACY_LINKS_CONFIRM_CLAIM", "reset_password"),
    ];
    let told = refusal(&env(&[&[SECRET, UNTIL, CONFIRM_PATH, RESET_PATH, RESET_JWT, RESET_CLAIM], &jwts[..]].concat()));
    assert!(told.starts_with("legacy_links_reset_claim ("), "{told}");
}

#[test]
fn a_secret_that_can_be_guessed_is_refused_and_never_told() {
    let with = |secret: &str| {
        let pairs = [("COUNTERSIGN_LEGACY_LINKS_SECRET", secret), UNTIL, RESET_PATH, RESET_JWT, RESET_CLAIM];
        env(&pairs)
    };
    for secret in SAMPLES.into_iter().chain([
        "dev",
        "short secret",
        "aaaaaaaaaaaaaaaaaaaaaaaa",
        "base64:AAAAAAAAAAAAAAAAAAAAAA==",
    ]) {
        let told = refusal(&with(secret));
        assert!(told.contains("can be guessed") && !told.contains(secret), "{told}");
    }
    assert!(refusal(&with("base64:?")).contains("is not base64"));
    for secret in ["a long enough secret", "base64:X7Nq0OyCNhd5pVjB9wIkAQ=="] {
        assert!(accepted(&with(secret)).legacy_links.is_some());
    }
}
