//! How the databases' failures look from outside: busy, taken, unreadable, or what the driver said.

use std::sync::atomic::{AtomicBool, Ordering};

/// We could not do our work. Outcomes that a person can cause are not errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection or lock in time; the same call may succeed in a moment.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The disk is full, read-only or failing. Nothing was written; it may be mended without a restart.
    #[error("the database cannot be written: {0}")]
    Unwritable(String),
    /// The connection was lost, or the server fell silent, while it was told to commit: it may have done so.
    #[error("whether it was written is not known: {0}")]
    InDoubt(String),
    /// A unique index already holds the value.
    #[error("the value is taken")]
    Taken,
    /// A row that this version cannot read.
    #[error("the database holds a value that cannot be read: {0}")]
    Unreadable(&'static str),
    /// What a URL or a file says cannot be: in words for the operator, without any password.
    #[error("{0}")]
    Refused(String),
    /// Anything else, in the words of the driver.
    #[error("database: {0}")]
    Driver(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let Some(refusal) = error.as_database_error() else {
            return if is_lost(&error) { Self::Busy(in_words(&error)) } else { Self::Driver(error) };
        };
        if refusal.is_unique_violation() {
            return Self::Taken;
        }
        let code = refusal.code().unwrap_or_default();
        // SQLite's codes have the primary one in their low byte (sqlite.org/rescode.html): 5 is BUSY, 8, 10
        // and 13 are READONLY, IOERR and FULL. PostgreSQL's have five characters.
        let sqlite = code.parse::<i32>().ok().filter(|_| code.len() < 5).map(|code| code & 0xff);
        match (sqlite, &*code) {
            (Some(5), _) => Self::Busy(refusal.message().to_owned()),
            (None, code) if passes(code) => Self::Busy(refusal.message().to_owned()),
            (Some(8 | 10 | 13), _) | (None, "53100") => Self::Unwritable(refusal.message().to_owned()),
            _ => Self::Driver(error),
        }
    }
}

impl Error {
    /// The same for somebody else who was to be answered together with whom it goes to.
    #[must_use]
    pub fn again(&self) -> Self {
        match self {
            Self::Busy(words) => Self::Busy(words.clone()),
            Self::Unwritable(words) => Self::Unwritable(words.clone()),
            Self::InDoubt(words) => Self::InDoubt(words.clone()),
            Self::Taken => Self::Taken,
            Self::Unreadable(column) => Self::Unreadable(column),
            Self::Refused(words) => Self::Refused(words.clone()),
            Self::Driver(error) => Self::Driver(sqlx::Error::Protocol(in_words(error))),
        }
    }

    /// What became of a commit that failed: refused for certain, or in doubt.
    pub(super) fn of_commit(error: sqlx::Error) -> Self {
        if is_lost(&error) || has_code(&error, is_end) { Self::InDoubt(in_words(&error)) } else { error.into() }
    }
}

/// PostgreSQL's refusals that pass (postgresql.org/docs/current/errcodes-appendix.html): serialization failure,
/// deadlock, out of connections or memory, lock or statement given up.
fn passes(code: &str) -> bool {
    let is_busy = matches!(code, "40001" | "40P01" | "53200" | "53300" | "53400" | "55P03" | "57014");
    is_busy || is_end(code) || is_of_another_day(code)
}

/// Passes with the connection: a server that has become a standby, or a statement that was prepared before a
/// migration changed its table ("cached plan must not change result type").
fn is_of_another_day(code: &str) -> bool {
    matches!(code, "25006" | "0A000")
}

pub(super) fn is_stale(error: &sqlx::Error) -> bool {
    has_code(error, is_of_another_day)
}

fn has_code(error: &sqlx::Error, is_meant: fn(&str) -> bool) -> bool {
    error.as_database_error().and_then(|refusal| refusal.code()).is_some_and(|code| is_meant(&code))
}

/// The session ended: connection exception; shutdown, crash, start-up; idle for too long in a transaction.
fn is_end(code: &str) -> bool {
    code.starts_with("08") || matches!(code, "57P01" | "57P02" | "57P03" | "57P05" | "25P03")
}

/// No connection, or no longer.
fn is_lost(error: &sqlx::Error) -> bool {
    use sqlx::Error::{Io, PoolClosed, PoolTimedOut, Protocol, Tls};
    matches!(error, Io(_) | Tls(_) | Protocol(_) | PoolTimedOut | PoolClosed)
}

fn in_words(error: &sqlx::Error) -> String {
    if matches!(error, sqlx::Error::PoolTimedOut) { "no free connection".to_owned() } else { error.to_string() }
}

/// Remembers that the disk failed, until something was written again: readiness asks for it.
pub(super) fn watch<T>(unwritable: &AtomicBool, result: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::Unwritable(_)) = &result {
        unwritable.store(true, Ordering::Relaxed);
    }
    result
}
