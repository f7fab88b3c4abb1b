//! How the databases' failures look from outside: busy, taken, unreadable, or what the driver said.

/// We could not do our work. Outcomes that a person can cause are not errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection or lock in time; the same call may succeed in a moment.
    #[error("the database is busy: {0}")]
    Busy(String),
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
        // SQLITE_BUSY and its kin (primary code 5); 40001 and 40P01 are PostgreSQL's serialization
        // failure and deadlock, 53300 is its connection limit.
        let code = refusal.code().unwrap_or_default();
        let sqlite_busy = code.parse::<i32>().is_ok_and(|code| code & 0xff == 5);
        if matches!(error, sqlx::Error::Database(_)) && (sqlite_busy || ["40001", "40P01", "53300"].contains(&&*code)) {
            return Self::Busy(refusal.message().to_owned());
        }
        Self::Driver(error)
    }
}
