//! The worker: what becomes of a mail that was asked for, by the facts at the time it is handed over, and
//! by what the mail server says. The servers here are scripts (`support::sink`).

use std::time::Duration;

use countersign::flows::manage_mails;
use countersign_core::mail::{Ending, Kind};
use countersign_store::mails::{self, Wanted};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::support::app::operator;
use crate::support::sink::Sink;
use crate::support::{ADA, PASSWORD, TestApp};

const LEASE: Duration = Duration::from_secs(30);

async fn with_sink(sink: &Sink) -> TestApp {
    let url = sink.url();
    TestApp::with(move |settings| settings.mail_url = url).await
}

/// What the link in a mail's source is signed with.
fn token_of(source: &str) -> String {
    let (_, rest) = source.split_once("/confirm/").unwrap();
    rest.split(['"', '\n', '<', ' ']).next().unwrap().to_owned()
}

fn message_id(source: &str) -> &str {
    source.lines().find(|line| line.starts_with("Message-ID:")).unwrap()
}

#[tokio::test]
async fn a_mail_is_taken_by_the_server_with_its_words_kept() {
    let sink = Sink::start(&["250 2.0.0 queued as 4711"]).await;
    let app = with_sink(&sink).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    assert_eq!(app.deliver().await, None);
    let mail = app.queue().await.remove(0);
    assert_eq!((mail.ending, mail.kind, mail.attempts), (Some(Ending::Sent), Some(Kind::Confirm), 1));
    assert!(mail.last_answer.unwrap().contains("queued as 4711"));
    assert_eq!(sink.mails().len(), 1);
}

#[tokio::test]
async fn a_temporary_refusal_is_tried_again_with_one_message_id_and_a_link_that_lives_from_then() {
    let sink = Sink::start(&["451 4.7.1 greylisted", "421 4.3.2 later"]).await;
    let app = with_sink(&sink).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    for (attempt, answer, least_s, most_s) in [(1, "4.7.1 greylisted", 10, 15), (2, "4.3.2 later", 60, 66)] {
        let due = app.deliver().await.unwrap();
        let pause = due.since(app.clock.now());
        assert!((least_s * 1_000 - 100..=most_s * 1_000).contains(&(pause.as_millis() as u64)), "{pause:?}");
        let mail = app.queue().await.remove(0);
        assert_eq!((mail.ending, mail.attempts), (None, attempt));
        assert!(mail.last_answer.unwrap().contains(answer));
        // Before it is due nothing is tried.
        app.deliver().await;
        assert_eq!(sink.mails().len(), attempt as usize);
        app.advance(pause);
    }
    app.advance(Duration::from_secs(80_000));
    assert_eq!(app.deliver().await, None);
    let handed_over = sink.mails();
    assert_eq!(handed_over.len(), 3);
    assert!(handed_over.iter().all(|mail| message_id(mail) == message_id(&handed_over[0])));
    app.advance(Duration::from_secs(80_000));
    // Its first twenty-four hours are over, those of the last hand-over are not.
    let old = json!({"token": token_of(&handed_over[0])});
    ada.post("/confirm", old).await.refuses(410, "token_expired");
    ada.post("/confirm", json!({"token": token_of(&handed_over[2])})).await.is(200);
}

#[tokio::test]
async fn a_refusal_for_good_is_kept_with_the_words_and_can_be_retried() {
    let sink = Sink::start(&["550 5.1.1 no such mailbox"]).await;
    let app = with_sink(&sink).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    assert_eq!(app.deliver().await, None);
    let mail = app.queue().await.remove(0);
    assert_eq!((mail.ending, mail.state()), (Some(Ending::Failed), "failed"));
    assert!(mail.last_answer.unwrap().contains("5.1.1 no such mailbox"));
    assert!(manage_mails::retry(&app.countersign, mail.id, &operator()).await.unwrap());
    app.deliver().await;
    assert_eq!(app.queue().await.remove(0).ending, Some(Ending::Sent));
    assert_eq!(message_id(&sink.mails()[0]), message_id(&sink.mails()[1]));
    ada.post("/confirm", json!({"token": token_of(&sink.mails()[1])})).await.is(200);
}

#[tokio::test]
async fn one_refused_mail_holds_up_no_other() {
    let sink = Sink::start(&["550 5.1.1 no", "451 4.7.1 later"]).await;
    let app = with_sink(&sink).await;
    for number in 0..5 {
        app.browser().sign_up(&format!("ada{number}@example.net"), PASSWORD).await;
    }
    let due = app.deliver().await.unwrap();
    let states: Vec<_> = app.queue().await.iter().map(|mail| mail.state()).collect();
    assert_eq!(states, ["failed", "queued", "sent", "sent", "sent"]);
    app.advance(due.since(app.clock.now()));
    assert_eq!(app.deliver().await, None);
}

#[tokio::test]
async fn a_server_that_is_away_loses_no_mail_and_is_tried_twice_a_minute_until_the_mail_has_no_use() {
    let app = TestApp::with(|settings| {
        // Nobody listens there.
        settings.mail_url = "smtp://127.0.0.1:1".to_owned();
        settings.rules.sign_up_ttl = Duration::from_secs(2 * 3_600);
    })
    .await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let mut pauses_s = Vec::new();
    while let Some(due) = app.deliver().await {
        let pause = due.since(app.clock.now());
        pauses_s.push(pause.as_secs());
        app.advance(pause);
    }
    for (pause, least) in pauses_s.iter().zip([10, 1, 2, 4, 8, 16, 30]) {
        assert!((least..=least + least / 9 + 1).contains(pause), "{pauses_s:?}");
    }
    assert!((220..=245).contains(&pauses_s.len()), "for two hours: {}", pauses_s.len());
    let mail = app.queue().await.remove(0);
    assert_eq!((mail.ending, mail.attempts), (Some(Ending::Obsolete), 2));
}

#[tokio::test]
async fn a_mail_that_no_server_takes_for_a_week_is_given_up() {
    let sink = Sink::start(&["250 2.0.0 queued", "451 4.7.1 later"]).await;
    let url = sink.url();
    let app = TestApp::with(move |settings| {
        settings.mail_url = url;
        settings.rules.sign_up_ttl = Duration::from_secs(14 * 86_400);
    })
    .await;
    app.browser().sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    app.browser().post("/resend", json!({"email": ADA})).await.is(202);
    assert!(app.deliver().await.is_some());
    app.advance(Duration::from_secs(7 * 86_400 + 1));
    assert_eq!(app.deliver().await, None);
    assert_eq!(app.queue().await.remove(1).ending, Some(Ending::Obsolete));
    assert_eq!(sink.mails().len(), 2);
}

#[tokio::test]
async fn a_mail_whose_use_has_gone_is_not_sent() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let first = app.mail_to(ADA).await;
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    ada.confirm(&first).await;
    // By now the address has an account, and says so.
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::AlreadyRegistered);

    // A sign-up whose time is over has nothing to confirm.
    app.browser().sign_up("late@example.net", PASSWORD).await;
    app.advance(Duration::from_secs(7 * 86_400 + 1));
    app.no_mail_to("late@example.net").await;
    assert_eq!(app.queue().await.last().unwrap().ending, Some(Ending::Obsolete));
}

#[tokio::test]
async fn a_reset_asked_for_before_the_password_changed_is_obsolete() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let change = json!({"current_password": PASSWORD, "password": "third password of ada"});
    ada.post("/change-password", change).await.is(204);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
    let endings: Vec<_> = app.queue().await.iter().map(|mail| mail.state()).collect();
    assert_eq!(endings, ["sent", "obsolete", "sent"]);
}

#[tokio::test]
async fn the_life_of_a_link_counts_from_the_hand_over_not_from_the_request() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.advance(Duration::from_secs(3 * 86_400));
    let mail = app.mail_to(ADA).await;
    app.advance(Duration::from_secs(86_390));
    ada.confirm(&mail).await.leads_to("/account?notice=confirmed");
}

#[tokio::test]
async fn mail_into_a_directory_waits_until_the_directory_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mails = folder.path().join("mails");
    let url = format!("file:{}", mails.display());
    let app = TestApp::with(move |settings| settings.mail_url = url).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    std::fs::remove_dir(&mails).unwrap();
    let due = app.deliver().await.unwrap();
    std::fs::create_dir(&mails).unwrap();
    app.advance(due.since(app.clock.now()));
    assert_eq!(app.deliver().await, None);
    let files: Vec<_> = std::fs::read_dir(&mails).unwrap().map(|file| file.unwrap().path()).collect();
    assert_eq!(files.len(), 1);
    assert!(std::fs::read_to_string(&files[0]).unwrap().contains("To: ada@example.net"));
}

#[tokio::test]
async fn the_mail_of_a_killed_worker_is_taken_over_within_a_minute() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let mut tx = app.countersign.db().begin().await.unwrap();
    let now = app.clock.now();
    let leased = mails::claim(&mut tx, "killed", Wanted::Oldest(16), now, now.plus(LEASE)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(leased.len(), 1);
    app.no_mail_to(ADA).await;
    app.advance(Duration::from_secs(60));
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::Confirm);
}

#[tokio::test]
async fn who_starts_leaves_a_lease_that_has_run_out_to_its_owner() {
    let sink = Sink::start(&[]).await;
    let app = with_sink(&sink).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let mut tx = app.countersign.db().begin().await.unwrap();
    let now = app.clock.now();
    mails::claim(&mut tx, "has yet to note it", Wanted::Oldest(16), now, now.plus(LEASE)).await.unwrap();
    tx.commit().await.unwrap();
    app.advance(LEASE);
    app.browser().sign_up("joan@example.org", PASSWORD).await;
    let worker = tokio::spawn(app.worker(&sink.url()).run(CancellationToken::new()));
    sink.has(1).await;
    assert!(sink.mails()[0].contains("To: joan@example.org"), "the older one waits");
    worker.abort();
    app.may_leave_mail();
}

#[tokio::test]
async fn a_row_that_cannot_be_read_holds_up_no_other() {
    let app = TestApp::start().await;
    for number in 0..6 {
        app.browser().sign_up(&format!("p{number}@example.org"), PASSWORD).await;
    }
    app.database.tamper("UPDATE sign_ups SET email = 'not an address' WHERE email = 'p0@example.org'").await;
    for number in 1..6 {
        assert_eq!(app.mail_to(&format!("p{number}@example.org")).await.kind(), Kind::Confirm);
    }
    let stuck = app.queue().await.into_iter().find(|mail| mail.address.as_str() == "p0@example.org").unwrap();
    assert!(stuck.run_at > app.clock.now() && stuck.last_answer.is_some(), "it waits its pause, with the reason");
    app.database.tamper("UPDATE sign_ups SET email = 'p0@example.org' WHERE email = 'not an address'").await;
    app.advance(Duration::from_secs(15));
    assert_eq!(app.mail_to("p0@example.org").await.kind(), Kind::Confirm);
}

#[tokio::test]
async fn a_confirmation_that_waits_to_be_tried_again_is_dropped_once_it_is_confirmed() {
    let sink = Sink::start(&["451 4.7.1 greylisted"]).await;
    let app = with_sink(&sink).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    app.deliver().await;
    let token = token_of(&sink.mails()[1]);
    ada.post("/confirm", json!({"token": token})).await.is(200);
    app.advance(Duration::from_secs(15));
    app.deliver().await;
    assert_eq!(sink.mails().len(), 2, "nobody is told of an account that they have just made");
    assert!(app.queue().await.iter().any(|mail| mail.ending == Some(Ending::Obsolete)));
}

#[tokio::test]
async fn after_an_outage_all_that_waited_goes_out_at_once() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = nobody.local_addr().unwrap().port();
    drop(nobody);
    let app = TestApp::with(move |settings| settings.mail_url = format!("smtp://127.0.0.1:{port}")).await;
    for number in 0..12 {
        app.browser().sign_up(&format!("ada{number}@example.net"), PASSWORD).await;
    }
    for _ in 0..5 {
        let due = app.deliver().await.unwrap();
        assert!(app.queue().await.iter().all(|mail| mail.ending.is_none() && mail.attempts <= 1));
        app.advance(due.since(app.clock.now()));
    }
    let mail = app.queue().await.remove(0);
    assert!(mail.last_answer.unwrap().contains("refused"), "the reason is kept with the mail that was tried");
    let sink = Sink::start_at(port, &[]).await;
    assert_eq!(app.deliver().await, None);
    assert_eq!(sink.mails().len(), 12);
}

#[tokio::test]
async fn trouble_with_the_server_as_a_whole_is_told_to_operators() {
    let sink = Sink::refusing("MAIL", "550 5.7.1 this sender may not send").await;
    let app = with_sink(&sink).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    assert!(app.deliver().await.is_some());
    let ready = app.browser().get("/readyz").await.is(200).json();
    let mail = &ready["mail"];
    assert_eq!((&mail["status"], &mail["trouble"]), (&json!("paused"), &json!("sender")));
    assert!(!ready.to_string().contains("may not send"), "not the server's words: anybody may ask");
    let metrics = app.operators_browser().get("/metrics").await.is(200).body;
    assert!(metrics.contains("countersign_mail_outage{state=\"sender\"} 1"), "{metrics}");
    assert!(metrics.contains("countersign_mails_queued{state=\"later\"} 1"), "{metrics}");
    assert_eq!(app.queue().await.remove(0).ending, None, "the mail is kept");
    app.may_leave_mail();
}

#[tokio::test]
async fn a_mail_that_waits_while_no_worker_passes_is_told() {
    let app = TestApp::start().await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let word = async || app.browser().get("/readyz").await.is(200).json()["mail"]["status"].clone();
    assert_eq!(word().await, "flows");
    app.advance(Duration::from_secs(61));
    assert_eq!(word().await, "no_worker");
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::Confirm);
    assert_eq!(word().await, "flows");
}

#[tokio::test]
async fn a_mail_that_hangs_holds_up_no_other() {
    let sink = Sink::hanging_at("RCPT TO:<stuck@example.net>").await;
    let app = with_sink(&sink).await;
    // The lane widens with the first mails.
    for number in 0..4 {
        app.browser().sign_up(&format!("first{number}@example.net"), PASSWORD).await;
    }
    app.deliver().await;
    app.browser().sign_up("stuck@example.net", PASSWORD).await;
    for number in 0..8 {
        app.browser().sign_up(&format!("ada{number}@example.net"), PASSWORD).await;
    }
    tokio::select! {
        _ = app.deliver() => panic!("the stuck one is still on its way"),
        () = sink.has(12) => {}
    }
    app.may_leave_mail();
}

#[tokio::test]
async fn a_sweep_that_fails_stops_no_mail() {
    let sink = Sink::start(&[]).await;
    let app = with_sink(&sink).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    app.database.tamper("ALTER TABLE sessions RENAME TO away").await;
    tokio::select! {
        () = app.worker(&sink.url()).run(CancellationToken::new()) => panic!("nobody told it to stop"),
        () = sink.has(1) => {}
        () = tokio::time::sleep(Duration::from_secs(60)) => panic!("the mail waits for the sweep"),
    }
    app.may_leave_mail();
}

#[tokio::test]
async fn a_worker_that_finds_the_lease_on_its_own_mail_run_out_does_not_take_it_up_twice() {
    let sink = Sink::hanging_at("RCPT").await;
    let app = with_sink(&sink).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let clock_jumps = async {
        while app.queue().await[0].leased_until.is_none() {}
        app.advance(Duration::from_secs(3_600));
        app.deliver().await
    };
    tokio::select! {
        _ = app.deliver() => panic!("the first is still on its way"),
        _ = clock_jumps => {}
    }
    app.may_leave_mail();
}

#[tokio::test]
async fn a_worker_whose_lease_has_run_out_on_the_way_hands_nothing_over() {
    let sink = Sink::holding("RCPT").await;
    let app = with_sink(&sink).await;
    app.browser().sign_up(ADA, PASSWORD).await;
    let lease_runs_out = async {
        sink.is_held().await;
        app.advance(Duration::from_secs(31));
        sink.go_on();
    };
    tokio::join!(app.deliver(), lease_runs_out);
    // The mail is anybody's again: it is taken up once more, at the latest when that lease is over too, and goes.
    app.advance(Duration::from_secs(31));
    app.deliver().await;
    let mail = app.queue().await.remove(0);
    assert!(mail.ending == Some(Ending::Sent) && mail.attempts > 1, "{:?} {}", mail.ending, mail.attempts);
    assert_eq!(sink.mails().len(), 1);
}

#[tokio::test]
async fn mails_that_another_worker_is_just_leasing_are_left_to_it() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    if !app.database.url().starts_with("postgres") {
        // SQLite has one writer: there is no such moment.
        return;
    }
    app.browser().sign_up(ADA, PASSWORD).await;
    let mut tx = app.countersign.db().begin().await.unwrap();
    let now = app.clock.now();
    mails::claim(&mut tx, "slow", Wanted::Oldest(16), now, now.plus(LEASE)).await.unwrap();
    // It looks once, and not until the other one is done.
    tokio::time::timeout(Duration::from_secs(20), app.deliver()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn one_mail_that_closes_the_way_by_itself_delays_the_others_by_seconds() {
    let sink = Sink::refusing("RCPT TO:<poison@example.net>", "530 5.7.0 sign in first").await;
    let app = with_sink(&sink).await;
    app.browser().sign_up("poison@example.net", PASSWORD).await;
    for _ in 0..12 {
        let due = app.deliver().await.unwrap();
        app.advance(due.since(app.clock.now()));
    }
    app.browser().sign_up(ADA, PASSWORD).await;
    let due = app.deliver().await.unwrap();
    assert!(due.since(app.clock.now()) <= Duration::from_secs(330), "the longest pause of a lane");
    app.advance(due.since(app.clock.now()));
    app.deliver().await;
    assert_eq!(sink.mails().len(), 1, "another mail tries next");
    // From now on the lane works but for that mail, whose pauses grow.
    let mut waits_s = Vec::new();
    for number in 0..6 {
        app.browser().sign_up(&format!("ada{number}@example.net"), PASSWORD).await;
        let asked_at = app.clock.now();
        while sink.mails().len() < 2 + number {
            // None is known to be due where somebody holds its row just then: a worker looks again as soon.
            let pause = app.deliver().await.map_or(Duration::from_secs(1), |due| due.since(app.clock.now()));
            app.advance(pause.min(Duration::from_secs(1)));
            assert!(app.clock.now().since(asked_at) < Duration::from_secs(60), "{waits_s:?}");
        }
        waits_s.push(app.clock.now().since(asked_at).as_secs());
        app.advance(Duration::from_secs(60));
    }
    assert!(waits_s.iter().all(|waited_s| *waited_s <= 4), "{waits_s:?}");
    app.may_leave_mail();
}
