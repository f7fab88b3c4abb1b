//! What a server or the network said, in one line for logs, `mail list` and the admin page.

use mail_send::Error;

use crate::message::one_line;

/// More than this is of no use in a list.
const MAX_CHARS: usize = 500;

/// A reply as the server worded it, its lines put together: `550 5.1.1 no such user`.
pub(super) fn of_reply(reply: &[u8]) -> String {
    let text = String::from_utf8_lossy(reply);
    let mut lines = text.lines().map(|line| line.split_at_checked(4).unwrap_or((line, "")));
    let (code, first) = lines.next().unwrap_or_default();
    // Servers repeat the enhanced status code (RFC 3463) on each line.
    let enhanced = first.split(' ').next().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("");
    let more: String = lines.map(|(_, rest)| format!(" {}", rest.strip_prefix(enhanced).unwrap_or(rest))).collect();
    clean(&format!("{} {first}{more}", code.trim_end_matches('-')))
}

/// Why a step with the client failed; `reply` is what was read last.
pub(super) fn of_error(error: &Error, reply: &[u8]) -> String {
    if matches!(error, Error::UnexpectedReply(_) | Error::AuthenticationFailed(_)) {
        of_reply(reply)
    } else if matches!(error, Error::UnparseableReply) {
        clean(&format!("not a reply of a mail server: {}", String::from_utf8_lossy(reply)))
    } else if matches!(error, Error::UnsupportedAuthMechanism) {
        "the server offers neither AUTH PLAIN nor AUTH LOGIN".to_owned()
    } else {
        // The client's own word for it, "I/O error", says nothing.
        with_causes(if let Error::Io(error) = error { error } else { error })
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

pub(super) fn clean(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(MAX_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
