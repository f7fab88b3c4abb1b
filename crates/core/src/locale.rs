//! A language tag as it is stored with a sign-up or account (BCP 47, the plain part of it). Which
//! languages pages and mails exist in is their crates' business.

/// Longest tag that is kept.
const MAX_BYTES: usize = 35;

/// Whether the text is a well-formed tag such as `en`, `pt-BR` or `zh-Hans`.
pub fn is_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language_fits = parts
        .next()
        .is_some_and(|language| (2..=3).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic()));
    let rest_fits = parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()));
    text.len() <= MAX_BYTES && language_fits && rest_fits
}

#[cfg(test)]
mod tests {
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
}
