//! Undo a change of address, from the old mailbox, before or after it took effect and for seven days: the
//! address comes back, every session ends, the password no longer counts, and a mail to choose another
//! goes to the address that was restored.

use countersign_core::audit::Event;
use countersign_core::email_change::EmailChange;
use countersign_core::link::{Purpose, Seal};
use countersign_core::mail::Intent;
use countersign_core::{Address, Timestamp};
use countersign_store::links::Link;
use countersign_store::{Tx, accounts, email_changes, mails, sessions};

use super::change_email::{change_of, mail};
use super::close_account::give_way;
use super::parts::{About, Opened, Visitor, is_used, log_forged, note, note_bounded, open, spend};
use crate::{Countersign, Error};

pub enum Outcome {
    Undone { address: Address },
    AlreadyUndone,
    Expired,
    Forged,
}

/// Stops or undoes the change, with all later ones. The link from the old mailbox is proof enough, and it
/// works however often the password was changed since: that may have been the intruder.
pub async fn undo_change_email(app: &Countersign, token: &str, visitor: &Visitor) -> Result<Outcome, Error> {
    let link = match open(app, Seal::ChangeEmail, token).await? {
        Opened::Usable(link) if link.purpose == Purpose::UndoChangeEmail => link,
        Opened::Used(id) => return refuse(app, Outcome::AlreadyUndone, About::link(id), visitor).await,
        Opened::Expired(id) => return refuse(app, Outcome::Expired, About::link(id), visitor).await,
        Opened::Usable(_) | Opened::Forged => {
            log_forged(Event::UndoChangeEmail, visitor);
            return Ok(Outcome::Forged);
        }
    };
    let Some(change) = change_of(app, &link).await? else {
        return refuse(app, Outcome::Expired, About::link(link.id), visitor).await;
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    match restore(app, &mut tx, &link, &change, visitor, now).await {
        Ok(true) => {}
        Ok(false) | Err(Error::Store(countersign_store::Error::Taken)) => {
            drop(tx);
            // Either somebody was faster, or somebody else has the address by now.
            let outcome = if is_used(app, link.id).await? { Outcome::AlreadyUndone } else { Outcome::Expired };
            return refuse(app, outcome, About::address(&change.from).by_link(&link), visitor).await;
        }
        Err(error) => return Err(error),
    }
    let about = About { account_id: Some(change.account_id), ..About::address(&change.from) };
    note(&mut tx, Event::UndoChangeEmail, "undone", about.by_link(&link), visitor, now);
    tx.commit().await?;
    Ok(Outcome::Undone { address: change.from })
}

async fn refuse(app: &Countersign, outcome: Outcome, about: About<'_>, visitor: &Visitor) -> Result<Outcome, Error> {
    let word = match &outcome {
        Outcome::Undone { .. } => "undone",
        Outcome::AlreadyUndone => "already_undone",
        Outcome::Expired => "expired",
        Outcome::Forged => "forged",
    };
    note_bounded(app, Event::UndoChangeEmail, word, about, visitor).await?;
    Ok(outcome)
}

/// Old address, no password, no sessions, and the mail that leads on. An account that was closed since, perhaps by whoever
/// changed the address, is open again.
async fn restore(
    app: &Countersign,
    tx: &mut Tx,
    link: &Link,
    change: &EmailChange,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<bool, Error> {
    let account = accounts::hold(tx, change.account_id).await?;
    let spent = spend(tx, link, now).await? && email_changes::undo(tx, change, now).await?;
    let (true, Some(account)) = (spent, account) else { return Ok(false) };
    give_way(app, tx, &change.from, account.id, visitor, now).await?;
    let address_is_back = accounts::set_address(tx, account.id, account.epoch, &change.from).await?;
    let password_is_gone = accounts::set_password(tx, account.id, account.epoch + 1, None, now).await?;
    sessions::delete_all(tx, account.id, None).await?;
    mails::enqueue(tx, mail(Intent::Reset, &change.from, &account, change, now)).await?;
    Ok(address_is_back && password_is_gone)
}
