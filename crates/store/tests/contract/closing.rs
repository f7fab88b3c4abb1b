//! Closed accounts: nothing finds them by their address, the address is free, and only within their time does one
//! opening of twenty bring one back.

use countersign_core::account::{Account, Closing};
use countersign_core::link::{Purpose, Standing, standing};
use countersign_core::mail::Ending;
use countersign_core::{Address, Timestamp};
use countersign_store::links::Subject;
use countersign_store::mails::{self, NewMail, Wanted};
use countersign_store::{Db, Error, Page, accounts, backup, email_changes, links, sessions};

use crate::databases::{twenty_at_once, winners};
use crate::rows::*;

on_both_databases! { migrated:
    a_closed_account_comes_back_as_it_was_closed,
    a_closed_account_is_not_found_by_its_address_and_leaves_it_free,
    of_twenty_closings_at_once_one_closes,
    an_account_of_another_epoch_is_not_closed,
    a_closed_account_holds_no_session,
    of_twenty_openings_at_once_one_opens,
    an_account_is_opened_to_the_last_millisecond_of_its_time,
    an_account_whose_address_has_another_is_not_opened,
    an_account_that_is_open_is_not_opened,
    a_new_address_opens_a_closed_account,
    a_link_to_a_closed_account_is_spent_once_and_only_to_keep_it,
    a_link_to_keep_an_account_ends_with_its_time,
    a_link_to_keep_an_account_that_is_open_is_outdated,
    an_undo_link_outlives_the_closing_and_ends_with_it,
    accounts_that_are_over_are_listed_the_oldest_first,
    what_was_written_to_the_address_later_stays,
    an_address_is_left_with_what_was_written_to_it,
    a_language_is_set_and_taken_back,
    open_changes_are_stopped_and_those_in_force_stay,
}

const LINK: u8 = 100;
/// When an account of these cases is over.
const OVER: u64 = 50;

fn closing() -> Closing {
    Closing { closed_at: NOW, kept_until: after(OVER) }
}

async fn close(db: &Db, account: &Account) -> bool {
    commit!(db, |tx| accounts::close(&mut tx, account, closing()))
}

/// Account number 1, closed, as the database has it.
async fn kept_closed(db: &Db) -> Account {
    let account = kept_account(db, 1).await;
    assert!(close(db, &account).await);
    by_id(db, 1).await.unwrap()
}

async fn by_id(db: &Db, number: u8) -> Option<Account> {
    read!(db, |conn| accounts::by_id(&mut conn, id(number)))
}

async fn has_account(db: &Db, address: &Address) -> bool {
    read!(db, |conn| accounts::by_address(&mut conn, address)).is_some()
}

async fn reopen(db: &Db, account: &Account, now: Timestamp) -> bool {
    commit!(db, |tx| accounts::reopen(&mut tx, account, &secret("new").unwrap(), now))
}

async fn kept_link(db: &Db, purpose: Purpose, subject: Subject) {
    let address = address("person1@example.org");
    commit!(db, |tx| links::hand_over(&mut tx, &[new_link(LINK, purpose, &address, subject, after(100))], NOW));
}

async fn standing_at(db: &Db, now: Timestamp) -> Standing {
    standing(read!(db, |conn| links::find(&mut conn, id(LINK))).map(|link| link.facts), now)
}

async fn spend(db: &Db, purpose: Purpose, now: Timestamp) -> bool {
    commit!(db, |tx| links::spend(&mut tx, id(LINK), purpose, now))
}

fn to(account: &Account) -> Subject {
    Subject { account_id: Some(account.id), epoch: Some(account.epoch), ..Subject::default() }
}

async fn a_closed_account_comes_back_as_it_was_closed(db: Db) {
    let closed = kept_closed(&db).await;
    assert_eq!((closed.closing, closed.epoch), (Some(closing()), 2));
    assert_eq!(closed.address.as_str(), "person1@example.org");
    assert!(closed.can_be_kept(after(OVER - 1)) && !closed.can_be_kept(after(OVER)));
    let listed = read!(db, |conn| accounts::list(&mut conn, Page::default()));
    assert_eq!(listed[0].closing, Some(closing()));

    assert!(reopen(&db, &closed, after(1)).await);
    let opened = by_id(&db, 1).await.unwrap();
    assert_eq!((opened.closing, opened.epoch, opened.password_changed_at), (None, 3, after(1)));
    assert_eq!(opened.password_hash.unwrap().expose(), "new");
    assert!(has_account(&db, &closed.address).await);
}

async fn a_closed_account_is_not_found_by_its_address_and_leaves_it_free(db: Db) {
    let closed = kept_closed(&db).await;
    assert!(!has_account(&db, &closed.address).await);
    let held = commit!(db, |tx| accounts::hold_closed(&mut tx, &address("PERSON1@example.org")));
    assert_eq!(held.unwrap().id, closed.id);
    assert!(commit!(db, |tx| accounts::hold_closed(&mut tx, &address("person2@example.org"))).is_none());

    let next = Account { address: closed.address.clone(), ..account(2) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &next)));
    assert!(commit!(db, |tx| accounts::delete(&mut tx, closed.id)));
    assert!(has_account(&db, &next.address).await);
}

async fn of_twenty_closings_at_once_one_closes(db: Db) {
    kept_account(&db, 1).await;
    let closed = twenty_at_once(|_| {
        let db = db.clone();
        async move { close(&db, &account(1)).await }
    })
    .await;
    assert_eq!(winners(&closed), 1);
    assert_eq!(by_id(&db, 1).await.unwrap().epoch, 2);
}

async fn an_account_of_another_epoch_is_not_closed(db: Db) {
    let kept = kept_account(&db, 1).await;
    assert!(commit!(db, |tx| accounts::set_password(&mut tx, kept.id, 1, None, NOW)));
    assert!(!close(&db, &kept).await);
    assert!(has_account(&db, &kept.address).await);
}

async fn a_closed_account_holds_no_session(db: Db) {
    let kept = kept_account(&db, 1).await;
    commit!(db, |tx| sessions::insert(&mut tx, &session(1, kept.id), token_hash(1)));
    assert!(close(&db, &kept).await);
    // As if somebody had taken it along into the new epoch.
    commit!(db, |tx| sessions::carry_over(&mut tx, id(1)));
    assert!(!commit!(db, |tx| sessions::hold(&mut tx, &session(1, kept.id))));
}

async fn of_twenty_openings_at_once_one_opens(db: Db) {
    let closed = kept_closed(&db).await;
    let opened = twenty_at_once(|_| {
        let (db, closed) = (db.clone(), closed.clone());
        async move { reopen(&db, &closed, NOW).await }
    })
    .await;
    assert_eq!(winners(&opened), 1);
    assert_eq!(by_id(&db, 1).await.unwrap().epoch, 3);
}

async fn an_account_is_opened_to_the_last_millisecond_of_its_time(db: Db) {
    let closed = kept_closed(&db).await;
    assert!(!reopen(&db, &closed, after(OVER)).await);
    assert!(!reopen(&db, &account(1), NOW).await, "of the epoch before");
    assert!(reopen(&db, &closed, after(OVER - 1)).await);
}

async fn an_account_whose_address_has_another_is_not_opened(db: Db) {
    let closed = kept_closed(&db).await;
    let next = Account { address: address("PERSON1@example.org"), ..account(2) };
    assert!(commit!(db, |tx| accounts::insert(&mut tx, &next)));
    let mut tx = db.begin().await.unwrap();
    let taken = accounts::reopen(&mut tx, &closed, &secret("new").unwrap(), NOW).await;
    assert!(matches!(taken, Err(Error::Taken)));
}

async fn an_account_that_is_open_is_not_opened(db: Db) {
    let kept = kept_account(&db, 1).await;
    assert!(!reopen(&db, &kept, NOW).await);
}

async fn a_new_address_opens_a_closed_account(db: Db) {
    let closed = kept_closed(&db).await;
    let old = address("old@example.org");
    assert!(commit!(db, |tx| accounts::set_address(&mut tx, closed.id, closed.epoch, &old)));
    assert!(by_id(&db, 1).await.unwrap().closing.is_none() && has_account(&db, &old).await);
}

async fn a_link_to_a_closed_account_is_spent_once_and_only_to_keep_it(db: Db) {
    let closed = kept_closed(&db).await;
    kept_link(&db, Purpose::KeepAccount, to(&closed)).await;
    assert_eq!(standing_at(&db, NOW).await, Standing::Usable);
    assert!(!spend(&db, Purpose::Reset, NOW).await);
    let spent = twenty_at_once(|_| {
        let db = db.clone();
        async move { spend(&db, Purpose::KeepAccount, NOW).await }
    })
    .await;
    assert_eq!(winners(&spent), 1);
    assert_eq!(standing_at(&db, NOW).await, Standing::Used);

    // A link that chooses a password opens nothing.
    let reset = new_link(LINK + 1, Purpose::Reset, &closed.address, to(&closed), after(9));
    commit!(db, |tx| links::hand_over(&mut tx, &[reset], NOW));
    assert!(!commit!(db, |tx| links::spend(&mut tx, id(LINK + 1), Purpose::Reset, NOW)));
}

async fn a_link_to_keep_an_account_ends_with_its_time(db: Db) {
    let closed = kept_closed(&db).await;
    kept_link(&db, Purpose::KeepAccount, to(&closed)).await;
    assert_eq!(standing_at(&db, after(OVER)).await, Standing::Expired);
    assert!(!spend(&db, Purpose::KeepAccount, after(OVER)).await);
    assert_eq!(standing_at(&db, after(OVER - 1)).await, Standing::Usable);
    assert!(spend(&db, Purpose::KeepAccount, after(OVER - 1)).await);
}

async fn a_link_to_keep_an_account_that_is_open_is_outdated(db: Db) {
    let closed = kept_closed(&db).await;
    kept_link(&db, Purpose::KeepAccount, to(&closed)).await;
    assert!(reopen(&db, &closed, NOW).await);
    assert_eq!(standing_at(&db, NOW).await, Standing::Outdated);
    assert!(!spend(&db, Purpose::KeepAccount, NOW).await);
    // Of the same epoch, and not closed.
    kept_link(&db, Purpose::KeepAccount, Subject { epoch: Some(3), ..to(&closed) }).await;
    assert_eq!(standing_at(&db, NOW).await, Standing::Outdated);
    assert!(!spend(&db, Purpose::KeepAccount, NOW).await);
}

async fn an_undo_link_outlives_the_closing_and_ends_with_it(db: Db) {
    let kept = kept_account(&db, 1).await;
    let change = kept_change(&db, 1, &kept).await;
    kept_link(&db, Purpose::UndoChangeEmail, Subject { email_change_id: Some(change.id), ..to(&kept) }).await;
    assert!(close(&db, &kept).await);
    assert_eq!(standing_at(&db, after(OVER)).await, Standing::Expired);
    assert!(!spend(&db, Purpose::UndoChangeEmail, after(OVER)).await);
    assert_eq!(standing_at(&db, after(OVER - 1)).await, Standing::Usable);
    assert!(spend(&db, Purpose::UndoChangeEmail, after(OVER - 1)).await);
}

async fn accounts_that_are_over_are_listed_the_oldest_first(db: Db) {
    for (number, kept_until) in [(1, after(10)), (2, after(9)), (3, after(11))] {
        let account = kept_account(&db, number).await;
        let closing = Closing { closed_at: NOW, kept_until };
        assert!(commit!(db, |tx| accounts::close(&mut tx, &account, closing)));
    }
    kept_account(&db, 4).await;
    assert_eq!(read!(db, |conn| accounts::closed_for_good(&mut conn, after(10), 9)), [id(2), id(1)]);
    assert_eq!(read!(db, |conn| accounts::closed_for_good(&mut conn, after(10), 1)), [id(2)]);
    assert!(read!(db, |conn| accounts::closed_for_good(&mut conn, after(8), 9)).is_empty());
}

async fn what_was_written_to_the_address_later_stays(db: Db) {
    let ada = address("person1@example.org");
    let of_account = NewMail { account_id: Some(id(1)), ..new_mail(3, &ada, after(2)) };
    for mail in [new_mail(1, &ada, NOW), new_mail(2, &ada, after(1)), of_account, new_mail(4, &ada, after(2))] {
        commit!(db, |tx| mails::enqueue(&mut tx, mail));
    }
    mails_are_done(&db).await;
    commit!(db, |tx| mails::delete_of_account(&mut tx, id(1), &ada, after(1)));
    let left = read!(db, |conn| mails::list(&mut conn, Page::default()));
    assert_eq!(left.iter().map(|mail| mail.id).collect::<Vec<_>>(), [id(4)]);
}

async fn mails_are_done(db: &Db) {
    commit!(db, |tx| mails::claim(&mut tx, "a", Wanted::Oldest(9), after(9), after(99)));
    for mail in read!(db, |conn| mails::list(&mut conn, Page::default())) {
        assert!(commit!(db, |tx| mails::finish(&mut tx, mail.id, "a", Ending::Sent, None, None, NOW)));
    }
}

async fn an_address_is_left_with_what_was_written_to_it(db: Db) {
    let (account, other) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    let closing = Closing { closed_at: NOW, kept_until: after(OVER) };
    assert!(!commit!(db, |tx| accounts::leave_address(&mut tx, &account, after(9))), "it is not closed");
    assert!(commit!(db, |tx| accounts::close(&mut tx, &account, closing)));
    let closed = by_id(&db, 1).await.unwrap();
    assert_eq!(read!(db, |conn| backup::kept(&mut conn, NOW)).len(), 1);
    assert!(commit!(db, |tx| accounts::leave_address(&mut tx, &closed, after(9))));
    assert!(!commit!(db, |tx| accounts::leave_address(&mut tx, &closed, after(9))), "its epoch has moved on");
    assert!(read!(db, |conn| backup::kept(&mut conn, NOW)).is_empty(), "no link leads back from there");
    assert!(commit!(db, |tx| accounts::hold_closed(&mut tx, &account.address)).is_none());
    let left = by_id(&db, 1).await.unwrap();
    let closing = Some(Closing { closed_at: NOW, kept_until: after(9) });
    assert_eq!((left.epoch, left.closing, left.address.as_str()), (3, closing, account.address.as_str()));
    assert!(commit!(db, |tx| accounts::leave_address(&mut tx, &left, after(99))));
    assert_eq!(by_id(&db, 1).await.unwrap().closing, closing, "no longer than it was");

    let to_other = NewMail { account_id: Some(id(1)), ..new_mail(4, &other.address, NOW) };
    // As a node does whose clock is ahead.
    let notice = NewMail { account_id: Some(id(1)), ..new_mail(2, &account.address, after(1)) };
    for mail in [new_mail(1, &account.address, NOW), new_mail(3, &account.address, after(1)), to_other] {
        commit!(db, |tx| mails::enqueue(&mut tx, mail));
    }
    mails_are_done(&db).await;
    for mail in [notice, new_mail(5, &account.address, NOW)] {
        commit!(db, |tx| mails::enqueue(&mut tx, mail));
    }
    commit!(db, |tx| mails::delete_written_to(&mut tx, id(1), &account.address, NOW));
    let left = read!(db, |conn| mails::list(&mut conn, Page::default()));
    let mut left: Vec<_> = left.iter().map(|mail| mail.id).collect();
    left.sort();
    assert_eq!(left, [id(3), id(4), id(5)]);
}

async fn a_language_is_set_and_taken_back(db: Db) {
    let kept = kept_account(&db, 1).await;
    for locale in [Some("pt-BR"), None] {
        assert!(commit!(db, |tx| accounts::set_locale(&mut tx, kept.id, locale)));
        let found = by_id(&db, 1).await.unwrap();
        assert_eq!((found.locale.as_deref(), found.epoch), (locale, 1));
    }
    assert!(!commit!(db, |tx| accounts::set_locale(&mut tx, id(2), None)));
}

async fn open_changes_are_stopped_and_those_in_force_stay(db: Db) {
    let (ada, bob) = (kept_account(&db, 1).await, kept_account(&db, 2).await);
    for (number, account) in [(1, &ada), (2, &ada), (3, &ada), (4, &bob)] {
        kept_change(&db, number, account).await;
    }
    assert!(commit!(db, |tx| email_changes::confirm(&mut tx, id(1), NOW)));
    assert_eq!(commit!(db, |tx| email_changes::stop_open(&mut tx, ada.id, after(1))), 2);
    assert_eq!(commit!(db, |tx| email_changes::stop_open(&mut tx, ada.id, after(2))), 0);
    for (number, undone_at) in [(1, None), (2, Some(after(1))), (3, Some(after(1))), (4, None)] {
        let change = read!(db, |conn| email_changes::by_id(&mut conn, id(number))).unwrap();
        assert_eq!(change.undone_at, undone_at, "{number}");
    }
}
