//! The account page and the export. What its forms do is in the files of those flows.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use countersign_core::Language;
use countersign_core::account::Role;
use countersign_core::device::Device;
use countersign_core::link::Purpose;
use countersign_core::mail::{Intent, Mark};
use countersign_core::time::roughly;
use minijinja::context;
use serde::Deserialize;
use serde_json::{Value, json};

use super::Site;
use super::description::{Call, schema};
use super::parts::body::{Form, Text};
use super::parts::fields::Fields;
use super::parts::page::{said, shown};
use super::parts::problem::{FieldErrors, Problem};
use super::parts::query::Query;
use super::parts::show;
use super::parts::visitor::{Member, SignedIn};
use crate::flows::close_account::would_be_kept_until;
use crate::flows::export_account::{Export, Outcome, export_account, export_with_password};
use crate::flows::{change_email, sessions};
use crate::words::{Said, Shown};

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/", get(home))
        .route("/account", get(page))
        .route("/account/export", get(data).post(export_submit))
        .route("/api/v1/account/export", get(export_api))
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::get("/api/v1/account/export", "exportAccount", "Everything that is held")
            .of_member()
            .gives(StatusCode::OK, "As a file.", export_schema())
            .with_header(header::CONTENT_DISPOSITION, "`attachment`, with the name of the file."),
    ]
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
        "change-cancelled" => Some(Said::of("account-change-cancelled")),
        "language-changed" => Some(Said::of("account-language-changed")),
        "session-ended" => Some(Said::of("account-session-ended")),
        "sessions-ended" => Some(Said::of("account-sessions-ended")),
        _ => None,
    });
    show_page(&site, &signed_in, StatusCode::OK, notice, FieldErrors::new(), None).await
}

/// The page again, with what was wrong in one of its forms. A wrong password is shown at `password_field`, and the new
/// address as it was typed.
pub async fn with_errors(
    site: &Site,
    signed_in: &SignedIn,
    problem: Problem,
    password_field: &'static str,
    new_email: Option<&str>,
) -> Result<Response, Problem> {
    let errors = match problem.code {
        "validation" => problem.errors,
        "credentials_invalid" => FieldErrors::from([(password_field, vec![problem.detail])]),
        _ => return Err(problem),
    };
    show_page(site, signed_in, problem.status, None, errors, new_email).await
}

async fn show_page(
    site: &Site,
    signed_in: &SignedIn,
    status: StatusCode,
    notice: Option<Said>,
    errors: FieldErrors,
    new_email: Option<&str>,
) -> Result<Response, Problem> {
    let SignedIn { session, account, .. } = signed_in;
    let sessions = sessions::list(&site.app, account).await?;
    let now = site.app.clock.now();
    let rows: Vec<_> = sessions
        .iter()
        .map(|other| {
            let Device { program, system } = Device::of(&other.user_agent);
            context! {
                id => other.id.to_string(),
                current => other.id == session.id,
                device => context! { program, system },
                client => &other.client,
                created_at => show::minute(other.created_at),
                seen => said(Some(seen(now.since(other.seen_at)))),
            }
        })
        .collect();
    let pending = change_email::pending(&site.app, account)
        .await?
        .map(|change| context! { email => change.to.as_str(), asked_at => show::minute(change.created_at) });
    let locale = account.locale.as_deref().and_then(Language::of_tag).map(Language::as_str);
    let kept_until = would_be_kept_until(&site.app, account, now).await?;
    let (grace, kept_for) = (site.app.rules.close_grace, kept_until.map_or(Duration::ZERO, |until| until.since(now)));
    let values = context! {
        account => context! {
            email => account.address.as_str(),
            created_at => show::minute(account.created_at),
            password_changed_at => show::minute(account.password_changed_at),
            locale,
        },
        pending,
        sessions => rows,
        confirm_s => site.app.rules.lifetime(Purpose::ChangeEmail).as_secs(),
        undo_s => site.app.rules.lifetime(Purpose::UndoChangeEmail).as_secs(),
        close_s => if kept_for > grace { roughly(kept_for) } else { grace }.as_secs(),
        kept_until => kept_until.map(show::minute),
        notice => said(notice),
        errors => shown(errors),
        new_email,
        password_min => site.app.rules.passwords.min_code_points,
    };
    site.page(status, "account/home.html", &signed_in.reader, values)
}

/// When somebody was last seen, in the words of people.
fn seen(ago: Duration) -> Said {
    // Within two minutes: a session's use is noted about once a minute.
    match ago.as_secs() {
        0..120 => Said::of("account-sessions-now"),
        s @ 120..7_200 => Said::of("account-sessions-minutes").with("count", Shown::Count(s / 60)),
        s @ 7_200..172_800 => Said::of("account-sessions-hours").with("count", Shown::Count(s / 3_600)),
        s => Said::of("account-sessions-days").with("count", Shown::Count(s / 86_400)),
    }
}

/// The button is on the account page.
async fn data(State(site): State<Site>, _: Member) -> Redirect {
    Redirect::to(&site.path("/account#data"))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    password: Text,
}

async fn export_submit(
    State(site): State<Site>,
    Member(signed_in): Member,
    Form(body): Form<Body>,
) -> Result<Response, Problem> {
    match with_password(&site, &signed_in, &body).await {
        // On that page another form has a field named password.
        Err(problem) => {
            with_errors(&site, &signed_in, problem.at("password", "export_password"), "export_password", None).await
        }
        file => file,
    }
}

async fn with_password(site: &Site, signed_in: &SignedIn, body: &Body) -> Result<Response, Problem> {
    let mut fields = Fields::default();
    let password = fields.password("password", body.password.given());
    let password = fields.all(password)?;
    let SignedIn { account, session, visitor, .. } = signed_in;
    match export_with_password(&site.app, account, session, password, visitor).await? {
        Outcome::Exported(held) => Ok(file(signed_in, &held)),
        Outcome::WrongPassword => Err(Problem::wrong_password()),
    }
}

async fn export_api(State(site): State<Site>, signed_in: SignedIn) -> Result<Response, Problem> {
    Ok(file(&signed_in, &export_account(&site.app, &signed_in.account, &signed_in.visitor).await?))
}

fn file(signed_in: &SignedIn, held: &Export) -> Response {
    let name = HeaderValue::from_static("attachment; filename=\"account.json\"");
    ([(header::CONTENT_DISPOSITION, name)], axum::Json(as_json(signed_in, held))).into_response()
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
    let own = signed_in.account.address.key();
    let mails: Vec<_> = held
        .mails
        .iter()
        .map(|mail| {
            let (mut kind, mut state) = (mail.kind.map(|kind| kind.as_str()), Some(mail.state()));
            let mut finished_at = mail.finished_at.map(|at| at.rfc3339());
            // What became of a mail to an address that is not theirs yet depends on whether somebody else has it.
            if mail.intent == Intent::ChangeEmail && mail.address.key() != own {
                (kind, state, finished_at) = (Some(mail.intent.as_str()), None, None);
            }
            json!({"id": mail.id.to_string(), "to": mail.address.as_str(), "kind": kind, "state": state,
            "created_at": mail.created_at.rfc3339(), "finished_at": finished_at})
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
    let mut account = json!(show::account(&signed_in.account));
    account["role"] = signed_in.account.role.map(Role::as_str).into();
    account["password_changed_at"] = signed_in.account.password_changed_at.rfc3339().into();
    account["signed_in_at"] = signed_in.account.signed_in_at.map(|at| at.rfc3339()).into();
    json!({"account": account, "sessions": sessions, "email_changes": changes, "mails": mails, "marked": marked, "audit": audit})
}

/// The same as `/openapi.json` tells it.
fn export_schema() -> Value {
    let instant_or_none = || schema::perhaps(schema::instant());
    let account = schema::object([
        ("id", schema::id()),
        ("email", schema::text()),
        ("confirmed", schema::always(true)),
        ("created_at", schema::instant()),
        ("locale", schema::text()),
        ("role", schema::perhaps(schema::word(Role::ALL.iter().map(|role| role.as_str())))),
        ("password_changed_at", schema::instant()),
        ("signed_in_at", instant_or_none()),
    ]);
    let session = schema::object([
        ("id", schema::id()),
        ("client", schema::text()),
        ("user_agent", schema::text()),
        ("created_at", schema::instant()),
        ("seen_at", schema::instant()),
        ("expires_at", schema::instant()),
    ]);
    let change = schema::object([
        ("from", schema::text()),
        ("to", schema::text()),
        ("created_at", schema::instant()),
        ("confirmed_at", instant_or_none()),
        ("undone_at", instant_or_none()),
    ]);
    let mail = schema::object([
        ("id", schema::id()),
        ("to", schema::text()),
        ("kind", schema::perhaps(schema::text())),
        ("state", schema::perhaps(schema::text())),
        ("created_at", schema::instant()),
        ("finished_at", instant_or_none()),
    ]);
    let marked = schema::object([
        ("mark", schema::word(Mark::ALL.iter().map(|mark| mark.as_str()))),
        ("answer", schema::text()),
        ("marked_at", schema::instant()),
    ]);
    let entry = schema::object([
        ("at", schema::instant()),
        ("event", schema::text()),
        ("outcome", schema::text()),
        ("client", schema::text()),
        ("user_agent", schema::text()),
    ]);
    schema::object([
        ("account", account),
        ("sessions", schema::list(session)),
        ("email_changes", schema::list(change)),
        ("mails", schema::list(mail)),
        ("marked", schema::perhaps(marked)),
        ("audit", schema::list(entry)),
    ])
}
