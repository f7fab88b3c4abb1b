//! The few query parameters of pages, read leniently: a link with extra parameters still opens.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use countersign_core::Timestamp;
use countersign_core::email_change::UNDO_FOR;

use crate::http::Site;

/// Where to go afterwards (`next`, or `return_to`), if it is a place we lead to; and which notice to show.
pub struct Query {
    pub next: Option<String>,
    pub notice: Option<String>,
    /// The form shows the address that was probably meant instead of the one that was given.
    pub meant: bool,
    /// What the notice says "until" of. Anybody can write a link: it is an instant within the time that a closed account
    /// is kept, or none.
    pub until: Option<Timestamp>,
}

impl FromRequestParts<Site> for Query {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let value = |wanted: &str| {
            url::form_urlencoded::parse(query.as_bytes())
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.into_owned())
        };
        let next = value("next").or_else(|| value("return_to")).and_then(|next| site.app.rules.next.check(&next));
        let now = site.app.clock.now();
        let until = value("until").and_then(|seconds| seconds.parse().ok()).map(Timestamp::from_seconds);
        let until = until.filter(|until| *until > now && *until <= now.plus(site.app.rules.close_grace.max(UNDO_FOR)));
        Ok(Self { next, notice: value("notice"), until, meant: value("meant").is_some() })
    }
}
