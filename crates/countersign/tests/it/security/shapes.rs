//! Requests in another shape than asked for: more fields, other types, other methods, other bytes. All are
//! refused as the client's mistake, never as ours.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use super::origins::CHANGING;
use crate::support::{ADA, EVE, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn fields_that_nobody_asked_for_are_refused() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let before = app.database.dump().await;
    for extra in [
        "confirmed",
        "email_verified",
        "isVerified",
        "role",
        "admin",
        "is_admin",
        "id",
        "account_id",
        "epoch",
        "created_at",
        "password_hash",
        "passwordHash",
        "disabled_at",
        "email[]",
        "Email",
        "__proto__",
    ] {
        for (path, body) in [
            ("/sign-up", json!({"email": EVE, "password": PASSWORD})),
            ("/sign-in", json!({"email": ADA, "password": PASSWORD})),
            ("/resend", json!({"email": ADA})),
            ("/forgot-password", json!({"email": ADA})),
            ("/change-email", json!({"email": EVE, "password": PASSWORD})),
            ("/change-password", json!({"current_password": PASSWORD, "password": NEW_PASSWORD})),
            ("/confirm", json!({"token": "x"})),
            ("/reset-password", json!({"token": "x", "password": NEW_PASSWORD})),
        ] {
            let mut body = body;
            body[extra] = json!(true);
            ada.post(path, body.clone()).await.refuses(400, "malformed");
            body[extra] = json!({"a": ["b"]});
            ada.post(path, body).await.refuses(400, "malformed");
        }
        for path in ["/sign-up", "/sign-in", "/resend", "/forgot-password", "/account/change-email"] {
            ada.post_form(path, &[("email", EVE), (extra, "1")]).await.is(400);
        }
    }
    assert_eq!(app.database.dump().await, before);
}

#[tokio::test]
async fn an_address_is_one_text_and_comes_once() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let before = app.database.dump().await;
    for path in ["/sign-up", "/resend", "/forgot-password", "/sign-in"] {
        let field = if path.starts_with("/sign") { ",\"password\":\"wrought copper kettle\"" } else { "" };
        for email in
            ["[\"ada@example.net\"]", "[\"ada@example.net\",\"eve@example.com\"]", "{\"a\":1}", "7", "null", "true"]
        {
            raw(&app, path, &format!("{{\"email\":{email}{field}}}")).await;
        }
        raw(&app, path, &format!("{{\"email\":\"{ADA}\",\"email\":\"{EVE}\"{field}}}")).await;
        raw(&app, path, &format!("[\"{ADA}\",\"x\"]")).await;
        raw(&app, path, &format!("{{\"email\":\"{ADA}\"{field}}} {{}}")).await;
        raw(&app, path, "").await;
        app.browser().post_form(path, &[("email", ADA), ("email", EVE)]).await.is(400);
        app.browser().post_form(path, &[("email[]", ADA)]).await.is(400);
        for list in [
            "ada@example.net,eve@example.com",
            "ada@example.net eve@example.com",
            "ada@example.net;eve@example.com",
            "ada@example.net\u{0}eve@example.com",
            "ada@example.net\r\nBcc: eve@example.com",
            "ada@example.net%0aBcc:eve@example.com",
            "ada@example.net\u{2028}",
            "<ada@example.net>",
            "Ada <ada@example.net>",
            "\"ada\"@example.net",
            "ada@[127.0.0.1]",
            "ada@localhost",
            "ad\u{131}@example.net\u{130}",
            "\u{ff41}da@example.net",
            "ada@example.net.",
        ] {
            let mut body = json!({"email": list});
            if !field.is_empty() {
                body["password"] = json!(PASSWORD);
            }
            app.browser().post(path, body).await.refuses(422, "validation");
        }
    }
    assert_eq!(app.database.dump().await, before);
}

async fn raw(app: &TestApp, path: &str, body: &str) {
    let request = Request::post(format!("/api/v1{path}")).header("content-type", "application/json");
    let answer = app.browser().send(request.body(Body::from(body.to_owned())).unwrap()).await;
    answer.refuses(400, "malformed");
}

#[tokio::test]
async fn bodies_of_another_kind_or_size_are_told_so() {
    let app = TestApp::start().await;
    for (method, path, kind) in CHANGING {
        if kind != "application/json" || path == "/no/such/door" {
            continue;
        }
        let request = |kind: &str, body: Body| {
            Request::builder().method(method).uri(path).header("content-type", kind).body(body).unwrap()
        };
        for other in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", "", "multipart/form-data"]
        {
            let answer = app.browser().send(request(other, Body::from("{}"))).await;
            assert!(matches!(answer.code().as_str(), "unsupported_media_type" | "unauthenticated"), "{answer:?}");
        }
        let answer = app.browser().send(request(kind, Body::from("x".repeat(65 * 1_024)))).await;
        assert!(matches!(answer.code().as_str(), "too_large" | "unauthenticated"), "{answer:?}");
        let answer = app.browser().send(request(kind, Body::from(vec![0xff, 0xfe, b'{', 0x80]))).await;
        assert!(matches!(answer.code().as_str(), "malformed" | "unauthenticated"), "{answer:?}");
        let nested = format!("{}1{}", "{\"email\":".repeat(5_000), "}".repeat(5_000));
        let answer = app.browser().send(request(kind, Body::from(nested))).await;
        assert!(matches!(answer.code().as_str(), "malformed" | "unauthenticated"), "{answer:?}");
    }
    let large = Request::post("/sign-in").header("content-type", "application/x-www-form-urlencoded");
    app.browser().send(large.body(Body::from("x".repeat(70_000))).unwrap()).await.is(413).says("larger than 64 KiB");
    let multipart = Request::post("/sign-in").header("content-type", "multipart/form-data; boundary=x");
    app.browser().send(multipart.body(Body::from("--x--")).unwrap()).await.is(415);
    let latin = Request::post("/sign-in").header("content-type", "application/x-www-form-urlencoded");
    app.browser().send(latin.body(Body::from("email=%ff")).unwrap()).await.is(400);
}

#[tokio::test]
async fn no_method_and_no_body_at_any_door_is_a_failure_of_ours() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    let ada = app.member(ADA).await;
    let pages = [
        "/",
        "/sign-up",
        "/check-mail",
        "/unconfirmed",
        "/account",
        "/account/export",
        "/confirm/x",
        "/reset-password/x",
        "/change-email/x",
        "/confirm/%ff",
        "/api/v1/session",
        "/api/v1/sessions",
        "/api/v1/sessions/%ff",
        "/api/v1/account/export",
        "/healthz",
        "/readyz",
        "/static/countersign.css",
        "/static/../secret",
        "/dev/mailbox/x",
        "/dev/mailbox/x/html",
        "/%00",
        "/%",
        "/a//b",
    ];
    let doors = CHANGING.iter().map(|(_, path, _)| *path).chain(pages);
    for path in
        doors.filter(|path| !matches!(*path, "/sign-out" | "/api/v1/sign-out" | "/api/v1/account" | "/account/delete"))
    {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"] {
            for (kind, body) in [
                ("application/json", "{}"),
                ("application/json", "{\"email\":"),
                ("text/plain", "x"),
                ("application/x-www-form-urlencoded", "a=b&&=&%"),
                ("", ""),
            ] {
                let request = Request::builder().method(method).uri(path).header("content-type", kind);
                // `send` asserts that it is no 5xx and has all protections.
                let answer = ada.clone().send(request.body(Body::from(body)).unwrap()).await;
                if answer.status == 405 {
                    assert!(!answer.header("allow").is_empty(), "{method} {path}: {answer:?}");
                }
                assert!(method != "TRACE" || matches!(answer.status, 404 | 405), "{answer:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_missing_page_is_told_in_the_tongue_of_whoever_asked() {
    let app = TestApp::start().await;
    app.browser().get("/nowhere").await.is(404).says("Not found");
    app.browser().get("/api/v1/nowhere").await.refuses(404, "not_found");
    app.browser().call("PUT", "/session", Value::Null).await.refuses(405, "method_not_allowed");
    app.browser().get("/api/v1/sign-in").await.refuses(405, "method_not_allowed");
}

#[tokio::test]
async fn what_people_type_is_shown_as_text() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for evil in ["\"><script>alert(1)</script>", "{{7*7}}", "'onmouseover='x", "</textarea><img src=x>"] {
        for path in ["/sign-up", "/sign-in", "/resend", "/forgot-password"] {
            let mut fields = vec![("email", evil)];
            if path.starts_with("/sign") {
                fields.push(("password", evil));
            }
            let page = browser.post_form(path, &fields).await.is(422);
            assert!(
                !page.body.contains("<script>") && !page.body.contains("<img") && !page.body.contains("49"),
                "{page:?}"
            );
        }
        let query: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        let page = browser.get(&format!("/sign-in?notice={query}&next={query}")).await.is(200);
        assert!(!page.body.contains("alert") && !page.body.contains("<img"));
    }
}
