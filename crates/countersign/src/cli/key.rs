//! `key rotate`: another secret key, while links made with the old one go on working. `key show-derived`: the secret
//! under which links of one kind are signed, for other programs that make or read them.

use std::io::{Write, stderr};
use std::time::Duration;

use clap::Subcommand;
use countersign_core::email_change::UNDO_FOR;
use countersign_core::link::Seal;
use countersign_core::token::derive;
use countersign_core::{SecretKey, Timestamp};

use super::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::installation::{self, Failure};
use crate::{key_file, random};

#[derive(Subcommand)]
pub enum Command {
    /// Replace the secret key; links that were mailed go on working
    Rotate {
        /// Somebody may know the key: links that were mailed are refused
        #[arg(long)]
        leaked: bool,
    },
    /// Print the derived secret of `confirm`, `reset` or `change-email` as 128 hex characters
    ShowDerived { purpose: String },
}

/// Processes that run sign with the old key until they are started again.
const RESTARTS: Duration = Duration::from_secs(86_400);

pub fn run(command: Command, config: &Config) -> Result<(), Failure> {
    let now = Clock::system().now();
    match command {
        Command::Rotate { leaked } => rotate(leaked, config, now),
        Command::ShowDerived { purpose } => show_derived(&purpose, config, now),
    }
}

fn show_derived(purpose: &str, config: &Config, now: Timestamp) -> Result<(), Failure> {
    let seal = Seal::parse(purpose)
        .ok_or_else(|| Failure::Usage(format!("{purpose:?} is not a purpose: give confirm, reset or change-email")))?;
    say(derive(&installation::keys(config, now)?.current, seal).expose());
    Ok(())
}

fn rotate(leaked: bool, config: &Config, now: Timestamp) -> Result<(), Failure> {
    // As long as the link or session that lives longest.
    let links = UNDO_FOR.max(config.confirm_ttl).max(config.reset_ttl).max(config.close_grace);
    let longest = links.max(config.session.absolute);
    let longest = now.plus(longest).plus(RESTARTS);
    let until = if leaked { now } else { longest };
    match key_file::path_beside(&config.database_url).filter(|_| config.secret_key.is_none()) {
        Some(path) => {
            key_file::rotate(&path, now, until).map_err(Failure::Failed)?;
            let (path, previous) = (path.display(), key_file::path_of_previous(&path));
            say(format_args!("{path} holds a new key."));
            let (previous, until) = (previous.display(), until.rfc3339());
            if leaked {
                say(format_args!(
                    "The one before is in {previous}, for the end of the audit trail and the sessions of before."
                ));
                say("Restart the server, and workers if there are any, now: until then they use it.");
            } else {
                say(format_args!("The one before is in {previous}: it verifies until {until} and signs nothing."));
                say("Restart the server, and workers if there are any, within a day: they read keys when they start.");
            }
        }
        None => suggest(leaked, config, longest),
    }
    Ok(())
}

/// Where secrets are kept by others (an environment, a store, a file that several nodes were given) nothing is written:
/// every node has to know the new key before one signs with it, and only its operator knows all nodes. The key alone
/// goes to standard output, so that it can be piped to where it is kept.
fn suggest(leaked: bool, config: &Config, until: Timestamp) {
    let source = config.shown.iter().find(|line| line.key == "secret_key").map_or("default", |line| &line.source);
    let intro = format!(
        "countersign: secret_key is set by others ({source}); nothing was changed. A new key is on standard output."
    );
    let note = format!(
        "Put it in place in two steps, so that every node knows it before one signs with it. With a single node the
second step does.
1. On every node, add the new key to previous_secret_keys: to COUNTERSIGN_PREVIOUS_SECRET_KEYS, behind a comma
   if it has others, or to the file that COUNTERSIGN_PREVIOUS_SECRET_KEYS_FILE names. Restart every server and
   worker; one after the other will do.
2. On every node, put the new key into secret_key (COUNTERSIGN_SECRET_KEY, or the file that
   COUNTERSIGN_SECRET_KEY_FILE names), and the one that was there into previous_secret_keys in the place of the
   new one. Restart again.
3. From {} on, remove the old key from previous_secret_keys.",
        until.rfc3339()
    );
    const LEAKED: &str = "Stop every server and worker, put it into secret_key on every node in the place of the old one, and start them. The
old one must not be among previous_secret_keys. Verify the audit trail before: its end is sealed with the old key. Everybody is signed out.";
    say(SecretKey::from_random(random::bytes()).to_hex().expose());
    let _ = writeln!(stderr(), "{intro}\n{}", if leaked { LEAKED } else { &note });
}
