//! `audit list`.

use clap::Subcommand;
use countersign_store::audit;
use serde_json::json;

use super::output::Listing;
use crate::Countersign;
use crate::installation::Failure;

#[derive(Subcommand)]
pub enum Command {
    /// What happened, newest first
    List(Listing),
}

pub async fn run(command: Command, app: &Countersign) -> Result<(), Failure> {
    let Command::List(listing) = command;
    let entries = audit::list(&mut app.db().read().await?, listing.page()).await?;
    let rows = entries.iter().map(|entry| {
        json!({
            "id": entry.id.to_string(),
            "at": entry.at.rfc3339(),
            "event": entry.event,
            "outcome": entry.outcome,
            "account_id": entry.account_id.map(|id| id.to_string()),
            "address": entry.address_key,
            "link_id": entry.link_id.map(|id| id.to_string()),
            "client": entry.client,
            "user_agent": entry.user_agent,
        })
    });
    listing.print(rows.collect())
}
