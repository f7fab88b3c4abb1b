//! Telling workers that mail was queued: those of this process at once, those of others by PostgreSQL's
//! notifications or, where there is Redis, by handing each mail's id to one of them all. A wake-up is a hint that
//! may be lost: every worker also looks by itself now and then.

use std::convert::Infallible;
use std::future::pending;
use std::mem::take;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Id;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::handful::HANDFUL;
use super::postgres::Servers;
use super::{ANSWER_WITHIN, Db};
use crate::redis::{Away, Redis};

/// What PostgreSQL's notifications are told on.
const CHANNEL: &str = "countersign_mails";
/// What is queued within this time is told at once: each telling costs the database a transaction.
const GATHER: Duration = Duration::from_millis(5);

/// The list of ids in Redis.
const LIST: &str = "mails";
/// Longest list: more than that is found in the database soon enough.
const MOST: usize = 10_000;
/// How long one asking for ids lasts.
const ASK: Duration = Duration::from_secs(5);

/// How long one connection is listened on: a server that vanished without a word is as silent as one that has
/// nothing to tell.
const HEAR: Duration = Duration::from_secs(60);

/// The pause after somebody did not let us listen.
const TROUBLE: Duration = Duration::from_secs(1);

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Wake(Arc<Inner>);

#[derive(Default)]
struct Inner {
    here: Notify,
    servers: Option<Servers>,
    redis: Option<Redis>,
    /// Somebody is about to tell the others.
    telling: AtomicBool,
    /// Queued here, and about to be handed over by somebody who is at it.
    queued: Mutex<Vec<Id>>,
    handing: AtomicBool,
    /// Handed to this process, and not yet taken by its worker.
    handed: Mutex<Vec<Id>>,
    taken: Notify,
}

impl Db {
    /// Resolves when mail was queued since the last call: by this process, or while `listen` is polled by any.
    pub async fn mail_queued(&self) {
        self.wake.woken().await;
    }

    /// Mails that were handed to this process and to no other, while `listen` is polled: a handful at a time, and
    /// the next when these are taken. Whether they are still due is for `mails::claim` to find out.
    pub fn handed(&self) -> Vec<Id> {
        self.wake.handed()
    }

    /// Whether there are any to be taken.
    pub fn has_handed(&self) -> bool {
        self.wake.has_handed()
    }

    /// Hears when other processes queue mail, for as long as it is polled.
    pub async fn listen(&self) -> Infallible {
        self.wake.listen().await
    }
}

impl Wake {
    pub fn new(servers: Option<Servers>, redis: Option<Redis>) -> Self {
        Self(Arc::new(Inner { servers, redis, ..Inner::default() }))
    }

    pub fn with_redis(&self, redis: Redis) -> Self {
        Self::new(self.0.servers.clone(), Some(redis))
    }

    /// A transaction that queued these mails is committed. Nobody waits for what is told of it.
    pub fn mail_queued(&self, ids: Vec<Id>) {
        if self.0.redis.is_none() || ids.is_empty() {
            self.wake_all();
            return;
        }
        lock(&self.0.queued).extend(ids);
        if !self.0.handing.swap(true, Ordering::AcqRel) {
            tokio::spawn(self.clone().hand_over());
        }
    }

    /// One at a time: what is queued meanwhile goes with the next handful.
    async fn hand_over(self) {
        loop {
            let ids: Vec<String> = take(&mut *lock(&self.0.queued)).iter().map(Id::to_string).collect();
            if ids.is_empty() {
                self.0.handing.store(false, Ordering::Release);
                // Something may have come between the look and this.
                if lock(&self.0.queued).is_empty() || self.0.handing.swap(true, Ordering::AcqRel) {
                    return;
                }
                continue;
            }
            let Some(redis) = &self.0.redis else { return };
            if let Err(Away) = redis.push(LIST, &ids, MOST).await {
                self.wake_all();
            }
        }
    }

    fn wake_all(&self) {
        self.0.here.notify_one();
        if let Some(servers) = &self.0.servers
            && !self.0.telling.swap(true, Ordering::AcqRel)
        {
            tokio::spawn(self.clone().tell_others(servers.clone()));
        }
    }

    async fn tell_others(self, servers: Servers) {
        tokio::time::sleep(GATHER).await;
        self.0.telling.store(false, Ordering::Release);
        let tell = async {
            let mut conn = servers.acquire().await?;
            let told = sqlx::query("SELECT pg_notify($1, '')").bind(CHANNEL).execute(&mut *conn).await;
            told.inspect(|_| conn.settled())
        };
        if !timeout(ANSWER_WITHIN, tell).await.is_ok_and(|told| told.is_ok()) {
            tracing::debug!("workers elsewhere were not woken");
        }
    }

    pub async fn woken(&self) {
        self.0.here.notified().await;
    }

    /// Whether there are any to be taken.
    pub fn has_handed(&self) -> bool {
        !lock(&self.0.handed).is_empty()
    }

    /// The mails that this process was told of and no other.
    pub fn handed(&self) -> Vec<Id> {
        let ids = take(&mut *lock(&self.0.handed));
        self.0.taken.notify_one();
        ids
    }

    /// Passes on what others tell, for as long as it is polled.
    pub async fn listen(&self) -> Infallible {
        tokio::select! {
            never = self.hear() => never,
            never = self.take_over() => never,
        }
    }

    async fn hear(&self) -> Infallible {
        let Some(servers) = &self.0.servers else { return pending().await };
        loop {
            match timeout(ANSWER_WITHIN, servers.listener(CHANNEL)).await {
                Ok(Ok(mut listener)) => {
                    // What was told before is not told again.
                    self.0.here.notify_one();
                    let hearing = async {
                        while let Ok(Some(_)) = listener.try_recv().await {
                            self.0.here.notify_one();
                        }
                    };
                    if timeout(HEAR, hearing).await.is_err() {
                        continue;
                    }
                }
                Ok(Err(_)) | Err(_) => tracing::debug!("wake-ups of other processes are not heard"),
            }
            tokio::time::sleep(TROUBLE).await;
        }
    }

    /// Asks for more ids only when the worker has taken the last ones: those that it has no time for go to others.
    async fn take_over(&self) -> Infallible {
        let Some(redis) = &self.0.redis else { return pending().await };
        loop {
            if let Ok(mut taker) = redis.taker().await {
                self.0.here.notify_one();
                while let Ok(ids) = taker.take(LIST, HANDFUL, ASK).await {
                    let ids: Vec<Id> = ids.iter().filter_map(|id| id.parse().ok()).collect();
                    if ids.is_empty() {
                        continue;
                    }
                    *lock(&self.0.handed) = ids;
                    self.0.here.notify_one();
                    while !lock(&self.0.handed).is_empty() {
                        self.0.taken.notified().await;
                    }
                }
            }
            tokio::time::sleep(TROUBLE).await;
        }
    }
}

fn lock(ids: &Mutex<Vec<Id>>) -> MutexGuard<'_, Vec<Id>> {
    // Each change under these locks is a single step.
    ids.lock().unwrap_or_else(PoisonError::into_inner)
}
