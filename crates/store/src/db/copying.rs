//! What only a copy and whoever verifies the audit trail ask of a database: to hold still, or to be seen as it was at
//! one moment; all rows of a table one after the other, and whether two databases are one.

use std::fs;
use std::os::unix::fs::MetadataExt;

use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use sqlx::{AssertSqlSafe, Row as _};

use super::group::Sharing;
use super::setup::is_missing_table;
use super::transaction::PgTransaction;
use super::{Conn, Db, Error, Inner, Kind, NORMAL, Pools, Row, Tx, Value};

/// Longest wait for a lock, as on SQLite. A long read or an idle transaction is no mistake here: whatever
/// limit the server has for them does not count.
const PATIENT: &str = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL statement_timeout = 0;
    SET LOCAL idle_in_transaction_session_timeout = 0";

/// The rows of an answer as they come, however many they are.
pub(crate) struct Rows<'c> {
    rows: BoxStream<'c, Result<Row, sqlx::Error>>,
    kinds: Vec<Kind>,
}

impl Rows<'_> {
    pub async fn next(&mut self) -> Result<Option<Vec<Value>>, Error> {
        match self.rows.next().await {
            Some(row) => row?.values(&self.kinds).map(Some),
            None => Ok(None),
        }
    }
}

impl Db {
    /// A transaction during which nobody else writes to these tables; it is there to be read in. SQLite holds
    /// its one write lock, PostgreSQL locks in the mode that keeps writers out and lets readers in.
    pub(crate) async fn freeze(&self, tables: &[&'static str]) -> Result<Tx, Error> {
        let mut tx = self.patient().begin_with(Sharing::Nobodys, "BEGIN IMMEDIATE", PATIENT).await?;
        if tx.is_postgres() {
            tx.execute_made(format!("LOCK TABLE {} IN SHARE MODE", tables.join(", ")), Vec::new()).await?;
        }
        Ok(tx)
    }

    /// A transaction of many, each as durable as `begin_relaxed` makes it; the last one has to be `begin`'s. It
    /// waits for locks as long as it takes.
    pub(crate) async fn begin_batch(&self) -> Result<Tx, Error> {
        const POSTGRES: &str = "BEGIN; SET LOCAL synchronous_commit = off; SET LOCAL statement_timeout = 0";
        self.patient().begin_with(Sharing::Nobodys, NORMAL, POSTGRES).await
    }

    /// A connection for reads that may last.
    pub(crate) async fn read_patiently(&self) -> Result<Conn, Error> {
        match &self.pools {
            Pools::Sqlite { .. } => self.read().await,
            Pools::Postgres(servers) => {
                let begun = PgTransaction::begin(servers.acquire().await?, PATIENT).await?;
                Ok(Conn { inner: Inner::PostgresTx(begun), pending: Vec::new(), is_patient: true })
            }
        }
    }

    /// A connection for reads that may last and all see the same moment, while others go on writing.
    pub(crate) async fn snapshot(&self) -> Result<Conn, Error> {
        const POSTGRES: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0;
            SET LOCAL idle_in_transaction_session_timeout = 0";
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteSnapshot(read.pool().begin().await?),
            Pools::Postgres(servers) => {
                Inner::PostgresTx(PgTransaction::begin(servers.acquire().await?, POSTGRES).await?)
            }
        };
        Ok(Conn { inner, pending: Vec::new(), is_patient: true })
    }

    /// Writes all of a SQLite database, as it is at this moment, into a new file; others go on working.
    ///
    /// # Errors
    /// `Refused` on PostgreSQL, which has programs of its own for it.
    pub async fn copy_into_file(&self, path: &str) -> Result<(), Error> {
        match &self.pools {
            Pools::Sqlite { read, .. } => {
                let mut conn = read.acquire().await?;
                sqlx::query("VACUUM INTO $1").bind(path).execute(&mut *conn).await?;
                Ok(())
            }
            Pools::Postgres(_) => Err(Error::Refused("PostgreSQL is backed up by pg_dump".to_owned())),
        }
    }

    /// Whether both are the same tables of the same database, however their URLs are spelled.
    pub async fn is_same_as(&self, other: &Self) -> Result<bool, Error> {
        const FILE: &str = "SELECT file FROM pragma_database_list WHERE name = 'main'";
        // Where its tables are, or would be made.
        const SCHEMA: &str = "SELECT coalesce((SELECT relnamespace FROM pg_class WHERE oid = to_regclass('accounts')),
            to_regnamespace(current_schema()))::bigint";
        // An advisory lock is known to its own database only, and the id of a connection is nobody else's there.
        const HOLD: &str = "SELECT pg_backend_pid(), pg_advisory_xact_lock(1129271884, pg_backend_pid())";
        const TRY: &str = "SELECT pg_try_advisory_xact_lock(1129271884, $1)";
        match (&self.pools, &other.pools) {
            (Pools::Sqlite { read: one, .. }, Pools::Sqlite { read: two, .. }) => {
                let mut found = Vec::new();
                for pool in [one, two] {
                    let path: String = sqlx::query(FILE).fetch_one(pool.pool()).await?.try_get(0)?;
                    let file = fs::metadata(&path).map_err(|error| Error::Refused(format!("{path}: {error}")))?;
                    found.push((file.dev(), file.ino()));
                }
                Ok(found[0] == found[1])
            }
            (Pools::Postgres(one), Pools::Postgres(two)) => {
                let (mut one, mut two) = (one.pool().begin().await?, two.pool().begin().await?);
                let pid: i32 = sqlx::query(HOLD).fetch_one(&mut *one).await?.try_get(0)?;
                let is_free: bool = sqlx::query(TRY).bind(pid).fetch_one(&mut *two).await?.try_get(0)?;
                let one: Option<i64> = sqlx::query(SCHEMA).fetch_one(&mut *one).await?.try_get(0)?;
                let two: Option<i64> = sqlx::query(SCHEMA).fetch_one(&mut *two).await?.try_get(0)?;
                Ok(!is_free && one == two)
            }
            (Pools::Sqlite { .. }, Pools::Postgres(_)) | (Pools::Postgres(_), Pools::Sqlite { .. }) => Ok(false),
        }
    }
}

/// Statements that are made of names from `copy::tables`, and of nothing from outside.
impl Conn {
    pub(crate) fn stream(&mut self, sql: String, kinds: Vec<Kind>) -> Rows<'_> {
        let sql = AssertSqlSafe(sql);
        let rows = match &mut self.inner {
            Inner::SqliteRead(conn) => sqlx::query(sql).fetch(&mut **conn).map(|row| row.map(Row::Sqlite)).boxed(),
            Inner::SqliteSnapshot(conn) => sqlx::query(sql).fetch(&mut **conn).map(|row| row.map(Row::Sqlite)).boxed(),
            Inner::SqliteTx(conn) => sqlx::query(sql).fetch(&mut **conn).map(|row| row.map(Row::Sqlite)).boxed(),
            Inner::PostgresRead(conn) => sqlx::query(sql).fetch(&mut **conn).map(|row| row.map(Row::Postgres)).boxed(),
            Inner::PostgresTx(conn) => sqlx::query(sql).fetch(&mut **conn).map(|row| row.map(Row::Postgres)).boxed(),
        };
        Rows { rows, kinds }
    }

    pub(crate) async fn count(&mut self, table: &'static str) -> Result<u64, Error> {
        let mut rows = self.stream(format!("SELECT count(*) FROM {table}"), vec![Kind::Int]);
        match rows.next().await?.as_deref() {
            Some([Value::Int(Some(count))]) => Ok(count.unsigned_abs()),
            Some(_) | None => Err(Error::Unreadable("count")),
        }
    }

    /// Also where there is no such table yet.
    pub(crate) async fn has_rows(&mut self, table: &'static str) -> Result<bool, Error> {
        let mut rows = self.stream(format!("SELECT 1 FROM {table} LIMIT 1"), Vec::new());
        match rows.next().await {
            Err(Error::Driver(error)) if is_missing_table(&error) => Ok(false),
            found => Ok(found?.is_some()),
        }
    }
}
