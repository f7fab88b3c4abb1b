//! The chains of the audit trail: whoever writes in the database past us, without the key, is found out, whatever they
//! do; and nothing that we do ourselves looks like it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use countersign_core::Id;
use countersign_core::audit::{Entry, Event, Origin};
use countersign_store::audit::{self, Anchor, Found, Report, Seals};
use countersign_store::{Db, Error};

use crate::copy::whole;
use crate::databases::{look, run, trail, twenty_at_once};
use crate::rows::*;

on_both_databases! { empty:
    appends_at_once_by_two_processes_are_one_trail,
    the_notes_of_one_transaction_follow_one_another,
    what_is_rolled_back_leaves_no_hole,
    a_trail_is_verified_while_it_grows,
    an_empty_trail_is_intact,
    a_change_in_any_column_is_found_at_its_row,
    removed_rows_are_found_wherever_they_were,
    rows_that_changed_places_are_found,
    a_row_behind_the_end_is_found,
    a_chain_written_anew_up_to_its_end_is_found,
    a_head_that_was_changed_or_removed_is_found_and_never_mended,
    a_trail_without_heads_is_found_and_goes_on,
    a_trail_that_was_set_back_is_found_with_an_earlier_report,
    rows_from_before_the_chains_are_counted_and_newcomers_found,
    the_sweep_takes_the_beginning_and_the_rest_stays_verified,
    the_sweep_takes_nothing_that_was_made_to_look_old,
    an_earlier_key_verifies_until_the_sweep_has_renewed_the_heads,
    a_process_with_an_outdated_key_goes_on_in_chains_of_its_own,
    nothing_is_noted_without_a_key,
    heads_are_told_by_the_key_that_made_them,
}

between_databases! {
    a_copied_trail_is_verified_and_goes_on,
}

async fn open(url: &str, current: u8, previous: &[u8]) -> Db {
    let db = Db::open(url).await.unwrap().with_trail(trail(current, previous));
    db.migrate().await.unwrap();
    db
}

/// The sixteen chains take turns.
fn entry(number: u32) -> Entry {
    let mut random = [0; 10];
    random[..4].copy_from_slice(&number.to_be_bytes());
    random[9] = u8::try_from(number % 256).unwrap();
    let at = after(u64::from(number));
    Entry {
        id: Id::new(at, random),
        at,
        event: Event::SignIn,
        outcome: "signed_in",
        account_id: Some(id(1)),
        address_key: Some("ada@example.org".to_owned()),
        link_id: Some(id(2)),
        actor_id: (number % 2 == 1).then(|| id(3)),
        origin: Origin { client: "192.0.2.1".to_owned(), user_agent: "curl".to_owned() },
    }
}

async fn append(db: &Db, numbers: impl IntoIterator<Item = u32>) {
    for number in numbers {
        let mut tx = db.begin().await.unwrap();
        audit::append(&mut tx, entry(number));
        tx.commit().await.unwrap();
    }
}

async fn verify(db: &Db) -> Report {
    audit::verify(db, &[], |_| {}, || {}).await.unwrap()
}

/// The words of all findings with the chain and place they were found at.
async fn found(db: &Db) -> Vec<(&'static str, Option<i64>, Option<i64>)> {
    let report = verify(db).await;
    assert_eq!(report.found, report.findings.len() as u64);
    report.findings.iter().map(|finding| (finding.found.as_str(), finding.chain, finding.seq)).collect()
}

/// Sixteen chains of three rows, numbered from 0 to 47.
async fn three_each(url: &str) -> Db {
    let db = open(url, 1, &[]).await;
    append(&db, 0..48).await;
    assert_eq!(found(&db).await, []);
    db
}

async fn heads_are_told_by_the_key_that_made_them(url: String) {
    let db = open(&url, 1, &[]).await;
    let seals = async |current, previous: &[u8]| read!(db, |conn| audit::seals(&mut conn, &trail(current, previous)));
    assert_eq!(seals(1, &[]).await, Seals::default());
    append(&db, 0..3).await;
    assert_eq!(seals(1, &[]).await, Seals { current: 16, ..Seals::default() });
    assert_eq!(seals(2, &[1]).await, Seals { previous: 16, ..Seals::default() });
    assert_eq!(seals(2, &[]).await, Seals { unknown: 16, ..Seals::default() });
    db.close().await;
}

async fn appends_at_once_by_two_processes_are_one_trail(url: String) {
    let both = Arc::new([open(&url, 1, &[]).await, open(&url, 1, &[]).await]);
    let tasks = |task: u8| {
        let both = Arc::clone(&both);
        async move { append(&both[usize::from(task % 2)], (0..10).map(|row| u32::from(task) * 10 + row)).await }
    };
    twenty_at_once(tasks).await;
    let (report, mut count) = (verify(&both[0]).await, 0);
    assert_eq!((report.chained.rows, report.chains, &*report.findings), (200, 16, &[][..]));
    assert_eq!((report.chained.first_at, report.chained.last_at), (Some(NOW), Some(after(199))));
    assert_eq!(report.anchors.iter().map(|anchor| anchor.seq).sum::<i64>(), 200);
    audit::verify(&both[1], &report.anchors, |rows| assert_eq!(rows, 200), || count += 1).await.unwrap();
    assert_eq!(count, 200);
    for db in &*both {
        db.close().await;
    }
}

async fn the_notes_of_one_transaction_follow_one_another(url: String) {
    let db = open(&url, 1, &[]).await;
    let mut tx = db.begin().await.unwrap();
    [5, 6, 7].into_iter().for_each(|number| audit::append(&mut tx, entry(number)));
    tx.commit().await.unwrap();
    assert_eq!(found(&db).await, []);
    let rows = look(&url, "SELECT chain, seq FROM audit_events ORDER BY at").await;
    assert_eq!(rows, [1, 2, 3].map(|seq| ["Some(5)".to_owned(), format!("Some({seq})")].to_vec()));
    db.close().await;
}

async fn what_is_rolled_back_leaves_no_hole(url: String) {
    let db = three_each(&url).await;
    let mut tx = db.begin().await.unwrap();
    audit::append(&mut tx, entry(48));
    drop(tx);
    // The row is refused when it is written: the id is taken.
    let mut tx = db.begin().await.unwrap();
    audit::append(&mut tx, entry(1));
    assert!(matches!(tx.commit().await, Err(Error::Refused(_))));
    append(&db, 48..64).await;
    let report = verify(&db).await;
    assert_eq!((report.chained.rows, report.found), (64, 0));
    db.close().await;
}

async fn a_trail_is_verified_while_it_grows(url: String) {
    let (db, other) = (three_each(&url).await, open(&url, 1, &[]).await);
    let is_over = Arc::new(AtomicBool::new(false));
    let growing = tokio::spawn({
        let is_over = Arc::clone(&is_over);
        async move {
            let mut number = 48;
            while !is_over.load(Ordering::Relaxed) {
                append(&other, [number]).await;
                number += 1;
            }
            other.close().await;
            number
        }
    });
    let mut earlier: Vec<Anchor> = Vec::new();
    for _ in 0..20 {
        let report = audit::verify(&db, &earlier, |_| {}, || {}).await.unwrap();
        assert_eq!(report.findings, []);
        earlier = report.anchors;
    }
    is_over.store(true, Ordering::Relaxed);
    let rows = growing.await.unwrap();
    assert_eq!(verify(&db).await.chained.rows, u64::from(rows));
    db.close().await;
}

async fn an_empty_trail_is_intact(url: String) {
    let db = open(&url, 1, &[]).await;
    let report = verify(&db).await;
    assert_eq!((report.chained.rows, report.chains, report.found), (0, 0, 0));
    db.close().await;
}

async fn a_change_in_any_column_is_found_at_its_row(url: String) {
    let db = three_each(&url).await;
    let hash = if url.starts_with("sqlite") { "x'00'" } else { "'\\x00'" };
    for (column, value) in [
        ("id", "'018f4b1e-0000-7000-8000-000000000000'"),
        ("at", "at + 1"),
        ("event", "'sign_out'"),
        ("outcome", "'rejected'"),
        ("account_id", "NULL"),
        ("email_key", "'eve@example.org'"),
        ("link_id", "''"),
        ("client", "'192.0.2.2'"),
        ("user_agent", "user_agent || ' '"),
        ("actor_id", "NULL"),
        ("actor_id", "''"),
        ("hash", hash),
    ] {
        // Number 17 is the second row of chain 1.
        run(&url, "CREATE TABLE kept AS SELECT * FROM audit_events WHERE chain = 1".to_owned()).await;
        run(&url, format!("UPDATE audit_events SET {column} = {value} WHERE chain = 1 AND seq = 2")).await;
        let is_hash = column == "hash";
        let mut expected = vec![("changed", Some(1), Some(2))];
        // The row behind it goes by the hash as it was.
        expected.extend(is_hash.then_some(("changed", Some(1), Some(3))));
        assert_eq!(found(&db).await, expected, "{column}");
        let [finding, ..] = &*verify(&db).await.findings else { unreachable!() };
        let is_named = finding.id == Some(entry(17).id.to_string());
        assert!(is_named || column == "id", "{finding:?}");
        run(&url, "DELETE FROM audit_events WHERE chain = 1".to_owned()).await;
        run(&url, "INSERT INTO audit_events SELECT * FROM kept".to_owned()).await;
        run(&url, "DROP TABLE kept".to_owned()).await;
        assert_eq!(found(&db).await, []);
    }
    db.close().await;
}

async fn removed_rows_are_found_wherever_they_were(url: String) {
    let db = three_each(&url).await;
    run(&url, "DELETE FROM audit_events WHERE (chain, seq) IN ((1, 1), (2, 2), (3, 3), (5, 1), (5, 2))".to_owned())
        .await;
    run(&url, "DELETE FROM audit_events WHERE chain = 4".to_owned()).await;
    assert_eq!(
        found(&db).await,
        [
            ("missing", Some(1), Some(2)),
            ("missing", Some(2), Some(3)),
            ("cut_off", Some(3), Some(2)),
            ("cut_off", Some(4), Some(0)),
            ("missing", Some(5), Some(3)),
        ]
    );
    let report = verify(&db).await;
    assert_eq!(report.findings[2].found, Found::CutOff { from: 3, to: 3 });
    assert_eq!(report.findings[3].found, Found::CutOff { from: 1, to: 3 });
    assert_eq!(report.findings[4].found, Found::Missing { from: 1, to: 2 });
    // Whatever is noted from now on does not hide it.
    append(&db, 48..64).await;
    assert_eq!(verify(&db).await.found, 5);
    db.close().await;
}

async fn rows_that_changed_places_are_found(url: String) {
    let db = three_each(&url).await;
    for (from, to) in [("2", "99"), ("3", "2"), ("99", "3")] {
        run(&url, format!("UPDATE audit_events SET seq = {to} WHERE chain = 6 AND seq = {from}")).await;
    }
    let places = found(&db).await;
    assert!(places.contains(&("changed", Some(6), Some(2))) && places.contains(&("changed", Some(6), Some(3))));
    run(&url, "UPDATE audit_events SET chain = 77 WHERE chain = 6 AND seq = 1".to_owned()).await;
    let places = found(&db).await;
    assert!(places.contains(&("missing", Some(6), Some(2))) && places.contains(&("head_missing", Some(77), Some(1))));
    db.close().await;
}

async fn a_row_behind_the_end_is_found(url: String) {
    let db = three_each(&url).await;
    let columns = "at, event, outcome, account_id, email_key, link_id, client, user_agent, chain";
    let copy = format!(
        "INSERT INTO audit_events (id, {columns}, seq, hash)
        SELECT 'new', {columns}, 4, hash FROM audit_events WHERE chain = 7 AND seq = 3"
    );
    run(&url, copy).await;
    assert_eq!(found(&db).await, [("out_of_place", Some(7), Some(4))]);
    // It is in the way, and nobody takes it for something else.
    let mut tx = db.begin().await.unwrap();
    audit::append(&mut tx, entry(64 + 7));
    assert!(matches!(tx.commit().await, Err(Error::Refused(_))));
    db.close().await;
}

/// The hash of a row needs no key: whoever knows how it is made can write all rows behind a changed one anew.
async fn a_chain_written_anew_up_to_its_end_is_found(url: String) {
    let db = open(&url, 1, &[]).await;
    append(&db, 0..32).await;
    run(&url, "CREATE TABLE heads AS SELECT * FROM audit_chains".to_owned()).await;
    // Another entry at the same place has the hash that a forger would make.
    let mut tx = db.begin().await.unwrap();
    audit::append(&mut tx, Entry { outcome: "rejected", ..entry(32) });
    tx.commit().await.unwrap();
    run(&url, "CREATE TABLE forged AS SELECT * FROM audit_events WHERE chain = 0 AND seq = 3".to_owned()).await;
    run(&url, "DELETE FROM audit_events WHERE chain = 0 AND seq = 3".to_owned()).await;
    set_back(&url).await;
    append(&db, 32..48).await;
    assert_eq!(found(&db).await, []);

    run(&url, "DELETE FROM audit_events WHERE chain = 0 AND seq = 3".to_owned()).await;
    run(&url, "INSERT INTO audit_events SELECT * FROM forged".to_owned()).await;
    assert_eq!(found(&db).await, [("rewritten", Some(0), Some(3))]);
    db.close().await;
}

/// Heads as they were when the table `heads` was made of them, genuine each.
async fn set_back(url: &str) {
    run(url, "DELETE FROM audit_chains".to_owned()).await;
    run(url, "INSERT INTO audit_chains SELECT * FROM heads".to_owned()).await;
}

async fn a_head_that_was_changed_or_removed_is_found_and_never_mended(url: String) {
    let db = three_each(&url).await;
    // The end of chain 1 is cut off as somebody would who knows all of this but the key.
    let hash = "(SELECT hash FROM audit_events WHERE chain = 1 AND seq = 2)";
    run(&url, format!("UPDATE audit_chains SET seq = 2, hash = {hash} WHERE chain = 1")).await;
    run(&url, "DELETE FROM audit_events WHERE chain = 1 AND seq = 3".to_owned()).await;
    run(&url, "DELETE FROM audit_chains WHERE chain = 2".to_owned()).await;
    run(&url, "UPDATE audit_chains SET begun_at = begun_at + 1 WHERE chain = 3".to_owned()).await;
    run(&url, "DELETE FROM audit_events WHERE chain = 15".to_owned()).await;
    run(&url, "DELETE FROM audit_chains WHERE chain = 15".to_owned()).await;
    // At the end of all numbers, so that looking for the chains between would never end.
    let far =
        "INSERT INTO audit_chains SELECT 9223372036854775807, begun_at, seq, hash, seq, hash, mac FROM audit_chains";
    run(&url, format!("{far} WHERE chain = 0")).await;
    let expected = [
        ("head_changed", Some(1), None),
        ("head_changed", Some(3), None),
        ("head_changed", Some(i64::MAX), None),
        ("head_missing", Some(2), Some(3)),
        ("head_missing", Some(15), None),
    ];
    assert_eq!(found(&db).await, expected);
    append(&db, 48..96).await;
    assert_eq!(found(&db).await, expected);
    assert_eq!(verify(&db).await.chained.rows, 48 - 4 + 48);
    assert_eq!(audit::sweep(&db, after(1_000)).await.unwrap().left, 3);
    db.close().await;
}

async fn a_trail_without_heads_is_found_and_goes_on(url: String) {
    let db = three_each(&url).await;
    run(&url, "DELETE FROM audit_chains".to_owned()).await;
    let all_missing: Vec<_> = (0..16).map(|chain| ("head_missing", Some(chain), Some(3))).collect();
    assert_eq!(found(&db).await, all_missing);
    append(&db, 48..64).await;
    let report = verify(&db).await;
    assert_eq!((report.chained.rows, report.chains, report.found), (64, 16, 16));
    db.close().await;
}

/// Heads of another day are genuine: only what somebody has kept elsewhere tells.
async fn a_trail_that_was_set_back_is_found_with_an_earlier_report(url: String) {
    let db = open(&url, 1, &[]).await;
    append(&db, 0..32).await;
    run(&url, "CREATE TABLE heads AS SELECT * FROM audit_chains".to_owned()).await;
    append(&db, 32..48).await;
    let earlier = verify(&db).await.anchors;
    run(&url, "DELETE FROM audit_events WHERE seq = 3".to_owned()).await;
    set_back(&url).await;
    assert_eq!(found(&db).await, []);
    let report = audit::verify(&db, &earlier, |_| {}, || {}).await.unwrap();
    assert!(report.findings.iter().all(|finding| finding.found == Found::SetBack), "{:?}", report.findings);
    assert_eq!(report.found, 16);
    // Others in their place are not what was there either.
    append(&db, 48..64).await;
    assert_eq!(audit::verify(&db, &earlier, |_| {}, || {}).await.unwrap().found, 16);
    run(&url, "DELETE FROM audit_events".to_owned()).await;
    run(&url, "DELETE FROM audit_chains".to_owned()).await;
    assert_eq!(audit::verify(&db, &earlier, |_| {}, || {}).await.unwrap().found, 16);
    db.close().await;
}

async fn rows_from_before_the_chains_are_counted_and_newcomers_found(url: String) {
    let day = 86_400_000;
    let db = three_each(&url).await;
    let insert = async |id: &str, at: i64| {
        let columns = "id, at, event, outcome, client, user_agent";
        run(&url, format!("INSERT INTO audit_events ({columns}) VALUES ('{id}', {at}, 'x', 'x', '', '')")).await;
    };
    insert("old", NOW.millis() - 1).await;
    insert("of a node of the version before", NOW.millis() + day).await;
    let report = verify(&db).await;
    assert_eq!((report.unchained.rows, report.unchained.first_at, report.found), (2, Some(before(1)), 0));
    insert("new", NOW.millis() + day + 1).await;
    run(&url, "UPDATE audit_events SET seq = NULL, at = 0 WHERE chain = 4 AND seq = 1".to_owned()).await;
    assert_eq!(
        found(&db).await,
        [("missing", Some(4), Some(2)), ("unchained", Some(4), None), ("unchained", None, None)]
    );
    assert_eq!(audit::sweep(&db, after(0)).await.unwrap().rows, 1);
    db.close().await;
}

async fn the_sweep_takes_the_beginning_and_the_rest_stays_verified(url: String) {
    let db = three_each(&url).await;
    let earlier = verify(&db).await.anchors;
    // The first of each chain, and the second of two.
    assert_eq!(audit::sweep(&db, after(18)).await.unwrap(), audit::Swept { rows: 18, left: 0 });
    assert_eq!(audit::sweep(&db, after(18)).await.unwrap(), audit::Swept { rows: 0, left: 0 });
    let report = audit::verify(&db, &earlier, |_| {}, || {}).await.unwrap();
    assert_eq!((report.chained.rows, report.swept, report.findings), (30, 18, vec![]));
    assert_eq!(report.chained.first_at, Some(after(18)));
    // All of them; a chain goes on behind what is gone.
    assert_eq!(audit::sweep(&db, after(48)).await.unwrap().rows, 30);
    append(&db, 48..64).await;
    let report = audit::verify(&db, &earlier, |_| {}, || {}).await.unwrap();
    assert_eq!((report.chained.rows, report.swept, report.findings), (16, 48, vec![]));
    // A row that is put back belongs nowhere, and what is removed by hand is missed.
    run(&url, "UPDATE audit_events SET seq = 1 WHERE chain = 2".to_owned()).await;
    assert_eq!(found(&db).await, [("out_of_place", Some(2), Some(1)), ("cut_off", Some(2), Some(3))]);
    db.close().await;
}

async fn the_sweep_takes_nothing_that_was_made_to_look_old(url: String) {
    let db = three_each(&url).await;
    run(&url, "UPDATE audit_events SET at = 0 WHERE chain = 3 AND seq <= 2".to_owned()).await;
    assert_eq!(audit::sweep(&db, NOW).await.unwrap(), audit::Swept { rows: 0, left: 1 });
    assert_eq!(found(&db).await, [("changed", Some(3), Some(1)), ("changed", Some(3), Some(2))]);
    db.close().await;
}

async fn an_earlier_key_verifies_until_the_sweep_has_renewed_the_heads(url: String) {
    let db = three_each(&url).await;
    let (new, only_new) = (open(&url, 2, &[1]).await, open(&url, 2, &[]).await);
    assert_eq!(found(&only_new).await.len(), 16);
    assert_eq!(found(&new).await, []);
    // A few are moved on, and so sealed with the new key.
    append(&new, 48..52).await;
    assert_eq!(found(&new).await, []);
    assert_eq!(found(&only_new).await.len(), 12);
    assert_eq!(audit::sweep(&new, before(1)).await.unwrap(), audit::Swept::default());
    assert_eq!(found(&only_new).await, []);
    assert_eq!(found(&db).await.len(), 16);
    for db in [db, new, only_new] {
        db.close().await;
    }
}

/// As one that was not started again when the key was changed.
async fn a_process_with_an_outdated_key_goes_on_in_chains_of_its_own(url: String) {
    let (old, new) = (three_each(&url).await, open(&url, 2, &[1]).await);
    append(&new, [48]).await;
    append(&old, [64]).await;
    let places = "SELECT chain FROM audit_events ORDER BY at DESC LIMIT 1";
    assert_ne!(look(&url, places).await, [["Some(0)"]], "the first chain is not its own any more");
    audit::sweep(&new, before(1)).await.unwrap();
    append(&old, 65..97).await;
    let report = verify(&new).await;
    assert_eq!((report.chained.rows, report.chains, report.findings), (82, 32, vec![]));
    for db in [old, new] {
        db.close().await;
    }
}

async fn nothing_is_noted_without_a_key(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    kept_account(&db, 1).await;
    let mut tx = db.begin().await.unwrap();
    assert!(countersign_store::accounts::delete(&mut tx, id(1)).await.unwrap());
    audit::append(&mut tx, entry(1));
    assert!(matches!(tx.commit().await, Err(Error::Refused(_))));
    // What could not be noted has not happened.
    assert!(read!(db, |conn| countersign_store::accounts::by_id(&mut conn, id(1))).is_some());
    db.close().await;
}

async fn a_copied_trail_is_verified_and_goes_on(from_url: String, to_url: String) {
    let from = three_each(&from_url).await;
    audit::sweep(&from, after(17)).await.unwrap();
    let anchors = verify(&from).await.anchors;
    let to = Db::open(&to_url).await.unwrap().with_trail(trail(1, &[]));
    whole(&from, &to, 1).await.unwrap();
    append(&to, 48..64).await;
    let report = audit::verify(&to, &anchors, |_| {}, || {}).await.unwrap();
    assert_eq!((report.chained.rows, report.swept, report.findings), (47, 17, vec![]));
    from.close().await;
    to.close().await;
}
