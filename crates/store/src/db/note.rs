//! A statement that is a transaction by itself, for the note of what came of a mail, which the next mail waits for: on
//! PostgreSQL asked and answered once, where a transaction with one statement in it is three questions.

use super::{Db, Error, Pools, Value, answer, bound, error, in_time, span, watch};

impl Db {
    /// Runs one statement and tells how many rows it changed. It is as durable as `begin_note` says. After an error it is
    /// not known whether it was done.
    pub(crate) async fn note(&self, sql: &'static str, args: Vec<Value>) -> Result<u64, Error> {
        let Pools::Postgres(servers) = &self.pools else {
            let mut tx = self.begin_note().await?;
            let changed = tx.execute(sql, args).await?;
            tx.commit().await?;
            return Ok(changed);
        };
        let span = span::of_transaction(true);
        let mut conn = in_time::in_time(self.is_patient, servers.acquire()).await?;
        let done = answer!(conn, self.is_patient, bound!(sql, args).execute(&mut *conn));
        let changed = watch(&self.unwritable, done)?.rows_affected();
        conn.settled();
        span::committed(&span);
        Ok(changed)
    }
}
