//! How long PostgreSQL may take. A server that is frozen or gone is told from a slow one by nothing else, and
//! whoever waits at a door wants an answer within three seconds: all that a request asks of the database
//! shares one allowance. SQLite's own limits are in `setup`.

use std::cell::Cell;
use std::future::Future;
use std::time::Duration;

use tokio::time::{Instant, timeout};

use super::{Db, Error};

/// For everything that one request asks, and for each single step of those that are no request's.
pub const ANSWER_WITHIN: Duration = Duration::from_millis(2_500);

pub(super) const TOO_LATE: &str = "no answer in time";

tokio::task_local! {
    /// What is left of a request's allowance. Time that it spends elsewhere, on a password hash, say, costs none.
    static LEFT: Cell<Duration>;
}

impl Db {
    /// Gives one request its allowance of the database's time.
    pub async fn in_time<T>(request: impl Future<Output = T>) -> T {
        LEFT.scope(Cell::new(ANSWER_WITHIN), request).await
    }

    /// What others ask the database for a request, out of its allowance as well.
    pub async fn by_others<T>(work: impl Future<Output = T>) -> Result<T, Error> {
        within(false, work).await.ok_or_else(|| Error::Busy(TOO_LATE.to_owned()))
    }
}

pub(super) async fn in_time<T>(
    is_patient: bool,
    work: impl Future<Output = Result<T, sqlx::Error>>,
) -> Result<T, Error> {
    or_busy(within(is_patient, work).await)
}

/// What it came to, where nothing is in doubt if it took too long.
pub(super) fn or_busy<T>(done: Option<Result<T, sqlx::Error>>) -> Result<T, Error> {
    done.ok_or_else(|| Error::Busy(TOO_LATE.to_owned()))?.map_err(Error::from)
}

/// None if it takes too long. What is given up is dropped, and its connection looked at by `postgres` before anybody
/// gets it again, or closed with its `transaction`.
pub(super) async fn within<T>(is_patient: bool, work: impl Future<Output = T>) -> Option<T> {
    if is_patient {
        return Some(work.await);
    }
    let asked = Instant::now();
    let left = LEFT.try_with(Cell::get).unwrap_or(ANSWER_WITHIN);
    let done = timeout(left, work).await.ok();
    // Outside of a request there is nothing to take it from.
    let _ = LEFT.try_with(|allowance| allowance.set(left.saturating_sub(asked.elapsed())));
    done
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_steps_of_a_request_share_its_allowance() {
        let second = || tokio::time::sleep(Duration::from_secs(1));
        Db::in_time(async {
            assert!(within(false, second()).await.is_some());
            // Time spent elsewhere is free.
            second().await;
            assert!(within(false, second()).await.is_some());
            assert!(within(false, second()).await.is_none());
            assert!(within(true, second()).await.is_some());
        })
        .await;
        for _ in 0..3 {
            assert!(within(false, second()).await.is_some(), "each step by itself where there is no request");
        }
        assert!(within(false, pending::<()>()).await.is_none() && within(false, ready(())).await.is_some());
    }
}
