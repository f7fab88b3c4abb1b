//! The built-in captcha's challenges, for the script of our pages and for programs.

use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::routing::get;
use axum::{Json, Router};
use countersign_core::altcha::Challenge;
use countersign_core::captcha::Action;

use super::Site;
use super::description::{Call, schema};
use super::parts::captcha::CHALLENGE;
use super::parts::problem::Problem;
use crate::flows::captcha;

pub fn doors() -> Router<Site> {
    Router::new().route("/captcha/challenge", get(challenge))
}

pub fn calls() -> Vec<Call> {
    let action = || schema::word(Action::ALL.iter().map(|action| action.as_str()));
    let parameters = schema::object([
        ("algorithm", schema::always("SHA-256")),
        ("cost", schema::number()),
        ("data", schema::object([("action", action())])),
        ("expiresAt", schema::described(schema::number(), "Seconds since 1970.")),
        ("keyLength", schema::number()),
        ("keyPrefix", schema::text()),
        ("nonce", schema::text()),
        ("salt", schema::text()),
    ]);
    let challenge = schema::object([("parameters", parameters), ("signature", schema::text())]);
    vec![
        Call::get(CHALLENGE, "getCaptchaChallenge", "A challenge of the built-in captcha")
            .tells("As ALTCHA's libraries and widgets solve them. 404 where another captcha is in force, or none.")
            .needs_query("action", action(), "The form that it is for.")
            .asks_nobody()
            .gives(StatusCode::OK, "Good for that form, once, for five minutes.", challenge)
            .refuses(&[Problem::malformed, Problem::not_found]),
    ]
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
