//! Sign up, as page and JSON, and the page that says to check the mail.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::captcha::Action;
use countersign_core::provider::{self, Webmail};
use countersign_core::{Address, typo};
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::description::Call;
use super::parts::body::{self, Form, Text};
use super::parts::captcha::errors;
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::{Fields, refused};
use super::parts::page::{said, shown};
use super::parts::problem::Problem;
use super::parts::query::Query;
use super::parts::show;
use super::parts::visitor::{Guest, Who};
use crate::flows::Visitor;
use crate::flows::sign_up::{Outcome, Progress, Request, is_undeliverable, progress, sign_up};
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/sign-up", get(form).post(submit))
        .route("/check-mail", get(check_mail))
        .route("/unconfirmed", get(unconfirmed))
        .route("/api/v1/sign-up", post(api))
        .route("/api/v1/sign-up/status", get(api_status))
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::post("/api/v1/sign-up", "signUp", "Sign up")
            .tells("A mail with a link goes out. The answer is the same whether or not the address is known.")
            .takes::<Body>(&["email", "password"])
            .chooses_password()
            .gives(StatusCode::ACCEPTED, "Taken down; the mail says how to go on.", show::status_schema(["check_mail"]))
            .sets(&[Name::SignUp])
            .refuses(&[Problem::checked, Problem::captcha_required, Problem::rate_limited]),
        Call::get("/api/v1/sign-up/status", "getSignUpStatus", "Ask whether this browser's sign-up was confirmed")
            .tells(
                "`waiting` for everything else as well: no cookie, a sign-up that is over, an address with an account.",
            )
            .knows_sign_up()
            .gives(StatusCode::OK, "How far it is.", show::status_schema(["waiting", "confirmed"])),
    ]
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    email: Text,
    password: Text,
    locale: Text,
    next: Text,
    captcha: Text,
}

async fn api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<Body>,
) -> Result<Response, Problem> {
    let mut fields = Fields::default();
    let next = body.next.given().filter(|next| !next.is_empty());
    let checked = next.and_then(|next| site.app.rules.next.check(next));
    if next.is_some() && checked.is_none() {
        fields.refuse("next", Said::of("field-next"));
    }
    let request = read(&site, fields, &body, checked, &visitor)?;
    let cookies = attempt(&site, request, &visitor).await?;
    Ok((StatusCode::ACCEPTED, cookies, Json(json!({"status": "check_mail"}))).into_response())
}

/// Asked by the waiting page while somebody looks at it.
async fn api_status(State(site): State<Site>, Who(visitor): Who) -> Result<Response, Problem> {
    let status = match progress(&site.app, &visitor).await? {
        Progress::Waiting => "waiting",
        Progress::Confirmed => "confirmed",
    };
    Ok(Json(json!({"status": status})).into_response())
}

async fn submit(State(site): State<Site>, guest: Guest, Form(body): Form<Body>) -> Result<Response, Problem> {
    let next = body.next.given().and_then(|next| site.app.rules.next.check(next));
    let tried = match read(&site, Fields::default(), &body, next.clone(), &guest.visitor) {
        Ok(request) => attempt(&site, request, &guest.visitor).await,
        Err(problem) => Err(problem),
    };
    match tried {
        Ok(cookies) => Ok((cookies, Redirect::to(&site.path("/check-mail"))).into_response()),
        Err(problem) if problem.can_be_mended() => show(&site, &guest, body.email.given(), next, problem).await,
        Err(problem) => Err(problem),
    }
}

/// The flow, and the cookie that proves later that this browser chose the password.
async fn attempt(site: &Site, request: Request, visitor: &Visitor) -> Result<Cookies, Problem> {
    match sign_up(&site.app, request, visitor).await? {
        Outcome::CheckMail { sign_up_token } => Ok(Cookies::default().sign_up(site, &sign_up_token)),
        Outcome::PasswordRefused(refusal) => Err(refused("password", refusal)),
        Outcome::CaptchaRequired => Err(site.captcha_required(Action::SignUp)),
    }
}

fn read(
    site: &Site,
    mut fields: Fields,
    body: &Body,
    next: Option<String>,
    visitor: &Visitor,
) -> Result<Request, Problem> {
    let address = fields.address("email", body.email.given());
    let password = fields.password("password", body.password.given());
    if address.is_none() {
        // The flow looks at the rest once there is an address; what is plain is told with it.
        fields.length("password", password.as_ref(), site.app.rules.passwords.min_code_points);
    }
    let locale = fields.locale(body.locale.given()).or_else(|| Some(visitor.language?.as_str().to_owned()));
    let captcha = body.captcha.given().map(str::to_owned);
    let values = address.zip(password).map(|(address, password)| Request { address, password, locale, next, captcha });
    fields.all(values)
}

/// A browser whose sign-up waits finds its address there, to correct it.
async fn form(State(site): State<Site>, guest: Guest, query: Query) -> Result<Response, Problem> {
    let own = guest.visitor.open_sign_up(&site.app).await?;
    let address = own.map(|sign_up| sign_up.address);
    let meant = address.as_ref().filter(|_| query.meant).and_then(typo::meant);
    let email = meant.as_ref().or(address.as_ref()).map_or("", Address::as_str);
    let values = context! { email, errors => context! {}, next => query.next, password_min => site.app.rules.passwords.min_code_points };
    site.page_with_captcha(StatusCode::OK, "sign_up/form.html", &guest, Action::SignUp, values).await
}

async fn show(
    site: &Site,
    guest: &Guest,
    email: Option<&str>,
    next: Option<String>,
    problem: Problem,
) -> Result<Response, Problem> {
    let (min, status) = (site.app.rules.passwords.min_code_points, problem.status);
    let values = context! { email => email, errors => shown(errors(problem)), next => next, password_min => min };
    site.page_with_captcha(status, "sign_up/form.html", guest, Action::SignUp, values).await
}

async fn check_mail(State(site): State<Site>, guest: Guest, query: Query) -> Result<Response, Problem> {
    // Whoever has just asked for a mail reads about that one, whatever this browser did before.
    if query.notice.is_none()
        && let Some(further) = after_confirmation(&site, &guest).await?
    {
        return Ok(further);
    }
    waiting(&site, &guest, query, "sign_up/check_mail.html").await
}

async fn unconfirmed(State(site): State<Site>, guest: Guest, query: Query) -> Result<Response, Problem> {
    if guest.visitor.open_sign_up(&site.app).await?.is_none() {
        let to = if guest.signed_in.is_some() { "/account" } else { "/sign-in" };
        let further = after_confirmation(&site, &guest).await?;
        return Ok(further.unwrap_or_else(|| Redirect::to(&site.path(to)).into_response()));
    }
    waiting(&site, &guest, query, "sign_up/unconfirmed.html").await
}

/// Where a browser goes on whose sign-up was confirmed elsewhere: it signs in, and then goes where it wanted to.
async fn after_confirmation(site: &Site, guest: &Guest) -> Result<Option<Response>, Problem> {
    let Some(sign_up) = guest.visitor.confirmed_sign_up(&site.app).await? else { return Ok(None) };
    if guest.signed_in.as_ref().is_some_and(|(_, account)| account.address.key() == sign_up.address.key()) {
        return Ok(None);
    }
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let next = sign_up.next.map_or_else(String::new, |next| format!("&next={}", encoded(&next)));
    Ok(Some(Redirect::to(&site.path(&format!("/sign-in?notice=confirmed{next}"))).into_response()))
}

/// The page of a browser whose sign-up waits. It shows the address to that browser only.
async fn waiting(site: &Site, guest: &Guest, query: Query, name: &str) -> Result<Response, Problem> {
    let own = guest.visitor.open_sign_up(&site.app).await?;
    let undeliverable = match &own {
        Some(sign_up) => is_undeliverable(&site.app, sign_up).await?,
        None => false,
    };
    let notice = (query.notice.as_deref() == Some("sent") && !undeliverable).then(|| Said::of("check-mail-sent"));
    let address = own.as_ref().map(|sign_up| &sign_up.address);
    let meant = address.and_then(typo::meant);
    // Mail that was misdirected is not to be looked for in one's own inbox.
    let webmail = address.filter(|_| meant.is_none()).and_then(provider::webmail);
    let values = context! {
        email => address.map(Address::as_str),
        meant => meant.as_ref().map(Address::as_str),
        webmail => webmail.map(|Webmail { name, url }| context! { name, url }),
        notice => said(notice),
        next => own.as_ref().and_then(|sign_up| sign_up.next.clone()).or(query.next),
        undeliverable,
    };
    site.page(StatusCode::OK, name, &guest.reader, values)
}
