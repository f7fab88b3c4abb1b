//! What imported password hashes may still cost, by kind: raised by an import, looked at again from time to time, and
//! gone when the last account has a hash of ours.

use countersign_core::Timestamp;
use countersign_core::foreign::{self, Keys, Kind, Work};
use countersign_core::hash::Cost;

use crate::db::{Conn, Db, Error, Tx, args};

/// The dearest of each kind. What a later version has written costs nothing here, for it cannot be verified either.
pub async fn dearest(conn: &mut Conn) -> Result<Work, Error> {
    const SQL: &str = "SELECT kind, work FROM foreign_hashes";
    let mut all = Work::default();
    for row in conn.fetch_all(SQL, args![]).await? {
        if let Some(kind) = Kind::parse(&row.text("kind")?) {
            all.raise(&Work::of(kind, row.int("work")?.unsigned_abs()));
        }
    }
    Ok(all)
}

/// At least so much of each kind from now on.
pub async fn raise(tx: &mut Tx, work: &Work, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO foreign_hashes (kind, work, as_of) VALUES ($1, $2, $3) ON CONFLICT (kind) DO UPDATE
        SET work = CASE WHEN excluded.work > foreign_hashes.work THEN excluded.work ELSE foreign_hashes.work END,
            as_of = excluded.as_of";
    for (kind, amount) in work.iter() {
        tx.execute(SQL, args![kind.to_string().as_str(), amount_of(amount), now]).await?;
    }
    Ok(())
}

/// Looks at all accounts that do not have a hash of this cost, if nobody has since the instant, and lowers what is
/// higher than any of them takes. Tells whether it has looked.
pub async fn renew(db: &Db, since: Timestamp, now: Timestamp, keys: &Keys, cost: Cost) -> Result<bool, Error> {
    const OLDEST: &str = "SELECT MIN(as_of) AS as_of FROM foreign_hashes";
    let row = db.read().await?.fetch_one(OLDEST, args![]).await?.ok_or(Error::Unreadable("as_of"))?;
    if row.maybe_at("as_of")?.is_none_or(|as_of| as_of > since) {
        return Ok(false);
    }
    let (before, found) = (dearest(&mut db.read().await?).await?, of_accounts(db, keys, cost).await?);
    const LOWER: &str = "UPDATE foreign_hashes SET work = $2, as_of = $3 WHERE kind = $1 AND as_of <= $4";
    const REMOVE: &str = "DELETE FROM foreign_hashes WHERE kind = $1 AND as_of <= $2";
    let mut tx = db.begin().await?;
    for (kind, _) in before.iter() {
        let kind_word = kind.to_string();
        // What an import has raised meanwhile was not looked at.
        match found.iter().find(|(other, _)| *other == kind) {
            Some((_, amount)) => tx.execute(LOWER, args![kind_word.as_str(), amount_of(amount), now, since]).await?,
            None => tx.execute(REMOVE, args![kind_word.as_str(), since]).await?,
        };
    }
    tx.commit().await?;
    Ok(true)
}

/// What the accounts' own hashes take.
async fn of_accounts(db: &Db, keys: &Keys, cost: Cost) -> Result<Work, Error> {
    const SQL: &str = "SELECT id, password_hash FROM accounts
        WHERE id > $1 AND password_hash IS NOT NULL AND password_hash NOT LIKE $2 ORDER BY id LIMIT $3";
    const PAGE: i64 = 5_000;
    let ours = format!("$argon2id$v=19${cost}$%");
    let (mut last, mut all) = (String::new(), Work::default());
    loop {
        let rows = db.read().await?.fetch_all(SQL, args![last.as_str(), ours.as_str(), PAGE]).await?;
        for row in &rows {
            if let Ok(hash) = foreign::read(&row.text("password_hash")?) {
                all.raise(&hash.work(keys));
            }
        }
        match rows.last() {
            Some(row) if rows.len() as i64 == PAGE => last = row.text("id")?,
            Some(_) | None => return Ok(all),
        }
    }
}

fn amount_of(work: u64) -> i64 {
    i64::try_from(work).unwrap_or(i64::MAX)
}
