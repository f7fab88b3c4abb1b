//! A walk through every flow, with its failures, for the cases that look at what is left behind.

use countersign::flows::after_restore::{Wishes, after_restore};
use countersign::flows::manage_accounts;
use countersign::flows::manage_mails::{self, Returned};
use countersign_core::Address;
use countersign_core::account::Role;
use countersign_core::mail::Mark;
use serde_json::{Value, json};

use crate::support::app::operator;
use crate::support::html::unescape;
use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";
const THIRD_ADDRESS: &str = "third@example.net";
const THIRD: &str = "third password of ada";

/// Links and mails are left open at its end.
pub async fn walk(app: &TestApp) {
    an_owner(app).await;
    operators(app).await;
    an_admin(app).await;
    last_mails(app).await;
}

/// From the sign-up on, by all doors of one's own.
async fn an_owner(app: &TestApp) {
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    ada.sign_in(ADA, NEW_PASSWORD).await;
    ada.post("/resend", json!({"email": ADA})).await;
    let mails = app.mails_to(ADA).await;
    ada.confirm(&mails[0]).await;
    ada.post("/confirm", json!({"token": mails[1].its_token()})).await.is(410);
    ada.sign_in(ADA, PASSWORD).await;
    app.signed_in(ADA, PASSWORD).await;
    ada.call("DELETE", "/sessions", Value::Null).await.is(204);
    ada.call("GET", "/account/export", Value::Null).await.is(200);
    ada.change_email(NEW, PASSWORD).await;
    app.mail_to(ADA).await;
    ada.press_change_email(&app.mail_to(NEW).await).await;
    let undo = app.mail_to(ADA).await;
    app.browser().press_change_email(&undo).await;
    app.browser().reset_password(&app.mail_to(ADA).await, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    let mut ada = app.signed_in(ADA, NEW_PASSWORD).await;
    let body = json!({"current_password": NEW_PASSWORD, "password": THIRD});
    ada.post("/change-password", body).await.is(204);
    app.mail_to(ADA).await;
    ada.sign_out().await;
}

/// What no browser asks for, and somebody who did not sign up.
async fn operators(app: &TestApp) {
    app.import("imported@example.net", true, 42).await;
    after_restore(&app.countersign, Wishes::default(), &operator()).await.unwrap();
    app.browser().sign_up(EVE, PASSWORD).await;
    let mut owner = app.browser();
    let page = owner.follow(&app.mail_to(EVE).await).await;
    owner.press(&page, "/confirm/not-me", &[]).await;
    manage_accounts::create(&app.countersign, Address::parse(NEW).unwrap(), None, &operator()).await.unwrap();
    let account = app.account(NEW).await;
    for role in [Some(Role::Admin), None] {
        assert!(manage_accounts::set_role(&app.countersign, &account, role, &operator()).await.unwrap());
    }
    manage_accounts::send_reset(&app.countersign, &account, &operator()).await.unwrap();
    for disabled in [true, false] {
        manage_accounts::set_disabled(&app.countersign, &account, disabled, &operator()).await.unwrap();
    }
}

/// Who looks after others, and then leaves and comes back.
async fn an_admin(app: &TestApp) {
    let mut last = app.member("last@example.net").await;
    let account = app.account("last@example.net").await;
    manage_accounts::set_role(&app.countersign, &account, Some(Role::Admin), &operator()).await.unwrap();
    app.browser().sign_up("removed@example.net", PASSWORD).await;
    app.mail_to("removed@example.net").await;
    let list = unescape(&last.get("/admin/accounts?q=removed").await.is(200).body);
    let (_, rest) = list.split_once("/admin/sign-ups/").unwrap();
    let remove = format!("/admin/sign-ups/{}/remove", rest.split('"').next().unwrap());
    last.post_form(&remove, &[("password", NEW_PASSWORD)]).await.is(401);
    last.post_form(&remove, &[("password", PASSWORD)]).await.is(303);
    last.call("PATCH", "/account", json!({"locale": "de"})).await.is(200);
    last.change_email(THIRD_ADDRESS, PASSWORD).await;
    app.mail_to("last@example.net").await;
    app.mail_to(THIRD_ADDRESS).await;
    last.call("DELETE", "/change-email", Value::Null).await.is(204);
    last.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    let notice = app.mail_to("last@example.net").await;
    app.browser().reset_password(&notice, NEW_PASSWORD).await.leads_to("/sign-in?notice=kept");
    app.mail_to("last@example.net").await;
    let mut last = app.signed_in("last@example.net", NEW_PASSWORD).await;
    last.call("DELETE", "/account", json!({"password": NEW_PASSWORD})).await.is(204);
    app.mail_to("last@example.net").await;
}

async fn last_mails(app: &TestApp) {
    app.browser().forgot_password(ADA).await;
    app.mail_to(ADA).await;
    // One as it was created, one because somebody asked.
    assert_eq!(app.mails_to(NEW).await.len(), 2);
    app.browser().sign_up(EVE, PASSWORD).await;
    let (service, waiting) = (&app.countersign, app.queue().await.pop().unwrap());
    let eve = [Address::parse(EVE).unwrap()];
    let complaint = Returned { addresses: &eve, mark: Mark::Complained, receipt: "", words: "complained: abuse" };
    manage_mails::returned(service, &complaint, &operator()).await.unwrap();
    assert!(manage_mails::release(service, &eve[0], &operator()).await.unwrap());
    assert!(manage_mails::retry(service, waiting.id, &operator()).await.unwrap());
    app.signed_in(ADA, THIRD).await;
}
