//! Where the cases run: a temporary SQLite file, or a schema of its own on the PostgreSQL server that
//! `TEST_POSTGRES_URL` names. Both are gone after the case, whether it passed or not. Also how to run
//! one thing many times at the same moment, and statements that the crate itself would never run.

use std::future::Future;
use std::io::Write as _;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Once};

use countersign_store::Db;
use sqlx::{AssertSqlSafe, Connection as _, Executor as _, PgConnection, SqliteConnection};
use tokio::sync::{Barrier, Semaphore};

/// A case that is ready to run on the database behind a URL.
type Case = Box<dyn FnOnce(String) -> Pin<Box<dyn Future<Output = ()> + Send>>>;

pub fn migrated<F>(case: fn(Db) -> F) -> Case
where
    F: Future<Output = ()> + Send + 'static,
{
    Box::new(move |url| {
        Box::pin(async move {
            let db = Db::open(&url).await.unwrap();
            db.migrate().await.unwrap();
            case(db.clone()).await;
            db.close().await;
        })
    })
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

#[expect(clippy::disallowed_methods, reason = "a test run is told where its server is by its environment")]
pub fn on_postgres(case: Case) {
    /// Cases at once: each has a pool of 16, and a server as installed takes 100 connections.
    static PLACES: Semaphore = Semaphore::const_new(4);
    static NUMBER: AtomicU32 = AtomicU32::new(0);

    let Ok(server) = std::env::var("TEST_POSTGRES_URL") else { return tell_that_postgres_is_skipped() };
    let schema = format!("contract_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
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
