//! What foreign hashes cost, by kind. Whoever signs in does the dearest work of each kind that an account of the
//! installation may still need, whether their account needs it or there is none: so the time to the answer tells nothing
//! about an address. The most that one sign-in may come to is here, too.

use std::collections::BTreeMap;
use std::fmt;

use super::{Digest, derive};
use crate::Password;
use crate::hash::{self, Cost, Failed, Memory};

/// Work of one kind adds up and can be done in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// In iterations.
    Pbkdf2Sha1,
    /// In iterations.
    Pbkdf2Sha256,
    /// In iterations.
    Pbkdf2Sha512,
    /// In lanes.
    Scrypt {
        /// The base-2 logarithm of its N.
        log_n: u8,
        /// Its block size.
        r: u32,
    },
    /// In rounds, two to the power of its cost.
    Bcrypt,
    /// In KiB written. What a new hash of ours writes is part of it.
    Argon2,
}

/// So much of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Work(BTreeMap<Kind, u64>);

impl Work {
    /// Longest sign-in, all kinds together: some three seconds of a core.
    pub const MAX_US: u64 = 3_000_000;

    /// So much of one kind.
    pub fn of(kind: Kind, amount: u64) -> Self {
        Self(BTreeMap::from([(kind, amount)]))
    }

    /// Each kind with its amount.
    pub fn iter(&self) -> impl Iterator<Item = (Kind, u64)> {
        self.0.iter().map(|(kind, amount)| (*kind, *amount))
    }

    /// There is none of any kind.
    pub fn is_nothing(&self) -> bool {
        self.0.is_empty()
    }

    /// At least as much of each kind as the other.
    pub fn raise(&mut self, other: &Self) {
        for (kind, amount) in other.iter() {
            let mine = self.0.entry(kind).or_default();
            *mine = (*mine).max(amount);
        }
    }

    /// What is left to do where the other is done.
    #[must_use]
    pub fn without(&self, done: &Self) -> Self {
        let left =
            self.iter().map(|(kind, amount)| (kind, amount.saturating_sub(done.0.get(&kind).copied().unwrap_or(0))));
        Self(left.filter(|(_, amount)| *amount > 0).collect())
    }

    /// Microseconds of a core, as a rule of thumb, in optimised code on a machine of today.
    pub fn about_us(&self) -> u64 {
        self.iter().map(|(kind, amount)| kind.about_us(amount)).fold(0, u64::saturating_add)
    }

    /// Does it, for nothing but the time that it takes.
    pub fn spend(&self, password: &Password, like: Cost, memory: &mut Memory) -> Result<(), Failed> {
        const SALT: [u8; 16] = [0; 16];
        let secret = password.expose().as_bytes();
        let iterations = |amount: u64| u32::try_from(amount).unwrap_or(u32::MAX);
        for (kind, amount) in self.iter() {
            match kind {
                Kind::Pbkdf2Sha1 => drop(derive::pbkdf2(Digest::Sha1, secret, &SALT, iterations(amount), 20)?),
                Kind::Pbkdf2Sha256 => drop(derive::pbkdf2(Digest::Sha256, secret, &SALT, iterations(amount), 32)?),
                Kind::Pbkdf2Sha512 => drop(derive::pbkdf2(Digest::Sha512, secret, &SALT, iterations(amount), 64)?),
                Kind::Scrypt { log_n, r } => {
                    drop(derive::scrypt((log_n, r, iterations(amount)), secret, &SALT, 32)?);
                }
                Kind::Bcrypt => {
                    for cost in bcrypt_costs(amount) {
                        drop(derive::bcrypt(cost, SALT, secret, 23));
                    }
                }
                Kind::Argon2 => {
                    if let Some(cost) = hash::filler(amount, like) {
                        hash::hash(password, SALT, cost, memory)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Bcrypt's work doubles with each cost: those that come to it together.
pub(super) fn bcrypt_costs(amount: u64) -> impl Iterator<Item = u32> {
    (0..32).filter(move |cost| amount >> cost & 1 == 1)
}

impl Kind {
    fn about_us(self, amount: u64) -> u64 {
        match self {
            Self::Pbkdf2Sha1 | Self::Pbkdf2Sha256 => amount / 4,
            Self::Pbkdf2Sha512 => amount / 2,
            Self::Scrypt { log_n, r } => amount.saturating_mul(u64::from(r)).saturating_mul(1 << log_n) / 3,
            Self::Bcrypt => amount.saturating_mul(60),
            Self::Argon2 => amount * 2 / 3,
        }
    }

    /// What `Display` writes.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "pbkdf2-sha1" => Some(Self::Pbkdf2Sha1),
            "pbkdf2-sha256" => Some(Self::Pbkdf2Sha256),
            "pbkdf2-sha512" => Some(Self::Pbkdf2Sha512),
            "bcrypt" => Some(Self::Bcrypt),
            "argon2" => Some(Self::Argon2),
            other => {
                let (log_n, r) = other.strip_prefix("scrypt-")?.split_once('-')?;
                let (log_n, r) = (log_n.parse().ok().filter(|log_n| *log_n < 32)?, r.parse().ok()?);
                Some(Self::Scrypt { log_n, r })
            }
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pbkdf2Sha1 => f.write_str("pbkdf2-sha1"),
            Self::Pbkdf2Sha256 => f.write_str("pbkdf2-sha256"),
            Self::Pbkdf2Sha512 => f.write_str("pbkdf2-sha512"),
            Self::Scrypt { log_n, r } => write!(f, "scrypt-{log_n}-{r}"),
            Self::Bcrypt => f.write_str("bcrypt"),
            Self::Argon2 => f.write_str("argon2"),
        }
    }
}
