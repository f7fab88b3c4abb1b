//! What imported password hashes need that is not in them: Devise's pepper, and the parameters that all users of a Firebase
//! project share.

use countersign_core::Secret;
use countersign_core::foreign::{Firebase, Keys};
use data_encoding::BASE64;

use super::check::{maybe, need};
use super::parse::Parsed;
use super::problem::Problem;
use super::sources::Values;

/// As `firebase auth:import` takes them (firebase.google.com/docs/cli/auth): their scrypt has at most 16 MiB.
const MOST_ROUNDS: u32 = 8;
const MOST_MEM_COST: u32 = 14;

pub(super) fn keys(values: &Values) -> Result<Keys, Problem> {
    let bcrypt_pepper = maybe(values, "bcrypt_pepper", pepper)?;
    let signer_key = maybe(values, "firebase_signer_key", signer_key)?;
    let salt_separator = need(values, "firebase_salt_separator", base64)?;
    let rounds = need(values, "firebase_rounds", |text| number(text, MOST_ROUNDS))?;
    let mem_cost = need(values, "firebase_mem_cost", |text| number(text, MOST_MEM_COST))?;
    let mem_cost = u8::try_from(mem_cost).unwrap_or(u8::MAX);
    let firebase = signer_key.map(|signer_key| Firebase { signer_key, salt_separator, rounds, mem_cost });
    Ok(Keys { bcrypt_pepper, firebase })
}

/// Devise's own are 128 characters long.
fn pepper(text: &str) -> Parsed<Secret<String>> {
    const MAX_BYTES: usize = 1_024;
    let is_line = (1..=MAX_BYTES).contains(&text.len()) && !text.chars().any(char::is_control);
    let what = format!("must be one line of 1 to {MAX_BYTES} bytes");
    is_line.then(|| Secret::new(text.to_owned())).ok_or(what)
}

/// It is what hashes are as long as.
fn signer_key(text: &str) -> Parsed<Secret<Vec<u8>>> {
    let key = base64(text).ok().filter(|key| (16..=128).contains(&key.len()));
    key.map(Secret::new).ok_or_else(|| "must be the base64_signer_key of a Firebase project".to_owned())
}

fn base64(text: &str) -> Parsed<Vec<u8>> {
    BASE64.decode(text.trim().as_bytes()).map_err(|_| "must be base64".to_owned())
}

fn number(text: &str, most: u32) -> Parsed<u32> {
    let number = text.parse().ok().filter(|number| (1..=most).contains(number));
    number.ok_or_else(|| format!("must be a whole number from 1 to {most}"))
}
