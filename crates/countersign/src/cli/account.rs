//! `account`: list, show, create, role, disable, enable, delete.

use clap::{Subcommand, ValueEnum};
use countersign_core::Address;
use countersign_core::account::{Account, Role};
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
    Create {
        email: String,
        /// As an admin, who looks after other accounts at /admin
        #[arg(long)]
        admin: bool,
    },
    /// Make an account an admin, or an ordinary one again
    Role { account: String, role: Given },
    /// Stop all sign-ins of an account and end its sessions
    Disable { account: String },
    /// Let an account sign in again
    Enable { account: String },
    /// Delete an account and everything that belongs to it, at once
    Delete { account: String },
}

#[derive(Clone, Copy, ValueEnum)]
pub enum Given {
    Admin,
    None,
}

pub async fn run(command: Command, app: &Countersign) -> Result<(), Failure> {
    match command {
        Command::List(listing) => {
            let accounts = accounts::list(&mut app.db().read().await?, listing.page()).await?;
            listing.print(accounts.iter().map(as_json).collect())
        }
        Command::Show { account } => print_json(&as_json(&find(app, &account).await?)),
        Command::Create { email, admin } => create(app, &email, admin.then_some(Role::Admin)).await,
        Command::Role { account, role } => change_role(app, &account, role).await,
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

async fn create(app: &Countersign, email: &str, role: Option<Role>) -> Result<(), Failure> {
    match manage_accounts::create(app, address(email)?, role, &operator()).await? {
        CreateOutcome::Created(account) => {
            say(format_args!("{}", account.id));
            Ok(())
        }
        CreateOutcome::AlreadyThere => {
            let way = if role.is_some() {
                format!(": `account role {email} admin` makes it an admin")
            } else {
                String::new()
            };
            Err(Failure::Failed(format!("{email} has an account already{way}")))
        }
    }
}

async fn change_role(app: &Countersign, account: &str, role: Given) -> Result<(), Failure> {
    let account = find(app, account).await?;
    let (role, told) = match role {
        Given::Admin => (Some(Role::Admin), "an admin"),
        Given::None => (None, "no admin"),
    };
    let before = if manage_accounts::set_role(app, &account, role, &operator()).await? { "" } else { " already" };
    say(format_args!("{} is {told}{before}", account.id));
    Ok(())
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
        "role": account.role.map(Role::as_str),
        "has_password": account.password_hash.is_some(),
        "locale": account.locale,
    })
}
