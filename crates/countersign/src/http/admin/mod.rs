//! `/admin`: pages for accounts with the admin's role, and for nobody else. The gate below stands before every path and
//! method here: whoever is signed in without the role gets the answer for an unknown address. What is done and what is
//! seen is told in `flows/administer`; a page has a file, `plot` draws and `story` puts things in the order of time.

mod audit;
mod mails;
mod overview;
mod people;
mod plot;
mod story;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use tower::Layer;

use super::Site;
use super::parts::problem::Problem;
use super::parts::visitor::{Member, SignedIn};
use crate::flows::administer;

/// Longest part of a query that is looked at: an address is shorter.
const LONGEST: usize = 400;

pub fn doors(site: Site) -> Router<Site> {
    let pages = Router::new()
        .merge(overview::doors())
        .merge(people::doors())
        .merge(mails::doors())
        .merge(audit::doors())
        .method_not_allowed_fallback(async || Problem::method_not_allowed())
        .with_state(site.clone());
    // Around all of it, not around each door: which methods a door takes (`Allow`) is told to admins alone.
    let gated = middleware::from_fn_with_state(site, admins_only).layer(pages);
    Router::new().route_service("/admin", gated.clone()).route_service("/admin/{*rest}", gated)
}

/// The role comes with the account, which is read with every request: a role that was taken is gone with the next one.
async fn admins_only(State(site): State<Site>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let mut signed_in = match Member::from_request_parts(&mut parts, &site).await {
        Ok(Member(signed_in)) => signed_in,
        Err(elsewhere) => return elsewhere,
    };
    if !signed_in.account.is_admin() {
        return Problem::not_found().into_response();
    }
    signed_in.visitor.admin = Some(signed_in.session.clone());
    // The doors read their paths anew.
    parts.extensions.clear();
    parts.extensions.insert(Admin(Arc::new(signed_in)));
    next.run(Request::from_parts(parts, body)).await
}

/// Somebody who has passed the gate.
#[derive(Clone)]
pub struct Admin(pub Arc<SignedIn>);

impl Admin {
    fn at_work(&self) -> administer::Admin<'_> {
        let SignedIn { account, session, visitor, .. } = &*self.0;
        administer::Admin { account, session, visitor }
    }
}

impl FromRequestParts<Site> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_found)
    }
}

/// What a query asks, read leniently: of each name the first value, cut where no address would be as long.
pub struct Asked(BTreeMap<String, String>);

impl Asked {
    pub fn value(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }
}

impl FromRequestParts<Site> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &Site) -> Result<Self, Infallible> {
        let mut asked = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()) {
            let value = value.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
            asked.entry(name.into_owned()).or_insert(value);
        }
        Ok(Self(asked))
    }
}

/// The address of a page with a query; empty values are left out.
fn with_query(site: &Site, path: &str, values: &[(&str, &str)]) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(values.iter().filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { site.path(path) } else { format!("{}?{query}", site.path(path)) }
}
