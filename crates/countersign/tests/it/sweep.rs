//! The sweep: what time has ended is removed, and nothing depends on that for safety.

use std::time::Duration;

use countersign_core::altcha::Solved;
use countersign_core::limit::Limits;
use countersign_store::{SWEPT_AT_ONCE, captchas};
use serde_json::json;

use crate::support::{ADA, NEW_PASSWORD, PASSWORD, TestApp};

const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn a_sign_up_past_its_time_is_removed_its_link_refused_and_its_address_free() {
    let app = TestApp::start().await;
    app.member("other@example.net").await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.mail_to(ADA).await;
    app.advance(6 * DAY + DAY / 2);
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    let mail = app.mail_to(ADA).await;
    app.advance(DAY / 2);
    let token = json!({"token": mail.its_token()});
    // Over, though the link has hours left and nothing has been swept.
    ada.post("/confirm", token.clone()).await.refuses(410, "token_expired");
    app.sweep().await;
    let dump = app.database.dump().await;
    assert!(!dump["sign_ups"].iter().any(|sign_up| sign_up.contains(ADA)), "{dump:?}");
    assert_eq!(dump["accounts"].len(), 1, "who has confirmed stays");
    assert!(!dump["links"].iter().any(|link| link.contains(ADA)));
    ada.post("/confirm", token).await.refuses(410, "token_expired");
    let mut again = app.browser();
    again.sign_up(ADA, NEW_PASSWORD).await;
    again.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
}

#[tokio::test]
async fn ended_sessions_old_mails_links_and_lines_of_the_trail_go_in_their_time() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let counts = async || {
        app.sweep().await;
        let dump = app.database.dump().await;
        ["sessions", "sign_ups", "links", "mails", "accounts"].map(|table| dump[table].len())
    };
    assert_eq!(counts().await, [1, 1, 1, 1, 1]);
    app.advance(7 * DAY);
    // What was confirmed is kept for a while, for late clicks.
    assert_eq!(counts().await, [0, 1, 1, 1, 1]);
    app.advance(31 * DAY);
    assert_eq!(counts().await, [0, 0, 0, 0, 1]);
    assert!(!app.audit().await.is_empty());
    app.advance(370 * DAY);
    assert_eq!(counts().await, [0, 0, 0, 0, 1]);
    assert!(app.audit().await.is_empty());
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn a_late_click_on_a_used_link_is_still_told_that_it_was_used() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let mail = app.mail_to(ADA).await;
    app.browser().reset_password(&mail, NEW_PASSWORD).await;
    app.mail_to(ADA).await;
    app.advance(20 * DAY);
    app.sweep().await;
    app.browser().follow(&mail).await.is(410).says("Password already changed");
    app.advance(20 * DAY);
    app.sweep().await;
    app.browser().follow(&mail).await.is(410).says("This link has expired");
}

#[tokio::test]
async fn limits_that_cannot_be_swept_keep_nothing_else() {
    let app = TestApp::with(|settings| settings.rules.limits = Limits::default()).await;
    app.member(ADA).await;
    app.browser().post("/sign-in", json!({"email": ADA, "password": NEW_PASSWORD})).await.is(401);
    app.advance(8 * DAY);
    app.database.refuse("DELETE", "limits", "OLD.whole_at > 0").await;
    app.sweep().await;
    let dump = app.database.dump().await;
    assert!(!dump["limits"].is_empty() && dump["sessions"].is_empty(), "{dump:?}");
}

/// In several steps, each as long as a sweep may hold the database.
#[tokio::test]
async fn however_much_is_over_all_of_it_goes() {
    let app = TestApp::start().await;
    for number in 0..=SWEPT_AT_ONCE {
        let solved = Solved { id: number.to_string(), expires_at: app.clock.now() };
        assert!(captchas::spend(app.countersign.db(), &solved).await.unwrap());
    }
    app.sweep().await;
    assert!(app.database.dump().await["captchas"].is_empty());
}
