//! Opening a database and bringing it up to this version: connections, durability, migrations. The tables
//! themselves are in `migrations/`.

use std::borrow::Cow;
use std::fmt::Display;
use std::fs::{File, OpenOptions};
use std::io::ErrorKind;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, Row as _, SqlSafeStr};
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::group::Writer;
use super::lender::Lender;
use super::postgres::Servers;
use super::wake::Wake;
use super::wal_index::WalIndex;
use super::{Conn, Db, Error, Pools, Row, args, postgres};
use crate::copy;

/// Connections to PostgreSQL unless the operator says otherwise: enough for the flows of one process, few enough
/// for a handful of processes on a server that takes a hundred, as installed.
pub const CONNECTIONS: u32 = 16;

/// Longest wait for a connection to SQLite, and for another process's write lock. Longer waits are answered
/// with 503 (`Error::Busy`) rather than piled up.
pub(super) const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) const MIGRATIONS: [(i64, &str, &str); 12] = [
    (1, "first journey", include_str!("../../migrations/0001_first_journey.sql")),
    (2, "mail lanes", include_str!("../../migrations/0002_mail_lanes.sql")),
    (3, "limits", include_str!("../../migrations/0003_limits.sql")),
    (4, "copies", include_str!("../../migrations/0004_copies.sql")),
    (5, "guesses", include_str!("../../migrations/0005_guesses.sql")),
    (6, "audit chains", include_str!("../../migrations/0006_audit_chains.sql")),
    (7, "captchas", include_str!("../../migrations/0007_captchas.sql")),
    (8, "admin", include_str!("../../migrations/0008_admin.sql")),
    (9, "closing", include_str!("../../migrations/0009_closing.sql")),
    (10, "legacy", include_str!("../../migrations/0010_legacy.sql")),
    (11, "foreign hashes", include_str!("../../migrations/0011_foreign_hashes.sql")),
    (12, "session changes", include_str!("../../migrations/0012_session_changes.sql")),
];

/// The tables of a database, as this version sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// None, or those of an earlier version.
    Behind,
    /// All of this version's.
    Current,
    /// A later version has been here.
    Ahead,
}

impl Db {
    /// Opens `sqlite://PATH` (made if missing) or `postgres://…`, and refuses a database that does not
    /// keep what it acknowledged (`durability`).
    pub async fn open(url: &str) -> Result<Self, Error> {
        Self::open_with(url, CONNECTIONS).await
    }

    /// The same with so many connections to PostgreSQL at most; one more hears what other processes tell.
    pub async fn open_with(url: &str, connections: u32) -> Result<Self, Error> {
        let db = match sqlite_path(url) {
            Some(path) => {
                let _turn = turn(path, ACQUIRE_TIMEOUT).await;
                make_private(path)?;
                open_sqlite(path, |options| options.journal_mode(SqliteJournalMode::Wal)).await?
            }
            None => open_postgres(url, connections).await?,
        };
        db.durability().await?;
        Ok(db)
    }

    /// Opens a database to read what is in it: nothing is made or set, and nothing new will be kept there.
    pub async fn open_existing(url: &str) -> Result<Self, Error> {
        match sqlite_path(url) {
            Some(path) => open_sqlite(path, |options| options).await,
            None => open_postgres(url, CONNECTIONS).await,
        }
    }

    /// Whether the URL could be one of a database, without looking for it.
    ///
    /// # Errors
    /// `Refused`, in words without the password.
    pub fn check(url: &str) -> Result<(), Error> {
        if sqlite_path(url).is_some() { Ok(()) } else { postgres::read(url).map(drop) }
    }

    /// Whether what was acknowledged survives a power cut; `Error::Refused` says which setting is weaker.
    /// SQLite has to be in WAL mode (a file in memory is not) with `synchronous=FULL`, since WAL with
    /// NORMAL may roll back the last commits (sqlite.org/pragma.html, "synchronous"); its foreign keys are
    /// asked for here too, as it ignores them by default. PostgreSQL has to wait for its log.
    pub async fn durability(&self) -> Result<(), Error> {
        let (setting, value, wanted) = match &self.pools {
            Pools::Sqlite { write, .. } => {
                const FULL: i64 = 2;
                let mut conn = write.pool().acquire().await?;
                let mode: String = sqlx::query("PRAGMA journal_mode").fetch_one(&mut *conn).await?.try_get(0)?;
                let synchronous: i64 = sqlx::query("PRAGMA synchronous").fetch_one(&mut *conn).await?.try_get(0)?;
                let foreign_keys: i64 = sqlx::query("PRAGMA foreign_keys").fetch_one(&mut *conn).await?.try_get(0)?;
                if (mode.as_str(), synchronous, foreign_keys) == ("wal", FULL, 1) {
                    return Ok(());
                }
                let found = format!("{mode}, {synchronous}, {foreign_keys}");
                ("journal_mode, synchronous, foreign_keys", found, "wal, 2, 1")
            }
            Pools::Postgres(servers) => {
                let found: String =
                    sqlx::query("SHOW synchronous_commit").fetch_one(servers.pool()).await?.try_get(0)?;
                let fsync: String = sqlx::query("SHOW fsync").fetch_one(servers.pool()).await?.try_get(0)?;
                if fsync == "off" {
                    tracing::warn!("PostgreSQL runs with fsync = off: a crash of its machine may lose everything");
                }
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
                let mut tx = write.pool().begin_with("BEGIN IMMEDIATE").await?;
                migrator(for_sqlite).run_direct(None, &mut *tx, false).await.map_err(migration_refused)?;
                tx.commit().await?;
            }
            // sqlx takes an advisory lock here.
            Pools::Postgres(servers) => {
                migrator(for_postgres).run(servers.pool()).await.map_err(migration_refused)?;
            }
        }
        Ok(())
    }

    /// Whether the database answers, has the tables of this version and all rows that are being copied into it, and
    /// could be written when last tried.
    pub async fn is_ready(&self) -> Result<bool, Error> {
        if self.unwritable.load(Ordering::Relaxed) {
            self.try_to_write().await?;
        }
        Ok(self.standing().await? != Standing::Behind && !copy::is_unfinished(self).await?)
    }

    /// How far its tables are.
    pub async fn standing(&self) -> Result<Standing, Error> {
        const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";
        let Some(rows) = self.read().await?.fetch_if_there(APPLIED).await? else { return Ok(Standing::Behind) };
        let applied = rows.iter().map(|row| row.int("version")).collect::<Result<Vec<_>, _>>()?;
        let is_applied = |version: &i64| applied.contains(version);
        let known = MIGRATIONS.map(|(version, ..)| version);
        Ok(match (known.iter().all(is_applied), applied.len() > known.len()) {
            (false, _) => Standing::Behind,
            (true, false) => Standing::Current,
            (true, true) => Standing::Ahead,
        })
    }
}

fn sqlite_path(url: &str) -> Option<&Path> {
    url.strip_prefix("sqlite://").or_else(|| url.strip_prefix("sqlite:")).map(Path::new)
}

/// Of several processes (or threads) that open a new database at once, one after the other sets its journal: SQLite
/// tells the others at once that the file is locked, however long they would wait. The turn ends with this file. None if
/// the folder cannot be locked, or somebody else holds it, as a backup may for hours: it is theirs, too, and a database
/// that is there already needs no turn.
async fn turn(path: &Path, at_most: Duration) -> Option<File> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => ".".into(),
    };
    let (tell, told) = oneshot::channel();
    // Not the runtime's: that would wait for it when the process is to end.
    std::thread::spawn(move || tell.send(File::open(folder).and_then(|folder| folder.lock().map(|()| folder))));
    timeout(at_most, told).await.ok()?.ok()?.ok()
}

/// Password hashes are nobody else's to read; the files beside it get the same mode from SQLite. What is there
/// already is not touched: closing it here would drop the locks that this process holds on it (fcntl(2)).
fn make_private(path: &Path) -> Result<(), Error> {
    if path == Path::new(":memory:") {
        return Ok(());
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(cannot_open(path, &error)),
        _ => Ok(()),
    }
}

fn cannot_open(path: &Path, error: &dyn Display) -> Error {
    Error::Refused(format!("{} cannot be opened: {error}", path.display()))
}

async fn open_postgres(url: &str, connections: u32) -> Result<Db, Error> {
    let servers = Servers::open(url, connections).await?;
    Ok(Db::of(Pools::Postgres(servers.clone()), Wake::new(Some(servers), None)))
}

async fn open_sqlite(path: &Path, set: fn(SqliteConnectOptions) -> SqliteConnectOptions) -> Result<Db, Error> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(ACQUIRE_TIMEOUT);
    let options = set(options);
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        // What a savepoint needs to go back to is some hundred pages, for which no file has to be made.
        .connect_with(options.clone().pragma("temp_store", "MEMORY"))
        .await
        .map_err(|error| match error.as_database_error() {
            Some(refusal) if refusal.code().as_deref() == Some("14") => cannot_open(path, &refusal.message()),
            _ => error.into(),
        })?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        .test_before_acquire(false)
        .idle_timeout(None)
        .max_lifetime(None)
        .connect_lazy_with(options.read_only(true));
    let index = Arc::new(WalIndex::beside(path));
    Ok(Db::of(Pools::Sqlite { read: Lender::new(read), write: Writer::new(write), index }, Wake::new(None, None)))
}

impl Db {
    fn of(pools: Pools, wake: Wake) -> Self {
        Self { pools, is_patient: false, wake, unwritable: Arc::default(), trail: None, witness: None }
    }

    /// After a write that failed: whether one would succeed by now. Setting the version that SQLite keeps
    /// for its applications (we have no use for it) writes a page.
    async fn try_to_write(&self) -> Result<(), Error> {
        if let Pools::Sqlite { .. } = &self.pools {
            let mut tx = self.begin().await?;
            tx.execute("PRAGMA user_version = 0", args![]).await?;
            tx.commit().await?;
        }
        Ok(())
    }
}

impl Conn {
    /// All rows; nothing if there is no such table.
    pub(crate) async fn fetch_if_there(&mut self, sql: &'static str) -> Result<Option<Vec<Row>>, Error> {
        match self.fetch_all(sql, args![]).await {
            Ok(rows) => Ok(Some(rows)),
            Err(Error::Driver(error)) if is_missing_table(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

fn migrator(dialect: fn(&'static str) -> Cow<'static, str>) -> Migrator {
    let migrations = MIGRATIONS.iter().map(|(version, name, sql)| {
        let sql = AssertSqlSafe(dialect(sql)).into_sql_str();
        Migration::new(*version, Cow::Borrowed(name), MigrationType::Simple, sql, false)
    });
    let mut migrator = Migrator::with_migrations(migrations.collect());
    // While nodes are replaced one by one, those of the older version work on the newer tables.
    migrator.set_ignore_missing(true);
    migrator
}

fn for_sqlite(sql: &'static str) -> Cow<'static, str> {
    sql.replace("BIGINT", "INTEGER").replace("BYTEA", "BLOB").into()
}

fn for_postgres(sql: &'static str) -> Cow<'static, str> {
    // What SQLite takes for a remark, since it has no need of it.
    sql.replace(") STRICT;", ");").replace("-- PostgreSQL: ", "").into()
}

/// 42P01 is PostgreSQL's "undefined table"; for SQLite that is one of its many errors of code 1.
pub(super) fn is_missing_table(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(|refusal| match refusal.code().as_deref() {
        Some("42P01") => true,
        Some("1") => refusal.message().starts_with("no such table"),
        _ => false,
    })
}

fn migration_refused(error: sqlx::migrate::MigrateError) -> Error {
    Error::Refused(format!("the database could not be migrated: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_transaction_is_as_durable_as_it_was_begun() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite://{}", folder.path().join("levels.db").display())).await.unwrap();
        let level = async |tx: &mut super::super::Tx| {
            tx.fetch_one("PRAGMA synchronous", args![]).await.unwrap().unwrap().int("synchronous").unwrap()
        };
        for _ in 0..2 {
            let mut relaxed = db.begin_relaxed().await.unwrap();
            assert_eq!(level(&mut relaxed).await, 1);
            // Left without an end, as a cancelled request does.
            drop(relaxed);
            assert_eq!(level(&mut db.begin().await.unwrap()).await, 2);
        }
    }

    #[tokio::test]
    async fn a_folder_that_somebody_holds_is_waited_for_and_not_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("turns.db");
        let held = turn(&path, ACQUIRE_TIMEOUT).await.unwrap();
        assert!(turn(&path, Duration::from_millis(1)).await.is_none());
        let (next, ()) = tokio::join!(turn(&path, ACQUIRE_TIMEOUT), async { drop(held) });
        assert!(next.is_some());
        assert!(turn(&folder.path().join("none/turns.db"), ACQUIRE_TIMEOUT).await.is_none());
    }

    /// SQLite's own limit stands for the disk's: the code and the lost transaction are the same.
    #[tokio::test]
    async fn a_full_disk_is_told_and_forgotten_once_there_is_room() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite://{}", folder.path().join("full.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        let mut tx = db.begin().await.unwrap();
        tx.execute("PRAGMA max_page_count = 1", args![]).await.unwrap();
        let fill = "INSERT INTO audit_events (id, at, event, outcome, client, user_agent)
            VALUES ('x', 0, 'x', 'x', 'x', hex(zeroblob(100000)))";
        assert!(matches!(tx.execute(fill, args![]).await, Err(Error::Unwritable(_))));
        drop(tx);
        assert!(db.unwritable.load(Ordering::Relaxed));
        // The connection with the limit is replaced, or the limit still stands: lifted either way.
        let mut tx = db.begin().await.unwrap();
        tx.execute("PRAGMA max_page_count = 1000000", args![]).await.unwrap();
        tx.execute(fill, args![]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(db.is_ready().await.unwrap() && !db.unwritable.load(Ordering::Relaxed));
    }
}
