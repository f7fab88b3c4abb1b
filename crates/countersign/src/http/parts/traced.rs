//! Every request as a span, for traces: the outermost layer. A caller's `traceparent` is followed: it is two numbers and a
//! flag, by which their trace and ours become one.

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;
use tracing::Instrument;

use crate::http::Site;
use crate::spans;

pub async fn trace(State(site): State<Site>, request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let span = spans::request(request.method().as_str(), route, site.app.rules.base.is_https());
    if span.is_disabled() {
        return next.run(request).await;
    }
    #[cfg(feature = "otel")]
    if let Some(parent) = request.headers().get("traceparent").and_then(|parent| parent.to_str().ok()) {
        crate::traces::follow(&span, parent);
    }
    let response = next.run(request).instrument(span.clone()).await;
    spans::answered(&span, response.status().as_u16());
    response
}
