//! The audit trail: every event has its line, refusals too, and no line has a secret.

use std::collections::BTreeSet;
use std::time::Duration;

use countersign_core::audit::Event;
use countersign_core::guess::Guessing;
use serde_json::{Value, json};

use super::walk::walk;
use crate::support::{ADA, Browser, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";

#[tokio::test]
async fn every_event_has_its_line_in_the_trail_and_no_line_a_secret() {
    let guessing = Guessing { pauses_after: 5, stops_after: 6 };
    let app = TestApp::with(|settings| settings.rules.guessing = Some(guessing)).await;
    app.may_leave_mail();
    walk(&app).await;
    for _ in 0..6 {
        app.advance(Duration::from_secs(3_600));
        app.lets_in("guessed@example.net", PASSWORD).await;
    }
    let trail = app.audit().await;
    let events: BTreeSet<&str> = trail.iter().map(|line| line.split(' ').next().unwrap()).collect();
    for event in Event::ALL {
        assert!(events.contains(event.as_str()), "{} is not in {trail:?}", event.as_str());
    }
    for line in [
        "sign_in unconfirmed",
        "sign_in signed_in",
        "confirm confirmed",
        "confirm already_confirmed",
        "confirm_change_email changed",
        "undo_change_email undone",
        "reset_password reset",
        "dismiss sign_up",
    ] {
        assert!(trail.iter().any(|kept| kept == line), "{line} is not in {trail:?}");
    }
    let rows = app.database.dump().await["audit_events"].join("\n");
    for secret in app.door.secrets.all() {
        assert!(!rows.contains(&secret), "{secret} is in the trail");
    }
    assert!(rows.contains("203.0.113.7") && rows.contains("Browser/1") && rows.contains("cli"));
}

#[tokio::test]
async fn refusals_at_every_door_have_their_line_too() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await;
    app.browser().reset_password(&reset, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    let known = app.audit().await.len();
    let refused = async |mut browser: Browser, path: &str, body: Value, line: &str| {
        let before = app.audit().await;
        browser.post(path, body).await;
        let after = app.audit().await;
        assert_eq!(&after[before.len()..], [line], "{path}");
    };
    let again = json!({"token": reset.its_token(), "password": PASSWORD});
    refused(app.browser(), "/reset-password", again, "reset_password already_used").await;
    let wrong = json!({"email": ADA, "password": PASSWORD});
    refused(app.browser(), "/sign-in", wrong, "sign_in rejected").await;
    ada.sign_in(ADA, NEW_PASSWORD).await;
    let wrong = json!({"current_password": PASSWORD, "password": "third password of ada"});
    refused(ada.clone(), "/change-password", wrong, "change_password wrong_password").await;
    let wrong = json!({"email": NEW, "password": PASSWORD});
    refused(ada.clone(), "/change-email", wrong, "change_email wrong_password").await;
    assert!(app.audit().await.len() > known);

    ada.change_email(NEW, NEW_PASSWORD).await;
    let (link, notice) = (app.mail_to(NEW).await, app.mail_to(ADA).await);
    ada.press_change_email(&link).await;
    app.mail_to(ADA).await;
    let again = json!({"token": link.its_token()});
    refused(ada.clone(), "/change-email/confirm", again, "confirm_change_email already_changed").await;
    let token = json!({"token": notice.its_token()});
    app.browser().post("/change-email/undo", token.clone()).await.is(204);
    app.mail_to(ADA).await;
    refused(app.browser(), "/change-email/undo", token, "undo_change_email already_undone").await;
}
