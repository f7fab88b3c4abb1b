//! Closed and not gone yet: from outside there is no account, and only the link in the notice opens it again, with a new
//! password, for as long as it was promised.

use std::time::Duration;

use countersign::flows::manage_accounts::{self, CreateOutcome};
use countersign::flows::manage_mails;
use countersign_core::mail::Kind;
use countersign_core::{Address, Id};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::support::app::operator;
use crate::support::race::at_once;
use crate::support::sink::Sink;
use crate::support::{ADA, Answer, Browser, EVE, Mail, NEW_PASSWORD, PASSWORD, TestApp};

const DAY: Duration = Duration::from_secs(86_400);
const MOMENT: Duration = Duration::from_secs(2);
const NEW: &str = "lovelace@example.net";

/// Closes the account of the browser, and brings the notice with the link.
async fn close(app: &TestApp, browser: &mut Browser, email: &str, password: &str) -> Mail {
    browser.call("DELETE", "/account", json!({"password": password})).await.is(204);
    let notice = app.mail_to(email).await;
    assert_eq!(notice.kind(), Kind::AccountClosed);
    notice
}

async fn keep(app: &TestApp, notice: &Mail, password: &str) -> Answer {
    app.browser().post("/reset-password", json!({"token": notice.its_token(), "password": password})).await
}

/// Moves the account from `ADA` to `NEW`, and brings the old address the way back.
async fn moved(app: &TestApp, browser: &mut Browser) -> Mail {
    browser.change_email(NEW, PASSWORD).await;
    app.mail_to(ADA).await;
    browser.press_change_email(&app.mail_to(NEW).await).await;
    app.mail_to(ADA).await
}

async fn is_there(app: &TestApp, id: Id) -> bool {
    app.accounts().await.iter().any(|account| account.id == id)
}

#[tokio::test]
async fn a_closed_account_looks_like_none_from_outside() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut phone = app.signed_in(ADA, PASSWORD).await;
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    assert!(!ada.is_signed_in().await && !phone.is_signed_in().await);
    assert!(!app.lets_in(ADA, PASSWORD).await);
    app.browser().forgot_password(ADA).await;
    app.browser().post("/resend", json!({"email": ADA})).await.is(202);
    app.no_mail_to(ADA).await;
    let body = json!({"token": reset.its_token(), "password": NEW_PASSWORD});
    app.browser().post("/reset-password", body).await.refuses(410, "token_expired");
    assert!(notice.text().contains("7 days"), "{}", notice.text());
}

#[tokio::test]
async fn the_link_opens_the_account_as_it_was_with_a_new_password() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let before = app.account(ADA).await;
    ada.call("PATCH", "/account", json!({"locale": "fr"})).await.is(200);
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    assert_eq!(notice.language(), "fr");
    app.advance(7 * DAY - MOMENT);
    // As long as nothing is chosen, nothing changes.
    keep(&app, &notice, "short").await.refuses(422, "validation");
    assert!(!app.lets_in(ADA, PASSWORD).await);
    let answer = keep(&app, &notice, NEW_PASSWORD).await.is(204);
    assert!(answer.body.is_empty());
    let after = app.account(ADA).await;
    assert_eq!((after.id, after.created_at, after.locale.as_deref()), (before.id, before.created_at, Some("fr")));
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
    assert!(app.database.dump().await["sessions"].is_empty(), "nobody is signed in by it");
    assert!(!ada.is_signed_in().await && !app.lets_in(ADA, PASSWORD).await && app.lets_in(ADA, NEW_PASSWORD).await);
    keep(&app, &notice, PASSWORD).await.refuses(410, "token_used");
    app.advance(DAY);
    app.sweep().await;
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn when_its_time_is_over_the_account_is_gone_before_and_after_the_sweep() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    app.mail_to(ADA).await;
    app.mail_to(NEW).await;
    let id = app.account(ADA).await.id;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    app.advance(7 * DAY - MOMENT);
    app.sweep().await;
    assert!(is_there(&app, id).await);
    app.advance(MOMENT);
    keep(&app, &notice, NEW_PASSWORD).await.refuses(410, "token_expired");
    app.sweep().await;
    keep(&app, &notice, NEW_PASSWORD).await.refuses(410, "token_expired");
    for (table, rows) in app.database.dump().await {
        let known = rows.iter().any(|row| row.contains("ada@") || row.contains("lovelace"));
        assert_eq!(known, table == "audit_events", "{table}: {rows:?}");
    }
    let audit = app.audit().await;
    assert_eq!(
        audit.iter().filter(|line| line.starts_with("close_account")).collect::<Vec<_>>(),
        ["close_account closed", "close_account deleted"]
    );
}

#[tokio::test]
async fn what_was_promised_holds_when_the_setting_is_shortened() {
    let mut app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    app.restart(|settings| settings.rules.close_grace = Duration::ZERO);
    app.advance(6 * DAY);
    app.sweep().await;
    keep(&app, &notice, NEW_PASSWORD).await.is(204);
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn a_notice_that_was_held_up_says_what_is_left() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.advance(5 * DAY + DAY / 4);
    let notice = app.mail_to(ADA).await;
    assert!(notice.text().contains("42 hours"), "{}", notice.text());
    app.advance(DAY + DAY / 2);
    keep(&app, &notice, NEW_PASSWORD).await.is(204);
    app.mail_to(ADA).await;

    // Of no use any more, it does not go out.
    let mut eve = app.member(EVE).await;
    eve.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.advance(7 * DAY);
    app.no_mail_to(EVE).await;
}

#[tokio::test]
async fn without_a_time_to_keep_it_the_account_goes_at_once() {
    let app = TestApp::with(|settings| settings.rules.close_grace = Duration::ZERO).await;
    let mut ada = app.member(ADA).await;
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.no_mail_to(ADA).await;
    assert!(app.accounts().await.is_empty());
    assert!(app.audit().await.contains(&"close_account deleted".to_owned()));
}

#[tokio::test]
async fn a_new_account_of_the_address_is_another_and_the_closed_one_is_gone_for_good() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let old = app.account(ADA).await.id;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;

    let mut again = app.browser();
    again.sign_up(ADA, NEW_PASSWORD).await;
    let confirm = app.mail_to(ADA).await;
    assert_eq!(confirm.kind(), Kind::Confirm);
    // Until it is confirmed, anybody may have signed up.
    assert!(is_there(&app, old).await);
    again.confirm(&confirm).await.leads_to("/account?notice=confirmed");
    assert!(app.account(ADA).await.id != old && !is_there(&app, old).await);
    keep(&app, &notice, PASSWORD).await.refuses(410, "token_expired");
    app.browser().follow(&notice).await.is(410).says("This link has expired");

    // What was mailed for the closed one is not the new one's, and what comes after is.
    let held = again.call("GET", "/account/export", Value::Null).await.is(200).json();
    let kinds: Vec<_> = held["mails"].as_array().unwrap().iter().map(|mail| mail["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["confirm"]);

    // Not even when the new one is closed as well.
    let newer = close(&app, &mut again, ADA, NEW_PASSWORD).await;
    keep(&app, &notice, PASSWORD).await.refuses(410, "token_expired");
    keep(&app, &newer, PASSWORD).await.is(204);
    app.mail_to(ADA).await;
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn an_operator_and_a_change_of_address_take_the_place_of_a_closed_account_too() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let first = close(&app, &mut ada, ADA, PASSWORD).await;
    let made =
        manage_accounts::create(&app.countersign, Address::parse(ADA).unwrap(), None, &operator()).await.unwrap();
    assert!(matches!(made, CreateOutcome::Created(_)));
    let invitation = app.mail_to(ADA).await;
    assert_eq!(invitation.kind(), Kind::Reset);
    keep(&app, &first, NEW_PASSWORD).await.refuses(410, "token_expired");
    app.browser().reset_password(&invitation, PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;

    let second = close(&app, &mut app.signed_in(ADA, PASSWORD).await, ADA, PASSWORD).await;
    let mut eve = app.member(EVE).await;
    eve.change_email(ADA, PASSWORD).await;
    app.mail_to(EVE).await;
    eve.press_change_email(&app.mail_to(ADA).await).await;
    app.mail_to(EVE).await;
    keep(&app, &second, NEW_PASSWORD).await.refuses(410, "token_expired");
    assert_eq!(app.accounts().await.len(), 1);
    // Whoever has the address now can close in turn.
    close(&app, &mut eve, ADA, PASSWORD).await;
}

#[tokio::test]
async fn a_thief_who_moved_the_account_and_closed_it_has_destroyed_nothing() {
    let app = TestApp::start().await;
    let mut thief = app.member(ADA).await;
    let id = app.account(ADA).await.id;
    let undo = moved(&app, &mut thief).await;
    let theirs = close(&app, &mut thief, NEW, PASSWORD).await;
    app.browser().post("/change-email/undo", json!({"token": undo.its_token()})).await.is(204);
    let reset = app.mail_to(ADA).await;
    assert_eq!(reset.kind(), Kind::Reset);
    app.browser().reset_password(&reset, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;
    assert_eq!(app.account(ADA).await.id, id);
    keep(&app, &theirs, PASSWORD).await.refuses(410, "token_expired");
    app.advance(8 * DAY);
    app.sweep().await;
    assert!(app.lets_in(ADA, NEW_PASSWORD).await && !app.lets_in(NEW, PASSWORD).await);
}

/// Nor by giving the address that he has moved it to another account: a new one, or one that he had before.
#[tokio::test]
async fn nor_has_a_thief_who_takes_the_new_address_for_another_account() {
    for had_another in [false, true] {
        for grace in [7 * DAY, MOMENT] {
            let app = TestApp::with(|settings| settings.rules.close_grace = grace).await;
            let mut thief = app.member(ADA).await;
            let id = app.account(ADA).await.id;
            let mut theirs = app.member(EVE).await;
            let undo = moved(&app, &mut thief).await;
            let notice = close(&app, &mut thief, NEW, PASSWORD).await;
            if had_another {
                theirs.change_email(NEW, PASSWORD).await;
                theirs.press_change_email(&app.mail_to(NEW).await).await;
                app.mails_to(EVE).await;
            } else {
                theirs.sign_up(NEW, PASSWORD).await;
                theirs.confirm(&app.mail_to(NEW).await).await;
            }
            let another = app.account(NEW).await.id;
            keep(&app, &notice, PASSWORD).await.refuses(410, "token_expired");
            let export = theirs.get("/api/v1/account/export").await.is(200);
            assert!(!export.body.contains("account_closed"), "{}", export.body);
            assert!(app.audit().await.contains(&"close_account left".to_owned()));
            app.advance(DAY);
            app.sweep().await;
            app.browser().post("/change-email/undo", json!({"token": undo.its_token()})).await.is(204);
            app.browser().reset_password(&app.mail_to(ADA).await, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
            app.mail_to(ADA).await;
            assert_eq!((app.account(ADA).await.id, app.account(NEW).await.id), (id, another));
            keep(&app, &notice, PASSWORD).await.refuses(410, "token_expired");
            assert!(app.lets_in(ADA, NEW_PASSWORD).await && app.lets_in(NEW, PASSWORD).await);
        }
    }
}

#[tokio::test]
async fn what_an_earlier_address_may_have_back_is_gone_when_that_time_is_over() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let id = app.account(ADA).await.id;
    let undo = moved(&app, &mut ada).await;
    close(&app, &mut ada, NEW, PASSWORD).await;
    app.member(NEW).await;
    assert!(is_there(&app, id).await);
    app.advance(8 * DAY);
    app.sweep().await;
    assert!(!is_there(&app, id).await);
    app.browser().post("/change-email/undo", json!({"token": undo.its_token()})).await.is(410);
    assert!(app.lets_in(NEW, PASSWORD).await);
}

/// The notice of the change is in the owner's mailbox, too, and leads back whichever of the two links is pressed.
#[tokio::test]
async fn the_way_back_of_a_change_that_only_waited_opens_the_closed_account() {
    let app = TestApp::start().await;
    let mut thief = app.member(ADA).await;
    let id = app.account(ADA).await.id;
    thief.change_email(NEW, PASSWORD).await;
    app.mail_to(NEW).await;
    let undo = app.mail_to(ADA).await;
    let notice = close(&app, &mut thief, ADA, PASSWORD).await;
    app.browser().post("/change-email/undo", json!({"token": undo.its_token()})).await.is(204);
    assert_eq!(app.account(ADA).await.id, id);
    app.browser().reset_password(&app.mail_to(ADA).await, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
    keep(&app, &notice, PASSWORD).await.refuses(410, "token_expired");
}

/// A thief's mail server may refuse the notice until the owner, who has long had the account back, closes it.
#[tokio::test]
async fn a_notice_that_was_held_up_is_of_no_use_for_a_later_closing() {
    let sink = Sink::start(&["550 5.7.1 not now"]).await;
    let app = TestApp::start().await;
    let mut thief = app.member(ADA).await;
    let undo = moved(&app, &mut thief).await;
    thief.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.worker(&sink.url()).deliver_due(&CancellationToken::new()).await.unwrap();
    let held_up = app.queue().await.pop().unwrap();
    assert_eq!((held_up.kind, held_up.state()), (Some(Kind::AccountClosed), "failed"));

    app.browser().post("/change-email/undo", json!({"token": undo.its_token()})).await.is(204);
    app.browser().reset_password(&app.mail_to(ADA).await, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;
    let mut owner = app.signed_in(ADA, NEW_PASSWORD).await;
    let notice = close(&app, &mut owner, ADA, NEW_PASSWORD).await;
    assert!(manage_mails::retry(&app.countersign, held_up.id, &operator()).await.unwrap());
    app.no_mail_to(NEW).await;
    keep(&app, &notice, PASSWORD).await.is(204);
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn an_operator_can_keep_a_closed_account_closed_and_delete_it_at_once() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let id = app.account(ADA).await.id;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    let closed = app.accounts().await.into_iter().find(|account| account.id == id).unwrap();
    assert!(closed.closing.is_some());
    for disabled in [true, false] {
        manage_accounts::set_disabled(&app.countersign, &closed, disabled, &operator()).await.unwrap();
        keep(&app, &notice, NEW_PASSWORD).await.refuses(410, "token_expired");
        assert!(!app.lets_in(ADA, PASSWORD).await);
    }
    manage_accounts::delete(&app.countersign, &closed, &operator()).await.unwrap();
    assert!(app.accounts().await.is_empty());
}

#[tokio::test]
async fn who_did_not_close_it_cannot_lose_the_link_by_saying_so() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    let mut owner = app.browser();
    owner.follow(&notice).await.is(200);
    owner.post_form("/reset-password/not-me", &[]).await.is(200).says("Keep your account");
    keep(&app, &notice, NEW_PASSWORD).await.is(204);
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn the_page_behind_the_link_takes_a_new_password_and_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let notice = close(&app, &mut ada, ADA, PASSWORD).await;
    let page = ada.follow(&notice).await.is(200).says("Keep your account").says(ADA);
    assert_eq!(page.body.matches("<button").count(), 1);
    let page = ada.press(&page, "/reset-password", &[("password", "short")]).await.is(422).says("Keep your account");
    ada.press(&page, "/reset-password", &[("password", NEW_PASSWORD)]).await.leads_to("/sign-in?notice=kept");
    ada.visit("/sign-in?notice=kept").await.says("Your account is back");
    app.mail_to(ADA).await;
    assert!(!ada.is_signed_in().await);
    ada.follow(&notice).await.is(410);
}

/// How many answered so.
fn count(answers: &[Answer], status: u16, code: &str) -> usize {
    answers.iter().filter(|answer| answer.status == status && (code.is_empty() || answer.code() == code)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_twenty_closings_at_once_one_closes_and_of_twenty_openings_one_opens() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    for round in 0..5 {
        let closings = (0..20).map(|_| {
            let mut ada = ada.clone();
            async move { ada.call("DELETE", "/account", json!({"password": PASSWORD})).await }
        });
        let answers = at_once(closings).await;
        assert_eq!((count(&answers, 204, ""), count(&answers, 401, "unauthenticated")), (1, 19), "round {round}");
        let notice = app.mail_to(ADA).await;
        let openings = (0..20).map(|_| {
            let (mut browser, token) = (app.browser(), notice.its_token());
            async move { browser.post("/reset-password", json!({"token": token, "password": PASSWORD})).await }
        });
        let answers = at_once(openings).await;
        assert_eq!((count(&answers, 204, ""), count(&answers, 410, "token_used")), (1, 19), "round {round}");
        app.mail_to(ADA).await;
        ada = app.signed_in(ADA, PASSWORD).await;
    }
}

/// Whoever comes first: a closing, a reset, a change of address, sign-ins, and somebody who begins anew.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_closing_among_all_else_at_one_instant_leaves_one_of_them_true() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    for round in 0..20 {
        let (email, new) = (format!("ada{round}@example.net"), format!("new{round}@example.net"));
        let mut ada = app.member(&email).await;
        let id = app.account(&email).await.id;
        app.browser().forgot_password(&email).await;
        let reset = app.mail_to(&email).await.its_token();
        ada.post("/change-email", json!({"email": new, "password": PASSWORD})).await.is(202);
        let change = app.mail_to(&new).await.its_token();
        app.mail_to(&email).await;
        let racers = (0..12).map(|racer| {
            let (mut ada, mut stranger) = (ada.clone(), app.browser());
            let (email, reset, change) = (email.clone(), reset.clone(), change.clone());
            async move {
                match racer % 4 {
                    0 => ada.call("DELETE", "/account", json!({"password": PASSWORD})).await,
                    1 => stranger.post("/reset-password", json!({"token": reset, "password": NEW_PASSWORD})).await,
                    2 => ada.post("/change-email/confirm", json!({"token": change})).await,
                    _ => stranger.post("/sign-in", json!({"email": email, "password": PASSWORD})).await,
                }
            }
        });
        let answers = at_once(racers).await;
        let account = app.accounts().await.into_iter().find(|account| account.id == id).unwrap();
        let closed = answers.iter().step_by(4).any(|answer| answer.status == 204);
        assert_eq!(account.closing.is_some(), closed, "round {round}: {answers:?}");
        if closed {
            assert!(!ada.is_signed_in().await, "round {round}");
            for (email, password) in
                [(&email, PASSWORD), (&email, NEW_PASSWORD), (&new, PASSWORD), (&new, NEW_PASSWORD)]
            {
                assert!(!app.lets_in(email, password).await, "round {round}: {answers:?}");
            }
            let sessions = app.database.dump().await["sessions"].clone();
            assert!(!sessions.iter().any(|row| row.contains(&id.to_string())), "round {round}: {sessions:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_opening_and_a_new_beginning_at_one_instant_leave_one_account() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    for round in 0..20 {
        let email = format!("ada{round}@example.net");
        let mut ada = app.member(&email).await;
        let notice = close(&app, &mut ada, &email, PASSWORD).await;
        let mut anew = app.browser();
        anew.post("/sign-up", json!({"email": email, "password": NEW_PASSWORD})).await.is(202);
        let confirm = app.mail_to(&email).await.its_token();
        let racers = (0..10).map(|racer| {
            let (mut anew, mut owner, keep, confirm) =
                (anew.clone(), app.browser(), notice.its_token(), confirm.clone());
            async move {
                match racer % 2 {
                    0 => anew.post("/confirm", json!({"token": confirm})).await,
                    _ => {
                        owner.post("/reset-password", json!({"token": keep, "password": "third password of ada"})).await
                    }
                }
            }
        });
        let answers = at_once(racers).await;
        let won = |first: usize| answers.iter().skip(first).step_by(2).filter(|answer| answer.status < 300).count();
        assert_eq!(won(0) + won(1), 1, "round {round}: {answers:?}");
        assert_eq!(app.lets_in(&email, NEW_PASSWORD).await, won(0) == 1, "round {round}");
        assert_eq!(app.lets_in(&email, "third password of ada").await, won(1) == 1, "round {round}");
    }
}

/// Whatever is tried, in whatever order: an account that was closed and not opened by its link lets nobody in.
#[tokio::test]
async fn nothing_but_its_link_ever_opens_a_closed_account() {
    // A small generator of its own, so that a failure can be seen again.
    let mut seed: u64 = 7;
    let mut pick = |from: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % from
    };
    for round in 0..5 {
        let app = TestApp::start().await;
        app.may_leave_mail();
        let mut ada = app.member(ADA).await;
        let id = app.account(ADA).await.id;
        app.browser().forgot_password(ADA).await;
        let reset = app.mail_to(ADA).await.its_token();
        let mut left_open = app.signed_in(ADA, PASSWORD).await;
        let notice = close(&app, &mut ada, ADA, PASSWORD).await;
        let mut is_over = false;
        for step in 0..12 {
            let what = pick(8);
            match what {
                0 => assert!(!app.lets_in(ADA, PASSWORD).await),
                1 => drop(
                    app.browser()
                        .post("/reset-password", json!({"token": reset, "password": NEW_PASSWORD}))
                        .await
                        .is(410),
                ),
                2 => drop(app.browser().forgot_password(ADA).await),
                3 => drop(left_open.call("PATCH", "/account", json!({"locale": "de"})).await.is(401)),
                4 => drop(app.browser().sign_up(ADA, NEW_PASSWORD).await),
                5 => {
                    app.advance(DAY);
                    app.sweep().await;
                    is_over = !is_there(&app, id).await;
                }
                6 => drop(app.browser().follow(&notice).await),
                _ => app.worker("mailbox:").deliver_due(&CancellationToken::new()).await.map(drop).unwrap(),
            }
            let has_session = app.database.dump().await["sessions"].iter().any(|row| row.contains(&id.to_string()));
            assert!(
                !has_session && !ada.is_signed_in().await && !left_open.is_signed_in().await,
                "{round}.{step}: {what}"
            );
            for password in [PASSWORD, NEW_PASSWORD] {
                assert!(!app.lets_in(ADA, password).await, "{round}.{step}: {what}");
            }
        }
        keep(&app, &notice, NEW_PASSWORD).await.is(if is_over { 410 } else { 204 });
        assert_eq!(app.lets_in(ADA, NEW_PASSWORD).await, !is_over);
    }
}
