//! What is asked of a Redis to tell its operator how it is, on a connection of its own and without the breaker.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{RedisResult, cmd};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::server::CONNECTING;
use super::{ANSWER, Redis, SILENT};

/// A Redis as it runs. What it does not tell everybody is missing.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// 7.0.15 and the like.
    pub version: Option<String>,
    /// Bytes at most; none if it takes what the machine has.
    pub most_bytes: Option<u64>,
    /// What goes when there are more.
    pub policy: Option<String>,
    /// Slower than anybody waits for.
    pub is_slow: bool,
}

impl Redis {
    /// For people: without user and password.
    pub fn name(&self) -> String {
        self.line.server.name()
    }

    /// # Errors
    /// Why it is not to be reached, in one line.
    pub async fn look(&self) -> Result<Seen, String> {
        let connecting = timeout(CONNECTING, self.line.server.connect()).await.map_err(|_| SILENT.to_owned())?;
        let (mut redis, wire) = connecting.map_err(|error| error.to_string())?;
        let mut tasks = JoinSet::new();
        tasks.spawn(wire);
        let ping: RedisResult<()> = {
            let command = cmd("PING");
            timeout(CONNECTING, command.query_async(&mut redis)).await.map_err(|_| SILENT.to_owned())?
        };
        ping.map_err(|error| error.to_string())?;
        let asked = Instant::now();
        let server = info(&mut redis, "server").await;
        let is_slow = asked.elapsed() > ANSWER;
        let memory = info(&mut redis, "memory").await;
        let most_bytes = field(&memory, "maxmemory").and_then(|bytes| bytes.parse().ok()).filter(|bytes| *bytes > 0);
        Ok(Seen {
            version: field(&server, "redis_version"),
            most_bytes,
            policy: field(&memory, "maxmemory_policy"),
            is_slow,
        })
    }
}

/// A section of what it says of itself; nothing if it is not allowed to us, or does not come.
async fn info(redis: &mut MultiplexedConnection, section: &str) -> String {
    const PATIENCE: Duration = CONNECTING;
    let command = cmd("INFO").arg(section).clone();
    match timeout(PATIENCE, command.query_async::<String>(redis)).await {
        Ok(Ok(text)) => text,
        Ok(Err(_)) | Err(_) => String::new(),
    }
}

fn field(text: &str, name: &str) -> Option<String> {
    let value = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    value.map(|value| value.trim().to_owned())
}
