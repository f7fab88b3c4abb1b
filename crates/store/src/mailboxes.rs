//! What mailboxes have had, and what waits for them: told by the mail queue itself, so that nothing is counted twice.
//! Which mailbox an address has is `countersign_core::Address::mailbox`'s word, how much it gets `core::mailbox`'s.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use countersign_core::mail::Intent;
use countersign_core::{Id, Timestamp};

use crate::db::{Conn, Error, Tx, Value, args, handful, padded};
use crate::digest;
use crate::mails::Mail;

/// Keeps others from counting mails of a handful of mailboxes until the transaction ends. Tells which of them are held:
/// the others somebody is at just now, and to wait for them, with several mailboxes in each hand, could go in a circle.
/// SQLite has one writer.
pub async fn hold<'a>(tx: &mut Tx, mailboxes: impl IntoIterator<Item = &'a str>) -> Result<HashSet<&'a str>, Error> {
    // Locks are a whole database's: another installation may have tables in another schema there.
    const SQL: &str = concat!(
        "SELECT lock, CASE WHEN pg_try_advisory_xact_lock(lock # hashtextextended(current_schema(), 0))
            THEN 1::BIGINT ELSE 0 END AS held
        FROM unnest(ARRAY[",
        handful!(),
        "]::BIGINT[]) AS wanted (lock) WHERE lock IS NOT NULL"
    );
    if !tx.is_postgres() {
        return Ok(mailboxes.into_iter().collect());
    }
    let by_lock: HashMap<i64, &str> =
        mailboxes.into_iter().map(|mailbox| (digest::lock(["mailbox", mailbox]), mailbox)).collect();
    let mut held = HashSet::new();
    let locks = by_lock.keys().map(|lock| Value::Text(Some(lock.to_string())));
    for row in tx.fetch_all(SQL, padded(locks)).await? {
        if row.int("held")? == 1 {
            held.extend(by_lock.get(&row.int("lock")?));
        }
    }
    Ok(held)
}

/// Those of a handful of mailboxes that had any mail that counts, or would if its link had not been used, after `since`.
pub async fn had_any<'a>(
    conn: &mut Conn,
    mailboxes: impl IntoIterator<Item = &'a str>,
    since: Timestamp,
) -> Result<HashSet<String>, Error> {
    const SQL: &str =
        concat!("SELECT DISTINCT mailbox FROM mails WHERE mailbox IN (", handful!(), ") AND counted_at > $17");
    let mut args = padded(mailboxes);
    args.push(Value::from(since));
    conn.fetch_all(SQL, args).await?.into_iter().map(|row| row.text("mailbox")).collect()
}

/// When the mailbox had mails that count, newest first: those after `since`, so many at most. One whose link was
/// used counts no more: whoever reads the mailbox wanted it. Nor does one that only a clock that was ahead can have counted:
/// the mailbox would get nothing until then.
pub async fn counted(
    tx: &mut Tx,
    mailbox: &str,
    since: Timestamp,
    now: Timestamp,
    most: u32,
) -> Result<Vec<Timestamp>, Error> {
    const SQL: &str = "SELECT mails.counted_at FROM mails LEFT JOIN links ON links.id = mails.id
        WHERE mails.mailbox = $1 AND mails.counted_at > $2 AND mails.counted_at <= $3 AND links.used_at IS NULL
        ORDER BY mails.counted_at DESC LIMIT $4";
    let rows = tx.fetch_all(SQL, args![mailbox, since, now.latest(Duration::ZERO), i64::from(most)]).await?;
    rows.into_iter().map(|row| row.at("counted_at")).collect()
}

/// From now on each of a handful of mails is one that its mailbox has had.
pub async fn count(tx: &mut Tx, mails: &[(Id, String)], now: Timestamp) -> Result<(), Error> {
    /// Both databases call the columns of VALUES so.
    const SQL: &str = "UPDATE mails SET mailbox = counted.column2, counted_at = $33
        FROM (VALUES ($1, $17), ($2, $18), ($3, $19), ($4, $20), ($5, $21), ($6, $22), ($7, $23), ($8, $24), ($9, $25),
            ($10, $26), ($11, $27), ($12, $28), ($13, $29), ($14, $30), ($15, $31), ($16, $32)) AS counted
        WHERE mails.id = counted.column1";
    let mut args = padded(mails.iter().map(|(id, _)| *id));
    args.extend(padded(mails.iter().map(|(_, mailbox)| mailbox.as_str())));
    args.push(Value::from(now));
    tx.execute(SQL, args).await.map(drop)
}

/// Which of the others that wait for the same mailbox, and are due, would go first.
#[derive(Clone, Copy)]
pub enum Rival {
    /// Asked for later than this one.
    Younger,
    /// Asked for earlier.
    Older,
    /// About a reset.
    Reset,
}

/// Whether there is one.
pub async fn has_rival(tx: &mut Tx, id: Id, mailbox: &str, rival: Rival, now: Timestamp) -> Result<bool, Error> {
    macro_rules! rival_sql {
        ($which:literal) => {
            concat!(
                "SELECT id FROM mails
                WHERE mailbox = $2 AND counted_at IS NULL AND finished_at IS NULL AND run_at <= $3 AND ",
                $which,
                " LIMIT 1"
            )
        };
    }
    let sql = match rival {
        Rival::Younger => rival_sql!("id > $1 AND intent IN ('sign_up', 'resend', 'reset', 'change_email')"),
        Rival::Older => rival_sql!("id < $1 AND intent IN ('sign_up', 'resend', 'reset', 'change_email')"),
        Rival::Reset => rival_sql!("id <> $1 AND intent = 'reset'"),
    };
    Ok(tx.fetch_one(sql, args![id, mailbox, now]).await?.is_some())
}

/// Which of the younger mails that wait for the same address would say the same.
#[derive(Clone, Copy)]
pub enum Same {
    /// Any that was asked for so.
    Intents([Intent; 2]),
    /// Those about the same sign-up, or like this one about the newest.
    SignUp(Option<Id>),
}

/// Whether one of them does.
pub async fn is_repeated(tx: &mut Tx, mail: &Mail, mailbox: &str, same: Same) -> Result<bool, Error> {
    macro_rules! repeated_sql {
        ($which:literal) => {
            concat!(
                "SELECT id FROM mails WHERE mailbox = $2 AND id > $1 AND counted_at IS NULL AND finished_at IS NULL
                    AND email_key = $3 AND ",
                $which,
                " LIMIT 1"
            )
        };
    }
    const INTENTS: &str = repeated_sql!("intent IN ($4, $5)");
    const SIGN_UP: &str = repeated_sql!("sign_up_id = $4");
    const NEWEST: &str = repeated_sql!("sign_up_id IS NULL AND intent IN ('resend', 'reset')");
    let mut args = args![mail.id, mailbox, mail.address.key()];
    let sql = match same {
        Same::Intents(intents) => {
            args.extend(intents.map(|intent| Value::from(intent.as_str())));
            INTENTS
        }
        Same::SignUp(Some(id)) => {
            args.push(Value::from(id));
            SIGN_UP
        }
        Same::SignUp(None) => NEWEST,
    };
    Ok(tx.fetch_one(sql, args).await?.is_some())
}

/// Gives back a mail whose mailbox has had its share: it counts as no try. False if the lease was lost.
pub async fn wait(tx: &mut Tx, id: Id, owner: &str, run_at: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1,
            last_answer = 'waits: the mailbox has had its share', run_at = $3
        WHERE id = $1 AND lease_owner = $2 AND finished_at IS NULL";
    Ok(tx.execute(SQL, args![id, owner, run_at]).await? == 1)
}
