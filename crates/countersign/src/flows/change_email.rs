//! Change the address: asked for with the password, confirmed behind a link that only the new address
//! gets, by somebody signed in to the account. The old address is told at once; how it stops or undoes the
//! change is `undo_change_email`.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::email_change::EmailChange;
use countersign_core::limit::Limited;
use countersign_core::link::{Purpose, Seal};
use countersign_core::mail::Intent;
use countersign_core::session::Session;
use countersign_core::{Address, Id, Password, Timestamp};
use countersign_store::links::Link;
use countersign_store::mails::{self, NewMail};
use countersign_store::{accounts, email_changes, sessions, sign_ups};

use super::close_account::give_way;
use super::limits::{self, is_really_them};
use super::parts::{About, Opened, Visitor, begin_as, is_used, log_forged, note, note_bounded, open, spend};
use crate::{Countersign, Error, random};

pub enum AskOutcome {
    /// Whether or not the new address is free: the worker finds out.
    CheckMail,
    WrongPassword,
    SameAddress,
}

pub async fn change_email(
    app: &Countersign,
    account: &Account,
    session: &Session,
    new: Address,
    password: Password,
    visitor: &Visitor,
) -> Result<AskOutcome, Error> {
    if new == account.address {
        return Ok(AskOutcome::SameAddress);
    }
    if !is_really_them(app, Event::ChangeEmail, (session, account), &password, visitor).await? {
        return Ok(AskOutcome::WrongPassword);
    }
    // The mail may go to anybody, and the notice of it waits for nothing.
    limits::count_for(app, Limited::MailNetwork, account, visitor).await?;
    let now = app.clock.now();
    let change = EmailChange {
        id: random::id(now),
        account_id: account.id,
        from: account.address.clone(),
        to: new,
        epoch: account.epoch,
        created_at: now,
        confirmed_at: None,
        undone_at: None,
    };
    let mut tx = begin_as(app, session).await?;
    email_changes::insert(&mut tx, &change).await?;
    mails::enqueue(&mut tx, mail(Intent::ChangeEmail, &change.to, account, &change, now)).await?;
    mails::enqueue(&mut tx, mail(Intent::ChangeEmailNotice, &change.from, account, &change, now)).await?;
    note(&mut tx, Event::ChangeEmail, "check_mail", About::account(account), visitor, now);
    tx.commit().await?;
    Ok(AskOutcome::CheckMail)
}

/// The change that waits for its confirmation, for as long as its link works or may yet arrive. Whether the worker found
/// the new address free is not looked at: the page would tell whose addresses have accounts.
pub async fn pending(app: &Countersign, account: &Account) -> Result<Option<EmailChange>, Error> {
    let now = app.clock.now();
    let changes = email_changes::of_account(&mut app.db.read().await?, account.id).await?;
    let waits = |change: &EmailChange| {
        change.is_open(account.epoch) && now < change.created_at.plus(app.rules.lifetime(Purpose::ChangeEmail))
    };
    Ok(changes.into_iter().find(waits))
}

/// The owner thought better of it: no change that waits can be confirmed any more. False if there was none.
pub async fn cancel(app: &Countersign, account: &Account, session: &Session, visitor: &Visitor) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = begin_as(app, session).await?;
    let is_stopped = email_changes::stop_open(&mut tx, account.id, now).await? > 0;
    if is_stopped {
        note(&mut tx, Event::ChangeEmail, "cancelled", About::account(account), visitor, now);
    }
    tx.commit().await?;
    Ok(is_stopped)
}

/// What the page behind the link shows; looking changes nothing.
pub enum View {
    Confirm { account_id: Option<Id>, address: Address },
    Undo { address: Address, done: bool },
    AlreadyChanged,
    Expired,
    Forged,
}

pub async fn view(app: &Countersign, token: &str) -> Result<View, Error> {
    let link = match open(app, Seal::ChangeEmail, token).await? {
        Opened::Usable(link) => link,
        Opened::Used(_) => return Ok(View::AlreadyChanged),
        Opened::Expired(_) => return Ok(View::Expired),
        Opened::Forged => return Ok(View::Forged),
    };
    let Some(change) = change_of(app, &link).await? else { return Ok(View::Expired) };
    Ok(match link.purpose {
        Purpose::UndoChangeEmail => View::Undo { address: change.from, done: change.confirmed_at.is_some() },
        Purpose::ChangeEmail | Purpose::Confirm | Purpose::Reset | Purpose::KeepAccount => {
            View::Confirm { account_id: link.subject.account_id, address: change.to }
        }
    })
}

pub enum ConfirmOutcome {
    Changed {
        account: Account,
    },
    AlreadyChanged,
    /// Too old, made void by something newer, or the address belongs to an account by now.
    Expired,
    Forged,
    /// Nobody is signed in, or somebody else is.
    NotSignedIn,
}

pub async fn confirm(
    app: &Countersign,
    token: &str,
    signed_in: Option<(Session, Account)>,
    visitor: &Visitor,
) -> Result<ConfirmOutcome, Error> {
    let link = match open(app, Seal::ChangeEmail, token).await? {
        Opened::Usable(link) if link.purpose == Purpose::ChangeEmail => link,
        Opened::Used(id) => return refuse(app, ConfirmOutcome::AlreadyChanged, About::link(id), visitor).await,
        Opened::Expired(id) => return refuse(app, ConfirmOutcome::Expired, About::link(id), visitor).await,
        Opened::Usable(_) | Opened::Forged => {
            log_forged(Event::ConfirmChangeEmail, visitor);
            return Ok(ConfirmOutcome::Forged);
        }
    };
    let own = signed_in.filter(|(_, account)| Some(account.id) == link.subject.account_id);
    let Some((session, account)) = own else {
        return refuse(app, ConfirmOutcome::NotSignedIn, About::link(link.id), visitor).await;
    };
    let Some(change) = change_of(app, &link).await? else {
        return refuse(app, ConfirmOutcome::Expired, About::link(link.id), visitor).await;
    };

    let now = app.clock.now();
    let mut tx = match begin_as(app, &session).await {
        Ok(tx) => tx,
        // Somebody faster with this very link has carried the session into the next epoch.
        Err(Error::SignedOut) if is_used(app, link.id).await? => {
            return refuse(app, ConfirmOutcome::AlreadyChanged, About::account(&account).by_link(&link), visitor).await;
        }
        Err(error) => return Err(error),
    };
    let moved = async {
        give_way(app, &mut tx, &change.to, account.id, visitor, now).await?;
        Ok::<bool, Error>(
            spend(&mut tx, &link, now).await?
                && email_changes::confirm(&mut tx, change.id, now).await?
                && accounts::set_address(&mut tx, account.id, account.epoch, &change.to).await?,
        )
    };
    match moved.await {
        Ok(true) => {}
        Ok(false) | Err(Error::Store(countersign_store::Error::Taken)) => {
            drop(tx);
            let outcome =
                if is_used(app, link.id).await? { ConfirmOutcome::AlreadyChanged } else { ConfirmOutcome::Expired };
            return refuse(app, outcome, About::account(&account).by_link(&link), visitor).await;
        }
        Err(error) => return Err(error),
    }
    // Nobody else's attempt on the address may be confirmed any more.
    sign_ups::delete_open(&mut tx, &change.to).await?;
    sessions::delete_all(&mut tx, account.id, Some(session.id)).await?;
    sessions::carry_over(&mut tx, session.id).await?;
    mails::enqueue(&mut tx, mail(Intent::EmailChanged, &change.from, &account, &change, now)).await?;
    note(&mut tx, Event::ConfirmChangeEmail, "changed", About::account(&account).by_link(&link), visitor, now);
    let account = accounts::by_id(&mut tx, account.id).await?.unwrap_or(account);
    tx.commit().await?;
    Ok(ConfirmOutcome::Changed { account })
}

async fn refuse(
    app: &Countersign,
    outcome: ConfirmOutcome,
    about: About<'_>,
    visitor: &Visitor,
) -> Result<ConfirmOutcome, Error> {
    let word = match &outcome {
        ConfirmOutcome::Changed { .. } => "changed",
        ConfirmOutcome::AlreadyChanged => "already_changed",
        ConfirmOutcome::Expired => "expired",
        ConfirmOutcome::Forged => "forged",
        ConfirmOutcome::NotSignedIn => "not_signed_in",
    };
    note_bounded(app, Event::ConfirmChangeEmail, word, about, visitor).await?;
    Ok(outcome)
}

/// "This was not me", from the new address: the change is stopped.
pub async fn dismiss(app: &Countersign, token: &str, visitor: &Visitor) -> Result<bool, Error> {
    let Opened::Usable(link) = open(app, Seal::ChangeEmail, token).await? else { return Ok(false) };
    let (Purpose::ChangeEmail, Some(change_id)) = (link.purpose, link.subject.email_change_id) else {
        return Ok(false);
    };
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let stopped = email_changes::stop(&mut tx, change_id, now).await?;
    note(&mut tx, Event::Dismiss, "change_email", About::address(&link.address).by_link(&link), visitor, now);
    tx.commit().await?;
    Ok(stopped)
}

pub(super) async fn change_of(app: &Countersign, link: &Link) -> Result<Option<EmailChange>, Error> {
    let Some(id) = link.subject.email_change_id else { return Ok(None) };
    Ok(email_changes::by_id(&mut app.db.read().await?, id).await?)
}

/// A mail about a change.
pub(super) fn mail<'a>(
    intent: Intent,
    to: &'a Address,
    account: &'a Account,
    change: &EmailChange,
    now: Timestamp,
) -> NewMail<'a> {
    NewMail {
        id: random::id(now),
        intent,
        address: to,
        account_id: Some(account.id),
        sign_up_id: None,
        email_change_id: Some(change.id),
        locale: account.locale.as_deref(),
        now,
    }
}
