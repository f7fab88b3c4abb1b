//! What is in a table, as a number of rows and a digest of them all: the same on both databases exactly if
//! the rows are.

use std::fmt;

use sha2::{Digest, Sha256};

use super::tables::{TABLES, Table};
use crate::db::{Conn, Db, Error, Value};

/// What a table is, in a few bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sum {
    /// How many rows.
    pub rows: u64,
    /// SHA-256 over all of them in the order of their keys.
    pub digest: [u8; 32],
}

/// Enough of the digest for people to compare.
impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.digest[..8].iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

pub(super) async fn of_table(conn: &mut Conn, table: &Table, mut count: impl FnMut(u64)) -> Result<Sum, Error> {
    let mut hash = Sha256::new();
    let sql = table.select(conn.is_postgres());
    let (mut rows, mut read) = (conn.stream(sql, table.kinds()), 0);
    while let Some(row) = rows.next().await? {
        row.iter().for_each(|value| value.add_to(&mut hash));
        read += 1;
        count(1);
    }
    Ok(Sum { rows: read, digest: hash.finalize().into() })
}

/// Of all tables together.
pub(super) fn of_sums<'a>(sums: impl Iterator<Item = &'a Sum>) -> Vec<u8> {
    let mut hash = Sha256::new();
    for (table, sum) in TABLES.iter().zip(sums) {
        Value::from(table.name).add_to(&mut hash);
        hash.update(sum.digest);
    }
    hash.finalize().to_vec()
}

pub(super) async fn of_database(db: &Db) -> Result<Vec<u8>, Error> {
    let mut conn = db.read_patiently().await?;
    let mut sums = Vec::new();
    for table in TABLES {
        sums.push(of_table(&mut conn, table, |_| {}).await?);
    }
    Ok(of_sums(sums.iter()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(row: &[Value]) -> [u8; 32] {
        let mut hash = Sha256::new();
        row.iter().for_each(|value| value.add_to(&mut hash));
        hash.finalize().into()
    }

    #[test]
    fn different_rows_have_different_digests() {
        let text = |text: &str| Value::from(text);
        let rows = [
            vec![text("ab"), text("c")],
            vec![text("a"), text("bc")],
            vec![text(""), text("abc")],
            vec![Value::Text(None), text("abc")],
            vec![Value::Bytes(Some(b"ab".to_vec())), text("c")],
            vec![Value::from(0_i64), Value::from(-1_i64)],
            vec![Value::from(-1_i64), Value::from(0_i64)],
            vec![Value::Int(None), Value::from(0_i64)],
        ];
        for (number, row) in rows.iter().enumerate() {
            for other in &rows[..number] {
                assert_ne!(digest(row), digest(other));
            }
        }
    }
}
