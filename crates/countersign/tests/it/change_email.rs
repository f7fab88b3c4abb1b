//! Change the address: a link to the new one, a notice with a way back to the old one, and nothing changes
//! before the new one is proven by somebody signed in. Undoing is in `undo_change_email`.

use std::time::Duration;

use countersign_core::mail::{Ending, Intent, Kind};
use serde_json::{Value, json};

use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";

#[tokio::test]
async fn the_new_address_gets_a_link_the_old_one_a_notice_and_nothing_changes_yet() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await.leads_to("/account?notice=check-new-mail");
    ada.visit("/account?notice=check-new-mail").await.says("Until then nothing changes");
    let link = app.mail_to(NEW).await;
    let notice = app.mail_to(ADA).await;
    assert_eq!((link.kind(), notice.kind()), (Kind::ChangeEmail, Kind::ChangeEmailNotice));
    assert!(notice.text().contains(NEW));
    assert!(!link.source().contains(ADA), "nothing for the new address reveals the old one");
    assert!(app.lets_in(ADA, PASSWORD).await && !app.lets_in(NEW, PASSWORD).await);
}

#[tokio::test]
async fn confirming_moves_the_account_keeps_this_session_and_ends_all_others() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut phone = app.signed_in(ADA, PASSWORD).await;
    ada.change_email(NEW, PASSWORD).await;
    let link = app.mail_to(NEW).await;
    app.mail_to(ADA).await;
    let page = ada.follow(&link).await.is(200).says("From now on you will sign in with").says(NEW);
    ada.press(&page, "/change-email", &[]).await.leads_to("/account?notice=email-changed");
    ada.visit("/account?notice=email-changed").await.says(NEW);
    assert!(!phone.is_signed_in().await);
    assert_eq!(app.database.dump().await["sessions"].len(), 1);
    assert!(app.lets_in(NEW, PASSWORD).await && !app.lets_in(ADA, PASSWORD).await);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::EmailChanged);
    ada.follow(&link).await.is(410).says("Address already changed");
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.refuses(410, "token_used");
}

#[tokio::test]
async fn the_link_does_nothing_for_a_stranger_or_for_another_account() {
    let app = TestApp::start().await;
    let (mut ada, mut eve) = (app.member(ADA).await, app.member(EVE).await);
    ada.post("/change-email", json!({"email": NEW, "password": PASSWORD})).await.is(202);
    let link = app.mail_to(NEW).await;
    app.mail_to(ADA).await;
    let token = json!({"token": link.its_token()});
    app.browser().post("/change-email/confirm", token.clone()).await.refuses(401, "unauthenticated");
    eve.post("/change-email/confirm", token.clone()).await.refuses(401, "unauthenticated");
    eve.follow(&link).await.says("You are signed in to a different account");
    eve.post_form("/change-email", &[]).await.is(200).says("different account");
    let mut later = app.browser();
    later.follow(&link).await.says("sign in to the account that asked for it");
    later.sign_in(ADA, PASSWORD).await;
    let page = later.get("/change-email").await.is(200);
    later.press(&page, "/change-email", &[]).await.leads_to("/account?notice=email-changed");
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::EmailChanged);
    assert!(app.lets_in(EVE, PASSWORD).await && app.lets_in(NEW, PASSWORD).await);
}

#[tokio::test]
async fn the_password_is_asked_and_the_address_must_be_another() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let wrong = json!({"email": NEW, "password": NEW_PASSWORD});
    ada.post("/change-email", wrong).await.refuses(401, "credentials_invalid");
    for bad in [json!({"email": NEW}), json!({"email": "x", "password": PASSWORD}), json!({"password": PASSWORD})] {
        ada.post("/change-email", bad).await.refuses(422, "validation");
    }
    let answer = ada.post("/change-email", json!({"email": ADA, "password": PASSWORD})).await;
    assert_eq!(answer.refuses(422, "validation").json()["errors"]["email"][0], "That is your address already.");
    ada.change_email("not an address", PASSWORD).await.is(422).says("in the form name@example.org");
    ada.change_email(NEW, "wrong").await.is(401).says("That is not the right password");
    let anybody = json!({"email": NEW, "password": PASSWORD});
    app.browser().post("/change-email", anybody).await.refuses(401, "unauthenticated");
}

#[tokio::test]
async fn another_spelling_of_ones_own_address_can_be_chosen() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.change_email("Ada@Example.net", PASSWORD).await;
    ada.press_change_email(&app.mail_to("Ada@Example.net").await).await.leads_to("/account?notice=email-changed");
    assert_eq!(app.mails_to(ADA).await.len(), 2);
    assert!(app.lets_in(ADA, PASSWORD).await);
    assert_eq!(app.account(ADA).await.address.as_str(), "Ada@Example.net");
}

#[tokio::test]
async fn a_taken_address_is_answered_alike_and_gets_no_link() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.member(EVE).await;
    ada.post("/change-email", json!({"email": EVE, "password": PASSWORD})).await.is(202);
    app.no_mail_to(EVE).await;
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::ChangeEmailNotice);
    let queue = app.queue().await;
    let asked = queue.iter().find(|mail| mail.intent == Intent::ChangeEmail).unwrap();
    assert_eq!(asked.ending, Some(Ending::Obsolete));
}

#[tokio::test]
async fn an_address_taken_in_the_meantime_leaves_both_accounts_as_they_are() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    let link = app.mail_to(NEW).await;
    app.mail_to(ADA).await;
    let mut other = app.browser();
    other.sign_up(NEW, NEW_PASSWORD).await;
    other.confirm(&app.mail_to(NEW).await).await;
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, PASSWORD).await && app.lets_in(NEW, NEW_PASSWORD).await);
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn confirming_takes_the_address_away_from_waiting_sign_ups() {
    let app = TestApp::start().await;
    let mut squatter = app.browser();
    squatter.sign_up(NEW, NEW_PASSWORD).await;
    let squatters = app.mail_to(NEW).await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    ada.press_change_email(&app.mail_to(NEW).await).await;
    assert_eq!(app.mails_to(ADA).await.len(), 2);
    squatter.post("/confirm", json!({"token": squatters.its_token()})).await.refuses(410, "token_expired");
    // Nor does it come back to life when the address is free again.
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.mail_to(NEW).await;
    squatter.post("/confirm", json!({"token": squatters.its_token()})).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn a_change_that_waits_is_shown_and_can_be_called_off() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    assert!(!ada.get("/account").await.body.contains("/account/cancel-change-email"));
    ada.call("DELETE", "/change-email", Value::Null).await.refuses(404, "not_found");
    ada.change_email(NEW, PASSWORD).await;
    let link = app.mail_to(NEW).await;
    app.mail_to(ADA).await;
    let page = ada.get("/account").await.says(&format!("Waiting for you at <strong><bdi>{NEW}</bdi></strong>"));
    let called_off = "/account?notice=change-cancelled";
    ada.press(&page, "/account/cancel-change-email", &[]).await.leads_to(called_off);
    let page = ada.get(called_off).await.says("The change is called off");
    assert!(!page.body.contains("Waiting for you"));
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, PASSWORD).await && ada.is_signed_in().await);
    // Pressed again in another window, it says the same.
    ada.post_form("/account/cancel-change-email", &[]).await.leads_to(called_off);
    assert_eq!(app.audit().await.into_iter().filter(|line| line == "change_email cancelled").count(), 1);
}

#[tokio::test]
async fn a_change_is_shown_whether_or_not_its_address_is_free_and_no_longer_than_its_link_works() {
    let app = TestApp::start().await;
    app.member(NEW).await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    app.no_mail_to(NEW).await;
    app.mail_to(ADA).await;
    let asked_at = app.trail().await.last().unwrap().at;
    // Each request takes a millisecond.
    let left = asked_at.plus(app.rules().confirm_ttl).since(app.clock.now());
    app.advance(left - Duration::from_millis(2));
    ada.get("/account").await.says("Waiting for you at");
    assert!(!ada.get("/account").await.body.contains("Waiting for you at"));
}

#[tokio::test]
async fn the_new_address_can_say_that_it_was_not_them() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    let link = app.mail_to(NEW).await;
    app.mail_to(ADA).await;
    let mut stranger = app.browser();
    let page = stranger.follow(&link).await.is(200);
    stranger.press(&page, "/change-email/not-me", &[]).await.is(200).says("We have cancelled that change");
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.refuses(410, "token_expired");
    assert!(ada.is_signed_in().await && app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_new_password_or_a_reset_ends_a_pending_change() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    let link = app.mail_to(NEW).await;
    ada.change_email("third@example.net", PASSWORD).await;
    let change = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
    ada.post("/change-password", change).await.is(204);
    // What was not handed over yet is not worth sending any more.
    app.no_mail_to("third@example.net").await;
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.refuses(410, "token_expired");
    let kinds: Vec<_> = app.mails_to(ADA).await.iter().map(|mail| mail.kind()).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::ChangeEmailNotice).count(), 2);
    assert_eq!(kinds.iter().filter(|kind| **kind == Kind::PasswordChanged).count(), 1);
}
