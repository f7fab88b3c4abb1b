//! `key show-derived`: the secret under which links of one kind are signed, for other programs that make
//! or read them.

use clap::Subcommand;
use countersign_core::link::Seal;
use countersign_core::token::derive;

use super::output::say;
use crate::config::Config;
use crate::installation::{self, Failure};

#[derive(Subcommand)]
pub enum Command {
    /// Print the derived secret of `confirm`, `reset` or `change-email` as 128 hex characters
    ShowDerived { purpose: String },
}

pub fn run(command: Command, config: &Config) -> Result<(), Failure> {
    let Command::ShowDerived { purpose } = command;
    let seal = Seal::parse(&purpose)
        .ok_or_else(|| Failure::Usage(format!("{purpose:?} is not a purpose: give confirm, reset or change-email")))?;
    say(format_args!("{}", derive(&installation::secret_key(config)?, seal).expose()));
    Ok(())
}
