//! What an operator does to accounts: create (the owner gets a link to choose a password), disable,
//! enable, delete, end sessions. Nobody but the owner ever sets a password.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_core::{Address, Id};
use countersign_store::mails::{self, NewMail};
use countersign_store::{accounts, sessions, sign_ups};

use super::close_account::{give_way, remove};
use super::parts::{About, Visitor, note};
use crate::{Countersign, Error, random};

pub enum CreateOutcome {
    Created(Account),
    AlreadyThere,
}

/// Makes an account for an address that the operator vouches for, and mails the link by which its owner
/// chooses a password.
pub async fn create(app: &Countersign, address: Address, visitor: &Visitor) -> Result<CreateOutcome, Error> {
    let now = app.clock.now();
    let account = Account {
        id: random::id(now),
        address,
        password_hash: None,
        locale: None,
        epoch: 1,
        created_at: now,
        password_changed_at: now,
        signed_in_at: None,
        disabled_at: None,
        closing: None,
    };
    let mut tx = app.db.begin().await?;
    give_way(&mut tx, &account.address, visitor, now).await?;
    if !accounts::insert(&mut tx, &account).await? {
        return Ok(CreateOutcome::AlreadyThere);
    }
    sign_ups::delete_all(&mut tx, &account.address, None).await?;
    let mail = NewMail {
        id: random::id(now),
        intent: Intent::Reset,
        address: &account.address,
        account_id: Some(account.id),
        sign_up_id: None,
        email_change_id: None,
        locale: None,
        now,
    };
    mails::enqueue(&mut tx, mail).await?;
    note(&mut tx, Event::CreateAccount, "created", About::account(&account), visitor, now);
    tx.commit().await?;
    Ok(CreateOutcome::Created(account))
}

/// Disables or enables. Either way sessions and links are dead: the epoch moves on.
pub async fn set_disabled(
    app: &Countersign,
    account: &Account,
    disabled: bool,
    visitor: &Visitor,
) -> Result<(), Error> {
    let now = app.clock.now();
    let (event, word) = if disabled { (Event::DisableAccount, "disabled") } else { (Event::EnableAccount, "enabled") };
    let mut tx = app.db.begin().await?;
    accounts::set_disabled(&mut tx, account.id, disabled.then_some(now)).await?;
    sessions::delete_all(&mut tx, account.id, None).await?;
    note(&mut tx, event, word, About::account(account), visitor, now);
    Ok(tx.commit().await?)
}

/// At once and for good, whether or not its owner has closed it.
pub async fn delete(app: &Countersign, account: &Account, visitor: &Visitor) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    remove(&mut tx, account, now).await?;
    note(&mut tx, Event::CloseAccount, "deleted", About::account(account), visitor, now);
    Ok(tx.commit().await?)
}

/// Ends one session of anybody. False if there is none such.
pub async fn end_session(app: &Countersign, id: Id, visitor: &Visitor) -> Result<bool, Error> {
    let mut tx = app.db.begin().await?;
    let ended = sessions::delete(&mut tx, id).await?;
    note(
        &mut tx,
        Event::EndSession,
        if ended { "ended" } else { "not_found" },
        About::default(),
        visitor,
        app.clock.now(),
    );
    tx.commit().await?;
    Ok(ended)
}
