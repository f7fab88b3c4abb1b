//! `session`: list and revoke.

use clap::Subcommand;
use countersign_store::sessions;
use serde_json::json;

use super::operator;
use super::output::{Listing, say};
use crate::Countersign;
use crate::flows::manage_accounts;
use crate::installation::Failure;

#[derive(Subcommand)]
pub enum Command {
    /// All sessions
    List(Listing),
    /// End one
    Revoke { id: String },
}

pub async fn run(command: Command, app: &Countersign) -> Result<(), Failure> {
    match command {
        Command::List(listing) => {
            let sessions = sessions::list(&mut app.db().read().await?, listing.page()).await?;
            let rows = sessions.iter().map(|session| {
                json!({
                    "id": session.id.to_string(),
                    "account_id": session.account_id.to_string(),
                    "created_at": session.created_at.rfc3339(),
                    "seen_at": session.seen_at.rfc3339(),
                    "expires_at": session.expires_at.rfc3339(),
                    "client": session.client,
                    "user_agent": session.user_agent,
                })
            });
            listing.print(rows.collect())
        }
        Command::Revoke { id } => {
            let parsed = id.parse().map_err(|error| Failure::Usage(format!("{id:?} is {error}")))?;
            if !manage_accounts::end_session(app, parsed, &operator()).await? {
                return Err(Failure::Failed(format!("there is no session {id}")));
            }
            say(format_args!("ended {id}"));
            Ok(())
        }
    }
}
