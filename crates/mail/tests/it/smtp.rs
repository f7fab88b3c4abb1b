//! What every answer of a mail server leads to, with and without pipelining. How connections are used is in
//! `connections.rs`, TLS in `tls.rs`.

use countersign_core::mail::{Kind, Trouble};
use countersign_mail::{Delivery, Letter};
use tokio::net::TcpListener;

use crate::support::sink::{Script, Sink};
use crate::support::{mail, sample, transport, voice};

/// One command at a time, and all together.
fn both(script: &Script) -> [Script; 2] {
    [script.clone(), script.clone().extension("PIPELINING")]
}

/// What comes of a mail, which is the same both ways.
async fn send_to(script: Script) -> Delivery {
    let [alone, together] = both(&script);
    let sink = Sink::start(vec![alone]).await;
    let delivery = transport(&sink.url()).send(&mail()).await;
    assert_eq!(sink.heard(|heard| heard.ahead), 0);
    let sink = Sink::start(vec![together]).await;
    assert_eq!(transport(&sink.url()).send(&mail()).await, delivery);
    delivery
}

async fn send_with_password(script: Script) -> (Delivery, Sink) {
    let sink = Sink::start(vec![script]).await;
    let transport = transport(&format!("smtp://ada:p%40ss%2Fw0rd@127.0.0.1:{}", sink.port));
    let delivery = transport.send(&mail()).await;
    if let Delivery::Down(_, reason) = &delivery {
        assert_eq!(&transport.probe().await.unwrap_err(), reason);
    }
    (delivery, sink)
}

fn later(words: &str) -> Delivery {
    Delivery::Later(words.to_owned())
}

fn slow_down(words: &str) -> Delivery {
    Delivery::SlowDown(words.to_owned())
}

fn down(trouble: Trouble, words: &str) -> Delivery {
    Delivery::Down(trouble, words.to_owned())
}

fn never(words: &str) -> Delivery {
    Delivery::Never { words: words.to_owned(), of_address: false }
}

fn never_there(words: &str) -> Delivery {
    Delivery::Never { words: words.to_owned(), of_address: true }
}

#[tokio::test]
async fn a_taken_mail_is_sent_with_the_servers_words() {
    for script in both(&Script::default()) {
        let sink = Sink::start(vec![script]).await;
        let delivery = transport(&sink.url()).send(&mail()).await;
        assert_eq!(delivery, Delivery::Sent("250 2.0.0 queued as 1A2B".to_owned()));
        assert_eq!(sink.count("MAIL FROM:<no-reply@example.org>"), 1);
        assert_eq!(sink.count("RCPT TO:<ada@example.org>"), 1);
        sink.heard(|heard| assert_eq!(heard.mails, [String::from_utf8(mail().source).unwrap()]));
    }
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
async fn lines_that_begin_with_dots_arrive_as_they_were() {
    let sink = Sink::start(vec![]).await;
    let transport = transport(&sink.url());
    for source in [
        "Subject: dots\r\n\r\n.\r\n..\r\n.one\r\n...three\r\nin. the middle.\r\n.\r\n",
        ".before all headers\r\n\r\n.",
        "\r\n.\r\n",
        "",
        "no line end",
    ] {
        let mut mail = mail();
        mail.source = source.as_bytes().to_vec();
        assert!(matches!(transport.send(&mail).await, Delivery::Sent(_)));
        // A mail's last line has an end, whether or not it had one before.
        let whole = if source.ends_with("\r\n") { source.to_owned() } else { format!("{source}\r\n") };
        sink.heard(|heard| assert_eq!(heard.mails.last(), Some(&whole)));
    }
    assert_eq!(sink.heard(|heard| heard.connections), 1);
}

#[tokio::test]
async fn each_reply_leads_to_its_delivery() {
    use Trouble::{Encryption, Refused, Sender, SignIn, Unreachable};
    for (step, reply, delivery) in [
        ("GREETING", "421 4.3.2 too busy", down(Unreachable, "greeting: 421 4.3.2 too busy")),
        ("GREETING", "450 come back later", down(Unreachable, "greeting: 450 come back later")),
        ("GREETING", "554 5.7.1 go away", down(Refused, "greeting: 554 5.7.1 go away")),
        ("EHLO", "451 4.3.0 not now", down(Unreachable, "EHLO: 451 4.3.0 not now")),
        ("EHLO", "550-5.7.1 who\r\n550 5.7.1 are you", down(Refused, "EHLO: 550 5.7.1 who are you")),
        ("MAIL", "421 4.3.2 going down", slow_down("MAIL: 421 4.3.2 going down")),
        ("MAIL", "451 4.3.0 not now", later("MAIL: 451 4.3.0 not now")),
        ("MAIL", "550 5.7.1 not from you", down(Sender, "MAIL: 550 5.7.1 not from you")),
        ("MAIL", "530 5.7.0 sign in first", down(SignIn, "MAIL: 530 5.7.0 sign in first")),
        ("MAIL", "530 5.7.0 Must issue STARTTLS", down(Encryption, "MAIL: 530 5.7.0 Must issue STARTTLS")),
        ("MAIL", "538 5.7.11 encrypt first", down(Encryption, "MAIL: 538 5.7.11 encrypt first")),
        ("RCPT", "535 5.7.8 sign in first", down(SignIn, "RCPT: 535 5.7.8 sign in first")),
        ("RCPT", "450 4.2.0 greylisted", later("RCPT: 450 4.2.0 greylisted")),
        ("RCPT", "421 4.3.2 going down", slow_down("RCPT: 421 4.3.2 going down")),
        ("RCPT", "550 5.1.1 no such user", never_there("550 5.1.1 no such user")),
        ("RCPT", "550 5.1.10 no such user", never_there("550 5.1.10 no such user")),
        ("RCPT", "552 5.2.2 mailbox full", never_there("552 5.2.2 mailbox full")),
        ("RCPT", "550 no such user", never_there("550 no such user")),
        ("RCPT", "550 192.0.2.1 is listed", never_there("550 192.0.2.1 is listed")),
        ("RCPT", "554 5.7.1 relaying denied", never("554 5.7.1 relaying denied")),
        ("RCPT", "550 5.1.8 sender's domain not found", never("550 5.1.8 sender's domain not found")),
        ("RCPT", "553 5.1.7 sender refused", never("553 5.1.7 sender refused")),
        ("RCPT", "550 5.7.509 access denied", never("550 5.7.509 access denied")),
        ("DATA", "451 4.3.0 not now", later("DATA: 451 4.3.0 not now")),
        ("DATA", "554 5.5.1 no", never("554 5.5.1 no")),
        ("CONTENT", "452 4.3.1 disk full", later("end of the mail: 452 4.3.1 disk full")),
        ("CONTENT", "421 4.3.2 going down", slow_down("end of the mail: 421 4.3.2 going down")),
        ("CONTENT", "454 4.7.0 rate exceeded", slow_down("end of the mail: 454 4.7.0 rate exceeded")),
        ("CONTENT", "250-taken\r\n451 or not", later("end of the mail: a reply of several codes: 250 taken or not")),
        ("CONTENT", "554-5.7.1 we do not\r\n554 5.7.1 like it", never("554 5.7.1 we do not like it")),
        ("CONTENT", "550 \u{1}bad\ttaste\u{7f}", never_there("550 bad taste")),
        ("CONTENT", "550 5.1.1 no such user", never_there("550 5.1.1 no such user")),
    ] {
        assert_eq!(send_to(Script::default().reply(step, reply)).await, delivery, "{step}: {reply}");
    }
}

#[tokio::test]
async fn nonsense_is_told_from_an_answer() {
    use Trouble::Unreachable;
    for (step, reply, delivery) in [
        (
            "GREETING",
            "HTTP/1.1 400 Bad Request",
            down(Unreachable, "greeting: not a reply of a mail server: HTTP/1.1 400 Bad Request"),
        ),
        ("GREETING", "\u{1}\u{2}", down(Unreachable, "greeting: not a reply of a mail server:")),
        ("MAIL", "354 more", down(Unreachable, "MAIL: 354 more")),
        ("RCPT", "999 what", later("RCPT: unexpected reply 999 what")),
        ("RCPT", "yes", later("RCPT: not a reply of a mail server: yes")),
        ("DATA", "250 sure", later("DATA: unexpected reply 250 sure")),
        ("CONTENT", "354 more", later("end of the mail: unexpected reply 354 more")),
        ("CONTENT", "\u{1}\u{2}", later("end of the mail: not a reply of a mail server:")),
    ] {
        assert_eq!(send_to(Script::default().reply(step, reply)).await, delivery, "{step}: {reply}");
    }
    let endless: &'static str = Box::leak("250-and so on\r\n".repeat(10_000).into_boxed_str());
    assert!(matches!(send_to(Script::default().reply("CONTENT", endless)).await, Delivery::Later(_)));
}

#[tokio::test]
async fn replies_may_come_in_any_pieces_and_lines() {
    for (script, delivery) in [
        (Script::default(), Delivery::Sent("250 2.0.0 queued as 1A2B".to_owned())),
        (
            Script::default().reply("MAIL", "250-2.1.0 one\r\n250-2.1.0 two\r\n250 2.1.0 three").reply("DATA", "354"),
            Delivery::Sent("250 2.0.0 queued as 1A2B".to_owned()),
        ),
        (
            Script::default().reply("RCPT", "550-5.7.509 not\r\n550-5.7.509 from\r\n550 5.7.509 you"),
            never("550 5.7.509 not from you"),
        ),
        (Script::default().reply("CONTENT", "250-\r\n250 ok"), Delivery::Sent("250 ok".to_owned())),
    ] {
        assert_eq!(send_to(script.clone()).await, delivery);
        assert_eq!(send_to(script.clone().byte_by_byte()).await, delivery);
        let together = script.extension("PIPELINING").hold_replies_until("DATA");
        let sink = Sink::start(vec![together]).await;
        assert_eq!(transport(&sink.url()).send(&mail()).await, delivery);
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_is_unreachable_until_it_knows_of_the_mail() {
    for (step, knows) in [("EHLO", false), ("MAIL", false), ("RCPT", true), ("DATA", true), ("CONTENT", true)] {
        for script in both(&Script::default().hang_up_after(step)) {
            let sink = Sink::start(vec![script]).await;
            let delivery = transport(&sink.url()).send(&mail()).await;
            let fits = if knows {
                matches!(delivery, Delivery::Later(_))
            } else {
                matches!(delivery, Delivery::Down(Trouble::Unreachable, _))
            };
            assert!(fits, "{step}: {delivery:?}");
            // Not tried twice: the connection was fresh.
            assert_eq!(sink.heard(|heard| (heard.connections, heard.mails.len())), (1, 0));
        }
    }
}

#[tokio::test]
async fn a_server_that_is_silent_is_given_up() {
    for (step, delivery) in [
        ("GREETING", down(Trouble::Unreachable, "greeting: no answer within 30 s")),
        ("EHLO", down(Trouble::Unreachable, "EHLO: no answer within 30 s")),
        ("MAIL", down(Trouble::Unreachable, "MAIL: no answer within 20 s")),
        ("RCPT", later("RCPT: no answer within 20 s")),
        ("DATA", later("DATA: no answer within 20 s")),
        ("CONTENT", later("end of the mail: no answer within 45 s")),
    ] {
        for script in both(&Script::default().silent_after(step)) {
            let sink = Sink::start(vec![script]).await;
            let url = sink.url();
            let sending = tokio::spawn(async move { transport(&url).send(&mail()).await });
            sink.until(|heard| heard.silent).await;
            // Nothing moves any more but the clock, which goes to the next limit by itself.
            tokio::time::pause();
            assert_eq!(sending.await.unwrap(), delivery, "{step}");
            tokio::time::resume();
        }
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_is_unreachable() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let delivery = transport(&format!("smtp://127.0.0.1:{port}")).send(&mail()).await;
    let Delivery::Down(Trouble::Unreachable, reason) = delivery else { panic!("{delivery:?}") };
    assert!(reason.contains(&format!("connecting to 127.0.0.1:{port}")), "{reason}");
}

#[tokio::test]
async fn passwords_are_taken_both_ways() {
    // Base64 of NUL ada NUL p@ss/w0rd, and of its parts.
    let (delivery, sink) = send_with_password(Script::default().extension("AUTH CRAM-MD5 PLAIN LOGIN")).await;
    assert!(matches!(delivery, Delivery::Sent(_)), "{delivery:?}");
    assert_eq!(sink.count("AUTH PLAIN AGFkYQBwQHNzL3cwcmQ="), 1);
    let script = Script::default().extension("AUTH LOGIN").reply("AUTH", "334 VXNlcm5hbWU6");
    let (delivery, sink) = send_with_password(script).await;
    assert!(matches!(delivery, Delivery::Sent(_)), "{delivery:?}");
    assert_eq!((sink.count("AUTH LOGIN"), sink.count("YWRh"), sink.count("cEBzcy93MHJk")), (1, 1, 1));
}

#[tokio::test]
async fn a_server_that_takes_no_password_says_why_and_shows_none() {
    let unknown = "AUTH: the server offers neither AUTH PLAIN nor AUTH LOGIN";
    let offer = |mechanisms| Script::default().extension(mechanisms);
    for (script, delivery) in [
        (
            offer("AUTH PLAIN LOGIN").reply("AUTH", "535 5.7.8 wrong password"),
            down(Trouble::SignIn, "AUTH: 535 5.7.8 wrong password"),
        ),
        (
            offer("AUTH PLAIN").reply("AUTH", "454 4.7.0 cannot look now"),
            down(Trouble::Unreachable, "AUTH: 454 4.7.0 cannot look now"),
        ),
        (
            offer("AUTH PLAIN").reply("AUTH", "500 5.5.1 what is AUTH PLAIN AGFkYQBwQHNzL3cwcmQ= or p@ss/w0rd?"),
            down(Trouble::SignIn, "AUTH: 500 5.5.1 what is AUTH PLAIN *** or ***?"),
        ),
        (
            offer("AUTH LOGIN").reply("AUTH", "334 VXNlcm5hbWU6").reply("PASSWORD", "535 not cEBzcy93MHJk"),
            down(Trouble::SignIn, "AUTH: 535 not ***"),
        ),
        (offer("AUTH CRAM-MD5"), down(Trouble::SignIn, unknown)),
        (Script::default(), down(Trouble::SignIn, unknown)),
    ] {
        let (answer, sink) = send_with_password(script).await;
        assert_eq!(answer, delivery);
        assert_eq!(sink.count("MAIL"), 0);
    }
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

#[tokio::test]
async fn a_server_from_before_extensions_gets_its_mail_too() {
    let sink = Sink::start(vec![Script::default().reply("EHLO", "502 5.5.1 what is that")]).await;
    assert!(matches!(transport(&sink.url()).send(&mail()).await, Delivery::Sent(_)));
    assert_eq!((sink.count("EHLO"), sink.count("HELO"), sink.count("MAIL")), (1, 1, 1));
}
