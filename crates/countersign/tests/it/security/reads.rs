//! GET and HEAD change nothing, however often and by whom: mail scanners open every link before the person.

use axum::body::Body;
use axum::http::Request;
use serde_json::json;

use crate::support::{ADA, Answer, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";

#[tokio::test]
async fn opening_mailed_links_forty_times_changes_no_row_and_signs_nobody_in() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut waiting = app.browser();
    waiting.sign_up("waiting@example.net", PASSWORD).await;
    app.browser().forgot_password(ADA).await;
    let confirm = app.mail_to("waiting@example.net").await;
    let reset = app.mail_to(ADA).await;
    ada.change_email(NEW, PASSWORD).await;
    let (change, undo) = (app.mail_to(NEW).await, app.mail_to(ADA).await);
    let before = app.database.dump().await;
    for mail in [&confirm, &reset, &change, &undo] {
        let path = url::Url::parse(mail.link()).unwrap().path().to_owned();
        let clean = path.rsplit_once('/').unwrap().0.to_owned();
        for round in 0..20 {
            let agent = ["Barracuda Sentinel", "Mozilla/5.0 (Safe Links)", "curl/8"][round % 3];
            for method in ["GET", "HEAD"] {
                // A scanner, the browser that asked, and somebody signed in.
                for browser in [&mut app.browser(), &mut waiting.clone(), &mut ada.clone()] {
                    let request = Request::builder().method(method).uri(&path).header("user-agent", agent);
                    let request = request.header("sec-purpose", "prefetch").header("sec-fetch-site", "cross-site");
                    let answer = browser.send(request.body(Body::empty()).unwrap()).await.leads_to(&clean);
                    no_session(&answer);
                    let page = Request::builder().method(method).uri(&clean).body(Body::empty()).unwrap();
                    no_session(&browser.send(page).await.is(200));
                }
            }
        }
    }
    assert_eq!(app.database.dump().await, before);
    // After all that the human's press works.
    waiting.confirm(&confirm).await.leads_to("/account?notice=confirmed");
    ada.press_change_email(&change).await.leads_to("/account?notice=email-changed");
    app.mail_to(ADA).await;
    app.browser().press_change_email(&undo).await.is(200).says("Your account is safe");
    app.mail_to(ADA).await;
}

fn no_session(answer: &Answer) {
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(!cookies.iter().any(|cookie| cookie.starts_with("__Host-countersign=")), "{answer:?}");
}

#[tokio::test]
async fn reading_every_page_forty_times_changes_no_row() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let mut waiting = app.browser();
    waiting.sign_up("waiting@example.net", PASSWORD).await;
    app.mail_to("waiting@example.net").await;
    let before = app.database.dump().await;
    for page in [
        "/",
        "/sign-up",
        "/check-mail",
        "/unconfirmed",
        "/sign-in",
        "/sign-out",
        "/resend",
        "/forgot-password",
        "/reset-password",
        "/confirm",
        "/change-email",
        "/account",
        "/login",
        "/logout",
        "/register",
        "/signup",
        "/.well-known/change-password",
        "/api/v1/session",
        "/api/v1/sessions",
        "/healthz",
        "/readyz",
        "/static/countersign.css",
        "/static/icon.svg",
        "/dev/mailbox",
        "/dev/mailbox.json",
        "/nowhere",
    ] {
        for _ in 0..20 {
            for browser in [&mut app.browser(), &mut waiting, &mut ada] {
                let (get, head) = (browser.get(page).await, browser.head(page).await);
                assert_eq!(get.status, head.status, "{page}");
                assert!(head.body.is_empty(), "{page}");
            }
        }
    }
    assert_eq!(app.database.dump().await, before);
}

#[tokio::test]
async fn a_used_link_that_is_opened_again_stays_used() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.post("/sign-up", json!({"email": ADA, "password": PASSWORD})).await;
    let mail = app.mail_to(ADA).await;
    ada.confirm(&mail).await;
    let before = app.database.dump().await;
    for _ in 0..40 {
        app.browser().follow(&mail).await.is(410);
    }
    assert_eq!(app.database.dump().await, before);
}
