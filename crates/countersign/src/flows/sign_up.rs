//! Sign up: an attempt with its own password and cookie is written down, and a mail is asked for. The
//! address is not looked up here; the worker does that later, so known and unknown ones get the same
//! work and the same answer.

use countersign_core::audit::Event;
use countersign_core::captcha::Action;
use countersign_core::limit::Limited;
use countersign_core::mail::{Intent, Mark};
use countersign_core::password::Refusal;
use countersign_core::secret::token_hash;
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Password, Secret};
use countersign_store::{mails, marked_addresses, sign_ups};

use super::parts::{About, Visitor, is_breached, note, of_sign_up};
use super::{captcha, limits, sessions};
use crate::{Countersign, Error, random};

pub struct Request {
    pub address: Address,
    pub password: Password,
    pub locale: Option<String>,
    /// Already checked by `core::next`.
    pub next: Option<String>,
    /// What was solved, if anything.
    pub captcha: Option<String>,
}

pub enum Outcome {
    /// The cookie proves later that this browser chose the password.
    CheckMail {
        sign_up_token: Secret<String>,
    },
    PasswordRefused(Refusal),
    CaptchaRequired,
}

pub async fn sign_up(app: &Countersign, request: Request, visitor: &Visitor) -> Result<Outcome, Error> {
    if let Err(refusal) = app.rules.passwords.check(&request.password, &request.address) {
        return Ok(Outcome::PasswordRefused(refusal));
    }
    if !captcha::admits(app, Action::SignUp, request.captcha.as_deref(), visitor).await? {
        return Ok(Outcome::CaptchaRequired);
    }
    limits::count(app, Limited::SignUpNetwork, visitor).await?;
    if is_breached(app, &request.password).await {
        return Ok(Outcome::PasswordRefused(Refusal::Breached));
    }
    let password_hash = app.hashing.hash(&request.password).await?;
    let sign_up_token = random::token();

    let now = app.clock.now();
    let sign_up = SignUp {
        id: random::id(now),
        address: request.address,
        password_hash: Some(password_hash),
        locale: request.locale,
        next: request.next,
        created_at: now,
        expires_at: now.plus(app.rules.sign_up_ttl),
        confirmed_at: None,
    };
    let mut tx = app.db.begin_shared().await?;
    sign_ups::insert(&mut tx, &sign_up, token_hash(sign_up_token.expose())).await?;
    mails::enqueue(&mut tx, of_sign_up(&sign_up, Intent::SignUp, now)).await?;
    note(&mut tx, Event::SignUp, "check_mail", About::address(&sign_up.address), visitor, now);
    tx.commit().await?;

    Ok(Outcome::CheckMail { sign_up_token })
}

/// Whether no mail reaches the address, for the waiting page of the browser that signed up with it; nobody else is told.
/// That somebody complained is no browser's business: only who has had mail from here can.
pub async fn is_undeliverable(app: &Countersign, sign_up: &SignUp) -> Result<bool, Error> {
    let marked = marked_addresses::find(&mut app.db.read().await?, &sign_up.address).await?;
    Ok(marked.is_some_and(|marked| marked.mark == Mark::Undeliverable))
}

/// What a waiting browser may hear of its sign-up, and all that it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Also for a sign-up that is over, was dismissed, lost to a rival, or never was: what became of the address is
    /// nobody's business but its owner's.
    Waiting,
    /// This very sign-up became the account, by somebody who had its password or this browser. Or this browser has
    /// gone on without its sign-up, and is signed in.
    Confirmed,
}

/// Asked again and again while somebody waits: reads one row, and writes none.
pub async fn progress(app: &Countersign, visitor: &Visitor) -> Result<Progress, Error> {
    let has_gone_on = if visitor.sign_up_token.is_some() {
        visitor.confirmed_sign_up(app).await?.is_some()
    } else {
        sessions::look_up(app, visitor).await?.is_some()
    };
    Ok(if has_gone_on { Progress::Confirmed } else { Progress::Waiting })
}
