//! One mail from the queue to the server: find out what it is to be, make its link, write it, hand it
//! over, note the answer. The link is made only here, so its life starts now and nothing in the database
//! or a backup could build it. A mail whose note is lost in a crash goes out once more, with the same
//! Message-ID and the same link.

use std::time::Duration;

use countersign_core::link::Purpose;
use countersign_core::mail::{Decision, Ending, Facts, Intent, Kind, decide, is_too_old, pause};
use countersign_core::sign_up::SignUp;
use countersign_core::token::Envelope;
use countersign_core::{Address, Timestamp, email_change};
use countersign_mail::{Delivery, Letter};
use countersign_store::links::{self, Subject};
use countersign_store::mails::{self, Mail};
use countersign_store::{Tx, accounts, email_changes, sign_ups};
use tokio_util::sync::CancellationToken;

use super::{TROUBLE, Worker};
use crate::{Error, random};

/// A mail is somebody's for this long; a living worker renews it (`RENEW`), a killed one's is taken over.
const LEASE: Duration = Duration::from_secs(30);
const RENEW: Duration = Duration::from_secs(10);
/// Mails leased at a time.
const BATCH: i64 = 16;

/// What the queue's row turned out to be.
enum Prepared {
    Send(Box<Letter>, Kind),
    Finish(Ending),
    /// Somebody else has it by now.
    Lost,
}

impl Worker {
    /// Sends all that is due. Returns when the next mail will be.
    pub async fn deliver_due(&self, stop: &CancellationToken) -> Result<Option<Timestamp>, Error> {
        loop {
            let now = self.app.clock.now();
            let due = mails::next_due(&mut self.app.db.read().await?).await?;
            if stop.is_cancelled() || due.is_none_or(|due| due > now) {
                return Ok(due);
            }
            let mut tx = self.app.db.begin().await?;
            let batch = mails::claim(&mut tx, &self.name, BATCH, now, now.plus(LEASE)).await?;
            tx.commit().await?;
            if batch.is_empty() {
                // Another worker was faster.
                return Ok(due.map(|due| due.max(now.plus(RENEW))));
            }
            tokio::select! {
                delivered = self.deliver_batch(batch, stop) => delivered?,
                never = self.renew_leases() => match never {},
            }
        }
    }

    /// One after the other, each noted before the next is handed over: so a killed worker has at most one
    /// mail of which nobody knows whether it was accepted.
    async fn deliver_batch(&self, batch: Vec<Mail>, stop: &CancellationToken) -> Result<(), Error> {
        for mail in batch {
            if stop.is_cancelled() {
                let mut tx = self.app.db.begin().await?;
                mails::release(&mut tx, &self.name).await?;
                return Ok(tx.commit().await?);
            }
            self.deliver(&mail).await?;
        }
        Ok(())
    }

    async fn renew_leases(&self) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(RENEW).await;
            let renewed = async {
                let mut tx = self.app.db.begin().await?;
                mails::renew(&mut tx, &self.name, self.app.clock.now().plus(LEASE)).await?;
                tx.commit().await
            };
            if let Err(error) = renewed.await {
                tracing::warn!(%error, "a lease could not be renewed");
            }
        }
    }

    async fn deliver(&self, mail: &Mail) -> Result<(), Error> {
        let (letter, kind) = match self.prepare(mail).await? {
            Prepared::Send(letter, kind) => (letter, kind),
            Prepared::Finish(ending) => return self.finish(mail, ending, None, None).await,
            Prepared::Lost => return Ok(()),
        };
        let delivery = match self.voice.render(&letter) {
            Ok(rendered) => self.transport.send(&rendered).await,
            Err(error) => Delivery::Later(format!("the mail could not be written: {error}")),
        };
        match delivery {
            Delivery::Sent(answer) => {
                // Accepted: until this is written down a crash means a second mail, so it is tried for as
                // long as this process lives.
                while let Err(error) = self.finish(mail, Ending::Sent, Some(kind), Some(&answer)).await {
                    tracing::error!(%error, mail_id = %mail.id, "a sent mail could not be noted yet");
                    tokio::time::sleep(TROUBLE).await;
                }
                Ok(())
            }
            Delivery::Never(answer) => self.finish(mail, Ending::Failed, Some(kind), Some(&answer)).await,
            Delivery::Later(answer) => self.put_back(mail, kind, &answer).await,
        }
    }

    /// Looks at the facts as they are now, decides, and makes the link, in one transaction.
    async fn prepare(&self, mail: &Mail) -> Result<Prepared, Error> {
        let now = self.app.clock.now();
        if is_too_old(mail.created_at, now) {
            return Ok(Prepared::Finish(Ending::Obsolete));
        }
        let mut tx = self.app.db.begin().await?;
        // A worker that was stopped for a while must not send what another has taken over.
        if !mails::is_leased(&mut tx, mail.id, &self.name, now).await? {
            return Ok(Prepared::Lost);
        }
        let found = Found::look(&mut tx, mail, now).await?;
        let kind = match decide(mail.intent, found.facts) {
            Decision::Send(kind) => kind,
            Decision::Obsolete => return Ok(Prepared::Finish(Ending::Obsolete)),
            Decision::Skip => return Ok(Prepared::Finish(Ending::Skipped)),
        };
        let to = found.recipient(kind, mail);
        let rules = &self.app.rules;
        let (link, valid_for) = match kind.purpose() {
            None if kind == Kind::AlreadyRegistered => (rules.base.page("/sign-in"), None),
            None => (rules.base.page("/forgot-password"), None),
            Some(purpose) => {
                let life = self.lifetime(purpose);
                // Whole seconds, as tokens carry them: row and envelope end at the same instant.
                let expires_at = Timestamp::from_seconds(now.plus(life).seconds());
                links::hand_over(&mut tx, mail.id, purpose, &to, found.subject(purpose), now, expires_at).await?;
                let envelope = Envelope { link: mail.id, issued_at: now, expires_at };
                let token = self.app.signer.sign(purpose.seal(), &envelope);
                (rules.base.link(purpose.seal(), &token), Some(life))
            }
        };
        tx.commit().await?;
        let letter = Letter {
            kind,
            to: to.as_str().to_owned(),
            link,
            valid_for,
            new_address: found.new_address.map(|address| address.as_str().to_owned()),
            locale: found.locale.or_else(|| mail.locale.clone()),
            id: mail.id,
            date: now,
        };
        Ok(Prepared::Send(Box::new(letter), kind))
    }

    fn lifetime(&self, purpose: Purpose) -> Duration {
        match purpose {
            Purpose::Confirm => self.app.rules.confirm_ttl,
            Purpose::Reset => self.app.rules.reset_ttl,
            // A new address is confirmed like a first one.
            Purpose::ChangeEmail => self.app.rules.confirm_ttl,
            Purpose::UndoChangeEmail => email_change::UNDO_FOR,
        }
    }

    async fn finish(&self, mail: &Mail, ending: Ending, kind: Option<Kind>, answer: Option<&str>) -> Result<(), Error> {
        let mut tx = self.app.db.begin().await?;
        let noted = mails::finish(&mut tx, mail.id, &self.name, ending, kind, answer, self.app.clock.now()).await?;
        tx.commit().await?;
        let (kind, ending) = (kind.map(Kind::as_str), ending.as_str());
        if ending == Ending::Failed.as_str() {
            tracing::warn!(mail_id = %mail.id, kind, ending, answer, noted, "mail");
        } else {
            tracing::info!(mail_id = %mail.id, kind, ending, noted, "mail");
        }
        Ok(())
    }

    async fn put_back(&self, mail: &Mail, kind: Kind, answer: &str) -> Result<(), Error> {
        let wait = pause(mail.attempts, random::jitter());
        let mut tx = self.app.db.begin().await?;
        mails::put_back(&mut tx, mail.id, &self.name, Some(kind), answer, self.app.clock.now().plus(wait)).await?;
        tx.commit().await?;
        tracing::warn!(mail_id = %mail.id, kind = kind.as_str(), attempts = mail.attempts, again_in_s = wait.as_secs(), answer, "mail put back");
        Ok(())
    }
}

/// What was found out about a queued mail.
#[derive(Default)]
struct Found {
    facts: Facts,
    sign_up: Option<SignUp>,
    account_address: Option<Address>,
    new_address: Option<Address>,
    account_subject: Subject,
    locale: Option<String>,
}

impl Found {
    async fn look(tx: &mut Tx, mail: &Mail, now: Timestamp) -> Result<Self, Error> {
        match mail.intent {
            Intent::SignUp | Intent::Resend | Intent::Reset => Self::by_address(tx, mail, now).await,
            Intent::PasswordChanged => Ok(Self::default()),
            Intent::ChangeEmail | Intent::ChangeEmailNotice | Intent::EmailChanged => Self::by_change(tx, mail).await,
        }
    }

    async fn by_address(tx: &mut Tx, mail: &Mail, now: Timestamp) -> Result<Self, Error> {
        let account = accounts::by_address(tx, &mail.address).await?;
        let own = match mail.sign_up_id {
            Some(id) => sign_ups::by_id(tx, id).await?.filter(|sign_up| sign_up.is_open(now)),
            None => None,
        };
        // A sign-up's own mail speaks of that sign-up or of nothing.
        let sign_up = match (own, mail.intent) {
            (None, Intent::SignUp) => None,
            (None, _) => sign_ups::newest_open(tx, &mail.address, now).await?,
            (own, _) => own,
        };
        Ok(Self {
            facts: Facts {
                account: account.as_ref().is_some_and(|account| !account.is_disabled()),
                disabled: account.as_ref().is_some_and(|account| account.is_disabled()),
                password_changed_since: account
                    .as_ref()
                    .is_some_and(|account| account.password_changed_at > mail.created_at),
                sign_up: sign_up.is_some(),
                ..Facts::default()
            },
            account_subject: Subject {
                account_id: account.as_ref().map(|account| account.id),
                epoch: account.as_ref().map(|account| account.epoch),
                ..Subject::default()
            },
            locale: account.as_ref().and_then(|account| account.locale.clone()),
            account_address: account.map(|account| account.address),
            sign_up,
            new_address: None,
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
            locale: account.locale,
            new_address: Some(change.to),
            ..Self::default()
        })
    }

    /// Mail goes to the address in the row, never to another spelling that a request brought.
    fn recipient(&self, kind: Kind, mail: &Mail) -> Address {
        let kept = match kind {
            Kind::Confirm => self.sign_up.as_ref().map(|sign_up| &sign_up.address),
            Kind::Reset | Kind::AlreadyRegistered => self.account_address.as_ref(),
            Kind::PasswordChanged | Kind::ChangeEmail | Kind::ChangeEmailNotice | Kind::EmailChanged => None,
        };
        kept.unwrap_or(&mail.address).clone()
    }

    fn subject(&self, purpose: Purpose) -> Subject {
        match purpose {
            Purpose::Confirm => {
                Subject { sign_up_id: self.sign_up.as_ref().map(|sign_up| sign_up.id), ..Subject::default() }
            }
            Purpose::Reset | Purpose::ChangeEmail | Purpose::UndoChangeEmail => self.account_subject,
        }
    }
}
