//! What must never be printed, logged or serialised, and the keys that are derived from the one
//! secret key of an installation. Where the key comes from is `countersign::config`'s business.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A value without `Debug`, `Display` or `Serialize`, wiped when it is dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Wraps it. Whatever it was copied from is not wiped by this.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// To fill it. What it grows out of is not wiped: give it room first.
    pub fn update(&mut self, change: impl FnOnce(&mut T)) {
        change(&mut self.0);
    }

    /// The only way in: every use of a secret can be found by this word.
    pub fn expose(&self) -> &T {
        &self.0
    }
}

/// Why a secret key is refused at start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyRefusal {
    /// Nothing, or only spaces.
    #[error("is empty")]
    Empty,
    /// Neither hex nor base64.
    #[error("is neither hex nor base64")]
    NotEncoded,
    /// So many bytes, and fewer than 32.
    #[error("has {0} bytes, and needs at least 32")]
    Short(usize),
    /// A value that anybody could guess.
    #[error("is a sample or a pattern, not a random key")]
    Sample,
}

/// The installation's secret: at least 256 bits (ASVS 11.5.1 asks for 128), as random bytes.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct SecretKey(Vec<u8>);

impl SecretKey {
    /// Reads hex, or base64 of either alphabet with or without padding.
    pub fn parse(text: &str) -> Result<Self, KeyRefusal> {
        let text = text.trim();
        if text.is_empty() {
            return Err(KeyRefusal::Empty);
        }
        let key = Self(decode(text).ok_or(KeyRefusal::NotEncoded)?);
        if key.0.len() < 32 {
            return Err(KeyRefusal::Short(key.0.len()));
        }
        if is_sample(&key.0) {
            return Err(KeyRefusal::Sample);
        }
        Ok(key)
    }

    /// A key from 32 random bytes.
    pub fn from_random(mut bytes: [u8; 32]) -> Self {
        let key = Self(bytes.to_vec());
        bytes.zeroize();
        key
    }

    /// Whether both are the same key, told in constant time.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }

    /// The form in which a generated key is written beside the database.
    pub fn to_hex(&self) -> Secret<String> {
        Secret::new(data_encoding::HEXLOWER.encode(&self.0))
    }

    /// A key for one use: HMAC-SHA-512 of the use's name under the secret, as 128 hex characters
    /// whose ASCII bytes are the derived secret (so that any JWT library can take it as text).
    pub fn derive(&self, label: &str) -> Secret<String> {
        let mut mac = Hmac::<Sha512>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(b"countersign/");
        mac.update(label.as_bytes());
        let mut bytes = mac.finalize().into_bytes();
        let derived = Secret::new(data_encoding::HEXLOWER.encode(&bytes));
        bytes.as_mut_slice().zeroize();
        derived
    }
}

/// HMAC-SHA-256 under a derived key.
pub fn mac_under(key: &Secret<String>) -> Hmac<Sha256> {
    Hmac::new_from_slice(key.expose().as_bytes()).expect("HMAC takes keys of any length")
}

fn decode(text: &str) -> Option<Vec<u8>> {
    use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
    if text.len().is_multiple_of(2) && text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    }
    let bare = text.trim_end_matches('=').as_bytes();
    BASE64_NOPAD.decode(bare).or_else(|_| BASE64URL_NOPAD.decode(bare)).ok()
}

/// Keys that people copy from documentation or type by hand: few distinct bytes, a run, or words.
fn is_sample(bytes: &[u8]) -> bool {
    let mut seen = [false; 256];
    bytes.iter().for_each(|b| seen[usize::from(*b)] = true);
    let distinct = seen.iter().filter(|s| **s).count();
    let run = bytes.windows(2).filter(|w| w[1].wrapping_sub(w[0]) == 1).count() * 2 > bytes.len();
    // 32 random bytes are all printable ASCII once in 10^14; a typed sentence always is.
    let words = bytes.iter().all(|b| (0x20..0x7f).contains(b));
    distinct < 8 || run || words
}

/// The SHA-256 of a random token, the only form in which session and sign-up cookies are stored.
/// A plain hash is enough for 256 random bits (ASVS 6.5.2).
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "8f1d4b0c6a2e97305bd1fe6c84a97d2360e5b8c19a4f7723d05c6e1b9f48a27c";

    #[test]
    fn keys_are_hex_or_base64_of_at_least_32_bytes() {
        let hex = SecretKey::parse(GOOD).unwrap();
        let base64 = data_encoding::BASE64.encode(&hex.0);
        let urlsafe = data_encoding::BASE64URL_NOPAD.encode(&hex.0);
        assert_eq!(SecretKey::parse(&base64).unwrap().0, hex.0);
        assert_eq!(SecretKey::parse(&format!(" {urlsafe}\n")).unwrap().0, hex.0);
        assert_eq!(SecretKey::parse("").err(), Some(KeyRefusal::Empty));
        assert_eq!(SecretKey::parse(&GOOD[..62]).err(), Some(KeyRefusal::Short(31)));
        assert_eq!(SecretKey::parse("not a key at all!").err(), Some(KeyRefusal::NotEncoded));
    }

    #[test]
    fn patterns_and_sentences_are_no_keys() {
        for sample in [
            "00".repeat(32),
            "deadbeef".repeat(8),
            (0..32).map(|b| format!("{b:02x}")).collect(),
            data_encoding::BASE64.encode(b"please-change-this-secret-key-soon"),
        ] {
            assert_eq!(SecretKey::parse(&sample).err(), Some(KeyRefusal::Sample), "{sample}");
        }
    }

    #[test]
    fn what_chance_may_bring_is_no_pattern() {
        let key = |bytes: Vec<u8>| SecretKey::parse(&data_encoding::HEXLOWER.encode(&bytes));
        // Eight bytes that differ, and seven.
        assert!(key((0..32).map(|at| at % 8 * 2).collect()).is_ok());
        assert!(key((0..32).map(|at| at % 7 * 2).collect()).is_err());
        // Of 32 steps half may go up by one.
        let steps = |ups: u8| (0..33).map(|at| at.min(ups) + at.saturating_sub(ups) * 3).collect::<Vec<u8>>();
        assert!(key(steps(16)).is_ok());
        assert!(key(steps(17)).is_err());
    }

    #[test]
    fn a_key_is_the_same_as_itself_and_is_written_as_it_is_read() {
        let (key, other) = (SecretKey::parse(GOOD).unwrap(), SecretKey::from_random([9; 32]));
        assert!(key.is_same_as(&SecretKey::parse(&GOOD.to_uppercase()).unwrap()) && !key.is_same_as(&other));
        assert_eq!(key.to_hex().expose(), GOOD);
    }

    #[test]
    fn a_secret_is_filled_where_it_stands() {
        let mut secret = Secret::new(String::with_capacity(8));
        secret.update(|text| text.push_str("filled"));
        assert_eq!(secret.expose(), "filled");
    }

    /// FIPS 180-2, appendix B.1.
    #[test]
    fn a_token_is_stored_as_its_sha_256() {
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(data_encoding::HEXLOWER.encode(&token_hash("abc")), expected);
    }

    #[test]
    fn each_label_has_its_own_key() {
        let key = SecretKey::parse(GOOD).unwrap();
        assert_eq!(key.derive("confirm").expose().len(), 128);
        assert_ne!(key.derive("confirm").expose(), key.derive("reset").expose());
    }
}
