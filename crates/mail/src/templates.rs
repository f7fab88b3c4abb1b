//! The templates: the built-in ones, embedded, and the operator's files that stand in for them. What is
//! put into them is `render.rs`'s business.

use std::path::Path;

use countersign_core::mail::Kind;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, TemplateSource, UndefinedBehavior, Value, path_loader};

/// The three files of one kind of mail, by their names relative to the templates' folder.
pub(crate) struct Names {
    pub subject: &'static str,
    pub text: &'static str,
    pub html: &'static str,
}

const LAYOUT: (&str, &str) = ("layout.html", include_str!("../templates/layout.html"));

macro_rules! folder {
    ($kind:literal) => {
        [
            (concat!($kind, "/subject.txt"), include_str!(concat!("../templates/", $kind, "/subject.txt"))),
            (concat!($kind, "/body.txt"), include_str!(concat!("../templates/", $kind, "/body.txt"))),
            (concat!($kind, "/body.html"), include_str!(concat!("../templates/", $kind, "/body.html"))),
        ]
    };
}

const fn built_in(kind: Kind) -> [(&'static str, &'static str); 3] {
    match kind {
        Kind::Confirm => folder!("confirm"),
        Kind::AlreadyRegistered => folder!("already_registered"),
        Kind::Reset => folder!("reset"),
        Kind::PasswordChanged => folder!("password_changed"),
        Kind::ChangeEmail => folder!("change_email"),
        Kind::ChangeEmailNotice => folder!("change_email_notice"),
        Kind::EmailChanged => folder!("email_changed"),
    }
}

pub(crate) const fn names(kind: Kind) -> Names {
    let [(subject, _), (text, _), (html, _)] = built_in(kind);
    Names { subject, text, html }
}

fn built_in_source(name: &str) -> Option<&'static str> {
    let mut all = Kind::ALL.iter().flat_map(|kind| built_in(*kind)).chain([LAYOUT]);
    all.find(|(known, _)| *known == name).map(|(_, source)| source)
}

/// All templates, a file in `overrides` first. A folder that is not there overrides nothing; files with
/// other names can be included or extended by those that do.
pub(crate) fn environment(overrides: Option<&Path>) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.expect("the usual delimiters fit together"));
    // What was tried at start stays in use until the next start.
    env.set_auto_reload(false);
    env.add_filter("unlinked", unlinked);
    let files = overrides.map(path_loader);
    env.set_loader(move |name| {
        if let Some(source) = files.as_ref().map(|load| load(name)).transpose()?.flatten() {
            return Ok(Some(source));
        }
        Ok(built_in_source(name).map(TemplateSource::from))
    });
    env
}

/// For HTML: an address that mail programs do not turn into a link by themselves. A zero-width
/// non-joiner beside every `@`, `.`, `/` and `:` keeps it from looking like one to them.
fn unlinked(address: &str) -> Value {
    let mut html = String::with_capacity(address.len() * 2);
    for c in address.chars() {
        match c {
            '@' | '.' | '/' | ':' => {
                html.push_str("&zwnj;");
                html.push(c);
                html.push_str("&zwnj;");
            }
            _ => push_escaped(&mut html, c),
        }
    }
    Value::from_safe_string(html)
}

/// For an attribute or text in HTML. minijinja's own escaping also writes `/` as a reference, which
/// makes a link unreadable in the source of a mail.
pub(crate) fn escaped(text: &str) -> Value {
    let mut html = String::with_capacity(text.len());
    text.chars().for_each(|c| push_escaped(&mut html, c));
    Value::from_safe_string(html)
}

fn push_escaped(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        '\'' => html.push_str("&#39;"),
        _ => html.push(c),
    }
}
