//! From words to a message as it travels: headers, multipart/alternative, 7-bit encodings (RFC 5322, RFC
//! 2045). The words come from `render.rs`, the ways out are `transport.rs`'s business.

use std::fmt;
use std::io;
use std::iter::successors;
use std::time::{Duration, SystemTime};

use countersign_core::address::masked;
use countersign_core::mail::Kind;
use countersign_core::{Address, Id, Timestamp};
use lettre::address::Envelope;
use lettre::message::header::{ContentTransferEncoding, ContentType, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox as Named, Message, MultiPart, MultiPartKind, SinglePart};

use crate::{Error, Letter};

/// A mail that is ready to go out.
#[derive(Clone)]
pub struct Rendered {
    /// Part of the `Message-ID`.
    pub id: Id,
    /// What it says.
    pub kind: Kind,
    /// As in the `From` header.
    pub from: String,
    /// The recipient's address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The part in plain text.
    pub text: String,
    /// The part in HTML.
    pub html: String,
    /// The one absolute URL in both.
    pub link: String,
    /// As in its header.
    pub date: Timestamp,
    /// The whole message: RFC 5322, ASCII, lines end with CRLF.
    pub source: Vec<u8>,
    pub(crate) envelope: Envelope,
}

/// Without link and words: they carry a token (ASVS 16.2.5).
impl fmt::Debug for Rendered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rendered")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("to", &masked(&self.to))
            .finish_non_exhaustive()
    }
}

pub(crate) fn compose(
    sender: &Named,
    id_domain: &str,
    letter: &Letter,
    subject: String,
    text: String,
    html: String,
) -> Result<Rendered, Error> {
    let to = recipient(&letter.to)?;
    let envelope = Envelope::new(Some(sender.email.clone()), vec![to.clone()])?;
    let auto_submitted = HeaderName::new_from_ascii_str("Auto-Submitted");
    let content_language = HeaderName::new_from_ascii_str("Content-Language");
    let message = Message::builder()
        .date(system_time(letter.date))
        .from(sender.clone())
        .to(Named::new(None, to))
        .subject(subject.as_str())
        .message_id(Some(format!("<{}@{id_domain}>", letter.id)))
        // RFC 3834 section 5: keeps vacation notices from answering.
        .raw_header(HeaderValue::new(auto_submitted, "auto-generated".to_owned()))
        // RFC 3282: for programs that read mails aloud, or translate.
        .raw_header(HeaderValue::new(content_language, letter.language.as_str().to_owned()))
        .envelope(envelope.clone())
        .multipart(
            MultiPart::builder()
                .kind(MultiPartKind::Alternative)
                // A repeat of a mail is the same to the byte.
                .boundary(format!("part-of-{}", letter.id))
                .singlepart(part(ContentType::TEXT_PLAIN, &text))
                .singlepart(part(ContentType::TEXT_HTML, &html)),
        )?;
    Ok(Rendered {
        id: letter.id,
        kind: letter.kind,
        from: sender.to_string(),
        to: letter.to.clone(),
        subject,
        text,
        html,
        link: letter.link.as_str().to_owned(),
        date: letter.date,
        source: message.formatted(),
        envelope,
    })
}

/// As it stands where that is allowed (RFC 5322 section 2.1.1: ASCII, lines of at most 998 octets), so that
/// the link can be read in the source; else quoted-printable or base64, as lettre sees fit.
fn part(kind: ContentType, words: &str) -> SinglePart {
    let lines: Vec<&str> = words.lines().collect();
    let plain = |byte: u8| byte == b'\t' || (b' '..=b'~').contains(&byte);
    let body = if lines.iter().all(|line| line.len() <= 998 && line.bytes().all(plain)) {
        Body::dangerous_pre_encoded(lines.join("\r\n").into_bytes(), ContentTransferEncoding::SevenBit)
    } else {
        Body::new(words.to_owned())
    };
    SinglePart::builder().content_type(kind).body(body)
}

/// Reads `Name <address>` or an address. Control characters are refused: lettre panics on them.
pub(crate) fn sender(from: &str) -> Result<Named, Error> {
    let refused = || Error::Sender(from.to_owned());
    if from.chars().any(char::is_control) {
        return Err(refused());
    }
    let (name, email) = match from.trim().strip_suffix('>').map(|named| named.rsplit_once('<')) {
        Some(Some((name, email))) => (display_name(name), email),
        Some(None) => return Err(refused()),
        None => (None, from.trim()),
    };
    // `localhost` is no domain for people's addresses, but good enough for a sender while one tries things.
    let email = recipient(email).or_else(|_| email.parse()).map_err(|_| refused())?;
    // More than ASCII would need SMTPUTF8 (RFC 6531), which not every server on the way has.
    if !AsRef::<str>::as_ref(&email).is_ascii() {
        return Err(refused());
    }
    Ok(Named::new(name, email))
}

/// The address of a sender, `Name <address>`, alone.
///
/// # Errors
/// `Sender` if it is none.
pub fn sender_address(from: &str) -> Result<String, Error> {
    Ok(sender(from)?.email.to_string())
}

/// The name as people write it before the address, with or without quotes.
fn display_name(text: &str) -> Option<String> {
    let text = text.trim();
    let name = match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(quoted) => quoted.replace("\\\"", "\"").replace("\\\\", "\\"),
        None => text.to_owned(),
    };
    Some(name).filter(|name| !name.is_empty())
}

/// HTML takes addresses that lettre's own check refuses (`a..b@example.org`); they were checked by
/// [`Address`], and are here once more, so that nothing else can get into a header or command.
fn recipient(to: &str) -> Result<lettre::Address, Error> {
    let address = Address::parse(to).map_err(|_| Error::Recipient)?;
    Ok(lettre::Address::new_dangerous(address.local_part(), address.domain()))
}

/// Before 1970 there was no mail.
fn system_time(at: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_millis(u64::try_from(at.millis()).unwrap_or(0))
}

/// One line for a header or a log: control characters and line separators become spaces, runs of
/// spaces one.
pub(crate) fn one_line(text: &str) -> String {
    let flat = text.replace(|c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}'), " ");
    flat.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `one_line`, and no more of it than is of use in a list.
pub(crate) fn short_line(text: &str) -> String {
    const MAX_CHARS: usize = 500;
    let line = one_line(text);
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// An error with what is below it, in one short line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    short_line(&joined(successors(Some(error), |error| error.source()).map(ToString::to_string)))
}

/// An error and what is below it, also inside an `io::Error`, which passes its content over as a cause.
pub(crate) fn causes<'e>(
    error: &'e (dyn std::error::Error + 'static),
) -> impl Iterator<Item = &'e (dyn std::error::Error + 'static)> {
    successors(Some(error), |error: &&'e (dyn std::error::Error + 'static)| {
        let error = *error;
        match error.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(inside) => Some(inside),
            None => error.source(),
        }
    })
}

/// What one error after the other says; many already repeat their cause.
pub(crate) fn joined(said: impl Iterator<Item = String>) -> String {
    let mut text = String::new();
    for more in said {
        if !text.contains(&more) {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&more);
        }
    }
    text
}
