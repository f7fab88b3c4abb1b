//! Sign out: over at once and for good, on the server too.

use serde_json::{Value, json};

use crate::support::{ADA, PASSWORD, TestApp};

#[tokio::test]
async fn signing_out_ends_the_session_on_the_server_too() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut thief = ada.clone();
    let answer = ada.sign_out().await.leads_to("/sign-in?notice=signed-out");
    assert_eq!(answer.header("clear-site-data"), "\"cache\"");
    assert_eq!(ada.cookie("countersign"), None);
    ada.visit("/sign-in?notice=signed-out").await.says("You are signed out.");
    assert!(!thief.is_signed_in().await);
}

#[tokio::test]
async fn opening_the_page_signs_nobody_out() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.visit("/logout").await.is(200).says("You will be signed out in this browser");
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn the_api_answers_204_and_the_second_time_401() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.post("/sign-out", Value::Null).await.is(204);
    ada.post("/sign-out", Value::Null).await.refuses(401, "unauthenticated");
}

#[tokio::test]
async fn the_page_also_lets_go_of_a_waiting_sign_up() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let page = ada.visit("/account").await.says("One step to go");
    ada.press(&page, "/sign-out", &[]).await.leads_to("/sign-in?notice=signed-out");
    ada.get("/account").await.leads_to("/sign-in?next=%2Faccount");
    // The sign-up itself still waits for whoever has its mail and password.
    let token = app.mail_to(ADA).await.its_token();
    ada.post("/confirm", json!({"token": token, "password": PASSWORD})).await.is(200);
}
