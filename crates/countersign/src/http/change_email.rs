//! Change the address, as JSON and from the account page; the pages behind both of its links.

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::link::Seal;
use minijinja::context;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::account;
use super::description::{Call, schema};
use super::link::{Dead, dismissed, landing, token};
use super::parts::body::{self, Form, Text};
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::Fields;
use super::parts::problem::Problem;
use super::parts::show;
use super::parts::visitor::{Guest, Member, SignedIn, Who};
use crate::flows::change_email::{AskOutcome, ConfirmOutcome, View, cancel, change_email, confirm, dismiss, view};
use crate::flows::undo_change_email::{self, undo_change_email};
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/account/change-email", post(submit))
        .route("/account/cancel-change-email", post(cancel_submit))
        .route("/change-email/{token}", landing(Seal::ChangeEmail))
        .route("/change-email", get(ask).post(press))
        .route("/change-email/not-me", post(not_me))
        .route("/api/v1/change-email", post(api).delete(cancel_api))
        .route("/api/v1/change-email/confirm", post(confirm_api))
        .route("/api/v1/change-email/undo", post(undo_api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    email: Text,
    password: Text,
}

pub fn calls() -> Vec<Call> {
    let account = schema::object([("account", schema::named("Account"))]);
    let dead = [Problem::token_invalid, Problem::token_expired, Problem::token_used];
    vec![
        Call::post("/api/v1/change-email", "changeEmail", "Ask for another address")
            .tells("A link goes to the new address, a notice to the old one.")
            .of_member()
            .takes::<Body>(&["email", "password"])
            .gives(StatusCode::ACCEPTED, "Nothing has changed yet.", show::status_schema(["check_mail"]))
            .refuses(&[Problem::checked, Problem::wrong_password, Problem::rate_limited]),
        Call::delete("/api/v1/change-email", "cancelChangeEmail", "Call off a change that waits")
            .of_member()
            .gives_nothing(StatusCode::NO_CONTENT, "No change that waits can be confirmed any more.")
            .refuses(&[Problem::not_found]),
        Call::post(
            "/api/v1/change-email/confirm",
            "confirmChangeEmail",
            "Use the new address, by the link of the mail to it",
        )
        .tells("The session stays while the others end.")
        .needs_session()
        .takes::<TokenBody>(&["token"])
        .gives(StatusCode::OK, "The account with its new address.", account)
        .refuses(&dead),
        Call::post(
            "/api/v1/change-email/undo",
            "undoChangeEmail",
            "Undo a change, by the link of the notice to the old address",
        )
        .tells(
            "Every session ends, the password no longer counts, and a mail to choose another goes to the old address.",
        )
        .takes::<TokenBody>(&["token"])
        .gives_nothing(StatusCode::NO_CONTENT, "The old address is back.")
        .refuses(&dead),
    ]
}

async fn api(
    State(site): State<Site>,
    signed_in: SignedIn,
    body::Json(body): body::Json<Body>,
) -> Result<Response, Problem> {
    change(&site, &signed_in, &body).await?;
    Ok((StatusCode::ACCEPTED, Json(json!({"status": "check_mail"}))).into_response())
}

async fn submit(
    State(site): State<Site>,
    Member(signed_in): Member,
    Form(body): Form<Body>,
) -> Result<Response, Problem> {
    match change(&site, &signed_in, &body).await {
        Ok(()) => Ok(Redirect::to(&site.path("/account?notice=check-new-mail")).into_response()),
        // On that page another form has a field named password.
        Err(problem) => {
            let problem = problem.at("password", "email_password");
            account::with_errors(&site, &signed_in, problem, "email_password", body.email.given()).await
        }
    }
}

async fn cancel_api(State(site): State<Site>, signed_in: SignedIn) -> Result<Response, Problem> {
    let SignedIn { account, session, visitor, .. } = &signed_in;
    let is_stopped = cancel(&site.app, account, session, visitor).await?;
    is_stopped.then(|| StatusCode::NO_CONTENT.into_response()).ok_or_else(Problem::not_found)
}

async fn cancel_submit(State(site): State<Site>, Member(signed_in): Member) -> Result<Response, Problem> {
    let SignedIn { account, session, visitor, .. } = &signed_in;
    // Where none waits any more there is nothing to tell but that.
    cancel(&site.app, account, session, visitor).await?;
    Ok(Redirect::to(&site.path("/account?notice=change-cancelled")).into_response())
}

async fn change(site: &Site, signed_in: &SignedIn, body: &Body) -> Result<(), Problem> {
    let mut fields = Fields::default();
    let address = fields.address("email", body.email.given());
    let password = fields.password("password", body.password.given());
    let (address, password) = fields.all(address.zip(password))?;
    match change_email(&site.app, &signed_in.account, &signed_in.session, address, password, &signed_in.visitor).await?
    {
        AskOutcome::CheckMail => Ok(()),
        AskOutcome::WrongPassword => Err(Problem::wrong_password()),
        AskOutcome::SameAddress => Err(Problem::field("email", Said::of("field-same-address"))),
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct TokenBody {
    token: Text,
}

async fn confirm_api(
    State(site): State<Site>,
    guest: Guest,
    body::Json(body): body::Json<TokenBody>,
) -> Result<Response, Problem> {
    let Guest { visitor, signed_in, .. } = guest;
    match confirm(&site.app, body.token.or_empty(), signed_in, &visitor).await? {
        ConfirmOutcome::Changed { account } => Ok(Json(json!({"account": show::account(&account)})).into_response()),
        ConfirmOutcome::AlreadyChanged => Err(Dead::Used.problem()),
        ConfirmOutcome::Expired => Err(Dead::Expired.problem()),
        ConfirmOutcome::Forged => Err(Dead::Forged.problem()),
        ConfirmOutcome::NotSignedIn => Err(Problem::unauthenticated()),
    }
}

async fn undo_api(
    State(site): State<Site>,
    Who(visitor): Who,
    body::Json(body): body::Json<TokenBody>,
) -> Result<Response, Problem> {
    match undo_change_email(&site.app, body.token.or_empty(), &visitor).await? {
        undo_change_email::Outcome::Undone { .. } => Ok(StatusCode::NO_CONTENT.into_response()),
        undo_change_email::Outcome::AlreadyUndone => Err(Dead::Used.problem()),
        undo_change_email::Outcome::Expired => Err(Dead::Expired.problem()),
        undo_change_email::Outcome::Forged => Err(Dead::Forged.problem()),
    }
}

async fn ask(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::ChangeEmail);
    let dead = match view(&site.app, token.expose()).await? {
        View::Confirm { account_id, address } => {
            let signed_in = guest.signed_in.is_some();
            let other_account = guest.signed_in.as_ref().is_some_and(|(_, account)| Some(account.id) != account_id);
            let values = context! { email => address.as_str(), signed_in, other_account };
            return site.page(StatusCode::OK, "change_email/ask.html", &guest.reader, values);
        }
        View::Undo { address, done } => {
            return site.page(
                StatusCode::OK,
                "change_email/undo.html",
                &guest.reader,
                context! { email => address.as_str(), done },
            );
        }
        View::AlreadyChanged => Dead::Used,
        View::Expired => Dead::Expired,
        View::Forged => Dead::Forged,
    };
    dead.page(&site, Seal::ChangeEmail, &guest)
}

/// The one button of either page; which one it is, the link's row says.
async fn press(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::ChangeEmail);
    let cookies = Cookies::default().forget(&site, Name::Link(Seal::ChangeEmail));
    let dead = match view(&site.app, token.expose()).await? {
        View::Confirm { .. } => {
            match confirm(&site.app, token.expose(), guest.signed_in.clone(), &guest.visitor).await? {
                ConfirmOutcome::Changed { .. } => {
                    return Ok((cookies, Redirect::to(&site.path("/account?notice=email-changed"))).into_response());
                }
                ConfirmOutcome::NotSignedIn => return ask(State(site), guest, headers).await,
                ConfirmOutcome::AlreadyChanged => Dead::Used,
                ConfirmOutcome::Expired => Dead::Expired,
                ConfirmOutcome::Forged => Dead::Forged,
            }
        }
        View::Undo { .. } => match undo_change_email(&site.app, token.expose(), &guest.visitor).await? {
            undo_change_email::Outcome::Undone { address } => {
                let page = site.page(
                    StatusCode::OK,
                    "change_email/undone.html",
                    &guest.reader.signed_out(),
                    context! { email => address.as_str() },
                )?;
                return Ok((cookies, page).into_response());
            }
            undo_change_email::Outcome::AlreadyUndone => Dead::Used,
            undo_change_email::Outcome::Expired => Dead::Expired,
            undo_change_email::Outcome::Forged => Dead::Forged,
        },
        View::AlreadyChanged => Dead::Used,
        View::Expired => Dead::Expired,
        View::Forged => Dead::Forged,
    };
    dead.page(&site, Seal::ChangeEmail, &guest)
}

async fn not_me(State(site): State<Site>, guest: Guest, headers: HeaderMap) -> Result<Response, Problem> {
    let token = token(&site, &headers, Seal::ChangeEmail);
    if dismiss(&site.app, token.expose(), &guest.visitor).await? {
        return dismissed(&site, Seal::ChangeEmail, &guest);
    }
    ask(State(site), guest, headers).await
}
