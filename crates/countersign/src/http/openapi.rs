//! The JSON API as OpenAPI 3.1, made of what the doors say of themselves (`description`).

use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Site;
use super::description::{Call, document, schema};
use crate::rules::Rules;

pub(crate) const PATH: &str = "/openapi.json";

/// It changes with the configuration and with the version: whoever keeps it longer asks whether it is still the same.
const CACHED: HeaderValue = HeaderValue::from_static("public, max-age=300");

/// The document of an installation with these rules; `with_ops` as of `router`.
pub fn description(rules: &Rules, with_ops: bool) -> Value {
    document::document(rules, with_ops)
}

pub(super) fn doors(with_ops: bool) -> Router<Site> {
    let written: Arc<OnceLock<Written>> = Arc::default();
    let door = async move |State(site): State<Site>, headers: HeaderMap| {
        written.get_or_init(|| Written::new(&description(&site.app.rules, with_ops))).answer(&headers)
    };
    Router::new().route("/openapi.json", get(door))
}

pub(super) fn calls() -> Vec<Call> {
    vec![
        Call::get(PATH, "getDescription", "This description")
            .asks_nobody()
            .gives(StatusCode::OK, "OpenAPI 3.1.", schema::open([("openapi", schema::text())]))
            .with_header(header::CACHE_CONTROL, "For how long it may be kept.")
            .with_header(header::ETAG, "For `If-None-Match`.")
            .gives_nothing(StatusCode::NOT_MODIFIED, "It is as `If-None-Match` says.")
            .with_header(header::CACHE_CONTROL, "For how long it may be kept.")
            .with_header(header::ETAG, "The same."),
    ]
}

/// Made when somebody asks for the first time.
struct Written {
    text: Bytes,
    etag: HeaderValue,
}

impl Written {
    fn new(document: &Value) -> Self {
        let text = Bytes::from(document.to_string());
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(&text)[..16]);
        let etag = HeaderValue::from_str(&format!("\"{digest}\"")).expect("hexadecimal digits fit into a header");
        Self { text, etag }
    }

    fn answer(&self, headers: &HeaderMap) -> Response {
        let kept = [(header::CACHE_CONTROL, CACHED), (header::ETAG, self.etag.clone())];
        if self.is_known(headers) {
            return (StatusCode::NOT_MODIFIED, kept).into_response();
        }
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))];
        (kept, kind, self.text.clone()).into_response()
    }

    /// RFC 9110 section 13.1.2: the weak comparison, as caches on the way may have weakened it.
    fn is_known(&self, headers: &HeaderMap) -> bool {
        let own = self.etag.as_bytes();
        let known =
            headers.get_all(header::IF_NONE_MATCH).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
        known.map(|tag| tag.trim_ascii()).any(|tag| tag == b"*" || tag.strip_prefix(b"W/").unwrap_or(tag) == own)
    }
}
