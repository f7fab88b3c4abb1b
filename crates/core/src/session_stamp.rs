//! What the token of a session has beside its chance: a stamp, by which tokens that were never ours are told from others
//! without asking the database. It says nothing of whose session it is or whether it lives, and signs nobody in.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::secret::mac_under;
use crate::{Secret, SecretKey};

/// 256 random bits (NIST SP 800-63B-4 section 5.1 asks for 64, ASVS 7.2.3 for 128) and half of an HMAC-SHA-256
/// (RFC 2104 section 5). Together they are 64 characters of base64url, and no other characters are the same bytes.
const CHANCE_BYTES: usize = 32;
const STAMP_BYTES: usize = 16;
const TOKEN_BYTES: usize = CHANCE_BYTES + STAMP_BYTES;

/// Makes and knows stamps.
pub struct Stamps {
    /// Keyed, the current one first.
    macs: Vec<Hmac<Sha256>>,
}

impl Stamps {
    /// Derives the keys; stamps under the previous ones are known as well.
    pub fn new(key: &SecretKey, previous: &[SecretKey]) -> Self {
        let keys = [key].into_iter().chain(previous);
        Self { macs: keys.map(|key| mac_under(&key.derive("session-stamp"))).collect() }
    }

    /// A new token out of random bytes.
    pub fn token(&self, chance: [u8; CHANCE_BYTES]) -> Secret<String> {
        let mut bytes = [0; TOKEN_BYTES];
        let (front, back) = bytes.split_at_mut(CHANCE_BYTES);
        front.copy_from_slice(&chance);
        back.copy_from_slice(&over(&self.macs[0], &chance).finalize().into_bytes()[..STAMP_BYTES]);
        Secret::new(BASE64URL_NOPAD.encode(&bytes))
    }

    /// Whether it was made here.
    pub fn is_ours(&self, token: &str) -> bool {
        let mut bytes = [0; TOKEN_BYTES];
        if BASE64URL_NOPAD.decode_len(token.len()) != Ok(TOKEN_BYTES)
            || BASE64URL_NOPAD.decode_mut(token.as_bytes(), &mut bytes).is_err()
        {
            return false;
        }
        let (chance, stamp) = bytes.split_at(CHANCE_BYTES);
        self.macs.iter().any(|mac| over(mac, chance).verify_truncated_left(stamp).is_ok())
    }
}

fn over(mac: &Hmac<Sha256>, chance: &[u8]) -> Hmac<Sha256> {
    let mut mac = mac.clone();
    mac.update(chance);
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamps(key: u8, previous: &[u8]) -> Stamps {
        let key_of = |number: &u8| SecretKey::from_random([*number; 32]);
        Stamps::new(&key_of(&key), &previous.iter().map(key_of).collect::<Vec<_>>())
    }

    #[test]
    fn a_token_is_known_until_its_key_is_given_up() {
        let token = stamps(1, &[]).token([7; 32]);
        assert_eq!(token.expose().len(), 64);
        assert!(stamps(1, &[]).is_ours(token.expose()));
        assert!(stamps(2, &[3, 1]).is_ours(token.expose()));
        assert!(!stamps(2, &[3]).is_ours(token.expose()));
    }

    #[test]
    fn whatever_was_changed_is_not_ours() {
        let stamps = stamps(1, &[]);
        let token = stamps.token([7; 32]);
        let token = token.expose();
        for at in 0..token.len() {
            for other in ['A', '-', '=', ' ', '\u{e9}'] {
                let changed = format!("{}{other}{}", &token[..at], &token[at + 1..]);
                assert!(changed == *token || !stamps.is_ours(&changed), "{changed}");
            }
            assert!(!stamps.is_ours(&token[..at]) && !stamps.is_ours(&token[at + 1..]));
        }
        assert!(!stamps.is_ours(&format!("{token}A")) && !stamps.is_ours(&format!("{token}AAAA")));
    }
}
