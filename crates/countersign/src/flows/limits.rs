//! Limits in the flows: what is counted before anything is verified, hashed or mailed, and the one place where a
//! password is checked. Which limits there are is in `core/src/limit.rs` and `core/src/guess.rs`, where they are counted
//! in `store`. A refusal says neither which limit it was nor whether anything is known of an address (ATT-42).

use std::net::IpAddr;

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::guess::{Guessing, Standing, Wrong};
use countersign_core::limit::{Limit, Limited, networks};
use countersign_core::session::Session;
use countersign_core::sign_up::SignUp;
use countersign_core::vocabulary::LogOnly;
use countersign_core::{Address, Password, Secret};
use countersign_store::foreign_hashes;
use countersign_store::guesses::{self, Counted};
use countersign_store::limits::{Attempt, Bucket};

use super::parts::{About, Visitor, note_alone};
use crate::metrics::{GUESSING, PASSWORD};
use crate::{Countersign, Error};

/// What is counted under this name is no limit of its own: `captcha_from` sets it.
const CAPTCHA: &str = "captcha";

/// Whose tries are counted together, besides those of a network.
#[derive(Clone, Copy)]
pub enum Guessed<'a> {
    /// By anybody. The account's epoch, if there is one: after a reset nothing is left of what was counted before.
    Address(&'a Address, Option<i64>),
    /// In a browser that the owner has signed in with: what strangers try elsewhere is not counted against it.
    Browser(&'a Address, &'a str),
    /// By whoever has the link of a sign-up: strangers who guess at its address have no part in it.
    SignUp(&'a SignUp),
    /// By whoever is signed in: a stranger's tries for the address are not theirs, nor can they use them up.
    Within(&'a Session),
}

/// The first epoch's tries are those of the time before there was an account.
const FIRST_EPOCH: i64 = 1;

impl Guessed<'_> {
    fn subject(self) -> String {
        match self {
            Self::Address(address, Some(epoch)) if epoch > FIRST_EPOCH => format!("{} {epoch}", address.key()),
            Self::Address(address, _) => address.key().to_owned(),
            // Never an address: there is no @ in them.
            Self::Browser(_, name) => format!("browser {name}"),
            Self::SignUp(sign_up) => sign_up.id.to_string(),
            Self::Within(session) => session.id.to_string(),
        }
    }

    fn address(&self) -> Option<&Address> {
        match self {
            Self::Address(address, _) | Self::Browser(address, _) => Some(address),
            Self::SignUp(sign_up) => Some(&sign_up.address),
            Self::Within(_) => None,
        }
    }
}

/// What came of a try.
pub struct Verdict {
    pub is_right: bool,
    /// Wrong ones in a row before it.
    pub wrong_before: u32,
}

/// Whether the password is the one behind the stored hash, and one of few tries for this address, in this browser or in
/// this session, and from this network. Counted beforehand, so that tries at the same moment are counted too; a right
/// one is given back. Wrong ones in a row make the next wait, longer and longer, until none is looked at any more.
pub async fn verify_password(
    app: &Countersign,
    guessed: Guessed<'_>,
    password: &Password,
    stored: Option<&Secret<String>>,
    visitor: &Visitor,
) -> Result<Verdict, Error> {
    let subject = guessed.subject();
    let row = Row::find(app, &subject).await?;
    let is_slowed = row.may_try(app, visitor)?;
    let mut buckets = of_network(app, Limited::PasswordNetwork, visitor);
    buckets.extend(bucket(app, Limited::PasswordAddress, &subject));
    let attempt = take(app, PASSWORD, &buckets, visitor).await?;
    let tried = async {
        if is_slowed {
            row.take(app, visitor).await?;
        }
        even(app).await?;
        let tried = app.hashing.verify(password, stored).await;
        row.note(app, is_slowed, &tried).await;
        tried
    };
    let tried = tried.await;
    // Where too many hashes wait, or somebody else had the one try, nothing was tried.
    if !matches!(tried, Ok(false))
        && let Some(attempt) = attempt
    {
        // What stays counted costs one try; a right password is right all the same.
        if let Err(error) = app.limits.give_back(attempt, app.clock.now()).await {
            tracing::warn!(%error, "a right password stays counted as a try");
        }
    }
    let is_right = tried?;
    if !is_right && row.guessing.is_some_and(|guessing| row.wrong.count + 1 == guessing.stops_after) {
        let about = About { address: guessed.address(), ..About::default() };
        note_alone(app, Event::StopGuessing, "stopped", about, visitor).await?;
    }
    Ok(Verdict { is_right, wrong_before: row.wrong.count })
}

/// Whether whoever is signed in knows the password, before what a thief of the session must not do. A wrong one is noted.
pub async fn is_really_them(
    app: &Countersign,
    event: Event,
    (session, account): (&Session, &Account),
    password: &Password,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let stored = account.password_hash.as_ref();
    let is_right = verify_password(app, Guessed::Within(session), password, stored, visitor).await?.is_right;
    if !is_right {
        note_alone(app, event, "wrong_password", About::account(account), visitor).await?;
    }
    Ok(is_right)
}

/// Sees to it that verifying takes as long for everybody as for whoever still has the dearest imported hash.
async fn even(app: &Countersign) -> Result<(), Error> {
    let now = app.clock.now();
    if app.hashing.is_to_be_evened(now) {
        app.hashing.even(foreign_hashes::dearest(&mut app.db.read().await?).await?, now);
    }
    Ok(())
}

/// The wrong passwords in a row for one subject, as they were found.
struct Row {
    guessing: Option<Guessing>,
    whose: Counted,
    wrong: Wrong,
}

impl Row {
    async fn find(app: &Countersign, subject: &str) -> Result<Self, Error> {
        let whose = Counted::of(subject);
        let guessing = app.rules.guessing;
        let wrong = match guessing {
            Some(_) => guesses::find(&mut app.db.read().await?, &whose).await?,
            None => Wrong::NONE,
        };
        Ok(Self { guessing, whose, wrong })
    }

    /// Whether only one try is left for now; an error where there is none.
    fn may_try(&self, app: &Countersign, visitor: &Visitor) -> Result<bool, Error> {
        let Some(guessing) = self.guessing else { return Ok(false) };
        let error = match guessing.standing(self.wrong, app.clock.now()) {
            Standing::Free => return Ok(false),
            Standing::Slowed => return Ok(true),
            Standing::Wait(wait) => Error::RateLimited(wait),
            Standing::Stopped => Error::GuessingStopped,
        };
        Err(refused(app, GUESSING, visitor, error))
    }

    /// Takes the one try that is left.
    async fn take(&self, app: &Countersign, visitor: &Visitor) -> Result<(), Error> {
        let Some(guessing) = self.guessing else { return Ok(()) };
        if guesses::take(&app.db, &self.whose, self.wrong, guessing, app.clock.now()).await? {
            return Ok(());
        }
        // Somebody else had it.
        Err(refused(app, GUESSING, visitor, Error::RateLimited(guessing.pause(self.wrong.count + 1))))
    }

    /// What came of it. A note that fails costs a try or allows one: the answer is the same.
    async fn note(&self, app: &Countersign, is_taken: bool, tried: &Result<bool, Error>) {
        let Some(guessing) = self.guessing else { return };
        let noted = match tried {
            Ok(true) if self.wrong.count > 0 => guesses::forget(&app.db, &self.whose).await,
            Ok(false) if !is_taken => guesses::count(&app.db, &self.whose, guessing, app.clock.now()).await,
            Err(_) if is_taken => guesses::give_back(&app.db, &self.whose, self.wrong).await,
            Ok(_) | Err(_) => Ok(()),
        };
        if let Err(error) = noted {
            tracing::warn!(%error, "what came of a password could not be counted");
        }
    }
}

/// Counts what a network may do only so often, whether or not it comes to anything.
pub async fn count(app: &Countersign, limited: Limited, visitor: &Visitor) -> Result<(), Error> {
    take(app, limited.as_str(), &of_network(app, limited, visitor), visitor).await.map(drop)
}

/// The same, and counted for the account as well, from whatever networks its owner asks.
pub async fn count_for(app: &Countersign, limited: Limited, account: &Account, visitor: &Visitor) -> Result<(), Error> {
    let mut buckets = of_network(app, limited, visitor);
    buckets.extend(bucket(app, limited, &account.id.to_string()));
    take(app, limited.as_str(), &buckets, visitor).await.map(drop)
}

/// `limit` is for the operator's figures alone.
async fn take(
    app: &Countersign,
    limit: &'static str,
    buckets: &[Bucket],
    visitor: &Visitor,
) -> Result<Option<Attempt>, Error> {
    if buckets.is_empty() {
        return Ok(None);
    }
    match app.limits.take(buckets, app.clock.now()).await? {
        Ok(attempt) => Ok(Some(attempt)),
        Err(wait) => Err(refused(app, limit, visitor, Error::RateLimited(wait))),
    }
}

/// Counts and logs a refusal. In the log only: rows of refused tries would let strangers fill the table.
fn refused(app: &Countersign, limit: &'static str, visitor: &Visitor, error: Error) -> Error {
    app.metrics.attempt_refused(limit);
    let (client, owasp) = (visitor.origin.client.as_str(), LogOnly::RateLimited.as_str());
    let wait_s = if let Error::RateLimited(wait) = &error { Some(wait.as_secs_f64()) } else { None };
    tracing::info!(event = "rate_limit", outcome = "refused", owasp, client, wait_s, "audit");
    error
}

/// Whether the trail takes another line of what costs this network nothing.
pub async fn has_room_in_trail(app: &Countersign, visitor: &Visitor) -> Result<bool, Error> {
    let buckets = of_network(app, Limited::TrailNetwork, visitor);
    Ok(buckets.is_empty() || app.limits.take(&buckets, app.clock.now()).await?.is_ok())
}

/// Whether a network may do one more without a captcha; counted, if so. Where not, nothing is refused by it.
pub async fn goes_unasked(app: &Countersign, limit: Limit, visitor: &Visitor) -> Result<bool, Error> {
    Ok(app.limits.take(&of_client(CAPTCHA, limit, visitor), app.clock.now()).await?.is_ok())
}

/// The same, looked at only.
pub async fn would_go_unasked(app: &Countersign, limit: Limit, visitor: &Visitor) -> Result<bool, Error> {
    Ok(app.limits.would_pass(&of_client(CAPTCHA, limit, visitor), app.clock.now()).await?)
}

/// The buckets of everybody from a network. Whoever comes from nowhere that is known shares one.
fn of_network(app: &Countersign, limited: Limited, visitor: &Visitor) -> Vec<Bucket> {
    app.rules.limits.get(limited).map_or_else(Vec::new, |limit| of_client(limited.as_str(), limit, visitor))
}

fn of_client(name: &str, limit: Limit, visitor: &Visitor) -> Vec<Bucket> {
    match visitor.origin.client.parse::<IpAddr>() {
        Ok(client) => networks(client)
            .into_iter()
            .map(|network| Bucket::new(name, &network.name, limit.times(network.times)))
            .collect(),
        Err(_) => vec![Bucket::new(name, &visitor.origin.client, limit)],
    }
}

fn bucket(app: &Countersign, limited: Limited, subject: &str) -> Option<Bucket> {
    app.rules.limits.get(limited).map(|limit| Bucket::new(limited.as_str(), subject, limit))
}
