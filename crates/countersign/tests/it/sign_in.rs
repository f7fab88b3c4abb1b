//! Sign in: one answer for every failure, a new token at every success, and hashes renewed on the way.

use countersign_core::hash::Cost;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn the_right_password_leads_to_the_account() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.sign_in("  Ada@EXAMPLE.net ", PASSWORD).await.leads_to("/account");
    ada.visit("/").await.is(200).says("Your account").says("Sign out");
}

#[tokio::test]
async fn a_failure_says_the_same_whatever_was_wrong_and_keeps_the_address() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut browser = app.browser();
    for (email, password) in [(ADA, NEW_PASSWORD), (EVE, PASSWORD), (ADA, "x")] {
        let page = browser.sign_in(email, password).await.is(401).says("Address or password is wrong");
        page.says(&format!("value=\"{email}\""));
    }
    assert!(!browser.is_signed_in().await);
}

#[tokio::test]
async fn a_password_that_is_changed_to_what_it_is_refuses_nobody() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.sign_in(ADA, PASSWORD).await.leads_to("/account");
    let is_changed = CancellationToken::new();
    let change = async {
        ada.post("/change-password", json!({"current_password": PASSWORD, "password": PASSWORD})).await.is(204);
        is_changed.cancel();
    };
    // One of them is between its look and its end when the change is done.
    let sign_in = async || {
        while !is_changed.is_cancelled() {
            app.browser().post("/sign-in", json!({"email": ADA, "password": PASSWORD})).await.is(200);
        }
    };
    tokio::join!(change, sign_in(), sign_in(), sign_in());
    app.may_leave_mail();
}

#[tokio::test]
async fn the_api_gives_the_token_once_and_sets_the_cookie() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    let answer = ada.post("/sign-in", json!({"email": ADA, "password": PASSWORD})).await.is(200).json();
    assert_eq!(answer["session"]["token"].as_str(), ada.cookie("countersign").as_deref());
    let current = ada.call("GET", "/session", Value::Null).await.is(200).json();
    assert_eq!(current["account"], answer["account"]);
    assert_eq!(current["account"]["email"], ADA);
    assert_eq!(current["session"]["id"], answer["session"]["id"]);
    assert!(current["session"]["token"].is_null());
}

#[tokio::test]
async fn every_sign_in_brings_a_new_token_and_ends_the_one_it_came_with() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut old = ada.clone();
    ada.sign_in(ADA, PASSWORD).await.leads_to("/account");
    assert_ne!(ada.cookie("countersign"), old.cookie("countersign"));
    assert!(ada.is_signed_in().await && !old.is_signed_in().await);
}

#[tokio::test]
async fn a_token_of_ones_own_choice_is_never_adopted() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    ada.set_cookie("countersign", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    assert!(!ada.is_signed_in().await);
    ada.sign_in(ADA, PASSWORD).await.leads_to("/account");
    assert_ne!(ada.cookie("countersign").unwrap(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
}

#[tokio::test]
async fn a_bearer_token_shows_the_session_as_the_cookie_does() {
    let app = TestApp::start().await;
    let token = app.member(ADA).await.cookie("countersign").unwrap();
    for (value, status) in [
        (format!("Bearer {token}"), 200),
        (format!("bearer {token}"), 200),
        (format!("Bearer {token}x"), 401),
        (format!("Basic {token}"), 401),
        ("Bearer".to_owned(), 401),
    ] {
        let request = axum::http::Request::get("/api/v1/session").header("authorization", &value);
        let answer = app.browser().send(request.body(axum::body::Body::empty()).unwrap()).await.is(status);
        assert_eq!(answer.header("www-authenticate"), if status == 401 { "Bearer" } else { "" });
    }
}

#[tokio::test]
async fn a_hash_of_another_cost_is_renewed_by_signing_in() {
    let mut app = TestApp::start().await;
    app.member(ADA).await;
    let before = app.account(ADA).await;
    app.restart(|settings| settings.rules.hash_cost = Cost { memory_kib: 16, passes: 1, lanes: 1 });
    assert!(!app.lets_in(ADA, NEW_PASSWORD).await);
    let unchanged = app.account(ADA).await.password_hash.unwrap();
    assert_eq!(unchanged.expose(), before.password_hash.unwrap().expose());
    assert!(app.lets_in(ADA, PASSWORD).await);
    let after = app.account(ADA).await;
    let renewed = after.password_hash.unwrap();
    assert!(renewed.expose().starts_with("$argon2id$v=19$m=16,t=1,p=1$"));
    assert_eq!(after.epoch, before.epoch, "nothing else ends by it");
    assert!(app.lets_in(ADA, PASSWORD).await);
    assert_eq!(app.account(ADA).await.password_hash.unwrap().expose(), renewed.expose());
}

#[tokio::test]
async fn passwords_that_look_alike_in_unicode_are_one_password() {
    let app = TestApp::start().await;
    let (composed, decomposed) = ("caf\u{e9} au lait et croissants", "cafe\u{301} au lait et croissants");
    let mut ada = app.browser();
    ada.sign_up(ADA, composed).await;
    ada.confirm(&app.mail_to(ADA).await).await;
    assert!(app.lets_in(ADA, decomposed).await);
    assert!(!app.lets_in(ADA, "cafe au lait et croissants").await);
    assert!(!app.lets_in(ADA, "Caf\u{e9} au lait et croissants").await);
}
