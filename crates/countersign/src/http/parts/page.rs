//! Pages: minijinja templates from `pages/`, embedded in the binary; a file of the same name in the
//! templates folder of the installation takes its place. Unknown variables are errors, output is escaped.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use countersign_core::{Language, typo};
use countersign_mail::{Piece, Words};
use minijinja::value::{Kwargs, Object, ObjectRepr};
use minijinja::{AutoEscape, Environment, ErrorKind, HtmlEscape, UndefinedBehavior, Value, context};

use super::captcha::CHALLENGE;
use super::files::{Files, own};
use super::problem::{FieldErrors, Problem};
use super::reader::Reader;
use crate::Error;
use crate::http::{Site, forward_auth, openapi, session_token};
use crate::rules::{BaseUrl, Rules};
use crate::words::{self, Said};

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../pages/", $name)))),+]
    };
}

/// Every template, by its name below `pages/`.
pub const TEMPLATES: &[(&str, &str)] = embedded![
    "layout.html",
    "parts.html",
    "error.html",
    "account/address.html",
    "account/data.html",
    "account/delete.html",
    "account/home.html",
    "account/language.html",
    "account/password.html",
    "account/sessions.html",
    "admin/account.html",
    "admin/accounts.html",
    "admin/addresses.html",
    "admin/audit.html",
    "admin/entries.html",
    "admin/layout.html",
    "admin/mails.html",
    "admin/overview.html",
    "admin/parts.html",
    "admin/sign_up.html",
    "change_email/ask.html",
    "change_email/undo.html",
    "change_email/undone.html",
    "confirm/ask.html",
    "dev_mailbox/home.html",
    "dev_mailbox/list.html",
    "dev_mailbox/mail.html",
    "forgot_password/form.html",
    "forgot_password/sent.html",
    "keep_account/form.html",
    "link/dismissed.html",
    "link/expired.html",
    "link/invalid.html",
    "link/offer.html",
    "link/used.html",
    "resend/form.html",
    "reset_password/form.html",
    "sign_in/form.html",
    "sign_out/form.html",
    "sign_up/check_mail.html",
    "sign_up/form.html",
    "sign_up/inbox.html",
    "sign_up/unconfirmed.html",
];

/// Pages with something to type, to press or to wait for load the script that makes it easier.
const SCRIPTED: &[&str] = &[
    "account/",
    "change_email/ask",
    "change_email/undo.",
    "confirm/",
    "forgot_password/form",
    "keep_account/",
    "resend/",
    "reset_password/",
    "sign_in/",
    "sign_up/",
];

pub struct Pages {
    /// One environment for each language, in the order of `Language::ALL`, sharing all templates.
    spoken: Vec<Environment<'static>>,
    /// Where the script is.
    script: String,
}

impl Pages {
    /// Compiles all templates, overridden ones included, so that a broken one stops the start.
    pub fn new(rules: &Rules, files: &Files, overrides: Option<&Path>) -> Result<Self, Error> {
        let mut pages = Environment::new();
        pages.set_undefined_behavior(UndefinedBehavior::Strict);
        pages
            .set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        for (name, built_in) in TEMPLATES {
            match own(overrides, name)? {
                Some(text) => pages.add_template_owned(*name, text)?,
                // Without indentation, as the stylesheets are served; one's own may have a reason for theirs.
                None => pages.add_template_owned(*name, outdented(built_in))?,
            }
        }
        pages.add_global("brand", rules.brand_name.clone());
        pages.add_global("base", rules.base.prefix());
        let prefix = rules.base.prefix();
        pages.add_global("css", files.stylesheet.url(prefix));
        pages.add_global("admin_css", files.admin_stylesheet.url(prefix));
        pages.add_global("captcha_script", files.captcha_script.url(prefix));
        pages.add_global("mailbox_css", files.mailbox_stylesheet.url(prefix));
        pages.add_global("mailbox_script", files.mailbox_script.url(prefix));
        pages.add_global("icon", files.icon.url(prefix));
        pages.add_global("logo", files.logo.as_ref().map(|logo| logo.url(prefix)));
        let is_always_asked = rules.captcha.as_ref().is_some_and(|captcha| captcha.unasked.is_none());
        pages.add_global("captcha_always", is_always_asked);
        pages.add_global("domains", typo::sure_domains().collect::<Vec<_>>().join(" "));
        pages.add_global("origin_needed", origin_needed(&rules.base));
        let languages: Vec<_> = Language::ALL
            .iter()
            .map(|language| context! { tag => language.as_str(), name => language.name() })
            .collect();
        pages.add_global("languages", languages);
        let words = words::load(overrides).map_err(|error| Error::Words(error.to_string()))?;
        let spoken = Language::ALL.iter().map(|language| speaking(&pages, &words, *language)).collect();
        Ok(Self { spoken, script: files.script.url(prefix) })
    }

    pub fn render(&self, name: &str, reader: &Reader, values: Value) -> Result<String, Error> {
        let script = loads_script(name).then_some(&self.script);
        let (signed_in_as, is_admin, here) = (&reader.address, reader.is_admin, &reader.here);
        let whole = context! { signed_in_as, is_admin, here, script, ..values };
        let pages = &self.spoken[reader.language as usize];
        // What a template says about itself stands above the doctype and leaves an empty line.
        Ok(pages.get_template(name)?.render(whole)?.trim_start().to_owned())
    }
}

fn outdented(text: &str) -> String {
    text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n")
}

fn loads_script(name: &str) -> bool {
    SCRIPTED.iter().any(|start| name.starts_with(start))
}

/// The templates in one language: `t("confirm-press")` is that message, `t("account-since", time=at)` shows a value in it
/// (escaped, unless it is a macro's), `t(notice)` a sentence that a door has chosen, `span(1800)` a span of time.
fn speaking(pages: &Environment<'static>, words: &Words, language: Language) -> Environment<'static> {
    let mut pages = pages.clone();
    pages.add_global("lang", language.as_str());
    pages.add_global("dir", language.dir());
    let own = words.clone();
    pages.add_function("t", move |what: &Value, values: Kwargs| told(&own, language, what, &values));
    let own = words.clone();
    pages.add_function("span", move |seconds: u64| own.of(language).span(Duration::from_secs(seconds)).map_err(unsaid));
    pages
}

fn told(spoken: &Words, language: Language, what: &Value, values: &Kwargs) -> Result<Value, minijinja::Error> {
    if let Some(said) = what.downcast_object_ref::<Said>() {
        return said.in_words(spoken, language).map(Value::from).map_err(unsaid);
    }
    let key = what.as_str().ok_or_else(|| unsaid("t() takes the key of a message".to_owned()))?;
    let (mut names, mut shown, mut count) = (Vec::new(), Vec::new(), None);
    for name in values.args() {
        let value: Value = values.get(name)?;
        match u64::try_from(value.clone()) {
            Ok(number) if name == "count" => count = Some(number),
            Ok(_) | Err(_) => {
                let text = value.to_string();
                names.push(name);
                let is_safe = value.is_safe();
                shown.push(if is_safe { text } else { words::isolated(HtmlEscape(&text).to_string(), language) });
            }
        }
    }
    let mut html = String::new();
    let put = |piece: Piece<'_>| {
        match piece {
            Piece::Words(words) => html.push_str(&HtmlEscape(words).to_string()),
            Piece::Value(index) => html.push_str(&shown[index]),
        }
        Ok(())
    };
    spoken.of(language).say(key, &names, count, put).map_err(unsaid)?;
    Ok(Value::from_safe_string(html))
}

fn unsaid(reason: String) -> minijinja::Error {
    minijinja::Error::new(ErrorKind::InvalidOperation, reason)
}

impl Object for Said {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

/// A sentence for `t()`, if there is one.
pub fn said(sentence: Option<Said>) -> Value {
    sentence.map_or(Value::from(()), Value::from_object)
}

/// What is wrong with each field, each message for `t()`.
pub fn shown(errors: FieldErrors) -> Value {
    let shown = |messages: Vec<Said>| messages.into_iter().map(Value::from_object).collect::<Vec<_>>();
    Value::from_pairs(errors.into_iter().map(|(field, messages)| (field, shown(messages))))
}

/// On plain http to another machine browsers send no `Sec-Fetch-Site`, and under `no-referrer` an opaque
/// `Origin`: such pages must let the browser name its own origin to us, or every form would be refused.
fn origin_needed(base: &BaseUrl) -> bool {
    let host = base.url().host_str().unwrap_or_default();
    !base.is_https() && !matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

impl Site {
    /// A page as an answer.
    pub fn page(&self, status: StatusCode, name: &str, reader: &Reader, values: Value) -> Result<Response, Problem> {
        let html = self.pages.render(name, reader, values)?;
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        let mut page = (status, [(header::CONTENT_TYPE, kind)], html).into_response();
        if loads_script(name) {
            page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, self.policies.script.clone());
        }
        Ok(page)
    }

    /// Whether the answer at a path is read by a program, and problems are told as JSON.
    pub fn is_for_programs(&self, path: &str) -> bool {
        path.starts_with("/api/")
            || path.starts_with("/hooks/")
            || [CHALLENGE, forward_auth::PATH, session_token::KEYS, openapi::PATH].contains(&path)
            || matches!(path, "/healthz" | "/readyz" | "/metrics" | "/dev/mailbox.json")
    }

    /// A path of ours with the base URL's prefix, for `Location`.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.app.rules.base.prefix())
    }
}
