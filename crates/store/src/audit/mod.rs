//! The audit trail: rows are added in the transaction of what they tell, and never changed. Each is chained to the one
//! before it, so that a change is found. What a chain is: `chain`; where it ends, and adding to it: `heads`; removing
//! old rows: `sweep`; looking for changes: `verify`; a page of it: `listing`.

mod chain;
mod heads;
mod listing;
mod sweep;
mod verify;

use countersign_core::audit::Entry;
use countersign_core::{Id, Timestamp};

use crate::Page;
use crate::db::{Conn, Error, Row, Tx, args};

pub use chain::{Anchor, Trail};
pub(crate) use heads::write;
pub use heads::{Seals, seals};
pub use listing::{Whose, page};
pub use sweep::{Swept, sweep};
pub use verify::{Finding, Found, Report, Span, verify};

/// An entry as it was kept; its words may be of an older version.
pub struct Kept {
    /// Of the line.
    pub id: Id,
    /// When it happened.
    pub at: Timestamp,
    /// The word of the event (`countersign_core::audit::Event`), or one of another version's.
    pub event: String,
    /// How it ended.
    pub outcome: String,
    /// Whose account it is about.
    pub account_id: Option<Id>,
    /// The key of the address that it is about.
    pub address_key: Option<String>,
    /// The link that was used or tried.
    pub link_id: Option<Id>,
    /// The admin who did it to somebody else.
    pub actor_id: Option<Id>,
    /// The address that it came from, or `cli`.
    pub client: String,
    /// What the client called itself.
    pub user_agent: String,
}

/// Written as the last thing before the commit: whoever adds to a chain keeps others from it until then, and must wait
/// for nobody meanwhile.
pub fn append(tx: &mut Tx, entry: Entry) {
    tx.notes(entry);
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

fn kept(row: Row) -> Result<Kept, Error> {
    Ok(Kept {
        id: row.id("id")?,
        at: row.at("at")?,
        event: row.text("event")?,
        outcome: row.text("outcome")?,
        account_id: row.maybe_id("account_id")?,
        address_key: row.maybe_text("email_key")?,
        link_id: row.maybe_id("link_id")?,
        actor_id: row.maybe_id("actor_id")?,
        client: row.text("client")?,
        user_agent: row.text("user_agent")?,
    })
}
