//! What becomes of a mail after SES took it: bounces and complaints, as Amazon SNS brings them to a door of
//! ours. Here: which messages are believed. Their shape and signed text are in `message.rs`, what is fetched
//! for them in `fetch.rs`, SES's words in `event.rs`. The door, and what an event does, are `countersign`'s.

mod event;
mod fetch;
mod message;

use std::time::Duration;

use countersign_core::Timestamp;
use url::Url;

use crate::Error;
use crate::route::is_endpoint;
use fetch::Fetch;
use message::{Envelope, Kind, Topic};

/// Far more than SNS needs to bring a message (its retries end within hours), and so little that an old one
/// that was overheard is of no use later.
const FRESH: Duration = Duration::from_secs(24 * 3_600);

/// What a believed message says. To hear it again, as SNS and anybody who overheard it can make us, must
/// change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An allowed topic asked whether we want its messages, and was told so.
    Confirmed,
    /// An address did not take a mail that SES had taken.
    Bounced {
        /// As SES repeats them; not parsed.
        addresses: Vec<String>,
        /// SES or the receiving server says that it will be no different next time.
        permanent: bool,
        /// The name under which SES took the mail: the words of its [`crate::Delivery::Sent`].
        ses_id: String,
        /// One line.
        words: String,
    },
    /// Somebody marked the mail as spam.
    Complained {
        /// As SES repeats them; not parsed.
        addresses: Vec<String>,
        /// The name under which SES took the mail.
        ses_id: String,
        /// One line.
        words: String,
    },
    /// Nothing that concerns an address: a delivery, an opened mail, a test.
    Other,
}

/// Why a message is not believed. Nothing in it came to any effect.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each says it in its message")]
pub enum Refused {
    #[error("it is not a message of SNS, or not one about mail")]
    Malformed,
    #[error("its topic is not one of ours")]
    UnknownTopic,
    /// Also every message with `SignatureVersion` 1: that is SHA-1, for which two texts with one signature can
    /// be made (<https://shattered.io>). A topic signs with SHA-256 once its `SignatureVersion` is set to 2.
    #[error("its signature is not SNS's, or not of version 2")]
    Signature,
    #[error("it is older than a day, or from the future")]
    Stale,
    #[error("what it takes to believe it could not be fetched: {0}")]
    Unavailable(String),
}

/// Reads the messages of some topics. Cheap to share by reference; certificates inside are kept for a day.
pub struct Events {
    topics: Vec<Topic>,
    endpoint: Option<Url>,
    fetch: Fetch,
}

impl Events {
    /// `topics` are ARNs; no other topic is listened to. `endpoint` stands in for SNS where certificates and
    /// confirmations are concerned (emulators, tests). Connects nowhere yet.
    ///
    /// # Errors
    /// `Topic` for the first text that is not an ARN of a topic; `SnsEndpoint` if it is not a bare `https` origin
    /// or `http` on a loopback host; `Tls` if the client cannot be set up.
    pub fn new(topics: &[String], endpoint: Option<Url>) -> Result<Self, Error> {
        let topics = topics.iter().map(|arn| Topic::parse(arn).ok_or_else(|| Error::Topic(arn.clone())));
        if endpoint.as_ref().is_some_and(|url| !is_endpoint(url)) {
            return Err(Error::SnsEndpoint);
        }
        Ok(Self { topics: topics.collect::<Result<_, _>>()?, endpoint, fetch: Fetch::new()? })
    }

    /// Reads the body of one request. The topic comes first: for nobody else's is anything fetched.
    ///
    /// # Errors
    /// See [`Refused`]. After `Unavailable` the message is worth another try.
    pub async fn read(&self, body: &[u8], now: Timestamp) -> Result<Event, Refused> {
        let envelope = Envelope::parse(body).ok_or(Refused::Malformed)?;
        let topic = self.topics.iter().find(|topic| topic.arn == envelope.topic_arn).ok_or(Refused::UnknownTopic)?;
        let at = envelope.at().ok_or(Refused::Malformed)?;
        if now.since(at).max(at.since(now)) > FRESH {
            return Err(Refused::Stale);
        }
        if envelope.signature_version != "2" {
            return Err(Refused::Signature);
        }
        let certificate = self.at_home(&envelope.signing_cert_url, topic).filter(is_certificate);
        let certificate = certificate.ok_or(Refused::Signature)?;
        let (text, signature) = envelope.signed().ok_or(Refused::Malformed)?;
        self.fetch.verify(&certificate, text.as_bytes(), &signature, now).await?;
        match envelope.kind {
            Kind::Notification => event::read(&envelope.message).ok_or(Refused::Malformed),
            Kind::UnsubscribeConfirmation => Ok(Event::Other),
            Kind::SubscriptionConfirmation => {
                let url = envelope.subscribe_url.and_then(|url| self.at_home(&url, topic));
                self.fetch.body(&url.ok_or(Refused::Malformed)?).await?;
                Ok(Event::Confirmed)
            }
        }
    }

    /// The URL, if it leads to SNS in the topic's region and nowhere else.
    fn at_home(&self, text: &str, topic: &Topic) -> Option<Url> {
        let url = Url::parse(text).ok()?;
        let anonymous = url.username().is_empty() && url.password().is_none();
        let at_home = match &self.endpoint {
            Some(endpoint) => url.origin() == endpoint.origin(),
            None => url.scheme() == "https" && url.host_str() == Some(&topic.host()) && url.port().is_none(),
        };
        (anonymous && at_home && url.fragment().is_none()).then_some(url)
    }
}

/// SNS's certificates are plain files. Without this, each query would be another URL of the same one.
fn is_certificate(url: &Url) -> bool {
    url.query().is_none() && url.path().ends_with(".pem") && !url.path().contains('%')
}
