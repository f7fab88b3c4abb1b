//! Requests that are under way while their session ends: the session was good when they came in, and does
//! nothing any more once a reset, a sign-out elsewhere or the operator has ended it.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use countersign::flows::manage_accounts;
use countersign_core::mail::Kind;
use serde_json::{Value, json};
use tokio::sync::oneshot;

use crate::support::app::operator;
use crate::support::{ADA, Answer, Browser, NEW_PASSWORD, PASSWORD, TestApp};

/// Sends a call whose body arrives only after `meanwhile` has happened.
async fn held_back(
    browser: &mut Browser,
    method: &str,
    path: &str,
    body: Value,
    meanwhile: impl Future<Output = ()>,
) -> Answer {
    let (begun, has_begun) = oneshot::channel();
    let (go_on, may_go_on) = oneshot::channel();
    let late = async move {
        begun.send(()).unwrap();
        may_go_on.await.unwrap();
        Ok::<Bytes, std::convert::Infallible>(body.to_string().into())
    };
    let request = Request::builder()
        .method(method)
        .uri(format!("/api/v1{path}"))
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from_stream(futures_util::stream::once(late)))
        .unwrap();
    let then = async {
        has_begun.await.unwrap();
        meanwhile.await;
        go_on.send(()).unwrap();
    };
    tokio::join!(browser.send(request), then).0
}

/// The calls of a signed-in owner that change something, each with the password as it was.
fn calls() -> [(&'static str, &'static str, Value); 3] {
    [
        ("DELETE", "/account", json!({"password": PASSWORD})),
        ("POST", "/change-email", json!({"email": "evil@example.net", "password": PASSWORD})),
        ("POST", "/change-password", json!({"current_password": PASSWORD, "password": "something quite different"})),
    ]
}

#[tokio::test]
async fn a_session_that_a_reset_ends_finishes_nothing_with_the_old_password() {
    for (method, path, body) in calls() {
        let app = TestApp::start().await;
        let mut thief = app.member(ADA).await;
        app.browser().forgot_password(ADA).await;
        let mail = app.mail_to(ADA).await;
        let reset = async {
            app.browser().reset_password(&mail, NEW_PASSWORD).await;
        };
        let answer = held_back(&mut thief, method, path, body, reset).await;
        assert_eq!(answer.status, 401, "{path}: {answer:?}");
        assert!(app.lets_in(ADA, NEW_PASSWORD).await, "{path}");
        assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged, "{path}");
        app.no_mail_to("evil@example.net").await;
    }
}

#[tokio::test]
async fn a_session_that_its_owner_ends_finishes_nothing() {
    for (method, path, body) in calls() {
        let app = TestApp::start().await;
        let mut ada = app.member(ADA).await;
        let mut left_open = app.signed_in(ADA, PASSWORD).await;
        let end = async {
            ada.call("DELETE", "/sessions", Value::Null).await.is(204);
        };
        held_back(&mut left_open, method, path, body, end).await.refuses(401, "unauthenticated");
        assert!(app.lets_in(ADA, PASSWORD).await, "{path}");
        app.no_mail_to(ADA).await;
    }
}

#[tokio::test]
async fn a_session_of_a_disabled_account_finishes_nothing() {
    for (method, path, body) in calls() {
        let app = TestApp::start().await;
        let mut ada = app.member(ADA).await;
        let account = app.account(ADA).await;
        let disable = async {
            assert!(manage_accounts::set_disabled(&app.countersign, &account, true, &operator()).await.unwrap())
        };
        let answer = held_back(&mut ada, method, path, body, disable).await;
        assert_eq!(answer.status, 401, "{path}: {answer:?}");
        manage_accounts::set_disabled(&app.countersign, &app.account(ADA).await, false, &operator()).await.unwrap();
        assert!(app.lets_in(ADA, PASSWORD).await, "{path}");
        app.no_mail_to(ADA).await;
    }
}

/// Whether or not anything is kept of what is closed.
#[tokio::test]
async fn the_password_of_before_closes_nothing_in_the_session_that_has_changed_it() {
    for grace in [Duration::ZERO, Duration::from_secs(86_400)] {
        let app = TestApp::with(|settings| settings.rules.close_grace = grace).await;
        let mut ada = app.member(ADA).await;
        let mut at_once = ada.clone();
        let change = async {
            let wanted = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
            at_once.post("/change-password", wanted).await.is(204);
        };
        let answer = held_back(&mut ada, "DELETE", "/account", json!({"password": PASSWORD}), change).await;
        answer.refuses(401, "credentials_invalid");
        assert!(app.lets_in(ADA, NEW_PASSWORD).await);
        assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
    }
}
