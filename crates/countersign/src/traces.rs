//! Traces for a collector (OpenTelemetry), where the standard's variables name one: `OTEL_EXPORTER_OTLP_ENDPOINT` and what
//! goes with it, as docs/guide/traces.md tells. What becomes a span is in `spans`. Nobody waits for the collector: spans
//! go into a short queue, a thread sends them on, and what does not fit is dropped.

use std::env;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use countersign_store::db::SPANS;
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{TraceContextExt, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tokio::runtime::Handle;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::registry::LookupSpan;
use url::Url;

use crate::outbound::Outbound;

/// How long a collector may take, unless its own variable says otherwise (OpenTelemetry, "OTLP Exporter Configuration").
const TIMEOUT_MS: u64 = 10_000;
/// How long the last spans may hold up the end of the process.
const LAST: Duration = Duration::from_secs(3);

pub struct Traces(SdkTracerProvider);

/// Why there are none though they were asked for, with the variable that somebody has to mend.
#[derive(Debug)]
pub struct Misconfigured(pub &'static str, pub String);

impl Traces {
    /// None unless the environment names a collector. To be called inside the runtime that is to send them.
    pub fn from_environment() -> Result<Option<Self>, Misconfigured> {
        let Some((name, endpoint)) = endpoint().filter(|_| !is_off()) else { return Ok(None) };
        let url = Url::parse(&endpoint).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let url = url.ok_or_else(|| Misconfigured(name, "must be an http:// or https:// URL".to_owned()))?;
        let protocol = ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL"];
        if let Some((name, _)) = first(&protocol).filter(|(_, protocol)| protocol != "http/protobuf") {
            return Err(Misconfigured(name, "must be http/protobuf, the one that is spoken here".to_owned()));
        }
        let exporter = SpanExporter::builder()
            .with_http()
            .with_http_client(Collector::new(url.scheme() == "https"))
            .with_protocol(Protocol::HttpBinary)
            .build()
            .map_err(|error| Misconfigured(name, error.to_string()))?;
        let resource = Resource::builder().with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
        let resource = if is_named() { resource } else { resource.with_service_name("countersign") };
        let provider = SdkTracerProvider::builder().with_resource(resource.build()).with_batch_exporter(exporter);
        Ok(Some(Self(provider.build())))
    }

    /// Takes our spans and nobody else's: those of libraries may tell what they are about.
    pub fn layer<S>(&self) -> Box<dyn Layer<S> + Send + Sync>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span> + Send + Sync,
    {
        let layer = tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("countersign"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false);
        Box::new(layer.with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == SPANS)))
    }

    /// Sends what is left, if it is taken soon.
    pub async fn end(self) {
        let ended = tokio::task::spawn_blocking(move || self.0.shutdown_with_timeout(LAST));
        if !matches!(ended.await, Ok(Ok(()))) {
            tracing::warn!("the last spans were not taken");
        }
    }
}

/// Makes the span part of the trace that its caller is in. Of their headers this one alone is read: others carry texts.
pub fn follow(span: &Span, parent: &str) {
    // A span that has begun, or that nobody takes, stays what it is.
    let _ = span.set_parent(TraceContextPropagator::new().extract(&Parent(parent)));
}

struct Parent<'a>(&'a str);

impl Extractor for Parent<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        (key == "traceparent").then_some(self.0)
    }

    fn keys(&self) -> Vec<&str> {
        vec!["traceparent"]
    }
}

/// The trace that is under way here, for lines of the log.
pub fn current_id() -> Option<String> {
    let context = Context::current();
    let span = context.span();
    let context = span.span_context();
    context.is_valid().then(|| context.trace_id().to_string())
}

/// The way to the collector. The thread that calls it has no runtime: requests run in ours.
struct Collector {
    outbound: Outbound,
    runtime: Handle,
    timeout: Duration,
    is_away: Arc<AtomicBool>,
}

impl Collector {
    fn new(needs_roots: bool) -> Self {
        let timeout = first(&["OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT"]);
        let timeout = timeout.and_then(|(_, ms)| ms.parse().ok()).unwrap_or(TIMEOUT_MS);
        Self {
            outbound: Outbound::new(needs_roots),
            runtime: Handle::current(),
            timeout: Duration::from_millis(timeout),
            is_away: Arc::default(),
        }
    }
}

/// Its name and nothing else: requests carry the operator's headers.
impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Collector")
    }
}

impl HttpClient for Collector {
    fn send_bytes<'a, 'b>(
        &'a self,
        request: Request<Bytes>,
    ) -> Pin<Box<dyn Future<Output = Result<Response<Bytes>, HttpError>> + Send + 'b>>
    where
        'a: 'b,
        Self: 'b,
    {
        let (outbound, whole, is_away) = (self.outbound.clone(), self.timeout, Arc::clone(&self.is_away));
        let sending = self.runtime.spawn(async move {
            let (parts, body) = request.into_parts();
            let url = Url::parse(&parts.uri.to_string())?;
            let sent = outbound.post_bytes(&url, parts.headers, body.to_vec(), whole).await;
            let why = match &sent {
                Ok(200..300) => None,
                Ok(status) => Some(format!("HTTP status {status}")),
                Err(unreachable) => Some(unreachable.to_string()),
            };
            tell(&is_away, why.as_deref());
            Ok(Response::builder().status(sent?).body(Bytes::new())?)
        });
        Box::pin(async move { sending.await? })
    }
}

/// One line when it goes, one when it is back.
fn tell(is_away: &AtomicBool, why: Option<&str>) {
    match (why, is_away.swap(why.is_some(), Ordering::Relaxed)) {
        (Some(why), false) => tracing::warn!(why, "the collector takes no traces: they are dropped"),
        (None, true) => tracing::info!("the collector takes traces again"),
        (Some(_), true) | (None, false) => {}
    }
}

fn endpoint() -> Option<(&'static str, String)> {
    first(&["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT"])
}

fn is_off() -> bool {
    let is_disabled = first(&["OTEL_SDK_DISABLED"]).is_some_and(|(_, value)| value.eq_ignore_ascii_case("true"));
    is_disabled || first(&["OTEL_TRACES_EXPORTER"]).is_some_and(|(_, exporter)| exporter == "none")
}

fn is_named() -> bool {
    let attributes = first(&["OTEL_RESOURCE_ATTRIBUTES"]);
    let has_name = |(_, list): (_, String)| list.split(',').any(|pair| pair.trim().starts_with("service.name="));
    first(&["OTEL_SERVICE_NAME"]).is_some() || attributes.is_some_and(has_name)
}

/// The first that is set. An empty one counts as unset (OpenTelemetry, "Environment Variable Specification").
#[expect(clippy::disallowed_methods, reason = "the OTEL_* variables are the standard's, no settings of ours")]
fn first(names: &[&'static str]) -> Option<(&'static str, String)> {
    let set = |name: &&'static str| Some((*name, env::var(name).ok()?.trim().to_owned()));
    names.iter().filter_map(set).find(|(_, value)| !value.is_empty())
}
