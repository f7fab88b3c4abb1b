//! Sign out: the visitor's session ends, on every node with the commit.

use countersign_core::audit::Event;
use countersign_store::sessions;

use super::parts::{About, Visitor, note};
use super::sessions::current;
use crate::{Countersign, Error};

/// False if the visitor was not signed in.
pub async fn sign_out(app: &Countersign, visitor: &Visitor) -> Result<bool, Error> {
    let Some(found) = current(app, visitor).await? else { return Ok(false) };
    let (session, account) = &*found;
    let mut tx = app.db.begin().await?;
    sessions::delete(&mut tx, session.id).await?;
    note(&mut tx, Event::SignOut, "signed_out", About::account(account), visitor, app.clock.now());
    tx.commit().await?;
    Ok(true)
}
