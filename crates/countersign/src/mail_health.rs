//! Whether mail flows: the workers and the head of the queue as the database knows them, so that every process
//! can tell the same. Shown by `/readyz` and `/metrics`, and watched: somebody has to notice that mail waits and
//! nobody comes. Costs the same however long the queue is: anybody may ask.

use std::convert::Infallible;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_store::workers::{self, MISSED_AFTER, Outage, Report};
use countersign_store::{Db, mails};
use serde_json::{Value, json};

use crate::{Countersign, Error};

/// How often somebody looks.
const WATCH: Duration = Duration::from_secs(20);

pub struct MailHealth {
    /// When the first mail that nobody has in hand is or was due.
    first_due: Option<Timestamp>,
    /// Seen within the last minute.
    pub workers: Vec<Report>,
    now: Timestamp,
}

impl MailHealth {
    pub async fn look(app: &Countersign) -> Result<Self, Error> {
        Self::of(&app.db, app.clock.now()).await
    }

    pub async fn of(db: &Db, now: Timestamp) -> Result<Self, Error> {
        let mut conn = db.read().await?;
        let first_due = mails::next_due(&mut conn, now).await?;
        let workers = workers::seen(&mut conn, now).await?;
        Ok(Self { first_due, workers, now })
    }

    /// How long the first mail has waited for somebody to take it up.
    pub fn waits(&self) -> Duration {
        self.first_due.map_or(Duration::ZERO, |at| self.now.since(at))
    }

    pub fn outages(&self) -> impl Iterator<Item = &Outage> {
        self.workers.iter().filter_map(|worker| worker.outage.as_ref())
    }

    /// Mail has been due for a minute, and no worker has passed in that time.
    pub fn lacks_workers(&self) -> bool {
        self.workers.is_empty() && self.waits() >= MISSED_AFTER
    }

    /// `flows`, or what keeps it from that.
    fn word(&self) -> &'static str {
        let all_are_out = !self.workers.is_empty() && self.outages().count() == self.workers.len();
        if self.lacks_workers() {
            "no_worker"
        } else if all_are_out {
            "paused"
        } else {
            "flows"
        }
    }

    /// For readiness, which anybody may ask for: no names, no addresses, not the server's words. Nor any count:
    /// it would tell a stranger whether the mail just asked for found somebody to go to.
    pub fn as_json(&self) -> Value {
        let outage = self.outages().min_by_key(|outage| outage.since);
        json!({
            "status": self.word(),
            "trouble": outage.map(|outage| outage.trouble.as_str()),
            "since": outage.map(|outage| outage.since.rfc3339()),
        })
    }
}

/// Says it in the log while mail waits and nobody sends it: with external workers the server is the only one
/// who can know.
pub async fn watch(app: Countersign) -> Infallible {
    loop {
        tokio::time::sleep(WATCH).await;
        match MailHealth::look(&app).await {
            Ok(health) if health.lacks_workers() => {
                tracing::error!(
                    waits_s = health.waits().as_secs(),
                    "mail waits, and no worker has passed for a minute: is `countersign worker` running?"
                );
            }
            Ok(_) => {}
            Err(error) => tracing::warn!(%error, "the mail queue cannot be watched"),
        }
    }
}
