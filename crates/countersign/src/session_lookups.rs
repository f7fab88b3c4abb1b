//! Whose session a request has. What was found is remembered, and believed again only after the database has said, since
//! the request came, that no session has ended and no account has changed meanwhile: a session that was ended anywhere is
//! over with the next request. All who wait are answered together, so the more there is to do the less each costs; and
//! nobody waits where SQLite can be seen to be as it was when it was asked last.

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::account::Account;
use countersign_core::session::Session;
use countersign_store::{Db, Error, State, session_changes, sessions};
use lru::LruCache;
use tokio::sync::oneshot;
use tokio::task::yield_now;

/// Sessions that are remembered, of some 800 bytes each.
const REMEMBERED: NonZeroUsize = NonZeroUsize::new(131_072).unwrap();

/// Rows that were changed by SQL of others are seen after this.
const FOR: Duration = Duration::from_secs(60);

/// What is behind a token. Others may be told the same.
pub type Found = Option<Arc<(Session, Account)>>;

/// A handle; clones are the same memory.
#[derive(Clone)]
pub struct Lookups(Arc<Inside>);

struct Inside {
    db: Db,
    asking: Mutex<Asking>,
    memory: Mutex<Memory>,
}

struct Memory {
    sessions: LruCache<Vec<u8>, Remembered>,
    /// The number that the database has said last, and its state right before it was asked.
    asked: Option<(State, i64)>,
}

/// Who waits, and whether the database is being asked for those before them.
#[derive(Default)]
struct Asking {
    waiting: Vec<Waiter>,
    is_under_way: bool,
}

struct Waiter {
    token_hash: Vec<u8>,
    now: Timestamp,
    reply: oneshot::Sender<Result<Found, Error>>,
}

struct Remembered {
    /// That of `session_changes` before it was read.
    number: i64,
    read_at: Timestamp,
    found: Found,
}

impl Lookups {
    pub fn new(db: Db) -> Self {
        let memory = Mutex::new(Memory { sessions: LruCache::sparse(REMEMBERED), asked: None });
        Self(Arc::new(Inside { db, asking: Mutex::default(), memory }))
    }

    /// The session behind a token and its account, live or not, as they were at some instant since the call.
    pub async fn find(&self, token_hash: Vec<u8>, now: Timestamp) -> Result<Found, Error> {
        match self.recall(&token_hash, now) {
            Some(found) => Ok(found),
            // In a box: most never come here.
            None => Box::pin(self.ask(token_hash, now)).await,
        }
    }

    async fn ask(&self, token_hash: Vec<u8>, now: Timestamp) -> Result<Found, Error> {
        let (reply, answer) = oneshot::channel();
        let is_under_way = {
            let mut asking = lock(&self.0.asking);
            asking.waiting.push(Waiter { token_hash, now, reply });
            std::mem::replace(&mut asking.is_under_way, true)
        };
        if !is_under_way {
            tokio::spawn(Turn { lookups: self.clone(), is_over: false }.run());
        }
        // It comes to nothing where whoever asked for all of them broke down.
        Db::by_others(answer).await?.unwrap_or_else(|_| Err(Error::Busy("nobody answered".to_owned())))
    }

    /// Without asking: nothing was committed since the database was asked last.
    fn recall(&self, token_hash: &[u8], now: Timestamp) -> Option<Found> {
        let state = self.0.db.state()?;
        let mut memory = lock(&self.0.memory);
        let (_, number) = memory.asked.filter(|(of, _)| *of == state)?;
        memory.recall(token_hash, number, now)
    }

    /// A session that is remembered was in use.
    pub fn touched(&self, token_hash: &[u8], now: Timestamp) {
        let mut memory = lock(&self.0.memory);
        if let Some(found) = memory.sessions.get_mut(token_hash).and_then(|remembered| remembered.found.as_mut()) {
            Arc::make_mut(found).0.seen_at = now;
        }
    }
}

/// Asks for those who wait, and again for those who came meanwhile. Given back however it ends.
struct Turn {
    lookups: Lookups,
    is_over: bool,
}

impl Turn {
    async fn run(mut self) {
        loop {
            // Whoever is about to ask comes first: the more are answered together the better.
            yield_now().await;
            let Some(mut waiting) = self.next() else { break };
            if let Err(error) = self.answer(&mut waiting).await {
                waiting.into_iter().for_each(|waiter| waiter.told(Err(error.again())));
            }
        }
    }

    /// Where nobody waits it is over at the same instant: whoever comes then begins another.
    fn next(&mut self) -> Option<Vec<Waiter>> {
        let mut asking = lock(&self.lookups.0.asking);
        let waiting = std::mem::take(&mut asking.waiting);
        self.is_over = waiting.is_empty();
        asking.is_under_way = !self.is_over;
        (!self.is_over).then_some(waiting)
    }

    /// Leaves those who could not be answered.
    async fn answer(&self, waiting: &mut Vec<Waiter>) -> Result<(), Error> {
        let Inside { db, memory, .. } = &*self.lookups.0;
        let mut conn = db.read().await?;
        // What is committed from here on makes it another one.
        let state = db.state();
        let number = session_changes::number(&mut conn).await?;
        lock(memory).asked = state.map(|state| (state, number));
        *waiting = self.recall(std::mem::take(waiting), number);
        if waiting.is_empty() {
            return Ok(());
        }
        let token_hashes: Vec<Vec<u8>> = waiting.iter().map(|waiter| waiter.token_hash.clone()).collect();
        let rows = sessions::find_some(&mut conn, &token_hashes).await?.into_iter();
        let read: HashMap<_, _> = rows.map(|(hash, row)| (hash, row.map(|found| Some(Arc::new(found))))).collect();
        let mut memory = lock(memory);
        for waiter in waiting.drain(..) {
            // That there is none is remembered, too: its stamp has told that the token was ours once.
            let found = match read.get(&waiter.token_hash) {
                Some(Ok(found)) => Ok(found.clone()),
                Some(Err(error)) => Err(error.again()),
                None => Ok(None),
            };
            if let Ok(found) = &found {
                let remembered = Remembered { number, read_at: waiter.now, found: found.clone() };
                memory.remember(waiter.token_hash.clone(), remembered);
            }
            waiter.told(found);
        }
        Ok(())
    }

    /// Answers from memory, and gives back who has to wait for more.
    fn recall(&self, waiting: Vec<Waiter>, number: i64) -> Vec<Waiter> {
        let mut memory = lock(&self.lookups.0.memory);
        let recall = |waiter: Waiter| match memory.recall(&waiter.token_hash, number, waiter.now) {
            Some(found) => {
                waiter.told(Ok(found));
                None
            }
            None => Some(waiter),
        };
        waiting.into_iter().filter_map(recall).collect()
    }
}

impl Memory {
    fn recall(&mut self, token_hash: &[u8], number: i64, now: Timestamp) -> Option<Found> {
        let known = self.sessions.get(token_hash)?;
        (known.number == number && known.is_fresh(now)).then(|| known.found.clone())
    }

    /// And forgets up to two that are of no use any more, so that there is only what the last minute asked for.
    fn remember(&mut self, token_hash: Vec<u8>, remembered: Remembered) {
        let now = remembered.read_at;
        self.sessions.put(token_hash, remembered);
        for _ in 0..2 {
            if self.sessions.peek_lru().is_some_and(|(_, oldest)| !oldest.is_fresh(now)) {
                self.sessions.pop_lru();
            }
        }
    }
}

impl Remembered {
    fn is_fresh(&self, now: Timestamp) -> bool {
        now.since(self.read_at) < FOR
    }
}

impl Waiter {
    /// They may have gone.
    fn told(self, found: Result<Found, Error>) {
        let _ = self.reply.send(found);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_last_minute_did_not_ask_for_is_forgotten() {
        let at = |seconds: u64| Timestamp::from_seconds(1_800_000_000).plus(Duration::from_secs(seconds));
        let mut memory = Memory { sessions: LruCache::sparse(REMEMBERED), asked: None };
        let mut remember = |name: u8, seconds| {
            memory.remember(vec![name], Remembered { number: 1, read_at: at(seconds), found: None });
            memory.sessions.len()
        };
        assert_eq!([1, 2, 3, 4].map(|name| remember(name, 0)), [1, 2, 3, 4]);
        assert_eq!([5, 6].map(|name| remember(name, 59)), [5, 6]);
        assert_eq!([7, 8, 9].map(|name| remember(name, 60)), [5, 4, 5]);
        assert!(memory.recall(&[1], 1, at(60)).is_none() && memory.recall(&[5], 1, at(60)).is_some());
    }
}
