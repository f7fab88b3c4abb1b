//! The audit trail: rows are added in the transaction of what they tell, and never changed.

use countersign_core::audit::Entry;
use countersign_core::{Id, Timestamp};

use crate::Page;
use crate::db::{Conn, Error, Row, Tx, args};

/// An entry as it was kept; its words may be of an older version.
pub struct Kept {
    pub id: Id,
    pub at: Timestamp,
    pub event: String,
    pub outcome: String,
    pub account_id: Option<Id>,
    pub address_key: Option<String>,
    pub link_id: Option<Id>,
    pub client: String,
    pub user_agent: String,
}

pub async fn append(tx: &mut Tx, entry: &Entry) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO audit_events (id, at, event, outcome, account_id, email_key, link_id, client, user_agent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = args![
        entry.id,
        entry.at,
        entry.event.as_str(),
        entry.outcome,
        entry.account_id,
        entry.address_key.as_deref(),
        entry.link_id,
        entry.origin.client.as_str(),
        entry.origin.user_agent.as_str(),
    ];
    tx.execute(SQL, args).await.map(drop)
}

/// Newest first.
pub async fn list(conn: &mut Conn, page: Page) -> Result<Vec<Kept>, Error> {
    const SQL: &str = "SELECT * FROM audit_events ORDER BY at DESC, id DESC LIMIT $1";
    conn.fetch_all(SQL, args![page.limit]).await?.into_iter().map(kept).collect()
}

/// All of an account, newest first.
pub async fn of_account(conn: &mut Conn, account_id: Id) -> Result<Vec<Kept>, Error> {
    const SQL: &str = "SELECT * FROM audit_events WHERE account_id = $1 ORDER BY at DESC, id DESC";
    conn.fetch_all(SQL, args![account_id]).await?.into_iter().map(kept).collect()
}

/// Removes entries from before the instant.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM audit_events WHERE at < $1";
    tx.execute(SQL, args![before]).await
}

fn kept(row: Row) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.id("id")?,
        at: row.at("at")?,
        event: row.text("event")?,
        outcome: row.text("outcome")?,
        account_id: row.maybe_id("account_id")?,
        address_key: row.maybe_text("email_key")?,
        link_id: row.maybe_id("link_id")?,
        client: row.text("client")?,
        user_agent: row.text("user_agent")?,
    })
}
