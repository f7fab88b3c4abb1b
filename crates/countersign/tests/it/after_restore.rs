//! After a restore: what a database of an earlier day would bring back to life is dead, and nobody has lost their way back.
//! How a backup is taken and put in place is tried in `e2e/test_backup.py`.

use countersign::flows::after_restore::{Wishes, after_restore};
use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::app::operator;
use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";
const CLOSED: &str = "closed@example.net";

#[tokio::test]
async fn what_a_restore_brings_back_is_ended() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    let (change, undo) = (app.mail_to(NEW).await, app.mail_to(ADA).await);
    let mut closing = app.member(CLOSED).await;
    closing.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    let void = app.mail_to(CLOSED).await;
    let mut eve = app.browser();
    eve.sign_up(EVE, PASSWORD).await;
    let confirm = app.mail_to(EVE).await;
    let before = app.account(ADA).await.epoch;

    let done = after_restore(&app.countersign, Wishes::default(), &operator()).await.unwrap();
    assert_eq!((done.accounts, done.sessions, done.mails_dropped, done.kept), (2, 1, 0, 1));
    assert!(app.account(ADA).await.epoch > before + 100, "beyond what it may have reached meanwhile");
    assert!(!ada.is_signed_in().await);
    for link in [&reset, &void] {
        let body = json!({"token": link.its_token(), "password": NEW_PASSWORD});
        app.browser().post("/reset-password", body).await.refuses(410, "token_expired");
    }
    let mut ada = app.signed_in(ADA, PASSWORD).await;
    ada.post("/change-email/confirm", json!({"token": change.its_token()})).await.refuses(410, "token_expired");
    // What is of use is there: the way to confirm, to undo, and back to the closed account.
    eve.confirm(&confirm).await.leads_to("/account?notice=confirmed");
    app.browser().post("/change-email/undo", json!({"token": undo.its_token()})).await.is(204);
    app.mails_to(ADA).await;
    let again = app.mail_to(CLOSED).await;
    assert_eq!(again.kind(), Kind::AccountClosed);
    app.browser().reset_password(&again, NEW_PASSWORD).await.leads_to("/sign-in?notice=kept");
    app.mail_to(CLOSED).await;
    assert!(app.audit().await.contains(&"restore ended".to_owned()));
}

#[tokio::test]
async fn passwords_and_queued_mail_go_only_where_the_operator_wishes() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    app.browser().sign_up(EVE, PASSWORD).await;
    let wishes = Wishes { forget_passwords: true, drop_mail: true };
    let done = after_restore(&app.countersign, wishes, &operator()).await.unwrap();
    assert_eq!((done.accounts, done.mails_dropped), (1, 1));
    app.no_mail_to(EVE).await;
    assert!(!app.lets_in(ADA, PASSWORD).await);
    app.browser().forgot_password(ADA).await;
    app.browser().reset_password(&app.mail_to(ADA).await, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
}
