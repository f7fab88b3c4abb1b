//! A change happens with all that belongs to it, or not at all: a link is spent with its effect, a mail queued with its
//! cause, and the trail has both. Here the database refuses the last of these rows.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::support::{ADA, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";

/// Everything that changes something, and somebody for whom it would succeed.
const CHANGES: [&str; 10] = [
    "/sign-up",
    "/forgot-password",
    "/confirm",
    "/sign-in",
    "/reset-password",
    "/change-password",
    "/change-email",
    "/change-email/confirm",
    "/change-email/undo",
    "/reset-password to keep",
];

async fn ready_for(app: &TestApp, change: &str) -> (Browser, Value) {
    let mut ada = app.browser();
    match change {
        "/sign-up" => return (ada, json!({"email": EVE, "password": PASSWORD})),
        "/confirm" => {
            ada.sign_up(EVE, PASSWORD).await;
            return (ada, json!({"token": app.mail_to(EVE).await.its_token()}));
        }
        _ => ada = app.member(ADA).await,
    }
    let body = match change {
        "/forgot-password" => json!({"email": ADA}),
        "/sign-in" => json!({"email": ADA, "password": PASSWORD}),
        "/reset-password" => {
            app.browser().forgot_password(ADA).await;
            json!({"token": app.mail_to(ADA).await.its_token(), "password": NEW_PASSWORD})
        }
        "/reset-password to keep" => {
            ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
            json!({"token": app.mail_to(ADA).await.its_token(), "password": NEW_PASSWORD})
        }
        "/change-password" => json!({"current_password": PASSWORD, "password": NEW_PASSWORD}),
        "/change-email" => json!({"email": NEW, "password": PASSWORD}),
        _ => {
            ada.post("/change-email", json!({"email": NEW, "password": PASSWORD})).await.is(202);
            let (confirm, undo) = (app.mail_to(NEW).await, app.mail_to(ADA).await);
            json!({"token": if change.ends_with("undo") { undo.its_token() } else { confirm.its_token() }})
        }
    };
    (ada, body)
}

/// Whether nothing is left of a change in which no row of this table could be written.
async fn leaves_nothing_without(table: &str, change: &str) {
    let app = TestApp::start().await;
    let (mut browser, body) = ready_for(&app, change).await;
    let before = app.database.dump().await;
    app.database.refuse("INSERT", table, "NEW.id IS NOT NULL").await;
    let request = Request::post(format!("/api/v1{}", change.split(' ').next().unwrap()))
        .header("content-type", "application/json");
    let answer = browser.send_unchecked(request.body(Body::from(body.to_string())).unwrap()).await;
    answer.refuses(500, "internal");
    assert_eq!(app.database.dump().await, before, "{change} without {table}");
}

#[tokio::test]
async fn nothing_is_changed_without_its_line_in_the_trail() {
    for change in CHANGES {
        leaves_nothing_without("audit_events", change).await;
    }
}

#[tokio::test]
async fn nothing_is_changed_without_its_mail() {
    for change in CHANGES.into_iter().filter(|change| !["/confirm", "/sign-in"].contains(change)) {
        leaves_nothing_without("mails", change).await;
    }
}

#[tokio::test]
async fn nobody_is_confirmed_or_signed_in_without_the_session() {
    for change in ["/confirm", "/sign-in"] {
        leaves_nothing_without("sessions", change).await;
    }
}
