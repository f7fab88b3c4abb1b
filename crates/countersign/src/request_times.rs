//! How long this process takes to answer, by half hours of the last day: for the picture at `/admin`, which wants one
//! number for each. What a scraper wants is in `metrics`.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;

/// How long one span is, and how many are kept.
pub const SPAN: Duration = Duration::from_secs(1_800);
pub const SPANS: usize = 48;

/// Times are told as the smallest of these that they do not exceed; what is longer than all has the last one, after which
/// a request is given up (`http::router`).
const BOUNDS_MS: [u64; 22] =
    [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, 200, 300, 500, 700, 1_000, 2_000, 5_000, 10_000, 30_000];

#[derive(Default)]
pub struct RequestTimes(Mutex<VecDeque<Kept>>);

struct Kept {
    /// Which span since 1970.
    number: i64,
    counts: [u32; BOUNDS_MS.len()],
}

/// One span with requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub begun_at: Timestamp,
    pub requests: u64,
    /// Of a hundred requests ninety-nine took no longer.
    pub p99: Duration,
}

impl RequestTimes {
    pub fn note(&self, took: Duration, now: Timestamp) {
        let number = number(now);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // A clock that was set back goes on in the last one.
        if kept.back().is_none_or(|last| last.number < number) {
            if kept.len() == SPANS {
                kept.pop_front();
            }
            kept.push_back(Kept { number, counts: [0; BOUNDS_MS.len()] });
        }
        let bound = BOUNDS_MS.iter().position(|bound| took <= Duration::from_millis(*bound));
        if let Some(last) = kept.back_mut() {
            let count = &mut last.counts[bound.unwrap_or(BOUNDS_MS.len() - 1)];
            *count = count.saturating_add(1);
        }
    }

    /// Those of the last day, oldest first. Spans without requests are left out.
    pub fn spans(&self, now: Timestamp) -> Vec<Span> {
        let first = number(now) - i64::try_from(SPANS).unwrap_or(i64::MAX) + 1;
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().filter(|kept| kept.number >= first).map(Kept::told).collect()
    }
}

fn number(at: Timestamp) -> i64 {
    at.seconds().div_euclid(i64::try_from(SPAN.as_secs()).unwrap_or(1))
}

impl Kept {
    fn told(&self) -> Span {
        let requests: u64 = self.counts.iter().map(|count| u64::from(*count)).sum();
        // The rank of the 99th percentile, rounded up: of up to a hundred requests it is the slowest but one.
        let rank = (requests * 99).div_ceil(100);
        let mut seen = 0;
        let within = |count: &u32| {
            seen += u64::from(*count);
            seen >= rank
        };
        let bound = self.counts.iter().position(within).unwrap_or(BOUNDS_MS.len() - 1);
        let begun_at = Timestamp::from_seconds(self.number.saturating_mul(i64::try_from(SPAN.as_secs()).unwrap_or(1)));
        Span { begun_at, requests, p99: Duration::from_millis(BOUNDS_MS[bound]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_seconds(1_800_000_000);

    #[test]
    fn of_a_hundred_requests_the_slowest_one_does_not_count() {
        let times = RequestTimes::default();
        for took_ms in std::iter::repeat_n(4, 98).chain([60, 20_000]) {
            times.note(Duration::from_millis(took_ms), NOW);
        }
        assert_eq!(times.spans(NOW), [Span { begun_at: NOW, requests: 100, p99: Duration::from_millis(70) }]);
    }

    #[test]
    fn a_day_is_kept_and_what_is_older_is_forgotten() {
        let times = RequestTimes::default();
        assert_eq!(times.spans(NOW), []);
        for number in 0..100 {
            times.note(Duration::from_secs(99), NOW.plus(SPAN * number));
        }
        let last = NOW.plus(SPAN * 99);
        let spans = times.spans(last);
        assert_eq!((spans.len(), spans[0].begun_at, spans[47].begun_at), (48, NOW.plus(SPAN * 52), last));
        assert_eq!(spans[0].p99, Duration::from_secs(30));
        assert_eq!(times.spans(last.plus(SPAN * 47)).len(), 1);
        assert_eq!(times.spans(last.plus(SPAN * 48)), []);
        // A clock that goes back loses nothing.
        times.note(Duration::ZERO, NOW);
        assert_eq!(times.spans(last)[47].requests, 2);
    }
}
