//! Another application's users: staged where nobody sees them, held against each other and what is there, and written all
//! at once or not at all. And what their hashes cost, for as long as they have them.

use countersign_core::foreign::{Keys, Kind, Work};
use countersign_core::hash::Cost;
use countersign_core::import::Outcome;
use countersign_core::{Id, Timestamp};
use countersign_store::import::{Shown, Staged, Staging, Written};
use countersign_store::{Db, accounts, foreign_hashes, sign_ups};

use crate::rows::{NOW, account, address, after, before, id, sign_up};

on_both_databases! { migrated:
    rows_are_written_all_at_once,
    an_import_that_is_dropped_leaves_nothing_and_keeps_nobody_from_writing,
    rows_are_held_against_each_other_and_what_is_there,
    an_address_that_somebody_takes_meanwhile_is_theirs,
    accounts_end_the_sign_ups_of_their_addresses,
    many_rows_are_paged_and_written_in_pieces,
    the_dearest_hashes_are_known_until_the_last_is_gone,
}

const HASH: &str =
    "pbkdf2:sha256:1000$i8AD84iM3qwCoyyf$1f01398ca767c4b4c32d68ee7095be075b216d443acc353d194403461260d8e3";

fn staged(line: u64, outcome: Outcome, number: u8) -> Staged {
    let address = address(&format!("person{number}@example.org"));
    Staged {
        line,
        outcome,
        id: Some(id(number)),
        email: address.as_str().to_owned(),
        email_key: Some(address.key().to_owned()),
        password_hash: (outcome != Outcome::WithoutPassword).then(|| HASH.to_owned()),
        cookie_hash: (outcome == Outcome::SignUp).then(|| vec![number; 32]),
        locale: Some("de".to_owned()),
        created_at: Some(before(1_000)),
        reason: None,
    }
}

async fn staging(db: &Db, rows: Vec<Staged>) -> Staging {
    let mut staging = Staging::begin(db).await.unwrap();
    staging.add(rows).await.unwrap();
    staging
}

async fn write(staging: Staging) -> Written {
    let (tx, written) = staging.write(&Work::default(), after(5_000), NOW, |_| ()).await.unwrap();
    tx.commit().await.unwrap();
    written
}

/// The outcome of each line.
async fn outcomes(staging: &mut Staging) -> Vec<(i64, Outcome)> {
    staging.look().await.unwrap();
    let rows = staging.page(0, Shown::All, 100).await.unwrap();
    rows.iter().map(|row| (row.line, row.outcome)).collect()
}

async fn rows_are_written_all_at_once(db: Db) {
    use Outcome::{Account, LeftOut, SignUp, WithoutPassword};
    let rows = vec![staged(2, Account, 1), staged(3, WithoutPassword, 2), staged(5, SignUp, 3), staged(6, LeftOut, 4)];
    let mut staging = staging(&db, rows).await;
    let counts = staging.look().await.unwrap();
    assert_eq!(counts, [(Account, 1), (LeftOut, 1), (SignUp, 1), (WithoutPassword, 1)]);
    assert_eq!(write(staging).await, Written { accounts: 2, sign_ups: 1 });

    let found = read!(db, |conn| accounts::by_id(&mut conn, id(1))).unwrap();
    assert_eq!((found.address.as_str(), found.epoch, found.created_at), ("person1@example.org", 1, before(1_000)));
    assert_eq!((found.password_changed_at, found.locale.as_deref()), (before(1_000), Some("de")));
    assert!(found.password_hash.is_some_and(|hash| hash.expose() == HASH));
    assert!(found.signed_in_at.is_none() && found.disabled_at.is_none() && found.closing.is_none());
    let found = read!(db, |conn| accounts::by_address(&mut conn, &address("Person2@example.org"))).unwrap();
    assert!(found.password_hash.is_none() && found.id == id(2));
    let found = read!(db, |conn| sign_ups::newest_open(&mut conn, &address("person3@example.org"), NOW)).unwrap();
    assert_eq!((found.id, found.created_at, found.expires_at), (id(3), before(1_000), after(5_000)));
    assert!(found.password_hash.is_some() && found.next.is_none());
    assert!(read!(db, |conn| accounts::by_id(&mut conn, id(4))).is_none());
}

async fn an_import_that_is_dropped_leaves_nothing_and_keeps_nobody_from_writing(db: Db) {
    let mut looked_at = staging(&db, vec![staged(2, Outcome::Account, 1)]).await;
    looked_at.look().await.unwrap();
    drop(looked_at);
    let mut begun = staging(&db, vec![staged(2, Outcome::Account, 1)]).await;
    begun.look().await.unwrap();
    let (tx, written) = begun.write(&Work::of(Kind::Bcrypt, 1_024), NOW, NOW, |_| ()).await.unwrap();
    assert_eq!(written.accounts, 1);
    drop(tx);
    assert!(read!(db, |conn| accounts::by_id(&mut conn, id(1))).is_none());
    assert!(read!(db, |conn| foreign_hashes::dearest(&mut conn)).is_nothing());
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &account(1))));
    // The next finds nothing of the one before.
    let mut next = staging(&db, vec![staged(2, Outcome::Account, 2)]).await;
    assert_eq!(outcomes(&mut next).await, [(2, Outcome::Account)]);
}

async fn rows_are_held_against_each_other_and_what_is_there(db: Db) {
    use Outcome::{Account, AlreadyThere, Broken, Duplicate, IdTaken, SignUp};
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &account(1))));
    let closed = account(2);
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &closed)));
    let closing = countersign_core::account::Closing { closed_at: NOW, kept_until: after(1) };
    assert!(commit!(db, |tx| accounts::close(&mut tx, &closed, closing)));
    commit!(db, |tx| sign_ups::insert(&mut tx, &sign_up(3), vec![9; 32]));

    let with_id = |row: Staged, id: Id| Staged { id: Some(id), ..row };
    let rows = vec![
        with_id(staged(2, Account, 1), id(11)),
        with_id(staged(3, Account, 2), id(12)),
        // It has the id of the sign-up that it was, and is confirmed by now.
        staged(4, Account, 3),
        staged(5, Account, 5),
        with_id(staged(6, Account, 5), id(13)),
        with_id(staged(7, SignUp, 6), id(5)),
        with_id(staged(8, Account, 7), id(1)),
        with_id(staged(9, Account, 8), id(3)),
        Staged { id: None, email_key: None, reason: Some("why".to_owned()), ..staged(10, Broken, 9) },
        Staged { id: None, email_key: None, reason: Some("why".to_owned()), ..staged(11, Broken, 9) },
    ];
    let mut staging = staging(&db, rows).await;
    assert_eq!(
        outcomes(&mut staging).await,
        [
            (2, AlreadyThere),
            (3, AlreadyThere),
            (4, Account),
            (5, Account),
            (6, Duplicate),
            (7, Duplicate),
            (8, IdTaken),
            // Line 4 has it.
            (9, Duplicate),
            (10, Broken),
            (11, Broken),
        ]
    );
    let page = staging.page(5, Shown::Problems { skips_existing: true }, 2).await.unwrap();
    let told: Vec<_> = page.iter().map(|row| (row.line, row.reason.as_deref().unwrap())).collect();
    assert_eq!(told, [(6, "the same address as line 5"), (7, "the same id as line 5")]);
    let page = staging.page(0, Shown::Problems { skips_existing: false }, 2).await.unwrap();
    assert_eq!(page[1].reason.as_deref(), Some("the address had an account that was closed"));
    drop(staging);

    let mut alone = self::staging(&db, vec![with_id(staged(2, Account, 8), id(3)), staged(3, SignUp, 3)]).await;
    assert_eq!(outcomes(&mut alone).await, [(2, IdTaken), (3, Duplicate)]);
    drop(alone);
    let mut again = self::staging(&db, vec![staged(2, SignUp, 3), with_id(staged(3, SignUp, 4), id(14))]).await;
    assert_eq!(outcomes(&mut again).await, [(2, AlreadyThere), (3, SignUp)]);
}

async fn an_address_that_somebody_takes_meanwhile_is_theirs(db: Db) {
    // As if it had come after the look.
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &account(1))));
    let staging = staging(&db, vec![staged(2, Outcome::Account, 1), staged(3, Outcome::Account, 2)]).await;
    assert_eq!(write(staging).await.accounts, 1);
    let found = read!(db, |conn| accounts::by_id(&mut conn, id(1))).unwrap();
    assert!(found.password_hash.is_some_and(|hash| hash.expose() == "hash"));
}

async fn accounts_end_the_sign_ups_of_their_addresses(db: Db) {
    commit!(db, |tx| sign_ups::insert(&mut tx, &sign_up(1), vec![1; 32]));
    commit!(db, |tx| sign_ups::insert(&mut tx, &sign_up(2), vec![2; 32]));
    let mut staging = staging(&db, vec![Staged { id: Some(id(11)), ..staged(2, Outcome::Account, 1) }]).await;
    staging.look().await.unwrap();
    write(staging).await;
    assert!(read!(db, |conn| sign_ups::by_id(&mut conn, id(1))).is_none());
    assert!(read!(db, |conn| sign_ups::by_id(&mut conn, id(2))).is_some());
}

async fn many_rows_are_paged_and_written_in_pieces(db: Db) {
    const MANY: u64 = 25_001;
    let row = |line: u64| Staged {
        id: Some(Id::new(NOW, std::array::from_fn(|at| line.to_be_bytes()[at % 8]))),
        email: format!("many{line}@example.org"),
        email_key: Some(format!("many{line}@example.org")),
        ..staged(line, Outcome::Account, 1)
    };
    let mut staging = staging(&db, (1..=MANY).map(row).collect()).await;
    assert_eq!(staging.look().await.unwrap(), [(Outcome::Account, MANY)]);
    let page = staging.page(24_990, Shown::All, 100).await.unwrap();
    assert_eq!((page.len(), page[0].line), (11, 24_991));
    let mut steps = Vec::new();
    let (tx, written) = staging.write(&Work::default(), NOW, NOW, |lines| steps.push(lines)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((written.accounts, steps), (MANY, vec![10_000, 10_000, 5_001]));
}

async fn the_dearest_hashes_are_known_until_the_last_is_gone(db: Db) {
    const COST: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };
    let dearest = async || read!(db, |conn| foreign_hashes::dearest(&mut conn));
    let renew = async |since: Timestamp, now: Timestamp| {
        foreign_hashes::renew(&db, since, now, &Keys::default(), COST).await.unwrap()
    };
    assert!(dearest().await.is_nothing() && !renew(after(1), after(1)).await);

    commit!(db, |tx| foreign_hashes::raise(&mut tx, &Work::of(Kind::Pbkdf2Sha256, 5_000), NOW));
    commit!(db, |tx| foreign_hashes::raise(&mut tx, &Work::of(Kind::Scrypt { log_n: 14, r: 8 }, 2), NOW));
    commit!(db, |tx| foreign_hashes::raise(&mut tx, &Work::of(Kind::Pbkdf2Sha256, 100), NOW));
    let mut both = Work::of(Kind::Pbkdf2Sha256, 5_000);
    both.raise(&Work::of(Kind::Scrypt { log_n: 14, r: 8 }, 2));
    assert_eq!(dearest().await, both);

    let mut staging = staging(&db, vec![staged(2, Outcome::Account, 1)]).await;
    staging.look().await.unwrap();
    write(staging).await;
    // Looked at just now, it is not looked at again.
    assert!(!renew(before(1), after(10)).await && dearest().await == both);
    assert!(renew(after(1), after(10)).await);
    assert_eq!(dearest().await, Work::of(Kind::Pbkdf2Sha256, 1_000));
    let ours = "$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    assert!(commit!(db, |tx| accounts::signed_in(&mut tx, id(1), 1, Some(ours), NOW)));
    assert!(renew(after(10), after(20)).await && dearest().await.is_nothing());
}
