//! A backup of a SQLite file, taken while others write; and what only a restore asks for: everything that a restored
//! database would bring back to life is ended. A backup bears a mark, by which nobody works with it before that.

use countersign_core::Timestamp;
use countersign_core::account::Account;
use countersign_core::mail::Ending;

use crate::accounts;
use crate::db::{Conn, Db, Error, Tx, args};

/// The row in `copies` that marks a backup; an id of a copy is none such.
const MARK: &str = "backup";

/// How many epochs all accounts move on: beyond any that an account reached between the backup and the restore, or what
/// was made with one of those would be good for another.
const BEYOND: i64 = 1_000;

/// What was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// Accounts that were moved on.
    pub accounts: u64,
    /// Sessions that were there.
    pub sessions: u64,
}

/// When the backup was taken that this database is and that nobody has ended what is over in. None if it is none.
pub async fn marked_at(db: &Db) -> Result<Option<Timestamp>, Error> {
    const SQL: &str = "SELECT begun_at FROM copies WHERE id = 'backup'";
    let rows = db.read().await?.fetch_if_there(SQL).await?.unwrap_or_default();
    rows.first().map(|row| row.at("begun_at")).transpose()
}

/// Marks a database as a backup.
pub async fn mark(db: &Db, now: Timestamp) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    tx.execute("DELETE FROM copies", args![]).await?;
    tx.execute("INSERT INTO copies (id, begun_at) VALUES ($1, $2)", args![MARK, now]).await?;
    tx.commit().await
}

/// Ends every session, and every link and pending change that goes by its account's epoch; takes the mark off.
pub async fn end_what_is_over(tx: &mut Tx, forget_passwords: bool) -> Result<Ended, Error> {
    const MOVE_ON: &str = "UPDATE accounts SET epoch = epoch + $1";
    const MOVE_ON_WITHOUT_PASSWORD: &str = "UPDATE accounts SET epoch = epoch + $1, password_hash = NULL";
    let sql = if forget_passwords { MOVE_ON_WITHOUT_PASSWORD } else { MOVE_ON };
    tx.changes_sessions();
    let accounts = tx.execute(sql, args![BEYOND]).await?;
    let sessions = tx.execute("DELETE FROM sessions", args![]).await?;
    // Nobody who was at work then is at work now.
    tx.execute("DELETE FROM workers", args![]).await?;
    tx.execute("DELETE FROM copies WHERE id = $1", args![MARK]).await?;
    Ok(Ended { accounts, sessions })
}

/// Finishes all queued mail, unsent. Tells how many.
pub async fn drop_mail(tx: &mut Tx, words: &str, now: Timestamp) -> Result<u64, Error> {
    const SQL: &str =
        "UPDATE mails SET ending = $1, last_answer = $2, finished_at = $3, lease_owner = NULL, lease_until = NULL
        WHERE finished_at IS NULL";
    tx.execute(SQL, args![Ending::Obsolete.as_str(), words, now]).await
}

/// Accounts that were closed and can still be had back, by a link that is over now. Not those that have left their address
/// to another one: `accounts::leave_address`.
pub async fn kept(conn: &mut Conn, now: Timestamp) -> Result<Vec<Account>, Error> {
    const SQL: &str = "SELECT * FROM accounts
        WHERE kept_until > $1 AND disabled_at IS NULL AND email_key LIKE '% closed' ORDER BY id";
    conn.fetch_all(SQL, args![now]).await?.iter().map(accounts::from_row).collect()
}
