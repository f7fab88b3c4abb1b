//! Change a known password: the present one is asked again, and everything else that was open ends.

use countersign_core::mail::Kind;
use serde_json::{Value, json};

use crate::support::{ADA, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn the_new_password_counts_other_sessions_end_and_a_notice_goes_out() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let (mut other, mut thief) = (app.signed_in(ADA, PASSWORD).await, ada.clone());
    let page = ada.get("/account").await;
    let typed = [("current_password", PASSWORD), ("password", NEW_PASSWORD)];
    ada.fill(&page, &typed).await.leads_to("/account?notice=password-changed");
    ada.visit("/account?notice=password-changed").await.says("Your password is changed");
    assert!(!other.is_signed_in().await);
    assert!(!thief.is_signed_in().await, "this session goes on under a new token only");
    assert!(app.lets_in(ADA, NEW_PASSWORD).await && !app.lets_in(ADA, PASSWORD).await);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
}

#[tokio::test]
async fn without_the_present_password_nothing_changes() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    for _ in 0..3 {
        let wrong = json!({"current_password": NEW_PASSWORD, "password": NEW_PASSWORD});
        ada.post("/change-password", wrong).await.refuses(401, "credentials_invalid");
    }
    for missing in [json!({"password": NEW_PASSWORD}), json!({"current_password": "", "password": NEW_PASSWORD})] {
        ada.post("/change-password", missing).await.refuses(422, "validation");
    }
    let null = json!({"current_password": null, "password": NEW_PASSWORD});
    ada.post("/change-password", null).await.refuses(400, "malformed");
    let page = ada.get("/account").await;
    let typed = [("current_password", "wrong"), ("password", NEW_PASSWORD)];
    ada.fill(&page, &typed).await.is(401).says("That is not the right password");
    assert!(ada.is_signed_in().await && app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_poor_new_password_is_refused_with_the_reason() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let poor = json!({"current_password": PASSWORD, "password": "passwordpassword"});
    let answer = ada.post("/change-password", poor).await.refuses(422, "validation").json();
    assert!(answer["errors"]["password"][0].as_str().unwrap().contains("one of the first"));
    let page = ada.get("/account").await;
    ada.fill(&page, &[("current_password", PASSWORD), ("password", "short")]).await.is(422).says("at least 15");
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_program_with_a_bearer_token_keeps_it() {
    let app = TestApp::start().await;
    let token = app.member(ADA).await.cookie("countersign").unwrap();
    let mut program = app.browser().as_program();
    let request = |method: &str, path: &str, body: String| {
        let request = axum::http::Request::builder().method(method).uri(format!("/api/v1{path}"));
        let request = request.header("authorization", format!("Bearer {token}"));
        request.header("content-type", "application/json").body(axum::body::Body::from(body)).unwrap()
    };
    let change = json!({"current_password": PASSWORD, "password": NEW_PASSWORD}).to_string();
    let answer = program.send(request("POST", "/change-password", change)).await.is(204);
    assert!(!answer.headers.contains_key("set-cookie"));
    program.send(request("GET", "/session", Value::Null.to_string())).await.is(200);
    app.mail_to(ADA).await;
}
