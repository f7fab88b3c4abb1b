//! Sign-ups: attempts that wait for their confirmation, found by id, by the cookie of the browser that
//! made them, or by address.

use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Secret, Timestamp};

use crate::db::{Conn, Error, Row, Tx, args, handful, padded, sweep_sql};
use crate::{Page, SWEPT_AT_ONCE};

/// Every attempt is kept, whatever else is known of the address. Written at the latest with the commit.
pub async fn insert(tx: &mut Tx, sign_up: &SignUp, cookie_hash: Vec<u8>) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO sign_ups (id, email, email_key, password_hash, cookie_hash, locale, next, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = args![
        sign_up.id,
        sign_up.address.as_str(),
        sign_up.address.key(),
        sign_up.password_hash.as_ref().map(|hash| hash.expose().as_str()),
        cookie_hash,
        sign_up.locale.as_deref(),
        sign_up.next.as_deref(),
        sign_up.created_at,
        sign_up.expires_at,
    ];
    tx.inserts(SQL, args);
    Ok(())
}

/// The sign-up, whether or not it is open.
pub async fn by_id(conn: &mut Conn, id: Id) -> Result<Option<SignUp>, Error> {
    const SQL: &str = "SELECT * FROM sign_ups WHERE id = $1";
    conn.fetch_one(SQL, args![id]).await?.map(sign_up).transpose()
}

/// A handful of them, in any order.
pub async fn by_ids(conn: &mut Conn, ids: impl IntoIterator<Item = Id>) -> Result<Vec<SignUp>, Error> {
    const SQL: &str = concat!("SELECT * FROM sign_ups WHERE id IN (", handful!(), ")");
    conn.fetch_all(SQL, padded(ids)).await?.into_iter().map(sign_up).collect()
}

/// The sign-up of a browser, by the hash of its cookie.
pub async fn by_cookie(conn: &mut Conn, cookie_hash: Vec<u8>) -> Result<Option<SignUp>, Error> {
    const SQL: &str = "SELECT * FROM sign_ups WHERE cookie_hash = $1";
    conn.fetch_one(SQL, args![cookie_hash]).await?.map(sign_up).transpose()
}

/// The newest attempt for an address that can still be confirmed.
pub async fn newest_open(conn: &mut Conn, address: &Address, now: Timestamp) -> Result<Option<SignUp>, Error> {
    const SQL: &str = "SELECT * FROM sign_ups WHERE email_key = $1 AND confirmed_at IS NULL AND expires_at > $2
        ORDER BY created_at DESC, id DESC LIMIT 1";
    conn.fetch_one(SQL, args![address.key(), now]).await?.map(sign_up).transpose()
}

/// The last attempts for an address, whatever became of them, newest first.
pub async fn latest_of(conn: &mut Conn, address: &Address, limit: i64) -> Result<Vec<SignUp>, Error> {
    const SQL: &str = "SELECT * FROM sign_ups WHERE email_key = $1 ORDER BY created_at DESC, id DESC LIMIT $2";
    conn.fetch_all(SQL, args![address.key(), limit]).await?.into_iter().map(sign_up).collect()
}

/// Newest first.
pub async fn list(conn: &mut Conn, page: Page) -> Result<Vec<SignUp>, Error> {
    const SQL: &str = "SELECT * FROM sign_ups ORDER BY created_at DESC, id DESC LIMIT $1";
    conn.fetch_all(SQL, args![page.limit]).await?.into_iter().map(sign_up).collect()
}

/// Holds the attempt as it is until the transaction ends. False if it was removed meanwhile.
pub async fn hold(tx: &mut Tx, id: Id) -> Result<bool, Error> {
    const SQL: &str = "UPDATE sign_ups SET expires_at = expires_at WHERE id = $1";
    Ok(tx.execute(SQL, args![id]).await? == 1)
}

/// Marks the attempt as the one that became the account, and lets go of its password. False if it was
/// confirmed or removed meanwhile.
pub async fn confirm(tx: &mut Tx, id: Id, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE sign_ups SET confirmed_at = $2, password_hash = NULL
        WHERE id = $1 AND confirmed_at IS NULL AND expires_at > $2";
    Ok(tx.execute(SQL, args![id, now]).await? == 1)
}

/// Removes the open attempts for an address with their links. A confirmed one stays: whoever opens its link
/// is told that it is used.
pub async fn delete_open(tx: &mut Tx, address: &Address) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM sign_ups WHERE email_key = $1 AND confirmed_at IS NULL";
    tx.execute(SQL, args![address.key()]).await.map(drop)
}

/// Removes what is left of the attempt that became an account, whatever address that has by now.
pub async fn delete_confirmed(tx: &mut Tx, account_id: Id) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM sign_ups WHERE id = $1 AND confirmed_at IS NOT NULL";
    tx.execute(SQL, args![account_id]).await.map(drop)
}

/// Removes one open attempt with its links.
pub async fn delete(tx: &mut Tx, id: Id) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM sign_ups WHERE id = $1 AND confirmed_at IS NULL";
    Ok(tx.execute(SQL, args![id]).await? == 1)
}

/// Removes what was not confirmed in time, and what was confirmed and expired before the other instant,
/// each with its links.
pub async fn sweep(tx: &mut Tx, now: Timestamp, confirmed_before: Timestamp) -> Result<u64, Error> {
    const SQL: &str =
        sweep_sql!("sign_ups", "id", "expires_at <= $1 AND (confirmed_at IS NULL OR expires_at <= $2)", "$3");
    tx.execute(SQL, args![now, confirmed_before, SWEPT_AT_ONCE]).await
}

fn sign_up(row: Row) -> Result<SignUp, Error> {
    Ok(SignUp {
        id: row.id("id")?,
        address: row.address("email")?,
        password_hash: row.maybe_text("password_hash")?.map(Secret::new),
        locale: row.maybe_text("locale")?,
        next: row.maybe_text("next")?,
        created_at: row.at("created_at")?,
        expires_at: row.at("expires_at")?,
        confirmed_at: row.maybe_at("confirmed_at")?,
    })
}
