//! The templates: the built-in ones, embedded, and the operator's files that stand in for them. What is
//! put into them is `render.rs`'s business.

use std::path::Path;

use countersign_core::mail::Kind;
use minijinja::syntax::SyntaxConfig;
use minijinja::{AutoEscape, Environment, TemplateSource, UndefinedBehavior, path_loader};

use crate::html;

/// The three files of one kind of mail, by their names relative to the templates' folder.
pub(crate) struct Names {
    pub subject: &'static str,
    pub text: &'static str,
    pub html: &'static str,
}

const LAYOUTS: [(&str, &str); 2] = [
    ("layout.txt", include_str!("../templates/layout.txt")),
    ("layout.html", include_str!("../templates/layout.html")),
];

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
        Kind::SuspiciousSignIn => folder!("suspicious_sign_in"),
        Kind::ChangeEmail => folder!("change_email"),
        Kind::ChangeEmailNotice => folder!("change_email_notice"),
        Kind::EmailChanged => folder!("email_changed"),
        Kind::AccountClosed => folder!("account_closed"),
    }
}

pub(crate) const fn names(kind: Kind) -> Names {
    let [(subject, _), (text, _), (html, _)] = built_in(kind);
    Names { subject, text, html }
}

fn built_in_source(name: &str) -> Option<&'static str> {
    let mut all = Kind::ALL.iter().flat_map(|kind| built_in(*kind)).chain(LAYOUTS);
    all.find(|(known, _)| *known == name).map(|(_, source)| source)
}

/// All templates, a file in `overrides` first. Files with other names can be included or extended by those
/// that stand in for ours.
pub(crate) fn environment(overrides: Option<&Path>) -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
    let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
    env.set_syntax(syntax.expect("the usual delimiters fit together"));
    // What was tried at start stays in use until the next start.
    env.set_auto_reload(false);
    env.add_filter("unlinked", html::unlinked);
    let files = overrides.map(path_loader);
    env.set_loader(move |name| {
        if let Some(source) = files.as_ref().map(|load| load(name)).transpose()?.flatten() {
            return Ok(Some(source));
        }
        Ok(built_in_source(name).map(TemplateSource::from))
    });
    env
}
