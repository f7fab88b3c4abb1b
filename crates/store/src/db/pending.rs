//! Rows whose insertion tells nothing are sent with the statement after them: each statement that goes alone costs a
//! hand-over to SQLite's thread and back, or a round trip to PostgreSQL.

use std::fmt::Write;
use std::mem::take;

use sqlx::AssertSqlSafe;

use super::error::watch;
use super::{Conn, Error, Row, Tx, Value};

/// In the order in which they are to be written.
pub(super) type Pending = Vec<(&'static str, Vec<Value>)>;

impl Tx {
    /// Adds a row, at the latest with the next statement, which has the error if there is one. Nothing else may depend on
    /// it: PostgreSQL writes all that goes together at the same moment.
    pub(crate) fn inserts(&mut self, sql: &'static str, args: Vec<Value>) {
        self.conn.pending.push((sql, args));
    }

    /// The only or first row, of a statement that does not look at what is to be inserted, which goes with it.
    pub(crate) async fn insert_and_fetch_one(
        &mut self,
        sql: &'static str,
        args: Vec<Value>,
    ) -> Result<Option<Row>, Error> {
        let (sql, args) = together(take(&mut self.conn.pending), (sql, args), self.is_postgres());
        let rows = watch(&self.unwritable, self.conn.ask(AssertSqlSafe(sql), args).await)?;
        Ok(rows.into_iter().next())
    }

    /// Sends what waits.
    pub(super) async fn settle(&mut self) -> Result<(), Error> {
        watch(&self.unwritable, self.conn.settle().await)
    }
}

impl Conn {
    /// Sends what waits, before something that may depend on it.
    pub(super) async fn settle(&mut self) -> Result<(), Error> {
        let mut pending = take(&mut self.pending);
        let Some(last) = pending.pop() else { return Ok(()) };
        let (sql, args) = together(pending, last, self.is_postgres());
        self.ask(AssertSqlSafe(sql), args).await.map(drop)
    }
}

/// One text of several, and their values one after the other.
fn together(pending: Pending, last: (&'static str, Vec<Value>), is_postgres: bool) -> (String, Vec<Value>) {
    let (mut text, mut values) = (String::new(), Vec::new());
    for (number, (sql, args)) in pending.into_iter().enumerate() {
        if is_postgres {
            let _ = write!(text, "{} pending_{number} AS (", if number == 0 { "WITH" } else { "," });
        }
        renumber(&mut text, sql, values.len());
        text.push_str(if is_postgres { ")" } else { ";" });
        values.extend(args);
    }
    if !text.is_empty() {
        text.push('\n');
    }
    renumber(&mut text, last.0, values.len());
    values.extend(last.1);
    (text, values)
}

/// `$1` becomes `$1` and so many more. None of our statements has a `$` in a text of its own.
fn renumber(text: &mut String, sql: &str, by: usize) {
    let mut parts = sql.split('$');
    text.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
        let (number, rest) = part.split_at(end);
        let _ = write!(text, "${}{rest}", number.parse::<usize>().map_or(by, |number| number + by));
    }
}

#[cfg(test)]
mod tests {
    use super::super::args;
    use super::*;

    #[test]
    fn statements_that_go_together_keep_their_values() {
        let pending =
            || vec![("INSERT INTO a VALUES ($1, $2, $1)", args![1, 2]), ("INSERT INTO b VALUES ($1)", args![3])];
        let last = ("SELECT * FROM c WHERE x = $2 AND y = $10", args![4]);
        let (sqlite, values) = together(pending(), last.clone(), false);
        assert_eq!(
            sqlite,
            "INSERT INTO a VALUES ($1, $2, $1);INSERT INTO b VALUES ($3);\nSELECT * FROM c WHERE x = $5 AND y = $13"
        );
        assert!(values == args![1, 2, 3, 4]);
        let (postgres, values) = together(pending(), last.clone(), true);
        assert_eq!(
            postgres,
            "WITH pending_0 AS (INSERT INTO a VALUES ($1, $2, $1)), pending_1 AS (INSERT INTO b VALUES ($3))\nSELECT * FROM c WHERE x = $5 AND y = $13"
        );
        assert!(values == args![1, 2, 3, 4]);
        assert_eq!(together(Vec::new(), last, true).0, "SELECT * FROM c WHERE x = $2 AND y = $10");
    }
}
