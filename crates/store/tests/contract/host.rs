//! What an application does with a transaction that it is lent: statements of its own, every kind of value there and back,
//! and its mistakes told in words of ours.

use countersign_core::Id;
use countersign_store::Db;
use countersign_store::host::{Error, Param};

use crate::rows::NOW;

on_both_databases! { migrated:
    every_kind_of_value_comes_back_as_it_went,
    a_null_is_of_every_kind,
    whole_numbers_of_any_width_are_read,
    what_is_not_committed_leaves_nothing_behind,
    a_value_that_is_taken_is_told_as_such,
    a_statement_that_is_wrong_is_told_in_words,
}

const TABLE: &str =
    "CREATE TABLE things (name TEXT PRIMARY KEY, number BIGINT, share DOUBLE PRECISION, is_on BOOLEAN, bytes ";

/// A table of the application's own.
async fn table(db: &Db) {
    let mut tx = db.begin().await.unwrap();
    let mut host = tx.host();
    let bytes = if host.is_postgres() { "BYTEA)" } else { "BLOB)" };
    host.execute(format!("{TABLE}{bytes}"), []).await.unwrap();
    tx.commit().await.unwrap();
}

const INSERT: &str = "INSERT INTO things (name, number, share, is_on, bytes) VALUES ($1, $2, $3, $4, $5)";

async fn every_kind_of_value_comes_back_as_it_went(db: Db) {
    table(&db).await;
    let id = Id::new(NOW, [7; 10]);
    let mut tx = db.begin().await.unwrap();
    let params: [Param; 5] = [id.into(), NOW.into(), 0.25.into(), true.into(), vec![0_u8, 255].into()];
    assert_eq!(tx.host().execute(INSERT, params).await.unwrap(), 1);
    tx.commit().await.unwrap();

    let mut tx = db.begin().await.unwrap();
    let sql = "SELECT * FROM things WHERE name = $1 AND number = $2 AND share = $3 AND is_on = $4 AND bytes = $5";
    let params: [Param; 5] =
        [id.to_string().into(), NOW.millis().into(), 0.25.into(), true.into(), [0_u8, 255].as_slice().into()];
    let row = tx.host().fetch_optional(sql, params).await.unwrap().unwrap();
    assert_eq!(row.get::<String>("name").unwrap(), id.to_string());
    assert_eq!(row.get::<i64>("number").unwrap(), NOW.millis());
    assert!((row.get::<f64>("share").unwrap() - 0.25).abs() < f64::EPSILON);
    assert!(row.get::<bool>("is_on").unwrap());
    assert_eq!(row.get::<Vec<u8>>("bytes").unwrap(), [0, 255]);
    assert!(matches!(row.get::<i64>("name"), Err(Error::Failed(_))));
    assert!(matches!(row.get::<i64>("nowhere"), Err(Error::Failed(_))));
}

async fn a_null_is_of_every_kind(db: Db) {
    table(&db).await;
    let mut tx = db.begin().await.unwrap();
    let params: [Param; 5] =
        ["nothing".into(), None::<i64>.into(), None::<f64>.into(), None::<bool>.into(), None::<Vec<u8>>.into()];
    tx.host().execute(INSERT, params).await.unwrap();
    let rows = tx.host().fetch_all("SELECT * FROM things", []).await.unwrap();
    let [row] = rows.as_slice() else { panic!("{rows:?}") };
    assert_eq!(row.get::<Option<i64>>("number").unwrap(), None);
    assert_eq!(row.get::<Option<f64>>("share").unwrap(), None);
    assert_eq!(row.get::<Option<bool>>("is_on").unwrap(), None);
    assert_eq!(row.get::<Option<Vec<u8>>>("bytes").unwrap(), None);
    assert_eq!(row.get::<i64>("number"), Err(Error::Failed("number is NULL".to_owned())));
}

async fn whole_numbers_of_any_width_are_read(db: Db) {
    let mut tx = db.begin().await.unwrap();
    tx.host().execute("CREATE TABLE widths (a SMALLINT, b INTEGER, c BIGINT)", []).await.unwrap();
    let params: [Param; 3] = [1_i16.into(), 2_i32.into(), 3_u32.into()];
    tx.host().execute("INSERT INTO widths (a, b, c) VALUES ($1, $2, $3)", params).await.unwrap();
    let row = tx.host().fetch_optional("SELECT a, b, c FROM widths", []).await.unwrap().unwrap();
    assert_eq!(["a", "b", "c"].map(|column| row.get::<i64>(column).unwrap()), [1, 2, 3]);
}

async fn what_is_not_committed_leaves_nothing_behind(db: Db) {
    table(&db).await;
    let mut tx = db.begin().await.unwrap();
    tx.host().execute("INSERT INTO things (name) VALUES ('lost')", []).await.unwrap();
    for sql in ["COMMIT", "rollback;"] {
        assert!(matches!(tx.host().execute(sql, []).await, Err(Error::Failed(_))), "{sql}");
        assert!(matches!(tx.host().fetch_all(sql, []).await, Err(Error::Failed(_))), "{sql}");
    }
    tx.host().execute("SAVEPOINT before", []).await.unwrap();
    tx.host().execute("INSERT INTO things (name) VALUES ('undone')", []).await.unwrap();
    tx.host().execute("ROLLBACK TO before", []).await.unwrap();
    assert_eq!(tx.host().fetch_all("SELECT name FROM things", []).await.unwrap().len(), 1);
    drop(tx);
    let mut tx = db.begin().await.unwrap();
    assert!(tx.host().fetch_optional("SELECT name FROM things", []).await.unwrap().is_none());
}

async fn a_value_that_is_taken_is_told_as_such(db: Db) {
    table(&db).await;
    let mut tx = db.begin().await.unwrap();
    let insert = "INSERT INTO things (name) VALUES ($1)";
    tx.host().execute(insert, ["one".into()]).await.unwrap();
    assert_eq!(tx.host().execute(insert, ["one".into()]).await, Err(Error::Taken));
}

async fn a_statement_that_is_wrong_is_told_in_words(db: Db) {
    let mut tx = db.begin().await.unwrap();
    let told = tx.host().execute("INSERT INTO nowhere VALUES (1)", []).await.unwrap_err();
    assert!(matches!(&told, Error::Failed(words) if words.contains("nowhere")), "{told:?}");
}
