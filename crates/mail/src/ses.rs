//! Mail by the API of Amazon SES (version 2, SendEmail), over the official SDK. Here: the client and its
//! calls; what an answer means is in `answer.rs`, what it says of an account in `account.rs`. What becomes of a mail after SES took it comes back by
//! `sns.rs`.

mod account;
mod answer;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_sesv2::Client;
use aws_sdk_sesv2::config::interceptors::BeforeDeserializationInterceptorContextRef;
use aws_sdk_sesv2::config::retry::RetryConfig;
use aws_sdk_sesv2::config::{ConfigBag, Intercept, RuntimeComponents, StalledStreamProtectionConfig};
use aws_sdk_sesv2::error::BoxError;
use aws_sdk_sesv2::primitives::Blob;
use aws_sdk_sesv2::types::{Destination, EmailContent, RawMessage};
use aws_smithy_http_client::tls::Provider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use tokio::sync::OnceCell;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;
use url::Url;

pub use self::account::{Account, Answers, Identity, Refused, examine};
use crate::message::one_line;
use crate::{Delivery, Rendered};

/// Just above 3 s, when a lost first packet has been sent twice more (RFC 6298 section 5).
const CONNECT: Duration = Duration::from_millis(3_100);
/// From looking for credentials to SES's answer.
const WHOLE: Duration = Duration::from_secs(30);

/// SES took the mail and did not say under which name.
const NAMELESS: &str = "accepted, without a message id";

pub(crate) struct Ses {
    region: String,
    endpoint: Option<Url>,
    /// Made for the first mail, so that starting needs no network and no credentials.
    client: OnceCell<Client>,
}

impl Ses {
    pub fn new(region: String, endpoint: Option<Url>) -> Self {
        Self { region, endpoint, client: OnceCell::new() }
    }

    pub async fn send(&self, mail: &Rendered) -> Delivery {
        let accepted = Accepted::default();
        let called = silently(async {
            // By the envelope, as SMTP would: nobody is read out of the headers.
            let to = mail.envelope.to().iter().map(ToString::to_string).collect();
            let raw = RawMessage::builder().data(Blob::new(mail.source.clone())).build()?;
            let call = self.client().await.send_email();
            let call = call.destination(Destination::builder().set_to_addresses(Some(to)).build());
            let call = call.content(EmailContent::builder().raw(raw).build());
            call.customize().interceptor(accepted.clone()).send().await
        });
        match called.await {
            Ok(sent) => {
                let id = sent.message_id().map(one_line).filter(|id| !id.is_empty());
                Delivery::Sent(id.unwrap_or_else(|| NAMELESS.to_owned()))
            }
            // Trying again would send it twice.
            Err(_) if accepted.0.load(Ordering::Relaxed) => Delivery::Sent(NAMELESS.to_owned()),
            Err(error) => answer::of_error(&error),
        }
    }

    /// Asks about the account: the smallest signed question.
    pub async fn probe(&self) -> Result<String, String> {
        let asked = silently(async { self.client().await.get_account().send().await }).await;
        let region = &self.region;
        match asked {
            Ok(account) if !account.sending_enabled() => {
                Err(format!("SES in {region} answers, but sending is switched off for this account"))
            }
            Ok(account) if !account.production_access_enabled() => {
                Ok(format!("SES in {region} answers; in its sandbox only verified addresses can be written to"))
            }
            Ok(_) => Ok(format!("SES in {region} answers")),
            Err(error) => match answer::of_question(&error) {
                Ok(words) => Ok(format!("SES in {region} answers ({words})")),
                Err(words) => Err(format!("SES in {region}: {words}")),
            },
        }
    }

    async fn client(&self) -> &Client {
        self.client.get_or_init(|| self.connect()).await
    }

    async fn connect(&self) -> Client {
        // By hand, since the SDK's own choice brings a second, older TLS. It follows no redirect.
        let http =
            aws_smithy_http_client::Builder::new().tls_provider(Provider::Rustls(CryptoMode::AwsLc)).build_https();
        let times = TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(WHOLE).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .region(Region::new(self.region.clone()))
            .http_client(http)
            .timeout_config(times)
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            // The queue tries again, and counts.
            .retry_config(RetryConfig::disabled());
        if let Some(endpoint) = &self.endpoint {
            loader = loader.endpoint_url(endpoint.as_str());
        }
        Client::new(&loader.load().await)
    }
}

/// At its finest level the SDK logs what it signs and sends: credentials and links. What it has to say comes
/// back as an error.
async fn silently<T>(work: impl Future<Output = T>) -> T {
    work.with_subscriber(NoSubscriber::default()).await
}

/// Notes that SES said yes, whatever becomes of the rest of its answer.
#[derive(Clone, Debug, Default)]
struct Accepted(Arc<AtomicBool>);

impl Intercept for Accepted {
    fn name(&self) -> &'static str {
        "Accepted"
    }

    fn read_after_transmit(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        self.0.store(context.response().status().is_success(), Ordering::Relaxed);
        Ok(())
    }
}
