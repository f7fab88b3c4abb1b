//! Confirm an address, as page and JSON.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::Password;
use countersign_core::link::Seal;
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::description::{Call, schema};
use super::link::{Dead, dismissed, landing, token};
use super::parts::body::{self, Form, Text};
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::Fields;
use super::parts::page::said;
use super::parts::problem::Problem;
use super::parts::show;
use super::parts::visitor::{Guest, Who};
use crate::flows::confirm::{Outcome, View, confirm, dismiss, view};
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/confirm/{token}", landing(Seal::Confirm))
        .route("/confirm", get(ask).post(submit))
        .route("/confirm/not-me", post(not_me))
        .route("/api/v1/confirm", post(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct ApiBody {
    token: Text,
    password: Text,
}

pub fn calls() -> Vec<Call> {
    let given = schema::object([
        ("account", schema::named("Account")),
        ("session", schema::named("NewSession")),
        ("next", schema::described(schema::perhaps(schema::text()), "Where the person wanted to go.")),
    ]);
    vec![
        Call::post("/api/v1/confirm", "confirm", "Confirm the address of a sign-up")
            .tells("Needs a proof besides the link: the sign-up cookie, or the password chosen at sign-up.")
            .takes::<ApiBody>(&["token"])
            .knows_sign_up()
            .gives(StatusCode::OK, "The account is there, and signed in.", given)
            .sets(&[Name::Session, Name::Browser, Name::SignUp])
            .refuses(&[Problem::checked, Problem::token_invalid, Problem::token_expired, Problem::token_used])
            .refuses(&[Problem::proof_required, Problem::wrong_password, Problem::rate_limited]),
    ]
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct FormBody {
    password: Text,
    /// The sign-up has its own; what the form carries is not needed.
    #[serde(rename = "next")]
    _next: Option<String>,
}

async fn api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<ApiBody>,
) -> Result<Response, Problem> {
    let password = password(body.password.given())?;
    let token = body.token.or_empty();
    match confirm(&site.app, token, password, &visitor).await? {
        Outcome::Confirmed { account, session, next } => {
            let cookies = Cookies::default()
                .session(&site, &session.token)
                .browser(&site, &session.browser_marks)
                .forget(&site, Name::SignUp);
            let body =
                json!({"account": show::account(&account), "session": show::new_session(&session), "next": next});
            Ok((cookies, Json(body)).into_response())
        }
        Outcome::AlreadyConfirmed => Err(Dead::Used.problem()),
        Outcome::Expired => Err(Dead::Expired.problem()),
        Outcome::Forged => Err(Dead::Forged.problem()),
        Outcome::ProofRequired => Err(Problem::proof_required()),
        Outcome::WrongPassword => Err(Problem::wrong_password()),
    }
}

async fn ask(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::Confirm);
    let dead = match view(&site.app, token.expose(), &guest.visitor).await? {
        View::Ask { proof_needed } => return page(&site, &guest, StatusCode::OK, proof_needed, None),
        View::AlreadyConfirmed => Dead::Used,
        View::Expired => Dead::Expired,
        View::Forged => Dead::Forged,
    };
    dead.page(&site, Seal::Confirm, &guest)
}

async fn submit(
    State(site): State<Site>,
    guest: Guest,
    headers: HeaderMap,
    Form(body): Form<FormBody>,
) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::Confirm);
    let Ok(password) = password(body.password.given()) else {
        return page(&site, &guest, StatusCode::UNPROCESSABLE_ENTITY, true, Some(Said::of("confirm-long")));
    };
    let dead = match confirm(&site.app, token.expose(), password, &guest.visitor).await? {
        Outcome::Confirmed { session, next, .. } => {
            let cookies = Cookies::default()
                .session(&site, &session.token)
                .browser(&site, &session.browser_marks)
                .forget(&site, Name::SignUp)
                .forget(&site, Name::Link(Seal::Confirm));
            let to = next.unwrap_or_else(|| site.path("/account?notice=confirmed"));
            return Ok((cookies, Redirect::to(&to)).into_response());
        }
        Outcome::ProofRequired => {
            return page(&site, &guest, StatusCode::UNAUTHORIZED, true, Some(Said::of("confirm-proof-needed")));
        }
        Outcome::WrongPassword => {
            return page(&site, &guest, StatusCode::UNAUTHORIZED, true, Some(Said::of("confirm-wrong")));
        }
        Outcome::AlreadyConfirmed => Dead::Used,
        Outcome::Expired => Dead::Expired,
        Outcome::Forged => Dead::Forged,
    };
    dead.page(&site, Seal::Confirm, &guest)
}

async fn not_me(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::Confirm);
    if dismiss(&site.app, token.expose(), &guest.visitor).await? {
        return dismissed(&site, Seal::Confirm, &guest);
    }
    ask(State(site), guest, headers).await
}

fn page(
    site: &Site,
    guest: &Guest,
    status: StatusCode,
    proof_needed: bool,
    error: Option<Said>,
) -> Result<Response, Problem> {
    site.page(status, "confirm/ask.html", &guest.reader, context! { proof_needed, error => said(error), next => () })
}

/// The typed password, if one was typed.
fn password(given: Option<&str>) -> Result<Option<Password>, Problem> {
    let Some(given) = given.filter(|given| !given.is_empty()) else { return Ok(None) };
    let mut fields = Fields::default();
    let password = fields.password("password", Some(given));
    fields.all(password).map(Some)
}
