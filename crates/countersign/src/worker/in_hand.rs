//! The mails that this worker has leased, as it believes: what is renewed while it lives, and asked just
//! before a mail is handed over, since a worker that was stopped for a while may have lost them to another.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::{Id, Timestamp};
use countersign_store::mails;

use super::away::Away;
use crate::Countersign;

/// A mail is somebody's for this long; a living worker renews it (`RENEW`), a killed one's is taken over.
pub const LEASE: Duration = Duration::from_secs(30);
const RENEW: Duration = Duration::from_secs(10);
/// After a failure; others leave a lease that has run out for a little longer (`away`).
const RENEW_AGAIN: Duration = Duration::from_secs(1);
const YOUNG: Duration = Duration::from_secs(5);

/// No lease that a right clock gives now reaches further: one that does is of a clock that was ahead.
pub fn latest_lease(now: Timestamp) -> Timestamp {
    now.plus(2 * LEASE)
}

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

    /// Whether a mail that was leased just now is in hand already, with a lease that had run out (the clock was
    /// set forward, or the database was away). To take it up once more could send it twice.
    pub fn has(&self, id: Id) -> bool {
        self.leases().contains_key(&id)
    }

    /// Lengthens the leases for as long as it is polled.
    pub async fn renew(&self, app: &Countersign, away: &Away) -> Infallible {
        let mut pause = RENEW;
        loop {
            tokio::time::sleep(pause).await;
            pause = RENEW;
            let held = self.to_be_renewed(app.clock.now());
            let is_set_back = away.is_set_back();
            if held.is_empty() && !is_set_back {
                continue;
            }
            match self.renew_all(app, &held, is_set_back).await {
                Ok(()) => {
                    away.wrote();
                    if is_set_back {
                        away.put_right();
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "leases could not be renewed");
                    away.failed(app.clock.now());
                    pause = RENEW_AGAIN;
                }
            }
        }
    }

    /// A lease taken just now needs nothing yet, and may not be committed: it would look lost.
    fn to_be_renewed(&self, now: Timestamp) -> Vec<Id> {
        let (young, latest) = (now.plus(LEASE - YOUNG), latest_lease(now));
        self.leases().iter().filter(|(_, until)| **until <= young || **until > latest).map(|(id, _)| *id).collect()
    }

    async fn renew_all(&self, app: &Countersign, held: &[Id], is_set_back: bool) -> Result<(), crate::Error> {
        let now = app.clock.now();
        let (owner, until) = (self.owner(), now.plus(LEASE));
        let mut renewed = Vec::new();
        let mut tx = app.db.begin().await?;
        for id in held {
            renewed.push((*id, mails::renew(&mut tx, *id, &owner, until).await?));
        }
        if is_set_back {
            // What was given up while the clock was ahead, as the lease seemed to have run out.
            mails::let_go(&mut tx, &owner, latest_lease(now)).await?;
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lease_taken_just_now_is_not_renewed_lest_it_looks_lost_before_its_commit() {
        let now = Timestamp::from_seconds(1_800_000_000);
        let mail = Id::new(now, [2; 10]);
        let in_hand = InHand::new(Id::new(now, [1; 10]));
        let held = in_hand.hold(mail, now.plus(LEASE));
        assert_eq!(in_hand.to_be_renewed(now), []);
        assert_eq!(in_hand.to_be_renewed(now.plus(RENEW)), [mail]);
        assert_eq!(in_hand.to_be_renewed(now.minus(Duration::from_secs(3_600))), [mail], "the clock was set back");
        drop(held);
        assert_eq!(in_hand.to_be_renewed(now.plus(RENEW)), []);
    }
}
