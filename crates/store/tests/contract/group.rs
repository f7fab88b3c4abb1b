//! Commits that SQLite's writers share: who shares one, who does not, and that nobody loses or gains anything by it but
//! time. PostgreSQL does the same by itself.

use std::future::Future;
use std::path::PathBuf;

use countersign_store::{Db, Error, Tx, accounts, mails, sessions};
use tempfile::TempDir;
use tokio::task::{JoinHandle, yield_now};

use crate::databases::trail;
use crate::rows::*;

/// Tasks take turns on one thread here: when one that was started has been let go, all of them wait for their turn to
/// write.
struct Place {
    folder: TempDir,
    db: Db,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&format!("sqlite://{}", folder.path().join("group.db").display())).await.unwrap();
        db.migrate().await.unwrap();
        Self { folder, db: db.with_trail(trail(1, &[])) }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Commits so far, as SQLite counts them (iChange in sqlite.org/walformat.html).
    fn commits(&self) -> u32 {
        let index = std::fs::read(self.path("group.db-shm")).unwrap();
        u32::from_ne_bytes(index[8..12].try_into().unwrap())
    }

    /// Starts to wait for the turn to write, and makes this account.
    async fn waits(&self, number: u8) -> JoinHandle<Result<(), Error>> {
        let db = self.db.clone();
        started(async move { made(db.begin_shared().await?, number).await?.commit().await }).await
    }

    /// Which of these accounts are there, for whoever looks.
    async fn found(&self, numbers: impl IntoIterator<Item = u8>) -> Vec<u8> {
        let mut conn = self.db.read().await.unwrap();
        let mut found = Vec::new();
        for number in numbers {
            if accounts::by_id(&mut conn, id(number)).await.unwrap().is_some() {
                found.push(number);
            }
        }
        found
    }
}

async fn started<T: Send + 'static>(work: impl Future<Output = T> + Send + 'static) -> JoinHandle<T> {
    let task = tokio::spawn(work);
    yield_now().await;
    task
}

async fn made(mut tx: Tx, number: u8) -> Result<Tx, Error> {
    assert!(accounts::insert(&mut tx, &account(number)).await?);
    Ok(tx)
}

#[tokio::test]
async fn those_who_wait_share_a_commit() {
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 0).await.unwrap();
    let mut others = Vec::new();
    for number in 1..=20 {
        others.push(place.waits(number).await);
    }
    let before = place.commits();
    first.commit().await.unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(place.commits() - before, 1);
    assert_eq!(place.found(0..=20).await.len(), 21);
}

#[tokio::test]
async fn no_more_than_sixty_four_share_one() {
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 0).await.unwrap();
    let mut others = Vec::new();
    for number in 1..64 {
        others.push(place.waits(number).await);
    }
    let db = place.db.clone();
    let next = started(async move { made(db.begin_shared().await.unwrap(), 64).await.unwrap() }).await;
    for number in 65..70 {
        others.push(place.waits(number).await);
    }
    let before = place.commits();
    first.commit().await.unwrap();
    let next = next.await.unwrap();
    assert_eq!(place.found(0..70).await, Vec::from_iter(0..64));
    next.commit().await.unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    assert_eq!(place.found(0..70).await.len(), 70);
    assert_eq!(place.commits() - before, 2);
}

#[tokio::test]
async fn who_is_alone_commits_at_once() {
    let place = Place::new().await;
    for number in 0..3 {
        let before = place.commits();
        kept_account(&place.db, number).await;
        assert_eq!(place.commits() - before, 1);
    }
}

#[tokio::test]
async fn nobody_is_answered_before_the_commit() {
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 1).await.unwrap();
    let db = place.db.clone();
    let second = started(async move { made(db.begin_shared().await.unwrap(), 2).await.unwrap() }).await;
    let first = started(first.commit()).await;
    let mut second = second.await.unwrap();
    assert!(accounts::by_id(&mut second, id(1)).await.unwrap().is_some(), "what those before did is seen in the group");
    assert!(place.found(1..=2).await.is_empty(), "and nowhere else");
    assert!(!first.is_finished());
    second.commit().await.unwrap();
    first.await.unwrap().unwrap();
    assert_eq!(place.found(1..=2).await, [1, 2]);
}

#[tokio::test]
async fn of_those_who_share_a_commit_one_wins() {
    let place = Place::new().await;
    kept_account(&place.db, 1).await;
    let first = place.db.begin_shared().await.unwrap();
    let mut tries = Vec::new();
    for _ in 0..5 {
        let db = place.db.clone();
        let delete = async move {
            let mut tx = db.begin_shared().await.unwrap();
            let is_deleted = accounts::delete(&mut tx, id(1)).await.unwrap();
            tx.commit().await.unwrap();
            is_deleted
        };
        tries.push(started(delete).await);
    }
    let before = place.commits();
    first.commit().await.unwrap();
    let mut came_to = Vec::new();
    for one in tries {
        came_to.push(one.await.unwrap());
    }
    assert_eq!(came_to, [true, false, false, false, false]);
    assert_eq!(place.commits() - before, 1);
}

#[tokio::test]
async fn who_gives_up_takes_nobody_along() {
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 1).await.unwrap();
    let db = place.db.clone();
    let gives_up = started(async move { drop(made(db.begin_shared().await.unwrap(), 2).await.unwrap()) }).await;
    let db = place.db.clone();
    let fails = started(async move {
        let mut tx = made(db.begin_shared().await.unwrap(), 3).await.unwrap();
        assert!(!accounts::insert(&mut tx, &account(1)).await.unwrap(), "it is there already");
        for _ in 0..2 {
            mails::enqueue(&mut tx, new_mail(1, &address("ada@example.org"), NOW)).await.unwrap();
        }
        tx.commit().await
    });
    let fails = fails.await;
    let last = place.waits(4).await;
    let before = place.commits();
    first.commit().await.unwrap();
    gives_up.await.unwrap();
    assert!(matches!(fails.await.unwrap(), Err(Error::Taken)));
    last.await.unwrap().unwrap();
    assert_eq!(place.found(1..=4).await, [1, 4]);
    assert_eq!(place.commits() - before, 1);
}

#[tokio::test]
async fn a_broken_rule_costs_its_statement_only() {
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 1).await.unwrap();
    let db = place.db.clone();
    let second = started(async move {
        let mut tx = made(db.begin_shared().await.unwrap(), 2).await.unwrap();
        assert!(!accounts::insert(&mut tx, &account(1)).await.unwrap());
        made(tx, 3).await.unwrap().commit().await
    })
    .await;
    first.commit().await.unwrap();
    second.await.unwrap().unwrap();
    assert_eq!(place.found(1..=3).await, [1, 2, 3]);
}

/// A browser that goes away drops its request's future wherever it happens to be.
#[tokio::test]
async fn who_is_dropped_anywhere_takes_nobody_along() {
    let place = Place::new().await;
    for round in 0..60_u8 {
        let [one, other, before, behind] = [0, 60, 120, 180].map(|part| part + round);
        let first = made(place.db.begin_shared().await.unwrap(), before).await.unwrap();
        let db = place.db.clone();
        let dropped = started(async move {
            let tx = made(db.begin_shared().await.unwrap(), one).await.unwrap();
            made(tx, other).await.unwrap().commit().await
        })
        .await;
        let last = place.waits(behind).await;
        let first = started(first.commit()).await;
        // From the wait for its turn to the wait for the commit, and past it.
        for _ in 0..u32::from(round).pow(2) {
            yield_now().await;
        }
        dropped.abort();
        let _ = dropped.await;
        first.await.unwrap().unwrap();
        last.await.unwrap().unwrap();
        let found = place.found([one, other]).await;
        assert!(found.is_empty() || found.len() == 2, "{found:?}");
        assert_eq!(place.found([before, behind]).await, [before, behind]);
    }
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_is_committed_and_told() {
    let place = Place::new().await;
    let mut tx = place.db.begin_shared().await.unwrap();
    mails::enqueue(&mut tx, new_mail(1, &address("ada@example.org"), NOW)).await.unwrap();
    let commit = started(made(tx, 1).await.unwrap().commit()).await;
    commit.abort();
    assert!(commit.await.is_err());
    place.db.mail_queued().await;
    assert_eq!(place.found([1]).await, [1]);
}

/// SQLite's own limit stands for the disk's: the code and the lost transaction are the same.
#[tokio::test]
async fn a_full_disk_acknowledges_nobody() {
    const FILL: &str = "INSERT INTO audit_events (id, at, event, outcome, client, user_agent)
        VALUES ('x', 0, 'x', 'x', 'x', hex(zeroblob(100000)))";
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 1).await.unwrap();
    let db = place.db.clone();
    let second = started(async move {
        let mut tx = made(db.begin_shared().await.unwrap(), 2).await.unwrap();
        tx.host().execute("PRAGMA max_page_count = 1", []).await.unwrap();
        assert!(tx.host().execute(FILL, []).await.is_err());
        tx.commit().await
    })
    .await;
    let last = place.waits(3).await;
    assert!(matches!(first.commit().await, Err(Error::Unwritable(_))));
    assert!(matches!(second.await.unwrap(), Err(Error::Unwritable(_))));
    last.await.unwrap().unwrap();
    assert_eq!(place.found(1..=3).await, [3]);
    assert!(place.db.is_writable());
}

#[tokio::test]
async fn a_commit_that_fails_acknowledges_nobody() {
    let place = Place::new().await;
    let first = made(place.db.begin_shared().await.unwrap(), 1).await.unwrap();
    let db = place.db.clone();
    let second = started(async move {
        let mut tx = made(db.begin_shared().await.unwrap(), 2).await.unwrap();
        // A broken reference is found by the commit.
        tx.host().execute("PRAGMA defer_foreign_keys = ON", []).await.unwrap();
        sessions::insert(&mut tx, &session(1, id(9)), token_hash(1)).await.unwrap();
        tx.commit().await
    })
    .await;
    assert!(first.commit().await.is_err());
    assert!(second.await.unwrap().is_err());
    assert!(place.found(1..=2).await.is_empty());
    kept_account(&place.db, 3).await;
}

/// Whoever tells what they see without a commit of their own has to see what everybody sees.
#[tokio::test]
async fn who_shares_with_nobody_sees_what_is_committed_and_keeps_nobody_waiting() {
    let place = Place::new().await;
    for (number, is_patient) in [(1, false), (4, true)] {
        let first = made(place.db.begin_shared().await.unwrap(), number).await.unwrap();
        let db = place.db.clone();
        let own = started(async move {
            if is_patient { db.patient().begin_shared().await.unwrap() } else { db.begin().await.unwrap() }
        })
        .await;
        let last = place.waits(number + 1).await;
        let first = started(first.commit()).await;
        let own = own.await.unwrap();
        assert!(first.is_finished());
        assert_eq!(place.found([number]).await, [number]);
        let before = place.commits();
        made(own, number + 2).await.unwrap().commit().await.unwrap();
        last.await.unwrap().unwrap();
        assert_eq!(place.commits() - before, 2, "nor does anybody join");
    }
}

#[tokio::test]
async fn a_commit_that_is_shared_is_as_durable_as_the_strictest_wants_it() {
    const FULL: i64 = 2;
    const NORMAL: i64 = 1;
    let place = Place::new().await;
    let level = async |tx: &mut Tx| {
        let row = tx.host().fetch_optional("PRAGMA synchronous", []).await.unwrap().unwrap();
        row.get::<i64>("synchronous").unwrap()
    };
    // Who is first, who comes next, and the level that the next one finds.
    for (is_relaxed, is_next_relaxed, found) in
        [(false, false, FULL), (false, true, FULL), (true, false, FULL), (true, true, NORMAL)]
    {
        let begin = |is_relaxed: bool| {
            let db = place.db.clone();
            async move { if is_relaxed { db.begin_relaxed().await } else { db.begin_shared().await }.unwrap() }
        };
        let first = begin(is_relaxed).await;
        let next = started(begin(is_next_relaxed)).await;
        let first = started(first.commit()).await;
        let mut next = next.await.unwrap();
        assert_eq!(level(&mut next).await, found);
        assert_eq!(
            first.is_finished(),
            is_relaxed && !is_next_relaxed,
            "the same commit, unless it would be a weaker one"
        );
        next.commit().await.unwrap();
        first.await.unwrap().unwrap();
    }
}
