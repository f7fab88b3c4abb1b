//! The workers as they last reported themselves: what readiness, metrics and warnings go by, since a worker
//! may be another process on another machine. Nothing else depends on these rows.

use std::time::Duration;

use countersign_core::mail::Trouble;
use countersign_core::{Id, Timestamp};

use crate::db::{Conn, Error, Row, Tx, args};

/// A worker reports itself three times in this span; one that was not seen in it is missed.
pub const MISSED_AFTER: Duration = Duration::from_secs(60);

/// A worker as it last told of itself.
pub struct Report {
    /// New each time it starts.
    pub id: Id,
    /// The way out it sends by, without any password.
    pub lane: String,
    /// When it did.
    pub seen_at: Timestamp,
    /// What keeps it from sending, if anything.
    pub outage: Option<Outage>,
}

/// Its way out is closed.
pub struct Outage {
    /// Who can mend it.
    pub trouble: Trouble,
    /// What the mail server said.
    pub words: String,
    /// When it began.
    pub since: Timestamp,
}

/// Writes it down in place of the one before.
pub async fn report(tx: &mut Tx, report: &Report) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO workers (id, lane, seen_at, trouble, words, trouble_since)
        VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, trouble = excluded.trouble,
            words = excluded.words, trouble_since = excluded.trouble_since";
    let outage = report.outage.as_ref();
    let args = args![
        report.id,
        report.lane.as_str(),
        report.seen_at,
        outage.map(|outage| outage.trouble.as_str()),
        outage.map(|outage| outage.words.as_str()),
        outage.map(|outage| outage.since),
    ];
    tx.execute(SQL, args).await.map(drop)
}

/// Those that are not missed. What was seen later than now may be, by a clock that was ahead, has not been seen since.
pub async fn seen(conn: &mut Conn, now: Timestamp) -> Result<Vec<Report>, Error> {
    const SQL: &str = "SELECT * FROM workers WHERE seen_at >= $1 AND seen_at <= $2 ORDER BY id";
    let args = args![now.minus(MISSED_AFTER), now.plus(MISSED_AFTER)];
    conn.fetch_all(SQL, args).await?.into_iter().map(read).collect()
}

/// Whether no other that is not missed is older: one worker at a time does what needs only one.
pub async fn is_first(conn: &mut Conn, id: Id, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "SELECT count(*) AS older FROM workers WHERE seen_at >= $1 AND seen_at <= $2 AND id < $3";
    let args = args![now.minus(MISSED_AFTER), now.plus(MISSED_AFTER), id];
    Ok(conn.fetch_one(SQL, args).await?.map_or(Ok(0), |row| row.int("older"))? == 0)
}

/// A worker that stops takes its leave.
pub async fn leave(tx: &mut Tx, id: Id) -> Result<(), Error> {
    tx.execute("DELETE FROM workers WHERE id = $1", args![id]).await.map(drop)
}

/// Removes those that have not been seen since the instant.
pub async fn sweep(tx: &mut Tx, seen_before: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM workers WHERE seen_at < $1", args![seen_before]).await
}

fn read(row: Row) -> Result<Report, Error> {
    let trouble = row.maybe_text("trouble")?.as_deref().and_then(Trouble::parse);
    Ok(Report {
        id: row.id("id")?,
        lane: row.text("lane")?,
        seen_at: row.at("seen_at")?,
        outage: match (trouble, row.maybe_at("trouble_since")?) {
            (Some(trouble), Some(since)) => {
                Some(Outage { trouble, words: row.maybe_text("words")?.unwrap_or_default(), since })
            }
            (None, _) | (_, None) => None,
        },
    })
}
