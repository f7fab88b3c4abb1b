//! Confirm: the link from the mail, and a proof besides it (the cookie of the browser that signed up, or
//! the password chosen there), make the account. Rival sign-ups of the address go with the same commit,
//! and the visitor is signed in. A link alone confirms nothing.

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::link::Seal;
use countersign_core::sign_up::SignUp;
use countersign_core::{Id, Password};
use countersign_store::links::Link;
use countersign_store::{accounts, sign_ups};

use super::close_account::give_way;
use super::limits::{Guessed, verify_password};
use super::parts::{
    About, NewSession, Opened, Visitor, begin_session, is_used, log_forged, note, note_bounded, open, spend,
};
use crate::{Countersign, Error};

#[expect(clippy::large_enum_variant, reason = "one for each request")]
pub enum Outcome {
    Confirmed {
        account: Account,
        session: NewSession,
        next: Option<String>,
    },
    AlreadyConfirmed,
    Expired,
    Forged,
    /// No cookie of this sign-up and no password.
    ProofRequired,
    WrongPassword,
}

/// What the page behind the link shows; looking changes nothing.
pub enum View {
    /// One button; a password besides it in any browser but the one that signed up.
    Ask {
        proof_needed: bool,
    },
    AlreadyConfirmed,
    Expired,
    Forged,
}

pub async fn view(app: &Countersign, token: &str, visitor: &Visitor) -> Result<View, Error> {
    Ok(match open(app, Seal::Confirm, token).await? {
        Opened::Usable(link) => View::Ask { proof_needed: !came_from_here(app, &link, visitor).await? },
        Opened::Used(_) => View::AlreadyConfirmed,
        Opened::Expired(_) => View::Expired,
        Opened::Forged => View::Forged,
    })
}

pub async fn confirm(
    app: &Countersign,
    token: &str,
    password: Option<Password>,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    let link = match open(app, Seal::Confirm, token).await? {
        Opened::Usable(link) => link,
        Opened::Used(id) => return refuse(app, Outcome::AlreadyConfirmed, About::link(id), visitor).await,
        Opened::Expired(id) => return refuse(app, Outcome::Expired, About::link(id), visitor).await,
        Opened::Forged => {
            log_forged(Event::Confirm, visitor);
            return Ok(Outcome::Forged);
        }
    };
    // The cookie first: once somebody faster has ended the sign-up, no proof of it is left to ask for.
    let came_from_here = came_from_here(app, &link, visitor).await?;
    let Some(mut sign_up) = waiting_sign_up(app, &link).await? else { return beaten(app, link.id, visitor).await };
    if !came_from_here {
        let Some(password) = password else {
            return refuse(app, Outcome::ProofRequired, About::address(&link.address).by_link(&link), visitor).await;
        };
        let guessed = Guessed::SignUp(&sign_up);
        let stored = sign_up.password_hash.as_ref();
        if !verify_password(app, guessed, &password, stored, visitor).await?.is_right {
            return refuse(app, Outcome::WrongPassword, About::address(&link.address).by_link(&link), visitor).await;
        }
        // That of a sign-up that was imported, as a sign-in does with an account's.
        if stored.is_some_and(|stored| app.hashing.is_outdated(stored)) {
            sign_up.password_hash = Some(app.hashing.hash(&password).await?);
        }
    }
    make_account(app, &link, sign_up, visitor).await
}

/// "This was not me": removes the sign-up and its links. Needs no more than the link.
pub async fn dismiss(app: &Countersign, token: &str, visitor: &Visitor) -> Result<bool, Error> {
    let Opened::Usable(link) = open(app, Seal::Confirm, token).await? else { return Ok(false) };
    let Some(sign_up_id) = link.subject.sign_up_id else { return Ok(false) };
    let mut tx = app.db.begin().await?;
    let removed = sign_ups::delete(&mut tx, sign_up_id).await?;
    note(&mut tx, Event::Dismiss, "sign_up", About::address(&link.address).by_link(&link), visitor, app.clock.now());
    tx.commit().await?;
    Ok(removed)
}

/// The transaction: link spent, sign-up turned into the account, rivals removed, session begun. Losing
/// any of the guards to somebody faster leaves everything as it was.
async fn make_account(app: &Countersign, link: &Link, sign_up: SignUp, visitor: &Visitor) -> Result<Outcome, Error> {
    let now = app.clock.now();
    let account = Account {
        password_hash: sign_up.password_hash,
        locale: sign_up.locale,
        signed_in_at: Some(now),
        // Its id is the sign-up's: whoever came from elsewhere is known there by it.
        ..Account::new(sign_up.id, sign_up.address, now)
    };
    let mut tx = app.db.begin().await?;
    give_way(app, &mut tx, &account.address, account.id, visitor, now).await?;
    // The account first: its unique address is where rivals of any kind wait for one another. Taking their
    // own links and sign-ups before that would have them wait in a circle on PostgreSQL. The sign-up before its link:
    // who dismisses it takes them in that order.
    let won = accounts::insert(&mut tx, &account).await?
        && sign_ups::hold(&mut tx, sign_up.id).await?
        && spend(&mut tx, link, now).await?
        && sign_ups::confirm(&mut tx, sign_up.id, now).await?;
    if !won {
        drop(tx);
        return beaten(app, link.id, visitor).await;
    }
    // Before all that is ours alone: what it leaves of the transaction is found out by that.
    app.hooks.account_created(&mut tx, &account).await?;
    sign_ups::delete_open(&mut tx, &account.address).await?;
    let session = begin_session(app, &mut tx, &account, visitor, now).await?;
    note(&mut tx, Event::Confirm, "confirmed", About::account(&account).by_link(link), visitor, now);
    tx.commit().await?;
    Ok(Outcome::Confirmed { account, session, next: sign_up.next })
}

/// Somebody was faster: says what the link has become.
async fn beaten(app: &Countersign, link_id: Id, visitor: &Visitor) -> Result<Outcome, Error> {
    let outcome = if is_used(app, link_id).await? { Outcome::AlreadyConfirmed } else { Outcome::Expired };
    refuse(app, outcome, About::link(link_id), visitor).await
}

async fn refuse(app: &Countersign, outcome: Outcome, about: About<'_>, visitor: &Visitor) -> Result<Outcome, Error> {
    let word = match &outcome {
        Outcome::Confirmed { .. } => "confirmed",
        Outcome::AlreadyConfirmed => "already_confirmed",
        Outcome::Expired => "expired",
        Outcome::Forged => "forged",
        Outcome::ProofRequired => "proof_required",
        Outcome::WrongPassword => "wrong_password",
    };
    note_bounded(app, Event::Confirm, word, about, visitor).await?;
    Ok(outcome)
}

async fn waiting_sign_up(app: &Countersign, link: &Link) -> Result<Option<SignUp>, Error> {
    let Some(id) = link.subject.sign_up_id else { return Ok(None) };
    let now = app.clock.now();
    Ok(sign_ups::by_id(&mut app.db.read().await?, id).await?.filter(|sign_up| sign_up.is_open(now)))
}

/// Whether this is the browser in which the sign-up of this link was made.
async fn came_from_here(app: &Countersign, link: &Link, visitor: &Visitor) -> Result<bool, Error> {
    let own = visitor.sign_up(app).await?;
    Ok(own.is_some_and(|sign_up| Some(sign_up.id) == link.subject.sign_up_id))
}
