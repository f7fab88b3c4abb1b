//! From texts to checked values, with a message for each field that is not right. The same for pages and
//! JSON.

use countersign_core::password::{MAX_CODE_POINTS, Refusal};
use countersign_core::{Address, Password, locale};

use super::problem::{FieldErrors, Problem};

/// Collects what is wrong, so that everything is told at once.
#[derive(Default)]
pub struct Fields {
    errors: FieldErrors,
}

impl Fields {
    pub fn address(&mut self, name: &'static str, given: Option<&str>) -> Option<Address> {
        let given = self.present(name, given, "Enter your email address.")?;
        let address = Address::parse(given).ok();
        if address.is_none() {
            self.refuse(name, "Enter an email address in the form name@example.org.");
        }
        address
    }

    pub fn password(&mut self, name: &'static str, given: Option<&str>) -> Option<Password> {
        let given = self.present(name, given, "Enter a password.")?;
        let password = Password::parse(given).ok();
        if password.is_none() {
            self.refuse(name, format!("Use at most {MAX_CODE_POINTS} characters."));
        }
        password
    }

    /// A language tag; none is fine.
    pub fn locale(&mut self, given: Option<&str>) -> Option<String> {
        let given = given.filter(|given| !given.is_empty())?;
        if !locale::is_tag(given) {
            self.refuse("locale", "Give a language tag such as en or pt-BR.");
        }
        Some(given.to_owned())
    }

    pub fn refuse(&mut self, name: &'static str, message: impl Into<String>) {
        self.errors.entry(name).or_default().push(message.into());
    }

    /// All values were there and right, or the problem that says what was not.
    pub fn all<T>(self, values: Option<T>) -> Result<T, Problem> {
        values.filter(|_| self.errors.is_empty()).ok_or_else(|| Problem::validation(self.errors.clone()))
    }

    fn present<'a>(&mut self, name: &'static str, given: Option<&'a str>, message: &str) -> Option<&'a str> {
        let given = given.filter(|given| !given.is_empty());
        if given.is_none() {
            self.refuse(name, message);
        }
        given
    }
}

/// A new password that the policy refuses.
pub fn refused(name: &'static str, refusal: Refusal) -> Problem {
    Problem::field(name, refusal.message())
}
