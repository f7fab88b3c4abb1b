//! Reset a forgotten password: ask for the mail (blind, like every stranger's request), then choose a new
//! password behind its link. A reset ends every session and every other link, signs nobody in, and a
//! notice goes to the owner. The link that opens a closed account again comes by the same door (`keep_account`).

use countersign_core::audit::Event;
use countersign_core::captcha::Action;
use countersign_core::link::{Purpose, Seal};
use countersign_core::mail::Intent;
use countersign_core::password::Refusal;
use countersign_core::{Address, Password, Secret, Timestamp};
use countersign_store::links::Link;
use countersign_store::{accounts, links, mails, sessions};

use super::parts::{
    About, Opened, Visitor, end_own_session, is_breached, is_used, log_forged, note, note_bounded, notice, open, spend,
};
use super::{captcha, keep_account, known_browser, resend};
use crate::{Countersign, Error};

/// Asks for the mail. For an open sign-up it will be that one's confirmation, for an unknown address none.
pub async fn forgot_password(
    app: &Countersign,
    address: Address,
    captcha: Option<&str>,
    visitor: &Visitor,
) -> Result<resend::Outcome, Error> {
    if !captcha::admits(app, Action::ForgotPassword, captcha, visitor).await? {
        return Ok(resend::Outcome::CaptchaRequired);
    }
    resend::ask(app, Intent::Reset, Event::ForgotPassword, address, visitor).await?;
    Ok(resend::Outcome::Accepted)
}

pub enum Outcome {
    /// The owner was here: the browser is known from now on.
    Reset {
        browser_marks: Secret<String>,
    },
    /// The same, and the account was closed and is open again.
    Kept {
        browser_marks: Secret<String>,
    },
    AlreadyUsed,
    Expired,
    Forged,
    /// The link stays good.
    PasswordRefused(Refusal),
}

/// What the page behind the link shows; looking changes nothing.
pub enum View {
    Ask {
        address: Address,
    },
    /// The account is closed until somebody wants it back, and gone after this.
    Keep {
        address: Address,
        kept_until: Timestamp,
    },
    AlreadyUsed,
    Expired,
    Forged,
}

pub async fn view(app: &Countersign, token: &str) -> Result<View, Error> {
    Ok(match open(app, Seal::Reset, token).await? {
        Opened::Usable(link) if link.purpose == Purpose::KeepAccount => {
            View::Keep { kept_until: link.facts.expires_at, address: link.address }
        }
        Opened::Usable(link) => View::Ask { address: link.address },
        Opened::Used(_) => View::AlreadyUsed,
        Opened::Expired(_) => View::Expired,
        Opened::Forged => View::Forged,
    })
}

pub async fn reset_password(
    app: &Countersign,
    token: &str,
    password: Password,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    let link = match open(app, Seal::Reset, token).await? {
        Opened::Usable(link) => link,
        Opened::Used(id) => return refuse(app, Outcome::AlreadyUsed, About::link(id), visitor).await,
        Opened::Expired(id) => return refuse(app, Outcome::Expired, About::link(id), visitor).await,
        Opened::Forged => {
            log_forged(Event::ResetPassword, visitor);
            return Ok(Outcome::Forged);
        }
    };
    if let Err(refusal) = app.rules.passwords.check(&password, &link.address) {
        return Ok(Outcome::PasswordRefused(refusal));
    }
    if is_breached(app, &password).await {
        return Ok(Outcome::PasswordRefused(Refusal::Breached));
    }
    let password_hash = app.hashing.hash(&password).await?;
    if link.purpose == Purpose::KeepAccount {
        return keep_account::keep_account(app, &link, &password_hash, visitor).await;
    }
    choose(app, &link, &password_hash, visitor).await
}

async fn choose(
    app: &Countersign,
    link: &Link,
    password_hash: &Secret<String>,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let account = match link.subject.account_id {
        // Before the link, which goes with the account when that is removed.
        Some(id) => accounts::hold(&mut tx, id).await?,
        None => None,
    };
    let Some(account) = account else {
        drop(tx);
        return refuse(app, Outcome::Expired, About::link(link.id), visitor).await;
    };
    let won = spend(&mut tx, link, now).await?
        && accounts::set_password(&mut tx, account.id, account.epoch, Some(password_hash), now).await?;
    if !won {
        drop(tx);
        let outcome = if is_used(app, link.id).await? { Outcome::AlreadyUsed } else { Outcome::Expired };
        return refuse(app, outcome, About::link(link.id), visitor).await;
    }
    sessions::delete_all(&mut tx, account.id, None).await?;
    end_own_session(app, &mut tx, visitor).await?;
    mails::enqueue(&mut tx, notice(&account, Intent::PasswordChanged, now)).await?;
    note(&mut tx, Event::ResetPassword, "reset", About::account(&account).by_link(link), visitor, now);
    tx.commit().await?;
    Ok(Outcome::Reset { browser_marks: known_browser::remember(app, &account.address, account.epoch + 1, visitor) })
}

/// "This was not me": the link is void; the password stays as it is.
pub async fn dismiss(app: &Countersign, token: &str, visitor: &Visitor) -> Result<bool, Error> {
    let Opened::Usable(link) = open(app, Seal::Reset, token).await? else { return Ok(false) };
    // Whoever did not close the account keeps it: that link must not be lost by a wrong button.
    if link.purpose != Purpose::Reset {
        return Ok(false);
    }
    let mut tx = app.db.begin().await?;
    let removed = if link.has_row {
        links::delete_unused(&mut tx, link.id).await?
    } else {
        links::void(&mut tx, &link, app.clock.now()).await?
    };
    note(&mut tx, Event::Dismiss, "reset", About::address(&link.address).by_link(&link), visitor, app.clock.now());
    tx.commit().await?;
    Ok(removed)
}

async fn refuse(app: &Countersign, outcome: Outcome, about: About<'_>, visitor: &Visitor) -> Result<Outcome, Error> {
    let word = match &outcome {
        Outcome::Reset { .. } | Outcome::Kept { .. } => "reset",
        Outcome::AlreadyUsed => "already_used",
        Outcome::Expired => "expired",
        Outcome::Forged => "forged",
        Outcome::PasswordRefused(_) => "password_refused",
    };
    note_bounded(app, Event::ResetPassword, word, about, visitor).await?;
    Ok(outcome)
}
