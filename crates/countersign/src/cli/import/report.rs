//! What an import tells: row by row, or only those that stand in its way, and how many there are of each kind. As lines for
//! people, or as one JSON object.

use std::time::Duration;

use countersign_core::import::Outcome;
use countersign_store::import::{Counts, Reported, Shown, Written};
use indicatif::HumanCount;
use serde_json::{Map, Value, json};

use crate::cli::output::say;
use crate::flows::import_accounts::Import;
use crate::installation::Failure;

/// Rows that are told where all are refused: there may be a million.
const TOLD: i64 = 20;
const PAGE: i64 = 1_000;

pub struct Report<'a> {
    pub is_json: bool,
    pub counts: &'a Counts,
    pub skips_existing: bool,
}

impl Report<'_> {
    /// What would become of every row.
    pub async fn every_row(&self, import: &mut Import<'_>) -> Result<(), Failure> {
        self.begin("dry_run");
        let (mut behind, mut told) = (0, 0);
        loop {
            let page = import.page(behind, Shown::All, PAGE).await?;
            self.rows(&page, told);
            told += page.len();
            match page.last() {
                Some(row) if page.len() as i64 == PAGE => behind = row.line,
                Some(_) | None => break,
            }
        }
        self.end();
        Ok(())
    }

    /// The first rows for which nothing is imported.
    pub async fn problems(&self, import: &mut Import<'_>) -> Result<(), Failure> {
        self.begin("refused");
        let shown = Shown::Problems { skips_existing: self.skips_existing };
        let page = import.page(0, shown, if self.is_json { PAGE } else { TOLD }).await?;
        self.rows(&page, 0);
        let more = self.problem_rows().saturating_sub(page.len() as u64);
        if more > 0 && !self.is_json {
            say(format_args!("and {} more; --dry-run tells all", HumanCount(more)));
        }
        self.end();
        Ok(())
    }

    pub fn imported(&self, written: Written, costs: Duration) {
        let Written { accounts, sign_ups } = written;
        let costs_ms = u64::try_from(costs.as_millis()).unwrap_or(u64::MAX);
        if self.is_json {
            let mut report = self.head("imported");
            report.insert("imported".to_owned(), json!({ "accounts": accounts, "sign_ups": sign_ups }));
            report.insert("sign_in_costs_ms".to_owned(), json!(costs_ms));
            return say(Value::Object(report));
        }
        self.say_counts();
        let (accounts, sign_ups) = (HumanCount(accounts), HumanCount(sign_ups));
        say(format_args!("imported {accounts} accounts and {sign_ups} sign-ups"));
        if costs_ms > 0 {
            say(format_args!("until their hashes are renewed, a sign-in takes some {costs_ms} ms of a processor more"));
        }
    }

    pub fn problems_in_words(&self) -> String {
        self.problems_counted()
            .map(|(outcome, rows)| format!("{} {}", HumanCount(*rows), in_words(*outcome)))
            .collect::<Vec<_>>()
            .join(", ")
    }

    fn problem_rows(&self) -> u64 {
        self.problems_counted().map(|(_, rows)| rows).sum()
    }

    fn problems_counted(&self) -> impl Iterator<Item = &(Outcome, u64)> {
        self.counts.iter().filter(|(outcome, _)| outcome.is_problem(self.skips_existing))
    }

    fn head(&self, ended: &str) -> Map<String, Value> {
        let counts: Map<String, Value> =
            self.counts.iter().map(|(outcome, rows)| (outcome.as_str().to_owned(), json!(rows))).collect();
        Map::from_iter([("outcome".to_owned(), json!(ended)), ("counts".to_owned(), Value::Object(counts))])
    }

    /// The object is left open for its rows: there may be more of them than memory holds.
    fn begin(&self, ended: &str) {
        if self.is_json {
            let head = Value::Object(self.head(ended)).to_string();
            say(format_args!("{},\"rows\":[", &head[..head.len() - 1]));
        }
    }

    fn rows(&self, rows: &[Reported], told: usize) {
        for (number, row) in rows.iter().enumerate() {
            if self.is_json {
                let comma = if told + number == 0 { "" } else { "," };
                say(format_args!("{comma}{}", as_json(row)));
            } else {
                say(as_text(row));
            }
        }
    }

    fn end(&self) {
        if self.is_json {
            say("]}");
        } else {
            self.say_counts();
        }
    }

    fn say_counts(&self) {
        for (outcome, rows) in self.counts {
            say(format_args!("{:>12} {}", HumanCount(*rows).to_string(), in_words(*outcome)));
        }
    }
}

fn as_json(row: &Reported) -> Value {
    json!({
        "id": row.id.map(|id| id.to_string()),
        "line": row.line,
        "email": row.email,
        "outcome": row.outcome.as_str(),
        "reason": row.reason,
    })
}

fn as_text(row: &Reported) -> String {
    let reason = row.reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
    let id = row.id.filter(|_| row.outcome.is_new()).map(|id| format!(" {id}")).unwrap_or_default();
    let line = format!("line {} {} {}{id}{reason}", row.line, row.email, in_words(row.outcome));
    line.chars().filter(|c| !c.is_control()).collect()
}

fn in_words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Account => "accounts with a password",
        Outcome::WithoutPassword => "accounts without a password, which their owners choose by a reset",
        Outcome::SignUp => "sign-ups that wait to be confirmed",
        Outcome::LeftOut => "left out",
        Outcome::AlreadyThere => "already there",
        Outcome::IdTaken => "with the id of somebody else",
        Outcome::Duplicate => "that are there twice",
        Outcome::Broken => "broken",
    }
}
