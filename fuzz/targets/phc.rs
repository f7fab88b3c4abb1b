//! Stored hashes, ours and those of other applications: garbage is an error, in bounded memory and time, and only what is
//! dear enough to wait for is let through by a cost that says so.

use countersign_core::Password;
use countersign_core::foreign::{BcryptOf, Keys, Work, marked, read};
use countersign_core::hash::{Cost, DEFAULT_COST, Memory, filler, is_outdated, verify, work_kib};

/// What a run may write, so that there are many runs a second.
const CHEAP_KIB: u64 = 256;
const CHEAP_US: u64 = 2_000;

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Some(cost) = Cost::parse(text) {
        assert_eq!(Cost::parse(&cost.to_string()), Some(cost));
        assert!(
            cost.memory_kib <= 1 << 20 && cost.memory_kib.checked_mul(cost.passes).is_some_and(|work| work <= 1 << 22)
        );
    }
    let outdated = is_outdated(text, DEFAULT_COST);
    if let Some(done) = work_kib(text) {
        let missing = DEFAULT_COST.work_kib().saturating_sub(done);
        let rest = filler(missing, DEFAULT_COST).map_or(0, Cost::work_kib);
        assert!(rest <= missing && (missing == 0 || outdated));
    }
    // Read here in another way than there: the one digit sequence after `m=`, and after `t=`.
    let number = |name: &str| {
        let digits: String = text.split_once(name)?.1.chars().take_while(char::is_ascii_digit).collect();
        digits.trim_start_matches('0').parse::<u64>().ok()
    };
    let work = number("m=").unwrap_or(0).saturating_mul(number("t=").unwrap_or(0));
    let mut memory = Memory::default();
    let password = Password::parse("correct horse battery staple").expect("a password");
    if work <= CHEAP_KIB {
        if let Ok(is_it) = verify(&password, text, &mut memory) {
            assert!(text.starts_with("$argon2id$v=19$"), "{text:?}");
            assert!(!is_it || text.contains("$YWFhYWFhYWFhYWFhYWFhYQ$"), "a hash was met by chance: {text:?}");
        }
    } else if work > 1 << 22 {
        assert!(verify(&password, text, &mut memory).is_err(), "too dear: {text:?}");
    }
    foreign(text, &password, &mut memory);
}

fn foreign(text: &str, password: &Password, memory: &mut Memory) {
    let keys = Keys::default();
    for of in [BcryptOf::Password, BcryptOf::Peppered, BcryptOf::Sha256Hex] {
        let stored = marked(text, of);
        let Ok(hash) = read(&stored) else { continue };
        let work = hash.work(&keys);
        assert!(work.about_us() <= Work::MAX_US, "too dear: {stored:?}");
        assert!(work.without(&work).is_nothing());
        if hash.lacks(&keys).is_some() {
            assert!(hash.verify(password, &keys, memory).is_err(), "without what it needs: {stored:?}");
        } else if work.about_us() <= CHEAP_US {
            let other = Password::parse("incorrect horse battery staple").expect("a password");
            let right = [password, &other].map(|password| hash.verify(password, &keys, memory).expect("it was read"));
            assert!(right != [true, true], "two passwords have one hash: {stored:?}");
        }
    }
}
