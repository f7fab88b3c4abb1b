//! Telling workers that mail was queued: those of this process at once, those of others by PostgreSQL's
//! notifications or, where there is Redis, by handing each mail's id to one of them. A wake-up is a hint that
//! may be lost: every worker also looks by itself now and then.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::postgres::Servers;

/// What PostgreSQL's notifications are told on.
const CHANNEL: &str = "countersign_mails";
/// What is queued within this time is told at once: each telling costs the database a commit.
const GATHER: Duration = Duration::from_millis(5);
/// The pause after the database did not let us listen.
const TROUBLE: Duration = Duration::from_secs(1);

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Wake(Arc<Inner>);

struct Inner {
    here: Notify,
    /// Somebody is about to tell the others.
    telling: AtomicBool,
    servers: Option<Servers>,
}

impl Wake {
    pub fn new(servers: Option<Servers>) -> Self {
        Self(Arc::new(Inner { here: Notify::new(), telling: AtomicBool::new(false), servers }))
    }

    /// A transaction that queued mail is committed.
    pub fn mail_queued(&self) {
        self.0.here.notify_one();
        if let Some(servers) = &self.0.servers
            && !self.0.telling.swap(true, Ordering::Relaxed)
        {
            // Nobody waits for it: the mail is queued, told or not.
            tokio::spawn(self.clone().tell_others(servers.clone()));
        }
    }

    async fn tell_others(self, servers: Servers) {
        tokio::time::sleep(GATHER).await;
        self.0.telling.store(false, Ordering::Relaxed);
        let told = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(servers.pool()).await;
        if let Err(error) = told {
            tracing::debug!(%error, "workers elsewhere were not woken");
        }
    }

    pub async fn woken(&self) {
        self.0.here.notified().await;
    }

    /// Passes on what others tell, for as long as it is polled.
    pub async fn listen(&self) -> Infallible {
        let Some(servers) = &self.0.servers else { return std::future::pending().await };
        loop {
            match servers.listener(CHANNEL).await {
                Ok(mut listener) => {
                    // What was told before is not told again.
                    self.0.here.notify_one();
                    while let Ok(Some(_)) = listener.try_recv().await {
                        self.0.here.notify_one();
                    }
                }
                Err(error) => tracing::debug!(%error, "wake-ups of other processes are not heard"),
            }
            tokio::time::sleep(TROUBLE).await;
        }
    }
}
