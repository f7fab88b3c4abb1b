//! Users in CSV (RFC 4180): a line of names, then a row for each. The crate splits it; here is what its columns are called,
//! and an end to rows that never end.

use std::io::BufRead;

use countersign_core::import::{COLUMNS, Fields, REQUIRED};
use csv_core::{ReadRecordResult, Reader};

use super::rows::{Found, MAX_ROW_BYTES, skip_byte_order_mark};

/// More than there are columns, so that a row with too many is told from one that fits.
const MAX_FIELDS: usize = 64;

/// The line that a row begins in, and its values.
type Record = (u64, Result<Vec<String>, String>);

pub struct Csv<R> {
    input: R,
    reader: Reader,
    /// Where the input is.
    line: u64,
    /// The place in `COLUMNS` of each column of the file.
    columns: Vec<usize>,
}

impl<R: BufRead> Csv<R> {
    /// Reads the names.
    pub fn open(mut input: R) -> Result<Self, String> {
        skip_byte_order_mark(&mut input).map_err(|error| error.to_string())?;
        let mut csv = Self { input, reader: Reader::new(), line: 1, columns: Vec::new() };
        let (_, names) = csv.record()?.ok_or("the file is empty")?;
        let names = names.map_err(|why| format!("line 1 {why}"))?;
        for name in &names {
            let name = name.trim();
            let place = COLUMNS
                .iter()
                .position(|column| *column == name)
                .ok_or_else(|| format!("line 1 has the column {name:?}, which is none of {}", COLUMNS.join(", ")))?;
            if csv.columns.contains(&place) {
                return Err(format!("line 1 has the column {name} twice"));
            }
            csv.columns.push(place);
        }
        match (0..REQUIRED).find(|place| !csv.columns.contains(place)) {
            Some(place) => Err(format!("line 1 lacks the column {}", COLUMNS[place])),
            None => Ok(csv),
        }
    }

    pub fn next(&mut self) -> Option<Found> {
        let (line, values) = match self.record() {
            Ok(record) => record?,
            Err(reason) => return Some(Err(reason)),
        };
        Some(Ok((line, values.and_then(|values| self.fields(values)))))
    }

    fn fields(&self, values: Vec<String>) -> Result<Fields, String> {
        if values.len() != self.columns.len() {
            return Err(format!("has {} fields where the first line has {}", values.len(), self.columns.len()));
        }
        let mut fields = Fields::default();
        for (place, value) in self.columns.iter().zip(values) {
            fields.set(*place, value);
        }
        Ok(fields)
    }

    /// And what is left of the end of the last row: the crate would count it to the next.
    fn skip_empty_lines(&mut self) -> Result<(), String> {
        loop {
            let input = self.input.fill_buf().map_err(|error| format!("line {}: {error}", self.line))?;
            let empty = input.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            if empty == 0 {
                return Ok(());
            }
            self.line += input[..empty].iter().filter(|byte| **byte == b'\n').count() as u64;
            self.input.consume(empty);
        }
    }

    /// The next row and the line that it begins in; nothing at the end.
    fn record(&mut self) -> Result<Option<Record>, String> {
        self.skip_empty_lines()?;
        let line = self.line;
        let (mut text, mut ends) = (vec![0; MAX_ROW_BYTES], [0; MAX_FIELDS]);
        let (mut written, mut fields) = (0, 0);
        loop {
            let input = self.input.fill_buf().map_err(|error| format!("line {line}: {error}"))?;
            let (result, read, put, ended) = self.reader.read_record(input, &mut text[written..], &mut ends[fields..]);
            self.line += input[..read].iter().filter(|byte| **byte == b'\n').count() as u64;
            self.input.consume(read);
            written += put;
            fields += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    let most = MAX_ROW_BYTES;
                    return Err(format!("the row in line {line} has more than {most} bytes: is a quote left open?"));
                }
                ReadRecordResult::OutputEndsFull => {
                    return Err(format!("line {line} has more than {MAX_FIELDS} fields"));
                }
                ReadRecordResult::Record => return Ok(Some((line, split(&text, &ends[..fields])))),
                ReadRecordResult::End => return Ok(None),
            }
        }
    }
}

fn split(text: &[u8], ends: &[usize]) -> Result<Vec<String>, String> {
    let mut begin = 0;
    let fields = ends.iter().map(|end| {
        let field = str::from_utf8(&text[begin..*end]);
        begin = *end;
        field.map(str::to_owned).map_err(|_| "is not in UTF-8".to_owned())
    });
    fields.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(text: &str) -> Result<Csv<&[u8]>, String> {
        Csv::open(text.as_bytes())
    }

    #[test]
    fn rows_are_read_by_the_names_of_their_columns() {
        let text = "\u{feff}confirmed,email, password_hash,id\r\ntrue,\"ada@example.org\",\"a,\"\"b\"\"\n$\",7\r\n\r\nf,b@example.org,,\n";
        let mut csv = open(text).unwrap();
        let (line, first) = csv.next().unwrap().unwrap();
        let first = first.unwrap();
        assert_eq!((line, first.email.as_str(), first.confirmed.as_str()), (2, "ada@example.org", "true"));
        assert_eq!((first.password_hash.as_str(), first.id.as_str()), ("a,\"b\"\n$", "7"));
        let (line, second) = csv.next().unwrap().unwrap();
        let second = second.unwrap();
        // Its row before has two lines, and there is an empty one.
        assert_eq!(line, 5);
        assert_eq!((second.email.as_str(), second.id.as_str(), second.locale.as_str()), ("b@example.org", "", ""));
        assert!(csv.next().is_none());
    }

    #[test]
    fn what_the_first_line_must_have_is_told() {
        for (text, told) in [
            ("", "empty"),
            ("email,confirmed\n", "lacks the column password_hash"),
            ("email,confirmed,password_hash,name\n", "\"name\", which is none of email"),
            ("email,confirmed,password_hash,email\n", "email twice"),
            ("ada@example.org,true,x\n", "\"ada@example.org\", which is none of"),
        ] {
            let reason = open(text).err().unwrap();
            assert!(reason.contains(told), "{reason}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_read_is_told_and_the_next_is_read() {
        let mut csv = Csv::open(&b"email,confirmed,password_hash\na,b\n\xff,b,c\na,b,c,d\na,b,c\n"[..]).unwrap();
        let mut next = || csv.next().unwrap().unwrap();
        for (line, told) in [(2, "2 fields"), (3, "UTF-8"), (4, "4 fields")] {
            let (found, row) = next();
            assert!(found == line && row.err().unwrap().contains(told), "{line}");
        }
        assert!(next().1.is_ok());
    }

    #[test]
    fn a_quote_that_is_left_open_ends_the_file_in_bounded_memory() {
        let text = format!("email,confirmed,password_hash\n\"{}", "a\n".repeat(MAX_ROW_BYTES));
        assert!(open(&text).unwrap().next().unwrap().err().unwrap().contains("left open"));
        let text = format!("email,confirmed,password_hash\n{}\n", ",".repeat(MAX_FIELDS));
        assert!(open(&text).unwrap().next().unwrap().err().unwrap().contains("fields"));
    }
}
