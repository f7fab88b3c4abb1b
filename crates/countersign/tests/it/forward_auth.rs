//! What reverse proxies are told about the requests that they hold, and tokens for services that verify alone.

use axum::body::Body;
use axum::http::Request;
use countersign_core::Timestamp;
use serde_json::{Value, json};

use crate::support::{ADA, Answer, Browser, EVE, PASSWORD, TestApp};

const OUTSIDE: &str = "https://accounts.example.org";

async fn get(browser: &mut Browser, path: &str, headers: &[(&str, &str)]) -> Answer {
    let request = headers.iter().fold(Request::get(path), |request, (name, value)| request.header(*name, *value));
    browser.send(request.body(Body::empty()).unwrap()).await
}

#[tokio::test]
async fn somebody_signed_in_passes_with_their_name() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    for path in ["/forward-auth", "/forward-auth?redirect=1"] {
        let answer = ada.get(path).await.is(200);
        assert_eq!(answer.header("remote-user"), app.account(ADA).await.id.to_string());
        assert_eq!(answer.header("remote-email"), ADA);
        assert_eq!(answer.header("cache-control"), "no-store");
    }
    ada.post("/sign-out", json!({})).await.is(204);
    ada.get("/forward-auth").await.is(401);
}

#[tokio::test]
async fn what_a_request_says_of_itself_is_not_believed() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let id = app.account(ADA).await.id.to_string();
    let claimed = [("remote-user", id.as_str()), ("remote-email", ADA)];
    let answer = get(&mut app.browser(), "/forward-auth", &claimed).await.is(401);
    assert_eq!((answer.header("remote-user"), answer.header("remote-email")), ("", ""));
    assert!(answer.body.contains("\"unauthenticated\""), "{}", answer.body);
}

/// Pages of the application behind the proxy call its API with tokens of its own.
#[tokio::test]
async fn an_authorization_that_is_not_ours_leaves_the_cookie_in_force() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    for theirs in ["Bearer of-the-application", "Basic YTpi"] {
        let answer = get(&mut ada, "/forward-auth", &[("authorization", theirs)]).await.is(200);
        assert_eq!(answer.header("remote-email"), ADA);
        get(&mut app.browser(), "/forward-auth", &[("authorization", theirs)]).await.is(401);
    }
    ada.post("/sign-out", json!({})).await.is(204);
    get(&mut ada, "/forward-auth", &[("authorization", "Bearer of-the-application")]).await.is(401);
}

#[tokio::test]
async fn strangers_and_the_unconfirmed_are_told_apart_and_led_if_the_proxy_asks() {
    let app = TestApp::start().await;
    let mut waits = app.browser();
    waits.sign_up(EVE, PASSWORD).await;
    app.mail_to(EVE).await;
    waits.get("/forward-auth").await.is(403);
    let led = waits.get("/forward-auth?redirect=1").await.is(302);
    assert_eq!(led.header("location"), format!("{OUTSIDE}/unconfirmed"));

    let next = |query: &str| format!("{OUTSIDE}/sign-in{query}");
    for (uri, host, to) in [
        ("/inbox?page=2", None, next("?next=%2Finbox%3Fpage%3D2")),
        ("/inbox", Some("accounts.example.org"), next("?next=%2Finbox")),
        ("/inbox", Some("evil.example"), next("")),
        ("//evil.example/", None, next("")),
        ("", None, next("")),
    ] {
        let mut headers = vec![("x-forwarded-uri", uri)];
        headers.extend(
            host.map(|host| [("x-forwarded-proto", "https"), ("x-forwarded-host", host)]).into_iter().flatten(),
        );
        let led = get(&mut app.browser(), "/forward-auth?redirect=1", &headers).await.is(302);
        assert_eq!(led.header("location"), to, "{uri} {host:?}");
        get(&mut app.browser(), "/forward-auth", &headers).await.is(401);
    }
    get(&mut app.browser(), "/forward-auth?redirect=1", &[("accept", "application/json")]).await.is(401);
    app.browser().post_form("/forward-auth", &[]).await.is(405);
}

#[tokio::test]
async fn a_session_s_token_says_who_it_is_and_ends_soon_or_with_the_session() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let body = ada.post("/session/token", json!({})).await.is(200).json();
    let token = body["token"].as_str().unwrap();
    let part = |at: usize| -> Value {
        let text = data_encoding::BASE64URL_NOPAD.decode(token.split('.').nth(at).unwrap().as_bytes()).unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    let account = app.account(ADA).await;
    let session = ada.call("GET", "/session", json!({})).await.json();
    let now = app.clock.now();
    let claims = part(1);
    assert_eq!(claims["iss"], OUTSIDE);
    assert_eq!(claims["sub"], account.id.to_string());
    assert_eq!((&claims["email"], &claims["email_verified"]), (&json!(ADA), &json!(true)));
    assert_eq!(claims["sid"], session["session"]["id"]);
    assert_eq!(claims["iat"], now.seconds());
    assert_eq!(claims["exp"], now.seconds() + 300);
    let told = Timestamp::parse_rfc3339(body["expires_at"].as_str().unwrap()).unwrap();
    assert_eq!(told.seconds(), now.seconds() + 300);

    let keys = app.browser().get("/.well-known/jwks.json").await.is(200);
    assert_eq!(keys.header("cache-control"), "public, max-age=300");
    let keys = keys.json();
    assert_eq!(keys["keys"][0]["kid"], part(0)["kid"]);
    assert_eq!(part(0)["alg"], "EdDSA");
    let members: Vec<&String> = keys["keys"][0].as_object().unwrap().keys().collect();
    assert!(!members.iter().any(|name| *name == "d"), "the private key is nobody's business: {members:?}");

    app.browser().post("/session/token", json!({})).await.refuses(401, "unauthenticated");
}

/// Ours would be a second way in that no sign-out ends.
#[tokio::test]
async fn a_token_for_others_opens_nothing_here() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let body = ada.post("/session/token", json!({})).await.is(200).json();
    let token = format!("Bearer {}", body["token"].as_str().unwrap());
    get(&mut app.browser(), "/api/v1/session", &[("authorization", &token)]).await.is(401);
}
