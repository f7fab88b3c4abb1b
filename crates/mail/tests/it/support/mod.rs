//! What the tests share: a voice, a mail, and a mail server that follows a script.

pub mod sink;

use countersign_core::Language;
use countersign_core::mail::Kind;
use countersign_mail::{Brand, Letter, Mailbox, Rendered, Route, Transport, Voice};
use url::Url;

pub fn base_url() -> Url {
    Url::parse("https://accounts.example.org").unwrap()
}

pub fn voice() -> Voice {
    voice_of(Brand::named("Countersign"))
}

pub fn voice_of(brand: Brand) -> Voice {
    Voice::new("Countersign <no-reply@example.org>", &base_url(), brand, None).unwrap()
}

pub fn sample(kind: Kind) -> Letter {
    Letter::sample(kind, Language::En)
}

pub fn mail() -> Rendered {
    voice().render(&sample(Kind::Confirm)).unwrap()
}

pub fn transport(url: &str) -> Transport {
    Transport::new(&Route::parse(url).unwrap(), Mailbox::default()).unwrap()
}
