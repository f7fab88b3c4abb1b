//! Why a configuration is refused, in one line: the key, where it was set, what is wrong with it and the
//! mend. No value of a secret is ever part of it; which rules there are is `check`'s business.

use std::fmt;

/// One line for the person who starts the service. The command line ends with exit code 2 on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    key: String,
    origin: String,
    what: String,
}

impl Problem {
    pub(super) fn new(key: impl Into<String>, origin: impl fmt::Display, what: impl Into<String>) -> Self {
        Self { key: key.into(), origin: origin.to_string(), what: what.into() }
    }

    /// A name that is no setting, with the nearest one that is.
    pub(super) fn unknown(name: &str, origin: impl fmt::Display, known: &[String]) -> Self {
        let mend = match nearest(name, known) {
            Some(near) => format!("did you mean {near}?"),
            None => "remove it; `countersign config show` lists the settings".to_owned(),
        };
        Self::new(name, origin, format!("is not a setting; {mend}"))
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Names and paths come from outside: a line break in them must not make a second line.
        for c in format!("{} ({}): {}", self.key, self.origin, self.what).chars() {
            if c.is_control() { write!(f, "{}", c.escape_default())? } else { write!(f, "{c}")? }
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}

fn nearest<'a>(name: &str, known: &'a [String]) -> Option<&'a String> {
    let folded = name.to_lowercase().replace('-', "_");
    let (distance, near) =
        known.iter().map(|candidate| (distance(&folded, &candidate.to_lowercase()), candidate)).min()?;
    // The prefix of variables must not make every name look alike.
    let own_letters = folded.trim_start_matches("countersign_").chars().count();
    (distance <= 2.max(own_letters / 3) && distance < own_letters).then_some(near)
}

/// Levenshtein's edit distance.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_offered_when_it_is_near() {
        let known = ["base_url".to_owned(), "log".to_owned(), "listen".to_owned()];
        for (name, near) in [("base_ulr", Some("base_url")), ("BASE-URL", Some("base_url")), ("lgo", Some("log"))] {
            assert_eq!(nearest(name, &known).map(String::as_str), near, "{name}");
        }
        assert_eq!(nearest("colour", &known), None);
        assert_eq!((distance("kitten", "sitting"), distance("", "abc")), (3, 3));
    }

    #[test]
    fn a_problem_is_one_line() {
        let problem = Problem::new("a\nb", "c\rd", "is wrong");
        assert_eq!(problem.to_string(), "a\\nb (c\\rd): is wrong");
    }
}
