//! Sessions by the hash of their token. A session counts only while its epoch is its account's; `find`
//! brings both so that one look answers a request.

use countersign_core::account::Account;
use countersign_core::session::Session;
use countersign_core::{Id, Timestamp};

use crate::accounts;
use crate::db::{Conn, Error, Row, Tx, Value, args, sweep_sql};
use crate::{Page, SWEPT_AT_ONCE};

/// Writes a session down under the hash of its token (`countersign_core::secret::token_hash`).
pub async fn insert(tx: &mut Tx, session: &Session, token_hash: Vec<u8>) -> Result<(), Error> {
    const SQL: &str =
        "INSERT INTO sessions (id, token_hash, account_id, epoch, created_at, seen_at, expires_at, client, user_agent)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let args = args![
        session.id,
        token_hash,
        session.account_id,
        session.epoch,
        session.created_at,
        session.seen_at,
        session.expires_at,
        session.client.as_str(),
        session.user_agent.as_str(),
    ];
    tx.execute(SQL, args).await.map(drop)
}

/// The session behind a token and its account, live or not. Both in one look: between two, a session that
/// is carried over into its account's next epoch would seem to be of the last one.
macro_rules! behind {
    ($tokens:expr) => {
        concat!(
            "SELECT accounts.*, sessions.id AS session_id, sessions.account_id, sessions.epoch AS session_epoch,
            sessions.created_at AS session_created_at, sessions.seen_at, sessions.expires_at, sessions.client,
            sessions.user_agent, sessions.token_hash
        FROM sessions JOIN accounts ON accounts.id = sessions.account_id WHERE sessions.token_hash IN ",
            $tokens
        )
    };
}

/// Of one token.
pub async fn find(conn: &mut Conn, token_hash: Vec<u8>) -> Result<Option<(Session, Account)>, Error> {
    const SQL: &str = behind!("($1)");
    conn.fetch_one(SQL, args![token_hash]).await?.map(|row| with_account(&row)).transpose()
}

/// Most that are looked for in one statement.
pub const MOST_AT_ONCE: usize = 32;

/// What is behind a token.
pub type Found = Result<(Session, Account), Error>;

/// Of some tokens at once, those that have a session: a row that cannot be read is nobody else's trouble.
pub async fn find_some(conn: &mut Conn, token_hashes: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, Found)>, Error> {
    // Few statements to prepare: what is too much is asked for twice.
    const FEW: &str = behind!("($1, $2, $3, $4)");
    const MANY: &str = behind!(
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
            $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32)"
    );
    let mut found = Vec::with_capacity(token_hashes.len());
    for some in token_hashes.chunks(MOST_AT_ONCE) {
        let (sql, places) = if some.len() <= 4 { (FEW, 4) } else { (MANY, MOST_AT_ONCE) };
        let filled = some.iter().chain(some.last().into_iter().cycle()).take(places);
        let rows = conn.fetch_all(sql, filled.map(|hash| Value::from(hash.clone())).collect()).await?;
        for row in rows {
            let token_hash = row.maybe_bytes("token_hash")?.ok_or(Error::Unreadable("token_hash"))?;
            found.push((token_hash, with_account(&row)));
        }
    }
    Ok(found)
}

fn with_account(row: &Row) -> Found {
    let session = Session {
        id: row.id("session_id")?,
        account_id: row.id("account_id")?,
        epoch: row.int("session_epoch")?,
        created_at: row.at("session_created_at")?,
        seen_at: row.at("seen_at")?,
        expires_at: row.at("expires_at")?,
        client: row.text("client")?,
        user_agent: row.text("user_agent")?,
    };
    Ok((session, accounts::from_row(row)?))
}

/// Whether a session that a request began with is still in force, and holds its account as it is until the
/// transaction ends: a reset, change, disabling or closing waits, or was first and makes this false.
pub async fn hold(tx: &mut Tx, session: &Session) -> Result<bool, Error> {
    // The session is looked at by itself, when the account is held: PostgreSQL sees all other rows of a statement that had
    // to wait for one as they were before the wait, and this session may have been ended meanwhile.
    const HOLD: &str = "UPDATE accounts SET epoch = epoch WHERE id = $1 AND disabled_at IS NULL AND closed_at IS NULL";
    const IN_FORCE: &str = "SELECT sessions.id FROM sessions
        JOIN accounts ON accounts.id = sessions.account_id AND accounts.epoch = sessions.epoch WHERE sessions.id = $1";
    Ok(tx.execute(HOLD, args![session.account_id]).await? == 1
        && tx.fetch_one(IN_FORCE, args![session.id]).await?.is_some())
}

/// All of an account, newest first; those of an older epoch are ended and not listed.
pub async fn of_account(conn: &mut Conn, account_id: Id) -> Result<Vec<Session>, Error> {
    const SQL: &str = "SELECT sessions.* FROM sessions JOIN accounts ON accounts.id = sessions.account_id
        WHERE sessions.account_id = $1 AND sessions.epoch = accounts.epoch
        ORDER BY sessions.created_at DESC, sessions.id DESC";
    conn.fetch_all(SQL, args![account_id]).await?.into_iter().map(session).collect()
}

/// Of all accounts, newest first.
pub async fn list(conn: &mut Conn, page: Page) -> Result<Vec<Session>, Error> {
    const SQL: &str = "SELECT * FROM sessions ORDER BY created_at DESC, id DESC LIMIT $1";
    conn.fetch_all(SQL, args![page.limit]).await?.into_iter().map(session).collect()
}

/// Notes that it is in use, for its idle lifetime.
pub async fn touch(tx: &mut Tx, id: Id, now: Timestamp) -> Result<(), Error> {
    const SQL: &str = "UPDATE sessions SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    tx.execute(SQL, args![id, now]).await.map(drop)
}

/// Takes one session along into its account's new epoch.
pub async fn carry_over(tx: &mut Tx, id: Id) -> Result<(), Error> {
    const SQL: &str = "UPDATE sessions SET epoch = (SELECT epoch FROM accounts WHERE accounts.id = sessions.account_id)
        WHERE id = $1";
    tx.changes_sessions();
    tx.execute(SQL, args![id]).await.map(drop)
}

/// Gives the session another token; the old one is dead with the commit.
pub async fn replace_token(tx: &mut Tx, id: Id, token_hash: Vec<u8>) -> Result<(), Error> {
    const SQL: &str = "UPDATE sessions SET token_hash = $2 WHERE id = $1";
    tx.changes_sessions();
    tx.execute(SQL, args![id, token_hash]).await.map(drop)
}

/// Ends one session. False if it is not there.
pub async fn delete(tx: &mut Tx, id: Id) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM sessions WHERE id = $1";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id]).await? == 1)
}

/// Ends one session of this account. False if the account has no such session.
pub async fn delete_own(tx: &mut Tx, id: Id, account_id: Id) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM sessions WHERE id = $1 AND account_id = $2";
    tx.changes_sessions();
    Ok(tx.execute(SQL, args![id, account_id]).await? == 1)
}

/// Ends all sessions of an account, but one if it is given. Tells how many.
pub async fn delete_all(tx: &mut Tx, account_id: Id, but: Option<Id>) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM sessions WHERE account_id = $1 AND id <> $2";
    let but = but.map_or_else(String::new, |id| id.to_string());
    tx.changes_sessions();
    tx.execute(SQL, args![account_id, but.as_str()]).await
}

/// Removes what time has ended.
pub async fn sweep(tx: &mut Tx, seen_before: Timestamp, now: Timestamp) -> Result<u64, Error> {
    const SQL: &str = sweep_sql!("sessions", "id", "expires_at <= $1 OR seen_at <= $2", "$3");
    tx.execute(SQL, args![now, seen_before, SWEPT_AT_ONCE]).await
}

fn session(row: Row) -> Result<Session, Error> {
    Ok(Session {
        id: row.id("id")?,
        account_id: row.id("account_id")?,
        epoch: row.int("epoch")?,
        created_at: row.at("created_at")?,
        seen_at: row.at("seen_at")?,
        expires_at: row.at("expires_at")?,
        client: row.text("client")?,
        user_agent: row.text("user_agent")?,
    })
}
