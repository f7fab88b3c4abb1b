//! A clock that was ahead and was set back, here or on another node, holds up no mail: what it had put off is due, and a
//! lease that reaches further than any and that nobody renews is over.

use std::collections::HashMap;

use countersign_core::lane::LONGEST_PAUSE;
use countersign_core::mail::longest_pause;
use countersign_core::{Id, Timestamp, mailbox};
use countersign_store::set_back::{self, Waits};
use tokio::time::Instant;

use super::Worker;
use super::in_hand::{LEASE, latest_lease};
use crate::Error;

/// Leases that reach further than any that is given now, and since when each is known: whoever lives renews it, and it
/// reaches no further than others. Nothing else tells a living worker from a dead one whose clock was ahead.
#[derive(Default)]
pub struct Overlong(HashMap<(Id, Timestamp), Instant>);

impl Overlong {
    /// Takes in those that there are now. Tells which have been there for as long as a lease lasts.
    fn over(&mut self, there: Vec<(Id, Timestamp)>) -> Vec<(Id, Timestamp)> {
        let now = Instant::now();
        let since = |lease| (lease, self.0.get(&lease).copied().unwrap_or(now));
        self.0 = there.into_iter().map(since).collect();
        self.0.iter().filter(|(_, since)| now.duration_since(**since) >= LEASE).map(|(lease, _)| *lease).collect()
    }
}

impl Worker {
    pub(super) async fn put_right(&self) -> Result<(), Error> {
        let now = self.app.clock.now();
        if !self.is_first(now).await? {
            return Ok(());
        }
        let pause = |tries| longest_pause(tries).max(LONGEST_PAUSE);
        let waits = Waits {
            mailbox: mailbox::counted_for(&self.app.rules.limits.of_mailbox()),
            tries: [1, 2, 3, 4, 5, 6].map(pause),
        };
        let mut tx = self.app.db.begin().await?;
        let mut count = set_back::bring_forward(&mut tx, now, &waits).await?;
        let there = set_back::leased_beyond(&mut tx, latest_lease(now)).await?;
        let over = self.state().overlong.over(there);
        for (id, until) in over {
            count += u64::from(set_back::end_lease(&mut tx, id, until).await?);
        }
        tx.commit().await?;
        if count > 0 {
            tracing::warn!(count, "a clock was set back: what it had put off or leased is due now");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::advance;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_lease_is_over_that_reaches_too_far_and_is_not_renewed() {
        let at = |second: i64| Timestamp::from_seconds(1_800_000_000 + second);
        let [dead, living] = [1, 2].map(|number| Id::new(at(0), [number; 10]));
        let mut overlong = Overlong::default();
        assert!(overlong.over(vec![(dead, at(3_600)), (living, at(3_600))]).is_empty());
        advance(LEASE - Duration::from_secs(1)).await;
        assert!(overlong.over(vec![(dead, at(3_600)), (living, at(3_610))]).is_empty());
        advance(Duration::from_secs(1)).await;
        assert_eq!(overlong.over(vec![(dead, at(3_600)), (living, at(3_610))]), [(dead, at(3_600))]);
        assert!(overlong.over(Vec::new()).is_empty());
        assert!(overlong.over(vec![(dead, at(3_600))]).is_empty(), "it was renewed meanwhile");
    }
}
