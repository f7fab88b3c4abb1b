//! How a transaction ends: what is written right before the commit, and what follows from it.

use std::mem::take;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::Id;
use countersign_core::audit::{Entry, Event};

use super::error::watch;
use super::in_time::TOO_LATE;
use super::wake::Wake;
use super::{Error, Inner, Tx, Witness, in_time, keyed, span};
use crate::{audit, session_changes};

impl Tx {
    /// Writes what was noted for the audit trail, and commits. Dropped without this, everything is rolled back.
    ///
    /// # Errors
    /// `InDoubt` where the database fell silent meanwhile; after any other error nothing was done.
    pub async fn commit(mut self) -> Result<(), Error> {
        if self.changes_sessions {
            session_changes::set(&mut self).await?;
        }
        let words: Vec<_> = self.noted.iter().map(|entry| (entry.event, entry.outcome)).collect();
        if !self.noted.is_empty() {
            let (trail, noted) = (keyed(self.trail.as_ref())?, take(&mut self.noted));
            audit::write(&mut self, &trail, noted).await?;
        }
        self.settle().await?;
        let effects = Effects {
            unwritable: self.unwritable,
            span: self.span,
            witness: self.witness.filter(|_| !words.is_empty()),
            words,
            wake: self.queues_mail.then_some(self.wake),
            queued: self.queued,
        };
        let committed = match self.conn.inner {
            Inner::SqliteTx(tx) => return tx.commit(effects).await,
            Inner::PostgresTx(tx) => in_time::within(self.conn.is_patient, tx.commit())
                .await
                .map_or_else(|| Err(Error::InDoubt(TOO_LATE.to_owned())), |done| done.map_err(Error::of_commit)),
            Inner::SqliteRead(_) | Inner::SqliteSnapshot(_) | Inner::PostgresRead(_) => Ok(()),
        };
        effects.follow(committed)
    }

    /// Takes back all of it, and waits until nobody else has to wait for it. To drop it does so soon.
    pub async fn roll_back(self) {
        match self.conn.inner {
            Inner::PostgresTx(tx) => tx.roll_back().await,
            // Who comes next waits for their turn.
            Inner::SqliteTx(_) | Inner::SqliteRead(_) | Inner::SqliteSnapshot(_) | Inner::PostgresRead(_) => {}
        }
    }

    /// Added to the audit trail right before this transaction is committed.
    pub(crate) fn notes(&mut self, entry: Entry) {
        self.noted.push(entry);
    }

    /// What anybody remembers of sessions is of before, once this transaction is committed.
    pub(crate) fn changes_sessions(&mut self) {
        self.changes_sessions = true;
    }

    /// A worker is woken once this transaction is committed.
    pub(crate) fn queues_mail(&mut self, ids: impl IntoIterator<Item = Id>) {
        self.queues_mail = true;
        self.queued.extend(ids);
    }
}

/// What follows from a commit, for whoever makes it.
pub(super) struct Effects {
    unwritable: Arc<AtomicBool>,
    span: tracing::Span,
    witness: Option<Witness>,
    words: Vec<(Event, &'static str)>,
    /// None where no mail was queued.
    wake: Option<Wake>,
    queued: Vec<Id>,
}

impl Effects {
    pub fn follow(self, committed: Result<(), Error>) -> Result<(), Error> {
        watch(&self.unwritable, committed)?;
        self.unwritable.store(false, Ordering::Relaxed);
        span::committed(&self.span);
        if let Some(witness) = &self.witness {
            self.words.into_iter().for_each(|(event, outcome)| witness(event, outcome));
        }
        if let Some(wake) = self.wake {
            wake.mail_queued(self.queued);
        }
        Ok(())
    }
}
