//! Stored hashes: garbage is an error, in bounded memory and time, and only what is dear enough to wait for is let
//! through by a cost that says so.

use countersign_core::Password;
use countersign_core::hash::{Cost, DEFAULT_COST, Memory, is_outdated, missing_work, verify};

/// What a run may write, so that there are many runs a second.
const CHEAP_KIB: u64 = 256;

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Some(cost) = Cost::parse(text) {
        assert_eq!(Cost::parse(&cost.to_string()), Some(cost));
        assert!(
            cost.memory_kib <= 1 << 20 && cost.memory_kib.checked_mul(cost.passes).is_some_and(|work| work <= 1 << 22)
        );
    }
    let outdated = is_outdated(text, DEFAULT_COST);
    let missing = missing_work(text, DEFAULT_COST);
    if let Some(rest) = missing {
        assert!(outdated && rest.memory_kib <= DEFAULT_COST.memory_kib && rest.passes == DEFAULT_COST.passes);
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
}
