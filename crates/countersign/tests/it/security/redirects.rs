//! `next` leads nowhere but to the base URL's origin and the listed ones, however it is written (ASVS 3.7.2).

use serde_json::json;

use crate::support::{ADA, PASSWORD, TestApp};

const EVIL: [&str; 62] = [
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "https:\\\\evil.example",
    "http:evil.example",
    "https://evil.example",
    "http://evil.example",
    "HTTPS://EVIL.EXAMPLE",
    "https://evil.example:443",
    "//evil.example/account",
    "https://accounts.example.org@evil.example",
    "https://accounts.example.org:pass@evil.example",
    "https://user@accounts.example.org/",
    "https://accounts.example.org.evil.example",
    "https://accounts.example.orgevil.example",
    "https://evil.example#accounts.example.org",
    "https://evil.example?accounts.example.org",
    "https://evil.example\\@accounts.example.org",
    "https://accounts.example.org:8443/",
    "http://accounts.example.org/",
    "ftp://accounts.example.org/",
    "wss://accounts.example.org/",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "java\tscript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "blob:https://evil.example/x",
    "file:///etc/passwd",
    "about:blank",
    "mailto:a@b.c",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "/\u{0}/evil.example",
    "\t//evil.example",
    " //evil.example",
    "/account\r\nLocation: https://evil.example",
    "/account\nSet-Cookie: a=b",
    "/account\u{0}",
    "/\u{ff0f}evil.example",
    "\u{ff0f}\u{ff0f}evil.example",
    "https://evil\u{3002}example",
    "/..//evil.example",
    "/.//evil.example",
    "/account/..//evil.example",
    "/a/../..//evil.example",
    "/%2e%2e//evil.example",
    "evil.example",
    "account",
    "?next=x",
    "#x",
    "",
    "/\u{202e}account",
    "https://[::1]@evil.example/",
];

#[tokio::test]
async fn evil_places_are_never_followed_by_any_door() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    for (number, evil) in EVIL.iter().enumerate() {
        let mut browser = app.browser();
        browser
            .post_form("/sign-in", &[("email", ADA), ("password", PASSWORD), ("next", evil)])
            .await
            .leads_to("/account");

        let query: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
        for name in ["next", "return_to"] {
            for page in ["/sign-in", "/sign-up", "/resend"] {
                let answer = app.browser().get(&format!("{page}?{name}={query}")).await.is(200);
                assert!(!answer.body.contains("name=\"next\""), "{evil:?} on {page}");
            }
            app.browser().get(&format!("/login?{name}={query}")).await.leads_to("/sign-in");
        }
        let email = format!("ada{number}@example.net");
        let body = json!({"email": email, "password": PASSWORD, "next": evil});
        let answer = browser.post("/sign-up", body).await;
        if evil.is_empty() {
            answer.is(202);
            app.mail_to(&email).await;
        } else {
            answer.refuses(422, "validation");
        }
    }
}

#[tokio::test]
async fn an_evil_place_in_the_form_is_forgotten_and_the_sign_up_goes_on() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    let fields = [("email", ADA), ("password", PASSWORD), ("next", "//evil.example")];
    ada.post_form("/sign-up", &fields).await.leads_to("/check-mail");
    let mail = app.mail_to(ADA).await;
    ada.follow(&mail).await;
    let fields = [("next", "https://evil.example")];
    ada.post_form("/confirm", &fields).await.leads_to("/account?notice=confirmed");
}

#[tokio::test]
async fn good_places_are_followed_to_the_letter() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    for (given, to) in [
        ("/account?x=1#y", "/account?x=1#y"),
        ("https://accounts.example.org/a?b", "/a?b"),
        ("https://accounts.example.org:443/", "/"),
        ("/a/../b", "/b"),
        ("/x?u=https://evil.example", "/x?u=https://evil.example"),
    ] {
        let fields = [("email", ADA), ("password", PASSWORD), ("next", given)];
        app.browser().post_form("/sign-in", &fields).await.leads_to(to);
    }
}
