//! How much mail one mailbox gets because somebody asked for it: one a minute, three an hour, ten a day, whoever asks,
//! for whatever, and however they spell the address. No answer shows it.

use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::limit::{Limited, Limits};
use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::{ADA, Browser, EVE, Mail, NEW_PASSWORD, PASSWORD, TestApp};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);

/// With the limits of mailboxes alone.
async fn limited() -> TestApp {
    TestApp::with(|settings| {
        for limited in [Limited::MailboxMinute, Limited::MailboxHour, Limited::MailboxDay] {
            settings.rules.limits.set(limited, Limits::default().get(limited));
        }
    })
    .await
}

async fn ask(browser: &mut Browser, path: &str, email: &str) -> (u16, String) {
    let body = match path {
        "/sign-up" => json!({"email": email, "password": PASSWORD}),
        _ => json!({"email": email}),
    };
    let answer = browser.post(path, body).await;
    (answer.status, answer.body)
}

/// What arrives at any of these addresses while time passes, with when it did.
async fn arrives(app: &TestApp, addresses: &[&str], span: Duration) -> Vec<(Timestamp, Mail)> {
    let end = app.clock.now().plus(span);
    let mut arrived = Vec::new();
    loop {
        for address in addresses {
            arrived.extend(app.mails_to(address).await.into_iter().map(|mail| (app.clock.now(), mail)));
        }
        let next = app.deliver().await.unwrap_or(end).min(end);
        if app.clock.now() >= end {
            return arrived;
        }
        app.advance(next.since(app.clock.now()).max(Duration::from_millis(1)));
    }
}

fn most_within(arrived: &[(Timestamp, Mail)], window: Duration) -> usize {
    let count = |from: &Timestamp| arrived.iter().filter(|(at, _)| at >= from && at.since(*from) < window).count();
    arrived.iter().map(|(at, _)| count(at)).max().unwrap_or(0)
}

#[tokio::test]
async fn a_mailbox_gets_one_mail_a_minute_three_an_hour_and_ten_a_day() {
    let app = limited().await;
    let spellings = [
        "ada.lovelace@gmail.com",
        "adalovelace@gmail.com",
        "Ada.Lovelace+x@googlemail.com",
        "a.dalovelace+y@gmail.com",
    ];
    app.member(spellings[0]).await;
    let mut arrived = Vec::new();
    for round in 0..60_usize {
        for (number, path) in ["/sign-up", "/resend", "/forgot-password"].into_iter().enumerate() {
            let mut stranger = app.browser().from(&format!("198.51.{round}.{number}"));
            assert_eq!(ask(&mut stranger, path, spellings[(round + number) % 4]).await.0, 202);
        }
        arrived.extend(arrives(&app, &spellings, MINUTE).await);
    }
    arrived.extend(arrives(&app, &spellings, 40 * HOUR).await);
    assert_eq!(most_within(&arrived, MINUTE), 1);
    assert_eq!(most_within(&arrived, HOUR), 3);
    assert_eq!(most_within(&arrived, 24 * HOUR), 10);
    assert!(arrived.len() > 10, "it waits and is not lost");
    app.may_leave_mail();
}

#[tokio::test]
async fn no_answer_shows_whose_mailbox_is_full() {
    let app = limited().await;
    app.member(ADA).await;
    for path in ["/sign-up", "/resend", "/forgot-password"] {
        for _ in 0..5 {
            assert_eq!(ask(&mut app.browser(), path, ADA).await, ask(&mut app.browser(), path, EVE).await, "{path}");
        }
    }
    app.may_leave_mail();
}

#[tokio::test]
async fn whoever_uses_the_link_is_not_kept_waiting_for_the_next() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    for password in [NEW_PASSWORD, PASSWORD, NEW_PASSWORD, PASSWORD, NEW_PASSWORD] {
        ada.post("/forgot-password", json!({"email": ADA})).await.is(202);
        let token = app.mail_to(ADA).await.its_token().to_owned();
        ada.post("/reset-password", json!({"token": token, "password": password})).await.is(204);
        assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
    }
}

#[tokio::test]
async fn the_owner_s_request_is_answered_within_the_hour_however_many_strangers_ask() {
    let app = limited().await;
    app.member(ADA).await;
    let mut arrived = Vec::new();
    for minute in 0..60 {
        for (number, path) in ["/sign-up", "/sign-up", "/resend"].into_iter().enumerate() {
            let tagged = format!("ada+{minute}-{number}@example.net");
            ask(&mut app.browser(), path, &tagged).await;
            ask(&mut app.browser(), path, ADA).await;
        }
        arrived.extend(arrives(&app, &[ADA], MINUTE).await);
    }
    ask(&mut app.browser(), "/forgot-password", ADA).await;
    let after = arrives(&app, &[ADA], HOUR).await;
    assert!(after.iter().any(|(_, mail)| mail.kind() == Kind::Reset), "{after:?}");
    app.may_leave_mail();
}

#[tokio::test]
async fn a_new_person_s_sign_up_is_confirmed_though_many_came_before_and_more_come() {
    let app = limited().await;
    for number in 0..30 {
        app.browser().from(&format!("198.51.100.{number}")).sign_up(ADA, NEW_PASSWORD).await;
        arrives(&app, &[ADA], MINUTE).await;
    }
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let mut confirmed = false;
    for number in 0..24 {
        for (_, mail) in arrives(&app, &[ADA], HOUR).await {
            // A link confirms in its own browser only.
            let page = ada.follow(&mail).await;
            if page.status == 200 && !page.body.contains("name=\"password\"") {
                ada.confirm(&mail).await.leads_to("/account?notice=confirmed");
                confirmed = true;
            }
        }
        if confirmed {
            break;
        }
        app.browser().from(&format!("198.51.101.{number}")).sign_up(ADA, NEW_PASSWORD).await;
    }
    assert!(confirmed);
    // What still waits has no use any more.
    assert!(arrives(&app, &[ADA], 48 * HOUR).await.iter().all(|(_, mail)| mail.kind() == Kind::AlreadyRegistered));
    app.may_leave_mail();
}

#[tokio::test]
async fn one_request_just_before_each_turn_keeps_no_reset_back() {
    let app = limited().await;
    app.member(ADA).await;
    for _ in 0..3 {
        ask(&mut app.browser(), "/sign-up", ADA).await;
        arrives(&app, &[ADA], MINUTE).await;
    }
    ask(&mut app.browser(), "/forgot-password", ADA).await;
    let mut kinds = Vec::new();
    for _ in 0..4 {
        ask(&mut app.browser(), "/sign-up", ADA).await;
        kinds.extend(arrives(&app, &[ADA], HOUR / 4).await.into_iter().map(|(_, mail)| mail.kind()));
    }
    assert!(kinds.contains(&Kind::Reset), "{kinds:?}");
    app.may_leave_mail();
}

#[tokio::test]
async fn of_two_mails_that_would_say_the_same_the_newer_goes() {
    let app = limited().await;
    app.member(ADA).await;
    for _ in 0..10 {
        ask(&mut app.browser(), "/forgot-password", ADA).await;
        ask(&mut app.browser(), "/resend", ADA).await;
    }
    let kinds: Vec<Kind> = arrives(&app, &[ADA], 2 * HOUR).await.iter().map(|(_, mail)| mail.kind()).collect();
    assert_eq!(kinds, [Kind::Reset, Kind::Reset, Kind::AlreadyRegistered]);
    let waiting = app.queue().await.iter().filter(|mail| mail.ending.is_none()).count();
    assert_eq!(waiting, 0);
}

#[tokio::test]
async fn notices_and_what_an_operator_sends_never_wait() {
    let app = limited().await;
    let mut ada = app.member(ADA).await;
    for _ in 0..3 {
        ask(&mut app.browser(), "/forgot-password", ADA).await;
        arrives(&app, &[ADA], MINUTE).await;
    }
    ada.post("/change-password", json!({"current_password": PASSWORD, "password": NEW_PASSWORD})).await.is(204);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
    ada.post("/change-email", json!({"email": EVE, "password": NEW_PASSWORD})).await.is(202);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::ChangeEmailNotice);
    let mut arrived = vec![(app.clock.now(), app.mail_to(EVE).await)];
    // A stranger's mailbox is not filled by changes of address either.
    for _ in 0..5 {
        ada.post("/change-email", json!({"email": EVE, "password": NEW_PASSWORD})).await.is(202);
        app.advance(MINUTE);
    }
    app.mails_to(ADA).await;
    arrived.extend(arrives(&app, &[EVE], 2 * HOUR).await);
    assert_eq!((most_within(&arrived, MINUTE), most_within(&arrived, HOUR)), (1, 3));
    app.may_leave_mail();
}

#[tokio::test]
async fn what_is_counted_is_not_swept() {
    let app = TestApp::with(|settings| {
        settings.rules.limits.set(Limited::MailboxDay, Limits::default().get(Limited::MailboxDay));
        settings.rules.mail_kept_for = MINUTE;
    })
    .await;
    app.member(ADA).await;
    let mut arrived = Vec::new();
    for _ in 0..12 {
        ask(&mut app.browser(), "/forgot-password", ADA).await;
        arrived.extend(arrives(&app, &[ADA], HOUR).await);
        app.sweep().await;
    }
    assert_eq!(arrived.len(), 10);
    app.may_leave_mail();
}

#[tokio::test]
async fn a_restart_forgets_nothing_and_two_workers_count_as_one() {
    let mut app = limited().await;
    app.member(ADA).await;
    let other = app.worker("mailbox:");
    let mut arrived = Vec::new();
    for round in 0..20 {
        ask(&mut app.browser(), "/forgot-password", ADA).await;
        ask(&mut app.browser(), "/resend", ADA).await;
        let stop = tokio_util::sync::CancellationToken::new();
        let (here, there) = tokio::join!(app.deliver(), other.deliver_due(&stop));
        let (_, _) = (here, there.unwrap());
        arrived.extend(app.mails_to(ADA).await.into_iter().map(|mail| (app.clock.now(), mail)));
        app.advance(3 * MINUTE);
        if round == 10 {
            app.restart(|_| {});
        }
    }
    assert_eq!((most_within(&arrived, MINUTE), most_within(&arrived, HOUR)), (1, 3));
    app.may_leave_mail();
}
