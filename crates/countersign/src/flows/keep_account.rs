//! Keep an account that was closed: its owner thought better of it, or was not the one who closed it. The mailed link
//! alone opens it again, with a new password, so that whoever closed it with the old one is locked out. Nobody is signed
//! in by it, and the owner gets the same notice as after any change of the password.

use countersign_core::Secret;
use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_store::links::Link;
use countersign_store::{accounts, mails};

use super::known_browser;
use super::parts::{About, Visitor, end_own_session, is_used, note, note_bounded, notice, spend};
use super::reset_password::Outcome;
use crate::{Countersign, Error};

/// `reset_password` has opened the link, and checked and hashed the password.
pub(super) async fn keep_account(
    app: &Countersign,
    link: &Link,
    password_hash: &Secret<String>,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let account = match link.subject.account_id {
        Some(id) => accounts::hold(&mut tx, id).await?,
        None => None,
    };
    let Some(account) = account else {
        drop(tx);
        return refuse(app, Outcome::Expired, About::link(link.id), visitor).await;
    };
    let opened = async {
        Ok::<bool, Error>(
            spend(&mut tx, link, now).await? && accounts::reopen(&mut tx, &account, password_hash, now).await?,
        )
    };
    match opened.await {
        Ok(true) => {}
        // Somebody was faster, or the address has another account by now.
        Ok(false) | Err(Error::Store(countersign_store::Error::Taken)) => {
            drop(tx);
            let outcome = if is_used(app, link.id).await? { Outcome::AlreadyUsed } else { Outcome::Expired };
            return refuse(app, outcome, About::account(&account).by_link(link), visitor).await;
        }
        Err(error) => return Err(error),
    }
    end_own_session(app, &mut tx, visitor).await?;
    mails::enqueue(&mut tx, notice(&account, Intent::PasswordChanged, now)).await?;
    note(&mut tx, Event::KeepAccount, "kept", About::account(&account).by_link(link), visitor, now);
    tx.commit().await?;
    Ok(Outcome::Kept { browser_marks: known_browser::remember(app, &account.address, account.epoch + 1, visitor) })
}

async fn refuse(app: &Countersign, outcome: Outcome, about: About<'_>, visitor: &Visitor) -> Result<Outcome, Error> {
    let word = match &outcome {
        Outcome::Kept { .. } | Outcome::Reset { .. } => "kept",
        Outcome::AlreadyUsed => "already_used",
        Outcome::Expired | Outcome::Forged | Outcome::PasswordRefused(_) => "expired",
    };
    note_bounded(app, Event::KeepAccount, word, about, visitor).await?;
    Ok(outcome)
}
