//! `config check` and `config show`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::output::{print_json, say};
use crate::config::{Config, Shown, as_table};
use crate::installation::{self, Failure};

#[derive(Subcommand)]
pub enum Command {
    /// Say whether the configuration is sound
    Check,
    /// Show every setting and where its value came from, secrets masked
    Show {
        /// As one JSON array
        #[arg(long)]
        json: bool,
    },
}

pub fn run(command: Command, config: &Config) -> Result<(), Failure> {
    installation::sound(config)?;
    match command {
        Command::Check => {
            for warning in &config.warnings {
                say(format_args!("note: {warning}"));
            }
            say("the configuration is sound");
        }
        Command::Show { json: false } => say(as_table(&installation::in_force(config)).trim_end()),
        Command::Show { json: true } => {
            print_json(&installation::in_force(config).iter().map(as_json).collect())?;
        }
    }
    Ok(())
}

fn as_json(line: &Shown) -> Value {
    let value = (!line.value.is_empty() || line.kind == "default").then_some(&line.value);
    json!({"id": line.key, "value": value, "source": line.kind, "set_in": line.source})
}
