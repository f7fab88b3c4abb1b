//! Browsers that an account's owner has signed in with. Each keeps a mark in a cookie, and its wrong passwords are
//! counted by that mark: strangers who guess cannot keep the owner out (OWASP, "Slow Down Online Guessing Attacks with
//! Device Cookies"). A mark says nothing to its reader, is good for one address and epoch, and signs nobody in.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;

use crate::secret::mac_under;
use crate::{Address, Secret, SecretKey};

/// As many accounts of one browser as it is known for; the last to sign in come first.
const MOST: usize = 4;

/// What one mark has: 128 random bits and an HMAC-SHA-256, in base64url.
const NAME_CHARS: usize = 22;
const MARK_CHARS: usize = NAME_CHARS + 43;

/// Makes and knows marks.
pub struct Browsers {
    current: Secret<String>,
    previous: Vec<Secret<String>>,
}

impl Browsers {
    /// Derives the keys; marks under the previous ones are known, and made anew at the next sign-in.
    pub fn new(key: &SecretKey, previous: &[SecretKey]) -> Self {
        let derive = |key: &SecretKey| key.derive("browser");
        Self { current: derive(key), previous: previous.iter().map(derive).collect() }
    }

    /// The name of this browser, if its cookie has a mark for this address and epoch.
    pub fn known<'a>(&self, cookie: &'a str, address: &Address, epoch: i64) -> Option<&'a str> {
        marks(cookie).map(|mark| mark.split_at(NAME_CHARS)).find_map(|(name, signature)| {
            let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
            let mut keys = [&self.current].into_iter().chain(&self.previous);
            keys.any(|key| mac(key, name, address, epoch).verify_slice(&signature).is_ok()).then_some(name)
        })
    }

    /// The cookie of a browser in which the owner was just now; `random` is a new name, should it need one.
    pub fn remember(&self, cookie: &str, address: &Address, epoch: i64, random: [u8; 16]) -> Secret<String> {
        let known = self.known(cookie, address, epoch);
        let name = known.map_or_else(|| BASE64URL_NOPAD.encode(&random), str::to_owned);
        let signature = BASE64URL_NOPAD.encode(&mac(&self.current, &name, address, epoch).finalize().into_bytes());
        let others = marks(cookie).filter(|mark| Some(&mark[..NAME_CHARS]) != known).take(MOST - 1);
        Secret::new(others.fold(format!("{name}{signature}"), |all, mark| all + "." + mark))
    }
}

fn marks(cookie: &str) -> impl Iterator<Item = &str> {
    cookie.split('.').take(MOST).filter(|mark| mark.len() == MARK_CHARS && mark.is_ascii())
}

fn mac(key: &Secret<String>, name: &str, address: &Address, epoch: i64) -> Hmac<Sha256> {
    let mut mac = mac_under(key);
    // The name is of fixed length, and an address has no space.
    mac.update(format!("{name}{} {epoch}", address.key()).as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Address {
        Address::parse(text).unwrap()
    }

    fn browsers(key: u8, previous: &[u8]) -> Browsers {
        let key_of = |number: &u8| SecretKey::from_random([*number; 32]);
        Browsers::new(&key_of(&key), &previous.iter().map(key_of).collect::<Vec<_>>())
    }

    #[test]
    fn a_mark_is_good_for_one_address_and_epoch() {
        let (browsers, ada) = (browsers(1, &[]), address("ada@example.org"));
        let cookie = browsers.remember("", &ada, 1, [7; 16]);
        let name = browsers.known(cookie.expose(), &ada, 1).unwrap();
        assert_eq!(browsers.known(cookie.expose(), &address("ADA@example.org"), 1), Some(name));
        assert_eq!(browsers.known(cookie.expose(), &ada, 2), None);
        assert_eq!(browsers.known(cookie.expose(), &address("bob@example.org"), 1), None);
        assert!(!cookie.expose().contains("ada"));
    }

    #[test]
    fn a_browser_keeps_its_name_and_is_known_for_a_few_accounts() {
        let browsers = browsers(1, &[]);
        let people: Vec<Address> = (0..6).map(|number| address(&format!("p{number}@example.org"))).collect();
        let mut cookie = String::new();
        for (number, person) in (0..).zip(&people) {
            cookie = browsers.remember(&cookie, person, 1, [number; 16]).expose().clone();
        }
        let known: Vec<bool> = people.iter().map(|person| browsers.known(&cookie, person, 1).is_some()).collect();
        assert_eq!(known, [false, false, true, true, true, true]);
        let again = browsers.remember(&cookie, &people[3], 1, [9; 16]);
        assert_eq!(browsers.known(again.expose(), &people[3], 1), browsers.known(&cookie, &people[3], 1));
        assert_eq!(again.expose().len(), cookie.len());
    }

    #[test]
    fn nothing_else_is_a_mark() {
        let (browsers, ada) = (browsers(1, &[]), address("ada@example.org"));
        let cookie = browsers.remember("", &ada, 1, [7; 16]).expose().clone();
        for forged in [
            String::new(),
            ".".repeat(10_000),
            "a".repeat(MARK_CHARS),
            "é".repeat(MARK_CHARS),
            format!("C{}", &cookie[1..]),
            cookie[..MARK_CHARS - 1].to_owned(),
            format!("{}{cookie}", "a.".repeat(MOST)),
        ] {
            assert_eq!(browsers.known(&forged, &ada, 1), None, "{forged}");
        }
        assert_eq!(self::browsers(2, &[]).known(&cookie, &ada, 1), None);
        assert!(self::browsers(2, &[1]).known(&cookie, &ada, 1).is_some());
    }
}
