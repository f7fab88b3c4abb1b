//! Where the buckets of rate limits are kept. Each node counts for itself in `memory` first; what passes there is
//! counted for all nodes in Redis (`script`), or else in the database (`table`). All three follow one
//! rule, `countersign_core::limit::Limit::take`; the contract suite holds them against each other.

pub mod memory;
pub mod script;
pub mod table;

use std::sync::Arc;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::limit::{Limit, refund};

use crate::{Db, Error, Redis, digest};
use memory::Memory;

/// One bucket of a limit: whose it is cannot be read from its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bucket {
    key: [u8; 32],
    limit: Limit,
}

impl Bucket {
    /// The bucket of a subject, such as an address or a network, under the limit of that name. Another limit under the
    /// same name has buckets of its own, so that changing one starts afresh.
    pub fn new(name: &str, subject: &str, limit: Limit) -> Self {
        Self { key: digest::of([name, &limit.to_string(), subject]), limit }
    }

    fn name(&self) -> String {
        digest::hex(self.key)
    }
}

/// One that was taken from a bucket, and when the bucket was to be whole from then on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Taken {
    bucket: Bucket,
    whole_at: Timestamp,
}

impl Taken {
    fn refund(&self, now: Timestamp) -> Duration {
        refund(self.bucket.limit, self.whole_at, now)
    }
}

/// What came of taking one from each of several buckets, in their order: up to the first that had none left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// What would have to be given back.
    pub taken: Vec<Taken>,
    /// How long to wait for the bucket that refused, if one did.
    pub wait: Option<Duration>,
}

/// The buckets of this node and of all nodes.
#[derive(Clone)]
pub struct Limits {
    own: Arc<Memory>,
    shared: Shared,
}

#[derive(Clone)]
enum Shared {
    Table(Db),
    Redis(Redis),
}

/// An attempt that all of its limits let pass. It stays counted unless it is given back.
#[must_use]
pub struct Attempt {
    own: Vec<Taken>,
    shared: Vec<Taken>,
}

impl Limits {
    /// Counted for all nodes in the database.
    pub fn in_database(db: Db) -> Self {
        Self { own: Arc::default(), shared: Shared::Table(db) }
    }

    /// Counted for all nodes in Redis; while that is away, on each node by itself.
    pub fn in_redis(redis: Redis) -> Self {
        Self { own: Arc::default(), shared: Shared::Redis(redis) }
    }

    /// Counts an attempt, or tells how long to wait. All buckets have to let it pass; one that does not costs the
    /// attempt nothing in those after it. A Redis that does not answer leaves each node to its own count: no attempt
    /// gets by uncounted, and none waits.
    pub async fn take(&self, buckets: &[Bucket], now: Timestamp) -> Result<Result<Attempt, Duration>, Error> {
        let own = self.own.take(buckets, now);
        if let Some(wait) = own.wait {
            return Ok(Err(wait));
        }
        let shared = match &self.shared {
            Shared::Table(db) => table::take(db, buckets, now).await?,
            Shared::Redis(redis) => script::take(redis, buckets, now).await.unwrap_or_default(),
        };
        if let Some(wait) = shared.wait {
            self.own.give_back(&own.taken[shared.taken.len()..], now);
            return Ok(Err(wait));
        }
        Ok(Ok(Attempt { own: own.taken, shared: shared.taken }))
    }

    /// Whether an attempt would pass, as it looks at this moment. Nothing is counted.
    pub async fn would_pass(&self, buckets: &[Bucket], now: Timestamp) -> Result<bool, Error> {
        if !self.own.would_pass(buckets, now) {
            return Ok(false);
        }
        match &self.shared {
            Shared::Table(db) => table::would_pass(db, buckets, now).await,
            Shared::Redis(redis) => Ok(script::would_pass(redis, buckets, now).await.unwrap_or(true)),
        }
    }

    /// The attempt was a good one and counts no more.
    pub async fn give_back(&self, attempt: Attempt, now: Timestamp) -> Result<(), Error> {
        self.own.give_back(&attempt.own, now);
        match &self.shared {
            Shared::Table(db) => table::give_back(db, &attempt.shared, now).await,
            Shared::Redis(redis) => {
                // Lost with Redis, it comes back with time.
                let _ = script::give_back(redis, &attempt.shared, now).await;
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_is_one_subject_under_one_limit_and_hides_both() {
        let limit = |text| Limit::parse(text).unwrap();
        let bucket = |name, subject, text| Bucket::new(name, subject, limit(text)).name();
        let all = [
            bucket("a", "ada@example.org", "5/m"),
            bucket("b", "ada@example.org", "5/m"),
            bucket("a", "bob@example.org", "5/m"),
            bucket("a", "ada@example.org", "6/m"),
            bucket("a5/m", "ada@example.org", "5/m"),
        ];
        let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(distinct.len(), all.len());
        assert_eq!(all[0], bucket("a", "ada@example.org", "5/1m"));
        assert!(all.iter().all(|key| key.len() == 64 && !key.contains("ada")));
    }
}
