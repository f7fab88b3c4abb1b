//! The last hand on every answer: a problem becomes a page where a person asked for one, and the security
//! headers are set (ASVS 3.4). Nothing leaves without passing here.

use std::future::Future;
use std::panic::AssertUnwindSafe;

use axum::extract::{MatchedPath, Request};
use axum::http::header::{self, HeaderName};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use minijinja::{Value, context};

use super::cookies::{self, Name};
use super::problem::Problem;
use super::reader::Reader;
use crate::flows::{Visitor, sessions};
use crate::http::Site;
use crate::metrics::Answered;

/// At most so many headers are set on every answer.
const PROTECTIONS: usize = 9;

const HSTS: HeaderValue = HeaderValue::from_static("max-age=63072000; includeSubDomains");

pub async fn finish<F>(site: &Site, request: Request, next: impl FnOnce(Request) -> F) -> Response
where
    F: Future<Output = Response>,
{
    let for_a_person = !site.is_for_programs(request.uri().path());
    let asking = for_a_person.then(|| {
        let reader = Reader::of(site, request.method(), request.uri(), request.headers(), None);
        (reader, cookies::get(request.headers(), &site.app.rules.base, Name::Session))
    });
    let (method, route) = (request.method().clone(), request.extensions().get::<MatchedPath>().cloned());
    let in_flight = site.app.metrics.request_begun();
    let begun_at = site.app.clock.now();
    let mut response = next(request).await;
    let now = site.app.clock.now();
    drop(in_flight);
    let (route, status) = (route.as_ref().map(MatchedPath::as_str), response.status().as_u16());
    site.app.metrics.answered(&Answered { method: method.as_str(), route, status }, now.since(begun_at), now);
    response = with_problem(response);
    if let Some((reader, session_token)) = asking
        && let Some(problem) = response.extensions_mut().remove::<Problem>()
    {
        let visitor = Visitor { session_token, ..Visitor::default() };
        // Only for the words around the problem: it is told also where nobody can say who asks.
        let reader = match sessions::look_up(&site.app, &visitor).await {
            Ok(Some(found)) => reader.signed_in(&found.1),
            Ok(None) | Err(_) => reader,
        };
        response = as_page(site, problem, &reader, response);
    }
    protect(site, response.headers_mut());
    response
}

/// A refusal from below our doors (an unreadable path, a time-out) gets the same shape as ours.
fn with_problem(plain: Response) -> Response {
    let is_refusal = plain.status().is_client_error() || plain.status().is_server_error();
    let is_told = plain.extensions().get::<Problem>().is_some() || is_html(plain.headers());
    if is_told || !is_refusal || is_json(plain.headers()) {
        return plain;
    }
    let mut told = Problem::of_status(plain.status()).into_response();
    if let Some(allow) = plain.headers().get(header::ALLOW) {
        told.headers_mut().insert(header::ALLOW, allow.clone());
    }
    told
}

fn is_html(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

fn is_json(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"))
}

pub fn as_page(site: &Site, problem: Problem, reader: &Reader, plain: Response) -> Response {
    let values = context! {
        status => problem.status.as_u16(),
        title => Value::from_object(problem.title()),
        detail => Value::from_object(problem.detail),
        request_id => problem.request_id.as_deref(),
    };
    let Ok(mut page) = site.page(problem.status, "error.html", reader, values) else { return plain };
    for (name, value) in plain.headers() {
        if *name != header::CONTENT_TYPE && *name != header::CONTENT_LENGTH {
            page.headers_mut().append(name, value.clone());
        }
    }
    page
}

pub fn protect(site: &Site, headers: &mut HeaderMap) {
    headers.reserve(PROTECTIONS);
    let mut set = |name: HeaderName, value: HeaderValue| {
        headers.entry(name).or_insert(value);
    };
    set(header::CONTENT_SECURITY_POLICY, site.policies.plain.clone());
    set(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "no-referrer"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("x-robots-tag"), "noindex"),
    ] {
        set(name, HeaderValue::from_static(value));
    }
    if site.app.rules.base.is_https() {
        set(header::STRICT_TRANSPORT_SECURITY, HSTS);
    }
}

/// After a panic: the same opaque 500 as after any failure of ours.
pub async fn even_after_panic(answer: impl Future<Output = Response>) -> Response {
    AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| Problem::crash().into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use http_body_util::BodyExt;

    use super::*;

    const WORDS: &str = "what the door knew";

    /// The panic's words go to standard error alone (ASVS 16.5.4).
    #[tokio::test]
    async fn a_panic_in_a_door_is_a_500_without_a_word_and_the_next_request_is_served() {
        let door = async |panics: bool| {
            assert!(!panics, "{WORDS}");
            StatusCode::OK.into_response()
        };
        let answer = even_after_panic(door(true)).await;
        assert_eq!(answer.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = answer.into_body().collect().await.unwrap().to_bytes();
        let told: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert!(told["code"] == "internal" && told["request_id"].is_string(), "{told}");
        assert!(!told.to_string().contains(WORDS), "{told}");
        assert_eq!(even_after_panic(door(false)).await.status(), StatusCode::OK);
    }
}
