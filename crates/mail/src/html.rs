//! Text from outside on its way into HTML: escaped, and never taken for a link. What is told of text in
//! general (one line, no hidden characters) is `message.rs`'s business.

use minijinja::Value;

/// An address or a name that mail programs do not turn into a link by themselves: a zero-width non-joiner
/// beside every `@`, `.`, `/` and `:` keeps it from looking like one to them.
pub(crate) fn unlinked(text: &str) -> Value {
    let mut html = String::with_capacity(text.len() * 2);
    push_unlinked(&mut html, text);
    Value::from_safe_string(html)
}

/// For an attribute or text. minijinja's own escaping also writes `/` as a reference, which makes a link
/// unreadable in the source of a mail.
pub(crate) fn escaped(text: &str) -> Value {
    let mut html = String::with_capacity(text.len());
    push_escaped(&mut html, text);
    Value::from_safe_string(html)
}

pub(crate) fn push_unlinked(html: &mut String, text: &str) {
    for c in text.chars() {
        if matches!(c, '@' | '.' | '/' | ':') {
            html.push_str("&zwnj;");
            html.push(c);
            html.push_str("&zwnj;");
        } else {
            push_char(html, c);
        }
    }
}

pub(crate) fn push_escaped(html: &mut String, text: &str) {
    text.chars().for_each(|c| push_char(html, c));
}

fn push_char(html: &mut String, c: char) {
    match c {
        '&' => html.push_str("&amp;"),
        '<' => html.push_str("&lt;"),
        '>' => html.push_str("&gt;"),
        '"' => html.push_str("&quot;"),
        '\'' => html.push_str("&#39;"),
        _ => html.push(c),
    }
}
