//! One table of the target is made like the source's: both are read side by side in the order of their keys,
//! and only what differs is written. So a copy that was broken off goes on, whatever has changed meanwhile.

use std::collections::VecDeque;

use countersign_core::Id;

use super::mark;
use super::tables::{Table, key};
use crate::db::{Conn, Db, Error, Rows, Value};

/// Rows that are compared, and written in one transaction.
const BATCH: usize = 1_000;
/// Most values in one statement: SQLite takes 32,766 (sqlite.org/limits.html, "Maximum Number Of Host
/// Parameters"), PostgreSQL 65,535; from some 2,000 on more of them make nothing faster.
const VALUES: usize = 2_000;

/// What it took, in rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Repaired {
    /// Rows that the target lacked, or had otherwise.
    pub inserted: u64,
    /// Rows that had no business in the target, or were different there.
    pub removed: u64,
}

/// What is read of one table on one side, and not dealt with yet.
struct Side<'c> {
    rows: Rows<'c>,
    held: VecDeque<Vec<Value>>,
    has_ended: bool,
}

pub(super) async fn table(
    source: &mut Conn,
    target: &Db,
    run: Id,
    table: &Table,
    mut count: impl FnMut(u64),
) -> Result<Repaired, Error> {
    let mut conn = target.read_patiently().await?;
    let (mut ours, mut theirs) = (Side::read(source, table), Side::read(&mut conn, table));
    let mut repaired = Repaired::default();
    loop {
        tokio::try_join!(ours.fill(), theirs.fill())?;
        if ours.held.is_empty() && theirs.held.is_empty() {
            return Ok(repaired);
        }
        // As far as both sides are known.
        let until = [ours.known_until(), theirs.known_until()].into_iter().flatten().min().cloned();
        let (wanted, found) = (ours.take(until.as_ref()), theirs.take(until.as_ref()));
        count(wanted.len() as u64);
        // Rows are in order, keys first.
        let first = wanted.first().map(|row| key(row).clone());
        let gone: Vec<Value> =
            found.iter().filter(|row| wanted.binary_search(row).is_err()).map(|row| key(row).clone()).collect();
        let missing: Vec<Vec<Value>> = wanted.into_iter().filter(|row| found.binary_search(row).is_err()).collect();
        if gone.is_empty() && missing.is_empty() {
            continue;
        }
        repaired.inserted += missing.len() as u64;
        repaired.removed += gone.len() as u64;
        match (write(target, run, table, &gone, &missing).await, first) {
            // A row further on holds what must be unique, such as an address that has changed hands since the
            // last try. What is behind us is right already: all the rest goes, and comes again.
            (Err(Error::Taken), Some(first)) => {
                repaired.removed += clear_from(target, run, table, first).await?;
                theirs.forget();
                write(target, run, table, &gone, &missing).await?;
            }
            (written, _) => written?,
        }
    }
}

async fn write(target: &Db, run: Id, table: &Table, gone: &[Value], missing: &[Vec<Value>]) -> Result<(), Error> {
    let mut tx = target.begin_batch().await?;
    mark::hold(&mut tx, run).await?;
    for keys in gone.chunks(VALUES) {
        tx.execute_made(table.delete(keys.len()), keys.to_vec()).await?;
    }
    for rows in missing.chunks(VALUES / table.columns.len()) {
        tx.execute_made(table.insert(rows.len()), rows.iter().flatten().cloned().collect()).await?;
    }
    tx.commit().await
}

async fn clear_from(target: &Db, run: Id, table: &Table, first: Value) -> Result<u64, Error> {
    let mut tx = target.begin_batch().await?;
    mark::hold(&mut tx, run).await?;
    let removed = tx.execute_made(table.delete_from(tx.is_postgres()), vec![first]).await?;
    tx.commit().await?;
    Ok(removed)
}

impl<'c> Side<'c> {
    fn read(conn: &'c mut Conn, table: &Table) -> Self {
        let sql = table.select(conn.is_postgres());
        Self { rows: conn.stream(sql, table.kinds()), held: VecDeque::new(), has_ended: false }
    }

    async fn fill(&mut self) -> Result<(), Error> {
        while self.held.len() < BATCH && !self.has_ended {
            match self.rows.next().await? {
                Some(row) => self.held.push_back(row),
                None => self.has_ended = true,
            }
        }
        Ok(())
    }

    /// The key up to which every row is known; none if all are.
    fn known_until(&self) -> Option<&Value> {
        self.held.back().filter(|_| !self.has_ended).map(|row| key(row))
    }

    fn take(&mut self, until: Option<&Value>) -> Vec<Vec<Value>> {
        let count = until.map_or(self.held.len(), |until| self.held.partition_point(|row| key(row) <= until));
        self.held.drain(..count).collect()
    }

    /// Nothing of it is there any more.
    fn forget(&mut self) {
        self.held.clear();
        self.has_ended = true;
    }
}
