//! When the database was away for so long that leases ran out, nobody could renew them, nor note what came of a mail that
//! was sent. All workers are back at the same moment: those leases are left to their owners for a while, or a mail that
//! waits for its note would be sent once more.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;

/// A shorter absence ends no lease: each is renewed long before.
const LONG: Duration = Duration::from_secs(5);
/// What waits for its note is noted by then.
const SETTLED: Duration = Duration::from_secs(10);

/// What this worker knows of it. Cheap to clone: clones share it.
#[derive(Clone, Default)]
pub struct Away(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// Since when it has not answered.
    since: Option<Timestamp>,
    /// From when to when it was away for long.
    last: Option<(Timestamp, Timestamp)>,
}

impl Away {
    /// Who starts does not know how long it was away before, and believes no lease that has run out.
    pub fn begins(&self, now: Timestamp) {
        self.state().last = Some((Timestamp::from_millis(0), now));
    }

    /// The database did not do what it was asked for.
    pub fn failed(&self, now: Timestamp) {
        self.state().since.get_or_insert(now);
    }

    /// It did.
    pub fn answered(&self, now: Timestamp) {
        let mut state = self.state();
        let Some(since) = state.since.take().filter(|since| now.since(*since) >= LONG) else { return };
        let from = state.unsettled(since).unwrap_or(since);
        state.last = Some((from, now));
    }

    /// Leases that ran out by this instant are over.
    pub fn leases_over(&self, now: Timestamp) -> Timestamp {
        let state = self.state();
        state.unsettled(now).or(state.since).unwrap_or(now)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// The beginning of an absence that was over only just before the instant.
    fn unsettled(&self, now: Timestamp) -> Option<Timestamp> {
        self.last.filter(|(_, to)| now.since(*to) < SETTLED).map(|(from, _)| from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_seconds(1_800_000_000 + second)
    }

    #[test]
    fn leases_that_ran_out_while_the_database_was_away_are_left_for_a_while() {
        let away = Away::default();
        assert_eq!(away.leases_over(at(0)), at(0));
        away.failed(at(10));
        away.failed(at(40));
        assert_eq!(away.leases_over(at(45)), at(10), "those from before are over");
        away.answered(at(50));
        assert_eq!(away.leases_over(at(59)), at(10));
        assert_eq!(away.leases_over(at(60)), at(60));
    }

    #[test]
    fn what_is_away_again_before_all_is_settled_was_away_all_the_time() {
        let away = Away::default();
        away.failed(at(10));
        away.answered(at(50));
        away.failed(at(52));
        away.answered(at(90));
        assert_eq!(away.leases_over(at(99)), at(10));
        assert_eq!(away.leases_over(at(100)), at(100));
    }

    #[test]
    fn one_thing_that_fails_for_ever_keeps_no_lease_from_being_over() {
        let away = Away::default();
        for second in 0..100 {
            away.failed(at(second));
            away.answered(at(second));
            assert_eq!(away.leases_over(at(second)), at(second));
        }
    }

    #[test]
    fn who_starts_leaves_all_leases_for_a_while() {
        let away = Away::default();
        away.begins(at(0));
        assert_eq!(away.leases_over(at(9)), Timestamp::from_millis(0));
        assert_eq!(away.leases_over(at(10)), at(10));
    }
}
