//! Connections to one server: a few at a time, kept for the next mail, closed after a while without work.
//! What is said on them is `dialogue.rs`'s business.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use countersign_core::mail::Trouble;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until, timeout_at};

use super::connect::{Closed, connect};
use super::dialogue::{Connection, State};
use super::encryption::Encryption;
use super::verdict::Refusal;
use super::{IDLE, Server, WHOLE};
use crate::{Delivery, Error, Rendered};

pub(crate) struct Pool {
    server: Server,
    encryption: Option<Encryption>,
    /// One for each connection that may be in use at a time.
    slots: Arc<Semaphore>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// With the instant at which each is to be closed; the one used last is at the end.
    connections: Vec<(Instant, Connection)>,
    /// A task is waiting for the first of these instants.
    watched: bool,
    /// Nothing is kept any more.
    closed: bool,
}

/// A mail that the server has all of but the last line. Dropped, it takes its connection along: a server that
/// loses it there forgets the mail (RFC 5321 section 4.1.1.4).
pub(crate) struct HandOver {
    connection: Connection,
    pool: Arc<Pool>,
    slot: OwnedSemaphorePermit,
}

impl HandOver {
    pub async fn complete(mut self) -> Delivery {
        let delivery = self.connection.end().await;
        self.pool.keep(self.connection, self.slot);
        delivery
    }
}

impl Pool {
    pub fn new(server: Server, connections: usize) -> Result<Self, Error> {
        let encryption = Encryption::new(&server)?;
        let slots = Arc::new(Semaphore::new(connections));
        Ok(Self { server, encryption, slots, kept: Mutex::default() })
    }

    pub async fn begin(self: &Arc<Self>, mail: &Rendered) -> Result<HandOver, Delivery> {
        let deadline = Instant::now() + WHOLE;
        let slot = match timeout_at(deadline, Arc::clone(&self.slots).acquire_owned()).await {
            Ok(slot) => slot.expect("the slots are never closed"),
            Err(_) => return Err(Delivery::Later(format!("no connection was free within {} s", WHOLE.as_secs()))),
        };
        if let Some(mut kept) = self.take() {
            match kept.begin(mail, deadline).await {
                Ok(()) => return Ok(HandOver { connection: kept, pool: Arc::clone(self), slot }),
                Err(Refusal::Answer(delivery)) => {
                    self.keep(kept, slot);
                    return Err(delivery);
                }
                // In the meantime, as any idle connection may be: then a fresh one decides.
                Err(Refusal::Gone(_)) => {}
            }
        }
        let mut fresh = self.connect(deadline).await.map_err(|closed| Delivery::Down(closed.why, closed.words))?;
        match fresh.begin(mail, deadline).await {
            Ok(()) => Ok(HandOver { connection: fresh, pool: Arc::clone(self), slot }),
            Err(Refusal::Answer(delivery)) => {
                self.keep(fresh, slot);
                Err(delivery)
            }
            Err(Refusal::Gone(delivery)) => Err(delivery),
        }
    }

    async fn connect(&self, deadline: Instant) -> Result<Connection, Closed> {
        let late = |_| Err(Closed::new(Trouble::Unreachable, format!("not done within {} s", WHOLE.as_secs())));
        timeout_at(deadline, connect(&self.server, self.encryption.as_ref())).await.unwrap_or_else(late)
    }

    fn take(&self) -> Option<Connection> {
        let mut kept = self.kept();
        let (until, connection) = kept.connections.pop()?;
        if until > Instant::now() {
            return Some(connection);
        }
        // The last one used is too old, so the others are.
        kept.connections.clear();
        None
    }

    /// For the next mail, if it is of use for one. The slot becomes free only after that, so that nobody
    /// connects anew who could have had this one.
    fn keep(self: &Arc<Self>, connection: Connection, _slot: OwnedSemaphorePermit) {
        let mut kept = self.kept();
        if kept.closed || connection.state == State::Busy {
            return;
        }
        kept.connections.push((Instant::now() + IDLE, connection));
        if !kept.watched {
            kept.watched = true;
            tokio::spawn(close_the_idle(Arc::downgrade(self)));
        }
    }

    pub async fn close(&self) {
        let connections = {
            let mut kept = self.kept();
            kept.closed = true;
            std::mem::take(&mut kept.connections)
        };
        // All at once: servers that do not answer cost no more time than one of them.
        let leaving: JoinSet<()> = connections.into_iter().map(|(_, connection)| connection.quit()).collect();
        leaving.join_all().await;
    }

    pub async fn probe(&self) -> Result<String, String> {
        let connection = self.connect(Instant::now() + WHOLE).await.map_err(|closed| closed.words)?;
        let name = connection.server_name.clone();
        connection.quit().await;
        let login = if self.server.login.is_some() { ", and took the password" } else { "" };
        Ok(format!("{} answered as {name}{login}", self.server))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        // Each change under this lock is a single step, so a panic elsewhere does not matter.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes leave of connections whose time is over, until none is kept. Ends with the pool.
async fn close_the_idle(pool: Weak<Pool>) {
    loop {
        let next = {
            let Some(pool) = pool.upgrade() else { return };
            let mut kept = pool.kept();
            let Some(next) = kept.connections.iter().map(|(until, _)| *until).min() else {
                kept.watched = false;
                return;
            };
            next
        };
        sleep_until(next).await;
        let over: Vec<_> = {
            let Some(pool) = pool.upgrade() else { return };
            let now = Instant::now();
            pool.kept().connections.extract_if(.., |(until, _)| *until <= now).collect()
        };
        for (_, connection) in over {
            connection.quit().await;
        }
    }
}
