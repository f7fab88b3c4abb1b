//! The security epoch: one number of the account that ends sessions, links and half-done changes together.

use countersign::flows::manage_accounts;
use serde_json::json;

use crate::support::app::{key, operator};
use crate::support::{ADA, Browser, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";

/// A session, a reset link and a pending change, all of one epoch.
async fn with_everything_open(app: &TestApp) -> (Browser, String, String) {
    let mut ada = app.member(ADA).await;
    ada.post("/change-email", json!({"email": NEW, "password": PASSWORD})).await.is(202);
    let change = app.mail_to(NEW).await.its_token();
    app.mail_to(ADA).await;
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await.its_token();
    (ada, reset, change)
}

async fn all_is_over(app: &TestApp, mut old: Browser, reset: &str, change: &str, password: &str) {
    assert!(!old.is_signed_in().await);
    let body = json!({"token": reset, "password": "third password of ada"});
    let answer = app.browser().post("/reset-password", body).await;
    assert!(matches!(answer.code().as_str(), "token_expired" | "token_used"), "{answer:?}");
    let mut ada = app.signed_in(ADA, password).await;
    ada.post("/change-email/confirm", json!({"token": change})).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn a_reset_ends_all_that_was_open() {
    let app = TestApp::start().await;
    let (ada, reset, change) = with_everything_open(&app).await;
    let before = app.account(ADA).await.epoch;
    app.browser().post("/reset-password", json!({"token": reset, "password": NEW_PASSWORD})).await.is(204);
    app.mail_to(ADA).await;
    assert_eq!(app.account(ADA).await.epoch, before + 1);
    assert!(app.database.dump().await["sessions"].is_empty());
    all_is_over(&app, ada, &reset, &change, NEW_PASSWORD).await;
}

#[tokio::test]
async fn a_new_password_ends_all_that_was_open_elsewhere() {
    let app = TestApp::start().await;
    let (mut ada, reset, change) = with_everything_open(&app).await;
    let old = ada.clone();
    app.signed_in(ADA, PASSWORD).await;
    let body = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
    ada.post("/change-password", body).await.is(204);
    app.mail_to(ADA).await;
    assert!(ada.is_signed_in().await);
    assert_eq!(app.database.dump().await["sessions"].len(), 1);
    all_is_over(&app, old, &reset, &change, NEW_PASSWORD).await;
}

#[tokio::test]
async fn disabling_and_enabling_ends_all_that_was_open() {
    let app = TestApp::start().await;
    let (ada, reset, change) = with_everything_open(&app).await;
    for disabled in [true, false] {
        let account = app.account(ADA).await;
        manage_accounts::set_disabled(&app.countersign, &account, disabled, &operator()).await.unwrap();
        assert!(app.database.dump().await["sessions"].is_empty());
    }
    all_is_over(&app, ada, &reset, &change, PASSWORD).await;
}

#[tokio::test]
async fn sign_ins_and_sign_outs_begin_no_new_epoch() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let before = app.account(ADA).await.epoch;
    app.signed_in(ADA, PASSWORD).await.sign_out().await;
    assert!(ada.is_signed_in().await);
    assert_eq!(app.account(ADA).await.epoch, before);
}

#[tokio::test]
async fn links_of_a_previous_key_work_until_that_key_is_retired() {
    let mut app = TestApp::start().await;
    app.member(ADA).await;
    for _ in 0..2 {
        app.browser().forgot_password(ADA).await;
    }
    let mails = app.mails_to(ADA).await;
    app.restart(|settings| (settings.key, settings.previous_keys) = (key(2), vec![key(1)]));
    app.browser().follow(&mails[0]).await.is(200);
    app.restart(|settings| settings.previous_keys = Vec::new());
    app.browser().follow(&mails[0]).await.is(400);
    let body = json!({"token": mails[1].its_token(), "password": NEW_PASSWORD});
    app.browser().post("/reset-password", body).await.refuses(400, "token_invalid");
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn every_token_format_makes_the_whole_journey() {
    use countersign_core::token::Format;
    for format in [Format::JwtHs256, Format::JwtHs512, Format::ItsDangerous] {
        let app = TestApp::with(|settings| settings.rules.token_format = format).await;
        app.member(ADA).await;
        app.browser().forgot_password(ADA).await;
        let mail = app.mail_to(ADA).await;
        app.browser().reset_password(&mail, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
        app.mail_to(ADA).await;
        assert!(app.lets_in(ADA, NEW_PASSWORD).await);
    }
}
