//! Confirm: the link and a proof besides it make the account. Races for one link are in `security`.

use std::time::Duration;

use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::{ADA, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn in_the_browser_that_signed_up_one_press_is_enough() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let page = ada.follow(&app.mail_to(ADA).await).await.is(200).says("Press the button");
    assert_eq!(page.body.matches("<button").count(), 1);
    ada.press(&page, "/confirm", &[]).await.leads_to("/account?notice=confirmed");
    ada.visit("/account?notice=confirmed").await.says("Your address is confirmed").says(ADA);
    assert_eq!(ada.cookie("countersign-sign-up"), None);
    let account = app.account(ADA).await;
    assert_eq!(account.signed_in_at, Some(account.created_at));
}

#[tokio::test]
async fn another_browser_needs_the_password_chosen_at_sign_up() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    let mut phone = app.browser();
    let page = phone.follow(&mail).await.is(200).says("This is not the browser you signed up in");
    let page = phone.press(&page, "/confirm", &[]).await.is(401).says("Type the password you chose");
    let page = phone.press(&page, "/confirm", &[("password", NEW_PASSWORD)]).await.is(401).says("not the password");
    assert!(!phone.is_signed_in().await);
    phone.press(&page, "/confirm", &[("password", PASSWORD)]).await.leads_to("/account?notice=confirmed");
    assert!(phone.is_signed_in().await);
}

#[tokio::test]
async fn at_the_api_a_link_alone_confirms_nothing() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.post("/sign-up", json!({"email": ADA, "password": PASSWORD})).await;
    let token = app.mail_to(ADA).await.its_token();
    let mut program = app.browser().as_program();
    program.post("/confirm", json!({"token": token})).await.refuses(401, "proof_required");
    let wrong = json!({"token": token, "password": NEW_PASSWORD});
    program.post("/confirm", wrong).await.refuses(401, "credentials_invalid");
    assert!(!app.lets_in(ADA, PASSWORD).await);
    let answer = program.post("/confirm", json!({"token": token, "password": PASSWORD})).await.is(200).json();
    assert_eq!((&answer["account"]["email"], &answer["account"]["confirmed"]), (&json!(ADA), &json!(true)));
    assert!(answer["session"]["token"].as_str().unwrap().len() >= 43);
}

#[tokio::test]
async fn the_landing_moves_the_token_out_of_the_address_for_ten_minutes() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    ada.get(&format!("/confirm/{}", mail.its_token())).await.leads_to("/confirm");
    assert_eq!(ada.cookie("countersign-confirm"), mail.token());
    let page = ada.get("/confirm").await.is(200);
    assert!(!page.body.contains(&mail.its_token()));
    app.advance(Duration::from_secs(599));
    ada.get("/confirm").await.is(200);
    app.advance(Duration::from_secs(2));
    ada.get("/confirm").await.is(400).says("This link does not work");
}

#[tokio::test]
async fn a_link_used_before_says_already_confirmed_and_leads_on() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    ada.confirm(&mail).await;
    ada.follow(&mail).await.is(410).says("Already confirmed").says("Go to your account");
    app.browser().follow(&mail).await.is(410).says("Already confirmed").says("Sign in");
    let again = json!({"token": mail.its_token(), "password": PASSWORD});
    app.browser().post("/confirm", again).await.refuses(410, "token_used");
}

#[tokio::test]
async fn a_used_link_says_so_also_when_its_address_has_become_somebody_elses() {
    let app = TestApp::start().await;
    let (mut ada, mut heir) = (app.browser(), app.browser());
    ada.sign_up(ADA, PASSWORD).await;
    let used = app.mail_to(ADA).await;
    ada.confirm(&used).await;
    ada.change_email("lovelace@example.net", PASSWORD).await;
    ada.press_change_email(&app.mail_to("lovelace@example.net").await).await;
    assert_eq!(app.mails_to(ADA).await.len(), 2);
    heir.sign_up(ADA, NEW_PASSWORD).await;
    heir.confirm(&app.mail_to(ADA).await).await;
    heir.post("/confirm", json!({"token": used.its_token()})).await.refuses(410, "token_used");
}

#[tokio::test]
async fn a_link_works_until_its_time_is_over() {
    for (seconds, status) in [(86_399, 200), (86_401, 410)] {
        let app = TestApp::start().await;
        let mut ada = app.browser();
        ada.sign_up(ADA, PASSWORD).await;
        let mail = app.mail_to(ADA).await;
        app.advance(Duration::from_secs(seconds));
        let answer = ada.post("/confirm", json!({"token": mail.its_token()})).await.is(status);
        if status == 410 {
            answer.refuses(410, "token_expired");
            let page = ada.follow(&mail).await.is(410).says("This link has expired");
            ada.fill(&page, &[("email", ADA)]).await.leads_to("/check-mail?notice=sent");
            ada.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
        }
    }
}

#[tokio::test]
async fn a_newer_mail_leaves_the_older_link_good_and_the_first_success_ends_both() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let older = app.mail_to(ADA).await;
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    let newer = app.mail_to(ADA).await;
    assert_eq!(newer.kind(), Kind::Confirm);
    ada.confirm(&older).await.leads_to("/account?notice=confirmed");
    app.browser().post("/confirm", json!({"token": newer.its_token()})).await.refuses(410, "token_used");
}

#[tokio::test]
async fn whoever_did_not_sign_up_can_say_so_and_the_sign_up_is_gone() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    let mut owner = app.browser();
    let page = owner.follow(&mail).await.is(200);
    owner.press(&page, "/confirm/not-me", &[]).await.is(200).says("We have removed that sign-up");
    let answer = owner.post("/confirm", json!({"token": mail.its_token(), "password": PASSWORD})).await;
    answer.refuses(410, "token_expired");
    owner.post("/resend", json!({"email": ADA})).await.is(202);
    app.no_mail_to(ADA).await;
}

#[tokio::test]
async fn a_wrong_link_gets_a_friendly_page_that_offers_a_new_mail() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    browser.sign_up(ADA, PASSWORD).await;
    app.mail_to(ADA).await;
    let page = browser.get("/confirm/nonsense").await.is(400).says("This link does not work");
    browser.fill(&page, &[("email", ADA)]).await.leads_to("/check-mail?notice=sent");
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::Confirm);
    browser.get("/confirm").await.is(400);
    browser.post("/confirm", json!({"token": "nonsense"})).await.refuses(400, "token_invalid");
}
