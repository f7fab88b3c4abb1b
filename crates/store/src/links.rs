//! The rows behind mailed links. `spend` is the one statement that uses a link up; it runs in the
//! transaction of its effect, so the link is spent exactly when the effect is there.

use countersign_core::link::{Facts, Purpose};
use countersign_core::{Address, Id, Timestamp};

use crate::db::{Conn, Error, Row, Tx, args, insert_rows, sweep_sql};
use crate::{SWEPT_AT_ONCE, sign_ups};

/// What a link is tied to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject {
    /// The sign-up that it confirms.
    pub sign_up_id: Option<Id>,
    /// The account that it is about.
    pub account_id: Option<Id>,
    /// The change of address that it confirms or undoes.
    pub email_change_id: Option<Id>,
    /// The account's epoch that the link belongs to.
    pub epoch: Option<i64>,
}

/// A link as its row has it. Its token is stored nowhere.
pub struct Link {
    /// What the token names.
    pub id: Id,
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it was mailed to.
    pub address: Address,
    /// What it acts on.
    pub subject: Subject,
    /// From which `countersign_core::link::standing` tells where it stands.
    pub facts: Facts,
    /// A link that another application has mailed gets its row when it is used.
    pub has_row: bool,
}

/// A link that is about to be mailed.
pub struct NewLink {
    /// That of its mail.
    pub id: Id,
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it is mailed to.
    pub address: Address,
    /// What it acts on.
    pub subject: Subject,
    /// Until when it works.
    pub expires_at: Timestamp,
}

/// Makes the links of mails that are about to be handed over. When a mail is tried again, its link is
/// what this try says: the mail may have become another kind meanwhile. A used link stays as it is.
pub async fn hand_over(tx: &mut Tx, links: &[NewLink], now: Timestamp) -> Result<(), Error> {
    const COLUMNS: [&str; 9] =
        ["id", "purpose", "email", "sign_up_id", "account_id", "email_change_id", "epoch", "created_at", "expires_at"];
    const AGAIN: &str = " ON CONFLICT (id) DO UPDATE SET purpose = excluded.purpose, email = excluded.email,
            sign_up_id = excluded.sign_up_id, account_id = excluded.account_id,
            email_change_id = excluded.email_change_id, epoch = excluded.epoch, expires_at = excluded.expires_at
        WHERE links.used_at IS NULL";
    if links.is_empty() {
        return Ok(());
    }
    let args = links.iter().flat_map(|link| {
        args![
            link.id,
            link.purpose.as_str(),
            link.address.as_str(),
            link.subject.sign_up_id,
            link.subject.account_id,
            link.subject.email_change_id,
            link.subject.epoch,
            now,
            link.expires_at,
        ]
    });
    let sql = insert_rows("links", &COLUMNS, links.len()) + AGAIN;
    tx.execute_made(sql, args.collect()).await.map(drop)
}

/// The link and whether what it depends on is still as it was.
pub async fn find(conn: &mut Conn, id: Id) -> Result<Option<Link>, Error> {
    const SQL: &str =
        "SELECT links.id, links.purpose, links.email, links.sign_up_id, links.account_id, links.email_change_id,
            links.epoch, links.expires_at, links.used_at,
            sign_ups.confirmed_at AS sign_up_confirmed_at, sign_ups.expires_at AS sign_up_expires_at,
            accounts.epoch AS account_epoch, accounts.disabled_at AS account_disabled_at,
            accounts.closed_at AS account_closed_at, accounts.kept_until AS account_kept_until,
            email_changes.confirmed_at AS change_confirmed_at, email_changes.undone_at AS change_undone_at
        FROM links
        LEFT JOIN sign_ups ON sign_ups.id = links.sign_up_id
        LEFT JOIN accounts ON accounts.id = links.account_id
        LEFT JOIN email_changes ON email_changes.id = links.email_change_id
        WHERE links.id = $1";
    conn.fetch_one(SQL, args![id]).await?.map(|row| from_row(row, true)).transpose()
}

/// Uses the link up if it still can be. Exactly one caller ever gets `true` for a link, and only while
/// the sign-up is open, the account in its epoch and enabled, the change not stopped. A link that undoes
/// a change outlives epochs: whoever took the account over must not be able to void it, nor by closing it.
pub async fn spend(tx: &mut Tx, id: Id, purpose: Purpose, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "UPDATE links SET used_at = $3
        WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $3
          AND (purpose <> 'confirm' OR EXISTS (SELECT 1 FROM sign_ups
                WHERE sign_ups.id = links.sign_up_id AND sign_ups.confirmed_at IS NULL AND sign_ups.expires_at > $3))
          AND (purpose NOT IN ('reset', 'keep_account', 'change_email') OR EXISTS (SELECT 1 FROM accounts
                WHERE accounts.id = links.account_id AND accounts.epoch = links.epoch AND accounts.disabled_at IS NULL
                    AND (accounts.closed_at IS NOT NULL) = (purpose = 'keep_account')))
          AND NOT EXISTS (SELECT 1 FROM accounts WHERE accounts.id = links.account_id AND accounts.kept_until <= $3)
          AND (purpose <> 'change_email' OR EXISTS (SELECT 1 FROM email_changes
                WHERE email_changes.id = links.email_change_id AND email_changes.confirmed_at IS NULL AND email_changes.undone_at IS NULL))
          AND (purpose <> 'undo_change_email' OR EXISTS (SELECT 1 FROM email_changes
                WHERE email_changes.id = links.email_change_id AND email_changes.undone_at IS NULL))";
    Ok(tx.execute(SQL, args![id, purpose.as_str(), now]).await? == 1)
}

/// Gives a link that another application has mailed its row, right before it is spent. False if it has one by now, since
/// somebody was faster or it is void, or if its sign-up was removed meanwhile; whoever comes for an account holds that before.
pub async fn adopt(tx: &mut Tx, link: &Link, now: Timestamp) -> Result<bool, Error> {
    if let Some(sign_up_id) = link.subject.sign_up_id
        && !sign_ups::hold(tx, sign_up_id).await?
    {
        return Ok(false);
    }
    add(tx, link, link.subject, now).await
}

/// Voids such a link: its row is tied to nothing, and stays for as long as the link could come back. False if it was used.
pub async fn void(tx: &mut Tx, link: &Link, now: Timestamp) -> Result<bool, Error> {
    add(tx, link, Subject::default(), now).await
}

async fn add(tx: &mut Tx, link: &Link, subject: Subject, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "INSERT INTO links (id, purpose, email, sign_up_id, account_id, epoch, created_at, expires_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING";
    let args = args![
        link.id,
        link.purpose.as_str(),
        link.address.as_str(),
        subject.sign_up_id,
        subject.account_id,
        subject.epoch,
        now,
        link.facts.expires_at,
    ];
    Ok(tx.execute(SQL, args).await? == 1)
}

/// Voids an unused link that nobody wants ("this was not me").
pub async fn delete_unused(tx: &mut Tx, id: Id) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM links WHERE id = $1 AND used_at IS NULL";
    Ok(tx.execute(SQL, args![id]).await? == 1)
}

/// Removes links that ended long ago.
pub async fn sweep(tx: &mut Tx, expired_before: Timestamp) -> Result<u64, Error> {
    const SQL: &str = sweep_sql!("links", "id", "expires_at <= $1", "$2");
    tx.execute(SQL, args![expired_before, SWEPT_AT_ONCE]).await
}

/// From any row with the columns that `find` asks for.
pub(crate) fn from_row(row: Row, has_row: bool) -> Result<Link, Error> {
    let purpose = Purpose::parse(&row.text("purpose")?).ok_or(Error::Unreadable("purpose"))?;
    let epoch = row.maybe_int("epoch")?;
    let sign_up_expires_at = row.maybe_at("sign_up_expires_at")?;
    // A sign-up's link ends with the sign-up at the latest, and one of an account that was closed when that is over.
    let ends = [sign_up_expires_at, row.maybe_at("account_kept_until")?];
    let expires_at = ends.into_iter().flatten().fold(row.at("expires_at")?, Timestamp::min);
    let account_is_same = row.maybe_int("account_epoch")?.is_some_and(|now| Some(now) == epoch)
        && row.maybe_int("account_disabled_at")?.is_none();
    let is_closed = row.maybe_int("account_closed_at")?.is_some();
    let change_confirmed = row.maybe_int("change_confirmed_at")?.is_some();
    let change_undone = row.maybe_int("change_undone_at")?.is_some();
    let (fulfilled, current) = match purpose {
        Purpose::Confirm => (row.maybe_int("sign_up_confirmed_at")?.is_some(), sign_up_expires_at.is_some()),
        Purpose::Reset => (false, account_is_same && !is_closed),
        Purpose::KeepAccount => (false, account_is_same && is_closed),
        Purpose::ChangeEmail => (change_confirmed && !change_undone, account_is_same && !change_undone),
        // Of one that was stopped before it took effect all is not well yet: whoever asked for it may still be signed in.
        Purpose::UndoChangeEmail => {
            (change_confirmed && change_undone, !change_undone && row.maybe_int("account_epoch")?.is_some())
        }
    };
    Ok(Link {
        id: row.id("id")?,
        purpose,
        address: row.address("email")?,
        subject: Subject {
            sign_up_id: row.maybe_id("sign_up_id")?,
            account_id: row.maybe_id("account_id")?,
            email_change_id: row.maybe_id("email_change_id")?,
            epoch,
        },
        facts: Facts { expires_at, used_at: row.maybe_at("used_at")?, fulfilled, current },
        has_row,
    })
}
