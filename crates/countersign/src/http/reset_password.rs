//! Forgotten passwords, as page and JSON: asking for the mail, and choosing a new one behind its link; and the same behind
//! the link that opens a closed account again.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::captcha::Action;
use countersign_core::link::Seal;
use countersign_core::{Address, Password, Secret, Timestamp};
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::description::Call;
use super::link::{Dead, dismissed, landing, token};
use super::parts::body::{self, Form, Text};
use super::parts::captcha::errors;
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::{Fields, refused};
use super::parts::page::shown;
use super::parts::problem::{FieldErrors, Problem};
use super::parts::show::{self, minute};
use super::parts::visitor::{Guest, Who};
use super::resend::address;
use crate::flows::reset_password::{Outcome, View, dismiss, forgot_password, reset_password, view};
use crate::flows::{Visitor, resend};

const FORGOT_FORM: &str = "forgot_password/form.html";

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/forgot-password", get(forgot_form).post(forgot_submit))
        .route("/reset-password/{token}", landing(Seal::Reset))
        .route("/reset-password", get(ask).post(submit))
        .route("/reset-password/not-me", post(not_me))
        .route("/api/v1/forgot-password", post(forgot_api))
        .route("/api/v1/reset-password", post(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ForgotBody {
    email: Text,
    captcha: Text,
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::post("/api/v1/forgot-password", "forgotPassword", "Ask for the mail to choose another password")
            .tells("The answer is the same whether or not the address is known.")
            .takes::<ForgotBody>(&["email"])
            .gives(StatusCode::ACCEPTED, "Taken down.", show::status_schema(["accepted"]))
            .refuses(&[Problem::checked, Problem::captcha_required, Problem::rate_limited]),
        Call::post("/api/v1/reset-password", "resetPassword", "Choose another password, by the link of a mail")
            .tells("Of a `reset` mail, or of `account_closed`: then the account is open again. A refused password leaves the link good.")
            .takes::<ApiBody>(&["token", "password"])
            .chooses_password()
            .gives_nothing(StatusCode::NO_CONTENT, "Every session is over; nobody is signed in.")
            .sets(&[Name::Session, Name::Browser])
            .refuses(&[Problem::checked, Problem::token_invalid, Problem::token_expired, Problem::token_used]),
    ]
}

async fn forgot_api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<ForgotBody>,
) -> Result<Response, Problem> {
    forgot(&site, &body, &visitor).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"status": "accepted"}))).into_response())
}

async fn forgot_form(State(site): State<Site>, guest: Guest) -> Result<Response, Problem> {
    let values = context! { email => "", errors => context! {} };
    site.page_with_captcha(StatusCode::OK, FORGOT_FORM, &guest, Action::ForgotPassword, values).await
}

async fn forgot_submit(
    State(site): State<Site>,
    guest: Guest,
    Form(body): Form<ForgotBody>,
) -> Result<Response, Problem> {
    match forgot(&site, &body, &guest.visitor).await {
        Ok(address) => {
            let values = context! { email => address.as_str(), valid_for_s => site.app.rules.reset_ttl.as_secs() };
            site.page(StatusCode::OK, "forgot_password/sent.html", &guest.reader, values)
        }
        Err(problem) if problem.can_be_mended() => {
            let status = problem.status;
            let values = context! { email => body.email.given(), errors => shown(errors(problem)) };
            site.page_with_captcha(status, FORGOT_FORM, &guest, Action::ForgotPassword, values).await
        }
        Err(problem) => Err(problem),
    }
}

/// The flow, and the address that it was asked for.
async fn forgot(site: &Site, body: &ForgotBody, visitor: &Visitor) -> Result<Address, Problem> {
    let address = address(body.email.given())?;
    match forgot_password(&site.app, address.clone(), body.captcha.given(), visitor).await? {
        resend::Outcome::Accepted => Ok(address),
        resend::Outcome::CaptchaRequired => Err(site.captcha_required(Action::ForgotPassword)),
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ApiBody {
    token: Text,
    password: Text,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FormBody {
    password: Text,
}

fn password(given: Option<&str>) -> Result<Password, Problem> {
    let mut fields = Fields::default();
    let password = fields.password("password", given);
    fields.all(password)
}

async fn api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<ApiBody>,
) -> Result<Response, Problem> {
    let token = body.token.or_empty();
    let password = match password(body.password.given()) {
        Ok(password) => password,
        Err(problem) => return Err(dead(&site, token).await?.map_or(problem, Dead::problem)),
    };
    match reset_password(&site.app, token, password, &visitor).await? {
        Outcome::Reset { browser_marks } | Outcome::Kept { browser_marks } => {
            let cookies = Cookies::default().forget(&site, Name::Session).browser(&site, &browser_marks);
            Ok((cookies, StatusCode::NO_CONTENT).into_response())
        }
        Outcome::AlreadyUsed => Err(Dead::Used.problem()),
        Outcome::Expired => Err(Dead::Expired.problem()),
        Outcome::Forged => Err(Dead::Forged.problem()),
        Outcome::PasswordRefused(refusal) => Err(refused("password", refusal)),
    }
}

/// A dead link is told before a bad password: there is nothing to mend then.
async fn dead(site: &Site, token: &str) -> Result<Option<Dead>, Problem> {
    Ok(match view(&site.app, token).await? {
        View::Ask { .. } | View::Keep { .. } => None,
        View::AlreadyUsed => Some(Dead::Used),
        View::Expired => Some(Dead::Expired),
        View::Forged => Some(Dead::Forged),
    })
}

async fn ask(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    show(&site, &guest, &headers, StatusCode::OK, FieldErrors::new()).await
}

async fn submit(
    State(site): State<Site>,
    guest: Guest,
    headers: HeaderMap,
    Form(body): Form<FormBody>,
) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::Reset);
    let password = match password(body.password.given()) {
        Ok(password) => password,
        Err(problem) => return show(&site, &guest, &headers, problem.status, problem.errors).await,
    };
    let dead = match reset_password(&site.app, token.expose(), password, &guest.visitor).await? {
        Outcome::Reset { browser_marks } => return Ok(chosen(&site, &browser_marks, "reset")),
        Outcome::Kept { browser_marks } => return Ok(chosen(&site, &browser_marks, "kept")),
        Outcome::PasswordRefused(refusal) => {
            let problem = refused("password", refusal);
            return show(&site, &guest, &headers, problem.status, problem.errors).await;
        }
        Outcome::AlreadyUsed => Dead::Used,
        Outcome::Expired => Dead::Expired,
        Outcome::Forged => Dead::Forged,
    };
    dead.page(&site, Seal::Reset, &guest)
}

fn chosen(site: &Site, browser_marks: &Secret<String>, notice: &str) -> Response {
    let cookies = Cookies::default()
        .forget(site, Name::Session)
        .forget(site, Name::Link(Seal::Reset))
        .browser(site, browser_marks);
    (cookies, Redirect::to(&site.path(&format!("/sign-in?notice={notice}")))).into_response()
}

async fn not_me(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::Reset);
    if dismiss(&site.app, token.expose(), &guest.visitor).await? {
        return dismissed(&site, Seal::Reset, &guest);
    }
    ask(State(site), guest, headers).await
}

async fn show(
    site: &Site,
    guest: &Guest,
    headers: &HeaderMap,
    status: StatusCode,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let token = token(site, headers, Seal::Reset);
    let dead = match view(&site.app, token.expose()).await? {
        View::Ask { address } => return form(site, guest, status, &address, None, errors),
        View::Keep { address, kept_until } => return form(site, guest, status, &address, Some(kept_until), errors),
        View::AlreadyUsed => Dead::Used,
        View::Expired => Dead::Expired,
        View::Forged => Dead::Forged,
    };
    dead.page(site, Seal::Reset, guest)
}

fn form(
    site: &Site,
    guest: &Guest,
    status: StatusCode,
    address: &Address,
    kept_until: Option<Timestamp>,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let min = site.app.rules.passwords.min_code_points;
    let (name, kept_until) = match kept_until {
        Some(until) => ("keep_account/form.html", Some(minute(until))),
        None => ("reset_password/form.html", None),
    };
    let values = context! { email => address.as_str(), errors => shown(errors), password_min => min, kept_until };
    site.page(status, name, &guest.reader, values)
}
