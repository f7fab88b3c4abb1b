//! The machine: what a hash costs on it, whether there is memory for as many as there are threads, and how many files
//! a process may open.

use std::fs;
use std::thread;
use std::time::Duration;

use countersign_core::Password;
use countersign_core::hash::{self, Memory};
use rustix::process::{Resource, getrlimit};

use super::finding::{Check, Finding};
use crate::clock::Clock;
use crate::config::Config;
use crate::random;

/// Beyond this people wonder whether the button worked (Nielsen, "Response Times", 1 s).
const SLOW: Duration = Duration::from_secs(1);
/// What a server takes connections for, and some for files, database and mail.
const FILES: u64 = 1_024;

pub fn look(config: &Config, clock: &Clock) -> Vec<Finding> {
    let threads = u64::try_from(thread::available_parallelism().map_or(2, usize::from)).unwrap_or(2);
    let need_kib = u64::from(config.argon2.memory_kib) * threads;
    let memory = memory(need_kib, threads, room_kib());
    let hashing = match memory.state {
        // What does not fit is not tried out.
        super::State::Fail => Finding::skip(Check::Hashing, "not tried: there is no memory for it"),
        super::State::Ok | super::State::Warn | super::State::Skip => hashing(config, clock),
    };
    vec![hashing, memory, files()]
}

fn hashing(config: &Config, clock: &Clock) -> Finding {
    let (cost, mut fastest, mut memory) = (config.argon2, Duration::MAX, Memory::default());
    let Ok(password) = Password::parse("a password to measure with") else {
        return Finding::skip(Check::Hashing, "not tried");
    };
    // The fastest of a few: whatever else goes on makes it slower, nothing makes it faster.
    for _ in 0..3 {
        let start = clock.now();
        if hash::hash(&password, random::bytes(), cost, &mut memory).is_err() {
            return Finding::fail(Check::Hashing, format!("{cost} cannot be computed"), "look at argon2");
        }
        fastest = fastest.min(clock.now().since(start));
    }
    let words = format!("{cost} takes {} ms", fastest.as_millis());
    if !cost.is_enough() {
        let mend = format!("set argon2 to {}, and allow_weak_argon2 to false", hash::DEFAULT_COST);
        Finding::warn(Check::Hashing, format!("{words}: cheap to guess, below OWASP's floor"), mend)
    } else if fastest > SLOW {
        let mend = "lower argon2 (`countersign hash calibrate` measures), or take a faster machine";
        Finding::warn(Check::Hashing, format!("{words}: people wait for that at each sign-in"), mend)
    } else {
        Finding::ok(Check::Hashing, words)
    }
}

fn memory(need_kib: u64, threads: u64, room_kib: Option<u64>) -> Finding {
    let need = format!("{threads} hashes at once take {} MiB", need_kib >> 10);
    let Some(room_kib) = room_kib else {
        return Finding::skip(Check::Memory, format!("{need}; the system does not tell what there is"));
    };
    let words = format!("{need} of {} MiB", room_kib >> 10);
    let mend = "lower the memory of argon2, or raise the limit of the machine or container";
    if need_kib > room_kib {
        Finding::fail(Check::Memory, words, mend)
    } else if need_kib > room_kib / 2 {
        Finding::warn(Check::Memory, words, mend)
    } else {
        Finding::ok(Check::Memory, words)
    }
}

/// The machine's, or what its container or service may take of it (cgroup v2, or v1).
fn room_kib() -> Option<u64> {
    let told = fs::read_to_string("/proc/meminfo").ok()?;
    let total = told.lines().find_map(|line| line.strip_prefix("MemTotal:")?.trim().strip_suffix(" kB")?.parse().ok());
    let limits = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"];
    let limits = limits.iter().filter_map(|file| fs::read_to_string(file).ok()?.trim().parse::<u64>().ok());
    limits.map(|bytes| bytes >> 10).chain(total).min()
}

fn files() -> Finding {
    let Some(limit) = getrlimit(Resource::Nofile).current else {
        return Finding::ok(Check::OpenFiles, "as many as there are");
    };
    let words = format!("this shell's processes may have {limit} open");
    if limit < FILES {
        let words = format!("{words}; a server takes up to 900 connections");
        Finding::warn(Check::OpenFiles, words, "raise it to 1024 or more: `ulimit -n`, LimitNOFILE= of a unit")
    } else {
        Finding::ok(Check::OpenFiles, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn hashes_of_all_threads_must_fit_with_room_to_spare() {
        for (room_kib, state) in [(400, State::Ok), (399, State::Warn), (199, State::Fail)] {
            assert_eq!(memory(200, 2, Some(room_kib)).state, state, "{room_kib}");
        }
        assert_eq!(memory(200, 2, None).state, State::Skip);
    }
}
