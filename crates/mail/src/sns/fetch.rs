//! What has to be fetched from SNS to believe a message: the certificate that its signature is verified with,
//! and the page that confirms a subscription. Which URLs may be asked for is decided in `sns.rs`.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;
use reqwest::Client;
use reqwest::redirect::Policy;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::sync::Semaphore;
use url::Url;
use webpki::EndEntityCert;
use webpki::aws_lc_rs::RSA_PKCS1_2048_8192_SHA256;

use super::Refused;
use crate::message::short_line;
use crate::{Error, tls};

/// From connecting to the last byte. SNS itself waits 15 s for our answer.
const WHOLE: Duration = Duration::from_secs(3);
const MAX_BYTES: usize = 64 * 1_024;
/// Strangers can make us ask SNS for what is not there, but only so often at one time.
const AT_ONCE: usize = 4;
const KEPT: usize = 8;
const KEPT_FOR: Duration = Duration::from_secs(24 * 3_600);

pub(super) struct Fetch {
    client: Client,
    at_once: Semaphore,
    /// Only certificates that a message was believed by; the oldest first.
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    url: Url,
    certificate: CertificateDer<'static>,
    since: Timestamp,
}

impl Fetch {
    pub fn new() -> Result<Self, Error> {
        // An emulator on this machine needs no roots; without any, SNS itself is not believed.
        let client = Client::builder()
            .tls_backend_preconfigured(tls::client_config(false)?)
            .redirect(Policy::none())
            .timeout(WHOLE)
            .no_proxy()
            // Once a day: not worth a kept connection.
            .pool_max_idle_per_host(0)
            .build()
            .map_err(|error| Error::Tls(error.to_string()))?;
        Ok(Self { client, at_once: Semaphore::new(AT_ONCE), kept: Mutex::default() })
    }

    /// RSA over SHA-256 (SNS's signature version 2). The certificate's own issuer and dates are not looked at:
    /// that SNS hands it out by its own host, now, is what it is believed by.
    pub async fn verify(&self, url: &Url, text: &[u8], signature: &[u8], now: Timestamp) -> Result<(), Refused> {
        let kept = self.kept(url, now);
        let is_new = kept.is_none();
        let certificate = match kept {
            Some(certificate) => certificate,
            None => CertificateDer::from_pem_slice(&self.body(url).await?).map_err(|_| not_one())?,
        };
        let opened = EndEntityCert::try_from(&certificate).map_err(|_| not_one())?;
        opened.verify_signature(RSA_PKCS1_2048_8192_SHA256, text, signature).map_err(|_| Refused::Signature)?;
        if is_new {
            self.keep(Kept { url: url.clone(), certificate, since: now });
        }
        Ok(())
    }

    /// The body of a successful answer. Redirects are not followed.
    pub async fn body(&self, url: &Url) -> Result<Vec<u8>, Refused> {
        // Nobody closes it.
        let _permit = self.at_once.acquire().await;
        let mut answer = self.client.get(url.clone()).send().await.map_err(in_words)?;
        if !answer.status().is_success() {
            return Err(Refused::Unavailable(format!("HTTP status {}", answer.status().as_u16())));
        }
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(in_words)? {
            if body.len() + chunk.len() > MAX_BYTES {
                return Err(Refused::Unavailable(format!("more than {MAX_BYTES} bytes")));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn kept(&self, url: &Url, now: Timestamp) -> Option<CertificateDer<'static>> {
        let mut kept = self.certificates();
        kept.retain(|kept| now.since(kept.since) < KEPT_FOR);
        kept.iter().find(|kept| kept.url == *url).map(|kept| kept.certificate.clone())
    }

    fn keep(&self, fresh: Kept) {
        let mut kept = self.certificates();
        kept.retain(|kept| kept.url != fresh.url);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(fresh);
    }

    fn certificates(&self) -> MutexGuard<'_, Vec<Kept>> {
        // No code under this lock can leave an entry half made, so a panic elsewhere does not matter.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn not_one() -> Refused {
    Refused::Unavailable("no certificate is where it should be".to_owned())
}

/// Without the URL: that of a confirmation has a token in it.
fn in_words(error: reqwest::Error) -> Refused {
    use std::error::Error as _;
    let error = error.without_url();
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    Refused::Unavailable(short_line(&format!("{error}{cause}")))
}
