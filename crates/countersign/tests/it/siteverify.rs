//! A vendor's captcha: what it is asked, what its word leads to, and that nobody is let through without it.

use axum::body::Body;
use axum::http::Request;
use countersign_core::Secret;
use countersign_core::captcha::{Captcha, Hosted, Kind, Vendor};
use serde_json::{Value, json};
use url::Url;

use crate::support::web::{Reply, Web};
use crate::support::{ADA, Answer, EVE, PASSWORD, TestApp};

async fn with(vendor: Vendor, verify_url: Url) -> TestApp {
    let app = TestApp::with(|settings| settings.rules.captcha = Some(captcha(vendor, verify_url))).await;
    app.may_leave_mail();
    app
}

fn captcha(vendor: Vendor, verify_url: Url) -> Captcha {
    let secret = Secret::new("the vendor's secret".to_owned());
    Captcha {
        kind: Kind::Hosted(Hosted { vendor, site_key: "site-key".to_owned(), secret, verify_url }),
        unasked: None,
    }
}

/// What a vendor says of an answer that was solved here, for a sign-up.
fn good() -> Value {
    json!({"success": true, "hostname": "accounts.example.org", "action": "sign_up", "challenge_ts": "2027-01-15T08:00:00Z", "error-codes": []})
}

fn says(word: &Value) -> Reply {
    Reply::Says(word.to_string())
}

async fn sign_up(app: &TestApp, email: &str, captcha: &str) -> Answer {
    let body = json!({"email": email, "password": PASSWORD, "captcha": captcha});
    let request = Request::post("/api/v1/sign-up").header("content-type", "application/json");
    app.browser().send_unchecked(request.body(Body::from(body.to_string())).unwrap()).await
}

#[tokio::test]
async fn each_vendor_is_asked_with_secret_answer_and_address_and_its_yes_is_enough() {
    for vendor in Vendor::ALL {
        let web = Web::start(says(&good())).await;
        let app = with(*vendor, web.url("/siteverify")).await;
        let refused = app.browser().post("/sign-up", json!({"email": EVE, "password": PASSWORD})).await;
        let wanted = json!({"kind": vendor.as_str(), "action": "sign_up", "site_key": "site-key"});
        assert_eq!(refused.refuses(403, "captcha_required").json()["captcha"], wanted);
        assert!(web.asked().is_empty());

        sign_up(&app, EVE, "an answer & more").await.is(202);
        let [asked] = &web.asked()[..] else { panic!("not asked once") };
        assert_eq!(asked.line, "POST /siteverify");
        assert!(asked.headers.contains(&"content-type: application/x-www-form-urlencoded".to_owned()), "{asked:?}");
        assert_eq!(asked.body, "secret=the+vendor%27s+secret&response=an+answer+%26+more&remoteip=203.0.113.7");
    }
}

#[tokio::test]
async fn what_was_not_solved_here_for_this_is_not_solved() {
    let web = Web::start(says(&good())).await;
    let app = with(Vendor::Turnstile, web.url("/")).await;
    let changed = |name: &str, value: Value| {
        let mut word = good();
        word[name] = value;
        word
    };
    let dropped = |name: &str| {
        let mut word = good();
        word.as_object_mut().unwrap().remove(name);
        word
    };
    for word in [
        json!({"success": false}),
        json!({"success": false, "error-codes": ["timeout-or-duplicate"]}),
        changed("success", json!(false)),
        changed("hostname", json!("accounts.example.com")),
        changed("hostname", json!("example.org")),
        dropped("hostname"),
        changed("action", json!("resend")),
        dropped("action"),
    ] {
        web.replies(says(&word));
        sign_up(&app, EVE, "x").await.refuses(403, "captcha_required");
        assert_eq!(web.asked().len(), 1, "{word}");
    }
    assert!(app.audit().await.is_empty());
}

#[tokio::test]
async fn a_vendor_that_does_not_answer_as_it_should_lets_nobody_through() {
    let elsewhere = Web::start(says(&good())).await;
    let web = Web::start(Reply::Nothing).await;
    let mut app = with(Vendor::Hcaptcha, web.url("/")).await;
    let is_refused = async |app: &TestApp, email: &str| {
        let refused = sign_up(app, email, "x").await.refuses(503, "overloaded");
        assert!(!refused.header("retry-after").is_empty(), "{refused:?}");
        (refused.headers, refused.body)
    };
    let silent = is_refused(&app, EVE).await;
    for reply in [
        Reply::Leads(elsewhere.url("/").to_string()),
        Reply::Status(500),
        Reply::Status(204),
        Reply::Says("<html>A proxy: log in first</html>".to_owned()),
        Reply::Says(String::new()),
        says(&json!([])),
        says(&json!({})),
        says(&json!({"success": "yes"})),
        says(&json!({"success": false, "error-codes": ["invalid-input-secret"]})),
        Reply::Endless,
    ] {
        web.replies(reply);
        assert_eq!(is_refused(&app, EVE).await, silent);
        // A page says so, too.
        let typed = [("email", EVE), ("password", PASSWORD), ("captcha", "x")];
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(typed).finish();
        let request = Request::post("/sign-up").header("content-type", "application/x-www-form-urlencoded");
        app.browser().send_unchecked(request.body(Body::from(form)).unwrap()).await.is(503).says("Nothing was done");
    }
    assert!(elsewhere.asked().is_empty(), "a redirect was followed");
    let nobody_there = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
    let gone = Url::parse(&format!("http://127.0.0.1:{nobody_there}/")).unwrap();
    app.restart(|settings| settings.rules.captcha = Some(captcha(Vendor::Hcaptcha, gone)));
    assert_eq!(is_refused(&app, ADA).await, silent);
    let dump = app.database.dump().await;
    assert!(["sign_ups", "mails", "audit_events"].iter().all(|table| dump[*table].is_empty()), "{dump:?}");
}

#[tokio::test]
async fn what_is_too_long_is_refused_without_asking() {
    let web = Web::start(says(&good())).await;
    for (vendor, most) in [(Vendor::Turnstile, 2_048), (Vendor::Hcaptcha, 8_192), (Vendor::Recaptcha, 8_192)] {
        let app = with(vendor, web.url("/")).await;
        sign_up(&app, EVE, &"x".repeat(most + 1)).await.refuses(403, "captcha_required");
        sign_up(&app, EVE, "").await.refuses(403, "captcha_required");
        assert!(web.asked().is_empty());
        sign_up(&app, EVE, &"x".repeat(most)).await.is(202);
        assert_eq!(web.asked().len(), 1);
    }
}

#[tokio::test]
async fn its_pages_show_its_widget_and_name_its_hosts_and_nobody_elses() {
    let web = Web::start(says(&good())).await;
    for (vendor, class, host, field) in [
        (Vendor::Turnstile, "cf-turnstile", "https://challenges.cloudflare.com", "captcha"),
        (Vendor::Hcaptcha, "h-captcha", "https://hcaptcha.com", "h-captcha-response"),
        (Vendor::Recaptcha, "g-recaptcha", "https://www.google.com/recaptcha/", "g-recaptcha-response"),
    ] {
        let app = with(vendor, web.url("/")).await;
        let page =
            app.browser().get("/sign-up").await.is(200).says(&format!("class=\"{class}\" data-sitekey=\"site-key\""));
        assert!(!page.body.contains("No tracking"), "{page:?}");
        let policy = page.header("content-security-policy");
        for directive in ["script-src 'self'", "frame-src"] {
            assert!(policy.contains(&format!("; {directive} {host}")), "{policy}");
        }
        page.says("<noscript>").says("<script src=\"https://");
        let other = app.browser().get("/sign-in").await;
        assert!(!other.header("content-security-policy").contains("https://"), "{other:?}");
        let typed = [("email", EVE), ("password", PASSWORD), (field, "x")];
        app.browser().post_form("/sign-up", &typed).await.leads_to("/check-mail");
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_are_asked_about_alike_and_never_named() {
    let mut app = TestApp::start().await;
    app.member(ADA).await;
    let web = Web::start(says(&json!({"success": false}))).await;
    app.restart(|settings| settings.rules.captcha = Some(captcha(Vendor::Recaptcha, web.url("/"))));
    let mut seen = Vec::new();
    for email in [ADA, EVE] {
        for path in ["/resend", "/forgot-password"] {
            let refused = app.browser().post(path, json!({"email": email, "captcha": "x"})).await;
            refused.refuses(403, "captcha_required");
        }
        seen.push(web.asked().into_iter().map(|asked| asked.body).collect::<Vec<_>>());
    }
    assert_eq!(seen[0], seen[1]);
    assert!(seen[0].len() == 2 && !seen[0][0].contains("example"), "{seen:?}");
}
