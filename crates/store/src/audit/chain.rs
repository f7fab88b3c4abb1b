//! What a chain is: the hash of a row covers the row and the hash before it; a head says where its chain begins and
//! ends and is authenticated with a key that is not in the database. So whoever can write there, but does not have the
//! key, can neither change a row, nor remove one, nor cut the end off, without `verify` finding it.

use std::sync::atomic::AtomicI64;

use countersign_core::secret::mac_under;
use countersign_core::{Secret, SecretKey, Timestamp};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

use crate::db::{Error, Kind, Row, Value, args};

/// Chains that are written at the same time: as many transactions as a process has connections to PostgreSQL
/// (`db::setup`) end at once, and each keeps others from its chain until it is on disk.
pub const CHAINS: i64 = 16;

/// The columns of a row that its hash covers, in this order. The hash itself comes behind them.
pub const COLUMNS: &str =
    "id, at, event, outcome, account_id, email_key, link_id, client, user_agent, chain, seq, actor_id";

/// What those columns and the hash hold.
pub const KINDS: [Kind; 13] = {
    use Kind::{Bytes, Int, Text};
    [Text, Int, Text, Text, Text, Text, Text, Text, Text, Int, Int, Text, Bytes]
};

pub type Hash = [u8; 32];

/// Before the first row.
pub const NOTHING: Hash = [0; 32];

/// The keys of the trail, and which chains are in use.
pub struct Trail {
    current: Secret<String>,
    previous: Vec<Secret<String>>,
    /// The first of the sixteen chains that this process writes.
    pub(super) base: AtomicI64,
}

/// With which key a head was authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealed {
    /// The current one.
    Now,
    /// One of those before.
    Earlier,
}

/// Where a chain begins and ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number.
    pub chain: i64,
    /// When its first row was to be written.
    pub begun_at: Timestamp,
    /// Of the last row; 0 if there was none yet.
    pub seq: i64,
    /// Of the last row; zeros if there was none yet.
    pub hash: Hash,
    /// Of the last row that was swept.
    pub swept_seq: i64,
    /// Of that row.
    pub swept_hash: Hash,
}

/// The end of a chain as somebody has seen it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The number of the chain.
    pub chain: i64,
    /// The number of the row in it.
    pub seq: i64,
    /// SHA-256 of the row and all before it.
    pub hash: Hash,
}

impl Trail {
    /// The current key seals heads; those sealed with a previous one are known.
    pub fn new(current: &SecretKey, previous: &[SecretKey]) -> Self {
        let derived = |key: &SecretKey| key.derive("audit");
        Self { current: derived(current), previous: previous.iter().map(derived).collect(), base: AtomicI64::new(0) }
    }

    pub(super) fn seal(&self, head: &Head) -> Vec<u8> {
        mac(&self.current, head).finalize().into_bytes().to_vec()
    }

    /// None if the head was made by none of our keys.
    pub(super) fn sealed(&self, head: &Head, seal: &[u8]) -> Option<Sealed> {
        let is_by = |key: &Secret<String>| mac(key, head).verify_slice(seal).is_ok();
        if is_by(&self.current) {
            return Some(Sealed::Now);
        }
        self.previous.iter().any(is_by).then_some(Sealed::Earlier)
    }
}

fn mac(key: &Secret<String>, head: &Head) -> Hmac<Sha256> {
    let mut mac = mac_under(key);
    // All of fixed length, so that no two heads are the same bytes.
    mac.update(b"countersign audit head 1");
    for number in [head.chain, head.begun_at.millis(), head.seq, head.swept_seq] {
        mac.update(&number.to_be_bytes());
    }
    mac.update(&head.hash);
    mac.update(&head.swept_hash);
    mac
}

impl Head {
    pub fn new(chain: i64, begun_at: Timestamp) -> Self {
        Self { chain, begun_at, seq: 0, hash: NOTHING, swept_seq: 0, swept_hash: NOTHING }
    }

    /// With its seal. A hash that has not the length of one is nobody's.
    pub(super) fn read(row: &Row) -> Result<(Self, Vec<u8>), Error> {
        let head = Self {
            chain: row.int("chain")?,
            begun_at: row.at("begun_at")?,
            seq: row.int("seq")?,
            hash: hash_of(row.maybe_bytes("hash")?),
            swept_seq: row.int("swept_seq")?,
            swept_hash: hash_of(row.maybe_bytes("swept_hash")?),
        };
        Ok((head, row.maybe_bytes("mac")?.unwrap_or_default()))
    }

    /// As it is written, with its seal.
    pub(super) fn args(&self, seal: Vec<u8>) -> Vec<Value> {
        args![self.chain, self.begun_at, self.seq, self.hash.to_vec(), self.swept_seq, self.swept_hash.to_vec(), seal]
    }
}

fn hash_of(bytes: Option<Vec<u8>>) -> Hash {
    bytes.and_then(|bytes| bytes.try_into().ok()).unwrap_or([0xff; 32])
}

/// The hash of a row that follows the one with this hash. An actor that there is none of is left out: so the rows of
/// versions without any have the hash that they were written with, and no other row has it.
pub fn follow(before: &Hash, row: &[Value]) -> Hash {
    let row = if let [told @ .., Value::Text(None)] = row { told } else { row };
    let mut hash = Sha256::new();
    hash.update(b"countersign audit row 1");
    hash.update(before);
    row.iter().for_each(|value| value.add_to(&mut hash));
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn key(number: u8) -> SecretKey {
        SecretKey::from_random([number; 32])
    }

    #[test]
    fn a_head_is_genuine_with_the_key_that_made_it_and_as_it_was_made() {
        let (old, new) = (Trail::new(&key(1), &[]), Trail::new(&key(2), &[key(1)]));
        let head = Head { seq: 7, hash: [3; 32], swept_seq: 2, swept_hash: [4; 32], ..Head::new(5, NOW) };
        let seal = old.seal(&head);
        assert_eq!(old.sealed(&head, &seal), Some(Sealed::Now));
        assert_eq!(new.sealed(&head, &seal), Some(Sealed::Earlier));
        assert_eq!(new.sealed(&head, &new.seal(&head)), Some(Sealed::Now));
        assert_eq!(Trail::new(&key(2), &[]).sealed(&head, &seal), None);
        for changed in [
            Head { chain: 6, ..head.clone() },
            Head { begun_at: NOW.plus(std::time::Duration::from_millis(1)), ..head.clone() },
            Head { seq: 6, ..head.clone() },
            Head { hash: [4; 32], ..head.clone() },
            Head { swept_seq: 3, ..head.clone() },
            Head { swept_hash: [3; 32], ..head.clone() },
        ] {
            assert_eq!(old.sealed(&changed, &seal), None, "{changed:?}");
        }
        assert_eq!(old.sealed(&head, &seal[..31]), None);
        assert_eq!(old.sealed(&head, &[]), None);
    }

    #[test]
    fn the_hash_of_a_row_tells_its_values_and_its_place() {
        let row = |word: &str, seq: i64| args![word, seq];
        let hash = follow(&NOTHING, &row("a", 1));
        assert_eq!(hash, follow(&NOTHING, &row("a", 1)));
        let by = |actor: Option<&str>| follow(&NOTHING, &[row("a", 1), args![actor]].concat());
        assert!(by(None) == hash && by(Some("")) != hash && by(Some("")) != by(Some("x")));
        for other in [follow(&NOTHING, &row("b", 1)), follow(&NOTHING, &row("a", 2)), follow(&hash, &row("a", 1))] {
            assert_ne!(hash, other);
        }
    }
}
