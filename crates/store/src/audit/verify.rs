//! Looking for changes: every chain is walked from its first row to its head, as it was at one moment. What was found is
//! told with the row it was found at; what that means is for people to say.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::Duration;

use countersign_core::Timestamp;

use super::chain::{Anchor, CHAINS, COLUMNS, Head, KINDS, NOTHING, Trail, follow};
use super::heads::{all, of_set};
use crate::db::{Conn, Db, Error, Kind, Value, args};

/// Findings that are kept; all are counted.
const KEPT: usize = 200;

/// For so long after the first chain was begun, rows without a chain are nothing to wonder at: while nodes are
/// replaced one by one, those of the version before know none. Rows of before that moment cannot be told from
/// added ones either.
const CHANGE_OF_VERSION: Duration = Duration::from_secs(86_400);

/// Rows, from when to when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// How many.
    pub rows: u64,
    /// Of the oldest; none if there are none.
    pub first_at: Option<Timestamp>,
    /// Of the newest.
    pub last_at: Option<Timestamp>,
}

/// What is wrong at some place of the trail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// The row does not follow from the one before it: one of the two is not what was written.
    Changed,
    /// Rows between two that are there; the row named is the next one. Its own words cannot be verified.
    Missing {
        /// The number of the first.
        from: i64,
        /// And of the last.
        to: i64,
    },
    /// Rows at the end.
    CutOff {
        /// The number of the first.
        from: i64,
        /// And of the last.
        to: i64,
    },
    /// The last row is not the one that the head knows: all of the chain behind some row was written anew.
    Rewritten,
    /// A row where none may be: before the beginning of its chain or behind its end.
    OutOfPlace,
    /// The head was made by nobody who has one of the keys.
    HeadChanged,
    /// The chain has rows and no head.
    HeadMissing,
    /// Added by hand, or by a version that knows no chains.
    Unchained,
    /// What was seen at an earlier time is not there any more: the trail was set back.
    SetBack,
}

/// One place where something is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub found: Found,
    /// Of the row, where there is one.
    pub id: Option<String>,
    /// The number of its chain, where it has one.
    pub chain: Option<i64>,
    /// The number of the row in that.
    pub seq: Option<i64>,
}

/// What a verification came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Rows in chains.
    pub chained: Span,
    /// Rows from before there were chains.
    pub unchained: Span,
    /// Chains that have begun.
    pub chains: usize,
    /// Rows that were removed in their time.
    pub swept: i64,
    /// The first ones.
    pub findings: Vec<Finding>,
    /// How many there are in all.
    pub found: u64,
    /// Where the chains end: what to compare with at a later time.
    pub anchors: Vec<Anchor>,
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed => f.write_str("was changed, or the row before it was"),
            Self::Missing { from, to } if from == to => write!(f, "row {from} before it is missing"),
            Self::Missing { from, to } => write!(f, "rows {from} to {to} before it are missing"),
            Self::CutOff { from, to } if from == to => write!(f, "the end is cut off: row {from} is missing"),
            Self::CutOff { from, to } => write!(f, "the end is cut off: rows {from} to {to} are missing"),
            Self::Rewritten => f.write_str("is not the row that the head of the chain ends with"),
            Self::OutOfPlace => f.write_str("is in a place where there is no row"),
            Self::HeadChanged => {
                f.write_str("the head was changed, or made with a key that is neither secret_key nor a previous one")
            }
            Self::HeadMissing => f.write_str("the head is missing"),
            Self::Unchained => f.write_str("was added past the chains"),
            Self::SetBack => {
                f.write_str("is not what it was in the earlier report: the trail was set back or rewritten")
            }
        }
    }
}

impl Found {
    /// The word for programs.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Missing { .. } => "missing",
            Self::CutOff { .. } => "cut_off",
            Self::Rewritten => "rewritten",
            Self::OutOfPlace => "out_of_place",
            Self::HeadChanged => "head_changed",
            Self::HeadMissing => "head_missing",
            Self::Unchained => "unchained",
            Self::SetBack => "set_back",
        }
    }
}

impl Span {
    fn add(&mut self, at: Timestamp) {
        self.rows += 1;
        self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
        self.last_at = Some(self.last_at.map_or(at, |last| last.max(at)));
    }
}

/// Walks all chains. What an earlier report ended with must still be there. `begin` is told how many rows there are,
/// `count` of each row read.
pub async fn verify(
    db: &Db,
    earlier: &[Anchor],
    begin: impl FnOnce(u64),
    mut count: impl FnMut(),
) -> Result<Report, Error> {
    let trail = db.trail()?;
    let mut conn = db.snapshot().await?;
    begin(conn.count("audit_events").await?);
    let mut report = Report::default();
    let heads = all(&mut conn).await?;
    let missing = report.heads(&trail, &heads);
    let heads = heads.into_iter().map(|(head, _)| (head.chain, head)).collect();
    let mut walk = Walk { report, heads, missing, earlier, at: None };
    let sql = format!(
        "SELECT {COLUMNS}, hash FROM audit_events WHERE chain IS NOT NULL AND seq IS NOT NULL ORDER BY chain, seq"
    );
    let mut rows = conn.stream(sql, KINDS.to_vec());
    while let Some(row) = rows.next().await? {
        walk.row(&row)?;
        count();
    }
    drop(rows);
    let mut report = walk.end();
    unchained(&mut conn, &mut report, count).await?;
    Ok(report)
}

impl Report {
    fn add(&mut self, found: Found, id: Option<&Value>, chain: Option<i64>, seq: Option<i64>) {
        self.found += 1;
        if self.findings.len() < KEPT {
            let id = id.and_then(|id| match id {
                Value::Text(id) => id.clone(),
                Value::Int(_) | Value::Bytes(_) => None,
            });
            self.findings.push(Finding { found, id, chain, seq });
        }
    }

    /// Notes the heads, and tells which are missing: sixteen are made at a time.
    fn heads(&mut self, trail: &Trail, heads: &[(Head, Vec<u8>)]) -> BTreeSet<i64> {
        for (head, seal) in heads {
            if trail.sealed(head, seal).is_none() {
                self.add(Found::HeadChanged, None, Some(head.chain), None);
            }
            self.swept = self.swept.saturating_add(head.swept_seq);
            self.anchors.push(Anchor { chain: head.chain, seq: head.seq, hash: head.hash });
        }
        self.chains = heads.len();
        // Of those that we made: whoever can write in the database may have put one at the end of all numbers.
        let last = heads.iter().rev().find(|(head, seal)| trail.sealed(head, seal).is_some());
        let end = last.map_or(0, |(last, _)| of_set(last.chain - last.chain.rem_euclid(CHAINS)).end);
        (0..end).filter(|chain| heads.binary_search_by_key(chain, |(head, _)| head.chain).is_err()).collect()
    }
}

struct Walk<'a> {
    report: Report,
    /// Of the chains that have not been walked yet.
    heads: BTreeMap<i64, Head>,
    /// Chains without a head whose rows have not been met.
    missing: BTreeSet<i64>,
    earlier: &'a [Anchor],
    at: Option<Place<'a>>,
}

/// Where we are in a chain.
struct Place<'a> {
    head: Head,
    has_head: bool,
    seq: i64,
    hash: [u8; 32],
    last_id: Option<Value>,
    /// Of the earlier report, until it is met.
    anchor: Option<&'a Anchor>,
}

impl Walk<'_> {
    fn row(&mut self, row: &[Value]) -> Result<(), Error> {
        let (Value::Int(Some(at)), Value::Int(Some(chain)), Value::Int(Some(seq))) = (&row[1], &row[9], &row[10])
        else {
            return Err(Error::Unreadable("audit_events"));
        };
        let (chain, seq) = (*chain, *seq);
        if self.at.as_ref().is_none_or(|place| place.head.chain != chain) {
            self.begin(chain);
        }
        let (report, Some(place)) = (&mut self.report, &mut self.at) else { return Ok(()) };
        report.chained.add(Timestamp::from_millis(*at));
        if seq <= place.seq || place.has_head && seq > place.head.seq {
            report.add(Found::OutOfPlace, Some(&row[0]), Some(chain), Some(seq));
            return Ok(());
        }
        let is_next = seq == place.seq + 1;
        if !is_next {
            report.add(Found::Missing { from: place.seq + 1, to: seq - 1 }, Some(&row[0]), Some(chain), Some(seq));
        }
        let stored = match &row[12] {
            Value::Bytes(Some(hash)) => hash.as_slice().try_into().unwrap_or(NOTHING),
            Value::Bytes(None) | Value::Text(_) | Value::Int(_) => NOTHING,
        };
        if is_next && follow(&place.hash, &row[..12]) != stored {
            report.add(Found::Changed, Some(&row[0]), Some(chain), Some(seq));
        }
        // What follows is held against what is written here, so that each change is told once.
        (place.seq, place.hash, place.last_id) = (seq, stored, Some(row[0].clone()));
        if let Some(anchor) = place.anchor.filter(|anchor| anchor.seq <= seq) {
            place.anchor = None;
            if anchor.seq != seq || anchor.hash != stored {
                report.add(Found::SetBack, Some(&row[0]), Some(chain), Some(anchor.seq));
            }
        }
        Ok(())
    }

    /// The chains before this one are over.
    fn begin(&mut self, chain: i64) {
        self.leave();
        while let Some(entry) = self.heads.first_entry().filter(|entry| *entry.key() < chain) {
            let head = entry.remove();
            self.enter(head, true);
            self.leave();
        }
        match self.heads.remove(&chain) {
            Some(head) => self.enter(head, true),
            None => self.enter(Head::new(chain, Timestamp::from_millis(0)), false),
        }
    }

    fn enter(&mut self, head: Head, has_head: bool) {
        let anchor = self.earlier.iter().find(|anchor| anchor.chain == head.chain);
        let mut place = Place { seq: head.swept_seq, hash: head.swept_hash, last_id: None, anchor, has_head, head };
        // What was swept since cannot be compared; where the sweep ended just there, it can.
        if let Some(anchor) = anchor.filter(|anchor| anchor.seq <= place.seq) {
            place.anchor = None;
            if anchor.seq == place.seq && anchor.hash != place.hash {
                self.report.add(Found::SetBack, None, Some(anchor.chain), Some(anchor.seq));
            }
        }
        self.at = Some(place);
    }

    fn leave(&mut self) {
        let Some(place) = self.at.take() else { return };
        let (head, id) = (&place.head, place.last_id.as_ref());
        let chain = Some(head.chain);
        if !place.has_head {
            self.missing.remove(&head.chain);
            self.report.add(Found::HeadMissing, id, chain, Some(place.seq));
        } else if place.seq < head.seq {
            self.report.add(Found::CutOff { from: place.seq + 1, to: head.seq }, id, chain, Some(place.seq));
        } else if place.hash != head.hash {
            self.report.add(Found::Rewritten, id, chain, Some(place.seq));
        }
        if let Some(anchor) = place.anchor {
            self.report.add(Found::SetBack, None, chain, Some(anchor.seq));
        }
    }

    fn end(mut self) -> Report {
        self.begin(i64::MAX);
        // That chain is none, and has no rows.
        self.at = None;
        for chain in &self.missing {
            self.report.add(Found::HeadMissing, None, Some(*chain), None);
        }
        for anchor in self.earlier {
            let is_there = self.report.anchors.iter().any(|now| now.chain == anchor.chain);
            if !is_there {
                self.report.add(Found::SetBack, None, Some(anchor.chain), Some(anchor.seq));
            }
        }
        self.report
    }
}

async fn unchained(conn: &mut Conn, report: &mut Report, mut count: impl FnMut()) -> Result<(), Error> {
    const BEGUN: &str = "SELECT min(begun_at) AS begun_at FROM audit_chains";
    let begun_at =
        conn.fetch_one(BEGUN, args![]).await?.and_then(|row| row.maybe_at("begun_at").transpose()).transpose()?;
    let until = begun_at.map(|begun_at| begun_at.plus(CHANGE_OF_VERSION));
    let sql = "SELECT id, at, chain, seq FROM audit_events WHERE chain IS NULL OR seq IS NULL ORDER BY at, id";
    let mut rows = conn.stream(sql.to_owned(), vec![Kind::Text, Kind::Int, Kind::Int, Kind::Int]);
    while let Some(row) = rows.next().await? {
        let (Value::Int(Some(at)), Value::Int(chain), Value::Int(seq)) = (&row[1], &row[2], &row[3]) else {
            return Err(Error::Unreadable("audit_events"));
        };
        report.unchained.add(Timestamp::from_millis(*at));
        if until.is_some_and(|until| Timestamp::from_millis(*at) > until) || chain.is_some() || seq.is_some() {
            report.add(Found::Unchained, Some(&row[0]), *chain, *seq);
        }
        count();
    }
    Ok(())
}
