//! The spans of traces, by OpenTelemetry's semantic conventions: what is done, never for whom. No path and no query (a token
//! may be in either), no address, no header, no text that somebody sent. Without somebody who takes them (`traces`)
//! none is built.

use countersign_core::Id;
use countersign_store::db::SPANS;
use tracing::Span;
use tracing::field::Empty;

/// A request, by the template that led to its door.
pub fn request(method: &str, route: Option<&str>, is_https: bool) -> Span {
    // What a stranger made up is no name.
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    let method = known.into_iter().find(|known| *known == method).unwrap_or("_OTHER");
    // Only looked at where somebody takes the span.
    let name = || route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}"));
    tracing::info_span!(
        target: SPANS,
        "request",
        otel.name = name(),
        otel.kind = "server",
        http.request.method = method,
        http.route = route,
        url.scheme = if is_https { "https" } else { "http" },
        http.response.status_code = Empty,
        otel.status_code = Empty,
    )
}

/// What people do wrong is no error of ours.
pub fn answered(span: &Span, status: u16) {
    span.record("http.response.status_code", i64::from(status));
    if status >= 500 {
        span.record("otel.status_code", "ERROR");
    }
}

/// A password hash, with the wait for a thread.
pub fn hash() -> Span {
    tracing::info_span!(target: SPANS, "hash password")
}

/// A captcha's vendor is asked.
pub fn captcha() -> Span {
    tracing::info_span!(target: SPANS, "verify captcha", otel.kind = "client")
}

/// The list of breached passwords is asked.
pub fn breached() -> Span {
    tracing::info_span!(target: SPANS, "ask for breached passwords", otel.kind = "client")
}

/// A mail from the worker's hand to the note of what came of it. A trace of its own: it may be another process, and days
/// later, than the request that asked for it.
pub fn mail(id: Id, kind: &'static str, attempt: u32) -> Span {
    tracing::info_span!(
        target: SPANS,
        parent: None,
        "deliver mail",
        otel.kind = "producer",
        countersign.mail.id = %id,
        countersign.mail.kind = kind,
        countersign.mail.attempt = attempt,
        countersign.mail.outcome = Empty,
    )
}

/// What came of the mail whose span this is in.
pub fn mail_ended(outcome: &'static str) {
    Span::current().record("countersign.mail.outcome", outcome);
}
