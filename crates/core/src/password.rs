//! What may be a password. A `Password` is text in the one form in which it is hashed (NFC), short
//! enough to be hashed at all; whether it is good enough for a new account is the `Policy`'s word.
//! Hashing itself is in `hash`.

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Address;

/// Longest password (NIST SP 800-63B-4 section 3.1.1.2 asks for at least 64 to be allowed).
pub const MAX_CODE_POINTS: usize = 256;
pub const MAX_BYTES: usize = 1_024;
/// Shortest new password when it is the only factor (NIST SP 800-63B-4 section 3.1.1.2).
pub const DEFAULT_MIN_CODE_POINTS: usize = 15;

/// A password as it is hashed: NFC-normalised, never truncated, never case-folded (ASVS 6.2.8).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

/// Over 256 code points or 1,024 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password is too long")]
pub struct TooLong;

impl Password {
    pub fn parse(text: &str) -> Result<Self, TooLong> {
        // Measured before and after NFC: a few code points grow under it, and none of that is hashed.
        if text.len() > MAX_BYTES || text.chars().count() > MAX_CODE_POINTS {
            return Err(TooLong);
        }
        // As much as NFC can make of it (unicode.org/faq/normalization.html: three times), so that no half of it is
        // left behind where a text that grows was before.
        let mut normal = Self(String::with_capacity(3 * text.len()));
        normal.0.extend(text.nfc());
        if normal.0.len() > MAX_BYTES || normal.code_points() > MAX_CODE_POINTS {
            return Err(TooLong);
        }
        Ok(normal)
    }

    pub fn expose(&self) -> &str {
        &self.0
    }

    fn code_points(&self) -> usize {
        self.0.chars().count()
    }
}

/// Why a new password is refused. There are no composition rules (NIST SP 800-63B-4 section 3.1.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    TooShort {
        min: usize,
    },
    Context,
    Common,
    /// In the list that the operator has asked about new passwords.
    Breached,
}

impl Refusal {
    /// What a page or an API client is told.
    pub fn message(self) -> String {
        match self {
            Self::TooShort { min } => format!("Use at least {min} characters. A few words in a row are easy to remember."),
            Self::Context => "This is too close to your address or to the name of this site. Choose something only you would think of.".to_owned(),
            Self::Common => "This is one of the first passwords an attacker would try. Choose something less predictable.".to_owned(),
            Self::Breached => "This password has turned up in a data breach elsewhere, so attackers know it. Choose one that you use nowhere else.".to_owned(),
        }
    }
}

/// What a new password is held against: its length, and the words that anybody would guess here.
#[derive(Clone, Debug)]
pub struct Policy {
    pub min_code_points: usize,
    /// Product, host and sender name, in lower case.
    pub context_words: Vec<String>,
}

impl Policy {
    pub fn check(&self, password: &Password, address: &Address) -> Result<(), Refusal> {
        if password.code_points() < self.min_code_points {
            return Err(Refusal::TooShort { min: self.min_code_points });
        }
        let folded = fold(password.expose());
        let mut words: Vec<String> = self.context_words.iter().map(|word| fold(word)).collect();
        words.push(fold(address.key()));
        words.push(fold(address.local_part()));
        words.push(fold(address.domain()));
        words.extend(address.domain().split('.').map(fold));
        if words.iter().any(|word| is_mostly(&folded, word)) {
            return Err(Refusal::Context);
        }
        let letters: String = without_runs(&folded).chars().filter(|c| !c.is_ascii_digit()).collect();
        let common = COMMON.iter().any(|word| is_mostly(&letters, word));
        if common || is_predictable(&folded) || is_predictable(password.expose()) {
            return Err(Refusal::Common);
        }
        Ok(())
    }
}

/// What people stretch to the length that is asked for, by digits and repetition.
const COMMON: [&str; 24] = [
    "password",
    "passwort",
    "passphrase",
    "contrasena",
    "motdepasse",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "admin",
    "changeme",
    "secret",
    "qwerty",
    "azerty",
    "dragon",
    "monkey",
    "football",
    "baseball",
    "superman",
    "batman",
    "sunshine",
    "princess",
    "trustno1",
    "starwars",
];

/// Lower case letters and digits only, so that `Pass-Word` and `password` are one guess.
fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// The password is the word, forwards or backwards, with at most a few characters around or between
/// its repetitions.
fn is_mostly(folded: &str, word: &str) -> bool {
    if word.chars().count() < 4 {
        return false;
    }
    let backwards: String = word.chars().rev().collect();
    let rest = folded.replace(word, "").replace(&backwards, "");
    rest.len() < folded.len() && rest.chars().count() < 6
}

/// One short piece over and over (`passwordpassword`, `aaaa…`, `abcabc…`), or a run along the alphabet,
/// the digits or a keyboard row.
fn is_predictable(text: &str) -> bool {
    let chars: Vec<char> = text.chars().collect();
    let repeats = (1..=chars.len() / 2).any(|period| chars.iter().zip(chars.iter().skip(period)).all(|(a, b)| a == b));
    repeats || !chars.is_empty() && covered_by_runs(text)
}

fn covered_by_runs(text: &str) -> bool {
    without_runs(text).chars().count() * 3 < text.chars().count()
}

/// The text without pieces of four and more along the alphabet, the digits or a keyboard row.
fn without_runs(text: &str) -> String {
    const ROWS: [&str; 5] = ["abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];
    let mut rest = text.to_lowercase();
    for row in ROWS {
        for line in [row.to_owned(), row.chars().rev().collect()] {
            for length in (4..=line.len()).rev() {
                for start in 0..=line.len() - length {
                    rest = rest.replace(&line[start..start + length], "");
                }
            }
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), Refusal> {
        let policy =
            Policy { min_code_points: 15, context_words: vec!["Countersign".into(), "accounts.example.org".into()] };
        policy.check(&Password::parse(text).unwrap(), &Address::parse("ada.lovelace@analytical.example").unwrap())
    }

    #[test]
    fn length_is_counted_in_code_points() {
        assert_eq!(check("fourteen chars"), Err(Refusal::TooShort { min: 15 }));
        assert_eq!(check("fifteen letters"), Ok(()));
        assert_eq!(check("🦀🌍🎈🐙🍉🚲🌵🎻🐝🧭🍋🪁🦉🧩🎺"), Ok(()));
        assert!(Password::parse(&"é".repeat(256)).is_ok());
        assert!(Password::parse(&"é".repeat(257)).is_err());
        assert!(Password::parse(&"🦀".repeat(256)).is_ok());
        assert!(Password::parse(&"a".repeat(1_025)).is_err());
    }

    #[test]
    fn the_same_text_in_another_normal_form_is_the_same_password() {
        assert_eq!(Password::parse("e\u{301}").unwrap().expose(), Password::parse("\u{e9}").unwrap().expose());
    }

    #[test]
    fn words_of_the_place_are_refused() {
        for bad in [
            "countersigncountersign",
            "Countersign-1234!",
            "ada.lovelace@analytical.example",
            "elpmaxe.lacitylana@ecalevol.ada",
            "analytical.example",
            "adalovelace12345",
        ] {
            assert_eq!(check(bad), Err(Refusal::Context), "{bad}");
        }
    }

    #[test]
    fn patterns_are_refused_and_phrases_are_not() {
        for bad in [
            "passwordpassword",
            "password12345678",
            "P-assword 1234567",
            "iloveyou20202020",
            "aaaaaaaaaaaaaaa",
            "abcabcabcabcabc",
            "1234567890123456",
            "qwertyuiopasdfghjkl",
            "               ",
            "!!!!!!!!!!!!!!!!!",
        ] {
            assert_eq!(check(bad), Err(Refusal::Common), "{bad}");
        }
        for good in ["correct horse battery staple", "kfjwmzpqtnxbvhsd", "839205716492837", "%$#&!)(*^@~<>?;:{}"] {
            assert_eq!(check(good), Ok(()), "{good}");
        }
    }
}
