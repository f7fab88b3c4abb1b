//! TLS: verified wherever it is used, and no mail or password without it where it is required. The root
//! certificate comes in as an operator brings it, by `SSL_CERT_FILE`; a process reads that once, so these
//! tests run in a second process that is started with it.

use std::path::Path;
use std::process::Command;

use countersign_mail::Delivery;

use crate::support::sink::{Certificate, Script, Sink};
use crate::support::{mail, transport};

#[test]
fn tls_is_verified_against_the_roots_that_the_operator_names() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/certificates/root.pem");
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["tls::with_root::", "--ignored"])
        .env("SSL_CERT_FILE", root)
        .env_remove("SSL_CERT_DIR")
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && report.contains("6 passed"), "{report}");
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

fn nothing_but_a_reason(delivery: &Delivery, sink: &Sink) -> String {
    assert_eq!((sink.count("AUTH"), sink.count("MAIL")), (0, 0));
    match delivery {
        Delivery::Later(reason) => reason.clone(),
        Delivery::Sent(_) | Delivery::Never { .. } | Delivery::Down(..) => panic!("{delivery:?}"),
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
        let script = with_auth().starttls(Certificate::Good).reply("STARTTLS", "220 go ahead\r\n250 AUTH PLAIN");
        let (delivery, sink) = send("smtp", "?tls=required", script).await;
        nothing_but_a_reason(&delivery, &sink);
    }

    #[tokio::test]
    #[ignore = "needs SSL_CERT_FILE; started by the test above"]
    async fn a_refused_starttls_is_for_later() {
        let script = with_auth().starttls(Certificate::Good).reply("STARTTLS", "454 4.7.0 no TLS now");
        let (delivery, sink) = send("smtp", "?tls=required", script).await;
        assert!(nothing_but_a_reason(&delivery, &sink).contains("454 4.7.0"));
    }
}
