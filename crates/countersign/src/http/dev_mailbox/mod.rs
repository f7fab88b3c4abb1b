//! The built-in inbox for development and other people's end-to-end tests. It exists only where mail goes
//! to `mailbox:`, which is refused on a listener that others can reach.

mod html_part;
mod wishes;

use std::net::Ipv4Addr;
use std::sync::Arc;

use axum::extract::{Path, RawQuery, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use countersign_core::Language;
use countersign_core::mail::Kind;
use countersign_mail::{Letter, Rendered};
use minijinja::{Value as Shown, context};
use serde::Deserialize;
use serde_json::{Value, json};

use self::wishes::Wishes;
use super::Site;
use super::description::{Call, schema};
use super::parts::body::{Form, Text};
use super::parts::problem::Problem;
use super::parts::show;
use super::parts::visitor::Guest;
use crate::random;

/// Mails on one page of the list.
const LISTED: usize = 20;

pub fn doors(site: Site) -> Router<Site> {
    Router::new()
        .route("/dev/mailbox", get(home))
        .route("/dev/mailbox.json", get(list_json))
        .route("/dev/mailbox/clear", post(clear))
        .route("/dev/mailbox/samples", post(samples))
        .route("/dev/mailbox/{id}", get(one))
        .route("/dev/mailbox/{id}/html", get(html))
        .layer(middleware::from_fn_with_state(site, only_here))
}

pub fn calls() -> Vec<Call> {
    let mail = schema::object([
        ("id", schema::id()),
        ("kind", schema::word(Kind::ALL.iter().map(|kind| kind.as_str()))),
        ("to", schema::text()),
        ("from", schema::text()),
        ("subject", schema::text()),
        ("date", schema::instant()),
        ("text", schema::text()),
        ("html", schema::text()),
        ("link", schema::perhaps(schema::text())),
        ("source", schema::text()),
    ]);
    vec![
        Call::get("/dev/mailbox.json", "listMails", "The mails of the built-in inbox")
            .asks_nobody()
            .may_have_query("to", schema::text(), "Only those whose recipient has this in it.")
            .may_have_query("limit", schema::text(), "No more than so many; what is no number is not looked at.")
            .gives(StatusCode::OK, "Newest first.", schema::object([("mails", schema::list(mail))]))
            .refuses(&[Problem::not_found]),
    ]
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

/// The newest mail stands beside the list, where there is room.
async fn home(State(site): State<Site>, guest: Guest, query: RawQuery) -> Result<Response, Problem> {
    page(&site, &guest, &Wishes::read(query), None)
}

async fn one(
    State(site): State<Site>,
    guest: Guest,
    Path(id): Path<String>,
    query: RawQuery,
) -> Result<Response, Problem> {
    let mail = find(&site, &id)?;
    page(&site, &guest, &Wishes::read(query), Some(mail))
}

fn page(site: &Site, guest: &Guest, wishes: &Wishes, opened: Option<Arc<Rendered>>) -> Result<Response, Problem> {
    let found = newest_first(site, wishes);
    let number = wishes.page();
    let listed: Vec<_> = found.iter().skip((number - 1).saturating_mul(LISTED)).take(LISTED).collect();
    let values = context! {
        mails => listed.iter().map(|mail| heading(mail)).collect::<Vec<_>>(),
        newest => found.first().map_or_else(String::new, |mail| mail.id.to_string()),
        newer => (number > 1).then(|| number - 1),
        older => (number.saturating_mul(LISTED) < found.len()).then(|| number + 1),
        opened => opened.is_some(),
        mail => opened.as_ref().or(listed.first().copied()).map(|mail| whole(mail)),
        wishes => wishes.all(),
        kept => wishes.kept(),
        samples => site.voice.is_some(),
    };
    let mut page = site.page(StatusCode::OK, "dev_mailbox/home.html", &guest.reader, values)?;
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy(&site.policies.plain));
    Ok(page)
}

/// As of all pages; and it may show the HTML of a mail in a frame, and ask for new mail.
fn policy(usual: &HeaderValue) -> HeaderValue {
    let mut policy = usual.to_str().unwrap_or("default-src 'none'").to_owned();
    for name in ["frame-src", "script-src", "connect-src"] {
        if !policy.contains(name) {
            policy += &format!("; {name} 'self'");
        }
    }
    HeaderValue::from_str(&policy).unwrap_or_else(|_| usual.clone())
}

/// With `?to=…` of one recipient, with `?limit=1` no more than so many.
async fn list_json(State(site): State<Site>, query: RawQuery) -> Json<Value> {
    let limit = query.0.as_deref().and_then(|query| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(name, _)| name == "limit").and_then(|(_, value)| value.parse().ok())
    });
    let found = newest_first(&site, &Wishes::read(query));
    let mails: Vec<_> = found.iter().take(limit.unwrap_or(usize::MAX)).map(|mail| as_json(mail)).collect();
    Json(json!({"mails": mails}))
}

async fn clear(State(site): State<Site>) -> Redirect {
    site.mailbox.clear();
    Redirect::to(&site.path("/dev/mailbox"))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    language: Text,
}

/// One of every mail, as it would come from here; their links open nothing.
async fn samples(State(site): State<Site>, Form(body): Form<Body>) -> Result<Redirect, Problem> {
    let voice = site.voice.as_ref().ok_or_else(Problem::not_found)?;
    let language = Language::parse(body.language.or_empty()).ok_or_else(Problem::malformed)?;
    let date = site.app.clock.now();
    for kind in Kind::ALL {
        let letter = Letter { id: random::id(date), date, ..site.app.rules.sample(*kind, language) };
        let mail = voice.render(&letter).map_err(|error| Problem::failure(&error.to_string()))?;
        site.mailbox.put(mail);
    }
    Ok(Redirect::to(&site.path("/dev/mailbox")))
}

async fn html(State(site): State<Site>, Path(id): Path<String>, query: RawQuery) -> Result<Response, Problem> {
    let query = query.0.unwrap_or_default();
    let scheme = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "scheme");
    Ok(html_part::answer(&find(&site, &id)?.html, &scheme.map_or_else(Default::default, |(_, scheme)| scheme)))
}

fn newest_first(site: &Site, wishes: &Wishes) -> Vec<Arc<Rendered>> {
    site.mailbox.all().into_iter().rev().filter(|mail| wishes.is_for(&mail.to)).collect()
}

fn find(site: &Site, id: &str) -> Result<Arc<Rendered>, Problem> {
    id.parse().ok().and_then(|id| site.mailbox.get(id)).ok_or_else(Problem::not_found)
}

/// A mail in the list.
fn heading(mail: &Rendered) -> Shown {
    context! {
        id => mail.id.to_string(), kind => mail.kind.as_str(), to => &mail.to, subject => &mail.subject,
        date => show::minute(mail.date),
    }
}

fn whole(mail: &Rendered) -> Shown {
    context! {
        from => &mail.from, text => &mail.text, source => String::from_utf8_lossy(&mail.source), link => &mail.link,
        ..heading(mail)
    }
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
