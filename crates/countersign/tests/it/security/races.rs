//! Fifty at the same instant: a link is spent once, whoever comes first, and what everybody else is told
//! is the same (the guarded statement in `countersign_store::links`).

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::race::at_once;
use crate::support::{ADA, Answer, Browser, NEW_PASSWORD, PASSWORD, TestApp};

const RACERS: usize = 50;

/// How often each outcome came.
fn tally(answers: &[Answer]) -> BTreeMap<String, usize> {
    let mut tally = BTreeMap::new();
    for answer in answers {
        let word = if answer.status < 300 { answer.status.to_string() } else { answer.code() };
        *tally.entry(word).or_default() += 1;
    }
    tally
}

fn one_wins(of: usize, status: u16, others: &str) -> BTreeMap<String, usize> {
    BTreeMap::from([(status.to_string(), 1), (others.to_owned(), of - 1)])
}

async fn post(mut browser: Browser, path: &'static str, body: Value) -> Answer {
    browser.post(path, body).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_redemptions_of_one_confirmation_one_succeeds_two_hundred_times_over() {
    let app = TestApp::start().await;
    for round in 0..200 {
        let email = format!("ada{round}@example.net");
        let mut browser = app.browser();
        browser.post("/sign-up", json!({"email": email, "password": PASSWORD})).await.is(202);
        let token = app.mail_to(&email).await.its_token();
        // Half of them are the browser that signed up, half know the password.
        let racers = (0..RACERS).map(|number| match number % 2 {
            0 => post(browser.clone(), "/confirm", json!({"token": token})),
            _ => post(app.browser(), "/confirm", json!({"token": token, "password": PASSWORD})),
        });
        let answers = at_once(racers).await;
        assert_eq!(tally(&answers), one_wins(RACERS, 200, "token_used"), "round {round}");
    }
    assert_eq!(app.accounts().await.len(), 200);
    let confirmed = app.audit().await.into_iter().filter(|line| line == "confirm confirmed").count();
    assert_eq!(confirmed, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_resets_with_different_passwords_one_succeeds_and_only_its_password_signs_in() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    for round in 0..50 {
        app.browser().post("/forgot-password", json!({"email": ADA})).await.is(202);
        let token = app.mail_to(ADA).await.its_token();
        let password = |number: usize| format!("round {round} password of racer {number}");
        let racers = (0..RACERS).map(|number| {
            post(app.browser(), "/reset-password", json!({"token": token, "password": password(number)}))
        });
        let answers = at_once(racers).await;
        assert_eq!(tally(&answers), one_wins(RACERS, 204, "token_used"), "round {round}");
        let winner = answers.iter().position(|answer| answer.status == 204).unwrap();
        assert!(app.lets_in(ADA, &password(winner)).await, "round {round}");
        for loser in [(winner + 1) % RACERS, (winner + 25) % RACERS] {
            assert!(!app.lets_in(ADA, &password(loser)).await, "round {round}");
        }
        assert_eq!(app.mail_to(ADA).await.kind().as_str(), "password_changed", "one notice, round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_links_of_one_sign_up_make_one_account_between_them() {
    let app = TestApp::start().await;
    for round in 0..20 {
        let email = format!("ada{round}@example.net");
        let mut browser = app.browser();
        browser.post("/sign-up", json!({"email": email, "password": PASSWORD})).await;
        browser.post("/resend", json!({"email": email})).await.is(202);
        let mails = app.mails_to(&email).await;
        assert_eq!(mails.len(), 2);
        let racers =
            (0..20).map(|number| post(browser.clone(), "/confirm", json!({"token": mails[number % 2].its_token()})));
        assert_eq!(tally(&at_once(racers).await), one_wins(20, 200, "token_used"), "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rival_sign_ups_confirmed_at_once_make_one_account_with_one_of_their_passwords() {
    let app = TestApp::start().await;
    for round in 0..20 {
        let email = format!("ada{round}@example.net");
        let mut racers = Vec::new();
        for rival in 0..10 {
            let mut browser = app.browser();
            let password = format!("the password of rival {rival}");
            browser.post("/sign-up", json!({"email": email, "password": password})).await;
            let token = app.mail_to(&email).await.its_token();
            racers.push(post(browser, "/confirm", json!({"token": token})));
        }
        let answers = at_once(racers).await;
        assert_eq!(tally(&answers), one_wins(10, 200, "token_expired"), "round {round}");
        for (rival, answer) in answers.iter().enumerate() {
            let let_in = app.lets_in(&email, &format!("the password of rival {rival}")).await;
            assert_eq!(let_in, answer.status == 200, "round {round}, rival {rival}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_address_is_confirmed_once_and_its_way_back_taken_once() {
    let app = TestApp::start().await;
    for round in 0..20 {
        let (old, new) = (format!("old{round}@example.net"), format!("new{round}@example.net"));
        let mut ada = app.member(&old).await;
        ada.post("/change-email", json!({"email": new, "password": PASSWORD})).await.is(202);
        let (token, notice) = (app.mail_to(&new).await.its_token(), app.mail_to(&old).await);
        let racers = (0..RACERS).map(|_| post(ada.clone(), "/change-email/confirm", json!({"token": token})));
        assert_eq!(tally(&at_once(racers).await), one_wins(RACERS, 200, "token_used"), "round {round}");
        let tokens = [notice, app.mail_to(&old).await].map(|mail| mail.its_token());
        let racers =
            (0..RACERS).map(|number| post(app.browser(), "/change-email/undo", json!({"token": tokens[number % 2]})));
        assert_eq!(tally(&at_once(racers).await), one_wins(RACERS, 204, "token_used"), "round {round}");
        assert_eq!(app.mail_to(&old).await.kind().as_str(), "reset", "one way to a password, round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_session_that_stays_stays_in_every_request_of_that_instant() {
    let app = TestApp::start().await;
    let mut ada = app.member("ada0@example.net").await;
    for round in 0..20 {
        let (old, new) = (format!("ada{round}@example.net"), format!("ada{}@example.net", round + 1));
        ada.post("/change-email", json!({"email": new, "password": PASSWORD})).await.is(202);
        let token = app.mail_to(&new).await.its_token();
        let racers = (0..8).map(|number| {
            let (mut ada, token) = (ada.clone(), token.clone());
            async move {
                if number == 0 {
                    ada.post("/change-email/confirm", json!({"token": token})).await.is(200);
                }
                for _ in 0..30 {
                    ada.call("GET", "/session", Value::Null).await.is(200);
                }
            }
        });
        at_once(racers).await;
        assert_eq!(app.mails_to(&old).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hash_renewed_at_the_instant_of_a_reset_does_not_bring_the_old_password_back() {
    let mut app = TestApp::start().await;
    let mut passwords = (PASSWORD, NEW_PASSWORD);
    app.member(ADA).await;
    for round in 0..20 {
        // From one round to the next all hashes are outdated.
        app.restart(|settings| settings.rules.hash_cost.memory_kib = 8 + 8 * (round % 2));
        app.browser().post("/forgot-password", json!({"email": ADA})).await.is(202);
        let token = app.mail_to(ADA).await.its_token();
        let (old, new) = passwords;
        let racers = (0..RACERS).map(|number| match number % 10 {
            5 => post(app.browser(), "/reset-password", json!({"token": token, "password": new})),
            _ => post(app.browser(), "/sign-in", json!({"email": ADA, "password": old})),
        });
        let answers = at_once(racers).await;
        assert_eq!(answers.iter().filter(|answer| answer.status == 204).count(), 1, "round {round}");
        assert!(app.lets_in(ADA, new).await && !app.lets_in(ADA, old).await, "round {round}");
        app.mail_to(ADA).await;
        passwords = (new, old);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_accounts_racing_for_one_address_leave_it_to_one_of_them() {
    let app = TestApp::start().await;
    for round in 0..10 {
        let wanted = format!("wanted{round}@example.net");
        let mut racers = Vec::new();
        for name in ["ada", "eve"] {
            let email = format!("{name}{round}@example.net");
            let mut member = app.member(&email).await;
            member.post("/change-email", json!({"email": wanted, "password": PASSWORD})).await.is(202);
            app.mail_to(&email).await;
            let token = app.mail_to(&wanted).await.its_token();
            racers.push(post(member, "/change-email/confirm", json!({"token": token})));
        }
        assert_eq!(tally(&at_once(racers).await), one_wins(2, 200, "token_expired"), "round {round}");
        let notices: usize = [
            app.mails_to(&format!("ada{round}@example.net")).await.len(),
            app.mails_to(&format!("eve{round}@example.net")).await.len(),
        ]
        .iter()
        .sum();
        assert_eq!(notices, 1, "round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_two_workers_on_one_queue_each_mail_goes_out_once() {
    let app = TestApp::start().await;
    let emails: Vec<String> = (0..40).map(|number| format!("ada{number}@example.net")).collect();
    for email in &emails {
        app.browser().post("/sign-up", json!({"email": email, "password": PASSWORD})).await;
    }
    let stop = tokio_util::sync::CancellationToken::new();
    let workers = (0..4).map(|_| {
        let (worker, stop) = (app.worker("mailbox:"), stop.clone());
        async move { worker.deliver_due(&stop).await.unwrap() }
    });
    at_once(workers).await;
    for email in &emails {
        app.mail_to(email).await;
    }
}
