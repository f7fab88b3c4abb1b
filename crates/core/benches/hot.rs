//! What rules cost that are asked with every request, or with every mail: time and allocations of each. How to run it
//! is told in docs/guide/performance.md.

use std::time::Duration;

use countersign_core::account::Account;
use countersign_core::hash::{self, DEFAULT_COST, Memory};
use countersign_core::link::Seal;
use countersign_core::password::Policy;
use countersign_core::secret::token_hash;
use countersign_core::session::Session;
use countersign_core::session_token::Issuer;
use countersign_core::token::{Envelope, Format, Signer};
use countersign_core::{Address, Id, Language, Password, SecretKey, Timestamp};
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_123);

fn main() {
    divan::main();
}

fn key(number: u8) -> SecretKey {
    SecretKey::from_random([number; 32])
}

fn id() -> Id {
    Id::new(NOW, [9; 10])
}

fn address() -> Address {
    Address::parse("ada@example.org").unwrap()
}

fn envelope() -> Envelope {
    Envelope { link: id(), issued_at: NOW, expires_at: NOW.plus(Duration::from_secs(86_400)) }
}

#[divan::bench(args = Format::ALL)]
fn link_signed(bencher: Bencher<'_, '_>, format: &Format) {
    let signer = Signer::new(*format, &key(1), &[]);
    bencher.bench(|| signer.sign(Seal::Confirm, black_box(&envelope())));
}

#[divan::bench(args = Format::ALL)]
fn link_opened(bencher: Bencher<'_, '_>, format: &Format) {
    let signer = Signer::new(*format, &key(1), &[]);
    let token = signer.sign(Seal::Confirm, &envelope());
    bencher.bench(|| signer.open(Seal::Confirm, black_box(&token)));
}

#[divan::bench(args = Format::ALL)]
fn forged_link_refused(bencher: Bencher<'_, '_>, format: &Format) {
    let signer = Signer::new(*format, &key(1), &[]);
    let token = Signer::new(*format, &key(2), &[]).sign(Seal::Confirm, &envelope());
    bencher.bench(|| signer.open(Seal::Confirm, black_box(&token)));
}

#[divan::bench]
fn session_token_hashed() -> Vec<u8> {
    token_hash(black_box("dGhpcyBpcyBub3QgYSByZWFsIHNlc3Npb24gdG9rZW4"))
}

/// The JWT for services that verify alone: Ed25519.
#[divan::bench]
fn session_token_issued(bencher: Bencher<'_, '_>) {
    let issuer = Issuer::new(&key(1), &[]);
    let account = Account::new(id(), address(), NOW);
    let session = Session {
        id: id(),
        account_id: id(),
        epoch: 1,
        created_at: NOW,
        seen_at: NOW,
        expires_at: NOW.plus(Duration::from_secs(86_400)),
        client: String::new(),
        user_agent: String::new(),
    };
    bencher.bench(|| issuer.issue("https://accounts.example.org", black_box(&account), &session, NOW));
}

#[divan::bench(args = ["ada@example.org", "Ada.Lovelace+news@b\u{fc}cher.example", "nobody"])]
fn address_parsed(text: &str) -> bool {
    Address::parse(black_box(text)).is_ok()
}

#[divan::bench]
fn mailbox_of_an_address(bencher: Bencher<'_, '_>) {
    let address = Address::parse("ada+news@gmail.com").unwrap();
    bencher.bench(|| black_box(&address).mailbox());
}

#[divan::bench]
fn id_written(bencher: Bencher<'_, '_>) {
    bencher.bench(|| black_box(id()).to_string());
}

#[divan::bench]
fn id_read(bencher: Bencher<'_, '_>) {
    let text = id().to_string();
    bencher.bench(|| black_box(&text).parse::<Id>());
}

#[divan::bench]
fn instant_written() -> String {
    black_box(NOW).rfc3339()
}

#[divan::bench]
fn language_accepted() -> Option<Language> {
    Language::accepted(black_box("de-CH,de;q=0.9,en;q=0.8,fr;q=0.7"))
}

#[divan::bench]
fn new_password_judged(bencher: Bencher<'_, '_>) {
    let policy = Policy { min_code_points: 15, context_words: vec!["countersign".to_owned()] };
    let (password, address) = (Password::parse("wrought copper kettle").unwrap(), address());
    bencher.bench(|| policy.check(black_box(&password), &address));
}

/// In memory that is kept, as the hashing threads do it. The bytes are what it writes.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn password_hashed(bencher: Bencher<'_, '_>) {
    let password = Password::parse("wrought copper kettle").unwrap();
    let mut memory = Memory::default();
    bencher
        .counter(BytesCount::new(DEFAULT_COST.work_kib() * 1_024))
        .bench_local(|| hash::hash(&password, [7; 16], DEFAULT_COST, &mut memory));
}
