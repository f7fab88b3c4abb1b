//! What the store computes before any database is asked: time and allocations. How to run it is told in
//! docs/guide/performance.md.

use countersign_core::Timestamp;
use countersign_core::limit::Limit;
use countersign_store::limits::Bucket;
use countersign_store::limits::memory::Memory;
use divan::{AllocProfiler, Bencher, black_box};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_123);

fn main() {
    divan::main();
}

/// An attempt is counted for its network and for its address. The limit lets everything pass, so that every round does
/// the same.
#[divan::bench]
fn rate_limits_taken(bencher: Bencher<'_, '_>) {
    let memory = Memory::default();
    let limit = Limit::parse("1000000/h").unwrap();
    bencher.bench(|| {
        let buckets = ["198.51.100.7", "ada@example.org"].map(|whose| Bucket::new("sign_in", black_box(whose), limit));
        let answer = memory.take(&buckets, NOW);
        memory.give_back(&answer.taken, NOW);
        answer
    });
}

#[divan::bench]
fn rate_limit_refuses(bencher: Bencher<'_, '_>) {
    let memory = Memory::default();
    let limit = Limit::parse("1/h").unwrap();
    let bucket = || [Bucket::new("sign_in", black_box("198.51.100.7"), limit)];
    assert!(memory.take(&bucket(), NOW).wait.is_none());
    bencher.bench(|| memory.take(&bucket(), NOW).wait.expect("it is used up"));
}
