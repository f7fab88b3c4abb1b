//! The mails that this worker has leased, as it believes: what is renewed while it lives, and asked just
//! before a mail is handed over, since a worker that was stopped for a while may have lost them to another.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::{Id, Timestamp};
use countersign_store::mails;

use crate::Countersign;

/// A mail is somebody's for this long; a living worker renews it (`RENEW`), a killed one's is taken over.
pub const LEASE: Duration = Duration::from_secs(30);
const RENEW: Duration = Duration::from_secs(10);

#[derive(Clone)]
pub struct InHand {
    owner: Id,
    /// Until when each is ours.
    leases: Arc<Mutex<HashMap<Id, Timestamp>>>,
}

/// One mail in hand; dropped, it is no longer held on to.
pub struct Held {
    in_hand: InHand,
    id: Id,
}

impl InHand {
    pub fn new(owner: Id) -> Self {
        Self { owner, leases: Arc::default() }
    }

    pub fn owner(&self) -> String {
        self.owner.to_string()
    }

    pub fn hold(&self, id: Id, until: Timestamp) -> Held {
        self.leases().insert(id, until);
        Held { in_hand: self.clone(), id }
    }

    /// Lengthens the leases for as long as it is polled.
    pub async fn renew(&self, app: &Countersign) -> Infallible {
        loop {
            tokio::time::sleep(RENEW).await;
            let held: Vec<Id> = self.leases().keys().copied().collect();
            if held.is_empty() {
                continue;
            }
            if let Err(error) = self.renew_all(app, &held).await {
                tracing::warn!(%error, "leases could not be renewed");
            }
        }
    }

    async fn renew_all(&self, app: &Countersign, held: &[Id]) -> Result<(), crate::Error> {
        let (owner, until) = (self.owner(), app.clock.now().plus(LEASE));
        let mut renewed = Vec::new();
        let mut tx = app.db.begin().await?;
        for id in held {
            renewed.push((*id, mails::renew(&mut tx, *id, &owner, until).await?));
        }
        tx.commit().await?;
        let mut leases = self.leases();
        for (id, is_ours) in renewed {
            if let Some(lease) = leases.get_mut(&id).filter(|_| is_ours) {
                *lease = until;
            } else {
                leases.remove(&id);
            }
        }
        Ok(())
    }

    fn leases(&self) -> MutexGuard<'_, HashMap<Id, Timestamp>> {
        self.leases.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Held {
    /// Whether the mail is still this worker's to send.
    pub fn is_ours(&self, now: Timestamp) -> bool {
        self.in_hand.leases().get(&self.id).is_some_and(|until| now < *until)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.in_hand.leases().remove(&self.id);
    }
}
