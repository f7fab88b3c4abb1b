//! The rows of an import: first in a table of its own, where they are held against each other and against what is there,
//! then all of them, or none, in one transaction. What a row must look like is `countersign_core::import`'s business.

use countersign_core::foreign::Work;
use countersign_core::import::Outcome;
use countersign_core::{Id, Timestamp};

use crate::db::{Db, Error, Tx, Value, args, insert_rows};
use crate::foreign_hashes;

/// A row on its way, by the line of the file that it is in.
pub struct Staged {
    /// From 1 on.
    pub line: u64,
    /// As far as the row itself tells it.
    pub outcome: Outcome,
    /// Of the account or sign-up that it becomes.
    pub id: Option<Id>,
    /// As it was given; of a row that could not be read as far as that is known.
    pub email: String,
    /// Under which it is the same as another.
    pub email_key: Option<String>,
    /// None where only a reset helps.
    pub password_hash: Option<String>,
    /// Of a sign-up.
    pub cookie_hash: Option<Vec<u8>>,
    /// If it brought one.
    pub locale: Option<String>,
    /// There; none if it could not be read.
    pub created_at: Option<Timestamp>,
    /// Why it is not imported.
    pub reason: Option<String>,
}

/// A row as it is reported.
pub struct Reported {
    /// From 1 on.
    pub line: i64,
    /// What became of it, or would.
    pub outcome: Outcome,
    /// Of the account or sign-up.
    pub id: Option<Id>,
    /// As it was given.
    pub email: String,
    /// Why it is not imported.
    pub reason: Option<String>,
}

/// Which rows are reported.
#[derive(Clone, Copy)]
pub enum Shown {
    /// Every one.
    All,
    /// For which nothing is written at all.
    Problems {
        /// What is there already is none.
        skips_existing: bool,
    },
}

/// How many rows there are of each outcome.
pub type Counts = Vec<(Outcome, u64)>;

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// With or without a password.
    pub accounts: u64,
    /// Those that wait to be confirmed.
    pub sign_ups: u64,
}

/// All rows of an import, seen by nobody else. Dropped without `commit` they leave nothing behind.
pub struct Staging {
    db: Db,
    tx: Tx,
    last_line: u64,
}

/// Rows of one statement.
pub const AT_ONCE: usize = 200;

const COLUMNS: [&str; 10] =
    ["line", "outcome", "id", "email", "email_key", "password_hash", "cookie_hash", "locale", "created_at", "reason"];

/// SQLite, PostgreSQL: a line is SQLite's own row number, and keys are compared by their bytes.
const MAKE: [&str; 2] = [
    "CREATE TEMP TABLE import_rows (line INTEGER PRIMARY KEY, outcome TEXT NOT NULL, id TEXT, email TEXT NOT NULL,
        email_key TEXT, password_hash TEXT, cookie_hash BLOB, locale TEXT, created_at INTEGER, reason TEXT)",
    "CREATE TEMP TABLE import_rows (line BIGINT PRIMARY KEY, outcome TEXT NOT NULL, id TEXT, email TEXT NOT NULL,
        email_key TEXT COLLATE \"C\", password_hash TEXT, cookie_hash BYTEA, locale TEXT, created_at BIGINT, reason TEXT)
        ON COMMIT DROP",
];
const INDEXES: [[&str; 2]; 2] = [
    [
        "CREATE INDEX temp.import_rows_by_key ON import_rows (email_key)",
        "CREATE INDEX temp.import_rows_by_id ON import_rows (id)",
    ],
    [
        "CREATE INDEX import_rows_by_key ON import_rows (email_key)",
        "CREATE INDEX import_rows_by_id ON import_rows (id)",
    ],
];

/// Of rows that would be written.
macro_rules! new {
    () => {
        "outcome IN ('account', 'without_password', 'sign_up')"
    };
}

/// What a row would be, held against the other rows and what is there. In this order: the first that holds is told.
const LOOKS: [&str; 7] = [
    concat!(
        "UPDATE import_rows SET outcome = 'duplicate', reason = 'the same address as line ' || (SELECT MIN(line)
            FROM import_rows AS other WHERE other.email_key = import_rows.email_key)
        WHERE ",
        new!(),
        " AND EXISTS (SELECT 1 FROM import_rows AS other
            WHERE other.email_key = import_rows.email_key AND other.line < import_rows.line)"
    ),
    concat!(
        "UPDATE import_rows SET outcome = 'duplicate', reason = 'the same id as line ' || (SELECT MIN(line)
            FROM import_rows AS other WHERE other.id = import_rows.id)
        WHERE ",
        new!(),
        " AND EXISTS (SELECT 1 FROM import_rows AS other
            WHERE other.id = import_rows.id AND other.line < import_rows.line)"
    ),
    concat!(
        "UPDATE import_rows SET outcome = 'already_there', reason = 'the address has an account' WHERE ",
        new!(),
        " AND EXISTS (SELECT 1 FROM accounts WHERE accounts.email_key = import_rows.email_key)"
    ),
    // Its owner has closed it, and is not brought back by a list of before.
    concat!(
        "UPDATE import_rows SET outcome = 'already_there', reason = 'the address had an account that was closed' WHERE ",
        new!(),
        " AND EXISTS (SELECT 1 FROM accounts WHERE accounts.email_key = import_rows.email_key || ' closed')"
    ),
    "UPDATE import_rows SET outcome = 'already_there', reason = 'the sign-up waits already'
        WHERE outcome = 'sign_up' AND EXISTS (SELECT 1 FROM sign_ups WHERE sign_ups.email_key = import_rows.email_key
            AND (sign_ups.id = import_rows.id OR sign_ups.password_hash = import_rows.password_hash))",
    concat!(
        "UPDATE import_rows SET outcome = 'id_taken', reason = 'another address has the id' WHERE ",
        new!(),
        " AND EXISTS (SELECT 1 FROM accounts WHERE accounts.id = import_rows.id)"
    ),
    concat!(
        "UPDATE import_rows SET outcome = 'id_taken', reason = 'a sign-up of another address has the id' WHERE ",
        new!(),
        " AND EXISTS (SELECT 1 FROM sign_ups
            WHERE sign_ups.id = import_rows.id AND sign_ups.email_key <> import_rows.email_key)"
    ),
];

impl Staging {
    /// Makes the table that the rows wait in.
    pub async fn begin(db: &Db) -> Result<Self, Error> {
        let mut tx = db.begin_staging().await?;
        if !tx.is_postgres() {
            // The one connection for writes may have one from before.
            tx.execute("DROP TABLE IF EXISTS temp.import_rows", args![]).await?;
        }
        let make = MAKE[usize::from(tx.is_postgres())];
        tx.execute(make, args![]).await?;
        Ok(Self { db: db.clone(), tx, last_line: 0 })
    }

    /// Lines only grow.
    pub async fn add(&mut self, rows: Vec<Staged>) -> Result<(), Error> {
        let mut rows = rows.into_iter().peekable();
        while rows.peek().is_some() {
            let some: Vec<Staged> = rows.by_ref().take(AT_ONCE).collect();
            self.last_line = some.last().map_or(self.last_line, |row| row.line);
            let count = some.len();
            self.tx
                .execute_made(insert_rows("import_rows", &COLUMNS, count), some.into_iter().flat_map(values).collect())
                .await?;
        }
        Ok(())
    }

    /// Holds the rows against each other and against what is there.
    pub async fn look(&mut self) -> Result<Counts, Error> {
        let is_postgres = self.tx.is_postgres();
        for index in INDEXES[usize::from(is_postgres)] {
            self.tx.execute(index, args![]).await?;
        }
        if is_postgres {
            self.tx.execute("ANALYZE import_rows", args![]).await?;
        }
        for look in LOOKS {
            self.tx.execute(look, args![]).await?;
        }
        const SQL: &str = "SELECT outcome, COUNT(*) AS rows FROM import_rows GROUP BY outcome ORDER BY outcome";
        let rows = self.tx.fetch_all(SQL, args![]).await?;
        rows.iter().map(|row| Ok((outcome(&row.text("outcome")?)?, row.int("rows")?.unsigned_abs()))).collect()
    }

    /// So many rows behind a line, in the order of the file.
    pub async fn page(&mut self, behind: i64, shown: Shown, limit: i64) -> Result<Vec<Reported>, Error> {
        const ALL: &str =
            "SELECT line, outcome, id, email, reason FROM import_rows WHERE line > $1 ORDER BY line LIMIT $2";
        const PROBLEMS: &str = "SELECT line, outcome, id, email, reason FROM import_rows
            WHERE line > $1 AND outcome IN ('broken', 'duplicate', 'id_taken', $3) ORDER BY line LIMIT $2";
        let rows = match shown {
            Shown::All => self.tx.fetch_all(ALL, args![behind, limit]).await?,
            Shown::Problems { skips_existing } => {
                let one_more = if skips_existing { Outcome::Broken } else { Outcome::AlreadyThere };
                self.tx.fetch_all(PROBLEMS, args![behind, limit, one_more.as_str()]).await?
            }
        };
        let reported = rows.iter().map(|row| {
            Ok(Reported {
                line: row.int("line")?,
                outcome: outcome(&row.text("outcome")?)?,
                id: row.maybe_id("id")?,
                email: row.text("email")?,
                reason: row.maybe_text("reason")?,
            })
        });
        reported.collect()
    }

    /// Writes the new rows, tells `count` of each few thousand lines, and hands over the transaction: what is not
    /// committed was never there. An address that somebody was faster with is left to them, and missing in `Written`.
    pub async fn write(
        self,
        work: &Work,
        sign_ups_until: Timestamp,
        now: Timestamp,
        mut count: impl FnMut(u64),
    ) -> Result<(Tx, Written), Error> {
        const ACCOUNTS: &str = "INSERT INTO accounts
                (id, email, email_key, password_hash, locale, epoch, created_at, password_changed_at)
            SELECT id, email, email_key, password_hash, locale, 1, created_at, created_at FROM import_rows
            WHERE line > $1 AND line <= $2 AND outcome IN ('account', 'without_password') ORDER BY line
            ON CONFLICT DO NOTHING";
        // As after every confirmation: its address needs no more attempts.
        const RIVALS: &str = "DELETE FROM sign_ups WHERE email_key IN (SELECT email_key FROM import_rows
            WHERE line > $1 AND line <= $2 AND outcome IN ('account', 'without_password'))
            AND confirmed_at IS NULL";
        const SIGN_UPS: &str = "INSERT INTO sign_ups
                (id, email, email_key, password_hash, cookie_hash, locale, created_at, expires_at)
            SELECT id, email, email_key, password_hash, cookie_hash, locale, created_at, $3 FROM import_rows
            WHERE line > $1 AND line <= $2 AND outcome = 'sign_up' ORDER BY line
            ON CONFLICT DO NOTHING";
        // For the links that were mailed to them before; who was faster with an address is not one of them.
        const BROUGHT_ACCOUNTS: &str = "INSERT INTO legacy_people (id, account_id, epoch)
            SELECT accounts.id, accounts.id, accounts.epoch FROM import_rows
            JOIN accounts ON accounts.id = import_rows.id AND accounts.email_key = import_rows.email_key
            WHERE line > $1 AND line <= $2 AND outcome IN ('account', 'without_password')";
        const BROUGHT_SIGN_UPS: &str = "INSERT INTO legacy_people (id, sign_up_id)
            SELECT sign_ups.id, sign_ups.id FROM import_rows
            JOIN sign_ups ON sign_ups.id = import_rows.id AND sign_ups.email_key = import_rows.email_key
            WHERE line > $1 AND line <= $2 AND outcome = 'sign_up'";
        const LINES: u64 = 10_000;
        let mut tx = self.db.write_staged(self.tx).await?;
        let (mut written, mut done) = (Written::default(), 0);
        while done < self.last_line {
            let until = self.last_line.min(done + LINES);
            let (from, to) = (done as i64, until as i64);
            // The accounts first: rivals for an address wait there for each other.
            written.accounts += tx.execute(ACCOUNTS, args![from, to]).await?;
            tx.execute(RIVALS, args![from, to]).await?;
            written.sign_ups += tx.execute(SIGN_UPS, args![from, to, sign_ups_until]).await?;
            tx.execute(BROUGHT_ACCOUNTS, args![from, to]).await?;
            tx.execute(BROUGHT_SIGN_UPS, args![from, to]).await?;
            count(until - done);
            done = until;
        }
        foreign_hashes::raise(&mut tx, work, now).await?;
        Ok((tx, written))
    }
}

fn values(row: Staged) -> Vec<Value> {
    args![
        row.line as i64,
        row.outcome.as_str(),
        row.id,
        row.email.as_str(),
        row.email_key.as_deref(),
        row.password_hash.as_deref(),
        Value::Bytes(row.cookie_hash),
        row.locale.as_deref(),
        row.created_at,
        row.reason.as_deref(),
    ]
}

fn outcome(word: &str) -> Result<Outcome, Error> {
    Outcome::parse(word).ok_or(Error::Unreadable("outcome"))
}
