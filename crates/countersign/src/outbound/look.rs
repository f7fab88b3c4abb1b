//! Who answers at a URL, and how: for the doctor, who wants to know also of what is no good answer.

use std::time::Duration;

use countersign_mail::tls::Flaw;
use reqwest::tls::TlsInfo;
use url::Url;

use super::{MAX_BYTES, Outbound, Unreachable, in_words};

/// An answer of any status, as far as a doctor wants to know of it.
pub struct Seen {
    pub status: u16,
    /// As it was written.
    pub date: Option<String>,
    /// Of an encrypted connection.
    pub certificate: Option<Vec<u8>>,
    pub body: Vec<u8>,
}

/// Why there was none.
pub struct Unseen {
    pub words: String,
    /// Where it is the certificate.
    pub flaw: Option<Flaw>,
    /// Nobody is there.
    pub is_unreachable: bool,
}

impl Outbound {
    /// Who answers there, and how.
    pub async fn look(&self, url: &Url, whole: Duration) -> Result<Seen, Unseen> {
        let unseen = |words: String| Unseen { words, flaw: None, is_unreachable: false };
        let client = self.client().map_err(|Unreachable(words)| unseen(words))?;
        let asked = async {
            let mut answer = client.get(url.clone()).send().await?;
            let certificate = answer.extensions().get::<TlsInfo>().and_then(TlsInfo::peer_certificate);
            let mut seen = Seen {
                status: answer.status().as_u16(),
                date: answer.headers().get("date").and_then(|date| date.to_str().ok()).map(str::to_owned),
                certificate: certificate.map(<[u8]>::to_vec),
                body: Vec::new(),
            };
            while let Some(chunk) = answer.chunk().await?
                && seen.body.len() + chunk.len() <= MAX_BYTES
            {
                seen.body.extend_from_slice(&chunk);
            }
            Ok(seen)
        };
        match tokio::time::timeout(whole, asked).await {
            Ok(Ok(seen)) => Ok(seen),
            Ok(Err(error)) => {
                let (flaw, is_unreachable) = (Flaw::of(&error), reqwest::Error::is_connect(&error));
                let Unreachable(words) = in_words(error);
                Err(Unseen { words, flaw, is_unreachable })
            }
            Err(_) => Err(unseen(format!("no whole answer within {} s", whole.as_secs()))),
        }
    }
}
