//! The client's address: the peer's, unless the peer is a listed proxy; then the right-most address of
//! `X-Forwarded-For` (or `Forwarded`, RFC 7239) that is not itself one. A header that cannot be read
//! counts as not there. Nothing else is ever taken from such headers.

use std::net::{IpAddr, SocketAddr};

use axum::http::HeaderMap;
use ipnet::IpNet;

pub fn address(peer: Option<SocketAddr>, headers: &HeaderMap, trusted: &[IpNet]) -> Option<IpAddr> {
    let peer = peer?.ip().to_canonical();
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    if !is_trusted(&peer) {
        return Some(peer);
    }
    let forwarded = forwarded_for(headers).or_else(|| forwarded(headers));
    let hops = forwarded.unwrap_or_default();
    Some(hops.iter().rev().find(|hop| !is_trusted(hop)).or(hops.first()).copied().unwrap_or(peer))
}

fn forwarded_for(headers: &HeaderMap) -> Option<Vec<IpAddr>> {
    let values = headers.get_all("x-forwarded-for").iter();
    let texts = values.map(|value| value.to_str().ok()).collect::<Option<Vec<_>>>()?;
    let hops = texts.iter().flat_map(|text| text.split(',')).map(ip).collect::<Option<Vec<_>>>()?;
    (!hops.is_empty()).then_some(hops)
}

fn forwarded(headers: &HeaderMap) -> Option<Vec<IpAddr>> {
    let values = headers.get_all("forwarded").iter();
    let texts = values.map(|value| value.to_str().ok()).collect::<Option<Vec<_>>>()?;
    texts
        .iter()
        .flat_map(|text| text.split(','))
        .map(|element| {
            let value = element.split(';').find_map(|pair| {
                let (name, value) = pair.trim().split_once('=')?;
                name.eq_ignore_ascii_case("for").then_some(value)
            })?;
            ip(value.trim_matches('"'))
        })
        .collect()
}

/// An address with or without a port, IPv6 with or without brackets.
fn ip(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|text| text.split_once(']')).map_or(text, |(address, _)| address);
    let parsed = bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    parsed.map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, headers: &[(&'static str, &str)]) -> String {
        let trusted = ["10.0.0.0/8".parse().unwrap()];
        let map = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
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
    fn an_unreadable_header_is_no_header() {
        for bad in ["a", "", "unknown, 1.1.1.1", "1.1.1.1, <script>"] {
            assert_eq!(seen("10.0.0.1", &[("x-forwarded-for", bad)]), "10.0.0.1", "{bad}");
        }
    }
}
