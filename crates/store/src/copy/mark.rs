//! The mark of a copy in its target: whoever opens a database with an unfinished one has to leave. It also
//! tells two copies into one database apart: the later takes over, the earlier notices at its next write.

use countersign_core::{Id, Timestamp};

use super::sum;
use super::tables::TABLES;
use crate::backup;
use crate::db::{Db, Error, Standing, Tx, args};

/// Whether a copy into this database was begun and is not finished.
pub async fn is_unfinished(db: &Db) -> Result<bool, Error> {
    const SQL: &str = "SELECT id FROM copies WHERE finished_at IS NULL";
    Ok(db.read().await?.fetch_if_there(SQL).await?.is_some_and(|rows| !rows.is_empty()))
}

/// Whether nothing can be lost by copying into this database: it is empty, or holds nothing but what a copy
/// brought, finished or not. Else the name of a table that has rows.
pub(super) async fn has_rows_of_its_own(db: &Db) -> Result<Option<&'static str>, Error> {
    const SQL: &str = "SELECT finished_at, digest FROM copies";
    let found = db.read().await?.fetch_if_there(SQL).await?.and_then(|rows| rows.into_iter().next());
    // A backup bears a mark of the same kind, and everything in it is its own.
    let is_backup = backup::marked_at(db).await?.is_some();
    if let Some(copy) = found.filter(|_| !is_backup) {
        if copy.maybe_at("finished_at")?.is_none() {
            return Ok(None);
        }
        let is_of_this_version = db.standing().await? == Standing::Current;
        if is_of_this_version && copy.maybe_bytes("digest")? == Some(sum::of_database(db).await?) {
            return Ok(None);
        }
    }
    for table in TABLES {
        if db.read().await?.has_rows(table.name).await? {
            return Ok(Some(table.name));
        }
    }
    Ok(None)
}

/// From here on the database is ours to fill.
pub(super) async fn set(db: &Db, run: Id, now: Timestamp) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    tx.execute("DELETE FROM copies", args![]).await?;
    tx.execute("INSERT INTO copies (id, begun_at) VALUES ($1, $2)", args![run, now]).await?;
    tx.commit().await
}

/// Part of every write: it waits for another copy's write, and then knows whether this one is still meant.
pub(super) async fn hold(tx: &mut Tx, run: Id) -> Result<(), Error> {
    const SQL: &str = "UPDATE copies SET begun_at = begun_at WHERE id = $1 AND finished_at IS NULL";
    one(tx.execute(SQL, args![run]).await?)
}

pub(super) async fn finish(db: &Db, run: Id, digest: Vec<u8>, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "UPDATE copies SET finished_at = $2, digest = $3 WHERE id = $1 AND finished_at IS NULL";
    let mut tx = db.begin().await?;
    one(tx.execute(SQL, args![run, now, digest]).await?)?;
    tx.commit().await
}

fn one(changed: u64) -> Result<(), Error> {
    match changed {
        1 => Ok(()),
        _ => Err(Error::Refused("another copy into this database has taken over".to_owned())),
    }
}
