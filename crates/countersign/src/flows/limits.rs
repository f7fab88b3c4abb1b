//! Rate limits in the flows: what is counted before anything is verified, hashed or mailed, and the one place where a
//! password is checked. Which limits there are is in `core/src/limit.rs`, where they are counted in `store`. A refusal
//! says neither which limit it was nor whether anything is known of an address (ATT-42).

use std::net::IpAddr;

use countersign_core::limit::{Limit, Limited, networks};
use countersign_core::session::Session;
use countersign_core::{Address, Password, Secret};
use countersign_store::limits::{Attempt, Bucket};

use super::parts::Visitor;
use crate::{Countersign, Error};

/// What is counted under this name is no limit of its own: `captcha_from` sets it.
const CAPTCHA: &str = "captcha";

/// Whose tries are counted together, besides those of a network.
pub enum Guessed<'a> {
    /// By anybody.
    Address(&'a Address),
    /// By whoever is signed in: a stranger's tries for the address are not theirs, nor can they use them up.
    Within(&'a Session),
}

impl Guessed<'_> {
    fn subject(&self) -> String {
        match self {
            Self::Address(address) => address.key().to_owned(),
            // Never an address: there is no @ in it.
            Self::Within(session) => session.id.to_string(),
        }
    }
}

/// Whether the password is the one behind the stored hash, and one of few tries for this address or in this session, and
/// from this network. Counted beforehand, so that tries at the same moment are counted too; a right one is given back.
pub async fn verify_password(
    app: &Countersign,
    guessed: Guessed<'_>,
    password: &Password,
    stored: Option<&Secret<String>>,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let mut buckets = of_network(app, Limited::PasswordNetwork, visitor);
    buckets.extend(bucket(app, Limited::PasswordAddress, &guessed.subject()));
    let attempt = take(app, &buckets, visitor).await?;
    let verdict = app.hashing.verify(password, stored).await;
    // Where too many hashes wait, nothing was tried.
    if !matches!(verdict, Ok(false))
        && let Some(attempt) = attempt
    {
        // What stays counted costs one try; a right password is right all the same.
        if let Err(error) = app.limits.give_back(attempt, app.clock.now()).await {
            tracing::warn!(%error, "a right password stays counted as a try");
        }
    }
    verdict
}

/// Counts what a network may do only so often, whether or not it comes to anything.
pub async fn count(app: &Countersign, limited: Limited, visitor: &Visitor) -> Result<(), Error> {
    take(app, &of_network(app, limited, visitor), visitor).await.map(drop)
}

async fn take(app: &Countersign, buckets: &[Bucket], visitor: &Visitor) -> Result<Option<Attempt>, Error> {
    if buckets.is_empty() {
        return Ok(None);
    }
    match app.limits.take(buckets, app.clock.now()).await? {
        Ok(attempt) => Ok(Some(attempt)),
        Err(wait) => {
            app.metrics.attempt_refused();
            tracing::info!(client = visitor.origin.client, wait_s = wait.as_secs_f64(), "too many attempts");
            Err(Error::RateLimited(wait))
        }
    }
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
