//! The mail queue: rows written in the transaction of the change that they speak of, leased by workers,
//! and noted as finished only by the worker that holds the lease. Neither bodies nor links are stored.

mod listing;

use std::iter::repeat;

use countersign_core::mail::{Ending, Intent, Kind};
use countersign_core::{Address, Id, Timestamp};

use crate::db::{Conn, Db, Error, Row, Tx, Value, args, sweep_sql};
use crate::{Page, SWEPT_AT_ONCE};

pub use crate::db::HANDFUL;
pub use listing::{Wanted as Listed, latest_of, newest_to, page};

/// A mail to be queued.
pub struct NewMail<'a> {
    /// Made by the caller; part of the `Message-ID`.
    pub id: Id,
    /// Why it is asked for.
    pub intent: Intent,
    /// Whom it goes to.
    pub address: &'a Address,
    /// Whose account it is about, where that is known.
    pub account_id: Option<Id>,
    /// The sign-up that it is to confirm.
    pub sign_up_id: Option<Id>,
    /// The change of address that it is about.
    pub email_change_id: Option<Id>,
    /// The tag of the language that was asked for, where nobody's own is known.
    pub locale: Option<&'a str>,
    /// It is due at once.
    pub now: Timestamp,
}

/// A mail as its row has it: never its words or its link.
pub struct Mail {
    /// Part of the `Message-ID`, the same at each try.
    pub id: Id,
    /// Why it was asked for.
    pub intent: Intent,
    /// Whom it goes to.
    pub address: Address,
    /// Whose account it is about, where that was known.
    pub account_id: Option<Id>,
    /// The sign-up that it is to confirm.
    pub sign_up_id: Option<Id>,
    /// The change of address that it is about.
    pub email_change_id: Option<Id>,
    /// The tag of the language that was asked for.
    pub locale: Option<String>,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When it is due, or was last.
    pub run_at: Timestamp,
    /// Tries so far.
    pub attempts: u32,
    /// Until when a worker has it in hand.
    pub leased_until: Option<Timestamp>,
    /// What it became, once a worker has looked.
    pub kind: Option<Kind>,
    /// How it ended, once it has.
    pub ending: Option<Ending>,
    /// And when.
    pub finished_at: Option<Timestamp>,
    /// The mail server's last words, or our own reason.
    pub last_answer: Option<String>,
    /// Since when it counts as one that its mailbox has had.
    pub counted_at: Option<Timestamp>,
}

impl Mail {
    /// One word for listings.
    pub fn state(&self) -> &'static str {
        self.ending.map_or("queued", Ending::as_str)
    }
}

/// Queues a mail, at the latest with the commit, by which the worker of this process is woken.
pub async fn enqueue(tx: &mut Tx, mail: NewMail<'_>) -> Result<(), Error> {
    const SQL: &str = "INSERT INTO mails (id, intent, email, email_key, account_id, sign_up_id, email_change_id, locale, created_at, run_at, attempts, mailbox)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 0, $10)";
    tx.queues_mail([mail.id]);
    let args = args![
        mail.id,
        mail.intent.as_str(),
        mail.address.as_str(),
        mail.address.key(),
        mail.account_id,
        mail.sign_up_id,
        mail.email_change_id,
        mail.locale,
        mail.now,
        mail.address.mailbox().as_str(),
    ];
    tx.inserts(SQL, args);
    Ok(())
}

/// Which mails are nobody's.
#[derive(Clone, Copy, Debug)]
pub struct Free {
    /// Those that are due by now,
    pub now: Timestamp,
    /// and whose lease, if they have one, ran out by then: now, or an earlier instant.
    pub leases_over: Timestamp,
}

impl From<Timestamp> for Free {
    fn from(now: Timestamp) -> Self {
        Self { now, leases_over: now }
    }
}

/// When the first mail is due that no worker has in hand.
pub async fn next_due(conn: &mut Conn, free: impl Into<Free>) -> Result<Option<Timestamp>, Error> {
    const SQL: &str =
        "SELECT run_at FROM mails WHERE finished_at IS NULL AND (lease_until IS NULL OR lease_until <= $1)
        ORDER BY run_at, id LIMIT 1";
    conn.fetch_one(SQL, args![free.into().leases_over]).await?.map(|row| row.at("run_at")).transpose()
}

/// The queue in figures. Reads all of it.
pub struct Queue {
    /// Due, and in nobody's hands.
    pub due: i64,
    /// Waiting for another try.
    pub later: i64,
    /// Leased by a worker.
    pub in_hand: i64,
    /// When the oldest of all these was asked for, but for those that wait for their mailbox.
    pub oldest_at: Option<Timestamp>,
}

/// The figures as they are now.
pub async fn queue(conn: &mut Conn, now: Timestamp) -> Result<Queue, Error> {
    const SQL: &str = "SELECT count(*) AS queued,
            min(CASE WHEN last_answer LIKE 'waits:%' THEN NULL ELSE created_at END) AS oldest_at,
            count(CASE WHEN lease_until > $1 THEN 1 END) AS in_hand,
            count(CASE WHEN run_at > $1 AND (lease_until IS NULL OR lease_until <= $1) THEN 1 END) AS later
        FROM mails WHERE finished_at IS NULL";
    let row = conn.fetch_one(SQL, args![now]).await?.ok_or(Error::Unreadable("queued"))?;
    let (in_hand, later) = (row.int("in_hand")?, row.int("later")?);
    Ok(Queue { due: row.int("queued")? - in_hand - later, later, in_hand, oldest_at: row.maybe_at("oldest_at")? })
}

/// Which mails a worker wants: any, or of these.
pub enum Wanted<'a> {
    /// So many of those that are due, the oldest first.
    Oldest(i64),
    /// At most `HANDFUL`; those that are not due, or not there, are left out.
    These(&'a [Id]),
}

/// Leases due mails to one worker, oldest first; mails of a worker whose lease is over among them.
pub async fn claim(
    tx: &mut Tx,
    owner: &str,
    wanted: Wanted<'_>,
    free: impl Into<Free>,
    lease_until: Timestamp,
) -> Result<Vec<Mail>, Error> {
    /// `FOR UPDATE SKIP LOCKED` is the one difference: SQLite has a single writer and needs no row locks.
    /// A CTE rather than `IN (SELECT … LIMIT …)`, which PostgreSQL may run more than once. `*` brings
    /// `due`'s column too on PostgreSQL, hence its name; SQLite knows no `mails.*` here.
    macro_rules! claim_sql {
        ($which:literal, $lock:literal) => {
            concat!(
                "WITH due (due_id) AS MATERIALIZED (SELECT id FROM mails
                    WHERE finished_at IS NULL AND run_at <= $1 AND (lease_until IS NULL OR lease_until <= $5) ",
                $which,
                " ORDER BY run_at, id LIMIT $2 ",
                $lock,
                ") UPDATE mails SET lease_owner = $3, lease_until = $4, attempts = attempts + 1
                FROM due WHERE mails.id = due.due_id RETURNING *"
            )
        };
    }
    macro_rules! both {
        ($which:literal) => {
            [claim_sql!($which, ""), claim_sql!($which, "FOR UPDATE SKIP LOCKED")]
        };
    }
    const OLDEST: [&str; 2] = both!("");
    const THESE: [&str; 2] =
        both!("AND id IN ($6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)");
    let on = usize::from(tx.is_postgres());
    let Free { now, leases_over } = free.into();
    let rows = match wanted {
        Wanted::Oldest(count) => tx.fetch_all(OLDEST[on], args![now, count, owner, lease_until, leases_over]).await?,
        Wanted::These(ids) => {
            let mut args = args![now, HANDFUL as i64, owner, lease_until, leases_over];
            let ids = ids.iter().copied().map(Some).chain(repeat(None));
            args.extend(ids.take(HANDFUL).map(Value::from));
            tx.fetch_all(THESE[on], args).await?
        }
    };
    // A row of another version stays leased: it must not hold up the mails behind it.
    let mut mails = readable(rows)?;
    mails.sort_by_key(|mail| (mail.run_at, mail.id));
    Ok(mails)
}

/// Lengthens the lease on a mail in hand. False if it was lost.
pub async fn renew(tx: &mut Tx, id: Id, owner: &str, lease_until: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET lease_until = $3 WHERE id = $1 AND lease_owner = $2 AND finished_at IS NULL";
    Ok(tx.execute(SQL, args![id, owner, lease_until]).await? == 1)
}

/// Gives back what this worker has leased until later than `latest`; it keeps its place in the queue.
pub async fn let_go(tx: &mut Tx, owner: &str, latest: Timestamp) -> Result<u64, Error> {
    const SQL: &str = "UPDATE mails SET lease_owner = NULL, lease_until = NULL
        WHERE finished_at IS NULL AND lease_owner = $1 AND lease_until > $2";
    tx.queues_mail([]);
    tx.execute(SQL, args![owner, latest]).await
}

const FINISH: &str = "UPDATE mails SET ending = $3, kind = $4, last_answer = $5, finished_at = $6, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND lease_owner = $2 AND finished_at IS NULL";

/// Notes how it ended. False if the lease was lost: then another worker has the mail.
pub async fn finish(
    tx: &mut Tx,
    id: Id,
    owner: &str,
    ending: Ending,
    kind: Option<Kind>,
    answer: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(tx.execute(FINISH, args![id, owner, ending.as_str(), kind.map(Kind::as_str), answer, now]).await? == 1)
}

/// The same as a transaction of its own, and all that waits for it waits for no more than that.
pub async fn finish_alone(
    db: &Db,
    id: Id,
    owner: &str,
    ending: Ending,
    kind: Option<Kind>,
    answer: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    Ok(db.note(FINISH, args![id, owner, ending.as_str(), kind.map(Kind::as_str), answer, now]).await? == 1)
}

/// Puts it back for a later try. False if the lease was lost.
pub async fn put_back(
    tx: &mut Tx,
    id: Id,
    owner: &str,
    kind: Option<Kind>,
    answer: &str,
    run_at: Timestamp,
) -> Result<bool, Error> {
    const SQL: &str =
        "UPDATE mails SET kind = $3, last_answer = $4, run_at = $5, lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND lease_owner = $2 AND finished_at IS NULL";
    Ok(tx.execute(SQL, args![id, owner, kind.map(Kind::as_str), answer, run_at]).await? == 1)
}

/// Gives back a mail that was leased and not begun; it keeps its place in the queue. False if the lease was
/// lost.
pub async fn release(tx: &mut Tx, id: Id, owner: &str) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1
        WHERE id = $1 AND lease_owner = $2 AND finished_at IS NULL";
    tx.queues_mail([id]);
    Ok(tx.execute(SQL, args![id, owner]).await? == 1)
}

/// Gives back a mail that found the way out closed to all. It counts as no try, and another mail tries next,
/// lest it is this one alone that closes it. False if the lease was lost.
pub async fn queue_last(tx: &mut Tx, id: Id, owner: &str, answer: &str, run_at: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1,
            last_answer = $3, run_at = $4
        WHERE id = $1 AND lease_owner = $2 AND finished_at IS NULL";
    Ok(tx.execute(SQL, args![id, owner, answer, run_at]).await? == 1)
}

/// A mail that was sent came back. `receipt` is what the provider answered when it took the mail; false if
/// no mail to this address was sent under it.
pub async fn bounced(tx: &mut Tx, address: &Address, receipt: &str, words: &str) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET ending = 'failed', last_answer = $3
        WHERE email_key = $1 AND last_answer = $2 AND ending = 'sent'";
    Ok(tx.execute(SQL, args![address.key(), receipt, words]).await? > 0)
}

/// Queues a failed or waiting mail for now; a lease that has run out is over for good. False if there is
/// none such, or a worker has it in hand.
pub async fn retry(tx: &mut Tx, id: Id, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE mails SET ending = NULL, finished_at = NULL, run_at = $2, attempts = 0,
            lease_owner = NULL, lease_until = NULL
        WHERE id = $1 AND (ending = 'failed' OR (ending IS NULL AND (lease_until IS NULL OR lease_until <= $2)))";
    tx.queues_mail([id]);
    Ok(tx.execute(SQL, args![id, now]).await? == 1)
}

/// Queues all failed mails for now. Tells how many.
pub async fn retry_failed(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    const SQL: &str = "UPDATE mails SET ending = NULL, finished_at = NULL, run_at = $1, attempts = 0
        WHERE ending = 'failed'";
    tx.queues_mail([]);
    tx.execute(SQL, args![now]).await
}

/// The mail, whatever became of it.
pub async fn by_id(conn: &mut Conn, id: Id) -> Result<Option<Mail>, Error> {
    const SQL: &str = "SELECT * FROM mails WHERE id = $1";
    conn.fetch_one(SQL, args![id]).await?.map(mail).transpose()
}

/// Newest first.
pub async fn list(conn: &mut Conn, page: Page) -> Result<Vec<Mail>, Error> {
    const SQL: &str = "SELECT * FROM mails ORDER BY created_at DESC, id DESC LIMIT $1";
    readable(conn.fetch_all(SQL, args![page.limit]).await?)
}

/// All that was written to an account or its address, newest first.
pub async fn of_account(conn: &mut Conn, account_id: Id, address: &Address) -> Result<Vec<Mail>, Error> {
    const SQL: &str = "SELECT * FROM mails WHERE account_id = $1 OR email_key = $2 ORDER BY created_at DESC, id DESC";
    readable(conn.fetch_all(SQL, args![account_id, address.key()]).await?)
}

/// Removes all that was written to an account or waits for it, and what was written to its address; for when the account is
/// deleted. What was written there later than `until` may be somebody else's, and so may what waits: sign-ups live on.
pub async fn delete_of_account(tx: &mut Tx, account_id: Id, address: &Address, until: Timestamp) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM mails WHERE account_id = $1
        OR (email_key = $2 AND created_at <= $3 AND finished_at IS NOT NULL)";
    tx.execute(SQL, args![account_id, address.key(), until]).await.map(drop)
}

/// The same for one address of an account that keeps what was written to others.
pub async fn delete_written_to(tx: &mut Tx, account_id: Id, address: &Address, until: Timestamp) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM mails
        WHERE email_key = $2 AND (account_id = $1 OR (created_at <= $3 AND finished_at IS NOT NULL))";
    tx.execute(SQL, args![account_id, address.key(), until]).await.map(drop)
}

/// Removes what was finished before the instant.
pub async fn sweep(tx: &mut Tx, finished_before: Timestamp) -> Result<u64, Error> {
    // What was asked for later is not finished before: the index on created_at finds the old ones.
    const SQL: &str = sweep_sql!("mails", "id", "finished_at <= $1 AND created_at <= $1", "$2");
    tx.execute(SQL, args![finished_before, SWEPT_AT_ONCE]).await
}

/// Removes what was written to a former address of the account while it had that, and its sign-up's mails. What somebody
/// asks for without being signed in is to an address and to no account.
pub async fn delete_of_former(
    tx: &mut Tx,
    account_id: Id,
    address: &Address,
    (since, until): (Timestamp, Timestamp),
) -> Result<(), Error> {
    const SQL: &str = "DELETE FROM mails WHERE email_key = $2 AND account_id IS NULL AND finished_at IS NOT NULL
        AND (sign_up_id = $1 OR (created_at >= $3 AND created_at <= $4))";
    tx.execute(SQL, args![account_id, address.key(), since, until]).await.map(drop)
}

/// Without the rows of another version, which the log tells of.
fn readable(rows: Vec<Row>) -> Result<Vec<Mail>, Error> {
    let mut mails = Vec::new();
    for row in rows {
        let mail_id = row.text("id")?;
        match mail(row) {
            Ok(mail) => mails.push(mail),
            Err(Error::Unreadable(column)) => tracing::error!(mail_id, column, "a mail cannot be read"),
            Err(error) => return Err(error),
        }
    }
    Ok(mails)
}

fn mail(row: Row) -> Result<Mail, Error> {
    let intent = Intent::parse(&row.text("intent")?).ok_or(Error::Unreadable("intent"))?;
    Ok(Mail {
        id: row.id("id")?,
        intent,
        address: row.address("email")?,
        account_id: row.maybe_id("account_id")?,
        sign_up_id: row.maybe_id("sign_up_id")?,
        email_change_id: row.maybe_id("email_change_id")?,
        locale: row.maybe_text("locale")?,
        created_at: row.at("created_at")?,
        run_at: row.at("run_at")?,
        attempts: u32::try_from(row.int("attempts")?).unwrap_or(0),
        leased_until: row.maybe_at("lease_until")?,
        kind: row.maybe_text("kind")?.as_deref().and_then(Kind::parse),
        ending: row.maybe_text("ending")?.as_deref().and_then(Ending::parse),
        finished_at: row.maybe_at("finished_at")?,
        last_answer: row.maybe_text("last_answer")?,
        counted_at: row.maybe_at("counted_at")?,
    })
}
