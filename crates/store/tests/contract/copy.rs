//! Copies from one database into another: everything arrives as it was, in any direction, however often it
//! was broken off; and nothing is ever copied over what somebody else put there.

use std::collections::BTreeSet;

use countersign_core::{Id, Timestamp};
use countersign_store::copy::{Compared, Repaired, Source, TABLES, Target, is_unfinished};
use countersign_store::db::Kind;
use countersign_store::{Db, Error};
use tokio::sync::Notify;

use crate::databases::{look, run, with_option};
use crate::rows::*;

on_both_databases! { empty:
    the_list_of_tables_is_the_schema,
    what_a_row_refers_to_is_copied_before_it,
    a_source_of_another_version_is_refused,
    readers_of_a_frozen_source_go_on_and_writers_do_not,
    a_database_is_the_same_under_another_name,
}

between_databases! {
    every_kind_of_value_arrives_as_it_was,
    an_empty_database_is_copied,
    a_copy_that_was_broken_off_goes_on,
    what_changed_between_two_tries_is_made_good,
    an_address_may_have_changed_hands_between_two_tries,
    a_target_with_rows_of_its_own_is_refused_and_left_alone,
    a_finished_copy_may_be_repeated_until_somebody_works_there,
    a_difference_is_found_and_the_mark_stays,
    a_later_copy_takes_over_from_an_earlier_one,
    an_unfinished_copy_is_no_source,
}

/// Whoever adds a table or column is led to `copy::TABLES`.
async fn the_list_of_tables_is_the_schema(url: String) {
    migrated(&url).await.close().await;
    let schema = match url.starts_with("sqlite") {
        true => {
            "SELECT t.name, c.name, lower(c.type), c.pk FROM sqlite_schema t, pragma_table_info(t.name) c
            WHERE t.type = 'table' ORDER BY t.name, c.cid"
        }
        false => {
            "SELECT t.relname::text, c.attname::text, format_type(c.atttypid, NULL),
                coalesce(array_position(k.indkey::int2[], c.attnum) + 1, 0)::bigint
            FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
            LEFT JOIN pg_index k ON k.indrelid = t.oid AND k.indisprimary
            WHERE t.relnamespace = current_schema()::regnamespace AND t.relkind = 'r' AND c.attnum > 0
                AND NOT c.attisdropped
            ORDER BY t.relname, c.attnum"
        }
    };
    let found: BTreeSet<Vec<String>> = look(&url, schema)
        .await
        .into_iter()
        .filter(|column| !["Some(\"_sqlx_migrations\")", "Some(\"copies\")"].contains(&&*column[0]))
        .collect();
    let kinds = if url.starts_with("sqlite") { ["text", "integer", "blob"] } else { ["text", "bigint", "bytea"] };
    let listed: BTreeSet<Vec<String>> = TABLES
        .iter()
        .flat_map(|table| {
            table.columns.iter().enumerate().map(|(at, column)| {
                let kind = match column.kind {
                    Kind::Text => kinds[0],
                    Kind::Int => kinds[1],
                    Kind::Bytes => kinds[2],
                };
                let key = i64::from(at == 0);
                [table.name, column.name, kind]
                    .map(|text| format!("Some({text:?})"))
                    .into_iter()
                    .chain([format!("Some({key})")])
                    .collect()
            })
        })
        .collect();
    assert_eq!(found, listed, "a table or column of the migrations is not in copy::TABLES, or the other way round");
}

async fn what_a_row_refers_to_is_copied_before_it(url: String) {
    migrated(&url).await.close().await;
    let references = match url.starts_with("sqlite") {
        true => {
            "SELECT t.name, r.\"table\" FROM sqlite_schema t, pragma_foreign_key_list(t.name) r WHERE t.type = 'table'"
        }
        false => {
            "SELECT conrelid::regclass::text, confrelid::regclass::text FROM pg_constraint
            WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"
        }
    };
    let place = |name: &str| TABLES.iter().position(|table| format!("Some({:?})", table.name) == name).unwrap();
    let found = look(&url, references).await;
    assert!(found.len() >= 5, "{found:?}");
    for pair in found {
        assert!(place(&pair[1]) < place(&pair[0]), "{pair:?}");
    }
}

async fn a_source_of_another_version_is_refused(url: String) {
    let db = Db::open(&url).await.unwrap();
    assert!(refusal(Source::freeze(&db).await).contains("countersign migrate"));
    db.migrate().await.unwrap();
    drop(Source::freeze(&db).await.unwrap());
    let later = if url.starts_with("sqlite") { "x''" } else { "''" };
    let values = format!("(99, 'later', CURRENT_TIMESTAMP, TRUE, {later}, 0)");
    let columns = "version, description, installed_on, success, checksum, execution_time";
    run(&url, format!("INSERT INTO _sqlx_migrations ({columns}) VALUES {values}")).await;
    assert!(refusal(Source::freeze(&db).await).contains("later version"));
    db.close().await;
}

/// This takes as long as the crate waits.
async fn readers_of_a_frozen_source_go_on_and_writers_do_not(url: String) {
    let db = migrated(&url).await;
    kept_account(&db, 1).await;
    let other = Db::open(&url).await.unwrap();
    let source = Source::freeze(&db).await.unwrap();
    assert!(read!(other, |conn| countersign_store::accounts::by_id(&mut conn, id(1))).is_some());
    let written = async {
        let mut tx = other.begin().await?;
        countersign_store::accounts::set_disabled(&mut tx, id(1), Some(NOW)).await?;
        tx.commit().await
    };
    assert!(matches!(written.await, Err(Error::Busy(_))));
    drop(source);
    assert!(commit!(other, |tx| countersign_store::accounts::set_disabled(&mut tx, id(1), Some(NOW))));
    other.close().await;
    db.close().await;
}

async fn a_database_is_the_same_under_another_name(url: String) {
    let db = migrated(&url).await;
    let (same, another) = match url.strip_prefix("sqlite://") {
        Some(path) => {
            std::os::unix::fs::symlink(path, format!("{path}.link")).unwrap();
            (format!("sqlite://{path}.link"), format!("sqlite://{path}.other"))
        }
        None => (with_option(&url, "lock_timeout", "0"), with_option(&url, "search_path", "public")),
    };
    for (url, is_same) in [(same, true), (another, false)] {
        let other = Db::open(&url).await.unwrap();
        assert_eq!(db.is_same_as(&other).await.unwrap(), is_same, "{url}");
        assert_eq!(other.is_same_as(&db).await.unwrap(), is_same, "{url}");
        other.close().await;
    }
    db.close().await;
}

async fn every_kind_of_value_arrives_as_it_was(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    whole(&source, &target, 1).await.unwrap();
    assert_eq!(everything(&from).await, everything(&to).await);
    assert!(everything(&to).await.iter().map(Vec::len).sum::<usize>() > 3_000);
    closed(source, target).await;
}

async fn an_empty_database_is_copied(from: String, to: String) {
    let (source, target) = (migrated(&from).await, Db::open(&to).await.unwrap());
    let repaired = whole(&source, &target, 1).await.unwrap();
    assert_eq!(repaired, Repaired::default());
    assert!(target.is_ready().await.unwrap() && !is_unfinished(&target).await.unwrap());
    closed(source, target).await;
}

/// In the middle of a table, as a lost connection or a killed process breaks it off.
async fn a_copy_that_was_broken_off_goes_on(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    assert!(!is_unfinished(&target).await.unwrap());
    let (middle, done) = (Notify::new(), std::sync::atomic::AtomicU64::new(0));
    let mut broken_off = 0;
    {
        let copy = async {
            let mut frozen = Source::freeze(&source).await.unwrap();
            let begun = Target::mark(&target, id(1), NOW).await.unwrap();
            for table in TABLES {
                let count = |rows| {
                    if done.fetch_add(rows, std::sync::atomic::Ordering::Relaxed) > 2_500 {
                        middle.notify_one();
                    }
                };
                begun.take(&mut frozen, table, count).await.unwrap();
            }
        };
        tokio::select! {
            biased;
            () = middle.notified() => broken_off += 1,
            () = copy => {}
        }
    }
    assert_eq!(broken_off, 1);
    assert!(is_unfinished(&target).await.unwrap());
    let there: usize = everything(&to).await.iter().map(Vec::len).sum();
    let all: usize = everything(&from).await.iter().map(Vec::len).sum();
    assert!((1_000..all).contains(&there), "{there} of {all}");

    let repaired = whole(&source, &target, 2).await.unwrap();
    assert_eq!(repaired, Repaired { inserted: (all - there) as u64, removed: 0 });
    assert_eq!(everything(&from).await, everything(&to).await);
    assert!(!is_unfinished(&target).await.unwrap());
    closed(source, target).await;
}

async fn what_changed_between_two_tries_is_made_good(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    all_tables(&source, &target, 1).await.unwrap();
    // Changed, new and gone: at the front, in the middle and behind the last key.
    for sql in [
        "UPDATE accounts SET locale = NULL, epoch = epoch + 1 WHERE id >= 'account-1'",
        "DELETE FROM accounts WHERE id = 'account-2'",
        "DELETE FROM audit_events",
        "DELETE FROM marked_addresses WHERE email_key > 'ä'",
        "DELETE FROM marked_addresses WHERE email_key BETWEEN 'k0500' AND 'k0999'",
        "INSERT INTO marked_addresses VALUES ('', '', '', '', -1), ('zz', 'ß', '', '', 0)",
        "DELETE FROM workers WHERE id = (SELECT max(id) FROM workers)",
        "UPDATE sign_ups SET next = '' WHERE next IS NULL",
    ] {
        run(&from, sql.to_owned()).await;
    }
    assert_ne!(everything(&from).await, everything(&to).await);
    let repaired = whole(&source, &target, 2).await.unwrap();
    assert!(repaired.removed > 500, "{repaired:?}");
    assert_eq!(everything(&from).await, everything(&to).await);
    closed(source, target).await;
}

/// The first account got the address that the last one had when it was copied.
async fn an_address_may_have_changed_hands_between_two_tries(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    run(&from, "UPDATE accounts SET email_key = 'first' WHERE id = 'account-0'".to_owned()).await;
    run(&from, "UPDATE accounts SET email_key = 'last' WHERE id = 'account-3'".to_owned()).await;
    all_tables(&source, &target, 1).await.unwrap();
    run(&from, "UPDATE accounts SET email_key = 'other' WHERE id = 'account-3'".to_owned()).await;
    run(&from, "UPDATE accounts SET email_key = 'last' WHERE id = 'account-0'".to_owned()).await;
    // And 2,000 rows between them, so that they are not in one batch.
    let many = (0..2_000).map(|n| format!("('account-0-{n:04}', '', 'many{n}', 1, 1, 1)")).collect::<Vec<_>>();
    let columns = "id, email, email_key, epoch, created_at, password_changed_at";
    run(&from, format!("INSERT INTO accounts ({columns}) VALUES {}", many.join(","))).await;
    whole(&source, &target, 2).await.unwrap();
    assert_eq!(everything(&from).await, everything(&to).await);
    closed(source, target).await;
}

async fn a_target_with_rows_of_its_own_is_refused_and_left_alone(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    target.migrate().await.unwrap();
    kept_account(&target, 9).await;
    // An earlier version's: not even a migration is run.
    run(&to, "DROP TABLE copies".to_owned()).await;
    run(&to, "DELETE FROM _sqlx_migrations WHERE version = 4".to_owned()).await;
    let before = everything(&to).await;
    assert!(refusal(Target::mark(&target, id(1), NOW).await).contains("not empty"));
    assert_eq!(everything(&to).await, before);
    assert!(!target.is_ready().await.unwrap());
    closed(source, target).await;
}

async fn a_finished_copy_may_be_repeated_until_somebody_works_there(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    whole(&source, &target, 1).await.unwrap();
    kept_account(&source, 8).await;
    assert_eq!(whole(&source, &target, 2).await.unwrap(), Repaired { inserted: 1, removed: 0 });
    kept_account(&target, 9).await;
    assert!(refusal(Target::mark(&target, id(3), NOW).await).contains("not empty"));
    assert!(!is_unfinished(&target).await.unwrap());
    // Nor the other way round.
    assert!(refusal(Target::mark(&source, id(4), NOW).await).contains("not empty"));
    closed(source, target).await;
}

async fn a_difference_is_found_and_the_mark_stays(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    for (number, (table, planted)) in [
        ("workers", "UPDATE workers SET words = 'other' WHERE id = (SELECT max(id) FROM workers)"),
        ("mails", "UPDATE mails SET kind = '' WHERE kind IS NULL"),
        ("marked_addresses", "DELETE FROM marked_addresses WHERE email_key = 'k0700'"),
        ("sessions", "DELETE FROM sessions"),
        (
            "audit_events",
            "INSERT INTO audit_events VALUES ('zzz', 0, '', '', NULL, NULL, NULL, '', '', NULL, NULL, NULL, NULL)",
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let (mut frozen, begun) = all_tables(&source, &target, number as u8).await.unwrap();
        run(&to, planted.to_owned()).await;
        let compared = all_compared(&mut frozen, &begun).await;
        let different: Vec<&str> = compared.iter().filter(|table| !table.is_same()).map(|table| table.table).collect();
        assert_eq!(different, [table]);
        assert!(refusal(begun.finish(&compared, NOW).await).contains("not the same"));
        assert!(is_unfinished(&target).await.unwrap());
    }
    whole(&source, &target, 9).await.unwrap();
    closed(source, target).await;
}

async fn a_later_copy_takes_over_from_an_earlier_one(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    let (mut frozen, begun) = all_tables(&source, &target, 1).await.unwrap();
    let compared = all_compared(&mut frozen, &begun).await;
    let later = Target::mark(&target, id(2), NOW).await.unwrap();
    run(&to, "DELETE FROM workers".to_owned()).await;
    let workers = TABLES.iter().find(|table| table.name == "workers").unwrap();
    assert!(refusal(begun.take(&mut frozen, workers, |_| {}).await).contains("taken over"));
    assert!(refusal(begun.finish(&compared, NOW).await).contains("taken over"));
    later.take(&mut frozen, workers, |_| {}).await.unwrap();
    let compared = all_compared(&mut frozen, &later).await;
    later.finish(&compared, NOW).await.unwrap();
    drop(frozen);
    assert_eq!(everything(&from).await, everything(&to).await);
    closed(source, target).await;
}

async fn an_unfinished_copy_is_no_source(from: String, to: String) {
    let (source, target) = filled(&from, &to).await;
    all_tables(&source, &target, 1).await.unwrap();
    assert!(refusal(Source::freeze(&target).await).contains("not finished"));
    closed(source, target).await;
}

async fn migrated(url: &str) -> Db {
    let db = Db::open(url).await.unwrap();
    db.migrate().await.unwrap();
    db
}

async fn closed(source: Db, target: Db) {
    source.close().await;
    target.close().await;
}

/// A source with rows in every table, and a target without any table.
async fn filled(from: &str, to: &str) -> (Db, Db) {
    let source = migrated(from).await;
    let bytes = |hex: &str| if from.starts_with("sqlite") { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
    let (none, some) = (bytes(""), bytes("00ff5c2780"));
    let (least, most) = ("-9223372036854775807 - 1", i64::MAX);
    let mut statements = vec![
        format!(
            "INSERT INTO accounts (id, email, email_key, password_hash, locale, epoch, created_at, password_changed_at,
                signed_in_at, disabled_at, role, closed_at, kept_until) VALUES
            ('account-0', 'Ünal.Öçal@exämple.org', 'k0', NULL, NULL, 0, {least}, {most}, NULL, NULL, NULL, NULL, NULL),
            ('account-1', '', 'k1', '', '', -1, 0, -1, {most}, {least}, '', {least}, {most}),
            ('account-2', '日本語 🦀 e\u{301}', 'k2', 'it''s \"quoted\" \\ %', 'de', 1, 1, 1, 1, 1, 'admin', NULL, NULL),
            ('account-3', 'x', 'k3', NULL, NULL, 4294967296, 1, 1, 1, 1, NULL, 1, 2)"
        ),
        format!(
            "INSERT INTO sign_ups VALUES ('s1', 'x', 'k', NULL, {none}, NULL, NULL, 1, 2, NULL),
            ('s2', '', '', '', {some}, '', '/a?b=c&d=ü', 1, 2, 3)"
        ),
        format!("INSERT INTO sessions VALUES ('e1', {some}, 'account-2', 1, 1, 1, 1, '::1', ''), ('e2', {none}, 'account-1', 1, 1, 1, 1, '', 'ü')"),
        "INSERT INTO email_changes VALUES ('c1', 'account-1', '', 'ß', 1, 1, NULL, NULL)".to_owned(),
        "INSERT INTO links VALUES ('l1', 'confirm', 'x', 's1', NULL, NULL, NULL, 1, 2, NULL), ('l2', 'reset', 'x', NULL, 'account-2', 'c1', 7, 1, 2, 3)".to_owned(),
        "INSERT INTO workers VALUES ('w1', 'smtp://mail', 1, NULL, NULL, NULL), ('w2', '', 2, 'down', 'no\nroute', 1)".to_owned(),
    ];
    let heads = (0..16).map(|chain| format!("({chain}, 1, 999, {some}, 0, {none}, {some})"));
    statements.push(format!("INSERT INTO audit_chains VALUES {}", heads.collect::<Vec<_>>().join(",")));
    let mails = (0..1_000).map(|n| {
        let kind = if n % 2 == 0 { "NULL" } else { "'reset'" };
        format!(
            "('m{n}', 'reset', 'x', 'x', NULL, NULL, NULL, NULL, {n}, {n}, 0, NULL, NULL, {kind}, NULL, NULL, NULL, NULL, {n})"
        )
    });
    statements.push(format!("INSERT INTO mails VALUES {}", mails.collect::<Vec<_>>().join(",")));
    let events = (0..1_001).map(|n| {
        let place =
            if n % 2 == 0 { "NULL, NULL, NULL, NULL".to_owned() } else { format!("{}, {n}, {some}, '{n}'", n % 16) };
        format!("('{n}', {n}, 'sign_in', 'rejected', NULL, NULL, NULL, '', '', {place})")
    });
    statements.push(format!("INSERT INTO audit_events VALUES {}", events.collect::<Vec<_>>().join(",")));
    // Keys whose order is another one in each collation, through more than one batch.
    let keys = (0..1_000).map(|n| format!("k{n:04}"));
    let odd = [
        "A", "a", "B", "b", "ä", "Ä", "z", "Z", "_", "-a", "a-b", "ab", "a b", "é", "e\u{301}", "ß", "ss", "🦀",
        "\u{ffff}", "~",
    ];
    let keys = keys
        .chain(odd.map(str::to_owned))
        .chain((0..100).flat_map(|n| ["A", "a", "Ä", "-"].map(|c| format!("{c}{n}"))));
    let rows: Vec<String> = keys.map(|key| format!("('{key}', '{key}', 'undeliverable', '', 1)")).collect();
    statements.push(format!("INSERT INTO marked_addresses VALUES {}", rows.join(",")));
    for sql in statements {
        run(from, sql).await;
    }
    (source, Db::open(to).await.unwrap())
}

/// All rows of all tables, read past the crate.
async fn everything(url: &str) -> Vec<Vec<Vec<String>>> {
    let mut tables = Vec::new();
    for table in TABLES {
        let mut rows = look(url, &format!("SELECT * FROM {}", table.name)).await;
        rows.sort();
        tables.push(rows);
    }
    tables
}

async fn all_tables(from: &Db, to: &Db, number: u8) -> Result<(Source, Target), Error> {
    copied(from, to, id(number), NOW).await.map(|(source, target, _)| (source, target))
}

async fn copied(from: &Db, to: &Db, run: Id, now: Timestamp) -> Result<(Source, Target, Repaired), Error> {
    let mut source = Source::freeze(from).await?;
    let target = Target::mark(to, run, now).await?;
    let mut sum = Repaired::default();
    for table in TABLES {
        let mut done = 0;
        let repaired = target.take(&mut source, table, |rows| done += rows).await?;
        assert_eq!(done, source.count(table).await?);
        sum.inserted += repaired.inserted;
        sum.removed += repaired.removed;
    }
    Ok((source, target, sum))
}

async fn all_compared(source: &mut Source, target: &Target) -> Vec<Compared> {
    let mut compared = Vec::new();
    for table in TABLES {
        compared.push(target.compare(source, table, |_| {}).await.unwrap());
    }
    compared
}

/// A copy from its begin to its end.
pub async fn whole(from: &Db, to: &Db, number: u8) -> Result<Repaired, Error> {
    let (mut source, target, repaired) = copied(from, to, id(number), NOW).await?;
    assert!(is_unfinished(to).await?);
    let compared = all_compared(&mut source, &target).await;
    target.finish(&compared, after(1)).await?;
    Ok(repaired)
}

fn refusal<T>(done: Result<T, Error>) -> String {
    match done {
        Err(Error::Refused(why)) => why,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was not refused"),
    }
}
