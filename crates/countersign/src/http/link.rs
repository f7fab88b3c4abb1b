//! The landing of every mailed link. The first GET moves the token from the URL into a cookie and leads
//! to the same path without it (so it is in no history, log or Referer); a used, old or forged link is
//! told so kindly. Nothing here changes anything, however often and by whom it is fetched.

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use countersign_core::Secret;
use countersign_core::link::Seal;
use minijinja::context;

use super::Site;
use super::parts::cookies::{self, Cookies, Name};
use super::parts::problem::Problem;
use super::parts::visitor::Guest;
use crate::flows::parts::{Opened, open};

/// What a link that cannot be used is.
#[derive(Clone, Copy)]
pub enum Dead {
    Used,
    Expired,
    Forged,
}

impl Dead {
    pub fn problem(self) -> Problem {
        match self {
            Self::Used => Problem::token_used(),
            Self::Expired => Problem::token_expired(),
            Self::Forged => Problem::token_invalid(),
        }
    }

    /// 410 when the signature is ours, 400 when not; never a word on whether an account exists.
    pub fn page(self, site: &Site, seal: Seal, guest: &Guest) -> Result<Response, Problem> {
        let (status, name) = match self {
            Self::Used => (StatusCode::GONE, "link/used.html"),
            Self::Expired => (StatusCode::GONE, "link/expired.html"),
            Self::Forged => (StatusCode::BAD_REQUEST, "link/invalid.html"),
        };
        site.page(status, name, &guest.reader, context! { purpose => seal.as_str() })
    }
}

pub async fn land(site: Site, seal: Seal, token: &str, guest: Guest) -> Result<Response, Problem> {
    let dead = match open(&site.app, seal, token).await? {
        Opened::Usable(_) => {
            let to = Redirect::to(&site.path(seal.path()));
            return Ok((Cookies::default().link(&site, seal, token), to).into_response());
        }
        Opened::Used(_) => Dead::Used,
        Opened::Expired(_) => Dead::Expired,
        Opened::Forged => Dead::Forged,
    };
    dead.page(&site, seal, &guest)
}

/// The token that the landing put into the browser; without it the page behind a link has nothing to do.
pub fn token(site: &Site, headers: &HeaderMap, seal: Seal) -> Secret<String> {
    cookies::get(headers, &site.app.rules.base, Name::Link(seal)).unwrap_or_else(|| Secret::new(String::new()))
}

/// After "this was not me".
pub fn dismissed(site: &Site, seal: Seal, guest: &Guest) -> Result<Response, Problem> {
    let page =
        site.page(StatusCode::OK, "link/dismissed.html", &guest.reader, context! { purpose => seal.as_str() })?;
    Ok((Cookies::default().forget(site, Name::Link(seal)), page).into_response())
}

/// `GET /…/{token}` for one kind of link.
pub fn landing(seal: Seal) -> axum::routing::MethodRouter<Site> {
    axum::routing::get(async move |State(site): State<Site>, Path(token): Path<String>, guest: Guest| {
        land(site, seal, &token, guest).await
    })
}
