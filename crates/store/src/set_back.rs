//! What a clock that was ahead has left in the mail queue, once it is set back: mails put off for too long, and leases that
//! reach further than any.

use std::time::Duration;

use countersign_core::{Id, Timestamp};

use crate::db::{Conn, Error, Tx, args};

/// What a mail may have to wait for at most.
pub struct Waits {
    /// Its mailbox.
    pub mailbox: Duration,
    /// Another try, after the first, the second, and so on; the last is for all after it, too.
    pub tries: [Duration; 6],
}

/// Makes due now what waits for longer than it may: a clock was ahead when it was put off. Tells how many.
pub async fn bring_forward(tx: &mut Tx, now: Timestamp, waits: &Waits) -> Result<u64, Error> {
    const SQL: &str = "UPDATE mails SET run_at = $1 WHERE finished_at IS NULL AND lease_owner IS NULL AND run_at > $2
        AND run_at > CASE WHEN last_answer IS NULL THEN $2 WHEN last_answer LIKE 'waits:%' THEN $3
            WHEN attempts <= 1 THEN $4 WHEN attempts = 2 THEN $5 WHEN attempts = 3 THEN $6
            WHEN attempts = 4 THEN $7 WHEN attempts = 5 THEN $8 ELSE $9 END";
    let [first, second, third, fourth, fifth, later] = waits.tries.map(|wait| now.latest(wait));
    // It is due when it is queued.
    let (none, mailbox) = (now.latest(Duration::ZERO), now.latest(waits.mailbox));
    tx.queues_mail([]);
    tx.execute(SQL, args![now, none, mailbox, first, second, third, fourth, fifth, later]).await
}

/// The mails that are leased for longer than until `latest`, and until when.
pub async fn leased_beyond(conn: &mut Conn, latest: Timestamp) -> Result<Vec<(Id, Timestamp)>, Error> {
    const SQL: &str = "SELECT id, lease_until FROM mails WHERE finished_at IS NULL AND lease_until > $1";
    conn.fetch_all(SQL, args![latest])
        .await?
        .into_iter()
        .map(|row| Ok((row.id("id")?, row.at("lease_until")?)))
        .collect()
}

/// Ends somebody's lease, unless it was renewed meanwhile.
pub async fn end_lease(tx: &mut Tx, id: Id, until: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND lease_until = $2 AND finished_at IS NULL";
    tx.queues_mail([id]);
    Ok(tx.execute(SQL, args![id, until]).await? == 1)
}
