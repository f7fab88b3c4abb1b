//! Resend: the confirmation mail again. Blind like the sign-up: the worker finds out whether there is
//! anything to confirm.

use countersign_core::audit::Event;
use countersign_core::captcha::Action;
use countersign_core::limit::Limited;
use countersign_core::mail::Intent;
use countersign_core::{Address, Language};
use countersign_store::mails::{self, NewMail};

use super::parts::{About, Visitor, note};
use super::{captcha, limits};
use crate::{Countersign, Error, random};

pub enum Outcome {
    /// Whatever is known of the address.
    Accepted,
    CaptchaRequired,
}

/// Asks for the mail. In the browser of a sign-up of this address it is that sign-up's mail, else the one
/// of the newest.
pub async fn resend(
    app: &Countersign,
    address: Address,
    captcha: Option<&str>,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    if !captcha::admits(app, Action::Resend, captcha, visitor).await? {
        return Ok(Outcome::CaptchaRequired);
    }
    ask(app, Intent::Resend, Event::Resend, address, visitor).await?;
    Ok(Outcome::Accepted)
}

/// Writes down a stranger's request for a mail, whatever is known of the address.
pub(super) async fn ask(
    app: &Countersign,
    intent: Intent,
    event: Event,
    address: Address,
    visitor: &Visitor,
) -> Result<(), Error> {
    limits::count(app, Limited::MailNetwork, visitor).await?;
    let own = visitor.sign_up(app).await?.filter(|sign_up| sign_up.address.key() == address.key());
    let now = app.clock.now();
    let mail = NewMail {
        id: random::id(now),
        intent,
        address: &address,
        account_id: None,
        sign_up_id: own.map(|sign_up| sign_up.id),
        email_change_id: None,
        locale: visitor.language.map(Language::as_str),
        now,
    };
    let mut tx = app.db.begin_shared().await?;
    mails::enqueue(&mut tx, mail).await?;
    note(&mut tx, event, "accepted", About::address(&address), visitor, now);
    Ok(tx.commit().await?)
}
