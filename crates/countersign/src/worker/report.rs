//! The worker tells the database that it is there, and what keeps it from sending: it may be another
//! process than the one that is asked for readiness and metrics (`mail_health.rs`).

use std::time::Duration;

use countersign_store::workers::{self, Outage, Report};

use super::Worker;
use crate::Error;

/// How often a worker reports itself: three times before it is missed (`workers::MISSED_AFTER`).
pub const EVERY: Duration = Duration::from_secs(20);

impl Worker {
    pub(super) async fn report(&self) -> Result<(), Error> {
        let now = self.app.clock.now();
        let outage = {
            let state = self.state();
            let words = &state.words;
            state.lane.outage().map(|outage| Outage {
                trouble: outage.trouble,
                words: words.clone(),
                since: outage.since,
            })
        };
        let report = Report { id: self.id, lane: self.app.rules.mail_lane.clone(), seen_at: now, outage };
        let mut tx = self.app.db.begin().await?;
        workers::report(&mut tx, &report).await?;
        tx.commit().await?;
        self.away.wrote();
        self.state().reported_at = Some(now);
        Ok(())
    }

    /// A worker that stopped is not missed.
    pub(super) async fn leave(&self) {
        let left = async {
            let mut tx = self.app.db.begin().await?;
            workers::leave(&mut tx, self.id).await?;
            tx.commit().await
        };
        if let Err(error) = left.await {
            tracing::warn!(%error, "the worker could not take its leave");
        }
    }
}
