//! Buckets in the database, for installations without Redis: one row each, and one statement that counts. Whoever
//! comes at the same moment waits for that row; networks come before addresses, so nobody waits in a circle.

use std::time::Duration;

use countersign_core::Timestamp;

use super::{Answer, Bucket, Taken};
use crate::db::{args, sweep_sql};
use crate::{Db, Error, SWEPT_AT_ONCE, Tx};

const WHOLE_AT: &str = "SELECT whole_at FROM limits WHERE key = $1";

/// `Limit::take`, `$5` being `Limit::latest`: no row comes back where none is left. A power cut may forget the last of
/// them: it lets a few more attempts through.
pub async fn take(db: &Db, buckets: &[Bucket], now: Timestamp) -> Result<Answer, Error> {
    const SQL: &str = "INSERT INTO limits (key, whole_at) VALUES ($1, $2 + $3)
        ON CONFLICT (key) DO UPDATE
        SET whole_at = CASE WHEN limits.whole_at BETWEEN $2 AND $5 THEN limits.whole_at ELSE $2 END + $3
        WHERE CASE WHEN limits.whole_at BETWEEN $2 AND $5 THEN limits.whole_at ELSE $2 END + $3 <= $2 + $4
        RETURNING whole_at";
    let mut answer = Answer::default();
    let mut tx = db.begin_relaxed().await?;
    for bucket in buckets {
        let Bucket { limit, .. } = bucket;
        let args = args![bucket.name().as_str(), now, limit.interval_ms(), limit.depth_ms(), limit.latest(now)];
        match tx.fetch_one(SQL, args).await? {
            Some(row) => answer.taken.push(Taken { bucket: bucket.clone(), whole_at: row.at("whole_at")? }),
            None => {
                answer.wait = Some(wait(&mut tx, bucket, now).await?);
                break;
            }
        }
    }
    tx.commit().await?;
    Ok(answer)
}

async fn wait(tx: &mut Tx, bucket: &Bucket, now: Timestamp) -> Result<Duration, Error> {
    let row = tx.fetch_one(WHOLE_AT, args![bucket.name().as_str()]).await?;
    let whole_at = row.map_or(Ok(now), |row| row.at("whole_at"))?;
    // Given back by another since: the next moment may do.
    Ok(bucket.limit.take(whole_at, now).err().unwrap_or(Duration::from_millis(1)))
}

/// Whether each has one left; nothing is taken.
pub async fn would_pass(db: &Db, buckets: &[Bucket], now: Timestamp) -> Result<bool, Error> {
    let mut conn = db.read().await?;
    for bucket in buckets {
        if let Some(row) = conn.fetch_one(WHOLE_AT, args![bucket.name().as_str()]).await?
            && bucket.limit.take(row.at("whole_at")?, now).is_err()
        {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts back what was taken.
pub async fn give_back(db: &Db, taken: &[Taken], now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "UPDATE limits SET whole_at = whole_at - $2 WHERE key = $1";
    let mut tx = db.begin_relaxed().await?;
    for one in taken {
        let refund = i64::try_from(one.refund(now).as_millis()).unwrap_or(i64::MAX);
        tx.execute(SQL, args![one.bucket.name().as_str(), refund]).await?;
    }
    tx.commit().await
}

/// Removes the buckets that are whole: they are the same without a row.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    const SQL: &str = sweep_sql!("limits", "key", "whole_at <= $1", "$2");
    tx.execute(SQL, args![now, SWEPT_AT_ONCE]).await
}
