//! Accounts by id and by address key. The unique index on the key decides who has an address; whoever
//! loses there learns it as `false` or `Error::Taken`, not by a look beforehand. An account that was closed has a key
//! that no address has: whatever looks for an address misses it without having to think of it.

use countersign_core::account::{Account, Closing, Role};
use countersign_core::{Address, Id, Secret, Timestamp};

use crate::Page;
use crate::db::{Conn, Error, Row, Tx, args, handful, padded};

/// False if the address already has an account, or another has the id: rivals of one sign-up have both. Rivals for an address wait here for each other, so a
/// transaction that goes on to remove their rows inserts first: in another order PostgreSQL has to break
/// a deadlock.
pub async fn insert(tx: &mut Tx, account: &Account) -> Result<bool, Error> {
    const SQL: &str = "INSERT INTO accounts (id, email, email_key, password_hash, locale, epoch, created_at, password_changed_at, signed_in_at, role)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    let args = args![
        account.id,
        account.address.as_str(),
        account.address.key(),
        account.password_hash.as_ref().map(|hash| hash.expose().as_str()),
        account.locale.as_deref(),
        account.epoch,
        account.created_at,
        account.password_changed_at,
        account.signed_in_at,
        account.role.map(Role::as_str),
    ];
    Ok(tx.execute(SQL, args).await? == 1)
}

/// The account, whether or not it is disabled or closed.
pub async fn by_id(conn: &mut Conn, id: Id) -> Result<Option<Account>, Error> {
    const SQL: &str = "SELECT * FROM accounts WHERE id = $1";
    conn.fetch_one(SQL, args![id]).await?.map(account).transpose()
}

/// Strangers ask by address, and must not see from the time whether there is an account (ATT-38). So there is always a
/// row, of nobody where there is none, which is handed over and read like any: on SQLite that took a tenth of the time
/// of an answer that does nothing else.
pub async fn by_address(conn: &mut Conn, address: &Address) -> Result<Option<Account>, Error> {
    const SQL: &str = "SELECT COALESCE(id, $2) AS id, COALESCE(email, $1) AS email,
            CASE WHEN id IS NULL THEN $3 ELSE password_hash END AS password_hash, locale,
            COALESCE(epoch, 0) AS epoch, COALESCE(created_at, 0) AS created_at,
            COALESCE(password_changed_at, 0) AS password_changed_at, signed_in_at, disabled_at, closed_at, kept_until,
            role
        FROM (SELECT 1) AS always LEFT JOIN accounts ON email_key = $1";
    /// No id is: they have a version.
    const NOBODY: &str = "00000000-0000-0000-0000-000000000000";
    /// As long as the hash of a password.
    const NOTHING: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$......................$...........................................";
    let row = conn.fetch_one(SQL, args![address.key(), NOBODY, NOTHING]).await?.ok_or(Error::Unreadable("always"))?;
    let account = account(row)?;
    Ok((account.id.to_string() != NOBODY).then_some(account))
}

/// The accounts of a handful of addresses, in any order: for workers, whose time nobody sees.
pub async fn by_addresses(
    conn: &mut Conn,
    addresses: impl IntoIterator<Item = &Address>,
) -> Result<Vec<Account>, Error> {
    const SQL: &str = concat!("SELECT * FROM accounts WHERE email_key IN (", handful!(), ")");
    let keys = addresses.into_iter().map(Address::key);
    conn.fetch_all(SQL, padded(keys)).await?.into_iter().map(account).collect()
}

/// The account that was closed with this address, for operators.
pub async fn closed_by_address(conn: &mut Conn, address: &Address) -> Result<Option<Account>, Error> {
    const SQL: &str = "SELECT * FROM accounts WHERE email_key = $1";
    conn.fetch_one(SQL, args![closed_key(address).as_str()]).await?.map(account).transpose()
}

/// Newest first.
pub async fn list(conn: &mut Conn, page: Page) -> Result<Vec<Account>, Error> {
    const SQL: &str = "SELECT * FROM accounts ORDER BY created_at DESC, id DESC LIMIT $1";
    conn.fetch_all(SQL, args![page.limit]).await?.into_iter().map(account).collect()
}

/// Notes a sign-in, and a hash renewed by it. False if the epoch has moved on: a renewed hash must not bring
/// a password back that was changed at the same instant.
pub async fn signed_in(
    tx: &mut Tx,
    id: Id,
    epoch: i64,
    renewed_hash: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET signed_in_at = $3, password_hash = COALESCE($4, password_hash)
        WHERE id = $1 AND epoch = $2";
    Ok(tx.execute(SQL, args![id, epoch, now, renewed_hash]).await? == 1)
}

/// Sets the password (or takes it away) and starts the next epoch. False if the epoch has moved on.
pub async fn set_password(
    tx: &mut Tx,
    id: Id,
    epoch: i64,
    hash: Option<&Secret<String>>,
    now: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET password_hash = $3, password_changed_at = $4, epoch = epoch + 1
        WHERE id = $1 AND epoch = $2";
    let hash = hash.map(|hash| hash.expose().as_str());
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id, epoch, hash, now]).await? == 1)
}

/// Sets the address and starts the next epoch; if the account was closed, it is open again. False if the epoch has moved
/// on; `Error::Taken` if another account has the address.
pub async fn set_address(tx: &mut Tx, id: Id, epoch: i64, address: &Address) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE accounts SET email = $3, email_key = $4, epoch = epoch + 1, closed_at = NULL, kept_until = NULL
        WHERE id = $1 AND epoch = $2";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id, epoch, address.as_str(), address.key()]).await? == 1)
}

/// Disables or enables, and starts the next epoch. False if there is no such account.
pub async fn set_disabled(tx: &mut Tx, id: Id, disabled_at: Option<Timestamp>) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET disabled_at = $2, epoch = epoch + 1 WHERE id = $1";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id, disabled_at]).await? == 1)
}

/// Sets the language of mails and pages, or leaves it to what the browser asks for. False if there is no such account.
pub async fn set_locale(tx: &mut Tx, id: Id, locale: Option<&str>) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET locale = $2 WHERE id = $1";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id, locale]).await? == 1)
}

/// The key of an account that was closed, which leaves that of its address to others. No address has a space; it begins as
/// that of its address does, for whoever looks for those that begin so.
fn closed_key(address: &Address) -> String {
    format!("{} closed", address.key())
}

/// Closes an account and starts the next epoch. False if the epoch has moved on or it is closed already; one that was
/// closed with this address before has to be removed first.
pub async fn close(tx: &mut Tx, account: &Account, closing: Closing) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET email_key = $3, closed_at = $4, kept_until = $5, epoch = epoch + 1
        WHERE id = $1 AND epoch = $2 AND closed_at IS NULL";
    let key = closed_key(&account.address);
    let args = args![account.id, account.epoch, key.as_str(), closing.closed_at, closing.kept_until];
    tx.changes_sessions();
    Ok(tx.execute(SQL, args).await? == 1)
}

/// Opens an account that was closed, with a new password, and starts the next epoch. False if the epoch has moved on, it
/// is not closed, or its time is over; `Error::Taken` if the address has another account by now.
pub async fn reopen(tx: &mut Tx, account: &Account, hash: &Secret<String>, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET email_key = $3, closed_at = NULL, kept_until = NULL, password_hash = $4,
            password_changed_at = $5, epoch = epoch + 1
        WHERE id = $1 AND epoch = $2 AND kept_until > $5";
    let args = args![account.id, account.epoch, account.address.key(), hash.expose().as_str(), now];
    tx.changes_sessions();
    Ok(tx.execute(SQL, args).await? == 1)
}

/// Holds an account as it is until the transaction ends, and brings it. Whoever is to touch what belongs to an account as
/// well holds the account first, as its removal does: in two orders PostgreSQL would have to break a deadlock.
pub async fn hold(tx: &mut Tx, id: Id) -> Result<Option<Account>, Error> {
    const SQL: &str = "UPDATE accounts SET epoch = epoch WHERE id = $1 RETURNING *";
    tx.fetch_one(SQL, args![id]).await?.map(account).transpose()
}

/// The same for the account that was closed with this address.
pub async fn hold_closed(tx: &mut Tx, address: &Address) -> Result<Option<Account>, Error> {
    const SQL: &str = "UPDATE accounts SET epoch = epoch WHERE email_key = $1 RETURNING *";
    tx.fetch_one(SQL, args![closed_key(address).as_str()]).await?.map(account).transpose()
}

/// Leaves the address of a closed account to another one for good, and starts the next epoch: only what leads to an earlier
/// address leads back, and it is kept no longer than for that.
pub async fn leave_address(tx: &mut Tx, account: &Account, kept_until: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET email_key = $3, epoch = epoch + 1,
            kept_until = CASE WHEN kept_until < $4 THEN kept_until ELSE $4 END
        WHERE id = $1 AND epoch = $2 AND closed_at IS NOT NULL";
    let key = format!("{} {}", closed_key(&account.address), account.id);
    Ok(tx.execute(SQL, args![account.id, account.epoch, key.as_str(), kept_until]).await? == 1)
}

/// Accounts that nobody can have back any more, so many at most.
pub async fn closed_for_good(conn: &mut Conn, now: Timestamp, most: i64) -> Result<Vec<Id>, Error> {
    const SQL: &str = "SELECT id FROM accounts WHERE kept_until <= $1 ORDER BY kept_until, id LIMIT $2";
    conn.fetch_all(SQL, args![now, most]).await?.iter().map(|row| row.id("id")).collect()
}

/// Gives or takes a role. The epoch stays: what the account may do is read with every request. False if there is no
/// such account, or it is so already.
pub async fn set_role(tx: &mut Tx, id: Id, role: Option<Role>) -> Result<bool, Error> {
    const SQL: &str = "UPDATE accounts SET role = $2 WHERE id = $1 AND COALESCE(role, '') <> COALESCE($2, '')";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id, role.map(Role::as_str)]).await? == 1)
}

/// Removes the account with its sessions, links and changes of address. False if it was not there.
pub async fn delete(tx: &mut Tx, id: Id) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM accounts WHERE id = $1";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id]).await? == 1)
}

fn account(row: Row) -> Result<Account, Error> {
    from_row(&row)
}

/// From any row with the columns of an account.
pub(crate) fn from_row(row: &Row) -> Result<Account, Error> {
    Ok(Account {
        id: row.id("id")?,
        address: row.address("email")?,
        password_hash: row.maybe_text("password_hash")?.map(Secret::new),
        locale: row.maybe_text("locale")?,
        epoch: row.int("epoch")?,
        created_at: row.at("created_at")?,
        password_changed_at: row.at("password_changed_at")?,
        signed_in_at: row.maybe_at("signed_in_at")?,
        disabled_at: row.maybe_at("disabled_at")?,
        closing: match (row.maybe_at("closed_at")?, row.maybe_at("kept_until")?) {
            (Some(closed_at), Some(kept_until)) => Some(Closing { closed_at, kept_until }),
            (_, _) => None,
        },
        // A role of another version gives no rights here.
        role: row.maybe_text("role")?.as_deref().and_then(Role::parse),
    })
}
