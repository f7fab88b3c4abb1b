//! How a process stands with its database, for its figures: what its pools hold, and whether the last write succeeded.
//! Nothing is asked of the database for it.

use std::sync::atomic::Ordering;

use sqlx::{Database, Pool};

use super::lender::Lender;
use super::{Db, Pools};

/// What a pool of connections holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolFigures {
    /// SQLite has one to `read` with and one to `write` with, PostgreSQL one for `all`.
    pub pool: &'static str,
    /// Connections that somebody has.
    pub in_use: u32,
    /// Connections that wait for somebody.
    pub idle: u32,
    /// How many it may open.
    pub most: u32,
}

impl Db {
    /// Those of all pools of this process.
    pub fn pool_figures(&self) -> Vec<PoolFigures> {
        match &self.pools {
            Pools::Sqlite { read, write, .. } => vec![lent("read", read), figures("write", write.pool(), 0)],
            Pools::Postgres(servers) => vec![lent("all", servers.lender())],
        }
    }

    /// False from a write that the disk refused to the next that succeeds.
    pub fn is_writable(&self) -> bool {
        !self.unwritable.load(Ordering::Relaxed)
    }
}

fn lent<D: Database>(name: &'static str, lender: &Lender<D>) -> PoolFigures {
    figures(name, lender.pool(), lender.kept())
}

fn figures<D: Database>(name: &'static str, pool: &Pool<D>, kept: usize) -> PoolFigures {
    let idle = u32::try_from(pool.num_idle() + kept).unwrap_or(u32::MAX);
    PoolFigures {
        pool: name,
        in_use: pool.size().saturating_sub(idle),
        idle,
        most: pool.options().get_max_connections(),
    }
}
