//! The gate for a browser whose sign-up waits for its confirmation: every page leads to `/unconfirmed` but
//! those that it needs, until it confirms, signs in otherwise or signs out.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn every_page_leads_to_unconfirmed_but_those_it_needs() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    for page in ["/", "/account", "/account/export", "/account?notice=x", "/nowhere", "/admin"] {
        ada.get(page).await.leads_to("/unconfirmed");
    }
    for page in ["/sign-up", "/sign-in", "/resend", "/forgot-password", "/sign-out", "/check-mail", "/unconfirmed"] {
        ada.get(page).await.is(200);
    }
    ada.get("/static/countersign.css").await.is(200);
    ada.post_form("/account/change-password", &[]).await.leads_to("/unconfirmed");
    let mail = app.mail_to(ADA).await;
    ada.follow(&mail).await.is(200);
}

#[tokio::test]
async fn the_api_says_unconfirmed_to_that_browser_and_unauthenticated_to_any_other() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    for (method, path) in [("GET", "/session"), ("GET", "/sessions"), ("GET", "/account/export"), ("POST", "/sign-out")]
    {
        ada.call(method, path, Value::Null).await.refuses(403, "unconfirmed");
        app.browser().call(method, path, Value::Null).await.refuses(401, "unauthenticated");
    }
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn signing_in_there_leads_to_unconfirmed_whatever_the_password() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    for email in [ADA, EVE] {
        let mut browser = app.browser();
        browser.sign_up(email, NEW_PASSWORD).await;
        for wrong in [NEW_PASSWORD, "some other password"] {
            browser.sign_in(email, wrong).await.leads_to("/unconfirmed");
            let body = json!({"email": email, "password": wrong});
            browser.post("/sign-in", body).await.refuses(403, "unconfirmed");
        }
        browser.sign_in("other@example.net", PASSWORD).await.is(401);
        app.browser().sign_in(email, NEW_PASSWORD).await.is(401).says("confirm your address first");
        app.mail_to(email).await;
    }
}

#[tokio::test]
async fn an_accounts_right_password_opens_the_gate_for_good() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut browser = app.browser();
    browser.sign_up(ADA, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    browser.sign_in(ADA, PASSWORD).await.leads_to("/account");
    browser.get("/account").await.is(200);
    assert_eq!(browser.cookie("countersign-sign-up"), None);
}

#[tokio::test]
async fn the_page_shows_the_address_sends_again_and_offers_another_one() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let page = ada.visit("/account").await.is(200).says(ADA).says("Sign up with another one");
    ada.press(&page, "/resend", &[]).await.leads_to("/check-mail?notice=sent");
    assert_eq!(app.mails_to(ADA).await.len(), 2);
    // Any other browser has nothing to see there.
    app.browser().get("/unconfirmed").await.leads_to("/sign-in");
    app.member(EVE).await.get("/unconfirmed").await.leads_to("/account");
}

#[tokio::test]
async fn the_gate_opens_when_the_sign_up_is_over() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.mail_to(ADA).await;
    let token = ada.cookie("countersign-sign-up").unwrap();
    app.advance(Duration::from_secs(7 * 86_400 + 1));
    // Even in a browser that keeps the cookie for longer than it was told to.
    ada.set_cookie("countersign-sign-up", &token);
    ada.get("/account").await.leads_to("/sign-in?next=%2Faccount");
    ada.post("/sign-in", json!({"email": ADA, "password": PASSWORD})).await.refuses(401, "credentials_invalid");
}

#[tokio::test]
async fn it_opens_too_when_the_sign_up_is_confirmed_elsewhere() {
    let app = TestApp::start().await;
    let mut laptop = app.browser();
    laptop.sign_up(ADA, PASSWORD).await;
    let token = app.mail_to(ADA).await.its_token();
    app.browser().post("/confirm", json!({"token": token, "password": PASSWORD})).await.is(200);
    laptop.get("/account").await.leads_to("/sign-in?next=%2Faccount");
    laptop.sign_in(ADA, PASSWORD).await.leads_to("/account");
}
