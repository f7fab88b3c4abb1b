//! What goes into statements and comes out of rows: text, integers and bytes, the three types that both
//! databases hold alike, and the ids, instants and addresses made of them.

use countersign_core::{Address, Id, Timestamp};
use sha2::{Digest, Sha256};
use sqlx::Row as _;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;

use super::Error;

/// What can be bound to a statement: the three types that both databases hold alike. Texts are in the order
/// of their bytes, as in SQLite and in PostgreSQL's collation "C".
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    Text(Option<String>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    /// Kind and length go before each value, so that no two different rows with the same number of values are the
    /// same bytes.
    pub fn add_to(&self, hash: &mut Sha256) {
        let (mark, bytes): (u8, &[u8]) = match self {
            Self::Text(None) | Self::Int(None) | Self::Bytes(None) => (0, &[]),
            Self::Text(Some(text)) => (1, text.as_bytes()),
            Self::Int(Some(int)) => (2, &int.to_be_bytes()),
            Self::Bytes(Some(bytes)) => (3, bytes),
        };
        hash.update([mark]);
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    }
}

/// Which of the three a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 without NUL.
    Text,
    /// 64 bits with a sign.
    Int,
    /// As they are.
    Bytes,
}

macro_rules! values {
    ($($from:ty => |$x:ident| $to:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($x: $from) -> Self {
                $to
            }
        })+
    };
}

values! {
    &str => |x| Self::Text(Some(without_nul(x)));
    Option<&str> => |x| Self::Text(x.map(without_nul));
    i64 => |x| Self::Int(Some(x));
    Option<i64> => |x| Self::Int(x);
    Vec<u8> => |x| Self::Bytes(Some(x));
    Id => |x| Self::Text(Some(x.to_string()));
    Option<Id> => |x| Self::Text(x.map(|id| id.to_string()));
    Timestamp => |x| Self::Int(Some(x.millis()));
    Option<Timestamp> => |x| Self::Int(x.map(Timestamp::millis));
}

/// PostgreSQL's text takes every character but NUL, so neither database gets one: what a mail server or
/// browser said must not make a row that one of them refuses.
fn without_nul(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

/// The arguments of one statement, in the order of `$1`, `$2`, …
macro_rules! args {
    ($($value:expr),* $(,)?) => { vec![$($crate::db::Value::from($value)),*] };
}
pub(crate) use args;

/// A row of an answer, read by column name.
pub(crate) enum Row {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

impl Row {
    pub fn text(&self, column: &'static str) -> Result<String, Error> {
        self.maybe_text(column)?.ok_or(Error::Unreadable(column))
    }

    pub fn maybe_text(&self, column: &'static str) -> Result<Option<String>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn int(&self, column: &'static str) -> Result<i64, Error> {
        self.maybe_int(column)?.ok_or(Error::Unreadable(column))
    }

    pub fn maybe_int(&self, column: &'static str) -> Result<Option<i64>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    pub fn maybe_bytes(&self, column: &'static str) -> Result<Option<Vec<u8>>, Error> {
        Ok(match self {
            Self::Sqlite(row) => row.try_get(column)?,
            Self::Postgres(row) => row.try_get(column)?,
        })
    }

    /// All values, for columns of these kinds in this order.
    pub fn values(&self, kinds: &[Kind]) -> Result<Vec<Value>, Error> {
        let values = kinds.iter().enumerate().map(|(at, kind)| {
            Ok(match (self, kind) {
                (Self::Sqlite(row), Kind::Text) => Value::Text(row.try_get(at)?),
                (Self::Sqlite(row), Kind::Int) => Value::Int(row.try_get(at)?),
                (Self::Sqlite(row), Kind::Bytes) => Value::Bytes(row.try_get(at)?),
                (Self::Postgres(row), Kind::Text) => Value::Text(row.try_get(at)?),
                (Self::Postgres(row), Kind::Int) => Value::Int(row.try_get(at)?),
                (Self::Postgres(row), Kind::Bytes) => Value::Bytes(row.try_get(at)?),
            })
        });
        values.collect()
    }

    pub fn id(&self, column: &'static str) -> Result<Id, Error> {
        self.maybe_id(column)?.ok_or(Error::Unreadable(column))
    }

    pub fn maybe_id(&self, column: &'static str) -> Result<Option<Id>, Error> {
        self.maybe_text(column)?.map(|text| text.parse().map_err(|_| Error::Unreadable(column))).transpose()
    }

    pub fn at(&self, column: &'static str) -> Result<Timestamp, Error> {
        self.int(column).map(Timestamp::from_millis)
    }

    pub fn maybe_at(&self, column: &'static str) -> Result<Option<Timestamp>, Error> {
        Ok(self.maybe_int(column)?.map(Timestamp::from_millis))
    }

    pub fn address(&self, column: &'static str) -> Result<Address, Error> {
        Address::parse(&self.text(column)?).map_err(|_| Error::Unreadable(column))
    }
}
