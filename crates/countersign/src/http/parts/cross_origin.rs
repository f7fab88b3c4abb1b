//! Requests that change something, sent by a browser from another site, are refused (ASVS 3.5.1). The
//! browser says where it comes from in `Sec-Fetch-Site`, older ones in `Origin`; a request with neither
//! is not a browser's. `Host` is not asked: it is the client's word.

use axum::http::{HeaderMap, Method, Uri, header};
use countersign_core::vocabulary::LogOnly;

use super::problem::Problem;
use crate::http::Site;

/// Why such a request is refused, if it is.
pub fn refusal(site: &Site, method: &Method, uri: &Uri, headers: &HeaderMap) -> Option<Problem> {
    let is_safe = matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS);
    if is_safe || is_ours(headers, &site.app.rules.base.origin()) {
        return None;
    }
    // Not the whole path: behind the first part there may be the token of a link.
    let door = uri.path().split('/').nth(1).unwrap_or_default();
    let door: String = door.chars().take(32).collect();
    tracing::info!(event = "cross_origin", outcome = "refused", owasp = LogOnly::CrossOrigin.as_str(), door, "audit");
    Some(Problem::cross_origin())
}

fn is_ours(headers: &HeaderMap, base_origin: &str) -> bool {
    let origin = headers.get(header::ORIGIN).map(|origin| origin.as_bytes() == base_origin.as_bytes());
    match headers.get("sec-fetch-site").map(|site| site.as_bytes()) {
        Some(b"same-origin") => true,
        // The person's own doing (an address typed, a bookmark), unless an origin says otherwise.
        Some(b"none") => origin.unwrap_or(true),
        Some(_) => false,
        None => origin.unwrap_or(true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(site: Option<&str>, origin: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        site.map(|site| headers.insert("sec-fetch-site", site.parse().unwrap()));
        origin.map(|origin| headers.insert(header::ORIGIN, origin.parse().unwrap()));
        is_ours(&headers, "https://accounts.example.org")
    }

    #[test]
    fn other_sites_are_refused_and_programs_pass() {
        assert!(passes(None, None));
        assert!(passes(Some("same-origin"), Some("https://accounts.example.org")));
        assert!(passes(Some("none"), None));
        assert!(passes(None, Some("https://accounts.example.org")));
        for (site, origin) in [
            (Some("cross-site"), None),
            (Some("same-site"), None),
            (Some("cross-site"), Some("https://accounts.example.org")),
            (Some("none"), Some("https://evil.example")),
            (None, Some("https://evil.example")),
            (None, Some("null")),
            (None, Some("http://accounts.example.org")),
        ] {
            assert!(!passes(site, origin), "{site:?} {origin:?}");
        }
    }
}
