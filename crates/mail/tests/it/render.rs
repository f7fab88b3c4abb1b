//! Every kind of mail, rendered from its sample and read back as a mail program does.

use countersign_core::mail::Kind;
use countersign_mail::{Error, Letter, Voice};
use mail_parser::MessageParser;
use url::Url;

use crate::support::{base_url, sample, voice};

/// Every absolute URL in a text, as a scanner finds them.
fn urls(text: &str) -> Vec<&str> {
    let starts = text.match_indices("://").map(|(at, _)| text[..at].rfind(|c: char| !c.is_ascii_alphabetic()));
    starts
        .map(|before| &text[before.map_or(0, |at| at + 1)..])
        .map(|url| &url[..url.find(|c: char| c.is_whitespace() || "\"'<>".contains(c)).unwrap_or(url.len())])
        .collect()
}

#[test]
fn every_kind_shows_the_one_link_once_in_each_part() {
    for letter in Voice::samples() {
        let mail = voice().render(&letter).unwrap();
        assert_eq!(urls(&mail.text), [letter.link.as_str()], "{:?}", letter.kind);
        assert_eq!(urls(&mail.html), [letter.link.as_str()], "{:?}", letter.kind);
        assert_eq!(mail.html.matches("href=").count(), 1);
        for remote in ["<img", "<link", "src=", "xmlns", "url(", "@import", "mailto:"] {
            assert!(!mail.html.contains(remote), "{:?} {remote}", letter.kind);
        }
    }
}

#[test]
fn every_kind_reads_back_as_it_was_written() {
    for letter in Voice::samples() {
        let mail = voice().render(&letter).unwrap();
        let read = MessageParser::default().parse(&mail.source).unwrap();
        let trimmed = |text: &str| text.replace("\r\n", "\n").trim_end().to_owned();
        assert_eq!(trimmed(&read.body_text(0).unwrap()), trimmed(&mail.text));
        assert_eq!(trimmed(&read.body_html(0).unwrap()), trimmed(&mail.html));
        assert_eq!(read.subject().unwrap(), mail.subject);
        assert_eq!(read.message_id().unwrap(), format!("{}@example.org", letter.id));
        assert_eq!(read.date().unwrap().to_timestamp(), letter.date.seconds());
        let from = read.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("Countersign"), Some("no-reply@example.org")));
        let to: Vec<_> = read.to().unwrap().iter().map(|to| to.address().unwrap()).collect();
        assert_eq!(to, [letter.to.as_str()]);
        assert!(read.cc().is_none() && read.bcc().is_none());
        let auto_submitted = read.header("Auto-Submitted").unwrap();
        assert_eq!(auto_submitted.as_text(), Some("auto-generated"));
        assert_eq!(read.content_type_subtype(), "alternative");
    }
}

trait Subtype {
    fn content_type_subtype(&self) -> &str;
}

impl Subtype for mail_parser::Message<'_> {
    fn content_type_subtype(&self) -> &str {
        use mail_parser::MimeHeaders;
        self.content_type().unwrap().subtype().unwrap()
    }
}

#[test]
fn sources_are_ascii_with_short_lines_and_no_token_in_a_header() {
    for letter in Voice::samples() {
        let mail = voice().render(&letter).unwrap();
        let source = String::from_utf8(mail.source).unwrap();
        assert!(source.is_ascii());
        assert!(source.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        assert!(mail.text.lines().chain(mail.html.lines()).all(|line| line.len() <= 400), "{:?}", letter.kind);
        let (headers, _) = source.split_once("\r\n\r\n").unwrap();
        assert!(!headers.contains("sample-token") && !headers.contains("://"), "{headers}");
        assert!(!mail.text.contains("\n\n\n") && !mail.text.contains("{{"), "{}", mail.text);
        for part in [&mail.text, &mail.html] {
            assert!(
                letter.valid_for.is_none()
                    || part.contains(&countersign_core::time::in_words(letter.valid_for.unwrap()))
            );
        }
    }
}

#[test]
fn values_that_are_missing_leave_no_gap() {
    for letter in Voice::samples() {
        let mail = voice().render(&Letter { valid_for: None, new_address: None, ..letter.clone() }).unwrap();
        assert!(!mail.text.contains("\n\n\n") && !mail.text.contains("  "), "{}", mail.text);
        assert_eq!(urls(&mail.text), [letter.link.as_str()]);
    }
}

#[test]
fn a_mail_a_stranger_can_cause_says_what_to_do_if_it_was_not_you() {
    for letter in Voice::samples() {
        let mail = voice().render(&letter).unwrap();
        assert!(mail.text.contains("If this was not you,"), "{:?}", letter.kind);
        assert!(mail.html.contains("If this was not you,"), "{:?}", letter.kind);
    }
}

#[test]
fn a_repeat_has_the_same_message_id() {
    let id_line = |mail: Vec<u8>| {
        let source = String::from_utf8(mail).unwrap();
        source.lines().find(|line| line.starts_with("Message-ID:")).unwrap().to_owned()
    };
    let letter = sample(Kind::Reset);
    let again =
        Letter { link: Url::parse("https://accounts.example.org/reset-password/other").unwrap(), ..letter.clone() };
    assert_eq!(id_line(voice().render(&letter).unwrap().source), id_line(voice().render(&again).unwrap().source));
}

#[test]
fn text_from_outside_is_escaped_and_no_link() {
    let letter = Letter {
        new_address: Some("<a href=//evil.example>&\"x'@evil.example".to_owned()),
        ..sample(Kind::EmailChanged)
    };
    let voice = Voice::new("\"<b>Us</b> & \\\"them\\\"\" <no-reply@example.org>", &base_url(), None).unwrap();
    let html = voice.render(&letter).unwrap().html;
    assert_eq!(html.matches("<a ").count(), 1);
    assert!(!html.contains("<b>") && !html.contains("evil.example") && !html.contains("//evil"), "{html}");
}

#[test]
fn only_addresses_get_into_headers() {
    for to in ["ada@example.org\r\nBcc: eve@example.org", "ada", "ada@example.org, eve@example.org", ""] {
        let letter = Letter { to: to.to_owned(), ..sample(Kind::Confirm) };
        assert!(matches!(voice().render(&letter), Err(Error::Recipient)), "{to:?}");
    }
}

#[test]
fn senders_are_an_address_or_a_name_with_one() {
    let subject = |from: &str, base: &str| {
        let voice = Voice::new(from, &Url::parse(base).unwrap(), None).unwrap();
        let mail = voice.render(&sample(Kind::Confirm)).unwrap();
        let read = MessageParser::default().parse(&mail.source).unwrap();
        (mail.from, mail.subject, read.message_id().unwrap().rsplit_once('@').unwrap().1.to_owned())
    };
    let (from, words, domain) = subject("Countersign <no-reply@localhost>", "http://accounts.test:8080");
    assert_eq!(from, "Countersign <no-reply@localhost>");
    assert_eq!(words, "Confirm your address for Countersign");
    assert_eq!(domain, "accounts.test");
    let (_, words, domain) = subject("no-reply@example.org", "https://accounts.example.org");
    assert_eq!((words.as_str(), domain.as_str()), ("Confirm your address for accounts.example.org", "example.org"));
    let (from, words, _) =
        subject("Zo\u{eb}'s Caf\u{e9}, Ltd <hi@b\u{fc}cher.example>", "https://accounts.example.org");
    assert!(from.ends_with("<hi@xn--bcher-kva.example>"), "{from}");
    assert_eq!(words, "Confirm your address for Zo\u{eb}'s Caf\u{e9}, Ltd");
    for bad in
        ["", "nobody", "Us <no-reply@example.org", "Us\r\nBcc: x@y.z <a@b.c>", "a@b.c, d@e.f", "z\u{f6}@example.org"]
    {
        assert!(matches!(Voice::new(bad, &base_url(), None), Err(Error::Sender(_))), "{bad:?}");
    }
}

#[test]
fn debug_output_shows_no_token_and_no_address() {
    let letter = sample(Kind::Confirm);
    let shown = format!("{letter:?} {:?}", voice().render(&letter).unwrap());
    assert!(!shown.contains("token") && !shown.contains("ada@"), "{shown}");
}
