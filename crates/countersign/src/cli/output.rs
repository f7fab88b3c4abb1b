//! Listings: one JSON array for programs, columns for people. And the bar of what takes long.

use std::io::{Write, stdout};

use indicatif::{ProgressBar, ProgressStyle};
use serde_json::Value;

use crate::installation::Failure;

/// A line on standard output. Whoever reads may have seen enough (`| head`): that is no failure.
pub fn say(line: impl std::fmt::Display) {
    let _ = writeln!(stdout(), "{line}");
}

/// On a terminal only; elsewhere it draws nothing.
pub fn bar(name: &'static str, rows: u64) -> ProgressBar {
    const LOOKS: &str = "{msg:16} {wide_bar} {human_pos}/{human_len} rows, {eta} to go";
    let style = ProgressStyle::with_template(LOOKS).expect("a fixed template");
    ProgressBar::new(rows).with_style(style.progress_chars("#>-")).with_message(name)
}

/// The same for a file that is read. How long standard input is, nobody knows.
pub fn bytes_bar(name: &'static str, bytes: u64) -> ProgressBar {
    const LOOKS: [&str; 2] = ["{msg:16} {wide_bar} {bytes}/{total_bytes}, {eta} to go", "{msg:16} {bytes} {elapsed}"];
    let style = ProgressStyle::with_template(LOOKS[usize::from(bytes == 0)]).expect("a fixed template");
    let bar = if bytes == 0 { ProgressBar::new_spinner() } else { ProgressBar::new(bytes) };
    bar.with_style(style.progress_chars("#>-")).with_message(name)
}

#[derive(clap::Args)]
pub struct Listing {
    /// As one JSON array
    #[arg(long)]
    pub json: bool,
    /// Rows at most, newest first
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(i64).range(1..=1_000_000))]
    pub limit: i64,
}

impl Listing {
    pub fn page(&self) -> countersign_store::Page {
        countersign_store::Page { limit: self.limit }
    }

    /// Prints the rows, JSON objects with the same fields each.
    pub fn print(&self, rows: Vec<Value>) -> Result<(), Failure> {
        if self.json {
            return print_json(&Value::Array(rows));
        }
        print_columns(&rows);
        Ok(())
    }
}

/// JSON objects with the same fields each, as columns.
pub fn print_columns(rows: &[Value]) {
    let Some(Value::Object(first)) = rows.first() else {
        say("none");
        return;
    };
    let names: Vec<String> = first.keys().cloned().collect();
    let cells = rows.iter().map(|row| names.iter().map(|name| plain(&row[name.as_str()])).collect::<Vec<_>>());
    let lines: Vec<Vec<String>> = std::iter::once(names.clone()).chain(cells).collect();
    let widths: Vec<usize> = (0..names.len())
        .map(|column| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0))
        .collect();
    for line in lines {
        let padded: Vec<String> = line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        say(format_args!("{}", padded.join("  ").trim_end()));
    }
}

pub fn print_json(value: &Value) -> Result<(), Failure> {
    say(format_args!("{}", serde_json::to_string_pretty(value).map_err(Failure::failed)?));
    Ok(())
}

/// A cell without control characters, so that nothing stored can steer a terminal.
fn plain(value: &Value) -> String {
    let text = match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    };
    text.chars().filter(|c| !c.is_control()).collect()
}
