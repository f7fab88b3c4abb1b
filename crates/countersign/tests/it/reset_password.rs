//! Reset a forgotten password: by a link that lives half an hour, works once and dies with any other change.

use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::race::at_once;
use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn a_reset_link_sets_a_new_password_and_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut old = app.member(ADA).await;
    let mut ada = app.browser();
    ada.forgot_password(ADA).await.says("If there is an account for").says("30 minutes");
    let mail = app.mail_to(ADA).await;
    assert_eq!(mail.kind(), Kind::Reset);
    ada.reset_password(&mail, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    ada.visit("/sign-in?notice=reset").await.says("Sign in with the new one");
    assert!(!ada.is_signed_in().await && !old.is_signed_in().await, "every session ends, nobody is signed in");
    assert!(!app.lets_in(ADA, PASSWORD).await && app.lets_in(ADA, NEW_PASSWORD).await);
    let notice = app.mail_to(ADA).await;
    assert_eq!((notice.kind(), notice.token()), (Kind::PasswordChanged, None));
    assert!(notice.link().ends_with("/forgot-password"));
}

#[tokio::test]
async fn a_refused_password_leaves_the_link_good() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.forgot_password(ADA).await;
    let mail = app.mail_to(ADA).await;
    let page = ada.reset_password(&mail, "short").await.is(422).says("Use at least 15 characters");
    let token = mail.its_token();
    for refused in ["", "passwordpassword", "short", &"x".repeat(257)] {
        let body = json!({"token": token, "password": refused});
        ada.post("/reset-password", body).await.refuses(422, "validation");
    }
    ada.post("/reset-password", json!({"token": token})).await.refuses(422, "validation");
    assert!(app.lets_in(ADA, PASSWORD).await);
    ada.press(&page, "/reset-password", &[("password", NEW_PASSWORD)]).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn a_reset_link_works_once_and_says_so_kindly() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.forgot_password(ADA).await;
    let mail = app.mail_to(ADA).await;
    ada.reset_password(&mail, NEW_PASSWORD).await;
    ada.follow(&mail).await.is(410).says("Password already changed");
    // A dead link is told before a bad password: there is nothing to mend then.
    for password in ["third password of ada", "short"] {
        let body = json!({"token": mail.its_token(), "password": password});
        ada.post("/reset-password", body).await.refuses(410, "token_used");
    }
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn a_reset_link_works_for_half_an_hour_from_the_hand_over_of_the_mail() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.forgot_password(ADA).await;
    app.advance(Duration::from_secs(3_600));
    let mail = app.mail_to(ADA).await;
    app.advance(Duration::from_secs(1_799));
    ada.follow(&mail).await.is(200);
    app.advance(Duration::from_secs(2));
    let page = ada.follow(&mail).await.is(410).says("This link has expired");
    assert!(page.body.contains("href=\"/forgot-password\""));
    let body = json!({"token": mail.its_token(), "password": NEW_PASSWORD});
    ada.post("/reset-password", body).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn no_row_lets_a_link_live_longer_than_its_token_says() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.forgot_password(ADA).await;
    let mail = app.mail_to(ADA).await;
    app.database.tamper("UPDATE links SET expires_at = expires_at + 86400000").await;
    // A token counts in seconds.
    let expires_at = Timestamp::from_seconds(app.clock.now().plus(app.rules().reset_ttl).seconds());
    app.advance(expires_at.since(app.clock.now()) - Duration::from_secs(1));
    ada.follow(&mail).await.is(200);
    // The request takes the last one.
    app.advance(expires_at.since(app.clock.now()) - Duration::from_millis(1));
    let body = json!({"token": mail.its_token(), "password": NEW_PASSWORD});
    ada.post("/reset-password", body).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn older_links_stay_good_until_one_is_used_then_all_are_dead() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    for _ in 0..3 {
        ada.forgot_password(ADA).await;
    }
    let mails = app.mails_to(ADA).await;
    ada.reset_password(&mails[0], NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    for mail in &mails[1..] {
        let body = json!({"token": mail.its_token(), "password": "third password of ada"});
        ada.post("/reset-password", body).await.refuses(410, "token_expired");
    }
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn a_reset_for_a_waiting_sign_up_sends_its_confirmation_and_for_a_stranger_nothing() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
    app.mail_to(ADA).await;
    let mut anybody = app.browser();
    anybody.forgot_password(ADA).await;
    anybody.forgot_password(EVE).await;
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::Confirm);
    app.no_mail_to(EVE).await;
}

#[tokio::test]
async fn whoever_did_not_ask_can_void_the_link_and_the_password_stays() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let mail = app.mail_to(ADA).await;
    let mut ada = app.browser();
    let page = ada.follow(&mail).await.says("Did not ask for this?");
    ada.press(&page, "/reset-password/not-me", &[]).await.is(200).says("We have cancelled that link");
    ada.follow(&mail).await.is(410);
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_change_of_password_or_address_ends_an_open_reset_link() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let before_password = app.mail_to(ADA).await;
    let change = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
    ada.post("/change-password", change).await.is(204);
    app.mail_to(ADA).await;
    app.browser().forgot_password(ADA).await;
    let before_address = app.mail_to(ADA).await;
    ada.change_email("lovelace@example.net", NEW_PASSWORD).await;
    ada.press_change_email(&app.mail_to("lovelace@example.net").await).await.leads_to("/account?notice=email-changed");
    assert_eq!(app.mails_to(ADA).await.len(), 2);
    for dead in [before_password, before_address] {
        let body = json!({"token": dead.its_token(), "password": "third password of ada"});
        app.browser().post("/reset-password", body).await.refuses(410, "token_expired");
    }
}

/// Neither waits for the other in a circle, which PostgreSQL would break by refusing one.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_reset_and_a_removal_at_one_instant_both_get_their_answer() {
    let app = TestApp::with(|settings| settings.rules.close_grace = Duration::ZERO).await;
    app.may_leave_mail();
    for round in 0..20 {
        let email = format!("ada{round}@example.net");
        let ada = app.member(&email).await;
        app.browser().forgot_password(&email).await;
        let token = app.mail_to(&email).await.its_token();
        let racers = (0..8).map(|racer| {
            let (mut ada, mut stranger, token) = (ada.clone(), app.browser(), token.clone());
            async move {
                match racer % 2 {
                    0 => ada.call("DELETE", "/account", json!({"password": PASSWORD})).await,
                    _ => stranger.post("/reset-password", json!({"token": token, "password": NEW_PASSWORD})).await,
                }
            }
        });
        let answers = at_once(racers).await;
        let won = answers.iter().filter(|answer| answer.status == 204).count();
        assert_eq!(won, 1, "round {round}: {answers:?}");
        assert!(answers.iter().all(|answer| matches!(answer.status, 204 | 401 | 410)), "round {round}: {answers:?}");
    }
}
