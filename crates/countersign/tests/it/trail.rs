//! What the audit trail says of people: each line is about somebody, and where a link was used or tried, about that one.

use countersign_store::audit;
use serde_json::json;

use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";
const THIRD: &str = "third password of ada";

/// Event and outcome, and what they are about, oldest first.
async fn trail(app: &TestApp) -> Vec<String> {
    let told = |line: &audit::Kept| {
        let account = line.account_id.map(|_| "account");
        let address = line.address_key.as_deref();
        let link = line.link_id.map(|_| "link");
        let about: Vec<_> = [account, address, link].into_iter().flatten().collect();
        assert_eq!((line.actor_id, line.client.as_str()), (None, "192.0.2.7"), "{} {}", line.event, line.outcome);
        format!("{} {}: {}", line.event, line.outcome, about.join(" "))
    };
    app.trail().await.iter().map(told).collect()
}

#[tokio::test]
async fn every_line_says_whom_and_which_link_it_is_about() {
    let app = TestApp::start().await;
    let mut ada = app.browser().from("192.0.2.7");
    let mut other = app.browser().from("192.0.2.7");
    ada.sign_up(ADA, PASSWORD).await;
    ada.post("/resend", json!({"email": ADA})).await;
    let first = app.mails_to(ADA).await[0].its_token();
    other.post("/confirm", json!({"token": first})).await;
    other.post("/confirm", json!({"token": first, "password": NEW_PASSWORD})).await;
    ada.post("/confirm", json!({"token": first})).await;
    other.post("/confirm", json!({"token": first, "password": PASSWORD})).await;
    other.sign_in(ADA, NEW_PASSWORD).await.is(401);
    other.sign_in(ADA, PASSWORD).await.leads_to("/account");
    other.sign_out().await;
    ada.post("/change-password", json!({"current_password": NEW_PASSWORD, "password": THIRD})).await;
    ada.post("/change-password", json!({"current_password": PASSWORD, "password": NEW_PASSWORD})).await;
    app.mail_to(ADA).await;
    ada.post("/change-email", json!({"email": NEW, "password": PASSWORD})).await;
    ada.change_email(NEW, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    let change = app.mail_to(NEW).await.its_token();
    other.post("/change-email/confirm", json!({"token": change})).await;
    ada.post("/change-email/confirm", json!({"token": change})).await;
    let undo = app.mail_to(ADA).await.its_token();
    other.post("/change-email/undo", json!({"token": undo})).await;
    let reset = app.mail_to(ADA).await.its_token();
    other.post("/change-email/undo", json!({"token": undo})).await;
    other.post("/reset-password", json!({"token": reset, "password": THIRD})).await;
    other.post("/reset-password", json!({"token": reset, "password": THIRD})).await;
    app.mail_to(ADA).await;
    other.post("/forgot-password", json!({"email": ADA})).await;
    let page = other.follow(&app.mail_to(ADA).await).await;
    other.press(&page, "/reset-password/not-me", &[]).await.is(200);
    other.post("/sign-up", json!({"email": EVE, "password": PASSWORD})).await;
    let mut eve = app.browser().from("192.0.2.7");
    let page = eve.follow(&app.mail_to(EVE).await).await;
    eve.press(&page, "/confirm/not-me", &[]).await.is(200);
    ada.sign_in(ADA, THIRD).await.leads_to("/account");
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await;
    ada.call("DELETE", "/account", json!({"password": THIRD})).await;
    let notice = app.mail_to(ADA).await.its_token();
    other.post("/reset-password", json!({"token": notice, "password": PASSWORD})).await;
    app.mail_to(ADA).await;

    let expected = [
        "sign_up check_mail: ada@example.net",
        "resend accepted: ada@example.net",
        "confirm proof_required: ada@example.net link",
        "confirm wrong_password: ada@example.net link",
        "confirm confirmed: account ada@example.net link",
        "confirm already_confirmed: link",
        "sign_in rejected: ada@example.net",
        "sign_in signed_in: account ada@example.net",
        "sign_out signed_out: account ada@example.net",
        "change_password wrong_password: account ada@example.net",
        "change_password changed: account ada@example.net",
        "change_email wrong_password: account ada@example.net",
        "change_email check_mail: account ada@example.net",
        "confirm_change_email not_signed_in: link",
        "confirm_change_email changed: account ada@example.net link",
        "undo_change_email undone: account ada@example.net link",
        "undo_change_email already_undone: link",
        "reset_password reset: account ada@example.net link",
        "reset_password already_used: link",
        "forgot_password accepted: ada@example.net",
        "dismiss reset: ada@example.net link",
        "sign_up check_mail: eve@example.com",
        "dismiss sign_up: eve@example.com link",
        "sign_in signed_in: account ada@example.net",
        "close_account wrong_password: account ada@example.net",
        "close_account closed: account ada@example.net",
        "keep_account kept: account ada@example.net link",
    ];
    assert_eq!(trail(&app).await, expected);
}

#[tokio::test]
async fn what_the_sweep_removes_is_by_nobody() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.mail_to(ADA).await;
    app.advance(app.rules().close_grace);
    app.sweep().await;
    let trail = app.trail().await;
    let last = trail.last().unwrap();
    assert_eq!((last.event.as_str(), last.outcome.as_str()), ("close_account", "deleted"));
    assert_eq!((last.actor_id, last.client.as_str(), last.address_key.as_deref()), (None, "sweep", Some(ADA)));
}
