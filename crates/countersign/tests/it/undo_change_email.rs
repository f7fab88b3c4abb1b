//! The way back that the old address has for seven days: it stops a change or undoes it, with all later
//! ones, whoever has the password by then.

use std::time::Duration;

use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::{ADA, Browser, Mail, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";
const THIRD: &str = "third@example.net";

/// Moves the account to another address; the notice and the `email_changed` mail that the old one got.
async fn moved(app: &TestApp, ada: &mut Browser, from: &str, to: &str, password: &str) -> (Mail, Mail) {
    ada.post("/change-email", json!({"email": to, "password": password})).await.is(202);
    let link = app.mail_to(to).await;
    let notice = app.mail_to(from).await;
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.is(200);
    (notice, app.mail_to(from).await)
}

/// The owner of the old mailbox chooses a password and is in again.
async fn recovers(app: &TestApp, email: &str, password: &str) {
    let reset = app.mail_to(email).await;
    assert_eq!(reset.kind(), Kind::Reset);
    app.browser().reset_password(&reset, password).await.leads_to("/sign-in?notice=reset");
    assert_eq!(app.mail_to(email).await.kind(), Kind::PasswordChanged);
    assert!(app.lets_in(email, password).await);
}

#[tokio::test]
async fn the_notice_stops_a_change_before_it_is_confirmed() {
    let app = TestApp::start().await;
    let mut intruder = app.member(ADA).await;
    intruder.change_email(NEW, PASSWORD).await;
    let (link, notice) = (app.mail_to(NEW).await, app.mail_to(ADA).await);
    let mut owner = app.browser();
    let page = owner.follow(&notice).await.is(200).says("Stop this change");
    assert_eq!(page.body.matches("<button").count(), 1);
    owner.press(&page, "/change-email", &[]).await.is(200).says("Your account is safe").says(ADA);
    assert!(!intruder.is_signed_in().await, "every session ends");
    assert!(!app.lets_in(ADA, PASSWORD).await, "the password no longer counts");
    recovers(&app, ADA, NEW_PASSWORD).await;
    let mut ada = app.signed_in(ADA, NEW_PASSWORD).await;
    ada.post("/change-email/confirm", json!({"token": link.its_token()})).await.refuses(410, "token_expired");
    owner.follow(&notice).await.is(410);
    owner.post("/change-email/undo", json!({"token": notice.its_token()})).await.refuses(410, "token_used");
}

/// He may still be signed in: the page does not say that all is well, but leads to another password.
#[tokio::test]
async fn the_notice_of_a_change_that_the_intruder_has_stopped_leads_to_another_password() {
    let app = TestApp::start().await;
    let mut intruder = app.member(ADA).await;
    intruder.change_email(NEW, PASSWORD).await;
    let (_, notice) = (app.mail_to(NEW).await, app.mail_to(ADA).await);
    intruder.post_form("/account/cancel-change-email", &[]).await.leads_to("/account?notice=change-cancelled");
    let mut owner = app.browser();
    owner.follow(&notice).await.is(410).says("Choose a new password");
    owner.post("/change-email/undo", json!({"token": notice.its_token()})).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn either_mail_undoes_a_change_that_was_confirmed_and_then_both_are_used() {
    for first in [0, 1] {
        let app = TestApp::start().await;
        let mut intruder = app.member(ADA).await;
        let (notice, changed) = moved(&app, &mut intruder, ADA, NEW, PASSWORD).await;
        assert_eq!((notice.kind(), changed.kind()), (Kind::ChangeEmailNotice, Kind::EmailChanged));
        let mails = [notice, changed];
        let mut owner = app.browser();
        owner.follow(&mails[first]).await.is(200).says("Take your address back");
        owner.post("/change-email/undo", json!({"token": mails[first].its_token()})).await.is(204);
        assert!(!intruder.is_signed_in().await && !app.lets_in(NEW, PASSWORD).await);
        recovers(&app, ADA, NEW_PASSWORD).await;
        for mail in &mails {
            owner.post("/change-email/undo", json!({"token": mail.its_token()})).await.refuses(410, "token_used");
        }
    }
}

#[tokio::test]
async fn undoing_the_first_change_voids_the_later_one_too() {
    let app = TestApp::start().await;
    let mut intruder = app.member(ADA).await;
    let (_, first) = moved(&app, &mut intruder, ADA, NEW, PASSWORD).await;
    let (_, second) = moved(&app, &mut intruder, NEW, THIRD, PASSWORD).await;
    app.browser().post("/change-email/undo", json!({"token": first.its_token()})).await.is(204);
    recovers(&app, ADA, NEW_PASSWORD).await;
    let answer = app.browser().post("/change-email/undo", json!({"token": second.its_token()})).await;
    answer.refuses(410, "token_used");
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn undoing_the_later_change_leaves_the_first_one_undoable() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let (_, first) = moved(&app, &mut ada, ADA, NEW, PASSWORD).await;
    let (_, second) = moved(&app, &mut ada, NEW, THIRD, PASSWORD).await;
    app.browser().press_change_email(&second).await.is(200).says(NEW);
    recovers(&app, NEW, NEW_PASSWORD).await;
    app.browser().press_change_email(&first).await.is(200).says(ADA);
    recovers(&app, ADA, "third password of ada").await;
}

#[tokio::test]
async fn the_way_back_outlives_changes_of_the_password_and_works_for_seven_days() {
    for (seconds, works) in [(7 * 86_400 - 2, true), (7 * 86_400 + 1, false)] {
        let app = TestApp::start().await;
        let mut intruder = app.member(ADA).await;
        let (_, changed) = moved(&app, &mut intruder, ADA, NEW, PASSWORD).await;
        let handed_over_at = app.clock.now();
        let body = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
        intruder.post("/change-password", body).await.is(204);
        app.browser().forgot_password(NEW).await;
        let mails = app.mails_to(NEW).await;
        let reset = mails.iter().find(|mail| mail.kind() == Kind::Reset).unwrap();
        app.browser().reset_password(reset, "third password of ada").await.leads_to("/sign-in?notice=reset");
        app.mail_to(NEW).await;
        let spent = app.clock.now().since(handed_over_at);
        app.advance(Duration::from_secs(seconds).checked_sub(spent).unwrap());
        app.sweep().await;
        let undo = app.browser().post("/change-email/undo", json!({"token": changed.its_token()})).await;
        if works {
            undo.is(204);
            recovers(&app, ADA, PASSWORD).await;
        } else {
            undo.refuses(410, "token_expired");
        }
    }
}

#[tokio::test]
async fn an_old_address_that_somebody_else_has_by_now_cannot_be_restored() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let (_, changed) = moved(&app, &mut ada, ADA, NEW, PASSWORD).await;
    let mut other = app.browser();
    other.sign_up(ADA, NEW_PASSWORD).await;
    other.confirm(&app.mail_to(ADA).await).await;
    let undo = app.browser().post("/change-email/undo", json!({"token": changed.its_token()})).await;
    undo.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, NEW_PASSWORD).await && app.lets_in(NEW, PASSWORD).await);
    assert!(ada.is_signed_in().await && other.is_signed_in().await);
}
