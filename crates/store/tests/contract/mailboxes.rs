//! What a mailbox has had and what waits for it, as the queue itself tells: under every spelling of the address, without
//! what its owner made use of, and for one worker at a time.

use std::collections::HashSet;
use std::time::Duration;

use countersign_core::link::Purpose;
use countersign_core::mail::{Ending, Intent};
use countersign_core::{Address, Timestamp};
use countersign_store::links::Subject;
use countersign_store::mailboxes::{self, Rival, Same};
use countersign_store::mails::{self, NewMail, Wanted};
use countersign_store::{Db, accounts, links};

use crate::rows::*;

on_both_databases! { migrated:
    what_a_mailbox_had_is_told_newest_first,
    a_mail_whose_link_was_used_does_not_count,
    of_a_handful_those_that_had_any_lately_are_told,
    what_is_younger_and_waits_is_seen,
    what_says_the_same_is_seen,
    a_mail_that_waits_for_its_mailbox_has_not_been_tried,
    one_worker_at_a_time_counts_for_a_mailbox,
}

const MAILBOX: &str = "person1@example.org";

fn tagged(tag: &str) -> Address {
    address(&format!("Person1+{tag}@example.org"))
}

async fn ask(db: &Db, number: u8, intent: Intent, to: &Address) {
    let mail = NewMail { intent, ..new_mail(number, to, NOW) };
    commit!(db, |tx| mails::enqueue(&mut tx, mail));
}

async fn count(db: &Db, number: u8, now: Timestamp) {
    commit!(db, |tx| mailboxes::count(&mut tx, &[(id(number), MAILBOX.to_owned())], now));
}

async fn counted(db: &Db, since: Timestamp, most: u32) -> Vec<Timestamp> {
    commit!(db, |tx| mailboxes::counted(&mut tx, MAILBOX, since, NOW, most))
}

async fn what_a_mailbox_had_is_told_newest_first(db: Db) {
    for number in 1..=4 {
        ask(&db, number, Intent::Reset, &tagged(&number.to_string())).await;
    }
    ask(&db, 5, Intent::Reset, &address("person2@example.org")).await;
    for number in 1..=3 {
        count(&db, number, after(u64::from(number))).await;
    }
    assert_eq!(counted(&db, NOW, 10).await, [after(3), after(2), after(1)]);
    assert_eq!(counted(&db, NOW, 2).await, [after(3), after(2)]);
    assert_eq!(counted(&db, after(2), 10).await, [after(3)]);
    count(&db, 4, after(60_001)).await;
    assert_eq!(counted(&db, after(2), 1).await, [after(3)], "that is of a clock that was ahead");
}

async fn a_mail_whose_link_was_used_does_not_count(db: Db) {
    let ada = account(1);
    commit!(db, |tx| accounts::insert(&mut tx, &ada));
    for number in 1..=2 {
        ask(&db, number, Intent::Reset, &ada.address).await;
        count(&db, number, after(u64::from(number))).await;
        let subject = Subject { account_id: Some(ada.id), epoch: Some(1), ..Subject::default() };
        let link = new_link(number, Purpose::Reset, &ada.address, subject, after(1_000));
        commit!(db, |tx| links::hand_over(&mut tx, &[link], NOW));
    }
    assert_eq!(counted(&db, NOW, 10).await.len(), 2);
    assert!(commit!(db, |tx| links::spend(&mut tx, id(1), Purpose::Reset, after(10))));
    assert_eq!(counted(&db, NOW, 10).await, [after(2)]);
}

async fn of_a_handful_those_that_had_any_lately_are_told(db: Db) {
    for number in 1..=3 {
        ask(&db, number, Intent::Reset, &address(&format!("person{number}@example.org"))).await;
    }
    let whose = |number| (id(number), format!("person{number}@example.org"));
    commit!(db, |tx| mailboxes::count(&mut tx, &[whose(1), whose(3)], after(5)));
    let had_any = async |since| {
        let mailboxes = ["person1@example.org", "person2@example.org", "person3@example.org"];
        read!(db, |conn| mailboxes::had_any(&mut conn, mailboxes, since))
    };
    let both: HashSet<String> = [1, 3].map(|number| whose(number).1).into();
    assert_eq!(had_any(NOW).await, both);
    assert_eq!(had_any(after(5)).await, HashSet::new());
    assert_eq!(counted(&db, NOW, 10).await, [after(5)]);
}

async fn what_is_younger_and_waits_is_seen(db: Db) {
    for (number, intent) in [(1, Intent::Reset), (2, Intent::Resend), (3, Intent::PasswordChanged)] {
        ask(&db, number, intent, &tagged(&number.to_string())).await;
    }
    let has =
        async |number, rival, now| commit!(db, |tx| mailboxes::has_rival(&mut tx, id(number), MAILBOX, rival, now));
    let has_younger = async |number, now| has(number, Rival::Younger, now).await;
    assert!(has(2, Rival::Older, NOW).await && !has(1, Rival::Older, NOW).await);
    assert!(has(2, Rival::Reset, NOW).await && !has(1, Rival::Reset, NOW).await);
    assert!(has_younger(1, NOW).await);
    assert!(!has_younger(1, before(1)).await, "it is not due yet");
    assert!(!has_younger(2, NOW).await, "a notice waits for nobody");
    count(&db, 2, NOW).await;
    assert!(!has_younger(1, NOW).await);
}

async fn what_says_the_same_is_seen(db: Db) {
    let (ada, other) = (address(MAILBOX), tagged("other"));
    ask(&db, 1, Intent::Reset, &ada).await;
    let first = read!(db, |conn| mails::by_id(&mut conn, id(1))).unwrap();
    let is_repeated = async |same| commit!(db, |tx| mailboxes::is_repeated(&mut tx, &first, MAILBOX, same));
    let resets = Same::Intents([Intent::Reset, Intent::Reset]);
    ask(&db, 2, Intent::Reset, &other).await;
    ask(&db, 3, Intent::Resend, &ada).await;
    assert!(!is_repeated(resets).await);
    assert!(is_repeated(Same::Intents([Intent::SignUp, Intent::Resend])).await);
    assert!(is_repeated(Same::SignUp(None)).await);
    assert!(!is_repeated(Same::SignUp(Some(id(9)))).await);
    let own = NewMail { sign_up_id: Some(id(9)), ..new_mail(4, &ada, NOW) };
    commit!(db, |tx| mails::enqueue(&mut tx, own));
    assert!(is_repeated(Same::SignUp(Some(id(9)))).await);
    ask(&db, 5, Intent::Reset, &ada).await;
    assert!(is_repeated(resets).await);
    count(&db, 5, NOW).await;
    assert!(!is_repeated(resets).await, "that one is on its way");
}

async fn a_mail_that_waits_for_its_mailbox_has_not_been_tried(db: Db) {
    ask(&db, 1, Intent::Reset, &address(MAILBOX)).await;
    let mails = commit!(db, |tx| mails::claim(&mut tx, "w", Wanted::Oldest(1), NOW, after(100)));
    assert_eq!(mails[0].attempts, 1);
    assert!(!commit!(db, |tx| mailboxes::wait(&mut tx, id(1), "another", after(50))));
    assert!(commit!(db, |tx| mailboxes::wait(&mut tx, id(1), "w", after(50))));
    let mail = read!(db, |conn| mails::by_id(&mut conn, id(1))).unwrap();
    assert_eq!((mail.attempts, mail.run_at, mail.leased_until, mail.counted_at), (0, after(50), None, None));
    let again = commit!(db, |tx| mails::claim(&mut tx, "w", Wanted::Oldest(1), after(50), after(150)));
    assert_eq!(again.len(), 1);
    assert!(commit!(db, |tx| mails::finish(&mut tx, id(1), "w", Ending::Sent, None, None, after(60))));
}

async fn one_worker_at_a_time_counts_for_a_mailbox(db: Db) {
    const OTHERS: &str = "person2@example.org";
    let mut first = db.begin().await.unwrap();
    assert_eq!(mailboxes::hold(&mut first, [MAILBOX]).await.unwrap(), HashSet::from([MAILBOX]));
    // As often as it likes.
    assert_eq!(mailboxes::hold(&mut first, [MAILBOX]).await.unwrap(), HashSet::from([MAILBOX]));
    // On SQLite nobody else even begins.
    if let Ok(second) = tokio::time::timeout(Duration::from_millis(300), db.begin()).await {
        let mut second = second.unwrap();
        assert_eq!(mailboxes::hold(&mut second, [MAILBOX, OTHERS]).await.unwrap(), HashSet::from([OTHERS]));
        second.commit().await.unwrap();
    }
    first.commit().await.unwrap();
    assert_eq!(commit!(db, |tx| mailboxes::hold(&mut tx, [MAILBOX, OTHERS])).len(), 2);
}
