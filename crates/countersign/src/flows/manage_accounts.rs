//! What operators and admins do to accounts: create (the owner gets a link to choose a password), disable, enable,
//! delete, end sessions, mail that link anew. Nobody but the owner ever sets a password. Operators are at the command
//! line and may do all of it; what admins may do, and on which conditions, is told in `administer`.

use countersign_core::account::{Account, Role};
use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_core::{Address, Id};
use countersign_store::{accounts, mails, sessions, sign_ups};

use super::close_account::{give_way, remove};
use super::parts::{About, Visitor, begin_over, begin_over_others, note, notice};
use crate::{Countersign, Error, random};

pub enum CreateOutcome {
    Created(Account),
    AlreadyThere,
}

/// Makes an account for an address that the operator vouches for, and mails the link by which its owner
/// chooses a password.
pub async fn create(
    app: &Countersign,
    address: Address,
    role: Option<Role>,
    visitor: &Visitor,
) -> Result<CreateOutcome, Error> {
    let now = app.clock.now();
    let account = Account { role, ..Account::new(random::id(now), address, now) };
    let mut tx = begin_over_others(app, visitor).await?;
    give_way(app, &mut tx, &account.address, account.id, visitor, now).await?;
    if !accounts::insert(&mut tx, &account).await? {
        return Ok(CreateOutcome::AlreadyThere);
    }
    app.hooks.account_created(&mut tx, &account).await?;
    sign_ups::delete_open(&mut tx, &account.address).await?;
    mails::enqueue(&mut tx, notice(&account, Intent::Reset, now)).await?;
    note(&mut tx, Event::CreateAccount, "created", About::account(&account), visitor, now);
    if role.is_some() {
        note(&mut tx, Event::ChangeRole, "given", About::account(&account), visitor, now);
    }
    tx.commit().await?;
    Ok(CreateOutcome::Created(account))
}

/// Disables or enables. Either way sessions and links are dead: the epoch moves on. False if the account is gone.
pub async fn set_disabled(
    app: &Countersign,
    account: &Account,
    disabled: bool,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let now = app.clock.now();
    let (event, word) = if disabled { (Event::DisableAccount, "disabled") } else { (Event::EnableAccount, "enabled") };
    let mut tx = begin_over(app, account.id, visitor).await?;
    if !accounts::set_disabled(&mut tx, account.id, disabled.then_some(now)).await? {
        return Ok(false);
    }
    sessions::delete_all(&mut tx, account.id, None).await?;
    note(&mut tx, event, word, About::account(account), visitor, now);
    tx.commit().await?;
    Ok(true)
}

/// At once and for good, whether or not its owner has closed it. False if the account is gone already.
pub async fn delete(app: &Countersign, account: &Account, visitor: &Visitor) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = begin_over(app, account.id, visitor).await?;
    if !remove(app, &mut tx, account, now).await? {
        return Ok(false);
    }
    note(&mut tx, Event::CloseAccount, "deleted", About::account(account), visitor, now);
    tx.commit().await?;
    Ok(true)
}

/// Gives or takes the role of an admin. Sessions go on: what an account may do is read with every request. False if it
/// was so before.
pub async fn set_role(
    app: &Countersign,
    account: &Account,
    role: Option<Role>,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let mut tx = begin_over(app, account.id, visitor).await?;
    if !accounts::set_role(&mut tx, account.id, role).await? {
        return Ok(false);
    }
    let word = if role.is_some() { "given" } else { "taken" };
    note(&mut tx, Event::ChangeRole, word, About::account(account), visitor, app.clock.now());
    tx.commit().await?;
    Ok(true)
}

/// Mails the owner the link to choose a password, as if they had asked for it. Nothing else changes until they use it.
pub async fn send_reset(app: &Countersign, account: &Account, visitor: &Visitor) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = begin_over(app, account.id, visitor).await?;
    mails::enqueue(&mut tx, notice(account, Intent::Reset, now)).await?;
    note(&mut tx, Event::SendReset, "queued", About::account(account), visitor, now);
    Ok(tx.commit().await?)
}

/// Ends all sessions of an account.
pub async fn end_sessions(app: &Countersign, account: &Account, visitor: &Visitor) -> Result<(), Error> {
    let mut tx = begin_over(app, account.id, visitor).await?;
    sessions::delete_all(&mut tx, account.id, None).await?;
    note(&mut tx, Event::EndSession, "ended_all", About::account(account), visitor, app.clock.now());
    Ok(tx.commit().await?)
}

/// Ends one session of anybody. False if there is none such.
pub async fn end_session(app: &Countersign, id: Id, visitor: &Visitor) -> Result<bool, Error> {
    let mut tx = begin_over_others(app, visitor).await?;
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
