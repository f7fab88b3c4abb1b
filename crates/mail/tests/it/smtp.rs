//! What every answer of a mail server leads to, and how connections are kept. TLS has its own file.

use std::time::Duration;

use countersign_core::mail::Kind;
use countersign_mail::{Delivery, Letter};
use tokio::net::TcpListener;

use crate::support::sink::{Script, Sink};
use crate::support::{mail, sample, transport, voice};

async fn send_to(script: Script) -> (Delivery, Sink) {
    let sink = Sink::start(vec![script]).await;
    let delivery = transport(&sink.url()).send(&mail()).await;
    (delivery, sink)
}

fn later(delivery: Delivery) -> String {
    match delivery {
        Delivery::Later(reason) => reason,
        Delivery::Sent(_) | Delivery::Never { .. } | Delivery::Down(..) => panic!("{delivery:?}"),
    }
}

fn never(words: &str) -> Delivery {
    Delivery::Never { words: words.to_owned(), of_address: true }
}

#[tokio::test]
async fn a_taken_mail_is_sent_with_the_servers_words() {
    let (delivery, sink) = send_to(Script::default()).await;
    assert_eq!(delivery, Delivery::Sent("250 2.0.0 queued as 1A2B".to_owned()));
    assert_eq!(sink.count("MAIL FROM:<no-reply@example.org>"), 1);
    assert_eq!(sink.count("RCPT TO:<ada@example.org>"), 1);
    sink.heard(|heard| assert_eq!(heard.mails[0].trim_end(), String::from_utf8(mail().source).unwrap().trim_end()));
}

#[tokio::test]
async fn addresses_that_html_takes_go_out_as_they_were_given() {
    let sink = Sink::start(vec![]).await;
    let transport = transport(&sink.url());
    for to in ["A..b@Example.org", ".dot@example.org", "o'neil+{tag}@sub.example.org"] {
        let mail = voice().render(&Letter { to: to.to_owned(), ..sample(Kind::Reset) }).unwrap();
        assert!(matches!(transport.send(&mail).await, Delivery::Sent(_)));
        assert_eq!(sink.count(&format!("RCPT TO:<{to}>")), 1);
    }
}

#[tokio::test]
async fn a_refused_recipient_is_never_tried_again() {
    let (delivery, _) = send_to(Script::default().reply("RCPT", "550 5.1.1 no such user")).await;
    assert_eq!(delivery, never("550 5.1.1 no such user"));
}

#[tokio::test]
async fn a_refused_mail_is_never_tried_again() {
    let (delivery, _) = send_to(Script::default().reply("CONTENT", "554-5.7.1 we do not\r\n554 5.7.1 like it")).await;
    assert_eq!(delivery, never("554 5.7.1 we do not like it"));
    let (delivery, _) = send_to(Script::default().reply("DATA", "554 5.5.1 no")).await;
    assert_eq!(delivery, never("554 5.5.1 no"));
}

#[tokio::test]
async fn temporary_refusals_are_for_later_wherever_they_come() {
    for (step, reply) in [
        ("GREETING", "421 4.3.2 too busy"),
        ("MAIL", "451 4.3.0 not now"),
        ("RCPT", "450 4.2.0 greylisted"),
        ("DATA", "451 4.3.0 not now"),
        ("CONTENT", "452 4.3.1 disk full"),
        ("CONTENT", "421 4.3.2 going down"),
    ] {
        let (delivery, _) = send_to(Script::default().reply(step, reply)).await;
        assert!(later(delivery).contains(reply), "{step}");
    }
}

#[tokio::test]
async fn refusals_that_are_about_us_are_for_later() {
    for (step, reply) in [
        ("GREETING", "554 5.7.1 go away"),
        ("MAIL", "550 5.7.1 sender not allowed"),
        ("RCPT", "530 5.7.0 authentication required"),
    ] {
        let (delivery, _) = send_to(Script::default().reply(step, reply)).await;
        assert!(later(delivery).contains(reply), "{step}");
    }
}

#[tokio::test]
async fn a_refused_password_is_for_later_and_shows_no_password() {
    let sink =
        Sink::start(vec![Script::default().extension("AUTH PLAIN LOGIN").reply("AUTH", "535 5.7.8 wrong password")])
            .await;
    let transport = transport(&format!("smtp://ada:p%40ss%2Fw0rd@127.0.0.1:{}", sink.port));
    let reason = later(transport.send(&mail()).await);
    assert_eq!(reason, "AUTH: 535 5.7.8 wrong password");
    // AUTH PLAIN with base64 of NUL ada NUL p@ss/w0rd.
    assert_eq!(sink.count("AUTH PLAIN AGFkYQBwQHNzL3cwcmQ="), 1);
    assert_eq!(transport.probe().await.unwrap_err(), reason);
}

#[tokio::test]
async fn a_server_that_is_not_there_is_for_later() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let reason = later(transport(&format!("smtp://127.0.0.1:{port}")).send(&mail()).await);
    assert!(reason.contains(&format!("connecting to 127.0.0.1:{port}")), "{reason}");
}

#[tokio::test]
async fn silence_and_nonsense_are_for_later() {
    for step in ["EHLO", "MAIL", "RCPT", "DATA", "CONTENT"] {
        let (delivery, _) = send_to(Script::default().hang_up_after(step)).await;
        later(delivery);
    }
    for (step, reply) in [
        ("GREETING", "HTTP/1.1 400 Bad Request"),
        ("MAIL", "250-one\r\n550 two"),
        ("DATA", "250 sure"),
        ("CONTENT", "354 more"),
        ("CONTENT", "\u{1}\u{2}"),
    ] {
        let (delivery, _) = send_to(Script::default().reply(step, reply)).await;
        let reason = later(delivery);
        assert!(!reason.contains(char::is_control), "{reason:?}");
    }
}

#[tokio::test]
async fn one_connection_takes_many_mails_and_is_left_politely() {
    let sink = Sink::start(vec![]).await;
    let transport = transport(&sink.url());
    for _ in 0..5 {
        assert!(matches!(transport.send(&mail()).await, Delivery::Sent(_)));
    }
    transport.close().await;
    sink.heard(|heard| assert_eq!((heard.connections, heard.mails.len()), (1, 5)));
    assert_eq!(sink.count("QUIT"), 1);
    // A mail after that still goes out.
    assert!(matches!(transport.send(&mail()).await, Delivery::Sent(_)));
}

#[tokio::test]
async fn a_connection_that_died_meanwhile_is_replaced_within_the_same_send() {
    for script in [
        Script::default().hang_up_after("MAIL TAKEN"),
        Script::default().reply("RSET", "421 4.4.2 idle for too long").reply("RCPT", "451 4.3.0 not now"),
    ] {
        let sink = Sink::start(vec![script, Script::default()]).await;
        let transport = transport(&sink.url());
        let _first = transport.send(&mail()).await;
        assert!(matches!(transport.send(&mail()).await, Delivery::Sent(_)));
        assert_eq!(sink.heard(|heard| heard.connections), 2);
    }
}

#[tokio::test]
async fn a_fresh_connection_that_dies_is_not_tried_twice() {
    let sink = Sink::start(vec![Script::default().hang_up_after("MAIL")]).await;
    later(transport(&sink.url()).send(&mail()).await);
    assert_eq!(sink.heard(|heard| heard.connections), 1);
}

#[tokio::test]
async fn after_a_refused_mail_the_connection_is_good_for_the_next() {
    let sink = Sink::start(vec![Script::default().reply("RCPT", "550 5.1.1 no such user")]).await;
    let transport = transport(&sink.url());
    for _ in 0..2 {
        assert!(matches!(transport.send(&mail()).await, Delivery::Never { .. }));
    }
    assert_eq!(sink.heard(|heard| heard.connections), 1);
    assert_eq!(sink.count("RSET"), 1);
}

#[tokio::test]
async fn four_connections_at_most() {
    let sink = Sink::start(vec![]).await;
    let transport = std::sync::Arc::new(transport(&sink.url()));
    let sends: Vec<_> = (0..40)
        .map(|_| {
            let transport = transport.clone();
            tokio::spawn(async move { transport.send(&mail()).await })
        })
        .collect();
    for send in sends {
        assert!(matches!(send.await.unwrap(), Delivery::Sent(_)));
    }
    sink.heard(|heard| {
        assert_eq!(heard.mails.len(), 40);
        assert!(heard.connections <= 4, "{}", heard.connections);
    });
}

#[tokio::test]
async fn a_connection_without_work_is_left_after_half_a_minute() {
    let sink = Sink::start(vec![]).await;
    let transport = transport(&sink.url());
    assert!(matches!(transport.send(&mail()).await, Delivery::Sent(_)));
    // The watcher has to see the clock before it is set forward.
    tokio::task::yield_now().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    while sink.count("QUIT") == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::resume();
    assert!(matches!(transport.send(&mail()).await, Delivery::Sent(_)));
    assert_eq!(sink.heard(|heard| heard.connections), 2);
}

#[tokio::test]
async fn a_probe_goes_as_far_as_signing_in_and_sends_nothing() {
    let sink = Sink::start(vec![Script::default().extension("AUTH LOGIN PLAIN")]).await;
    let transport = transport(&format!("smtp://ada:secret@127.0.0.1:{}", sink.port));
    let words = transport.probe().await.unwrap();
    assert!(words.contains("sink.example") && words.contains("took the password"), "{words}");
    assert!(!words.contains("secret"));
    assert_eq!((sink.count("AUTH"), sink.count("MAIL"), sink.count("QUIT")), (1, 0, 1));
}
