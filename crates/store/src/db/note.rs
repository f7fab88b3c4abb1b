//! A statement that is a transaction by itself, for the note of what came of a mail, which the next mail waits for: asked
//! and answered once, where a transaction with one statement in it is three questions.

use std::sync::atomic::Ordering;

use sqlx::AssertSqlSafe;

use super::{Db, Error, Pools, Value, answer, bound, error, in_time, span, watch};

impl Db {
    /// Runs one statement and tells how many rows it changed. It is as durable as `begin_note` says. After an error it is
    /// not known whether it was done.
    pub(crate) async fn note(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, Error> {
        let span = span::of_transaction(matches!(self.pools, Pools::Postgres(_)));
        let changed = match &self.pools {
            Pools::Sqlite { write, .. } => {
                let sql = format!("PRAGMA synchronous = NORMAL; {sql}");
                let done = bound!(AssertSqlSafe(sql), args).execute(write).await;
                done.map(|done| done.rows_affected()).map_err(Error::from)
            }
            Pools::Postgres(servers) => {
                let mut conn = in_time::in_time(self.is_patient, servers.acquire()).await?;
                let done = answer!(conn, self.is_patient, bound!(sql, args).execute(&mut *conn));
                done.map(|done| done.rows_affected())
            }
        };
        let changed = watch(&self.unwritable, changed)?;
        self.unwritable.store(false, Ordering::Relaxed);
        span::committed(&span);
        Ok(changed)
    }
}
