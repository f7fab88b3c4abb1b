//! Every request as a span, for traces: the outermost layer. A caller's `traceparent` is followed: it is two numbers and a
//! flag, by which their trace and ours become one.

use std::future::Future;

use axum::extract::{MatchedPath, Request};
use axum::response::Response;
use tracing::Instrument;

use crate::http::Site;
use crate::spans;

pub async fn trace<F>(site: &Site, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let route = request.extensions().get::<MatchedPath>().map(MatchedPath::as_str);
    let span = spans::request(request.method().as_str(), route, site.app.rules.base.is_https());
    if span.is_disabled() {
        return next(request).await;
    }
    #[cfg(feature = "otel")]
    if let Some(parent) = request.headers().get("traceparent").and_then(|parent| parent.to_str().ok()) {
        crate::traces::follow(&span, parent);
    }
    let response = next(request).instrument(span.clone()).await;
    spans::answered(&span, response.status().as_u16());
    response
}
