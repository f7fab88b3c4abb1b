//! Buckets in the memory of this process: what every attempt meets first. They are bounded: those that are whole go
//! when there are twice as many as after the last clean-up, and if that leaves too many, those that would be whole
//! first.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use countersign_core::Timestamp;

use super::{Answer, Bucket, Taken};

/// At some 100 bytes each, 20 MB at most. To fill them, some thousands of networks have to attack at a time, and what
/// is forgotten then is what was least used.
const MOST_BUCKETS: usize = 200_000;

/// Below this many nothing is cleaned up.
const FEW_BUCKETS: usize = 1_000;

/// The buckets of one node. At most so many are kept; those that would be whole soonest go first.
#[derive(Default)]
pub struct Memory(Mutex<Buckets>);

#[derive(Default)]
struct Buckets {
    whole_at: HashMap<[u8; 32], Timestamp>,
    /// After the last clean-up.
    kept: usize,
}

impl Memory {
    /// Takes one from each of the buckets, up to the first that has none left.
    pub fn take(&self, buckets: &[Bucket], now: Timestamp) -> Answer {
        let mut all = self.lock();
        let mut answer = Answer::default();
        for bucket in buckets {
            let whole_at = all.whole_at.get(&bucket.key).copied().unwrap_or(now);
            match bucket.limit.take(whole_at, now) {
                Ok(whole_at) => {
                    all.whole_at.insert(bucket.key, whole_at);
                    answer.taken.push(Taken { bucket: bucket.clone(), whole_at });
                }
                Err(wait) => {
                    answer.wait = Some(wait);
                    break;
                }
            }
        }
        all.bound(MOST_BUCKETS, now);
        answer
    }

    /// Whether each has one left; nothing is taken.
    pub fn would_pass(&self, buckets: &[Bucket], now: Timestamp) -> bool {
        let all = self.lock();
        buckets.iter().all(|bucket| {
            let whole_at = all.whole_at.get(&bucket.key).copied().unwrap_or(now);
            bucket.limit.take(whole_at, now).is_ok()
        })
    }

    /// Puts back what was taken, as far as it is not whole again anyway.
    pub fn give_back(&self, taken: &[Taken], now: Timestamp) {
        let mut all = self.lock();
        for one in taken {
            if let Some(whole_at) = all.whole_at.get_mut(&one.bucket.key) {
                *whole_at = whole_at.minus(one.refund(now));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, Buckets> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Buckets {
    fn bound(&mut self, most: usize, now: Timestamp) {
        if self.whole_at.len() < (2 * self.kept).clamp(FEW_BUCKETS.min(most), most) {
            return;
        }
        self.whole_at.retain(|_, whole_at| *whole_at > now);
        if self.whole_at.len() > most / 2 {
            let mut instants: Vec<Timestamp> = self.whole_at.values().copied().collect();
            let middle = instants.len() - most / 2;
            let (_, first_kept, _) = instants.select_nth_unstable(middle);
            let first_kept = *first_kept;
            self.whole_at.retain(|_, whole_at| *whole_at >= first_kept);
        }
        self.kept = self.whole_at.len();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use countersign_core::limit::Limit;

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn bucket(number: usize, limit: &str) -> Bucket {
        Bucket::new("test", &number.to_string(), Limit::parse(limit).unwrap())
    }

    #[test]
    fn what_is_whole_is_forgotten() {
        let memory = Memory::default();
        for number in 0..10 * FEW_BUCKETS {
            let now = NOW.plus(Duration::from_secs(number as u64));
            assert!(memory.take(&[bucket(number, "1/10s")], now).wait.is_none());
            assert!(memory.lock().whole_at.len() <= FEW_BUCKETS);
        }
    }

    #[test]
    fn too_many_lose_those_that_would_be_whole_first() {
        let mut buckets = Buckets::default();
        for number in 0..100 {
            let whole_at = NOW.plus(Duration::from_secs(1 + number));
            buckets.whole_at.insert(bucket(usize::try_from(number).unwrap(), "1/s").key, whole_at);
        }
        buckets.bound(100, NOW);
        assert_eq!(buckets.whole_at.len(), 50);
        assert!(buckets.whole_at.values().all(|whole_at| *whole_at > NOW.plus(Duration::from_secs(50))));
    }
}
