//! What a mail costs before a server is asked to take it: templates filled, words put in, text wrapped, MIME written; time
//! and allocations. How to run it is told in docs/guide/performance.md.

use countersign_core::Language;
use countersign_core::mail::Kind;
use countersign_mail::{Brand, Letter, Voice};
use divan::{AllocProfiler, Bencher, black_box};
use url::Url;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

#[divan::bench(args = [Language::En, Language::De, Language::Ja, Language::Ar])]
fn mail_rendered(bencher: Bencher<'_, '_>, language: &Language) {
    let base = Url::parse("https://accounts.example.org").unwrap();
    let voice = Voice::new("Accounts <no-reply@example.org>", &base, Brand::named("Countersign"), None).unwrap();
    let letter = Letter::sample(Kind::Confirm, *language);
    bencher.bench(|| voice.render(black_box(&letter)).unwrap());
}
