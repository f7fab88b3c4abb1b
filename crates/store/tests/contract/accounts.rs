//! Accounts: one for each address whoever comes at the same moment, one step of the epoch for each
//! change, and nothing left behind when one is deleted.

use std::collections::HashSet;

use countersign_core::account::{Account, Role};
use countersign_core::link::Purpose;
use countersign_core::{Address, Id, Timestamp};
use countersign_store::links::Subject;
use countersign_store::mails::HANDFUL;
use countersign_store::{Db, Error, Page, accounts, email_changes, links, sessions};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    an_account_comes_back_as_it_was_kept,
    an_account_without_anything_optional_comes_back,
    the_ends_of_the_integers_come_back,
    an_account_is_found_however_its_address_is_spelled,
    an_account_that_is_not_there_is_none,
    of_a_handful_of_addresses_those_with_an_account_are_found,
    an_address_has_one_account,
    an_id_that_is_taken_makes_no_account,
    twenty_at_once_make_one_account,
    twenty_at_once_with_one_id_make_one_account,
    accounts_are_listed_newest_first,
    a_sign_in_is_noted_and_may_renew_the_hash,
    a_new_password_starts_the_next_epoch,
    a_password_can_be_taken_away,
    of_twenty_new_passwords_at_once_one_is_set,
    a_new_address_starts_the_next_epoch,
    an_address_that_is_taken_is_an_error,
    disabling_and_enabling_start_the_next_epoch,
    a_role_is_given_and_taken_once_and_ends_nothing,
    deleting_an_account_takes_along_what_is_its,
}

async fn by_id(db: &Db, id: Id) -> Option<Account> {
    read!(db, |conn| accounts::by_id(&mut conn, id))
}

async fn by_address(db: &Db, address: &Address) -> Option<Id> {
    read!(db, |conn| accounts::by_address(&mut conn, address)).map(|account| account.id)
}

fn hash(account: &Account) -> Option<&str> {
    account.password_hash.as_ref().map(|hash| hash.expose().as_str())
}

async fn an_account_comes_back_as_it_was_kept(db: Db) {
    let kept = Account {
        address: address("Ada.Lovelace+tag@Sub.Example.ORG"),
        password_hash: secret("$argon2id$v=19$m=8,t=1,p=1$c2FsdA$\u{fc}\u{1f511}"),
        locale: Some("pt-BR".to_owned()),
        epoch: 7,
        created_at: before(2),
        password_changed_at: before(1),
        signed_in_at: Some(NOW),
        ..account(1)
    };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &kept)));

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!(found.id, kept.id);
    assert_eq!(found.address.as_str(), "Ada.Lovelace+tag@Sub.Example.ORG");
    assert_eq!(hash(&found), hash(&kept));
    assert_eq!(found.locale.as_deref(), Some("pt-BR"));
    assert_eq!(found.epoch, 7);
    assert_eq!((found.created_at, found.password_changed_at, found.signed_in_at), (before(2), before(1), Some(NOW)));
    assert_eq!(found.disabled_at, None);
}

async fn an_account_without_anything_optional_comes_back(db: Db) {
    let kept = Account { password_hash: None, ..account(1) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &kept)));

    let found = by_id(&db, kept.id).await.unwrap();
    assert!(found.password_hash.is_none() && found.locale.is_none());
    assert!(found.signed_in_at.is_none() && !found.is_disabled());
}

async fn the_ends_of_the_integers_come_back(db: Db) {
    let (first, last) = (Timestamp::from_millis(i64::MIN), Timestamp::from_millis(i64::MAX));
    let kept = Account {
        epoch: i64::MAX,
        created_at: first,
        password_changed_at: last,
        signed_in_at: Some(first),
        ..account(1)
    };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &kept)));

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!(found.epoch, i64::MAX);
    assert_eq!((found.created_at, found.password_changed_at, found.signed_in_at), (first, last, Some(first)));
}

async fn an_account_is_found_however_its_address_is_spelled(db: Db) {
    let kept = kept_account(&db, 1).await;
    kept_account(&db, 2).await;
    assert_eq!(by_address(&db, &address("PERSON1@EXAMPLE.ORG")).await, Some(kept.id));
}

async fn an_account_that_is_not_there_is_none(db: Db) {
    kept_account(&db, 1).await;
    assert!(by_id(&db, id(2)).await.is_none());
    assert_eq!(by_address(&db, &address("person2@example.org")).await, None);
    assert!(!commit!(db, |tx| accounts::set_password(&mut tx, id(2), 1, None, NOW)));
    assert!(!commit!(db, |tx| accounts::set_address(&mut tx, id(2), 1, &address("new@example.org"))));
    assert!(!commit!(db, |tx| accounts::set_disabled(&mut tx, id(2), Some(NOW))));
    assert!(!commit!(db, |tx| accounts::delete(&mut tx, id(2))));
}

async fn of_a_handful_of_addresses_those_with_an_account_are_found(db: Db) {
    for number in [1, 3] {
        commit!(db, |tx| accounts::insert(&mut tx, &account(number)));
    }
    let asked: Vec<Address> = (1..=HANDFUL).map(|number| address(&format!("Person{number}@example.org"))).collect();
    let found = read!(db, |conn| accounts::by_addresses(&mut conn, &asked));
    assert_eq!(found.iter().map(|account| account.id).collect::<HashSet<_>>(), HashSet::from([id(1), id(3)]));
    assert!(read!(db, |conn| accounts::by_addresses(&mut conn, [])).is_empty());
}

async fn an_address_has_one_account(db: Db) {
    let first = kept_account(&db, 1).await;
    let second = Account { address: address("Person1@Example.Org"), ..account(2) };
    assert!(!commit!(db, |tx| accounts::insert(&mut tx, &second)));
    assert_eq!(by_address(&db, &second.address).await, Some(first.id));
    assert!(by_id(&db, second.id).await.is_none());
}

async fn an_id_that_is_taken_makes_no_account(db: Db) {
    kept_account(&db, 1).await;
    let same_id = Account { id: id(1), ..account(2) };
    let mut tx = db.begin().await.unwrap();
    assert!(!accounts::insert(&mut tx, &same_id).await.unwrap());
}

/// As the links of one sign-up do.
async fn twenty_at_once_with_one_id_make_one_account(db: Db) {
    for number in 1..=20 {
        let made = twenty_at_once(|_| {
            let db = db.clone();
            async move { commit!(db, |tx| accounts::insert(&mut tx, &account(number))) }
        })
        .await;
        assert_eq!(winners(&made), 1);
    }
}

async fn twenty_at_once_make_one_account(db: Db) {
    let made = twenty_at_once(|number| {
        let db = db.clone();
        async move {
            let rival = Account { address: address("ada@example.org"), ..account(number) };
            commit!(db, |tx| accounts::insert(&mut tx, &rival))
        }
    })
    .await;
    assert_eq!(winners(&made), 1);
    assert_eq!(read!(db, |conn| accounts::list(&mut conn, Page::default())).len(), 1);
}

async fn accounts_are_listed_newest_first(db: Db) {
    for (number, created_at) in [(1, NOW), (2, after(1)), (3, NOW)] {
        let account = Account { created_at, ..account(number) };
        assert!(commit!(db, |tx| accounts::insert(&mut tx, &account)));
    }
    let ids = |accounts: Vec<Account>| accounts.iter().map(|account| account.id).collect::<Vec<_>>();
    assert_eq!(ids(read!(db, |conn| accounts::list(&mut conn, Page::default()))), [id(2), id(3), id(1)]);
    assert_eq!(ids(read!(db, |conn| accounts::list(&mut conn, Page { limit: 2 }))), [id(2), id(3)]);
}

async fn a_sign_in_is_noted_and_may_renew_the_hash(db: Db) {
    let kept = kept_account(&db, 1).await;
    assert!(commit!(db, |tx| accounts::signed_in(&mut tx, kept.id, 1, None, after(1))));
    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.signed_in_at, hash(&found), found.epoch), (Some(after(1)), Some("hash"), 1));

    assert!(commit!(db, |tx| accounts::signed_in(&mut tx, kept.id, 1, Some("renewed"), after(2))));
    assert!(!commit!(db, |tx| accounts::signed_in(&mut tx, kept.id, 0, Some("of an older epoch"), after(3))));
    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.signed_in_at, hash(&found), found.epoch), (Some(after(2)), Some("renewed"), 1));
    assert_eq!(found.password_changed_at, NOW);
}

async fn a_new_password_starts_the_next_epoch(db: Db) {
    let kept = kept_account(&db, 1).await;
    let hash_2 = secret("hash 2");
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, kept.id, 1, hash_2.as_ref(), after(1))));
    assert!(!commit!(db, |tx| accounts::set_password(&mut tx, kept.id, 1, None, after(2))));

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((hash(&found), found.password_changed_at, found.epoch), (Some("hash 2"), after(1), 2));
}

async fn a_password_can_be_taken_away(db: Db) {
    let kept = kept_account(&db, 1).await;
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, kept.id, 1, None, NOW)));
    assert!(by_id(&db, kept.id).await.unwrap().password_hash.is_none());
}

async fn of_twenty_new_passwords_at_once_one_is_set(db: Db) {
    let kept = kept_account(&db, 1).await;
    let set = twenty_at_once(|number| {
        let db = db.clone();
        async move {
            let hash = secret(&format!("hash {number}"));
            commit!(db, |tx| accounts::set_password(&mut tx, kept.id, 1, hash.as_ref(), NOW))
        }
    })
    .await;
    assert_eq!(winners(&set), 1);
    let winner = set.iter().position(|won| *won).unwrap();
    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((hash(&found), found.epoch), (Some(format!("hash {winner}").as_str()), 2));
}

async fn a_new_address_starts_the_next_epoch(db: Db) {
    let kept = kept_account(&db, 1).await;
    let new = address("Ada@New.Example");
    assert!(commit!(db, |tx| accounts::set_address(&mut tx, kept.id, 1, &new)));
    assert!(!commit!(db, |tx| accounts::set_address(&mut tx, kept.id, 1, &kept.address)));

    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.address.as_str(), found.epoch), ("Ada@New.Example", 2));
    assert_eq!(by_address(&db, &address("ada@new.example")).await, Some(kept.id));
    assert_eq!(by_address(&db, &kept.address).await, None);
}

async fn an_address_that_is_taken_is_an_error(db: Db) {
    let (kept, other) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    let mut tx = db.begin().await.unwrap();
    let taken = accounts::set_address(&mut tx, kept.id, 1, &address("PERSON2@example.org")).await;
    assert!(matches!(taken, Err(Error::Taken)));
    drop(tx);
    assert_eq!(by_address(&db, &other.address).await, Some(other.id));
    assert_eq!(by_id(&db, kept.id).await.unwrap().epoch, 1);
}

async fn disabling_and_enabling_start_the_next_epoch(db: Db) {
    let kept = kept_account(&db, 1).await;
    assert!(commit!(db, |tx| accounts::set_disabled(&mut tx, kept.id, Some(after(1)))));
    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.disabled_at, found.epoch), (Some(after(1)), 2));

    assert!(commit!(db, |tx| accounts::set_disabled(&mut tx, kept.id, None)));
    let found = by_id(&db, kept.id).await.unwrap();
    assert_eq!((found.disabled_at, found.epoch), (None, 3));
}

async fn a_role_is_given_and_taken_once_and_ends_nothing(db: Db) {
    let kept = kept_account(&db, 1).await;
    assert!(!kept.is_admin());
    for (role, changes) in
        [(Some(Role::Admin), true), (Some(Role::Admin), false), (None, true), (None, false), (Some(Role::Admin), true)]
    {
        assert_eq!(commit!(db, |tx| accounts::set_role(&mut tx, kept.id, role)), changes);
        let found = by_id(&db, kept.id).await.unwrap();
        assert_eq!((found.role, found.epoch), (role, 1));
        let by_address = read!(db, |conn| accounts::by_address(&mut conn, &kept.address)).unwrap();
        assert_eq!(by_address.is_admin(), role.is_some());
    }
    assert!(!commit!(db, |tx| accounts::set_role(&mut tx, id(2), Some(Role::Admin))));
    let made = Account { role: Some(Role::Admin), ..account(3) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &made)));
    assert!(by_id(&db, id(3)).await.unwrap().is_admin());
}

async fn deleting_an_account_takes_along_what_is_its(db: Db) {
    let (gone, stays) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    for account in [&gone, &stays] {
        let number = if account.id == gone.id { 1 } else { 2 };
        let change = kept_change(&db, number, account).await;
        commit!(db, |tx| sessions::insert(&mut tx, &session(number, account.id), token_hash(number)));
        let subject = Subject { account_id: Some(account.id), epoch: Some(1), ..Subject::default() };
        let of_change = Subject { email_change_id: Some(change.id), ..subject };
        let mut tx = db.begin().await.unwrap();
        let reset = new_link(10 + number, Purpose::Reset, &account.address, subject, after(9));
        let change = new_link(20 + number, Purpose::ChangeEmail, &change.to, of_change, after(9));
        links::hand_over(&mut tx, &[reset, change], NOW).await.unwrap();
        tx.commit().await.unwrap();
    }

    assert!(commit!(db, |tx| accounts::delete(&mut tx, gone.id)));
    for (number, is_there) in [(1, false), (2, true)] {
        let mut conn = db.read().await.unwrap();
        assert_eq!(accounts::by_id(&mut conn, id(number)).await.unwrap().is_some(), is_there);
        assert_eq!(sessions::find(&mut conn, token_hash(number)).await.unwrap().is_some(), is_there);
        assert_eq!(email_changes::by_id(&mut conn, id(number)).await.unwrap().is_some(), is_there);
        assert_eq!(links::find(&mut conn, id(10 + number)).await.unwrap().is_some(), is_there);
        assert_eq!(links::find(&mut conn, id(20 + number)).await.unwrap().is_some(), is_there);
    }
    assert!(!commit!(db, |tx| accounts::delete(&mut tx, gone.id)));
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &gone)), "the address is free again");
}
