//! What foreign hashes compute from a password: PBKDF2 (RFC 8018), scrypt (RFC 7914), bcrypt and what is put before it,
//! other kinds of Argon2 (RFC 9106), and Firebase's scrypt, which encrypts the project's key under what scrypt made.

use std::num::NonZeroU32;

use aws_lc_rs::cipher::{AES_256, AES_256_KEY_LEN, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use aws_lc_rs::pbkdf2::{self, PBKDF2_HMAC_SHA1, PBKDF2_HMAC_SHA256, PBKDF2_HMAC_SHA512};
use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize, Zeroizing};

use super::{Algorithm, Digest, Firebase, Foreign, Input, Keys};
use crate::Password;
use crate::hash::{self, Failed, Memory};

/// What bcrypt reads of its input at most, the NUL behind it included.
const BCRYPT_BYTES: usize = 72;

type Bytes = Zeroizing<Vec<u8>>;

pub(super) fn derive(
    foreign: &Foreign,
    password: &Password,
    keys: &Keys,
    memory: &mut Memory,
) -> Result<Bytes, Failed> {
    let (secret, length) = (password.expose().as_bytes(), foreign.hash.len());
    match &foreign.algorithm {
        Algorithm::Pbkdf2 { digest, iterations, salt } => pbkdf2(*digest, secret, salt, *iterations, length),
        Algorithm::Scrypt { log_n, r, p, salt } => scrypt((*log_n, *r, *p), secret, salt, length),
        Algorithm::Bcrypt { cost, salt, of } => {
            // Half of the applications stop at a NUL, the others at nothing: nobody has typed one.
            if secret.contains(&0) {
                return Ok(Bytes::default());
            }
            Ok(bcrypt(*cost, *salt, &input(of, secret, keys)?, length))
        }
        Algorithm::Argon2 { variant, cost, salt } => {
            hash::raw(*variant, password, salt, *cost, length, memory).map(|mut raw| std::mem::take(&mut raw.0).into())
        }
        Algorithm::Firebase { salt } => firebase(keys.firebase.as_ref().ok_or(Failed)?, secret, salt),
    }
}

pub(super) fn pbkdf2(
    digest: Digest,
    secret: &[u8],
    salt: &[u8],
    iterations: u32,
    length: usize,
) -> Result<Bytes, Failed> {
    let algorithm = match digest {
        Digest::Sha1 => PBKDF2_HMAC_SHA1,
        Digest::Sha256 => PBKDF2_HMAC_SHA256,
        Digest::Sha512 => PBKDF2_HMAC_SHA512,
    };
    let mut out = Bytes::new(vec![0; length]);
    pbkdf2::derive(algorithm, NonZeroU32::new(iterations).ok_or(Failed)?, salt, secret, &mut out);
    Ok(out)
}

pub(super) fn scrypt(
    (log_n, r, p): (u8, u32, u32),
    secret: &[u8],
    salt: &[u8],
    length: usize,
) -> Result<Bytes, Failed> {
    let params = scrypt::Params::new(log_n, r, p).map_err(|_| Failed)?;
    let mut out = Bytes::new(vec![0; length]);
    scrypt::scrypt(secret, salt, &params, &mut out).map_err(|_| Failed)?;
    Ok(out)
}

/// What is longer than bcrypt reads was cut by whoever made the hash, too.
pub(super) fn bcrypt(cost: u32, salt: [u8; 16], input: &[u8], length: usize) -> Bytes {
    let mut read = Bytes::new(Vec::with_capacity(BCRYPT_BYTES + 1));
    read.extend_from_slice(&input[..input.len().min(BCRYPT_BYTES)]);
    read.push(0);
    read.truncate(BCRYPT_BYTES);
    let mut hash = bcrypt::bcrypt(cost, salt, &read);
    let out = Bytes::new(hash[..length.min(hash.len())].to_vec());
    hash.zeroize();
    out
}

fn input(of: &Input, secret: &[u8], keys: &Keys) -> Result<Bytes, Failed> {
    let text = match of {
        Input::Password => return Ok(secret.to_vec().into()),
        Input::Peppered => {
            let pepper = keys.bcrypt_pepper.as_ref().ok_or(Failed)?;
            return Ok([secret, pepper.expose().as_bytes()].concat().into());
        }
        Input::Sha256Hex => HEXLOWER.encode(&Sha256::digest(secret)),
        Input::Sha256Base64 => BASE64.encode(&Sha256::digest(secret)),
        Input::HmacBase64 { salt } => {
            let mut mac = Hmac::<Sha256>::new_from_slice(salt.as_bytes()).map_err(|_| Failed)?;
            mac.update(secret);
            BASE64.encode(&mac.finalize().into_bytes())
        }
    };
    Ok(text.into_bytes().into())
}

/// github.com/firebase/scrypt: what scrypt derives is a key of AES-256 in counter mode, from a counter of zero on, and
/// the hash is the signer key encrypted under it.
fn firebase(project: &Firebase, secret: &[u8], salt: &[u8]) -> Result<Bytes, Failed> {
    let salt = [salt, &project.salt_separator].concat();
    let derived = scrypt((project.mem_cost, project.rounds, 1), secret, &salt, AES_256_KEY_LEN)?;
    let key = UnboundCipherKey::new(&AES_256, &derived).map_err(|_| Failed)?;
    let mut out = Bytes::new(project.signer_key.expose().clone());
    let counter = EncryptionContext::Iv128(FixedLength::from([0; 16]));
    EncryptingKey::ctr(key).and_then(|key| key.less_safe_encrypt(&mut out, counter)).map_err(|_| Failed)?;
    Ok(out)
}
