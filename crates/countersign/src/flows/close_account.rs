//! Close an account: with the password, and for good. Sessions, links, changes and mails go with it; the
//! audit trail keeps that it was there.

use countersign_core::Password;
use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::session::Session;
use countersign_store::{Tx, accounts, mails, sign_ups};

use super::limits::{Guessed, verify_password};
use super::parts::{About, Visitor, begin_as, note, note_alone};
use crate::{Countersign, Error};

pub enum Outcome {
    Closed,
    WrongPassword,
}

pub async fn close_account(
    app: &Countersign,
    account: &Account,
    session: &Session,
    password: Password,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    if !verify_password(app, Guessed::Within(session), &password, account.password_hash.as_ref(), visitor)
        .await?
        .is_right
    {
        note_alone(app, Event::CloseAccount, "wrong_password", About::account(account), visitor).await?;
        return Ok(Outcome::WrongPassword);
    }
    let mut tx = begin_as(app, session).await?;
    remove(&mut tx, account).await?;
    note(&mut tx, Event::CloseAccount, "closed", About::account(account), visitor, app.clock.now());
    tx.commit().await?;
    Ok(Outcome::Closed)
}

/// Removes the account, the sign-up that it came from, and all that was or is to be mailed to it. Open
/// sign-ups of the address live on: whoever made one must not learn that there was an account.
/// False if it was gone already.
pub(super) async fn remove(tx: &mut Tx, account: &Account) -> Result<bool, Error> {
    mails::delete_of_account(tx, account.id, &account.address).await?;
    sign_ups::delete_confirmed(tx, &account.address).await?;
    Ok(accounts::delete(tx, account.id).await?)
}
