//! Administer: what an admin does at `/admin` to accounts, sign-ups and mails of others. The acts themselves are those of
//! the command line (`manage_accounts`, `manage_mails`); here is what an admin needs besides: the password once more for
//! what cannot be undone or opens a way in, and that it is somebody else. What there is to see is in `looking`.

mod looking;

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_core::session::Session;
use countersign_core::{Id, Password};
use countersign_store::{accounts, mails, sign_ups};

use super::limits::is_really_them;
use super::manage_accounts;
use super::parts::{About, Visitor, begin_over_others, note, note_alone, of_sign_up};
use crate::{Countersign, Error};

pub use looking::{
    AccountStory, Day, Figures, Found, Listed, Names, Query, SignUpStory, Trail, account_story, figures, look_for,
    mails, marked, sign_up_story, trail,
};

/// The admin at work; `visitor` is them.
pub struct Admin<'a> {
    pub account: &'a Account,
    pub session: &'a Session,
    pub visitor: &'a Visitor,
}

/// What is done to one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    Disable,
    Enable,
    Delete,
    EndSessions,
    SendReset,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Done,
    WrongPassword,
    /// Nobody locks themselves out from here. As whoever acts is an admin still, one always stays.
    Yourself,
    /// A disabled account gets no mail to choose a password.
    Disabled,
    Gone,
}

/// With the admin's own password, at whatever account but their own.
pub async fn act(
    app: &Countersign,
    admin: &Admin<'_>,
    act: Act,
    id: Id,
    password: &Password,
) -> Result<Outcome, Error> {
    let Some(account) = accounts::by_id(&mut app.db.read().await?, id).await? else { return Ok(Outcome::Gone) };
    if id == admin.account.id && matches!(act, Act::Disable | Act::Delete) {
        note_alone(app, Event::Administer, "refused", About::account(&account), admin.visitor).await?;
        return Ok(Outcome::Yourself);
    }
    if act == Act::SendReset && (account.is_disabled() || account.closing.is_some()) {
        return Ok(Outcome::Disabled);
    }
    if !admin.is_really_them(app, password).await? {
        return Ok(Outcome::WrongPassword);
    }
    let is_there = match act {
        Act::Disable => manage_accounts::set_disabled(app, &account, true, admin.visitor).await?,
        Act::Enable => manage_accounts::set_disabled(app, &account, false, admin.visitor).await?,
        Act::Delete => manage_accounts::delete(app, &account, admin.visitor).await?,
        Act::EndSessions => manage_accounts::end_sessions(app, &account, admin.visitor).await.map(|()| true)?,
        Act::SendReset => manage_accounts::send_reset(app, &account, admin.visitor).await.map(|()| true)?,
    };
    Ok(if is_there { Outcome::Done } else { Outcome::Gone })
}

impl Admin<'_> {
    async fn is_really_them(&self, app: &Countersign, password: &Password) -> Result<bool, Error> {
        is_really_them(app, Event::Administer, (self.session, self.account), password, self.visitor).await
    }
}

/// Sends the confirmation of a sign-up again. False if it does not wait any more.
pub async fn resend(app: &Countersign, id: Id, visitor: &Visitor) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = begin_over_others(app, visitor).await?;
    let Some(sign_up) = sign_ups::by_id(&mut tx, id).await?.filter(|sign_up| sign_up.is_open(now)) else {
        return Ok(false);
    };
    mails::enqueue(&mut tx, of_sign_up(&sign_up, Intent::Resend, now)).await?;
    note(&mut tx, Event::Resend, "queued", About::address(&sign_up.address), visitor, now);
    tx.commit().await?;
    Ok(true)
}

/// Removes a sign-up that waits, with its links and the password chosen there.
pub async fn remove_sign_up(
    app: &Countersign,
    admin: &Admin<'_>,
    id: Id,
    password: &Password,
) -> Result<Outcome, Error> {
    if !admin.is_really_them(app, password).await? {
        return Ok(Outcome::WrongPassword);
    }
    let now = app.clock.now();
    let mut tx = begin_over_others(app, admin.visitor).await?;
    // One that was confirmed belongs to its account: its browser and its link still tell of that.
    let waits = sign_ups::by_id(&mut tx, id).await?.filter(|sign_up| sign_up.is_open(now));
    let Some(sign_up) = waits else { return Ok(Outcome::Gone) };
    if !sign_ups::delete(&mut tx, id).await? {
        return Ok(Outcome::Gone);
    }
    let about = About::address(&sign_up.address);
    note(&mut tx, Event::RemoveSignUp, "removed", about, admin.visitor, now);
    tx.commit().await?;
    Ok(Outcome::Done)
}
