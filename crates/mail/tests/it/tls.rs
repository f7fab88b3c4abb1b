//! TLS: verified wherever it is used, and no mail or password without it where it is required. The root
//! certificate comes in as an operator brings it, by `SSL_CERT_FILE`; a process reads that once, so these
//! tests run in a second process that is started with it.

use std::path::Path;
use std::process::Command;

use countersign_core::mail::Trouble;
use countersign_mail::{Delivery, Error, Mailbox, Route, Transport};

use crate::support::sink::{Certificate, Script, Sink};
use crate::support::{mail, transport};

#[test]
fn tls_is_verified_against_the_roots_that_the_operator_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/certificates/root.pem");
    run("tls::with_root::", &root, "7 passed");
}

#[test]
fn roots_are_needed_only_where_encryption_is_demanded() {
    run("tls::without_root::", Path::new("/does/not/exist.pem"), "2 passed");
}

fn run(tests: &str, root: &Path, passed: &str) {
    let output = Command::new(std::env::current_exe().unwrap())
        .args([tests, "--ignored"])
        .env("SSL_CERT_FILE", root)
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && report.contains(passed), "{report}");
}

async fn send(scheme: &str, query: &str, script: Script) -> (Delivery, Sink) {
    let sink = Sink::start(vec![script]).await;
    let url = format!("{scheme}://ada:secret@127.0.0.1:{}{query}", sink.port);
    let delivery = transport(&url).send(&mail()).await;
    (delivery, sink)
}

fn with_auth() -> Script {
    Script::default().extension("AUTH PLAIN")
}

/// The reason, given that it is about encryption, and that neither password nor mail was let out.
fn nothing_but_a_reason(delivery: &Delivery, sink: &Sink) -> String {
    assert_eq!((sink.count("AUTH"), sink.count("MAIL")), (0, 0));
    match delivery {
        Delivery::Down(Trouble::Encryption, reason) => reason.clone(),
        Delivery::Sent(_)
        | Delivery::Later(_)
        | Delivery::SlowDown(_)
        | Delivery::Never { .. }
        | Delivery::Down(..) => panic!("{delivery:?}"),
    }
}

mod with_root {
    use super::*;

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn mails_go_encrypted_both_ways() {
        for (scheme, query, script) in [
            ("smtps", "", with_auth().implicit_tls(Certificate::Good)),
            ("smtp", "?tls=required", with_auth().starttls(Certificate::Good)),
            ("smtp", "?tls=opportunistic", with_auth().starttls(Certificate::Good)),
        ] {
            let (delivery, sink) = send(scheme, query, script).await;
            assert!(matches!(delivery, Delivery::Sent(_)), "{scheme}{query}: {delivery:?}");
            assert_eq!((sink.count("AUTH PLAIN"), sink.heard(|heard| heard.mails.len())), (1, 1));
        }
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn a_certificate_for_another_host_is_refused() {
        let (delivery, sink) = send("smtps", "", with_auth().implicit_tls(Certificate::WrongHost)).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("certificate"));
        let (delivery, sink) = send("smtp", "?tls=required", with_auth().starttls(Certificate::WrongHost)).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("certificate"));
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn a_certificate_of_an_unknown_root_is_refused() {
        let (delivery, sink) = send("smtps", "", with_auth().implicit_tls(Certificate::Stranger)).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("certificate"));
        let (delivery, sink) = send("smtp", "?tls=opportunistic", with_auth().starttls(Certificate::Stranger)).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("certificate"));
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn without_starttls_nothing_is_sent_where_it_is_required() {
        let (delivery, sink) = send("smtp", "?tls=required", with_auth()).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("STARTTLS"));
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn plain_text_slipped_in_before_the_encryption_breaks_it() {
        for slipped_in in ["220 go ahead\r\n250 AUTH PLAIN", "220-go\r\n220 ahead\r\n2"] {
            let script = with_auth().starttls(Certificate::Good).reply("STARTTLS", slipped_in);
            let (delivery, sink) = send("smtp", "?tls=required", script.clone()).await;
            assert!(nothing_but_a_reason(&delivery, &sink).contains("slipped in"));
            assert_eq!(sink.count("EHLO"), 1);
            // In pieces it is the handshake that finds it.
            let (delivery, sink) = send("smtp", "?tls=required", script.byte_by_byte()).await;
            nothing_but_a_reason(&delivery, &sink);
            assert_eq!(sink.count("EHLO"), 1);
        }
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn a_refused_starttls_is_about_encryption_unless_it_may_pass() {
        let script = |reply| with_auth().starttls(Certificate::Good).reply("STARTTLS", reply);
        let (delivery, sink) = send("smtp", "?tls=required", script("502 5.5.1 not here")).await;
        assert_eq!(nothing_but_a_reason(&delivery, &sink), "STARTTLS: 502 5.5.1 not here");
        let (delivery, sink) = send("smtp", "?tls=required", script("454 4.7.0 no TLS now")).await;
        assert_eq!(delivery, Delivery::Down(Trouble::Unreachable, "STARTTLS: 454 4.7.0 no TLS now".to_owned()));
        assert_eq!((sink.count("AUTH"), sink.count("MAIL")), (0, 0));
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn commands_go_out_together_over_tls_too() {
        let script = with_auth().extension("PIPELINING").starttls(Certificate::Good);
        let sink = Sink::start(vec![script.hold_replies_until("DATA")]).await;
        let transport = transport(&format!("smtp://ada:secret@127.0.0.1:{}?tls=required", sink.port));
        for _ in 0..2 {
            assert!(matches!(transport.send(&mail()).await, Delivery::Sent(_)));
        }
        assert_eq!((sink.count("EHLO"), sink.heard(|heard| heard.mails.len())), (2, 2));
    }
}

mod without_root {
    use super::*;

    fn set_up(url: &str) -> Result<Transport, Error> {
        Transport::new(&Route::parse(url).unwrap(), Mailbox::default(), 1)
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn plain_servers_are_reached() {
        let sink = Sink::start(vec![]).await;
        for query in ["", "?tls=none", "?tls=opportunistic"] {
            let delivery = set_up(&format!("{}{query}", sink.url())).unwrap().send(&mail()).await;
            assert!(matches!(delivery, Delivery::Sent(_)), "{query}: {delivery:?}");
        }
        let sink = Sink::start(vec![Script::default().starttls(Certificate::Good)]).await;
        let delivery = set_up(&format!("{}?tls=opportunistic", sink.url())).unwrap().send(&mail()).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("certificate"));
    }

    #[test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    fn encryption_that_is_demanded_cannot_be_set_up() {
        for url in ["smtps://mail.example.org", "smtp://mail.example.org", "smtp://localhost?tls=required"] {
            let refused = set_up(url).err().unwrap().to_string();
            assert!(refused.starts_with("TLS cannot be set up: no root certificates were found"), "{refused}");
        }
    }
}
