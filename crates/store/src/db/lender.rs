//! Connections that go from hand to hand. The driver's pool looks at each that it gets back, which costs a round trip (a
//! turn of SQLite's thread) for every use. So one that was left with its last statement answered is lent again as it is;
//! any other goes back to the pool, and so does whatever lies here for a second or has not seen the pool for a minute.

use std::collections::VecDeque;
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep, timeout};

/// For so long the last answer shows that the server is there.
pub(super) const FRESH: Duration = Duration::from_secs(1);
/// After so long the pool may have reasons to close it, such as its age.
const AWAY: Duration = Duration::from_secs(60);

/// Cheap to clone.
pub(super) struct Lender<DB: Database>(Arc<Inside<DB>>);

struct Inside<DB: Database> {
    pool: Pool<DB>,
    /// As many as the pool may open, for who waits longest.
    places: Arc<Semaphore>,
    /// The one that came back last is at the end.
    kept: Mutex<VecDeque<Kept<DB>>>,
}

struct Kept<DB: Database> {
    conn: PoolConnection<DB>,
    from_pool: Instant,
    since: Instant,
}

impl<DB: Database> Lender<DB> {
    pub fn new(pool: Pool<DB>) -> Self {
        let places = usize::try_from(pool.options().get_max_connections()).unwrap_or(Semaphore::MAX_PERMITS);
        Self(Arc::new(Inside { pool, places: Arc::new(Semaphore::new(places)), kept: Mutex::default() }))
    }

    /// For what is asked by itself.
    pub fn pool(&self) -> &Pool<DB> {
        &self.0.pool
    }

    pub async fn acquire(&self) -> Result<Lent<DB>, sqlx::Error> {
        let within = self.0.pool.options().get_acquire_timeout();
        timeout(within, self.acquire_in_turn()).await.unwrap_or(Err(sqlx::Error::PoolTimedOut))
    }

    async fn acquire_in_turn(&self) -> Result<Lent<DB>, sqlx::Error> {
        let place = Arc::clone(&self.0.places).acquire_owned().await.map_err(|_| sqlx::Error::PoolClosed)?;
        let (conn, from_pool) = match self.0.take() {
            Some(kept) => (kept.conn, kept.from_pool),
            None => (self.0.pool.acquire().await?, Instant::now()),
        };
        Ok(Lent { conn: Some(conn), from_pool, is_settled: false, lender: Arc::clone(&self.0), _place: place })
    }

    /// How many lie here.
    pub fn kept(&self) -> usize {
        self.0.kept().len()
    }

    pub async fn close(&self) {
        self.0.places.close();
        self.0.kept().clear();
        self.0.pool.close().await;
    }
}

impl<DB: Database> Inside<DB> {
    fn kept(&self) -> MutexGuard<'_, VecDeque<Kept<DB>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Option<Kept<DB>> {
        self.kept().pop_back().filter(Kept::is_fresh)
    }

    fn keep(self: &Arc<Self>, kept: Kept<DB>) {
        // Outside of a runtime nobody would give it back.
        let Ok(runtime) = Handle::try_current() else { return };
        let mut all = self.kept();
        if self.places.is_closed() {
            return;
        }
        all.push_back(kept);
        if all.len() == 1 {
            let lender = Arc::downgrade(self);
            runtime.spawn(async move {
                let mut are_left = true;
                while are_left {
                    sleep(FRESH).await;
                    are_left = lender.upgrade().is_some_and(|lender| lender.give_back());
                }
            });
        }
    }

    /// Whether any are left.
    fn give_back(&self) -> bool {
        let mut kept = self.kept();
        kept.retain(Kept::is_fresh);
        !kept.is_empty()
    }
}

impl<DB: Database> Kept<DB> {
    fn is_fresh(&self) -> bool {
        self.since.elapsed() < FRESH && self.from_pool.elapsed() < AWAY
    }
}

/// Whoever touches it leaves it unsettled, until they say that they were answered.
pub(super) struct Lent<DB: Database> {
    /// None once it is given back.
    conn: Option<PoolConnection<DB>>,
    from_pool: Instant,
    is_settled: bool,
    lender: Arc<Inside<DB>>,
    /// Given up after the connection.
    _place: OwnedSemaphorePermit,
}

impl<DB: Database> Lent<DB> {
    /// The last statement was answered, and nothing is open.
    pub fn settled(&mut self) {
        self.is_settled = true;
    }

    /// Nobody is to use it again.
    pub fn close_on_drop(&mut self) {
        self.is_settled = false;
        self.conn.iter_mut().for_each(PoolConnection::close_on_drop);
    }
}

impl<DB: Database> Drop for Lent<DB> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take()
            && self.is_settled
        {
            self.lender.keep(Kept { conn, from_pool: self.from_pool, since: Instant::now() });
        }
    }
}

impl<DB: Database> Deref for Lent<DB> {
    type Target = DB::Connection;

    fn deref(&self) -> &DB::Connection {
        self.conn.as_ref().expect("a connection is used before it is given back")
    }
}

impl<DB: Database> DerefMut for Lent<DB> {
    fn deref_mut(&mut self) -> &mut DB::Connection {
        self.is_settled = false;
        self.conn.as_mut().expect("a connection is used before it is given back")
    }
}

impl<DB: Database> Clone for Lender<DB> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
    use sqlx::{Connection, Sqlite};

    use super::*;

    fn lender(connections: u32) -> Lender<Sqlite> {
        let options = SqlitePoolOptions::new().max_connections(connections).acquire_timeout(FRESH);
        Lender::new(options.connect_lazy_with(SqliteConnectOptions::new().in_memory(true)))
    }

    #[tokio::test]
    async fn only_what_was_answered_is_lent_again_without_the_pool() {
        let lender = lender(1);
        for (is_answered, kept) in [(false, 0), (true, 1), (true, 1), (false, 0)] {
            let mut lent = lender.acquire().await.unwrap();
            lent.settled();
            lent.ping().await.unwrap();
            if is_answered {
                lent.settled();
            }
            drop(lent);
            assert_eq!(lender.kept(), kept);
        }
    }

    #[tokio::test]
    async fn who_comes_first_is_served_first_and_nobody_waits_for_ever() {
        let lender = lender(1);
        let mut first = lender.acquire().await.unwrap();
        let waiting = tokio::spawn({
            let lender = lender.clone();
            async move { lender.acquire().await.map(drop) }
        });
        assert!(matches!(lender.acquire().await, Err(sqlx::Error::PoolTimedOut)));
        assert!(matches!(waiting.await.unwrap(), Err(sqlx::Error::PoolTimedOut)));
        first.settled();
        drop(first);
        lender.acquire().await.unwrap();
    }

    #[tokio::test]
    async fn what_nobody_wants_goes_back_to_the_pool_and_nothing_is_lent_after_the_end() {
        let lender = lender(2);
        lender.acquire().await.unwrap().settled();
        assert_eq!((lender.kept(), lender.pool().num_idle()), (1, 0));
        while lender.pool().num_idle() == 0 {
            tokio::task::yield_now().await;
        }
        assert_eq!(lender.kept(), 0);
        let mut last = lender.acquire().await.unwrap();
        last.settled();
        let closing = tokio::spawn({
            let lender = lender.clone();
            async move { lender.close().await }
        });
        while !lender.pool().is_closed() {
            tokio::task::yield_now().await;
        }
        drop(last);
        closing.await.unwrap();
        assert!(lender.kept() == 0 && lender.acquire().await.is_err());
    }
}
