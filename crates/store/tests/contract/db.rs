//! The seam itself: opening, migrating, transactions, the wake-up of the worker, and the refusal of
//! databases that could forget what they have acknowledged.

use std::future::{pending, ready};

use countersign_store::db::probe::Running;
use countersign_store::mails;
use countersign_store::{Db, Error, Page, accounts, sessions};

use crate::databases::{run, twenty_at_once, winners, with_option};
use crate::rows::*;

on_both_databases! { empty:
    a_database_without_tables_is_not_ready,
    migrating_twice_changes_nothing,
    twenty_may_open_and_migrate_one_database_at_once,
    writers_of_two_processes_wait_for_each_other,
    who_waits_too_long_is_told_that_the_database_is_busy,
    a_weaker_durability_is_refused,
    whether_anything_was_committed_is_seen_without_asking,
    what_cannot_be_read_is_an_error,
    a_doctor_is_answered_without_changing_anything,
}

on_both_databases! { migrated:
    a_commit_is_seen_by_everybody,
    a_dropped_transaction_leaves_nothing_behind,
    a_failed_statement_leaves_the_database_usable,
    a_caller_that_gives_up_leaves_no_transaction_open,
    readers_do_not_wait_for_a_writer,
    more_readers_than_connections_take_turns,
    references_are_enforced,
    a_commit_that_queued_mail_wakes_the_worker,
    other_commits_and_roll_backs_wake_nobody,
    a_closed_database_answers_nobody,
}

async fn a_database_without_tables_is_not_ready(url: String) {
    let db = Db::open(&url).await.unwrap();
    assert!(!db.is_ready().await.unwrap());
    db.migrate().await.unwrap();
    assert!(db.is_ready().await.unwrap());
    db.close().await;
}

async fn whether_anything_was_committed_is_seen_without_asking(url: String) {
    let [db, other] = [Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap()];
    db.migrate().await.unwrap();
    let Some(mut before) = db.state() else {
        assert!(url.starts_with("postgres"), "it has to be asked");
        return;
    };
    assert!(read!(other, |conn| accounts::list(&mut conn, Page::default())).is_empty());
    drop(db.begin().await.unwrap());
    assert!(db.state() == Some(before), "neither a look nor what is rolled back changes anything");
    for (number, committer) in [&db, &other, &db, &other].into_iter().enumerate() {
        kept_account(committer, u8::try_from(number).unwrap() + 1).await;
        let now = db.state().unwrap();
        assert!(now != before && other.state() == Some(now));
        before = now;
    }
    // Whoever closes the database last removes the file that tells, and another is made by whoever opens it next.
    db.close().await;
    other.close().await;
    assert!(db.state().is_none());
    let reopened = Db::open(&url).await.unwrap();
    kept_account(&reopened, 9).await;
    assert!(reopened.state().is_some() && db.state() == reopened.state());
}

async fn a_doctor_is_answered_without_changing_anything(url: String) {
    let made = Db::open(&url).await.unwrap();
    let db = Db::open_existing(&url).await.unwrap();
    assert_eq!(db.pending().await.unwrap()[..2], ["first journey", "mail lanes"]);
    assert!(!db.is_ready().await.unwrap());
    made.migrate().await.unwrap();
    kept_account(&made, 1).await;
    assert_eq!(db.pending().await.unwrap(), [""; 0]);
    db.takes_writes().await.unwrap();
    match db.running().await.unwrap() {
        Running::Sqlite(sqlite) => {
            assert!(sqlite.version.starts_with("3."));
            assert_eq!(sqlite.journal_mode, "wal");
        }
        Running::Postgres(postgres) => {
            assert!(postgres.number >= 150_000 && postgres.connections > 0);
            assert_eq!((postgres.encoding.as_str(), postgres.synchronous_commit.as_str()), ("UTF8", "on"));
            assert!(postgres.clock.rfc3339().starts_with("20") && !postgres.has_stale_collation);
        }
    }
    assert!(read!(db, |conn| accounts::by_id(&mut conn, id(1))).is_some());
    db.close().await;
    made.close().await;
}

async fn migrating_twice_changes_nothing(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    kept_account(&db, 1).await;
    db.migrate().await.unwrap();
    db.close().await;

    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    assert!(read!(db, |conn| accounts::by_id(&mut conn, id(1))).is_some());
    db.close().await;
}

async fn twenty_may_open_and_migrate_one_database_at_once(url: String) {
    let dbs = twenty_at_once(|_| {
        let url = url.clone();
        async move { Db::open(&url).await.unwrap() }
    })
    .await;
    let ready = twenty_at_once(|number| {
        let db = dbs[usize::from(number)].clone();
        async move {
            db.migrate().await.unwrap();
            db.is_ready().await.unwrap()
        }
    })
    .await;
    assert_eq!(winners(&ready), ready.len());
    for db in dbs {
        db.close().await;
    }
}

/// Two `Db`s share nothing but the database, like two processes.
async fn writers_of_two_processes_wait_for_each_other(url: String) {
    let dbs = [Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap()];
    dbs[0].migrate().await.unwrap();
    kept_account(&dbs[0], 1).await;
    twenty_at_once(|number| {
        let db = dbs[usize::from(number % 2)].clone();
        async move {
            for _ in 0..5 {
                let mut tx = db.begin().await.unwrap();
                // Read first, then write: what SQLite refuses unless the write lock was taken at the start.
                assert!(accounts::by_id(&mut tx, id(1)).await.unwrap().is_some());
                assert!(accounts::set_disabled(&mut tx, id(1), None).await.unwrap());
                tx.commit().await.unwrap();
            }
        }
    })
    .await;
    assert_eq!(read!(dbs[1], |conn| accounts::by_id(&mut conn, id(1))).unwrap().epoch, 101);
    for db in dbs {
        db.close().await;
    }
}

/// This takes as long as the crate waits. On SQLite another process holds the write lock, on PostgreSQL
/// this one has all of its connections in hand.
async fn who_waits_too_long_is_told_that_the_database_is_busy(url: String) {
    let (db, other) = (Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap());
    let (holder, count) = if url.starts_with("sqlite") { (&other, 1) } else { (&db, 16) };
    let mut held = Vec::new();
    for _ in 0..count {
        held.push(holder.begin().await.unwrap());
    }
    assert!(matches!(db.begin().await, Err(Error::Busy(_))));
    drop(held);
    db.begin().await.unwrap().commit().await.unwrap();
    db.close().await;
    other.close().await;
}

async fn a_weaker_durability_is_refused(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.durability().await.unwrap();
    db.close().await;

    let weaker = match url.starts_with("sqlite") {
        true => "sqlite://:memory:".to_owned(),
        false => with_option(&url, "synchronous_commit", "off"),
    };
    assert!(matches!(Db::open(&weaker).await, Err(Error::Refused(_))));
}

async fn what_cannot_be_read_is_an_error(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    let account = kept_account(&db, 1).await;
    run(&url, "UPDATE accounts SET email = 'no address'".to_owned()).await;
    let mut conn = db.read().await.unwrap();
    assert!(matches!(accounts::by_id(&mut conn, account.id).await, Err(Error::Unreadable("email"))));
    drop(conn);
    db.close().await;
}

async fn a_commit_is_seen_by_everybody(db: Db) {
    let mut tx = db.begin().await.unwrap();
    assert!(accounts::insert(&mut tx, &account(1)).await.unwrap());
    assert!(accounts::by_id(&mut tx, id(1)).await.unwrap().is_some(), "by itself even before");
    tx.commit().await.unwrap();
    let seen = twenty_at_once(|_| {
        let db = db.clone();
        async move { read!(db, |conn| accounts::by_id(&mut conn, id(1))).is_some() }
    })
    .await;
    assert_eq!(winners(&seen), 20);
}

async fn a_dropped_transaction_leaves_nothing_behind(db: Db) {
    let mut tx = db.begin().await.unwrap();
    assert!(accounts::insert(&mut tx, &account(1)).await.unwrap());
    drop(tx);
    assert!(read!(db, |conn| accounts::by_id(&mut conn, id(1))).is_none());
    kept_account(&db, 1).await;
}

async fn a_failed_statement_leaves_the_database_usable(db: Db) {
    kept_account(&db, 1).await;
    for _ in 0..20 {
        let mut tx = db.begin().await.unwrap();
        assert!(matches!(accounts::insert(&mut tx, &account(1)).await, Ok(false)));
        let unknown_account = sessions::insert(&mut tx, &session(1, id(9)), token_hash(1)).await;
        assert!(matches!(unknown_account, Err(Error::Driver(_))));
    }
    kept_account(&db, 2).await;
}

/// A browser that goes away drops its request's future wherever it happens to be.
async fn a_caller_that_gives_up_leaves_no_transaction_open(db: Db) {
    for patience in 0..100 {
        let work = async {
            let mut tx = db.begin().await.unwrap();
            assert!(accounts::insert(&mut tx, &account(1)).await.unwrap());
            pending::<()>().await;
        };
        let gives_up = async {
            for _ in 0..patience {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            biased;
            () = work => {}
            () = gives_up => {}
        }
    }
    assert!(read!(db, |conn| accounts::by_id(&mut conn, id(1))).is_none());
    kept_account(&db, 1).await;
}

async fn readers_do_not_wait_for_a_writer(db: Db) {
    let mut tx = db.begin().await.unwrap();
    assert!(accounts::insert(&mut tx, &account(1)).await.unwrap());
    assert!(read!(db, |conn| accounts::list(&mut conn, Page::default())).is_empty());
    tx.commit().await.unwrap();
    assert_eq!(read!(db, |conn| accounts::list(&mut conn, Page::default())).len(), 1);
}

async fn more_readers_than_connections_take_turns(db: Db) {
    kept_account(&db, 1).await;
    let read = twenty_at_once(|_| {
        let db = db.clone();
        async move {
            let mut conn = db.read().await.unwrap();
            for _ in 0..5 {
                assert!(accounts::by_id(&mut conn, id(1)).await.unwrap().is_some());
            }
            true
        }
    })
    .await;
    assert_eq!(winners(&read), 20);
}

async fn references_are_enforced(db: Db) {
    let mut tx = db.begin().await.unwrap();
    assert!(matches!(sessions::insert(&mut tx, &session(1, id(1)), token_hash(1)).await, Err(Error::Driver(_))));
}

async fn a_commit_that_queued_mail_wakes_the_worker(db: Db) {
    let to = address("ada@example.org");
    let mut tx = db.begin().await.unwrap();
    mails::enqueue(&mut tx, new_mail(1, &to, NOW)).await.unwrap();
    assert!(!is_woken(&db).await, "there is nothing to see before the commit");
    tx.commit().await.unwrap();
    assert!(is_woken(&db).await);
    assert!(!is_woken(&db).await, "once");
}

async fn other_commits_and_roll_backs_wake_nobody(db: Db) {
    kept_account(&db, 1).await;
    let mut tx = db.begin().await.unwrap();
    mails::release(&mut tx, id(9), "nobody").await.unwrap();
    drop(tx);
    assert!(!is_woken(&db).await);
}

/// Whether the worker would go on at once.
async fn is_woken(db: &Db) -> bool {
    tokio::select! {
        biased;
        () = db.mail_queued() => true,
        () = ready(()) => false,
    }
}

async fn a_closed_database_answers_nobody(db: Db) {
    let other_handle = db.clone();
    db.close().await;
    assert!(other_handle.read().await.is_err());
    assert!(other_handle.begin().await.is_err());
    assert!(other_handle.is_ready().await.is_err());
}

#[tokio::test]
async fn what_is_no_database_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let in_no_folder = format!("sqlite://{}", folder.path().join("missing/x.db").display());
    let no_database = folder.path().join("text.txt");
    std::fs::write(&no_database, "plain text, and longer than the header of a database file is, surely so".repeat(9))
        .unwrap();
    for url in [in_no_folder, format!("sqlite://{}", no_database.display()), "mysql://host/x".to_owned()] {
        assert!(Db::open(&url).await.is_err(), "{url}");
    }
}
