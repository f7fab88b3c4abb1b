//! Requests that another site makes a browser send change nothing, at any door; nor may its scripts read.

use axum::body::Body;
use axum::http::Request;

use crate::support::{ADA, PASSWORD, TestApp};

/// Every door that changes something: method, path, content type and a body that would be good.
const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
pub const CHANGING: [(&str, &str, &str); 40] = [
    ("POST", "/sign-up", FORM),
    ("POST", "/resend", FORM),
    ("POST", "/sign-in", FORM),
    ("POST", "/sign-out", FORM),
    ("POST", "/confirm", FORM),
    ("POST", "/confirm/not-me", FORM),
    ("POST", "/forgot-password", FORM),
    ("POST", "/reset-password", FORM),
    ("POST", "/reset-password/not-me", FORM),
    ("POST", "/change-email", FORM),
    ("POST", "/change-email/not-me", FORM),
    ("POST", "/account/change-password", FORM),
    ("POST", "/account/change-email", FORM),
    ("POST", "/account/end-session", FORM),
    ("POST", "/account/end-other-sessions", FORM),
    ("POST", "/account/cancel-change-email", FORM),
    ("POST", "/account/change-language", FORM),
    ("POST", "/account/export", FORM),
    ("POST", "/account/delete", FORM),
    ("POST", "/dev/mailbox/clear", FORM),
    ("POST", "/admin/accounts/018f4b1e-0000-7000-8000-000000000000/disable", FORM),
    ("POST", "/admin/accounts/018f4b1e-0000-7000-8000-000000000000/delete", FORM),
    ("POST", "/admin/sign-ups/018f4b1e-0000-7000-8000-000000000000/remove", FORM),
    ("POST", "/admin/mails/retry-failed", FORM),
    ("POST", "/admin/addresses/release", FORM),
    ("POST", "/api/v1/sign-up", JSON),
    ("POST", "/api/v1/confirm", JSON),
    ("POST", "/api/v1/resend", JSON),
    ("POST", "/api/v1/sign-in", JSON),
    ("POST", "/api/v1/sign-out", JSON),
    ("POST", "/api/v1/forgot-password", JSON),
    ("POST", "/api/v1/reset-password", JSON),
    ("POST", "/api/v1/change-password", JSON),
    ("POST", "/api/v1/change-email", JSON),
    ("POST", "/api/v1/change-email/confirm", JSON),
    ("POST", "/api/v1/change-email/undo", JSON),
    ("DELETE", "/api/v1/sessions", JSON),
    ("DELETE", "/api/v1/sessions/00000000-0000-7000-8000-000000000000", JSON),
    ("DELETE", "/api/v1/account", JSON),
    ("POST", "/no/such/door", JSON),
];

fn good_body(kind: &str) -> Body {
    let password = PASSWORD.replace(' ', "+");
    match kind {
        JSON => format!("{{\"email\":\"{ADA}\",\"password\":\"{PASSWORD}\"}}").into(),
        _ => format!("email={ADA}&password={password}").into(),
    }
}

#[tokio::test]
async fn what_another_site_makes_a_browser_send_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let before = app.database.dump().await;
    let foreign: [&[(&str, &str)]; 10] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "nonsense")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://accounts.example.org")],
        &[("sec-fetch-site", "none"), ("origin", "https://evil.example")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[("origin", "http://accounts.example.org")],
        &[("origin", "https://accounts.example.org.evil.example")],
        &[("origin", "https://evil.example"), ("host", "evil.example")],
    ];
    for (method, path, kind) in CHANGING {
        for headers in foreign {
            for kind in [kind, "text/plain", "multipart/form-data; boundary=x"] {
                let mut request = Request::builder().method(method).uri(path).header("content-type", kind);
                for (name, value) in headers {
                    request = request.header(*name, *value);
                }
                let answer = ada.send(request.body(good_body(kind)).unwrap()).await.is(403);
                assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
                if path.starts_with("/api/") {
                    answer.refuses(403, "cross_origin");
                }
            }
        }
    }
    assert_eq!(app.database.dump().await, before);
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn our_own_pages_and_programs_are_let_through() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let ours: [&[(&str, &str)]; 5] = [
        &[],
        &[("sec-fetch-site", "same-origin")],
        &[("sec-fetch-site", "same-origin"), ("origin", "https://accounts.example.org")],
        &[("sec-fetch-site", "none")],
        &[("origin", "https://accounts.example.org")],
    ];
    for headers in ours {
        for (path, kind, status) in [("/sign-in", FORM, 303), ("/api/v1/sign-in", JSON, 200)] {
            let mut request = Request::post(path).header("content-type", kind);
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            app.browser().as_program().send(request.body(good_body(kind)).unwrap()).await.is(status);
        }
    }
}

#[tokio::test]
async fn no_answer_invites_other_sites_to_read() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    for (path, method) in [
        ("/api/v1/session", "GET"),
        ("/account", "GET"),
        ("/api/v1/session", "OPTIONS"),
        ("/api/v1/sign-in", "OPTIONS"),
        ("/sign-in", "OPTIONS"),
    ] {
        let request = Request::builder().method(method).uri(path).header("origin", "https://evil.example");
        let request = request.header("access-control-request-method", "POST").header("sec-fetch-site", "cross-site");
        let answer = ada.send(request.body(Body::empty()).unwrap()).await;
        let names: Vec<_> = answer.headers.keys().map(|name| name.as_str()).collect();
        assert!(!names.iter().any(|name| name.starts_with("access-control")), "{answer:?}");
        assert_eq!(answer.header("cross-origin-resource-policy"), "same-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
    }
}
