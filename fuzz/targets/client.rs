//! The client's address behind proxies: the peer's, or one that a header names; and nobody left of what the proxy
//! wrote has a say.

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, HeaderValue};
use countersign::http::parts::client::address;
use ipnet::IpNet;

/// The first byte says who knocks, each line is a header's value: those that begin with `f` are `Forwarded`.
pub fn run(data: &[u8]) {
    let Some(([choice], rest)) = data.split_first_chunk() else { return };
    let peers = ["10.0.0.1:1", "[::ffff:10.0.0.1]:1", "203.0.113.9:1", "[2001:db8::1]:1"];
    let peer: SocketAddr = peers[usize::from(*choice) % peers.len()].parse().expect("an address");
    let trusted: Vec<IpNet> = ["10.0.0.0/8", "2001:db8:ffff::/48"].map(|net| net.parse().expect("a network")).to_vec();
    let mut headers = HeaderMap::new();
    for line in rest.split(|byte| *byte == b'\n') {
        let name = if line.first() == Some(&b'f') { "forwarded" } else { "x-forwarded-for" };
        if let Ok(value) = HeaderValue::from_bytes(line) {
            headers.append(name, value);
        }
    }

    let own = peer.ip().to_canonical();
    let client = address(Some(peer), &headers, &trusted).expect("there is a peer");
    assert_eq!(client, client.to_canonical());
    if !trusted.iter().any(|net| net.contains(&own)) {
        assert_eq!(client, own, "a stranger is not believed");
        return;
    }
    assert!(client == own || named(&headers).contains(&client), "{client} is nowhere in {headers:?}");

    // What a proxy adds to the line as it came is its word, whatever came.
    let seen: IpAddr = "198.51.100.7".parse().expect("an address");
    for appended in ["198.51.100.7", "198.51.100.7, 10.0.0.2"] {
        let mut headers = headers.clone();
        headers.append("x-forwarded-for", HeaderValue::from_static(appended));
        assert_eq!(address(Some(peer), &headers, &trusted), Some(seen), "{headers:?}");
    }
}

/// Every address that any piece of the headers can be read as, with or without a port.
fn named(headers: &HeaderMap) -> Vec<IpAddr> {
    let texts = headers
        .values()
        .flat_map(|value| value.as_bytes().split(|byte| !byte.is_ascii_hexdigit() && !b".:%".contains(byte)));
    let mut found = Vec::new();
    for text in texts.filter_map(|bytes| str::from_utf8(bytes).ok()) {
        // A zone is of no use to anybody else.
        let text = text.split('%').next().unwrap_or(text);
        let without_port = text.rsplit_once(':').map(|(host, _)| host);
        found.extend([Some(text), without_port].into_iter().flatten().filter_map(|text| text.parse::<IpAddr>().ok()));
    }
    found.into_iter().map(|address| address.to_canonical()).collect()
}
