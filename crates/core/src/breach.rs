//! Breached passwords by range: what is asked of a list such as Have I Been Pwned's, and what its answer says. Only the
//! first 20 bits of a hash leave the house, which hundreds of passwords of the list share (k-anonymity).

use data_encoding::HEXUPPER;
use sha1::{Digest, Sha1};
use zeroize::Zeroizing;

use crate::Password;

/// Hexadecimal digits that are asked for.
const PREFIX: usize = 5;

/// A password's place in the list. SHA-1 is the list's choice and no protection of ours: nothing of it is stored, and
/// what leaves the house is too little to look a password up by.
pub struct Place(Zeroizing<String>);

impl Place {
    pub fn of(password: &Password) -> Self {
        Self(Zeroizing::new(HEXUPPER.encode(&Sha1::digest(password.expose().as_bytes()))))
    }

    /// What is asked for.
    pub fn prefix(&self) -> &str {
        &self.0[..PREFIX]
    }

    /// Whether the answer, lines of `SUFFIX:COUNT`, has it. Counts of zero are padding, so that the answer's size tells
    /// nothing.
    pub fn is_in(&self, answer: &str) -> bool {
        let suffix = &self.0[PREFIX..];
        let mut lines = answer.lines().filter_map(|line| line.trim().split_once(':'));
        lines.any(|(other, count)| other.eq_ignore_ascii_case(suffix) && count.parse().is_ok_and(|count: u64| count > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf 'correct horse battery staple' | sha1sum
    const SUFFIX: &str = "AD6438836DBE526AA231ABDE2D0EEF74D42";

    fn is_in(answer: &str) -> bool {
        Place::of(&Password::parse("correct horse battery staple").unwrap()).is_in(answer)
    }

    #[test]
    fn five_digits_are_asked_for_and_the_others_are_looked_for_in_the_answer() {
        let place = Place::of(&Password::parse("correct horse battery staple").unwrap());
        assert_eq!(place.prefix(), "ABF7A");
        let other = "0018A45C4D1DEF81644B54AB7F969B88D65:10";
        assert!(is_in(&format!("{other}\r\n{SUFFIX}:384\r\n{other}")));
        assert!(is_in(&format!("{}:1", SUFFIX.to_lowercase())));
        assert!(!is_in(&format!("{other}\r\n")) && !is_in(""));
    }

    #[test]
    fn padding_and_what_is_no_line_of_the_list_count_for_nothing() {
        for answer in [format!("{SUFFIX}:0"), format!("{SUFFIX}:many"), SUFFIX.to_owned(), format!("A{SUFFIX}:3"), format!("{}:3", &SUFFIX[1..])]
        {
            assert!(!is_in(&answer), "{answer}");
        }
    }
}
