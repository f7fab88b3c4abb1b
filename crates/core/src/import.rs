//! Rows of another application's users: what each must look like, and what becomes of it. How a file holds them is
//! `countersign::cli`'s business, where they go `countersign_store::import`'s.

use std::fmt;

use crate::foreign::{self, BcryptOf, Keys, Work};
use crate::words::words;
use crate::{Address, Id, Secret, Timestamp, locale};

words! {
    /// What becomes of a row, or would.
    Outcome {
        /// An account with its password.
        Account = "account",
        /// An account whose owner has to choose a password by a reset.
        WithoutPassword = "without_password",
        /// A sign-up that waits to be confirmed with its password.
        SignUp = "sign_up",
        /// Neither confirmed nor with a password: there is nothing to keep.
        LeftOut = "left_out",
        /// An account has the address, or had it.
        AlreadyThere = "already_there",
        /// Another address has the id.
        IdTaken = "id_taken",
        /// The file has the address or the id twice.
        Duplicate = "duplicate",
        /// It cannot be imported.
        Broken = "broken",
    }
}

impl Outcome {
    /// Something is written for it.
    pub const fn is_new(self) -> bool {
        matches!(self, Self::Account | Self::WithoutPassword | Self::SignUp)
    }

    /// Nothing is imported as long as there is one such row.
    pub const fn is_problem(self, skips_existing: bool) -> bool {
        match self {
            Self::Account | Self::WithoutPassword | Self::SignUp | Self::LeftOut => false,
            Self::AlreadyThere => !skips_existing,
            Self::IdTaken | Self::Duplicate | Self::Broken => true,
        }
    }
}

/// What a row has, as it was found; empty is the same as absent.
#[derive(Clone, Debug, Default)]
pub struct Fields {
    /// An address.
    pub email: String,
    /// Whether the other application had it confirmed.
    pub confirmed: String,
    /// As it stands there.
    pub password_hash: String,
    /// As it stands there.
    pub id: String,
    /// RFC 3339.
    pub created_at: String,
    /// A language tag.
    pub locale: String,
}

/// The names of the columns. The first three are always there.
pub const COLUMNS: [&str; 6] = ["email", "confirmed", "password_hash", "id", "created_at", "locale"];
/// So many of them.
pub const REQUIRED: usize = 3;

impl Fields {
    /// Of the column with this place in `COLUMNS`.
    pub fn set(&mut self, column: usize, value: String) {
        let field = match column {
            0 => &mut self.email,
            1 => &mut self.confirmed,
            2 => &mut self.password_hash,
            3 => &mut self.id,
            4 => &mut self.created_at,
            _ => &mut self.locale,
        };
        *field = value;
    }
}

/// What holds for all rows of an import.
#[derive(Clone)]
pub struct Terms {
    /// What its hashes need besides.
    pub keys: Keys,
    /// What was given to bcrypt.
    pub bcrypt_of: BcryptOf,
    /// Whether hashes below today's floor are taken.
    pub allows_weak: bool,
    /// Sets the ids of one application apart from those of another.
    pub id_space: Option<String>,
    /// The time of the import.
    pub now: Timestamp,
}

/// A row that can be imported.
pub struct Row {
    /// If it brought one: itself, or made of it.
    pub id: Option<Id>,
    /// Whose it is.
    pub address: Address,
    /// Else it becomes a sign-up.
    pub is_confirmed: bool,
    /// None where only a reset helps.
    pub password_hash: Option<Secret<String>>,
    /// What verifying that costs.
    pub work: Work,
    /// When they signed up there; else now.
    pub created_at: Timestamp,
    /// If it brought one.
    pub locale: Option<String>,
}

/// Why a row cannot be imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It could not even be read, in words of whoever tried.
    Unreadable(String),
    /// No address.
    Address,
    /// Neither yes nor no.
    Confirmed,
    /// A hash that is not taken.
    Hash(foreign::Refusal),
    /// What would be enough.
    Weak(String),
    /// Which setting it cannot be verified without.
    Lacks(&'static str),
    /// Nobody's id, or too long.
    Id,
    /// No instant.
    CreatedAt,
    /// It has not come yet.
    Future,
    /// No language tag.
    Locale,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(why) => f.write_str(why),
            Self::Address => f.write_str("email is no address"),
            Self::Confirmed => f.write_str("confirmed is neither true nor false"),
            Self::Hash(refusal) => write!(f, "password_hash {refusal}"),
            Self::Weak(enough) => {
                write!(f, "password_hash is weaker than {enough}: leave it empty, or allow weak hashes")
            }
            Self::Lacks(setting) => write!(f, "password_hash cannot be verified without the setting {setting}"),
            Self::Id => f.write_str("id is nobody's, or longer than 255 characters"),
            Self::CreatedAt => f.write_str("created_at is no instant such as 2026-01-02T03:04:05Z (RFC 3339)"),
            Self::Future => f.write_str("created_at has not come yet"),
            Self::Locale => f.write_str("locale is no tag such as en or pt-BR"),
        }
    }
}

/// A row of a file.
pub struct Line {
    /// From 1 on.
    pub number: u64,
    /// As it was given, for people to find it.
    pub email: String,
    /// What it says, or what is wrong with it.
    pub row: Result<Row, Refusal>,
}

/// Longest text by which another application may know an account.
const MAX_ID_CHARS: usize = 255;

/// Django writes this, and something random behind it, for "no password can be right".
const UNUSABLE: char = '!';

/// What the fields say.
pub fn read(fields: &Fields, terms: &Terms) -> Result<Row, Refusal> {
    let address = Address::parse(&fields.email).map_err(|_| Refusal::Address)?;
    let is_confirmed = switch(&fields.confirmed).ok_or(Refusal::Confirmed)?;
    let (password_hash, work) = password_hash(fields.password_hash.trim(), terms)?;
    let id = match fields.id.trim() {
        "" => None,
        text if text.chars().count() > MAX_ID_CHARS => return Err(Refusal::Id),
        text => Some(Id::of_foreign(text, terms.id_space.as_deref()).ok_or(Refusal::Id)?),
    };
    let created_at = match fields.created_at.trim() {
        "" => terms.now,
        text => instant(text).ok_or(Refusal::CreatedAt)?,
    };
    if created_at > terms.now {
        return Err(Refusal::Future);
    }
    let locale = match fields.locale.trim() {
        "" => None,
        // As gettext and POSIX have it.
        text => Some(text.replace('_', "-")).filter(|tag| locale::is_tag(tag)).map(Some).ok_or(Refusal::Locale)?,
    };
    Ok(Row { id, address, is_confirmed, password_hash, work, created_at, locale })
}

fn password_hash(text: &str, terms: &Terms) -> Result<(Option<Secret<String>>, Work), Refusal> {
    if text.is_empty() || text.starts_with(UNUSABLE) {
        return Ok((None, Work::default()));
    }
    let stored = foreign::marked(text, terms.bcrypt_of);
    let hash = foreign::read(&stored).map_err(Refusal::Hash)?;
    if let Some(setting) = hash.lacks(&terms.keys) {
        return Err(Refusal::Lacks(setting));
    }
    match hash.is_weak() {
        Some(enough) if !terms.allows_weak => Err(Refusal::Weak(enough)),
        Some(_) | None => Ok((Some(Secret::new(stored)), hash.work(&terms.keys))),
    }
}

/// As JSON, databases and spreadsheets write it.
fn switch(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "t" | "yes" | "y" | "1" => Some(true),
        "false" | "f" | "no" | "n" | "0" => Some(false),
        _ => None,
    }
}

/// RFC 3339 section 5.6 allows a space where others have a T. Nobody had an account before 1970.
fn instant(text: &str) -> Option<Timestamp> {
    Timestamp::parse_rfc3339(&text.replacen(' ', "T", 1)).filter(|at| at.millis() >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const BCRYPT: &str = "$2b$10$ov6h5RxvpKNVWXoiz1pbNuANowW4GCp03SDnatTwfqABhlh/VALRu";

    fn terms() -> Terms {
        let keys = Keys::default();
        Terms { keys, bcrypt_of: BcryptOf::Password, allows_weak: false, id_space: None, now: NOW }
    }

    fn fields(email: &str, confirmed: &str, password_hash: &str) -> Fields {
        let text = str::to_owned;
        Fields {
            email: text(email),
            confirmed: text(confirmed),
            password_hash: text(password_hash),
            ..Fields::default()
        }
    }

    fn refusal(change: impl FnOnce(&mut Fields)) -> Option<Refusal> {
        let mut row = fields("ada@example.org", "true", BCRYPT);
        change(&mut row);
        read(&row, &terms()).err()
    }

    #[test]
    fn a_row_has_an_address_and_may_have_all_the_rest() {
        let mut row = fields(" Ada@Example.org ", "T", BCRYPT);
        row.id = "42".to_owned();
        row.created_at = "2026-01-02 03:04:05.678+01:00".to_owned();
        row.locale = "pt_BR".to_owned();
        let read_row = read(&row, &terms()).ok().unwrap();
        assert_eq!(read_row.address.key(), "ada@example.org");
        assert!(read_row.is_confirmed && read_row.password_hash.is_some_and(|hash| hash.expose() == BCRYPT));
        assert_eq!(read_row.id, Id::of_foreign("42", None));
        assert_eq!(read_row.created_at.rfc3339(), "2026-01-02T02:04:05.678Z");
        assert_eq!(read_row.locale.as_deref(), Some("pt-BR"));

        for confirmed in ["false", "0", "No", "f"] {
            let plain = read(&fields("ada@example.org", confirmed, ""), &terms()).ok().unwrap();
            assert!(!plain.is_confirmed && plain.password_hash.is_none() && plain.id.is_none());
            assert_eq!(plain.created_at, NOW);
        }
        let unusable = read(&fields("ada@example.org", "1", "!2aNWlq9NYjQWv89IUJEmNTCpjlg"), &terms()).ok().unwrap();
        assert!(unusable.password_hash.is_none() && unusable.work.is_nothing());
    }

    #[test]
    fn a_column_sets_its_field() {
        let mut row = Fields::default();
        for (column, name) in COLUMNS.iter().enumerate() {
            row.set(column, (*name).to_owned());
        }
        let found = [row.email, row.confirmed, row.password_hash, row.id, row.created_at, row.locale];
        assert_eq!(found, COLUMNS);
    }

    #[test]
    fn each_outcome_is_new_a_problem_or_neither() {
        let (new, problem) = (
            [Outcome::Account, Outcome::WithoutPassword, Outcome::SignUp],
            [Outcome::IdTaken, Outcome::Duplicate, Outcome::Broken],
        );
        for outcome in Outcome::ALL {
            assert_eq!(outcome.is_new(), new.contains(outcome), "{outcome:?}");
            for skips_existing in [false, true] {
                let is_problem = problem.contains(outcome) || *outcome == Outcome::AlreadyThere && !skips_existing;
                assert_eq!(outcome.is_problem(skips_existing), is_problem, "{outcome:?}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        let text = str::to_owned;
        assert_eq!(
            Refusal::Weak("bcrypt 10".to_owned()).to_string(),
            "password_hash is weaker than bcrypt 10: leave it empty, or allow weak hashes"
        );
        assert_eq!(refusal(|row| row.id = "x".repeat(255)), None);
        assert_eq!(refusal(|row| row.id = "x".repeat(256)), Some(Refusal::Id));
        assert_eq!(refusal(|_| ()), None);
        assert_eq!(refusal(|row| row.email = text("ada")), Some(Refusal::Address));
        assert_eq!(refusal(|row| row.confirmed = text("")), Some(Refusal::Confirmed));
        assert_eq!(refusal(|row| row.confirmed = text("2026-01-01")), Some(Refusal::Confirmed));
        let unknown = Some(Refusal::Hash(foreign::Refusal::Unknown));
        assert_eq!(refusal(|row| row.password_hash = text("secret")), unknown);
        assert!(matches!(refusal(|row| row.password_hash = BCRYPT.replace("$10$", "$04$")), Some(Refusal::Weak(_))));
        let firebase = format!("firebase_scrypt$42xEC+ixf3L2lw==${}", "A".repeat(43));
        assert_eq!(refusal(|row| row.password_hash = firebase), Some(Refusal::Lacks("firebase_signer_key")));
        assert_eq!(refusal(|row| row.id = "1".repeat(256)), Some(Refusal::Id));
        assert_eq!(refusal(|row| row.id = text("00000000-0000-0000-0000-000000000000")), Some(Refusal::Id));
        for created_at in ["yesterday", "2026-01-02", "2026-01-02T03:04:05", "1969-12-31T23:59:59Z"] {
            assert_eq!(refusal(|row| row.created_at = text(created_at)), Some(Refusal::CreatedAt), "{created_at}");
        }
        assert_eq!(refusal(|row| row.created_at = text("2999-01-01T00:00:00Z")), Some(Refusal::Future));
        assert_eq!(refusal(|row| row.locale = text("English")), Some(Refusal::Locale));
    }

    #[test]
    fn what_is_weak_or_peppered_is_taken_on_the_terms_for_it() {
        let weak = fields("ada@example.org", "true", &BCRYPT.replace("$10$", "$04$"));
        assert!(read(&weak, &Terms { allows_weak: true, ..terms() }).is_ok());
        let row = fields("ada@example.org", "true", BCRYPT);
        let peppered = Terms { bcrypt_of: BcryptOf::Peppered, ..terms() };
        assert_eq!(read(&row, &peppered).err(), Some(Refusal::Lacks("bcrypt_pepper")));
        let keys = Keys { bcrypt_pepper: Some(Secret::new("pepper".to_owned())), ..Keys::default() };
        let stored = read(&row, &Terms { keys, ..peppered }).ok().unwrap().password_hash.unwrap();
        assert!(stored.expose().starts_with("bcrypt_pepper$$2b$10$"));
    }
}
