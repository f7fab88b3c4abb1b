//! The files that pages load: stylesheet, scripts, icon and logo. Pages name them with a part of the hash of their
//! content, so that browsers keep them for good and still fetch them anew when they have changed.

use std::path::Path;
use std::{fs, io};

use axum::body::Bytes;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use countersign_mail::Color;
use sha2::{Digest, Sha256};

use super::palette;
use crate::Error;
use crate::rules::Rules;

pub const STYLESHEET: &str = include_str!("../../../pages/static/countersign.css");
const SCRIPT: &str = include_str!("../../../pages/static/countersign.js");
const ADMIN_STYLESHEET: &str = include_str!("../../../pages/static/admin.css");
const CAPTCHA_SCRIPT: &str = include_str!("../../../pages/static/captcha.js");
const MAILBOX_STYLESHEET: &str = include_str!("../../../pages/static/mailbox.css");
const MAILBOX_SCRIPT: &str = include_str!("../../../pages/static/mailbox.js");
const ICON: &str = include_str!("../../../pages/static/icon.svg");

/// Where a stylesheet may lie in the templates folder that stands in for ours.
const OWN_STYLESHEET: &str = "static/countersign.css";

/// A picture that is opened by itself runs nothing and loads nothing.
const PICTURE_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox",
);

/// One file, as it is served.
pub struct File {
    path: &'static str,
    content_type: HeaderValue,
    content: Bytes,
}

impl File {
    fn new(path: &'static str, content_type: &'static str, content: impl Into<Bytes>) -> Self {
        Self { path, content_type: HeaderValue::from_static(content_type), content: content.into() }
    }

    /// As pages name it.
    pub fn url(&self, prefix: &str) -> String {
        let hash = Sha256::digest(&self.content);
        let version: String = hash.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        format!("{prefix}{}?{version}", self.path)
    }

    pub fn answer(&self) -> Response {
        let cached = HeaderValue::from_static("public, max-age=31536000, immutable");
        let headers = [(header::CONTENT_TYPE, self.content_type.clone()), (header::CACHE_CONTROL, cached)];
        let mut answer = (headers, self.content.clone()).into_response();
        if self.content_type.as_bytes().starts_with(b"image/") {
            answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, PICTURE_POLICY);
        }
        answer
    }
}

/// All of them.
pub struct Files {
    pub stylesheet: File,
    pub admin_stylesheet: File,
    pub script: File,
    pub captcha_script: File,
    pub mailbox_stylesheet: File,
    pub mailbox_script: File,
    pub icon: File,
    pub logo: Option<File>,
}

impl Files {
    /// In the operator's colour. A stylesheet of their own is taken as it is.
    pub fn new(rules: &Rules, overrides: Option<&Path>) -> Result<Self, Error> {
        let css = own(overrides, OWN_STYLESHEET)?;
        let css = css.unwrap_or_else(|| compact(STYLESHEET) + &palette::properties(rules.brand_color));
        let icon = ICON.replace(&Color::default().to_string(), &rules.brand_color.to_string());
        let icon = icon.replace("#fff", &rules.brand_color.of_text_on_it().to_string());
        let logo = rules.brand_logo.as_ref();
        Ok(Self {
            stylesheet: File::new("/static/countersign.css", "text/css; charset=utf-8", css),
            admin_stylesheet: File::new("/static/admin.css", "text/css; charset=utf-8", compact(ADMIN_STYLESHEET)),
            script: File::new("/static/countersign.js", "text/javascript; charset=utf-8", compact(SCRIPT)),
            captcha_script: File::new("/static/captcha.js", "text/javascript; charset=utf-8", compact(CAPTCHA_SCRIPT)),
            mailbox_stylesheet: File::new(
                "/static/mailbox.css",
                "text/css; charset=utf-8",
                compact(MAILBOX_STYLESHEET),
            ),
            mailbox_script: File::new("/static/mailbox.js", "text/javascript; charset=utf-8", compact(MAILBOX_SCRIPT)),
            icon: File::new("/static/icon.svg", "image/svg+xml", icon),
            logo: logo.map(|logo| File::new("/static/logo", logo.content_type, logo.bytes.clone())),
        })
    }
}

/// The operator's file of that name, if there is one. One that cannot be read stops the start: ours in its place would be
/// noticed by nobody but the visitors.
pub fn own(overrides: Option<&Path>, name: &str) -> Result<Option<String>, Error> {
    match overrides.map(|folder| fs::read_to_string(folder.join(name))) {
        Some(Ok(text)) => Ok(Some(text)),
        Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(Error::Unreadable(name.to_owned(), error)),
        Some(Err(_)) | None => Ok(None),
    }
}

/// Without indentation and comments, which a third of these files is. Comments stand on lines of their own in scripts.
fn compact(text: &str) -> String {
    let mut parts = text.split("/*");
    let mut code = parts.next().unwrap_or_default().to_owned();
    parts.for_each(|part| code.push_str(part.split_once("*/").map_or("", |(_, behind)| behind)));
    let lines = code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_served_has_all_but_comments_and_indentation() {
        assert_eq!(compact("/* a\n b */\na {\n  b: c; /* d */\n}\n"), "a {\nb: c;\n}\n");
        assert_eq!(compact("// why\nlet a = \"https://x\"; \n\n  b();\n"), "let a = \"https://x\";\nb();\n");
    }

    /// What `compact` would take for a comment, or for indentation.
    #[test]
    fn no_file_has_a_text_that_looks_like_a_comment_or_goes_over_lines() {
        for script in [SCRIPT, CAPTCHA_SCRIPT, MAILBOX_SCRIPT] {
            assert!(!script.contains("/*"));
            for line in script.lines() {
                assert!(line.matches('`').count() % 2 == 0, "a text over several lines: {line}");
            }
        }
        assert_eq!(STYLESHEET.matches("/*").count(), STYLESHEET.matches("*/").count());
        assert!(!STYLESHEET.lines().any(|line| line.trim_start().starts_with("//")));
    }

    #[test]
    fn the_script_is_small() {
        assert!(compact(SCRIPT).len() < 6_144, "{} bytes", compact(SCRIPT).len());
        assert!(compact(STYLESHEET).len() < 16_384, "{} bytes", compact(STYLESHEET).len());
    }
}
