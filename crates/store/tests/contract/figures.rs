//! How many a day: each where it belongs, at the edges of days too.

use countersign_core::audit::{Entry, Event, Origin};
use countersign_core::mail::Ending;
use countersign_core::{Id, Timestamp};
use countersign_store::figures::{self, Count};
use countersign_store::mails::{self, Wanted};
use countersign_store::{Db, audit};

use crate::rows::*;

on_both_databases! { migrated:
    outcomes_are_counted_by_day,
    mails_are_counted_by_day_and_state,
}

const DAY_MS: i64 = 86_400_000;

fn at(day: i64, ms: i64) -> Timestamp {
    Timestamp::from_millis(day * DAY_MS + ms)
}

fn counted(day: i64, word: &str, count: i64) -> Count {
    Count { day, word: word.to_owned(), count }
}

async fn outcomes_are_counted_by_day(db: Db) {
    for (number, at, event, outcome) in [
        (1, at(7, 0), Event::SignUp, "check_mail"),
        (2, at(7, DAY_MS - 1), Event::SignUp, "check_mail"),
        (3, at(8, 0), Event::SignUp, "check_mail"),
        (4, at(8, 5), Event::Confirm, "confirmed"),
        (5, at(8, 6), Event::Confirm, "expired"),
        (6, at(6, 9), Event::SignUp, "check_mail"),
    ] {
        let entry = Entry {
            id: Id::new(at, [number; 10]),
            at,
            event,
            outcome,
            account_id: None,
            address_key: None,
            link_id: None,
            actor_id: None,
            origin: Origin::default(),
        };
        let mut tx = db.begin().await.unwrap();
        audit::append(&mut tx, entry);
        tx.commit().await.unwrap();
    }
    let sign_ups = read!(db, |conn| figures::outcomes(&mut conn, Event::SignUp, at(7, 0)));
    assert_eq!(sign_ups.counts, [counted(7, "check_mail", 2), counted(8, "check_mail", 1)]);
    assert!(!sign_ups.is_cut);
    let confirms = read!(db, |conn| figures::outcomes(&mut conn, Event::Confirm, at(7, 0)));
    assert_eq!(confirms.counts, [counted(8, "confirmed", 1), counted(8, "expired", 1)]);
    assert_eq!(read!(db, |conn| figures::outcomes(&mut conn, Event::Export, at(0, 0))).counts, []);
}

async fn mails_are_counted_by_day_and_state(db: Db) {
    let to = address("ada@example.org");
    for (number, asked_at, ending) in [
        (1, at(6, 0), None),
        (2, at(7, 1), Some(Ending::Sent)),
        (3, at(7, 2), Some(Ending::Sent)),
        (4, at(8, 0), Some(Ending::Failed)),
        (5, at(8, 1), None),
    ] {
        commit!(db, |tx| mails::enqueue(&mut tx, new_mail(number, &to, asked_at)));
        if let Some(ending) = ending {
            commit!(db, |tx| mails::claim(&mut tx, "w", Wanted::These(&[id(number)]), asked_at, asked_at));
            commit!(db, |tx| mails::finish(&mut tx, id(number), "w", ending, None, None, asked_at));
        }
    }
    let mails = read!(db, |conn| figures::mails(&mut conn, at(7, 0)));
    assert_eq!(mails.counts, [counted(7, "sent", 2), counted(8, "failed", 1), counted(8, "queued", 1)]);
}
