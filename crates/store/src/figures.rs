//! How many of something there were on each day, for plots. Days are those of UTC, and counted from 1970. Never reads more
//! than so many rows: on a busy installation the first of the days are then not whole, which is told.

use countersign_core::Timestamp;
use countersign_core::audit::Event;

use crate::db::{Conn, Error, args};

/// Rows of the trail's index, and mails, that are counted at most: about a tenth of a second on either database.
const MOST_LINES: i64 = 1_000_000;
const MOST_MAILS: i64 = 200_000;

/// One word, one day, how many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// Days since 1970 began, in UTC.
    pub day: i64,
    /// What was counted: an outcome, or a state of mails.
    pub word: String,
    /// How many of it.
    pub count: i64,
}

/// What was counted, by day and word.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Days without any have none.
    pub counts: Vec<Count>,
    /// There were more than are counted: the first day that is there is not whole.
    pub is_cut: bool,
}

/// The outcomes of one kind of event since an instant.
pub async fn outcomes(conn: &mut Conn, event: Event, since: Timestamp) -> Result<Counts, Error> {
    const SQL: &str = "SELECT at / 86400000 AS day, outcome AS word, count(*) AS count
        FROM (SELECT at, outcome FROM audit_events WHERE event = $1 AND at >= $2 ORDER BY at DESC LIMIT $3) AS lines
        GROUP BY 1, 2 ORDER BY 1, 2";
    counts(conn, SQL, args![event.as_str(), since, MOST_LINES], MOST_LINES).await
}

/// The states of mails that were asked for since an instant.
pub async fn mails(conn: &mut Conn, since: Timestamp) -> Result<Counts, Error> {
    const SQL: &str = "SELECT created_at / 86400000 AS day, COALESCE(ending, 'queued') AS word, count(*) AS count
        FROM (SELECT created_at, ending FROM mails WHERE created_at >= $1 ORDER BY created_at DESC LIMIT $2) AS asked
        GROUP BY 1, 2 ORDER BY 1, 2";
    counts(conn, SQL, args![since, MOST_MAILS], MOST_MAILS).await
}

async fn counts(conn: &mut Conn, sql: &'static str, args: Vec<crate::db::Value>, most: i64) -> Result<Counts, Error> {
    let mut counts = Vec::new();
    for row in conn.fetch_all(sql, args).await? {
        counts.push(Count { day: row.int("day")?, word: row.text("word")?, count: row.int("count")? });
    }
    let is_cut = counts.iter().map(|count| count.count).sum::<i64>() >= most;
    Ok(Counts { counts, is_cut })
}
