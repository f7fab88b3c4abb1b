//! Where a person goes after signing in: a place of the base URL's origin or of a listed one, never
//! anywhere else (ASVS 3.7.2). The text is refused rather than repaired, since browsers read `/\host`,
//! tabs and the like in their own ways.

use url::{Origin, Url};

/// The longest `next` that is carried along.
const MAX_BYTES: usize = 2_000;

/// The origins that `next` may point to.
#[derive(Clone, Debug)]
pub struct Allowed {
    base: Url,
    others: Vec<Origin>,
}

impl Allowed {
    /// `base` is the base URL, `others` the origins that the operator allows besides.
    pub fn new(base: &Url, others: &[Url]) -> Self {
        Self { base: base.clone(), others: others.iter().map(Url::origin).collect() }
    }

    /// The listed origins, as a browser writes them.
    pub fn other_origins(&self) -> impl Iterator<Item = String> {
        self.others.iter().map(Origin::ascii_serialization)
    }

    /// The place in the form to redirect to: a path for our own origin, else a whole URL. None if it
    /// leads anywhere else.
    pub fn check(&self, text: &str) -> Option<String> {
        let plain = text.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
        if text.len() > MAX_BYTES || !plain {
            return None;
        }
        let is_path = text.starts_with('/') && !text.starts_with("//");
        let is_whole = text.starts_with("http://") || text.starts_with("https://");
        if !is_path && !is_whole {
            return None;
        }
        let url = self.base.join(text).ok()?;
        let no_user = url.username().is_empty() && url.password().is_none();
        // What a `..` makes of the path must not read as another host.
        if !no_user || url.path().starts_with("//") {
            return None;
        }
        let place = if url.origin() == self.base.origin() {
            url[url::Position::BeforePath..].to_owned()
        } else if is_whole && self.others.contains(&url.origin()) {
            url.to_string()
        } else {
            return None;
        };
        // What a URL must not have as it is takes three bytes by now; longer, it would be refused the next time.
        (place.len() <= MAX_BYTES).then_some(place)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn allowed() -> Allowed {
        let base = Url::parse("https://accounts.example.org/auth").unwrap();
        Allowed::new(&base, &[Url::parse("https://app.example.org").unwrap()])
    }

    #[test]
    fn own_and_listed_places_survive() {
        for (given, kept) in [
            ("/", "/"),
            ("/inbox?page=2#top", "/inbox?page=2#top"),
            ("https://accounts.example.org/x", "/x"),
            ("https://app.example.org/x?y", "https://app.example.org/x?y"),
        ] {
            assert_eq!(allowed().check(given).as_deref(), Some(kept), "{given}");
        }
    }

    #[test]
    fn every_other_place_is_refused() {
        for evil in [
            "",
            "//e.com",
            "/\\e.com",
            "////e.com",
            "\\\\e.com",
            "https:e.com",
            "/%09//e.com\t",
            "/..//e.com",
            "/.//e.com",
            "javascript:alert(1)",
            "data:text/html,x",
            "good@e.com",
            "https://good@accounts.example.org/",
            "/\r\nLocation: x",
            "/\u{ff0f}e.com",
            " /x",
            "http://accounts.example.org/",
            "https://e.com",
            "https://app.example.org.e.com/",
            "https://accounts.example.org:444/",
            "https:///e.com",
            "/\0",
        ] {
            assert_eq!(allowed().check(evil), None, "{evil:?}");
        }
    }

    #[test]
    fn what_survives_survives_again() {
        let grown = |count: usize| allowed().check(&format!("/{}", ">".repeat(count)));
        let longest = grown(666).unwrap();
        assert_eq!((longest.len(), allowed().check(&longest).as_ref()), (1_999, Some(&longest)));
        assert_eq!(grown(667), None);
    }

    #[test]
    fn the_longest_place_is_kept() {
        let of_bytes = |count: usize| format!("/{}", "x".repeat(count - 1));
        assert_eq!(allowed().check(&of_bytes(2_000)), Some(of_bytes(2_000)));
        assert_eq!(allowed().check(&of_bytes(2_001)), None);
    }

    #[test]
    fn other_origins_are_those_that_were_listed() {
        assert_eq!(allowed().other_origins().collect::<Vec<_>>(), ["https://app.example.org"]);
    }

    proptest! {
        #[test]
        fn what_survives_stays_at_home(text in "\\PC{0,60}") {
            if let Some(place) = allowed().check(&text) {
                let url = Url::parse("https://accounts.example.org/").unwrap().join(&place).unwrap();
                let host = url.host_str().unwrap();
                prop_assert!(host == "accounts.example.org" || host == "app.example.org");
            }
        }
    }
}
