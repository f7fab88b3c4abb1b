//! `next`: what survives leads to our own origin or a listed one, however it is read, and survives again unchanged.

use countersign_core::next::Allowed;
use url::Url;

const LISTED: &str = "https://app.example.org";

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    for base in ["https://accounts.example.org/", "https://accounts.example.org:8443/auth", "http://localhost:8080/"] {
        let base = Url::parse(base).expect("a URL");
        let allowed = Allowed::new(&base, &[Url::parse(LISTED).expect("a URL")]);
        let Some(place) = allowed.check(text) else { continue };
        assert_eq!(allowed.check(&place).as_ref(), Some(&place), "{text:?}");
        assert!(place.bytes().all(|b| b.is_ascii_graphic() && b != b'\\'), "{place:?}");

        // As a browser resolves it, on whatever page of ours it stands.
        for page in ["", "sign-in", "a/b/c?d#e"] {
            let page = base.join(page).expect("a page");
            let target = page.join(&place).expect("a place");
            let expected =
                if place.starts_with('/') { base.origin() } else { Url::parse(LISTED).expect("a URL").origin() };
            assert_eq!(target.origin(), expected, "{place:?}");
            assert!(target.username().is_empty() && target.password().is_none(), "{place:?}");
        }
        // As somebody reads it who knows nothing of URLs but their beginning.
        let is_own = place.starts_with('/') && !place[1..].starts_with(['/', '\\']);
        let is_listed =
            place.strip_prefix(LISTED).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']));
        assert!(is_own || is_listed, "{place:?}");
    }
}
