//! An answer and what a test may ask of it. Every answer is held against what all answers must be, so no
//! test has to ask for that: protections, types, and no secret where none belongs.

use super::browser::Door;
use super::html::unescape;
use axum::http::{HeaderMap, Method, header};
use serde_json::Value;

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: String,
    pub method: Method,
    /// What was asked for.
    pub path: String,
}

impl Answer {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Where it leads, as a path if it is within the service.
    pub fn location(&self) -> Option<String> {
        self.headers.get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned())
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("not JSON: {self:?}"))
    }

    /// The `code` of a problem.
    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem = self.json();
        assert_eq!(problem["status"], self.status, "{self:?}");
        problem["code"].as_str().unwrap().to_owned()
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{self:?}");
        self
    }

    /// A problem with this status and code.
    #[track_caller]
    pub fn refuses(self, status: u16, code: &str) -> Self {
        assert_eq!((self.status, self.code().as_str()), (status, code), "{self:?}");
        self
    }

    #[track_caller]
    pub fn leads_to(self, path: &str) -> Self {
        assert_eq!((self.status, self.location().as_deref()), (303, Some(path)), "{self:?}");
        self
    }

    /// The page has these words.
    #[track_caller]
    pub fn says(self, words: &str) -> Self {
        assert!(unescape(&self.body).contains(words), "{words:?} is not in {self:?}");
        self
    }

    /// What must hold of every answer.
    pub fn check(&self, door: &Door) {
        let policy = self.header("content-security-policy");
        // A mail is shown in a frame of the inbox's.
        let (ancestors, framed) = match self.path.contains("/dev/mailbox/") && self.path.contains("/html") {
            true if self.status == 200 => ("frame-ancestors 'self'", "SAMEORIGIN"),
            true | false => ("frame-ancestors 'none'", "DENY"),
        };
        assert!(policy.starts_with("default-src 'none'") && policy.contains(ancestors), "{self:?}");
        assert_eq!(self.header("x-frame-options"), framed, "{self:?}");
        assert!(!policy.contains("unsafe-inline"), "{self:?}");
        assert_eq!(self.header("x-content-type-options"), "nosniff", "{self:?}");
        assert_eq!(self.header("referrer-policy"), "no-referrer", "{self:?}");
        assert_eq!(self.headers.contains_key("strict-transport-security"), door.base.is_https(), "{self:?}");
        let is_public = self.path.contains("/static/")
            || ["/.well-known/jwks.json", "/openapi.json"].iter().any(|path| self.path.ends_with(path));
        let is_static = is_public && matches!(self.status, 200 | 304);
        assert_eq!(self.header("cache-control") == "no-store", !is_static, "{self:?}");
        let kind = self.header("content-type");
        assert!(self.body.is_empty() || !kind.is_empty(), "{self:?}");
        if self.status >= 400 && self.path.starts_with("/api/") && !self.body.is_empty() {
            assert_eq!(kind, "application/problem+json", "{self:?}");
        }
        if kind.starts_with("text/html") {
            assert_eq!(kind, "text/html; charset=utf-8");
            assert!(policy.contains("script-src") || !self.body.contains("<script"), "{self:?}");
            assert!(self.loads_nothing_from_elsewhere(door, policy), "{self:?}");
        }
        for password in door.secrets.passwords() {
            assert!(!self.body.contains(&password), "a password in {self:?}");
        }
        for secret in door.secrets.all() {
            for (name, value) in &self.headers {
                let shown = String::from_utf8_lossy(value.as_bytes()).contains(&secret);
                assert!(*name == header::SET_COOKIE || !shown, "a secret in {name}: {self:?}");
            }
        }
    }

    /// Unless its policy names the place.
    fn loads_nothing_from_elsewhere(&self, door: &Door, policy: &str) -> bool {
        let ours = door.base.url().origin();
        // What a person may open in a new tab is no load, and neither side learns of the other.
        let body = self.body.split("<a ").enumerate().map(|(index, rest)| match rest.split_once('>') {
            Some((tag, behind)) if index > 0 && tag.ends_with("target=\"_blank\" rel=\"noreferrer noopener\"") => {
                behind
            }
            _ => rest,
        });
        let body: String = body.collect();
        let sources = ["src=\"", "href=\"", "action=\""].iter().flat_map(|name| body.split(name).skip(1));
        sources
            .map(|rest| unescape(rest.split('"').next().unwrap()))
            .map(|to| door.base.url().join(&to).unwrap_or_else(|error| panic!("{to}: {error}")).origin())
            .all(|origin| {
                let origin_text = origin.ascii_serialization();
                let below = origin_text.split_once('.').map(|(_, parent)| format!(" https://*.{parent}"));
                origin == ours
                    || policy.contains(&format!(" {origin_text}"))
                    || below.is_some_and(|below| policy.contains(&below))
            })
    }
}
