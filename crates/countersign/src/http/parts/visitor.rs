//! Who knocks: the visitor of a request, and the extractors for doors that are open only to somebody
//! signed in.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, USER_AGENT};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use countersign_core::Secret;
use countersign_core::account::Account;
use countersign_core::audit::Origin;
use countersign_core::session::Session;

use super::client;
use super::cookies::{self, Name};
use super::problem::Problem;
use super::reader::{self, Reader};
use crate::Error;
use crate::flows::{Visitor, sessions};
use crate::http::Site;

/// Longest user agent that is kept.
const USER_AGENT_CHARS: usize = 256;

/// Whether it was said that nobody tells us where requests come from.
static UNKNOWN: AtomicBool = AtomicBool::new(false);

/// Anybody.
pub struct Who(pub Visitor);

impl FromRequestParts<Site> for Who {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Infallible> {
        Ok(Self::of(parts, site))
    }
}

impl Who {
    pub fn of(parts: &Parts, site: &Site) -> Self {
        let rules = &site.app.rules;
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0);
        if peer.is_none() && !UNKNOWN.swap(true, Ordering::Relaxed) {
            tracing::warn!(
                "requests come without their address, so to limits all visitors are one: serve with `into_make_service_with_connect_info::<SocketAddr>()`"
            );
        }
        let client = client::address(peer, &parts.headers, &rules.trusted_proxies);
        let user_agent = parts.headers.get(USER_AGENT).map(|value| String::from_utf8_lossy(value.as_bytes()));
        Self(Visitor {
            origin: Origin {
                client: client.map_or_else(|| "unknown".to_owned(), |address| address.to_string()),
                user_agent: user_agent
                    .unwrap_or_default()
                    .chars()
                    .filter(|c| !c.is_control())
                    .take(USER_AGENT_CHARS)
                    .collect(),
            },
            session_token: bearer(parts).or_else(|| by_cookie(&parts.headers, site)),
            browser_marks: cookies::get(&parts.headers, &rules.base, Name::Browser),
            sign_up_token: cookies::get(&parts.headers, &rules.base, Name::SignUp),
            language: reader::chosen(site, &parts.headers).or_else(|| reader::accepted(&parts.headers)),
            admin: None,
        })
    }
}

pub fn by_cookie(headers: &HeaderMap, site: &Site) -> Option<Secret<String>> {
    cookies::get(headers, &site.app.rules.base, Name::Session)
}

fn bearer(parts: &Parts) -> Option<Secret<String>> {
    let value = parts.headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(token.trim().to_owned()))
}

/// Somebody on a page, perhaps signed in.
pub struct Guest {
    pub visitor: Visitor,
    pub signed_in: Option<(Session, Account)>,
    pub reader: Reader,
}

impl FromRequestParts<Site> for Guest {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Ok(Who(visitor)) = Who::from_request_parts(parts, site).await;
        let signed_in = sessions::current(&site.app, &visitor).await?.map(Arc::unwrap_or_clone);
        let account = signed_in.as_ref().map(|(_, account)| account);
        let reader = Reader::of(site, &parts.method, &parts.uri, &parts.headers, account);
        Ok(Self { visitor, signed_in, reader })
    }
}

/// Whose session it is, and no more: for what programs ask at every page.
pub struct Checked(pub Arc<(Session, Account)>);

impl FromRequestParts<Site> for Checked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let Who(visitor) = Who::of(parts, site);
        match sessions::current(&site.app, &visitor).await? {
            Some(found) => Ok(Self(found)),
            None => Err(nobody(site, &visitor).await?),
        }
    }
}

/// Somebody signed in, at the API: else 401, or 403 in the browser of an open sign-up.
pub struct SignedIn {
    pub visitor: Visitor,
    pub session: Session,
    pub account: Account,
    /// The token came in a header, so the client keeps it itself.
    pub by_bearer: bool,
    pub reader: Reader,
}

impl FromRequestParts<Site> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Problem> {
        let by_bearer = bearer(parts).is_some();
        let Guest { visitor, signed_in, reader } = Guest::from_request_parts(parts, site).await?;
        match signed_in {
            Some((session, account)) => Ok(Self { visitor, session, account, by_bearer, reader }),
            None => Err(nobody(site, &visitor).await?),
        }
    }
}

/// Somebody signed in, at a page: anybody else is led to where they can.
pub struct Member(pub SignedIn);

impl FromRequestParts<Site> for Member {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, site: &Site) -> Result<Self, Response> {
        // A form that came too late cannot be sent again by a link; its page can be opened.
        let path = if parts.method.is_safe() { parts.uri.path().to_owned() } else { "/account".to_owned() };
        SignedIn::from_request_parts(parts, site).await.map(Self).map_err(|problem| {
            let back = url::form_urlencoded::byte_serialize(site.app.rules.base.prefix().as_bytes());
            let back = back.chain(url::form_urlencoded::byte_serialize(path.as_bytes())).collect::<String>();
            match problem.code {
                "unconfirmed" => Redirect::to(&site.path("/unconfirmed")).into_response(),
                "unauthenticated" => Redirect::to(&site.path(&format!("/sign-in?next={back}"))).into_response(),
                _ => problem.into_response(),
            }
        })
    }
}

async fn nobody(site: &Site, visitor: &Visitor) -> Result<Problem, Error> {
    Ok(if is_unconfirmed(site, visitor).await? { Problem::unconfirmed() } else { Problem::unauthenticated() })
}

/// Whether this browser waits for the confirmation of its sign-up and is not signed in otherwise.
pub async fn is_unconfirmed(site: &Site, visitor: &Visitor) -> Result<bool, Error> {
    // In a box, as it is seldom needed: what waits in a door is moved about with every request.
    Ok(Box::pin(visitor.open_sign_up(&site.app)).await?.is_some())
}
