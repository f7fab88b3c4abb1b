//! What only an import asks of a database: a table that nobody else sees and that goes with its connection, to fill and to
//! look at in a transaction that keeps nobody from writing.

use super::group::Sharing;
use super::{Db, Error, Tx};

impl Db {
    /// A transaction in which a temporary table is filled. On SQLite it has no lock.
    pub(crate) async fn begin_staging(&self) -> Result<Tx, Error> {
        // Pages that are looked at again and again while a million rows go in, in no order that an index would like.
        const SQLITE: &str =
            "PRAGMA temp_store = FILE; PRAGMA cache_size = -131072; PRAGMA temp.cache_size = -65536; BEGIN";
        const POSTGRES: &str = "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '5s';
            SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0";
        self.patient().begin_with(Sharing::Nobodys, SQLITE, POSTGRES).await
    }

    /// Goes on to write in the tables of everybody: on PostgreSQL in the same transaction; SQLite's keeps others from
    /// writing, so another one begins there, on the one connection for writes, which still has the temporary table.
    pub(crate) async fn write_staged(&self, staged: Tx) -> Result<Tx, Error> {
        if staged.is_postgres() {
            return Ok(staged);
        }
        staged.commit().await?;
        self.patient().begin().await
    }
}
