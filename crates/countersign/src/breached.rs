//! The list of breached passwords, asked by range where the operator names one. Without an answer a password counts as
//! not listed: nobody is kept out by an outage. What is asked is `countersign_core::breach`'s business.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use countersign_core::breach::Place;
use countersign_core::{Password, Timestamp};
use tracing::Instrument;
use url::Url;

use crate::outbound::Outbound;
use crate::spans;

/// Who has chosen a password waits for it.
const WHOLE: Duration = Duration::from_secs(2);
/// An outage is told once in so long.
const TOLD_EVERY: Duration = Duration::from_secs(600);
/// All answers have about the same size then, so that it does not tell which range was asked.
const PADDED: [(&str, &str); 1] = [("add-padding", "true")];

#[derive(Clone)]
pub struct Breached {
    /// Without a slash at its end.
    url: Url,
    told_at: Arc<AtomicI64>,
}

impl Breached {
    pub fn new(url: Url) -> Self {
        Self { url, told_at: Arc::new(AtomicI64::new(i64::MIN)) }
    }

    pub async fn lists(&self, outbound: &Outbound, password: &Password, now: Timestamp) -> bool {
        let place = Place::of(password);
        let mut url = self.url.clone();
        url.set_path(&format!("{}/{}", url.path().trim_end_matches('/'), place.prefix()));
        let found = match outbound.get(&url, &PADDED, WHOLE).instrument(spans::breached()).await {
            Ok(body) => place.find(&String::from_utf8_lossy(&body)).ok_or_else(|| "the answer is no list".to_owned()),
            Err(unreachable) => Err(unreachable.to_string()),
        };
        found.unwrap_or_else(|reason| {
            self.tell(&reason, now);
            false
        })
    }

    /// Without what was asked.
    fn tell(&self, reason: &str, now: Timestamp) {
        let told_at = self.told_at.load(Ordering::Relaxed);
        let is_due = now.since(Timestamp::from_millis(told_at)) >= TOLD_EVERY;
        // Of those who find it due at the same moment, one tells.
        let tells =
            || self.told_at.compare_exchange(told_at, now.millis(), Ordering::Relaxed, Ordering::Relaxed).is_ok();
        if is_due && tells() {
            tracing::warn!(reason, "the list of breached passwords does not answer; passwords are taken without it");
        }
    }
}
