//! Whose session a request has. Requests that come while the database answers others are answered together, and what was
//! found is remembered. It is believed again only after the database has said, since the request came, that no session
//! has ended and no account has changed meanwhile: a session that was ended anywhere is over with the next request.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::account::Account;
use countersign_core::session::Session;
use countersign_store::{Conn, Db, Error, session_changes, sessions};
use lru::LruCache;
use tokio::sync::oneshot;

/// Statements under way at once: one is on its way back while the next is asked.
const UNDER_WAY: usize = 2;

/// Sessions that are remembered, of some 700 bytes each.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();

/// Rows that were changed by SQL of others are seen after this.
const FOR: Duration = Duration::from_secs(60);

/// What is behind a token. Others may be told the same.
type Found = Result<Option<Arc<(Session, Account)>>, Error>;

/// A handle; clones are the same memory.
#[derive(Clone)]
pub struct Lookups(Arc<Inner>);

struct Inner {
    db: Db,
    desk: Mutex<Desk>,
    remembered: Mutex<LruCache<Vec<u8>, Remembered>>,
}

#[derive(Default)]
struct Desk {
    waiting: Vec<Waiter>,
    under_way: usize,
}

struct Waiter {
    token_hash: Vec<u8>,
    now: Timestamp,
    reply: oneshot::Sender<Found>,
}

struct Remembered {
    /// That of `session_changes` before it was read.
    number: i64,
    read_at: Timestamp,
    found: Arc<(Session, Account)>,
}

impl Lookups {
    pub fn new(db: Db) -> Self {
        let remembered = Mutex::new(LruCache::new(REMEMBERED));
        Self(Arc::new(Inner { db, desk: Mutex::default(), remembered }))
    }

    /// The session behind a token and its account, live or not, as they were at some instant since the call.
    pub async fn find(&self, token_hash: Vec<u8>, now: Timestamp) -> Result<Option<(Session, Account)>, Error> {
        let (reply, answer) = oneshot::channel();
        if let Some(turn) = self.queue(Waiter { token_hash, now, reply }) {
            tokio::spawn(turn.run());
        }
        // It comes to nothing where whoever asked for all of them broke down.
        let found = Db::by_others(answer).await?.map_err(|_| Error::Busy("nobody answered".to_owned()))??;
        Ok(found.map(Arc::unwrap_or_clone))
    }

    /// A session that is remembered was in use.
    pub fn touched(&self, token_hash: &[u8], now: Timestamp) {
        if let Some(remembered) = lock(&self.0.remembered).get_mut(token_hash) {
            Arc::make_mut(&mut remembered.found).0.seen_at = now;
        }
    }

    fn queue(&self, waiter: Waiter) -> Option<Turn> {
        let mut desk = lock(&self.0.desk);
        desk.waiting.push(waiter);
        (desk.under_way < UNDER_WAY).then(|| {
            desk.under_way += 1;
            Turn { lookups: self.clone(), is_over: false }
        })
    }

    /// In the order of those who wait.
    async fn look(&self, waiting: &[Waiter]) -> Result<Vec<Found>, Error> {
        let mut conn = self.0.db.read().await?;
        let number = session_changes::number(&mut conn).await?;
        let mut found: Vec<Option<Found>> = {
            let mut remembered = lock(&self.0.remembered);
            waiting.iter().map(|waiter| recall(&mut remembered, waiter, number).map(|found| Ok(Some(found)))).collect()
        };
        let unknown = waiting.iter().zip(&found).filter(|(_, found)| found.is_none());
        let unknown: Vec<Vec<u8>> = unknown.map(|(waiter, _)| waiter.token_hash.clone()).collect();
        if !unknown.is_empty() {
            let mut read = self.read(&mut conn, &unknown, number, waiting[0].now).await?;
            for (waiter, found) in waiting.iter().zip(&mut found).filter(|(_, found)| found.is_none()) {
                *found = Some(match read.get_mut(&waiter.token_hash) {
                    Some(Ok(session)) => Ok(Some(Arc::clone(session))),
                    Some(Err(error)) => Err(error.again()),
                    None => Ok(None),
                });
            }
        }
        Ok(found.into_iter().map(|found| found.unwrap_or(Ok(None))).collect())
    }

    async fn read(
        &self,
        conn: &mut Conn,
        unknown: &[Vec<u8>],
        number: i64,
        read_at: Timestamp,
    ) -> Result<HashMap<Vec<u8>, Result<Arc<(Session, Account)>, Error>>, Error> {
        let rows = sessions::find_some(conn, unknown).await?;
        let mut remembered = lock(&self.0.remembered);
        let read = rows.into_iter().map(|(token_hash, row)| {
            let found = row.map(Arc::new);
            if let Ok(found) = &found {
                remembered.put(token_hash.clone(), Remembered { number, read_at, found: Arc::clone(found) });
            }
            (token_hash, found)
        });
        Ok(read.collect())
    }
}

fn recall(
    remembered: &mut LruCache<Vec<u8>, Remembered>,
    waiter: &Waiter,
    number: i64,
) -> Option<Arc<(Session, Account)>> {
    let known = remembered.get(&waiter.token_hash)?;
    let is_current = known.number == number && waiter.now.since(known.read_at) < FOR;
    is_current.then(|| Arc::clone(&known.found))
}

/// One of those under way. Given back however it ends.
struct Turn {
    lookups: Lookups,
    is_over: bool,
}

impl Turn {
    async fn run(mut self) {
        while let Some(waiting) = self.next() {
            match self.lookups.look(&waiting).await {
                Ok(found) => waiting.into_iter().zip(found).for_each(|(waiter, found)| drop(waiter.reply.send(found))),
                Err(error) => waiting.into_iter().for_each(|waiter| drop(waiter.reply.send(Err(error.again())))),
            }
        }
    }

    /// Everybody who waits by now and has not gone. Where there is nobody it is over at the same instant: whoever comes
    /// then begins another.
    fn next(&mut self) -> Option<Vec<Waiter>> {
        let mut desk = lock(&self.lookups.0.desk);
        desk.waiting.retain(|waiter| !waiter.reply.is_closed());
        if desk.waiting.is_empty() {
            desk.under_way -= 1;
            self.is_over = true;
            return None;
        }
        Some(std::mem::take(&mut desk.waiting))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.is_over {
            lock(&self.lookups.0.desk).under_way -= 1;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
