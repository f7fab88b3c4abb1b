//! Resend the confirmation mail, as page and JSON: always the same answer.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::Address;
use countersign_core::captcha::Action;
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::description::Call;
use super::parts::body::{self, Form, Text};
use super::parts::captcha::errors;
use super::parts::fields::Fields;
use super::parts::page::shown;
use super::parts::problem::Problem;
use super::parts::query::Query;
use super::parts::show;
use super::parts::visitor::{Guest, Who};
use crate::flows::Visitor;
use crate::flows::resend::{Outcome, resend};

pub fn doors() -> Router<Site> {
    Router::new().route("/resend", get(form).post(submit)).route("/api/v1/resend", post(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    email: Text,
    /// Carried along by the forms.
    next: Text,
    captcha: Text,
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::post("/api/v1/resend", "resendConfirmation", "Ask for the confirmation mail again")
            .tells("The answer is the same whatever is known of the address.")
            .takes::<Body>(&["email"])
            .without("next")
            .gives(StatusCode::ACCEPTED, "Taken down.", show::status_schema(["accepted"]))
            .refuses(&[Problem::checked, Problem::captcha_required, Problem::rate_limited]),
    ]
}

/// The address of a request for a mail.
pub fn address(email: Option<&str>) -> Result<Address, Problem> {
    let mut fields = Fields::default();
    let address = fields.address("email", email);
    fields.all(address)
}

async fn api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<Body>,
) -> Result<Response, Problem> {
    body::absent("next", &body.next)?;
    ask(&site, &body, &visitor).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"status": "accepted"}))).into_response())
}

/// A browser whose sign-up waits finds its address there.
async fn form(State(site): State<Site>, guest: Guest, query: Query) -> Result<Response, Problem> {
    let own = guest.visitor.open_sign_up(&site.app).await?;
    let email = own.as_ref().map_or("", |sign_up| sign_up.address.as_str());
    let values = context! { email, errors => context! {}, next => query.next };
    site.page_with_captcha(StatusCode::OK, "resend/form.html", &guest, Action::Resend, values).await
}

async fn submit(State(site): State<Site>, guest: Guest, Form(body): Form<Body>) -> Result<Response, Problem> {
    match ask(&site, &body, &guest.visitor).await {
        Ok(()) => Ok(Redirect::to(&site.path("/check-mail?notice=sent")).into_response()),
        Err(problem) if problem.can_be_mended() => {
            let next = body.next.given().and_then(|next| site.app.rules.next.check(next));
            let status = problem.status;
            let values = context! { email => body.email.given(), errors => shown(errors(problem)), next };
            site.page_with_captcha(status, "resend/form.html", &guest, Action::Resend, values).await
        }
        Err(problem) => Err(problem),
    }
}

async fn ask(site: &Site, body: &Body, visitor: &Visitor) -> Result<(), Problem> {
    match resend(&site.app, address(body.email.given())?, body.captcha.given(), visitor).await? {
        Outcome::Accepted => Ok(()),
        Outcome::CaptchaRequired => Err(site.captcha_required(Action::Resend)),
    }
}
