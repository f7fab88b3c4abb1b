//! Sessions: how long they live, the list of them, and ending them, one's own only.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, header};
use countersign::flows::manage_accounts;
use countersign_core::Id;
use countersign_core::session::Lifetimes;
use serde_json::{Value, json};
use tokio::task::yield_now;

use crate::support::app::operator;
use crate::support::race::at_once;
use crate::support::{ADA, EVE, PASSWORD, TestApp};

const HOUR: Duration = Duration::from_secs(3_600);
const SECOND: Duration = Duration::from_secs(1);

async fn with_lifetimes(absolute: Duration, idle: Duration) -> TestApp {
    TestApp::with(|settings| settings.rules.session = Lifetimes { absolute, idle }).await
}

#[tokio::test]
async fn a_session_ends_when_it_was_not_used_for_its_idle_time() {
    for (after, lives) in [(HOUR - SECOND, true), (HOUR + SECOND, false)] {
        let app = with_lifetimes(24 * HOUR, HOUR).await;
        let mut ada = app.member(ADA).await;
        app.advance(after);
        assert_eq!(ada.is_signed_in().await, lives, "{after:?}");
        // Use begins the idle time anew.
        app.advance(HOUR - SECOND);
        assert_eq!(ada.is_signed_in().await, lives, "{after:?}");
    }
}

#[tokio::test]
async fn no_use_prolongs_a_session_beyond_its_absolute_time() {
    for (last, lives) in [(SECOND, true), (Duration::ZERO, false)] {
        let app = with_lifetimes(5 * HOUR, HOUR).await;
        let mut ada = app.member(ADA).await;
        let began_at = app.clock.now();
        for _ in 0..9 {
            app.advance(HOUR / 2);
            assert!(ada.is_signed_in().await);
        }
        let rest = began_at.plus(5 * HOUR).since(app.clock.now());
        // A client may keep the cookie for longer than it was told to: the server decides.
        let token = ada.cookie("countersign").unwrap();
        app.advance(rest.checked_sub(last).unwrap());
        ada.set_cookie("countersign", &token);
        assert_eq!(ada.is_signed_in().await, lives);
    }
}

/// Others check on other sessions meanwhile, so that this one is remembered, forgotten and asked about with theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn no_check_that_begins_after_a_session_has_ended_passes() {
    let app = TestApp::start().await;
    let eve = app.member(EVE).await;
    app.member(ADA).await;
    for round in 0..30 {
        let mut ada = app.signed_in(ADA, PASSWORD).await;
        let has_ended = Arc::new(AtomicBool::new(false));
        let checks = (0..20).map(|number| {
            let (mut browser, has_ended) =
                (if number % 4 == 0 { eve.clone() } else { ada.clone() }, Arc::clone(&has_ended));
            async move {
                let (mut passed, mut is_over) = (0, false);
                while !is_over {
                    is_over = has_ended.load(Ordering::SeqCst);
                    let passes = browser.is_signed_in().await;
                    // As everybody does who has to wait for a socket.
                    yield_now().await;
                    assert!(number % 4 == 0 || !(is_over && passes), "round {round}: after {passed} that passed");
                    passed += u32::from(passes);
                }
                passed
            }
        });
        let checks = tokio::spawn(at_once(checks.collect::<Vec<_>>()));
        assert!(ada.is_signed_in().await);
        ada.call("POST", "/sign-out", Value::Null).await.is(204);
        has_ended.store(true, Ordering::SeqCst);
        assert_eq!(checks.await.unwrap().len(), 20);
    }
}

#[tokio::test]
async fn what_somebody_elses_sql_has_changed_is_seen_after_a_minute() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    assert!(ada.is_signed_in().await);
    app.database.tamper("UPDATE accounts SET epoch = epoch + 1").await;
    app.advance(60 * SECOND);
    assert!(!ada.is_signed_in().await);
}

#[tokio::test]
async fn the_account_page_lists_the_sessions_and_ends_one_or_all_others() {
    let app = TestApp::start().await;
    let mut laptop = app.member(ADA).await;
    let (mut phone, mut tablet) = (app.signed_in(ADA, PASSWORD).await, app.signed_in(ADA, PASSWORD).await);
    let page = laptop.get("/account").await.says("This device").says("203.0.113.7").says("Last seen just now");
    assert_eq!(page.body.matches("action=\"/account/end-session\"").count(), 2);
    let answer = laptop.press(&page, "/account/end-session", &[]).await.leads_to("/account?notice=session-ended");
    let page = laptop.visit(&answer.location().unwrap()).await.says("That session is over.");
    assert_ne!(phone.is_signed_in().await, tablet.is_signed_in().await);
    laptop.press(&page, "/account/end-other-sessions", &[]).await.leads_to("/account?notice=sessions-ended");
    assert!(!phone.is_signed_in().await && !tablet.is_signed_in().await && laptop.is_signed_in().await);
}

#[tokio::test]
async fn the_api_lists_the_sessions_and_ends_one_or_all_others() {
    let app = TestApp::start().await;
    let mut laptop = app.member(ADA).await;
    let (mut phone, mut tablet) = (app.signed_in(ADA, PASSWORD).await, app.signed_in(ADA, PASSWORD).await);
    let list = laptop.call("GET", "/sessions", Value::Null).await.is(200).json();
    let sessions = list["sessions"].as_array().unwrap();
    assert_eq!(sessions.len(), 3);
    assert_eq!(sessions.iter().filter(|session| session["current"] == true).count(), 1);
    // Newest first.
    let tablets = format!("/sessions/{}", sessions[0]["id"].as_str().unwrap());
    laptop.call("DELETE", &tablets, Value::Null).await.is(204);
    assert!(!tablet.is_signed_in().await && phone.is_signed_in().await);
    laptop.call("DELETE", &tablets, Value::Null).await.refuses(404, "not_found");
    laptop.call("DELETE", "/sessions", Value::Null).await.is(204);
    assert!(!phone.is_signed_in().await && laptop.is_signed_in().await);
}

#[tokio::test]
async fn the_session_of_somebody_else_is_not_found_and_lives_on() {
    let app = TestApp::start().await;
    let (mut ada, mut eve) = (app.member(ADA).await, app.member(EVE).await);
    let adas = ada.call("GET", "/session", Value::Null).await.json()["session"]["id"].as_str().unwrap().to_owned();
    for id in [adas.as_str(), &adas.to_uppercase(), "%25", "%2A", "nonsense", "00000000-0000-0000-0000-000000000000"] {
        eve.call("DELETE", &format!("/sessions/{id}"), Value::Null).await.refuses(404, "not_found");
    }
    eve.post_form("/account/end-session", &[("id", &adas)]).await.is(404);
    assert!(ada.is_signed_in().await);
}

#[tokio::test]
async fn without_a_session_every_call_about_one_refuses() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for (method, path) in [
        ("GET", "/session"),
        ("GET", "/sessions"),
        ("DELETE", "/sessions"),
        ("DELETE", "/sessions/x"),
        ("GET", "/account/export"),
        ("POST", "/sign-out"),
    ] {
        browser.call(method, path, Value::Null).await.refuses(401, "unauthenticated");
    }
    for page in ["/", "/account", "/account/export"] {
        assert!(browser.get(page).await.location().unwrap().starts_with("/sign-in?next=%2F"), "{page}");
    }
}

#[tokio::test]
async fn only_a_listed_proxy_is_believed_about_where_somebody_is() {
    for (proxies, client) in [(vec![], "203.0.113.7"), (vec!["203.0.113.0/24".parse().unwrap()], "198.51.100.9")] {
        let app = TestApp::with(move |settings| settings.rules.trusted_proxies = proxies).await;
        app.member(ADA).await;
        let mut ada = app.browser();
        let body = json!({"email": ADA, "password": PASSWORD}).to_string();
        let request = Request::post("/api/v1/sign-in").header("content-type", "application/json");
        let request = request.header("x-forwarded-for", "198.51.100.9");
        ada.send(request.body(Body::from(body)).unwrap()).await.is(200);
        let list = ada.call("GET", "/sessions", Value::Null).await.is(200).json();
        assert_eq!(list["sessions"][0]["client"], client);
    }
}

#[tokio::test]
async fn the_operator_can_end_any_session() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let current = ada.call("GET", "/session", Value::Null).await.json();
    let id: Id = current["session"]["id"].as_str().unwrap().parse().unwrap();
    assert!(manage_accounts::end_session(&app.countersign, id, &operator()).await.unwrap());
    assert!(!ada.is_signed_in().await);
    assert!(!manage_accounts::end_session(&app.countersign, id, &operator()).await.unwrap());
}

#[tokio::test]
async fn other_cookies_on_the_host_do_not_matter() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let token = ada.cookie("countersign").unwrap();
    for others in ["theme=caf\u{e9}; ", "a; =; ;; ", "__Host-countersign-other=x; "] {
        let mut cookies = others.as_bytes().to_vec();
        cookies.extend(format!("__Host-countersign={token}; last=\u{fc}").bytes());
        let cookies = HeaderValue::from_bytes(&cookies).unwrap();
        let request = Request::get("/api/v1/session").header(header::COOKIE, cookies);
        ada.send(request.body(Body::empty()).unwrap()).await.is(200);
    }
}

#[tokio::test]
async fn devices_are_called_by_their_names_and_seen_so_long_ago() {
    const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1";
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let body = json!({"email": ADA, "password": PASSWORD}).to_string();
    for name in [PHONE, "<script>alert(1)</script> Firefox/1"] {
        let request = Request::post("/api/v1/sign-in").header("content-type", "application/json");
        let request = request.header("user-agent", name).body(Body::from(body.clone())).unwrap();
        app.browser().send(request).await.is(200);
    }
    for (minutes, words) in [(0, "Last seen just now"), (5, "Last seen 5 minutes ago"), (175, "Last seen 3 hours ago")]
    {
        app.advance(Duration::from_secs(minutes * 60));
        let page = ada.get("/account").await.says("Safari on iPhone").says("Unknown device").says(words);
        assert!(!page.body.contains("alert"));
    }
    app.advance(Duration::from_secs(2 * 86_400));
    ada.get("/account").await.says("Last seen 2 days ago");
    let listed = ada.call("GET", "/sessions", Value::Null).await.json();
    let devices: Vec<_> =
        listed["sessions"].as_array().unwrap().iter().map(|session| session["device"].clone()).collect();
    assert_eq!(devices, ["Firefox", "Safari on iPhone", "Unknown device"]);
}
