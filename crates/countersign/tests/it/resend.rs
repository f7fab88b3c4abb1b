//! Resend: the same answer for everybody; the worker decides what goes out.

use countersign_core::mail::{Ending, Kind};
use serde_json::json;

use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn the_button_on_check_mail_sends_the_mail_again() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    let page = ada.sign_up(ADA, PASSWORD).await;
    let first = app.mail_to(ADA).await;
    let answer = ada.press(&page, "/resend", &[]).await.leads_to("/check-mail?notice=sent");
    ada.visit(&answer.location().unwrap()).await.says("a new mail is on its way");
    let second = app.mail_to(ADA).await;
    assert_eq!(second.kind(), Kind::Confirm);
    assert_ne!(second.header("Message-ID"), first.header("Message-ID"));
}

#[tokio::test]
async fn an_unknown_address_gets_no_mail_and_one_with_an_account_is_told_so() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut browser = app.browser();
    for email in [ADA, EVE] {
        browser.post("/resend", json!({"email": email})).await.is(202);
    }
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::AlreadyRegistered);
    app.no_mail_to(EVE).await;
    assert_eq!(app.queue().await.last().unwrap().ending, Some(Ending::Skipped));
}

#[tokio::test]
async fn each_browser_is_sent_the_mail_of_its_own_sign_up() {
    let app = TestApp::start().await;
    let (mut first, mut second) = (app.browser(), app.browser());
    first.sign_up(ADA, PASSWORD).await;
    second.sign_up(ADA, NEW_PASSWORD).await;
    assert_eq!(app.mails_to(ADA).await.len(), 2);
    first.post("/resend", json!({"email": ADA})).await.is(202);
    first.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
    assert!(app.lets_in(ADA, PASSWORD).await && !app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn the_form_asks_again_for_what_is_not_an_address() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let page = browser.get("/resend?next=/account").await.is(200);
    let again = browser.fill(&page, &[("email", "ada")]).await.is(422).says("in the form name@example.org");
    browser.fill(&again, &[("email", ADA)]).await.leads_to("/check-mail?notice=sent");
    browser.post("/resend", json!({"email": "ada"})).await.refuses(422, "validation");
    app.no_mail_to(ADA).await;
}
