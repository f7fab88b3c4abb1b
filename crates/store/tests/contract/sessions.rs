//! Sessions: found by the hash of their token with their account, carried into a new epoch one by one,
//! and ended alone, together or by time.

use countersign_core::Id;
use countersign_core::session::Session;
use countersign_store::{Db, Error, Page, accounts, sessions};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_session_comes_back_with_its_account,
    an_unknown_token_has_no_session,
    a_token_that_is_taken_is_an_error,
    a_session_needs_an_account,
    an_older_epoch_is_found_and_not_listed,
    a_session_is_carried_over_alone,
    a_new_token_replaces_the_old_one,
    a_session_in_force_holds_its_account,
    of_twenty_sessions_that_end_all_others_at_once_one_stays,
    use_is_noted_and_never_set_back,
    sessions_are_listed_newest_first,
    one_session_is_ended,
    only_its_account_ends_a_session_of_its_own,
    all_sessions_but_one_are_ended,
    all_sessions_are_ended,
    the_sweep_takes_the_expired_and_the_idle,
}

async fn kept_session(db: &Db, number: u8, account_id: Id) -> Session {
    let kept = Session { created_at: after(u64::from(number)), ..session(number, account_id) };
    commit!(db, |tx| sessions::insert(&mut tx, &kept, token_hash(number)));
    kept
}

async fn find(db: &Db, number: u8) -> Option<Session> {
    read!(db, |conn| sessions::find(&mut conn, token_hash(number))).map(|(session, _)| session)
}

async fn of_account(db: &Db, account_id: Id) -> Vec<Id> {
    let sessions = read!(db, |conn| sessions::of_account(&mut conn, account_id));
    sessions.iter().map(|session| session.id).collect()
}

async fn a_session_comes_back_with_its_account(db: Db) {
    let account = kept_account(&db, 1).await;
    let kept = Session {
        epoch: 1,
        created_at: before(5),
        client: "2001:db8::1".to_owned(),
        user_agent: "Mozilla/5.0 (\u{1f98a}; 'x')".to_owned(),
        ..session(2, account.id)
    };
    commit!(db, |tx| sessions::insert(&mut tx, &kept, token_hash(2)));

    let (found, its_account) = read!(db, |conn| sessions::find(&mut conn, token_hash(2))).unwrap();
    assert_eq!((found.id, found.account_id, its_account.id), (kept.id, account.id, account.id));
    assert_eq!((found.epoch, its_account.epoch), (1, 1));
    assert_eq!((found.created_at, found.seen_at, found.expires_at), (before(5), NOW, after(1_000)));
    assert_eq!((found.client, found.user_agent), (kept.client, kept.user_agent));
}

async fn an_unknown_token_has_no_session(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    assert!(find(&db, 2).await.is_none());
}

async fn a_token_that_is_taken_is_an_error(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    let mut tx = db.begin().await.unwrap();
    let taken = sessions::insert(&mut tx, &session(2, account.id), token_hash(1)).await;
    assert!(matches!(taken, Err(Error::Taken)));
}

async fn a_session_needs_an_account(db: Db) {
    let mut tx = db.begin().await.unwrap();
    let refused = sessions::insert(&mut tx, &session(1, id(1)), token_hash(1)).await;
    assert!(matches!(refused, Err(Error::Driver(_))));
}

async fn an_older_epoch_is_found_and_not_listed(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, account.id, 1, None, NOW)));

    let (session, account) = read!(db, |conn| sessions::find(&mut conn, token_hash(1))).unwrap();
    assert_eq!((session.epoch, account.epoch), (1, 2));
    assert!(of_account(&db, account.id).await.is_empty());
}

async fn a_session_is_carried_over_alone(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    kept_session(&db, 2, account.id).await;
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, account.id, 1, None, NOW)));
    commit!(db, |tx| sessions::carry_over(&mut tx, id(2)));
    assert_eq!(of_account(&db, account.id).await, [id(2)]);
    assert_eq!((find(&db, 1).await.unwrap().epoch, find(&db, 2).await.unwrap().epoch), (1, 2));
}

async fn a_new_token_replaces_the_old_one(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    kept_session(&db, 2, account.id).await;
    commit!(db, |tx| sessions::replace_token(&mut tx, id(1), token_hash(9)));
    assert!(find(&db, 1).await.is_none());
    assert_eq!(find(&db, 9).await.unwrap().id, id(1));

    let mut tx = db.begin().await.unwrap();
    assert!(matches!(sessions::replace_token(&mut tx, id(1), token_hash(2)).await, Err(Error::Taken)));
}

async fn of_twenty_sessions_that_end_all_others_at_once_one_stays(db: Db) {
    let account = kept_account(&db, 1).await;
    for number in 10..30 {
        kept_session(&db, number, account.id).await;
    }
    let held = twenty_at_once(|number| {
        let (db, session) = (db.clone(), session(10 + number, account.id));
        async move {
            let mut tx = db.begin().await.unwrap();
            let is_held = sessions::hold(&mut tx, &session).await.unwrap();
            if is_held {
                sessions::delete_all(&mut tx, session.account_id, Some(session.id)).await.unwrap();
            }
            tx.commit().await.unwrap();
            is_held
        }
    })
    .await;
    assert_eq!(winners(&held), 1, "whoever was ended ends nobody");
    assert_eq!(of_account(&db, account.id).await.len(), 1);
}

async fn use_is_noted_and_never_set_back(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    commit!(db, |tx| sessions::touch(&mut tx, id(1), after(2)));
    assert_eq!(find(&db, 1).await.unwrap().seen_at, after(2));
    commit!(db, |tx| sessions::touch(&mut tx, id(1), after(1)));
    assert_eq!(find(&db, 1).await.unwrap().seen_at, after(2));
}

async fn sessions_are_listed_newest_first(db: Db) {
    let (first, second) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    kept_session(&db, 1, first.id).await;
    kept_session(&db, 3, first.id).await;
    kept_session(&db, 2, second.id).await;
    assert_eq!(of_account(&db, first.id).await, [id(3), id(1)]);
    assert_eq!(of_account(&db, second.id).await, [id(2)]);
    assert!(of_account(&db, id(9)).await.is_empty());

    let ids = |sessions: Vec<Session>| sessions.iter().map(|session| session.id).collect::<Vec<_>>();
    assert_eq!(ids(read!(db, |conn| sessions::list(&mut conn, Page::default()))), [id(3), id(2), id(1)]);
    assert_eq!(ids(read!(db, |conn| sessions::list(&mut conn, Page { limit: 2 }))), [id(3), id(2)]);
}

async fn one_session_is_ended(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    kept_session(&db, 2, account.id).await;
    assert!(commit!(db, |tx| sessions::delete(&mut tx, id(1))));
    assert!(!commit!(db, |tx| sessions::delete(&mut tx, id(1))));
    assert_eq!(of_account(&db, account.id).await, [id(2)]);
}

async fn only_its_account_ends_a_session_of_its_own(db: Db) {
    let (owner, stranger) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    kept_session(&db, 1, owner.id).await;
    assert!(!commit!(db, |tx| sessions::delete_own(&mut tx, id(1), stranger.id)));
    assert_eq!(of_account(&db, owner.id).await, [id(1)]);
    assert!(commit!(db, |tx| sessions::delete_own(&mut tx, id(1), owner.id)));
    assert!(of_account(&db, owner.id).await.is_empty());
}

async fn all_sessions_but_one_are_ended(db: Db) {
    let (account, other) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    for number in 1..=3 {
        kept_session(&db, number, account.id).await;
    }
    kept_session(&db, 4, other.id).await;
    assert_eq!(commit!(db, |tx| sessions::delete_all(&mut tx, account.id, Some(id(2)))), 2);
    assert_eq!(of_account(&db, account.id).await, [id(2)]);
    assert_eq!(of_account(&db, other.id).await, [id(4)]);
}

async fn all_sessions_are_ended(db: Db) {
    let account = kept_account(&db, 1).await;
    kept_session(&db, 1, account.id).await;
    kept_session(&db, 2, account.id).await;
    assert_eq!(commit!(db, |tx| sessions::delete_all(&mut tx, account.id, None)), 2);
    assert_eq!(commit!(db, |tx| sessions::delete_all(&mut tx, account.id, None)), 0);
}

async fn the_sweep_takes_the_expired_and_the_idle(db: Db) {
    let account = kept_account(&db, 1).await;
    for (number, seen_at, expires_at) in
        [(1, after(50), after(100)), (2, after(10), after(500)), (3, after(11), after(101)), (4, after(50), after(500))]
    {
        let kept = Session { seen_at, expires_at, ..session(number, account.id) };
        commit!(db, |tx| sessions::insert(&mut tx, &kept, token_hash(number)));
    }
    assert_eq!(commit!(db, |tx| sessions::sweep(&mut tx, after(10), after(100))), 2);
    assert_eq!(of_account(&db, account.id).await, [id(4), id(3)]);
}

async fn a_session_in_force_holds_its_account(db: Db) {
    let account = kept_account(&db, 1).await;
    let (stays, ends) = (kept_session(&db, 2, account.id).await, kept_session(&db, 3, account.id).await);
    assert!(commit!(db, |tx| sessions::hold(&mut tx, &stays)));
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, account.id, 1, None, NOW)));
    assert!(!commit!(db, |tx| sessions::hold(&mut tx, &stays)), "the epoch has moved on");
    commit!(db, |tx| sessions::carry_over(&mut tx, stays.id));
    assert!(commit!(db, |tx| sessions::hold(&mut tx, &stays)), "also as it was read before");
    assert!(!commit!(db, |tx| sessions::hold(&mut tx, &ends)));
    assert!(commit!(db, |tx| sessions::delete(&mut tx, stays.id)));
    assert!(!commit!(db, |tx| sessions::hold(&mut tx, &stays)), "it was ended");
}
