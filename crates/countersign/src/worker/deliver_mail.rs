//! One mail from the queue to the server: find out what it is to be, make its link, write it, hand it
//! over, note the answer. The link is made only here, so its life starts now and nothing in the database
//! or a backup could build it. A mail whose note is lost in a crash goes out once more, with the same
//! Message-ID and the same link.

use std::time::Duration;

use countersign_core::link::Purpose;
use countersign_core::mail::{Decision, Ending, Kind, decide, is_too_old, pause};
use countersign_core::token::Envelope;
use countersign_core::{Timestamp, email_change};
use countersign_mail::{Delivery, Letter};
use countersign_store::links;
use countersign_store::mails::{self, Mail};
use tokio_util::sync::CancellationToken;

use super::facts::Found;
use super::{TROUBLE, Worker};
use crate::{Error, random};

/// A mail is somebody's for this long; a living worker renews it (`RENEW`), a killed one's is taken over.
const LEASE: Duration = Duration::from_secs(30);
const RENEW: Duration = Duration::from_secs(10);
/// Mails leased at a time.
const BATCH: i64 = 16;

/// A batch of mails in one worker's hands, under a name of its own: what is abandoned by an error is not
/// held on to by the batches that follow.
struct Lease<'a> {
    worker: &'a Worker,
    owner: String,
}

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
            let lease = Lease { worker: self, owner: random::id(now).to_string() };
            let mut tx = self.app.db.begin().await?;
            let batch = mails::claim(&mut tx, &lease.owner, BATCH, now, now.plus(LEASE)).await?;
            tx.commit().await?;
            if batch.is_empty() {
                // Another worker was faster.
                return Ok(due.map(|due| due.max(now.plus(RENEW))));
            }
            tokio::select! {
                delivered = lease.deliver_batch(batch, stop) => delivered?,
                never = lease.renew() => match never {},
            }
        }
    }
}

impl Lease<'_> {
    /// One after the other, each noted before the next is handed over: so a killed worker has at most one
    /// mail of which nobody knows whether it was accepted.
    async fn deliver_batch(&self, batch: Vec<Mail>, stop: &CancellationToken) -> Result<(), Error> {
        for mail in batch {
            if stop.is_cancelled() {
                let mut tx = self.worker.app.db.begin().await?;
                mails::release(&mut tx, &self.owner).await?;
                return Ok(tx.commit().await?);
            }
            match self.deliver(&mail).await {
                Ok(()) => {}
                // The database as a whole: nothing else would fare better now.
                Err(error @ Error::Overloaded) => return Err(error),
                // This mail alone, say a row that cannot be read: it waits its pause, the others go on.
                Err(error) => self.put_back(&mail, None, &error.to_string()).await?,
            }
        }
        Ok(())
    }

    async fn renew(&self) -> std::convert::Infallible {
        loop {
            tokio::time::sleep(RENEW).await;
            let renewed = async {
                let mut tx = self.worker.app.db.begin().await?;
                mails::renew(&mut tx, &self.owner, self.worker.app.clock.now().plus(LEASE)).await?;
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
        let delivery = match self.worker.voice.render(&letter) {
            Ok(rendered) => self.worker.transport.send(&rendered).await,
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
            Delivery::Never { words, .. } => self.finish(mail, Ending::Failed, Some(kind), Some(&words)).await,
            Delivery::Later(answer) | Delivery::Down(_, answer) => self.put_back(mail, Some(kind), &answer).await,
        }
    }

    /// Looks at the facts as they are now, decides, and makes the link, in one transaction.
    async fn prepare(&self, mail: &Mail) -> Result<Prepared, Error> {
        let now = self.worker.app.clock.now();
        if is_too_old(mail.created_at, now) {
            return Ok(Prepared::Finish(Ending::Obsolete));
        }
        let mut tx = self.worker.app.db.begin().await?;
        // A worker that was stopped for a while must not send what another has taken over.
        if !mails::is_leased(&mut tx, mail.id, &self.owner, now).await? {
            return Ok(Prepared::Lost);
        }
        let found = Found::look(&mut tx, mail, now).await?;
        let kind = match decide(mail.intent, found.facts) {
            // A mail that was tried before stays what it was: its reader may have it already.
            Decision::Send(kind) if mail.kind.is_some_and(|before| before != kind) => {
                return Ok(Prepared::Finish(Ending::Obsolete));
            }
            Decision::Send(kind) => kind,
            Decision::Obsolete => return Ok(Prepared::Finish(Ending::Obsolete)),
            Decision::Skip => return Ok(Prepared::Finish(Ending::Skipped)),
        };
        let to = found.recipient(kind, mail);
        let rules = &self.worker.app.rules;
        let (link, valid_for) = match kind.purpose() {
            None if kind == Kind::AlreadyRegistered => (rules.base.page("/sign-in"), None),
            None => (rules.base.page("/forgot-password"), None),
            Some(purpose) => {
                let life = self.lifetime(purpose);
                // Whole seconds, as tokens carry them: row and envelope end at the same instant.
                let expires_at = Timestamp::from_seconds(now.plus(life).seconds());
                links::hand_over(&mut tx, mail.id, purpose, &to, found.subject(purpose), now, expires_at).await?;
                let envelope = Envelope { link: mail.id, issued_at: now, expires_at };
                let token = self.worker.app.signer.sign(purpose.seal(), &envelope);
                (rules.base.link(purpose.seal(), &token), Some(life))
            }
        };
        tx.commit().await?;
        let letter = Letter {
            kind,
            to: to.as_str().to_owned(),
            link,
            valid_for,
            language: found.language(mail),
            new_address: found.new_address.map(|address| address.as_str().to_owned()),
            id: mail.id,
            date: now,
        };
        Ok(Prepared::Send(Box::new(letter), kind))
    }

    fn lifetime(&self, purpose: Purpose) -> Duration {
        match purpose {
            Purpose::Confirm => self.worker.app.rules.confirm_ttl,
            Purpose::Reset => self.worker.app.rules.reset_ttl,
            // A new address is confirmed like a first one.
            Purpose::ChangeEmail => self.worker.app.rules.confirm_ttl,
            Purpose::UndoChangeEmail => email_change::UNDO_FOR,
        }
    }

    async fn finish(&self, mail: &Mail, ending: Ending, kind: Option<Kind>, answer: Option<&str>) -> Result<(), Error> {
        let mut tx = self.worker.app.db.begin().await?;
        let noted =
            mails::finish(&mut tx, mail.id, &self.owner, ending, kind, answer, self.worker.app.clock.now()).await?;
        tx.commit().await?;
        let (kind, ending) = (kind.map(Kind::as_str), ending.as_str());
        if ending == Ending::Failed.as_str() {
            tracing::warn!(mail_id = %mail.id, kind, ending, answer, noted, "mail");
        } else {
            tracing::info!(mail_id = %mail.id, kind, ending, noted, "mail");
        }
        Ok(())
    }

    async fn put_back(&self, mail: &Mail, kind: Option<Kind>, answer: &str) -> Result<(), Error> {
        let wait = pause(mail.attempts, random::jitter());
        let mut tx = self.worker.app.db.begin().await?;
        mails::put_back(
            &mut tx,
            mail.id,
            &self.owner,
            kind.or(mail.kind),
            answer,
            self.worker.app.clock.now().plus(wait),
        )
        .await?;
        tx.commit().await?;
        tracing::warn!(mail_id = %mail.id, kind = kind.map(Kind::as_str), attempts = mail.attempts, again_in_s = wait.as_secs(), answer, "mail put back");
        Ok(())
    }
}
