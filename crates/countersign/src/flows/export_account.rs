//! Export: everything that is held about an account, for its owner. Hashes and tokens are not data about
//! a person and stay here.

use countersign_core::Password;
use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::email_change::EmailChange;
use countersign_core::session::Session;
use countersign_store::audit::Kept;
use countersign_store::mails::Mail;
use countersign_store::marked_addresses::Marked;
use countersign_store::{audit, email_changes, mails, marked_addresses, sessions};

use super::limits::is_really_them;
use super::parts::{About, Visitor, note_bounded};
use crate::{Countersign, Error};

pub struct Export {
    pub sessions: Vec<Session>,
    pub email_changes: Vec<EmailChange>,
    pub mails: Vec<Mail>,
    /// If the address gets no more mail.
    pub marked: Option<Marked>,
    pub audit: Vec<Kept>,
}

pub enum Outcome {
    Exported(Export),
    WrongPassword,
}

/// On the page, where whoever sits down at somebody's open browser would press the button. Programs have the API, which
/// takes the session for enough.
pub async fn export_with_password(
    app: &Countersign,
    account: &Account,
    session: &Session,
    password: Password,
    visitor: &Visitor,
) -> Result<Outcome, Error> {
    if !is_really_them(app, Event::Export, (session, account), &password, visitor).await? {
        return Ok(Outcome::WrongPassword);
    }
    Ok(Outcome::Exported(export_account(app, account, visitor).await?))
}

pub async fn export_account(app: &Countersign, account: &Account, visitor: &Visitor) -> Result<Export, Error> {
    note_bounded(app, Event::Export, "exported", About::account(account), visitor).await?;
    let mut conn = app.db.read().await?;
    Ok(Export {
        sessions: sessions::of_account(&mut conn, account.id).await?,
        email_changes: email_changes::of_account(&mut conn, account.id).await?,
        mails: mails::of_account(&mut conn, account.id, &account.address).await?,
        marked: marked_addresses::find(&mut conn, &account.address).await?,
        audit: audit::of_account(&mut conn, account.id).await?,
    })
}
