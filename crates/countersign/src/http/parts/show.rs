//! Accounts and sessions as the JSON API shows them, and instants as pages do.

use countersign_core::Timestamp;
use countersign_core::account::Account;
use countersign_core::session::Session;
use serde_json::{Value, json};

use crate::flows::NewSession;

pub fn account(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(),
        "email": account.address.as_str(),
        // An account exists only once its address is confirmed.
        "confirmed": true,
        "created_at": account.created_at.rfc3339(),
        "locale": account.locale.as_deref().unwrap_or("en"),
    })
}

pub fn session(session: &Session) -> Value {
    json!({
        "id": session.id.to_string(),
        "created_at": session.created_at.rfc3339(),
        "expires_at": session.expires_at.rfc3339(),
    })
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

/// Date and minute in UTC, for people.
pub fn minute(at: Timestamp) -> String {
    let text = at.rfc3339();
    text.get(..16).map_or_else(|| text.clone(), |minute| format!("{} UTC", minute.replace('T', " ")))
}
