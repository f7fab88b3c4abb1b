//! Errors as `application/problem+json` (RFC 9457) with a `code`. The same problem is shown as a page where
//! a person asked for one: `finish` turns it over.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_core::vocabulary::LogOnly;
use serde::Serialize;
use serde_json::Value;

use super::captcha::Wanted;
use crate::http::description::schema;
use crate::words::Said;
use crate::{Error, random};

/// Seconds after which an overloaded service may be asked again.
const RETRY_AFTER_S: u64 = 2;
/// Field names and what is wrong with each.
pub type FieldErrors = BTreeMap<&'static str, Vec<Said>>;

#[derive(Clone, Debug)]
pub struct Problem {
    pub status: StatusCode,
    pub code: &'static str,
    /// Key of its words.
    title: &'static str,
    /// What happened and what to do, for a person.
    pub detail: Said,
    /// The same for a programmer, where there is more to say.
    because: Option<Box<str>>,
    pub errors: FieldErrors,
    /// What has to be solved first. Few problems have it, and all are moved about.
    pub captcha: Option<Box<Wanted>>,
    pub request_id: Option<Box<str>>,
    retry_after_s: Option<u64>,
}

/// As programs get it (RFC 9457 section 3.1).
#[derive(Serialize)]
struct Told<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    status: u16,
    detail: String,
    code: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<&'static str, Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    captcha: Option<&'a Wanted>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
}

/// One constructor for each code: name => status, code, key of its words.
macro_rules! problems {
    ($($name:ident => $status:ident, $code:literal, $key:literal;)+) => {
        impl Problem {
            $(pub fn $name() -> Self {
                Self::new(StatusCode::$status, $code, concat!($key, "-title"), Said::of($key))
            })+
        }
    };
}

problems! {
    credentials_invalid => UNAUTHORIZED, "credentials_invalid", "problem-credentials-invalid";
    wrong_password => UNAUTHORIZED, "credentials_invalid", "problem-wrong-password";
    proof_required => UNAUTHORIZED, "proof_required", "problem-proof-required";
    unauthenticated => UNAUTHORIZED, "unauthenticated", "problem-unauthenticated";
    unconfirmed => FORBIDDEN, "unconfirmed", "problem-unconfirmed";
    cross_origin => FORBIDDEN, "cross_origin", "problem-cross-origin";
    captcha_required => FORBIDDEN, "captcha_required", "problem-captcha-required";
    untrusted => FORBIDDEN, "untrusted", "problem-untrusted";
    malformed => BAD_REQUEST, "malformed", "problem-malformed";
    token_invalid => BAD_REQUEST, "token_invalid", "problem-token-invalid";
    token_expired => GONE, "token_expired", "problem-token-expired";
    token_used => GONE, "token_used", "problem-token-used";
    not_found => NOT_FOUND, "not_found", "problem-not-found";
    too_large => PAYLOAD_TOO_LARGE, "too_large", "problem-too-large";
    unsupported_media_type => UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "problem-unsupported-media-type";
    method_not_allowed => METHOD_NOT_ALLOWED, "method_not_allowed", "problem-method-not-allowed";
    timed_out => REQUEST_TIMEOUT, "timed_out", "problem-timed-out";
    rate_limited => TOO_MANY_REQUESTS, "rate_limited", "problem-rate-limited";
    overloaded => SERVICE_UNAVAILABLE, "overloaded", "problem-overloaded";
    internal => INTERNAL_SERVER_ERROR, "internal", "problem-internal";
    checked => UNPROCESSABLE_ENTITY, "validation", "problem-validation";
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: Said) -> Self {
        Self {
            status,
            code,
            title,
            detail,
            because: None,
            errors: BTreeMap::new(),
            captcha: None,
            request_id: None,
            retry_after_s: None,
        }
    }

    /// 422 with what is wrong with each field.
    pub fn validation(errors: FieldErrors) -> Self {
        Self { errors, ..Self::checked() }
    }

    pub fn field(name: &'static str, said: Said) -> Self {
        Self::validation(BTreeMap::from([(name, vec![said])]))
    }

    /// 429 with how long to wait, rounded up: who comes back as told is not refused again. The same words whatever was
    /// tried too often.
    fn wait(span: Duration) -> Self {
        let seconds = u64::try_from(span.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1);
        let told = if seconds > 60 { seconds.div_ceil(60).saturating_mul(60) } else { seconds };
        let detail = Said::of("problem-rate-limited-wait").with("time", Duration::from_secs(told));
        Self { retry_after_s: Some(seconds), detail, ..Self::rate_limited() }
    }

    /// An opaque 500; the log has the reason under the same request id (ASVS 16.5.1).
    pub fn failure(reason: &str) -> Self {
        Self::logged(reason, None)
    }

    /// The same, after a panic.
    pub fn crash() -> Self {
        Self::logged("a panic; its place is on standard error", Some(LogOnly::Crashed))
    }

    fn logged(reason: &str, owasp: Option<LogOnly>) -> Self {
        let request_id = data_encoding::HEXLOWER.encode(&random::bytes::<8>());
        tracing::error!(reason, request_id, owasp = owasp.map(LogOnly::as_str), "a request failed");
        Self { request_id: Some(request_id.into()), ..Self::internal() }
    }

    /// The problem for a refusal that came from below our doors, by its status alone.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::method_not_allowed(),
            StatusCode::REQUEST_TIMEOUT => Self::timed_out(),
            StatusCode::PAYLOAD_TOO_LARGE => Self::too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => Self::unsupported_media_type(),
            status if status.is_client_error() => Self::malformed(),
            _ => Self::failure("an answer without a problem"),
        }
    }

    /// As `/openapi.json` tells it; `fields` is what is told of `errors`.
    pub fn schema(&self, fields: Value) -> Value {
        let mut schema = schema::object([
            ("type", schema::always("about:blank")),
            ("title", schema::text()),
            ("status", schema::always(self.status.as_u16())),
            ("detail", schema::described(schema::text(), "What happened and what to do.")),
            ("code", schema::always(self.code)),
        ]);
        let own = match self.code {
            "validation" => ("errors", fields),
            "captcha_required" => ("captcha", schema::named("Captcha")),
            "internal" => ("request_id", schema::described(schema::text(), "In the log, with the reason.")),
            _ => return schema,
        };
        schema::add(&mut schema, own);
        schema
    }

    /// Which headers its answer has, beside those of all answers.
    pub fn headers(&self) -> &'static [HeaderName] {
        match self.code {
            "rate_limited" | "overloaded" => &[header::RETRY_AFTER],
            "unauthenticated" => &[header::WWW_AUTHENTICATE],
            _ => &[],
        }
    }

    /// Whether a page shows its form again, with what was typed.
    pub fn can_be_mended(&self) -> bool {
        self.status == StatusCode::UNPROCESSABLE_ENTITY || self.captcha.is_some()
    }

    /// Tells what is wrong with one field at another, where a page has two of the same name.
    #[must_use]
    pub fn at(mut self, field: &str, other: &'static str) -> Self {
        if let Some(messages) = self.errors.remove(field) {
            self.errors.insert(other, messages);
        }
        self
    }

    /// Tells a programmer more than the usual sentence.
    #[must_use]
    pub fn because(self, detail: impl Into<String>) -> Self {
        Self { because: Some(detail.into().into()), ..self }
    }

    /// What kind of problem it is, in two or three words.
    pub fn title(&self) -> Said {
        Said::of(self.title)
    }

    /// What happened and what to do, for a programmer.
    pub fn detail_in_english(&self) -> String {
        self.because.as_deref().map_or_else(|| self.detail.in_english(), str::to_owned)
    }

    fn told(&self) -> Told<'_> {
        let in_english = |said: &Vec<Said>| said.iter().map(Said::in_english).collect();
        Told {
            kind: "about:blank",
            title: self.title().in_english(),
            status: self.status.as_u16(),
            detail: self.detail_in_english(),
            code: self.code,
            errors: self.errors.iter().map(|(field, said)| (*field, in_english(said))).collect(),
            captcha: self.captcha.as_deref(),
            request_id: self.request_id.as_deref(),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Overloaded => Self::overloaded(),
            Error::InDoubt => Self { detail: Said::of("problem-overloaded-in-doubt"), ..Self::overloaded() },
            Error::RateLimited(wait) => Self::wait(wait),
            Error::GuessingStopped => {
                let detail = Said::of("problem-rate-limited-stopped");
                Self { retry_after_s: Some(3_600), detail, ..Self::rate_limited() }
            }
            Error::SignedOut => Self::unauthenticated(),
            Error::Store(_)
            | Error::Hash(_)
            | Error::Page(_)
            | Error::Words(_)
            | Error::Unreadable(..)
            | Error::Hook(_) => Self::failure(&error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.told())).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let is_unavailable = self.status == StatusCode::SERVICE_UNAVAILABLE;
        if let Some(wait_s) = self.retry_after_s.or(is_unavailable.then_some(RETRY_AFTER_S)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
        }
        if self.headers().contains(&header::WWW_AUTHENTICATE) {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
