//! The buckets of rate limits, wherever they are kept: each keeper is held against the rule and against the others,
//! and whatever comes at the same moment from several nodes, exactly the burst passes.

use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::limit::Limit;
use countersign_store::limits::memory::Memory;
use countersign_store::limits::{Answer, Attempt, Bucket, Limits, Taken, script, table};
use countersign_store::{Db, Redis};

use crate::databases::{twenty_at_once, winners};
use crate::redis::{Wire, name, once_there, server};
use crate::rows::NOW;

on_both_databases! { migrated:
    memory_and_database_decide_alike,
    a_clock_that_was_ahead_keeps_nobody_out_of_the_database,
    both_nodes_of_a_database_count_in_one_bucket,
    what_is_given_back_can_be_taken_again,
    one_that_refuses_costs_nothing_further,
    looking_counts_nothing,
    only_whole_buckets_are_swept,
}

on_both_databases! { empty:
    of_two_hundred_at_once_the_burst_passes,
}

fn limit(text: &str) -> Limit {
    Limit::parse(text).unwrap()
}

fn after(span: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(span))
}

/// What is done to three buckets, the same for every run: some are taken from, some attempts are given back, and time
/// passes, sometimes enough for all to be whole. Some who take have a clock that is ahead, by less than a bucket or by
/// more. No interval is so short that a real clock matters.
enum Step {
    Take(Vec<usize>),
    GiveBack(usize),
}

fn steps() -> Vec<(Timestamp, Step)> {
    let mut state: u64 = 0x9e37_79b9;
    let mut draw = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let mut now = NOW;
    let mut steps = Vec::new();
    for _ in 0..400 {
        now = now.plus(Duration::from_millis(match draw(10) {
            0 => draw(40_000_000),
            1..=4 => draw(300_000),
            _ => 0,
        }));
        let (ahead, step) = match draw(5) {
            0 => (0, Step::GiveBack(usize::try_from(draw(8)).unwrap())),
            _ => {
                let ahead = if draw(20) == 0 { draw(20_000_000) } else { 0 };
                (ahead, Step::Take((0..3).filter(|_| draw(2) == 0).collect()))
            }
        };
        steps.push((now.plus(Duration::from_millis(ahead)), step));
    }
    steps
}

fn buckets(run: &str) -> [Bucket; 3] {
    [("a", "3/h"), ("b", "7/2h"), ("c", "1/10m")].map(|(subject, text)| Bucket::new(run, subject, limit(text)))
}

/// What is held against memory.
enum Keeper {
    Table(Db),
    Redis(Redis),
}

impl Keeper {
    async fn take(&self, of: &[Bucket], now: Timestamp) -> Option<Answer> {
        match self {
            Self::Table(db) => Some(table::take(db, of, now).await.unwrap()),
            Self::Redis(redis) => script::take(redis, of, now).await.ok(),
        }
    }

    async fn would_pass(&self, of: &[Bucket], now: Timestamp) -> Option<bool> {
        match self {
            Self::Table(db) => Some(table::would_pass(db, of, now).await.unwrap()),
            Self::Redis(redis) => script::would_pass(redis, of, now).await.ok(),
        }
    }

    async fn give_back(&self, taken: &[Taken], now: Timestamp) -> Option<()> {
        match self {
            Self::Table(db) => table::give_back(db, taken, now).await.ok(),
            Self::Redis(redis) => script::give_back(redis, taken, now).await.ok(),
        }
    }

    /// Walks the steps in memory and here, and compares every answer. None as soon as there is none from here.
    async fn walk(&self, buckets: [Bucket; 3]) -> Option<()> {
        let memory = Memory::default();
        let mut passed: Vec<Vec<Taken>> = Vec::new();
        let mut refusals = 0;
        for (number, (now, step)) in steps().into_iter().enumerate() {
            match step {
                Step::Take(of) => {
                    let of: Vec<Bucket> = of.into_iter().map(|index| buckets[index].clone()).collect();
                    let foreseen = [memory.would_pass(&of, now), self.would_pass(&of, now).await?];
                    let expected = memory.take(&of, now);
                    assert_eq!(foreseen, [expected.wait.is_none(); 2], "step {number}");
                    assert_eq!(self.take(&of, now).await?, expected, "step {number}");
                    refusals += usize::from(expected.wait.is_some());
                    passed.push(expected.taken);
                }
                Step::GiveBack(back) if back < passed.len() => {
                    let taken = passed.swap_remove(passed.len() - 1 - back);
                    memory.give_back(&taken, now);
                    self.give_back(&taken, now).await?;
                }
                Step::GiveBack(_) => {}
            }
        }
        assert!((50..350).contains(&refusals), "{refusals} refusals say little");
        Some(())
    }

    /// By an empty bucket and a minute at the most, which is what clocks that are right may differ by, and then by nothing.
    async fn lets_in_after_a_clock_that_was_ahead(&self, run: &str) -> Option<()> {
        let hour = Duration::from_secs(3_600);
        for (ahead_ms, wait) in [(60_000, Some(Duration::from_secs(3_660))), (60_001, None), (86_400_000, None)] {
            let bucket = [Bucket::new(run, &ahead_ms.to_string(), limit("1/h"))];
            let ahead = NOW.plus(Duration::from_millis(ahead_ms));
            assert_eq!(self.take(&bucket, ahead).await?.wait, None);
            // It is empty for whoever has the same clock, and looking does not mend it.
            for now in [ahead, NOW] {
                assert_eq!(self.would_pass(&bucket, now).await?, now == NOW && wait.is_none(), "{ahead_ms}");
            }
            assert_eq!(self.take(&bucket, ahead).await?.wait, Some(hour));
            assert_eq!(self.take(&bucket, NOW).await?.wait, wait, "{ahead_ms}");
            if wait.is_none() {
                assert_eq!(self.take(&bucket, NOW).await?.wait, Some(hour), "it is counted as ever");
            }
        }
        Some(())
    }
}

async fn memory_and_database_decide_alike(db: Db) {
    Keeper::Table(db).walk(buckets("walk")).await.unwrap();
}

#[tokio::test]
async fn memory_and_redis_decide_alike() {
    let Some(url) = server() else { return };
    let redis = Redis::open(&url).unwrap();
    // A machine that holds Redis up for a tenth of a second ends a walk; a few are enough for one that comes through.
    for _ in 0..10 {
        once_there(async || redis.take("nothing", 1).await).await;
        if Keeper::Redis(redis.clone()).walk(buckets(&name())).await.is_some() {
            return;
        }
    }
    panic!("Redis never answered to the end");
}

async fn a_clock_that_was_ahead_keeps_nobody_out_of_the_database(db: Db) {
    Keeper::Table(db).lets_in_after_a_clock_that_was_ahead("ahead").await.unwrap();
}

#[tokio::test]
async fn a_clock_that_was_ahead_keeps_nobody_out_of_redis() {
    let Some(url) = server() else { return };
    let redis = Redis::open(&url).unwrap();
    for _ in 0..10 {
        once_there(async || redis.take("nothing", 1).await).await;
        if Keeper::Redis(redis.clone()).lets_in_after_a_clock_that_was_ahead(&name()).await.is_some() {
            return;
        }
    }
    panic!("Redis never answered to the end");
}

/// Two `Db`s share nothing but the database, like two nodes.
async fn of_two_hundred_at_once_the_burst_passes(url: String) {
    let dbs = [Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap()];
    dbs[0].migrate().await.unwrap();
    let bucket = Bucket::new("many", "ada", limit("30/h"));
    let passed = twenty_at_once(|number| {
        let (db, bucket) = (dbs[usize::from(number % 2)].clone(), bucket.clone());
        async move {
            let mut passed = 0;
            for _ in 0..10 {
                let answer = table::take(&db, std::slice::from_ref(&bucket), NOW).await.unwrap();
                passed += answer.taken.len();
            }
            passed
        }
    })
    .await;
    assert_eq!(passed.iter().sum::<usize>(), 30);
    for db in dbs {
        db.close().await;
    }
}

#[tokio::test]
async fn of_two_hundred_at_once_the_burst_passes_in_redis() {
    let Some(url) = server() else { return };
    let clients = [Redis::open(&url).unwrap(), Redis::open(&url).unwrap()];
    for _ in 0..10 {
        for client in &clients {
            once_there(async || client.take("nothing", 1).await).await;
        }
        let bucket = Bucket::new(&name(), "ada", limit("30/h"));
        let passed = twenty_at_once(|number| {
            let (redis, bucket) = (clients[usize::from(number % 2)].clone(), bucket.clone());
            async move {
                let mut passed = Some(0);
                for _ in 0..10 {
                    let answer = script::take(&redis, std::slice::from_ref(&bucket), NOW).await;
                    passed = passed.zip(answer.ok()).map(|(passed, answer)| passed + answer.taken.len());
                }
                passed
            }
        })
        .await;
        // Who was not answered does not know whether it was counted: such a round tells nothing.
        if let Some(passed) = passed.into_iter().sum::<Option<usize>>() {
            assert_eq!(passed, 30);
            return;
        }
    }
    panic!("Redis never answered to the end");
}

async fn both_nodes_of_a_database_count_in_one_bucket(db: Db) {
    let nodes = [Limits::in_database(db.clone()), Limits::in_database(db)];
    let bucket = Bucket::new("shared", "ada", limit("7/h"));
    let passed = twenty_at_once(|number| {
        let (node, bucket) = (nodes[usize::from(number % 2)].clone(), bucket.clone());
        async move { node.take(&[bucket], NOW).await.unwrap().is_ok() }
    })
    .await;
    assert_eq!(winners(&passed), 7);
    for node in &nodes {
        let wait = node.take(std::slice::from_ref(&bucket), NOW).await.unwrap().err().unwrap();
        assert_eq!(wait, Duration::from_millis(3_600_000_u64.div_ceil(7)));
    }
}

/// More than half a bucket of both is needed, so one node alone cannot have decided.
#[tokio::test]
async fn both_nodes_of_a_redis_count_in_one_bucket() {
    let Some(url) = server() else { return };
    let redis = [Redis::open(&url).unwrap(), Redis::open(&url).unwrap()];
    let nodes = redis.clone().map(Limits::in_redis);
    for _ in 0..10 {
        let bucket = [Bucket::new(&name(), "ada", limit("7/h"))];
        let mut passed = 0;
        for round in 0..14 {
            once_there(async || redis[round % 2].take("nothing", 1).await).await;
            passed += usize::from(nodes[round % 2].take(&bucket, NOW).await.unwrap().is_ok());
        }
        if passed == 7 {
            return;
        }
        assert!(passed <= 14);
    }
    panic!("each node counted for itself");
}

/// Nobody listens, or whoever listens says nothing: either way an attempt is counted here, and only here.
#[tokio::test]
async fn without_redis_each_node_still_holds_its_limit() {
    let (gone, silent) = (Wire::to(None).await, Wire::to(None).await);
    let urls = [gone.url.clone(), silent.url.clone()];
    drop(gone);
    for url in urls {
        let node = Limits::in_redis(Redis::open(&url).unwrap());
        let bucket = Bucket::new("alone", "ada", limit("7/h"));
        let mut attempts: Vec<Attempt> = Vec::new();
        for _ in 0..20 {
            attempts.extend(node.take(std::slice::from_ref(&bucket), NOW).await.unwrap());
        }
        assert_eq!(attempts.len(), 7);
        node.give_back(attempts.pop().unwrap(), NOW).await.unwrap();
        assert!(node.take(std::slice::from_ref(&bucket), NOW).await.unwrap().is_ok());
        assert!(node.take(std::slice::from_ref(&bucket), NOW).await.unwrap().is_err());
    }
}

async fn what_is_given_back_can_be_taken_again(db: Db) {
    let node = Limits::in_database(db);
    let buckets = [Bucket::new("network", "192.0.2.7", limit("2/h")), Bucket::new("address", "ada", limit("1/h"))];
    for _ in 0..5 {
        let attempt = node.take(&buckets, NOW).await.unwrap().ok().unwrap();
        node.give_back(attempt, NOW).await.unwrap();
    }
    let _counted = node.take(&buckets, NOW).await.unwrap().ok().unwrap();
    assert!(node.take(&buckets, NOW).await.unwrap().is_err());
    assert!(node.take(&buckets, after(3_599)).await.unwrap().is_err());
    assert!(node.take(&buckets, after(3_600)).await.unwrap().is_ok());
}

/// The attempt on an address that has had enough costs the network, but the other way round nothing is counted.
async fn one_that_refuses_costs_nothing_further(db: Db) {
    let (network, address) = (Bucket::new("n", "192.0.2.7", limit("3/h")), Bucket::new("a", "ada", limit("2/h")));
    let other = Bucket::new("a", "bob", limit("2/h"));
    let of_both = [network.clone(), address];
    for _ in 0..2 {
        assert_eq!(table::take(&db, &of_both, NOW).await.unwrap().wait, None);
    }
    let by_address = table::take(&db, &of_both, NOW).await.unwrap();
    assert_eq!((by_address.taken.len(), by_address.wait), (1, Some(Duration::from_secs(1_800))));
    for _ in 0..5 {
        let by_network = table::take(&db, &[network.clone(), other.clone()], NOW).await.unwrap();
        assert_eq!((by_network.taken.len(), by_network.wait), (0, Some(Duration::from_secs(1_200))));
    }
    for _ in 0..2 {
        let answer = table::take(&db, std::slice::from_ref(&other), NOW).await.unwrap();
        assert_eq!(answer.wait, None, "refused by its network, an address is not charged");
    }
}

/// Neither on this node nor for the others, until one has counted.
async fn looking_counts_nothing(db: Db) {
    let nodes = [Limits::in_database(db.clone()), Limits::in_database(db)];
    let bucket = [Bucket::new("look", "192.0.2.7", limit("1/h"))];
    for _ in 0..5 {
        assert!(nodes[0].would_pass(&bucket, NOW).await.unwrap());
    }
    let _counted = nodes[1].take(&bucket, NOW).await.unwrap().ok().unwrap();
    for node in &nodes {
        assert!(!node.would_pass(&bucket, NOW).await.unwrap());
        assert!(node.would_pass(&bucket, after(3_600)).await.unwrap());
    }
}

async fn only_whole_buckets_are_swept(db: Db) {
    for (subject, text) in [("short", "1/m"), ("long", "1/h")] {
        assert_eq!(table::take(&db, &[Bucket::new("s", subject, limit(text))], NOW).await.unwrap().wait, None);
    }
    assert_eq!(commit!(db, |tx| table::sweep(&mut tx, after(59))), 0);
    assert_eq!(commit!(db, |tx| table::sweep(&mut tx, after(60))), 1);
    let long = Bucket::new("s", "long", limit("1/h"));
    assert!(table::take(&db, &[long], after(60)).await.unwrap().wait.is_some());
    assert_eq!(commit!(db, |tx| table::sweep(&mut tx, after(3_600))), 1);
}
