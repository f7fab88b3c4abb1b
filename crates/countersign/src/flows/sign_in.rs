//! Sign in: address and password, exactly one hash computed whatever is known of the address, and one
//! answer for every failure. Only the browser of an open sign-up of the same address is told more.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_core::{Address, Password};
use countersign_store::{accounts, mails};

use super::known_browser;
use super::limits::{Guessed, verify_password};
use super::parts::{About, NewSession, Visitor, begin_session, note, note_alone, notice};
use crate::{Countersign, Error};

/// After so many wrong passwords in a row, the owner is told of a right one in a browser that is not known (ASVS 6.3.5).
const SUSPICIOUS_FROM: u32 = 5;

#[expect(clippy::large_enum_variant, reason = "one for each request")]
pub enum Outcome {
    SignedIn {
        account: Account,
        session: NewSession,
        forget_sign_up: bool,
    },
    /// This browser waits for the confirmation of a sign-up of this address.
    Unconfirmed,
    Rejected,
}

pub async fn sign_in(
    app: &Countersign,
    address: Address,
    password: Password,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    // What was right at the first look may be so at the second, too: a password can be changed to what it is.
    for _ in 0..2 {
        if let Some(outcome) = attempt(app, &address, &password, visitor).await? {
            return Ok(outcome);
        }
    }
    note_alone(app, Event::SignIn, "rejected", About::address(&address), visitor).await?;
    Ok(Outcome::Rejected)
}

/// None if the account changed between the look at it and the end.
async fn attempt(
    app: &Countersign,
    address: &Address,
    password: &Password,
    visitor: &Visitor,
) -> Result<Option<Outcome>, Error> {
    // The sign-up first: of one that is confirmed between the two looks the account is there.
    let own_sign_up = visitor.sign_up(app).await?.filter(|sign_up| sign_up.address.key() == address.key());
    let account = accounts::by_address(&mut app.db.read().await?, address).await?;

    let browser = account.as_ref().and_then(|account| known_browser::name(app, account, visitor));
    let guessed = match browser {
        Some(name) => Guessed::Browser(address, name),
        None => Guessed::Address(address, account.as_ref().map(|account| account.epoch)),
    };
    let usable = account.filter(|account| !account.is_disabled());
    let stored = usable.as_ref().and_then(|account| account.password_hash.as_ref());
    let verdict = verify_password(app, guessed, password, stored, visitor).await?;
    let Some(account) = usable.filter(|_| verdict.is_right) else {
        let (outcome, word) = match own_sign_up {
            Some(sign_up) if sign_up.is_open(app.clock.now()) => (Outcome::Unconfirmed, "unconfirmed"),
            Some(_) | None => (Outcome::Rejected, "rejected"),
        };
        note_alone(app, Event::SignIn, word, About::address(address), visitor).await?;
        return Ok(Some(outcome));
    };

    let renewed_hash = match &account.password_hash {
        Some(stored) if app.hashing.is_outdated(stored) => Some(app.hashing.hash(password).await?),
        Some(_) | None => None,
    };
    let now = app.clock.now();
    let mut tx = app.db.begin_shared().await?;
    // Between the look and here the password may have changed, or the account been disabled or deleted.
    let hash = renewed_hash.as_ref().map(|hash| hash.expose().as_str());
    if !accounts::signed_in(&mut tx, account.id, account.epoch, hash, now).await? {
        tx.roll_back().await;
        return Ok(None);
    }
    let session = begin_session(app, &mut tx, &account, visitor, now).await?;
    note(&mut tx, Event::SignIn, "signed_in", About::account(&account), visitor, now);
    if browser.is_none() && verdict.wrong_before >= SUSPICIOUS_FROM {
        mails::enqueue(&mut tx, notice(&account, Intent::SuspiciousSignIn, now)).await?;
    }
    tx.commit().await?;
    Ok(Some(Outcome::SignedIn { account, session, forget_sign_up: own_sign_up.is_some() }))
}
