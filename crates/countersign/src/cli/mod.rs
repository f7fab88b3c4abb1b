//! The commands. Settings are flags of all of them (`config::flags`); each command has a file of its own
//! and goes through the same flows as the doors. Exit codes: 0 done, 1 failed, 2 wrong usage or
//! configuration.

mod account;
mod audit;
mod config;
mod copy;
mod hash;
mod healthcheck;
mod import;
mod key;
mod mail;
mod output;
mod preview;
mod session;

use std::io::{IsTerminal, Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, CommandFactory, FromArgMatches, Parser, Subcommand};
use countersign_core::audit::Origin;
use tracing_subscriber::EnvFilter;

use self::output::say;
use crate::config::{Config, LogFormat, Sources, flags, given_flags, load};
use crate::flows::Visitor;
use crate::installation::{self, Failure};
use crate::{Countersign, server};

/// The account service that proves a person owns an e-mail address, and lets them back in.
#[derive(Parser)]
#[command(name = "countersign", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Serve pages and API, and send mail (the default)
    Serve,
    /// Only send mail and clean up
    Worker,
    /// Bring the database up to this version
    Migrate,
    /// Move everything from one database into another, such as from SQLite to PostgreSQL
    Copy(copy::Copy),
    /// Bring the users of another application here, with their password hashes
    Import(import::Import),
    /// Ask the server or worker with these settings whether it is ready
    Healthcheck,
    /// What is in force, and where it was set
    #[command(subcommand)]
    Config(config::Command),
    /// Accounts
    #[command(subcommand)]
    Account(account::Command),
    /// Sessions
    #[command(subcommand)]
    Session(session::Command),
    /// The mail queue
    #[command(subcommand)]
    Mail(mail::Command),
    /// The audit trail
    #[command(subcommand)]
    Audit(audit::Command),
    /// Keys
    #[command(subcommand)]
    Key(key::Command),
    /// Password hashes
    #[command(subcommand)]
    Hash(hash::Command),
}

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    let config = Arg::new("config").long("config").value_name("PATH").help("Read settings from this file").global(true);
    let command = Cli::command().arg(config.value_parser(clap::value_parser!(PathBuf))).args(flags());
    let matches = command.get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let sources = Sources::ambient(given_flags(&matches), matches.get_one::<PathBuf>("config").cloned());
    let command = cli.command.unwrap_or(Command::Serve);
    let done = load(&sources).map_err(|problem| Failure::Usage(problem.to_string())).and_then(|config| {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::failed)?;
        runtime.block_on(run(command, &config))
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(reason)) => complain(&reason, 1),
        Err(Failure::Usage(reason)) => complain(&reason, 2),
    }
}

fn complain(reason: &str, code: u8) -> ExitCode {
    let _ = writeln!(stderr(), "countersign: {}", reason.lines().collect::<Vec<_>>().join(" "));
    ExitCode::from(code)
}

async fn run(command: Command, config: &Config) -> Result<(), Failure> {
    match command {
        Command::Serve => {
            let pretty = start_log(config, true)?;
            server::serve(config, pretty).await
        }
        Command::Worker => {
            start_log(config, true)?;
            server::work(config).await
        }
        Command::Migrate => {
            start_log(config, false)?;
            let db = countersign_store::Db::open(&config.database_url).await?;
            installation::refuse_half_a_copy(&db).await?;
            db.migrate().await?;
            db.close().await;
            say("the database is up to date");
            Ok(())
        }
        Command::Copy(copy) => {
            start_log(config, false)?;
            copy.run().await
        }
        Command::Healthcheck => healthcheck::run(config),
        Command::Config(command) => config::run(command, config),
        Command::Key(command) => key::run(command, config),
        Command::Hash(command) => hash::run(command, config),
        Command::Account(command) => account::run(command, &open(config).await?).await,
        Command::Import(import) => import.run(&open(config).await?).await,
        Command::Session(command) => session::run(command, &open(config).await?).await,
        Command::Mail(command) => mail::run(command, config).await,
        Command::Audit(command) => audit::run(command, &open(config).await?).await,
    }
}

/// The installation, for a command that does one thing and ends.
async fn open(config: &Config) -> Result<Countersign, Failure> {
    start_log(config, false)?;
    let app = installation::open(config, &installation::base_url(config, config.listen.port())).await?;
    let db = app.db.patient();
    Ok(Countersign { db, ..app })
}

/// The operator at the command line, as flows know visitors.
fn operator() -> Visitor {
    Visitor { origin: Origin { client: "cli".to_owned(), user_agent: String::new() }, ..Visitor::default() }
}

/// Starts the log: of a server on standard output, of a one-shot command only warnings on standard error.
/// Tells whether it is the form for people.
fn start_log(config: &Config, is_server: bool) -> Result<bool, Failure> {
    let pretty = match config.log_format {
        LogFormat::Pretty => true,
        LogFormat::Json => false,
        LogFormat::Auto => std::io::stdout().is_terminal(),
    };
    // Whoever runs a command sees for themselves what takes long (a copy has statements of minutes), and the server
    // has told what is unwise about its database.
    let filter = if is_server { config.log.as_str() } else { "warn,sqlx=error,countersign_store::db=error" };
    let filter = EnvFilter::try_new(filter).map_err(|error| Failure::Usage(format!("log: {error}")))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter);
    match (is_server, pretty) {
        (true, true) => builder.with_target(false).init(),
        (true, false) => builder.json().flatten_event(true).init(),
        (false, _) => builder.with_target(false).with_writer(std::io::stderr).init(),
    }
    Ok(pretty)
}
