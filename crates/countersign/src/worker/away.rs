//! When the database was away for so long that leases ran out, nobody could renew them, nor note what came of a mail that
//! was sent. All workers are back at the same moment: those leases are left to their owners for a while, or a mail that
//! waits for its note would be sent once more. It is the same where the clock was set forward.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;
use tokio::time::Instant;

/// What is shorter ends no lease: each is renewed long before.
const LONG: Duration = Duration::from_secs(5);
/// What waits for its note is noted by then, and whoever lives has renewed.
const SETTLED: Duration = Duration::from_secs(15);

/// What this worker knows of it. Cheap to clone: clones share it.
#[derive(Clone, Default)]
pub struct Away(Arc<Mutex<Known>>);

/// Leases run by the clock, which can be set; what is to settle takes its time whatever the clock says.
#[derive(Default)]
struct Known {
    /// Both when they were last compared; none if nobody began.
    clock: Option<(Timestamp, Instant)>,
    /// Since when nothing is written.
    since: Option<(Timestamp, Instant)>,
    /// Leases that ran out after the first are left until the second.
    left: Option<(Timestamp, Instant)>,
    /// The clock was, and what it left is not put right yet.
    is_set_back: bool,
}

impl Away {
    /// Who starts does not know how long it was away before, and believes no lease that has run out.
    pub fn begins(&self, now: Timestamp) {
        let at = Instant::now();
        let mut known = self.known();
        known.clock = Some((now, at));
        known.left = Some((Timestamp::from_millis(0), at + SETTLED));
    }

    /// The database did not do what it was asked for.
    pub fn failed(&self, now: Timestamp) {
        let mut known = self.known();
        // What is away again before all is settled was away all the time.
        let from = known.unsettled().map_or(now, |earlier| earlier.min(now));
        known.since.get_or_insert_with(|| (from, Instant::now()));
    }

    /// It has written something. That it can be read says little: another may hold the lock, or the disk be full.
    pub fn wrote(&self) {
        let mut known = self.known();
        if let Some((since, at)) = known.since.take()
            && at.elapsed() >= LONG
        {
            known.leave(since);
        }
    }

    /// Leases that ran out by this instant are over.
    pub fn leases_over(&self, now: Timestamp) -> Timestamp {
        let mut known = self.known();
        if let Some((then, at)) = known.clock {
            if now > then.plus(at.elapsed() + LONG) {
                known.leave(then);
            }
            known.is_set_back |= now < then;
            known.clock = Some((now, Instant::now()));
        }
        let since = known.since.map(|(since, _)| since);
        known.unsettled().or(since).map_or(now, |from| from.min(now))
    }

    /// The clock was set back: there may be leases that reach further than any that is given.
    pub fn is_set_back(&self) -> bool {
        self.known().is_set_back
    }

    /// There are none any more.
    pub fn put_right(&self) {
        self.known().is_set_back = false;
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn leave(&mut self, from: Timestamp) {
        let from = self.unsettled().map_or(from, |earlier| earlier.min(from));
        self.left = Some((from, Instant::now() + SETTLED));
    }

    fn unsettled(&self) -> Option<Timestamp> {
        self.left.filter(|(_, until)| Instant::now() < *until).map(|(from, _)| from)
    }
}

#[cfg(test)]
mod tests {
    use tokio::time::advance;

    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_seconds(1_800_000_000 + second)
    }

    async fn seconds(count: u64) {
        advance(Duration::from_secs(count)).await;
    }

    #[tokio::test(start_paused = true)]
    async fn leases_that_ran_out_while_the_database_was_away_are_left_for_a_while() {
        let away = Away::default();
        assert_eq!(away.leases_over(at(0)), at(0));
        away.failed(at(10));
        seconds(30).await;
        away.failed(at(40));
        assert_eq!(away.leases_over(at(45)), at(10), "those from before are over");
        away.wrote();
        assert_eq!(away.leases_over(at(50)), at(10));
        seconds(15).await;
        assert_eq!(away.leases_over(at(65)), at(65));
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_away_again_before_all_is_settled_was_away_all_the_time() {
        let away = Away::default();
        for second in [10, 52] {
            away.failed(at(second));
            seconds(40).await;
            away.wrote();
            seconds(2).await;
        }
        assert_eq!(away.leases_over(at(99)), at(10));
        seconds(13).await;
        assert_eq!(away.leases_over(at(112)), at(112));
    }

    #[tokio::test(start_paused = true)]
    async fn one_thing_that_fails_for_ever_keeps_no_lease_from_being_over() {
        let away = Away::default();
        for second in 0..100 {
            away.failed(at(second));
            seconds(1).await;
            away.wrote();
            assert_eq!(away.leases_over(at(second + 1)), at(second + 1));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn who_starts_leaves_all_leases_for_a_while_whatever_the_clock_is_set_to() {
        for then in [10, -7_200] {
            let away = Away::default();
            away.begins(at(0));
            assert_eq!(away.leases_over(at(0)), Timestamp::from_millis(0));
            seconds(15).await;
            assert_eq!(away.leases_over(at(then)), at(then));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn leases_that_a_clock_set_forward_has_ended_are_left_for_a_while() {
        let away = Away::default();
        away.begins(at(0));
        seconds(15).await;
        assert_eq!(away.leases_over(at(15)), at(15));
        seconds(1).await;
        assert_eq!(away.leases_over(at(3_616)), at(15));
        seconds(15).await;
        assert_eq!(away.leases_over(at(3_631)), at(3_631));
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_set_back_ends_no_lease_of_others() {
        let away = Away::default();
        away.failed(at(0));
        seconds(40).await;
        away.wrote();
        assert_eq!(away.leases_over(at(-3_600)), at(-3_600));
    }

    #[tokio::test(start_paused = true)]
    async fn a_clock_set_back_is_known_until_all_is_put_right() {
        let away = Away::default();
        away.begins(at(0));
        seconds(10).await;
        for (now, is_set_back) in [(10, false), (9, true), (20, true)] {
            away.leases_over(at(now));
            assert_eq!(away.is_set_back(), is_set_back);
        }
        away.put_right();
        assert!(!away.is_set_back());
    }
}
