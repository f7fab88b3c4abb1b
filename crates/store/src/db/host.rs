//! What an application that embeds Countersign may do in a transaction of ours: statements of its own, on tables of its
//! own, which are committed or rolled back with what we do there. No type of a driver is in these signatures, so that
//! neither our version of it nor its features are anybody else's business.

use std::borrow::Cow;
use std::fmt;

use countersign_core::{Id, Timestamp};
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{AssertSqlSafe, ColumnIndex, Decode, Postgres, Row as _, Sqlite, Type};

use super::error::watch;
use super::{Inner, Tx, answer, error, in_time};

/// A transaction of Countersign, lent to the application that embeds it. It is ended by whoever lent it: committed when
/// that succeeded, rolled back when not.
///
/// Statements are the database's own SQL with `$1`, `$2`, … for the values, which SQLite and PostgreSQL both take. One
/// statement at a time. On PostgreSQL a statement that fails ends the whole transaction, as always there; `SAVEPOINT`
/// and `ROLLBACK TO` are allowed for who wants to go on.
pub struct Transaction<'a>(&'a mut Tx);

impl Tx {
    /// Lends this transaction.
    pub fn host(&mut self) -> Transaction<'_> {
        Transaction(self)
    }
}

/// Values in the order of `$1`, `$2`, … of one statement.
macro_rules! bound {
    ($sql:expr, $params:expr) => {
        $params.into_iter().fold(sqlx::query($sql), |query, param: Param| match param.0 {
            Held::Text(text) => query.bind(text),
            Held::Int(int) => query.bind(int),
            Held::Real(real) => query.bind(real),
            Held::Bool(bool) => query.bind(bool),
            Held::Bytes(bytes) => query.bind(bytes),
        })
    };
}

impl Transaction<'_> {
    /// Runs a statement and tells how many rows it changed. Text that comes from elsewhere belongs into `params`, never
    /// into the statement.
    ///
    /// # Errors
    /// What the database made of it; [`Error::Failed`] without asking it, if the statement would begin or end a
    /// transaction.
    pub async fn execute(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        params: impl IntoIterator<Item = Param>,
    ) -> Result<u64, Error> {
        let sql = checked(sql.into())?;
        self.0.settle().await?;
        let is_patient = self.0.conn.is_patient;
        let done = match &mut self.0.conn.inner {
            Inner::SqliteTx(conn) => {
                let done = bound!(AssertSqlSafe(sql.into_owned()), params).execute(&mut **conn).await;
                conn.ran(done).map(|done| done.rows_affected())
            }
            Inner::PostgresTx(conn) => {
                let query = bound!(AssertSqlSafe(sql.into_owned()), params);
                answer!(conn, is_patient, query.execute(&mut **conn)).map(|done| done.rows_affected())
            }
            Inner::SqliteRead(_) | Inner::SqliteSnapshot(_) | Inner::PostgresRead(_) => Ok(0),
        };
        Ok(watch(&self.0.unwritable, done)?)
    }

    /// Runs a query and brings all rows of its answer.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub async fn fetch_all(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        params: impl IntoIterator<Item = Param>,
    ) -> Result<Vec<Row>, Error> {
        let sql = checked(sql.into())?;
        self.0.settle().await?;
        let is_patient = self.0.conn.is_patient;
        let rows = match &mut self.0.conn.inner {
            Inner::SqliteTx(conn) => {
                let rows = bound!(AssertSqlSafe(sql.into_owned()), params).fetch_all(&mut **conn).await;
                conn.ran(rows).map(|rows| rows.into_iter().map(super::Row::Sqlite).collect())
            }
            Inner::PostgresTx(conn) => {
                let query = bound!(AssertSqlSafe(sql.into_owned()), params);
                let rows = answer!(conn, is_patient, query.fetch_all(&mut **conn));
                rows.map(|rows| rows.into_iter().map(super::Row::Postgres).collect())
            }
            Inner::SqliteRead(_) | Inner::SqliteSnapshot(_) | Inner::PostgresRead(_) => Ok(Vec::new()),
        };
        let rows: Vec<super::Row> = watch(&self.0.unwritable, rows)?;
        Ok(rows.into_iter().map(Row).collect())
    }

    /// The first row of the answer, if it has any.
    ///
    /// # Errors
    /// As [`execute`](Self::execute).
    pub async fn fetch_optional(
        &mut self,
        sql: impl Into<Cow<'static, str>>,
        params: impl IntoIterator<Item = Param>,
    ) -> Result<Option<Row>, Error> {
        Ok(self.fetch_all(sql, params).await?.into_iter().next())
    }

    /// Whether this is PostgreSQL, for the few statements that have to differ; else it is SQLite.
    #[must_use]
    pub fn is_postgres(&self) -> bool {
        self.0.is_postgres()
    }
}

impl fmt::Debug for Transaction<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Transaction")
    }
}

/// A COMMIT in the middle would tear apart what belongs together. This catches the mistake, not the determined.
fn checked(sql: Cow<'static, str>) -> Result<Cow<'static, str>, Error> {
    let mut words = sql.split_whitespace().map(|word| word.trim_end_matches(';').to_ascii_uppercase());
    let ends = match words.next().as_deref() {
        Some("BEGIN" | "START" | "COMMIT" | "END" | "ABORT") => true,
        Some("ROLLBACK") => !words.any(|word| word == "TO"),
        Some(_) | None => false,
    };
    if ends { Err(Error::Failed("whoever lent this transaction begins and ends it".to_owned())) } else { Ok(sql) }
}

/// A value for `$1`, `$2`, … of a statement, made with `From`: text, whole and real numbers, `bool`, bytes, ids (as their
/// text of 36 characters) and instants (as milliseconds since 1970), and each as an `Option`, whose `None` is NULL.
/// Whatever else a column holds on PostgreSQL is cast from text in the statement: `$1::uuid`, `$2::jsonb`.
#[derive(Clone, PartialEq)]
pub struct Param(Held);

#[derive(Clone, PartialEq)]
enum Held {
    Text(Option<String>),
    Int(Option<i64>),
    Real(Option<f64>),
    Bool(Option<bool>),
    Bytes(Option<Vec<u8>>),
}

/// It may be what nobody else should see.
impl fmt::Debug for Param {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Param")
    }
}

macro_rules! params {
    ($($from:ty => $held:ident |$x:ident| $to:expr;)+) => {
        $(impl From<$from> for Param {
            fn from($x: $from) -> Self {
                Self(Held::$held(Some($to)))
            }
        }

        impl From<Option<$from>> for Param {
            fn from(maybe: Option<$from>) -> Self {
                Self(Held::$held(maybe.map(|$x| $to)))
            }
        })+
    };
}

params! {
    &str => Text |x| x.to_owned();
    String => Text |x| x;
    &String => Text |x| x.clone();
    Id => Text |x| x.to_string();
    i16 => Int |x| i64::from(x);
    i32 => Int |x| i64::from(x);
    i64 => Int |x| x;
    u16 => Int |x| i64::from(x);
    u32 => Int |x| i64::from(x);
    Timestamp => Int |x| x.millis();
    f64 => Real |x| x;
    bool => Bool |x| x;
    &[u8] => Bytes |x| x.to_vec();
    Vec<u8> => Bytes |x| x;
}

/// A row of an answer, read by the names of its columns.
pub struct Row(super::Row);

impl Row {
    /// The value of a column: `String`, `i64`, `f64`, `bool` or `Vec<u8>`, or an `Option` of one where it may be NULL.
    /// Whole numbers of any width are read as `i64`.
    ///
    /// # Errors
    /// [`Error::Failed`] if there is no such column, or its value is of another type.
    pub fn get<T: Readable>(&self, column: &str) -> Result<T, Error> {
        T::read(self, column)
    }
}

impl fmt::Debug for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Row")
    }
}

/// What a column can be read as.
pub trait Readable: sealed::Sealed + Sized {
    #[doc(hidden)]
    fn read(row: &Row, column: &str) -> Result<Self, Error>;
}

mod sealed {
    pub trait Sealed {}
}

macro_rules! readable {
    ($($to:ty: $first:ty $(, $other:ty)*;)+) => {
        $(impl sealed::Sealed for $to {}
        impl sealed::Sealed for Option<$to> {}

        impl Readable for Option<$to> {
            fn read(row: &Row, column: &str) -> Result<Self, Error> {
                let read = read_as::<$first>(row, column).map(|value| value.map(<$to>::from));
                $(let read = read.or_else(|error| match read_as::<$other>(row, column) {
                    Ok(value) => Ok(value.map(<$to>::from)),
                    Err(_) => Err(error),
                });)*
                read
            }
        }

        impl Readable for $to {
            fn read(row: &Row, column: &str) -> Result<Self, Error> {
                Option::<$to>::read(row, column)?.ok_or_else(|| Error::Failed(format!("{column} is NULL")))
            }
        })+
    };
}

readable! {
    String: String;
    i64: i64, i32, i16;
    f64: f64, f32;
    bool: bool;
    Vec<u8>: Vec<u8>;
}

fn read_as<T>(row: &Row, column: &str) -> Result<Option<T>, Error>
where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>,
    for<'a> &'a str: ColumnIndex<SqliteRow> + ColumnIndex<PgRow>,
{
    let read = match &row.0 {
        super::Row::Sqlite(row) => row.try_get(column),
        super::Row::Postgres(row) => row.try_get(column),
    };
    read.map_err(|error| Error::Failed(error.to_string()))
}

/// A statement of the application did not succeed. The transaction is rolled back if this is passed on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No connection, lock or answer in time; the same may succeed in a moment.
    #[error("the database is busy: {0}")]
    Busy(String),
    /// A unique index already holds the value.
    #[error("the value is taken")]
    Taken,
    /// Anything else, in the words of the database.
    #[error("{0}")]
    Failed(String),
}

impl From<super::Error> for Error {
    fn from(error: super::Error) -> Self {
        match error {
            super::Error::Busy(words) | super::Error::Unwritable(words) => Self::Busy(words),
            super::Error::Taken => Self::Taken,
            super::Error::InDoubt(_)
            | super::Error::Unreadable(_)
            | super::Error::Refused(_)
            | super::Error::Driver(_) => Self::Failed(error.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lent_transaction_cannot_be_ended_by_mistake() {
        for sql in ["COMMIT", " commit;", "END", "ROLLBACK", "rollback ;", "BEGIN IMMEDIATE", "start transaction"] {
            assert!(checked(sql.into()).is_err(), "{sql}");
        }
        for sql in ["SAVEPOINT a", "ROLLBACK TO a", "rollback to savepoint a", "INSERT INTO begin VALUES (1)", ""] {
            assert!(checked(sql.into()).is_ok(), "{sql}");
        }
    }
}
