//! From rows of the queue to letters: lease some, look at the facts, decide, make their links, all in one
//! transaction. The link is made only here, so its life starts now and nothing in the database or a backup
//! could build it. What became of a letter is `deliver_mail`'s business.

use countersign_core::address::with_masked;
use countersign_core::mail::{Decision, Ending, Kind, decide, is_too_old};
use countersign_core::time::roughly;
use countersign_core::token::Envelope;
use countersign_core::{Id, Timestamp};
use countersign_mail::Letter;
use countersign_store::links::NewLink;
use countersign_store::mails::{self, HANDFUL, Mail, Wanted};
use countersign_store::{Tx, mailboxes};

use super::Worker;
use super::facts::Found;
use super::handful::Handful;
use super::in_hand::{Held, LEASE};
use super::mailbox_share::Share;
use crate::Error;

/// A mail that is ready to be handed over.
pub(super) struct Prepared {
    pub mail: Mail,
    pub letter: Letter,
    pub held: Held,
}

impl Worker {
    /// Leases and prepares the mails that were handed to this worker or else, up to `count`, the oldest. Those
    /// that nobody is to get are finished. None if there are none, or others are just leasing them: to look again
    /// at once would show the same.
    pub(super) async fn take_up(
        &self,
        handed: &[Id],
        count: usize,
        now: Timestamp,
    ) -> Result<Option<Vec<Prepared>>, Error> {
        let until = now.plus(LEASE);
        let owner = self.in_hand.owner();
        let oldest = Wanted::Oldest(i64::try_from(count.min(HANDFUL)).unwrap_or(1));
        let wanted = if handed.is_empty() { oldest } else { Wanted::These(handed) };
        let mut tx = self.app.db.begin().await?;
        let mut batch = mails::claim(&mut tx, &owner, wanted, self.free(), until).await?;
        if batch.is_empty() {
            // Rows that cannot be read may have been leased.
            tx.commit().await?;
            return Ok(None);
        }
        batch.retain(|mail| !self.in_hand.has(mail.id));
        // From before the commit: a renewal must not miss a lease that is already in the database.
        let held: Vec<Held> = batch.iter().map(|mail| self.in_hand.hold(mail.id, until)).collect();
        let letters = match self.prepare(&mut tx, &batch, now).await {
            Ok(letters) => letters,
            Err(error @ Error::Overloaded) => return Err(error),
            Err(error) => {
                tracing::error!(%error, "one of a handful of mails cannot be prepared");
                drop(held);
                // Those that are locked would be left to whoever holds them.
                tx.roll_back().await;
                let ids: Vec<Id> = batch.iter().map(|mail| mail.id).collect();
                return self.take_up_singly(&ids, now).await.map(Some);
            }
        };
        tx.commit().await?;
        self.away.wrote();
        let ready = batch.into_iter().zip(letters).zip(held);
        Ok(Some(ready.filter_map(|((mail, letter), held)| Some(Prepared { mail, letter: letter?, held })).collect()))
    }

    /// One of a batch fails: each by itself, so that it waits its pause and holds up no other.
    async fn take_up_singly(&self, ids: &[Id], now: Timestamp) -> Result<Vec<Prepared>, Error> {
        let until = now.plus(LEASE);
        let owner = self.in_hand.owner();
        let mut ready = Vec::new();
        for id in ids {
            let mut tx = self.app.db.begin().await?;
            let Some(mail) = mails::claim(&mut tx, &owner, Wanted::These(&[*id]), self.free(), until).await?.pop()
            else {
                continue;
            };
            let is_in_hand = self.in_hand.has(mail.id);
            tx.commit().await?;
            if is_in_hand {
                continue;
            }
            let held = self.in_hand.hold(mail.id, until);
            let mut tx = self.app.db.begin().await?;
            match self.prepare(&mut tx, std::slice::from_ref(&mail), now).await {
                Ok(mut letters) => {
                    tx.commit().await?;
                    ready.extend(letters.pop().flatten().map(|letter| Prepared { mail, letter, held }));
                }
                Err(error @ Error::Overloaded) => return Err(error),
                Err(error) => {
                    tx.roll_back().await;
                    self.put_back(&mail, None, &error.to_string()).await?;
                }
            }
        }
        Ok(ready)
    }

    /// The letters that a handful of mails have become by now, in their order; none where one is finished without it.
    async fn prepare(&self, tx: &mut Tx, mails: &[Mail], now: Timestamp) -> Result<Vec<Option<Letter>>, Error> {
        let mut handful = self.look(tx, mails, now).await?;
        let mut letters = Vec::with_capacity(mails.len());
        for mail in mails {
            letters.push(self.prepare_one(tx, &mut handful, mail, now).await?);
        }
        handful.write(tx, now).await?;
        Ok(letters)
    }

    async fn prepare_one(
        &self,
        tx: &mut Tx,
        handful: &mut Handful,
        mail: &Mail,
        now: Timestamp,
    ) -> Result<Option<Letter>, Error> {
        if is_too_old(mail.intent, mail.created_at, now) {
            return self.drop_it(tx, mail, Ending::Obsolete, None, now).await;
        }
        let found = Found::look(tx, handful, mail, now).await?;
        let kind = match decide(mail.intent, found.facts) {
            // A mail that was tried before stays what it was: its reader may have it already.
            Decision::Send(kind) if mail.kind.is_none_or(|before| before == kind) => kind,
            Decision::Send(_) | Decision::Obsolete => return self.drop_it(tx, mail, Ending::Obsolete, None, now).await,
            Decision::Skip => return self.drop_it(tx, mail, Ending::Skipped, None, now).await,
        };
        let to = found.recipient(kind, mail);
        if let Some(why) = handful.mark(tx, mail, &to).await? {
            return self.drop_it(tx, mail, Ending::Skipped, Some(&why), now).await;
        }
        match self.share(tx, handful, mail, kind, found.sign_up_id(mail), now).await? {
            Share::Free => {}
            Share::WaitUntil(run_at) => {
                mailboxes::wait(tx, mail.id, &self.in_hand.owner(), run_at).await?;
                self.app.metrics.mail_waits();
                tracing::info!(mail_id = %mail.id, wait_s = run_at.since(now).as_secs(), "a mail waits for its mailbox");
                return Ok(None);
            }
            Share::Repeated => {
                return self.drop_it(tx, mail, Ending::Obsolete, Some("a newer one says the same"), now).await;
            }
        }
        let rules = &self.app.rules;
        let (link, valid_for) = match kind.purpose() {
            None if kind == Kind::AlreadyRegistered => (rules.base.page("/sign-in"), None),
            None => (rules.base.page("/forgot-password"), None),
            Some(purpose) => {
                let (life, ends_at) = match found.ends_at(purpose) {
                    Some(ends_at) => (roughly(ends_at.since(now)), ends_at),
                    None => (rules.lifetime(purpose), now.plus(rules.lifetime(purpose))),
                };
                // Whole seconds, as tokens carry them: row and envelope end at the same instant.
                let expires_at = Timestamp::from_seconds(ends_at.seconds());
                let (address, subject) = (to.clone(), found.subject(purpose));
                handful.link(NewLink { id: mail.id, purpose, address, subject, expires_at });
                let envelope = Envelope { link: mail.id, issued_at: now, expires_at };
                let token = self.app.signer.sign(purpose.seal(), &envelope);
                (rules.base.link(purpose.seal(), &token), Some(life))
            }
        };
        Ok(Some(Letter {
            kind,
            to: to.as_str().to_owned(),
            link,
            valid_for,
            language: found.language(mail),
            new_address: found.new_address.map(|address| address.as_str().to_owned()),
            id: mail.id,
            date: now,
        }))
    }

    async fn drop_it(
        &self,
        tx: &mut Tx,
        mail: &Mail,
        ending: Ending,
        why: Option<&str>,
        now: Timestamp,
    ) -> Result<Option<Letter>, Error> {
        mails::finish(tx, mail.id, &self.in_hand.owner(), ending, None, why, now).await?;
        self.app.metrics.mail_ended(ending, mail.kind);
        tracing::info!(mail_id = %mail.id, ending = ending.as_str(), why = why.map(with_masked), "mail");
        Ok(None)
    }
}
