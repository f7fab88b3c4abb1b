//! What a server or the network said, in one line for logs, `mail list` and the admin page.

use mail_send::Error;

use crate::message::{short_line, with_causes};

/// A reply as the server worded it, its lines put together: `550 5.1.1 no such user`.
pub(super) fn of_reply(reply: &[u8]) -> String {
    let text = String::from_utf8_lossy(reply);
    let mut lines = text.lines().map(|line| line.split_at_checked(4).unwrap_or((line, "")));
    let (code, first) = lines.next().unwrap_or_default();
    // Servers repeat the enhanced status code (RFC 3463) on each line.
    let enhanced = first.split(' ').next().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).unwrap_or("");
    let more: String = lines.map(|(_, rest)| format!(" {}", rest.strip_prefix(enhanced).unwrap_or(rest))).collect();
    short_line(&format!("{} {first}{more}", code.trim_end_matches('-')))
}

/// Why a step with the client failed; `reply` is what was read last.
pub(super) fn of_error(error: &Error, reply: &[u8]) -> String {
    if matches!(error, Error::UnexpectedReply(_) | Error::AuthenticationFailed(_)) {
        of_reply(reply)
    } else if matches!(error, Error::UnparseableReply) {
        short_line(&format!("not a reply of a mail server: {}", String::from_utf8_lossy(reply)))
    } else if matches!(error, Error::UnsupportedAuthMechanism) {
        "the server offers neither AUTH PLAIN nor AUTH LOGIN".to_owned()
    } else {
        // The client's own word for it, "I/O error", says nothing.
        with_causes(if let Error::Io(error) = error { error } else { error })
    }
}
