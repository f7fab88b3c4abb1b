//! Removing old rows: from the beginning of each chain only, and only rows that have been verified, for whoever can
//! write in the database could make any row look old. What was removed is noted in the head.

use countersign_core::Timestamp;

use super::chain::{COLUMNS, Hash, Head, KINDS, Sealed, Trail, follow};
use super::heads::{all, lock, renew};
use crate::db::{Db, Error, Tx, Value, args};

/// Rows that are removed in one transaction: nobody adds to their chain meanwhile.
const BATCH: i64 = 1_000;

/// What it came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// How many were removed.
    pub rows: u64,
    /// Chains that were left alone, because somebody has changed them.
    pub left: u64,
}

/// Removes entries from before the instant. Heads that were made with an earlier key get the one of now, so that the
/// earlier one can be given up.
pub async fn sweep(db: &Db, before: Timestamp) -> Result<Swept, Error> {
    const UNCHAINED: &str = "DELETE FROM audit_events WHERE chain IS NULL AND at < $1";
    let trail = db.trail()?;
    let mut swept = Swept::default();
    let mut tx = db.begin().await?;
    swept.rows += tx.execute(UNCHAINED, args![before]).await?;
    tx.commit().await?;
    let heads = all(&mut db.read().await?).await?;
    for (head, _) in heads {
        loop {
            match batch(db, &trail, head.chain, before).await? {
                Batch::Removed(rows) => swept.rows += rows,
                Batch::Done => break,
                Batch::Broken => {
                    tracing::error!(chain = head.chain, "audit: a chain is not swept: run `countersign audit verify`");
                    swept.left += 1;
                    break;
                }
            }
        }
    }
    Ok(swept)
}

enum Batch {
    Removed(u64),
    Done,
    Broken,
}

async fn batch(db: &Db, trail: &Trail, chain: i64, before: Timestamp) -> Result<Batch, Error> {
    const SQL: &str = "DELETE FROM audit_events WHERE chain = $1 AND seq > $2 AND seq <= $3";
    let mut tx = db.begin().await?;
    let Some((mut head, seal)) = lock(&mut tx, chain).await? else { return Ok(Batch::Broken) };
    let Some(sealed) = trail.sealed(&head, &seal) else { return Ok(Batch::Broken) };
    let old = oldest(&mut tx, &head, before).await?;
    let removed = match old.end {
        None if sealed == Sealed::Now => return Ok(if old.is_broken { Batch::Broken } else { Batch::Done }),
        None => 0,
        Some((seq, hash)) => {
            let removed = tx.execute(SQL, args![chain, head.swept_seq, seq]).await?;
            (head.swept_seq, head.swept_hash) = (seq, hash);
            removed
        }
    };
    renew(&mut tx, trail, &head).await?;
    tx.commit().await?;
    Ok(Batch::Removed(removed))
}

struct Old {
    /// The last of those that may go.
    end: Option<(i64, Hash)>,
    is_broken: bool,
}

/// The rows at the beginning of a chain that are genuine and old enough.
async fn oldest(tx: &mut Tx, head: &Head, before: Timestamp) -> Result<Old, Error> {
    const SQL: &str =
        "SELECT id, at, event, outcome, account_id, email_key, link_id, client, user_agent, chain, seq, actor_id, hash
        FROM audit_events WHERE chain = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    debug_assert!(SQL.contains(COLUMNS));
    let mut old = Old { end: None, is_broken: false };
    for row in tx.fetch_all(SQL, args![head.chain, head.swept_seq, BATCH]).await? {
        let (seq, hash) = old.end.unwrap_or((head.swept_seq, head.swept_hash));
        let (at, row) = (row.at("at")?, row.values(&KINDS)?);
        let follows = follow(&hash, &row[..row.len() - 1]);
        let is_next = row[10] == Value::from(seq + 1) && row[12] == Value::from(follows.to_vec());
        let is_within = seq + 1 < head.seq || (seq + 1 == head.seq && follows == head.hash);
        if !is_next || !is_within {
            old.is_broken = true;
            break;
        }
        if at >= before {
            break;
        }
        old.end = Some((seq + 1, follows));
    }
    Ok(old)
}
