//! The one connection that all calls share, and the breaker in front of it: a Redis that failed or was slow is
//! left alone for a while, and calls made meanwhile fail at once. One line of the log tells that it has gone, one
//! that it is back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{RedisResult, cmd};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::server::{CONNECTING, Server};
use super::{ANSWER, Away, SILENT};

/// How long a Redis in trouble is left alone: nobody notices a second of limits by node, and a Redis that comes
/// back is not met by a storm.
const REST: Duration = Duration::from_secs(1);

/// How often an idle connection shows that it still leads somewhere: some networks drop a silent one after less
/// than six minutes without a word (AWS, "Network Load Balancers: Connection idle timeout": 350 s).
const PULSE: Duration = Duration::from_secs(60);

/// Where the connection stands. Each has its number, so that a failure of an older one closes none.
#[derive(Clone)]
pub(super) enum Link {
    Connecting,
    Up(u64, MultiplexedConnection),
    Down,
}

pub(super) struct Line {
    pub server: Server,
    link: watch::Sender<Link>,
    trouble_is_told: AtomicBool,
}

impl Line {
    pub fn new(server: Server) -> Self {
        Self { server, link: watch::Sender::new(Link::Connecting), trouble_is_told: AtomicBool::new(false) }
    }

    /// The connection, waited for while it is being made.
    pub async fn link(&self, deadline: Instant) -> Link {
        let mut link = self.link.subscribe();
        match timeout_at(deadline, link.wait_for(|link| !matches!(link, Link::Connecting))).await {
            Ok(Ok(link)) => link.clone(),
            // The sender is our own: only time can have run out. Nobody else waits for this one.
            Ok(Err(_)) | Err(_) => {
                self.link.send_if_modified(|link| {
                    let is_connecting = matches!(link, Link::Connecting);
                    if is_connecting {
                        *link = Link::Down;
                    }
                    is_connecting
                });
                self.tell_trouble(SILENT);
                Link::Down
            }
        }
    }

    pub fn is_up(&self) -> bool {
        !self.trouble_is_told.load(Ordering::Relaxed)
    }

    pub fn answered(&self) {
        if self.trouble_is_told.load(Ordering::Relaxed) && self.trouble_is_told.swap(false, Ordering::Relaxed) {
            tracing::info!(redis = self.server.name(), "Redis is back");
        }
    }

    pub fn failed(&self, number: u64, why: &str) -> Away {
        self.link.send_if_modified(|link| {
            let is_this = matches!(link, Link::Up(current, _) if *current == number);
            if is_this {
                *link = Link::Down;
            }
            is_this
        });
        self.tell_trouble(why);
        Away
    }

    fn tell_trouble(&self, why: &str) {
        if !self.trouble_is_told.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                redis = self.server.name(),
                why,
                "Redis does not answer: each node counts for itself meanwhile"
            );
        }
    }

    /// Makes the connection again and again, for as long as anybody holds the `Redis`.
    pub async fn keep(self: Arc<Self>) {
        for number in 0.. {
            let up_since = Instant::now();
            match self.connected().await {
                Ok((redis, mut wire)) => {
                    self.link.send_replace(Link::Up(number, redis.clone()));
                    let mut link = self.link.subscribe();
                    tokio::select! {
                        // A Redis that was started anew, or that closes idle connections, is found again at once.
                        _ = wire.join_next() => {
                            if up_since.elapsed() > REST {
                                self.link.send_replace(Link::Connecting);
                                continue;
                            }
                        }
                        _ = link.wait_for(|link| !matches!(link, Link::Up(..))) => {}
                        () = silence(redis) => self.tell_trouble(SILENT),
                    }
                }
                Err(why) => self.tell_trouble(&why),
            }
            self.link.send_replace(Link::Down);
            sleep(REST).await;
        }
    }

    /// A connection that has answered as fast as calls need it.
    async fn connected(&self) -> Result<(MultiplexedConnection, JoinSet<()>), String> {
        let connecting = timeout(CONNECTING, self.server.connect()).await;
        let (redis, wire) = connecting.map_err(|_| SILENT.to_owned())?.map_err(|error| error.to_string())?;
        let mut tasks = JoinSet::new();
        tasks.spawn(wire);
        ping(redis.clone()).await?;
        Ok((redis, tasks))
    }
}

/// Ends when the connection no longer answers.
async fn silence(redis: MultiplexedConnection) {
    loop {
        sleep(PULSE).await;
        if ping(redis.clone()).await.is_err() {
            return;
        }
    }
}

async fn ping(mut redis: MultiplexedConnection) -> Result<(), String> {
    let answer: RedisResult<()> =
        timeout(ANSWER, cmd("PING").query_async(&mut redis)).await.map_err(|_| SILENT.to_owned())?;
    answer.map_err(|error| error.to_string())
}
