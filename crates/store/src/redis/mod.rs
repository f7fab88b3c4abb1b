//! Redis, where one is configured, and the only folder that names its crate: short calls that never wait long,
//! and lists of ids that one process leaves for another. It holds only what may be lost; whoever calls knows what
//! to do without it. Its URL and a single connection are in `server`, the one that is kept in `line`, what a doctor asks in `probe`.

mod line;
mod probe;
mod server;

use std::future::Future;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{FromRedisValue, RedisResult, pipe};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout, timeout_at};

use line::{Line, Link};
pub use probe::Seen;
pub(crate) use redis::Script;
pub use server::Unusable;
use server::{CONNECTING, Server};

/// In front of every key, as a Redis is often shared.
const PREFIX: &str = "countersign:";

/// Longest wait for an answer that a person waits for, with the connection to it if there is none yet. Redis answers
/// in far less than a millisecond by itself (redis.io, "Diagnosing latency issues"), and 100 ms leave room for a
/// network and for a machine that is busy.
const ANSWER: Duration = Duration::from_millis(100);

/// The same for lists, which only workers wait for.
const ANSWER_TO_WORKERS: Duration = Duration::from_secs(1);

/// How long a list is kept that nobody adds to. What it tells is also in the database, where workers look often.
const LIST_KEPT: Duration = Duration::from_secs(3_600);

/// Redis is not to be counted on now, and nobody waits for it: it is tried again once a second.
#[derive(Debug, thiserror::Error)]
#[error("Redis does not answer")]
pub struct Away;

/// A Redis and the connection to it, made with the first call and again whenever it was lost. Cheap to clone.
#[derive(Clone)]
pub struct Redis {
    line: Arc<Line>,
    keeper: Arc<OnceLock<JoinSet<()>>>,
    /// Stands before every key.
    prefix: Arc<str>,
}

impl Redis {
    /// Understands `redis://[user:password@]host[:port][/database]`, the same with `rediss://` (TLS; `?ca=FILE`
    /// names other root certificates than the machine's), and `unix:///path[?db=&user=&pass=]`. Nothing is
    /// connected yet, so that a Redis that is down keeps nobody from starting.
    ///
    /// # Errors
    /// `Unusable` says in one line what is wrong with the URL, without any of its passwords.
    pub fn open(url: &str) -> Result<Self, Unusable> {
        Ok(Self { line: Arc::new(Line::new(Server::parse(url)?)), keeper: Arc::default(), prefix: PREFIX.into() })
    }

    /// The same Redis with keys of their own for one of several installations that share it.
    #[must_use]
    pub fn of(&self, installation: &str) -> Self {
        Self { prefix: format!("{PREFIX}{installation}:").into(), ..self.clone() }
    }

    /// False from a call that failed to the next that is answered.
    pub fn is_up(&self) -> bool {
        self.line.is_up()
    }

    /// Adds to the end of a list, which keeps the newest `at_most`. May wait for a second: nobody's answer should wait
    /// for it.
    pub async fn push(&self, list: &str, items: &[String], at_most: usize) -> Result<(), Away> {
        if items.is_empty() {
            return Ok(());
        }
        let mut all = pipe();
        let kept = isize::try_from(at_most).unwrap_or(isize::MAX).max(1);
        all.atomic().rpush(self.key(list), items).ignore().ltrim(self.key(list), -kept, -1).ignore();
        all.expire(self.key(list), LIST_KEPT.as_secs().cast_signed()).ignore();
        self.call(ANSWER_TO_WORKERS, async move |mut redis| all.query_async(&mut redis).await).await
    }

    /// Takes from the front of a list what is there, up to `at_most`: each item goes to one taker.
    pub async fn take(&self, list: &str, at_most: usize) -> Result<Vec<String>, Away> {
        let list = self.key(list);
        self.call(ANSWER_TO_WORKERS, async move |mut redis| take(&mut redis, &list, at_most).await).await
    }

    /// A connection of its own for somebody who waits for items.
    pub async fn taker(&self) -> Result<Taker, Away> {
        match timeout(CONNECTING, self.line.server.connect()).await {
            Ok(Ok((redis, wire))) => {
                let mut tasks = JoinSet::new();
                tasks.spawn(wire);
                Ok(Taker { redis, prefix: Arc::clone(&self.prefix), _wire: tasks })
            }
            Ok(Err(_)) | Err(_) => Err(Away),
        }
    }

    /// Runs a script on keys.
    pub(crate) async fn run<T: FromRedisValue>(
        &self,
        script: &Script,
        names: &[String],
        args: &[i64],
    ) -> Result<T, Away> {
        let mut call = script.prepare_invoke();
        for name in names {
            call.key(self.key(name));
        }
        for arg in args {
            call.arg(*arg);
        }
        self.call(ANSWER, async move |mut redis| call.invoke_async(&mut redis).await).await
    }

    fn key(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    async fn call<T, F>(&self, patience: Duration, command: impl FnOnce(MultiplexedConnection) -> F) -> Result<T, Away>
    where
        F: Future<Output = RedisResult<T>>,
    {
        self.keeper.get_or_init(|| {
            let mut tasks = JoinSet::new();
            tasks.spawn(Arc::clone(&self.line).keep());
            tasks
        });
        let deadline = Instant::now() + patience;
        match self.line.link(deadline).await {
            Link::Up(number, redis) => match timeout_at(deadline, command(redis)).await {
                Ok(Ok(answer)) => {
                    self.line.answered();
                    Ok(answer)
                }
                Ok(Err(error)) => Err(self.line.failed(number, &error.to_string())),
                Err(_) => Err(self.line.failed(number, SILENT)),
            },
            Link::Connecting | Link::Down => Err(Away),
        }
    }
}

const SILENT: &str = "no answer in time";

/// Waits for items of lists. Given up in the middle of a wait, it has to be dropped: its connection would still be
/// waiting, and an item may be lost with it.
pub struct Taker {
    redis: MultiplexedConnection,
    prefix: Arc<str>,
    /// Ends with the taker.
    _wire: JoinSet<()>,
}

impl Taker {
    /// As `Redis::take`, but waits for the first item, up to `patience`; none if none came. After `Away` the taker is
    /// of no further use.
    pub async fn take(&mut self, list: &str, at_most: usize, patience: Duration) -> Result<Vec<String>, Away> {
        // Zero would be for ever.
        let seconds = patience.max(Duration::from_millis(10)).as_secs_f64();
        let list = format!("{}{list}", self.prefix);
        let redis = &mut self.redis;
        let waiting = async {
            let first: Option<(String, String)> =
                redis::cmd("BLPOP").arg(&list).arg(seconds).query_async(redis).await?;
            let Some((_, first)) = first else { return Ok(Vec::new()) };
            let mut taken = vec![first];
            if at_most > 1 {
                taken.extend(take(redis, &list, at_most - 1).await?);
            }
            Ok(taken)
        };
        // A host that has gone without a word answers no more than a Redis that has nothing to give.
        match timeout(patience + CONNECTING, waiting).await {
            Ok(taken) => taken.map_err(|_: redis::RedisError| Away),
            Err(_) => Err(Away),
        }
    }
}

async fn take(redis: &mut MultiplexedConnection, list: &str, at_most: usize) -> RedisResult<Vec<String>> {
    let taken: Option<Vec<String>> = redis::cmd("LPOP").arg(list).arg(at_most).query_async(redis).await?;
    Ok(taken.unwrap_or_default())
}
