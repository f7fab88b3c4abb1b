//! Accounts and sign-ups for admins: the search, one's story on one page, and what may be done there. What is dangerous
//! takes the admin's password once more.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_core::Id;
use countersign_store::mails::Mail;
use countersign_store::marked_addresses::Marked;
use countersign_store::people::{Person, Standing, Wanted};
use minijinja::{Value, context};
use serde::Deserialize;

use super::story::{Story, state};
use super::{Admin, Asked, with_query};
use crate::flows::administer::{self, Act, Outcome, Query, account_story, look_for, sign_up_story};
use crate::http::Site;
use crate::http::parts::body::{Form, Text};
use crate::http::parts::fields::Fields;
use crate::http::parts::page::{said, shown};
use crate::http::parts::problem::{FieldErrors, Problem};
use crate::http::parts::show;
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/admin/accounts", get(list))
        .route("/admin/accounts/{id}", get(account))
        .route("/admin/accounts/{id}/disable", post(disable))
        .route("/admin/accounts/{id}/enable", post(enable))
        .route("/admin/accounts/{id}/delete", post(delete_account))
        .route("/admin/accounts/{id}/end-sessions", post(end_sessions))
        .route("/admin/accounts/{id}/send-reset", post(send_reset))
        .route("/admin/sign-ups/{id}", get(sign_up))
        .route("/admin/sign-ups/{id}/resend", post(resend))
        .route("/admin/sign-ups/{id}/remove", post(remove))
}

async fn list(State(site): State<Site>, admin: Admin, asked: Asked) -> Result<Response, Problem> {
    let (text, word) = (asked.value("q").trim(), asked.value("state"));
    let wanted = match word {
        "accounts" => Wanted::Accounts,
        "disabled" => Wanted::Disabled,
        "waiting" => Wanted::SignUps,
        _ => Wanted::All,
    };
    let within = !asked.value("within").is_empty();
    let query = Query { text, wanted, behind: asked.value("behind"), within };
    let found = look_for(&site.app, &query).await?;
    let rows: Vec<_> = found.people.iter().map(|(person, mail)| row(person, mail.as_ref())).collect();
    let is_within = if found.is_within { "1" } else { "" };
    let next = found.next.map(|next| {
        let values = [("q", text), ("state", word), ("within", is_within), ("behind", &next)];
        with_query(&site, "/admin/accounts", &values)
    });
    let can_widen = !text.is_empty() && !found.is_within && text.parse::<Id>().is_err();
    let wider =
        can_widen.then(|| with_query(&site, "/admin/accounts", &[("q", text), ("state", word), ("within", "1")]));
    let notice = match asked.value("notice") {
        "deleted" => Some(Said::of("admin-account-deleted")),
        "removed" => Some(Said::of("admin-sign-up-removed")),
        _ => None,
    };
    let is_first = asked.value("behind").is_empty();
    let values = context! { q => text, state => word, rows, more => next, wider, is_first, is_within => found.is_within, notice => said(notice) };
    site.page(StatusCode::OK, "admin/accounts.html", &admin.0.reader, values)
}

fn row(person: &Person, mail: Option<&Mail>) -> Value {
    let (noun, state_of, is_confirmed, signed_in_at) = match &person.standing {
        Standing::SignUp { .. } => ("sign-ups", "admin-state-waiting", false, None),
        Standing::Account { signed_in_at, disabled_at, kept_until, role } => {
            let state_of = match (kept_until, disabled_at, role) {
                (Some(_), _, _) => "admin-state-closed",
                (None, Some(_), _) => "admin-state-disabled",
                (None, None, Some(_)) => "admin-state-admin",
                (None, None, None) => "admin-state-active",
            };
            ("accounts", state_of, true, *signed_in_at)
        }
    };
    context! {
        noun,
        id => person.id.to_string(),
        email => person.address.as_str(),
        state => said(Some(Said::of(state_of))),
        is_confirmed,
        created_at => show::minute(person.created_at),
        signed_in_at => signed_in_at.map(show::minute),
        mail => mail.map(|mail| context! {
            state => said(Some(state(mail))),
            at => show::minute(mail.finished_at.unwrap_or(mail.created_at)),
        }),
    }
}

async fn account(
    State(site): State<Site>,
    admin: Admin,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let notice = match asked.value("notice") {
        "disabled" => Some(Said::of("admin-account-disabled")),
        "enabled" => Some(Said::of("admin-account-enabled")),
        "sessions-ended" => Some(Said::of("admin-account-sessions-ended")),
        "reset-sent" => Some(Said::of("admin-account-reset-sent")),
        _ => None,
    };
    show_account(&site, &admin, parse(&id)?, StatusCode::OK, notice, None, FieldErrors::new()).await
}

async fn show_account(
    site: &Site,
    admin: &Admin,
    id: Id,
    status: StatusCode,
    notice: Option<Said>,
    error: Option<Said>,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let story = account_story(&site.app, id).await?.ok_or_else(Problem::not_found)?;
    let account = &story.account;
    let (entries, is_cut) = Story::default()
        .sign_ups(&story.sign_ups)
        .mails(&story.mails)
        .sessions(&story.sessions)
        .changes(&story.changes)
        .lines(&story.lines, &story.names)
        .values();
    let values = context! {
        account => context! {
            id => account.id.to_string(),
            email => account.address.as_str(),
            created_at => show::minute(account.created_at),
            signed_in_at => account.signed_in_at.map(show::minute),
            disabled_at => account.disabled_at.map(show::minute),
            kept_until => account.closing.map(|closing| show::minute(closing.kept_until)),
            password_changed_at => show::minute(account.password_changed_at),
            has_password => account.password_hash.is_some(),
            is_admin => account.is_admin(),
            locale => &account.locale,
        },
        is_self => account.id == admin.0.account.id,
        admin_email => admin.0.account.address.as_str(),
        marked => marked(story.marked.as_ref()),
        sessions => story.sessions.len(),
        entries,
        is_cut => is_cut || story.is_cut,
        notice => said(notice),
        error => said(error),
        errors => shown(errors),
    };
    site.page(status, "admin/account.html", &admin.0.reader, values)
}

fn marked(marked: Option<&Marked>) -> Option<Value> {
    marked.map(|marked| context! { words => &marked.words, at => show::minute(marked.marked_at) })
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Proof {
    password: Text,
}

/// The doors of all acts are alike: a form with a password, at an account's path.
macro_rules! acts {
    ($($door:ident: $act:ident, $field:literal, $path:literal;)+) => {
        $(async fn $door(
            State(site): State<Site>,
            admin: Admin,
            Path(id): Path<String>,
            Form(body): Form<Proof>,
        ) -> Result<Response, Problem> {
            act(&site, &admin, Act::$act, parse(&id)?, &body, $field, $path).await
        })+
    };
}

acts! {
    disable: Disable, "disable_password", "?notice=disabled";
    enable: Enable, "enable_password", "?notice=enabled";
    delete_account: Delete, "delete_password", "";
    end_sessions: EndSessions, "end_sessions_password", "?notice=sessions-ended";
    send_reset: SendReset, "send_reset_password", "?notice=reset-sent";
}

async fn act(
    site: &Site,
    admin: &Admin,
    act: Act,
    id: Id,
    body: &Proof,
    field: &'static str,
    query: &str,
) -> Result<Response, Problem> {
    let mut fields = Fields::default();
    let password = fields.password(field, body.password.given());
    let password = match fields.all(password) {
        Ok(password) => password,
        Err(problem) => return show_account(site, admin, id, problem.status, None, None, problem.errors).await,
    };
    let again = async |status, error: &'static str, errors| {
        show_account(site, admin, id, status, None, Some(Said::of(error)), errors).await
    };
    match administer::act(&site.app, &admin.at_work(), act, id, &password).await? {
        Outcome::Done if act == Act::Delete => {
            Ok(Redirect::to(&site.path("/admin/accounts?notice=deleted")).into_response())
        }
        Outcome::Done => Ok(Redirect::to(&site.path(&format!("/admin/accounts/{id}{query}"))).into_response()),
        Outcome::WrongPassword => {
            let problem = Problem::wrong_password();
            let errors = FieldErrors::from([(field, vec![problem.detail])]);
            show_account(site, admin, id, problem.status, None, None, errors).await
        }
        Outcome::Yourself => again(StatusCode::CONFLICT, "admin-account-yourself", FieldErrors::new()).await,
        Outcome::Disabled => again(StatusCode::CONFLICT, "admin-account-no-reset", FieldErrors::new()).await,
        Outcome::Gone => Err(Problem::not_found()),
    }
}

async fn sign_up(
    State(site): State<Site>,
    admin: Admin,
    Path(id): Path<String>,
    asked: Asked,
) -> Result<Response, Problem> {
    let notice = (asked.value("notice") == "resent").then(|| Said::of("admin-sign-up-resent"));
    show_sign_up(&site, &admin, parse(&id)?, StatusCode::OK, notice, FieldErrors::new()).await
}

async fn show_sign_up(
    site: &Site,
    admin: &Admin,
    id: Id,
    status: StatusCode,
    notice: Option<Said>,
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let story = sign_up_story(&site.app, id).await?.ok_or_else(Problem::not_found)?;
    let sign_up = &story.sign_up;
    let (entries, is_cut) = Story::default()
        .sign_ups(std::slice::from_ref(sign_up))
        .sign_ups(&story.rivals)
        .mails(&story.mails)
        .lines(&story.lines, &story.names)
        .values();
    let values = context! {
        sign_up => context! {
            id => sign_up.id.to_string(),
            email => sign_up.address.as_str(),
            created_at => show::minute(sign_up.created_at),
            expires_at => show::minute(sign_up.expires_at),
            locale => &sign_up.locale,
        },
        admin_email => admin.0.account.address.as_str(),
        rivals => story.rivals.len(),
        account_id => story.account_id.map(|id| id.to_string()),
        marked => marked(story.marked.as_ref()),
        entries,
        is_cut => is_cut || story.is_cut,
        notice => said(notice),
        errors => shown(errors),
    };
    site.page(status, "admin/sign_up.html", &admin.0.reader, values)
}

async fn resend(State(site): State<Site>, admin: Admin, Path(id): Path<String>) -> Result<Response, Problem> {
    let id = parse(&id)?;
    if !administer::resend(&site.app, id, &admin.0.visitor).await? {
        return Err(Problem::not_found());
    }
    Ok(Redirect::to(&site.path(&format!("/admin/sign-ups/{id}?notice=resent"))).into_response())
}

async fn remove(
    State(site): State<Site>,
    admin: Admin,
    Path(id): Path<String>,
    Form(body): Form<Proof>,
) -> Result<Response, Problem> {
    let id = parse(&id)?;
    let mut fields = Fields::default();
    let password = fields.password("remove_password", body.password.given());
    let password = match fields.all(password) {
        Ok(password) => password,
        Err(problem) => return show_sign_up(&site, &admin, id, problem.status, None, problem.errors).await,
    };
    match administer::remove_sign_up(&site.app, &admin.at_work(), id, &password).await? {
        Outcome::Done => Ok(Redirect::to(&site.path("/admin/accounts?notice=removed")).into_response()),
        Outcome::WrongPassword => {
            let problem = Problem::wrong_password();
            let errors = FieldErrors::from([("remove_password", vec![problem.detail])]);
            show_sign_up(&site, &admin, id, problem.status, None, errors).await
        }
        Outcome::Gone | Outcome::Yourself | Outcome::Disabled => Err(Problem::not_found()),
    }
}

fn parse(id: &str) -> Result<Id, Problem> {
    id.parse().map_err(|_| Problem::not_found())
}
