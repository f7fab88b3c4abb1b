//! Pages: minijinja templates from `pages/`, embedded in the binary; a file of the same name in the
//! templates folder of the installation takes its place. Unknown variables are errors, output is escaped.

use std::path::Path;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use super::captcha::CHALLENGE;
use super::problem::Problem;
use super::visitor::Guest;
use crate::Error;
use crate::http::Site;
use crate::rules::{BaseUrl, Rules};

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
    "account/delete.html",
    "account/home.html",
    "account/password.html",
    "account/sessions.html",
    "change_email/ask.html",
    "change_email/undo.html",
    "change_email/undone.html",
    "confirm/ask.html",
    "dev_mailbox/list.html",
    "dev_mailbox/show.html",
    "forgot_password/form.html",
    "forgot_password/sent.html",
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
    "sign_up/unconfirmed.html",
];

pub const STYLESHEET: &str = include_str!("../../../pages/static/countersign.css");
pub const CAPTCHA_SCRIPT: &str = include_str!("../../../pages/static/captcha.js");
pub const ICON: &str = include_str!("../../../pages/static/icon.svg");

pub struct Pages(Environment<'static>);

impl Pages {
    /// Compiles all templates, overridden ones included, so that a broken one stops the start.
    pub fn new(rules: &Rules, overrides: Option<&Path>) -> Result<Self, Error> {
        let mut pages = Environment::new();
        pages.set_undefined_behavior(UndefinedBehavior::Strict);
        pages
            .set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
        for (name, built_in) in TEMPLATES {
            let own = overrides.and_then(|folder| std::fs::read_to_string(folder.join(name)).ok());
            match own {
                Some(text) => pages.add_template_owned(*name, text)?,
                None => pages.add_template(name, built_in)?,
            }
        }
        pages.add_global("brand", rules.brand_name.clone());
        pages.add_global("base", rules.base.prefix());
        pages
            .add_global("css", format!("{}/static/countersign.css?{}", rules.base.prefix(), env!("CARGO_PKG_VERSION")));
        pages.add_global(
            "captcha_script",
            format!("{}/static/captcha.js?{}", rules.base.prefix(), env!("CARGO_PKG_VERSION")),
        );
        let is_always_asked = rules.captcha.as_ref().is_some_and(|captcha| captcha.unasked.is_none());
        pages.add_global("captcha_always", is_always_asked);
        pages.add_global("icon", format!("{}/static/icon.svg", rules.base.prefix()));
        pages.add_global("origin_needed", origin_needed(&rules.base));
        Ok(Self(pages))
    }

    pub fn render(&self, name: &str, guest: Option<&str>, values: Value) -> Result<String, Error> {
        let whole = context! { signed_in_as => guest, ..values };
        // What a template says about itself stands above the doctype and leaves an empty line.
        Ok(self.0.get_template(name)?.render(whole)?.trim_start().to_owned())
    }
}

/// On plain http to another machine browsers send no `Sec-Fetch-Site`, and under `no-referrer` an opaque
/// `Origin`: such pages must let the browser name its own origin to us, or every form would be refused.
fn origin_needed(base: &BaseUrl) -> bool {
    let host = base.url().host_str().unwrap_or_default();
    !base.is_https() && !matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

impl Site {
    /// A page as an answer.
    pub fn page(&self, status: StatusCode, name: &str, guest: &Guest, values: Value) -> Result<Response, Problem> {
        self.page_for(status, name, guest.address(), values)
    }

    pub fn page_for(
        &self,
        status: StatusCode,
        name: &str,
        guest: Option<&str>,
        values: Value,
    ) -> Result<Response, Problem> {
        let html = self.pages.render(name, guest, values)?;
        let kind = HeaderValue::from_static("text/html; charset=utf-8");
        Ok((status, [(header::CONTENT_TYPE, kind)], html).into_response())
    }

    /// Whether the answer at a path is read by a program, and problems are told as JSON.
    pub fn is_for_programs(&self, path: &str) -> bool {
        path.starts_with("/api/")
            || path.starts_with("/hooks/")
            || path == CHALLENGE
            || matches!(path, "/healthz" | "/readyz" | "/metrics" | "/dev/mailbox.json")
    }

    /// A path of ours with the base URL's prefix, for `Location`.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.app.rules.base.prefix())
    }
}
