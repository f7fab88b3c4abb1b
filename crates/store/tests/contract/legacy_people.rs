//! People who were brought along, and the links that were mailed to them before: found by the id or address that those
//! speak of, used once, and over with the account's epoch.

use countersign_core::account::{Account, Closing};
use countersign_core::legacy_link::Named;
use countersign_core::link::{Purpose, Standing, standing};
use countersign_core::{Id, Timestamp};
use countersign_store::legacy_people::{self, LegacyPerson, Who};
use countersign_store::links::{self, Link};
use countersign_store::{Db, Error, accounts, sign_ups};

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
    two_people_never_have_one_id,
    thousands_are_written_down_at_once,
    they_go_with_their_account_or_sign_up,
}

const LINK: u8 = 100;

fn by_id(legacy_id: &str) -> Named {
    Named::Id(legacy_id.to_owned())
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

fn person(who: Who, legacy_id: &str) -> LegacyPerson {
    LegacyPerson { who, legacy_id: Some(legacy_id.to_owned()) }
}

fn of_account(number: u8) -> LegacyPerson {
    person(Who::Account { id: id(number), epoch: 1 }, &number.to_string())
}

fn of_sign_up(number: u8) -> LegacyPerson {
    person(Who::SignUp { id: id(number) }, &number.to_string())
}

async fn kept(db: &Db, people: &[LegacyPerson]) {
    commit!(db, |tx| legacy_people::insert(&mut tx, people));
}

async fn brought_account(db: &Db, number: u8) -> Account {
    let account = kept_account(db, number).await;
    kept(db, &[of_account(number)]).await;
    account
}

/// Account 1 and the link to reset its password, not used yet.
async fn reset_link(db: &Db) -> Link {
    brought_account(db, 1).await;
    find(db, &by_id("1"), Purpose::Reset).await.unwrap()
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
    kept_sign_up(&db, 2).await;
    kept(&db, &[of_sign_up(2)]).await;
    for named in [by_id("1"), by_email(1)] {
        let link = find(&db, &named, Purpose::Reset).await.unwrap();
        assert_eq!((link.id, link.purpose, link.address.as_str()), (id(LINK), Purpose::Reset, "person1@example.org"));
        assert_eq!(
            (link.subject.account_id, link.subject.sign_up_id, link.subject.epoch),
            (Some(id(1)), None, Some(1))
        );
        assert_eq!((link.facts.expires_at, link.has_row), (after(100), false));
        assert_eq!(standing(Some(link.facts), NOW), Standing::Usable);
    }
    for named in [by_id("2"), by_email(2)] {
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
    for named in [by_id("1"), by_id(&id(1).to_string()), by_email(1), by_email(2), by_id("")] {
        for purpose in [Purpose::Confirm, Purpose::Reset] {
            assert!(find(&db, &named, purpose).await.is_none(), "{named:?}");
        }
    }
    // Without an id there, by address alone.
    kept(&db, &[LegacyPerson { who: Who::Account { id: id(1), epoch: 1 }, legacy_id: None }]).await;
    assert!(find(&db, &by_email(1), Purpose::Reset).await.is_some());
    assert!(find(&db, &by_id(""), Purpose::Reset).await.is_none());
}

async fn a_link_to_an_account_ends_with_its_epoch(db: Db) {
    let link = reset_link(&db).await;
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, id(1), 1, None, NOW)));
    assert_eq!(standing_of(&db, &by_id("1"), Purpose::Reset, NOW).await, Standing::Outdated);
    assert!(!use_up(&db, &link, NOW).await);
}

async fn a_link_of_a_disabled_or_closed_account_is_outdated(db: Db) {
    let link = reset_link(&db).await;
    let account = brought_account(&db, 2).await;
    let closing = Closing { closed_at: NOW, kept_until: after(1_000) };
    assert!(commit!(db, |tx| accounts::set_disabled(&mut tx, id(1), Some(NOW))));
    assert!(commit!(db, |tx| accounts::close(&mut tx, &account, closing)));
    for purpose in [Purpose::Reset, Purpose::Confirm] {
        assert_eq!(standing_of(&db, &by_id("2"), purpose, NOW).await, Standing::Outdated);
    }
    assert_eq!(standing_of(&db, &by_id("1"), Purpose::Reset, NOW).await, Standing::Outdated);
    assert!(find(&db, &by_email(2), Purpose::Reset).await.is_none());
    assert!(!use_up(&db, &link, NOW).await);
}

async fn whoever_has_an_account_is_confirmed(db: Db) {
    brought_account(&db, 1).await;
    assert_eq!(standing_of(&db, &by_id("1"), Purpose::Confirm, NOW).await, Standing::Used);
}

async fn a_confirmed_sign_up_is_used_and_an_expired_one_over(db: Db) {
    for number in [1, 2] {
        kept_sign_up(&db, number).await;
        kept(&db, &[of_sign_up(number)]).await;
    }
    assert!(commit!(db, |tx| sign_ups::confirm(&mut tx, id(1), NOW)));
    assert_eq!(standing_of(&db, &by_id("1"), Purpose::Confirm, NOW).await, Standing::Used);
    let late = |db: Db| async move {
        read!(db, |conn| legacy_people::link(&mut conn, &by_id("2"), id(LINK), Purpose::Confirm, after(9_999))).unwrap()
    };
    let link = late(db.clone()).await;
    assert_eq!(link.facts.expires_at, after(1_000), "with its sign-up at the latest");
    assert!(!use_up(&db, &link, after(1_000)).await);
    assert!(use_up(&db, &late(db.clone()).await, after(999)).await);
}

async fn a_link_is_over_when_its_own_time_is(db: Db) {
    let link = reset_link(&db).await;
    assert_eq!(standing_of(&db, &by_id("1"), Purpose::Reset, after(100)).await, Standing::Expired);
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
        kept_sign_up(&db, number).await;
        kept(&db, &[of_sign_up(number)]).await;
        let named = by_id(&number.to_string());
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
    let named = by_id("2");
    let used = read!(db, |conn| legacy_people::link(&mut conn, &named, id(101), Purpose::Reset, after(100))).unwrap();
    assert!(use_up(&db, &used, NOW).await);
    assert!(!commit!(db, |tx| links::void(&mut tx, &used, NOW)));
    assert_eq!(standing(kept_link(&db, used.id).await.map(|link| link.facts), NOW), Standing::Used);
}

async fn an_address_means_the_account_before_a_sign_up(db: Db) {
    let sign_up = countersign_core::sign_up::SignUp { address: address("person1@example.org"), ..sign_up(2) };
    commit!(db, |tx| sign_ups::insert(&mut tx, &sign_up, token_hash(2)));
    kept(&db, &[of_sign_up(2)]).await;
    brought_account(&db, 1).await;
    assert_eq!(find(&db, &by_email(1), Purpose::Reset).await.unwrap().subject.account_id, Some(id(1)));
}

async fn two_people_never_have_one_id(db: Db) {
    brought_account(&db, 1).await;
    kept_account(&db, 2).await;
    let mut tx = db.begin().await.unwrap();
    let twin = person(Who::Account { id: id(2), epoch: 1 }, "1");
    assert!(matches!(legacy_people::insert(&mut tx, &[twin]).await, Err(Error::Taken)));
}

async fn thousands_are_written_down_at_once(db: Db) {
    let mut tx = db.begin().await.unwrap();
    let mut people = Vec::new();
    for number in 0..2_345_u16 {
        let [high, low] = number.to_be_bytes();
        let account = Account {
            id: Id::new(NOW, [0, 0, 0, 0, 0, 0, 0, 0, high, low]),
            address: address(&format!("person{number}@example.org")),
            ..account(1)
        };
        assert!(accounts::insert(&mut tx, &account).await.unwrap());
        people.push(person(Who::Account { id: account.id, epoch: 1 }, &number.to_string()));
    }
    legacy_people::insert(&mut tx, &people).await.unwrap();
    legacy_people::insert(&mut tx, &[]).await.unwrap();
    tx.commit().await.unwrap();
    for number in ["0", "99", "100", "2344"] {
        let found = find(&db, &by_id(number), Purpose::Reset).await.unwrap();
        assert_eq!(found.address.as_str(), format!("person{number}@example.org"));
    }
}

async fn they_go_with_their_account_or_sign_up(db: Db) {
    brought_account(&db, 1).await;
    kept_sign_up(&db, 2).await;
    kept(&db, &[of_sign_up(2)]).await;
    assert!(commit!(db, |tx| accounts::delete(&mut tx, id(1))));
    assert!(commit!(db, |tx| sign_ups::delete(&mut tx, id(2))));
    for named in [by_id("1"), by_id("2")] {
        assert!(find(&db, &named, Purpose::Confirm).await.is_none());
    }
    // Their ids are free again.
    kept_account(&db, 1).await;
    kept(&db, &[of_account(1)]).await;
}
