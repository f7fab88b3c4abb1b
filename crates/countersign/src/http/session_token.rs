//! Who is signed in, told to services that verify it alone: a short token for a session, and the keys for it.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use super::Site;
use super::parts::visitor::SignedIn;
use crate::flows::sessions;

/// How long others may keep the keys. A token of a key that they do not know yet makes them look again.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=300");
/// RFC 7517 section 8.5.
const JWK_SET: HeaderValue = HeaderValue::from_static("application/jwk-set+json");

pub const KEYS: &str = "/.well-known/jwks.json";

pub fn doors() -> Router<Site> {
    Router::new().route("/api/v1/session/token", post(issue)).route("/.well-known/jwks.json", get(keys))
}

async fn issue(State(site): State<Site>, signed_in: SignedIn) -> Response {
    let (token, expires_at) = sessions::issue_token(&site.app, &signed_in.account, &signed_in.session);
    Json(json!({"token": token.expose(), "expires_at": expires_at.rfc3339()})).into_response()
}

async fn keys(State(site): State<Site>) -> Response {
    let headers = [(header::CONTENT_TYPE, JWK_SET), (header::CACHE_CONTROL, CACHED)];
    (headers, Json(site.app.issuer.jwks())).into_response()
}
