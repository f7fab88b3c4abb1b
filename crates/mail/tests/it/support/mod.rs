//! What the tests share: a voice, a mail, and servers that follow a script.

#[cfg(feature = "ses")]
pub mod http;
pub mod sink;

use countersign_core::mail::Kind;
use countersign_mail::{Letter, Mailbox, Rendered, Route, Transport, Voice};
use url::Url;

pub fn base_url() -> Url {
    Url::parse("https://accounts.example.org").unwrap()
}

pub fn voice() -> Voice {
    Voice::new("Countersign <no-reply@example.org>", &base_url(), None).unwrap()
}

pub fn sample(kind: Kind) -> Letter {
    Voice::samples().into_iter().find(|letter| letter.kind == kind).unwrap()
}

pub fn mail() -> Rendered {
    voice().render(&sample(Kind::Confirm)).unwrap()
}

pub fn transport(url: &str) -> Transport {
    Transport::new(&Route::parse(url).unwrap(), Mailbox::default(), 4).unwrap()
}
