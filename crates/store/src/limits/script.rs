//! Buckets in Redis: one script counts an attempt in all of its buckets, in one step for everybody. Each goes by itself
//! when it is whole.

use std::sync::LazyLock;
use std::time::Duration;

use countersign_core::Timestamp;

use super::{Answer, Bucket, Taken};
use crate::{Away, Redis, Script};

/// `Limit::take` for each key; the last number is the wait, negative, where one refused. `ARGV`: now, then the interval
/// and depth of each and `Limit::latest`. Lua's numbers hold milliseconds exactly until the year 287,000.
static TAKE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local now, answers = tonumber(ARGV[1]), {}
        for i, key in ipairs(KEYS) do
            local interval, depth, latest = tonumber(ARGV[3 * i - 1]), tonumber(ARGV[3 * i]), tonumber(ARGV[3 * i + 1])
            local whole_at = tonumber(redis.call('GET', key) or 0)
            if whole_at < now or whole_at > latest then
                whole_at = now
            end
            whole_at = whole_at + interval
            if whole_at > now + depth then
                answers[i] = now + depth - whole_at
                return answers
            end
            redis.call('SET', key, string.format('%.0f', whole_at), 'PX', string.format('%.0f', whole_at - now))
            answers[i] = whole_at
        end
        return answers",
    )
});

/// When each key will be whole; 0 where it is.
static LOOK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local instants = {}
        for i, key in ipairs(KEYS) do
            instants[i] = tonumber(redis.call('GET', key) or 0)
        end
        return instants",
    )
});

/// `ARGV`: now, then what each key gets back.
static GIVE_BACK: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        "local now = tonumber(ARGV[1])
        for i, key in ipairs(KEYS) do
            local whole_at = tonumber(redis.call('GET', key) or 0) - tonumber(ARGV[i + 1])
            if whole_at > now then
                redis.call('SET', key, string.format('%.0f', whole_at), 'PX', string.format('%.0f', whole_at - now))
            else
                redis.call('DEL', key)
            end
        end",
    )
});

/// Takes one from each of the buckets, up to the first that has none left, in one step of Redis.
pub async fn take(redis: &Redis, buckets: &[Bucket], now: Timestamp) -> Result<Answer, Away> {
    let mut args = vec![now.millis()];
    for bucket in buckets {
        args.extend([bucket.limit.interval_ms(), bucket.limit.depth_ms(), bucket.limit.latest(now).millis()]);
    }
    let answers: Vec<i64> = redis.run(&TAKE, &names(buckets), &args).await?;
    let mut answer = Answer::default();
    for (bucket, number) in buckets.iter().zip(answers) {
        match u64::try_from(number) {
            Ok(_) => {
                answer.taken.push(Taken { bucket: bucket.clone(), whole_at: Timestamp::from_millis(number) });
            }
            Err(_) => answer.wait = Some(Duration::from_millis(number.unsigned_abs())),
        }
    }
    Ok(answer)
}

/// Whether each has one left; nothing is taken.
pub async fn would_pass(redis: &Redis, buckets: &[Bucket], now: Timestamp) -> Result<bool, Away> {
    let instants: Vec<i64> = redis.run(&LOOK, &names(buckets), &[]).await?;
    let mut all = buckets.iter().zip(instants);
    Ok(all.all(|(bucket, whole_at)| bucket.limit.take(Timestamp::from_millis(whole_at), now).is_ok()))
}

/// Puts back what was taken.
pub async fn give_back(redis: &Redis, taken: &[Taken], now: Timestamp) -> Result<(), Away> {
    if taken.is_empty() {
        return Ok(());
    }
    let refunds = taken.iter().map(|one| i64::try_from(one.refund(now).as_millis()).unwrap_or(i64::MAX));
    let args: Vec<i64> = [now.millis()].into_iter().chain(refunds).collect();
    redis.run(&GIVE_BACK, &names(taken.iter().map(|one| &one.bucket)), &args).await
}

fn names<'a>(buckets: impl IntoIterator<Item = &'a Bucket>) -> Vec<String> {
    buckets.into_iter().map(|bucket| format!("limit:{}", bucket.name())).collect()
}
