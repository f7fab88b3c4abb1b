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
    /// The place of this password.
    pub fn of(password: &Password) -> Self {
        Self(Zeroizing::new(HEXUPPER.encode(&Sha1::digest(password.expose().as_bytes()))))
    }

    /// What is asked for.
    pub fn prefix(&self) -> &str {
        &self.0[..PREFIX]
    }

    /// Whether the answer, lines of `SUFFIX:COUNT`, has it; none if it is no such list. Counts of zero are padding, so
    /// that the size of an answer tells nothing.
    pub fn find(&self, answer: &str) -> Option<bool> {
        let suffix = &self.0[PREFIX..];
        let lines = answer.lines().filter_map(|line| {
            let (other, count) = line.trim_end().split_once(':')?;
            let count: u64 = count.parse().ok()?;
            (other.len() == suffix.len()).then_some((other, count))
        });
        lines.fold(None, |found, (other, count)| {
            Some(found.unwrap_or(false) || count > 0 && other.eq_ignore_ascii_case(suffix))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // printf 'correct horse battery staple' | sha1sum
    const SUFFIX: &str = "AD6438836DBE526AA231ABDE2D0EEF74D42";
    const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:10";

    fn place() -> Place {
        Place::of(&Password::parse("correct horse battery staple").unwrap())
    }

    #[test]
    fn five_digits_are_asked_for_and_the_others_are_looked_for_in_the_answer() {
        assert_eq!(place().prefix(), "ABF7A");
        assert_eq!(place().find(&format!("{OTHER}\r\n{SUFFIX}:384\r\n{OTHER}\r\n")), Some(true));
        assert_eq!(place().find(&format!("{}:1", SUFFIX.to_lowercase())), Some(true));
        assert_eq!(place().find(OTHER), Some(false));
    }

    #[test]
    fn padding_is_no_breach() {
        assert_eq!(place().find(&format!("{OTHER}\r\n{SUFFIX}:0\r\n")), Some(false));
    }

    #[test]
    fn what_has_no_line_of_a_list_is_none() {
        for answer in
            ["", "<html>A proxy: log in first</html>", SUFFIX, &format!("A{SUFFIX}:3"), &format!("{SUFFIX}:many")]
        {
            assert_eq!(place().find(answer), None, "{answer}");
        }
    }
}
