//! Captchas of our own that have been used: a challenge is stored nowhere until it is solved, and from then on
//! here, so that it is good once, on whichever node. Whether it is solved is `countersign_core::altcha`'s word.

use countersign_core::Timestamp;
use countersign_core::altcha::Solved;

use crate::db::{args, sweep_sql};
use crate::{Db, Error, SWEPT_AT_ONCE, Tx};

/// Uses it up. Of many at the same moment exactly one gets `true`. A crash of the database may forget the last of them,
/// which could then be used once more.
pub async fn spend(db: &Db, solved: &Solved) -> Result<bool, Error> {
    const SQL: &str = "INSERT INTO captchas (id, expires_at) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING";
    let mut tx = db.begin_relaxed().await?;
    let is_first = tx.execute(SQL, args![solved.id.as_str(), solved.expires_at]).await? == 1;
    tx.commit().await?;
    Ok(is_first)
}

/// Forgets those that are refused by their age.
pub async fn sweep(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    const SQL: &str = sweep_sql!("captchas", "id", "expires_at <= $1", "$2");
    tx.execute(SQL, args![now, SWEPT_AT_ONCE]).await
}
