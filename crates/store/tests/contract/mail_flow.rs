//! What tells whether mail flows, and where it must not go: figures of the queue, workers that report
//! themselves, mails that came back, addresses that are marked.

use countersign_core::mail::{Ending, Intent, Mark, Trouble};
use countersign_core::{Address, Timestamp};
use countersign_store::mails::{self, NewMail, Wanted};
use countersign_store::workers::{self, Outage, Report};
use countersign_store::{Db, Page, marked_addresses};

use crate::rows::*;

on_both_databases! { migrated:
    the_queue_is_counted_by_what_each_mail_waits_for,
    a_mail_that_came_back_has_failed_after_all,
    an_address_is_marked_until_it_is_released,
    a_complaint_is_not_replaced_by_a_bounce,
    a_worker_is_known_as_it_last_reported_itself,
    a_worker_seen_by_a_clock_that_was_ahead_keeps_no_other_from_being_first,
    workers_that_left_or_are_long_gone_are_forgotten,
}

async fn enqueue(db: &Db, number: u8, to: &Address, now: Timestamp) {
    let mail = NewMail {
        id: id(number),
        intent: Intent::SignUp,
        address: to,
        account_id: None,
        sign_up_id: None,
        email_change_id: None,
        locale: None,
        now,
    };
    commit!(db, |tx| mails::enqueue(&mut tx, mail));
}

async fn the_queue_is_counted_by_what_each_mail_waits_for(db: Db) {
    let empty = read!(db, |conn| mails::queue(&mut conn, NOW));
    assert_eq!((empty.due, empty.later, empty.in_hand), (0, 0, 0));
    assert!(empty.oldest_at.is_none());

    let ada = address("ada@example.org");
    for number in 1..=6 {
        enqueue(&db, number, &ada, after(u64::from(number))).await;
    }
    commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(3), after(10), after(100)));
    commit!(db, |tx| mails::finish(&mut tx, id(1), "a", Ending::Sent, None, None, after(10)));
    commit!(db, |tx| mails::put_back(&mut tx, id(2), "a", None, "451", after(50)));
    let queue = read!(db, |conn| mails::queue(&mut conn, after(20)));
    assert_eq!((queue.due, queue.later, queue.in_hand), (3, 1, 1));
    assert_eq!(queue.oldest_at, Some(after(2)));
    assert_eq!(read!(db, |conn| mails::next_due(&mut conn, after(20))), Some(after(4)));
    let queue = read!(db, |conn| mails::queue(&mut conn, after(100)));
    assert_eq!((queue.due, queue.later, queue.in_hand), (5, 0, 0), "the pause and the lease are over");
    assert_eq!(read!(db, |conn| mails::next_due(&mut conn, after(100))), Some(after(3)));
}

async fn a_mail_that_came_back_has_failed_after_all(db: Db) {
    let (ada, bob) = (address("Ada@example.org"), address("bob@example.org"));
    for (number, to) in [(1, &ada), (2, &ada), (3, &bob)] {
        enqueue(&db, number, to, NOW).await;
        commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(1), NOW, after(9)));
        let receipt = if number == 2 { "another" } else { "receipt" };
        commit!(db, |tx| mails::finish(&mut tx, id(number), "a", Ending::Sent, None, Some(receipt), NOW));
    }
    let found = commit!(db, |tx| mails::bounced(&mut tx, &address("ada@EXAMPLE.org"), "receipt", "bounced: 5.1.1"));
    assert!(found);
    let states: Vec<_> = read!(db, |conn| mails::list(&mut conn, Page::default())).iter().map(|m| m.state()).collect();
    assert_eq!(states, ["sent", "sent", "failed"]);
    let mail = read!(db, |conn| mails::by_id(&mut conn, id(1))).unwrap();
    assert_eq!(mail.last_answer.as_deref(), Some("bounced: 5.1.1"));
    assert!(!commit!(db, |tx| mails::bounced(&mut tx, &ada, "receipt", "again")), "once");
}

async fn an_address_is_marked_until_it_is_released(db: Db) {
    let (ada, spelled) = (address("ada@example.org"), address("ADA@Example.org"));
    assert!(read!(db, |conn| marked_addresses::find(&mut conn, &ada)).is_none());
    assert!(commit!(db, |tx| marked_addresses::mark(&mut tx, &ada, Mark::Undeliverable, "550 first", NOW)));
    assert!(commit!(db, |tx| marked_addresses::mark(&mut tx, &spelled, Mark::Undeliverable, "550 second", after(1))));
    assert!(!commit!(db, |tx| marked_addresses::mark(&mut tx, &spelled, Mark::Undeliverable, "550 second", after(2))));
    let marked = read!(db, |conn| marked_addresses::find(&mut conn, &spelled)).unwrap();
    assert_eq!((marked.mark, marked.words.as_str(), marked.marked_at), (Mark::Undeliverable, "550 second", after(1)));
    assert_eq!(read!(db, |conn| marked_addresses::list(&mut conn, Page::default())).len(), 1);
    let among = read!(db, |conn| marked_addresses::among(&mut conn, [&address("grace@example.org"), &spelled]));
    assert_eq!(among.iter().map(|marked| marked.address.key()).collect::<Vec<_>>(), [spelled.key()]);
    assert!(commit!(db, |tx| marked_addresses::release(&mut tx, &spelled)));
    assert!(!commit!(db, |tx| marked_addresses::release(&mut tx, &ada)));
    assert!(read!(db, |conn| marked_addresses::find(&mut conn, &ada)).is_none());
}

async fn a_complaint_is_not_replaced_by_a_bounce(db: Db) {
    let ada = address("ada@example.org");
    assert!(commit!(db, |tx| marked_addresses::mark(&mut tx, &ada, Mark::Undeliverable, "550", NOW)));
    assert!(commit!(db, |tx| marked_addresses::mark(&mut tx, &ada, Mark::Complained, "abuse", NOW)));
    assert!(!commit!(db, |tx| marked_addresses::mark(&mut tx, &ada, Mark::Undeliverable, "550", NOW)));
    let marked = read!(db, |conn| marked_addresses::find(&mut conn, &ada)).unwrap();
    assert_eq!((marked.mark, marked.words.as_str()), (Mark::Complained, "abuse"));
}

fn report(number: u8, seen_at: Timestamp, outage: Option<Outage>) -> Report {
    Report { id: id(number), lane: "smtp://mail.example.org:587".to_owned(), seen_at, outage }
}

async fn a_worker_is_known_as_it_last_reported_itself(db: Db) {
    let outage = Outage { trouble: Trouble::SignIn, words: "535 no".to_owned(), since: NOW };
    commit!(db, |tx| workers::report(&mut tx, &report(1, after(10), Some(outage))));
    commit!(db, |tx| workers::report(&mut tx, &report(2, after(10), None)));
    let seen = read!(db, |conn| workers::seen(&mut conn, after(10)));
    assert_eq!(seen.len(), 2);
    let outage = seen[0].outage.as_ref().unwrap();
    assert_eq!((outage.trouble, outage.words.as_str(), outage.since), (Trouble::SignIn, "535 no", NOW));
    assert!(seen[1].outage.is_none());

    commit!(db, |tx| workers::report(&mut tx, &report(1, after(20), None)));
    let is_first = async |number, now| read!(db, |conn| workers::is_first(&mut conn, id(number), now));
    assert!(is_first(1, after(60_010)).await && !is_first(2, after(60_010)).await);
    assert!(is_first(2, after(60_021)).await, "the older one has not been seen for long");
    let seen = read!(db, |conn| workers::seen(&mut conn, after(60_011)));
    assert_eq!(seen.iter().map(|worker| (worker.id, worker.outage.is_some())).collect::<Vec<_>>(), [(id(1), false)]);
}

async fn a_worker_seen_by_a_clock_that_was_ahead_keeps_no_other_from_being_first(db: Db) {
    commit!(db, |tx| workers::report(&mut tx, &report(1, after(3_600_000), None)));
    commit!(db, |tx| workers::report(&mut tx, &report(2, after(10), None)));
    let seen = read!(db, |conn| workers::seen(&mut conn, after(10)));
    assert_eq!(seen.iter().map(|worker| worker.id).collect::<Vec<_>>(), [id(2)]);
    assert!(read!(db, |conn| workers::is_first(&mut conn, id(2), after(10))));
}

async fn workers_that_left_or_are_long_gone_are_forgotten(db: Db) {
    for (number, seen_at) in [(1, NOW), (2, after(10)), (3, after(20))] {
        commit!(db, |tx| workers::report(&mut tx, &report(number, seen_at, None)));
    }
    commit!(db, |tx| workers::leave(&mut tx, id(3)));
    assert_eq!(commit!(db, |tx| workers::sweep(&mut tx, after(10))), 1);
    let left = read!(db, |conn| workers::seen(&mut conn, NOW));
    assert_eq!(left.iter().map(|worker| worker.id).collect::<Vec<_>>(), [id(2)]);
}
