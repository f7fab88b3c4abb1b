//! The seam to the databases, and the only file that names a driver: pools, transactions, migrations, and
//! a small `execute`/`fetch` over text, integers and bytes. `docs/decisions/0001-data-layer.md` says why
//! it is made like this. What the tables mean is told in the files beside this one, one for each noun.

use std::borrow::Cow;
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::{Address, Id, Timestamp};
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow, SqliteSynchronous,
};
use sqlx::{AssertSqlSafe, Postgres, Row as _, SqlSafeStr, Sqlite, Transaction};
use tokio::sync::Notify;

/// Longest wait for a connection, and for another process's write lock on SQLite. Longer waits are
/// answered with 503 (`Error::Busy`) rather than piled up.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

const MIGRATIONS: [(i64, &str, &str); 1] = [(1, "first journey", include_str!("../migrations/0001_first_journey.sql"))];

/// We could not do our work. Outcomes that a person can cause are not errors.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection or lock in time; the same call may succeed in a moment.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// A unique index already holds the value.
    #[error("the value is taken")]
    Taken,
    /// A row that this version cannot read.
    #[error("the database holds a value that cannot be read: {0}")]
    Unreadable(&'static str),
    #[error("{0}")]
    Refused(String),
    #[error("database: {0}")]
    Driver(sqlx::Error),
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if matches!(error, sqlx::Error::PoolTimedOut) {
            return Self::Busy("no free connection".to_owned());
        }
        let Some(refusal) = error.as_database_error() else { return Self::Driver(error) };
        if refusal.is_unique_violation() {
            return Self::Taken;
        }
        // SQLITE_BUSY and its kin (primary code 5); 40001 and 40P01 are PostgreSQL's serialization
        // failure and deadlock, 53300 is its connection limit.
        let code = refusal.code().unwrap_or_default();
        let sqlite_busy = code.parse::<i32>().is_ok_and(|code| code & 0xff == 5);
        if matches!(error, sqlx::Error::Database(_)) && (sqlite_busy || ["40001", "40P01", "53300"].contains(&&*code)) {
            return Self::Busy(refusal.message().to_owned());
        }
        Self::Driver(error)
    }
}

/// The database, whichever it is. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    pools: Pools,
    mail_queued: Arc<Notify>,
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
}

impl Db {
    /// Opens `sqlite://PATH` (made if missing) or `postgres://…`, and refuses a database that does not
    /// keep what it acknowledged (`durability`).
    pub async fn open(url: &str) -> Result<Self, Error> {
        let pools = match url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")) {
            Some(path) => open_sqlite(Path::new(path)).await?,
            None => {
                let pool =
                    PgPoolOptions::new().acquire_timeout(ACQUIRE_TIMEOUT).max_connections(16).connect(url).await?;
                Pools::Postgres(pool)
            }
        };
        let db = Self { pools, mail_queued: Arc::new(Notify::new()) };
        db.durability().await?;
        Ok(db)
    }

    /// Whether what was acknowledged survives a power cut; `Error::Refused` says which setting is weaker.
    /// SQLite has to be in WAL mode (a file in memory is not) with `synchronous=FULL`, since WAL with
    /// NORMAL may roll back the last commits (sqlite.org/pragma.html, "synchronous"); its foreign keys are
    /// asked for here too, as it ignores them by default. PostgreSQL has to wait for its log.
    pub async fn durability(&self) -> Result<(), Error> {
        let (setting, value, wanted) = match &self.pools {
            Pools::Sqlite { write, .. } => {
                const FULL: i64 = 2;
                let mut conn = write.acquire().await?;
                let mode: String = sqlx::query("PRAGMA journal_mode").fetch_one(&mut *conn).await?.try_get(0)?;
                let synchronous: i64 = sqlx::query("PRAGMA synchronous").fetch_one(&mut *conn).await?.try_get(0)?;
                let foreign_keys: i64 = sqlx::query("PRAGMA foreign_keys").fetch_one(&mut *conn).await?.try_get(0)?;
                if (mode.as_str(), synchronous, foreign_keys) == ("wal", FULL, 1) {
                    return Ok(());
                }
                let found = format!("{mode}, {synchronous}, {foreign_keys}");
                ("journal_mode, synchronous, foreign_keys", found, "wal, 2, 1")
            }
            Pools::Postgres(pool) => {
                let found: String = sqlx::query("SHOW synchronous_commit").fetch_one(pool).await?.try_get(0)?;
                if found != "off" {
                    return Ok(());
                }
                ("synchronous_commit", found, "on")
            }
        };
        Err(Error::Refused(format!("the database may forget what it acknowledged: {setting} = {value}, not {wanted}")))
    }

    /// Brings the tables up to this version. Safe to run from several processes at once.
    pub async fn migrate(&self) -> Result<(), Error> {
        match &self.pools {
            Pools::Sqlite { write, .. } => {
                // The write lock is taken first: a second process waits and then finds nothing to do.
                let mut tx = write.begin_with("BEGIN IMMEDIATE").await?;
                migrator(for_sqlite).run_direct(None, &mut *tx, false).await.map_err(migration_refused)?;
                tx.commit().await?;
            }
            // sqlx takes an advisory lock here.
            Pools::Postgres(pool) => migrator(for_postgres).run(pool).await.map_err(migration_refused)?,
        }
        Ok(())
    }

    /// Whether the database answers and has the tables of this version.
    pub async fn is_ready(&self) -> Result<bool, Error> {
        const APPLIED: &str = "SELECT count(*) AS applied FROM _sqlx_migrations WHERE success";
        let mut conn = self.read().await?;
        match conn.fetch_one(APPLIED, args![]).await {
            Ok(row) => Ok(row.map_or(Ok(0), |row| row.int("applied"))? >= MIGRATIONS.len() as i64),
            Err(Error::Driver(error)) if is_missing_table(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    pub async fn read(&self) -> Result<Conn, Error> {
        Ok(Conn(match &self.pools {
            Pools::Sqlite { read, .. } => Inner::SqliteRead(read.acquire().await?),
            Pools::Postgres(pool) => Inner::PostgresRead(pool.acquire().await?),
        }))
    }

    pub async fn begin(&self) -> Result<Tx, Error> {
        let inner = match &self.pools {
            Pools::Sqlite { write, .. } => Inner::SqliteTx(write.begin_with("BEGIN IMMEDIATE").await?),
            Pools::Postgres(pool) => Inner::PostgresTx(pool.begin().await?),
        };
        Ok(Tx { conn: Conn(inner), queues_mail: false, mail_queued: Arc::clone(&self.mail_queued) })
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

impl Tx {
    pub async fn commit(self) -> Result<(), Error> {
        match self.conn.0 {
            Inner::SqliteTx(tx) => tx.commit().await?,
            Inner::PostgresTx(tx) => tx.commit().await?,
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
        }
        if self.queues_mail {
            self.mail_queued.notify_one();
        }
        Ok(())
    }

    /// The worker is woken once this transaction is committed.
    pub(crate) fn queues_mail(&mut self) {
        self.queues_mail = true;
    }

    /// Whether `FOR UPDATE SKIP LOCKED` is needed and known.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.conn.0, Inner::PostgresTx(_))
    }
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

/// What can be bound to a statement: the three types that both databases hold alike.
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

macro_rules! values {
    ($($from:ty => |$x:ident| $to:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($x: $from) -> Self {
                $to
            }
        })+
    };
}

values! {
    &str => |x| Self::Text(Some(without_nul(x)));
    Option<&str> => |x| Self::Text(x.map(without_nul));
    i64 => |x| Self::Int(Some(x));
    Option<i64> => |x| Self::Int(x);
    Vec<u8> => |x| Self::Bytes(Some(x));
    Id => |x| Self::Text(Some(x.to_string()));
    Option<Id> => |x| Self::Text(x.map(|id| id.to_string()));
    Timestamp => |x| Self::Int(Some(x.millis()));
    Option<Timestamp> => |x| Self::Int(x.map(Timestamp::millis));
}

/// PostgreSQL's text takes every character but NUL, so neither database gets one: what a mail server or
/// browser said must not make a row that one of them refuses.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// The arguments of one statement, in the order of `$1`, `$2`, …
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
pub(crate) use args;

macro_rules! bound {
    ($sql:expr, $args:expr) => {
        $args.into_iter().fold(sqlx::query($sql), |query, value| match value {
            Value::Text(text) => query.bind(text),
            Value::Int(int) => query.bind(int),
            Value::Bytes(bytes) => query.bind(bytes),
        })
    };
}

impl Conn {
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
        Ok(match &mut self.conn.0 {
            Inner::SqliteTx(conn) => bound!(sql, args).execute(&mut **conn).await?.rows_affected(),
            Inner::PostgresTx(conn) => bound!(sql, args).execute(&mut **conn).await?.rows_affected(),
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => 0,
        })
    }
}

/// A row of an answer, read by column name.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn text(&self, column: &'static str) -> Result<String, Error> {
        self.maybe_text(column)?.ok_or(Error::Unreadable(column))
    }

    pub fn maybe_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn int(&self, column: &'static str) -> Result<i64, Error> {
        self.maybe_int(column)?.ok_or(Error::Unreadable(column))
    }

    pub fn maybe_int(&self, column: &'static str) -> Result<Option<i64>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn id(&self, column: &'static str) -> Result<Id, Error> {
        self.maybe_id(column)?.ok_or(Error::Unreadable(column))
    }

    pub fn maybe_id(&self, column: &'static str) -> Result<Option<Id>, Error> {
        self.maybe_text(column)?.map(|text| text.parse().map_err(|_| Error::Unreadable(column))).transpose()
    }

    pub fn at(&self, column: &'static str) -> Result<Timestamp, Error> {
        self.int(column).map(Timestamp::from_millis)
    }

    pub fn maybe_at(&self, column: &'static str) -> Result<Option<Timestamp>, Error> {
        Ok(self.maybe_int(column)?.map(Timestamp::from_millis))
    }

    pub fn address(&self, column: &'static str) -> Result<Address, Error> {
        Address::parse(&self.text(column)?).map_err(|_| Error::Unreadable(column))
    }
}

async fn open_sqlite(path: &Path) -> Result<Pools, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.read_only(true));
    Ok(Pools::Sqlite { read, write })
}

fn migrator(dialect: fn(&'static str) -> Cow<'static, str>) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|(version, name, sql)| {
        let sql = AssertSqlSafe(dialect(sql)).into_sql_str();
        Migration::new(*version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    Migrator::with_migrations(migrations.collect())
}

fn for_sqlite(sql: &'static str) -> Cow<'static, str> {
    sql.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").into()
}

fn for_postgres(sql: &'static str) -> Cow<'static, str> {
    sql.replace(") STRICT;", ");").into()
}

/// 42P01 is PostgreSQL's "undefined table"; for SQLite that is one of its many errors of code 1.
fn is_missing_table(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|refusal| match refusal.code().as_deref() {
        Some("42P01") => true,
        Some("1") => refusal.message().starts_with("no such table"),
        _ => false,
    })
}

fn migration_refused(error: sqlx::migrate::MigrateError) -> Error {
    Error::Refused(format!("the database could not be migrated: {error}"))
}

/// Whether the URL is one that `open` takes; says what is wrong otherwise.
pub fn check_url(url: &str) -> Result<(), String> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return sqlx::postgres::PgConnectOptions::from_str(url).map(drop).map_err(|error| error.to_string());
    }
    match url.strip_prefix("sqlite://") {
        Some("") => Err("has no path".to_owned()),
        Some(_) => Ok(()),
        None => Err("is neither sqlite://PATH nor postgres://…".to_owned()),
    }
}
