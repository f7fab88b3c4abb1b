//! The one way out to other services over HTTP: whoever judges a captcha, and the list of breached passwords. Which
//! URLs are asked is decided in the configuration alone; redirects are not followed, proxies not asked, and neither
//! the time nor the size of an answer is left to the other side.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use countersign_mail::tls;
#[cfg(feature = "otel")]
use reqwest::header::HeaderMap;
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode};
use tokio::sync::Semaphore;
use url::Url;

#[cfg(feature = "cli")]
pub mod look;

/// A range of breached passwords has some 1,500 lines of 40 bytes; the others have a few lines.
const MAX_BYTES: usize = 256 * 1_024;
/// Strangers make us ask; those beyond wait, and are given up with their time.
const AT_ONCE: usize = 32;

/// Cheap to clone. Nothing is set up before it is used or prepared: reading the root certificates takes a while.
#[derive(Clone)]
pub struct Outbound(Arc<Inner>);

struct Inner {
    needs_roots: bool,
    client: OnceLock<Result<Client, Unreachable>>,
    /// For what is got and for what is posted: one of them that is slow holds up no other.
    gets: Semaphore,
    posts: Semaphore,
}

/// There was no answer that could be used. The text names no URL: a path may tell what was asked.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unreachable(String);

impl Outbound {
    /// Roots are needed where anything is asked over https.
    pub fn new(needs_roots: bool) -> Self {
        Self(Arc::new(Inner {
            needs_roots,
            client: OnceLock::new(),
            gets: Semaphore::new(AT_ONCE),
            posts: Semaphore::new(AT_ONCE),
        }))
    }

    /// Sets up what is needed, so that a machine without root certificates is told of at the start.
    pub fn prepare(&self) -> Result<(), Unreachable> {
        self.client().map(drop)
    }

    pub async fn get(
        &self,
        url: &Url,
        headers: &[(&'static str, &'static str)],
        whole: Duration,
    ) -> Result<Vec<u8>, Unreachable> {
        let request = self.client()?.get(url.clone());
        self.body(
            headers.iter().fold(request, |request, (name, value)| request.header(*name, *value)),
            &self.0.gets,
            whole,
        )
        .await
    }

    pub async fn post_form(&self, url: &Url, fields: &[(&str, &str)], whole: Duration) -> Result<Vec<u8>, Unreachable> {
        let form = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client()?.post(url.clone()).header("content-type", "application/x-www-form-urlencoded");
        self.body(request.body(form), &self.0.posts, whole).await
    }

    /// The status of the answer, whatever it is. No log shows the headers.
    #[cfg(feature = "otel")]
    pub async fn post_bytes(
        &self,
        url: &Url,
        mut headers: HeaderMap,
        body: Vec<u8>,
        whole: Duration,
    ) -> Result<u16, Unreachable> {
        headers.values_mut().for_each(|value| value.set_sensitive(true));
        let request = self.client()?.post(url.clone()).headers(headers).body(body);
        let in_time = tokio::time::timeout(whole, request.send()).await;
        let answer = in_time.map_err(|_| Unreachable(format!("no answer within {} ms", whole.as_millis())))?;
        Ok(answer.map_err(in_words)?.status().as_u16())
    }

    /// The body of a 200, `whole` from waiting for one's turn to the last byte.
    async fn body(&self, request: RequestBuilder, turns: &Semaphore, whole: Duration) -> Result<Vec<u8>, Unreachable> {
        let asked = async {
            // Nobody closes it.
            let _permit = turns.acquire().await;
            let mut answer = request.send().await.map_err(in_words)?;
            if answer.status() != StatusCode::OK {
                return Err(Unreachable(format!("HTTP status {}", answer.status().as_u16())));
            }
            let mut body = Vec::new();
            while let Some(chunk) = answer.chunk().await.map_err(in_words)? {
                if body.len() + chunk.len() > MAX_BYTES {
                    return Err(Unreachable(format!("more than {MAX_BYTES} bytes")));
                }
                body.extend_from_slice(&chunk);
            }
            Ok(body)
        };
        let in_time = tokio::time::timeout(whole, asked).await;
        in_time.unwrap_or_else(|_| Err(Unreachable(format!("no whole answer within {} s", whole.as_secs()))))
    }

    fn client(&self) -> Result<&Client, Unreachable> {
        let made = self.0.client.get_or_init(|| {
            let config = tls::client_config(self.0.needs_roots).map_err(|error| Unreachable(error.to_string()))?;
            let client =
                Client::builder().tls_backend_preconfigured(config).redirect(Policy::none()).no_proxy().tls_info(true);
            client.build().map_err(in_words)
        });
        made.as_ref().map_err(Unreachable::clone)
    }
}

fn in_words(error: reqwest::Error) -> Unreachable {
    use std::error::Error as _;
    let error = error.without_url();
    let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
    Unreachable(format!("{error}{cause}"))
}
