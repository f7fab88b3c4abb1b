//! The mail queue: a mail belongs to one worker at a time, a worker that died loses its lease, one that
//! comes back late changes nothing, and a transaction that failed has queued nothing.

use std::collections::HashSet;
use std::time::Duration;

use countersign_core::mail::{Ending, Intent, Kind};
use countersign_core::{Id, Timestamp};
use countersign_store::mails::{self, Free, HANDFUL, Mail, NewMail, Wanted};
use countersign_store::set_back::{self, Waits};
use countersign_store::{Db, Error, Page};

use crate::databases::{self, twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_mail_comes_back_as_it_was_queued,
    a_mail_to_a_stranger_comes_back,
    every_intent_kind_and_ending_can_be_kept,
    an_id_that_is_taken_is_an_error,
    a_rolled_back_transaction_queues_nothing,
    mails_are_listed_newest_first,
    mails_to_an_address_are_found_however_it_is_spelled,
    due_mails_are_claimed_oldest_first,
    mails_that_were_handed_over_are_claimed_if_they_are_due,
    a_mail_in_hand_is_not_claimed_again,
    many_workers_claim_no_mail_twice,
    an_expired_lease_is_taken_over,
    a_lease_is_left_to_its_owner_for_as_long_as_the_caller_says,
    a_late_finish_changes_nothing,
    a_renewed_lease_holds,
    renewing_revives_no_lost_lease,
    a_finished_mail_is_finished_once,
    a_finish_alone_needs_the_lease_as_any_other,
    a_finish_is_kept_with_its_reason,
    a_mail_that_is_put_back_waits_for_its_time,
    a_mail_that_is_given_back_keeps_its_place,
    a_mail_that_found_the_way_closed_lets_another_try,
    the_next_due_mail_is_the_first_in_nobodys_hands,
    a_failed_mail_is_queued_anew,
    a_waiting_mail_is_hurried,
    what_is_in_hand_or_done_is_not_retried,
    a_retry_ends_a_lease_that_has_run_out,
    what_a_clock_that_was_ahead_has_put_off_is_brought_forward_once,
    a_lease_that_reaches_too_far_is_ended_unless_it_was_renewed,
    a_worker_lets_go_what_it_has_leased_for_too_long,
    the_mails_of_a_deleted_account_go,
    the_sweep_takes_what_was_finished,
    text_without_a_place_in_postgres_is_kept_all_the_same,
}

on_both_databases! { empty:
    a_mail_of_another_version_blocks_nobody,
}

async fn enqueue(db: &Db, number: u8, now: Timestamp) {
    let address = address("ada@example.org");
    commit!(db, |tx| mails::enqueue(&mut tx, new_mail(number, &address, now)));
}

/// Ten at most, leased for a hundred milliseconds.
async fn claim(db: &Db, owner: &str, now: Timestamp) -> Vec<Id> {
    ids(&commit!(db, |tx| mails::claim(
        &mut tx,
        owner,
        Wanted::Oldest(10),
        now,
        now.plus(std::time::Duration::from_millis(100))
    )))
}

async fn finish(db: &Db, number: u8, owner: &str, ending: Ending, now: Timestamp) -> bool {
    commit!(db, |tx| mails::finish(&mut tx, id(number), owner, ending, None, None, now))
}

async fn by_id(db: &Db, number: u8) -> Mail {
    read!(db, |conn| mails::by_id(&mut conn, id(number))).unwrap()
}

async fn next_due(db: &Db, now: Timestamp) -> Option<Timestamp> {
    read!(db, |conn| mails::next_due(&mut conn, now))
}

async fn release(db: &Db, number: u8, owner: &str) -> bool {
    commit!(db, |tx| mails::release(&mut tx, id(number), owner))
}

fn ids(mails: &[Mail]) -> Vec<Id> {
    mails.iter().map(|mail| mail.id).collect()
}

async fn a_mail_comes_back_as_it_was_queued(db: Db) {
    let to = address("Ada@Example.org");
    let mail = NewMail {
        intent: Intent::ChangeEmail,
        account_id: Some(id(2)),
        sign_up_id: Some(id(3)),
        email_change_id: Some(id(4)),
        locale: Some("de-CH-1996"),
        ..new_mail(1, &to, NOW)
    };
    commit!(db, |tx| mails::enqueue(&mut tx, mail));

    let found = by_id(&db, 1).await;
    assert_eq!((found.id, found.intent, found.address.as_str()), (id(1), Intent::ChangeEmail, "Ada@Example.org"));
    assert_eq!((found.account_id, found.sign_up_id, found.email_change_id), (Some(id(2)), Some(id(3)), Some(id(4))));
    assert_eq!(found.locale.as_deref(), Some("de-CH-1996"));
    assert_eq!((found.created_at, found.run_at, found.attempts), (NOW, NOW, 0));
    assert_eq!(found.state(), "queued");
}

async fn a_mail_to_a_stranger_comes_back(db: Db) {
    enqueue(&db, 1, NOW).await;
    let found = by_id(&db, 1).await;
    assert!(found.account_id.is_none() && found.sign_up_id.is_none() && found.email_change_id.is_none());
    assert!(found.locale.is_none() && found.leased_until.is_none() && found.kind.is_none());
    assert!(found.ending.is_none() && found.finished_at.is_none() && found.last_answer.is_none());
    assert!(read!(db, |conn| mails::by_id(&mut conn, id(2))).is_none());
}

async fn every_intent_kind_and_ending_can_be_kept(db: Db) {
    let to = address("ada@example.org");
    let endings = Ending::ALL.iter().cycle();
    for (number, ((intent, kind), ending)) in (0..).zip(Intent::ALL.iter().zip(Kind::ALL).zip(endings)) {
        let mail = NewMail { intent: *intent, ..new_mail(number, &to, NOW) };
        commit!(db, |tx| mails::enqueue(&mut tx, mail));
        assert_eq!(claim(&db, "a", NOW).await, [id(number)]);
        assert!(commit!(db, |tx| mails::finish(&mut tx, id(number), "a", *ending, Some(*kind), None, NOW)));
        let found = by_id(&db, number).await;
        assert_eq!((found.intent, found.kind, found.ending), (*intent, Some(*kind), Some(*ending)));
        assert_eq!(found.state(), ending.as_str());
    }
}

async fn an_id_that_is_taken_is_an_error(db: Db) {
    enqueue(&db, 1, NOW).await;
    let to = address("bob@example.org");
    let mut tx = db.begin().await.unwrap();
    mails::enqueue(&mut tx, new_mail(1, &to, NOW)).await.unwrap();
    assert!(matches!(tx.commit().await, Err(Error::Taken)));
}

async fn a_rolled_back_transaction_queues_nothing(db: Db) {
    let to = address("ada@example.org");
    let mut tx = db.begin().await.unwrap();
    mails::enqueue(&mut tx, new_mail(1, &to, NOW)).await.unwrap();
    drop(tx);
    assert!(claim(&db, "a", NOW).await.is_empty());
    assert_eq!(next_due(&db, after(9_999)).await, None);
}

async fn mails_are_listed_newest_first(db: Db) {
    for (number, now) in [(1, NOW), (2, after(1)), (3, NOW)] {
        enqueue(&db, number, now).await;
    }
    assert_eq!(ids(&read!(db, |conn| mails::list(&mut conn, Page::default()))), [id(2), id(3), id(1)]);
    assert_eq!(ids(&read!(db, |conn| mails::list(&mut conn, Page { limit: 2 }))), [id(2), id(3)]);
}

async fn mails_to_an_address_are_found_however_it_is_spelled(db: Db) {
    let (ada, bob) = (address("Ada@example.org"), address("bob@example.org"));
    for (number, to) in [(1, &ada), (2, &bob), (3, &ada)] {
        commit!(db, |tx| mails::enqueue(&mut tx, new_mail(number, to, NOW)));
    }
    let found = read!(db, |conn| mails::of_account(&mut conn, id(9), &address("ADA@EXAMPLE.ORG")));
    assert_eq!(ids(&found), [id(3), id(1)]);
}

async fn due_mails_are_claimed_oldest_first(db: Db) {
    for (number, now) in [(1, after(3)), (2, after(1)), (3, after(2)), (4, after(2)), (5, after(4))] {
        enqueue(&db, number, now).await;
    }
    let first = commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(2), after(3), after(50)));
    assert_eq!(ids(&first), [id(2), id(3)]);
    assert_eq!((first[0].attempts, first[0].leased_until), (1, Some(after(50))));
    assert_eq!(claim(&db, "a", after(3)).await, [id(4), id(1)]);
    assert!(claim(&db, "a", after(3)).await.is_empty(), "the fifth is not due yet");
    assert_eq!(claim(&db, "a", after(4)).await, [id(5)]);
}

async fn mails_that_were_handed_over_are_claimed_if_they_are_due(db: Db) {
    const MAILS: u8 = HANDFUL as u8 + 4;
    for number in 1..=MAILS {
        enqueue(&db, number, if number == 4 { after(50) } else { NOW }).await;
    }
    assert_eq!(ids(&commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(1), NOW, after(10)))), [id(1)]);
    let of = async |owner: &str, numbers: &[u8]| {
        let wanted: Vec<Id> = numbers.iter().map(|number| id(*number)).collect();
        ids(&commit!(db, |tx| mails::claim(&mut tx, owner, Wanted::These(&wanted), NOW, after(10))))
    };
    // In another's hands, not due, not there, finished or told twice.
    assert_eq!(of("b", &[1, 4, 3, 99, 2, 3]).await, [id(2), id(3)]);
    assert!(commit!(db, |tx| mails::finish(&mut tx, id(2), "b", Ending::Sent, None, None, NOW)));
    assert!(of("b", &[2, 3]).await.is_empty());
    assert!(of("b", &[]).await.is_empty());
    let rest: Vec<u8> = (5..5 + HANDFUL as u8).collect();
    assert_eq!(of("b", &rest).await.len(), HANDFUL);
}

async fn a_mail_in_hand_is_not_claimed_again(db: Db) {
    enqueue(&db, 1, NOW).await;
    assert_eq!(claim(&db, "a", NOW).await, [id(1)]);
    assert!(claim(&db, "b", after(99)).await.is_empty());
    assert!(claim(&db, "a", after(99)).await.is_empty());
}

async fn many_workers_claim_no_mail_twice(db: Db) {
    const MAILS: u8 = 100;
    let to = address("ada@example.org");
    let mut tx = db.begin().await.unwrap();
    for number in 0..MAILS {
        mails::enqueue(&mut tx, new_mail(number, &to, NOW)).await.unwrap();
    }
    tx.commit().await.unwrap();

    let claimed = twenty_at_once(|number| {
        let db = db.clone();
        async move {
            let owner = format!("worker {number}");
            let mut mine = Vec::new();
            loop {
                let batch = ids(&commit!(db, |tx| mails::claim(&mut tx, &owner, Wanted::Oldest(3), NOW, after(100))));
                if batch.is_empty() {
                    return mine;
                }
                mine.extend(batch);
            }
        }
    })
    .await
    .concat();
    assert_eq!(claimed.len(), usize::from(MAILS));
    assert_eq!(claimed.into_iter().collect::<HashSet<_>>().len(), usize::from(MAILS));
}

async fn an_expired_lease_is_taken_over(db: Db) {
    enqueue(&db, 1, NOW).await;
    assert_eq!(claim(&db, "a", NOW).await, [id(1)]);
    assert_eq!(claim(&db, "b", after(100)).await, [id(1)]);
    let found = by_id(&db, 1).await;
    assert_eq!((found.attempts, found.leased_until), (2, Some(after(200))));
}

async fn a_lease_is_left_to_its_owner_for_as_long_as_the_caller_says(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    for (leases_over, wanted) in [(after(99), vec![]), (after(100), vec![id(1)])] {
        let free = Free { now: after(500), leases_over };
        assert_eq!(read!(db, |conn| mails::next_due(&mut conn, free)).is_some(), !wanted.is_empty());
        let got = ids(&commit!(db, |tx| mails::claim(&mut tx, "b", Wanted::These(&[id(1)]), free, after(600))));
        assert_eq!(got, wanted);
    }
}

async fn a_late_finish_changes_nothing(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    claim(&db, "b", after(100)).await;
    assert!(!finish(&db, 1, "a", Ending::Failed, after(101)).await);
    assert!(!commit!(db, |tx| mails::put_back(&mut tx, id(1), "a", Some(Kind::Reset), "late", after(500))));
    assert!(!release(&db, 1, "a").await);

    let found = by_id(&db, 1).await;
    assert_eq!((found.state(), found.run_at, found.leased_until), ("queued", NOW, Some(after(200))));
    assert!(found.kind.is_none() && found.last_answer.is_none());
    assert!(finish(&db, 1, "b", Ending::Sent, after(102)).await);
}

async fn a_renewed_lease_holds(db: Db) {
    enqueue(&db, 1, NOW).await;
    enqueue(&db, 2, NOW).await;
    enqueue(&db, 3, after(1)).await;
    assert_eq!(claim(&db, "a", NOW).await, [id(1), id(2)]);
    assert!(finish(&db, 2, "a", Ending::Sent, NOW).await);
    assert!(commit!(db, |tx| mails::renew(&mut tx, id(1), "a", after(300))));
    assert!(!commit!(db, |tx| mails::renew(&mut tx, id(2), "a", after(300))), "the finished one is left alone");
    assert_eq!(claim(&db, "b", after(299)).await, [id(3)]);
    assert_eq!(claim(&db, "b", after(300)).await, [id(1)]);
}

async fn renewing_revives_no_lost_lease(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    claim(&db, "b", after(100)).await;
    assert!(!commit!(db, |tx| mails::renew(&mut tx, id(1), "a", after(900))));
    assert_eq!(by_id(&db, 1).await.leased_until, Some(after(200)));
}

async fn a_finished_mail_is_finished_once(db: Db) {
    enqueue(&db, 1, NOW).await;
    assert!(!finish(&db, 1, "a", Ending::Sent, NOW).await, "nobody has it in hand");
    claim(&db, "a", NOW).await;
    let finished = twenty_at_once(|_| {
        let db = db.clone();
        async move { finish(&db, 1, "a", Ending::Sent, after(1)).await }
    })
    .await;
    assert_eq!(winners(&finished), 1);
    assert!(claim(&db, "b", after(1_000)).await.is_empty());
    assert_eq!(next_due(&db, after(9_999)).await, None);
}

async fn a_finish_alone_needs_the_lease_as_any_other(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    let finish = async |owner| {
        let (sent, kind) = (Ending::Sent, Some(Kind::Confirm));
        mails::finish_alone(&db, id(1), owner, sent, kind, Some("250 ok"), after(5)).await.unwrap()
    };
    assert!(!finish("b").await);
    assert_eq!(by_id(&db, 1).await.ending, None);
    assert!(finish("a").await);
    let mail = by_id(&db, 1).await;
    assert_eq!((mail.ending, mail.kind, mail.finished_at), (Some(Ending::Sent), Some(Kind::Confirm), Some(after(5))));
    assert_eq!((mail.last_answer.as_deref(), mail.leased_until), (Some("250 ok"), None));
    assert!(!finish("a").await, "once");
}

async fn a_finish_is_kept_with_its_reason(db: Db) {
    const ANSWER: &str = "550 5.1.1 Bo\u{ee}te inconnue \u{2709}\u{fe0f}, 'x'";
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    assert!(commit!(db, |tx| mails::finish(
        &mut tx,
        id(1),
        "a",
        Ending::Failed,
        Some(Kind::Confirm),
        Some(ANSWER),
        after(7)
    )));
    let found = by_id(&db, 1).await;
    assert_eq!((found.state(), found.kind, found.finished_at), ("failed", Some(Kind::Confirm), Some(after(7))));
    assert_eq!((found.last_answer.as_deref(), found.leased_until, found.attempts), (Some(ANSWER), None, 1));
}

async fn a_mail_that_is_put_back_waits_for_its_time(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    assert!(commit!(db, |tx| mails::put_back(&mut tx, id(1), "a", Some(Kind::Reset), "451 later", after(50))));
    assert!(!finish(&db, 1, "a", Ending::Sent, NOW).await, "it is nobody's now");

    let found = by_id(&db, 1).await;
    assert_eq!((found.state(), found.kind, found.run_at), ("queued", Some(Kind::Reset), after(50)));
    assert_eq!((found.last_answer.as_deref(), found.leased_until, found.attempts), (Some("451 later"), None, 1));
    assert!(claim(&db, "b", after(49)).await.is_empty());
    assert_eq!(claim(&db, "b", after(50)).await, [id(1)]);
    assert_eq!(by_id(&db, 1).await.attempts, 2);
}

async fn a_mail_that_is_given_back_keeps_its_place(db: Db) {
    for number in 1..=3 {
        enqueue(&db, number, NOW).await;
    }
    assert_eq!(ids(&commit!(db, |tx| mails::claim(&mut tx, "b", Wanted::Oldest(1), NOW, after(100)))), [id(1)]);
    assert_eq!(claim(&db, "a", NOW).await, [id(2), id(3)]);
    assert!(finish(&db, 2, "a", Ending::Sent, NOW).await);
    assert!(!release(&db, 2, "a").await && !release(&db, 1, "a").await);
    assert!(release(&db, 3, "a").await);
    let found = by_id(&db, 3).await;
    assert_eq!((found.attempts, found.leased_until, found.run_at), (0, None, NOW));
    assert_eq!(claim(&db, "c", NOW).await, [id(3)]);
}

async fn a_mail_that_found_the_way_closed_lets_another_try(db: Db) {
    enqueue(&db, 1, NOW).await;
    enqueue(&db, 2, after(1)).await;
    commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(1), after(5), after(100)));
    assert!(!commit!(db, |tx| mails::queue_last(&mut tx, id(1), "b", "no", after(6))));
    assert!(commit!(db, |tx| mails::queue_last(&mut tx, id(1), "a", "no connection", after(6))));
    let found = by_id(&db, 1).await;
    assert_eq!((found.attempts, found.leased_until, found.run_at), (0, None, after(6)));
    assert_eq!(found.last_answer.as_deref(), Some("no connection"));
    assert_eq!(ids(&commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(1), after(6), after(100)))), [id(2)]);
}

async fn the_next_due_mail_is_the_first_in_nobodys_hands(db: Db) {
    assert_eq!(next_due(&db, NOW).await, None);
    enqueue(&db, 1, NOW).await;
    enqueue(&db, 2, after(500)).await;
    assert_eq!(next_due(&db, NOW).await, Some(NOW));
    claim(&db, "a", after(10)).await;
    assert_eq!(next_due(&db, after(109)).await, Some(after(500)));
    assert_eq!(next_due(&db, after(110)).await, Some(NOW), "once the lease has run out");
    commit!(db, |tx| mails::put_back(&mut tx, id(1), "a", None, "", after(600)));
    assert_eq!(next_due(&db, after(110)).await, Some(after(500)));
}

async fn a_failed_mail_is_queued_anew(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    assert!(finish(&db, 1, "a", Ending::Failed, after(1)).await);
    assert!(commit!(db, |tx| mails::retry(&mut tx, id(1), after(5))));
    let found = by_id(&db, 1).await;
    assert_eq!((found.state(), found.finished_at, found.run_at, found.attempts), ("queued", None, after(5), 0));
    assert_eq!(claim(&db, "b", after(5)).await, [id(1)]);
}

async fn a_waiting_mail_is_hurried(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    commit!(db, |tx| mails::put_back(&mut tx, id(1), "a", None, "451", after(5_000)));
    assert!(commit!(db, |tx| mails::retry(&mut tx, id(1), after(5))));
    assert_eq!(claim(&db, "b", after(5)).await, [id(1)]);
}

async fn what_is_in_hand_or_done_is_not_retried(db: Db) {
    assert!(!commit!(db, |tx| mails::retry(&mut tx, id(9), NOW)));
    for (number, ending) in [(1, Ending::Sent), (2, Ending::Obsolete), (3, Ending::Skipped)] {
        enqueue(&db, number, NOW).await;
        claim(&db, "a", NOW).await;
        assert!(finish(&db, number, "a", ending, NOW).await);
        assert!(!commit!(db, |tx| mails::retry(&mut tx, id(number), after(1_000))), "{ending:?}");
    }
    enqueue(&db, 4, NOW).await;
    claim(&db, "a", NOW).await;
    assert!(!commit!(db, |tx| mails::retry(&mut tx, id(4), after(99))));
    assert!(finish(&db, 4, "a", Ending::Sent, after(99)).await);
}

async fn a_retry_ends_a_lease_that_has_run_out(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    assert!(commit!(db, |tx| mails::retry(&mut tx, id(1), after(100))));
    assert!(!release(&db, 1, "a").await);
    assert_eq!(claim(&db, "b", after(100)).await, [id(1)]);
    assert_eq!(by_id(&db, 1).await.attempts, 1);
}

async fn what_a_clock_that_was_ahead_has_put_off_is_brought_forward_once(db: Db) {
    let seconds = Duration::from_secs;
    let waits = Waits { mailbox: seconds(500), tries: [100, 200, 300, 400, 500, 600].map(seconds) };
    let longest = |wait| NOW.latest(seconds(wait));
    let longer = |wait| longest(wait).plus(Duration::from_millis(1));
    enqueue(&db, 1, longer(0)).await;
    enqueue(&db, 7, longest(0)).await;
    for (number, answer, until) in [
        (2, "", longer(100)),
        (3, "", longest(100)),
        (4, "waits: its turn", longer(500)),
        (5, "waits: its turn", longest(500)),
    ] {
        enqueue(&db, number, NOW).await;
        claim(&db, "a", NOW).await;
        commit!(db, |tx| mails::put_back(&mut tx, id(number), "a", None, answer, until));
    }
    enqueue(&db, 6, NOW).await;
    claim(&db, "a", NOW).await;
    // It counts as no try and may wait for as long as after one.
    commit!(db, |tx| mails::queue_last(&mut tx, id(6), "a", "", longest(100)));
    assert_eq!(commit!(db, |tx| set_back::bring_forward(&mut tx, NOW, &waits)), 3);
    assert_eq!(claim(&db, "a", NOW).await, [id(1), id(2), id(4)]);
    commit!(db, |tx| mails::put_back(&mut tx, id(2), "a", None, "", longest(200)));
    assert_eq!(
        commit!(db, |tx| set_back::bring_forward(&mut tx, NOW, &waits)),
        0,
        "after the second try it may wait for longer"
    );
}

async fn a_lease_that_reaches_too_far_is_ended_unless_it_was_renewed(db: Db) {
    for (number, now) in [(2, after(9_000)), (3, after(9_000)), (1, NOW)] {
        enqueue(&db, number, NOW).await;
        assert_eq!(claim(&db, "a", now).await, [id(number)]);
    }
    let beyond = read!(db, |conn| set_back::leased_beyond(&mut conn, after(200)));
    let mut ids: Vec<Id> = beyond.iter().map(|(id, _)| *id).collect();
    ids.sort();
    assert_eq!(ids, [id(2), id(3)]);
    assert!(commit!(db, |tx| mails::renew(&mut tx, id(3), "a", after(9_500))));
    let mut ended = Vec::new();
    for (id, until) in beyond {
        if commit!(db, |tx| set_back::end_lease(&mut tx, id, until)) {
            ended.push(id);
        }
    }
    assert_eq!(ended, [id(2)]);
    assert_eq!(claim(&db, "b", NOW).await, [id(2)]);
}

async fn a_worker_lets_go_what_it_has_leased_for_too_long(db: Db) {
    for (number, owner, at) in [(1, "a", 9_000), (2, "b", 9_000), (3, "a", 0)] {
        enqueue(&db, number, after(at)).await;
        assert_eq!(claim(&db, owner, after(at)).await, [id(number)]);
    }
    assert_eq!(commit!(db, |tx| mails::let_go(&mut tx, "a", after(200))), 1);
    assert_eq!(claim(&db, "c", after(9_000)).await, [id(3), id(1)]);
}

async fn the_mails_of_a_deleted_account_go(db: Db) {
    let (ada, old, bob) = (address("ada@example.org"), address("old@example.org"), address("bob@example.org"));
    let of_ada = |number, to| NewMail { account_id: Some(id(1)), ..new_mail(number, to, NOW) };
    for mail in
        [of_ada(1, &ada), of_ada(2, &old), new_mail(3, &ada, NOW), new_mail(4, &bob, NOW), new_mail(5, &ada, NOW)]
    {
        commit!(db, |tx| mails::enqueue(&mut tx, mail));
    }
    assert_eq!(claim(&db, "a", NOW).await.len(), 5);
    for number in [3, 4] {
        assert!(finish(&db, number, "a", Ending::Sent, NOW).await);
    }
    commit!(db, |tx| mails::delete_of_account(&mut tx, id(1), &address("ADA@example.org"), NOW));
    // What a sign-up waits for, which may be anybody's, is still queued.
    assert_eq!(ids(&read!(db, |conn| mails::list(&mut conn, Page::default()))), [id(5), id(4)]);
    assert!(!finish(&db, 1, "a", Ending::Sent, NOW).await);
}

async fn the_sweep_takes_what_was_finished(db: Db) {
    for (number, finished_at) in [(1, after(9)), (2, after(10)), (3, after(11))] {
        enqueue(&db, number, NOW).await;
        claim(&db, "a", NOW).await;
        assert!(finish(&db, number, "a", Ending::Sent, finished_at).await);
    }
    enqueue(&db, 4, NOW).await;
    assert_eq!(commit!(db, |tx| mails::sweep(&mut tx, after(10))), 2);
    assert_eq!(ids(&read!(db, |conn| mails::list(&mut conn, Page::default()))), [id(4), id(3)]);
}

/// A mail server may answer anything. If its words could not be kept, the mail would go out again.
async fn text_without_a_place_in_postgres_is_kept_all_the_same(db: Db) {
    enqueue(&db, 1, NOW).await;
    claim(&db, "a", NOW).await;
    let noted = commit!(db, |tx| mails::finish(&mut tx, id(1), "a", Ending::Sent, None, Some("250 \0 ok"), NOW));
    assert!(noted);
    assert_eq!(by_id(&db, 1).await.last_answer.as_deref(), Some("250 \u{fffd} ok"));
}

async fn a_mail_of_another_version_blocks_nobody(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    enqueue(&db, 1, NOW).await;
    enqueue(&db, 2, after(1)).await;
    databases::run(&url, format!("UPDATE mails SET intent = 'of_another_version' WHERE id = '{}'", id(1))).await;

    assert_eq!(claim(&db, "a", after(1)).await, [id(2)]);
    let mut conn = db.read().await.unwrap();
    assert!(matches!(mails::by_id(&mut conn, id(1)).await, Err(Error::Unreadable("intent"))));
    drop(conn);
    db.close().await;
}
