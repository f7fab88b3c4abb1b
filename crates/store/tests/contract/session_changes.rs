//! The number by which remembered sessions are known to be of before: set anew by whatever ends a session or changes an
//! account, and by nothing else.

use std::collections::BTreeSet;

use countersign_core::account::{Closing, Role};
use countersign_store::backup::end_what_is_over;
use countersign_store::{Db, accounts, session_changes, sessions};

use crate::databases::twenty_at_once;
use crate::rows::*;

on_both_databases! { migrated:
    whatever_ends_a_session_or_changes_an_account_sets_it_anew,
    sign_ins_and_notes_of_use_leave_it_as_it_is,
    it_is_of_before_until_the_commit,
    of_twenty_at_once_each_sets_it_anew,
    some_are_found_at_once,
}

async fn number(db: &Db) -> i64 {
    read!(db, |conn| session_changes::number(&mut conn))
}

async fn whatever_ends_a_session_or_changes_an_account_sets_it_anew(db: Db) {
    let account = kept_account(&db, 1).await;
    let closing = Closing { closed_at: NOW, kept_until: after(1_000) };
    let mut numbers = vec![number(&db).await];
    macro_rules! sets {
        ($($change:expr),+ $(,)?) => {
            $(
                let mut tx = db.begin().await.unwrap();
                $change(&mut tx).await.unwrap();
                tx.commit().await.unwrap();
                numbers.push(number(&db).await);
            )+
        };
    }
    let elsewhere = address("elsewhere@example.org");
    let hash = secret("hash").unwrap();
    sets! {
        async |tx| sessions::delete(tx, id(9)).await,
        async |tx| sessions::delete_own(tx, id(9), id(1)).await,
        async |tx| sessions::delete_all(tx, id(1), None).await,
        async |tx| sessions::carry_over(tx, id(9)).await,
        async |tx| sessions::replace_token(tx, id(9), token_hash(9)).await,
        async |tx| accounts::set_password(tx, id(1), 1, None, NOW).await,
        async |tx| accounts::set_address(tx, id(1), 2, &elsewhere).await,
        async |tx| accounts::set_disabled(tx, id(1), Some(NOW)).await,
        async |tx| accounts::set_locale(tx, id(1), Some("de")).await,
        async |tx| accounts::set_role(tx, id(1), Some(Role::Admin)).await,
        async |tx| accounts::close(tx, &account, closing).await,
        async |tx| accounts::reopen(tx, &account, &hash, NOW).await,
        async |tx| end_what_is_over(tx, false).await,
        async |tx| accounts::delete(tx, id(1)).await,
    };
    let different: BTreeSet<i64> = numbers.iter().copied().collect();
    assert_eq!(different.len(), 15, "{numbers:?}");
}

async fn sign_ins_and_notes_of_use_leave_it_as_it_is(db: Db) {
    let account = kept_account(&db, 1).await;
    let before = number(&db).await;
    commit!(db, |tx| sessions::insert(&mut tx, &session(1, account.id), token_hash(1)));
    assert!(commit!(db, |tx| accounts::signed_in(&mut tx, id(1), 1, None, NOW)));
    commit!(db, |tx| sessions::touch(&mut tx, id(1), after(1)));
    commit!(db, |tx| sessions::hold(&mut tx, &session(1, account.id)));
    kept_account(&db, 2).await;
    kept_sign_up(&db, 3).await;
    commit!(db, |tx| sessions::sweep(&mut tx, NOW, NOW));
    assert_eq!(number(&db).await, before);
}

async fn it_is_of_before_until_the_commit(db: Db) {
    kept_account(&db, 1).await;
    let before = number(&db).await;
    let mut tx = db.begin().await.unwrap();
    sessions::delete_all(&mut tx, id(1), None).await.unwrap();
    assert_eq!(number(&db).await, before);
    drop(tx);
    assert_eq!(number(&db).await, before);
}

async fn of_twenty_at_once_each_sets_it_anew(db: Db) {
    kept_account(&db, 1).await;
    let seen = twenty_at_once(|_| {
        let db = db.clone();
        async move {
            let before = number(&db).await;
            commit!(db, |tx| sessions::delete_all(&mut tx, id(1), None));
            number(&db).await != before
        }
    })
    .await;
    assert!(seen.iter().all(|is_new| *is_new));
}

async fn some_are_found_at_once(db: Db) {
    let account = kept_account(&db, 1).await;
    for number in 1..=40 {
        commit!(db, |tx| sessions::insert(&mut tx, &session(number, account.id), token_hash(number)));
    }
    for count in [1, 4, 5, 32, 33, 40] {
        // And as many that nobody has.
        let asked: Vec<Vec<u8>> =
            (1..=count).flat_map(|number| [token_hash(number), token_hash(100 + number)]).collect();
        let found = read!(db, |conn| sessions::find_some(&mut conn, &asked));
        let found: BTreeSet<Vec<u8>> = found
            .into_iter()
            .map(|(token_hash, found)| {
                let (session, account) = found.unwrap();
                assert_eq!((session.id, account.id), (id(token_hash[0]), id(1)));
                token_hash
            })
            .collect();
        assert_eq!(found, (1..=count).map(token_hash).collect(), "{count}");
    }
    assert!(read!(db, |conn| sessions::find_some(&mut conn, &[])).is_empty());
}
