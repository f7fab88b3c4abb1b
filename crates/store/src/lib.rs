//! The memory of Countersign: all SQL, one file for each noun, written once for SQLite and PostgreSQL.
//! `db` alone names the drivers. Nothing here decides anything: rules are `countersign-core`'s, stories
//! are `countersign::flows`. What a new database must do is written down in `tests/contract`.
#![deny(missing_docs)]

pub mod accounts;
pub mod audit;
pub mod backup;
pub mod captchas;
pub mod copy;
pub mod db;
mod digest;
pub mod email_changes;
pub mod figures;
pub mod foreign_hashes;
pub mod guesses;
pub mod import;
pub mod legacy_people;
pub mod limits;
pub mod links;
pub mod mailboxes;
pub mod mails;
pub mod marked_addresses;
pub mod people;
mod place;
mod redis;
pub mod session_changes;
pub mod sessions;
pub mod set_back;
pub mod sign_ups;
pub mod workers;

pub use db::{Conn, Db, Error, PoolFigures, SWEPT_AT_ONCE, State, Tx, host};
pub use place::{Behind, Leaf};
pub(crate) use redis::Script;
pub use redis::{Away, Redis, Seen, Taker, Unusable};

/// A page of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// Rows at most.
    pub limit: i64,
}

impl Default for Page {
    fn default() -> Self {
        Self { limit: 1_000 }
    }
}
