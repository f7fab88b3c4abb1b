//! The seam to the databases, and the only folder that names a driver: transactions and a small
//! `execute`/`fetch` here, opening and migrating in `setup`, what is bound and read in `value`, what only a
//! copy needs in `copying`.
//! `docs/decisions/0001-data-layer.md` says why it is made like this. What the tables mean is told in the
//! files beside this folder, one for each noun.

mod copying;
mod error;
mod setup;
mod value;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::pool::PoolConnection;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Postgres, Sqlite, Transaction};
use tokio::sync::Notify;

pub(crate) use copying::Rows;
pub use error::Error;
pub use setup::Standing;
pub use value::Kind;
pub(crate) use value::{Row, Value, args};

/// The database, whichever it is. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    mail_queued: Arc<Notify>,
    unwritable: Arc<AtomicBool>,
}

#[derive(Clone)]
enum Pools {
    /// One writer, many readers: SQLite allows no more, and a queue in our process is fairer than its lock.
    Sqlite {
        read: SqlitePool,
        write: SqlitePool,
    },
    Postgres(PgPool),
}

/// A connection to read with.
pub struct Conn(Inner);

enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteTx(Transaction<'static, Sqlite>),
    PostgresRead(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

/// An open transaction: reads and writes. Dropped without `commit` it leaves nothing behind.
pub struct Tx {
    conn: Conn,
    queues_mail: bool,
    mail_queued: Arc<Notify>,
    unwritable: Arc<AtomicBool>,
}

impl Db {
    pub async fn read(&self) -> Result<Conn, Error> {
        Ok(Conn(match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteRead(read.acquire().await?),
            Pools::Postgres(pool) => Inner::PostgresRead(pool.acquire().await?),
        }))
    }

    /// What is committed is on disk. A lock that somebody holds for longer than `setup::ACQUIRE_TIMEOUT`, as a
    /// copy does, is an `Error::Busy`.
    pub async fn begin(&self) -> Result<Tx, Error> {
        const POSTGRES: &str = "BEGIN; SET LOCAL lock_timeout = '5s'";
        self.begin_with("PRAGMA synchronous = FULL; BEGIN IMMEDIATE", POSTGRES).await
    }

    /// What is committed survives this process, however it ends, but not a power cut, unless another commit
    /// came after it. Only for notes without which something is done once more, such as sending a mail.
    pub async fn begin_relaxed(&self) -> Result<Tx, Error> {
        const POSTGRES: &str = "BEGIN; SET LOCAL lock_timeout = '5s'; SET LOCAL synchronous_commit = off";
        self.begin_with("PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE", POSTGRES).await
    }

    /// Each transaction says for itself how durable it is: nothing is left over from the one before.
    async fn begin_with(&self, sqlite: &'static str, postgres: &'static str) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::SqliteTx(begin_sqlite(write, sqlite).await?),
            Pools::Postgres(pool) => Inner::PostgresTx(pool.begin_with(postgres).await?),
        };
        let (mail_queued, unwritable) = (Arc::clone(&self.mail_queued), Arc::clone(&self.unwritable));
        Ok(Tx { conn: Conn(inner), queues_mail: false, mail_queued, unwritable })
    }

    /// Resolves when a transaction of this process has queued mail since the last call.
    pub async fn mail_queued(&self) {
        self.mail_queued.notified().await;
    }

    /// Waits for open work and lets the files go.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Pools::Postgres(pool) => pool.close().await,
        }
    }
}

/// A transaction that SQLite has ended by itself (on a full disk, say) leaves the driver believing that it
/// is still open, and every later one would be refused: such a connection is replaced.
async fn begin_sqlite(
    write: &SqlitePool,
    statement: &'static str,
) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    match write.begin_with(statement).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            write.begin_with(statement).await
        }
        begun => begun,
    }
}

impl Tx {
    pub async fn commit(self) -> Result<(), Error> {
        let committed = match self.conn.0 {
            Inner::SqliteTx(tx) => tx.commit().await,
            Inner::PostgresTx(tx) => tx.commit().await,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => Ok(()),
        };
        watch(&self.unwritable, committed.map_err(Error::from))?;
        self.unwritable.store(false, Ordering::Relaxed);
        if self.queues_mail {
            self.mail_queued.notify_one();
        }
        Ok(())
    }

    /// The worker is woken once this transaction is committed.
    pub(crate) fn queues_mail(&mut self) {
        self.queues_mail = true;
    }
}

/// Remembers that the disk failed, until something was written again: readiness asks for it.
fn watch<T>(unwritable: &AtomicBool, result: Result<T, Error>) -> Result<T, Error> {
    if let Err(Error::Unwritable(_)) = &result {
        unwritable.store(true, Ordering::Relaxed);
    }
    result
}

impl Deref for Tx {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}

macro_rules! bound {
    ($sql:expr, $args:expr) => {
        $args.into_iter().fold(sqlx::query($sql), |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Int(int) => query.bind(int),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    };
}

use bound;

impl Conn {
    /// For the few statements that have to differ: rows are locked, or texts ordered by their bytes.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.0, Inner::PostgresRead(_) | Inner::PostgresTx(_))
    }

    pub(crate) async fn fetch_all(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, Error> {
        Ok(match &mut self.0 {
            Inner::SqliteRead(conn) => {
                bound!(sql, args).fetch_all(&mut **conn).await?.into_iter().map(Row::Sqlite).collect()
            }
            Inner::SqliteTx(conn) => {
                bound!(sql, args).fetch_all(&mut **conn).await?.into_iter().map(Row::Sqlite).collect()
            }
            Inner::PostgresRead(conn) => {
                bound!(sql, args).fetch_all(&mut **conn).await?.into_iter().map(Row::Postgres).collect()
            }
            Inner::PostgresTx(conn) => {
                bound!(sql, args).fetch_all(&mut **conn).await?.into_iter().map(Row::Postgres).collect()
            }
        })
    }

    /// The only or first row.
    pub(crate) async fn fetch_one(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql, args).await?.into_iter().next())
    }
}

impl Tx {
    /// Runs a statement and tells how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, Error> {
        let changed = match &mut self.conn.0 {
            Inner::SqliteTx(conn) => bound!(sql, args).execute(&mut **conn).await.map(|done| done.rows_affected()),
            Inner::PostgresTx(conn) => bound!(sql, args).execute(&mut **conn).await.map(|done| done.rows_affected()),
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => Ok(0),
        };
        watch(&self.unwritable, changed.map_err(Error::from))
    }
}
