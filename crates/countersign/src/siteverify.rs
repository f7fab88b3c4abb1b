//! Asking a captcha's vendor about an answer. The three have the same call; what their word means is
//! `countersign_core::captcha`'s business.

use std::net::IpAddr;
use std::time::Duration;

use countersign_core::captcha::{Action, Hosted, Verdict, Word};
use tracing::Instrument;

use crate::outbound::Outbound;
use crate::spans;

/// The visitor waits for it.
const WHOLE: Duration = Duration::from_secs(3);

/// Where and for what something was solved, if it was.
pub struct Place<'a> {
    pub host: &'a str,
    pub action: Action,
    pub client: Option<IpAddr>,
}

/// A vendor that cannot be reached, or whose answer is none, is `Unusable`.
pub async fn verify(outbound: &Outbound, hosted: &Hosted, answer: &str, place: Place<'_>) -> Verdict {
    let client = place.client.map(|client| client.to_string());
    let mut fields = vec![("secret", hosted.secret.expose().as_str()), ("response", answer)];
    fields.extend(client.as_deref().map(|client| ("remoteip", client)));
    let body = match outbound.post_form(&hosted.verify_url, &fields, WHOLE).instrument(spans::captcha()).await {
        Ok(body) => body,
        Err(unreachable) => return Verdict::Unusable(unreachable.to_string()),
    };
    match serde_json::from_slice::<Word>(&body) {
        Ok(word) => word.judge(hosted.vendor, place.host, place.action),
        Err(_) => Verdict::Unusable("the answer is not the JSON that is expected".to_owned()),
    }
}
