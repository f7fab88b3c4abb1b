//! Password hashes that other applications have made: read, bounded and verified, never made. Each is kept as it came
//! until its owner signs in, and is an Argon2id hash of ours from then on. How they are written is in
//! `foreign/notation.rs`, what they compute in `foreign/derive.rs`, what that costs in `foreign/work.rs`; who runs it is
//! `countersign::hashing`'s business.

use subtle::ConstantTimeEq;

use crate::hash::{Cost, Failed, Memory, Variant};
use crate::{Password, Secret};

mod derive;
mod notation;
mod work;

#[cfg(test)]
mod tests;

pub use notation::{BcryptOf, Refusal, marked, read};
pub use work::{Kind, Work};

/// A hash, taken apart. Whoever has one may verify it: what that costs is bounded.
#[derive(Debug)]
pub struct Foreign {
    algorithm: Algorithm,
    hash: Vec<u8>,
}

#[derive(Debug)]
enum Algorithm {
    Pbkdf2 {
        digest: Digest,
        iterations: u32,
        salt: Vec<u8>,
    },
    Scrypt {
        log_n: u8,
        r: u32,
        p: u32,
        salt: Vec<u8>,
    },
    Bcrypt {
        cost: u32,
        salt: [u8; 16],
        of: Input,
    },
    Argon2 {
        variant: Variant,
        cost: Cost,
        salt: Vec<u8>,
    },
    /// The rest of its parameters is the project's.
    Firebase {
        salt: Vec<u8>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Digest {
    Sha1,
    Sha256,
    Sha512,
}

/// What bcrypt is given. It takes 72 bytes and no more, which some applications step around.
#[derive(Debug, PartialEq, Eq)]
enum Input {
    Password,
    /// With the pepper behind it: Devise.
    Peppered,
    /// Its SHA-256 in hex: Django, and Flask-Bcrypt with BCRYPT_HANDLE_LONG_PASSWORDS.
    Sha256Hex,
    /// Its SHA-256 in base64: passlib's first bcrypt-sha256.
    Sha256Base64,
    /// Its HMAC-SHA-256 under the salt as it is written, in base64: passlib's second.
    HmacBase64 {
        salt: String,
    },
}

/// What some hashes need that is not in them.
#[derive(Clone, Default)]
pub struct Keys {
    /// Behind each password that Devise hashed (`config.pepper`).
    pub bcrypt_pepper: Option<Secret<String>>,
    /// Where hashes of Firebase are imported.
    pub firebase: Option<Firebase>,
}

/// A Firebase project's `hash_config`.
#[derive(Clone)]
pub struct Firebase {
    /// `base64_signer_key`: what is encrypted under the hash.
    pub signer_key: Secret<Vec<u8>>,
    /// `base64_salt_separator`: behind each salt.
    pub salt_separator: Vec<u8>,
    /// scrypt's r.
    pub rounds: u32,
    /// The base-2 logarithm of scrypt's N.
    pub mem_cost: u8,
}

impl Foreign {
    /// The setting without which the hash cannot be verified.
    pub fn lacks(&self, keys: &Keys) -> Option<&'static str> {
        match &self.algorithm {
            Algorithm::Bcrypt { of: Input::Peppered, .. } if keys.bcrypt_pepper.is_none() => Some("bcrypt_pepper"),
            Algorithm::Firebase { .. } if keys.firebase.is_none() => Some("firebase_signer_key"),
            Algorithm::Pbkdf2 { .. }
            | Algorithm::Scrypt { .. }
            | Algorithm::Bcrypt { .. }
            | Algorithm::Argon2 { .. }
            | Algorithm::Firebase { .. } => None,
        }
    }

    /// Whether the password is the one behind the hash, compared in constant time (ASVS 11.2.4).
    pub fn verify(&self, password: &Password, keys: &Keys, memory: &mut Memory) -> Result<bool, Failed> {
        let again = derive::derive(self, password, keys, memory)?;
        Ok(again.ct_eq(&self.hash).into())
    }

    /// What verifying costs.
    pub fn work(&self, keys: &Keys) -> Work {
        let (kind, amount) = match &self.algorithm {
            Algorithm::Pbkdf2 { digest, iterations, .. } => {
                let blocks = self.hash.len().div_ceil(digest.bytes()) as u64;
                (digest.kind(), u64::from(*iterations) * blocks)
            }
            Algorithm::Scrypt { log_n, r, p, .. } => (Kind::Scrypt { log_n: *log_n, r: *r }, u64::from(*p)),
            Algorithm::Bcrypt { cost, .. } => (Kind::Bcrypt, 1 << cost),
            Algorithm::Argon2 { cost, .. } => (Kind::Argon2, cost.work_kib()),
            Algorithm::Firebase { .. } => match &keys.firebase {
                Some(firebase) => (Kind::Scrypt { log_n: firebase.mem_cost, r: firebase.rounds }, 1),
                None => return Work::default(),
            },
        };
        Work::of(kind, amount)
    }
}

impl Digest {
    const fn bytes(self) -> usize {
        match self {
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
        }
    }

    const fn kind(self) -> Kind {
        match self {
            Self::Sha1 => Kind::Pbkdf2Sha1,
            Self::Sha256 => Kind::Pbkdf2Sha256,
            Self::Sha512 => Kind::Pbkdf2Sha512,
        }
    }
}
