//! The trail as somebody looks at it: of everybody or of one account or address, of one kind of event or of all, a page
//! at a time.

use countersign_core::Id;
use countersign_core::audit::Event;

use super::{Kept, kept};
use crate::db::{Conn, Error, args};
use crate::{Behind, Leaf};

/// Whose lines.
#[derive(Clone, Copy, Debug)]
pub enum Whose<'a> {
    /// All lines.
    Everybodys,
    /// About the account, or of what it did as an admin.
    Accounts(Id),
    /// About an address, whoever had it.
    Addresses(&'a str),
    /// About the account or its address.
    Persons(Id, &'a str),
}

/// Newest first.
pub async fn page(
    conn: &mut Conn,
    whose: Whose<'_>,
    event: Option<Event>,
    behind: Option<Behind>,
    limit: usize,
) -> Result<Leaf<Kept>, Error> {
    macro_rules! lines {
        ($($where:literal)?) => {
            concat!(
                "SELECT * FROM audit_events WHERE (at, id) < ($1, $2)",
                $(" AND ", $where,)?
                " ORDER BY at DESC, id DESC LIMIT $3"
            )
        };
    }
    macro_rules! either {
        ($one:literal, $other:literal) => {
            concat!(
                "SELECT * FROM (",
                lines!($one),
                ") AS one UNION SELECT * FROM (",
                lines!($other),
                ") AS other ORDER BY at DESC, id DESC LIMIT $3"
            )
        };
    }
    const ALL: &str = lines!();
    const OF_EVENT: &str = lines!("event = $4");
    const OF_ACCOUNT: &str =
        either!("account_id = $5 AND event = COALESCE($4, event)", "actor_id = $5 AND event = COALESCE($4, event)");
    const OF_ADDRESS: &str = lines!("email_key = $5 AND event = COALESCE($4, event)");
    const OF_PERSON: &str =
        either!("account_id = $5 AND event = COALESCE($4, event)", "email_key = $6 AND event = COALESCE($4, event)");
    let [at, id] = Behind::backwards(behind);
    let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
    let word = event.map(Event::as_str);
    let (sql, args) = match (whose, word) {
        (Whose::Everybodys, None) => (ALL, args![at, id, most]),
        (Whose::Everybodys, Some(word)) => (OF_EVENT, args![at, id, most, word]),
        (Whose::Accounts(account_id), word) => (OF_ACCOUNT, args![at, id, most, word, account_id]),
        (Whose::Addresses(key), word) => (OF_ADDRESS, args![at, id, most, word, key]),
        (Whose::Persons(account_id, key), word) => (OF_PERSON, args![at, id, most, word, account_id, key]),
    };
    let rows = conn.fetch_all(sql, args).await?;
    let lines = rows.into_iter().map(kept).collect::<Result<Vec<_>, _>>()?;
    Ok(Leaf::of(lines, limit, |line| Behind { at: line.at, id: line.id }))
}
