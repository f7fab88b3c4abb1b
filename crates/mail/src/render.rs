//! From a `Letter` to a finished mail: the templates of its kind, filled in. The templates themselves are
//! `templates.rs`'s business, headers and encoding `message.rs`'s.

use std::path::Path;

use countersign_core::mail::Kind;
use countersign_core::time::in_words;
use lettre::message::Mailbox as Sender;
use minijinja::{Environment, Value, context};
use url::Url;

use crate::message::{self, Rendered};
use crate::{Error, Letter, templates};

/// Writes mails: one sender, one set of templates.
pub struct Voice {
    sender: Sender,
    /// Right of the `@` in every `Message-ID`.
    id_domain: String,
    /// What the mails call the service: the sender's display name, else the base URL's host.
    product: String,
    templates: Environment<'static>,
}

impl Voice {
    /// `from` is an address or `Name <address>`. A file in `templates_dir` stands in for the built-in one
    /// of the same relative name (`confirm/subject.txt`, `layout.html`).
    ///
    /// # Errors
    /// `Sender` for a `from` that is no address; `Template` and `NoLink` for a template that does not
    /// compile, does not render a sample, or leaves out the link: all of them are tried here.
    pub fn new(from: &str, base_url: &Url, templates_dir: Option<&Path>) -> Result<Self, Error> {
        let sender = message::sender(from)?;
        let host = base_url.host_str().unwrap_or("localhost");
        let domain = sender.email.domain();
        let id_domain = if domain.contains('.') { domain } else { host }.to_owned();
        let product = sender.name.clone().unwrap_or_else(|| host.to_owned());
        let voice = Self { sender, id_domain, product, templates: templates::environment(templates_dir) };
        for letter in Self::samples() {
            let names = templates::names(letter.kind);
            let mail = voice.render(&letter)?;
            // With every value that may be missing, missing.
            voice.render(&Letter { valid_for: None, new_address: None, ..letter })?;
            if !mail.text.contains(&mail.link) {
                return Err(Error::NoLink(names.text.to_owned()));
            }
            if !mail.html.contains(&mail.link) {
                return Err(Error::NoLink(names.html.to_owned()));
            }
        }
        Ok(voice)
    }

    /// One letter of each kind.
    pub fn samples() -> Vec<Letter> {
        Kind::ALL.iter().map(|kind| Letter::sample(*kind)).collect()
    }

    /// Fills in the templates and puts the message together.
    ///
    /// # Errors
    /// `Recipient` for an address that no header can carry; `Template` if an overriding template that
    /// took the samples fails with this letter.
    pub fn render(&self, letter: &Letter) -> Result<Rendered, Error> {
        let names = templates::names(letter.kind);
        let link = letter.link.as_str();
        // The subject is a header and knows no link: a token in a header ends up in every log.
        let subject = message::one_line(&self.fill(names.subject, self.facts(letter))?);
        let parts = |link: Value| context! { link, subject => subject.as_str(), ..self.facts(letter) };
        let mut text = self.fill(names.text, parts(Value::from(link)))?;
        text.truncate(text.trim_end().len());
        text.push('\n');
        let html = self.fill(names.html, parts(templates::escaped(link)))?;
        message::compose(&self.sender, &self.id_domain, letter, subject, text, html)
    }

    fn facts(&self, letter: &Letter) -> Value {
        context! {
            kind => letter.kind.as_str(),
            product => self.product.as_str(),
            to => letter.to.as_str(),
            valid_for => letter.valid_for.map(in_words),
            new_address => letter.new_address.as_deref().map(message::one_line),
            lang => "en",
            dir => "ltr",
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
