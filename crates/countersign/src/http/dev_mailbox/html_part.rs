//! The HTML part of a mail as a document of its own, in the frame beside its text: its links lead out of the frame, its
//! colours are those that were asked for, and its policy lets nothing in but its own styles.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// `scheme` is what a mail program would prefer: `light`, `dark`, or nothing, for what the browser itself does.
pub fn answer(mail: &str, scheme: &str) -> Response {
    let html = coloured(&leading_out(mail), scheme);
    let policy = HeaderValue::from_str(&policy(&html))
        .unwrap_or(HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'"));
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN")),
    ];
    (headers, html).into_response()
}

/// In a frame a link would open our pages, which refuse to be framed.
fn leading_out(mail: &str) -> String {
    const TARGET: &str = "<base target=\"_top\">";
    let lower = mail.to_ascii_lowercase();
    let after = |tag: &str| lower.find(tag).and_then(|at| Some(at + lower[at..].find('>')? + 1));
    let (before, rest) = mail.split_at(after("<head>").or_else(|| after("<!doctype")).unwrap_or(0));
    format!("{before}{TARGET}{rest}")
}

/// A frame has the preferences of its browser, whatever one would like to see: so the question is answered here.
fn coloured(mail: &str, scheme: &str) -> String {
    let (is_dark, is_light) = match scheme {
        "dark" => ("all", "not all"),
        "light" => ("not all", "all"),
        _ => return mail.to_owned(),
    };
    let mut html = mail.replace("content=\"light dark\"", &format!("content=\"{scheme}\""));
    for space in ["", " "] {
        html = html
            .replace(&format!("(prefers-color-scheme:{space}dark)"), is_dark)
            .replace(&format!("(prefers-color-scheme:{space}light)"), is_light)
            .replace(&format!("color-scheme:{space}light dark"), &format!("color-scheme:{space}{scheme}"));
    }
    html
}

/// Mails carry their styles inline: exactly those are allowed, by their hashes, and nothing else. Only our own page
/// may show them in a frame.
fn policy(html: &str) -> String {
    let hashes: String = inline_styles(html)
        .map(|style| format!(" 'sha256-{}'", data_encoding::BASE64.encode(&Sha256::digest(style.as_bytes()))))
        .collect();
    format!(
        "default-src 'none'; style-src 'unsafe-hashes'{hashes}; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )
}

/// The values of all `style="…"` attributes and the texts of all `<style>` elements.
fn inline_styles(html: &str) -> impl Iterator<Item = &str> {
    let attributes = html.split(" style=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let elements = html.split("<style>").skip(1).filter_map(|rest| rest.split("</style>").next());
    attributes.chain(elements)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_out_of_the_frame_whatever_the_mail_begins_with() {
        for (mail, framed) in [
            ("<!DOCTYPE html>\n<html><HEAD><title>", "<!DOCTYPE html>\n<html><HEAD><base target=\"_top\"><title>"),
            ("<!doctype html><p>", "<!doctype html><base target=\"_top\"><p>"),
            ("<p>only a part", "<base target=\"_top\"><p>only a part"),
        ] {
            assert_eq!(leading_out(mail), framed);
        }
    }

    #[test]
    fn a_mail_is_coloured_as_asked() {
        let mail = "<meta content=\"light dark\"><style>:root { color-scheme: light dark } \
                    @media (prefers-color-scheme: dark) { a { color: red } }</style>";
        assert_eq!(coloured(mail, ""), mail);
        for (scheme, media) in [("dark", "@media all {"), ("light", "@media not all {")] {
            let html = coloured(mail, scheme);
            assert!(html.contains(media) && html.contains(&format!("color-scheme: {scheme} }}")), "{html}");
            assert!(html.contains(&format!("content=\"{scheme}\"")) && !html.contains("light dark"), "{html}");
        }
    }
}
