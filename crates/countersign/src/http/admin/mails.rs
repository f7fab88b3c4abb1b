//! The mail queue for admins, with the servers' words, and the addresses that get no more mail: to try again, and to
//! release.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use countersign_core::mail::{Ending, Mark};
use countersign_core::{Address, Id, Timestamp};
use countersign_store::mails::Mail;
use minijinja::{Value, context};
use serde::Deserialize;

use super::story::{kind, state};
use super::{Admin, Asked, with_query};
use crate::flows::{administer, manage_mails};
use crate::http::Site;
use crate::http::parts::body::{Form, Text};
use crate::http::parts::page::said;
use crate::http::parts::problem::Problem;
use crate::http::parts::show;
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new()
        .route("/admin/mails", get(page))
        .route("/admin/mails/retry", post(retry))
        .route("/admin/mails/retry-failed", post(retry_failed))
        .route("/admin/addresses", get(addresses))
        .route("/admin/addresses/release", post(release))
        .route("/admin/addresses/release-undeliverable", post(release_undeliverable))
}

async fn page(State(site): State<Site>, admin: Admin, asked: Asked) -> Result<Response, Problem> {
    let (text, word) = (asked.value("q").trim(), asked.value("state"));
    let listed = match (word, Ending::parse(word)) {
        ("queued", _) => administer::Listed::In(None),
        (_, Some(ending)) => administer::Listed::In(Some(ending)),
        (_, None) => administer::Listed::All,
    };
    let address = Address::parse(text).ok();
    let is_nobody = !text.is_empty() && address.is_none();
    let leaf = match is_nobody {
        true => None,
        false => Some(administer::mails(&site.app, listed, address.as_ref(), asked.value("behind")).await?),
    };
    let now = site.app.clock.now();
    let rows: Vec<_> = leaf.iter().flat_map(|leaf| &leaf.rows).map(|mail| row(mail, now)).collect();
    let next = leaf.and_then(|leaf| leaf.next);
    let next = next.map(|next| with_query(&site, "/admin/mails", &[("state", word), ("behind", &next.to_string())]));
    let notice = match asked.value("notice") {
        "queued" => Some(Said::of("admin-mails-queued")),
        "busy" => Some(Said::of("admin-mails-busy")),
        _ => None,
    };
    let states: Vec<_> = [
        ("", Said::of("admin-mails-all")),
        ("queued", Said::of("admin-mail-queued")),
        ("failed", Said::of("admin-mail-failed")),
        ("sent", Said::of("admin-mail-sent")),
        ("obsolete", Said::of("admin-mail-obsolete")),
        ("skipped", Said::of("admin-mail-skipped")),
    ]
    .into_iter()
    .map(|(name, words)| {
        context! { href => with_query(&site, "/admin/mails", &[("state", name)]), words => said(Some(words)), is_here => name == word }
    })
    .collect();
    let is_first = asked.value("behind").is_empty();
    let values =
        context! { q => text, state => word, states, rows, more => next, is_first, is_nobody, notice => said(notice) };
    site.page(StatusCode::OK, "admin/mails.html", &admin.0.reader, values)
}

fn row(mail: &Mail, now: Timestamp) -> Value {
    let is_in_hand = mail.leased_until.is_some_and(|until| until > now);
    let is_queued = mail.ending.is_none();
    context! {
        id => mail.id.to_string(),
        address => mail.address.as_str(),
        kind => kind(mail),
        state => said(Some(state(mail))),
        is_failed => mail.ending == Some(Ending::Failed),
        created_at => show::minute(mail.created_at),
        finished_at => mail.finished_at.map(show::minute),
        run_at => is_queued.then(|| show::minute(mail.run_at)),
        attempts => mail.attempts,
        words => &mail.last_answer,
        can_retry => mail.ending == Some(Ending::Failed) || is_queued && !is_in_hand,
    }
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OneMail {
    id: Text,
    state: Text,
}

async fn retry(State(site): State<Site>, admin: Admin, Form(body): Form<OneMail>) -> Result<Response, Problem> {
    let id: Id = body.id.or_empty().parse().map_err(|_| Problem::not_found())?;
    let notice = if manage_mails::retry(&site.app, id, &admin.0.visitor).await? { "queued" } else { "busy" };
    let to = with_query(&site, "/admin/mails", &[("state", body.state.or_empty()), ("notice", notice)]);
    Ok(Redirect::to(&to).into_response())
}

async fn retry_failed(State(site): State<Site>, admin: Admin) -> Result<Response, Problem> {
    manage_mails::retry_failed(&site.app, &admin.0.visitor).await?;
    Ok(Redirect::to(&site.path("/admin/mails?state=failed&notice=queued")).into_response())
}

async fn addresses(State(site): State<Site>, admin: Admin, asked: Asked) -> Result<Response, Problem> {
    let (marked, has_more) = administer::marked(&site.app).await?;
    let rows: Vec<_> = marked
        .iter()
        .map(|marked| {
            let mark = match marked.mark {
                Mark::Undeliverable => Said::of("admin-mark-undeliverable"),
                Mark::Complained => Said::of("admin-mark-complained"),
            };
            context! {
                address => marked.address.as_str(),
                mark => said(Some(mark)),
                words => &marked.words,
                marked_at => show::minute(marked.marked_at),
            }
        })
        .collect();
    let notice = match asked.value("notice") {
        "released" => Some(Said::of("admin-addresses-released")),
        "free" => Some(Said::of("admin-addresses-free")),
        _ => None,
    };
    let values = context! { rows, has_more, notice => said(notice) };
    site.page(StatusCode::OK, "admin/addresses.html", &admin.0.reader, values)
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OneAddress {
    email: Text,
}

async fn release(State(site): State<Site>, admin: Admin, Form(body): Form<OneAddress>) -> Result<Response, Problem> {
    let address = Address::parse(body.email.or_empty()).map_err(|_| Problem::not_found())?;
    let notice = if manage_mails::release(&site.app, &address, &admin.0.visitor).await? { "released" } else { "free" };
    Ok(Redirect::to(&with_query(&site, "/admin/addresses", &[("notice", notice)])).into_response())
}

async fn release_undeliverable(State(site): State<Site>, admin: Admin) -> Result<Response, Problem> {
    manage_mails::release_undeliverable(&site.app, &admin.0.visitor).await?;
    Ok(Redirect::to(&site.path("/admin/addresses?notice=released")).into_response())
}
