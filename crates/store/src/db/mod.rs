//! The seam to the databases, and the only folder that names a driver: transactions and a small `execute`/`fetch` here,
//! the rest in files of its own. `docs/decisions/0001-data-layer.md` says why it is made like this. What the tables mean
//! is told beside this folder, one file for each noun.

mod commit;
mod copying;
mod error;
mod group;
mod handful;
pub mod host;
mod in_time;
mod lender;
mod made;
mod note;
mod pending;
mod postgres;
pub mod probe;
mod setup;
mod span;
mod staging;
mod standing;
mod sweep;
mod transaction;
mod value;
mod wake;
mod wal_index;

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use countersign_core::Id;
use countersign_core::audit::{Entry, Event};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Postgres, SqlSafeStr, Sqlite, Transaction};

use self::error::watch;
use self::group::{Sharing, SqliteTx, Writer};
use self::in_time::in_time;
use self::lender::{Lender, Lent};
use self::pending::Pending;
use self::postgres::Servers;
use self::transaction::PgTransaction;
use self::wake::Wake;
use self::wal_index::WalIndex;
use crate::audit::Trail;
use crate::redis::Redis;

pub(crate) use copying::Rows;
pub use error::Error;
pub use handful::HANDFUL;
pub(crate) use handful::{handful, padded};
pub use in_time::ANSWER_WITHIN;
pub(crate) use made::insert_rows;
pub use setup::Standing;
pub use span::SPANS;
pub use standing::PoolFigures;
pub use sweep::SWEPT_AT_ONCE;
pub(crate) use sweep::sweep_sql;
pub use value::Kind;
pub(crate) use value::{Row, Value, args};
pub use wal_index::State;

/// The database, whichever it is. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    /// PostgreSQL's answers may take as long as they take.
    is_patient: bool,
    wake: Wake,
    unwritable: Arc<AtomicBool>,
    /// None where nothing is done that has to be noted.
    trail: Option<Arc<Trail>>,
    witness: Option<Witness>,
}

/// Is told of each row of the audit trail that was committed.
pub type Witness = Arc<dyn Fn(Event, &'static str) + Send + Sync>;

#[derive(Clone)]
enum Pools {
    /// One writer, many readers: SQLite allows no more, and a queue in our process is fairer than its lock.
    Sqlite {
        read: Lender<Sqlite>,
        write: Writer,
        index: Arc<WalIndex>,
    },
    Postgres(Servers),
}

/// A connection to read with.
pub struct Conn {
    inner: Inner,
    pending: Pending,
    is_patient: bool,
}

enum Inner {
    SqliteRead(Lent<Sqlite>),
    SqliteSnapshot(Transaction<'static, Sqlite>),
    SqliteTx(SqliteTx),
    PostgresRead(Lent<Postgres>),
    PostgresTx(PgTransaction),
}

/// An open transaction: reads and writes. Dropped without `commit` it leaves nothing behind.
pub struct Tx {
    conn: Conn,
    changes_sessions: bool,
    queues_mail: bool,
    queued: Vec<Id>,
    noted: Vec<Entry>,
    wake: Wake,
    unwritable: Arc<AtomicBool>,
    trail: Option<Arc<Trail>>,
    witness: Option<Witness>,
    /// Ends with the transaction.
    span: tracing::Span,
}

/// How a transaction begins on SQLite.
const FULL: &str = "PRAGMA synchronous = FULL; BEGIN IMMEDIATE";
const NORMAL: &str = "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE";

/// How a transaction begins on PostgreSQL. Longer waits for a lock than these are `Error::Busy`.
macro_rules! begin {
    ($more:literal) => {
        concat!("BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL lock_timeout = '2s'", $more)
    };
}

impl Db {
    /// A connection to read with, outside of any transaction.
    ///
    /// # Errors
    /// `Busy` where there is none in time.
    pub async fn read(&self) -> Result<Conn, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteRead(read.acquire().await?),
            Pools::Postgres(servers) => Inner::PostgresRead(in_time(self.is_patient, servers.acquire()).await?),
        };
        Ok(Conn { inner, pending: Vec::new(), is_patient: self.is_patient })
    }

    /// The same database, with the ids of queued mails handed over by Redis.
    #[must_use]
    pub fn with_redis(&self, redis: Redis) -> Self {
        Self { wake: self.wake.with_redis(redis), ..self.clone() }
    }

    /// The same database, with the keys of its audit trail.
    #[must_use]
    pub fn with_trail(&self, trail: Trail) -> Self {
        Self { trail: Some(Arc::new(trail)), ..self.clone() }
    }

    /// The same database, with somebody who counts what is noted.
    #[must_use]
    pub fn with_witness(&self, witness: Witness) -> Self {
        Self { witness: Some(witness), ..self.clone() }
    }

    pub(crate) fn trail(&self) -> Result<Arc<Trail>, Error> {
        keyed(self.trail.as_ref())
    }

    /// The same database for work that may take its time, with nobody waiting at a door.
    #[must_use]
    pub fn patient(&self) -> Self {
        Self { is_patient: true, ..self.clone() }
    }

    /// What is committed is on disk. A lock that somebody holds for longer than two seconds (five on SQLite), as
    /// a copy does, is an `Error::Busy`.
    pub async fn begin(&self) -> Result<Tx, Error> {
        self.begin_with(Sharing::Nobodys, FULL, begin!("")).await
    }

    /// The same, with others in one commit where many wait for the disk: for whoever says nothing to anybody until it is
    /// committed, whatever is found there. It may be of others who are not committed yet, and are with this one.
    pub async fn begin_shared(&self) -> Result<Tx, Error> {
        self.begin_with(Sharing::Durable, FULL, begin!("")).await
    }

    /// What is committed survives this process and the database's, however they end; on SQLite not a power cut,
    /// unless another commit came after it. For the note of a mail, without which it is sent once more.
    pub async fn begin_note(&self) -> Result<Tx, Error> {
        self.begin_with(Sharing::Any, NORMAL, begin!("")).await
    }

    /// The same, but on PostgreSQL a crash of the database may take it, too: for what may be lost.
    pub async fn begin_relaxed(&self) -> Result<Tx, Error> {
        const POSTGRES: &str = begin!("; SET LOCAL synchronous_commit = off");
        self.begin_with(Sharing::Any, NORMAL, POSTGRES).await
    }

    /// Each transaction says for itself how durable it is: nothing is left over from the one before. And how it
    /// is kept apart from others: the guarded statements are made for READ COMMITTED, under which none of them
    /// has to be tried again, whatever the server's default is.
    async fn begin_with(&self, sharing: Sharing, sqlite: &'static str, postgres: &'static str) -> Result<Tx, Error> {
        let sharing = if self.is_patient { Sharing::Nobodys } else { sharing };
        let span = span::of_transaction(matches!(self.pools, Pools::Postgres(_)));
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::SqliteTx(write.begin(sqlite, sharing).await?),
            Pools::Postgres(servers) => {
                let begun = async { PgTransaction::begin(servers.acquire().await?, postgres).await };
                Inner::PostgresTx(in_time(self.is_patient, begun).await?)
            }
        };
        Ok(Tx {
            conn: Conn { inner, pending: Vec::new(), is_patient: self.is_patient },
            changes_sessions: false,
            queues_mail: false,
            queued: Vec::new(),
            noted: Vec::new(),
            wake: self.wake.clone(),
            unwritable: Arc::clone(&self.unwritable),
            trail: self.trail.clone(),
            witness: self.witness.clone(),
            span,
        })
    }

    /// Waits for open work and lets the files go.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { read, write, .. } => {
                read.close().await;
                write.pool().close().await;
            }
            Pools::Postgres(servers) => servers.close().await,
        }
    }
}

fn keyed(trail: Option<&Arc<Trail>>) -> Result<Arc<Trail>, Error> {
    trail.cloned().ok_or_else(|| Error::Refused("the audit trail has no key here".to_owned()))
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

/// What PostgreSQL came to in time. A connection that shows a server or tables of another day is used no more.
macro_rules! answer {
    ($conn:expr, $is_patient:expr, $work:expr) => {{
        let done = in_time::within($is_patient, $work).await;
        if matches!(&done, Some(Err(error)) if error::is_stale(error)) {
            $conn.close_on_drop();
        }
        in_time::or_busy(done)
    }};
}
use answer;

impl Conn {
    /// For the few statements that have to differ: rows are locked, or texts ordered by their bytes.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.inner, Inner::PostgresRead(_) | Inner::PostgresTx(_))
    }

    pub(crate) async fn fetch_all(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Vec<Row>, Error> {
        self.settle().await?;
        self.ask(sql, args).await
    }

    async fn ask(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<Vec<Row>, Error> {
        let is_patient = self.is_patient;
        match &mut self.inner {
            Inner::SqliteRead(conn) => {
                let rows = bound!(sql, args).fetch_all(&mut **conn).await;
                sqlite_rows(rows.inspect(|_| conn.settled()))
            }
            Inner::SqliteSnapshot(conn) => sqlite_rows(bound!(sql, args).fetch_all(&mut **conn).await),
            Inner::SqliteTx(conn) => {
                let rows = bound!(sql, args).fetch_all(&mut **conn).await;
                Ok(conn.ran(rows)?.into_iter().map(Row::Sqlite).collect())
            }
            Inner::PostgresRead(conn) => {
                let rows = answer!(conn, is_patient, bound!(sql, args).fetch_all(&mut **conn));
                postgres_rows(rows.inspect(|_| conn.settled()))
            }
            Inner::PostgresTx(conn) => {
                postgres_rows(answer!(conn, is_patient, bound!(sql, args).fetch_all(&mut **conn)))
            }
        }
    }

    /// The only or first row.
    pub(crate) async fn fetch_one(&mut self, sql: &'static str, args: Vec<Value>) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql, args).await?.into_iter().next())
    }
}

fn sqlite_rows(rows: Result<Vec<SqliteRow>, sqlx::Error>) -> Result<Vec<Row>, Error> {
    Ok(rows?.into_iter().map(Row::Sqlite).collect())
}

fn postgres_rows(rows: Result<Vec<PgRow>, Error>) -> Result<Vec<Row>, Error> {
    Ok(rows?.into_iter().map(Row::Postgres).collect())
}

impl Tx {
    /// Runs a statement and tells how many rows it changed.
    pub(crate) async fn execute(&mut self, sql: &'static str, args: Vec<Value>) -> Result<u64, Error> {
        self.run(sql, args).await
    }

    async fn run(&mut self, sql: impl SqlSafeStr, args: Vec<Value>) -> Result<u64, Error> {
        self.settle().await?;
        let is_patient = self.is_patient;
        let changed = match &mut self.conn.inner {
            Inner::SqliteTx(conn) => {
                let done = bound!(sql, args).execute(&mut **conn).await;
                conn.ran(done).map(|done| done.rows_affected())
            }
            Inner::PostgresTx(conn) => {
                let done = answer!(conn, is_patient, bound!(sql, args).execute(&mut **conn));
                done.map(|done| done.rows_affected())
            }
            Inner::SqliteRead(_) | Inner::SqliteSnapshot(_) | Inner::PostgresRead(_) => Ok(0),
        };
        watch(&self.unwritable, changed)
    }
}
