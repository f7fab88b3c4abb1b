//! Every kind of mail in every language, rendered from its sample and read back as a mail program does.
//! What it is worded like is `words`, how it looks `look`.

use countersign_core::mail::Kind;
use countersign_core::{Address, Language};
use countersign_mail::{Brand, Error, Letter, Rendered, Voice};
use mail_parser::{MessageParser, MimeHeaders};
use url::Url;

use crate::support::{base_url, sample, urls, visible, voice, voice_of};

/// Every sample, and the same with every value missing that may be.
fn letters() -> impl Iterator<Item = Letter> {
    Voice::samples().flat_map(|letter| [Letter { valid_for: None, new_address: None, ..letter.clone() }, letter])
}

fn render(letter: &Letter) -> Rendered {
    voice().render(letter).unwrap()
}

#[test]
fn every_mail_shows_the_one_link_once_in_each_part_and_loads_nothing() {
    for letter in letters() {
        let mail = render(&letter);
        let what = (letter.kind, letter.language);
        assert_eq!(urls(&mail.text), [letter.link.as_str()], "{what:?}");
        assert_eq!(urls(&mail.html), [letter.link.as_str()], "{what:?}");
        assert_eq!(mail.html.matches("href=").count(), 1, "{what:?}");
        assert_eq!(mail.text.lines().filter(|line| *line == letter.link.as_str()).count(), 1, "{what:?}");
        for remote in
            ["<img", "<link", "<script", "src=", "xmlns", "url(", "@import", "mailto:", "srcset", "background="]
        {
            assert!(!mail.html.contains(remote), "{what:?} {remote}");
        }
    }
}

#[test]
fn every_mail_reads_back_as_it_was_written() {
    let voice = voice_of(Brand::named("Zo\u{eb}'s \u{1f98a} Caf\u{e9}, a name that is long enough to be folded twice"));
    for letter in Voice::samples() {
        let mail = voice.render(&letter).unwrap();
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
        assert_eq!(read.header("Auto-Submitted").unwrap().as_text(), Some("auto-generated"));
        assert!(read.content_language().as_text_list().unwrap().contains(&letter.language.as_str().into()));
        assert_eq!(read.content_type().unwrap().subtype(), Some("alternative"));
    }
}

#[test]
fn sources_are_ascii_with_short_lines_and_no_token_in_a_header() {
    for letter in letters() {
        let mail = render(&letter);
        let source = String::from_utf8(mail.source).unwrap();
        assert!(source.is_ascii() && source.len() < 100_000);
        assert!(source.split("\r\n").all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
        let (headers, body) = source.split_once("\r\n\r\n").unwrap();
        assert!(!headers.contains("sample-token") && !headers.contains("://"), "{headers}");
        assert!(letter.language != Language::En || body.contains(letter.link.as_str()), "readable as it travels");
        assert!(!mail.subject.is_empty() && !mail.subject.contains(['\r', '\n']));
        for part in [&mail.subject, &mail.text, &mail.html] {
            assert!(!part.contains("{{") && !part.contains("{ $") && !part.contains(">none"), "{part}");
        }
        assert!(!mail.text.contains("none"), "{}", mail.text);
    }
}

#[test]
fn the_text_is_complete_in_itself_and_says_what_the_html_says() {
    for letter in letters() {
        let mail = render(&letter);
        let told = |text: &str| text.replace(char::is_whitespace, "").replace(['\u{2068}', '\u{2069}', '\u{200c}'], "");
        // The HTML has the service's name above it, and the link in its button.
        let html = told(&visible(&mail.html)).replacen("Countersign", "", 1);
        assert_eq!(told(&mail.text.replace(letter.link.as_str(), "")), html, "{:?} {:?}", letter.kind, letter.language);
        let paragraphs = mail.text.split("\n\n").count();
        assert!(paragraphs >= 4, "{}", mail.text);
    }
}

#[test]
fn paragraphs_are_wrapped_and_the_link_is_not() {
    let link = base_url().join(&format!("/confirm/{}", "x-y.z/".repeat(60))).unwrap();
    for letter in letters() {
        let mail = render(&Letter { link: link.clone(), ..letter });
        for line in mail.text.lines().filter(|line| *line != link.as_str()) {
            let shown = line.chars().filter(|c| !matches!(c, '\u{2068}' | '\u{2069}' | '\u{64b}'..='\u{652}')).count();
            assert!(shown <= 72 && line.trim() == line, "{line}");
        }
        assert_eq!(urls(&mail.text), [link.as_str()]);
        assert!(!mail.text.contains("\n\n\n") && !mail.text.contains("  ") && mail.text.ends_with('\n'));
    }
    let wide = render(&Letter { language: Language::Ja, ..sample(Kind::EmailChanged) });
    assert!(wide.text.lines().all(|line| line.chars().filter(|c| *c >= '\u{3000}').count() <= 36), "{}", wide.text);
}

#[test]
fn an_address_is_not_broken_over_lines() {
    let address = format!("{}@{}.example.org", "grace-hopper.".repeat(4) + "g", "long-name".repeat(6));
    for language in Language::ALL {
        let letter = Letter { language: *language, new_address: Some(address.clone()), ..sample(Kind::EmailChanged) };
        assert!(render(&letter).text.contains(&address), "{language:?}");
    }
}

#[test]
fn the_language_and_its_direction_are_declared_and_names_do_not_turn_the_sentence() {
    for letter in Voice::samples() {
        let mail = render(&letter);
        let (lang, dir) = (letter.language.as_str(), letter.language.dir());
        assert!(mail.html.contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\">")), "{lang}");
        assert!(!mail.html.contains("text-align:left") && !mail.html.contains("text-align:right"));
        if letter.new_address.is_some() {
            assert!(mail.html.contains("<bdi>grace"), "{lang}");
        }
        // Only where it is needed: these are mails that may travel as plain ASCII else.
        assert_eq!(mail.text.contains('\u{2068}'), dir == "rtl" && mail.text.contains("Countersign"), "{}", mail.text);
        assert_eq!(mail.text.matches('\u{2068}').count(), mail.text.matches('\u{2069}').count());
        assert!(!mail.subject.contains(['\u{2068}', '\u{2069}']), "{}", mail.subject);
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
    assert_eq!(id_line(render(&letter).source), id_line(render(&again).source));
}

#[test]
fn text_from_outside_is_escaped_and_no_link() {
    let hostile =
        "<a href=//evil.example>&\"x'{{ link }}{% raw %}\u{202e}\u{2028}\nhttps://evil.example/ </bdi></title>";
    let brand = Brand {
        logo: Some(format!("logo {hostile}")),
        support: Some(Address::parse("a&b'c/d@evil.example").unwrap()),
        footer: Some(format!("footer {hostile}")),
        ..Brand::named(format!("name {hostile}"))
    };
    let voice = voice_of(brand);
    for letter in Voice::samples() {
        let letter = Letter { new_address: Some(format!("address {hostile}")), ..letter };
        let mail = voice.render(&letter).unwrap();
        assert_eq!(urls(&mail.html), [letter.link.as_str()], "{}", mail.html);
        assert_eq!(urls(&mail.text), [letter.link.as_str()], "{}", mail.text);
        for tag in ["<a ", "</a>", "<title>", "</title>", "<html", "</body>"] {
            assert_eq!(mail.html.matches(tag).count(), 1, "{tag}");
        }
        assert_eq!(mail.html.matches("<bdi>").count(), mail.html.matches("</bdi>").count());
        assert!(
            !mail.html.contains("evil.example") && !mail.html.contains("//evil") && !mail.html.contains('\u{202e}')
        );
        assert!(
            !mail.text.contains(['\u{202e}', '\u{2028}']) && !mail.subject.contains(['\u{202e}', '\u{2028}', '\n'])
        );
        assert!(mail.text.contains("footer <a href=//evil.example>&\"x'{{ link }}{% raw %}"), "{}", mail.text);
        let read = MessageParser::default().parse(&mail.source).unwrap();
        assert_eq!(read.subject().unwrap(), mail.subject);
        assert_eq!(read.to().unwrap().iter().count(), 1);
    }
}

#[test]
fn only_addresses_get_into_headers() {
    for to in ["ada@example.org\r\nBcc: eve@example.org", "ada", "ada@example.org, eve@example.org", ""] {
        let letter = Letter { to: to.to_owned(), ..sample(Kind::Confirm) };
        assert!(matches!(voice().render(&letter), Err(Error::Recipient)), "{to:?}");
    }
}

#[test]
fn senders_are_an_address_or_a_name_with_one_and_lend_their_name_to_the_service() {
    let subject = |from: &str, base: &str| {
        let base = Url::parse(base).unwrap();
        let brand = Brand::named(Brand::default_name(from, &base).unwrap());
        let mail = Voice::new(from, &base, brand, None).unwrap().render(&sample(Kind::Confirm)).unwrap();
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
        assert!(matches!(Voice::new(bad, &base_url(), Brand::named("Us"), None), Err(Error::Sender(_))), "{bad:?}");
        assert!(matches!(Brand::default_name(bad, &base_url()), Err(Error::Sender(_))), "{bad:?}");
    }
}

#[test]
fn debug_output_shows_no_token_and_no_address() {
    let letter = sample(Kind::Confirm);
    let shown = format!("{letter:?} {:?}", render(&letter));
    assert!(!shown.contains("token") && !shown.contains("ada@"), "{shown}");
}
