//! `copy`: everything from one database into another, proved to be the same. It can be stopped or killed at
//! any time and started again. How rows are moved is `countersign_store::copy`'s business.

use std::io::{Write, stderr};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use countersign_core::Id;
use countersign_store::copy::{Compared, Source, TABLES, Target};
use countersign_store::{Db, Error, workers};
use indicatif::HumanCount;
use serde_json::json;

use super::output::{bar, print_columns, say};
use crate::clock::Clock;
use crate::config::{DatabaseFlag, given_database, shown_url};
use crate::installation::Failure;
use crate::{key_file, random, server};

#[derive(Args)]
pub struct Copy {
    /// Where everything is: sqlite://PATH or postgres://… It is only read
    #[arg(long, value_name = "URL", required_unless_present = "from_file", conflicts_with = "from_file")]
    from: Option<String>,
    /// File that holds that URL: arguments are visible to every process of the machine
    #[arg(long, value_name = "FILE")]
    from_file: Option<PathBuf>,
    /// Where it goes: an empty database, or one into which a copy was begun
    #[arg(long, value_name = "URL", required_unless_present = "to_file", conflicts_with = "to_file")]
    to: Option<String>,
    /// File that holds that URL
    #[arg(long, value_name = "FILE")]
    to_file: Option<PathBuf>,
}

const FROM: DatabaseFlag = DatabaseFlag { url: "from", file: "from-file" };
const TO: DatabaseFlag = DatabaseFlag { url: "to", file: "to-file" };

/// How long databases may take to let go of what was stopped in the middle.
const LET_GO: Duration = Duration::from_secs(5);

impl Copy {
    pub async fn run(self) -> Result<(), Failure> {
        let stop = server::stop_signal()?;
        let usage = |problem: crate::config::Problem| Failure::Usage(problem.to_string());
        let from_url = given_database(FROM, self.from.as_deref(), self.from_file.as_deref()).map_err(usage)?;
        let to_url = given_database(TO, self.to.as_deref(), self.to_file.as_deref()).map_err(usage)?;
        if let Some(path) = from_url.strip_prefix("sqlite://").filter(|path| !Path::new(path).exists()) {
            return Err(Failure::Usage(format!("from: there is no file {path}")));
        }
        let from = Db::open_existing(&from_url).await.map_err(|error| Failure::Failed(format!("from: {error}")))?;
        let copied = tokio::select! {
            copied = copy(&from, &from_url, &to_url) => copied,
            () = stop.cancelled() => Err(Failure::Failed("stopped in the middle; the same command goes on".to_owned())),
        };
        let _ = tokio::time::timeout(LET_GO, from.close()).await;
        copied
    }
}

async fn copy(from: &Db, from_url: &str, to_url: &str) -> Result<(), Failure> {
    let clock = Clock::system();
    say(format_args!("copying {} to {}", shown_url(from_url), shown_url(to_url)));
    // Before the target is opened, which might make a file: there is something to copy.
    let mut source = Source::freeze(from).await?;
    warn_of_workers(from, &clock).await?;
    let to = Db::open(to_url).await.map_err(|error| Failure::Failed(format!("to: {error}")))?;
    if from.is_same_as(&to).await? {
        return Err(Failure::Usage("from and to are the same database".to_owned()));
    }
    let run = Id::new(clock.now(), random::bytes());
    let target = Target::mark(&to, run, clock.now()).await?;
    take_all(&mut source, &target).await.map_err(unfinished)?;
    let compared = compare_all(&mut source, &target).await.map_err(unfinished)?;
    print_columns(&compared.iter().map(as_json).collect::<Vec<_>>());
    let finished = target.finish(&compared, clock.now()).await;
    finished.map_err(|error| unfinished(Failure::from(error)))?;
    drop(source);
    to.close().await;
    say_what_next(from_url);
    Ok(())
}

/// They are refused while this lasts, but what they write afterwards would stay behind.
async fn warn_of_workers(from: &Db, clock: &Clock) -> Result<(), Failure> {
    let seen = workers::seen(&mut from.read().await?, clock.now()).await?;
    if !seen.is_empty() {
        let warning = "a server or worker was at work in the source within the last minute. If it still runs, \
            it answers 503 meanwhile; stop it, and copy again: what it takes after this copy stays behind";
        let _ = writeln!(stderr(), "countersign: {warning}");
    }
    Ok(())
}

async fn take_all(source: &mut Source, target: &Target) -> Result<(), Failure> {
    for table in TABLES {
        let bar = bar(table.name, source.count(table).await?);
        let repaired = target.take(source, table, |rows| bar.inc(rows)).await.map_err(in_table(table.name))?;
        bar.finish_and_clear();
        let removed = match repaired.removed {
            0 => String::new(),
            removed => format!(", {} outdated ones removed", HumanCount(removed)),
        };
        let (rows, inserted) = (HumanCount(bar.position()), HumanCount(repaired.inserted));
        say(format_args!("{}: {rows} rows, {inserted} written{removed}", table.name));
    }
    Ok(())
}

async fn compare_all(source: &mut Source, target: &Target) -> Result<Vec<Compared>, Failure> {
    say("comparing both from the first row to the last");
    let mut compared = Vec::new();
    for table in TABLES {
        let bar = bar(table.name, source.count(table).await?);
        let same = target.compare(source, table, |rows| bar.inc(rows)).await.map_err(in_table(table.name))?;
        bar.finish_and_clear();
        compared.push(same);
    }
    Ok(compared)
}

fn as_json(table: &Compared) -> serde_json::Value {
    json!({
        "table": table.table,
        "rows": table.source.rows,
        "digest": table.source.to_string(),
        "rows there": table.target.rows,
        "digest there": table.target.to_string(),
        "verdict": if table.is_same() { "same" } else { "DIFFERENT" },
    })
}

fn in_table(name: &'static str) -> impl Fn(Error) -> Failure {
    move |error| Failure::Failed(format!("{name}: {error}"))
}

fn unfinished(failure: Failure) -> Failure {
    match failure {
        Failure::Failed(reason) => {
            Failure::Failed(format!("{reason}. The copy is not finished: run the same command again"))
        }
        Failure::Usage(reason) => Failure::Usage(reason),
    }
}

fn say_what_next(from_url: &str) {
    say("\nEverything is copied. Now:");
    say("- start the servers with COUNTERSIGN_DATABASE_URL set to the new database");
    match key_file::path_beside(from_url).and_then(|path| path.canonicalize().ok()) {
        Some(path) => say(format_args!(
            "- and with the same key, or links that are on their way die: put what is in {0} into\n  \
                COUNTERSIGN_SECRET_KEY (or set COUNTERSIGN_SECRET_KEY_FILE={0})",
            path.display()
        )),
        None => say("- and with the same COUNTERSIGN_SECRET_KEY, or links that are on their way die"),
    }
    if let Some(path) =
        key_file::path_beside(from_url).map(|path| key_file::path_of_previous(&path)).filter(|path| path.exists())
    {
        say(format_args!(
            "- {} holds keys that were replaced: what is before \"until\" in each line belongs into\n  \
                COUNTERSIGN_PREVIOUS_SECRET_KEYS, with commas between",
            path.display()
        ));
    }
    say("- leave the old servers stopped: what they would still take does not reach the new database");
}
