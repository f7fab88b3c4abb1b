//! From texts to checked values, with a message for each field that is not right. The same for pages and
//! JSON.

use countersign_core::password::{MAX_CODE_POINTS, Refusal};
use countersign_core::{Address, Password, locale};

use super::problem::{FieldErrors, Problem};
use crate::words::Said;

/// Collects what is wrong, so that everything is told at once.
#[derive(Default)]
pub struct Fields {
    errors: FieldErrors,
}

impl Fields {
    pub fn address(&mut self, name: &'static str, given: Option<&str>) -> Option<Address> {
        let given = self.present(name, given, "field-email-missing")?;
        let address = Address::parse(given).ok();
        if address.is_none() {
            self.refuse(name, Said::of("field-email-form"));
        }
        address
    }

    pub fn password(&mut self, name: &'static str, given: Option<&str>) -> Option<Password> {
        let given = self.present(name, given, "field-password-missing")?;
        let password = Password::parse(given).ok();
        if password.is_none() {
            self.refuse(name, Said::of("field-password-long").with("count", MAX_CODE_POINTS));
        }
        password
    }

    /// Whether a new password is long enough, where nothing else is looked at yet.
    pub fn length(&mut self, name: &'static str, password: Option<&Password>, min: usize) {
        if password.is_some_and(|password| password.code_points() < min) {
            self.refuse(name, why(Refusal::TooShort { min }));
        }
    }

    /// A language tag; none is fine.
    pub fn locale(&mut self, given: Option<&str>) -> Option<String> {
        let given = given.filter(|given| !given.is_empty())?;
        if !locale::is_tag(given) {
            self.refuse("locale", Said::of("field-locale"));
        }
        Some(given.to_owned())
    }

    pub fn refuse(&mut self, name: &'static str, said: Said) {
        self.errors.entry(name).or_default().push(said);
    }

    /// All values were there and right, or the problem that says what was not.
    pub fn all<T>(self, values: Option<T>) -> Result<T, Problem> {
        values.filter(|_| self.errors.is_empty()).ok_or_else(|| Problem::validation(self.errors.clone()))
    }

    fn present<'a>(&mut self, name: &'static str, given: Option<&'a str>, missing: &'static str) -> Option<&'a str> {
        let given = given.filter(|given| !given.is_empty());
        if given.is_none() {
            self.refuse(name, Said::of(missing));
        }
        given
    }
}

/// A new password that the policy refuses.
pub fn refused(name: &'static str, refusal: Refusal) -> Problem {
    Problem::field(name, why(refusal))
}

/// What it is, and what to do instead.
fn why(refusal: Refusal) -> Said {
    match refusal {
        Refusal::TooShort { min } => Said::of("password-too-short").with("count", min),
        Refusal::Context { word } => Said::of("password-context").with("word", word),
        Refusal::Listed => Said::of("password-listed"),
        Refusal::Common { word } => Said::of("password-common").with("word", word),
        Refusal::Breached => Said::of("password-breached"),
        Refusal::Predictable => Said::of("password-predictable"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_says_what_it_is_and_what_to_do() {
        let word = || "liverpool".to_owned();
        for refusal in [
            Refusal::TooShort { min: 15 },
            Refusal::Context { word: word() },
            Refusal::Listed,
            Refusal::Common { word: word() },
            Refusal::Breached,
            Refusal::Predictable,
        ] {
            let message = why(refusal).in_english();
            assert!(message.matches('.').count() == 2 && message.ends_with('.') && message.len() < 200, "{message}");
        }
        assert!(why(Refusal::Common { word: word() }).in_english().contains("\u{2018}liverpool\u{2019}"));
    }
}
