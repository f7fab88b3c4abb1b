//! The queue as somebody looks at it: by state, a page at a time, however long it is; and the last mails to somebody.

use countersign_core::mail::Ending;
use countersign_core::{Address, Id};

use super::{Mail, readable};
use crate::db::{Conn, Error, args};
use crate::{Behind, Leaf};

/// Rows that one look for mails of a state without an index of its own reads.
pub const WINDOW: i64 = 10_000;

/// Mails in a state: without one, those that are queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Whatever became of them.
    All,
    /// Those that ended so; without an ending, those that are queued.
    In(Option<Ending>),
}

/// Newest first; of those that are queued the next to be tried first. A page may be short, or empty, where few are in
/// such a state: the next one looks further back.
pub async fn page(conn: &mut Conn, wanted: Wanted, behind: Option<Behind>, limit: usize) -> Result<Leaf<Mail>, Error> {
    const ALL: &str =
        "SELECT * FROM mails WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3";
    const QUEUED: &str = "SELECT * FROM mails WHERE finished_at IS NULL AND (run_at, id) > ($1, $2)
        ORDER BY run_at, id LIMIT $3";
    // By its index, which has them in the order of their ids: those are made when the mails are asked for.
    const FAILED: &str = "SELECT * FROM mails WHERE ending = 'failed' AND created_at <= $1 AND (id < $2 OR $2 = '')
        ORDER BY id DESC LIMIT $3";
    const WITHIN: &str = "SELECT * FROM (SELECT looked.*, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place
            FROM (SELECT * FROM mails WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT $3) AS looked
        ) AS placed WHERE ending = $4 OR place = $3 ORDER BY place LIMIT $5";
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let [at, id] = if wanted == Wanted::In(None) { Behind::forwards(behind) } else { Behind::backwards(behind) };
    let (sql, args) = match wanted {
        Wanted::All => (ALL, args![at, id, most]),
        Wanted::In(None) => (QUEUED, args![at, id, most]),
        Wanted::In(Some(Ending::Failed)) => (FAILED, args![at, id, most]),
        Wanted::In(Some(ending)) => (WITHIN, args![at, id, WINDOW, ending.as_str(), most.saturating_add(1)]),
    };
    let rows = conn.fetch_all(sql, args).await?;
    let last_place = if sql == WITHIN { rows.last().map(|row| row.int("place")).transpose()? } else { None };
    let mut mails = readable(rows)?;
    let edge = mails.last().filter(|_| last_place == Some(WINDOW)).map(asked_at);
    Ok(match wanted {
        Wanted::All | Wanted::In(Some(Ending::Failed)) => Leaf::of(mails, limit, asked_at),
        Wanted::In(None) => Leaf::of(mails, limit, |mail| Behind { at: mail.run_at, id: mail.id }),
        Wanted::In(ending) => {
            mails.retain(|mail| mail.ending == ending);
            Leaf::of_window(mails, limit, edge, asked_at)
        }
    })
}

fn asked_at(mail: &Mail) -> Behind {
    Behind { at: mail.created_at, id: mail.id }
}

/// The last one to an address.
pub async fn newest_to(conn: &mut Conn, address: &Address) -> Result<Option<Mail>, Error> {
    const SQL: &str = "SELECT * FROM mails WHERE email_key = $1 ORDER BY id DESC LIMIT 1";
    Ok(readable(conn.fetch_all(SQL, args![address.key()]).await?)?.pop())
}

/// The last ones to an address or account, newest first.
pub async fn latest_of(
    conn: &mut Conn,
    account_id: Option<Id>,
    address: &Address,
    limit: i64,
) -> Result<Vec<Mail>, Error> {
    const SQL: &str = "SELECT * FROM mails WHERE id IN (
            SELECT id FROM (SELECT id FROM mails WHERE account_id = $1 ORDER BY id DESC LIMIT $3) AS of_account
            UNION SELECT id FROM (SELECT id FROM mails WHERE email_key = $2 ORDER BY id DESC LIMIT $3) AS to_address
        ) ORDER BY id DESC LIMIT $3";
    readable(conn.fetch_all(SQL, args![account_id, address.key(), limit]).await?)
}
