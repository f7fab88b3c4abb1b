//! Accounts and sessions as the JSON API shows them, with their shapes, and instants as pages do.

use countersign_core::Timestamp;
use countersign_core::account::Account;
use countersign_core::session::Session;
use serde::Serialize;
use serde_json::{Value, json};

use crate::flows::NewSession;
use crate::http::description::schema;

#[derive(Serialize)]
pub struct ShownAccount<'a> {
    id: String,
    email: &'a str,
    confirmed: bool,
    created_at: String,
    locale: &'a str,
}

pub fn account(account: &Account) -> ShownAccount<'_> {
    ShownAccount {
        id: account.id.to_string(),
        email: account.address.as_str(),
        // An account exists only once its address is confirmed.
        confirmed: true,
        created_at: account.created_at.rfc3339(),
        locale: account.locale.as_deref().unwrap_or("en"),
    }
}

pub fn account_schema() -> Value {
    schema::object([
        ("id", schema::id()),
        ("email", schema::text()),
        ("confirmed", schema::always(true)),
        ("created_at", schema::instant()),
        ("locale", schema::text()),
    ])
}

#[derive(Serialize)]
pub struct ShownSession {
    id: String,
    created_at: String,
    expires_at: String,
}

pub fn session(session: &Session) -> ShownSession {
    ShownSession {
        id: session.id.to_string(),
        created_at: session.created_at.rfc3339(),
        expires_at: session.expires_at.rfc3339(),
    }
}

pub fn session_schema() -> Value {
    schema::object([("id", schema::id()), ("created_at", schema::instant()), ("expires_at", schema::instant())])
}

/// With its token: the one time that it is shown.
pub fn new_session(session: &NewSession) -> Value {
    json!({
        "id": session.id.to_string(),
        "token": session.token.expose(),
        "created_at": session.created_at.rfc3339(),
        "expires_at": session.expires_at.rfc3339(),
    })
}

pub fn new_session_schema() -> Value {
    schema::object([
        ("id", schema::id()),
        ("token", schema::described(schema::text(), "Shown this once.")),
        ("created_at", schema::instant()),
        ("expires_at", schema::instant()),
    ])
}

/// `{"status":"…"}` with one of these.
pub fn status_schema<const N: usize>(words: [&'static str; N]) -> Value {
    schema::object([("status", schema::word(words))])
}

/// Date and minute in UTC, for people.
pub fn minute(at: Timestamp) -> String {
    let text = at.rfc3339();
    text.get(..16).map_or_else(|| text.clone(), |minute| format!("{} UTC", minute.replace('T', " ")))
}
