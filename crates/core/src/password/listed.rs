//! The common passwords that the program carries: `data/common-passwords.gz`, made by
//! `scripts/common-passwords`; whose they are is in `data/NOTICE`. 94,647 entries (56,397 of at least 8 code
//! points, 7,483 of at least 15: ASVS 6.2.4 asks for 3,000 that fit the policy) are 381 KB in the program, and
//! 0.9 MB of memory once the first new password has come. Sorted text is searched as it lies there: it needs no
//! index, never errs as a filter of hashes would, and can be read by whoever doubts it (`zcat`).

use std::io::Read;
use std::sync::LazyLock;

use flate2::read::GzDecoder;

static SHIPPED: LazyLock<List> = LazyLock::new(|| {
    let mut text = Vec::new();
    let packed: &[u8] = include_bytes!("../../data/common-passwords.gz");
    GzDecoder::new(packed).read_to_end(&mut text).expect("the list is whole: it is part of the program");
    text.shrink_to_fit();
    List { text }
});

/// Bytes of the shortest entry.
const SHORTEST: usize = 4;

/// Words in the order of their bytes, each ended by a capital letter, which no folded word has. The letter says
/// how many bits of guessing lead to the word: `A` for the first guess, `T` for those after half a million.
pub struct List {
    text: Vec<u8>,
}

impl List {
    /// Unpacked when it is first asked for, so that a start does not wait for it.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    pub fn has(&self, word: &str) -> bool {
        !word.is_empty() && self.words_at(word.as_bytes()).any(|(length, _)| length == word.len())
    }

    /// The words that a text begins with, as their length and bits, shortest first.
    pub fn words_at(&self, text: &[u8]) -> impl Iterator<Item = (usize, f64)> {
        let mut at = 0;
        let found = (SHORTEST..=text.len()).map_while(move |length| {
            let start = &text[..length];
            at = self.first_from(at, start);
            let (word, class) = self.entry(at)?;
            let is_word = (word.len() == length).then(|| (length, f64::from(class - b'A')));
            word.starts_with(start).then_some(is_word)
        });
        found.flatten()
    }

    /// The first entry at or after a known earlier one that is not sorted before the word.
    fn first_from(&self, mut low: usize, word: &[u8]) -> usize {
        let is_before = |at: usize| self.entry(at).is_some_and(|(entry, _)| entry < word);
        let mut high = self.text.len();
        // What follows on an earlier finding is mostly near: it is looked for in growing steps, then by halves.
        let mut step = if low == 0 { high } else { 64 };
        while low + step < high {
            let probe = self.start_of(low + step);
            if !is_before(probe) {
                high = probe;
                break;
            }
            low = probe;
            step *= 2;
        }
        while low < high {
            let middle = self.start_of(low + (high - low) / 2);
            if is_before(middle) { low = self.end_of(middle) } else { high = middle }
        }
        low
    }

    fn entry(&self, start: usize) -> Option<(&[u8], u8)> {
        let end = self.end_of(start).checked_sub(1).filter(|end| *end >= start)?;
        Some((&self.text[start..end], self.text[end]))
    }

    /// Where the entry begins that has this byte.
    fn start_of(&self, at: usize) -> usize {
        self.text[..at].iter().rposition(u8::is_ascii_uppercase).map_or(0, |end| end + 1)
    }

    /// Where the next entry begins.
    fn end_of(&self, start: usize) -> usize {
        let rest = &self.text[start..];
        start + rest.iter().position(u8::is_ascii_uppercase).map_or(rest.len(), |end| end + 1)
    }

    #[cfg(test)]
    pub fn words(&self) -> impl Iterator<Item = (&str, u8)> {
        let lines = self.text.split_inclusive(u8::is_ascii_uppercase);
        lines.map(|line| (std::str::from_utf8(&line[..line.len() - 1]).unwrap(), line[line.len() - 1] - b'A'))
    }
}

#[cfg(test)]
mod tests {
    use super::super::folded::fold;
    use super::*;

    #[test]
    fn the_list_is_as_large_as_its_papers_say() {
        let count = |least: usize| List::shipped().words().filter(|(word, _)| word.chars().count() >= least).count();
        assert_eq!((count(1), count(8), count(15)), (94_647, 56_397, 7_483));
        assert!(List::shipped().text.len() < 1_000_000);
    }

    #[test]
    fn every_entry_is_found_as_it_is_folded() {
        let list = List::shipped();
        let words: Vec<(&str, u8)> = list.words().collect();
        assert!(words.is_sorted_by(|(a, _), (b, _)| a.as_bytes() < b.as_bytes()));
        assert_eq!(words.iter().map(|(word, _)| word.len()).min(), Some(SHORTEST));
        for (word, bits) in words {
            assert_eq!(*fold(word), word);
            assert!(list.words_at(word.as_bytes()).any(|found| found == (word.len(), f64::from(bits))), "{word}");
        }
    }

    #[test]
    fn all_words_that_a_text_begins_with_are_found() {
        let found: Vec<_> = List::shipped().words_at(b"passwordstandardx").map(|(length, _)| length).collect();
        for word in ["pass", "password", "passwords", "passwordstandard"] {
            assert!(found.contains(&word.len()), "{word}");
        }
        for absent in ["", "p", "zzzzzzzzzzzzzzzzzzzzz", "kfjwmzpqtnxbvhsd", "\u{10ffff}", " "] {
            assert!(!List::shipped().has(absent), "{absent}");
        }
    }
}
