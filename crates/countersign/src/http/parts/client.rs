//! The client's address: the peer's, unless the peer is a listed proxy; then the right-most address of
//! `X-Forwarded-For` (without any, of `Forwarded`, RFC 7239) that is not itself one. What is left of that is a
//! stranger's word and not even read; what cannot be read before it leaves the peer's address. Nothing else is ever
//! taken from such headers.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderValue};
use ipnet::IpNet;

pub fn address(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = peer?.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    // A proxy that writes one of the two passes the other on as a stranger sent it.
    let hops = if headers.contains_key("x-forwarded-for") { forwarded_for(headers) } else { forwarded(headers) };
    let mut farthest = peer;
    for hop in hops.into_iter().rev() {
        let Some(hop) = hop else { return Some(peer) };
        farthest = hop;
        if !is_trusted(&hop) {
            break;
        }
    }
    Some(farthest)
}

/// From left to right; none is a hop that cannot be read.
type Hops = Vec<Option<IpAddr>>;

fn forwarded_for(headers: &HeaderMap) -> Hops {
    let values = headers.get_all("x-forwarded-for").iter().map(HeaderValue::as_bytes);
    values.flat_map(|value| value.split(|byte| *byte == b',')).map(|hop| ip(str::from_utf8(hop).ok()?)).collect()
}

fn forwarded(headers: &HeaderMap) -> Hops {
    let values = headers.get_all("forwarded").iter();
    values
        .flat_map(|value| match value.to_str().ok().and_then(|text| unquoted(text, ',')) {
            Some(elements) => elements.into_iter().map(hop).collect(),
            None => vec![None],
        })
        .collect()
}

/// The address of an element, which names one (RFC 7239 section 4: each parameter at most once).
fn hop(element: &str) -> Option<IpAddr> {
    let pairs = unquoted(element, ';')?;
    let mut named = pairs
        .iter()
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(name, value)| name.eq_ignore_ascii_case("for").then_some(value));
    let (Some(value), None) = (named.next(), named.next()) else { return None };
    ip(value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value))
}

/// The parts between separators that are not within quotes. None where a quote has no end, or one is escaped: no
/// address needs that, and it may be there to swallow what a proxy added.
fn unquoted(text: &str, separator: char) -> Option<Vec<&str>> {
    let mut is_quoted = false;
    let parts = text
        .split(|c| {
            is_quoted ^= c == '"';
            c == separator && !is_quoted
        })
        .collect();
    (!is_quoted && !text.contains('\\')).then_some(parts)
}

/// An address with or without a port, IPv6 with or without brackets.
fn ip(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    let parsed = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let bytes = |value: &str| HeaderValue::from_bytes(value.as_bytes()).unwrap();
        let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), bytes(value))).collect();
        address(Some(format!("{peer}:1").parse().unwrap()), &map, &trusted).unwrap().to_string()
    }

    #[test]
    fn only_a_listed_proxy_is_believed() {
        assert_eq!(seen("203.0.113.9", &[("x-forwarded-for", "198.51.100.1")]), "203.0.113.9");
        assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", "1.1.1.1, 198.51.100.1, 10.0.0.2")]), "198.51.100.1");
        assert_eq!(
            seen("10.0.0.1", &[("x-forwarded-for", "1.1.1.1"), ("x-forwarded-for", "198.51.100.1")]),
            "198.51.100.1"
        );
        assert_eq!(seen("10.0.0.1", &[("forwarded", "for=\"[2001:db8::1]:4711\";proto=https")]), "2001:db8::1");
        assert_eq!(seen("[::ffff:203.0.113.9]", &[]), "203.0.113.9");
    }

    #[test]
    fn what_a_stranger_sent_left_of_the_proxys_word_does_not_matter() {
        for junk in ["junk", "", "unknown", "9.9.9.9", "1.1.1.1, <script>", "caf\u{e9}", "10.0.0.3", "\"", "[::1"] {
            for proxys in ["198.51.100.1", "198.51.100.1:4711", "198.51.100.1, 10.0.0.2"] {
                let appended = format!("{junk}, {proxys}");
                assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", &appended)]), "198.51.100.1", "{appended}");
                let lines = [("x-forwarded-for", junk), ("x-forwarded-for", proxys)];
                assert_eq!(seen("10.0.0.1", &lines), "198.51.100.1", "{lines:?}");
            }
        }
        for junk in ["for=junk", "for=9.9.9.9", "proto=https", "", "for=_hidden;by=\"a, b\"", "\"for=1.1.1.1, \""] {
            let appended = format!("{junk}, for=198.51.100.1;host=\"a, for=9.9.9.9\", for=\"10.0.0.2:80\"");
            assert_eq!(seen("10.0.0.1", &[("forwarded", &appended)]), "198.51.100.1", "{appended}");
        }
        for line in ["for=9.9.9.9;by=\"", "caf\u{e9}", "for=9.9.9.9;by=\"\\\""] {
            let lines = [("forwarded", line), ("forwarded", "for=198.51.100.1")];
            assert_eq!(seen("10.0.0.1", &lines), "198.51.100.1", "{line}");
        }
    }

    #[test]
    fn what_cannot_be_read_before_the_client_leaves_the_peer() {
        for bad in ["a", "", "1.1.1.1, unknown", "1.1.1.1, <script>", "9.9.9.9, junk, 10.0.0.2", "9.9.9.9,", "[::1]x"] {
            assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", bad)]), "10.0.0.1", "{bad}");
        }
        for bad in [
            "",
            "junk",
            "proto=https",
            "for=9.9.9.9, for=unknown",
            "for=9.9.9.9, proto=https",
            "for=9.9.9.9;for=8.8.8.8",
            "for=9.9.9.9;by=\", for=198.51.100.1",
            "for=9.9.9.9;by=\"\\\", for=198.51.100.1;by=\"a\"",
            "for=\"9.9.9.9",
        ] {
            assert_eq!(seen("10.0.0.1", &[("forwarded", bad)]), "10.0.0.1", "{bad}");
        }
    }

    #[test]
    fn forwarded_is_asked_only_where_there_is_no_x_forwarded_for() {
        let strangers = ("forwarded", "for=9.9.9.9");
        for (proxys, client) in [
            ("junk, 198.51.100.1", "198.51.100.1"),
            ("198.51.100.1, junk", "10.0.0.1"),
            ("junk", "10.0.0.1"),
            ("", "10.0.0.1"),
            ("10.0.0.2", "10.0.0.2"),
        ] {
            assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", proxys), strangers]), client, "{proxys}");
        }
        assert_eq!(seen("10.0.0.1", &[strangers]), "9.9.9.9");
        assert_eq!(seen("203.0.113.9", &[strangers]), "203.0.113.9");
    }
}
