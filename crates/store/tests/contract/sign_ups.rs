//! Sign-ups: attempts for one address live side by side until one of them is confirmed, which happens
//! once.

use countersign_core::account::Account;
use countersign_core::link::Purpose;
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Timestamp};
use countersign_store::links::{NewLink, Subject};
use countersign_store::{Db, Error, Page, accounts, links, sign_ups};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_sign_up_comes_back_as_it_was_kept,
    a_sign_up_without_anything_optional_comes_back,
    a_sign_up_is_found_by_its_cookie_only,
    of_a_handful_those_that_are_there_are_found,
    a_cookie_that_is_taken_is_an_error,
    attempts_for_one_address_live_side_by_side,
    the_newest_open_attempt_is_the_newest_that_can_be_confirmed,
    sign_ups_are_listed_newest_first,
    a_sign_up_is_confirmed_once,
    a_sign_up_is_confirmed_to_its_last_millisecond,
    of_twenty_confirmations_at_once_one_wins,
    of_twenty_rivals_at_once_one_becomes_the_account,
    of_twenty_that_confirm_or_dismiss_one_at_once_one_wins,
    rivals_go_and_the_winner_stays,
    only_an_open_attempt_is_removed,
    the_sweep_takes_what_has_expired,
    only_what_became_an_account_goes_with_it,
}

async fn by_id(db: &Db, id: Id) -> Option<SignUp> {
    read!(db, |conn| sign_ups::by_id(&mut conn, id))
}

async fn newest_open(db: &Db, address: &Address, now: Timestamp) -> Option<Id> {
    read!(db, |conn| sign_ups::newest_open(&mut conn, address, now)).map(|sign_up| sign_up.id)
}

async fn confirm(db: &Db, id: Id, now: Timestamp) -> bool {
    commit!(db, |tx| sign_ups::confirm(&mut tx, id, now))
}

/// One more attempt for the address of `person1`.
async fn kept_rival(db: &Db, number: u8, created_at: Timestamp, expires_at: Timestamp) -> SignUp {
    let rival = SignUp { address: address("person1@example.org"), created_at, expires_at, ..sign_up(number) };
    commit!(db, |tx| sign_ups::insert(&mut tx, &rival, token_hash(number)));
    rival
}

async fn a_sign_up_comes_back_as_it_was_kept(db: Db) {
    let kept = SignUp {
        address: address("Ada@Example.org"),
        password_hash: secret("$argon2id$\u{1f511}"),
        locale: Some("zh-Hans".to_owned()),
        next: Some("/in'box?page=2&q=\u{65e5}\u{672c}\"; --".to_owned()),
        ..sign_up(1)
    };
    commit!(db, |tx| sign_ups::insert(&mut tx, &kept, token_hash(1)));

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.id, found.address.as_str()), (kept.id, "Ada@Example.org"));
    assert_eq!(found.password_hash.unwrap().expose(), "$argon2id$\u{1f511}");
    assert_eq!((found.locale, found.next), (kept.locale, kept.next));
    assert_eq!((found.created_at, found.expires_at, found.confirmed_at), (NOW, after(1_000), None));
}

async fn a_sign_up_without_anything_optional_comes_back(db: Db) {
    let kept = SignUp { password_hash: None, ..sign_up(1) };
    commit!(db, |tx| sign_ups::insert(&mut tx, &kept, token_hash(1)));

    let found = by_id(&db, kept.id).await.unwrap();
    assert!(found.password_hash.is_none() && found.locale.is_none() && found.next.is_none());
    assert!(by_id(&db, id(2)).await.is_none());
}

async fn a_sign_up_is_found_by_its_cookie_only(db: Db) {
    // Every byte there is, so that none is taken for an end or an escape.
    let cookie_hash: Vec<u8> = (0..=255).collect();
    let kept = sign_up(1);
    commit!(db, |tx| sign_ups::insert(&mut tx, &kept, cookie_hash.clone()));

    let by_cookie = async |hash: &[u8]| {
        read!(db, |conn| sign_ups::by_cookie(&mut conn, hash.to_vec())).map(|sign_up: SignUp| sign_up.id)
    };
    assert_eq!(by_cookie(&cookie_hash).await, Some(kept.id));
    assert_eq!(by_cookie(&cookie_hash[..255]).await, None);
    assert_eq!(by_cookie(&[]).await, None);
}

async fn of_a_handful_those_that_are_there_are_found(db: Db) {
    for number in [1, 3] {
        commit!(db, |tx| sign_ups::insert(&mut tx, &sign_up(number), token_hash(number)));
    }
    let found = read!(db, |conn| sign_ups::by_ids(&mut conn, (1..=4).map(id)));
    let mut found: Vec<Id> = found.iter().map(|sign_up| sign_up.id).collect();
    found.sort();
    assert_eq!(found, [id(1), id(3)]);
}

async fn a_cookie_that_is_taken_is_an_error(db: Db) {
    kept_sign_up(&db, 1).await;
    let mut tx = db.begin().await.unwrap();
    sign_ups::insert(&mut tx, &sign_up(2), token_hash(1)).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Error::Taken)));
}

async fn attempts_for_one_address_live_side_by_side(db: Db) {
    kept_sign_up(&db, 1).await;
    kept_rival(&db, 2, NOW, after(1_000)).await;
    assert!(by_id(&db, id(1)).await.is_some() && by_id(&db, id(2)).await.is_some());
}

async fn the_newest_open_attempt_is_the_newest_that_can_be_confirmed(db: Db) {
    let address = address("PERSON1@example.org");
    assert_eq!(newest_open(&db, &address, NOW).await, None);
    kept_rival(&db, 1, NOW, after(1_000)).await;
    kept_rival(&db, 2, after(1), after(500)).await;
    kept_rival(&db, 3, after(2), after(1_000)).await;
    kept_sign_up(&db, 4).await;

    assert_eq!(newest_open(&db, &address, after(2)).await, Some(id(3)));
    assert!(confirm(&db, id(3), after(3)).await);
    assert_eq!(newest_open(&db, &address, after(499)).await, Some(id(2)));
    assert_eq!(newest_open(&db, &address, after(500)).await, Some(id(1)));
    assert_eq!(newest_open(&db, &address, after(1_000)).await, None);
}

async fn sign_ups_are_listed_newest_first(db: Db) {
    kept_rival(&db, 1, NOW, after(1_000)).await;
    kept_rival(&db, 2, after(1), after(1_000)).await;
    kept_rival(&db, 3, NOW, after(1_000)).await;
    let ids = |sign_ups: Vec<SignUp>| sign_ups.iter().map(|sign_up| sign_up.id).collect::<Vec<_>>();
    assert_eq!(ids(read!(db, |conn| sign_ups::list(&mut conn, Page::default()))), [id(2), id(3), id(1)]);
    assert_eq!(ids(read!(db, |conn| sign_ups::list(&mut conn, Page { limit: 1 }))), [id(2)]);
}

async fn a_sign_up_is_confirmed_once(db: Db) {
    let kept = kept_sign_up(&db, 1).await;
    assert!(confirm(&db, kept.id, after(1)).await);
    assert!(!confirm(&db, kept.id, after(2)).await);
    assert!(!confirm(&db, id(2), after(2)).await);

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!(found.confirmed_at, Some(after(1)));
    assert!(found.password_hash.is_none(), "the account has it now");
}

async fn a_sign_up_is_confirmed_to_its_last_millisecond(db: Db) {
    let (late, in_time) = (kept_sign_up(&db, 1).await, kept_sign_up(&db, 2).await);
    assert!(!confirm(&db, late.id, late.expires_at).await);
    assert!(confirm(&db, in_time.id, after(999)).await);
}

async fn of_twenty_confirmations_at_once_one_wins(db: Db) {
    let kept = kept_sign_up(&db, 1).await;
    let confirmed = twenty_at_once(|_| {
        let db = db.clone();
        async move { confirm(&db, kept.id, NOW).await }
    })
    .await;
    assert_eq!(winners(&confirmed), 1);
}

/// The account comes first: its unique index is where rivals meet before any of them holds a row that
/// another wants to remove. In another order PostgreSQL has to break deadlocks between them.
async fn of_twenty_rivals_at_once_one_becomes_the_account(db: Db) {
    for number in 0..20 {
        let rival = kept_rival(&db, number, NOW, after(1_000)).await;
        let subject = Subject { sign_up_id: Some(rival.id), ..Subject::default() };
        let link = NewLink { id: rival.id, ..new_link(0, Purpose::Confirm, &rival.address, subject, after(100)) };
        commit!(db, |tx| links::hand_over(&mut tx, &[link], NOW));
    }
    let confirmed = twenty_at_once(|number| {
        let db = db.clone();
        async move {
            let address = address("person1@example.org");
            let mut account = account(number);
            account.address = address.clone();
            let mut tx = db.begin().await.unwrap();
            let won = accounts::insert(&mut tx, &account).await.unwrap()
                && links::spend(&mut tx, id(number), Purpose::Confirm, NOW).await.unwrap()
                && sign_ups::confirm(&mut tx, id(number), NOW).await.unwrap();
            if won {
                sign_ups::delete_open(&mut tx, &address).await.unwrap();
                tx.commit().await.unwrap();
            }
            won
        }
    })
    .await;
    assert_eq!(winners(&confirmed), 1);
    let left = read!(db, |conn| sign_ups::list(&mut conn, Page::default()));
    assert_eq!(left.len(), 1);
    assert_eq!(read!(db, |conn| accounts::list(&mut conn, Page::default()))[0].id, left[0].id);
}

/// The sign-up before its link, by whoever confirms: who dismisses it removes them in that order.
async fn of_twenty_that_confirm_or_dismiss_one_at_once_one_wins(db: Db) {
    for round in 0..5 {
        let kept = kept_sign_up(&db, round).await;
        let subject = Subject { sign_up_id: Some(kept.id), ..Subject::default() };
        let link = NewLink { id: kept.id, ..new_link(0, Purpose::Confirm, &kept.address, subject, after(100)) };
        commit!(db, |tx| links::hand_over(&mut tx, &[link], NOW));
        let won = twenty_at_once(|number| {
            let (db, account) =
                (db.clone(), Account { address: kept.address.clone(), ..account(100 + 20 * round + number) });
            async move {
                let mut tx = db.begin().await.unwrap();
                let has_won = if number % 2 == 0 {
                    sign_ups::delete(&mut tx, kept.id).await.unwrap()
                } else {
                    accounts::insert(&mut tx, &account).await.unwrap()
                        && sign_ups::hold(&mut tx, kept.id).await.unwrap()
                        && links::spend(&mut tx, kept.id, Purpose::Confirm, NOW).await.unwrap()
                        && sign_ups::confirm(&mut tx, kept.id, NOW).await.unwrap()
                };
                if has_won {
                    tx.commit().await.unwrap();
                }
                has_won
            }
        })
        .await;
        assert_eq!(winners(&won), 1);
    }
}

async fn rivals_go_and_the_winner_stays(db: Db) {
    let winner = kept_sign_up(&db, 1).await;
    kept_rival(&db, 2, NOW, after(1)).await;
    kept_rival(&db, 3, NOW, after(1_000)).await;
    let bystander = kept_sign_up(&db, 4).await;
    assert!(confirm(&db, winner.id, NOW).await);
    commit!(db, |tx| sign_ups::delete_open(&mut tx, &address("PERSON1@example.org")));
    let left = read!(db, |conn| sign_ups::list(&mut conn, Page::default()));
    assert_eq!(left.iter().map(|sign_up| sign_up.id).collect::<Vec<_>>(), [bystander.id, winner.id]);
}

async fn only_an_open_attempt_is_removed(db: Db) {
    let (open, confirmed) = (kept_sign_up(&db, 1).await, kept_sign_up(&db, 2).await);
    assert!(confirm(&db, confirmed.id, NOW).await);
    assert!(commit!(db, |tx| sign_ups::delete(&mut tx, open.id)));
    assert!(!commit!(db, |tx| sign_ups::delete(&mut tx, open.id)));
    assert!(!commit!(db, |tx| sign_ups::delete(&mut tx, confirmed.id)));
    assert!(by_id(&db, open.id).await.is_none() && by_id(&db, confirmed.id).await.is_some());
}

async fn the_sweep_takes_what_has_expired(db: Db) {
    kept_rival(&db, 1, NOW, after(9)).await;
    kept_rival(&db, 2, NOW, after(10)).await;
    kept_rival(&db, 3, NOW, after(11)).await;
    assert!(confirm(&db, id(1), after(8)).await);
    assert_eq!(commit!(db, |tx| sign_ups::sweep(&mut tx, after(10), after(8))), 1);
    assert!(by_id(&db, id(1)).await.is_some(), "a late click is still told that it was confirmed");
    assert_eq!(commit!(db, |tx| sign_ups::sweep(&mut tx, after(10), after(9))), 1);
    assert_eq!(commit!(db, |tx| sign_ups::sweep(&mut tx, after(10), after(10))), 0);
    assert!(by_id(&db, id(3)).await.is_some());
}

async fn only_what_became_an_account_goes_with_it(db: Db) {
    let (open, confirmed) = (kept_sign_up(&db, 1).await, kept_sign_up(&db, 2).await);
    assert!(confirm(&db, confirmed.id, after(1)).await);
    for one in [open.id, confirmed.id] {
        commit!(db, |tx| sign_ups::delete_confirmed(&mut tx, one));
    }
    assert!(by_id(&db, open.id).await.is_some() && by_id(&db, confirmed.id).await.is_none());
}
