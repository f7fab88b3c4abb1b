//! For operators: health and readiness, beside the pages or alone.

use countersign::http::{Site, router};
use serde_json::json;

use crate::support::browser::Door;
use crate::support::{ADA, Browser, PASSWORD, TestApp};

#[tokio::test]
async fn a_service_that_works_is_alive_and_ready() {
    let app = TestApp::start().await;
    assert_eq!(app.browser().get("/healthz").await.is(200).json(), json!({"status": "ok"}));
    let ready = app.browser().get("/readyz").await.is(200).json();
    assert_eq!((&ready["status"], &ready["mail"]["status"]), (&json!("ready"), &json!("flows")));
}

#[tokio::test]
async fn with_a_listener_of_their_own_they_are_there_and_nowhere_else() {
    let app = TestApp::start().await;
    let site = Site::new(app.countersign.clone(), app.mailbox.clone(), None).unwrap();
    let door = Door::new(router(site, false), app.clock.clone(), app.rules().base.clone());
    let (mut public, mut ops) = (Browser::new(door), app.operators_browser());
    public.get("/healthz").await.is(404);
    public.get("/sign-in").await.is(200);
    ops.get("/healthz").await.is(200);
    ops.get("/readyz").await.is(200);
    ops.get("/sign-in").await.is(404);
}

#[tokio::test]
async fn nothing_that_anybody_may_ask_for_tells_whether_a_mail_found_somebody_to_go_to() {
    let app = TestApp::with(|settings| settings.mail_url = "smtp://127.0.0.1:1".to_owned()).await;
    app.may_leave_mail();
    app.browser().sign_up(ADA, PASSWORD).await;
    let ready = app.browser().get("/readyz").await.is(200).json();
    assert_eq!(ready["mail"], json!({"status": "flows", "trouble": null, "since": null}));
    let public = app.browser().get("/metrics").await.is(200).body;
    assert!(public.contains("countersign_mail_workers") && !public.contains("countersign_mails"), "{public}");
    let figures = app.operators_browser().get("/metrics").await.is(200).body;
    assert!(figures.contains("countersign_mails_queued{state=\"due\"} 1"), "{figures}");
}

#[tokio::test]
async fn without_a_database_it_lives_but_is_not_ready_and_asks_people_to_come_back() {
    let app = TestApp::start().await;
    let mut browser = app.member("ada@example.org").await;
    app.countersign.db().close().await;
    let request = |path: &str| axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
    browser.get("/healthz").await.is(200);
    browser.send_unchecked(request("/readyz")).await.is(503);
    let refused = browser.send_unchecked(request("/api/v1/session")).await.refuses(503, "overloaded");
    assert!(!refused.header("retry-after").is_empty() && !refused.body.contains("pool"));
    let page = browser.send_unchecked(request("/account")).await.is(503).says("Too much is going on");
    assert!(!page.body.contains("pool") && !page.body.contains("sqlx"));
}

#[tokio::test]
async fn what_fails_on_our_side_fails_without_a_word() {
    let app = TestApp::start().await;
    let mut browser = app.member("ada@example.org").await;
    app.database.tamper("UPDATE accounts SET email = 'no address'").await;
    let request = |path: &str| axum::http::Request::get(path).body(axum::body::Body::empty()).unwrap();
    let failed = browser.send_unchecked(request("/api/v1/session")).await.refuses(500, "internal").json();
    assert!(failed["request_id"].is_string() && !failed.to_string().contains("email"));
    let page = browser.send_unchecked(request("/account")).await.is(500).says("Something went wrong");
    assert!(!page.body.contains("cannot be read") && !page.body.contains("sqlx"));
}
