//! The account page and the export. What its forms do is in the files of those flows.

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use countersign_core::account::Role;
use minijinja::context;
use serde_json::{Value, json};

use super::Site;
use super::parts::page::{said, shown};
use super::parts::problem::{FieldErrors, Problem};
use super::parts::query::Query;
use super::parts::show;
use super::parts::visitor::{Member, SignedIn};
use crate::flows::export_account::{Export, export_account};
use crate::flows::sessions;
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/", get(home))
        .route("/account", get(page))
        .route("/account/export", get(export_page))
        .route("/api/v1/account/export", get(export_api))
}

async fn home(State(site): State<Site>, _: Member) -> Redirect {
    Redirect::to(&site.path("/account"))
}

async fn page(State(site): State<Site>, Member(signed_in): Member, query: Query) -> Result<Response, Problem> {
    let notice = query.notice.as_deref().and_then(|name| match name {
        "confirmed" => Some(Said::of("account-confirmed")),
        "email-changed" => Some(Said::of("account-email-changed")),
        "password-changed" => Some(Said::of("account-password-changed")),
        "check-new-mail" => Some(Said::of("account-check-new-mail")),
        "session-ended" => Some(Said::of("account-session-ended")),
        "sessions-ended" => Some(Said::of("account-sessions-ended")),
        _ => None,
    });
    show_page(&site, &signed_in, StatusCode::OK, notice, FieldErrors::new()).await
}

/// The page again, with what was wrong in one of its forms. A wrong password is shown at `password_field`.
pub async fn with_errors(
    site: &Site,
    signed_in: &SignedIn,
    problem: Problem,
    password_field: &'static str,
) -> Result<Response, Problem> {
    let errors = match problem.code {
        "validation" => problem.errors,
        "credentials_invalid" => FieldErrors::from([(password_field, vec![problem.detail])]),
        _ => return Err(problem),
    };
    show_page(site, signed_in, problem.status, None, errors).await
}

async fn show_page(
    site: &Site,
    signed_in: &SignedIn,
    status: StatusCode,
    notice: Option<Said>,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let SignedIn { session, account, .. } = signed_in;
    let sessions = sessions::list(&site.app, account).await?;
    let rows: Vec<_> = sessions
        .iter()
        .map(|other| {
            context! {
                id => other.id.to_string(),
                current => other.id == session.id,
                client => &other.client,
                user_agent => &other.user_agent,
                created_at => show::minute(other.created_at),
                seen_at => show::minute(other.seen_at),
            }
        })
        .collect();
    let values = context! {
        account => context! { email => account.address.as_str(), created_at => show::minute(account.created_at), id => account.id.to_string() },
        sessions => rows,
        notice => said(notice),
        errors => shown(errors),
        password_min => site.app.rules.passwords.min_code_points,
    };
    site.page(status, "account/home.html", &signed_in.reader, values)
}

async fn export_page(State(site): State<Site>, Member(signed_in): Member) -> Result<Response, Problem> {
    export(&site, &signed_in).await
}

async fn export_api(State(site): State<Site>, signed_in: SignedIn) -> Result<Response, Problem> {
    export(&site, &signed_in).await
}

async fn export(site: &Site, signed_in: &SignedIn) -> Result<Response, Problem> {
    let held = export_account(&site.app, &signed_in.account, &signed_in.visitor).await?;
    let name = HeaderValue::from_static("attachment; filename=\"account.json\"");
    Ok(([(header::CONTENT_DISPOSITION, name)], axum::Json(as_json(signed_in, &held))).into_response())
}

fn as_json(signed_in: &SignedIn, held: &Export) -> Value {
    let sessions: Vec<_> = held.sessions.iter().map(|session| {
        json!({"id": session.id.to_string(), "client": session.client, "user_agent": session.user_agent,
            "created_at": session.created_at.rfc3339(), "seen_at": session.seen_at.rfc3339(), "expires_at": session.expires_at.rfc3339()})
    })
    .collect();
    let changes: Vec<_> = held.email_changes.iter().map(|change| {
        json!({"from": change.from.as_str(), "to": change.to.as_str(), "created_at": change.created_at.rfc3339(),
            "confirmed_at": change.confirmed_at.map(|at| at.rfc3339()), "undone_at": change.undone_at.map(|at| at.rfc3339())})
    })
    .collect();
    let mails: Vec<_> = held.mails.iter().map(|mail| {
        json!({"id": mail.id.to_string(), "to": mail.address.as_str(), "kind": mail.kind.map(|kind| kind.as_str()),
            "state": mail.state(), "created_at": mail.created_at.rfc3339(), "finished_at": mail.finished_at.map(|at| at.rfc3339())})
    })
    .collect();
    let marked = held.marked.as_ref().map(
        |marked| json!({"mark": marked.mark.as_str(), "answer": marked.words, "marked_at": marked.marked_at.rfc3339()}),
    );
    let audit: Vec<_> = held.audit.iter().map(|entry| {
        // Where an admin was at that moment is nobody else's to know.
        let (client, user_agent) = if entry.actor_id.is_some() { ("admin", "") } else { (&*entry.client, &*entry.user_agent) };
        json!({"at": entry.at.rfc3339(), "event": entry.event, "outcome": entry.outcome, "client": client, "user_agent": user_agent})
    })
    .collect();
    let mut account = show::account(&signed_in.account);
    account["role"] = signed_in.account.role.map(Role::as_str).into();
    account["password_changed_at"] = signed_in.account.password_changed_at.rfc3339().into();
    account["signed_in_at"] = signed_in.account.signed_in_at.map(|at| at.rfc3339()).into();
    json!({"account": account, "sessions": sessions, "email_changes": changes, "mails": mails, "marked": marked, "audit": audit})
}
