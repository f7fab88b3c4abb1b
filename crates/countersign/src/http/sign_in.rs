//! Sign in, as page and JSON.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::{Address, Password};
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::description::{Call, schema};
use super::parts::body::{self, Form, Text};
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::Fields;
use super::parts::page::{said, shown};
use super::parts::problem::{FieldErrors, Problem};
use super::parts::query::Query;
use super::parts::show::{self, minute};
use super::parts::visitor::{Guest, Who};
use crate::flows::NewSession;
use crate::flows::sign_in::{Outcome, sign_in};
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new().route("/sign-in", get(form).post(submit)).route("/api/v1/sign-in", post(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    email: Text,
    password: Text,
    /// Only the form has it.
    next: Text,
}

pub fn calls() -> Vec<Call> {
    let given = schema::object([("account", schema::named("Account")), ("session", schema::named("NewSession"))]);
    vec![
        Call::post("/api/v1/sign-in", "signIn", "Sign in")
            .tells("`unconfirmed` is told only to the browser whose sign-up cookie is of that address.")
            .takes::<Body>(&["email", "password"])
            .without("next")
            .knows_sign_up()
            .gives(StatusCode::OK, "Signed in: by the cookie, or by the token as bearer.", given)
            .sets(&[Name::Session, Name::Browser, Name::SignUp])
            .refuses(&[Problem::checked, Problem::credentials_invalid, Problem::unconfirmed, Problem::rate_limited]),
    ]
}

fn read(body: &Body) -> Result<(Address, Password), Problem> {
    let mut fields = Fields::default();
    let address = fields.address("email", body.email.given());
    let password = fields.password("password", body.password.given());
    fields.all(address.zip(password))
}

async fn api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<Body>,
) -> Result<Response, Problem> {
    body::absent("next", &body.next)?;
    let (address, password) = read(&body)?;
    match sign_in(&site.app, address, password, &visitor).await? {
        Outcome::SignedIn { account, session, forget_sign_up } => {
            let cookies = signed_in(&site, &session, forget_sign_up);
            let body = json!({"account": show::account(&account), "session": show::new_session(&session)});
            Ok((cookies, Json(body)).into_response())
        }
        Outcome::Unconfirmed => Err(Problem::unconfirmed()),
        Outcome::Rejected => Err(Problem::credentials_invalid()),
    }
}

async fn submit(State(site): State<Site>, guest: Guest, Form(body): Form<Body>) -> Result<Response, Problem> {
    let next = body.next.given().and_then(|next| site.app.rules.next.check(next));
    let (address, password) = match read(&body) {
        Ok(read) => read,
        Err(problem) => return show(&site, &guest, problem.status, &body, next, None, problem.errors),
    };
    match sign_in(&site.app, address, password, &guest.visitor).await? {
        Outcome::SignedIn { session, forget_sign_up, .. } => {
            let to = next.unwrap_or_else(|| site.path("/account"));
            Ok((signed_in(&site, &session, forget_sign_up), Redirect::to(&to)).into_response())
        }
        Outcome::Unconfirmed => Ok(Redirect::to(&site.path("/unconfirmed")).into_response()),
        Outcome::Rejected => {
            let problem = Problem::credentials_invalid();
            show(&site, &guest, problem.status, &body, next, Some(problem.detail), FieldErrors::new())
        }
    }
}

fn signed_in(site: &Site, session: &NewSession, forget_sign_up: bool) -> Cookies {
    let cookies = Cookies::default().session(site, &session.token).browser(site, &session.browser_marks);
    if forget_sign_up { cookies.forget(site, Name::SignUp) } else { cookies }
}

async fn form(State(site): State<Site>, guest: Guest, query: Query) -> Result<Response, Problem> {
    let own =
        guest.visitor.confirmed_sign_up(&site.app).await?.filter(|_| query.notice.as_deref() == Some("confirmed"));
    let notice = match query.notice.as_deref() {
        Some("confirmed") if own.is_some() => Some(Said::of("sign-in-confirmed")),
        Some("signed-out") => Some(Said::of("sign-in-signed-out")),
        Some("closed") => Some(match query.until {
            Some(until) => Said::of("sign-in-closed-until").with("time", minute(until)),
            None => Said::of("sign-in-closed"),
        }),
        Some("kept") => Some(Said::of("sign-in-kept")),
        Some("reset") => Some(Said::of("sign-in-reset")),
        Some(_) | None => None,
    };
    let values = context! { email => own.map_or_else(String::new, |own| own.address.as_str().to_owned()), error => (), notice => said(notice), next => query.next, errors => context! {} };
    site.page(StatusCode::OK, "sign_in/form.html", &guest.reader, values)
}

fn show(
    site: &Site,
    guest: &Guest,
    status: StatusCode,
    body: &Body,
    next: Option<String>,
    error: Option<Said>,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let values =
        context! { email => body.email.given(), error => said(error), notice => (), next, errors => shown(errors) };
    site.page(status, "sign_in/form.html", &guest.reader, values)
}
