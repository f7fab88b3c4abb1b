//! Change a known password, as JSON and from the account page.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use countersign_core::Password;
use serde::Deserialize;

use super::Site;
use super::account;
use super::description::Call;
use super::parts::body::{Form, Json, Text};
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::{Fields, refused};
use super::parts::problem::Problem;
use super::parts::visitor::{Member, SignedIn};
use crate::flows::change_password::{Outcome, change_password};

pub fn doors() -> Router<Site> {
    Router::new().route("/account/change-password", post(submit)).route("/api/v1/change-password", post(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    current_password: Text,
    password: Text,
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::post("/api/v1/change-password", "changePassword", "Replace a known password")
            .tells("The other sessions end. A session shown by cookie gets a new token, one shown by bearer keeps its own.")
            .of_member()
            .takes::<Body>(&["current_password", "password"])
            .chooses_password()
            .gives_nothing(StatusCode::NO_CONTENT, "The new one counts.")
            .sets(&[Name::Session, Name::Browser])
            .refuses(&[Problem::checked, Problem::wrong_password, Problem::rate_limited]),
    ]
}

fn read(body: &Body) -> Result<(Password, Password), Problem> {
    let mut fields = Fields::default();
    let current = fields.password("current_password", body.current_password.given());
    let new = fields.password("password", body.password.given());
    fields.all(current.zip(new))
}

async fn api(State(site): State<Site>, signed_in: SignedIn, Json(body): Json<Body>) -> Result<Response, Problem> {
    let cookies = change(&site, &signed_in, &body).await?;
    Ok((cookies, StatusCode::NO_CONTENT).into_response())
}

async fn submit(
    State(site): State<Site>,
    Member(signed_in): Member,
    Form(body): Form<Body>,
) -> Result<Response, Problem> {
    match change(&site, &signed_in, &body).await {
        Ok(cookies) => Ok((cookies, Redirect::to(&site.path("/account?notice=password-changed"))).into_response()),
        Err(problem) => account::with_errors(&site, &signed_in, problem, "current_password", None).await,
    }
}

async fn change(site: &Site, signed_in: &SignedIn, body: &Body) -> Result<Cookies, Problem> {
    let (current, new) = read(body)?;
    let SignedIn { visitor, session, account, by_bearer, .. } = signed_in;
    match change_password(&site.app, account, session, current, new, !by_bearer, visitor).await? {
        Outcome::Changed { .. } if *by_bearer => Ok(Cookies::default()),
        Outcome::Changed { session_token, browser_marks } => {
            Ok(Cookies::default().session(site, &session_token).browser(site, &browser_marks))
        }
        Outcome::WrongPassword => Err(Problem::wrong_password()),
        Outcome::PasswordRefused(refusal) => Err(refused("password", refusal)),
    }
}
