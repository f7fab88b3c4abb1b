//! A text as those who guess look at it: without capitals and accents, with `p4$$w0rd` read as `password`,
//! and backwards. Every form of one text has its characters at the same places, counted in bytes.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;
use zeroize::Zeroizing;

use super::MAX_CODE_POINTS;

/// Lower case, wide and other letters of the same meaning as one (NFKD), accents dropped. No more of it than a password
/// may have: NFKD makes eighteen letters of one (U+FDFA), and to look for pieces takes the square of the length.
pub fn fold(text: &str) -> Zeroizing<String> {
    // Room for all of it: a string that grows leaves copies of a password behind.
    let mut folded = Zeroizing::new(String::with_capacity(4 * MAX_CODE_POINTS));
    let letters = text.nfkd().flat_map(char::to_lowercase).nfkd().filter(|c| !is_combining_mark(*c));
    folded.extend(letters.take(MAX_CODE_POINTS));
    folded
}

/// Only its letters and digits: `pass-word` is `password`.
pub fn bare(folded: &str) -> Zeroizing<String> {
    let mut bare = Zeroizing::new(String::with_capacity(folded.len()));
    bare.extend(folded.chars().filter(|c| c.is_alphanumeric()));
    bare
}

/// `aabbcc` as `abc`, if each character stands there as often as the first, and more than once.
pub fn unstuttered(text: &str) -> Option<Zeroizing<String>> {
    let mut once = Zeroizing::new(String::with_capacity(text.len()));
    let first = text.chars().next()?;
    let times = text.chars().take_while(|c| *c == first).count();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if !chars.by_ref().take(times - 1).eq(std::iter::repeat_n(c, times - 1)) {
            return None;
        }
        once.push(c);
    }
    (times > 1).then_some(once)
}

pub fn backwards(text: &str) -> Zeroizing<String> {
    let mut reversed = Zeroizing::new(String::with_capacity(text.len()));
    reversed.extend(text.chars().rev());
    reversed
}

/// What people write for letters, read as letters; `one` is what a `1` stands for.
pub fn unmasked(text: &str, one: char) -> Zeroizing<String> {
    let mut letters = Zeroizing::new(String::with_capacity(text.len()));
    letters.extend(text.chars().map(|c| match c {
        '4' | '@' => 'a',
        '8' => 'b',
        '3' => 'e',
        '1' | '!' | '|' => one,
        '0' => 'o',
        '5' | '$' => 's',
        '7' | '+' => 't',
        other => other,
    }));
    letters
}

/// Digits typed with the shift key held (on an American keyboard) as digits: `!QAZ` is `1qaz`.
pub fn unshifted(text: &str) -> Zeroizing<String> {
    const DIGITS: [char; 10] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
    let mut digits = Zeroizing::new(String::with_capacity(text.len()));
    digits.extend(text.chars().map(|c| ")!@#$%^&*(".find(c).map_or(c, |digit| DIGITS[digit])));
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_has_one_form_however_it_is_dressed() {
        for dressed in ["Müller", "MU\u{308}LLER", "muller", "ｍｕｌｌｅｒ"] {
            assert_eq!(*fold(dressed), "muller");
        }
        assert_eq!(*bare(&fold("P-assw.Örd 1")), "password1");
        assert_eq!(*unmasked("p4$$w0rd", 'i'), "password");
        assert_eq!((&**unmasked("m1ke", 'i'), &**unmasked("app1e", 'l')), ("mike", "apple"));
        assert_eq!(*unshifted("!qaz@wsx)"), "1qaz2wsx0");
        assert_eq!(*backwards("слон"), "нолс");
        assert_eq!(unstuttered("aabbccaa").as_deref().map(String::as_str), Some("abca"));
        for plain in ["", "a", "abc", "aabbc", "aabbccc", "aaab"] {
            assert_eq!(unstuttered(plain), None, "{plain}");
        }
    }

    #[test]
    fn what_grows_is_no_longer_than_a_password_may_be() {
        let grown = fold(&"\u{fdfa}".repeat(MAX_CODE_POINTS));
        assert_eq!(grown.chars().count(), MAX_CODE_POINTS);
        assert_eq!(fold(&"a".repeat(MAX_CODE_POINTS)).len(), MAX_CODE_POINTS);
    }

    #[test]
    fn forms_keep_the_places() {
        let text = fold("Ёж & p4$$w0rd!");
        assert_eq!(unmasked(&text, 'l').len(), text.len());
        assert_eq!(backwards(&text).len(), text.len());
    }
}
