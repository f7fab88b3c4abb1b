//! `account`: list, show, create, disable, enable, delete.

use clap::Subcommand;
use countersign_core::Address;
use countersign_core::account::Account;
use countersign_store::accounts;
use serde_json::{Value, json};

use super::operator;
use super::output::{Listing, print_json, say};
use crate::Countersign;
use crate::flows::manage_accounts::{self, CreateOutcome};
use crate::installation::Failure;

#[derive(Subcommand)]
pub enum Command {
    /// All accounts
    List(Listing),
    /// One account, by address or id
    Show { account: String },
    /// Make an account and mail its owner the link to choose a password
    Create { email: String },
    /// Stop all sign-ins of an account and end its sessions
    Disable { account: String },
    /// Let an account sign in again
    Enable { account: String },
    /// Delete an account and everything that belongs to it, at once
    Delete { account: String },
}

pub async fn run(command: Command, app: &Countersign) -> Result<(), Failure> {
    match command {
        Command::List(listing) => {
            let accounts = accounts::list(&mut app.db().read().await?, listing.page()).await?;
            listing.print(accounts.iter().map(as_json).collect())
        }
        Command::Show { account } => print_json(&as_json(&find(app, &account).await?)),
        Command::Create { email } => match manage_accounts::create(app, address(&email)?, &operator()).await? {
            CreateOutcome::Created(account) => {
                say(format_args!("{}", account.id));
                Ok(())
            }
            CreateOutcome::AlreadyThere => Err(Failure::Failed(format!("{email} has an account already"))),
        },
        Command::Disable { account } => disable(app, &account, true).await,
        Command::Enable { account } => disable(app, &account, false).await,
        Command::Delete { account } => {
            let account = find(app, &account).await?;
            manage_accounts::delete(app, &account, &operator()).await?;
            say(format_args!("deleted {}", account.id));
            Ok(())
        }
    }
}

async fn disable(app: &Countersign, account: &str, disabled: bool) -> Result<(), Failure> {
    let account = find(app, account).await?;
    manage_accounts::set_disabled(app, &account, disabled, &operator()).await?;
    say(format_args!("{} {}", if disabled { "disabled" } else { "enabled" }, account.id));
    Ok(())
}

async fn find(app: &Countersign, given: &str) -> Result<Account, Failure> {
    let mut conn = app.db().read().await?;
    let found = match given.parse() {
        Ok(id) => accounts::by_id(&mut conn, id).await?,
        Err(_) => {
            let address = address(given)?;
            match accounts::by_address(&mut conn, &address).await? {
                None => accounts::closed_by_address(&mut conn, &address).await?,
                found => found,
            }
        }
    };
    found.ok_or_else(|| Failure::Failed(format!("{given} has no account")))
}

fn address(text: &str) -> Result<Address, Failure> {
    Address::parse(text).map_err(|error| Failure::Usage(format!("{text:?} is {error}")))
}

fn as_json(account: &Account) -> Value {
    json!({
        "id": account.id.to_string(),
        "email": account.address.as_str(),
        "created_at": account.created_at.rfc3339(),
        "signed_in_at": account.signed_in_at.map(|at| at.rfc3339()),
        "closed_at": account.closing.map(|closing| closing.closed_at.rfc3339()),
        "kept_until": account.closing.map(|closing| closing.kept_until.rfc3339()),
        "disabled_at": account.disabled_at.map(|at| at.rfc3339()),
        "has_password": account.password_hash.is_some(),
        "locale": account.locale,
    })
}
