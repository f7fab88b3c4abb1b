//! Mail by the API of SES: what is asked, and what every answer leads to. The SDK takes credentials from the
//! environment, as an operator brings them; so these tests run in a second process that has nothing of ours
//! in it and looks for credentials nowhere else.

use std::path::Path;
use std::process::Command;

use countersign_core::mail::Trouble;
use countersign_mail::Delivery;
use data_encoding::BASE64;
use serde_json::{Value, json};

use crate::support::http::{Answer, Http};
use crate::support::sink::{Certificate, Script, Sink};
use crate::support::{mail, transport};

const SECRET: &str = "a-secret-key-that-nobody-sees";

fn run_alone(tests: &str, credentials: bool) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/certificates/root.pem");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args([tests, "--ignored"]).env_clear();
    command.env("SSL_CERT_FILE", root).env("AWS_EC2_METADATA_DISABLED", "true").env("HOME", "/nonexistent");
    if credentials {
        command.env("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE").env("AWS_SECRET_ACCESS_KEY", SECRET);
    }
    let output = command.output().unwrap();
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{report}\n{}", String::from_utf8_lossy(&output.stderr));
    report
}

#[test]
fn every_answer_of_ses_has_its_meaning() {
    let report = run_alone("ses::with_credentials::", true);
    assert!(report.contains("10 passed"), "{report}");
}

/// Alone, since a subscriber of one thread hears nothing that other threads were the first to say.
#[test]
fn the_log_is_told_nothing() {
    let report = run_alone("ses::with_a_log::", true);
    assert!(report.contains("1 passed"), "{report}");
}

#[test]
fn without_credentials_nothing_is_asked() {
    let report = run_alone("ses::without_credentials::", false);
    assert!(report.contains("1 passed"), "{report}");
}

fn url(endpoint: &str) -> String {
    format!("ses://eu-west-1?endpoint={endpoint}")
}

async fn send(answer: Answer) -> (Delivery, Http) {
    let http = Http::start(move |_| answer.clone()).await;
    let delivery = transport(&url(&http.origin())).send(&mail()).await;
    (delivery, http)
}

/// As SES says no.
fn refusal(status: u16, code: &str, message: &str) -> Answer {
    Answer::new(status, json!({ "message": message }).to_string()).with("x-amzn-errortype", code)
}

fn never(words: &str) -> Delivery {
    Delivery::Never { words: words.to_owned(), of_address: false }
}

fn down_because(delivery: &Delivery, expected: Trouble) -> String {
    match delivery {
        Delivery::Down(trouble, words) if *trouble == expected => words.clone(),
        Delivery::Sent(_)
        | Delivery::Later(_)
        | Delivery::SlowDown(_)
        | Delivery::Never { .. }
        | Delivery::Down(..) => panic!("{delivery:?}"),
    }
}

mod with_credentials {
    use super::*;

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn the_mail_goes_as_it_is_to_its_recipient_alone() {
        let mail = mail();
        let http = Http::start(|_| Answer::new(200, r#"{"MessageId":"0102-a"}"#)).await;
        let transport = transport(&url(&http.origin()));
        assert_eq!(http.heard().len(), 0);
        assert_eq!(transport.send(&mail).await, Delivery::Sent("0102-a".to_owned()));
        assert_eq!(http.lines(), ["POST /v2/email/outbound-emails"]);
        let request = &http.heard()[0];
        let signed = request.header("authorization");
        assert!(
            signed.contains("Credential=AKIDEXAMPLE/") && signed.contains("/eu-west-1/ses/aws4_request"),
            "{signed}"
        );
        let body: Value = serde_json::from_slice(&request.body).unwrap();
        assert_eq!(body["Destination"], json!({ "ToAddresses": [mail.to] }));
        let data = body["Content"]["Raw"]["Data"].as_str().unwrap();
        assert_eq!(BASE64.decode(data.as_bytes()).unwrap(), mail.source);
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn whatever_a_success_looks_like_the_mail_is_not_sent_again() {
        let nameless = "accepted, without a message id";
        for (answer, words) in [
            (Answer::new(200, r#"{"MessageId":"0102-b","Unknown":[1]}"#), "0102-b"),
            (Answer::new(202, r#"{"MessageId":"0102-c"}"#), "0102-c"),
            (Answer::new(200, "<html>garbage"), nameless),
            (Answer::new(200, r#"{"MessageId":7}"#), nameless),
            (Answer::new(200, r#"{"MessageId":""}"#), nameless),
            (Answer::new(200, ""), nameless),
            (Answer::BreakOff(200), nameless),
            (Answer::HangAfterHead, nameless),
        ] {
            let (delivery, http) = send(answer).await;
            assert_eq!(delivery, Delivery::Sent(words.to_owned()));
            assert_eq!(http.heard().len(), 1);
        }
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn too_fast_and_trouble_inside_ses_are_for_later_and_left_to_the_queue() {
        for (status, code, message) in [
            (500, "InternalFailure", "oops"),
            (503, "ServiceUnavailable", "busy"),
            (400, "UnheardOfException", "what now"),
        ] {
            let (delivery, http) = send(refusal(status, code, message)).await;
            assert_eq!(delivery, Delivery::Later(format!("{code}: {message}")));
            assert_eq!(http.heard().len(), 1, "{code} was tried again");
        }
        for (status, code, message) in [
            (429, "TooManyRequestsException", "Too many requests."),
            (400, "ThrottlingException", "Maximum sending rate exceeded."),
            (400, "Throttling", "Rate exceeded"),
            (429, "Unheard", "of"),
        ] {
            let (delivery, http) = send(refusal(status, code, message)).await;
            assert_eq!(delivery, Delivery::SlowDown(format!("{code}: {message}")));
            assert_eq!(http.heard().len(), 1, "{code} was tried again");
        }
        let (delivery, _) = send(Answer::new(502, "<html>Bad Gateway")).await;
        assert_eq!(delivery, Delivery::Later("HTTP status 502, and not in SES's words".to_owned()));
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn limits_and_pauses_close_the_way_for_all_mails() {
        for (code, message) in [
            ("ThrottlingException", "Daily message quota exceeded."),
            ("TooManyRequestsException", "Daily message quota exceeded."),
            ("LimitExceededException", "too much"),
            ("SendingPausedException", "paused"),
            ("AccountSuspendedException", "suspended"),
            ("MessageRejected", "Sending paused for this account. For more information, ask."),
        ] {
            let (delivery, _) = send(refusal(400, code, message)).await;
            assert_eq!(down_because(&delivery, Trouble::Quota), format!("{code}: {message}"));
        }
        let (delivery, _) = send(refusal(400, "MailFromDomainNotVerifiedException", "no MX")).await;
        assert_eq!(down_because(&delivery, Trouble::Sender), "MailFromDomainNotVerifiedException: no MX");
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn a_mail_that_ses_refuses_is_refused_for_good_in_its_words() {
        let unverified = "Email address is not verified. The following identities failed the check: x@example.org";
        for (status, code, message) in [
            (400, "MessageRejected", unverified),
            (400, "BadRequestException", "Missing final '@domain'"),
            (404, "NotFoundException", "no such configuration set"),
            (400, "InvalidParameterValue", "no"),
            (400, "ValidationException", "no"),
        ] {
            let (delivery, _) = send(refusal(status, code, message)).await;
            assert_eq!(delivery, never(&format!("{code}: {message}")));
        }
        let namespaced = Answer::new(400, r#"{"__type":"com.amazonaws#MessageRejected","message":"in\r\ntwo\u0000"}"#);
        assert_eq!(send(namespaced).await.0, never("MessageRejected: in two"));
        let (delivery, _) = send(refusal(400, "MessageRejected", &"x".repeat(10_000))).await;
        let Delivery::Never { words, .. } = delivery else { panic!("{delivery:?}") };
        assert_eq!(words.chars().count(), 501);
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn credentials_that_are_not_taken_close_the_way_for_all_mails() {
        for (status, code) in [
            (403, "AccessDeniedException"),
            (403, "UnrecognizedClientException"),
            (403, "InvalidClientTokenId"),
            (403, "SignatureDoesNotMatch"),
            (400, "ExpiredTokenException"),
            (400, "ExpiredToken"),
            (401, "Unheard"),
            (403, "Unheard"),
        ] {
            let (delivery, _) = send(refusal(status, code, "no")).await;
            assert_eq!(down_because(&delivery, Trouble::SignIn), format!("{code}: no"));
        }
        down_because(&send(Answer::new(403, "<html>")).await.0, Trouble::SignIn);
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn redirects_and_strangers_answers_lead_nowhere() {
        let elsewhere = Http::start(|_| Answer::new(200, r#"{"MessageId":"stolen"}"#)).await;
        for status in [301, 302, 303, 307, 308] {
            let (delivery, http) = send(Answer::new(status, "").with("Location", elsewhere.origin())).await;
            let words = down_because(&delivery, Trouble::Refused);
            assert_eq!(words, format!("HTTP status {status}, and not in SES's words"));
            assert_eq!(http.heard().len(), 1);
        }
        assert_eq!(elsewhere.heard().len(), 0);
        down_because(&send(Answer::new(404, "<html>Not here")).await.0, Trouble::Refused);
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn silence_and_a_lost_connection_are_for_later() {
        let (delivery, http) = send(Answer::Hang).await;
        assert_eq!(delivery, Delivery::Later("no answer within 30 s".to_owned()));
        assert_eq!(http.heard().len(), 1);
        tokio::time::resume();
        for answer in [Answer::Close, Answer::BreakOff(500)] {
            let (delivery, http) = send(answer).await;
            assert!(matches!(delivery, Delivery::Later(_)), "{delivery:?}");
            assert_eq!(http.heard().len(), 1);
        }
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn a_way_that_is_not_there_is_told_from_one_that_is_not_safe() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let delivery = transport(&url(&format!("http://127.0.0.1:{port}"))).send(&mail()).await;
        assert!(down_because(&delivery, Trouble::Unreachable).contains("connecting to SES"), "{delivery:?}");
        for certificate in [Certificate::Stranger, Certificate::WrongHost] {
            let sink = Sink::start(vec![Script::default().implicit_tls(certificate)]).await;
            let delivery = transport(&url(&format!("https://127.0.0.1:{}", sink.port))).send(&mail()).await;
            assert!(down_because(&delivery, Trouble::Encryption).contains("certificate"), "{delivery:?}");
            assert_eq!(sink.heard(|heard| heard.commands.len()), 0);
        }
    }

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn a_probe_says_what_was_reached() {
        let account = |production: bool, enabled: bool| {
            Answer::new(200, json!({ "ProductionAccessEnabled": production, "SendingEnabled": enabled }).to_string())
        };
        let denied = "User is not authorized to perform ses:GetAccount";
        for (answer, reached, words) in [
            (account(true, true), true, "SES in eu-west-1 answers"),
            (account(false, true), true, "sandbox"),
            (account(true, false), false, "switched off"),
            (Answer::new(404, "<html>"), true, "does not tell"),
            (refusal(403, "AccessDeniedException", denied), true, "does not tell"),
            (refusal(403, "UnrecognizedClientException", "no"), false, "UnrecognizedClientException: no"),
            (refusal(429, "TooManyRequestsException", "slowly"), true, "TooManyRequestsException: slowly"),
            (refusal(500, "InternalFailure", "oops"), false, "InternalFailure: oops"),
            (Answer::new(502, "<html>"), false, "status 502"),
            (Answer::new(302, "").with("Location", "http://127.0.0.1:1"), false, "status 302"),
            (Answer::Close, false, "waiting for SES"),
        ] {
            let http = Http::start(move |_| answer.clone()).await;
            let said = transport(&url(&http.origin())).probe().await;
            assert_eq!(said.is_ok(), reached, "{said:?}");
            let said = said.unwrap_or_else(|words| words);
            assert!(said.contains(words) && !said.contains('\n'), "{said}");
            assert_eq!(http.lines(), ["GET /v2/email/account"]);
        }
    }
}

mod with_a_log {
    use super::*;
    use std::sync::{Arc, Mutex};

    #[tokio::test]
    #[ignore = "needs AWS_*; started by a test above"]
    async fn nothing_of_the_mail_or_the_credentials_is_in_the_finest_log() {
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = Lines(log.clone());
        let subscriber = tracing_subscriber::fmt().with_max_level(tracing_subscriber::filter::LevelFilter::TRACE);
        let subscriber = subscriber.with_writer(move || lines.clone()).finish();
        let _guard = tracing::subscriber::set_default(subscriber);
        let (delivery, _) = send(refusal(400, "MessageRejected", "no")).await;
        assert_eq!(delivery, never("MessageRejected: no"));
        tracing::info!("the log works");
        let log = String::from_utf8(log.lock().unwrap().clone()).unwrap();
        assert!(log.contains("the log works"), "{log}");
        let data = BASE64.encode(&mail().source);
        for secret in [SECRET, &data[..40], "Raw", "AKIDEXAMPLE"] {
            assert!(!log.contains(secret), "the log has {secret}");
        }
    }

    #[derive(Clone)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
}

mod without_credentials {
    use super::*;

    #[tokio::test]
    #[ignore = "needs an empty environment; started by a test above"]
    async fn the_way_is_closed_until_there_are_some() {
        let (delivery, http) = send(Answer::new(200, r#"{"MessageId":"0102-a"}"#)).await;
        let words = down_because(&delivery, Trouble::SignIn);
        assert!(words.starts_with("no AWS credentials: "), "{words}");
        assert_eq!(http.heard().len(), 0);
        let said = transport(&url(&http.origin())).probe().await;
        assert!(said.as_ref().is_err_and(|words| words.contains("no AWS credentials")), "{said:?}");
    }
}
