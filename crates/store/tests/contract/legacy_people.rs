//! People who were brought along, and the links that were mailed to them before: found by the id or address that those
//! speak of, used once, and over with the account's epoch.

use countersign_core::account::{Account, Closing};
use countersign_core::foreign::Work;
use countersign_core::import::Outcome;
use countersign_core::legacy_link::Named;
use countersign_core::link::{Purpose, Standing, standing};
use countersign_core::{Id, Timestamp};
use countersign_store::import::{Staged, Staging};
use countersign_store::links::{self, Link};
use countersign_store::{Db, accounts, legacy_people, sign_ups};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_link_finds_whom_it_means_by_id_and_by_address,
    whoever_was_not_brought_along_is_not_found,
    a_link_to_an_account_ends_with_its_epoch,
    a_link_of_a_disabled_or_closed_account_is_outdated,
    whoever_has_an_account_is_confirmed,
    a_confirmed_sign_up_is_used_and_an_expired_one_over,
    a_link_is_over_when_its_own_time_is,
    a_link_is_spent_once_with_the_row_it_gets,
    of_twenty_uses_at_once_one_counts,
    a_use_beside_the_removal_of_its_sign_up_counts_or_not,
    a_void_link_stays_void_and_a_used_one_used,
    an_address_means_the_account_before_a_sign_up,
    whoever_is_imported_again_is_found_as_what_they_became,
    of_whom_the_address_was_taken_meanwhile_nobody_is_found,
    they_go_with_their_account_or_sign_up,
}

const LINK: u8 = 100;

fn by_id(number: u8) -> Named {
    Named::Id(id(number))
}

fn by_email(number: u8) -> Named {
    Named::Email(address(&format!("Person{number}@example.ORG")))
}

async fn find(db: &Db, named: &Named, purpose: Purpose) -> Option<Link> {
    read!(db, |conn| legacy_people::link(&mut conn, named, id(LINK), purpose, after(100)))
}

async fn standing_of(db: &Db, named: &Named, purpose: Purpose, now: Timestamp) -> Standing {
    standing(find(db, named, purpose).await.map(|link| link.facts), now)
}

fn staged(number: u8, outcome: Outcome) -> Staged {
    let email = format!("person{number}@example.org");
    Staged {
        line: number.into(),
        outcome,
        id: Some(id(number)),
        email_key: Some(email.clone()),
        email,
        password_hash: Some(format!("hash of {number}")),
        cookie_hash: (outcome == Outcome::SignUp).then(|| token_hash(number)),
        locale: None,
        created_at: Some(NOW),
        reason: None,
    }
}

async fn import(db: &Db, row: Staged) {
    let mut staging = Staging::begin(db).await.unwrap();
    staging.add(vec![row]).await.unwrap();
    staging.look().await.unwrap();
    let (tx, written) = staging.write(&Work::default(), after(1_000), NOW, |_| ()).await.unwrap();
    assert_eq!(written.accounts + written.sign_ups, 1);
    tx.commit().await.unwrap();
}

async fn brought_account(db: &Db, number: u8) -> Account {
    import(db, staged(number, Outcome::Account)).await;
    read!(db, |conn| accounts::by_id(&mut conn, id(number))).unwrap()
}

async fn brought_sign_up(db: &Db, number: u8) {
    import(db, staged(number, Outcome::SignUp)).await;
}

/// Account 1 and the link to reset its password, not used yet.
async fn reset_link(db: &Db) -> Link {
    brought_account(db, 1).await;
    find(db, &by_id(1), Purpose::Reset).await.unwrap()
}

async fn use_up(db: &Db, link: &Link, now: Timestamp) -> bool {
    let mut tx = db.begin().await.unwrap();
    let is_spent = links::adopt(&mut tx, link, now).await.unwrap()
        && links::spend(&mut tx, link.id, link.purpose, now).await.unwrap();
    // Whoever loses leaves nothing behind, as in the flows.
    if is_spent {
        tx.commit().await.unwrap();
    }
    is_spent
}

async fn kept_link(db: &Db, id: Id) -> Option<Link> {
    read!(db, |conn| links::find(&mut conn, id))
}

async fn a_link_finds_whom_it_means_by_id_and_by_address(db: Db) {
    brought_account(&db, 1).await;
    brought_sign_up(&db, 2).await;
    for named in [by_id(1), by_email(1)] {
        let link = find(&db, &named, Purpose::Reset).await.unwrap();
        assert_eq!((link.id, link.purpose, link.address.as_str()), (id(LINK), Purpose::Reset, "person1@example.org"));
        assert_eq!(
            (link.subject.account_id, link.subject.sign_up_id, link.subject.epoch),
            (Some(id(1)), None, Some(1))
        );
        assert_eq!((link.facts.expires_at, link.has_row), (after(100), false));
        assert_eq!(standing(Some(link.facts), NOW), Standing::Usable);
    }
    for named in [by_id(2), by_email(2)] {
        let link = find(&db, &named, Purpose::Confirm).await.unwrap();
        assert_eq!((link.subject.account_id, link.subject.sign_up_id), (None, Some(id(2))));
        assert_eq!(standing(Some(link.facts), NOW), Standing::Usable);
        assert_eq!(standing_of(&db, &named, Purpose::Reset, NOW).await, Standing::Outdated);
    }
    assert!(kept_link(&db, id(LINK)).await.is_none(), "looking writes nothing");
}

async fn whoever_was_not_brought_along_is_not_found(db: Db) {
    kept_account(&db, 1).await;
    kept_sign_up(&db, 2).await;
    for named in [by_id(1), by_id(2), by_email(1), by_email(2), by_id(3)] {
        for purpose in [Purpose::Confirm, Purpose::Reset] {
            assert!(find(&db, &named, purpose).await.is_none(), "{named:?}");
        }
    }
}

async fn of_whom_the_address_was_taken_meanwhile_nobody_is_found(db: Db) {
    let rival = Account { id: id(11), ..account(1) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &rival)));
    let mut staging = Staging::begin(&db).await.unwrap();
    // Without a look, as if the rival had come after it.
    staging.add([1, 2].map(|number| staged(number, Outcome::Account)).into()).await.unwrap();
    let (tx, written) = staging.write(&Work::default(), after(1_000), NOW, |_| ()).await.unwrap();
    assert_eq!(written.accounts, 1);
    tx.commit().await.unwrap();
    for named in [by_id(1), by_id(11), by_email(1)] {
        assert!(find(&db, &named, Purpose::Reset).await.is_none(), "{named:?}");
    }
    assert!(find(&db, &by_id(2), Purpose::Reset).await.is_some());
}

async fn a_link_to_an_account_ends_with_its_epoch(db: Db) {
    let link = reset_link(&db).await;
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, id(1), 1, None, NOW)));
    assert_eq!(standing_of(&db, &by_id(1), Purpose::Reset, NOW).await, Standing::Outdated);
    assert!(!use_up(&db, &link, NOW).await);
}

async fn a_link_of_a_disabled_or_closed_account_is_outdated(db: Db) {
    let link = reset_link(&db).await;
    let account = brought_account(&db, 2).await;
    let closing = Closing { closed_at: NOW, kept_until: after(1_000) };
    assert!(commit!(db, |tx| accounts::set_disabled(&mut tx, id(1), Some(NOW))));
    assert!(commit!(db, |tx| accounts::close(&mut tx, &account, closing)));
    for purpose in [Purpose::Reset, Purpose::Confirm] {
        assert_eq!(standing_of(&db, &by_id(2), purpose, NOW).await, Standing::Outdated);
    }
    assert_eq!(standing_of(&db, &by_id(1), Purpose::Reset, NOW).await, Standing::Outdated);
    assert!(find(&db, &by_email(2), Purpose::Reset).await.is_none());
    assert!(!use_up(&db, &link, NOW).await);
}

async fn whoever_has_an_account_is_confirmed(db: Db) {
    brought_account(&db, 1).await;
    assert_eq!(standing_of(&db, &by_id(1), Purpose::Confirm, NOW).await, Standing::Used);
}

async fn a_confirmed_sign_up_is_used_and_an_expired_one_over(db: Db) {
    for number in [1, 2] {
        brought_sign_up(&db, number).await;
    }
    assert!(commit!(db, |tx| sign_ups::confirm(&mut tx, id(1), NOW)));
    assert_eq!(standing_of(&db, &by_id(1), Purpose::Confirm, NOW).await, Standing::Used);
    let late = |db: Db| async move {
        read!(db, |conn| legacy_people::link(&mut conn, &by_id(2), id(LINK), Purpose::Confirm, after(9_999))).unwrap()
    };
    let link = late(db.clone()).await;
    assert_eq!(link.facts.expires_at, after(1_000), "with its sign-up at the latest");
    assert!(!use_up(&db, &link, after(1_000)).await);
    assert!(use_up(&db, &late(db.clone()).await, after(999)).await);
}

async fn a_link_is_over_when_its_own_time_is(db: Db) {
    let link = reset_link(&db).await;
    assert_eq!(standing_of(&db, &by_id(1), Purpose::Reset, after(100)).await, Standing::Expired);
    assert!(!use_up(&db, &link, after(100)).await);
}

async fn a_link_is_spent_once_with_the_row_it_gets(db: Db) {
    let link = reset_link(&db).await;
    assert!(use_up(&db, &link, after(1)).await);
    assert!(!use_up(&db, &link, after(2)).await);
    let kept = kept_link(&db, link.id).await.unwrap();
    assert_eq!((kept.has_row, kept.facts.used_at, kept.facts.expires_at), (true, Some(after(1)), after(100)));
    assert_eq!(kept.address.as_str(), "person1@example.org");
}

async fn of_twenty_uses_at_once_one_counts(db: Db) {
    let link = std::sync::Arc::new(reset_link(&db).await);
    let used = twenty_at_once(|_| {
        let (db, link) = (db.clone(), std::sync::Arc::clone(&link));
        async move { use_up(&db, &link, NOW).await }
    })
    .await;
    assert_eq!(winners(&used), 1);
}

/// And is never an error.
async fn a_use_beside_the_removal_of_its_sign_up_counts_or_not(db: Db) {
    for number in 1..=20 {
        brought_sign_up(&db, number).await;
        let named = by_id(number);
        let link =
            read!(db, |conn| legacy_people::link(&mut conn, &named, id(100 + number), Purpose::Confirm, after(100)));
        let link = std::sync::Arc::new(link.unwrap());
        let removed = twenty_at_once(|racer| {
            let (db, link) = (db.clone(), std::sync::Arc::clone(&link));
            async move {
                match racer % 2 {
                    0 => {
                        use_up(&db, &link, NOW).await;
                        false
                    }
                    _ => commit!(db, |tx| sign_ups::delete(&mut tx, id(number))),
                }
            }
        })
        .await;
        assert_eq!(winners(&removed), 1, "round {number}");
    }
}

async fn a_void_link_stays_void_and_a_used_one_used(db: Db) {
    let link = reset_link(&db).await;
    assert!(commit!(db, |tx| links::void(&mut tx, &link, NOW)));
    assert!(!commit!(db, |tx| links::void(&mut tx, &link, NOW)));
    assert!(!use_up(&db, &link, NOW).await);
    assert_eq!(standing(kept_link(&db, link.id).await.map(|link| link.facts), NOW), Standing::Outdated);
    // The row outlives the link.
    assert_eq!(commit!(db, |tx| links::sweep(&mut tx, after(99))), 0);
    brought_account(&db, 2).await;
    let named = by_id(2);
    let used = read!(db, |conn| legacy_people::link(&mut conn, &named, id(101), Purpose::Reset, after(100))).unwrap();
    assert!(use_up(&db, &used, NOW).await);
    assert!(!commit!(db, |tx| links::void(&mut tx, &used, NOW)));
    assert_eq!(standing(kept_link(&db, used.id).await.map(|link| link.facts), NOW), Standing::Used);
}

async fn an_address_means_the_account_before_a_sign_up(db: Db) {
    brought_sign_up(&db, 2).await;
    brought_account(&db, 1).await;
    assert!(commit!(db, |tx| accounts::set_address(&mut tx, id(1), 1, &address("person2@example.org"))));
    assert_eq!(find(&db, &by_email(2), Purpose::Reset).await.unwrap().subject.account_id, Some(id(1)));
}

/// Who was a sign-up there when they were first imported.
async fn whoever_is_imported_again_is_found_as_what_they_became(db: Db) {
    brought_sign_up(&db, 1).await;
    assert_eq!(find(&db, &by_id(1), Purpose::Confirm).await.unwrap().subject.sign_up_id, Some(id(1)));
    brought_account(&db, 1).await;
    for named in [by_id(1), by_email(1)] {
        assert_eq!(find(&db, &named, Purpose::Reset).await.unwrap().subject.account_id, Some(id(1)));
    }
}

async fn they_go_with_their_account_or_sign_up(db: Db) {
    brought_account(&db, 1).await;
    brought_sign_up(&db, 2).await;
    assert!(commit!(db, |tx| accounts::delete(&mut tx, id(1))));
    assert!(commit!(db, |tx| sign_ups::delete(&mut tx, id(2))));
    for named in [by_id(1), by_id(2)] {
        assert!(find(&db, &named, Purpose::Confirm).await.is_none());
    }
    // Their ids are free again.
    brought_account(&db, 1).await;
    brought_sign_up(&db, 2).await;
}
