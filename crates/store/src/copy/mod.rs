//! All rows of one database into another, of the same kind or not. The source holds still and is never
//! written; the target bears a mark until both are the same. Any step may be broken off: the next copy goes
//! on. What there is to copy is in `tables`, how in `repair`, the mark in `mark`, the proof in `sum`.

mod mark;
mod repair;
mod sum;
mod tables;

use countersign_core::{Id, Timestamp};

pub use self::mark::is_unfinished;
pub use self::repair::Repaired;
pub use self::sum::Sum;
pub use self::tables::{Column, TABLES, Table};
use crate::backup;
use crate::db::{Db, Error, Standing, Tx};

/// Where rows come from. Nobody writes there as long as this is held.
pub struct Source(Tx);

/// Where rows go.
pub struct Target {
    db: Db,
    run: Id,
}

/// A table on both sides, read anew.
pub struct Compared {
    /// Its name.
    pub table: &'static str,
    /// What it is where rows come from.
    pub source: Sum,
    /// And where they go.
    pub target: Sum,
}

impl Compared {
    /// Both have the same rows.
    pub fn is_same(&self) -> bool {
        self.source == self.target
    }
}

impl Source {
    /// Holds the database still: from here on it is read as it is now, and nobody writes to it.
    ///
    /// # Errors
    /// `Busy` if somebody does not let go of it in time.
    pub async fn freeze(db: &Db) -> Result<Self, Error> {
        match db.standing().await? {
            Standing::Current => {}
            Standing::Behind => {
                return refuse("the source lacks tables of this version: run `countersign migrate` there first");
            }
            Standing::Ahead => return refuse("the source has tables of a later version: copy it with that one"),
        }
        if backup::marked_at(db).await?.is_some() {
            return refuse("the source is a backup: restore it first");
        }
        if is_unfinished(db).await? {
            return refuse("the source is itself a copy that is not finished");
        }
        let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
        db.freeze(&tables).await.map(Self)
    }

    /// How many rows there are to copy.
    pub async fn count(&mut self, table: &Table) -> Result<u64, Error> {
        self.0.count(table.name).await
    }
}

impl Target {
    /// Brings the database up to this version and sets the mark of this run. A database that has rows of its
    /// own is refused before anything in it is touched.
    pub async fn mark(db: &Db, run: Id, now: Timestamp) -> Result<Self, Error> {
        if let Some(table) = mark::has_rows_of_its_own(db).await? {
            return refuse(&format!("the target is not empty (it has {table}), and nothing is copied over that"));
        }
        db.migrate().await?;
        mark::set(db, run, now).await?;
        Ok(Self { db: db.clone(), run })
    }

    /// Makes one table like the source's; tables are to be taken in the order of `TABLES`. `count` is told how
    /// many rows are done.
    pub async fn take(&self, source: &mut Source, table: &Table, count: impl FnMut(u64)) -> Result<Repaired, Error> {
        repair::table(&mut source.0, &self.db, self.run, table, count).await
    }

    /// Reads a table on both sides from its first row to its last. `count` is told of each row read.
    pub async fn compare(&self, source: &mut Source, table: &Table, count: impl Fn(u64)) -> Result<Compared, Error> {
        let mut target = self.db.read_patiently().await?;
        let (source, target) =
            tokio::try_join!(sum::of_table(&mut source.0, table, &count), sum::of_table(&mut target, table, |_| {}))?;
        Ok(Compared { table: table.name, source, target })
    }

    /// Takes the mark off, if all tables are the same. Everything copied is on disk when this returns.
    pub async fn finish(self, compared: &[Compared], now: Timestamp) -> Result<(), Error> {
        let is_whole = TABLES.iter().map(|table| table.name).eq(compared.iter().map(|table| table.table));
        if !is_whole || !compared.iter().all(Compared::is_same) {
            return refuse("the copy is not the same as its source");
        }
        let digest = sum::of_sums(compared.iter().map(|table| &table.target));
        mark::finish(&self.db, self.run, digest, now).await
    }
}

fn refuse<T>(why: &str) -> Result<T, Error> {
    Err(Error::Refused(why.to_owned()))
}
