//! Marked addresses: who gets no more mail, who learns of it, and how it ends.

use countersign::flows::manage_mails::{Returned, release, release_undeliverable, retry, retry_failed, returned};
use countersign_core::Address;
use countersign_core::mail::{Ending, Mark};
use serde_json::json;

use crate::support::app::operator;
use crate::support::sink::Sink;
use crate::support::{ADA, Browser, PASSWORD, TestApp};

async fn refused(answer: &'static str) -> (TestApp, Sink, Browser) {
    let sink = Sink::start(&[answer]).await;
    let url = sink.url();
    let app = TestApp::with(move |settings| settings.mail_url = url).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    assert_eq!(app.queue().await.remove(0).ending, Some(Ending::Failed));
    (app, sink, ada)
}

fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

#[tokio::test]
async fn a_refused_address_gets_no_more_mail_until_it_is_released() {
    let (app, sink, mut ada) = refused("550 5.1.1 no such user").await;
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    ada.post("/forgot-password", json!({"email": ADA})).await.is(202);
    app.deliver().await;
    let queue = app.queue().await;
    assert!(queue[1..].iter().all(|mail| mail.ending == Some(Ending::Skipped)));
    assert!(queue[1].last_answer.as_deref().unwrap().contains("5.1.1 no such user"), "and says why");
    assert_eq!(sink.mails().len(), 1);

    assert!(release(&app.countersign, &address(ADA), &operator()).await.unwrap());
    assert!(!release(&app.countersign, &address(ADA), &operator()).await.unwrap());
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    app.deliver().await;
    assert_eq!(sink.mails().len(), 2);
    assert!(app.audit().await.contains(&"release_address released".to_owned()));
}

#[tokio::test]
async fn the_browser_that_signed_up_is_told_and_nobody_else() {
    let (app, _sink, mut ada) = refused("550 5.1.1 no such user").await;
    for page in ["/check-mail", "/unconfirmed", "/check-mail?notice=sent"] {
        ada.get(page).await.is(200).says("We could not deliver our mail").says(ADA).says("Correct the address");
    }
    ada.get("/sign-up").await.is(200).says(&format!("value=\"{ADA}\""));

    let mut stranger = app.browser();
    assert!(!stranger.get("/check-mail").await.is(200).body.contains("deliver"));
    let other = stranger.post("/resend", json!({"email": "nobody@example.net"})).await.is(202).body.clone();
    assert_eq!(stranger.post("/resend", json!({"email": ADA})).await.is(202).body, other);
    let wrong = json!({"email": ADA, "password": "not the right password"});
    stranger.post("/sign-in", wrong).await.refuses(401, "credentials_invalid");
    app.deliver().await;
}

#[tokio::test]
async fn a_refusal_that_is_not_about_the_address_marks_nobody() {
    let (app, sink, mut ada) = refused("554 5.7.1 we do not like the words").await;
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    app.deliver().await;
    assert_eq!(sink.mails().len(), 2);
    ada.get("/check-mail").await.is(200).says("Check your mail");
}

#[tokio::test]
async fn a_retry_releases_the_address() {
    let (app, sink, _ada) = refused("550 5.1.1 no such user").await;
    let id = app.queue().await.remove(0).id;
    assert!(retry(&app.countersign, id, &operator()).await.unwrap());
    app.deliver().await;
    assert_eq!(app.queue().await.remove(0).ending, Some(Ending::Sent));
    assert_eq!(sink.mails().len(), 2);
    assert!(!retry(&app.countersign, id, &operator()).await.unwrap(), "what was sent is not sent again");
}

#[tokio::test]
async fn after_a_server_refused_everybody_all_failed_mails_go_again_but_to_those_who_complained() {
    let (app, sink, _ada) = refused("550 no such user").await;
    app.browser().sign_up("eve@example.net", PASSWORD).await;
    app.deliver().await;
    let eve = [address("eve@example.net")];
    let receipt = app.queue().await[1].last_answer.clone().unwrap();
    let told = Returned { addresses: &eve, mark: Mark::Undeliverable, receipt: &receipt, words: "bounced" };
    returned(&app.countersign, &told, &operator()).await.unwrap();
    let told = Returned { mark: Mark::Complained, words: "complained: abuse", ..told };
    returned(&app.countersign, &told, &operator()).await.unwrap();

    assert_eq!(retry_failed(&app.countersign, &operator()).await.unwrap(), 2);
    app.deliver().await;
    let endings: Vec<_> = app.queue().await.iter().map(|mail| mail.ending.unwrap()).collect();
    assert_eq!(endings, [Ending::Sent, Ending::Skipped]);
    assert_eq!(sink.mails().len(), 3);
    assert_eq!(release_undeliverable(&app.countersign, &operator()).await.unwrap(), 0, "eve stays marked");
}

#[tokio::test]
async fn a_mail_that_came_back_is_failed_and_a_complaint_silences_for_good() {
    let sink = Sink::start(&["250 receipt-1"]).await;
    let url = sink.url();
    let app = TestApp::with(move |settings| settings.mail_url = url).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let receipt = app.queue().await.remove(0).last_answer.unwrap();

    let addresses = [address("ADA@example.net")];
    let bounce =
        Returned { addresses: &addresses, mark: Mark::Undeliverable, receipt: &receipt, words: "bounced: 5.1.1" };
    for _ in 0..2 {
        returned(&app.countersign, &bounce, &operator()).await.unwrap();
    }
    let noted = app.audit().await.into_iter().filter(|line| line == "mark_address undeliverable").count();
    assert_eq!(noted, 1, "what is told again changes nothing");
    let mail = app.queue().await.remove(0);
    assert_eq!((mail.ending, mail.last_answer.as_deref()), (Some(Ending::Failed), Some("bounced: 5.1.1")));
    let told = app.audit().await.iter().filter(|line| line.starts_with("mark_address")).count();
    assert_eq!(told, 1, "told again, it changes nothing");
    ada.get("/check-mail").await.says("We could not deliver our mail");

    let complaint = Returned { mark: Mark::Complained, words: "complained: abuse", ..bounce };
    returned(&app.countersign, &complaint, &operator()).await.unwrap();
    assert!(
        !ada.get("/check-mail").await.body.contains("We could not deliver our mail"),
        "that a reader complained is told nobody"
    );
    ada.post("/resend", json!({"email": ADA})).await.is(202);
    app.deliver().await;
    assert!(app.queue().await[1].last_answer.as_deref().unwrap().contains("complained"));
    assert_eq!(sink.mails().len(), 1);
}
