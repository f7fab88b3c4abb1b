//! Pages of the mail queue and of the trail: by state, by whom, by event; nothing is missed, nothing met twice.

use countersign_core::audit::{Entry, Event, Origin};
use countersign_core::mail::Ending;
use countersign_core::{Id, Timestamp};
use countersign_store::audit::{self, Whose};
use countersign_store::mails::{self, Listed, NewMail, Wanted};
use countersign_store::{Behind, Db, Leaf};

use crate::rows::*;

on_both_databases! { migrated:
    mails_are_listed_by_state_page_by_page,
    the_last_mail_to_an_address_and_the_last_of_an_account_are_found,
    lines_are_listed_by_whose_and_by_event_page_by_page,
}

/// Mail `number`, asked for so many milliseconds later, which ended so.
async fn mail(db: &Db, number: u8, ending: Option<Ending>) {
    let to = address(&format!("person{}@example.org", number % 2));
    let at = after(u64::from(number));
    let account_id = number.is_multiple_of(3).then(|| id(99));
    commit!(db, |tx| mails::enqueue(&mut tx, NewMail { account_id, ..new_mail(number, &to, at) }));
    let Some(ending) = ending else { return };
    commit!(db, |tx| mails::claim(&mut tx, "worker", Wanted::These(&[id(number)]), at, at));
    assert!(commit!(db, |tx| mails::finish(&mut tx, id(number), "worker", ending, None, Some("250 ok"), at)));
}

async fn all<T, F: Future<Output = Leaf<T>>>(page: impl Fn(Option<Behind>) -> F, id: impl Fn(&T) -> Id) -> Vec<Id> {
    let (mut behind, mut met) = (None, Vec::new());
    loop {
        let leaf = page(behind).await;
        met.extend(leaf.rows.iter().map(&id));
        behind = leaf.next;
        if behind.is_none() {
            return met;
        }
    }
}

async fn mails_are_listed_by_state_page_by_page(db: Db) {
    let endings = [None, Some(Ending::Sent), Some(Ending::Failed), Some(Ending::Obsolete), Some(Ending::Skipped)];
    for number in 0..20 {
        mail(&db, number, endings[usize::from(number) % 5]).await;
    }
    let of = async |wanted: Listed, limit: usize| {
        let page = async |behind| read!(db, |conn| mails::page(&mut conn, wanted, behind, limit));
        all(page, |mail: &mails::Mail| mail.id).await
    };
    let ids = |numbers: &[u8]| numbers.iter().map(|number| id(*number)).collect::<Vec<_>>();
    for limit in [1, 3, 4, 50] {
        assert_eq!(of(Listed::All, limit).await, ids(&(0..20).rev().collect::<Vec<_>>()), "{limit}");
        // The next to be tried comes first.
        assert_eq!(of(Listed::In(None), limit).await, ids(&[0, 5, 10, 15]), "{limit}");
        assert_eq!(of(Listed::In(Some(Ending::Sent)), limit).await, ids(&[16, 11, 6, 1]), "{limit}");
        assert_eq!(of(Listed::In(Some(Ending::Failed)), limit).await, ids(&[17, 12, 7, 2]), "{limit}");
        assert_eq!(of(Listed::In(Some(Ending::Obsolete)), limit).await, ids(&[18, 13, 8, 3]), "{limit}");
        assert_eq!(of(Listed::In(Some(Ending::Skipped)), limit).await, ids(&[19, 14, 9, 4]), "{limit}");
    }
}

async fn the_last_mail_to_an_address_and_the_last_of_an_account_are_found(db: Db) {
    for number in 0..10 {
        mail(&db, number, None).await;
    }
    let (even, nobody) = (address("PERSON0@example.org"), address("nobody@example.org"));
    assert_eq!(read!(db, |conn| mails::newest_to(&mut conn, &even)).map(|mail| mail.id), Some(id(8)));
    assert!(read!(db, |conn| mails::newest_to(&mut conn, &nobody)).is_none());
    let latest = async |account_id, address, limit| {
        let mails = read!(db, |conn| mails::latest_of(&mut conn, account_id, address, limit));
        mails.iter().map(|mail| mail.id).collect::<Vec<_>>()
    };
    assert_eq!(latest(None, &even, 3).await, [id(8), id(6), id(4)]);
    // Both by account and by address, each once.
    assert_eq!(latest(Some(id(99)), &even, 9).await, [9, 8, 6, 4, 3, 2, 0].map(id));
    assert_eq!(latest(Some(id(99)), &nobody, 2).await, [id(9), id(6)]);
}

async fn lines_are_listed_by_whose_and_by_event_page_by_page(db: Db) {
    let line = |number: u8, at: Timestamp, event, account_id, key: Option<&str>, actor_id| Entry {
        id: id(number),
        at,
        event,
        outcome: "x",
        account_id,
        address_key: key.map(str::to_owned),
        link_id: None,
        actor_id,
        origin: Origin::default(),
    };
    let (ada, eve) = (Some(id(101)), Some(id(102)));
    for entry in [
        line(1, NOW, Event::SignIn, ada, Some("ada@example.org"), None),
        line(2, NOW, Event::SignIn, None, Some("ada@example.org"), None),
        line(3, NOW, Event::DisableAccount, eve, Some("eve@example.org"), ada),
        line(4, after(1), Event::SignIn, eve, None, None),
        line(5, after(2), Event::ChangeRole, ada, None, ada),
        line(6, before(1), Event::RetryMail, None, None, ada),
    ] {
        let mut tx = db.begin().await.unwrap();
        audit::append(&mut tx, entry);
        tx.commit().await.unwrap();
    }
    for limit in [1, 2, 9] {
        let of = async |whose: Whose<'_>, event: Option<Event>| {
            let page = async |behind| read!(db, |conn| audit::page(&mut conn, whose, event, behind, limit));
            all(page, |line: &audit::Kept| line.id).await
        };
        assert_eq!(of(Whose::Everybodys, None).await, [5, 4, 3, 2, 1, 6].map(id));
        assert_eq!(of(Whose::Everybodys, Some(Event::SignIn)).await, [4, 2, 1].map(id));
        assert_eq!(of(Whose::Accounts(id(101)), None).await, [5, 3, 1, 6].map(id));
        assert_eq!(of(Whose::Accounts(id(101)), Some(Event::SignIn)).await, [id(1)]);
        assert_eq!(of(Whose::Addresses("ada@example.org"), None).await, [2, 1].map(id));
        assert_eq!(of(Whose::Addresses("ada@example.org"), Some(Event::Confirm)).await, []);
        assert_eq!(of(Whose::Persons(id(101), "ada@example.org"), None).await, [5, 2, 1].map(id));
        assert_eq!(of(Whose::Persons(id(101), "ada@example.org"), Some(Event::SignIn)).await, [2, 1].map(id));
    }
}
