//! Links: spent once whoever comes at the same moment, and only while everything they depend on is as
//! it was. The standing that `find` tells and the answer of `spend` must agree.

use countersign_core::account::Account;
use countersign_core::link::{Purpose, Standing, standing};
use countersign_core::sign_up::SignUp;
use countersign_core::{Id, Timestamp};
use countersign_store::links::{Link, Subject};
use countersign_store::{Db, Error, Tx, accounts, email_changes, links, sign_ups};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_link_comes_back_as_it_was_handed_over,
    a_link_that_was_never_handed_over_is_outdated,
    a_link_is_spent_once,
    of_twenty_clicks_at_once_one_spends_the_link,
    of_two_links_to_one_sign_up_at_once_one_confirms_it,
    a_link_is_spent_for_its_own_purpose_only,
    a_link_is_usable_to_its_last_millisecond,
    a_link_to_a_confirmed_sign_up_is_used,
    a_link_to_an_expired_sign_up_is_not_spent,
    a_link_to_a_removed_sign_up_is_outdated,
    a_reset_link_ends_with_its_epoch,
    a_reset_link_of_a_disabled_account_is_outdated,
    a_change_link_is_spent_once,
    a_change_link_ends_with_its_epoch,
    a_link_to_a_stopped_change_is_outdated,
    the_way_back_of_a_stopped_change_is_outdated,
    a_link_to_a_confirmed_change_is_used,
    an_undo_link_outlives_epochs_and_disabling,
    an_undo_link_to_an_undone_change_is_used,
    handing_over_again_sets_the_expiry_anew,
    handing_over_again_ties_the_link_to_what_the_mail_says_now,
    handing_over_again_never_revives_a_used_link,
    a_rolled_back_transaction_leaves_the_link_unspent,
    a_transaction_sees_its_own_spending,
    a_link_needs_what_it_is_tied_to,
    only_an_unused_link_is_voided,
    the_sweep_takes_what_ended_long_ago,
}

const LINK: u8 = 100;

async fn find(db: &Db, number: u8) -> Option<Link> {
    read!(db, |conn| links::find(&mut conn, id(number)))
}

async fn standing_of(db: &Db, number: u8, now: Timestamp) -> Standing {
    standing(find(db, number).await.map(|link| link.facts), now)
}

async fn spend(db: &Db, number: u8, purpose: Purpose, now: Timestamp) -> bool {
    commit!(db, |tx| links::spend(&mut tx, id(number), purpose, now))
}

async fn hand_over(tx: &mut Tx, number: u8, purpose: Purpose, subject: Subject, expires_at: Timestamp) {
    let link = new_link(number, purpose, &address("Ada@example.org"), subject, expires_at);
    links::hand_over(tx, &[link], NOW).await.unwrap();
}

async fn kept_link(db: &Db, number: u8, purpose: Purpose, subject: Subject) {
    let mut tx = db.begin().await.unwrap();
    hand_over(&mut tx, number, purpose, subject, after(100)).await;
    tx.commit().await.unwrap();
}

fn to_sign_up(sign_up_id: Id) -> Subject {
    Subject { sign_up_id: Some(sign_up_id), ..Subject::default() }
}

fn to_account(account_id: Id, epoch: i64) -> Subject {
    Subject { account_id: Some(account_id), epoch: Some(epoch), ..Subject::default() }
}

async fn kept_confirm_link(db: &Db) -> SignUp {
    let sign_up = kept_sign_up(db, 1).await;
    kept_link(db, LINK, Purpose::Confirm, to_sign_up(sign_up.id)).await;
    sign_up
}

async fn kept_reset_link(db: &Db) -> Account {
    let account = kept_account(db, 1).await;
    kept_link(db, LINK, Purpose::Reset, to_account(account.id, 1)).await;
    account
}

/// A change of address number 1 and a link to it.
async fn kept_change_link(db: &Db, purpose: Purpose) -> Account {
    let account = kept_account(db, 1).await;
    let change = kept_change(db, 1, &account).await;
    let subject = Subject { email_change_id: Some(change.id), ..to_account(account.id, 1) };
    kept_link(db, LINK, purpose, subject).await;
    account
}

async fn start_next_epoch(db: &Db, account: &Account) {
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, account.id, 1, None, NOW)));
}

async fn disable(db: &Db, account: &Account) {
    assert!(commit!(db, |tx| accounts::set_disabled(&mut tx, account.id, Some(NOW))));
}

async fn a_link_comes_back_as_it_was_handed_over(db: Db) {
    kept_change_link(&db, Purpose::UndoChangeEmail).await;
    let link = find(&db, LINK).await.unwrap();
    assert_eq!((link.id, link.purpose, link.address.as_str()), (id(LINK), Purpose::UndoChangeEmail, "Ada@example.org"));
    let Subject { sign_up_id, account_id, email_change_id, epoch } = link.subject;
    assert_eq!((sign_up_id, account_id, email_change_id, epoch), (None, Some(id(1)), Some(id(1)), Some(1)));
    assert_eq!((link.facts.expires_at, link.facts.used_at), (after(100), None));
    assert_eq!(standing(Some(link.facts), NOW), Standing::Usable);
}

async fn a_link_that_was_never_handed_over_is_outdated(db: Db) {
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
    assert!(!spend(&db, LINK, Purpose::Confirm, NOW).await);
}

async fn a_link_is_spent_once(db: Db) {
    kept_confirm_link(&db).await;
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable);
    assert!(spend(&db, LINK, Purpose::Confirm, after(1)).await);
    assert!(!spend(&db, LINK, Purpose::Confirm, after(2)).await);
    assert_eq!(find(&db, LINK).await.unwrap().facts.used_at, Some(after(1)));
    assert_eq!(standing_of(&db, LINK, after(2)).await, Standing::Used);
}

async fn of_twenty_clicks_at_once_one_spends_the_link(db: Db) {
    kept_reset_link(&db).await;
    let spent = twenty_at_once(|_| {
        let db = db.clone();
        async move { spend(&db, LINK, Purpose::Reset, NOW).await }
    })
    .await;
    assert_eq!(winners(&spent), 1);
}

/// `spend` sees other rows as they were when it began, so the effect has a guard of its own.
async fn of_two_links_to_one_sign_up_at_once_one_confirms_it(db: Db) {
    let sign_up = kept_sign_up(&db, 1).await;
    for number in 0..20 {
        kept_link(&db, LINK + number, Purpose::Confirm, to_sign_up(sign_up.id)).await;
    }
    let confirmed = twenty_at_once(|number| {
        let db = db.clone();
        async move {
            let mut tx = db.begin().await.unwrap();
            let won = links::spend(&mut tx, id(LINK + number), Purpose::Confirm, NOW).await.unwrap()
                && sign_ups::confirm(&mut tx, id(1), NOW).await.unwrap();
            if won {
                tx.commit().await.unwrap();
            }
            won
        }
    })
    .await;
    assert_eq!(winners(&confirmed), 1);
    for (number, won) in (0..).zip(confirmed) {
        assert_eq!(find(&db, LINK + number).await.unwrap().facts.used_at.is_some(), won);
        assert_eq!(standing_of(&db, LINK + number, NOW).await, Standing::Used);
    }
}

async fn a_link_is_spent_for_its_own_purpose_only(db: Db) {
    let account = kept_account(&db, 1).await;
    let sign_up = kept_sign_up(&db, 2).await;
    let change = kept_change(&db, 3, &account).await;
    // Tied to everything, so that nothing but the purpose can be in the way.
    let all = Subject {
        sign_up_id: Some(sign_up.id),
        account_id: Some(account.id),
        email_change_id: Some(change.id),
        epoch: Some(1),
    };
    for (number, purpose) in (LINK..).zip(Purpose::ALL) {
        kept_link(&db, number, *purpose, all).await;
        for other in Purpose::ALL.iter().filter(|other| *other != purpose) {
            assert!(!spend(&db, number, *other, NOW).await, "{purpose:?} as {other:?}");
        }
        // The account is open: there is nothing to keep.
        let can_be_spent = *purpose != Purpose::KeepAccount;
        assert_eq!(spend(&db, number, *purpose, NOW).await, can_be_spent, "{purpose:?}");
    }
}

async fn a_link_is_usable_to_its_last_millisecond(db: Db) {
    kept_reset_link(&db).await;
    assert!(!spend(&db, LINK, Purpose::Reset, after(100)).await);
    assert_eq!(standing_of(&db, LINK, after(100)).await, Standing::Expired);
    assert_eq!(standing_of(&db, LINK, after(99)).await, Standing::Usable);
    assert!(spend(&db, LINK, Purpose::Reset, after(99)).await);
}

async fn a_link_to_a_confirmed_sign_up_is_used(db: Db) {
    let sign_up = kept_confirm_link(&db).await;
    assert!(commit!(db, |tx| sign_ups::confirm(&mut tx, sign_up.id, NOW)));
    assert!(!spend(&db, LINK, Purpose::Confirm, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Used);
}

async fn a_link_to_an_expired_sign_up_is_not_spent(db: Db) {
    let sign_up = kept_sign_up(&db, 1).await;
    let mut tx = db.begin().await.unwrap();
    hand_over(&mut tx, LINK, Purpose::Confirm, to_sign_up(sign_up.id), after(9_000)).await;
    tx.commit().await.unwrap();
    assert!(!spend(&db, LINK, Purpose::Confirm, sign_up.expires_at).await);
    assert_eq!(standing_of(&db, LINK, sign_up.expires_at).await, Standing::Expired);
    assert!(spend(&db, LINK, Purpose::Confirm, after(999)).await);
}

async fn a_link_to_a_removed_sign_up_is_outdated(db: Db) {
    let sign_up = kept_confirm_link(&db).await;
    assert!(commit!(db, |tx| sign_ups::delete(&mut tx, sign_up.id)));
    assert!(!spend(&db, LINK, Purpose::Confirm, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
}

async fn a_reset_link_ends_with_its_epoch(db: Db) {
    let account = kept_reset_link(&db).await;
    start_next_epoch(&db, &account).await;
    assert!(!spend(&db, LINK, Purpose::Reset, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
}

async fn a_reset_link_of_a_disabled_account_is_outdated(db: Db) {
    let account = kept_account(&db, 1).await;
    disable(&db, &account).await;
    // In the epoch of the disabled account, so that the epoch is not what refuses it.
    kept_link(&db, LINK, Purpose::Reset, to_account(account.id, 2)).await;
    assert!(!spend(&db, LINK, Purpose::Reset, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
}

async fn a_change_link_is_spent_once(db: Db) {
    kept_change_link(&db, Purpose::ChangeEmail).await;
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable);
    let spent = twenty_at_once(|_| {
        let db = db.clone();
        async move { spend(&db, LINK, Purpose::ChangeEmail, NOW).await }
    })
    .await;
    assert_eq!(winners(&spent), 1);
}

async fn a_change_link_ends_with_its_epoch(db: Db) {
    let account = kept_change_link(&db, Purpose::ChangeEmail).await;
    start_next_epoch(&db, &account).await;
    assert!(!spend(&db, LINK, Purpose::ChangeEmail, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
}

async fn a_link_to_a_stopped_change_is_outdated(db: Db) {
    kept_change_link(&db, Purpose::ChangeEmail).await;
    assert!(commit!(db, |tx| email_changes::stop(&mut tx, id(1), NOW)));
    assert!(!spend(&db, LINK, Purpose::ChangeEmail, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
}

/// Nothing was undone: "all is well" would be too much.
async fn the_way_back_of_a_stopped_change_is_outdated(db: Db) {
    kept_change_link(&db, Purpose::UndoChangeEmail).await;
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable);
    assert!(commit!(db, |tx| email_changes::stop(&mut tx, id(1), NOW)));
    assert!(!spend(&db, LINK, Purpose::UndoChangeEmail, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
}

async fn a_link_to_a_confirmed_change_is_used(db: Db) {
    kept_change_link(&db, Purpose::ChangeEmail).await;
    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(1), NOW)));
    assert!(!spend(&db, LINK, Purpose::ChangeEmail, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Used);
}

async fn an_undo_link_outlives_epochs_and_disabling(db: Db) {
    let account = kept_change_link(&db, Purpose::UndoChangeEmail).await;
    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(1), NOW)));
    start_next_epoch(&db, &account).await;
    disable(&db, &account).await;
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable);
    assert!(spend(&db, LINK, Purpose::UndoChangeEmail, NOW).await);
    assert!(!spend(&db, LINK, Purpose::UndoChangeEmail, NOW).await);
}

async fn an_undo_link_to_an_undone_change_is_used(db: Db) {
    let account = kept_change_link(&db, Purpose::UndoChangeEmail).await;
    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(1), NOW)));
    assert!(commit!(db, |tx| email_changes::undo(&mut tx, &email_change(1, &account), NOW)));
    assert!(!spend(&db, LINK, Purpose::UndoChangeEmail, NOW).await);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Used);
}

async fn handing_over_again_sets_the_expiry_anew(db: Db) {
    let account = kept_reset_link(&db).await;
    let mut tx = db.begin().await.unwrap();
    hand_over(&mut tx, LINK, Purpose::Reset, to_account(account.id, 1), after(500)).await;
    tx.commit().await.unwrap();
    assert_eq!(find(&db, LINK).await.unwrap().facts.expires_at, after(500));
    assert!(spend(&db, LINK, Purpose::Reset, after(499)).await);
}

/// Between two tries of one mail the sign-up may have become an account, or the epoch moved on: the
/// second try is another kind of mail, and its link has to work.
async fn handing_over_again_ties_the_link_to_what_the_mail_says_now(db: Db) {
    let sign_up = kept_confirm_link(&db).await;
    let account = kept_account(&db, 2).await;
    assert!(commit!(db, |tx| sign_ups::confirm(&mut tx, sign_up.id, NOW)));
    kept_link(&db, LINK, Purpose::Reset, to_account(account.id, 1)).await;
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable);

    start_next_epoch(&db, &account).await;
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
    kept_link(&db, LINK, Purpose::Reset, to_account(account.id, 2)).await;
    assert_eq!(find(&db, LINK).await.unwrap().subject.sign_up_id, None);
    assert!(!spend(&db, LINK, Purpose::Confirm, NOW).await);
    assert!(spend(&db, LINK, Purpose::Reset, NOW).await);
}

async fn handing_over_again_never_revives_a_used_link(db: Db) {
    let account = kept_reset_link(&db).await;
    assert!(spend(&db, LINK, Purpose::Reset, after(1)).await);
    let mut tx = db.begin().await.unwrap();
    hand_over(&mut tx, LINK, Purpose::Reset, to_account(account.id, 1), after(500)).await;
    tx.commit().await.unwrap();

    let facts = find(&db, LINK).await.unwrap().facts;
    assert_eq!((facts.expires_at, facts.used_at), (after(100), Some(after(1))));
    assert!(!spend(&db, LINK, Purpose::Reset, after(2)).await);
}

async fn a_rolled_back_transaction_leaves_the_link_unspent(db: Db) {
    kept_reset_link(&db).await;
    let mut tx = db.begin().await.unwrap();
    assert!(links::spend(&mut tx, id(LINK), Purpose::Reset, NOW).await.unwrap());
    drop(tx);
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable);
    assert!(spend(&db, LINK, Purpose::Reset, NOW).await);
}

async fn a_transaction_sees_its_own_spending(db: Db) {
    kept_reset_link(&db).await;
    let mut tx = db.begin().await.unwrap();
    assert!(links::spend(&mut tx, id(LINK), Purpose::Reset, NOW).await.unwrap());
    assert_eq!(links::find(&mut tx, id(LINK)).await.unwrap().unwrap().facts.used_at, Some(NOW));
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Usable, "nobody else does before the commit");
    tx.commit().await.unwrap();
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Used);
}

async fn a_link_needs_what_it_is_tied_to(db: Db) {
    for subject in
        [to_sign_up(id(9)), to_account(id(9), 1), Subject { email_change_id: Some(id(9)), ..Subject::default() }]
    {
        let mut tx = db.begin().await.unwrap();
        let to = address("ada@example.org");
        let link = new_link(LINK, Purpose::Confirm, &to, subject, after(1));
        let refused = links::hand_over(&mut tx, &[link], NOW).await;
        assert!(matches!(refused, Err(Error::Driver(_))));
    }
}

async fn only_an_unused_link_is_voided(db: Db) {
    let account = kept_reset_link(&db).await;
    kept_link(&db, LINK + 1, Purpose::Reset, to_account(account.id, 1)).await;
    assert!(spend(&db, LINK + 1, Purpose::Reset, NOW).await);
    assert!(commit!(db, |tx| links::delete_unused(&mut tx, id(LINK))));
    assert!(!commit!(db, |tx| links::delete_unused(&mut tx, id(LINK))));
    assert!(!commit!(db, |tx| links::delete_unused(&mut tx, id(LINK + 1))));
    assert_eq!(standing_of(&db, LINK, NOW).await, Standing::Outdated);
    assert_eq!(standing_of(&db, LINK + 1, NOW).await, Standing::Used);
}

async fn the_sweep_takes_what_ended_long_ago(db: Db) {
    let account = kept_account(&db, 1).await;
    for (number, expires_at) in [(1, after(9)), (2, after(10)), (3, after(11))] {
        let mut tx = db.begin().await.unwrap();
        hand_over(&mut tx, number, Purpose::Reset, to_account(account.id, 1), expires_at).await;
        tx.commit().await.unwrap();
    }
    assert_eq!(commit!(db, |tx| links::sweep(&mut tx, after(10))), 2);
    assert!(find(&db, 2).await.is_none() && find(&db, 3).await.is_some());
}
