//! The few query parameters of pages, read leniently: a link with extra parameters still opens.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::http::Site;

/// Where to go afterwards (`next`, or `return_to`), if it is a place we lead to; and which notice to show.
pub struct Query {
    pub next: Option<String>,
    pub notice: Option<String>,
    /// The form shows the address that was probably meant instead of the one that was given.
    pub meant: bool,
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
        Ok(Self { next, notice: value("notice"), meant: value("meant").is_some() })
    }
}
