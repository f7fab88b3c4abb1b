//! Rate limits in the flows: what is counted before anything is verified, hashed or mailed, and the one place where a
//! password is checked. Which limits there are is in `core/src/limit.rs`, where they are counted in `store`. A refusal
//! says neither which limit it was nor whether anything is known of an address (ATT-42).

use std::net::IpAddr;

use countersign_core::limit::{Limited, networks};
use countersign_core::session::Session;
use countersign_core::vocabulary::LogOnly;
use countersign_core::{Address, Password, Secret};
use countersign_store::limits::{Attempt, Bucket};

use super::parts::Visitor;
use crate::{Countersign, Error};

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
            // In the log only: rows of refused tries would let strangers fill the table.
            let (client, owasp) = (visitor.origin.client.as_str(), LogOnly::RateLimited.as_str());
            tracing::info!(
                event = "rate_limit",
                outcome = "refused",
                owasp,
                client,
                wait_s = wait.as_secs_f64(),
                "audit"
            );
            Err(Error::RateLimited(wait))
        }
    }
}

/// The buckets of everybody from a network. Whoever comes from nowhere that is known shares one.
fn of_network(app: &Countersign, limited: Limited, visitor: &Visitor) -> Vec<Bucket> {
    let Some(limit) = app.rules.limits.get(limited) else { return Vec::new() };
    match visitor.origin.client.parse::<IpAddr>() {
        Ok(client) => networks(client)
            .into_iter()
            .map(|network| Bucket::new(limited.as_str(), &network.name, limit.times(network.times)))
            .collect(),
        Err(_) => vec![Bucket::new(limited.as_str(), &visitor.origin.client, limit)],
    }
}

fn bucket(app: &Countersign, limited: Limited, subject: &str) -> Option<Bucket> {
    app.rules.limits.get(limited).map(|limit| Bucket::new(limited.as_str(), subject, limit))
}
