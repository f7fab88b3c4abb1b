//! `hash calibrate`: what a password hash costs on this machine, so that an operator can choose the cost.

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::Duration;

use clap::Subcommand;
use countersign_core::Password;
use countersign_core::hash::{self, Cost, Memory};

use super::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::installation::Failure;
use crate::random;

#[derive(Subcommand)]
pub enum Command {
    /// Measure hashes a second at the cost in force and at dearer ones
    Calibrate,
}

/// How long each cost is measured.
const SPAN: Duration = Duration::from_secs(2);

pub fn run(command: Command, config: &Config) -> Result<(), Failure> {
    let Command::Calibrate = command;
    let threads = thread::available_parallelism().map_or(2, usize::from);
    say(format_args!("Argon2id on {threads} threads; one sign-in or sign-up is one hash"));
    for factor in [1, 2, 4] {
        let cost = Cost { memory_kib: config.argon2.memory_kib * factor, ..config.argon2 };
        let per_second = rate(cost, threads)?;
        say(format_args!("{cost}: {per_second:.1} a second, {:.1} ms each", 1_000.0 * threads as f64 / per_second));
    }
    Ok(())
}

/// Hashes a second with all threads at work.
fn rate(cost: Cost, threads: usize) -> Result<f64, Failure> {
    let clock = Clock::system();
    let password = Password::parse("a password to measure with").map_err(Failure::failed)?;
    let done = AtomicU32::new(0);
    let start = clock.now();
    let end = start.plus(SPAN);
    thread::scope(|scope| {
        let working: Vec<_> = (0..threads)
            .map(|_| {
                scope.spawn(|| {
                    let mut memory = Memory::default();
                    while clock.now() < end {
                        hash::hash(&password, random::bytes(), cost, &mut memory)?;
                        done.fetch_add(1, Ordering::Relaxed);
                    }
                    Ok::<(), hash::Failed>(())
                })
            })
            .collect();
        working.into_iter().try_for_each(|thread| thread.join().unwrap_or(Err(hash::Failed)))
    })
    .map_err(Failure::failed)?;
    Ok(f64::from(done.into_inner()) / clock.now().since(start).as_secs_f64())
}
