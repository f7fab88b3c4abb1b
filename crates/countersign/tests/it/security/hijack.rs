//! Whoever signs up first with somebody else's address gains nothing by it, before or after she comes.

use serde_json::{Value, json};

use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn a_squatters_sign_up_dies_when_the_owner_confirms_her_own() {
    let app = TestApp::start().await;
    let (mut squatter, mut owner) = (app.browser(), app.browser());
    squatter.sign_up(ADA, NEW_PASSWORD).await;
    let squatters = app.mail_to(ADA).await;
    owner.sign_up(ADA, PASSWORD).await;
    owner.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
    assert!(app.lets_in(ADA, PASSWORD).await && !app.lets_in(ADA, NEW_PASSWORD).await);
    // Neither the squatter's cookie nor the password of that sign-up is worth anything now.
    for mut browser in [squatter, app.browser()] {
        let body = json!({"token": squatters.its_token(), "password": NEW_PASSWORD});
        browser.post("/confirm", body).await.refuses(410, "token_expired");
        browser.call("GET", "/session", Value::Null).await.refuses(401, "unauthenticated");
    }
}

#[tokio::test]
async fn the_owner_who_opens_the_squatters_link_confirms_nothing_for_him() {
    let app = TestApp::start().await;
    let (mut squatter, mut owner) = (app.browser(), app.browser());
    squatter.sign_up(ADA, NEW_PASSWORD).await;
    let squatters = app.mail_to(ADA).await;
    owner.sign_up(ADA, PASSWORD).await;
    let page = owner.follow(&squatters).await.is(200).says("This is not the browser you signed up in");
    let page = owner.press(&page, "/confirm", &[]).await.is(401);
    owner.press(&page, "/confirm", &[("password", PASSWORD)]).await.is(401).says("use the newest mail");
    assert!(!app.lets_in(ADA, NEW_PASSWORD).await && !squatter.is_signed_in().await);
    owner.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
}

#[tokio::test]
async fn a_sign_up_for_a_taken_address_never_gets_a_link() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut attacker = app.browser();
    attacker.sign_up(ADA, NEW_PASSWORD).await;
    attacker.post("/resend", json!({"email": ADA})).await.is(202);
    let mails = app.mails_to(ADA).await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.token().is_none()));
    assert!(ada.is_signed_in().await && app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_reset_throws_out_whoever_had_a_session() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut intruder = app.signed_in(ADA, PASSWORD).await;
    intruder.change_email(EVE, PASSWORD).await;
    let evil = app.mail_to(EVE).await;
    app.mail_to(ADA).await;
    let mut owner = app.browser();
    owner.forgot_password(ADA).await;
    owner.reset_password(&app.mail_to(ADA).await, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    intruder.call("GET", "/session", Value::Null).await.refuses(401, "unauthenticated");
    intruder.follow(&evil).await.is(410);
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn cookies_of_another_sign_up_are_no_proof() {
    let app = TestApp::start().await;
    let mut eve = app.browser();
    eve.sign_up(EVE, NEW_PASSWORD).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    app.mail_to(EVE).await;
    let token = app.mail_to(ADA).await.its_token();
    eve.post("/confirm", json!({"token": token})).await.refuses(401, "proof_required");
    eve.post("/confirm", json!({"token": token, "password": NEW_PASSWORD})).await.refuses(401, "credentials_invalid");
}
