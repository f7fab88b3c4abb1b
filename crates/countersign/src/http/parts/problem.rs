//! Errors as `application/problem+json` (RFC 9457) with a `code`. The same problem is shown as a page where
//! a person asked for one: `finish` turns it over.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_core::time::in_words;
use countersign_core::vocabulary::LogOnly;
use serde::Serialize;

use super::captcha::Wanted;
use crate::{Error, random};

/// Seconds after which an overloaded service may be asked again.
const RETRY_AFTER_S: u64 = 2;
const IN_DOUBT: &str =
    "The answer of our database was lost. What you asked for may be done or not: look again in a moment.";

const STOPPED: &str = "Nothing was done. After so many wrong passwords no more are tried: choose a new one by a mail to you, or use a browser in which you have signed in before.";

/// Field names and what is wrong with each, in the words of the page.
pub type FieldErrors = BTreeMap<&'static str, Vec<String>>;

#[derive(Clone, Debug, Serialize)]
pub struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    pub title: &'static str,
    #[serde(serialize_with = "number")]
    pub status: StatusCode,
    pub detail: String,
    pub code: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub errors: FieldErrors,
    /// What has to be solved first. Few problems have it, and all are moved about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub captcha: Option<Box<Wanted>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    #[serde(skip)]
    retry_after_s: Option<u64>,
}

fn number<S: serde::Serializer>(status: &StatusCode, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u16(status.as_u16())
}

/// One constructor for each code: name => status, code, title, detail.
macro_rules! problems {
    ($($name:ident => $status:ident, $code:literal, $title:literal, $detail:literal;)+) => {
        impl Problem {
            $(pub fn $name() -> Self {
                Self::new(StatusCode::$status, $code, $title, $detail)
            })+
        }
    };
}

problems! {
    credentials_invalid => UNAUTHORIZED, "credentials_invalid", "Not signed in",
        "Address or password is wrong. If you have only just signed up, confirm your address first: the link is in your mail.";
    wrong_password => UNAUTHORIZED, "credentials_invalid", "Wrong password", "That is not the right password.";
    proof_required => UNAUTHORIZED, "proof_required", "Password needed",
        "In any browser but the one that signed up, the password chosen there is needed too.";
    unauthenticated => UNAUTHORIZED, "unauthenticated", "Not signed in", "Sign in first.";
    unconfirmed => FORBIDDEN, "unconfirmed", "Not confirmed yet", "Confirm the address first: the link is in the mail.";
    cross_origin => FORBIDDEN, "cross_origin", "Refused", "This request came from another site, so nothing was done.";
    captcha_required => FORBIDDEN, "captcha_required", "One more step",
        "Nothing was done yet: solve the captcha, so that we know you are not a program, and send this again.";
    untrusted => FORBIDDEN, "untrusted", "Not believed", "The message is not from where it should be.";
    malformed => BAD_REQUEST, "malformed", "Not understood", "The request could not be read.";
    token_invalid => BAD_REQUEST, "token_invalid", "Not a link of ours", "The link is incomplete or was not made here.";
    token_expired => GONE, "token_expired", "Link expired", "The link is too old, or something newer has replaced it.";
    token_used => GONE, "token_used", "Link already used", "The link has done its work before.";
    not_found => NOT_FOUND, "not_found", "Not found", "There is nothing here.";
    too_large => PAYLOAD_TOO_LARGE, "too_large", "Too large", "The request is larger than 64 KiB.";
    unsupported_media_type => UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", "Unsupported media type",
        "Send the body as application/json here.";
    method_not_allowed => METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed", "This address does not take that method.";
    timed_out => REQUEST_TIMEOUT, "timed_out", "Too slow", "The request did not arrive in time.";
    rate_limited => TOO_MANY_REQUESTS, "rate_limited", "Too many attempts", "Nothing was done. Try again later.";
    overloaded => SERVICE_UNAVAILABLE, "overloaded", "Busy", "Too much is going on right now. Nothing was done; try again in a moment.";
    internal => INTERNAL_SERVER_ERROR, "internal", "Something went wrong", "It is not your fault, and nothing was changed. Try again in a moment.";
}

impl Problem {
    fn new(status: StatusCode, code: &'static str, title: &'static str, detail: &str) -> Self {
        Self {
            kind: "about:blank",
            title,
            status,
            detail: detail.to_owned(),
            code,
            errors: BTreeMap::new(),
            captcha: None,
            request_id: None,
            retry_after_s: None,
        }
    }

    /// 422 with what is wrong with each field.
    pub fn validation(errors: FieldErrors) -> Self {
        let detail = "Some fields need another look.";
        Self { errors, ..Self::new(StatusCode::UNPROCESSABLE_ENTITY, "validation", "Please check", detail) }
    }

    pub fn field(name: &'static str, message: impl Into<String>) -> Self {
        Self::validation(BTreeMap::from([(name, vec![message.into()])]))
    }

    /// 429 with how long to wait, rounded up: who comes back as told is not refused again. The same words whatever was
    /// tried too often.
    fn wait(span: Duration) -> Self {
        let seconds = u64::try_from(span.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX).max(1);
        let told = if seconds > 60 { seconds.div_ceil(60).saturating_mul(60) } else { seconds };
        let detail = format!("Nothing was done. Try again in {}.", in_words(Duration::from_secs(told)));
        Self { retry_after_s: Some(seconds), ..Self::rate_limited().because(detail) }
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
        Self { request_id: Some(request_id), ..Self::internal() }
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

    /// Says more than the usual sentence.
    #[must_use]
    pub fn because(mut self, detail: impl Into<String>) -> Self {
        self.detail = detail.into();
        self
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        match error {
            Error::Overloaded => Self::overloaded(),
            Error::InDoubt => Self::overloaded().because(IN_DOUBT),
            Error::RateLimited(wait) => Self::wait(wait),
            Error::GuessingStopped => Self { retry_after_s: Some(3_600), ..Self::rate_limited().because(STOPPED) },
            Error::SignedOut => Self::unauthenticated(),
            Error::Store(_) | Error::Hash(_) | Error::Page(_) => Self::failure(&error.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(&self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        let is_unavailable = self.status == StatusCode::SERVICE_UNAVAILABLE;
        if let Some(wait_s) = self.retry_after_s.or(is_unavailable.then_some(RETRY_AFTER_S)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait_s));
        }
        if self.code == "unauthenticated" {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response.extensions_mut().insert(self);
        response
    }
}
