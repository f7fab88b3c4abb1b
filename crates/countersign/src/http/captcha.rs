//! The built-in captcha's challenges, for the script of our pages and for programs.

use axum::extract::State;
use axum::http::Uri;
use axum::routing::get;
use axum::{Json, Router};
use countersign_core::altcha::Challenge;
use countersign_core::captcha::Action;

use super::Site;
use super::parts::captcha::CHALLENGE;
use super::parts::problem::Problem;
use crate::flows::captcha;

pub fn doors() -> Router<Site> {
    Router::new().route("/captcha/challenge", get(challenge))
}

/// For the form that the query names.
async fn challenge(State(site): State<Site>, uri: Uri) -> Result<Json<Challenge>, Problem> {
    let query = uri.query().unwrap_or_default();
    let named = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "action");
    let Some(action) = named.and_then(|(_, value)| Action::parse(&value)) else {
        let known: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
        return Err(Problem::malformed()
            .because(format!("Name the form: {CHALLENGE}?action= and one of {}.", known.join(", "))));
    };
    captcha::challenge(&site.app, action).map(Json).ok_or_else(Problem::not_found)
}
