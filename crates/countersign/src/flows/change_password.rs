//! Change a known password: the current one is asked again, all other sessions end, outstanding links and
//! pending changes die with the epoch, and a notice is mailed.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_core::password::Refusal;
use countersign_core::secret::token_hash;
use countersign_core::session::Session;
use countersign_core::{Password, Secret};
use countersign_store::{accounts, mails, sessions};

use super::known_browser;
use super::limits::is_really_them;
use super::parts::{About, Visitor, begin_as, is_breached, note, note_alone, notice};
use crate::{Countersign, Error, random};

pub enum Outcome {
    /// The session goes on under a new token where it lives in a cookie (ASVS 7.2.4).
    Changed {
        session_token: Secret<String>,
        browser_marks: Secret<String>,
    },
    WrongPassword,
    PasswordRefused(Refusal),
}

/// `renew_token` gives the session another token; a program that holds a bearer token keeps its own.
pub async fn change_password(
    app: &Countersign,
    account: &Account,
    session: &Session,
    current: Password,
    new: Password,
    renew_token: bool,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    if let Err(refusal) = app.rules.passwords.check(&new, &account.address) {
        return Ok(Outcome::PasswordRefused(refusal));
    }
    if !is_really_them(app, Event::ChangePassword, (session, account), &current, visitor).await? {
        return Ok(Outcome::WrongPassword);
    }
    if is_breached(app, &new).await {
        return Ok(Outcome::PasswordRefused(Refusal::Breached));
    }
    let password_hash = app.hashing.hash(&new).await?;

    let now = app.clock.now();
    let session_token = app.stamps.token(random::bytes());
    let mut tx = begin_as(app, session).await?;
    if !accounts::set_password(&mut tx, account.id, account.epoch, Some(&password_hash), now).await? {
        drop(tx);
        note_alone(app, Event::ChangePassword, "outdated", About::account(account), visitor).await?;
        return Ok(Outcome::WrongPassword);
    }
    sessions::delete_all(&mut tx, account.id, Some(session.id)).await?;
    sessions::carry_over(&mut tx, session.id).await?;
    if renew_token {
        sessions::replace_token(&mut tx, session.id, token_hash(session_token.expose())).await?;
    }
    mails::enqueue(&mut tx, notice(account, Intent::PasswordChanged, now)).await?;
    note(&mut tx, Event::ChangePassword, "changed", About::account(account), visitor, now);
    tx.commit().await?;
    let browser_marks = known_browser::remember(app, &account.address, account.epoch + 1, visitor);
    Ok(Outcome::Changed { session_token, browser_marks })
}
