//! How wrong passwords in a row slow down the next try, beside the rate limits, which forget after minutes. Where they
//! are counted is `countersign_store::guesses`'s business, whose are counted together `countersign`'s.

use std::time::Duration;

use crate::Timestamp;

/// The pauses double from a second to an hour (NIST SP 800-63B-4 section 3.2.2 names "30 seconds up to an hour").
const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(3_600);

/// What an installation has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guessing {
    /// So many wrong ones in a row cost no pause.
    pub pauses_after: u32,
    /// After so many none is looked at any more until the password is reset.
    pub stops_after: u32,
}

impl Default for Guessing {
    fn default() -> Self {
        // NIST SP 800-63B-4 section 3.2.2: no more than 100 consecutive failures.
        Self { pauses_after: 5, stops_after: 100 }
    }
}

/// Wrong passwords in a row, without a right one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// How many.
    pub count: u32,
    /// When the next try may be.
    pub again_at: Timestamp,
}

/// Whether a password may be tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// At once.
    Free,
    /// One at a time, each after its pause.
    Slowed,
    /// Not before this long.
    Wait(Duration),
    /// Not before the password was reset.
    Stopped,
}

impl Wrong {
    /// None so far.
    pub const NONE: Self = Self { count: 0, again_at: Timestamp::from_millis(0) };
}

impl Guessing {
    /// Whether the next try may be, after those. An instant that is farther than their pause was said by a clock that was
    /// ahead and was set back: nobody waits for it.
    pub fn standing(self, wrong: Wrong, now: Timestamp) -> Standing {
        let again_at = wrong.again_at.unless_after(now.latest(self.pause(wrong.count)), now);
        if wrong.count >= self.stops_after {
            Standing::Stopped
        } else if again_at > now {
            Standing::Wait(again_at.since(now))
        } else if wrong.count >= self.pauses_after {
            Standing::Slowed
        } else {
            Standing::Free
        }
    }

    /// The pause after so many wrong ones in a row.
    pub fn pause(self, count: u32) -> Duration {
        match count.checked_sub(self.pauses_after) {
            None => Duration::ZERO,
            Some(more) => FIRST.saturating_mul(2_u32.saturating_pow(more)).min(LONGEST),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn pauses_double_from_a_second_to_an_hour() {
        let seconds: Vec<u64> = (0..21).map(|count| Guessing::default().pause(count).as_secs()).collect();
        assert_eq!(
            seconds,
            [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600, 3_600, 3_600, 3_600]
        );
        assert_eq!(Guessing::default().pause(u32::MAX), LONGEST);
    }

    #[test]
    fn tries_are_free_then_slowed_and_stop_at_a_hundred() {
        let standing = |count, again_at| Guessing::default().standing(Wrong { count, again_at }, NOW);
        assert_eq!(standing(0, NOW), Standing::Free);
        assert_eq!(standing(4, NOW), Standing::Free);
        assert_eq!(standing(5, NOW), Standing::Slowed);
        assert_eq!(standing(6, NOW.plus(FIRST)), Standing::Wait(FIRST));
        assert_eq!(standing(99, NOW), Standing::Slowed);
        assert_eq!(standing(100, NOW), Standing::Stopped);
        assert_eq!(standing(100, NOW.plus(FIRST)), Standing::Stopped);
    }

    #[test]
    fn nobody_waits_until_a_clock_that_was_ahead_would_have_been_right() {
        let guessing = Guessing::default();
        for (count, then) in [(0, Standing::Free), (4, Standing::Free), (5, Standing::Slowed), (99, Standing::Slowed)] {
            // Clocks that are right may differ by a minute.
            let longest = guessing.pause(count) + Duration::from_secs(60);
            let standing = |wait| guessing.standing(Wrong { count, again_at: NOW.plus(wait) }, NOW);
            assert_eq!(standing(longest), Standing::Wait(longest));
            for ahead in [Duration::from_millis(1), 24 * LONGEST] {
                assert_eq!(standing(longest + ahead), then, "{count}");
            }
        }
        let stopped = Wrong { count: 100, again_at: NOW.plus(24 * LONGEST) };
        assert_eq!(guessing.standing(stopped, NOW), Standing::Stopped);
    }
}
