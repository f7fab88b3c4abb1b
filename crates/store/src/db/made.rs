//! Statements that are made for so many rows of such columns, where many are written at once.

use std::fmt::Write;

use sqlx::AssertSqlSafe;

use super::{Error, Tx, Value};

/// `INSERT` of so many rows of these columns: `$1` to the last, row by row.
pub(crate) fn insert_rows(table: &str, columns: &[&str], rows: usize) -> String {
    let mut sql = format!("INSERT INTO {table} ({}) VALUES ", columns.join(", "));
    for row in 0..rows {
        sql.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..columns.len() {
            let _ = write!(sql, "{}${}", if column == 0 { "" } else { "," }, row * columns.len() + column + 1);
        }
        sql.push(')');
    }
    sql
}

impl Tx {
    pub(crate) async fn execute_made(&mut self, sql: String, args: Vec<Value>) -> Result<u64, Error> {
        self.run(AssertSqlSafe(sql), args).await
    }
}
