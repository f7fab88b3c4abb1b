//! Accounts and waiting sign-ups in one list: page after page nobody is missed or met twice, whatever is looked for.

use std::str::FromStr;

use countersign_core::account::{Account, Closing, Role};
use countersign_core::sign_up::SignUp;
use countersign_core::{Id, Timestamp};
use countersign_store::people::{self, After, Person, Standing, WINDOW, Wanted};
use countersign_store::{Behind, Db, accounts, sign_ups};

use crate::databases::{look, run};
use crate::rows::*;

on_both_databases! { migrated:
    accounts_and_waiting_sign_ups_are_one_list_newest_first,
    what_is_confirmed_or_over_does_not_wait,
    pages_miss_nobody_and_meet_nobody_twice,
    an_address_is_found_by_how_it_begins,
    a_closed_account_is_found_by_its_address_and_by_nothing_else,
    nothing_typed_is_a_pattern,
    a_text_is_found_anywhere_in_an_address,
    a_standing_comes_back_as_it_is,
}

on_both_databases! { empty:
    a_text_is_looked_for_further_back_page_by_page,
    a_beginning_is_found_by_the_index,
}

fn ids(people: &[Person]) -> Vec<Id> {
    people.iter().map(|person| person.id).collect()
}

async fn newest(db: &Db, wanted: Wanted) -> Vec<Id> {
    ids(&read!(db, |conn| people::newest(&mut conn, wanted, None, 100, NOW)).rows)
}

async fn beginning(db: &Db, start: &str) -> Vec<Id> {
    ids(&read!(db, |conn| people::beginning(&mut conn, Wanted::All, start, None, 100, NOW)).0)
}

async fn containing(db: &Db, text: &str) -> Vec<Id> {
    ids(&read!(db, |conn| people::containing(&mut conn, Wanted::All, text, None, 100, NOW)).rows)
}

async fn keep_account(db: &Db, number: u8, email: &str, created_at: Timestamp) {
    let kept = Account { address: address(email), created_at, ..account(number) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &kept)));
}

async fn keep_sign_up(db: &Db, number: u8, email: &str, created_at: Timestamp) {
    let kept = SignUp { address: address(email), created_at, ..sign_up(number) };
    commit!(db, |tx| sign_ups::insert(&mut tx, &kept, token_hash(number)));
}

async fn accounts_and_waiting_sign_ups_are_one_list_newest_first(db: Db) {
    keep_account(&db, 1, "a@example.org", before(3)).await;
    keep_sign_up(&db, 2, "a@example.org", before(1)).await;
    keep_account(&db, 3, "b@example.org", before(2)).await;
    keep_sign_up(&db, 4, "c@example.org", before(4)).await;
    commit!(db, |tx| accounts::set_disabled(&mut tx, id(3), Some(NOW)));
    assert_eq!(newest(&db, Wanted::All).await, [id(2), id(3), id(1), id(4)]);
    assert_eq!(newest(&db, Wanted::Accounts).await, [id(3), id(1)]);
    assert_eq!(newest(&db, Wanted::Disabled).await, [id(3)]);
    assert_eq!(newest(&db, Wanted::SignUps).await, [id(2), id(4)]);
}

async fn what_is_confirmed_or_over_does_not_wait(db: Db) {
    for number in 1..=3 {
        kept_sign_up(&db, number).await;
    }
    commit!(db, |tx| sign_ups::confirm(&mut tx, id(1), NOW));
    assert_eq!(newest(&db, Wanted::All).await, [id(3), id(2)]);
    let later = read!(db, |conn| people::newest(&mut conn, Wanted::All, None, 9, after(1_000)));
    assert!(later.rows.is_empty() && later.next.is_none());
}

async fn pages_miss_nobody_and_meet_nobody_twice(db: Db) {
    // Many of one instant, of both kinds.
    for number in 0..24 {
        let at = before(u64::from(number / 9));
        let email = format!("person{number}@example.org");
        if number % 2 == 0 {
            keep_account(&db, number, &email, at).await
        } else {
            keep_sign_up(&db, number, &email, at).await
        }
    }
    let whole = newest(&db, Wanted::All).await;
    assert_eq!(whole.len(), 24);
    for limit in [1, 2, 5, 23, 24] {
        let (mut behind, mut met): (Option<Behind>, Vec<Id>) = (None, Vec::new());
        loop {
            let leaf = read!(db, |conn| people::newest(&mut conn, Wanted::All, behind, limit, NOW));
            assert!(leaf.rows.len() <= limit);
            met.extend(ids(&leaf.rows));
            behind = leaf.next.map(|next| next.to_string().parse().unwrap());
            if behind.is_none() {
                break;
            }
        }
        assert_eq!(met, whole, "{limit} a page");
        let (mut after, mut met): (Option<After>, Vec<Id>) = (None, Vec::new());
        loop {
            let look =
                people::beginning(&mut db.read().await.unwrap(), Wanted::All, "p", after.as_ref(), limit, NOW).await;
            let (rows, next) = look.unwrap();
            met.extend(ids(&rows));
            after = next.map(|next| After::from_str(&next.to_string()).unwrap());
            if after.is_none() {
                break;
            }
        }
        met.sort();
        let mut all = whole.clone();
        all.sort();
        assert_eq!(met, all, "{limit} a page");
    }
}

async fn an_address_is_found_by_how_it_begins(db: Db) {
    keep_account(&db, 1, "Ada.Lovelace@example.org", NOW).await;
    keep_sign_up(&db, 2, "ada@example.org", NOW).await;
    keep_sign_up(&db, 3, "ada@example.org", after(1)).await;
    keep_account(&db, 4, "ad~a@example.org", NOW).await;
    keep_account(&db, 5, "a_da@example.org", NOW).await;
    keep_account(&db, 6, "a-da@example.org", NOW).await;
    // In the order of bytes, whatever the database's own order is.
    assert_eq!(beginning(&db, "a").await, [id(6), id(5), id(1), id(2), id(3), id(4)]);
    assert_eq!(beginning(&db, "ADA").await, [id(1), id(2), id(3)]);
    assert_eq!(beginning(&db, "ada@example.org").await, [id(2), id(3)]);
    assert_eq!(beginning(&db, "ad~").await, [id(4)]);
    assert!(beginning(&db, "b").await.is_empty());
    let accounts = read!(db, |conn| people::beginning(&mut conn, Wanted::Accounts, "ada", None, 9, NOW)).0;
    assert_eq!(ids(&accounts), [id(1)]);
}

async fn a_closed_account_is_found_by_its_address_and_by_nothing_else(db: Db) {
    for number in 1..=3 {
        keep_account(&db, number, &format!("ada{number}@example.org"), NOW).await;
        let held = commit!(db, |tx| accounts::hold(&mut tx, id(number))).unwrap();
        assert!(commit!(db, |tx| accounts::close(&mut tx, &held, Closing { closed_at: NOW, kept_until: after(7) })));
    }
    keep_sign_up(&db, 4, "ada2@example.org", NOW).await;
    keep_account(&db, 5, "clara@example.org", NOW).await;
    assert_eq!(beginning(&db, "ada2@example.org").await, [id(4), id(2)]);
    assert_eq!(beginning(&db, "c").await, [id(5)]);
    for nothing in ["closed", " closed", "ada1@example.org "] {
        assert!(containing(&db, nothing).await.is_empty(), "{nothing:?}");
    }
    let (mut met, mut next): (Vec<Id>, Option<After>) = (Vec::new(), None);
    for _ in 0..4 {
        let look = read!(db, |conn| people::beginning(&mut conn, Wanted::All, "ada", next.as_ref(), 1, NOW));
        met.extend(ids(&look.0));
        next = look.1.map(|next| After::from_str(&next.to_string()).unwrap());
    }
    assert_eq!((met, next), (vec![id(1), id(4), id(2), id(3)], None));
}

async fn nothing_typed_is_a_pattern(db: Db) {
    keep_account(&db, 1, "a_b%c@example.org", NOW).await;
    keep_account(&db, 2, "axbyc@example.org", NOW).await;
    keep_account(&db, 3, "a!b@example.org", NOW).await;
    for (text, found) in
        [("_", vec![id(1)]), ("%", vec![id(1)]), ("!", vec![id(3)]), ("b%c", vec![id(1)]), ("\\", vec![])]
    {
        assert_eq!(containing(&db, text).await, found, "{text}");
    }
    let huge = "%".repeat(100_000);
    for text in ["'; DROP TABLE accounts; --", "\u{0}", "\u{1f98a}", &huge] {
        assert!(containing(&db, text).await.is_empty() && beginning(&db, text).await.is_empty());
    }
    assert_eq!(newest(&db, Wanted::All).await.len(), 3);
}

async fn a_text_is_found_anywhere_in_an_address(db: Db) {
    keep_account(&db, 1, "ada@Example.org", NOW).await;
    keep_sign_up(&db, 2, "lovelace.ada@example.net", after(1)).await;
    keep_account(&db, 3, "eve@example.com", NOW).await;
    assert_eq!(containing(&db, "ADA").await, [id(2), id(1)]);
    assert_eq!(containing(&db, "@example.").await, [id(2), id(3), id(1)]);
    let first = read!(db, |conn| people::containing(&mut conn, Wanted::All, "example", None, 2, NOW));
    assert_eq!(ids(&first.rows), [id(2), id(3)]);
    let rest = read!(db, |conn| people::containing(&mut conn, Wanted::All, "example", first.next, 2, NOW));
    assert_eq!((ids(&rest.rows), rest.next), (vec![id(1)], None));
}

async fn a_standing_comes_back_as_it_is(db: Db) {
    let admin = Account { role: Some(Role::Admin), signed_in_at: Some(before(1)), ..account(1) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &admin)));
    commit!(db, |tx| accounts::set_disabled(&mut tx, id(1), Some(after(1))));
    let held = commit!(db, |tx| accounts::hold(&mut tx, id(1))).unwrap();
    let closing = Closing { closed_at: NOW, kept_until: after(7) };
    assert!(commit!(db, |tx| accounts::close(&mut tx, &held, closing)));
    kept_sign_up(&db, 2).await;
    let people = read!(db, |conn| people::newest(&mut conn, Wanted::All, None, 9, NOW)).rows;
    let [sign_up, account] = &*people else { panic!("{} people", people.len()) };
    assert!(matches!(sign_up.standing, Standing::SignUp { expires_at } if expires_at == after(1_000)));
    let Standing::Account { signed_in_at, disabled_at, kept_until, role } = account.standing else {
        panic!("no account")
    };
    assert_eq!(kept_until, Some(after(7)));
    assert_eq!((signed_in_at, disabled_at, role), (Some(before(1)), Some(after(1)), Some(Role::Admin)));
    assert_eq!(account.address.as_str(), "person1@example.org");
}

/// So many accounts, the higher the number the newer.
async fn fill(url: &str, count: i64) {
    let insert = |from: &str| {
        format!(
            "INSERT INTO accounts (id, email, email_key, epoch, created_at, password_changed_at)
            SELECT '018f4b1e-0000-7000-8000-' || substr('00000000000' || n, -12), 'p' || n || '@example.org',
                'p' || n || '@example.org', 1, n, n FROM {from}"
        )
    };
    let sql = if url.starts_with("sqlite") {
        let numbers =
            format!("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count})");
        format!("{numbers} {}", insert("numbers"))
    } else {
        insert(&format!("generate_series(1, {count}) AS numbers (n)"))
            .replace("substr('00000000000' || n, -12)", "lpad(n::text, 12, '0')")
    };
    run(url, sql).await;
}

async fn a_text_is_looked_for_further_back_page_by_page(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    fill(&url, 2 * WINDOW + 7).await;
    let (mut behind, mut looks, mut found) = (None, 0, Vec::new());
    loop {
        let leaf = read!(db, |conn| people::containing(&mut conn, Wanted::All, "p7@", behind, 10, NOW));
        looks += 1;
        found.extend(leaf.rows.iter().map(|person| person.address.as_str().to_owned()));
        behind = leaf.next;
        if behind.is_none() {
            break;
        }
    }
    assert_eq!((looks, &*found), (3, &["p7@example.org".to_owned()][..]));
    db.close().await;
}

/// Whatever order of texts the database has by itself.
async fn a_beginning_is_found_by_the_index(url: String) {
    let db = Db::open(&url).await.unwrap();
    db.migrate().await.unwrap();
    fill(&url, 5_000).await;
    run(&url, "ANALYZE".to_owned()).await;
    let sql = "SELECT id FROM accounts WHERE email_key >= 'p49' AND email_key < 'p49~' ORDER BY email_key LIMIT 26";
    let explain = if url.starts_with("sqlite") { "EXPLAIN QUERY PLAN" } else { "EXPLAIN" };
    let plan = format!("{:?}", look(&url, &format!("{explain} {sql}")).await);
    assert!(plan.contains("sqlite_autoindex_accounts_2") || plan.contains("accounts_email_key_key"), "{plan}");
    db.close().await;
}
