//! `config check` and `config show`.

use clap::Subcommand;

use super::output::say;
use crate::config::{Config, as_table};
use crate::installation::{self, Failure};

#[derive(Subcommand)]
pub enum Command {
    /// Say whether the configuration is sound
    Check,
    /// Show every setting and where its value came from, secrets masked
    Show,
}

pub fn run(command: Command, config: &Config) -> Result<(), Failure> {
    installation::mail_route(config)?;
    installation::redis(config)?;
    installation::voice(config, &installation::base_url(config, config.listen.port()))?;
    #[cfg(feature = "ses")]
    installation::ses_events(config)?;
    match command {
        Command::Check => {
            for warning in &config.warnings {
                say(format_args!("note: {warning}"));
            }
            say("the configuration is sound");
        }
        Command::Show => say(as_table(&config.shown).trim_end()),
    }
    Ok(())
}
