//! How the databases' failures look from outside: busy, taken, unreadable, or what the driver said.

/// We could not do our work. Outcomes that a person can cause are not errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection or lock in time; the same call may succeed in a moment.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// The disk is full, read-only or failing. Nothing was written; it may be mended without a restart.
    #[error("the database cannot be written: {0}")]
    Unwritable(String),
    /// A unique index already holds the value.
    #[error("the value is taken")]
    Taken,
    /// A row that this version cannot read.
    #[error("the database holds a value that cannot be read: {0}")]
    Unreadable(&'static str),
    #[error("{0}")]
    Refused(String),
    #[error("database: {0}")]
    Driver(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy("no free connection".to_owned());
        }
        let Some(refusal) = error.as_database_error() else { return Self::Driver(error) };
        if refusal.is_unique_violation() {
            return Self::Taken;
        }
        // SQLite's codes have the primary one in their low byte (sqlite.org/rescode.html): 5 is BUSY, 8, 10
        // and 13 are READONLY, IOERR and FULL. PostgreSQL's have five characters: serialization failure,
        // deadlock, connection limit and a lock that did not come in time; disk full.
        let code = refusal.code().unwrap_or_default();
        let sqlite = code.parse::<i32>().ok().filter(|_| code.len() < 5).map(|code| code & 0xff);
        match (sqlite, &*code) {
            (Some(5), _) | (None, "40001" | "40P01" | "53300" | "55P03") => Self::Busy(refusal.message().to_owned()),
            (Some(8 | 10 | 13), _) | (None, "53100") => Self::Unwritable(refusal.message().to_owned()),
            _ => Self::Driver(error),
        }
    }
}
