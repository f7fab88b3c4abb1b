//! The built-in inbox for development and other people's end-to-end tests. It exists only where mail goes
//! to `mailbox:`, which is refused on a listener that others can reach.

use std::net::Ipv4Addr;

use axum::extract::{Path, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_mail::Rendered;
use minijinja::context;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Site;
use super::parts::problem::Problem;
use super::parts::show;
use super::parts::visitor::Guest;

pub fn doors(site: Site) -> Router<Site> {
    Router::new()
        .route("/dev/mailbox", get(list))
        .route("/dev/mailbox.json", get(list_json))
        .route("/dev/mailbox/clear", post(clear))
        .route("/dev/mailbox/{id}", get(one))
        .route("/dev/mailbox/{id}/html", get(html))
        .layer(middleware::from_fn_with_state(site, only_here))
}

/// A site elsewhere may point its own name at this machine to read the mails through a browser here (DNS
/// rebinding): only the names of this machine and of the base URL are answered.
async fn only_here(State(site): State<Site>, request: Request, next: Next) -> Response {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    let name = if host.starts_with('[') { host.split_inclusive(']').next() } else { host.split(':').next() };
    let name = name.unwrap_or_default();
    // As a whole address: `127.0.0.1.example` is a name like any other.
    let is_loopback = matches!(name, "localhost" | "[::1]") || name.parse().is_ok_and(|ip: Ipv4Addr| ip.is_loopback());
    if is_loopback || Some(name) == site.app.rules.base.url().host_str() {
        return next.run(request).await;
    }
    Problem::not_found().into_response()
}

async fn list(State(site): State<Site>, guest: Guest) -> Result<Response, Problem> {
    let mails: Vec<_> = site.mailbox.all().iter().rev().map(|mail| {
        context! { id => mail.id.to_string(), kind => mail.kind.as_str(), to => &mail.to, subject => &mail.subject, date => show::minute(mail.date) }
    })
    .collect();
    site.page(StatusCode::OK, "dev_mailbox/list.html", &guest.reader, context! { mails, transport_note => () })
}

async fn list_json(State(site): State<Site>) -> Json<Value> {
    Json(json!({"mails": site.mailbox.all().iter().rev().map(|mail| as_json(mail)).collect::<Vec<_>>()}))
}

async fn clear(State(site): State<Site>) -> Redirect {
    site.mailbox.clear();
    Redirect::to(&site.path("/dev/mailbox"))
}

async fn one(State(site): State<Site>, guest: Guest, Path(id): Path<String>) -> Result<Response, Problem> {
    let mail = find(&site, &id)?;
    let values = context! { mail => context! {
        id => mail.id.to_string(), kind => mail.kind.as_str(), to => &mail.to, from => &mail.from, subject => &mail.subject,
        date => show::minute(mail.date), text => &mail.text, source => String::from_utf8_lossy(&mail.source), link => &mail.link,
    } };
    site.page(StatusCode::OK, "dev_mailbox/show.html", &guest.reader, values)
}

/// The HTML part as a page of its own. Mails carry their styles inline; the policy allows exactly those,
/// by their hashes, and nothing else.
async fn html(State(site): State<Site>, Path(id): Path<String>) -> Result<Response, Problem> {
    let mail = find(&site, &id)?;
    let hashes: String = inline_styles(&mail.html)
        .map(|style| format!(" 'sha256-{}'", data_encoding::BASE64.encode(&Sha256::digest(style.as_bytes()))))
        .collect();
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-hashes'{hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    let policy = HeaderValue::from_str(&policy)
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    let headers: [(HeaderName, HeaderValue); 2] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, policy),
    ];
    Ok((headers, mail.html.clone()).into_response())
}

/// The values of all `style="…"` attributes and the texts of all `<style>` elements.
fn inline_styles(html: &str) -> impl Iterator<Item = &str> {
    let attributes = html.split(" style=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let elements = html.split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next());
    attributes.chain(elements)
}

fn find(site: &Site, id: &str) -> Result<std::sync::Arc<Rendered>, Problem> {
    id.parse().ok().and_then(|id| site.mailbox.get(id)).ok_or_else(Problem::not_found)
}

fn as_json(mail: &Rendered) -> Value {
    json!({
        "id": mail.id.to_string(),
        "kind": mail.kind.as_str(),
        "to": mail.to,
        "from": mail.from,
        "subject": mail.subject,
        "date": mail.date.rfc3339(),
        "text": mail.text,
        "html": mail.html,
        "link": mail.link,
        "source": String::from_utf8_lossy(&mail.source),
    })
}
