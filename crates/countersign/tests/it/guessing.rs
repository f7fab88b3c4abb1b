//! Wrong passwords in a row: each next try waits longer, in the end none is looked at, and neither the owner's own
//! browser nor a reset by mail is in strangers' hands. The same whatever is known of an address.

use std::time::Duration;

use countersign_core::guess::Guessing;
use countersign_core::limit::{Limited, Limits};
use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::app::operator;
use crate::support::race::at_once;
use crate::support::{ADA, Answer, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const HOUR: Duration = Duration::from_secs(3_600);

/// Without the buckets, which would refuse long before a hundred.
async fn counting() -> TestApp {
    TestApp::with(|settings| settings.rules.guessing = Some(Guessing::default())).await
}

async fn try_sign_in(browser: &mut Browser, email: &str, password: &str) -> Answer {
    browser.post("/sign-in", json!({"email": email, "password": password})).await
}

async fn guess(browser: &mut Browser, email: &str) -> Answer {
    try_sign_in(browser, email, NEW_PASSWORD).await
}

/// Wrong passwords, each as soon as it may be, until so many were looked at.
async fn guess_times(app: &TestApp, email: &str, times: usize) {
    let mut stranger = app.browser().from("192.0.2.1");
    for _ in 0..times {
        guess(&mut stranger, email).await.refuses(401, "credentials_invalid");
        app.advance(HOUR);
    }
}

#[tokio::test]
async fn each_wrong_password_in_a_row_makes_the_next_wait_twice_as_long() {
    let app = counting().await;
    app.member(ADA).await;
    app.browser().sign_up("open@example.net", PASSWORD).await;
    app.mail_to("open@example.net").await;
    app.member("disabled@example.net").await;
    let disabled = app.account("disabled@example.net").await;
    countersign::flows::manage_accounts::set_disabled(&app.countersign, &disabled, true, &operator()).await.unwrap();
    let mut courses = Vec::new();
    for email in [ADA, EVE, "open@example.net", "disabled@example.net"] {
        let mut stranger = app.browser();
        let mut course = Vec::new();
        for _ in 0..5 {
            guess(&mut stranger, email).await.refuses(401, "credentials_invalid");
        }
        for _ in 0..4 {
            // Even the right one is not looked at.
            let refused = try_sign_in(&mut stranger, email, PASSWORD).await.refuses(429, "rate_limited");
            let wait: u64 = refused.header("retry-after").parse().unwrap();
            let names: Vec<String> = refused.headers.keys().map(ToString::to_string).collect();
            course.push((wait, names, refused.body));
            app.advance(Duration::from_secs(wait));
            guess(&mut stranger, email).await.refuses(401, "credentials_invalid");
        }
        courses.push(course);
    }
    let waits: Vec<u64> = courses[0].iter().map(|(wait, _, _)| *wait).collect();
    assert_eq!(waits, [1, 2, 4, 8]);
    assert!(courses.iter().all(|course| *course == courses[0]), "{courses:?}");
}

#[tokio::test]
async fn after_a_hundred_only_a_reset_by_mail_leads_in() {
    let app = counting().await;
    app.member(ADA).await;
    let mut bodies = Vec::new();
    for email in [ADA, EVE] {
        guess_times(&app, email, 100).await;
        for wait in [1, 24 * 365] {
            app.advance(wait * HOUR);
            let refused = try_sign_in(&mut app.browser(), email, PASSWORD).await.refuses(429, "rate_limited");
            bodies.push((refused.header("retry-after").to_owned(), refused.body));
        }
        // Nor is the page silent about what helps.
        app.browser().sign_in(email, PASSWORD).await.is(429).says("Forgot your password?");
    }
    assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    let trail = app.trail().await;
    let stopped = trail.iter().filter(|line| line.event == "stop_guessing").map(|line| line.address_key.as_deref());
    assert_eq!(stopped.collect::<Vec<_>>(), [Some(ADA), Some(EVE)]);

    app.browser().post("/forgot-password", json!({"email": ADA})).await.is(202);
    let token = app.mail_to(ADA).await.its_token().to_owned();
    app.browser().post("/reset-password", json!({"token": token, "password": NEW_PASSWORD})).await.is(204);
    app.mail_to(ADA).await;
    // Anywhere, and with all tries from the beginning.
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
    try_sign_in(&mut app.browser(), ADA, PASSWORD).await.refuses(401, "credentials_invalid");
}

#[tokio::test]
async fn what_was_tried_before_there_was_an_account_counts_for_it() {
    let app = counting().await;
    guess_times(&app, ADA, 100).await;
    app.member(ADA).await;
    try_sign_in(&mut app.browser(), ADA, PASSWORD).await.refuses(429, "rate_limited");
}

#[tokio::test]
async fn strangers_do_not_lock_the_owner_s_browser_out() {
    let app = counting().await;
    let mut ada = app.member(ADA).await;
    ada.sign_out().await;
    guess_times(&app, ADA, 100).await;
    try_sign_in(&mut app.browser(), ADA, PASSWORD).await.refuses(429, "rate_limited");
    ada.sign_in(ADA, PASSWORD).await.leads_to("/account");
    ada.sign_out().await;
    // Nor does her signing in give the strangers new tries.
    try_sign_in(&mut app.browser(), ADA, PASSWORD).await.refuses(429, "rate_limited");
    // It has as many tries as anybody.
    for _ in 0..5 {
        ada.sign_in(ADA, NEW_PASSWORD).await.is(401);
    }
    ada.sign_in(ADA, PASSWORD).await.is(429);
    app.advance(HOUR);
    ada.sign_in(ADA, PASSWORD).await.leads_to("/account");
}

#[tokio::test]
async fn a_browser_is_known_to_one_account_and_until_its_password_changes() {
    let app = counting().await;
    let mut ada = app.member(ADA).await;
    app.member(EVE).await;
    let mark = ada.cookie("countersign-browser").unwrap();
    guess_times(&app, EVE, 6).await;
    guess(&mut app.browser(), EVE).await.refuses(401, "credentials_invalid");
    // Ada's mark is none of Eve's, and another's mark opens nothing.
    let mut with_mark = app.browser();
    with_mark.set_cookie("countersign-browser", &mark);
    try_sign_in(&mut with_mark, EVE, PASSWORD).await.refuses(429, "rate_limited");
    with_mark.call("GET", "/session", serde_json::Value::Null).await.refuses(401, "unauthenticated");

    // Whoever knew the old password is a stranger after the reset; whoever did the reset is known.
    ada.sign_out().await;
    let mut owner = app.browser();
    owner.post("/forgot-password", json!({"email": ADA})).await.is(202);
    let token = app.mail_to(ADA).await.its_token().to_owned();
    owner.post("/reset-password", json!({"token": token, "password": NEW_PASSWORD})).await.is(204);
    app.mail_to(ADA).await;
    let mut stranger = app.browser();
    for _ in 0..6 {
        try_sign_in(&mut stranger, ADA, PASSWORD).await;
    }
    try_sign_in(&mut ada, ADA, NEW_PASSWORD).await.refuses(429, "rate_limited");
    try_sign_in(&mut owner, ADA, NEW_PASSWORD).await.is(200);
}

#[tokio::test]
async fn whoever_chooses_the_password_in_a_browser_is_known_there() {
    const THIRD: &str = "third password of ada";
    const FOURTH: &str = "fourth password of ada";
    let app = counting().await;
    let only = async |mut owner: Browser, password: &str| {
        guess_times(&app, ADA, 6).await;
        guess(&mut app.browser(), ADA).await.refuses(401, "credentials_invalid");
        try_sign_in(&mut app.browser(), ADA, password).await.refuses(429, "rate_limited");
        try_sign_in(&mut owner, ADA, password).await.is(200);
        owner
    };
    let mut ada = app.member(ADA).await;
    ada.post("/change-password", json!({"current_password": PASSWORD, "password": THIRD})).await.is(204);
    app.mail_to(ADA).await;
    ada.sign_out().await;
    let mut ada = only(ada, THIRD).await;

    ada.call("DELETE", "/account", json!({"password": THIRD})).await.is(204);
    let token = app.mail_to(ADA).await.its_token();
    let mut elsewhere = app.browser();
    elsewhere.post("/reset-password", json!({"token": token, "password": FOURTH})).await.is(204);
    app.mail_to(ADA).await;
    only(elsewhere, FOURTH).await;
}

#[tokio::test]
async fn a_clock_that_was_ahead_and_is_set_back_keeps_nobody_waiting() {
    let app = counting().await;
    app.member(ADA).await;
    for wrong in [1, 5, 9] {
        app.advance(24 * HOUR);
        guess_times(&app, ADA, wrong).await;
        app.set_back(24 * HOUR + u32::try_from(wrong).unwrap() * HOUR);
        // They are still counted: after five there is a pause.
        let mut stranger = app.browser();
        guess(&mut stranger, ADA).await.refuses(401, "credentials_invalid");
        let status = if wrong < 4 { 401 } else { 429 };
        guess(&mut stranger, ADA).await.is(status);
        app.advance(HOUR);
        assert!(app.lets_in(ADA, PASSWORD).await);
    }
    app.may_leave_mail();
}

#[tokio::test]
async fn a_right_password_begins_the_count_anew() {
    let app = counting().await;
    app.member(ADA).await;
    let mut browser = app.browser();
    for _ in 0..3 {
        for _ in 0..4 {
            guess(&mut browser, ADA).await.refuses(401, "credentials_invalid");
        }
        assert!(app.lets_in(ADA, PASSWORD).await);
    }
    assert!(app.database.dump().await["guesses"].is_empty());
}

#[tokio::test]
async fn after_a_pause_one_password_is_looked_at_however_many_come() {
    let app = counting().await;
    app.member(ADA).await;
    guess_times(&app, ADA, 7).await;
    let tries = (0..20).map(|number| {
        let mut browser = app.browser().from(&format!("198.51.100.{number}"));
        async move { guess(&mut browser, ADA).await }
    });
    let answers = at_once(tries).await;
    let (tried, refused): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 401);
    assert_eq!(tried.len(), 1);
    for answer in refused {
        // Also those who looked before it was made hear what it has made of the wait.
        assert_eq!((answer.status, answer.header("retry-after")), (429, "8"));
    }
}

#[tokio::test]
async fn the_owner_is_told_of_a_sign_in_after_many_wrong_passwords() {
    let app = counting().await;
    let mut ada = app.member(ADA).await;
    guess_times(&app, ADA, 4).await;
    assert!(app.lets_in(ADA, PASSWORD).await);
    app.no_mail_to(ADA).await;

    guess_times(&app, ADA, 5).await;
    // In her own browser it is her, and whoever is right next is still worth a mail.
    ada.sign_in(ADA, PASSWORD).await.leads_to("/account");
    app.no_mail_to(ADA).await;
    assert!(app.lets_in(ADA, PASSWORD).await);
    let notice = app.mail_to(ADA).await;
    assert_eq!((notice.kind(), notice.token()), (Kind::SuspiciousSignIn, None));
    assert!(notice.link().ends_with("/forgot-password"));
    // Once: the count began anew.
    assert!(app.lets_in(ADA, PASSWORD).await);
    app.no_mail_to(ADA).await;
}

#[tokio::test]
async fn every_act_that_takes_the_password_slows_down() {
    let app = counting().await;
    let mut ada = app.member(ADA).await;
    let wrong = json!({"current_password": NEW_PASSWORD, "password": "another one, long enough"});
    for _ in 0..5 {
        ada.post("/change-password", wrong.clone()).await.refuses(401, "credentials_invalid");
    }
    ada.post("/change-password", wrong).await.refuses(429, "rate_limited");
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.refuses(429, "rate_limited");
    app.advance(HOUR);
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.mail_to(ADA).await;

    app.browser().sign_up(EVE, PASSWORD).await;
    let token = app.mail_to(EVE).await.its_token().to_owned();
    for _ in 0..5 {
        let wrong = json!({"token": token, "password": NEW_PASSWORD});
        app.browser().post("/confirm", wrong).await.refuses(401, "credentials_invalid");
    }
    app.browser().post("/confirm", json!({"token": token, "password": PASSWORD})).await.refuses(429, "rate_limited");
    app.advance(HOUR);
    // Strangers have no link, and so no part in that.
    guess_times(&app, EVE, 18).await;
    app.browser().post("/confirm", json!({"token": token, "password": PASSWORD})).await.is(200);
}

#[tokio::test]
async fn by_default_who_waits_as_told_is_not_refused_again() {
    let app = TestApp::with(|settings| {
        settings.rules.limits = Limits::default();
        settings.rules.guessing = Some(Guessing::default());
    })
    .await;
    let mut browser = app.browser();
    let mut waits = Vec::new();
    for _ in 0..25 {
        let mut answer = guess(&mut browser, ADA).await;
        if answer.status == 429 {
            let wait: u64 = answer.refuses(429, "rate_limited").header("retry-after").parse().unwrap();
            waits.push(wait);
            app.advance(Duration::from_secs(wait));
            answer = guess(&mut browser, ADA).await;
        }
        answer.refuses(401, "credentials_invalid");
    }
    assert_eq!(waits[..14], [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 3_600, 3_600]);
}

#[tokio::test]
async fn an_owner_under_attack_gets_in_by_a_reset_while_the_attack_goes_on() {
    let app = TestApp::with(|settings| {
        settings.rules.limits = Limits::default();
        settings.rules.limits.set(Limited::PasswordNetwork, None);
        settings.rules.guessing = Some(Guessing::default());
    })
    .await;
    app.member(ADA).await;
    let mut attack = (0..250_u8).map(|number| app.browser().from(&format!("198.51.100.{number}")));
    let mut hour = async |attempts: usize| {
        for mut stranger in attack.by_ref().take(attempts) {
            guess(&mut stranger, ADA).await;
            app.advance(HOUR / u32::try_from(attempts).unwrap());
        }
    };
    hour(100).await;
    let mut owner = app.browser();
    owner.post("/forgot-password", json!({"email": ADA})).await.is(202);
    let token = app.mail_to(ADA).await.its_token().to_owned();
    owner.post("/reset-password", json!({"token": token, "password": NEW_PASSWORD})).await.is(204);
    app.mail_to(ADA).await;
    hour(100).await;
    try_sign_in(&mut owner, ADA, NEW_PASSWORD).await.is(200);
}

#[tokio::test]
async fn counts_are_forgotten_with_the_trail() {
    let app = counting().await;
    guess_times(&app, EVE, 2).await;
    app.sweep().await;
    assert_eq!(app.database.dump().await["guesses"].len(), 1);
    assert!(app.database.dump().await["guesses"].iter().all(|row| !row.contains("eve")));
    app.advance(401 * 24 * HOUR);
    app.sweep().await;
    assert!(app.database.dump().await["guesses"].is_empty());
}
