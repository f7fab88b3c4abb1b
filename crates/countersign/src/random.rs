//! Chance, from the operating system's generator (ASVS 11.5.1): ids, tokens and salts are made here and
//! nowhere else.

use countersign_core::{Id, Secret, Timestamp};

/// A new row's id.
pub fn id(now: Timestamp) -> Id {
    Id::new(now, bytes())
}

/// The value of a cookie: 256 bits as 43 characters of base64url (ASVS 7.2.3 asks for 128).
pub fn token() -> Secret<String> {
    Secret::new(data_encoding::BASE64URL_NOPAD.encode(&bytes::<32>()))
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the operating system for chance")]
pub fn bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has random bytes once it has booted");
    bytes
}

/// Any number, to spread retries.
pub fn jitter() -> u32 {
    u32::from_le_bytes(bytes())
}
