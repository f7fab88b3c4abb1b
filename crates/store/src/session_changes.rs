//! Whether a session has ended or an account has changed since somebody looked: a number that every transaction which does
//! that sets anew, by chance, right before it commits (`Tx::changes_sessions`). Whoever remembers sessions asks for it
//! first, and believes what they remember only while it is the same.

use crate::db::{Conn, Error, Tx, args};

/// The number now. Sign-ins, and the notes that a session is in use, leave it as it is.
pub async fn number(conn: &mut Conn) -> Result<i64, Error> {
    const SQL: &str = "SELECT CAST(COALESCE(SUM(number), 0) AS BIGINT) AS number FROM session_changes";
    let row = conn.fetch_one(SQL, args![]).await?;
    row.map_or(Ok(0), |row| row.int("number"))
}

/// SQLite, PostgreSQL: there the number is the sum of sixteen, so that transactions seldom wait for each other here. By
/// chance, since one that counts would come to the same number twice where a server that is behind takes over.
const SET: [&str; 2] = [
    "INSERT INTO session_changes (id, number) VALUES (0, random() / 64)
        ON CONFLICT (id) DO UPDATE SET number = excluded.number",
    "INSERT INTO session_changes (id, number) VALUES (pg_backend_pid() % 16, (random() * 72057594037927936)::bigint)
        ON CONFLICT (id) DO UPDATE SET number = excluded.number",
];

pub(crate) async fn set(tx: &mut Tx) -> Result<(), Error> {
    let sql = SET[usize::from(tx.is_postgres())];
    tx.execute(sql, args![]).await.map(drop)
}
