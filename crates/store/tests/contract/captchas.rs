//! Captchas that have been used: each once, whoever else tries at the same moment, and until its time is over.

use std::time::Duration;

use countersign_core::altcha::Solved;
use countersign_store::{Db, SWEPT_AT_ONCE, captchas};

use crate::databases::{twenty_at_once, winners};
use crate::rows::NOW;

on_both_databases! { migrated:
    a_captcha_is_spent_once,
    of_many_at_the_same_moment_one_spends_it,
    what_its_age_refuses_is_swept,
    a_sweep_is_short,
}

fn solved(id: &str) -> Solved {
    Solved { id: id.to_owned(), expires_at: NOW.plus(Duration::from_secs(300)) }
}

async fn a_captcha_is_spent_once(db: Db) {
    assert!(captchas::spend(&db, &solved("one")).await.unwrap());
    assert!(!captchas::spend(&db, &solved("one")).await.unwrap());
    assert!(captchas::spend(&db, &solved("two")).await.unwrap());
}

async fn of_many_at_the_same_moment_one_spends_it(db: Db) {
    let spent = twenty_at_once(|_| {
        let db = db.clone();
        async move { captchas::spend(&db, &solved("one")).await.unwrap() }
    })
    .await;
    assert_eq!(winners(&spent), 1);
}

async fn what_its_age_refuses_is_swept(db: Db) {
    captchas::spend(&db, &solved("one")).await.unwrap();
    let almost = NOW.plus(Duration::from_millis(299_999));
    assert_eq!(commit!(db, |tx| captchas::sweep(&mut tx, almost)), 0);
    assert!(!captchas::spend(&db, &solved("one")).await.unwrap());
    assert_eq!(commit!(db, |tx| captchas::sweep(&mut tx, NOW.plus(Duration::from_secs(300)))), 1);
}

async fn a_sweep_is_short(db: Db) {
    for number in 0..=SWEPT_AT_ONCE {
        captchas::spend(&db, &solved(&number.to_string())).await.unwrap();
    }
    let later = NOW.plus(Duration::from_secs(300));
    for left in [SWEPT_AT_ONCE.unsigned_abs(), 1, 0] {
        assert_eq!(commit!(db, |tx| captchas::sweep(&mut tx, later)), left);
    }
}
