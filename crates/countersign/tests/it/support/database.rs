//! The database of one test: a temporary SQLite file or, where `TEST_POSTGRES_URL` names a server, a schema
//! of its own there. Both are gone after the test. Reads past the crates, as somebody with a copy would.

use std::collections::BTreeMap;
use std::future::Future;
use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection};
use tempfile::TempDir;

pub struct Database {
    url: String,
    place: Place,
}

enum Place {
    Sqlite(TempDir),
    Postgres { server: String, schema: String },
}

/// Every row of every table as text.
pub type Dump = BTreeMap<String, Vec<String>>;

impl Database {
    #[expect(clippy::disallowed_methods, reason = "which database to test on is not a setting of the service")]
    pub async fn fresh() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
            tell_that_postgres_is_skipped();
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite://{}", folder.path().join("test.db").display());
            return Self { url, place: Place::Sqlite(folder) };
        };
        let schema = format!("flows_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        rows(&server, &format!("CREATE SCHEMA {schema}")).await;
        let joint = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{joint}options[search_path]={schema}&application_name={schema}");
        Self { url, place: Place::Postgres { server, schema } }
    }

    pub fn url(&self) -> &str {
        &self.url
    }

    /// Changes rows behind the service's back, as a faulty disk or a careless hand would.
    pub async fn tamper(&self, sql: &str) {
        rows(&self.url, sql).await;
    }

    /// From now on the database refuses to do this (`UPDATE`, `DELETE`, …) to such rows of a table.
    pub async fn refuse(&self, action: &str, table: &str, rows_when: &str) {
        let trigger = format!("CREATE TRIGGER faulty BEFORE {action} ON {table} FOR EACH ROW WHEN ({rows_when})");
        match self.place {
            Place::Sqlite(_) => {
                self.tamper(&format!("{trigger} BEGIN SELECT RAISE(ABORT, 'refused by the test'); END")).await;
            }
            Place::Postgres { .. } => {
                let body = "$$ BEGIN RAISE EXCEPTION 'refused by the test'; END $$";
                self.tamper(&format!("CREATE FUNCTION faulty() RETURNS trigger LANGUAGE plpgsql AS {body}")).await;
                self.tamper(&format!("{trigger} EXECUTE FUNCTION faulty()")).await;
            }
        }
    }

    pub async fn dump(&self) -> Dump {
        let tables = match self.place {
            Place::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            Place::Postgres { .. } => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()"
            }
        };
        let mut dump = Dump::new();
        for table in rows(&self.url, tables).await {
            let all = match self.place {
                Place::Sqlite(_) => {
                    let columns = rows(&self.url, &format!("SELECT name FROM pragma_table_info('{table}')")).await;
                    let quoted: Vec<_> = columns.iter().map(|column| format!("quote({column})")).collect();
                    format!("SELECT {} FROM {table} ORDER BY 1", quoted.join("||', '||"))
                }
                Place::Postgres { .. } => format!("SELECT row::text FROM {table} AS row ORDER BY 1"),
            };
            let kept = rows(&self.url, &all).await;
            dump.insert(table, kept);
        }
        dump
    }

    /// All that a thief of the database has: the files as they are, or every row.
    pub async fn stolen(&self) -> Vec<u8> {
        let mut loot = format!("{:?}", self.dump().await).into_bytes();
        if let Place::Sqlite(folder) = &self.place {
            for file in std::fs::read_dir(folder.path()).unwrap() {
                loot.extend(std::fs::read(file.unwrap().path()).unwrap());
            }
        }
        loot
    }

    /// What is left in the queue. Blocks, for `drop`.
    pub fn undone(&self) -> Vec<String> {
        let url = self.url.clone();
        aside(async move {
            rows(&url, "SELECT intent || ' to ' || email FROM mails WHERE finished_at IS NULL ORDER BY id").await
        })
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Place::Postgres { server, schema } = &self.place {
            // A transaction that was dropped is rolled back by a task of the test's runtime, which waits for us.
            let end = format!(
                "SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity WHERE application_name = '{schema}'"
            );
            let (server, drop) = (server.clone(), format!("DROP SCHEMA {schema} CASCADE"));
            aside(async move {
                rows(&server, &end).await;
                rows(&server, &drop).await
            });
        }
    }
}

/// Runs a statement; the first column of its answer.
async fn rows(url: &str, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(sql.to_owned());
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::connect(path).await.unwrap();
            let rows = connection.fetch_all(sql).await.unwrap();
            connection.close().await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
        None => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            let rows = connection.fetch_all(sql).await.unwrap();
            connection.close().await.unwrap();
            rows.iter().map(|row| row.get(0)).collect()
        }
    }
}

/// Past the capture of the test harness, which hides the output of what passes.
fn tell_that_postgres_is_skipped() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = writeln!(std::io::stderr(), "TEST_POSTGRES_URL is not set: these tests run on SQLite alone");
    });
}

/// Waits for a future from code that is not async itself.
fn aside<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> T {
    let run = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work);
    std::thread::spawn(run).join().unwrap()
}
