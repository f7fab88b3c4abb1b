//! Changes of address: confirmed once or stopped once, and undone with all that came after.

use countersign_core::Id;
use countersign_core::account::Account;
use countersign_core::email_change::EmailChange;
use countersign_store::{Db, email_changes};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_change_comes_back_as_it_was_kept,
    changes_of_an_account_are_listed_newest_first,
    a_change_is_confirmed_once,
    of_twenty_confirmations_at_once_one_wins,
    a_change_is_stopped_before_it_is_confirmed,
    of_stopping_and_confirming_at_once_one_wins,
    undoing_takes_along_what_came_after,
    the_last_change_that_stands_is_known,
    a_change_is_undone_once,
    of_twenty_undoings_at_once_one_wins,
}

async fn by_id(db: &Db, id: Id) -> Option<EmailChange> {
    read!(db, |conn| email_changes::by_id(&mut conn, id))
}

async fn a_change_comes_back_as_it_was_kept(db: Db) {
    let account = kept_account(&db, 1).await;
    let kept =
        EmailChange { to: address("Ada@New.Example"), epoch: 3, created_at: before(1), ..email_change(2, &account) };
    commit!(db, |tx| email_changes::insert(&mut tx, &kept));

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.id, found.account_id, found.epoch), (kept.id, account.id, 3));
    assert_eq!((found.from.as_str(), found.to.as_str()), ("person1@example.org", "Ada@New.Example"));
    assert_eq!((found.created_at, found.confirmed_at, found.undone_at), (before(1), None, None));
    assert!(by_id(&db, id(9)).await.is_none());
}

async fn changes_of_an_account_are_listed_newest_first(db: Db) {
    let (account, other) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    for number in [1, 3, 2] {
        kept_change(&db, number, &account).await;
    }
    kept_change(&db, 4, &other).await;
    let changes = read!(db, |conn| email_changes::of_account(&mut conn, account.id));
    assert_eq!(changes.iter().map(|change| change.id).collect::<Vec<_>>(), [id(3), id(2), id(1)]);
}

async fn a_change_is_confirmed_once(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_change(&db, 1, &account).await;
    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(1), after(1))));
    assert!(!commit!(db, |tx| email_changes::confirm(&mut tx, id(1), after(2))));
    assert!(!commit!(db, |tx| email_changes::confirm(&mut tx, id(9), after(2))));
    assert_eq!(by_id(&db, id(1)).await.unwrap().confirmed_at, Some(after(1)));
}

async fn of_twenty_confirmations_at_once_one_wins(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_change(&db, 1, &account).await;
    let confirmed = twenty_at_once(|_| {
        let db = db.clone();
        async move { commit!(db, |tx| email_changes::confirm(&mut tx, id(1), NOW)) }
    })
    .await;
    assert_eq!(winners(&confirmed), 1);
}

async fn a_change_is_stopped_before_it_is_confirmed(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_change(&db, 1, &account).await;
    kept_change(&db, 2, &account).await;
    assert!(commit!(db, |tx| email_changes::stop(&mut tx, id(1), after(1))));
    assert!(!commit!(db, |tx| email_changes::stop(&mut tx, id(1), after(2))));
    assert!(!commit!(db, |tx| email_changes::confirm(&mut tx, id(1), after(2))));
    assert_eq!(by_id(&db, id(1)).await.unwrap().undone_at, Some(after(1)));

    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(2), after(1))));
    assert!(!commit!(db, |tx| email_changes::stop(&mut tx, id(2), after(2))));
    assert_eq!(by_id(&db, id(2)).await.unwrap().undone_at, None);
}

async fn of_stopping_and_confirming_at_once_one_wins(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_change(&db, 1, &account).await;
    let won = twenty_at_once(|number| {
        let db = db.clone();
        async move {
            match number % 2 {
                0 => commit!(db, |tx| email_changes::confirm(&mut tx, id(1), NOW)),
                _ => commit!(db, |tx| email_changes::stop(&mut tx, id(1), NOW)),
            }
        }
    })
    .await;
    assert_eq!(winners(&won), 1);
    let change = by_id(&db, id(1)).await.unwrap();
    assert!(change.confirmed_at.is_some() != change.undone_at.is_some());
}

async fn undoing_takes_along_what_came_after(db: Db) {
    let (account, other) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    // As if each had been asked for at another node, whose clock was behind those before.
    let in_epoch = async |epoch, number| kept_change(&db, number, &Account { epoch, ..account.clone() }).await;
    let (earlier, undone, later) = (in_epoch(1, 3).await, in_epoch(2, 2).await, in_epoch(3, 1).await);
    let others = kept_change(&db, 4, &other).await;
    for change in [&earlier, &undone, &later] {
        assert!(commit!(db, |tx| email_changes::confirm(&mut tx, change.id, NOW)));
    }
    assert!(commit!(db, |tx| email_changes::undo(&mut tx, &undone, after(5))));
    for (change, undone_at) in [(earlier, None), (undone, Some(after(5))), (later, Some(after(5))), (others, None)] {
        assert_eq!(by_id(&db, change.id).await.unwrap().undone_at, undone_at, "{:?}", change.id);
    }
}

async fn the_last_change_that_stands_is_known(db: Db) {
    let (account, other) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    let last = async || read!(db, |conn| email_changes::last_confirmed_at(&mut conn, account.id));
    let first = kept_change(&db, 1, &account).await;
    let second = kept_change(&db, 2, &Account { epoch: 2, ..account.clone() }).await;
    kept_change(&db, 3, &other).await;
    assert_eq!(last().await, None);
    for (change, at) in [(&first, after(1)), (&second, after(2))] {
        assert!(commit!(db, |tx| email_changes::confirm(&mut tx, change.id, at)));
        assert_eq!(last().await, Some(at));
    }
    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(3), after(9))));
    assert!(commit!(db, |tx| email_changes::undo(&mut tx, &second, after(3))));
    assert_eq!(last().await, Some(after(1)));
}

async fn a_change_is_undone_once(db: Db) {
    let account = kept_account(&db, 1).await;
    let undone = kept_change(&db, 1, &account).await;
    assert!(commit!(db, |tx| email_changes::undo(&mut tx, &undone, after(1))));

    let fresh = kept_change(&db, 2, &account).await;
    assert!(!commit!(db, |tx| email_changes::undo(&mut tx, &undone, after(2))));
    assert_eq!(by_id(&db, undone.id).await.unwrap().undone_at, Some(after(1)));
    assert_eq!(by_id(&db, fresh.id).await.unwrap().undone_at, None, "what was asked for since then stands");
}

async fn of_twenty_undoings_at_once_one_wins(db: Db) {
    let its_account = kept_account(&db, 1).await;
    kept_change(&db, 1, &its_account).await;
    let undone = twenty_at_once(|_| {
        let db = db.clone();
        async move {
            let change = email_change(1, &account(1));
            commit!(db, |tx| email_changes::undo(&mut tx, &change, NOW))
        }
    })
    .await;
    assert_eq!(winners(&undone), 1);
}
