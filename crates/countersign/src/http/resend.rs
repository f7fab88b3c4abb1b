//! Resend the confirmation mail, as page and JSON: always the same answer.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::Address;
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::parts::body::{self, Form, Text};
use super::parts::fields::Fields;
use super::parts::problem::Problem;
use super::parts::query::Query;
use super::parts::visitor::{Guest, Who};
use crate::flows::resend::resend;

pub fn doors() -> Router<Site> {
    Router::new().route("/resend", get(form).post(submit)).route("/api/v1/resend", post(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    email: Text,
    /// Carried along by the forms.
    next: Option<String>,
    #[serde(rename = "captcha")]
    _captcha: Option<String>,
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
    resend(&site.app, address(body.email.given())?, &visitor).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"status": "accepted"}))).into_response())
}

async fn form(State(site): State<Site>, guest: Guest, query: Query) -> Result<Response, Problem> {
    site.page(
        StatusCode::OK,
        "resend/form.html",
        &guest,
        context! { email => "", errors => context! {}, next => query.next },
    )
}

async fn submit(State(site): State<Site>, guest: Guest, Form(body): Form<Body>) -> Result<Response, Problem> {
    let next = body.next.as_deref().and_then(|next| site.app.rules.next.check(next));
    match address(body.email.given()) {
        Ok(address) => {
            resend(&site.app, address, &guest.visitor).await?;
            Ok(Redirect::to(&site.path("/check-mail?notice=sent")).into_response())
        }
        Err(problem) => {
            let values = context! { email => body.email.given(), errors => problem.errors, next };
            site.page(problem.status, "resend/form.html", &guest, values)
        }
    }
}
