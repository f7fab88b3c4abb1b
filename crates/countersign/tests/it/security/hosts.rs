//! What a request says of the host comes into no mail and no redirect: the base URL is the configured one.

use countersign_core::link::Seal;
use serde_json::json;

use crate::support::{ADA, EVE, PASSWORD, TestApp};

#[tokio::test]
async fn a_mail_never_repeats_what_a_request_said_of_the_host() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let headers = [
        ("host", "evil.example"),
        ("host", "accounts.example.org@evil.example"),
        ("host", "evil.example/x"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-server", "evil.example"),
        ("x-host", "evil.example"),
        ("x-original-host", "evil.example"),
        ("x-original-url", "https://evil.example/"),
        ("x-rewrite-url", "//evil.example"),
        ("x-forwarded-prefix", "/evil.example"),
        ("x-forwarded-proto", "evil.example"),
        ("forwarded", "host=evil.example;proto=http"),
        ("referer", "https://evil.example/"),
        ("user-agent", "evil.example"),
        ("accept-language", "evil.example"),
        ("x-forwarded-for", "evil.example"),
    ];
    for (name, value) in headers {
        for (path, body) in [
            ("/api/v1/sign-up", json!({"email": EVE, "password": PASSWORD})),
            ("/api/v1/resend", json!({"email": EVE})),
            ("/api/v1/forgot-password", json!({"email": ADA})),
        ] {
            let request =
                axum::http::Request::post(path).header(name, value).header("content-type", "application/json");
            let answer = app.browser().send(request.body(body.to_string().into()).unwrap()).await.is(202);
            assert!(!format!("{answer:?}").contains("evil"));
        }
        // Every mail that is read is held against the base URL as well.
        for mail in app.mails_to(ADA).await.into_iter().chain(app.mails_to(EVE).await) {
            assert!(!mail.source().contains("evil"), "{name}: {value} in {mail:?}");
            assert!(mail.link().starts_with("https://accounts.example.org/"));
            assert!(mail.kind().purpose().is_none_or(|purpose| mail.link().contains(Seal::path(purpose.seal()))));
        }
        let request = axum::http::Request::get("/account").header(name, value).body(axum::body::Body::empty()).unwrap();
        app.browser().send(request).await.leads_to("/sign-in?next=%2Faccount");
    }
}
