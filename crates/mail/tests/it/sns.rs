//! Messages of SNS: which are believed, and what they say. Signed with a key of the tests; the certificate and
//! the confirmation come from a server on loopback, in SNS's place.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_mail::sns::{Event, Events, Refused};
use data_encoding::BASE64;
use rustls::SignatureScheme;
use rustls::crypto::aws_lc_rs::sign::any_supported_type;
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject;
use serde_json::{Value, json};
use url::Url;

use crate::support::http::{Answer, Http};

const TOPIC: &str = "arn:aws:sns:eu-west-1:123456789012:mail-events";
/// 2026-11-21T12:00:00Z
const NOW: Timestamp = Timestamp::from_seconds(1_795_262_400);

fn certificate(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/support/certificates").join(name)
}

fn pem(name: &str) -> Vec<u8> {
    std::fs::read(certificate(name)).unwrap()
}

/// A message, field by field, signed anew by whoever changes it on purpose.
#[derive(Clone)]
struct Message(BTreeMap<&'static str, String>);

impl Message {
    fn notification(sns: &Http, content: &Value) -> Self {
        Self(BTreeMap::from([
            ("Type", "Notification".to_owned()),
            ("MessageId", "165545c9-2a5c-472c-8df2-7ff2be2b3b1b".to_owned()),
            ("TopicArn", TOPIC.to_owned()),
            ("Subject", "Amazon SES Email Event Notification".to_owned()),
            ("Message", content.to_string()),
            ("Timestamp", "2026-11-21T11:59:58.123Z".to_owned()),
            ("SignatureVersion", "2".to_owned()),
            ("SigningCertURL", format!("{}/SimpleNotificationService-1.pem", sns.origin())),
            ("UnsubscribeURL", "https://nowhere.example/?Action=Unsubscribe".to_owned()),
        ]))
        .signed()
    }

    fn of_subscription(sns: &Http, kind: &str) -> Self {
        let url = format!("{}/?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37", sns.origin());
        Self::notification(sns, &json!("You have chosen to subscribe"))
            .without("Subject")
            .with("Type", kind)
            .with("Token", "2336412f37")
            .with("SubscribeURL", &url)
            .signed()
    }

    fn with(mut self, field: &'static str, value: &str) -> Self {
        self.0.insert(field, value.to_owned());
        self
    }

    fn without(mut self, field: &str) -> Self {
        self.0.remove(field);
        self
    }

    fn signed(self) -> Self {
        self.signed_by("sns.key")
    }

    /// As Amazon's developer guide tells: these names, in this order, where they are there.
    fn signed_by(self, key: &str) -> Self {
        let names = match self.0["Type"].as_str() {
            "Notification" => &["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"][..],
            _ => &["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"],
        };
        let lines = names.iter().filter_map(|name| self.0.get(name).map(|value| format!("{name}\n{value}\n")));
        let text: String = lines.collect();
        let key = any_supported_type(&PrivateKeyDer::from_pem_file(certificate(key)).unwrap()).unwrap();
        let signer = key.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256]).unwrap();
        let signature = BASE64.encode(&signer.sign(text.as_bytes()).unwrap());
        self.with("Signature", &signature)
    }

    fn body(&self) -> Vec<u8> {
        serde_json::to_vec(&self.0).unwrap()
    }
}

/// In SNS's place: its certificate, a stranger's, and every confirmation.
async fn sns() -> Http {
    Http::start(|request| match request.line.as_str() {
        "GET /SimpleNotificationService-1.pem" => Answer::new(200, pem("sns.pem")),
        "GET /stranger.pem" => Answer::new(200, pem("sns_stranger.pem")),
        "GET /elliptic.pem" => Answer::new(200, pem("server.pem")),
        "GET /empty.pem" => Answer::new(200, ""),
        "GET /big.pem" => Answer::new(200, [pem("sns.pem"), vec![b'\n'; 64 * 1_024]].concat()),
        "GET /moved.pem" => Answer::new(302, "").with("Location", "/SimpleNotificationService-1.pem"),
        "GET /half.pem" => Answer::BreakOff(200),
        "GET /silent.pem" => Answer::Hang,
        line if line.starts_with("GET /?Action=ConfirmSubscription") => {
            Answer::new(200, "<ConfirmSubscriptionResponse/>")
        }
        _ => Answer::new(404, ""),
    })
    .await
}

fn events(sns: &Http) -> Events {
    Events::new(&[TOPIC.to_owned()], Some(Url::parse(&sns.origin()).unwrap())).unwrap()
}

fn bounce() -> Value {
    json!({
        "notificationType": "Bounce",
        "bounce": {
            "bounceType": "Permanent",
            "bounceSubType": "General",
            "bouncedRecipients": [{
                "emailAddress": "Grace <grace@example.net>",
                "action": "failed",
                "status": "5.1.1",
                "diagnosticCode": "smtp; 550 5.1.1\r\nno such user",
            }],
            "timestamp": "2026-11-21T11:59:57.000Z",
            "feedbackId": "0102-f",
        },
        "mail": { "messageId": "0102-a", "destination": ["grace@example.net"], "source": "no-reply@example.org" },
    })
}

fn bounced(permanent: bool, words: &str) -> Event {
    Event::Bounced {
        addresses: vec!["grace@example.net".to_owned()],
        permanent,
        ses_id: "0102-a".to_owned(),
        words: words.to_owned(),
    }
}

async fn read(message: &Message, sns: &Http) -> Result<Event, Refused> {
    events(sns).read(&message.body(), NOW).await
}

#[tokio::test]
async fn a_signed_message_is_believed_again_and_again_and_its_certificate_is_fetched_once() {
    let sns = sns().await;
    let events = events(&sns);
    let message = Message::notification(&sns, &bounce());
    for _ in 0..3 {
        let event = events.read(&message.body(), NOW).await;
        assert_eq!(event, Ok(bounced(true, "bounced: 5.1.1 smtp; 550 5.1.1 no such user")));
    }
    let without_subject = message.clone().without("Subject").signed();
    assert!(events.read(&without_subject.body(), NOW).await.is_ok());
    assert_eq!(sns.lines(), ["GET /SimpleNotificationService-1.pem"]);
    let tomorrow = NOW.plus(Duration::from_secs(86_400));
    let message = message.with("Timestamp", "2026-11-22T12:00:00Z").signed();
    assert!(events.read(&message.body(), tomorrow).await.is_ok());
    assert_eq!(sns.lines().len(), 2);
}

#[tokio::test]
async fn one_changed_field_and_nothing_is_believed() {
    let sns = sns().await;
    let events = events(&sns);
    let good = Message::notification(&sns, &bounce());
    assert!(events.read(&good.body(), NOW).await.is_ok());
    let other = json!({ "notificationType": "Complaint" }).to_string();
    for (field, value) in [
        ("Message", other.as_str()),
        ("MessageId", "265545c9-2a5c-472c-8df2-7ff2be2b3b1b"),
        ("Subject", "another"),
        ("Timestamp", "2026-11-21T11:59:58.124Z"),
        ("SignatureVersion", "1"),
        ("SignatureVersion", ""),
        ("SignatureVersion", "3"),
        ("Signature", ""),
        ("Signature", "AAAA"),
        ("Signature", &good.0["Signature"].replace(|c: char| c.is_ascii_digit(), "A")),
    ] {
        let found = events.read(&good.clone().with(field, value).body(), NOW).await;
        assert_eq!(found, Err(Refused::Signature), "{field}: {value}");
    }
    assert_eq!(events.read(&good.clone().without("Subject").body(), NOW).await, Err(Refused::Signature));
    // The same words as another type of message, and lines moved from one field to another.
    let retyped = good.clone().with("Type", "UnsubscribeConfirmation").with("Token", "t").with("SubscribeURL", "u");
    assert_eq!(events.read(&retyped.body(), NOW).await, Err(Refused::Signature));
    let split = good.clone().with("Message", "a").with("MessageId", "b\nSubject\nc").without("Subject").signed();
    assert_eq!(events.read(&split.body(), NOW).await, Err(Refused::Malformed));
    let merged = good.with("Message", "a\nMessageId\nb").with("MessageId", "c").signed().with("Message", "a");
    assert_eq!(events.read(&merged.body(), NOW).await, Err(Refused::Signature));
}

#[tokio::test]
async fn another_topic_makes_nobody_fetch_anything() {
    let sns = sns().await;
    for topic in [
        "arn:aws:sns:eu-west-1:123456789012:mail-events2",
        "arn:aws:sns:eu-west-1:210987654321:mail-events",
        "arn:aws:sns:us-east-1:123456789012:mail-events",
        "",
    ] {
        let message = Message::notification(&sns, &bounce()).with("TopicArn", topic).signed();
        assert_eq!(read(&message, &sns).await, Err(Refused::UnknownTopic), "{topic}");
    }
    assert_eq!(sns.lines().len(), 0);
}

#[tokio::test]
async fn certificates_come_from_sns_in_the_topics_region_alone() {
    let stand_in = sns().await;
    let real = |partition: &str| {
        let topic = TOPIC.replace("arn:aws:", &format!("arn:{partition}:"));
        (Events::new(std::slice::from_ref(&topic), None).unwrap(), topic)
    };
    let port = stand_in.port;
    for url in [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://user@sns.eu-west-1.amazonaws.com/a.pem",
        "https://:secret@sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com@127.0.0.1/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/a.pem",
        "https://evil.sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.us-east-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.cn/a.pem",
        "https://sns.eu-west-1.amazonaws.com./a.pem",
        "https://sqs.eu-west-1.amazonaws.com/a.pem",
        "https://bucket.s3.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.pem?x=1",
        "https://sns.eu-west-1.amazonaws.com/a.pem#x",
        "https://sns.eu-west-1.amazonaws.com/a.txt",
        "https://sns.eu-west-1.amazonaws.com/a%2epem",
        "https://sns.eu-west-1.amazonaws.com/a?.pem",
        "https://sns.eu-west-1.amazonaws.com/a%00.pem",
        "https://127.0.0.1\\@sns.eu-west-1.amazonaws.com/a.pem",
        "https://127.0.0.1/sns.eu-west-1.amazonaws.com/a.pem",
        "file:///etc/ssl/a.pem",
        "//sns.eu-west-1.amazonaws.com/a.pem",
        "",
    ] {
        let (events, _) = real("aws");
        let message = Message::notification(&stand_in, &bounce()).with("SigningCertURL", url);
        assert_eq!(events.read(&message.body(), NOW).await, Err(Refused::Signature), "{url}");
    }
    let (events, topic) = real("aws-cn");
    let message = Message::notification(&stand_in, &bounce()).with("TopicArn", &topic);
    let message = message.with("SigningCertURL", "https://sns.eu-west-1.amazonaws.com/a.pem");
    assert_eq!(events.read(&message.body(), NOW).await, Err(Refused::Signature));
    // Where something stands in for SNS, SNS itself is no more at home than anybody else.
    for url in [
        "https://sns.eu-west-1.amazonaws.com/a.pem".to_owned(),
        format!("http://localhost:{port}/SimpleNotificationService-1.pem"),
        format!("https://127.0.0.1:{port}/SimpleNotificationService-1.pem"),
        format!("http://user@127.0.0.1:{port}/SimpleNotificationService-1.pem"),
        format!("http://127.0.0.1:{port}/SimpleNotificationService-1.pem?x"),
        "http://127.0.0.1/SimpleNotificationService-1.pem".to_owned(),
    ] {
        let message = Message::notification(&stand_in, &bounce()).with("SigningCertURL", &url);
        assert_eq!(read(&message, &stand_in).await, Err(Refused::Signature), "{url}");
    }
    assert_eq!(stand_in.lines().len(), 0);
}

#[tokio::test]
async fn a_certificate_of_another_key_does_not_open_the_message() {
    let sns = sns().await;
    let good = Message::notification(&sns, &bounce());
    for path in ["stranger.pem", "elliptic.pem"] {
        let message = good.clone().with("SigningCertURL", &format!("{}/{path}", sns.origin()));
        assert_eq!(read(&message, &sns).await, Err(Refused::Signature), "{path}");
    }
    assert_eq!(read(&good.signed_by("sns_stranger.key"), &sns).await, Err(Refused::Signature));
}

#[tokio::test]
async fn a_certificate_that_cannot_be_had_is_worth_another_try() {
    let sns = sns().await;
    let events = events(&sns);
    let good = Message::notification(&sns, &bounce());
    for path in ["missing.pem", "empty.pem", "big.pem", "moved.pem", "half.pem", "silent.pem"] {
        let message = good.clone().with("SigningCertURL", &format!("{}/{path}", sns.origin()));
        let refused = events.read(&message.body(), NOW).await;
        let Err(Refused::Unavailable(words)) = &refused else { panic!("{path}: {refused:?}") };
        assert!(!words.contains("http://"), "{words}");
        assert_eq!(sns.lines().last().unwrap(), &format!("GET /{path}"));
    }
    tokio::time::resume();
    assert!(events.read(&good.body(), NOW).await.is_ok());
    let nobody = Url::parse("http://127.0.0.1:1").unwrap();
    let events = Events::new(&[TOPIC.to_owned()], Some(nobody)).unwrap();
    let message = good.with("SigningCertURL", "http://127.0.0.1:1/a.pem");
    assert!(matches!(events.read(&message.body(), NOW).await, Err(Refused::Unavailable(_))));
}

#[tokio::test]
async fn old_messages_and_ones_from_the_future_are_refused() {
    let sns = sns().await;
    for (at, stale) in [
        ("2026-11-20T12:00:00Z", false),
        ("2026-11-20T11:59:59.999Z", true),
        ("2026-11-22T12:00:00Z", false),
        ("2026-11-22T12:00:00.001Z", true),
        ("2026-11-21T12:00:00+23:00", false),
        ("2012-05-02T00:54:06.655Z", true),
        ("9999-12-31T23:59:59Z", true),
    ] {
        let message = Message::notification(&sns, &bounce()).with("Timestamp", at).signed();
        assert_eq!(read(&message, &sns).await == Err(Refused::Stale), stale, "{at}");
    }
    for at in ["", "yesterday", "1795262400", "2026-11-21"] {
        let message = Message::notification(&sns, &bounce()).with("Timestamp", at).signed();
        assert_eq!(read(&message, &sns).await, Err(Refused::Malformed), "{at}");
    }
}

#[tokio::test]
async fn a_subscription_is_confirmed_after_its_signature_was_looked_at() {
    let sns = sns().await;
    let good = Message::of_subscription(&sns, "SubscriptionConfirmation");
    assert_eq!(read(&good, &sns).await, Ok(Event::Confirmed));
    let confirmation = format!("GET /?Action=ConfirmSubscription&TopicArn={TOPIC}&Token=2336412f37");
    assert_eq!(sns.lines(), ["GET /SimpleNotificationService-1.pem".to_owned(), confirmation]);

    let fetched = sns.lines().len();
    for (field, value) in [("Token", "x"), ("SubscribeURL", &*format!("{}/x", sns.origin())), ("Message", "x")] {
        assert_eq!(read(&good.clone().with(field, value), &sns).await, Err(Refused::Signature), "{field}");
    }
    assert_eq!(read(&good.clone().signed_by("sns_stranger.key"), &sns).await, Err(Refused::Signature));
    for field in ["Token", "SubscribeURL"] {
        assert_eq!(read(&good.clone().without(field), &sns).await, Err(Refused::Malformed));
    }
    let elsewhere = Http::start(|_| Answer::new(200, "")).await;
    for url in [
        format!("{}/?Action=ConfirmSubscription", elsewhere.origin()),
        format!("http://a@127.0.0.1:{}/?Action=ConfirmSubscription", sns.port),
        "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription".to_owned(),
        "nonsense".to_owned(),
    ] {
        let message = good.clone().with("SubscribeURL", &url).signed();
        assert_eq!(read(&message, &sns).await, Err(Refused::Malformed), "{url}");
    }
    assert_eq!(elsewhere.lines().len(), 0);
    let lines = sns.lines();
    assert!(lines[fetched..].iter().all(|line| line.ends_with(".pem")), "{lines:?}");

    let failing = good.with("SubscribeURL", &format!("{}/gone?Token=2336412f37", sns.origin())).signed();
    assert_eq!(read(&failing, &sns).await, Err(Refused::Unavailable("HTTP status 404".to_owned())));
    let end = Message::of_subscription(&sns, "UnsubscribeConfirmation");
    assert_eq!(read(&end, &sns).await, Ok(Event::Other));
    assert!(sns.lines().last().unwrap().ends_with(".pem"), "leaving a topic confirms nothing");
}

#[tokio::test]
async fn bounces_and_complaints_are_read_in_both_forms() {
    let sns = sns().await;
    let changed = |path: &str, value: Value| {
        let mut notice = bounce();
        *notice.pointer_mut(path).unwrap() = value;
        notice
    };
    let recipient = |address: &str| json!([{ "emailAddress": address }]);
    let published = {
        let mut notice = bounce();
        let kind = notice.as_object_mut().unwrap().remove("notificationType").unwrap();
        notice["eventType"] = kind;
        notice["bounce"]["bounceType"] = "Transient".into();
        notice
    };
    let complaint = |kind: &str, reason: Value| {
        json!({ kind: "Complaint", "mail": { "messageId": "0102-a" }, "complaint": {
            "complainedRecipients": recipient("grace@example.net"), "complaintFeedbackType": reason } })
    };
    let complained = |words: &str| Event::Complained {
        addresses: vec!["grace@example.net".to_owned()],
        ses_id: "0102-a".to_owned(),
        words: words.to_owned(),
    };
    for (content, event) in [
        (published, bounced(false, "bounced: 5.1.1 smtp; 550 5.1.1 no such user")),
        (
            changed("/bounce/bounceType", "Undetermined".into()),
            bounced(false, "bounced: 5.1.1 smtp; 550 5.1.1 no such user"),
        ),
        (
            changed("/bounce/bouncedRecipients", recipient("grace@example.net")),
            bounced(true, "bounced: Permanent General"),
        ),
        (complaint("notificationType", "abuse".into()), complained("complained: abuse")),
        (complaint("eventType", Value::Null), complained("complained: without a reason")),
        (complaint("eventType", "not-spam".into()), Event::Other),
        (json!({ "eventType": "Delivery", "mail": { "messageId": "0102-a" }, "delivery": {} }), Event::Other),
        (json!({ "notificationType": "AmazonSnsSubscriptionSucceeded" }), Event::Other),
        (json!("Successfully validated SNS topic for Amazon SES event publishing."), Event::Other),
        (json!([1, 2]), Event::Other),
    ] {
        assert_eq!(read(&Message::notification(&sns, &content), &sns).await, Ok(event), "{content}");
    }
    for content in [
        json!({ "notificationType": "Bounce", "mail": { "messageId": "0102-a" } }),
        json!({ "eventType": "Complaint", "complaint": { "complainedRecipients": [] } }),
    ] {
        let found = read(&Message::notification(&sns, &content), &sns).await;
        assert_eq!(found, Err(Refused::Malformed), "{content}");
    }
}

#[tokio::test]
async fn what_is_no_message_of_sns_is_malformed() {
    let sns = sns().await;
    let good = Message::notification(&sns, &bounce());
    for field in
        ["Type", "MessageId", "TopicArn", "Message", "Timestamp", "SignatureVersion", "Signature", "SigningCertURL"]
    {
        let refused = read(&good.clone().without(field), &sns).await;
        assert_eq!(refused, Err(Refused::Malformed), "{field}");
    }
    assert_eq!(read(&good.clone().with("Type", "Surprise"), &sns).await, Err(Refused::Malformed));
    let twice = String::from_utf8(good.body()).unwrap().replacen('{', &format!("{{\"TopicArn\":\"{TOPIC}\","), 1);
    let raw = serde_json::to_vec(&bounce()).unwrap();
    for body in [twice.as_bytes(), &raw, b"", b"[]", b"{", &[0xff]] {
        assert_eq!(events(&sns).read(body, NOW).await, Err(Refused::Malformed));
    }
}

#[test]
fn topics_and_endpoint_are_checked_at_the_start() {
    let new =
        |topic: &str| Events::new(&[TOPIC.to_owned(), topic.to_owned()], None).err().map(|error| error.to_string());
    for topic in ["arn:aws-cn:sns:cn-north-1:123456789012:a_B-9", "arn:aws-us-gov:sns:us-gov-west-1:123456789012:x"] {
        assert_eq!(new(topic), None, "{topic}");
    }
    for topic in [
        "",
        "mail-events",
        "arn:aws:sqs:eu-west-1:123456789012:mail-events",
        "arn:aws:sns:eu-west-1:12345:mail-events",
        "arn:aws:sns:eu-west-1:123456789012:",
        "arn:aws:sns:eu-west-1:123456789012:events.fifo",
        "arn:aws:sns:evil.example/:123456789012:mail-events",
        "arn:aws:sns::123456789012:mail-events",
        "arn:azure:sns:eu-west-1:123456789012:mail-events",
        "arn:aws:sns:eu-west-1:123456789012:mail-events:5bd2f4a5",
    ] {
        assert!(new(topic).is_some_and(|words| words.contains("ARN")), "{topic}");
    }
    for endpoint in
        ["http://sns.example.org", "https://a@sns.example.org", "https://sns.example.org/x", "ftp://127.0.0.1"]
    {
        let events = Events::new(&[TOPIC.to_owned()], Some(Url::parse(endpoint).unwrap()));
        assert!(events.is_err(), "{endpoint}");
    }
}
