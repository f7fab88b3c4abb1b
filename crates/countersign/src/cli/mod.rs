//! The commands. Settings are flags of all of them (`config::flags`); each command has a file of its own
//! and goes through the same flows as the doors. Exit codes: 0 done, 1 failed, 2 wrong usage or
//! configuration.

mod account;
mod audit;
mod backup;
mod config;
mod copy;
pub mod doctor;
mod examples;
mod hash;
mod healthcheck;
mod import;
mod key;
mod log;
mod mail;
mod manual;
mod openapi;
mod output;
mod preview;
mod session;

use std::io::{Write, stderr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint};
use countersign_core::audit::Origin;

use self::log::Log;
use self::output::say;
use crate::config::{Config, Sources, flags, given_flags, load};
use crate::flows::Visitor;
use crate::installation::{self, Failure};
use crate::{Countersign, server};

/// The account service that proves a person owns an e-mail address, and lets them back in.
#[derive(Parser)]
#[command(name = "countersign", version, about)]
struct Cli {
    #[command(subcommand)]
    command: Option<Given>,
}

#[derive(Subcommand)]
enum Given {
    #[command(flatten)]
    Configured(Command),
    /// Print a script with which a shell completes commands and flags
    Completions(manual::Completions),
    /// Write the manual pages
    Man(manual::Pages),
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
    /// The SQLite file into another, while servers run
    Backup(backup::Backup),
    /// End what a restored database would bring back to life
    AfterRestore(backup::AfterRestore),
    /// Bring the users of another application here, with their password hashes
    Import(import::Import),
    /// Ask the server or worker with these settings whether it is ready
    Healthcheck,
    /// Say in plain words what is wrong, and how to mend it; nothing is changed or sent
    Doctor(doctor::Doctor),
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
    /// The description of the JSON API (OpenAPI 3.1), as the server has it at /openapi.json
    Openapi,
}

/// Runs the command of this process's arguments.
pub fn main() -> ExitCode {
    let matches = command().get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let done = match cli.command.unwrap_or(Given::Configured(Command::Serve)) {
        Given::Configured(command) => configured(command, &matches),
        // What packages are built with needs no configuration.
        Given::Completions(completions) => completions.run(command()),
        Given::Man(pages) => pages.run(command()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Failed(reason)) => complain(&reason, 1),
        Err(Failure::Usage(reason)) => complain(&reason, 2),
    }
}

/// All commands with their examples, and a flag for each setting.
fn command() -> clap::Command {
    let config = Arg::new("config").long("config").value_name("PATH").help("Read settings from this file").global(true);
    let config = config.value_parser(clap::value_parser!(PathBuf)).value_hint(ValueHint::FilePath);
    examples::added(commands().arg(config).args(flags()))
}

/// All commands, with nothing but their own arguments.
fn commands() -> clap::Command {
    Cli::command()
}

fn configured(command: Command, matches: &ArgMatches) -> Result<(), Failure> {
    let sources = Sources::ambient(given_flags(matches), matches.get_one::<PathBuf>("config").cloned());
    let config = load(&sources).map_err(|problem| Failure::Usage(problem.to_string()));
    if let (Command::Doctor(doctor), Err(Failure::Usage(reason))) = (&command, &config) {
        doctor.refused(reason);
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::failed)?;
    runtime.block_on(run(command, &config?))
}

fn complain(reason: &str, code: u8) -> ExitCode {
    let _ = writeln!(stderr(), "countersign: {}", reason.lines().collect::<Vec<_>>().join(" "));
    ExitCode::from(code)
}

async fn run(command: Command, config: &Config) -> Result<(), Failure> {
    match command {
        Command::Serve => {
            let log = Log::of_server(config)?;
            let done = server::serve(config, log.pretty).await;
            log.end().await;
            done
        }
        Command::Worker => {
            let log = Log::of_server(config)?;
            let done = server::work(config).await;
            log.end().await;
            done
        }
        Command::Migrate => {
            log::of_command()?;
            let db = countersign_store::Db::open(&config.database_url).await?;
            installation::refuse_unready(&db).await?;
            db.migrate().await?;
            db.close().await;
            say("the database is up to date");
            Ok(())
        }
        Command::Copy(copy) => {
            log::of_command()?;
            copy.run().await
        }
        Command::Backup(backup) => {
            log::of_command()?;
            backup.run(config).await
        }
        Command::AfterRestore(after_restore) => {
            log::of_command()?;
            let base_url = installation::base_url(config, config.listen.port());
            after_restore.run(&patient(installation::open_restored(config, &base_url).await?)).await
        }
        Command::Healthcheck => healthcheck::run(config),
        Command::Doctor(doctor) => {
            log::of_command()?;
            doctor.run(config).await
        }
        Command::Config(command) => config::run(command, config),
        Command::Key(command) => key::run(command, config),
        Command::Hash(command) => hash::run(command, config),
        Command::Openapi => openapi::run(config),
        Command::Account(command) => account::run(command, &open(config).await?).await,
        Command::Import(import) => import.run(&open(config).await?).await,
        Command::Session(command) => session::run(command, &open(config).await?).await,
        Command::Mail(command) => mail::run(command, config).await,
        Command::Audit(command) => audit::run(command, &open(config).await?).await,
    }
}

/// The installation, for a command that does one thing and ends.
async fn open(config: &Config) -> Result<Countersign, Failure> {
    log::of_command()?;
    Ok(patient(installation::open(config, &installation::base_url(config, config.listen.port())).await?))
}

/// Whoever waits at a terminal waits for as long as it takes.
fn patient(app: Countersign) -> Countersign {
    let db = app.db.patient();
    app.with(|inside| inside.db = db)
}

/// The operator at the command line, as flows know visitors.
fn operator() -> Visitor {
    Visitor { origin: Origin { client: "cli".to_owned(), user_agent: String::new() }, ..Visitor::default() }
}
