//! Whose session this is, where else one is signed in, and ending those: as JSON and from the account
//! page.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{delete, get, post};
use axum::{Json, Router};
use countersign_core::Id;
use countersign_core::device::Device;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Site;
use super::description::{Call, schema};
use super::parts::body::{Form, Text};
use super::parts::problem::Problem;
use super::parts::show::{self, ShownAccount, ShownSession};
use super::parts::visitor::{Checked, Member, SignedIn};
use crate::flows::sessions;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/account/end-session", post(end_submit))
        .route("/account/end-other-sessions", post(end_others_submit))
        .route("/api/v1/session", get(current))
        .route("/api/v1/sessions", get(list).delete(end_others))
        .route("/api/v1/sessions/{id}", delete(end))
}

pub fn calls() -> Vec<Call> {
    let current = schema::object([("account", schema::named("Account")), ("session", schema::named("Session"))]);
    let one = schema::object([
        ("id", schema::id()),
        ("current", schema::truth()),
        ("device", schema::described(schema::text(), "For people: \"Firefox on Linux\".")),
        ("client", schema::text()),
        ("user_agent", schema::text()),
        ("created_at", schema::instant()),
        ("seen_at", schema::instant()),
        ("expires_at", schema::instant()),
    ]);
    vec![
        Call::get("/api/v1/session", "getSession", "Who is signed in").of_member().gives(
            StatusCode::OK,
            "This session and its account.",
            current,
        ),
        Call::get("/api/v1/sessions", "listSessions", "Where else this account is signed in").of_member().gives(
            StatusCode::OK,
            "Newest first.",
            schema::object([("sessions", schema::list(one))]),
        ),
        Call::delete("/api/v1/sessions/{id}", "endSession", "End a session")
            .of_member()
            .at("id", schema::id(), "Of a session of this account.")
            .gives_nothing(StatusCode::NO_CONTENT, "It is over.")
            .refuses(&[Problem::not_found]),
        Call::delete("/api/v1/sessions", "endOtherSessions", "End all sessions but this one")
            .of_member()
            .gives_nothing(StatusCode::NO_CONTENT, "They are over."),
    ]
}

/// Asked by applications at each of their pages.
#[derive(Serialize)]
struct Current<'a> {
    account: ShownAccount<'a>,
    session: ShownSession,
}

async fn current(Checked(found): Checked) -> Response {
    let (session, account) = &*found;
    Json(Current { account: show::account(account), session: show::session(session) }).into_response()
}

async fn list(State(site): State<Site>, signed_in: SignedIn) -> Result<Response, Problem> {
    let sessions = sessions::list(&site.app, &signed_in.account).await?;
    let rows = sessions.iter().map(|session| {
        json!({
            "id": session.id.to_string(),
            "current": session.id == signed_in.session.id,
            "device": Device::of(&session.user_agent).to_string(),
            "client": session.client,
            "user_agent": session.user_agent,
            "created_at": session.created_at.rfc3339(),
            "seen_at": session.seen_at.rfc3339(),
            "expires_at": session.expires_at.rfc3339(),
        })
    });
    Ok(Json(json!({"sessions": rows.collect::<Vec<_>>()})).into_response())
}

/// What is not even text is the id of no session.
async fn end(
    State(site): State<Site>,
    signed_in: SignedIn,
    id: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let Ok(Path(id)) = id else { return Err(Problem::not_found()) };
    end_one(&site, &signed_in, &id).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

async fn end_others(State(site): State<Site>, signed_in: SignedIn) -> Result<Response, Problem> {
    sessions::end_others(&site.app, &signed_in.account, &signed_in.session, &signed_in.visitor).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    id: Text,
}

async fn end_submit(
    State(site): State<Site>,
    Member(signed_in): Member,
    Form(body): Form<Body>,
) -> Result<Response, Problem> {
    end_one(&site, &signed_in, body.id.or_empty()).await?;
    Ok(Redirect::to(&site.path("/account?notice=session-ended")).into_response())
}

async fn end_others_submit(State(site): State<Site>, Member(signed_in): Member) -> Result<Response, Problem> {
    sessions::end_others(&site.app, &signed_in.account, &signed_in.session, &signed_in.visitor).await?;
    Ok(Redirect::to(&site.path("/account?notice=sessions-ended")).into_response())
}

async fn end_one(site: &Site, signed_in: &SignedIn, id: &str) -> Result<(), Problem> {
    let id: Id = id.parse().map_err(|_| Problem::not_found())?;
    let ended = sessions::end(&site.app, &signed_in.account, &signed_in.session, id, &signed_in.visitor).await?;
    ended.then_some(()).ok_or_else(Problem::not_found)
}
