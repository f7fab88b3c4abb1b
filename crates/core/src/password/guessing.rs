//! How many guesses it takes to come to a password, for somebody who knows the list, the words of the place, and
//! what people do to words: repeat them, mask letters, turn them round, put years, dates and rows of keys beside
//! them. The password is cut into such pieces in the way that takes the fewest guesses, counted in bits.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use super::folded::{backwards, unmasked, unshifted};
use super::listed::List;

/// What guessing a piece takes besides its own bits, by how it is dressed.
const PLAIN: f64 = 1.0;
const MASKED: f64 = 2.0;
const BACKWARDS: f64 = 1.0;
/// That what stands before is there again, once or many times; how much of it takes guessing too.
pub const AGAIN: f64 = 3.0;
/// A run that begins at an end of its row, and one that begins anywhere.
const RUN_FROM_END: f64 = 4.0;
const RUN: f64 = 9.0;
/// One of 64 years within living memory, another of 140; one day of 100 years in one of three orders.
const RECENT_YEAR: f64 = 6.0;
const YEAR: f64 = 8.0;
const DATE: f64 = 17.0;

const ROWS: [&str; 10] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "!@#$%^&*()",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "йцукенгшщзхъ",
    "фывапролджэ",
];

/// What a guesser tries as one thing.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    Character,
    Listed(String),
    /// A word of the place or of the person.
    Context(String),
    /// A repetition, a run or a date.
    Pattern,
}

pub struct Piece {
    start: usize,
    end: usize,
    bits: f64,
    kind: Kind,
}

/// The cheapest way to a password: its pieces from left to right.
pub struct Way {
    pub bits: f64,
    pub kinds: Vec<Kind>,
}

/// All pieces of a folded text that a guesser would see, whatever they are worth.
pub fn pieces(text: &str, list: &List) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for dress in Dress::all(text) {
        for start in text.char_indices().map(|(at, _)| at) {
            for (length, bits) in list.words_at(&dress.text.as_bytes()[start..]) {
                pieces.extend(dress.piece(text, start, length, bits, Kind::Listed));
            }
        }
    }
    pieces.extend(repetitions(text));
    pieces.extend(runs(text));
    pieces.extend(dates(text));
    pieces
}

/// Where words of the place stand in the text.
pub fn context_pieces(text: &str, words: &BTreeSet<String>) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for dress in Dress::all(text) {
        for word in words {
            let found = dress.text.match_indices(word.as_str());
            pieces.extend(found.filter_map(|(at, _)| dress.piece(text, at, word.len(), 0.0, Kind::Context)));
        }
    }
    pieces
}

/// The way that takes the fewest guesses: from the left, the best way to each place.
pub fn cheapest(text: &str, pieces: &[Piece]) -> Way {
    let mut from = vec![Vec::new(); text.len()];
    for piece in pieces {
        from[piece.start].push(piece);
    }
    let mut best: Vec<(f64, usize, &Kind)> = vec![(f64::INFINITY, 0, &Kind::Character); text.len() + 1];
    best[0].0 = 0.0;
    for (start, c) in text.char_indices() {
        let here = best[start].0;
        let character = (start + c.len_utf8(), character_bits(c), &Kind::Character);
        let steps = from[start].iter().map(|piece| (piece.end, piece.bits, &piece.kind));
        for (end, bits, kind) in steps.chain([character]) {
            if here + bits < best[end].0 {
                best[end] = (here + bits, start, kind);
            }
        }
    }
    let mut kinds = Vec::new();
    let mut at = text.len();
    while at > 0 {
        kinds.push(best[at].2.clone());
        at = best[at].1;
    }
    kinds.reverse();
    Way { bits: best[text.len()].0, kinds }
}

/// What one character takes that is part of nothing larger.
pub fn character_bits(c: char) -> f64 {
    let alphabet: f64 = match c {
        '0'..='9' => 10.0,
        'a'..='z' => 26.0,
        c if c.is_ascii() => 33.0,
        // Of many scripts the small ones have some thirty letters.
        c if c.is_alphabetic() => 32.0,
        _ => 100.0,
    };
    alphabet.log2()
}

/// The text in one of the ways in which a word can be hidden in it.
struct Dress {
    text: Zeroizing<String>,
    is_masked: bool,
    is_backwards: bool,
}

impl Dress {
    fn all(text: &str) -> Vec<Self> {
        let mut all = Vec::new();
        for is_backwards in [false, true] {
            let plain = if is_backwards { backwards(text) } else { Zeroizing::new(text.to_owned()) };
            let mut masked = vec![unmasked(&plain, 'i'), unmasked(&plain, 'l'), unshifted(&plain)];
            masked.dedup();
            masked.retain(|other| *other != plain);
            all.extend(masked.into_iter().map(|text| Self { text, is_masked: true, is_backwards }));
            all.push(Self { text: plain, is_masked: false, is_backwards });
        }
        all
    }

    /// The word that stands there in this dress as a piece of the text itself.
    fn piece(&self, text: &str, at: usize, length: usize, bits: f64, kind: fn(String) -> Kind) -> Option<Piece> {
        let start = if self.is_backwards { text.len() - at - length } else { at };
        let own = &text[start..start + length];
        let word = &self.text[at..at + length];
        let letters = own.chars().filter(|c| c.is_alphabetic()).count();
        // Otherwise any number would be full of words.
        if self.is_masked && 2 * letters < own.chars().count() {
            return None;
        }
        let dressing = if self.is_masked { MASKED } else { PLAIN } + if self.is_backwards { BACKWARDS } else { 0.0 };
        Some(Piece { start, end: start + length, bits: bits + dressing, kind: kind(word.to_owned()) })
    }
}

/// `abcabcabc`: what stands before is there again, as often as it goes.
fn repetitions(text: &str) -> Vec<Piece> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    // How far a shorter repetition comes from each place: a longer one is worth nothing unless it comes further.
    let mut reached = vec![0; bytes.len()];
    let mut bits = AGAIN;
    for period in 1..=bytes.len() / 2 {
        if period.is_power_of_two() && period > 1 {
            bits += 1.0;
        }
        let mut same = 0;
        for start in (period..bytes.len()).rev() {
            same = if bytes[start] == bytes[start - period] { same + 1 } else { 0 };
            let end = start + same / period * period;
            // A doubled letter is nothing that anybody tries: `ee` stands in many words. What begins with a whole character
            // stands there twice, so that the first one does too, and both end with one.
            if same >= period.max(2) && text.is_char_boundary(start) && end > reached[start] {
                reached[start] = end;
                found.push(Piece { start, end, bits, kind: Kind::Pattern });
            }
        }
    }
    found
}

/// Three and more along the alphabet, the digits or a row of keys, there or back.
fn runs(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    for row in ROWS {
        for line in [row.to_owned(), row.chars().rev().collect()] {
            for (start, first) in text.char_indices() {
                let Some(at) = line.find(first) else { continue };
                let along = line[at..].chars().zip(text[start..].chars()).take_while(|(a, b)| a == b);
                let (count, length) = along.fold((0, 0), |(count, length), (c, _)| (count + 1, length + c.len_utf8()));
                let bits = if at == 0 { RUN_FROM_END } else { RUN };
                if count >= 3 {
                    found.push(Piece { start, end: start + length, bits, kind: Kind::Pattern });
                }
            }
        }
    }
    found
}

fn dates(text: &str) -> Vec<Piece> {
    let mut found = Vec::new();
    for (length, bits) in [(4, YEAR), (6, DATE), (8, DATE)] {
        for (start, digits) in text.as_bytes().windows(length).enumerate() {
            if is_date(digits) {
                let is_recent = length == 4 && (b"1976".as_slice()..=b"2039").contains(&digits);
                let bits = if is_recent { RECENT_YEAR } else { bits };
                found.push(Piece { start, end: start + length, bits, kind: Kind::Pattern });
            }
        }
    }
    found
}

/// `1984`, `240590` or `19900524` in any order.
fn is_date(digits: &[u8]) -> bool {
    let number = |digits: &[u8]| digits.iter().fold(0, |number, digit| 10 * number + u32::from(digit - b'0'));
    let is_year = |digits: &[u8]| digits.len() == 2 || (1900..2040).contains(&number(digits));
    let is_day = |digits: &[u8]| {
        let (a, b) = (number(&digits[..2]), number(&digits[2..]));
        (1..=31).contains(&a) && (1..=12).contains(&b) || (1..=12).contains(&a) && (1..=31).contains(&b)
    };
    let last = digits.len() - 4;
    let is_of_day_and_year =
        || is_day(&digits[..4]) && is_year(&digits[4..]) || is_day(&digits[last..]) && is_year(&digits[..last]);
    digits.iter().all(u8::is_ascii_digit) && if digits.len() == 4 { is_year(digits) } else { is_of_day_and_year() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(text: &str) -> f64 {
        cheapest(text, &pieces(text, List::shipped())).bits
    }

    #[test]
    fn characters_that_belong_to_nothing_take_what_chance_takes() {
        assert!((bits("kfjwmzpqtnxbvhsd") - 16.0 * 26_f64.log2()).abs() < 0.01);
        assert!(bits("") < 0.01);
    }

    #[test]
    fn what_is_done_to_a_word_takes_little() {
        let word = bits("liverpool");
        for dressed in ["l1v3rp00l", "loopreviL", "liverpoolliverpoolliverpool", "liverpool1234567890", "liverpool1984"]
        {
            assert!(bits(&dressed.to_lowercase()) <= word + 8.0, "{dressed}");
        }
        let way = cheapest("p4$$w0rd1984", &pieces("p4$$w0rd1984", List::shipped()));
        assert_eq!(way.kinds, [Kind::Listed("password".to_owned()), Kind::Pattern]);
    }

    #[test]
    fn patterns_take_little() {
        for (pattern, most) in [
            ("aaaaaaaaaaaaaaaaaaaaaaa", 8.0),
            ("kfjkfjkfjkfjkfj", 19.0),
            ("abcdefghijklmno", 5.0),
            ("qwertyuiopasdfghjkl", 9.0),
            ("0987654321", 5.0),
            ("24051990", 18.0),
            ("19900524", 18.0),
            ("йцукенгшщ", 5.0),
        ] {
            assert!(bits(pattern) <= most, "{pattern}: {}", bits(pattern));
        }
        assert!(bits("83920571") > 20.0);
    }

    fn assert_bits(text: &str, pieces: &[Piece], expected: f64) {
        let bits = cheapest(text, pieces).bits;
        assert!((bits - expected).abs() < 1e-9, "{text}: {bits} instead of {expected}");
    }

    fn chance(count: u32, alphabet: f64) -> f64 {
        f64::from(count) * alphabet.log2()
    }

    #[test]
    fn a_character_takes_its_alphabet() {
        for (text, alphabet) in [("07", 10.0), ("az", 26.0), ("~ ", 33.0), ("жя", 32.0), ("🦀…", 100.0)] {
            assert_bits(text, &[], chance(2, alphabet));
        }
    }

    #[test]
    fn a_word_takes_the_way_it_is_dressed() {
        let words = BTreeSet::from(["countersign".to_owned(), "soli".to_owned()]);
        for (text, expected) in [
            ("countersign", PLAIN),
            ("c0untersign", MASKED),
            ("ngisretnuoc", PLAIN + BACKWARDS),
            ("ngisretnu0c", MASKED + BACKWARDS),
            ("xngisretnuoc", chance(1, 26.0) + PLAIN + BACKWARDS),
            ("ngisretnuocx", chance(1, 26.0) + PLAIN + BACKWARDS),
            ("countersigncountersign", 2.0 * PLAIN),
            // Half of it at least is letters.
            ("50li", MASKED),
            ("501i", chance(3, 10.0) + chance(1, 26.0)),
        ] {
            assert_bits(text, &context_pieces(text, &words), expected);
        }
    }

    #[test]
    fn a_repetition_takes_what_is_repeated_and_its_length() {
        for (text, expected) in [
            ("aa", chance(2, 26.0)),
            ("aaa", chance(1, 26.0) + AGAIN),
            ("xaaaa", chance(2, 26.0) + AGAIN),
            ("abab", chance(2, 26.0) + AGAIN + 1.0),
            ("ababa", chance(3, 26.0) + AGAIN + 1.0),
            ("abcabcabc", chance(3, 26.0) + AGAIN + 1.0),
            ("abcdabcd", chance(4, 26.0) + AGAIN + 2.0),
            ("éabéab", chance(1, 32.0) + chance(2, 26.0) + AGAIN + 2.0),
            ("éaéa", chance(1, 32.0) + chance(1, 26.0) + AGAIN + 1.0),
        ] {
            assert_bits(text, &repetitions(text), expected);
        }
        assert!(repetitions("correct").is_empty());
    }

    #[test]
    fn a_run_takes_the_place_where_it_begins() {
        for (text, expected) in [
            ("ab", chance(2, 26.0)),
            ("abc", RUN_FROM_END),
            ("bcd", RUN),
            ("zyx", RUN_FROM_END),
            ("yxw", RUN),
            ("xqwerty1", chance(1, 26.0) + RUN_FROM_END + chance(1, 10.0)),
            ("йцук", RUN_FROM_END),
            ("цукя", RUN + chance(1, 32.0)),
        ] {
            assert_bits(text, &runs(text), expected);
        }
    }

    #[test]
    fn a_date_takes_what_people_write() {
        for (text, expected) in [
            ("1976", RECENT_YEAR),
            ("2039", RECENT_YEAR),
            ("1900", YEAR),
            ("1975", YEAR),
            ("240590", DATE),
            ("24051990", DATE),
            ("x1984", chance(1, 26.0) + RECENT_YEAR),
            ("1984x", chance(1, 26.0) + RECENT_YEAR),
        ] {
            assert_bits(text, &dates(text), expected);
        }
    }

    #[test]
    fn a_date_is_a_year_or_a_day_of_one_in_any_order() {
        for date in [
            "1900", "2039", "240590", "052490", "900524", "902405", "310100", "123100", "010100", "001231", "24051900",
            "05242039", "19000524", "20392405",
        ] {
            assert!(is_date(date.as_bytes()), "{date}");
        }
        for no_date in [
            "1899", "2040", "198x", "320190", "013290", "901332", "000590", "050090", "131390", "00001200", "24051899",
            "24052040", "18990524", "20400524", "32011990", "19901332", "2405199x", "24o590",
        ] {
            assert!(!is_date(no_date.as_bytes()), "{no_date}");
        }
    }

    #[test]
    fn of_two_ways_that_take_the_same_the_first_is_taken() {
        let piece = |kind| Piece { start: 0, end: 3, bits: 1.0, kind };
        let (first, second) = (Kind::Listed("abc".to_owned()), Kind::Context("abc".to_owned()));
        assert_eq!(cheapest("abc", &[piece(first.clone()), piece(second)]).kinds, [first]);
    }

    #[test]
    fn numbers_are_not_read_as_words() {
        assert!(bits("839205716492837") > 40.0);
        assert!(bits("573047305830574") > 40.0);
    }
}
