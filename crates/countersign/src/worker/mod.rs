//! The worker: sends queued mail (`deliver_mail`) and cleans up (`sweep`). It runs inside the server, or
//! alone as `countersign worker`; any number may share one database.

pub mod deliver_mail;
mod facts;
pub mod sweep;

use std::sync::Arc;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_mail::{Transport, Voice};
use tokio_util::sync::CancellationToken;

use crate::{Countersign, Error};

/// The longest time between two looks into the queue: what another process queued is found by then.
const POLL: Duration = Duration::from_millis(500);
/// The pause after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(1);

/// One worker.
pub struct Worker {
    pub(crate) app: Countersign,
    pub(crate) voice: Arc<Voice>,
    pub(crate) transport: Transport,
}

impl Worker {
    pub fn new(app: Countersign, voice: Arc<Voice>, transport: Transport) -> Self {
        Self { app, voice, transport }
    }

    /// Works until it is told to stop; then the mail in hand is finished and the rest given back.
    pub async fn run(self, stop: CancellationToken) {
        let mut swept_at: Option<Timestamp> = None;
        while !stop.is_cancelled() {
            let pause = match self.round(&stop, &mut swept_at).await {
                Ok(pause) => pause,
                Err(error) => {
                    tracing::error!(%error, "the worker could not read its queue");
                    TROUBLE
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.app.db.mail_queued() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        self.transport.close().await;
    }

    /// One look at queue and schedule; tells how long nothing will be due.
    async fn round(&self, stop: &CancellationToken, swept_at: &mut Option<Timestamp>) -> Result<Duration, Error> {
        let now = self.app.clock.now();
        if swept_at.is_none_or(|at| now.since(at) >= sweep::EVERY) {
            sweep::sweep(&self.app).await?;
            *swept_at = Some(now);
        }
        let due = self.deliver_due(stop).await?;
        let wait = due.map_or(POLL, |due| due.since(self.app.clock.now()));
        Ok(wait.min(POLL))
    }
}
