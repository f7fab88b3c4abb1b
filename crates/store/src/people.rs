//! Accounts and the sign-ups that wait for their confirmation in one list, for whoever looks for somebody. However many
//! there are, a look costs about the same: a page by an index, or a window of rows that are read for a text in them.

use std::fmt;
use std::str::FromStr;

use countersign_core::account::{Account, Role};
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Timestamp};

use crate::db::{Conn, Error, Row, Value};
use crate::place::NoPlace;
use crate::{Behind, Leaf};

/// Rows that one look for a text anywhere in an address reads: hundredths of a second on either database.
pub const WINDOW: i64 = 10_000;

/// An account or a waiting sign-up, as a listing shows it.
pub struct Person {
    /// Of the one or the other.
    pub id: Id,
    /// Its address.
    pub address: Address,
    /// When it was made.
    pub created_at: Timestamp,
    /// Which of the two it is, and what is known of it.
    pub standing: Standing,
}

/// Which of the two.
pub enum Standing {
    /// An account.
    Account {
        /// The last time.
        signed_in_at: Option<Timestamp>,
        /// Since when.
        disabled_at: Option<Timestamp>,
        /// Its owner has closed it.
        kept_until: Option<Timestamp>,
        /// What it may do besides.
        role: Option<Role>,
    },
    /// An attempt that waits for its confirmation.
    SignUp {
        /// When it is over.
        expires_at: Timestamp,
    },
}

/// Which of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Accounts and waiting sign-ups.
    All,
    /// Accounts, disabled ones too.
    Accounts,
    /// Disabled ones alone.
    Disabled,
    /// Waiting sign-ups alone.
    SignUps,
}

impl Wanted {
    const fn has_sign_ups(self) -> bool {
        matches!(self, Self::All | Self::SignUps)
    }
}

/// The statement of one kind of look: `$3` is how many rows, now comes last.
macro_rules! look {
    (All $where:literal, $now:literal, $order:literal) => {
        concat!(
            "SELECT * FROM (",
            look!(Accounts $where, $now, $order),
            ") AS a UNION ALL SELECT * FROM (",
            look!(SignUps $where, $now, $order),
            ") AS s",
            $order
        )
    };
    (Accounts $where:literal, $now:literal, $order:literal) => {
        concat!(
            "SELECT id, email, email_key, created_at, signed_in_at, disabled_at, kept_until, role,
                CAST(NULL AS BIGINT) AS expires_at
            FROM accounts WHERE ",
            $where,
            $order
        )
    };
    (Disabled $where:literal, $now:literal, $order:literal) => {
        concat!(
            "SELECT id, email, email_key, created_at, signed_in_at, disabled_at, kept_until, role,
                CAST(NULL AS BIGINT) AS expires_at
            FROM accounts WHERE disabled_at IS NOT NULL AND ",
            $where,
            $order
        )
    };
    (SignUps $where:literal, $now:literal, $order:literal) => {
        concat!(
            "SELECT id, email, email_key, created_at, CAST(NULL AS BIGINT) AS signed_in_at,
                CAST(NULL AS BIGINT) AS disabled_at, CAST(NULL AS BIGINT) AS kept_until, CAST(NULL AS TEXT) AS role,
                expires_at
            FROM sign_ups WHERE confirmed_at IS NULL AND expires_at > ",
            $now,
            " AND ",
            $where,
            $order
        )
    };
}

/// In the order of `Wanted`.
macro_rules! statements {
    ($where:literal, $now:literal, $order:literal) => {
        [
            look!(All $where, $now, $order),
            look!(Accounts $where, $now, $order),
            look!(Disabled $where, $now, $order),
            look!(SignUps $where, $now, $order),
        ]
    };
}

/// Newest first.
pub async fn newest(
    conn: &mut Conn,
    wanted: Wanted,
    behind: Option<Behind>,
    limit: usize,
    now: Timestamp,
) -> Result<Leaf<Person>, Error> {
    const SQL: [&str; 4] =
        statements!("(created_at, id) < ($1, $2)", "$4", " ORDER BY created_at DESC, id DESC LIMIT $3");
    let [at, id] = Behind::backwards(behind);
    let mut args = vec![at, id, one_more(limit)];
    args.extend(wanted.has_sign_ups().then(|| Value::from(now)));
    let rows = conn.fetch_all(SQL[wanted as usize], args).await?;
    Ok(Leaf::of(people(rows)?, limit, Person::place))
}

/// Where the page of a search by the beginning of an address ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    key: String,
    id: Id,
}

/// Longer than any address (`countersign_core::address`): nothing has such a text in it. SQLite has a limit of its own
/// for what it looks for (sqlite.org/limits.html, "Maximum Length Of A LIKE Or GLOB Pattern").
const LONGEST: usize = 64 + 1 + 253;

/// Those whose addresses begin so, in the order of their addresses, and what to go on behind.
pub async fn beginning(
    conn: &mut Conn,
    wanted: Wanted,
    start: &str,
    after: Option<&After>,
    limit: usize,
    now: Timestamp,
) -> Result<(Vec<Person>, Option<After>), Error> {
    const SQL: [&str; 4] = statements!(
        "email_key >= $1 AND (email_key, id) > ($1, $2) AND email_key < $4",
        "$5",
        " ORDER BY email_key, id LIMIT $3"
    );
    if start.len() > LONGEST {
        return Ok((Vec::new(), None));
    }
    let start = start.to_ascii_lowercase();
    // Behind all that begin so: an address has no such character.
    let end = format!("{start}\u{7f}");
    let (key, id) = match after {
        Some(after) if after.key > start => (after.key.as_str(), Value::from(after.id)),
        Some(_) | None => (start.as_str(), Value::from("")),
    };
    let mut args = vec![Value::from(key), id, one_more(limit), Value::from(end.as_str())];
    args.extend(wanted.has_sign_ups().then(|| Value::from(now)));
    let mut rows = conn.fetch_all(SQL[wanted as usize], args).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    // By the row's own key: that of an account that was closed is not its address's.
    let after = |row: &Row| Ok::<After, Error>(After { key: row.text("email_key")?, id: row.id("id")? });
    let next = rows.last().filter(|_| has_more).map(after).transpose()?;
    Ok((people(rows)?, next))
}

/// Those with a text anywhere in their addresses, newest first, among so many rows as one look may read: the next page
/// looks further back.
pub async fn containing(
    conn: &mut Conn,
    wanted: Wanted,
    text: &str,
    behind: Option<Behind>,
    limit: usize,
    now: Timestamp,
) -> Result<Leaf<Person>, Error> {
    macro_rules! in_window {
        ($($wanted:ident),+) => {
            [$(concat!(
                "SELECT * FROM (SELECT looked.*, row_number() OVER (ORDER BY created_at DESC, id DESC) AS place FROM (",
                look!($wanted "(created_at, id) < ($1, $2)", "$6", " ORDER BY created_at DESC, id DESC LIMIT $3"),
                ") AS looked) AS placed WHERE email_key LIKE $4 ESCAPE '!' OR place = $3 ORDER BY place LIMIT $5"
            )),+]
        };
    }
    const SQL: [&str; 4] = in_window!(All, Accounts, Disabled, SignUps);
    if text.len() > LONGEST {
        return Ok(Leaf { rows: Vec::new(), next: None });
    }
    let [at, id] = Behind::backwards(behind);
    let text = text.to_ascii_lowercase();
    // The last row of the window comes along, whatever its address.
    let mut args = vec![at, id, Value::from(WINDOW), Value::from(pattern(&text).as_str()), one_more(limit + 1)];
    args.extend(wanted.has_sign_ups().then(|| Value::from(now)));
    let rows = conn.fetch_all(SQL[wanted as usize], args).await?;
    let is_full = rows.last().map(|row| row.int("place")).transpose()? == Some(WINDOW);
    let mut found = people(rows)?;
    let edge = found.last().filter(|_| is_full).map(Person::place);
    found.retain(|person| person.address.key().contains(&text));
    Ok(Leaf::of_window(found, limit, edge, Person::place))
}

/// A text as what `LIKE` takes for nothing but itself.
fn pattern(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    pattern + "%"
}

impl From<Account> for Person {
    fn from(account: Account) -> Self {
        let Account { signed_in_at, disabled_at, role, .. } = account;
        let kept_until = account.closing.map(|closing| closing.kept_until);
        let standing = Standing::Account { signed_in_at, disabled_at, kept_until, role };
        Self { id: account.id, address: account.address, created_at: account.created_at, standing }
    }
}

impl From<SignUp> for Person {
    fn from(sign_up: SignUp) -> Self {
        let standing = Standing::SignUp { expires_at: sign_up.expires_at };
        Self { id: sign_up.id, address: sign_up.address, created_at: sign_up.created_at, standing }
    }
}

fn one_more(limit: usize) -> Value {
    Value::from(i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1))
}

impl Person {
    fn place(&self) -> Behind {
        Behind { at: self.created_at, id: self.id }
    }
}

fn people(rows: Vec<Row>) -> Result<Vec<Person>, Error> {
    let person = |row: Row| {
        let standing = match row.maybe_at("expires_at")? {
            Some(expires_at) => Standing::SignUp { expires_at },
            None => Standing::Account {
                signed_in_at: row.maybe_at("signed_in_at")?,
                disabled_at: row.maybe_at("disabled_at")?,
                kept_until: row.maybe_at("kept_until")?,
                role: row.maybe_text("role")?.as_deref().and_then(Role::parse),
            },
        };
        let (id, address, created_at) = (row.id("id")?, row.address("email")?, row.at("created_at")?);
        Ok(Person { id, address, created_at, standing })
    };
    rows.into_iter().map(person).collect()
}

impl fmt::Display for After {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.id, self.key)
    }
}

impl FromStr for After {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Self, NoPlace> {
        let (id, key) = text.split_once('.').ok_or(NoPlace)?;
        Ok(Self { key: key.to_owned(), id: id.parse().map_err(|_| NoPlace)? })
    }
}
