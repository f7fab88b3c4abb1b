//! The heads of the chains: taking one, so that nobody else adds to its chain, and moving it on with the rows that are
//! added. A head that is not genuine is evidence: nothing is added to its chain, and nothing in it is mended.

use std::sync::atomic::Ordering;

use countersign_core::Timestamp;
use countersign_core::audit::Entry;

use super::chain::{CHAINS, Head, Sealed, Trail, follow};
use crate::db::{Conn, Error, Tx, Value, args};

/// Adds the entries of one transaction to one chain: two transactions never hold a chain that the other wants.
pub(crate) async fn write(tx: &mut Tx, trail: &Trail, entries: Vec<Entry>) -> Result<(), Error> {
    let Some(first) = entries.first() else { return Ok(()) };
    let mut head = take(tx, trail, first).await?;
    let last = entries.len() - 1;
    for (number, entry) in entries.iter().enumerate() {
        head.seq += 1;
        let mut row = values(entry, &head);
        head.hash = follow(&head.hash, &row);
        row.push(Value::from(head.hash.to_vec()));
        let added = if number == last { add_last(tx, row, trail.seal(&head)).await } else { add(tx, row).await };
        // To flows that would mean that somebody else was faster.
        if matches!(added, Err(Error::Taken)) {
            return Err(Error::Refused("the audit trail has a row where there is none: verify it".to_owned()));
        }
        added?;
    }
    Ok(())
}

macro_rules! insert {
    () => {
        "INSERT INTO audit_events
            (id, at, event, outcome, account_id, email_key, link_id, client, user_agent, chain, seq, actor_id, hash)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
    };
}

fn values(entry: &Entry, head: &Head) -> Vec<Value> {
    args![
        entry.id,
        entry.at,
        entry.event.as_str(),
        entry.outcome,
        entry.account_id,
        entry.address_key.as_deref(),
        entry.link_id,
        entry.origin.client.as_str(),
        entry.origin.user_agent.as_str(),
        head.chain,
        head.seq,
        entry.actor_id,
    ]
}

async fn add(tx: &mut Tx, row: Vec<Value>) -> Result<(), Error> {
    tx.execute(insert!(), row).await.map(drop)
}

/// With the head, in one go: a transaction waits for each of its statements to come back from the database.
async fn add_last(tx: &mut Tx, mut row: Vec<Value>, seal: Vec<u8>) -> Result<(), Error> {
    const SQL: [&str; 2] = [
        concat!(insert!(), "; UPDATE audit_chains SET seq = $11, hash = $13, mac = $14 WHERE chain = $10"),
        concat!(
            "WITH moved AS (UPDATE audit_chains SET seq = $11, hash = $13, mac = $14 WHERE chain = $10 RETURNING chain) ",
            insert!()
        ),
    ];
    row.push(Value::from(seal));
    let sql = SQL[usize::from(tx.is_postgres())];
    tx.execute(sql, row).await.map(drop)
}

/// A chain that nobody else adds to until the transaction ends: the first that is free, from one on that the chance in an
/// id has chosen; if none is, that one is waited for.
async fn take(tx: &mut Tx, trail: &Trail, entry: &Entry) -> Result<Head, Error> {
    let (base, place) = (trail.base.load(Ordering::Relaxed), entry.id.chance(CHAINS));
    if tx.is_postgres()
        && let Some((head, seal)) = lock_free(tx, base, place).await?
        && trail.sealed(&head, &seal).is_some()
    {
        return Ok(head);
    }
    let mut chain = base + place;
    loop {
        match lock(tx, chain).await? {
            Some((head, seal)) if trail.sealed(&head, &seal).is_some() => return Ok(head),
            Some(_) | None => chain = look_for(tx, trail, chain, entry.at).await?,
        }
    }
}

/// Another chain than one that cannot be used, with no lock waited for: of the same sixteen, or the first of new ones.
async fn look_for(tx: &mut Tx, trail: &Trail, unusable: i64, now: Timestamp) -> Result<i64, Error> {
    const ROWS: &str = "SELECT chain FROM audit_events WHERE chain >= $1 AND chain < $2 LIMIT 1";
    let mut base = trail.base.load(Ordering::Relaxed);
    loop {
        // Rows first: whoever adds the first ones meanwhile has made the heads before.
        let has_rows = tx.fetch_one(ROWS, args![base, base + CHAINS]).await?.is_some();
        let heads: Vec<_> = all(tx).await?.into_iter().filter(|(head, _)| of_set(base).contains(&head.chain)).collect();
        if heads.is_empty() && !has_rows {
            make(tx, trail, base, now).await?;
            return Ok(base + unusable % CHAINS);
        }
        tracing::error!(
            chain = unusable,
            "audit: the head of a chain is gone, changed, or of a key that is not among ours; run `countersign audit verify`"
        );
        let is_genuine = |(head, seal): &&(Head, Vec<u8>)| trail.sealed(head, seal).is_some();
        if let Some((head, _)) = heads.iter().find(is_genuine) {
            return Ok(head.chain);
        }
        base += CHAINS;
        trail.base.store(base, Ordering::Relaxed);
    }
}

/// The numbers of sixteen chains that are made together, so that a missing one is missed.
pub(super) fn of_set(base: i64) -> std::ops::Range<i64> {
    base..base + CHAINS
}

/// Whoever does the same at the same moment is waited for, and finds them made.
async fn make(tx: &mut Tx, trail: &Trail, base: i64, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO audit_chains (chain, begun_at, seq, hash, swept_seq, swept_hash, mac)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (chain) DO NOTHING";
    for chain in of_set(base) {
        let head = Head::new(chain, now);
        let seal = trail.seal(&head);
        tx.execute(SQL, head.args(seal)).await?;
    }
    Ok(())
}

async fn lock_free(tx: &mut Tx, base: i64, place: i64) -> Result<Option<(Head, Vec<u8>)>, Error> {
    const SQL: &str = "SELECT * FROM audit_chains WHERE chain >= $1 AND chain < $1 + 16
        ORDER BY (chain + 16 - $2) % 16 LIMIT 1 FOR UPDATE SKIP LOCKED";
    const { assert!(CHAINS == 16) };
    let row = tx.insert_and_fetch_one(SQL, args![base, place]).await?;
    row.map(|row| Head::read(&row)).transpose()
}

/// A head with its seal, held until the transaction ends. SQLite has a single writer and needs no row locks.
pub(super) async fn lock(tx: &mut Tx, chain: i64) -> Result<Option<(Head, Vec<u8>)>, Error> {
    const SQL: [&str; 2] =
        ["SELECT * FROM audit_chains WHERE chain = $1", "SELECT * FROM audit_chains WHERE chain = $1 FOR UPDATE"];
    let sql = SQL[usize::from(tx.is_postgres())];
    let row = tx.insert_and_fetch_one(sql, args![chain]).await?;
    row.map(|row| Head::read(&row)).transpose()
}

/// All heads with their seals, in the order of their chains.
pub(super) async fn all(conn: &mut Conn) -> Result<Vec<(Head, Vec<u8>)>, Error> {
    const SQL: &str = "SELECT * FROM audit_chains ORDER BY chain";
    conn.fetch_all(SQL, args![]).await?.iter().map(Head::read).collect()
}

/// Heads by the key that they were made with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seals {
    /// With the present one.
    pub current: usize,
    /// With a previous one.
    pub previous: usize,
    /// With none of ours.
    pub unknown: usize,
}

/// Whether the trail can go on with these keys. It is not walked.
pub async fn seals(conn: &mut Conn, trail: &Trail) -> Result<Seals, Error> {
    let mut seals = Seals::default();
    for (head, seal) in all(conn).await? {
        match trail.sealed(&head, &seal) {
            Some(Sealed::Now) => seals.current += 1,
            Some(Sealed::Earlier) => seals.previous += 1,
            None => seals.unknown += 1,
        }
    }
    Ok(seals)
}

/// A head that was swept, or made with an earlier key.
pub(super) async fn renew(tx: &mut Tx, trail: &Trail, head: &Head) -> Result<(), Error> {
    const SQL: &str = "UPDATE audit_chains SET swept_seq = $2, swept_hash = $3, mac = $4 WHERE chain = $1";
    let args = args![head.chain, head.swept_seq, head.swept_hash.to_vec(), trail.seal(head)];
    tx.execute(SQL, args).await.map(drop)
}
