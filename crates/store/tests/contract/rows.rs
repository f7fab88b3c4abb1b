//! What the cases start from: instants, ids, and rows that are as plain as they can be. A case that
//! needs something else says so itself, by `..account(1)`.

use std::time::Duration;

use countersign_core::account::Account;
use countersign_core::email_change::EmailChange;
use countersign_core::link::Purpose;
use countersign_core::mail::Intent;
use countersign_core::session::Session;
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Secret, Timestamp};
use countersign_store::links::{NewLink, Subject};
use countersign_store::mails::{self, NewMail};
use countersign_store::{Db, accounts, email_changes, sign_ups};

pub const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_123);

pub fn after(ms: u64) -> Timestamp {
    NOW.plus(Duration::from_millis(ms))
}

pub fn before(ms: u64) -> Timestamp {
    NOW.minus(Duration::from_millis(ms))
}

/// The greater the number, the later the id.
pub fn id(number: u8) -> Id {
    Id::new(after(u64::from(number)), [number; 10])
}

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn secret(text: &str) -> Option<Secret<String>> {
    Some(Secret::new(text.to_owned()))
}

/// Of `personN@example.org`, in epoch 1.
pub fn account(number: u8) -> Account {
    let address = address(&format!("person{number}@example.org"));
    Account { password_hash: secret("hash"), ..Account::new(id(number), address, NOW) }
}

pub fn new_link(number: u8, purpose: Purpose, to: &Address, subject: Subject, expires_at: Timestamp) -> NewLink {
    NewLink { id: id(number), purpose, address: to.clone(), subject, expires_at }
}

/// Of `personN@example.org`, open for a second.
pub fn sign_up(number: u8) -> SignUp {
    SignUp {
        id: id(number),
        address: address(&format!("person{number}@example.org")),
        password_hash: secret("hash"),
        locale: None,
        next: None,
        created_at: NOW,
        expires_at: after(1_000),
        confirmed_at: None,
    }
}

/// Of an account in epoch 1, for a second.
pub fn session(number: u8, account_id: Id) -> Session {
    Session {
        id: id(number),
        account_id,
        epoch: 1,
        created_at: NOW,
        seen_at: NOW,
        expires_at: after(1_000),
        client: String::new(),
        user_agent: String::new(),
    }
}

/// From the account's address to `newN@example.org`.
pub fn email_change(number: u8, account: &Account) -> EmailChange {
    EmailChange {
        id: id(number),
        account_id: account.id,
        from: account.address.clone(),
        to: address(&format!("new{number}@example.org")),
        epoch: account.epoch,
        created_at: NOW,
        confirmed_at: None,
        undone_at: None,
    }
}

/// The hash of a cookie or token, one for each number.
pub fn token_hash(number: u8) -> Vec<u8> {
    vec![number; 32]
}

pub async fn kept_account(db: &Db, number: u8) -> Account {
    let account = account(number);
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &account)));
    account
}

pub async fn kept_sign_up(db: &Db, number: u8) -> SignUp {
    let sign_up = sign_up(number);
    commit!(db, |tx| sign_ups::insert(&mut tx, &sign_up, token_hash(number)));
    sign_up
}

pub async fn kept_change(db: &Db, number: u8, account: &Account) -> EmailChange {
    let change = email_change(number, account);
    commit!(db, |tx| email_changes::insert(&mut tx, &change));
    change
}

pub fn new_mail(number: u8, address: &Address, now: Timestamp) -> NewMail<'_> {
    NewMail {
        id: id(number),
        intent: Intent::SignUp,
        address,
        account_id: None,
        sign_up_id: None,
        email_change_id: None,
        locale: None,
        now,
    }
}

pub async fn queued_mail(db: &Db, number: u8) {
    let to = address("ada@example.org");
    commit!(db, |tx| mails::enqueue(&mut tx, new_mail(number, &to, NOW)));
}
