//! Changes of address, from the asking to the undoing.

use countersign_core::email_change::EmailChange;
use countersign_core::{Id, Timestamp};

use crate::db::{Conn, Error, Row, Tx, args};

/// Writes down that a change was asked for.
pub async fn insert(tx: &mut Tx, change: &EmailChange) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO email_changes (id, account_id, from_email, to_email, epoch, created_at)
        VALUES ($1, $2, $3, $4, $5, $6)";
    let args =
        args![change.id, change.account_id, change.from.as_str(), change.to.as_str(), change.epoch, change.created_at,];
    tx.execute(SQL, args).await.map(drop)
}

/// The change, whatever became of it.
pub async fn by_id(conn: &mut Conn, id: Id) -> Result<Option<EmailChange>, Error> {
    const SQL: &str = "SELECT * FROM email_changes WHERE id = $1";
    conn.fetch_one(SQL, args![id]).await?.map(email_change).transpose()
}

/// All of an account, newest first.
pub async fn of_account(conn: &mut Conn, account_id: Id) -> Result<Vec<EmailChange>, Error> {
    const SQL: &str = "SELECT * FROM email_changes WHERE account_id = $1 ORDER BY created_at DESC, id DESC";
    conn.fetch_all(SQL, args![account_id]).await?.into_iter().map(email_change).collect()
}

/// False if it was confirmed or stopped meanwhile.
pub async fn confirm(tx: &mut Tx, id: Id, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE email_changes SET confirmed_at = $2 WHERE id = $1 AND confirmed_at IS NULL AND undone_at IS NULL";
    Ok(tx.execute(SQL, args![id, now]).await? == 1)
}

/// Stops one change that is not confirmed yet.
pub async fn stop(tx: &mut Tx, id: Id, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE email_changes SET undone_at = $2 WHERE id = $1 AND confirmed_at IS NULL AND undone_at IS NULL";
    Ok(tx.execute(SQL, args![id, now]).await? == 1)
}

/// Stops all changes of an account that wait for their confirmation. Tells how many.
pub async fn stop_open(tx: &mut Tx, account_id: Id, now: Timestamp) -> Result<u64, Error> {
    const SQL: &str =
        "UPDATE email_changes SET undone_at = $2 WHERE account_id = $1 AND confirmed_at IS NULL AND undone_at IS NULL";
    tx.execute(SQL, args![account_id, now]).await
}

/// When the address was last changed, unless that was undone.
pub async fn last_confirmed_at(conn: &mut Conn, account_id: Id) -> Result<Option<Timestamp>, Error> {
    const SQL: &str = "SELECT max(confirmed_at) AS last FROM email_changes WHERE account_id = $1 AND undone_at IS NULL";
    conn.fetch_one(SQL, args![account_id]).await?.map_or(Ok(None), |row| row.maybe_at("last"))
}

/// Undoes a change and all that came after it: whoever changed the address may have changed it again. What came after is told
/// by the epoch, which each of them has raised, and not by any clock. False, and nothing is changed, if it was undone
/// already.
pub async fn undo(tx: &mut Tx, change: &EmailChange, now: Timestamp) -> Result<bool, Error> {
    const ONE: &str = "UPDATE email_changes SET undone_at = $2 WHERE id = $1 AND undone_at IS NULL";
    const LATER: &str = "UPDATE email_changes SET undone_at = $3
        WHERE account_id = $1 AND epoch >= $2 AND undone_at IS NULL";
    let undone = tx.execute(ONE, args![change.id, now]).await? == 1;
    if undone {
        tx.execute(LATER, args![change.account_id, change.epoch, now]).await?;
    }
    Ok(undone)
}

fn email_change(row: Row) -> Result<EmailChange, Error> {
    Ok(EmailChange {
        id: row.id("id")?,
        account_id: row.id("account_id")?,
        from: row.address("from_email")?,
        to: row.address("to_email")?,
        epoch: row.int("epoch")?,
        created_at: row.at("created_at")?,
        confirmed_at: row.maybe_at("confirmed_at")?,
        undone_at: row.maybe_at("undone_at")?,
    })
}
