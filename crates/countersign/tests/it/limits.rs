//! Rate limits: what is tried too often is refused for a while, in the same words whatever is known of an address, and
//! nobody else is. Elsewhere in these tests limits are off.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use countersign_core::guess::Guessing;
use countersign_core::limit::{Limit, Limited, Limits};
use serde_json::{Value, json};

use crate::support::race::at_once;
use crate::support::{ADA, Answer, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const MINUTE: Duration = Duration::from_secs(60);
const WRONG_PASSWORD: &str = "a guess that is wrong";

async fn limited() -> TestApp {
    TestApp::with(|settings| settings.rules.limits = five_tries()).await
}

fn five_tries() -> Limits {
    let mut limits = Limits::default();
    limits.set(Limited::PasswordAddress, Limit::parse("5/5m"));
    limits
}

/// What somebody signed in does with the password: method, path and body.
fn acts_with(password: &str) -> [(&'static str, &'static str, Value); 3] {
    [
        ("POST", "/change-email", json!({"email": "lovelace@example.net", "password": password})),
        ("POST", "/change-password", json!({"current_password": password, "password": NEW_PASSWORD})),
        ("DELETE", "/account", json!({"password": password})),
    ]
}

/// One limit only, so that no other stands in the way.
async fn with_one(limited: Limited, text: &str) -> TestApp {
    TestApp::with(|settings| settings.rules.limits.set(limited, Limit::parse(text))).await
}

/// A program that sends from an address.
fn from(app: &TestApp, client: &str) -> Browser {
    app.browser().from(client)
}

async fn try_sign_in(browser: &mut Browser, email: &str, password: &str) -> Answer {
    browser.post("/sign-in", json!({"email": email, "password": password})).await
}

async fn is_refused(answer: Answer) -> bool {
    if answer.status == 429 {
        answer.refuses(429, "rate_limited");
        return true;
    }
    false
}

#[tokio::test]
async fn the_sixth_wrong_password_is_refused_whatever_is_known_of_the_address() {
    let app = limited().await;
    app.member(ADA).await;
    app.browser().sign_up("open@example.net", PASSWORD).await;
    app.mail_to("open@example.net").await;
    let mut refusals = Vec::new();
    for (email, client) in [(ADA, "192.0.2.1"), (EVE, "192.0.2.2"), ("open@example.net", "192.0.2.3")] {
        let mut browser = from(&app, client);
        for _ in 0..5 {
            try_sign_in(&mut browser, email, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
        }
        // Even the right one: whoever guesses must not see it.
        let refused = try_sign_in(&mut browser, email, PASSWORD).await.refuses(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), "60");
        let names: Vec<String> = refused.headers.keys().map(ToString::to_string).collect();
        refusals.push((names, refused.body));
    }
    assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
    let told = refusals[0].1.to_lowercase();
    assert!(["limit\"", "password", "network", "address", "5"].iter().all(|word| !told.contains(word)), "{told}");
}

#[tokio::test]
async fn a_person_gets_a_page_that_says_when_to_try_again() {
    let app = limited().await;
    let mut ada = app.browser();
    for _ in 0..5 {
        ada.sign_in(ADA, PASSWORD).await.is(401);
    }
    let page = ada.sign_in(ADA, PASSWORD).await.is(429).says("Too many attempts").says("Try again in 1 minute.");
    assert_eq!(page.header("retry-after"), "60");
}

#[tokio::test]
async fn right_passwords_are_never_too_many() {
    let app = limited().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    for _ in 0..4 {
        try_sign_in(&mut ada, ADA, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
    }
    for _ in 0..40 {
        assert!(app.lets_in(ADA, PASSWORD).await);
    }
    // They have not taken back what the wrong ones cost, either.
    try_sign_in(&mut ada, ADA, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
    try_sign_in(&mut ada, ADA, PASSWORD).await.refuses(429, "rate_limited");
}

#[tokio::test]
async fn of_many_tries_at_the_same_moment_no_more_are_looked_at() {
    let app = limited().await;
    app.member(ADA).await;
    let tries = (0..20).map(|number| {
        let mut browser = from(&app, &format!("198.51.100.{number}"));
        async move { try_sign_in(&mut browser, ADA, NEW_PASSWORD).await.status }
    });
    let mut came_to = at_once(tries).await;
    came_to.sort_unstable();
    assert_eq!(came_to, [vec![401; 5], vec![429; 15]].concat());
}

/// Or whoever is refused would go on guessing by what it costs, and use up the owner's hundred tries.
#[tokio::test]
async fn a_try_that_is_refused_is_not_looked_at() {
    let app = TestApp::with(|settings| {
        settings.rules.limits = five_tries();
        settings.rules.guessing = Some(Guessing { pauses_after: 50, stops_after: 100 });
    })
    .await;
    app.member(ADA).await;
    let mut guesser = from(&app, "192.0.2.1");
    for _ in 0..5 {
        try_sign_in(&mut guesser, ADA, WRONG_PASSWORD).await.refuses(401, "credentials_invalid");
    }
    let before = app.database.dump().await;
    for password in [WRONG_PASSWORD, PASSWORD, WRONG_PASSWORD] {
        try_sign_in(&mut guesser, ADA, password).await.refuses(429, "rate_limited");
    }
    let after = app.database.dump().await;
    assert_eq!(before["guesses"].len(), 1);
    assert_eq!(after["guesses"], before["guesses"]);
}

#[tokio::test]
async fn one_that_is_refused_keeps_out_nobody_else() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    app.member(EVE).await;
    let mut guesser = from(&app, "192.0.2.1");
    for _ in 0..7 {
        try_sign_in(&mut guesser, ADA, NEW_PASSWORD).await;
    }
    assert!(app.lets_in(EVE, PASSWORD).await);
    // Who is signed in already is not asked, and not limited.
    for _ in 0..100 {
        assert!(ada.is_signed_in().await);
    }
    ada.get("/account").await.is(200);
    // The mail leads back in.
    let mut owner = from(&app, "192.0.2.9");
    owner.post("/forgot-password", json!({"email": ADA})).await.is(202);
    let token = app.mail_to(ADA).await.its_token().to_owned();
    owner.post("/reset-password", json!({"token": token, "password": NEW_PASSWORD})).await.is(204);
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn time_makes_a_bucket_whole_again() {
    let app = limited().await;
    app.member(ADA).await;
    let mut guesser = app.browser();
    let mut until_refused = async || {
        for count in 0..10 {
            if is_refused(try_sign_in(&mut guesser, ADA, NEW_PASSWORD).await).await {
                return count;
            }
        }
        10
    };
    assert_eq!(until_refused().await, 5);
    app.advance(MINUTE);
    assert_eq!(until_refused().await, 1);
    app.advance(2 * MINUTE);
    assert_eq!(until_refused().await, 2);
    app.advance(60 * MINUTE);
    assert_eq!(until_refused().await, 5);
    app.advance(MINUTE);
    assert!(app.lets_in(ADA, PASSWORD).await);
}

/// Neither by what this node remembers nor by what the database does.
#[tokio::test]
async fn a_clock_that_was_ahead_and_is_set_back_locks_nobody_out() {
    let day = 24 * 60 * MINUTE;
    for restarts in [false, true] {
        let mut app = limited().await;
        app.member(ADA).await;
        let mut guesser = app.browser();
        app.advance(day);
        for _ in 0..5 {
            try_sign_in(&mut guesser, ADA, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
        }
        try_sign_in(&mut guesser, ADA, PASSWORD).await.refuses(429, "rate_limited");
        app.set_back(day);
        if restarts {
            app.restart(|_| {});
        }
        assert!(app.lets_in(ADA, PASSWORD).await);
        for _ in 0..5 {
            try_sign_in(&mut guesser, ADA, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
        }
        let refused = try_sign_in(&mut guesser, ADA, PASSWORD).await.refuses(429, "rate_limited");
        assert_eq!(refused.header("retry-after"), "60");
    }
}

#[tokio::test]
async fn who_comes_back_as_told_is_not_refused_again() {
    let app = with_one(Limited::PasswordAddress, "2/7m").await;
    let mut browser = app.browser();
    for _ in 0..4 {
        let mut answer = try_sign_in(&mut browser, ADA, PASSWORD).await;
        while answer.status == 401 {
            answer = try_sign_in(&mut browser, ADA, PASSWORD).await;
        }
        let wait: u64 = answer.refuses(429, "rate_limited").header("retry-after").parse().unwrap();
        app.advance(Duration::from_secs(wait));
        try_sign_in(&mut browser, ADA, PASSWORD).await.refuses(401, "credentials_invalid");
    }
}

#[tokio::test]
async fn a_network_may_try_some_passwords_for_whatever_addresses() {
    let app = limited().await;
    app.member(EVE).await;
    let mut guesser = from(&app, "192.0.2.1");
    for number in 0..30 {
        let email = format!("somebody-{number}@example.net");
        try_sign_in(&mut guesser, &email, PASSWORD).await.refuses(401, "credentials_invalid");
    }
    try_sign_in(&mut guesser, EVE, PASSWORD).await.refuses(429, "rate_limited");
    for other in ["192.0.2.2", "2001:db8::1"] {
        try_sign_in(&mut from(&app, other), EVE, PASSWORD).await.is(200);
    }
}

#[tokio::test]
async fn a_customer_with_many_ipv6_addresses_is_one_network() {
    let app = with_one(Limited::PasswordNetwork, "2/h").await;
    let passed = async |clients: &mut dyn Iterator<Item = String>| {
        let mut passed = 0;
        for client in clients {
            passed += usize::from(!is_refused(try_sign_in(&mut from(&app, &client), ADA, PASSWORD).await).await);
        }
        passed
    };
    assert_eq!(passed(&mut (0..10).map(|host| format!("2001:db8:1:1::{host}"))).await, 2);
    // Fourteen more in all other networks of its /48 together: it has sixteen.
    assert_eq!(passed(&mut (2..100).map(|net| format!("2001:db8:1:{net}::1"))).await, 14);
    assert_eq!(passed(&mut ["2001:db8:2::1".to_owned()].into_iter()).await, 1);
}

#[tokio::test]
async fn behind_a_proxy_no_header_of_a_stranger_makes_another_network() {
    for (appended, client) in [("junk, 198.51.100.9", "198.51.100.9"), ("198.51.100.9, junk", "203.0.113.7")] {
        let app = TestApp::with(|settings| {
            settings.rules.limits = Limits::default();
            settings.rules.trusted_proxies = vec!["203.0.113.0/24".parse().unwrap()];
        })
        .await;
        let mut came_to = Vec::new();
        for number in 0..60 {
            let body = json!({"email": format!("somebody-{number}@example.net"), "password": PASSWORD}).to_string();
            let request = Request::post("/api/v1/sign-in")
                .header("content-type", "application/json")
                .header("x-forwarded-for", appended)
                .header("forwarded", format!("for=9.9.0.{number}"));
            came_to.push(app.browser().send(request.body(Body::from(body)).unwrap()).await.status);
        }
        assert_eq!(came_to, [vec![401; 30], vec![429; 30]].concat(), "{appended}");
        let trail = app.database.dump().await.remove("audit_events").unwrap();
        assert!(trail.len() == 30 && trail.iter().all(|line| line.contains(client) && !line.contains("9.9.0.")));
    }
}

#[tokio::test]
async fn a_right_password_is_right_even_where_the_try_cannot_be_given_back() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    app.database.refuse("UPDATE", "limits", "NEW.whole_at < OLD.whole_at").await;
    try_sign_in(&mut app.browser(), ADA, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
    assert!(app.lets_in(ADA, PASSWORD).await);
    let body = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
    ada.post("/change-password", body).await.is(204);
    app.mail_to(ADA).await;
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn every_act_that_takes_the_password_counts_the_wrong_ones() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    let acts = acts_with(WRONG_PASSWORD);
    for (first, _) in acts.iter().enumerate() {
        app.advance(60 * MINUTE);
        for number in first..first + 5 {
            let (method, path, body) = acts[number % acts.len()].clone();
            ada.call(method, path, body).await.refuses(401, "credentials_invalid");
        }
        // One bucket for all of them, even for the right password: a thief of the session must not see it.
        for (method, path, body) in acts.iter().chain(&acts_with(PASSWORD)).cloned() {
            ada.call(method, path, body).await.refuses(429, "rate_limited");
        }
        // Tries within a session keep nobody from signing in.
        assert!(app.lets_in(ADA, PASSWORD).await);
    }
    app.browser().sign_up(EVE, PASSWORD).await;
    let token = app.mail_to(EVE).await.its_token().to_owned();
    let wrong = json!({"token": token, "password": WRONG_PASSWORD});
    app.advance(60 * MINUTE);
    for _ in 0..5 {
        app.browser().post("/confirm", wrong.clone()).await.refuses(401, "credentials_invalid");
    }
    app.browser().post("/confirm", wrong).await.refuses(429, "rate_limited");
    // A count of its own: who guesses at the address has no link, and keeps nobody from confirming.
    try_sign_in(&mut app.browser(), EVE, PASSWORD).await.refuses(401, "credentials_invalid");
    app.advance(60 * MINUTE);
    app.browser().post("/confirm", json!({"token": token, "password": PASSWORD})).await.is(200);
}

#[tokio::test]
async fn who_is_signed_in_has_tries_of_their_own() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    let mut thief = from(&app, "192.0.2.2");
    try_sign_in(&mut thief, ADA, PASSWORD).await.is(200);
    let mut stranger = from(&app, "192.0.2.1");
    for _ in 0..5 {
        try_sign_in(&mut stranger, ADA, NEW_PASSWORD).await.refuses(401, "credentials_invalid");
        thief.call("DELETE", "/account", json!({"password": WRONG_PASSWORD})).await.refuses(401, "credentials_invalid");
    }
    try_sign_in(&mut app.browser(), ADA, PASSWORD).await.refuses(429, "rate_limited");
    thief.call("DELETE", "/account", json!({"password": PASSWORD})).await.refuses(429, "rate_limited");
    for ((method, path, body), status) in acts_with(PASSWORD).into_iter().zip([202, 204]) {
        ada.call(method, path, body).await.is(status);
    }
    // It is still the same session, and the change of the password has brought nobody new tries.
    for _ in 0..5 {
        ada.call("DELETE", "/account", json!({"password": WRONG_PASSWORD})).await.refuses(401, "credentials_invalid");
    }
    ada.call("DELETE", "/account", json!({"password": NEW_PASSWORD})).await.refuses(429, "rate_limited");
    app.advance(MINUTE);
    ada.call("DELETE", "/account", json!({"password": NEW_PASSWORD})).await.is(204);
    app.may_leave_mail();
}

#[tokio::test]
async fn a_network_may_sign_up_so_often() {
    let app = limited().await;
    let mut browser = from(&app, "192.0.2.1");
    for poor in ["short", "passwordpassword"] {
        for _ in 0..15 {
            browser.post("/sign-up", json!({"email": ADA, "password": poor})).await.refuses(422, "validation");
        }
    }
    let sign_up = |number: u8| json!({"email": format!("somebody-{number}@example.net"), "password": PASSWORD});
    for number in 0..20 {
        browser.post("/sign-up", sign_up(number)).await.is(202);
    }
    let refused = browser.post("/sign-up", sign_up(20)).await.refuses(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), "180");
    from(&app, "192.0.2.2").post("/sign-up", sign_up(20)).await.is(202);
    assert_eq!(app.queue().await.len(), 21, "nothing is asked for by what is refused");
    app.may_leave_mail();
}

#[tokio::test]
async fn a_used_link_fills_no_table() {
    let app = with_one(Limited::TrailNetwork, "20/h").await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    ada.confirm(&mail).await.leads_to("/account?notice=confirmed");
    let used = json!({"token": mail.its_token()});
    for _ in 0..50 {
        app.browser().post("/confirm", used.clone()).await.refuses(410, "token_used");
    }
    let lines = app.audit().await.iter().filter(|line| *line == "confirm already_confirmed").count();
    assert_eq!(lines, 20);
    from(&app, "192.0.2.9").post("/confirm", used).await.refuses(410, "token_used");
    assert_eq!(app.audit().await.iter().filter(|line| *line == "confirm already_confirmed").count(), 21);
}

#[tokio::test]
async fn somebody_who_is_signed_in_fills_no_table_either() {
    let app = with_one(Limited::TrailNetwork, "20/h").await;
    let mut ada = app.member(ADA).await;
    let before = app.audit().await.len();
    for number in 0..15 {
        let locale = if number % 2 == 0 { "fr" } else { "de" };
        ada.call("PATCH", "/account", json!({"locale": locale})).await.is(200);
        let unknown = "/sessions/018f4b1e-0000-7000-8000-000000000000";
        ada.call("DELETE", unknown, Value::Null).await.refuses(404, "not_found");
    }
    assert_eq!(app.audit().await.len(), before + 20);
    assert_eq!(app.account(ADA).await.locale.as_deref(), Some("fr"), "changed all the same");
}

#[tokio::test]
async fn a_network_may_ask_for_so_many_mails() {
    let app = limited().await;
    let mut browser = from(&app, "192.0.2.1");
    for number in 0..20 {
        let path = if number % 2 == 0 { "/resend" } else { "/forgot-password" };
        browser.post(path, json!({"email": format!("somebody-{number}@example.net")})).await.is(202);
    }
    for path in ["/resend", "/forgot-password"] {
        browser.post(path, json!({"email": ADA})).await.refuses(429, "rate_limited");
        from(&app, "192.0.2.2").post(path, json!({"email": ADA})).await.is(202);
    }
    assert_eq!(app.queue().await.len(), 22);
    app.may_leave_mail();
}

#[tokio::test]
async fn an_account_may_ask_for_so_many_changes_of_address_from_whatever_networks() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    let asked = app.queue().await.len();
    let change = |number: u32| json!({"email": format!("somebody-{number}@example.net"), "password": PASSWORD});
    for number in 0..20 {
        ada = ada.from(&format!("192.0.2.{number}"));
        ada.post("/change-email", change(number)).await.is(202);
    }
    ada.post("/change-email", change(20)).await.refuses(429, "rate_limited");
    assert_eq!(app.queue().await.len(), asked + 40);
    app.may_leave_mail();
}

#[tokio::test]
async fn a_limit_outlives_a_restart_and_is_the_same_on_every_node() {
    let mut app = limited().await;
    let mut browser = app.browser();
    for _ in 0..5 {
        try_sign_in(&mut browser, ADA, PASSWORD).await.refuses(401, "credentials_invalid");
    }
    // All that a process had in memory is gone.
    app.restart(|_| {});
    try_sign_in(&mut browser, ADA, PASSWORD).await.refuses(429, "rate_limited");
    let rows = app.database.dump().await.remove("limits").unwrap();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| !row.contains("ada") && !row.contains("203.0.113")), "{rows:?}");
    app.sweep().await;
    assert_eq!(app.database.dump().await["limits"].len(), 2);
    app.advance(60 * MINUTE);
    app.sweep().await;
    assert!(app.database.dump().await["limits"].is_empty());
}

#[tokio::test]
async fn switched_off_nothing_is_counted() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for _ in 0..40 {
        try_sign_in(&mut browser, ADA, PASSWORD).await.refuses(401, "credentials_invalid");
    }
    for _ in 0..25 {
        browser.post("/forgot-password", json!({"email": ADA})).await.is(202);
    }
    assert!(app.database.dump().await["limits"].is_empty());
    browser.call("GET", "/session", Value::Null).await.refuses(401, "unauthenticated");
    app.may_leave_mail();
}
