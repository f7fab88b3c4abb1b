//! The account service that proves a person owns an e-mail address, and lets them back in when they forget their
//! password: a program, and the same as a library for axum applications. This is about the library.
//!
#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

// `Countersign` holds what every room needs; `flows` are the stories, `http` and `cli` their doors, `worker` sends the
// mail, `config` reads the settings, `embed` is for other applications. What is hidden from the documentation is the
// program's own: it is public for the program and its tests, may change at any time, and is nothing to build on.
mod breached;
#[cfg(feature = "cli")]
#[doc(hidden)]
pub mod cli;
#[doc(hidden)]
pub mod clock;
#[doc(hidden)]
pub mod config;
mod embed;
#[doc(hidden)]
pub mod flows;
mod hashing;
mod hooks;
#[doc(hidden)]
pub mod http;
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the commands use more of it"))]
mod installation;
#[cfg_attr(not(feature = "cli"), allow(dead_code, reason = "the commands use more of it"))]
mod key_file;
#[doc(hidden)]
pub mod mail_health;
#[doc(hidden)]
pub mod metrics;
mod outbound;
mod random;
mod request_times;
#[doc(hidden)]
pub mod rules;
#[cfg(feature = "cli")]
mod server;
mod session_lookups;
mod siteverify;
mod spans;
#[cfg(feature = "otel")]
mod traces;
#[doc(hidden)]
pub mod words;
#[doc(hidden)]
pub mod worker;

use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::SecretKey;
use countersign_core::altcha::Challenger;
use countersign_core::browser::Browsers;
use countersign_core::session_stamp::Stamps;
use countersign_core::session_token::Issuer;
use countersign_core::token::Signer;
use countersign_store::audit::Trail;
use countersign_store::limits::Limits;
use countersign_store::{Db, Redis};

use crate::breached::Breached;
use crate::clock::Clock;
use crate::hashing::Hashing;
use crate::metrics::Metrics;
use crate::outbound::Outbound;
use crate::rules::Rules;
use crate::session_lookups::Lookups;

#[doc(inline)]
pub use countersign_core::{Address, Id, Timestamp};

pub use crate::embed::{BuildError, Builder, Gate, Gated, Refused, Rejection, SignedIn};
#[doc(hidden)]
pub use crate::hooks::Hooks;
pub use crate::hooks::{AccountHooks, HookError, NewAccount};

/// Your own statements in Countersign's transactions, on tables of your own in the same database.
///
/// A [`Transaction`](sql::Transaction) is lent to [`AccountHooks`] and by [`Countersign::transaction`]. It shows no type of
/// a database driver: which one is inside, and of which version, is not for you to care about, and your application may
/// have another one of its own beside it.
pub mod sql {
    #[doc(inline)]
    pub use countersign_store::host::{Error, Param, Readable, Row, Transaction};
}

/// One installation: its database, keys, rules and clock. Made by [`Countersign::builder`]. Cheap to clone: clones are
/// the same installation.
#[derive(Clone)]
pub struct Countersign(Arc<Inside>);

/// What it is made of: behind one pointer, since every request takes a clone through every layer.
#[doc(hidden)]
#[derive(Clone)]
pub struct Inside {
    pub(crate) db: Db,
    pub(crate) limits: Limits,
    pub(crate) lookups: Lookups,
    pub(crate) hashing: Hashing,
    pub(crate) signer: Arc<Signer>,
    pub(crate) stamps: Arc<Stamps>,
    pub(crate) browsers: Arc<Browsers>,
    pub(crate) issuer: Arc<Issuer>,
    pub(crate) challenger: Arc<Challenger>,
    pub(crate) breached: Option<Breached>,
    pub(crate) outbound: Outbound,
    pub(crate) clock: Clock,
    pub(crate) rules: Arc<Rules>,
    pub(crate) metrics: Metrics,
    pub(crate) redis: Option<Redis>,
    pub(crate) hooks: Hooks,
    /// Doors and worker, where `Builder::build` has made them; the commands of the program make their own.
    pub(crate) embedded: Option<Arc<embed::Embedded>>,
}

impl Deref for Countersign {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Countersign {
    #[doc(hidden)]
    /// Starts the hashing threads; everything else is there already.
    pub fn new(db: Db, key: &SecretKey, previous_keys: &[SecretKey], rules: Rules, clock: Clock) -> Self {
        let metrics = Metrics::new();
        let witness = metrics.clone();
        let witness = Arc::new(move |event, outcome| witness.event_noted(event, outcome));
        let db = db.with_trail(Trail::new(key, previous_keys)).with_witness(witness);
        let needs_roots = rules.outbound().any(|url| url.scheme() == "https");
        Self(Arc::new(Inside {
            limits: Limits::in_database(db.clone()),
            lookups: Lookups::new(db.clone()),
            db,
            hashing: Hashing::start(rules.hash_cost, rules.foreign_keys.clone(), metrics.clone()),
            signer: Arc::new(Signer::new(rules.token_format, key, previous_keys)),
            stamps: Arc::new(Stamps::new(key, previous_keys)),
            browsers: Arc::new(Browsers::new(key, previous_keys)),
            issuer: Arc::new(Issuer::new(key, previous_keys)),
            challenger: Arc::new(Challenger::new(key, previous_keys)),
            breached: rules.breached_passwords_url.clone().map(Breached::new),
            outbound: Outbound::new(needs_roots),
            clock,
            rules: Arc::new(rules),
            metrics,
            redis: None,
            hooks: Hooks::default(),
            embedded: None,
        }))
    }

    /// This installation with something in another's place.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Inside)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    #[doc(hidden)]
    /// Limits are counted in Redis instead of the database, and queued mails handed to workers by it. What another
    /// installation keeps there has other keys: they begin with the base URL.
    #[must_use]
    pub fn with_redis(self, redis: &Redis) -> Self {
        let redis = redis.of(self.rules.base.url().as_str());
        self.with(|inside| {
            inside.limits = Limits::in_redis(redis.clone());
            inside.db = inside.db.with_redis(redis.clone());
            inside.redis = Some(redis);
        })
    }

    #[doc(hidden)]
    #[must_use]
    pub fn with_hooks(self, hooks: Hooks) -> Self {
        self.with(|inside| inside.hooks = hooks)
    }

    #[doc(hidden)]
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    #[doc(hidden)]
    pub fn db(&self) -> &Db {
        &self.db
    }
}

/// We could not do our work. What a person did is an outcome of the flow instead.
#[doc(hidden)]
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
    /// A file that an operator put in the place of ours.
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, #[source] std::io::Error),
    /// The application that embeds us could not do its part of a transaction; nothing was done.
    #[error("the application's hook: {0}")]
    Hook(String),
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
