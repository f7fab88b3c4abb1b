//! Our cookies: `__Host-` on https, HttpOnly, SameSite=Lax, for the whole host (RFC 6265bis section
//! 4.1.3.2; ASVS 3.3). Their values are random tokens, or for ten minutes the token of a mailed link.

use std::time::Duration;

use axum::http::header::{COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponseParts, ResponseParts};
use countersign_core::link::Seal;
use countersign_core::{Language, Secret};

use crate::http::Site;
use crate::rules::BaseUrl;

/// How long a mailed link's token stays in the browser after the first click.
const LINK_TTL: Duration = Duration::from_secs(600);

/// How long a browser is known: the longest that browsers keep a cookie (RFC 6265bis section 5.5).
const BROWSER_TTL: Duration = Duration::from_secs(400 * 86_400);

/// How long a browser keeps the language that was chosen in it.
const LANGUAGE_TTL: Duration = Duration::from_secs(365 * 86_400);

#[derive(Clone, Copy)]
pub enum Name {
    Session,
    SignUp,
    Browser,
    Language,
    Link(Seal),
}

impl Name {
    /// As browsers know it.
    pub fn full(self, base: &BaseUrl) -> &'static str {
        macro_rules! named {
            ($name:literal) => {
                if base.is_https() { concat!("__Host-", $name) } else { $name }
            };
        }
        match self {
            Self::Session => named!("countersign"),
            Self::SignUp => named!("countersign-sign-up"),
            Self::Browser => named!("countersign-browser"),
            Self::Language => named!("countersign-language"),
            Self::Link(Seal::Confirm) => named!("countersign-confirm"),
            Self::Link(Seal::Reset) => named!("countersign-reset"),
            Self::Link(Seal::ChangeEmail) => named!("countersign-change-email"),
        }
    }
}

/// The value that the browser sent.
pub fn get(headers: &HeaderMap, base: &BaseUrl, name: Name) -> Option<Secret<String>> {
    let name = name.full(base);
    // As bytes: another application's cookie on this host may hold anything.
    let pairs = headers.get_all(COOKIE).iter().flat_map(|value| value.as_bytes().split(|byte| *byte == b';'));
    pairs.filter_map(|pair| pair.trim_ascii().strip_prefix(name.as_bytes())?.strip_prefix(b"=")).find_map(|value| {
        let value = std::str::from_utf8(value).ok()?;
        (!value.is_empty()).then(|| Secret::new(value.to_owned()))
    })
}

/// Cookies to set on an answer.
#[derive(Default)]
pub struct Cookies(Vec<HeaderValue>);

impl Cookies {
    #[must_use]
    pub fn session(self, site: &Site, token: &Secret<String>) -> Self {
        self.set(site, Name::Session, token.expose(), site.app.rules.session.absolute)
    }

    #[must_use]
    pub fn browser(self, site: &Site, marks: &Secret<String>) -> Self {
        self.set(site, Name::Browser, marks.expose(), BROWSER_TTL)
    }

    #[must_use]
    pub fn language(self, site: &Site, language: Language) -> Self {
        self.set(site, Name::Language, language.as_str(), LANGUAGE_TTL)
    }

    #[must_use]
    pub fn sign_up(self, site: &Site, token: &Secret<String>) -> Self {
        self.set(site, Name::SignUp, token.expose(), site.app.rules.sign_up_ttl)
    }

    #[must_use]
    pub fn link(self, site: &Site, seal: Seal, token: &str) -> Self {
        self.set(site, Name::Link(seal), token, LINK_TTL)
    }

    #[must_use]
    pub fn forget(self, site: &Site, name: Name) -> Self {
        self.set(site, name, "", Duration::ZERO)
    }

    fn set(mut self, site: &Site, name: Name, value: &str, life: Duration) -> Self {
        let base = &site.app.rules.base;
        let secure = if base.is_https() { "; Secure" } else { "" };
        let text =
            format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}{secure}", name.full(base), life.as_secs());
        // Tokens are base64url with dots; anything else was never ours to set.
        self.0.extend(HeaderValue::from_str(&text));
        self
    }
}

impl IntoResponseParts for Cookies {
    type Error = std::convert::Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Self::Error> {
        for cookie in self.0 {
            parts.headers_mut().append(SET_COOKIE, cookie);
        }
        Ok(parts)
    }
}
