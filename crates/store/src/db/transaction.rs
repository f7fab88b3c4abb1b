//! A transaction on PostgreSQL. The driver's own would do, if it did not forget a BEGIN or COMMIT that is given up
//! half-way (its caller hung up, or its time is over): the next one to get the connection would work inside
//! a stranger's transaction. Here such a connection is closed.

use std::ops::{Deref, DerefMut};
use std::time::Duration;

use sqlx::{PgConnection, Postgres, raw_sql};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::lender::Lent;

/// How long a roll-back may take before the connection is closed instead, which rolls back too.
const ROLL_BACK: Duration = Duration::from_millis(500);

/// Rolled back when it is dropped without a commit.
pub(super) struct PgTransaction {
    /// None once it has ended.
    conn: Option<Lent<Postgres>>,
    stands: Stands,
}

#[derive(Clone, Copy, PartialEq)]
enum Stands {
    /// The server was told to begin or end it and has not answered.
    Between,
    Open,
}

impl PgTransaction {
    pub async fn begin(conn: Lent<Postgres>, statement: &'static str) -> Result<Self, sqlx::Error> {
        let mut begun = Self { conn: Some(conn), stands: Stands::Between };
        raw_sql(statement).execute(&mut *begun).await?;
        begun.stands = Stands::Open;
        Ok(begun)
    }

    pub async fn commit(mut self) -> Result<(), sqlx::Error> {
        self.stands = Stands::Between;
        raw_sql("COMMIT").execute(&mut *self).await?;
        self.conn.take().iter_mut().for_each(Lent::settled);
        Ok(())
    }

    /// Waits until nothing of it is left.
    pub async fn roll_back(mut self) {
        if let Some(ending) = self.give_up() {
            let _ = ending.await;
        }
    }

    /// Goes on whoever waits for it. None where nothing has to be said to the server.
    fn give_up(&mut self) -> Option<JoinHandle<()>> {
        let mut conn = self.conn.take()?;
        let (Stands::Open, Ok(runtime)) = (self.stands, Handle::try_current()) else {
            conn.close_on_drop();
            return None;
        };
        Some(runtime.spawn(async move {
            match timeout(ROLL_BACK, raw_sql("ROLLBACK").execute(&mut *conn)).await {
                Ok(Ok(_)) => conn.settled(),
                Ok(Err(_)) | Err(_) => conn.close_on_drop(),
            }
        }))
    }

    /// The connection is not to be used for anything else.
    pub fn close_on_drop(&mut self) {
        self.stands = Stands::Between;
    }
}

impl Drop for PgTransaction {
    fn drop(&mut self) {
        drop(self.give_up());
    }
}

impl Deref for PgTransaction {
    type Target = PgConnection;

    fn deref(&self) -> &PgConnection {
        self.conn.as_ref().expect("a transaction is used before its end")
    }
}

impl DerefMut for PgTransaction {
    fn deref_mut(&mut self) -> &mut PgConnection {
        self.conn.as_mut().expect("a transaction is used before its end")
    }
}
