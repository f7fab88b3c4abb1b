//! What the tests share: a voice, a mail, and servers that follow a script.

#[cfg(feature = "ses")]
pub mod http;
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
    Transport::new(&Route::parse(url).unwrap(), Mailbox::default(), 4).unwrap()
}

/// Every absolute URL in a text, as a scanner finds them.
pub fn urls(text: &str) -> Vec<&str> {
    let starts = text.match_indices("://").map(|(at, _)| text[..at].rfind(|c: char| !c.is_ascii_alphabetic()));
    starts
        .map(|before| &text[before.map_or(0, |at| at + 1)..])
        .map(|url| &url[..url.find(|c: char| c.is_whitespace() || "\"'<>".contains(c)).unwrap_or(url.len())])
        .collect()
}

/// What a person sees of the HTML, all styles stripped, without the line that only the inbox shows.
pub fn visible(html: &str) -> String {
    let (_, body) = html.split_once("mso-hide:all;\">").unwrap();
    let (_, body) = body.split_once("</div>").unwrap();
    let words = body.split('<').map(|part| part.split_once('>').map_or(part, |(_, words)| words)).collect::<Vec<_>>();
    let entities =
        [("&zwnj;", "\u{200c}"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];
    entities.iter().fold(words.concat(), |text, (entity, c)| text.replace(entity, c))
}
