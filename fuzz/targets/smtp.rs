//! Replies of a mail server, whatever they are: an answer in one line, and never "sent" or "refused for good" of
//! which the server said nothing.

use std::io::Cursor;
use std::sync::LazyLock;

use countersign_core::Language;
use countersign_core::mail::Kind;
use countersign_mail::{Brand, Delivery, Letter, Rendered, Voice, smtp};
use tokio::runtime::{Builder, Runtime};
use url::Url;

static MAIL: LazyLock<Rendered> = LazyLock::new(|| {
    let base = Url::parse("https://accounts.example.org/").expect("a URL");
    let voice = Voice::new("no-reply@example.org", &base, Brand::named("Example"), None).expect("a voice");
    voice.render(&Letter::sample(Kind::Reset, Language::ALL[0])).expect("a mail")
});

static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().enable_time().build().expect("a runtime"));

pub fn run(data: &[u8]) {
    let server = tokio::io::join(Cursor::new(data.to_vec()), tokio::io::sink());
    let delivery = RUNTIME.block_on(smtp::hand_over_on(server, &MAIL));
    let words = match &delivery {
        Delivery::Sent(words) => {
            // Greeting, EHLO, MAIL, RCPT and the last line are agreed to by a 2, DATA by a 3.
            assert!(lines_of(data, b'2') >= 5 && lines_of(data, b'3') >= 1, "{words}");
            assert!(words.starts_with('2'), "{words}");
            words
        }
        Delivery::Never { words, .. } => {
            assert!(lines_of(data, b'5') >= 1 && words.starts_with('5'), "{words}");
            words
        }
        Delivery::SlowDown(words) => {
            assert!(lines_of(data, b'4') >= 1, "{words}");
            words
        }
        Delivery::Later(words) | Delivery::Down(_, words) => words,
    };
    assert!(!words.is_empty() && words.chars().count() <= 600 && !words.contains(char::is_control), "{words:?}");
}

/// Lines that begin with this digit: one of each reply, at least.
fn lines_of(data: &[u8], digit: u8) -> usize {
    data.split(|byte| *byte == b'\n').filter(|line| line.first() == Some(&digit)).count()
}
