//! What is known of a queued mail at the time it is handed over: whose address it is, which sign-up or
//! change it speaks of, and so to whom it goes and what its link is tied to. What follows from the facts
//! is `countersign_core::mail::decide`'s business.

use std::time::Duration;

use countersign_core::link::Purpose;
use countersign_core::mail::{Facts, Intent, Kind};
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Language, Timestamp};
use countersign_store::links::Subject;
use countersign_store::mails::Mail;
use countersign_store::{Tx, accounts, email_changes, sign_ups};

use super::handful::Handful;
use crate::Error;

/// What was found out about a queued mail.
#[derive(Default)]
pub(super) struct Found {
    pub facts: Facts,
    sign_up: Option<SignUp>,
    account_address: Option<Address>,
    pub new_address: Option<Address>,
    account_subject: Subject,
    account_locale: Option<String>,
    /// When the account that was closed is over.
    kept_until: Option<Timestamp>,
}

impl Found {
    pub async fn look(tx: &mut Tx, handful: &Handful, mail: &Mail, now: Timestamp) -> Result<Self, Error> {
        match mail.intent {
            Intent::SignUp | Intent::Resend | Intent::Reset => Self::by_address(tx, handful, mail, now).await,
            Intent::PasswordChanged | Intent::SuspiciousSignIn => Ok(Self::default()),
            Intent::AccountClosed => Self::by_account(tx, mail, now).await,
            Intent::ChangeEmail | Intent::ChangeEmailNotice | Intent::EmailChanged => Self::by_change(tx, mail).await,
        }
    }

    async fn by_address(tx: &mut Tx, handful: &Handful, mail: &Mail, now: Timestamp) -> Result<Self, Error> {
        let account = handful.account(mail);
        let own = handful.sign_up(mail).filter(|sign_up| sign_up.is_open(now)).cloned();
        // A sign-up's own mail speaks of that sign-up or of nothing.
        let sign_up = match (own, mail.intent) {
            (None, Intent::SignUp) => None,
            (None, _) => sign_ups::newest_open(tx, &mail.address, now).await?,
            (own, _) => own,
        };
        // What a clock that was ahead wrote down is not after a mail that was asked for since.
        let is_since = |at: Timestamp| at > mail.created_at && at <= now.latest(Duration::ZERO);
        Ok(Self {
            facts: Facts {
                account: account.is_some_and(|account| !account.is_disabled()),
                disabled: account.is_some_and(|account| account.is_disabled()),
                password_changed_since: account.is_some_and(|account| is_since(account.password_changed_at)),
                sign_up: sign_up.is_some(),
                ..Facts::default()
            },
            account_subject: Subject {
                account_id: account.map(|account| account.id),
                epoch: account.map(|account| account.epoch),
                ..Subject::default()
            },
            account_locale: account.and_then(|account| account.locale.clone()),
            account_address: account.map(|account| account.address.clone()),
            sign_up,
            ..Self::default()
        })
    }

    /// A mail that was held up speaks of the closing that it was asked for, or of nothing: opened and closed again, the
    /// account may be another address's by now, and the link is for whoever has that.
    async fn by_account(tx: &mut Tx, mail: &Mail, now: Timestamp) -> Result<Self, Error> {
        let Some(account_id) = mail.account_id else { return Ok(Self::default()) };
        let Some(account) = accounts::by_id(tx, account_id).await? else { return Ok(Self::default()) };
        let is_of_this = account.address.key() == mail.address.key()
            && account.closing.is_some_and(|closing| closing.closed_at <= mail.created_at);
        Ok(Self {
            facts: Facts { can_be_kept: is_of_this && account.can_be_kept(now), ..Facts::default() },
            account_subject: Subject { account_id: Some(account.id), epoch: Some(account.epoch), ..Subject::default() },
            account_locale: account.locale,
            kept_until: account.closing.map(|closing| closing.kept_until),
            ..Self::default()
        })
    }

    async fn by_change(tx: &mut Tx, mail: &Mail) -> Result<Self, Error> {
        let Some(change_id) = mail.email_change_id else { return Ok(Self::default()) };
        let Some(change) = email_changes::by_id(tx, change_id).await? else { return Ok(Self::default()) };
        let Some(account) = accounts::by_id(tx, change.account_id).await? else { return Ok(Self::default()) };
        // Another spelling of one's own address is free; anybody else's is not.
        let holder = accounts::by_address(tx, &change.to).await?;
        Ok(Self {
            facts: Facts {
                account: holder.is_some_and(|holder| holder.id != account.id),
                change_open: change.is_open(account.epoch) && !account.is_disabled(),
                change_undoable: change.is_undoable(),
                ..Facts::default()
            },
            account_subject: Subject {
                account_id: Some(account.id),
                email_change_id: Some(change.id),
                epoch: Some(account.epoch),
                ..Subject::default()
            },
            account_locale: account.locale,
            new_address: Some(change.to),
            ..Self::default()
        })
    }

    /// Mail goes to the address in the row, never to another spelling that a request brought.
    pub fn recipient(&self, kind: Kind, mail: &Mail) -> Address {
        let kept = match kind {
            Kind::Confirm => self.sign_up.as_ref().map(|sign_up| &sign_up.address),
            Kind::Reset | Kind::AlreadyRegistered => self.account_address.as_ref(),
            Kind::PasswordChanged
            | Kind::SuspiciousSignIn
            | Kind::ChangeEmail
            | Kind::ChangeEmailNotice
            | Kind::EmailChanged
            | Kind::AccountClosed => None,
        };
        kept.unwrap_or(&mail.address).clone()
    }

    /// The account's own language, else the sign-up's, else that of the request for the mail; the first of
    /// them that mails are written in.
    pub fn language(&self, mail: &Mail) -> Language {
        let sign_up = self.sign_up.as_ref().and_then(|sign_up| sign_up.locale.as_deref());
        let tags = [self.account_locale.as_deref(), sign_up, mail.locale.as_deref()];
        tags.into_iter().flatten().find_map(Language::of_tag).unwrap_or(Language::En)
    }

    /// The sign-up that a confirmation speaks of: its own, or none of its own but the newest.
    pub fn sign_up_id(&self, mail: &Mail) -> Option<Id> {
        self.sign_up.as_ref().map(|sign_up| sign_up.id).filter(|_| mail.sign_up_id.is_some())
    }

    pub fn subject(&self, purpose: Purpose) -> Subject {
        match purpose {
            Purpose::Confirm => {
                Subject { sign_up_id: self.sign_up.as_ref().map(|sign_up| sign_up.id), ..Subject::default() }
            }
            Purpose::Reset | Purpose::KeepAccount | Purpose::ChangeEmail | Purpose::UndoChangeEmail => {
                self.account_subject
            }
        }
    }

    /// When a link that is made now ends, where that does not depend on its hand-over.
    pub fn ends_at(&self, purpose: Purpose) -> Option<Timestamp> {
        match purpose {
            Purpose::KeepAccount => self.kept_until,
            Purpose::Confirm | Purpose::Reset | Purpose::ChangeEmail | Purpose::UndoChangeEmail => None,
        }
    }
}
