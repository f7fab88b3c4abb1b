//! Sign out, as page and JSON. The page also lets go of a waiting sign-up: this browser starts over.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use minijinja::context;

use super::Site;
use super::description::Call;
use super::parts::cookies::{Cookies, Name};
use super::parts::problem::Problem;
use super::parts::visitor::{Guest, SignedIn};
use crate::flows::sign_out::sign_out;

/// What the browser kept of our pages goes too (ASVS 14.3.1).
const CLEAR: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\""));

pub fn doors() -> Router<Site> {
    Router::new().route("/sign-out", get(form).post(submit)).route("/api/v1/sign-out", post(api))
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::post("/api/v1/sign-out", "signOut", "Sign out")
            .of_member()
            .gives_nothing(StatusCode::NO_CONTENT, "The session is over.")
            .sets(&[Name::Session])
            .with_header(CLEAR.0, "`\"cache\"`"),
    ]
}

async fn api(State(site): State<Site>, signed_in: SignedIn) -> Result<Response, Problem> {
    sign_out(&site.app, &signed_in.visitor).await?;
    Ok((StatusCode::NO_CONTENT, Cookies::default().forget(&site, Name::Session), [CLEAR]).into_response())
}

async fn form(State(site): State<Site>, guest: Guest) -> Result<Response, Problem> {
    site.page(StatusCode::OK, "sign_out/form.html", &guest.reader, context! {})
}

async fn submit(State(site): State<Site>, guest: Guest) -> Result<Response, Problem> {
    sign_out(&site.app, &guest.visitor).await?;
    let cookies = Cookies::default().forget(&site, Name::Session).forget(&site, Name::SignUp);
    Ok((cookies, [CLEAR], Redirect::to(&site.path("/sign-in?notice=signed-out"))).into_response())
}
