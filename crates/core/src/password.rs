//! What may be a password. A `Password` is text in the one form in which it is hashed (NFC), short
//! enough to be hashed at all; whether it is good enough for a new account is the `Policy`'s word.
//! What guessers know is in `password/`, hashing itself in `hash`.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::Address;

mod folded;
mod guessing;
mod listed;

use folded::{bare, fold, unstuttered};
use guessing::{AGAIN, Kind, Way, character_bits, cheapest, context_pieces, pieces};
use listed::List;

/// Longest password (NIST SP 800-63B-4 section 3.1.1.2 asks for at least 64 to be allowed).
pub const MAX_CODE_POINTS: usize = 256;
/// The same in bytes, for what code points are made of: four each.
pub const MAX_BYTES: usize = 1_024;
/// Shortest new password when it is the only factor (NIST SP 800-63B-4 section 3.1.1.2).
pub const DEFAULT_MIN_CODE_POINTS: usize = 15;
/// What must at least be guessed of a new password: two bits for each code point that it must have, up to a
/// thousand million guesses. At 20 ms a hash these keep a processor core busy for eight months, and online nobody
/// gets near. ASVS 6.2.4 asks for less (the 3,000 commonest are refused); four random words of 7,776 take 51 bits.
const BITS_PER_CODE_POINT: f64 = 2.0;
const ENOUGH_BITS: f64 = 30.0;
/// Shorter parts of names stand in many words.
const SHORTEST_CONTEXT_WORD: usize = 3;

/// A password as it is hashed: NFC-normalised, never truncated, never case-folded (ASVS 6.2.8).
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct Password(String);

/// Over 256 code points or 1,024 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the password is too long")]
pub struct TooLong;

impl Password {
    /// Normalises it; nothing but its length is looked at.
    pub fn parse(text: &str) -> Result<Self, TooLong> {
        // Measured before and after NFC: a few code points grow under it, and none of that is hashed.
        if text.len() > MAX_BYTES || text.chars().count() > MAX_CODE_POINTS {
            return Err(TooLong);
        }
        // As much as NFC can make of it (unicode.org/faq/normalization.html: three times), so that no half of it is
        // left behind where a text that grows was before.
        let mut normal = Self(String::with_capacity(3 * text.len()));
        normal.0.extend(text.nfc());
        if normal.code_points() > MAX_CODE_POINTS {
            return Err(TooLong);
        }
        Ok(normal)
    }

    /// The only way in: every use of a password can be found by this word.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Its length as people count, after normalisation.
    pub fn code_points(&self) -> usize {
        self.0.chars().count()
    }
}

/// Why a new password is refused. There are no composition rules (NIST SP 800-63B-4 section 3.1.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Fewer code points than the installation asks for.
    TooShort {
        /// So many it asks for.
        min: usize,
    },
    /// Little more than a word of the place or of the person.
    Context {
        /// The word.
        word: String,
    },
    /// As it stands on the list of common passwords.
    Listed,
    /// Little more than words of that list.
    Common {
        /// The one of them with the most letters.
        word: String,
    },
    /// Repetitions, runs along the alphabet or the keys, dates.
    Predictable,
    /// In the list that the operator has asked about new passwords.
    Breached,
}

/// What a new password is held against: its length, and what anybody would guess.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Shortest one, in code points.
    pub min_code_points: usize,
    /// Product, host and sender name.
    pub context_words: Vec<String>,
}

impl Policy {
    /// Whether somebody with this address may choose it; if not, the first thing to say about it.
    pub fn check(&self, password: &Password, address: &Address) -> Result<(), Refusal> {
        if password.code_points() < self.min_code_points {
            return Err(Refusal::TooShort { min: self.min_code_points });
        }
        let list = List::shipped();
        let whole = fold(password.expose());
        let bare = bare(&whole);
        if list.has(&whole) || list.has(&bare) && bare.len() + 1 >= whole.len() {
            return Err(Refusal::Listed);
        }
        let context = self.context(address);
        // The password as it is, without what stands between its letters, and with each letter once.
        let mut forms = vec![(whole.clone(), 0.0)];
        if *bare != *whole {
            forms.push((bare.clone(), separator_bits(&whole)));
        }
        forms.extend(unstuttered(&bare).map(|once| (once, AGAIN + separator_bits(&whole))));
        for (text, besides) in forms {
            let mut found = pieces(&text, list);
            found.extend(context_pieces(&text, &context));
            let way = cheapest(&text, &found);
            if way.bits + besides < self.enough_bits() {
                return Err(way.into_refusal());
            }
        }
        Ok(())
    }

    fn enough_bits(&self) -> f64 {
        let bits = u32::try_from(self.min_code_points).map_or(ENOUGH_BITS, |min| BITS_PER_CODE_POINT * f64::from(min));
        bits.min(ENOUGH_BITS)
    }

    /// The words of the place and of the person, whole and in parts, folded, each once.
    fn context(&self, address: &Address) -> BTreeSet<String> {
        let domain = idna::domain_to_unicode(address.domain()).0;
        let own = [address.key(), address.local_part(), address.domain(), &domain];
        let mut words = BTreeSet::new();
        for text in self.context_words.iter().map(String::as_str).chain(own) {
            let folded = fold(text);
            words.insert(bare(&folded).to_string());
            words.extend(folded.split(|c: char| !c.is_alphanumeric()).map(str::to_owned));
        }
        words.retain(|word| word.chars().count() >= SHORTEST_CONTEXT_WORD);
        words
    }
}

impl Way {
    /// Names the word with the most letters that leads there; of two the person's own.
    fn into_refusal(self) -> Refusal {
        let letters = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count();
        let (mut refusal, mut most) = (Refusal::Predictable, 0);
        for kind in self.kinds {
            let (count, found) = match kind {
                Kind::Context(word) => (2 * letters(&word) + 1, Refusal::Context { word }),
                Kind::Listed(word) => (2 * letters(&word), Refusal::Common { word }),
                Kind::Character | Kind::Pattern => continue,
            };
            if count > most {
                (refusal, most) = (found, count);
            }
        }
        refusal
    }
}

/// What it takes to guess what stands between letters and digits: which signs, and where.
fn separator_bits(text: &str) -> f64 {
    let signs = text.chars().filter(|c| !c.is_alphanumeric());
    let places: f64 = signs.clone().map(|_| 0.5).sum();
    let kinds: BTreeSet<char> = signs.collect();
    places + kinds.into_iter().map(|c| if " -_.".contains(c) { 2.0 } else { character_bits(c) }).sum::<f64>()
}

#[cfg(test)]
mod tests;
