//! A message of SNS as it stands in an HTTP body, and the text that its signature is over (Amazon SNS Developer
//! Guide, "Verifying the signatures of Amazon SNS messages"). Whether the signature is good is decided in
//! `fetch.rs`.

use countersign_core::Timestamp;
use data_encoding::BASE64;
use serde::Deserialize;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
pub(super) enum Kind {
    Notification,
    SubscriptionConfirmation,
    UnsubscribeConfirmation,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Envelope {
    #[serde(rename = "Type")]
    pub kind: Kind,
    pub message_id: String,
    pub topic_arn: String,
    pub subject: Option<String>,
    pub message: String,
    pub timestamp: String,
    pub signature_version: String,
    pub signature: String,
    #[serde(rename = "SigningCertURL")]
    pub signing_cert_url: String,
    pub token: Option<String>,
    #[serde(rename = "SubscribeURL")]
    pub subscribe_url: Option<String>,
}

impl Envelope {
    pub fn parse(body: &[u8]) -> Option<Self> {
        serde_json::from_slice(body).ok()
    }

    pub fn at(&self) -> Option<Timestamp> {
        let at = OffsetDateTime::parse(&self.timestamp, &Rfc3339).ok()?;
        i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok().map(Timestamp::from_millis)
    }

    /// The signed text and the signature: names and values, each a line, names in the order of bytes.
    pub fn signed(&self) -> Option<(String, Vec<u8>)> {
        let kind = match self.kind {
            Kind::Notification => "Notification",
            Kind::SubscriptionConfirmation => "SubscriptionConfirmation",
            Kind::UnsubscribeConfirmation => "UnsubscribeConfirmation",
        };
        let mut lines = vec![("Message", self.message.as_str()), ("MessageId", self.message_id.as_str())];
        if self.kind == Kind::Notification {
            lines.extend(self.subject.as_deref().map(|subject| ("Subject", subject)));
        } else {
            lines.push(("SubscribeURL", self.subscribe_url.as_deref()?));
        }
        lines.push(("Timestamp", &self.timestamp));
        if self.kind != Kind::Notification {
            lines.push(("Token", self.token.as_deref()?));
        }
        lines.extend([("TopicArn", self.topic_arn.as_str()), ("Type", kind)]);
        // Only words of people may have lines: anywhere else one could stand for the next name.
        let broken = |(name, value): &(&str, &str)| !matches!(*name, "Message" | "Subject") && value.contains('\n');
        if lines.iter().any(broken) {
            return None;
        }
        let text = lines.iter().map(|(name, value)| format!("{name}\n{value}\n")).collect();
        Some((text, BASE64.decode(self.signature.as_bytes()).ok()?))
    }
}

/// A topic, by its ARN: `arn:PARTITION:sns:REGION:ACCOUNT:NAME`.
pub(super) struct Topic {
    pub arn: String,
    partition: Partition,
    region: String,
}

#[derive(Clone, Copy)]
enum Partition {
    /// The usual one, or the one of the US government.
    Global,
    China,
}

impl Topic {
    pub fn parse(arn: &str) -> Option<Self> {
        let parts: Vec<&str> = arn.split(':').collect();
        let ["arn", partition, "sns", region, account, name] = parts[..] else { return None };
        let partition = match partition {
            "aws" | "aws-us-gov" => Partition::Global,
            "aws-cn" => Partition::China,
            _ => return None,
        };
        let is_region = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
        let is_name = |c: u8| c.is_ascii_alphanumeric() || matches!(c, b'-' | b'_');
        let whole = !region.is_empty()
            && region.bytes().all(is_region)
            && account.len() == 12
            && account.bytes().all(|c| c.is_ascii_digit())
            && (1..=256).contains(&name.len())
            && name.bytes().all(is_name);
        whole.then(|| Self { arn: arn.to_owned(), partition, region: region.to_owned() })
    }

    /// Where SNS is in the topic's region.
    pub fn host(&self) -> String {
        let end = match self.partition {
            Partition::Global => "amazonaws.com",
            Partition::China => "amazonaws.com.cn",
        };
        format!("sns.{}.{end}", self.region)
    }
}
