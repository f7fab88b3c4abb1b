//! Close an account, as JSON and from the account page.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{delete, post};
use countersign_core::Timestamp;
use serde::Deserialize;

use super::Site;
use super::account;
use super::description::Call;
use super::parts::body::{Form, Json, Text};
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::Fields;
use super::parts::problem::Problem;
use super::parts::visitor::{Member, SignedIn};
use crate::flows::close_account::{Outcome, close_account};

pub fn doors() -> Router<Site> {
    Router::new().route("/account/delete", post(submit)).route("/api/v1/account", delete(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    password: Text,
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::delete("/api/v1/account", "closeAccount", "Close the account")
            .tells("Its owner can have it back for a while, by the mailed link.")
            .of_member()
            .takes::<Body>(&["password"])
            .gives_nothing(StatusCode::NO_CONTENT, "There is no account any more.")
            .sets(&[Name::Session])
            .refuses(&[Problem::checked, Problem::wrong_password, Problem::rate_limited]),
    ]
}

async fn api(State(site): State<Site>, signed_in: SignedIn, Json(body): Json<Body>) -> Result<Response, Problem> {
    let (cookies, _) = close(&site, &signed_in, &body).await?;
    Ok((cookies, StatusCode::NO_CONTENT).into_response())
}

async fn submit(
    State(site): State<Site>,
    Member(signed_in): Member,
    Form(body): Form<Body>,
) -> Result<Response, Problem> {
    match close(&site, &signed_in, &body).await {
        Ok((cookies, kept_until)) => {
            let until = kept_until.map_or_else(String::new, |until| format!("&until={}", until.seconds()));
            let to = Redirect::to(&site.path(&format!("/sign-in?notice=closed{until}")));
            Ok((cookies, to).into_response())
        }
        // On that page another form has a field named password.
        Err(problem) => {
            account::with_errors(&site, &signed_in, problem.at("password", "delete_password"), "delete_password", None)
                .await
        }
    }
}

/// Until when the account is kept, if it is.
async fn close(site: &Site, signed_in: &SignedIn, body: &Body) -> Result<(Cookies, Option<Timestamp>), Problem> {
    let mut fields = Fields::default();
    let password = fields.password("password", body.password.given());
    let password = fields.all(password)?;
    match close_account(&site.app, &signed_in.account, &signed_in.session, password, &signed_in.visitor).await? {
        Outcome::Closed { kept_until } => Ok((Cookies::default().forget(site, Name::Session), kept_until)),
        Outcome::WrongPassword => Err(Problem::wrong_password()),
    }
}
