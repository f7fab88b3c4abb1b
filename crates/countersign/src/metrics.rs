//! What `/metrics` counts (Prometheus): here what happens in this process, in `standing` what is looked at when somebody
//! asks, in `process` what the system tells of us. Numbers only: no address, token or word of anybody ever becomes a
//! label, and no label has values that a stranger could make up. docs/guide/metrics.md lists all of it.

mod process;
mod standing;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::audit::Event;
use countersign_core::limit::Limited;
use countersign_core::mail::{Ending, Kind};
use countersign_core::vocabulary::VOCABULARY;
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::{encode_eof, encode_registry};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::{ConstGauge, Gauge};
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Metric, Registry, Unit};

use crate::request_times::{RequestTimes, Span};

pub use standing::Standing;

/// From a hundredth of a second to a day: what waits for a mail server waits long.
const DELAYS_S: [f64; 15] =
    [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 1_800.0, 14_400.0, 86_400.0];

/// From a thousandth of a second to when a request is given up.
const REQUESTS_S: [f64; 13] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 30.0];

/// Up to the longest that a hash can wait (`hashing::QUEUE_PER_THREAD`), on a slow machine.
const HASHES_S: [f64; 10] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5];

/// What attempts meet that is no limit by name: those of passwords by address and by network together, and the pauses after
/// wrong ones in a row.
pub const PASSWORD: &str = "password";
pub const GUESSING: &str = "guessing";
/// Those that refuse an attempt; the others let mails wait, or leave lines out of the trail.
const REFUSING: [&str; 5] = [
    PASSWORD,
    GUESSING,
    Limited::SignUpNetwork.as_str(),
    Limited::MailNetwork.as_str(),
    Limited::CaptchaNetwork.as_str(),
];

/// What is none of our doors.
const NO_ROUTE: &str = "none";

#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    registry: Registry,
    requests: Family<RequestLabels, Histogram, fn() -> Histogram>,
    answers: Family<AnswerLabels, Counter>,
    in_flight: Gauge,
    request_times: RequestTimes,
    hashes_waiting: Gauge,
    hash_waits: Histogram,
    hashes: Histogram,
    hashes_refused: Counter,
    ended: Family<MailLabels, Counter>,
    put_back: Counter,
    waits: Counter,
    over_all: Counter,
    delay: Histogram,
    refused: Family<LimitLabels, Counter>,
    events: Family<EventLabels, Counter>,
    /// None until a worker is at work here.
    round_at: Mutex<Option<Timestamp>>,
    /// When it last swept, and the chains of the trail that it left alone.
    swept: Mutex<Option<(Timestamp, u64)>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: &'static str,
    route: String,
    status: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct AnswerLabels {
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct MailLabels {
    state: &'static str,
    kind: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct LimitLabels {
    limit: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct EventLabels {
    event: &'static str,
    outcome: &'static str,
}

/// A request that was answered.
pub struct Answered<'a> {
    pub method: &'a str,
    /// The template that led to the door, if one did.
    pub route: Option<&'a str>,
    pub status: u16,
}

/// Counts a request for as long as it is held.
pub struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    #[expect(clippy::new_without_default, reason = "one registry for each installation, made where it is made")]
    pub fn new() -> Self {
        let mut all = Registry::default();
        all.register_collector(Box::new(process::Process));
        let registry = all.sub_registry_with_prefix("countersign");
        let version = vec![("version", env!("CARGO_PKG_VERSION"))];
        registry.register("build", "What this process runs", Info::new(version));
        let inner = Inner {
            requests: put_timed(
                registry,
                "request_duration",
                "How long this process took to answer, by method, door and class of status",
                Family::new_with_constructor(|| Histogram::new(REQUESTS_S)),
            ),
            answers: put(registry, "answers", "Answers of this process by status"),
            in_flight: put(registry, "requests_in_flight", "Requests that this process is answering"),
            request_times: RequestTimes::default(),
            hashes_waiting: put(registry, "hashes_waiting", "Password hashes that wait for a thread of this process"),
            hash_waits: put_timed(
                registry,
                "hash_wait",
                "How long password hashes waited for a thread",
                Histogram::new(HASHES_S),
            ),
            hashes: put_timed(
                registry,
                "hash_duration",
                "How long a thread took to compute a password hash",
                Histogram::new(HASHES_S),
            ),
            hashes_refused: put(
                registry,
                "hashes_refused",
                "Password hashes that were not begun because too many waited",
            ),
            ended: put(
                registry,
                "mails_ended",
                "Mails that this process finished, by how they ended and what they were",
            ),
            put_back: put(registry, "mails_put_back", "Tries of this process that will be repeated"),
            waits: put(
                registry,
                "mails_waiting_for_mailbox",
                "Times that this process let a mail wait because its mailbox had had its share",
            ),
            over_all: put(registry, "mails_over_all", "Mails of this process beyond rate_limits.mail_all"),
            delay: put_timed(
                registry,
                "mail_delay",
                "From the request for a mail to its acceptance by the mail server",
                Histogram::new(DELAYS_S),
            ),
            refused: put(
                registry,
                "attempts_refused",
                "Attempts that this process refused, by the limit that they met",
            ),
            events: put(registry, "audit_events", "Rows that this process added to the audit trail"),
            round_at: Mutex::default(),
            swept: Mutex::default(),
            registry: all,
        };
        let metrics = Self(Arc::new(inner));
        metrics.begin_at_zero();
        metrics
    }

    /// A counter that appears with its first count hides that count from `rate`.
    fn begin_at_zero(&self) {
        for state in Ending::ALL.iter().map(|ending| ending.as_str()) {
            for kind in Kind::ALL.iter().copied().map(Some).chain([None]) {
                self.0.ended.get_or_create(&MailLabels { state, kind: name_of(kind) }).inc_by(0);
            }
        }
        for limit in REFUSING {
            self.0.refused.get_or_create(&LimitLabels { limit }).inc_by(0);
        }
        for (event, outcome, _) in VOCABULARY {
            self.0.events.get_or_create(&EventLabels { event: event.as_str(), outcome }).inc_by(0);
        }
        for status in [500, 503] {
            self.0.answers.get_or_create(&AnswerLabels { status }).inc_by(0);
        }
    }

    pub fn mail_ended(&self, ending: Ending, kind: Option<Kind>) {
        self.0.ended.get_or_create(&MailLabels { state: ending.as_str(), kind: name_of(kind) }).inc();
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

    pub fn attempt_refused(&self, limit: &'static str) {
        self.0.refused.get_or_create(&LimitLabels { limit }).inc();
    }

    pub fn mail_handed_over(&self, delay: Duration) {
        self.0.delay.observe(delay.as_secs_f64());
    }

    /// A row of the audit trail was committed.
    pub fn event_noted(&self, event: Event, outcome: &'static str) {
        self.0.events.get_or_create(&EventLabels { event: event.as_str(), outcome }).inc();
    }

    pub fn hashes_waiting(&self, count: usize) {
        self.0.hashes_waiting.set(i64::try_from(count).unwrap_or(i64::MAX));
    }

    pub fn hash_refused(&self) {
        self.0.hashes_refused.inc();
    }

    pub fn hash_begun(&self, waited: Duration) {
        self.0.hash_waits.observe(waited.as_secs_f64());
    }

    pub fn hash_done(&self, took: Duration) {
        self.0.hashes.observe(took.as_secs_f64());
    }

    pub fn worker_passed(&self, now: Timestamp) {
        *self.0.round_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    pub fn swept(&self, broken_chains: u64, now: Timestamp) {
        *self.0.swept.lock().unwrap_or_else(PoisonError::into_inner) = Some((now, broken_chains));
    }

    pub fn request_begun(&self) -> InFlight {
        self.0.in_flight.inc();
        InFlight(self.0.in_flight.clone())
    }

    pub fn answered(&self, answered: &Answered<'_>, took: Duration, now: Timestamp) {
        self.0.requests.get_or_create(&RequestLabels::of(answered)).observe(took.as_secs_f64());
        self.0.answers.get_or_create(&AnswerLabels { status: answered.status }).inc();
        self.0.request_times.note(took, now);
    }

    /// How long answers took in the last day, for people.
    pub fn request_times(&self, now: Timestamp) -> Vec<Span> {
        self.0.request_times.spans(now)
    }

    /// What a scraper reads (OpenMetrics).
    pub fn text(&self, standing: &Standing) -> String {
        written(&[&self.0.registry, &self.of_worker(), &standing.registry()])
    }

    /// Of the worker of this process, if it has one.
    fn of_worker(&self) -> Registry {
        let mut registry = Registry::with_prefix("countersign");
        if let Some(at) = *self.0.round_at.lock().unwrap_or_else(PoisonError::into_inner) {
            let text = "When the worker of this process last went through its queue, since 1970";
            timed(&mut registry, "worker_round_timestamp", text, ConstGauge::new(seconds(at)));
        }
        if let Some((at, broken_chains)) = *self.0.swept.lock().unwrap_or_else(PoisonError::into_inner) {
            let text = "When this process last removed what is over, since 1970; of several workers one does it";
            timed(&mut registry, "sweep_timestamp", text, ConstGauge::new(seconds(at)));
            let text = "Chains of the audit trail that the last sweep left alone because somebody has changed them";
            registry.register("audit_chains_broken", text, ConstGauge::new(broken_chains));
        }
        registry
    }

    /// The same without what one request more or less changes: by how many mails ended as skipped, a stranger
    /// who asks for one would learn whose address is known.
    pub fn public_text(standing: &Standing) -> String {
        written(&[&standing.public_registry()])
    }
}

impl RequestLabels {
    /// Only what our own list of doors has becomes a label: strangers ask for any path, by any method.
    fn of(answered: &Answered<'_>) -> Self {
        const METHOD_NOT_ALLOWED: u16 = 405;
        let route = answered.route.filter(|_| answered.status != METHOD_NOT_ALLOWED).unwrap_or(NO_ROUTE);
        let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
        let method = known.into_iter().find(|known| *known == answered.method && route != NO_ROUTE);
        let status = match answered.status {
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            _ => "5xx",
        };
        // As OpenTelemetry's conventions for HTTP call what they do not know.
        Self { method: method.unwrap_or("_OTHER"), route: route.to_owned(), status }
    }
}

fn name_of(kind: Option<Kind>) -> &'static str {
    kind.map_or("none", Kind::as_str)
}

fn seconds(at: Timestamp) -> f64 {
    at.millis() as f64 / 1_000.0
}

fn put<M: Metric + Clone + Default>(registry: &mut Registry, name: &str, help: &str) -> M {
    let metric = M::default();
    registry.register(name, help, metric.clone());
    metric
}

fn put_timed<M: Metric + Clone>(registry: &mut Registry, name: &str, help: &str, metric: M) -> M {
    timed(registry, name, help, metric.clone());
    metric
}

fn timed(registry: &mut Registry, name: &str, help: &str, metric: impl Metric) {
    registry.register_with_unit(name, help, Unit::Seconds, metric);
}

fn written(registries: &[&Registry]) -> String {
    let mut text = String::new();
    for registry in registries {
        // Writing into a string does not fail.
        let _ = encode_registry(&mut text, registry);
    }
    let _ = encode_eof(&mut text);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strangers_cannot_make_up_labels() {
        let metrics = Metrics::new();
        let ask = |method, route, status| {
            metrics.answered(&Answered { method, route, status }, Duration::ZERO, Timestamp::from_millis(0));
        };
        ask("GET", Some("/sign-in"), 200);
        for method in ["BREW", "GET", "PROPFIND"] {
            ask(method, None, 404);
            ask(method, Some("/sign-in"), 405);
        }
        let text = written(&[&metrics.0.registry]);
        let counted: Vec<&str> =
            text.lines().filter(|line| line.starts_with("countersign_request_duration_seconds_count")).collect();
        assert_eq!(counted.len(), 2, "{counted:?}");
        assert!(
            counted.iter().any(|line| line.contains(r#"method="_OTHER",route="none",status="4xx"} 6"#)),
            "{counted:?}"
        );
    }
}
