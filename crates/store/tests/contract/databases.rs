//! Where the cases run: a temporary SQLite file, or a schema of its own on the PostgreSQL server that
//! `TEST_POSTGRES_URL` names, or two of them. All are gone after the case, whether it passed or not. Also how
//! to run one thing many times at the same moment, and statements that the crate itself would never run.

use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once};

use countersign_core::SecretKey;
use countersign_store::Db;
use countersign_store::audit::Trail;
use sqlx::postgres::PgConnectOptions;
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _, PgConnection, Row as _, SqliteConnection,
};
use tokio::sync::{Barrier, Semaphore};

/// A case that is ready to run on the database behind a URL.
type Case = Box<dyn FnOnce(String) -> Pin<Box<dyn Future<Output = ()> + Send>>>;

pub fn migrated<F>(case: fn(Db) -> F) -> Case
where
    F: Future<Output = ()> + Send + 'static,
{
    Box::new(move |url| {
        Box::pin(async move {
            let db = Db::open(&url).await.unwrap().with_trail(trail(1, &[]));
            db.migrate().await.unwrap();
            case(db.clone()).await;
            db.close().await;
        })
    })
}

/// The keys of an audit trail, a different one for each number.
pub fn trail(current: u8, previous: &[u8]) -> Trail {
    let key = |number: &u8| SecretKey::from_random([*number; 32]);
    Trail::new(&key(&current), &previous.iter().map(key).collect::<Vec<_>>())
}

pub fn empty<F>(case: fn(String) -> F) -> Case
where
    F: Future<Output = ()> + Send + 'static,
{
    Box::new(move |url| Box::pin(case(url)))
}

pub fn on_sqlite(case: Case) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", folder.path().join("contract.db").display());
    let ended = runtime().block_on(async { tokio::spawn(case(url)).await });
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
}

/// Cases at once: each has a pool of 16 or two, and a server as installed takes 100 connections.
static PLACES: Semaphore = Semaphore::const_new(3);

#[expect(clippy::disallowed_methods, reason = "a test run is told where its server is by its environment")]
fn postgres() -> Option<String> {
    let server = std::env::var("TEST_POSTGRES_URL").ok();
    if server.is_none() {
        tell_that_postgres_is_skipped();
    }
    server
}

/// Nobody else's on that server.
fn new_name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("contract_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

pub fn on_postgres(case: Case) {
    let Some(server) = postgres() else { return };
    let schema = new_name();
    let ended = runtime().block_on(async {
        let _place = PLACES.acquire().await.unwrap();
        run(&server, format!("CREATE SCHEMA {schema}")).await;
        let url = with_option(&server, "search_path", &schema);
        let ended = tokio::spawn(case(url)).await;
        run(&server, format!("DROP SCHEMA {schema} CASCADE")).await;
        ended
    });
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
}

/// From one database into another. Those of PostgreSQL have a German order of letters, which is neither that
/// of bytes nor SQLite's.
pub fn between<F>(kinds: [&str; 2], case: fn(String, String) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let server = if kinds.contains(&"postgres") { postgres() } else { Some(String::new()) };
    let Some(server) = server else { return };
    let folder = tempfile::tempdir().unwrap();
    let names = [new_name(), new_name()];
    let ended = runtime().block_on(async {
        let _place = PLACES.acquire().await.unwrap();
        let mut urls = Vec::new();
        for (kind, name) in kinds.into_iter().zip(&names) {
            if kind == "postgres" {
                let like = "TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-DE'";
                run(&server, format!("CREATE DATABASE {name} {like}")).await;
                urls.push(PgConnectOptions::from_str(&server).unwrap().database(name).to_url_lossy().to_string());
            } else {
                urls.push(format!("sqlite://{}", folder.path().join(name).display()));
            }
        }
        let ended = tokio::spawn(case(urls[0].clone(), urls[1].clone())).await;
        for (kind, name) in kinds.into_iter().zip(&names) {
            if kind == "postgres" {
                run(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
            }
        }
        ended
    });
    ended.unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()));
}

/// The URL with a setting for every connection made by it.
pub fn with_option(url: &str, name: &str, value: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}options[{name}]={value}")
}

/// Runs SQL past the crate, as another version or an operator would.
pub async fn run(url: &str, sql: String) {
    let sql = AssertSqlSafe(sql);
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::connect(path).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
        None => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            connection.execute(sql).await.unwrap();
            connection.close().await.unwrap();
        }
    }
}

/// What a query past the crate answers, each value as it would be written in Rust.
pub async fn look(url: &str, sql: &str) -> Vec<Vec<String>> {
    let sql = AssertSqlSafe(sql.to_owned());
    macro_rules! written {
        ($rows:expr) => {
            $rows
                .iter()
                .map(|row| {
                    let values = (0..row.len()).map(|at| {
                        let text = row.try_get::<Option<String>, _>(at).map(|value| format!("{value:?}"));
                        let int = || row.try_get::<Option<i64>, _>(at).map(|value| format!("{value:?}"));
                        let bytes = || row.try_get::<Option<Vec<u8>>, _>(at).map(|value| format!("{value:?}"));
                        text.or_else(|_| int()).or_else(|_| bytes()).unwrap()
                    });
                    values.collect()
                })
                .collect()
        };
    }
    match url.strip_prefix("sqlite://") {
        Some(path) => {
            let mut connection = SqliteConnection::connect(path).await.unwrap();
            written!(connection.fetch_all(sql).await.unwrap())
        }
        None => {
            let mut connection = PgConnection::connect(url).await.unwrap();
            written!(connection.fetch_all(sql).await.unwrap())
        }
    }
}

/// Starts twenty tasks, lets them go at the same moment, and tells what each came to.
pub async fn twenty_at_once<F>(task: impl Fn(u8) -> F) -> Vec<F::Output>
where
    F: Future<Output: Send> + Send + 'static,
{
    const TASKS: u8 = 20;
    let start = Arc::new(Barrier::new(usize::from(TASKS)));
    let tasks: Vec<_> = (0..TASKS)
        .map(|number| {
            let (start, task) = (Arc::clone(&start), task(number));
            tokio::spawn(async move {
                start.wait().await;
                task.await
            })
        })
        .collect();
    let mut came_to = Vec::new();
    for task in tasks {
        came_to.push(task.await.unwrap());
    }
    came_to
}

/// How many of them won.
pub fn winners(came_to: &[bool]) -> usize {
    came_to.iter().filter(|won| **won).count()
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap()
}

/// Past the capture of the test harness, which hides the output of what passes.
fn tell_that_postgres_is_skipped() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = writeln!(std::io::stderr(), "TEST_POSTGRES_URL is not set: the PostgreSQL half is skipped");
    });
}
