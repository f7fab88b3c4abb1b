//! What is asked of a database to tell its operator how it is: what it runs as, what it would keep, what its clock
//! says, whether it takes writes. Nothing is changed. What to think of it is for the caller to say.

use countersign_core::Timestamp;
use sqlx::postgres::PgPool;
use sqlx::sqlite::SqlitePool;
use sqlx::{Row as _, SqlSafeStr};

use super::setup::MIGRATIONS;
use super::{Db, Error, Pools, args};

/// A database as it runs.
#[derive(Clone, Debug)]
pub enum Running {
    /// A file.
    Sqlite(Sqlite),
    /// A server.
    Postgres(Postgres),
}

/// SQLite, as it is linked in.
#[derive(Clone, Debug)]
pub struct Sqlite {
    /// 3.51.3 and the like.
    pub version: String,
    /// As it is in the file.
    pub journal_mode: String,
}

/// PostgreSQL: the server that takes writes now, and its settings for us.
#[derive(Clone, Debug)]
pub struct Postgres {
    /// As it says it.
    pub version: String,
    /// 150004 is 15.4.
    pub number: i64,
    /// `UTF8`, or what the database was made with.
    pub encoding: String,
    /// The system sorts texts otherwise than when the database was made: indexes over texts may be wrong.
    pub has_stale_collation: bool,
    /// In one of our transactions.
    pub synchronous_commit: String,
    /// Off: a power cut may break the database.
    pub fsync: bool,
    /// Off: so may a page that was written by half.
    pub full_page_writes: bool,
    /// Connections that others than superusers get.
    pub connections: i64,
    /// The time there.
    pub clock: Timestamp,
}

impl Db {
    /// Asks it; changes nothing.
    pub async fn running(&self) -> Result<Running, Error> {
        Ok(match &self.pools {
            Pools::Sqlite { write, .. } => Running::Sqlite(sqlite(write.pool()).await?),
            Pools::Postgres(servers) => Running::Postgres(postgres(servers.pool()).await?),
        })
    }

    /// The names of the migrations that are still to be done.
    pub async fn pending(&self) -> Result<Vec<&'static str>, Error> {
        const APPLIED: &str = "SELECT version FROM _sqlx_migrations WHERE success";
        let rows = self.read().await?.fetch_if_there(APPLIED).await?.unwrap_or_default();
        let applied = rows.iter().map(|row| row.int("version")).collect::<Result<Vec<_>, _>>()?;
        let pending = MIGRATIONS.iter().filter(|(version, ..)| !applied.contains(version));
        Ok(pending.map(|(_, name, _)| *name).collect())
    }

    /// Begins to write, and gives it up: the lock is to be had, and nobody forbids it.
    pub async fn takes_writes(&self) -> Result<(), Error> {
        const NOTHING: &str = "UPDATE workers SET lane = lane WHERE id = ''";
        // Dropped, it is rolled back.
        self.begin().await?.execute(NOTHING, args![]).await.map(drop)
    }
}

async fn sqlite(pool: &SqlitePool) -> Result<Sqlite, Error> {
    let mut conn = pool.acquire().await?;
    let version = sqlx::query("SELECT sqlite_version()").fetch_one(&mut *conn).await?.try_get(0)?;
    let journal_mode = sqlx::query("PRAGMA journal_mode").fetch_one(&mut *conn).await?.try_get(0)?;
    Ok(Sqlite { version, journal_mode })
}

async fn postgres(pool: &PgPool) -> Result<Postgres, Error> {
    const COLLATION: &str = "SELECT datcollversion IS DISTINCT FROM pg_database_collation_actual_version(oid)
        AND datcollversion IS NOT NULL FROM pg_database WHERE datname = current_database()";
    let shown = async |sql: &'static str| -> Result<String, Error> {
        Ok(sqlx::query(sql.into_sql_str()).fetch_one(pool).await?.try_get(0)?)
    };
    let number = shown("SHOW server_version_num").await?.parse().unwrap_or(0);
    let most: i64 = shown("SHOW max_connections").await?.parse().unwrap_or(0);
    let kept: i64 = shown("SHOW superuser_reserved_connections").await?.parse().unwrap_or(0);
    // Known since PostgreSQL 15, older than which we do not support.
    let has_stale_collation =
        if number >= 150_000 { sqlx::query(COLLATION).fetch_one(pool).await?.try_get(0)? } else { false };
    let millis: i64 = sqlx::query("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
        .fetch_one(pool)
        .await?
        .try_get(0)?;
    Ok(Postgres {
        version: shown("SHOW server_version").await?,
        number,
        encoding: shown("SHOW server_encoding").await?,
        has_stale_collation,
        synchronous_commit: shown("SHOW synchronous_commit").await?,
        fsync: shown("SHOW fsync").await? != "off",
        full_page_writes: shown("SHOW full_page_writes").await? != "off",
        connections: most - kept,
        clock: Timestamp::from_millis(millis),
    })
}
