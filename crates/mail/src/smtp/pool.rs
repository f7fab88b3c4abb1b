//! Connections to one server: a few at a time, kept for the next mail, closed after a while without work.
//! What is said on them is `dialogue.rs`'s business.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::sync::Semaphore;
use tokio::time::{Instant, sleep_until, timeout};

use super::connect::{Encryption, connect};
use super::dialogue::{Connection, Gone, State, hand_over};
use super::{CONNECTIONS, IDLE, QUIT, Server, WHOLE};
use crate::{Delivery, Error, Rendered};

pub(crate) struct Pool {
    server: Server,
    encryption: Encryption,
    slots: Semaphore,
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

impl Pool {
    pub fn new(server: Server) -> Result<Self, Error> {
        let encryption = Encryption::new(&server)?;
        Ok(Self { server, encryption, slots: Semaphore::new(CONNECTIONS), kept: Mutex::default() })
    }

    pub async fn send(self: &Arc<Self>, mail: &Rendered) -> Delivery {
        match timeout(WHOLE, self.deliver(mail)).await {
            Ok(delivery) => delivery,
            Err(_) => Delivery::Later(format!("not done within {} s", WHOLE.as_secs())),
        }
    }

    async fn deliver(self: &Arc<Self>, mail: &Rendered) -> Delivery {
        let _slot = self.slots.acquire().await.expect("the slots are never closed");
        if let Some(mut kept) = self.take()
            // Gone in the meantime, as any idle connection may be: then a fresh one decides.
            && let Ok(delivery) = hand_over(&mut kept, mail).await
        {
            self.keep(kept);
            return delivery;
        }
        let mut fresh = match connect(&self.server, &self.encryption).await {
            Ok(smtp) => Connection { smtp, state: State::Ready },
            Err(reason) => return Delivery::Later(reason),
        };
        match hand_over(&mut fresh, mail).await {
            Ok(delivery) => {
                self.keep(fresh);
                delivery
            }
            Err(Gone(reason)) => Delivery::Later(reason),
        }
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

    fn keep(self: &Arc<Self>, connection: Connection) {
        let mut kept = self.kept();
        if kept.closed || connection.state == State::Broken {
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
        for (_, connection) in connections {
            quit(connection.smtp).await;
        }
    }

    pub async fn probe(&self) -> Result<String, String> {
        let work = connect(&self.server, &self.encryption);
        let smtp =
            timeout(WHOLE, work).await.unwrap_or_else(|_| Err(format!("not done within {} s", WHOLE.as_secs())))?;
        let name = smtp.server_info().name().to_owned();
        quit(smtp).await;
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
            quit(connection.smtp).await;
        }
    }
}

/// Politeness only: a server that does not answer loses nothing.
async fn quit(mut smtp: AsyncSmtpConnection) {
    let _ = timeout(QUIT, smtp.quit()).await;
}
