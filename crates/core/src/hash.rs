//! Argon2id (RFC 9106) hashes of passwords in PHC form. Salts come in as parameters, memory too, so
//! that the hashing threads can keep it; who runs this, and how many at once, is
//! `countersign::hashing`'s business.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use data_encoding::BASE64_NOPAD;
use subtle::ConstantTimeEq;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::{Password, Secret};

/// The cost of a new hash: memory in KiB, passes, lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// KiB of memory (RFC 9106: m).
    pub memory_kib: u32,
    /// Passes over it (t).
    pub passes: u32,
    /// Lanes (p); here they are computed one after the other.
    pub lanes: u32,
}

/// 19 MiB, 2 passes, 1 lane: one of OWASP's equal minimums (Password Storage Cheat Sheet).
pub const DEFAULT_COST: Cost = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };

/// Bounded above too: a stored hash of absurd cost, as one that was imported, must not take the service down. A hash
/// has at most 1 GiB (RFC 9106 section 4 recommends 64 MiB where memory is scarce) and writes at most 4 GiB in all
/// its passes, which take a core some four seconds.
const MAX_MEMORY_KIB: u32 = 1_048_576;
const MAX_WORK_KIB: u64 = 4_194_304;

/// As much memory as fits a filler of any length: half of what is usual besides.
const FILLER_KIB: u32 = 65_536;

const SALT_BYTES: usize = 16;
const HASH_BYTES: usize = 32;

impl Cost {
    /// Reads `m=19456,t=2,p=1`, the notation of PHC strings.
    pub fn parse(text: &str) -> Option<Self> {
        let cost = Self::read(text)?;
        let bounded = cost.memory_kib <= MAX_MEMORY_KIB && cost.work_kib() <= MAX_WORK_KIB && cost.lanes <= 64;
        (bounded && cost.params().is_some()).then_some(cost)
    }

    /// The same of any size.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let mut fields = text.split(',');
        // Digits alone: `parse` would take a sign.
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u32>().ok())?;
        let mut field = |name: &str| number(fields.next()?.trim().strip_prefix(name)?);
        let cost = Self { memory_kib: field("m=")?, passes: field("t=")?, lanes: field("p=")? };
        fields.next().is_none().then_some(cost)
    }

    /// At or above one of the equal minimums of OWASP's Password Storage Cheat Sheet (ASVS 11.4.2).
    pub fn is_enough(self) -> bool {
        [(47_104, 1), (19_456, 2), (12_288, 3), (9_216, 4), (7_168, 5)]
            .iter()
            .any(|(memory_kib, passes)| self.memory_kib >= *memory_kib && self.passes >= *passes)
    }

    /// What a hash writes, in all its passes.
    pub fn work_kib(self) -> u64 {
        u64::from(self.memory_kib) * u64::from(self.passes)
    }

    pub(crate) fn params(self) -> Option<Params> {
        Params::new(self.memory_kib, self.passes, self.lanes, Some(HASH_BYTES)).ok()
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "m={},t={},p={}", self.memory_kib, self.passes, self.lanes)
    }
}

/// Working memory that a thread keeps between hashes: fresh pages cost more than a tenth of a hash.
#[derive(Default)]
pub struct Memory(Vec<Block>);

impl Memory {
    /// Gives the memory back when a thread has had nothing to do for a while.
    pub fn release(&mut self) {
        self.0.zeroize();
        self.0 = Vec::new();
    }

    fn blocks(&mut self, params: &Params) -> &mut [Block] {
        let count = params.block_count();
        self.0.resize(self.0.len().max(count), Block::new());
        &mut self.0[..count]
    }
}

/// The hash of a password was not computed, or the stored one could not be read.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the password could not be hashed")]
pub struct Failed;

/// Hashes a password to `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
pub fn hash(
    password: &Password,
    salt: [u8; SALT_BYTES],
    cost: Cost,
    memory: &mut Memory,
) -> Result<Secret<String>, Failed> {
    let hash = raw(OURS, password, &salt, cost, HASH_BYTES, memory)?;
    Ok(Secret::new(format!("$argon2id$v=19${cost}${}${}", BASE64_NOPAD.encode(&salt), BASE64_NOPAD.encode(&hash.0))))
}

/// Whether the password is the one behind the stored hash, compared in constant time (ASVS 11.2.4).
pub fn verify(password: &Password, stored: &str, memory: &mut Memory) -> Result<bool, Failed> {
    let Phc { cost, salt, hash } = Phc::parse(stored).ok_or(Failed)?;
    let again = raw(OURS, password, &salt, cost, hash.len(), memory)?;
    Ok(again.0.ct_eq(&hash).into())
}

/// Whether a hash was made at another cost than new ones are, so that the next sign-in renews it.
pub fn is_outdated(stored: &str, cost: Cost) -> bool {
    Phc::parse(stored).is_none_or(|phc| phc.cost != cost)
}

/// What verifying a stored hash writes, if it is one of ours.
pub fn work_kib(stored: &str) -> Option<u64> {
    Phc::parse(stored).map(|phc| phc.cost.work_kib())
}

/// A cost that writes as much, in passes as of the cost in force: done besides a cheaper hash, it makes an account from
/// before the cost was raised take as long as an unknown address.
pub fn filler(work_kib: u64, like: Cost) -> Option<Cost> {
    let passes = u32::try_from(work_kib / u64::from(FILLER_KIB)).unwrap_or(u32::MAX).max(like.passes).max(1);
    let memory_kib = u32::try_from(work_kib / u64::from(passes)).unwrap_or(u32::MAX);
    let filler = Cost { memory_kib, passes, lanes: like.lanes };
    // Less than Argon2's smallest memory is nothing that could be measured.
    filler.params().map(|_| filler)
}

/// A well-formed hash that no password matches in practice: what a sign-in verifies when there is no
/// account, so that it takes as long as when there is one.
pub fn decoy(cost: Cost) -> String {
    format!("$argon2id$v=19${cost}${}${}", BASE64_NOPAD.encode(&[0; SALT_BYTES]), BASE64_NOPAD.encode(&[0; HASH_BYTES]))
}

/// A computed hash.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(crate) struct Raw(pub Vec<u8>);

/// Which Argon2. Other applications' hashes are of other kinds, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Variant {
    pub algorithm: Algorithm,
    pub version: Version,
}

const OURS: Variant = Variant { algorithm: Algorithm::Argon2id, version: Version::V0x13 };

pub(crate) fn raw(
    variant: Variant,
    password: &Password,
    salt: &[u8],
    cost: Cost,
    length: usize,
    memory: &mut Memory,
) -> Result<Raw, Failed> {
    let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, Some(length)).map_err(|_| Failed)?;
    let mut out = Raw(vec![0; length]);
    let blocks = memory.blocks(&params);
    let done = Argon2::new(variant.algorithm, variant.version, params).hash_password_into_with_memory(
        password.expose().as_bytes(),
        salt,
        &mut out.0,
        &mut *blocks,
    );
    // With a single pass the first two blocks of a lane come straight from the password (RFC 9106 section 3.2), for whoever
    // reads them to try others against at the cost of two blocks. The rest tells no more than the hash does, and wiping
    // it for each would take a tenth of its time.
    let lane = blocks.len() / cost.lanes.max(1) as usize;
    for first in blocks.chunks_mut(lane.max(1)) {
        first.iter_mut().take(2).for_each(Block::zeroize);
    }
    done.map_err(|_| Failed)?;
    Ok(out)
}

struct Phc {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Phc {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let cost = Cost::parse(parts.next()?)?;
        let salt = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        let hash = BASE64_NOPAD.decode(parts.next()?.as_bytes()).ok()?;
        let sound = (8..=64).contains(&salt.len()) && (16..=128).contains(&hash.len());
        (parts.next().is_none() && sound).then_some(Self { cost, salt, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

    fn password(text: &str) -> Password {
        Password::parse(text).unwrap()
    }

    #[test]
    fn a_hash_verifies_its_password_and_no_other() {
        let mut memory = Memory::default();
        let stored = hash(&password("correct horse"), [7; 16], CHEAP, &mut memory).unwrap();
        assert!(stored.expose().starts_with("$argon2id$v=19$m=8,t=1,p=1$"));
        assert!(verify(&password("correct horse"), stored.expose(), &mut memory).unwrap());
        assert!(!verify(&password("Correct horse"), stored.expose(), &mut memory).unwrap());
        assert!(!verify(&password(""), &decoy(CHEAP), &mut memory).unwrap());
    }

    #[test]
    fn a_hash_of_the_reference_library_verifies() {
        // From test.c of the reference implementation.
        let stored = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(verify(&password("password"), stored, &mut Memory::default()).unwrap());
    }

    #[test]
    fn memory_is_reused_between_costs() {
        let mut memory = Memory::default();
        let big = Cost { memory_kib: 64, ..CHEAP };
        let first = hash(&password("one"), [1; 16], big, &mut memory).unwrap();
        let second = hash(&password("two"), [2; 16], CHEAP, &mut memory).unwrap();
        assert!(verify(&password("one"), first.expose(), &mut memory).unwrap());
        assert!(verify(&password("two"), second.expose(), &mut memory).unwrap());
    }

    #[test]
    fn costs_are_read_and_held_to_the_floor() {
        assert_eq!(Cost::parse("m=19456,t=2,p=1"), Some(DEFAULT_COST));
        assert!(DEFAULT_COST.is_enough());
        assert!(!CHEAP.is_enough());
        for (memory_kib, passes, is_enough) in [
            (47_104, 1, true),
            (47_103, 1, false),
            (19_455, 2, false),
            (12_288, 3, true),
            (7_168, 4, false),
            (7_168, 9, true),
            (7_167, 9, false),
        ] {
            assert_eq!(Cost { memory_kib, passes, lanes: 1 }.is_enough(), is_enough, "{memory_kib} {passes}");
        }
        for bad in [
            "",
            "m=1",
            "m=19456,t=2",
            "t=2,m=19456,p=1",
            "m=19456,t=0,p=1",
            "m=19456,t=2,p=1,x=1",
            "m=4294967295,t=2,p=1",
            "m=1048577,t=1,p=1",
            "m=1048576,t=5,p=1",
            "m=8,t=4294967295,p=1",
            "m=19456,t=2,p=65",
            "m=+19456,t=2,p=1",
        ] {
            assert_eq!(Cost::parse(bad), None, "{bad}");
        }
        assert!(is_outdated(
            "$argon2id$v=19$m=8,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            DEFAULT_COST
        ));
        assert!(!is_outdated(&decoy(DEFAULT_COST), DEFAULT_COST));
    }

    #[test]
    fn blocks_that_come_straight_from_the_password_are_wiped_in_every_lane() {
        let mut memory = Memory::default();
        hash(&password("one"), [1; 16], Cost { memory_kib: 32, passes: 1, lanes: 2 }, &mut memory).unwrap();
        let wiped: Vec<usize> = memory
            .0
            .iter()
            .enumerate()
            .filter(|(_, block)| block.as_ref().iter().all(|word| *word == 0))
            .map(|(at, _)| at)
            .collect();
        assert_eq!((memory.0.len(), wiped), (32, vec![0, 1, 16, 17]));
        memory.release();
        assert!(memory.0.is_empty());
    }

    #[test]
    fn salts_and_hashes_have_their_lengths() {
        let stored = |salt: usize, hash: usize| {
            format!(
                "$argon2id$v=19$m=8,t=1,p=1${}${}",
                BASE64_NOPAD.encode(&vec![1; salt]),
                BASE64_NOPAD.encode(&vec![2; hash])
            )
        };
        for (salt, hash, is_one) in
            [(8, 16, true), (64, 128, true), (7, 16, false), (65, 16, false), (8, 15, false), (8, 129, false)]
        {
            assert_eq!(work_kib(&stored(salt, hash)).is_some(), is_one, "{salt} {hash}");
        }
        assert_eq!(work_kib(&format!("{}$more", stored(8, 16))), None);
    }

    #[test]
    fn a_cheaper_hash_lacks_the_difference_and_a_dearer_one_nothing() {
        let full = Cost { memory_kib: 19_456, passes: 2, lanes: 1 };
        let missing = |stored: &str, cost: Cost| cost.work_kib().saturating_sub(work_kib(stored).unwrap());
        assert_eq!(filler(missing(&decoy(CHEAP), full), full), Some(Cost { memory_kib: 19_452, ..full }));
        assert_eq!(filler(missing(&decoy(full), full), full), None);
        assert_eq!(filler(missing(&decoy(full), CHEAP), CHEAP), None);
        let much = filler(1 << 20, full).unwrap();
        assert_eq!((much.memory_kib, much.passes), (FILLER_KIB, 16));
    }

    #[test]
    fn unreadable_hashes_are_failures_not_panics() {
        for bad in [
            "",
            "$",
            "$argon2i$v=19$m=8,t=1,p=1$c29tc2FsdA$AAAA",
            "$argon2id$v=19$m=8,t=1,p=1$$",
            "$argon2id$v=19$m=8,t=1,p=1$c29tc2FsdA",
        ] {
            assert!(verify(&password("x"), bad, &mut Memory::default()).is_err(), "{bad}");
        }
    }
}
