//! Countersign: the account service that proves a person owns an e-mail address, and lets them back in
//! when they forget their password. `Countersign` holds what every room needs; `flows` are the stories,
//! `http` and `cli` their doors, `worker` sends the mail, `config` reads the settings.

mod breached;
pub mod cli;
pub mod clock;
pub mod config;
pub mod flows;
mod hashing;
pub mod http;
mod installation;
mod key_file;
pub mod mail_health;
pub mod metrics;
mod outbound;
mod random;
mod request_times;
pub mod rules;
mod server;
mod siteverify;
pub mod words;
pub mod worker;

use std::sync::Arc;
use std::time::Duration;

use countersign_core::altcha::Challenger;
use countersign_core::browser::Browsers;
use countersign_core::session_token::Issuer;
use countersign_core::token::Signer;
use countersign_core::{SecretKey, Timestamp};
use countersign_store::audit::Trail;
use countersign_store::limits::Limits;
use countersign_store::{Db, Redis};

use crate::breached::Breached;
use crate::clock::Clock;
use crate::hashing::Hashing;
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::rules::Rules;

/// One installation: its database, keys, rules and clock. Cheap to clone.
#[derive(Clone)]
pub struct Countersign {
    pub(crate) db: Db,
    pub(crate) limits: Limits,
    pub(crate) hashing: Hashing,
    pub(crate) signer: Arc<Signer>,
    pub(crate) browsers: Arc<Browsers>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) challenger: Arc<Challenger>,
    pub(crate) breached: Option<Breached>,
    pub(crate) outbound: Outbound,
    pub(crate) clock: Clock,
    pub(crate) rules: Arc<Rules>,
    pub(crate) metrics: Metrics,
}

impl Countersign {
    /// Starts the hashing threads; everything else is there already.
    pub fn new(db: Db, key: &SecretKey, previous_keys: &[SecretKey], rules: Rules, clock: Clock) -> Self {
        let db = db.with_trail(Trail::new(key, previous_keys));
        let needs_roots = rules.outbound().any(|url| url.scheme() == "https");
        Self {
            limits: Limits::in_database(db.clone()),
            db,
            hashing: Hashing::start(rules.hash_cost, rules.foreign_keys.clone()),
            signer: Arc::new(Signer::new(rules.token_format, key, previous_keys)),
            browsers: Arc::new(Browsers::new(key, previous_keys)),
            issuer: Arc::new(Issuer::new(key, previous_keys)),
            challenger: Arc::new(Challenger::new(key, previous_keys)),
            breached: rules.breached_passwords_url.clone().map(Breached::new),
            outbound: Outbound::new(needs_roots),
            clock,
            rules: Arc::new(rules),
            metrics: Metrics::new(),
        }
    }

    /// Limits are counted in Redis instead of the database, and queued mails handed to workers by it. What another
    /// installation keeps there has other keys: they begin with the base URL.
    #[must_use]
    pub fn with_redis(self, redis: &Redis) -> Self {
        let redis = redis.of(self.rules.base.url().as_str());
        Self { limits: Limits::in_redis(redis.clone()), db: self.db.with_redis(redis), ..self }
    }

    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    pub fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }
}

/// We could not do our work. What a person did is an outcome of the flow instead.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Too much at once; nothing was done, and a later try may succeed.
    #[error("overloaded")]
    Overloaded,
    /// The database fell silent while it was told to commit: it may be done or not.
    #[error("in doubt")]
    InDoubt,
    /// Too often; nothing was done, and after this long a try may pass.
    #[error("too many attempts")]
    RateLimited(Duration),
    /// Too many wrong passwords in a row: none is looked at until there is another by a reset.
    #[error("too many wrong passwords")]
    GuessingStopped,
    /// The session ended while its request was under way; nothing was done.
    #[error("signed out meanwhile")]
    SignedOut,
    #[error(transparent)]
    Store(countersign_store::Error),
    #[error(transparent)]
    Hash(#[from] countersign_core::hash::Failed),
    #[error("page: {0}")]
    Page(#[from] minijinja::Error),
    #[error("{0}")]
    Words(String),
}

impl From<countersign_store::Error> for Error {
    fn from(error: countersign_store::Error) -> Self {
        match error {
            countersign_store::Error::Busy(reason) | countersign_store::Error::Unwritable(reason) => {
                tracing::warn!(reason, "the database cannot do this now");
                Self::Overloaded
            }
            countersign_store::Error::InDoubt(reason) => {
                tracing::warn!(reason, "the database was lost during a commit");
                Self::InDoubt
            }
            countersign_store::Error::Taken
            | countersign_store::Error::Unreadable(_)
            | countersign_store::Error::Refused(_)
            | countersign_store::Error::Driver(_) => Self::Store(error),
        }
    }
}
