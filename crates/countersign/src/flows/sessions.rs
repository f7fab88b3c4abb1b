//! Sessions: whose request this is, the list of where somebody is signed in, and ending one or all
//! others.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::secret::token_hash;
use countersign_core::session::Session;
use countersign_core::vocabulary::LogOnly;
use countersign_core::{Id, Secret, Timestamp};
use countersign_store::sessions;

use super::parts::{About, Visitor, begin_as, note, note_bounded};
use crate::session_lookups::Found;
use crate::{Countersign, Error};

/// The visitor's live session and account. Asked on every request: a session that was ended anywhere is
/// over here too.
pub async fn current(app: &Countersign, visitor: &Visitor) -> Result<Found, Error> {
    let live = look_up(app, visitor).await?;
    let (now, idle) = (app.clock.now(), app.rules.session.idle);
    if let Some((session, _)) = live.as_deref()
        && session.wants_touch(idle, now)
    {
        // Only for the idle time: a request is not refused because it could not be noted.
        // In a box of its own, as it is seldom needed: what waits here is moved about with every request.
        match Box::pin(touch(app, session.id, now)).await {
            Ok(()) => {
                visitor.session_token.iter().for_each(|token| app.lookups.touched(&token_hash(token.expose()), now))
            }
            Err(error) => tracing::warn!(%error, "the use of a session could not be noted"),
        }
    }
    Ok(live)
}

/// The same without a note that the session is in use, for what a page asks by itself.
pub async fn look_up(app: &Countersign, visitor: &Visitor) -> Result<Found, Error> {
    let Some(token) = visitor.session_token(app) else { return Ok(None) };
    let (now, idle) = (app.clock.now(), app.rules.session.idle);
    let found = app.lookups.find(token_hash(token.expose()), now).await?;
    let is_live = |(session, account): &(Session, Account)| {
        account.closing.is_none() && !account.is_disabled() && session.is_live(account.epoch, idle, now)
    };
    if let Some((session, account)) = found.as_deref().filter(|found| !is_live(found)) {
        let (owasp, client) = (LogOnly::SessionOver.as_str(), visitor.origin.client.as_str());
        let (account_id, session_id) = (tracing::field::display(account.id), tracing::field::display(session.id));
        tracing::info!(event = "session", outcome = "over", owasp, account_id, session_id, client, "audit");
    }
    Ok(found.filter(|found| is_live(found)))
}

async fn touch(app: &Countersign, id: Id, now: Timestamp) -> Result<(), Error> {
    let mut tx = app.db.begin_shared().await?;
    sessions::touch(&mut tx, id, now).await?;
    Ok(tx.commit().await?)
}

/// Who this is, for services that verify it alone, and until when they may believe it.
pub fn issue_token(app: &Countersign, account: &Account, session: &Session) -> (Secret<String>, Timestamp) {
    app.issuer.issue(&app.rules.base.issuer(), account, session, app.clock.now())
}

/// All live sessions of an account, newest first.
pub async fn list(app: &Countersign, account: &Account) -> Result<Vec<Session>, Error> {
    let now = app.clock.now();
    let mut sessions = sessions::of_account(&mut app.db.read().await?, account.id).await?;
    sessions.retain(|session| session.is_live(account.epoch, app.rules.session.idle, now));
    Ok(sessions)
}

/// Ends one of the account's sessions. False if it has no such session.
pub async fn end(
    app: &Countersign,
    account: &Account,
    this: &Session,
    id: Id,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let mut tx = begin_as(app, this).await?;
    let ended = sessions::delete_own(&mut tx, id, account.id).await?;
    if ended {
        note(&mut tx, Event::EndSession, "ended", About::account(account), visitor, app.clock.now());
        tx.commit().await?;
    } else {
        drop(tx);
        note_bounded(app, Event::EndSession, "not_found", About::account(account), visitor).await?;
    }
    Ok(ended)
}

/// Ends all of the account's sessions but this one.
pub async fn end_others(app: &Countersign, account: &Account, this: &Session, visitor: &Visitor) -> Result<(), Error> {
    let mut tx = begin_as(app, this).await?;
    sessions::delete_all(&mut tx, account.id, Some(this.id)).await?;
    note(&mut tx, Event::EndSession, "ended_others", About::account(account), visitor, app.clock.now());
    Ok(tx.commit().await?)
}
