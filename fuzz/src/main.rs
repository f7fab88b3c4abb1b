//! The one fuzzing binary: libFuzzer's `main` calls the target that FUZZ_TARGET names. What the targets hold is in
//! `targets/`, how they are built and run in `scripts/fuzz`.
#![no_main]

use std::sync::LazyLock;

#[path = "../targets/address.rs"]
mod address;
#[cfg(feature = "house")]
#[path = "../targets/body.rs"]
mod body;
#[cfg(feature = "house")]
#[path = "../targets/client.rs"]
mod client;
#[cfg(feature = "house")]
#[path = "../targets/config.rs"]
mod config;
#[path = "../targets/next.rs"]
mod next;
#[path = "../targets/phc.rs"]
mod phc;
#[path = "../targets/smtp.rs"]
mod smtp;
#[path = "../targets/token.rs"]
mod token;

static TARGET: LazyLock<fn(&[u8])> = LazyLock::new(|| match &*std::env::var("FUZZ_TARGET").unwrap_or_default() {
    "address" => address::run,
    #[cfg(feature = "house")]
    "body" => body::run,
    #[cfg(feature = "house")]
    "client" => client::run,
    #[cfg(feature = "house")]
    "config" => config::run,
    "next" => next::run,
    "phc" => phc::run,
    "smtp" => smtp::run,
    "token" => token::run,
    other => panic!("FUZZ_TARGET={other:?} is not a target"),
});

libfuzzer_sys::fuzz_target!(|data: &[u8]| TARGET(data));
