//! Accounts and sign-ups that were brought along from another application, and the links that it has mailed to them: found
//! by the id that it had for them, or by their address. Whoever came otherwise is not found, whatever their address.

use countersign_core::legacy_link::Named;
use countersign_core::link::Purpose;
use countersign_core::{Id, Timestamp};

use crate::db::{Conn, Error, Tx, Value, args};
use crate::links::{self, Link};

/// One of them, as an import writes it beside the account or sign-up.
#[derive(Clone, Debug)]
pub struct LegacyPerson {
    /// What they became here.
    pub who: Who,
    /// As a link of the other application spells it.
    pub legacy_id: Option<String>,
}

/// What somebody who is brought becomes.
#[derive(Clone, Copy, Debug)]
pub enum Who {
    /// In the epoch in which it is brought.
    Account {
        /// Of the account.
        id: Id,
        /// Of the account, as it is brought.
        epoch: i64,
    },
    /// Not confirmed there either.
    SignUp {
        /// Of the sign-up.
        id: Id,
    },
}

/// Rows of one statement: far below the parameters that either database takes.
const AT_ONCE: usize = 100;

/// Writes them down beside their accounts and sign-ups. `Error::Taken` if somebody else has such an id already.
pub async fn insert(tx: &mut Tx, people: &[LegacyPerson]) -> Result<(), Error> {
    for some in people.chunks(AT_ONCE) {
        let places = (0..some.len() * COLUMNS).step_by(COLUMNS).map(|at| {
            let places: Vec<String> = (at + 1..=at + COLUMNS).map(|place| format!("${place}")).collect();
            format!("({})", places.join(", "))
        });
        let places = places.collect::<Vec<_>>().join(", ");
        let sql = format!("INSERT INTO legacy_people (id, legacy_id, account_id, sign_up_id, epoch) VALUES {places}");
        tx.execute_made(sql, some.iter().flat_map(row).collect()).await?;
    }
    Ok(())
}

/// Of the statement above.
const COLUMNS: usize = 5;

fn row(person: &LegacyPerson) -> Vec<Value> {
    let legacy_id = person.legacy_id.as_deref();
    match person.who {
        Who::Account { id, epoch } => args![id, legacy_id, Some(id), None::<Id>, Some(epoch)],
        Who::SignUp { id } => args![id, legacy_id, None::<Id>, Some(id), None::<i64>],
    }
}

/// The link that the other application has mailed to one of them, as its row would be; it has none before it is used.
/// Whoever has an account was confirmed, there or here.
pub async fn link(
    conn: &mut Conn,
    named: &Named,
    id: Id,
    purpose: Purpose,
    expires_at: Timestamp,
) -> Result<Option<Link>, Error> {
    macro_rules! link_of {
        ($found:literal) => {
            concat!(
                "SELECT $2 AS id, $3 AS purpose, COALESCE(accounts.email, sign_ups.email) AS email, sign_up_id, account_id,
                    CAST(NULL AS TEXT) AS email_change_id, legacy_people.epoch, $4 AS expires_at,
                    CAST(NULL AS BIGINT) AS used_at,
                    CASE WHEN accounts.closed_at IS NULL THEN COALESCE(sign_ups.confirmed_at, accounts.created_at)
                        END AS sign_up_confirmed_at,
                    sign_ups.expires_at AS sign_up_expires_at, accounts.epoch AS account_epoch,
                    accounts.disabled_at AS account_disabled_at, accounts.closed_at AS account_closed_at,
                    accounts.kept_until AS account_kept_until, CAST(NULL AS BIGINT) AS change_confirmed_at,
                    CAST(NULL AS BIGINT) AS change_undone_at
                FROM legacy_people
                LEFT JOIN accounts ON accounts.id = account_id
                LEFT JOIN sign_ups ON sign_ups.id = sign_up_id
                WHERE legacy_people.",
                $found
            )
        };
    }
    const BY_ID: &str = link_of!("legacy_id = $1");
    // Whoever has the address now, in one way or the other: an account before what is left of a sign-up.
    const BY_EMAIL: &str = link_of!(
        "id IN (SELECT id FROM accounts WHERE email_key = $1 UNION ALL SELECT id FROM sign_ups WHERE email_key = $1)
                ORDER BY CASE WHEN account_id IS NULL THEN 1 ELSE 0 END LIMIT 1"
    );
    let (sql, name) = match named {
        Named::Id(id) => (BY_ID, id.as_str()),
        Named::Email(address) => (BY_EMAIL, address.key()),
    };
    let row = conn.fetch_one(sql, args![name, id, purpose.as_str(), expires_at]).await?;
    row.map(|row| links::from_row(row, false)).transpose()
}
