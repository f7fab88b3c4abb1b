//! Whose session a request has. What was found is remembered, and believed again only after the database has said, since
//! the request came, that no session has ended and no account has changed meanwhile: a session that was ended anywhere is
//! over with the next request. That is asked for all who wait at once, so the more there is to do the less each costs.

use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::account::Account;
use countersign_core::session::Session;
use countersign_store::{Db, Error, session_changes, sessions};
use lru::LruCache;
use tokio::sync::oneshot;

/// Sessions that are remembered, of some 700 bytes each.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(65_536).unwrap();

/// Rows that were changed by SQL of others are seen after this.
const FOR: Duration = Duration::from_secs(60);

/// A handle; clones are the same memory.
#[derive(Clone)]
pub struct Lookups(Arc<Inside>);

struct Inside {
    db: Db,
    asking: Mutex<Asking>,
    remembered: Mutex<LruCache<Vec<u8>, Remembered>>,
}

/// Who wants to know the number, and whether it is being asked for those before them.
#[derive(Default)]
struct Asking {
    waiting: Vec<oneshot::Sender<Result<i64, Error>>>,
    is_under_way: bool,
}

struct Remembered {
    /// That of `session_changes` before it was read.
    number: i64,
    read_at: Timestamp,
    found: Arc<(Session, Account)>,
}

impl Lookups {
    pub fn new(db: Db) -> Self {
        let remembered = Mutex::new(LruCache::sparse(REMEMBERED));
        Self(Arc::new(Inside { db, asking: Mutex::default(), remembered }))
    }

    /// The session behind a token and its account, live or not, as they were at some instant since the call.
    pub async fn find(&self, token_hash: Vec<u8>, now: Timestamp) -> Result<Option<(Session, Account)>, Error> {
        let number = self.number().await?;
        if let Some(found) = self.recall(&token_hash, number, now) {
            return Ok(Some(Arc::unwrap_or_clone(found)));
        }
        let found = sessions::find(&mut self.0.db.read().await?, token_hash.clone()).await?;
        if let Some(found) = &found {
            let remembered = Remembered { number, read_at: now, found: Arc::new(found.clone()) };
            lock(&self.0.remembered).put(token_hash, remembered);
        }
        Ok(found)
    }

    /// A session that is remembered was in use.
    pub fn touched(&self, token_hash: &[u8], now: Timestamp) {
        if let Some(remembered) = lock(&self.0.remembered).get_mut(token_hash) {
            Arc::make_mut(&mut remembered.found).0.seen_at = now;
        }
    }

    fn recall(&self, token_hash: &[u8], number: i64, now: Timestamp) -> Option<Arc<(Session, Account)>> {
        let mut remembered = lock(&self.0.remembered);
        let known = remembered.get(token_hash)?;
        let is_current = known.number == number && now.since(known.read_at) < FOR;
        is_current.then(|| Arc::clone(&known.found))
    }

    /// Of `session_changes`, as it was at some instant since the call.
    async fn number(&self) -> Result<i64, Error> {
        let (reply, answer) = oneshot::channel();
        let is_under_way = {
            let mut asking = lock(&self.0.asking);
            asking.waiting.push(reply);
            std::mem::replace(&mut asking.is_under_way, true)
        };
        if !is_under_way {
            tokio::spawn(Turn { lookups: self.clone(), is_over: false }.run());
        }
        // It comes to nothing where whoever asked for all of them broke down.
        Db::by_others(answer).await?.unwrap_or_else(|_| Err(Error::Busy("nobody answered".to_owned())))
    }
}

/// Asks for those who wait, and again for those who came meanwhile. Given back however it ends.
struct Turn {
    lookups: Lookups,
    is_over: bool,
}

impl Turn {
    async fn run(mut self) {
        while let Some(waiting) = self.next() {
            let number = self.ask().await;
            for reply in waiting {
                let number = number.as_ref().map(|number| *number).map_err(Error::again);
                // Whoever asked may have gone.
                let _ = reply.send(number);
            }
        }
    }

    async fn ask(&self) -> Result<i64, Error> {
        session_changes::number(&mut self.lookups.0.db.read().await?).await
    }

    /// Where nobody waits it is over at the same instant: whoever comes then begins another.
    fn next(&mut self) -> Option<Vec<oneshot::Sender<Result<i64, Error>>>> {
        let mut asking = lock(&self.lookups.0.asking);
        let waiting = std::mem::take(&mut asking.waiting);
        self.is_over = waiting.is_empty();
        asking.is_under_way = !self.is_over;
        (!self.is_over).then_some(waiting)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !self.is_over {
            lock(&self.lookups.0.asking).is_under_way = false;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
