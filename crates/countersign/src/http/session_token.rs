//! Who is signed in, told to services that verify it alone: a short token for a session, and the keys for it.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use super::Site;
use super::description::{Call, schema};
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

pub fn calls() -> Vec<Call> {
    let token = schema::object([("token", schema::text()), ("expires_at", schema::instant())]);
    let key = schema::object([
        ("kty", schema::always("OKP")),
        ("crv", schema::always("Ed25519")),
        ("alg", schema::always("EdDSA")),
        ("use", schema::always("sig")),
        ("kid", schema::text()),
        ("x", schema::text()),
    ]);
    let keys = schema::object([("keys", schema::list(key))]);
    vec![
        Call::post("/api/v1/session/token", "issueToken", "A token of this session for services that verify alone")
            .tells("A JWT (EdDSA) of five minutes; its keys are at `/.well-known/jwks.json`.")
            .of_member()
            .gives(StatusCode::OK, "The token.", token),
        Call::get(KEYS, "getKeys", "The public keys of session tokens")
            .asks_nobody()
            .gives_as(StatusCode::OK, "A JWK Set (RFC 7517).", "application/jwk-set+json", keys)
            .with_header(header::CACHE_CONTROL, "For how long they may be kept."),
    ]
}

async fn issue(State(site): State<Site>, signed_in: SignedIn) -> Response {
    let (token, expires_at) = sessions::issue_token(&site.app, &signed_in.account, &signed_in.session);
    Json(json!({"token": token.expose(), "expires_at": expires_at.rfc3339()})).into_response()
}

async fn keys(State(site): State<Site>) -> Response {
    let headers = [(header::CONTENT_TYPE, JWK_SET), (header::CACHE_CONTROL, CACHED)];
    (headers, Json(site.app.issuer.jwks())).into_response()
}
