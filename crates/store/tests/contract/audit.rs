//! The audit trail: what was appended comes back word for word, newest first, until it is swept.

use countersign_core::Id;
use countersign_core::audit::{Entry, Event, Origin};
use countersign_store::audit::{self, Kept, Swept};
use countersign_store::{Db, Page};

use crate::rows::*;

on_both_databases! { migrated:
    an_entry_comes_back_as_it_was_appended,
    an_entry_about_nobody_comes_back,
    every_event_can_be_kept,
    entries_are_listed_newest_first,
    an_entry_outlives_the_account_it_is_about,
    the_sweep_takes_what_is_older,
}

fn entry(number: u8) -> Entry {
    Entry {
        id: id(number),
        at: NOW,
        event: Event::SignIn,
        outcome: "signed_in",
        account_id: None,
        address_key: None,
        link_id: None,
        actor_id: None,
        origin: Origin::default(),
    }
}

async fn append(db: &Db, entry: Entry) {
    let mut tx = db.begin().await.unwrap();
    audit::append(&mut tx, entry);
    tx.commit().await.unwrap();
}

async fn list(db: &Db) -> Vec<Kept> {
    read!(db, |conn| audit::list(&mut conn, Page::default()))
}

async fn of_account(db: &Db, account_id: Id) -> Vec<Id> {
    read!(db, |conn| audit::of_account(&mut conn, account_id)).iter().map(|kept| kept.id).collect()
}

async fn an_entry_comes_back_as_it_was_appended(db: Db) {
    let origin = Origin { client: "192.0.2.1".to_owned(), user_agent: "\u{1f98a} 'x' \\".to_owned() };
    let appended = Entry {
        event: Event::ResetPassword,
        outcome: "reset",
        account_id: Some(id(2)),
        address_key: Some("ada@example.org".to_owned()),
        link_id: Some(id(3)),
        actor_id: Some(id(4)),
        origin,
        ..entry(1)
    };
    append(&db, appended.clone()).await;

    let kept = list(&db).await.pop().unwrap();
    assert_eq!((kept.id, kept.at), (appended.id, NOW));
    assert_eq!((kept.event.as_str(), kept.outcome.as_str()), ("reset_password", "reset"));
    assert_eq!((kept.account_id, kept.link_id, kept.actor_id), (Some(id(2)), Some(id(3)), Some(id(4))));
    assert_eq!(kept.address_key.as_deref(), Some("ada@example.org"));
    assert_eq!((kept.client, kept.user_agent), (appended.origin.client, appended.origin.user_agent));
}

async fn an_entry_about_nobody_comes_back(db: Db) {
    append(&db, entry(1)).await;
    let kept = list(&db).await.pop().unwrap();
    assert!(kept.account_id.is_none() && kept.address_key.is_none() && kept.link_id.is_none());
    assert!(kept.actor_id.is_none());
    assert!(kept.client.is_empty() && kept.user_agent.is_empty());
}

async fn every_event_can_be_kept(db: Db) {
    for (number, event) in (0..).zip(Event::ALL) {
        append(&db, Entry { event: *event, ..entry(number) }).await;
    }
    let kept: Vec<_> = list(&db).await.into_iter().rev().filter_map(|kept| Event::parse(&kept.event)).collect();
    assert_eq!(kept, Event::ALL);
}

async fn entries_are_listed_newest_first(db: Db) {
    for (number, at, account_id) in [(1, NOW, Some(id(1))), (2, after(1), Some(id(1))), (3, NOW, None)] {
        append(&db, Entry { at, account_id, ..entry(number) }).await;
    }
    let ids = |kept: Vec<Kept>| kept.iter().map(|kept| kept.id).collect::<Vec<_>>();
    assert_eq!(ids(list(&db).await), [id(2), id(3), id(1)]);
    assert_eq!(ids(read!(db, |conn| audit::list(&mut conn, Page { limit: 1 }))), [id(2)]);
    assert_eq!(of_account(&db, id(1)).await, [id(2), id(1)]);
    assert!(of_account(&db, id(2)).await.is_empty());
}

async fn an_entry_outlives_the_account_it_is_about(db: Db) {
    let account = kept_account(&db, 1).await;
    append(&db, Entry { account_id: Some(account.id), ..entry(1) }).await;
    assert!(commit!(db, |tx| countersign_store::accounts::delete(&mut tx, account.id)));
    assert_eq!(of_account(&db, account.id).await, [id(1)]);
}

async fn the_sweep_takes_what_is_older(db: Db) {
    for (number, at) in [(1, before(1)), (2, NOW), (3, after(1))] {
        append(&db, Entry { at, ..entry(number) }).await;
    }
    assert_eq!(audit::sweep(&db, NOW).await.unwrap(), Swept { rows: 1, left: 0 });
    assert_eq!(list(&db).await.iter().map(|kept| kept.id).collect::<Vec<_>>(), [id(3), id(2)]);
}
