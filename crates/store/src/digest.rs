//! One SHA-256 over several texts: names and locks for what must not be read from rows or keys. No two lists of texts
//! come to the same.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

pub fn of<const N: usize>(texts: [&str; N]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    hash.finalize().into()
}

pub fn hex(digest: [u8; 32]) -> String {
    HEXLOWER.encode(&digest)
}

/// The number of a lock that PostgreSQL keeps until the end of a transaction. Two things may share one; then they wait for
/// each other.
pub fn lock<const N: usize>(texts: [&str; N]) -> i64 {
    let [a, b, c, d, e, f, g, h, ..] = of(texts);
    i64::from_be_bytes([a, b, c, d, e, f, g, h])
}
