//! A file of users, read on a thread of its own, a few hundred rows ahead of the database: which form it has, how far it
//! is read, and what each row comes to.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::thread;

use clap::ValueEnum;
use countersign_core::import::{self, Fields, Line, Refusal, Terms};
use countersign_store::import::AT_ONCE;
use indicatif::ProgressBar;
use tokio::sync::mpsc;

use super::csv::Csv;
use super::json_lines::JsonLines;
use crate::cli::output::bytes_bar;
use crate::installation::Failure;

#[derive(Clone, Copy, ValueEnum)]
pub enum Format {
    Csv,
    JsonLines,
}

/// Longest row. Those of known applications have a few hundred bytes; a quote that is left open must not become one of
/// a gigabyte.
pub const MAX_ROW_BYTES: usize = 65_536;

/// Batches that are read ahead.
const AHEAD: usize = 4;

/// A row with its line, or why it cannot be read; an error ends the file.
pub type Found = Result<(u64, Result<Fields, String>), String>;

/// Some rows, or why there are no more.
type Batch = Result<Vec<Line>, String>;

pub struct Rows {
    batches: mpsc::Receiver<Batch>,
    bar: ProgressBar,
    last_line: u64,
}

impl Rows {
    pub fn open(path: &Path, format: Option<Format>, terms: Terms) -> Result<Self, Failure> {
        let name = path.display();
        let format = format.or_else(|| by_name(path)).ok_or_else(|| {
            Failure::Usage(format!("{name} ends in neither .csv, .jsonl nor .ndjson: say which it is by --format"))
        })?;
        let (input, bytes): (Box<dyn Read + Send>, u64) = if path == Path::new("-") {
            (Box::new(io::stdin()), 0)
        } else {
            let opened = File::open(path).and_then(|file| file.metadata().map(|metadata| (file, metadata)));
            let (file, metadata) = opened.map_err(|error| Failure::Usage(format!("{name}: {error}")))?;
            (Box::new(file), metadata.len())
        };
        let bar = bytes_bar("reading", bytes);
        let input = BufReader::with_capacity(MAX_ROW_BYTES, bar.wrap_read(input));
        let (give, batches) = mpsc::channel(AHEAD);
        thread::Builder::new()
            .name("reading".to_owned())
            .spawn(move || {
                let read = match format {
                    Format::Csv => Csv::open(input).and_then(|mut csv| all(|| csv.next(), &terms, &give)),
                    Format::JsonLines => {
                        let mut lines = JsonLines::new(input);
                        all(|| lines.next(), &terms, &give)
                    }
                };
                if let Err(reason) = read {
                    // Whoever waited may have been stopped.
                    let _ = give.blocking_send(Err(reason));
                }
            })
            .map_err(Failure::failed)?;
        Ok(Self { batches, bar, last_line: 0 })
    }

    pub async fn next(&mut self) -> Option<Result<Vec<Line>, Failure>> {
        let batch = self.batches.recv().await?;
        if let Ok(lines) = &batch {
            self.last_line = lines.last().map_or(self.last_line, |line| line.number);
        }
        Some(batch.map_err(|reason| Failure::Failed(format!("nothing was imported: {reason}"))))
    }

    /// How many lines there were.
    pub fn finish(self) -> u64 {
        self.bar.finish_and_clear();
        self.last_line
    }
}

fn by_name(path: &Path) -> Option<Format> {
    match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
        "csv" => Some(Format::Csv),
        "jsonl" | "ndjson" => Some(Format::JsonLines),
        _ => None,
    }
}

fn all(mut next: impl FnMut() -> Option<Found>, terms: &Terms, give: &mpsc::Sender<Batch>) -> Result<(), String> {
    let mut batch = Vec::with_capacity(AT_ONCE);
    while let Some(found) = next() {
        let (number, fields) = found?;
        batch.push(match fields {
            Ok(fields) => Line { number, row: import::read(&fields, terms), email: fields.email },
            Err(why) => Line { number, row: Err(Refusal::Unreadable(why)), email: String::new() },
        });
        if batch.len() == AT_ONCE && give.blocking_send(Ok(std::mem::take(&mut batch))).is_err() {
            return Ok(());
        }
    }
    let _ = give.blocking_send(Ok(batch));
    Ok(())
}

/// Spreadsheets begin UTF-8 with a mark of it.
pub fn skip_byte_order_mark(input: &mut impl BufRead) -> io::Result<()> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    if input.fill_buf()?.starts_with(MARK) {
        input.consume(MARK.len());
    }
    Ok(())
}
