//! How connections to a mail server are used: commands that go out together, mails that wait for their last
//! line, connections that are kept, replaced and left. What a reply means is in `smtp.rs`.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::mail::Kind;
use countersign_mail::{Delivery, Letter, Rendered, Transport};

use crate::support::sink::{Script, Sink};
use crate::support::{mail, sample, transport, voice};

fn pipelining() -> Script {
    Script::default().extension("PIPELINING")
}

fn mail_to(name: &str) -> Rendered {
    voice().render(&Letter { to: format!("{name}@example.org"), ..sample(Kind::Reset) }).unwrap()
}

async fn send(transport: &Transport) {
    let delivery = transport.send(&mail()).await;
    assert!(matches!(delivery, Delivery::Sent(_)), "{delivery:?}");
}

#[tokio::test]
async fn commands_go_out_together_where_the_server_takes_them_so() {
    // It answers only once it has heard them all.
    let sink = Sink::start(vec![pipelining().hold_replies_until("DATA")]).await;
    let transport = transport(&sink.url());
    for _ in 0..3 {
        send(&transport).await;
    }
    sink.heard(|heard| assert_eq!((heard.connections, heard.mails.len()), (1, 3)));
}

#[tokio::test]
async fn commands_go_out_one_by_one_where_it_does_not() {
    let sink = Sink::start(vec![]).await;
    let transport = transport(&sink.url());
    for _ in 0..3 {
        send(&transport).await;
    }
    sink.heard(|heard| assert_eq!((heard.ahead, heard.mails.len()), (0, 3)));
}

#[tokio::test]
async fn content_that_is_awaited_for_nobody_is_never_given() {
    for (step, reply) in
        [("MAIL", "451 4.3.0 not now"), ("RCPT", "550 5.1.1 no such user"), ("RCPT", "450 4.2.0 greylisted")]
    {
        let refusing = pipelining().reply(step, reply).hold_replies_until("DATA");
        let sink = Sink::start(vec![refusing, pipelining()]).await;
        let transport = transport(&sink.url());
        let delivery = transport.send(&mail()).await;
        assert!(matches!(delivery, Delivery::Never { .. } | Delivery::Later(_)), "{delivery:?}");
        sink.until(|heard| heard.closed == 1).await;
        send(&transport).await;
        sink.heard(|heard| assert_eq!((heard.connections, heard.mails.len()), (2, 1)));
    }
}

#[tokio::test]
async fn after_a_refused_mail_the_connection_is_good_for_the_next() {
    let refusing = Script::default().reply("RCPT", "550 5.1.1 no such user").reply("DATA", "554 5.5.1 for whom");
    for script in [refusing.clone(), refusing.extension("PIPELINING")] {
        let sink = Sink::start(vec![script]).await;
        let transport = transport(&sink.url());
        for _ in 0..3 {
            let words = "550 5.1.1 no such user".to_owned();
            assert_eq!(transport.send(&mail()).await, Delivery::Never { words, of_address: true });
        }
        assert_eq!((sink.heard(|heard| heard.connections), sink.count("RSET")), (1, 2));
    }
}

#[tokio::test]
async fn a_mail_waits_for_its_last_line() {
    for script in [Script::default(), pipelining()] {
        let sink = Sink::start(vec![script]).await;
        let transport = transport(&sink.url());
        let waiting = transport.begin(&mail()).await.unwrap_or_else(|delivery| panic!("{delivery:?}"));
        sink.until(|heard| heard.content_lines == mail().source.split(|byte| *byte == b'\n').count() - 1).await;
        assert_eq!(sink.heard(|heard| heard.mails.len()), 0);
        assert!(matches!(waiting.complete().await, Delivery::Sent(_)));
        sink.heard(|heard| assert_eq!(heard.mails, [String::from_utf8(mail().source).unwrap()]));
    }
}

#[tokio::test]
async fn a_mail_without_its_last_line_is_none_and_its_connection_is_left() {
    for script in [Script::default(), pipelining()] {
        let sink = Sink::start(vec![script]).await;
        let transport = transport(&sink.url());
        drop(transport.begin(&mail_to("grace")).await.unwrap_or_else(|delivery| panic!("{delivery:?}")));
        sink.until(|heard| heard.closed == 1).await;
        send(&transport).await;
        assert_eq!((sink.count("RSET"), sink.heard(|heard| heard.connections)), (0, 2));
        sink.heard(|heard| assert_eq!(heard.mails, [String::from_utf8(mail().source).unwrap()]));
    }
}

#[tokio::test]
async fn several_mails_wait_at_once_and_end_in_any_order() {
    let sink = Sink::start(vec![pipelining()]).await;
    let transport = Arc::new(transport(&sink.url()));
    let names = ["ada", "grace", "edsger", "barbara"];
    let mut waiting = Vec::new();
    for name in names {
        waiting.push(transport.begin(&mail_to(name)).await.ok());
    }
    // There is no fifth connection: this one waits for one of the four.
    let fifth = tokio::spawn({
        let transport = Arc::clone(&transport);
        async move { transport.send(&mail_to("alan")).await }
    });
    for index in [2, 0, 3, 1] {
        assert!(matches!(waiting[index].take().unwrap().complete().await, Delivery::Sent(_)));
    }
    assert!(matches!(fifth.await.unwrap(), Delivery::Sent(_)));
    sink.heard(|heard| {
        assert_eq!(heard.connections, 4);
        let place = |name: &str| heard.mails.iter().position(|mail| mail.contains(&format!("To: {name}@"))).unwrap();
        assert!(place("edsger") < place("ada") && place("ada") < place("barbara") && place("barbara") < place("grace"));
        assert_eq!(heard.mails.len(), 5);
    });
}

#[tokio::test]
async fn a_refused_end_leaves_a_connection_for_the_next_mail() {
    let sink = Sink::start(vec![pipelining().reply("CONTENT", "452 4.3.1 disk full")]).await;
    let transport = transport(&sink.url());
    for _ in 0..2 {
        assert!(matches!(transport.send(&mail()).await, Delivery::Later(_)));
    }
    assert_eq!(sink.heard(|heard| heard.connections), 1);
}

#[tokio::test]
async fn one_connection_takes_many_mails_and_is_left_politely() {
    let sink = Sink::start(vec![]).await;
    let transport = transport(&sink.url());
    for _ in 0..5 {
        send(&transport).await;
    }
    transport.close().await;
    sink.heard(|heard| assert_eq!((heard.connections, heard.mails.len()), (1, 5)));
    assert_eq!(sink.count("QUIT"), 1);
    // A mail after that still goes out.
    send(&transport).await;
}

#[tokio::test]
async fn connections_whose_server_no_longer_answers_are_left_all_at_once() {
    let sink = Sink::start(vec![Script::default().silent_after("QUIT"); 4]).await;
    let transport = transport(&sink.url());
    let mut waiting = Vec::new();
    for _ in 0..4 {
        waiting.push(transport.begin(&mail()).await.ok().unwrap());
    }
    for hand_over in waiting {
        assert!(matches!(hand_over.complete().await, Delivery::Sent(_)));
    }
    tokio::time::pause();
    let begun = tokio::time::Instant::now();
    transport.close().await;
    // By the paused clock, which moves to the next time limit and no farther.
    assert!(begun.elapsed() < Duration::from_secs(4), "{:?}", begun.elapsed());
}

#[tokio::test]
async fn a_connection_that_died_meanwhile_is_replaced_within_the_same_send() {
    for script in [
        Script::default().hang_up_after("MAIL TAKEN"),
        Script::default().reply("RSET", "421 4.4.2 idle for too long").reply("CONTENT", "451 4.3.0 not now"),
        Script::default().reply("RSET", "500 5.5.1 not known").reply("CONTENT", "451 4.3.0 not now"),
        Script::default().hang_up_after("RSET").reply("CONTENT", "451 4.3.0 not now"),
    ] {
        for script in [script.clone(), script.extension("PIPELINING")] {
            let sink = Sink::start(vec![script, Script::default()]).await;
            let transport = transport(&sink.url());
            let _first = transport.send(&mail()).await;
            send(&transport).await;
            assert_eq!(sink.heard(|heard| heard.connections), 2);
        }
    }
}

#[tokio::test]
async fn four_connections_at_most() {
    let sink = Sink::start(vec![]).await;
    let transport = Arc::new(transport(&sink.url()));
    let sends: Vec<_> = (0..40)
        .map(|_| {
            let transport = Arc::clone(&transport);
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
    send(&transport).await;
    // The watcher has to see the clock before it is set forward.
    tokio::task::yield_now().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(31)).await;
    while sink.count("QUIT") == 0 {
        tokio::task::yield_now().await;
    }
    tokio::time::resume();
    send(&transport).await;
    assert_eq!(sink.heard(|heard| heard.connections), 2);
}
