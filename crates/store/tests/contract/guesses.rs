//! Wrong passwords in a row: counted whoever counts at the same moment, and after a pause for one try at a time.

use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::guess::{Guessing, Standing, Wrong};
use countersign_store::Db;
use countersign_store::guesses::{self, Counted};

use crate::databases::{twenty_at_once, winners};
use crate::rows::{NOW, after};

on_both_databases! { migrated:
    each_wrong_one_is_counted_and_the_sixth_waits,
    of_twenty_at_once_each_is_counted,
    after_a_pause_one_of_twenty_has_the_try,
    a_try_that_was_not_made_is_given_back,
    a_clock_that_was_ahead_keeps_nobody_waiting,
    only_old_ones_are_swept,
}

const GUESSING: Guessing = Guessing { pauses_after: 5, stops_after: 100 };

fn whose(subject: &str) -> Counted {
    Counted::of(subject)
}

async fn found(db: &Db, subject: &str) -> Wrong {
    read!(db, |conn| guesses::find(&mut conn, &whose(subject)))
}

async fn count(db: &Db, subject: &str, times: u32, now: Timestamp) {
    for _ in 0..times {
        guesses::count(db, &whose(subject), GUESSING, now).await.unwrap();
    }
}

async fn each_wrong_one_is_counted_and_the_sixth_waits(db: Db) {
    assert_eq!(found(&db, "ada").await, Wrong::NONE);
    count(&db, "ada", 4, NOW).await;
    assert_eq!(found(&db, "ada").await, Wrong { count: 4, again_at: NOW });
    count(&db, "ada", 1, NOW).await;
    assert_eq!(found(&db, "ada").await, Wrong { count: 5, again_at: after(1_000) });
    count(&db, "ada", 3, NOW).await;
    assert_eq!(found(&db, "ada").await, Wrong { count: 8, again_at: after(8_000) });
    assert_eq!(found(&db, "bob").await, Wrong::NONE);
    guesses::forget(&db, &whose("ada")).await.unwrap();
    assert_eq!(found(&db, "ada").await, Wrong::NONE);
}

async fn of_twenty_at_once_each_is_counted(db: Db) {
    twenty_at_once(|_| {
        let db = db.clone();
        async move { guesses::count(&db, &whose("ada"), GUESSING, NOW).await.is_ok() }
    })
    .await;
    assert_eq!(found(&db, "ada").await.count, 20);
}

async fn after_a_pause_one_of_twenty_has_the_try(db: Db) {
    count(&db, "ada", 6, NOW).await;
    let before = found(&db, "ada").await;
    let now = after(2_000);
    let taken = twenty_at_once(|_| {
        let db = db.clone();
        async move { guesses::take(&db, &whose("ada"), before, GUESSING, now).await.unwrap() }
    })
    .await;
    assert_eq!(winners(&taken), 1);
    let counted = Wrong { count: 7, again_at: now.plus(Duration::from_secs(4)) };
    assert_eq!(found(&db, "ada").await, counted);
}

async fn a_try_that_was_not_made_is_given_back(db: Db) {
    count(&db, "ada", 6, NOW).await;
    let before = found(&db, "ada").await;
    assert!(guesses::take(&db, &whose("ada"), before, GUESSING, after(2_000)).await.unwrap());
    guesses::give_back(&db, &whose("ada"), before).await.unwrap();
    assert_eq!(found(&db, "ada").await, before);
    // Not a second time, and nothing that others counted meanwhile.
    guesses::give_back(&db, &whose("ada"), before).await.unwrap();
    assert_eq!(found(&db, "ada").await, before);
}

/// What it has said is still the row's, and the one who takes the try puts it right.
async fn a_clock_that_was_ahead_keeps_nobody_waiting(db: Db) {
    count(&db, "ada", 6, after(86_400_000)).await;
    let before = found(&db, "ada").await;
    assert_eq!(before, Wrong { count: 6, again_at: after(86_402_000) });
    assert_eq!(GUESSING.standing(before, NOW), Standing::Slowed);
    let taken = twenty_at_once(|_| {
        let db = db.clone();
        async move { guesses::take(&db, &whose("ada"), before, GUESSING, NOW).await.unwrap() }
    })
    .await;
    assert_eq!(winners(&taken), 1);
    let counted = found(&db, "ada").await;
    assert_eq!(counted, Wrong { count: 7, again_at: after(4_000) });
    assert_eq!(GUESSING.standing(counted, NOW), Standing::Wait(Duration::from_secs(4)));
}

async fn only_old_ones_are_swept(db: Db) {
    count(&db, "ada", 1, NOW).await;
    count(&db, "bob", 1, after(10)).await;
    assert_eq!(commit!(db, |tx| guesses::sweep(&mut tx, after(10))), 1);
    assert_eq!((found(&db, "ada").await.count, found(&db, "bob").await.count), (0, 1));
}
