//! What a server or the network said, in one line for logs, `mail list` and the admin page.

use lettre::transport::smtp::response::Response;

use crate::message::one_line;

/// More than this is of no use in a list.
const MAX_CHARS: usize = 500;

pub(super) fn of_reply(reply: &Response) -> String {
    let words: Vec<&str> = reply.message().collect();
    clean(&format!("{} {}", reply.code(), words.join(" ")))
}

/// A refusal as the server worded it with its code; anything else with its causes.
pub(super) fn of_error(error: &lettre::transport::smtp::Error) -> String {
    use std::error::Error as _;
    match (error.status(), error.source()) {
        (Some(code), Some(words)) => clean(&format!("{code} {words}")),
        (Some(code), None) => code.to_string(),
        (None, _) => clean(&with_causes(error)),
    }
}

pub(super) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // Many errors already repeat their cause.
        if !text.contains(&more) {
            text.push_str(": ");
            text.push_str(&more);
        }
        cause = error.source();
    }
    clean(&text)
}

fn clean(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
