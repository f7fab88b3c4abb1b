//! Close an account: with the password. At once it is as if it were not there: nobody is signed in to it, nothing finds
//! it by its address, and the address is free. What belongs to it is kept for a while in which its owner can have it back
//! (`keep_account`), by a mailed link, so that a thief who closed it has destroyed nothing. Then it is removed.

use countersign_core::account::{Account, Closing};
use countersign_core::audit::{Event, Origin};
use countersign_core::email_change::UNDO_FOR;
use countersign_core::mail::Intent;
use countersign_core::session::Session;
use countersign_core::{Address, Id, Password, Timestamp};
use countersign_store::{Conn, Tx, accounts, email_changes, mails, sessions, sign_ups};

use super::limits::is_really_them;
use super::parts::{About, Visitor, begin_as, note, note_alone, notice};
use crate::{Countersign, Error};

pub enum Outcome {
    /// Until then its owner can have it back. Where it is not kept at all, it is removed.
    Closed {
        kept_until: Option<Timestamp>,
    },
    WrongPassword,
}

pub async fn close_account(
    app: &Countersign,
    account: &Account,
    session: &Session,
    password: Password,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    if !is_really_them(app, Event::CloseAccount, (session, account), &password, visitor).await? {
        return Ok(Outcome::WrongPassword);
    }
    let now = app.clock.now();
    let mut tx = begin_as(app, session).await?;
    let kept_until = kept_until(app, &mut tx, account.id, now).await?;
    let (is_closed, word) = match kept_until {
        Some(kept_until) => {
            (close(app, &mut tx, account, Closing { closed_at: now, kept_until }, visitor).await?, "closed")
        }
        None => (remove_as_it_was(app, &mut tx, account, now).await?, "deleted"),
    };
    if !is_closed {
        drop(tx);
        // The password was changed since the request came in, by somebody who keeps this session.
        note_alone(app, Event::CloseAccount, "outdated", About::account(account), visitor).await?;
        return Ok(Outcome::WrongPassword);
    }
    note(&mut tx, Event::CloseAccount, word, About::account(account), visitor, now);
    tx.commit().await?;
    Ok(Outcome::Closed { kept_until })
}

/// Until when the account would be kept if its owner closed it now, for the page that offers it.
pub async fn would_be_kept_until(
    app: &Countersign,
    account: &Account,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    kept_until(app, &mut app.db.read().await?, account.id, now).await
}

/// Until when an account is kept that is closed now, if it is; then for at least as long as the address before this one can
/// undo the change.
async fn kept_until(
    app: &Countersign,
    conn: &mut Conn,
    account_id: Id,
    now: Timestamp,
) -> Result<Option<Timestamp>, Error> {
    if app.rules.close_grace.is_zero() {
        return Ok(None);
    }
    Ok(undoable_until(conn, account_id).await?.max(Some(now.plus(app.rules.close_grace))))
}

/// For seven days from the confirmation. The link of a notice that was held up lasts longer, where there is an account by
/// then.
async fn undoable_until(conn: &mut Conn, account_id: Id) -> Result<Option<Timestamp>, Error> {
    Ok(email_changes::last_confirmed_at(conn, account_id).await?.map(|at| at.plus(UNDO_FOR)))
}

/// False if the account is not what it was at the look any more.
async fn close(
    app: &Countersign,
    tx: &mut Tx,
    account: &Account,
    closing: Closing,
    visitor: &Visitor,
) -> Result<bool, Error> {
    give_way(app, tx, &account.address, account.id, visitor, closing.closed_at).await?;
    if !accounts::close(tx, account, closing).await? {
        return Ok(false);
    }
    sessions::delete_all(tx, account.id, None).await?;
    sign_ups::delete_confirmed(tx, account.id).await?;
    mails::enqueue(tx, notice(account, Intent::AccountClosed, closing.closed_at)).await?;
    Ok(true)
}

/// The same where nothing is kept.
async fn remove_as_it_was(app: &Countersign, tx: &mut Tx, account: &Account, now: Timestamp) -> Result<bool, Error> {
    match accounts::hold(tx, account.id).await?.filter(|held| held.epoch == account.epoch) {
        Some(held) => remove_held(app, tx, &held, now).await,
        None => Ok(false),
    }
}

/// Removes an account for good, with the sign-up that it came from and all that was or is to be mailed to it. Open
/// sign-ups of the address live on: whoever made one must not learn that there was an account.
/// False if it was gone already.
pub(super) async fn remove(app: &Countersign, tx: &mut Tx, account: &Account, now: Timestamp) -> Result<bool, Error> {
    match accounts::hold(tx, account.id).await? {
        Some(account) => remove_held(app, tx, &account, now).await,
        None => Ok(false),
    }
}

/// What has come to the address since it was closed is not this account's.
async fn remove_held(app: &Countersign, tx: &mut Tx, account: &Account, now: Timestamp) -> Result<bool, Error> {
    let until = account.closing.map_or(now, |closing| closing.closed_at);
    mails::delete_of_account(tx, account.id, &account.address, until).await?;
    delete_of_former_addresses(tx, account).await?;
    sign_ups::delete_confirmed(tx, account.id).await?;
    // While the account is still there, for rows of the application that refer to it.
    app.hooks.account_removed(tx, account.id).await?;
    Ok(accounts::delete(tx, account.id).await?)
}

async fn delete_of_former_addresses(tx: &mut Tx, account: &Account) -> Result<(), Error> {
    let mut since = account.created_at;
    for change in email_changes::of_account(tx, account.id).await?.into_iter().rev() {
        if let Some(confirmed_at) = change.confirmed_at {
            mails::delete_of_former(tx, account.id, &change.from, (since, confirmed_at)).await?;
            since = confirmed_at;
            if let Some(undone_at) = change.undone_at {
                // Somebody else may have had it meanwhile, and may have it still.
                if accounts::by_address(tx, &change.to).await?.is_none() {
                    mails::delete_of_former(tx, account.id, &change.to, (since, undone_at)).await?;
                }
                since = undone_at;
            }
        }
    }
    Ok(())
}

/// Removes the account that was closed with this address, in a transaction that is about to give the address to another
/// one, `to`: whoever has shown that the address is theirs has begun anew, and nothing leads back. But an account that has
/// come to this address only lately stays, for the address that it had before: a thief may have moved and closed it.
/// Before anybody takes the address: rivals wait for each other in this order.
pub(super) async fn give_way(
    app: &Countersign,
    tx: &mut Tx,
    address: &Address,
    to: Id,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(closed) = accounts::hold_closed(tx, address).await?.filter(|closed| closed.id != to) else {
        return Ok(());
    };
    let undoable_until = undoable_until(tx, closed.id).await?.filter(|until| now < *until);
    let word = if let Some(undoable_until) = undoable_until {
        let until = closed.closing.map_or(now, |closing| closing.closed_at);
        mails::delete_written_to(tx, closed.id, &closed.address, until).await?;
        accounts::leave_address(tx, &closed, undoable_until).await?;
        "left"
    } else {
        remove_held(app, tx, &closed, now).await?;
        "deleted"
    };
    note(tx, Event::CloseAccount, word, About::account(&closed), visitor, now);
    Ok(())
}

/// How many are removed in one sweep at most; the next is never far.
const AT_ONCE: i64 = 1_000;

/// Removes the accounts whose time is over, each in a transaction of its own. Tells how many.
pub async fn remove_closed(app: &Countersign) -> Result<u64, Error> {
    let visitor = Visitor { origin: Origin { client: "sweep".to_owned(), ..Origin::default() }, ..Visitor::default() };
    let db = app.db.patient();
    let now = app.clock.now();
    let mut removed = 0;
    for id in accounts::closed_for_good(&mut db.read().await?, now, AT_ONCE).await? {
        let mut tx = db.begin().await?;
        let held = accounts::hold(&mut tx, id).await?;
        // It may have been opened or removed since the look.
        let is_over = |account: &Account| account.closing.is_some_and(|closing| closing.kept_until <= now);
        let Some(account) = held.filter(is_over) else { continue };
        match remove_held(app, &mut tx, &account, now).await {
            Ok(_) => {}
            // The application keeps this one from going. The next sweep tries again; the others go.
            Err(error @ Error::Hook(_)) => {
                tracing::error!(%error, account_id = %account.id, "an account that is over could not be removed");
                continue;
            }
            Err(error) => return Err(error),
        }
        note(&mut tx, Event::CloseAccount, "deleted", About::account(&account), &visitor, now);
        tx.commit().await?;
        removed += 1;
    }
    Ok(removed)
}
