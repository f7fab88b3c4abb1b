//! What `/metrics` counts (Prometheus). Numbers only: no address, token or word of anybody ever becomes a
//! label. What is counted in the database instead is `mail_health`'s business.

use std::sync::Arc;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::mail::{Ending, Trouble};
use countersign_store::mails::Queue;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::mail_health::MailHealth;
use crate::request_times::{RequestTimes, Span};

/// From a hundredth of a second to a day: what waits for a mail server waits long.
const DELAYS_S: [f64; 15] =
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1_800.0, 14_400.0, 86_400.0];

/// From a thousandth of a second to when a request is given up.
const REQUESTS_S: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    /// What strangers may see.
    public: Registry,
    ended: Family<Labels, Counter>,
    put_back: Counter,
    waits: Counter,
    over_all: Counter,
    refused: Counter,
    delay: Histogram,
    requests: Histogram,
    request_times: RequestTimes,
    queue: Family<Labels, Gauge>,
    oldest: Gauge,
    workers: Gauge,
    outages: Family<Labels, Gauge>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Labels {
    state: &'static str,
}

impl Metrics {
    #[expect(clippy::new_without_default, reason = "one registry for each installation, made where it is made")]
    pub fn new() -> Self {
        let (mut registry, mut public) = (Registry::with_prefix("countersign"), Registry::with_prefix("countersign"));
        let ended = Family::<Labels, Counter>::default();
        // There from the start: a counter that appears with its first count hides that count from `rate`.
        for ending in Ending::ALL {
            ended.get_or_create(&Labels { state: ending.as_str() }).inc_by(0);
        }
        registry.register("mails_ended", "Mails that this process finished, by how they ended", ended.clone());
        let put_back = Counter::default();
        registry.register("mails_put_back", "Tries of this process that will be repeated", put_back.clone());
        let waits = Counter::default();
        let text = "Times that this process let a mail wait because its mailbox had had its share";
        registry.register("mails_waiting_for_mailbox", text, waits.clone());
        let over_all = Counter::default();
        let text = "Mails of this process beyond rate_limits.mail_all";
        registry.register("mails_over_all", text, over_all.clone());
        let refused = Counter::default();
        registry.register("attempts_refused", "Attempts that this process refused by a rate limit", refused.clone());
        let delay = Histogram::new(DELAYS_S);
        let text = "From the request for a mail to its acceptance by the mail server";
        registry.register_with_unit("mail_delay", text, Unit::Seconds, delay.clone());
        let requests = Histogram::new(REQUESTS_S);
        let text = "How long this process took to answer";
        registry.register_with_unit("request_duration", text, Unit::Seconds, requests.clone());
        let queue = Family::<Labels, Gauge>::default();
        registry.register(
            "mails_queued",
            "Mails in the queue: due, waiting for another try, in a worker's hand",
            queue.clone(),
        );
        let oldest = Gauge::default();
        registry.register_with_unit(
            "mail_oldest_unsent",
            "Age of the oldest mail in the queue",
            Unit::Seconds,
            oldest.clone(),
        );
        let (workers, outages) = (Gauge::default(), Family::<Labels, Gauge>::default());
        for registry in [&mut registry, &mut public] {
            let text = "Workers that reported themselves within the last minute";
            registry.register("mail_workers", text, workers.clone());
            let text = "Workers that send nothing, by what keeps them from it";
            registry.register("mail_outage", text, outages.clone());
        }
        Self(Arc::new(Inner {
            registry,
            public,
            ended,
            put_back,
            waits,
            over_all,
            refused,
            delay,
            requests,
            request_times: RequestTimes::default(),
            queue,
            oldest,
            workers,
            outages,
        }))
    }

    pub fn mail_ended(&self, ending: Ending) {
        self.0.ended.get_or_create(&Labels { state: ending.as_str() }).inc();
    }

    pub fn mail_put_back(&self) {
        self.0.put_back.inc();
    }

    pub fn mail_waits(&self) {
        self.0.waits.inc();
    }

    pub fn mail_over_all(&self) {
        self.0.over_all.inc();
    }

    pub fn attempt_refused(&self) {
        self.0.refused.inc();
    }

    pub fn mail_handed_over(&self, delay: Duration) {
        self.0.delay.observe(delay.as_secs_f64());
    }

    pub fn answered(&self, took: Duration, now: Timestamp) {
        self.0.requests.observe(took.as_secs_f64());
        self.0.request_times.note(took, now);
    }

    /// How long answers took in the last day, for people.
    pub fn request_times(&self, now: Timestamp) -> Vec<Span> {
        self.0.request_times.spans(now)
    }

    /// What a scraper reads (OpenMetrics).
    pub fn text(&self, queue: &Queue, health: &MailHealth, now: Timestamp) -> String {
        for (state, count) in [("due", queue.due), ("later", queue.later), ("in_hand", queue.in_hand)] {
            self.0.queue.get_or_create(&Labels { state }).set(count);
        }
        let oldest = queue.oldest_at.map_or(Duration::ZERO, |at| now.since(at));
        self.0.oldest.set(i64::try_from(oldest.as_secs()).unwrap_or(i64::MAX));
        self.look_at(health);
        written(&self.0.registry)
    }

    /// The same without what one request more or less changes: by how many mails ended as skipped, a stranger
    /// who asks for one would learn whose address is known.
    pub fn public_text(&self, health: &MailHealth) -> String {
        self.look_at(health);
        written(&self.0.public)
    }

    fn look_at(&self, health: &MailHealth) {
        self.0.workers.set(health.workers.len() as i64);
        for trouble in Trouble::ALL {
            let count = health.outages().filter(|outage| outage.trouble == *trouble).count();
            self.0.outages.get_or_create(&Labels { state: trouble.as_str() }).set(count as i64);
        }
    }
}

fn written(registry: &Registry) -> String {
    let mut text = String::new();
    // Writing into a string does not fail.
    let _ = encode(&mut text, registry);
    text
}
