//! Import: another application's users, all of them or none. Confirmed ones become accounts, the others sign-ups that wait
//! as any; both keep their hash, which a sign-in verifies and makes one of ours. No mail goes out. The operator alone does
//! this, and tries it first: a try does the same up to the writing.

use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::audit::{Event, Origin};
use countersign_core::foreign::Work;
use countersign_core::import::{Line, Outcome, Row};
use countersign_core::secret::token_hash;
use countersign_store::foreign_hashes;
use countersign_store::import::{Counts, Reported, Shown, Staged, Staging, Written};

use super::parts::{About, Visitor, note};
use crate::{Countersign, Error, random};

/// Longest beginning of what should have been an address that is told.
const SHOWN_CHARS: usize = 100;

/// How often it is looked whether the dearest imported hashes are still there.
const LOOK_AGAIN: Duration = Duration::from_secs(86_400);

/// An import under way. Dropped, it has done nothing.
pub struct Import<'a> {
    app: &'a Countersign,
    staging: Staging,
    /// What verifying the new hashes takes.
    work: Work,
    skips_existing: bool,
}

/// What the rows came to.
pub enum Looked {
    Ready,
    /// Rows that are broken or there already: nothing is written.
    Refused,
    /// Every sign-in would take this long, for nobody's must tell whether there is an account.
    TooDear(Duration),
}

pub enum Ended {
    Imported(Written),
    /// Somebody had one of the addresses first: nothing is written.
    Overtaken,
}

impl<'a> Import<'a> {
    pub async fn begin(app: &'a Countersign, skips_existing: bool) -> Result<Self, Error> {
        Ok(Self { app, staging: Staging::begin(&app.db).await?, work: Work::default(), skips_existing })
    }

    /// Takes rows in the order of their lines.
    pub async fn take(&mut self, lines: Vec<Line>) -> Result<(), Error> {
        let staged = lines.into_iter().map(|line| {
            let Line { number, email, row } = line;
            match row {
                Ok(row) => {
                    self.work.raise(&row.work);
                    stage(number, row)
                }
                Err(refusal) => Staged {
                    line: number,
                    outcome: Outcome::Broken,
                    id: None,
                    email: email.chars().filter(|c| !c.is_control()).take(SHOWN_CHARS).collect(),
                    email_key: None,
                    password_hash: None,
                    cookie_hash: None,
                    locale: None,
                    created_at: None,
                    reason: Some(refusal.to_string()),
                },
            }
        });
        let staged = staged.collect();
        Ok(self.staging.add(staged).await?)
    }

    /// Holds the rows against each other and against what is there.
    pub async fn look(&mut self) -> Result<(Looked, Counts), Error> {
        let counts = self.staging.look().await?;
        if counts.iter().any(|(outcome, _)| outcome.is_problem(self.skips_existing)) {
            return Ok((Looked::Refused, counts));
        }
        let mut all = foreign_hashes::dearest(&mut self.app.db.read().await?).await?;
        all.raise(&self.work);
        Ok(match all.about_us() {
            us if us > Work::MAX_US => (Looked::TooDear(Duration::from_micros(us)), counts),
            _ => (Looked::Ready, counts),
        })
    }

    /// About how long a sign-in will take for the new hashes, besides what it takes.
    pub fn costs(&self) -> Duration {
        Duration::from_micros(self.work.about_us())
    }

    /// So many rows behind a line.
    pub async fn page(&mut self, behind: i64, shown: Shown, limit: i64) -> Result<Vec<Reported>, Error> {
        Ok(self.staging.page(behind, shown, limit).await?)
    }

    /// Writes everything in one transaction, with one audit line that says how many there are. `count` is told how many
    /// lines are done.
    pub async fn write(self, counts: &Counts, visitor: &Visitor, count: impl FnMut(u64)) -> Result<Ended, Error> {
        let now = self.app.clock.now();
        let sign_ups_until = now.plus(self.app.rules.sign_up_ttl);
        let (mut tx, written) = self.staging.write(&self.work, sign_ups_until, now, count).await?;
        let expected: u64 = counts.iter().filter(|(outcome, _)| outcome.is_new()).map(|(_, rows)| rows).sum();
        if written.accounts + written.sign_ups < expected && !self.skips_existing {
            return Ok(Ended::Overtaken);
        }
        let said = format!("{} accounts and {} sign-ups", written.accounts, written.sign_ups);
        let origin = Origin { user_agent: said, ..visitor.origin.clone() };
        let visitor = Visitor { origin, ..visitor.clone() };
        note(&mut tx, Event::ImportAccounts, "imported", About::default(), &visitor, now);
        tx.commit().await?;
        Ok(Ended::Imported(written))
    }
}

fn stage(line: u64, row: Row) -> Staged {
    let outcome = match (row.is_confirmed, &row.password_hash) {
        (true, Some(_)) => Outcome::Account,
        (true, None) => Outcome::WithoutPassword,
        (false, Some(_)) => Outcome::SignUp,
        (false, None) => Outcome::LeftOut,
    };
    // Nobody has its cookie: the proof of such a sign-up is its password.
    let cookie_hash = (outcome == Outcome::SignUp).then(|| token_hash(random::token().expose()));
    Staged {
        line,
        outcome,
        id: Some(row.id.unwrap_or_else(|| random::id(row.created_at))),
        email: row.address.as_str().to_owned(),
        email_key: Some(row.address.key().to_owned()),
        password_hash: row.password_hash.map(|hash| hash.expose().clone()),
        cookie_hash,
        locale: row.locale,
        created_at: Some(row.created_at),
        reason: (outcome == Outcome::LeftOut).then(|| "neither confirmed nor with a password".to_owned()),
    }
}

/// Once a day: whether the dearest imported hashes are still there. When the last has become one of ours, sign-ins
/// take no more time than before.
pub async fn look_for_foreign_hashes(app: &Countersign, now: Timestamp) -> Result<bool, Error> {
    let (keys, cost) = (&app.rules.foreign_keys, app.rules.hash_cost);
    Ok(foreign_hashes::renew(&app.db.patient(), now.minus(LOOK_AGAIN), now, keys, cost).await?)
}
