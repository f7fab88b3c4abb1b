//! Wrong passwords in a row: one row for whomever they are counted for, gone with the first right one. What follows
//! from the count is `countersign_core::guess`'s business. A power cut may forget the last of them.

use countersign_core::Timestamp;
use countersign_core::guess::{Guessing, Wrong};

use crate::db::{args, sweep_sql};
use crate::{Conn, Db, Error, SWEPT_AT_ONCE, Tx, digest};

/// Whom they are counted for: an address, a browser, a session. It cannot be read from the key.
pub struct Counted(String);

impl Counted {
    /// Of a subject, which cannot be read from it.
    pub fn of(subject: &str) -> Self {
        Self(digest::hex(digest::of(["guesses", subject])))
    }
}

/// What is known of it so far.
pub async fn find(conn: &mut Conn, whose: &Counted) -> Result<Wrong, Error> {
    const SQL: &str = "SELECT wrong, again_at FROM guesses WHERE key = $1";
    let Some(row) = conn.fetch_one(SQL, args![whose.0.as_str()]).await? else { return Ok(Wrong::NONE) };
    Ok(Wrong { count: u32::try_from(row.int("wrong")?).unwrap_or(u32::MAX), again_at: row.at("again_at")? })
}

/// Counts a wrong one.
pub async fn count(db: &Db, whose: &Counted, guessing: Guessing, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO guesses (key, wrong, wrong_at, again_at) VALUES ($1, 1, $2, $2)
        ON CONFLICT (key) DO UPDATE SET wrong = guesses.wrong + 1, wrong_at = $2
        RETURNING wrong";
    const PAUSE: &str = "UPDATE guesses SET again_at = $2 WHERE key = $1";
    let mut tx = db.begin_relaxed().await?;
    let row = tx.fetch_one(SQL, args![whose.0.as_str(), now]).await?.ok_or(Error::Unreadable("wrong"))?;
    let pause = guessing.pause(u32::try_from(row.int("wrong")?).unwrap_or(u32::MAX));
    if !pause.is_zero() {
        tx.execute(PAUSE, args![whose.0.as_str(), now.plus(pause)]).await?;
    }
    tx.commit().await
}

/// Takes the one try that there is after a pause, and counts it as a wrong one. False if somebody else has taken it, or
/// the count is another by now.
pub async fn take(db: &Db, whose: &Counted, found: Wrong, guessing: Guessing, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE guesses SET wrong = $3 + 1, wrong_at = $4, again_at = $5
        WHERE key = $1 AND again_at = $2 AND wrong = $3";
    let again_at = now.plus(guessing.pause(found.count.saturating_add(1)));
    let mut tx = db.begin_relaxed().await?;
    let args = args![whose.0.as_str(), found.again_at, i64::from(found.count), now, again_at];
    let taken = tx.execute(SQL, args).await? == 1;
    tx.commit().await?;
    Ok(taken)
}

/// Gives back a try that was taken and not made.
pub async fn give_back(db: &Db, whose: &Counted, found: Wrong) -> Result<(), Error> {
    const SQL: &str = "UPDATE guesses SET wrong = $3, again_at = $2 WHERE key = $1 AND wrong = $3 + 1";
    let mut tx = db.begin_relaxed().await?;
    tx.execute(SQL, args![whose.0.as_str(), found.again_at, i64::from(found.count)]).await?;
    tx.commit().await
}

/// Forgets them: the password was right.
pub async fn forget(db: &Db, whose: &Counted) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM guesses WHERE key = $1";
    let mut tx = db.begin_relaxed().await?;
    tx.execute(SQL, args![whose.0.as_str()]).await?;
    tx.commit().await
}

/// Removes those whose last wrong one was before the instant.
pub async fn sweep(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    const SQL: &str = sweep_sql!("guesses", "key", "wrong_at < $1", "$2");
    tx.execute(SQL, args![before, SWEPT_AT_ONCE]).await
}
