//! The span of a transaction, for traces (`countersign::spans` has the others). Without a trace under way none is made.

use tracing::Span;
use tracing::field::Empty;

/// Under which target spans for traces are made: no log shows them, and without somebody who takes traces none is built.
pub const SPANS: &str = "countersign_spans";

/// From the wait for a connection to the end, as part of the request or the mail that it is for.
pub(super) fn of_transaction(is_postgres: bool) -> Span {
    if Span::current().is_disabled() {
        return Span::none();
    }
    let system = if is_postgres { "postgresql" } else { "sqlite" };
    tracing::info_span!(
        target: SPANS,
        "database transaction",
        otel.kind = "client",
        db.system.name = system,
        countersign.outcome = Empty, // none of a transaction that was rolled back
    )
}

pub(super) fn committed(span: &Span) {
    span.record("countersign.outcome", "committed");
}
