//! `audit list` and `audit verify`. What is looked for is `countersign_store::audit`'s business.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use countersign_store::audit::{self, Anchor, Finding, Report, Span};
use data_encoding::HEXLOWER;
use indicatif::{HumanCount, ProgressBar};
use serde_json::{Value, json};

use super::output::{Listing, bar, print_json, say};
use crate::Countersign;
use crate::installation::Failure;

#[derive(Subcommand)]
pub enum Command {
    /// What happened, newest first
    List(Listing),
    /// Whether every row is as it was written, and none is missing
    Verify(Verify),
}

#[derive(clap::Args)]
pub struct Verify {
    /// As JSON: keep it in another place, and a later run tells with --since whether the trail was set back
    #[arg(long)]
    json: bool,
    /// An earlier report as JSON: what it ended with must still be there
    #[arg(long, value_name = "REPORT")]
    since: Option<PathBuf>,
}

pub async fn run(command: Command, app: &Countersign) -> Result<(), Failure> {
    match command {
        Command::List(listing) => list(&listing, app).await,
        Command::Verify(verify) => verify.run(app).await,
    }
}

async fn list(listing: &Listing, app: &Countersign) -> Result<(), Failure> {
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
            "actor_id": entry.actor_id.map(|id| id.to_string()),
            "client": entry.client,
            "user_agent": entry.user_agent,
        })
    });
    listing.print(rows.collect())
}

impl Verify {
    async fn run(&self, app: &Countersign) -> Result<(), Failure> {
        let since = self.since.as_deref().map(ends).transpose()?.unwrap_or_default();
        let bar: ProgressBar = bar("audit_events", 0);
        let report = audit::verify(app.db(), &since, |rows| bar.set_length(rows), || bar.inc(1)).await?;
        bar.finish_and_clear();
        if self.json {
            print_json(&as_json(&report))?;
        } else {
            tell(&report);
        }
        match report.found {
            0 => Ok(()),
            1 => Err(Failure::Failed("the audit trail is not intact: 1 finding".to_owned())),
            found => Err(Failure::Failed(format!("the audit trail is not intact: {} findings", HumanCount(found)))),
        }
    }
}

/// Where the chains ended when an earlier report was made.
fn ends(path: &Path) -> Result<Vec<Anchor>, Failure> {
    let refuse = |why: String| Failure::Usage(format!("since: {}: {why}", path.display()));
    let text = fs::read_to_string(path).map_err(|error| refuse(error.to_string()))?;
    let report: Value = serde_json::from_str(&text).map_err(|error| refuse(error.to_string()))?;
    let end = |end: &Value| {
        let hash = HEXLOWER.decode(end["hash"].as_str()?.as_bytes()).ok()?;
        Some(Anchor { chain: end["chain"].as_i64()?, seq: end["seq"].as_i64()?, hash: hash.try_into().ok()? })
    };
    let ends = report["ends"].as_array().and_then(|ends| ends.iter().map(end).collect());
    ends.ok_or_else(|| refuse("is no report of `audit verify --json`".to_owned()))
}

fn tell(report: &Report) {
    for finding in &report.findings {
        say(words(finding));
    }
    let more = report.found - report.findings.len() as u64;
    if more > 0 {
        say(format_args!("and {} more", HumanCount(more)));
    }
    let (rows, chains) = (HumanCount(report.chained.rows), report.chains);
    let verdict = if report.found == 0 { ": all as they were written, none missing" } else { "" };
    say(format_args!("{rows} rows in {chains} chains{}{verdict}", span(&report.chained)));
    if report.swept > 0 {
        say(format_args!("{} rows before them were removed in their time", HumanCount(report.swept.unsigned_abs())));
    }
    if report.unchained.rows > 0 {
        let rows = HumanCount(report.unchained.rows);
        let span = span(&report.unchained);
        say(format_args!("{rows} rows without a chain{span}: nothing tells whether they are as they were written"));
    }
}

fn span(span: &Span) -> String {
    match (span.first_at, span.last_at) {
        (Some(first), Some(last)) => format!(", from {} to {}", first.rfc3339(), last.rfc3339()),
        (Some(_) | None, _) => String::new(),
    }
}

fn words(finding: &Finding) -> String {
    let place = match (finding.chain, finding.seq) {
        (Some(chain), Some(seq)) => format!("chain {chain}, row {seq}"),
        (Some(chain), None) => format!("chain {chain}"),
        (None, _) => "no chain".to_owned(),
    };
    let id = finding.id.as_ref().map(|id| format!(" (id {})", id.escape_debug())).unwrap_or_default();
    format!("{place}{id}: {}", finding.found)
}

fn as_json(report: &Report) -> Value {
    let span = |span: &Span| {
        json!({
            "rows": span.rows,
            "first_at": span.first_at.map(|at| at.rfc3339()),
            "last_at": span.last_at.map(|at| at.rfc3339()),
        })
    };
    let finding = |finding: &Finding| {
        json!({
            "finding": finding.found.as_str(),
            "id": finding.id,
            "chain": finding.chain,
            "seq": finding.seq,
            "words": finding.found.to_string(),
        })
    };
    let end = |end: &Anchor| json!({"chain": end.chain, "seq": end.seq, "hash": HEXLOWER.encode(&end.hash)});
    json!({
        "intact": report.found == 0,
        "chained": span(&report.chained),
        "unchained": span(&report.unchained),
        "chains": report.chains,
        "swept": report.swept,
        "found": report.found,
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "ends": report.anchors.iter().map(end).collect::<Vec<_>>(),
    })
}
