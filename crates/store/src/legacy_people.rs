//! Accounts and sign-ups that were brought along from another application, and the links that it has mailed to them: found
//! by the id that it had for them, or by their address. Whoever came otherwise is not found, whatever their address. An
//! import writes their rows (`import`).

use countersign_core::legacy_link::Named;
use countersign_core::link::Purpose;
use countersign_core::{Id, Timestamp};

use crate::db::{Conn, Error, Value};
use crate::links::{self, Link};

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
    const BY_ID: &str = link_of!("id = $1");
    // Whoever has the address now, in one way or the other: an account before a sign-up, the open one before what is left
    // of one.
    const BY_EMAIL: &str = link_of!(
        "id IN (SELECT id FROM accounts WHERE email_key = $1 UNION ALL SELECT id FROM sign_ups WHERE email_key = $1)
                ORDER BY CASE WHEN account_id IS NOT NULL THEN 0 WHEN sign_ups.confirmed_at IS NULL THEN 1 ELSE 2 END
                LIMIT 1"
    );
    let (sql, name) = match named {
        Named::Id(id) => (BY_ID, Value::from(*id)),
        Named::Email(address) => (BY_EMAIL, Value::from(address.key())),
    };
    let row = conn.fetch_one(sql, vec![name, id.into(), purpose.as_str().into(), expires_at.into()]).await?;
    row.map(|row| links::from_row(row, false)).transpose()
}
