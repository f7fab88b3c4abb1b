//! Users as JSON lines: an object a line, with the same names as columns of CSV.

use std::io::{BufRead, Read};

use countersign_core::import::Fields;
use serde::Deserialize;
use serde_json::{Number, Value};

use super::rows::{Found, MAX_ROW_BYTES, skip_byte_order_mark};

pub struct JsonLines<R> {
    input: R,
    line: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Object {
    email: String,
    confirmed: Switch,
    password_hash: Option<String>,
    id: Option<Key>,
    created_at: Option<String>,
    locale: Option<String>,
}

/// A database's own way to say it, too.
#[derive(Deserialize)]
#[serde(untagged)]
enum Switch {
    Bool(bool),
    Number(u8),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Key {
    Text(String),
    Number(Number),
}

impl<R: BufRead> JsonLines<R> {
    pub fn new(input: R) -> Self {
        Self { input, line: 0 }
    }

    pub fn next(&mut self) -> Option<Found> {
        loop {
            match self.read_line() {
                Ok(None) => return None,
                Ok(Some(text)) if text.trim_ascii().is_empty() => {}
                Ok(Some(text)) => return Some(Ok((self.line, fields(&text)))),
                Err(reason) => return Some(Err(format!("line {}: {reason}", self.line))),
            }
        }
    }

    fn read_line(&mut self) -> Result<Option<Vec<u8>>, String> {
        if self.line == 0 {
            skip_byte_order_mark(&mut self.input).map_err(|error| error.to_string())?;
        }
        self.line += 1;
        let mut text = Vec::new();
        let bounded = &mut (&mut self.input).take(MAX_ROW_BYTES as u64 + 1);
        bounded.read_until(b'\n', &mut text).map_err(|error| error.to_string())?;
        if text.len() > MAX_ROW_BYTES {
            return Err(format!("has more than {MAX_ROW_BYTES} bytes"));
        }
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

fn fields(text: &[u8]) -> Result<Fields, String> {
    let object: Object = serde_json::from_slice(text).map_err(|error| {
        // Where it is within the line is of no use to whoever looks for the line.
        let told = error.to_string();
        format!("is no such object: {}", told.split(" at line ").next().unwrap_or(&told))
    })?;
    let confirmed = match object.confirmed {
        Switch::Bool(confirmed) => Value::Bool(confirmed).to_string(),
        Switch::Number(number) => number.to_string(),
    };
    let id = match object.id {
        None => String::new(),
        Some(Key::Text(text)) => text,
        Some(Key::Number(number)) => number.to_string(),
    };
    Ok(Fields {
        email: object.email,
        confirmed,
        password_hash: object.password_hash.unwrap_or_default(),
        id,
        created_at: object.created_at.unwrap_or_default(),
        locale: object.locale.unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_are_read_a_line_each() {
        let text = "\u{feff}{\"email\":\"ada@example.org\",\"confirmed\":true,\"id\":42,\"password_hash\":null}\r\n\n\
            {\"confirmed\":0,\"email\":\"b@example.org\",\"id\":\"x\",\"locale\":\"de\"}";
        let mut lines = JsonLines::new(text.as_bytes());
        let (line, first) = lines.next().unwrap().unwrap();
        let first = first.unwrap();
        assert_eq!(
            (line, first.id.as_str(), first.confirmed.as_str(), first.password_hash.as_str()),
            (1, "42", "true", "")
        );
        let (line, second) = lines.next().unwrap().unwrap();
        let second = second.unwrap();
        assert_eq!((line, second.id.as_str(), second.confirmed.as_str(), second.locale.as_str()), (3, "x", "0", "de"));
        assert!(lines.next().is_none());
    }

    #[test]
    fn what_is_no_such_object_is_told_and_the_next_is_read() {
        for (text, told) in [
            ("{", "EOF"),
            ("[]", "expected struct"),
            ("{\"email\":\"a\",\"confirmed\":true,\"name\":\"Ada\"}", "unknown field `name`"),
            ("{\"email\":\"a\",\"email\":\"b\",\"confirmed\":true}", "duplicate field `email`"),
            ("{\"email\":\"a\"}", "missing field `confirmed`"),
        ] {
            let both = format!("{text}\n{{\"email\":\"a\",\"confirmed\":true}}\n");
            let mut lines = JsonLines::new(both.as_bytes());
            let reason = lines.next().unwrap().unwrap().1.err().unwrap();
            assert!(reason.contains(told) && !reason.contains("line 1"), "{reason}");
            assert!(lines.next().unwrap().unwrap().1.is_ok());
        }
    }

    #[test]
    fn a_line_without_end_ends_the_file() {
        let text = "{".repeat(2 * MAX_ROW_BYTES);
        assert!(JsonLines::new(text.as_bytes()).next().unwrap().err().unwrap().contains("line 1"));
    }
}
