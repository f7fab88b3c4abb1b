//! The description of the API: served, of this installation, and true both ways. That no answer is missing in it, every
//! test checks (`support::description`); that it has none too many is shown here, by giving each.

use std::collections::BTreeSet;
use std::task::Poll;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use countersign::http::openapi;
use countersign_core::captcha::{Captcha, Kind};
use countersign_core::limit::{Limit, Limited};
use serde_json::{Value, json};

use crate::support::app::{Settings, usual};
use crate::support::{ADA, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp, description};

const WRONG_PASSWORD: &str = "a guess that is wrong";
const GRACE: &str = "grace@example.net";
const HEDY: &str = "hedy@example.net";
const NEW: &str = "lovelace@example.net";
const DAY: Duration = Duration::from_secs(86_400);

#[tokio::test]
async fn the_description_is_of_this_installation() {
    let app = TestApp::with(|settings| {
        settings.live_at("http://accounts.example.org:8080/auth", &[]);
        settings.rules.passwords.min_code_points = 20;
        settings.rules.mailbox = false;
    })
    .await;
    let served = app.browser().get("/auth/openapi.json").await.is(200).json();
    assert_eq!(served["servers"], json!([{"url": "http://accounts.example.org:8080/auth"}]));
    let (version, _) = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap();
    assert_eq!(served["info"]["version"], version);
    assert_eq!(served["components"]["securitySchemes"]["cookie"]["name"], "countersign");
    let body = &served["paths"]["/api/v1/sign-up"]["post"]["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["properties"]["password"]["minLength"], 20);
    assert!(served["paths"].get("/dev/mailbox.json").is_none() && served["paths"].get("/readyz").is_some());
    assert_eq!(served, openapi::description(app.rules(), true));
    assert!(openapi::description(app.rules(), false)["paths"].get("/readyz").is_none());
    let https = openapi::description(&usual().rules, true);
    assert_eq!(https["components"]["securitySchemes"]["cookie"]["name"], "__Host-countersign");
    assert!(https["paths"].get("/dev/mailbox.json").is_some());
}

#[tokio::test]
async fn whoever_has_the_description_is_told_that_it_is_the_same() {
    let app = TestApp::start().await;
    let mut program = app.browser();
    let first = program.get("/openapi.json").await.is(200);
    assert_eq!(
        (first.header("content-type"), first.header("cache-control")),
        ("application/json", "public, max-age=300")
    );
    assert!(first.body.len() < 65_536, "{} bytes", first.body.len());
    let ask = |tags: String| Request::get("/openapi.json").header("if-none-match", tags).body(Body::empty()).unwrap();
    let etag = first.header("etag");
    for known in [etag.to_owned(), format!("\"other\", W/{etag}"), "*".to_owned()] {
        let same = program.send(ask(known)).await.is(304);
        assert!(same.body.is_empty() && same.header("etag") == etag);
    }
    program.send(ask("\"other\"".to_owned())).await.is(200);
}

/// Every field that is required is one that there is, and every operation has a name of its own.
#[tokio::test]
async fn the_description_is_at_one_with_itself() {
    let document = openapi::description(&usual().rules, true);
    let mut ids = BTreeSet::new();
    let calls =
        document["paths"].as_object().unwrap().values().flat_map(|methods| methods.as_object().unwrap().values());
    for call in calls {
        assert!(ids.insert(call["operationId"].as_str().unwrap()), "two calls are {}", call["operationId"]);
        let body = &call["requestBody"]["content"]["application/json"]["schema"];
        for field in body["required"].as_array().into_iter().flatten() {
            let schema = &body["properties"][field.as_str().unwrap()];
            assert!(schema["type"] == "string", "{} has no {field}", call["operationId"]);
        }
    }
    assert!(ids.len() > 25, "{ids:?}");
}

/// What the description does not allow is refused, also where nothing would be lost by taking it.
#[tokio::test]
async fn null_is_no_text_in_any_field() {
    let app = TestApp::start().await;
    for field in ["locale", "next", "captcha"] {
        let mut body = json!({"email": ADA, "password": PASSWORD});
        body[field] = Value::Null;
        app.browser().post("/sign-up", body).await.refuses(400, "malformed");
    }
    for (path, mut body) in
        [("/sign-in", json!({"email": ADA, "password": PASSWORD})), ("/resend", json!({"email": ADA}))]
    {
        body["next"] = Value::Null;
        app.browser().post(path, body).await.refuses(400, "malformed");
    }
}

/// The answers of every kind of day, and of bad ones, are together all that are described.
#[tokio::test]
async fn every_answer_that_is_described_is_given() {
    let mut given = BTreeSet::new();
    for world in [lives().await, captchas().await, limits().await, mistakes().await, troubles().await] {
        given.extend(world);
    }
    let described = description::with_https().answers();
    let missing: Vec<_> = described.difference(&given).collect();
    assert!(missing.is_empty(), "described, and never given: {missing:#?}");
}

async fn world(change: impl FnOnce(&mut Settings)) -> TestApp {
    let app = TestApp::with(change).await;
    app.may_leave_mail();
    app
}

/// What people do, right and wrong.
async fn lives() -> BTreeSet<String> {
    let app = world(|_| {}).await;
    let ada = &mut app.browser();
    ada.post("/sign-up", json!({"email": ADA})).await.is(422);
    ada.post("/sign-up", json!({"email": ADA, "password": PASSWORD})).await.is(202);
    ada.post("/resend", json!({"email": ""})).await.is(422);
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    ada.call("GET", "/sign-up/status", Value::Null).await.is(200);
    ada.post("/sign-in", json!({"email": ADA, "password": PASSWORD})).await.refuses(403, "unconfirmed");
    let token = app.mails_to(ADA).await[0].its_token();
    let confirm = |token: &str, password: &str| json!({"token": token, "password": password});
    app.browser().post("/confirm", json!({"token": token})).await.refuses(401, "proof_required");
    app.browser().post("/confirm", confirm(&token, WRONG_PASSWORD)).await.refuses(401, "credentials_invalid");
    app.browser().post("/confirm", confirm(&token, &"x".repeat(300))).await.is(422);
    ada.post("/confirm", json!({"token": token})).await.is(200);
    ada.post("/confirm", json!({"token": token})).await.refuses(410, "token_used");
    ada.post("/confirm", json!({"token": "x"})).await.refuses(400, "token_invalid");
    app.browser().post("/sign-up", json!({"email": EVE, "password": PASSWORD})).await.is(202);
    let late = app.mail_to(EVE).await.its_token();
    app.advance(2 * DAY);
    ada.post("/confirm", json!({"token": late})).await.refuses(410, "token_expired");

    let other = &mut app.browser();
    other.post("/sign-in", json!({"email": ADA})).await.is(422);
    other.post("/sign-in", json!({"email": ADA, "password": WRONG_PASSWORD})).await.is(401);
    other.post("/sign-in", json!({"email": ADA, "password": PASSWORD})).await.is(200);
    ada.call("GET", "/session", Value::Null).await.is(200);
    ada.post("/session/token", Value::Null).await.is(200);
    let sessions = ada.call("GET", "/sessions", Value::Null).await.is(200).json();
    let others = sessions["sessions"].as_array().unwrap().iter().find(|session| session["current"] == false).unwrap();
    let path = format!("/sessions/{}", others["id"].as_str().unwrap());
    ada.call("DELETE", &path, Value::Null).await.is(204);
    ada.call("DELETE", &path, Value::Null).await.is(404);
    ada.call("DELETE", "/sessions/%ff", Value::Null).await.is(404);
    ada.call("DELETE", "/sessions", Value::Null).await.is(204);
    ada.call("GET", "/account/export", Value::Null).await.is(200);
    ada.call("PATCH", "/account", json!({"locale": "x"})).await.is(422);
    ada.call("PATCH", "/account", json!({"locale": "fr"})).await.is(200);
    for path in ["/forward-auth", "/healthz", "/readyz", "/metrics", "/dev/mailbox.json", "/.well-known/jwks.json"] {
        ada.get(path).await.is(200);
    }
    app.browser().get("/forward-auth?redirect=1").await.is(302);
    let etag = ada.get("/openapi.json").await.is(200).header("etag").to_owned();
    let again = Request::get("/openapi.json").header("if-none-match", etag).body(Body::empty()).unwrap();
    ada.send(again).await.is(304);
    let elsewhere = Request::get("/dev/mailbox.json").header("host", "evil.example").body(Body::empty()).unwrap();
    ada.send(elsewhere).await.is(404);
    ada.get("/captcha/challenge?action=sign_up").await.is(404);
    ada.get("/captcha/challenge").await.is(400);

    let change = |password: &str| json!({"current_password": password, "password": NEW_PASSWORD});
    ada.post("/change-password", json!({"current_password": PASSWORD, "password": "short"})).await.is(422);
    ada.post("/change-password", change(WRONG_PASSWORD)).await.is(401);
    ada.post("/change-password", change(PASSWORD)).await.is(204);
    let move_to = |email: &str, password: &str| json!({"email": email, "password": password});
    ada.call("DELETE", "/change-email", Value::Null).await.is(404);
    ada.post("/change-email", move_to(ADA, NEW_PASSWORD)).await.is(422);
    ada.post("/change-email", move_to(NEW, WRONG_PASSWORD)).await.is(401);
    ada.post("/change-email", move_to(NEW, NEW_PASSWORD)).await.is(202);
    let cancelled = app.mail_to(NEW).await.its_token();
    ada.call("DELETE", "/change-email", Value::Null).await.is(204);
    ada.post("/change-email/confirm", json!({"token": cancelled})).await.refuses(410, "token_expired");
    ada.post("/change-email", move_to(NEW, NEW_PASSWORD)).await.is(202);
    let token = app.mail_to(NEW).await.its_token();
    app.browser().post("/change-email/confirm", json!({"token": token})).await.is(401);
    ada.post("/change-email/confirm", json!({"token": "x"})).await.is(400);
    ada.post("/change-email/confirm", json!({"token": token})).await.is(200);
    ada.post("/change-email/confirm", json!({"token": token})).await.refuses(410, "token_used");
    let undo = app.mails_to(ADA).await.last().unwrap().its_token();
    ada.post("/change-email/undo", json!({"token": "x"})).await.is(400);
    ada.post("/change-email/undo", json!({"token": undo})).await.is(204);
    ada.post("/change-email/undo", json!({"token": undo})).await.refuses(410, "token_used");

    ada.post("/forgot-password", json!({})).await.is(422);
    ada.post("/forgot-password", json!({"email": ADA})).await.is(202);
    let token =
        app.mails_to(ADA).await.iter().rev().find_map(|mail| mail.link().contains("/reset").then(|| mail.its_token()));
    let token = token.unwrap();
    let reset = |password: &str| json!({"token": token, "password": password});
    ada.post("/reset-password", reset("short")).await.is(422);
    ada.post("/reset-password", reset(PASSWORD)).await.is(204);
    ada.post("/reset-password", reset(PASSWORD)).await.refuses(410, "token_used");
    ada.post("/reset-password", json!({"token": "x", "password": PASSWORD})).await.is(400);
    ada.post("/forgot-password", json!({"email": ADA})).await.is(202);
    let late = app.mails_to(ADA).await.last().unwrap().its_token();
    app.advance(DAY);
    ada.post("/reset-password", json!({"token": late, "password": PASSWORD})).await.refuses(410, "token_expired");

    let moved = &mut app.signed_in(ADA, PASSWORD).await;
    moved.post("/change-email", move_to(NEW, PASSWORD)).await.is(202);
    app.deliver().await;
    let stop = app.mails_to(ADA).await.last().unwrap().its_token();
    app.advance(8 * DAY);
    moved.post("/change-email/undo", json!({"token": stop})).await.refuses(410, "token_expired");
    let last = &mut app.signed_in(ADA, PASSWORD).await;
    last.call("DELETE", "/account", json!({})).await.is(422);
    last.call("DELETE", "/account", json!({"password": WRONG_PASSWORD})).await.is(401);
    last.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.member(GRACE).await.post("/sign-out", Value::Null).await.is(204);
    app.door.answered()
}

async fn captchas() -> BTreeSet<String> {
    let app = world(|settings| settings.rules.captcha = Some(Captcha { kind: Kind::Altcha, unasked: None })).await;
    let mut ada = app.browser();
    ada.post("/sign-up", json!({"email": ADA, "password": PASSWORD})).await.refuses(403, "captcha_required");
    for path in ["/resend", "/forgot-password"] {
        ada.post(path, json!({"email": ADA})).await.refuses(403, "captcha_required");
    }
    ada.get("/captcha/challenge?action=sign_up").await.is(200);
    app.door.answered()
}

/// One of each an hour.
async fn limits() -> BTreeSet<String> {
    let mut app = world(|_| {}).await;
    let mut ada = app.member(ADA).await;
    app.browser().post("/sign-up", json!({"email": EVE, "password": PASSWORD})).await.is(202);
    let token = app.mail_to(EVE).await.its_token();
    app.restart(|settings| {
        for limited in [Limited::PasswordNetwork, Limited::SignUpNetwork, Limited::MailNetwork] {
            settings.rules.limits.set(limited, Limit::parse("1/1h"));
        }
    });
    ada.post("/sign-in", json!({"email": ADA, "password": WRONG_PASSWORD})).await.is(401);
    ada.post("/sign-up", json!({"email": GRACE, "password": PASSWORD})).await.is(202);
    ada.post("/resend", json!({"email": GRACE})).await.is(202);
    let tries = [
        ("POST", "/sign-in", json!({"email": ADA, "password": PASSWORD})),
        ("POST", "/sign-up", json!({"email": HEDY, "password": PASSWORD})),
        ("POST", "/resend", json!({"email": HEDY})),
        ("POST", "/forgot-password", json!({"email": HEDY})),
        ("POST", "/confirm", json!({"token": token, "password": PASSWORD})),
        ("POST", "/change-password", json!({"current_password": PASSWORD, "password": NEW_PASSWORD})),
        ("POST", "/change-email", json!({"email": NEW, "password": PASSWORD})),
        ("DELETE", "/account", json!({"password": PASSWORD})),
    ];
    for (method, path, body) in tries {
        ada.call(method, path, body).await.refuses(429, "rate_limited");
    }
    app.door.answered()
}

/// What any call says to requests that are not as they should be: the description says which.
async fn mistakes() -> BTreeSet<String> {
    let app = world(|_| {}).await;
    let mut member = app.member(ADA).await;
    let mut waiting = app.browser();
    waiting.sign_up(EVE, PASSWORD).await;
    for call in Call::all() {
        let send = |kind: &str, body: Body| {
            Request::builder()
                .method(call.method.as_str())
                .uri(&call.path)
                .header(header::CONTENT_TYPE, kind)
                .body(body)
                .unwrap()
        };
        if call.says("cross_origin") {
            let mut request = send("application/json", Body::empty());
            request.headers_mut().insert("sec-fetch-site", header::HeaderValue::from_static("cross-site"));
            member.send(request).await.refuses(403, "cross_origin");
        }
        if call.says("unauthenticated") {
            let answer = app.browser().send(send("application/json", Body::from("{\"token\":\"\"}"))).await;
            assert!(matches!(answer.status, 400 | 401), "{answer:?}");
        }
        if call.says("unconfirmed") && !call.path.ends_with("/sign-in") {
            waiting.send(send("application/json", Body::from("{}"))).await.refuses(403, "unconfirmed");
        }
        if call.has_body {
            member.send(send("application/json", Body::from("[]"))).await.refuses(400, "malformed");
            member.send(send("text/plain", Body::from("{}"))).await.refuses(415, "unsupported_media_type");
            let large = format!("{{\"email\":\"{}\"}}", "x".repeat(65_536));
            member.send(send("application/json", Body::from(large))).await.refuses(413, "too_large");
            member.send(send("application/json", endless())).await.refuses(408, "timed_out");
            tokio::time::resume();
        }
    }
    app.door.answered()
}

/// A body that says nothing any more. From where it is waited for, time flies.
fn endless() -> Body {
    let mut is_asked = false;
    Body::from_stream(futures_util::stream::poll_fn(move |_| {
        if !std::mem::replace(&mut is_asked, true) {
            tokio::time::pause();
        }
        Poll::<Option<Result<Bytes, std::io::Error>>>::Pending
    }))
}

/// The same requests to a service whose database has lost its tables, and to one without a database.
async fn troubles() -> BTreeSet<String> {
    let mut given = BTreeSet::new();
    for (code, status) in [("internal", 500), ("overloaded", 503)] {
        let app = world(|_| {}).await;
        let mut ada = app.member(ADA).await;
        let tokens = tokens(&app, &mut ada).await;
        match code {
            "internal" => {
                for table in app.database.dump().await.keys() {
                    app.database.tamper(&format!("ALTER TABLE {table} RENAME TO lost_{table}")).await;
                }
            }
            _ => app.countersign.db().close().await,
        }
        for call in Call::all().into_iter().filter(|call| call.says(code)) {
            let fields = call.required.iter().map(|field| {
                let token = tokens.iter().find(|(path, _)| call.path.ends_with(path)).map(|(_, token)| token.as_str());
                let value = match field.as_str() {
                    "email" => HEDY,
                    "password" if call.path.ends_with("-password") => NEW_PASSWORD,
                    "token" => token.unwrap_or_else(|| panic!("no token for {}", call.path)),
                    "locale" => "de",
                    _ => PASSWORD,
                };
                (field.clone(), Value::from(value))
            });
            let body = Value::Object(fields.collect()).to_string();
            let request = Request::builder().method(call.method.as_str()).uri(&call.path);
            let request = request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body)).unwrap();
            ada.send_unchecked(request).await.refuses(status, code);
        }
        ada.send_unchecked(Request::get("/readyz").body(Body::empty()).unwrap()).await.is(503);
        given.extend(app.door.answered());
    }
    given
}

/// A link of each kind that still opens something, by the call that takes it; the browser has a sign-up that waits.
async fn tokens(app: &TestApp, ada: &mut Browser) -> Vec<(&'static str, String)> {
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await.its_token();
    ada.post("/change-email", json!({"email": NEW, "password": PASSWORD})).await.is(202);
    let (change, undo) = (app.mail_to(NEW).await.its_token(), app.mail_to(ADA).await.its_token());
    ada.post("/sign-up", json!({"email": EVE, "password": PASSWORD})).await.is(202);
    let confirm = app.mail_to(EVE).await.its_token();
    vec![
        ("/v1/confirm", confirm),
        ("/reset-password", reset),
        ("/change-email/confirm", change),
        ("/change-email/undo", undo),
    ]
}

/// A call as it is described.
struct Call {
    method: String,
    path: String,
    has_body: bool,
    required: Vec<String>,
    codes: BTreeSet<String>,
}

impl Call {
    fn all() -> Vec<Self> {
        let document = openapi::description(&usual().rules, true);
        let mut calls = Vec::new();
        let told: Vec<String> = description::with_https().answers().into_iter().collect();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for (method, call) in methods.as_object().unwrap() {
                let method = method.to_uppercase();
                let body = &call["requestBody"]["content"]["application/json"]["schema"];
                let beginning = format!("{method} {path} ");
                let codes = told.iter().filter_map(|line| line.strip_prefix(&beginning)?.split(' ').nth(1));
                calls.push(Self {
                    codes: codes.map(str::to_owned).collect(),
                    path: path.replace("{id}", "0190b8a0-0000-7000-8000-000000000000"),
                    has_body: body.is_object(),
                    required: body["required"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(|name| name.as_str().unwrap().to_owned())
                        .collect(),
                    method,
                });
            }
        }
        calls
    }

    fn says(&self, code: &str) -> bool {
        self.codes.contains(code)
    }
}
