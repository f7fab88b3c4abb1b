//! From a `Letter` to a finished mail: the templates of its kind, filled with the words of its language.
//! The templates themselves are `templates.rs`'s business, the words `locales.rs`'s, headers and encoding
//! `message.rs`'s.

use std::path::Path;
use std::sync::Arc;

use countersign_core::Language;
use countersign_core::mail::Kind;
use lettre::message::Mailbox as Sender;
use minijinja::{Environment, ErrorKind, Value, context};
use url::Url;

use crate::brand::{DARK_CARD, LIGHT_CARD};
use crate::locales::{Piece, Words};
use crate::message::{self, Rendered};
use crate::{Brand, Error, Letter, html, templates, text};

/// Writes mails: one sender, one brand, one set of templates, all languages.
pub struct Voice {
    sender: Sender,
    /// Right of the `@` in every `Message-ID`.
    id_domain: String,
    brand: Brand,
    templates: Environment<'static>,
    words: Words,
}

/// What a message of a mail can show besides its own words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fact {
    Product,
    Address,
    Time,
    Support,
}

const FACTS: [(&str, Fact); 4] =
    [("product", Fact::Product), ("address", Fact::Address), ("time", Fact::Time), ("support", Fact::Support)];

/// Where words are put: each part of a mail has its own way to show what comes from outside.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Subject,
    Text,
    Html,
}

/// What the words of one mail show, as plain text.
struct Facts {
    product: String,
    address: Option<String>,
    time: Option<String>,
    support: Option<String>,
    language: Language,
}

impl Voice {
    /// `from` is an address or `Name <address>`. A file in `templates_dir` stands in for the built-in one
    /// of the same relative name (`confirm/subject.txt`, `layout.html`), a message in `locales/<tag>.ftl` for
    /// the built-in one of the same key.
    ///
    /// # Errors
    /// `Sender` for a `from` that is no address; `Locale` for words that cannot be shown; `Template` and
    /// `NoLink` for a template that does not compile, does not render a sample, or leaves out the link.
    /// Where there is a folder, all of them are tried here; the built-in ones were by our tests.
    pub fn new(from: &str, base_url: &Url, brand: Brand, templates_dir: Option<&Path>) -> Result<Self, Error> {
        let sender = message::sender(from)?;
        let host = base_url.host_str().unwrap_or("localhost");
        let domain = sender.email.domain();
        let id_domain = if domain.contains('.') { domain } else { host }.to_owned();
        let folder = templates_dir.filter(|folder| folder.is_dir());
        let voice = Self {
            sender,
            id_domain,
            brand: Brand {
                name: text::shown(&brand.name),
                logo: brand.logo.as_deref().map(text::shown).filter(|logo| !logo.is_empty()),
                footer: brand.footer.as_deref().map(text::shown).filter(|footer| !footer.is_empty()),
                ..brand
            },
            templates: templates::environment(folder),
            words: Words::load(|_| "", folder)?,
        };
        if folder.is_some() {
            voice.try_samples()?;
        }
        Ok(voice)
    }

    fn try_samples(&self) -> Result<(), Error> {
        for letter in Self::samples() {
            let names = templates::names(letter.kind);
            let mail = self.render(&letter)?;
            // With every value that may be missing, missing.
            self.render(&Letter { valid_for: None, new_address: None, ..letter })?;
            if !mail.text.contains(&mail.link) {
                return Err(Error::NoLink(names.text.to_owned()));
            }
            if !mail.html.contains(&mail.link) {
                return Err(Error::NoLink(names.html.to_owned()));
            }
        }
        Ok(())
    }

    /// One letter of each kind in each language.
    pub fn samples() -> impl Iterator<Item = Letter> {
        Kind::ALL.iter().flat_map(|kind| Language::ALL.iter().map(|language| Letter::sample(*kind, *language)))
    }

    /// Fills in the templates and puts the message together.
    ///
    /// # Errors
    /// `Recipient` for an address that no header can carry; `Template` if an overriding template that
    /// took the samples fails with this letter.
    pub fn render(&self, letter: &Letter) -> Result<Rendered, Error> {
        let names = templates::names(letter.kind);
        let time = letter.valid_for.map(|span| self.words.of(letter.language).span(span)).transpose();
        let facts = Arc::new(Facts {
            product: self.brand.name.clone(),
            address: letter.new_address.as_deref().map(text::shown),
            time: time.map_err(|reason| Error::Template { name: names.text.to_owned(), reason })?,
            support: self.brand.support.as_ref().map(|address| text::shown(address.as_str())),
            language: letter.language,
        });
        let values = |part| self.values(letter, &facts, words(self.words.clone(), Arc::clone(&facts), part));

        // The subject is a header and knows no link: a token in a header ends up in every log.
        let subject = message::one_line(&self.fill(names.subject, values(Part::Subject))?);
        let link = letter.link.as_str();
        let plain = context! {
            link,
            subject => subject.as_str(),
            brand => context! { logo => self.logo(), support => &facts.support, footer => &self.brand.footer },
            ..values(Part::Text)
        };
        let text = text::laid_out(&self.fill(names.text, plain)?, link);
        let rich = context! {
            link => html::escaped(link),
            subject => html::unlinked(&subject),
            brand => self.brand_in_html(&facts),
            ..values(Part::Html)
        };
        let html = self.fill(names.html, rich)?;
        message::compose(&self.sender, &self.id_domain, letter, subject, text, html)
    }

    fn values(&self, letter: &Letter, facts: &Facts, t: Value) -> Value {
        context! {
            t,
            kind => letter.kind.as_str(),
            product => &facts.product,
            to => letter.to.as_str(),
            valid_for => &facts.time,
            new_address => &facts.address,
            lang => letter.language.as_str(),
            dir => letter.language.dir(),
        }
    }

    fn logo(&self) -> &str {
        self.brand.logo.as_deref().unwrap_or(&self.brand.name)
    }

    fn brand_in_html(&self, facts: &Facts) -> Value {
        let color = self.brand.color;
        context! {
            logo => html::unlinked(self.logo()),
            support => facts.support.as_deref().map(html::unlinked),
            footer => self.brand.footer.as_deref().map(html::unlinked),
            color => color.to_string(),
            on_color => color.of_text_on_it().to_string(),
            edge => color.edge_on(LIGHT_CARD).to_string(),
            edge_dark => color.edge_on(DARK_CARD).to_string(),
        }
    }

    fn fill(&self, name: &str, values: Value) -> Result<String, Error> {
        let filled = self.templates.get_template(name).and_then(|template| template.render(values));
        filled.map_err(|error| {
            // The file at fault may be one that `name` extends or includes.
            let at = error.name().unwrap_or(name).to_owned();
            let reason = match error.line() {
                Some(line) => format!("line {line}: {error}"),
                None => error.to_string(),
            };
            Error::Template { name: at, reason: message::one_line(&reason) }
        })
    }
}

/// The function `t` of the templates: `t("confirm-title")` is that message in the mail's language.
fn words(words: Words, facts: Arc<Facts>, part: Part) -> Value {
    Value::from_function(move |key: &str| -> Result<Value, minijinja::Error> {
        let mut said = String::new();
        let put = |piece: Piece<'_>| {
            match piece {
                Piece::Value(index) => return facts.put(FACTS[index].1, part, &mut said),
                Piece::Words(words) if part == Part::Html => html::push_escaped(&mut said, words),
                Piece::Words(words) => said.push_str(words),
            }
            Ok(())
        };
        let locale = words.of(facts.language);
        locale
            .say(key, &FACTS.map(|(name, _)| name), None, put)
            .map_err(|reason| minijinja::Error::new(ErrorKind::InvalidOperation, reason))?;
        Ok(if part == Part::Html { Value::from_safe_string(said) } else { Value::from(said) })
    })
}

impl Facts {
    fn put(&self, fact: Fact, part: Part, to: &mut String) -> Result<(), String> {
        let (value, name) = match fact {
            Fact::Product => (Some(&self.product), "product"),
            Fact::Address => (self.address.as_ref(), "address"),
            Fact::Time => (self.time.as_ref(), "time"),
            Fact::Support => (self.support.as_ref(), "support"),
        };
        let value = value.ok_or_else(|| format!("this mail has no ${name}"))?;
        // Names and addresses may run against the sentence that they stand in (Unicode Bidirectional Algorithm,
        // UAX #9); spans are words of the language.
        let (before, after) = match (part, fact) {
            (Part::Html, Fact::Product | Fact::Support) => ("<bdi>", "</bdi>"),
            (Part::Html, Fact::Address) => ("<strong><bdi>", "</bdi></strong>"),
            (Part::Text, Fact::Product | Fact::Address | Fact::Support) if self.language.dir() == "rtl" => {
                (text::ISOLATE, text::POP_ISOLATE)
            }
            (Part::Subject | Part::Text | Part::Html, _) => ("", ""),
        };
        to.push_str(before);
        match (part, fact) {
            (Part::Html, Fact::Time) => html::push_escaped(to, value),
            (Part::Html, _) => html::push_unlinked(to, value),
            (Part::Subject | Part::Text, _) => to.push_str(value),
        }
        to.push_str(after);
        Ok(())
    }
}
