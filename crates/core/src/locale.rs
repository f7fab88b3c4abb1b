//! A person's language: the tag as it is stored with a sign-up or account (BCP 47, the plain part of it),
//! the languages that mails are written in, and which of them a tag or a browser asks for. The words
//! themselves are in the mail crate.

use crate::words::words;

/// Longest tag that is kept.
pub const MAX_BYTES: usize = 35;

/// Longest `Accept-Language` that is read. Browsers send a handful of tags; a longer one says nothing.
const MAX_HEADER_BYTES: usize = 1_000;

/// Whether the text is a well-formed tag such as `en`, `pt-BR` or `zh-Hans`.
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language_fits = parts
        .next()
        .is_some_and(|language| (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest_fits = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    text.len() <= MAX_BYTES && language_fits && rest_fits
}

words! {
    /// A language that mails are written in, by its tag.
    Language {
        /// English, and whoever asks for a language that is not here.
        En = "en",
        /// German.
        De = "de",
        /// French.
        Fr = "fr",
        /// Spanish.
        Es = "es",
        /// Brazilian Portuguese.
        PtBr = "pt-BR",
        /// Japanese.
        Ja = "ja",
        /// Chinese in simplified characters.
        ZhHans = "zh-Hans",
        /// Arabic, from right to left.
        Ar = "ar",
    }
}

impl Language {
    /// What its readers call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Fr => "Fran\u{e7}ais",
            Self::Es => "Espa\u{f1}ol",
            Self::PtBr => "Portugu\u{ea}s (Brasil)",
            Self::Ja => "\u{65e5}\u{672c}\u{8a9e}",
            Self::ZhHans => "\u{7b80}\u{4f53}\u{4e2d}\u{6587}",
            Self::Ar => "\u{627}\u{644}\u{639}\u{631}\u{628}\u{64a}\u{629}",
        }
    }

    /// HTML's `dir`: which way the language is written.
    pub const fn dir(self) -> &'static str {
        match self {
            Self::Ar => "rtl",
            Self::En | Self::De | Self::Fr | Self::Es | Self::PtBr | Self::Ja | Self::ZhHans => "ltr",
        }
    }

    /// The language that serves whoever asks for a tag, in any spelling of upper and lower case (RFC 4647
    /// section 3.4: what is more special than we are falls back to us). Who reads Chinese in traditional
    /// characters is not served by simplified ones.
    pub fn of_tag(tag: &str) -> Option<Self> {
        if !is_tag(tag) {
            return None;
        }
        let tag = tag.to_ascii_lowercase();
        // What follows a single letter is an extension and no script or region (RFC 5646 section 2.2.6).
        let mut parts = tag.split('-').take_while(|part| part.len() > 1);
        match parts.next()? {
            "en" => Some(Self::En),
            "de" => Some(Self::De),
            "fr" => Some(Self::Fr),
            "es" => Some(Self::Es),
            "pt" => Some(Self::PtBr),
            "ja" => Some(Self::Ja),
            "ar" => Some(Self::Ar),
            "zh" => {
                // The script decides; without one the region does.
                let simplified = parts.find_map(|part| match part {
                    "hans" => Some(true),
                    "hant" | "tw" | "hk" | "mo" => Some(false),
                    _ => None,
                });
                simplified.unwrap_or(true).then_some(Self::ZhHans)
            }
            _ => None,
        }
    }

    /// The language that an `Accept-Language` header asks for most (RFC 9110 section 12.5.4). Of equal
    /// weights the first counts; `*` asks for none; what cannot be read is passed over.
    pub fn accepted(header: &str) -> Option<Self> {
        if header.len() > MAX_HEADER_BYTES {
            return None;
        }
        let asked: Vec<(&str, u16)> = header.split(',').filter_map(weighted).collect();
        let is_refused =
            |language: Self| asked.iter().any(|(range, weight)| *weight == 0 && is_range_of(range, language.as_str()));
        let mut best: Option<(Self, u16)> = None;
        for (range, weight) in asked.iter().filter(|(_, weight)| *weight > 0) {
            if best.is_none_or(|(_, most)| *weight > most)
                && let Some(language) = Self::of_tag(range)
                && !is_refused(language)
            {
                best = Some((language, *weight));
            }
        }
        best.map(|(language, _)| language)
    }
}

/// A part of the header as its range and its weight in thousandths.
fn weighted(part: &str) -> Option<(&str, u16)> {
    let Some((range, weight)) = part.split_once(';') else { return Some((part.trim(), 1_000)) };
    let (name, value) = weight.trim().split_once('=')?;
    name.eq_ignore_ascii_case("q").then_some((range.trim(), thousandths(value)?))
}

/// `qvalue` (RFC 9110 section 12.4.2): 0 to 1 with up to three digits after the point.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, digits) = value.split_once('.').unwrap_or((value, ""));
    let is_read = matches!(whole, "0" | "1") && digits.len() <= 3 && digits.bytes().all(|b| b.is_ascii_digit());
    if !is_read {
        return None;
    }
    let filled = digits.bytes().chain([b'0'; 3]).take(3);
    let weight = whole.bytes().chain(filled).fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    (weight <= 1_000).then_some(weight)
}

/// Whether a range takes in a tag (RFC 4647 section 3.3.1): all of it, or its beginning up to a hyphen.
fn is_range_of(range: &str, tag: &str) -> bool {
    let begins = tag.get(..range.len()).is_some_and(|beginning| beginning.eq_ignore_ascii_case(range));
    begins && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn tags_are_letters_and_hyphens() {
        for good in ["en", "pt-BR", "zh-Hans", "de-CH-1996"] {
            assert!(is_tag(good), "{good}");
        }
        for bad in ["", "e", "english", "en_US", "en-", "../en", "en\n", "en-toolonglabel", "*"] {
            assert!(!is_tag(bad), "{bad}");
        }
    }

    #[test]
    fn a_tag_leads_to_the_language_that_serves_it() {
        use Language::*;
        for (tag, language) in [
            ("en", En),
            ("EN-gb", En),
            ("de-CH", De),
            ("de-1996", De),
            ("fr-CA", Fr),
            ("es-419", Es),
            ("pt", PtBr),
            ("pt-PT", PtBr),
            ("pt-br", PtBr),
            ("ja-JP", Ja),
            ("zh", ZhHans),
            ("zh-CN", ZhHans),
            ("ZH-sg", ZhHans),
            ("zh-hans-TW", ZhHans),
            ("zh-cmn-Hans-CN", ZhHans),
            ("zh-CN-x-hant", ZhHans),
            ("ar-EG", Ar),
        ] {
            assert_eq!(Language::of_tag(tag), Some(language), "{tag}");
        }
        for tag in ["zh-TW", "zh-HK", "zh-Hant", "zh-Hant-CN", "zh-mo", "nl", "den", "", "*", "de_DE", "deutsch"] {
            assert_eq!(Language::of_tag(tag), None, "{tag}");
        }
    }

    #[test]
    fn every_language_serves_its_own_tag_and_only_arabic_runs_right_to_left() {
        for language in Language::ALL {
            assert_eq!(Language::of_tag(language.as_str()), Some(*language));
            assert_eq!(language.dir() == "rtl", *language == Language::Ar);
        }
    }

    #[test]
    fn a_header_asks_for_its_heaviest_language_that_there_is() {
        use Language::*;
        for (header, language) in [
            ("de", De),
            ("de-CH, de;q=0.9, en;q=0.8", De),
            ("nl, fr;q=0.5", Fr),
            ("en;q=0.7,ja", Ja),
            ("en;q=0.700 , es ; q=0.71", Es),
            ("fr;q=0.8, de;q=0.8", Fr),
            ("*, de;q=0.1", De),
            ("zh-TW, zh;q=0.9, en;q=0.8", ZhHans),
            ("pt-PT;q=0, pt-BR", PtBr),
            ("de-AT;q=0, de", De),
            ("de;q=2, en;q=x, fr;q=0.1234, ja;level=1, ;q=1, ,, es;q=0.001", Es),
            ("en;Q=0.3, ar;q=1.000", Ar),
        ] {
            assert_eq!(Language::accepted(header), Some(language), "{header}");
        }
        for header in
            ["", "*", "nl", "de;q=0", "de-AT;q=0", "pt;q=0, pt-PT", "de;q=1.001", "de;", "\u{1f98a}", ";;;,,,"]
        {
            assert_eq!(Language::accepted(header), None, "{header}");
        }
        let long = |bytes: usize| format!("de{:1$}", "", bytes - 2);
        assert_eq!(Language::accepted(&long(MAX_HEADER_BYTES)), Some(De));
        assert_eq!(Language::accepted(&long(MAX_HEADER_BYTES + 1)), None);
    }

    proptest! {
        #[test]
        fn any_header_can_be_read(header in "\\PC*|[a-zA-Z*0-9;=,. q-]{0,80}") {
            let accepted = Language::accepted(&header);
            prop_assert!(accepted.is_none() || Language::ALL.contains(&accepted.unwrap()));
        }

        #[test]
        fn spelling_does_not_matter(index in 0..Language::ALL.len(), flips in any::<u16>()) {
            let flip = |(at, c): (usize, char)| if flips >> at & 1 == 1 { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() };
            let language = Language::ALL[index];
            let tag: String = language.as_str().chars().enumerate().map(flip).collect();
            prop_assert_eq!(Language::of_tag(&tag), Some(language));
            prop_assert_eq!(Language::accepted(&tag), Some(language));
        }
    }
}
