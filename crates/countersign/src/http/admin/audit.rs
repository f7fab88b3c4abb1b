//! The trail, for admins: newest first, of everybody or of one account or address, of one kind of event or of all.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use countersign_core::audit::Event;
use minijinja::context;

use super::story::actor;
use super::{Admin, Asked, with_query};
use crate::flows::administer::trail;
use crate::http::Site;
use crate::http::parts::problem::Problem;
use crate::http::parts::show;

pub fn doors() -> Router<Site> {
    Router::new().route("/admin/audit", get(page))
}

async fn page(State(site): State<Site>, admin: Admin, asked: Asked) -> Result<Response, Problem> {
    let (text, event) = (asked.value("q"), Event::parse(asked.value("event")));
    let trail = trail(&site.app, text, event, asked.value("behind")).await?;
    let rows: Vec<_> = trail
        .lines
        .rows
        .iter()
        .map(|line| {
            context! {
                at => show::minute(line.at),
                event => &line.event,
                outcome => &line.outcome,
                account_id => line.account_id.map(|id| id.to_string()),
                address => &line.address_key,
                client => &line.client,
                user_agent => &line.user_agent,
                actor => actor(line, &trail.names),
            }
        })
        .collect();
    let word = event.map_or("", Event::as_str);
    let next = trail
        .lines
        .next
        .map(|next| with_query(&site, "/admin/audit", &[("q", text), ("event", word), ("behind", &next.to_string())]));
    let events: Vec<_> = Event::ALL.iter().map(|event| event.as_str()).collect();
    let is_first = asked.value("behind").is_empty();
    let values =
        context! { q => text, event => word, events, rows, more => next, is_first, is_nobody => trail.is_nobody };
    site.page(StatusCode::OK, "admin/audit.html", &admin.0.reader, values)
}
