//! The language switch at the foot of every page: this browser keeps the choice, and the account of whoever is signed in.

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use countersign_core::Language;
use serde::Deserialize;

use super::Site;
use super::parts::body::{Form, Text};
use super::parts::cookies::Cookies;
use super::parts::problem::Problem;
use super::parts::visitor::Guest;
use crate::flows::change_language::change_language;

pub fn doors() -> Router<Site> {
    Router::new().route("/language", post(submit))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    language: Text,
    /// Where it was chosen.
    page: Option<String>,
}

async fn submit(State(site): State<Site>, guest: Guest, Form(body): Form<Body>) -> Result<Response, Problem> {
    let language = Language::parse(body.language.or_empty()).ok_or_else(Problem::malformed)?;
    if let Some((session, account)) = &guest.signed_in {
        let locale = Some(language.as_str().to_owned());
        change_language(&site.app, account, session, locale, &guest.visitor).await?;
    }
    let page = body.page.as_deref().and_then(|page| site.app.rules.next.check(page));
    let to = page.unwrap_or_else(|| site.path("/"));
    Ok((Cookies::default().language(&site, language), Redirect::to(&to)).into_response())
}
