//! An e-mail address, parsed once. The syntax is that of HTML's `type=email`, with a dot in the domain
//! (WHATWG HTML, "valid e-mail address"); the key under which it is the same address is made here, in
//! Rust, so that no database's collation decides who somebody is (CVE-2019-19844).

use std::fmt;

/// Longest local part and domain in ASCII characters (RFC 5321 sections 4.5.3.1.1 and 4.5.3.1.2, the
/// domain without its final dot).
const LOCAL_MAX: usize = 64;
const DOMAIN_MAX: usize = 253;
const LABEL_MAX: usize = 63;

/// A deliverable-looking address: ASCII only, an internationalised domain in its A-label form.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Address {
    given: String,
    key: String,
}

/// The text is not an address; the page says how one looks, never why this one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an e-mail address")]
pub struct NotAnAddress;

impl Address {
    /// Spaces around the address are dropped, as browsers do; everything else stays as it was given.
    pub fn parse(text: &str) -> Result<Self, NotAnAddress> {
        let text = text.trim_matches(' ');
        if is_far_too_long(text) {
            return Err(NotAnAddress);
        }
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        if local.is_empty() || local.len() > LOCAL_MAX || !local.bytes().all(is_local_byte) {
            return Err(NotAnAddress);
        }
        let domain = ascii_domain(domain)?;
        let key = format!("{}@{}", local.to_ascii_lowercase(), domain.to_ascii_lowercase());
        Ok(Self { given: format!("{local}@{domain}"), key })
    }

    /// As the person wrote it: where mail goes.
    pub fn as_str(&self) -> &str {
        &self.given
    }

    /// Equal for equal addresses: lower case.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The mailbox that mail to this address most likely ends up in, to count by and never to send to: without a tag,
    /// and without the signs that its provider ignores. Two that are one mailbox may be told apart; two mailboxes
    /// are taken for one only where a provider treats `+` in a way of its own.
    pub fn mailbox(&self) -> String {
        let (local, domain) = self.key.rsplit_once('@').unwrap_or(("", &self.key));
        let (domain, ignored) = match domain {
            "gmail.com" | "googlemail.com" => ("gmail.com", "."),
            "proton.me" | "protonmail.com" | "pm.me" => ("proton.me", ".-_"),
            other => (other, ""),
        };
        let untagged = local.split_once('+').map_or(local, |(name, _)| name);
        let name: String = untagged.chars().filter(|c| !ignored.contains(*c)).collect();
        // Nothing but a tag: a name of its own.
        format!("{}@{domain}", if name.is_empty() { local } else { &name })
    }

    /// What stands before the last `@`, as it was given.
    pub fn local_part(&self) -> &str {
        self.given.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands behind the last `@`, as it was given.
    pub fn domain(&self) -> &str {
        self.given.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

fn is_local_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte)
}

fn ascii_domain(domain: &str) -> Result<String, NotAnAddress> {
    let ascii = if domain.is_ascii() {
        domain.to_owned()
    } else {
        // A browser turns what is typed into A-labels by the same standard (UTS 46) before it sends it.
        idna::domain_to_ascii_strict(domain).map_err(|_| NotAnAddress)?
    };
    let labels_fit = ascii.split('.').all(|label| {
        let edges_fit = !label.starts_with('-') && !label.ends_with('-');
        let bytes_fit = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        (1..=LABEL_MAX).contains(&label.len()) && edges_fit && bytes_fit
    });
    if labels_fit && ascii.contains('.') && ascii.len() <= DOMAIN_MAX { Ok(ascii) } else { Err(NotAnAddress) }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.given)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.key))
    }
}

/// Before anything walks over it: a character that is written in ASCII has four bytes at most.
const fn is_far_too_long(text: &str) -> bool {
    text.len() > 4 * (LOCAL_MAX + 1 + DOMAIN_MAX)
}

/// An address for a log line: the first letter and the domain (ASVS 16.2.5).
pub fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => format!("{}…@{domain}", local.chars().next().unwrap_or('…')),
        None => "…".to_owned(),
    }
}

/// What somebody else said, for a log line: every address in it as `masked` shows it. Mail servers repeat whom a mail was
/// for, and whom it went on to.
pub fn with_masked(text: &str) -> String {
    let ends = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | '[' | ']' | ',' | ';' | ':');
    // What ends it goes with its domain, which is shown.
    let shown = |piece: &str| if piece.contains('@') { masked(piece) } else { piece.to_owned() };
    text.split_inclusive(ends).map(shown).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_html_takes_we_take() {
        for good in [
            "ada@example.org",
            "Ada.Lovelace+tag@Sub.Example.ORG",
            "a..b@example.org",
            ".dot@example.org",
            "!#$%&'*+/=?^_`{|}~-@example.org",
            "a@1.2.3.4",
            "a@x-1.example",
        ] {
            let address = Address::parse(good).unwrap();
            assert_eq!(address.as_str(), good);
            assert_eq!(address.key(), good.to_ascii_lowercase());
            assert_eq!(address.to_string(), good);
            assert_eq!(format!("{}@{}", address.local_part(), address.domain()), good);
        }
        let address = Address::parse("Ada@Example.org").unwrap();
        assert_eq!((address.local_part(), address.domain()), ("Ada", "Example.org"));
    }

    #[test]
    fn a_mailbox_has_many_addresses() {
        let mailbox = |text| Address::parse(text).unwrap().mailbox();
        for (address, folded) in [
            ("Ada@Example.org", "ada@example.org"),
            ("ada+news@example.org", "ada@example.org"),
            ("ada+news+more@example.org", "ada@example.org"),
            ("a.da@example.org", "a.da@example.org"),
            ("A.d.a+x@GMail.com", "ada@gmail.com"),
            ("a.da@googlemail.com", "ada@gmail.com"),
            ("a.d-a_@protonmail.com", "ada@proton.me"),
            ("+tag@example.org", "+tag@example.org"),
            ("...@gmail.com", "...@gmail.com"),
        ] {
            assert_eq!(mailbox(address), folded);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "ada",
            "@example.org",
            "ada@",
            "ada@localhost",
            "ada@example.",
            "ada@.example",
            "a@b@example.org",
            "ada@exa mple.org",
            "ada @example.org",
            "\"a b\"@example.org",
            "ada@[127.0.0.1]",
            "ada@-x.org",
            "ada@x-.org",
            "ada@example..org",
            "ada@example.org\r\nBcc: x@y.z",
            "ada@example.org\n",
            "a\0b@example.org",
            "ad\u{e4}@example.org",
            "ada@example.org,bob@example.org",
            "<ada@example.org>",
            "ada(x)@example.org",
            "ada@ex_ample.org",
            "m\u{131}ke@example.org",
        ] {
            assert_eq!(Address::parse(bad), Err(NotAnAddress), "{bad:?}");
        }
    }

    #[test]
    fn lengths_are_64_and_253() {
        let label = "d".repeat(63);
        let domain = format!("{label}.{label}.{label}.{}", "d".repeat(61));
        assert!(Address::parse(&format!("{}@{domain}", "l".repeat(64))).is_ok());
        assert!(Address::parse(&format!("{}@{domain}", "l".repeat(65))).is_err());
        assert!(Address::parse(&format!("l@{domain}d")).is_err());
        assert!(Address::parse(&format!("l@{}.org", "d".repeat(64))).is_err());
        // In UTF-8 a domain may be much longer than its A-labels are.
        let wide = format!("l@{}.org", "\u{ff41}".repeat(63));
        assert!(wide.len() > 190 && Address::parse(&wide).is_ok());
    }

    #[test]
    fn every_address_in_what_somebody_said_is_masked() {
        for (said, shown) in [
            ("nobody here", "nobody here"),
            ("<ada@example.org>: gone", "<a…@example.org>: gone"),
            ("ada@example.org,bob@example.net;", "a…@example.org,b…@example.net;"),
            ("for ada@example.org", "for a…@example.org"),
        ] {
            assert_eq!(with_masked(said), shown);
        }
    }

    #[test]
    fn both_forms_of_a_domain_are_one_address() {
        let typed = Address::parse("ada@b\u{fc}cher.example").unwrap();
        assert_eq!(typed.as_str(), "ada@xn--bcher-kva.example");
        assert_eq!(typed, Address::parse("ada@xn--bcher-kva.example").unwrap());
    }

    #[test]
    fn logs_show_one_letter_and_the_domain() {
        assert_eq!(masked("ada@example.org"), "a…@example.org");
        for (said, shown) in [
            (
                "550 5.1.1 <ada@example.org>: unknown, ada@example.org",
                "550 5.1.1 <a…@example.org>: unknown, a…@example.org",
            ),
            ("to:o'neill+x@example.org.", "to:o…@example.org."),
            ("(ada@example.org)\tß@ü é", "(a…@example.org)\tß…@ü é"),
            ("451 4.3.0 later", "451 4.3.0 later"),
            ("", ""),
        ] {
            assert_eq!(with_masked(said), shown);
        }
        assert_eq!(format!("{:?}", Address::parse("Ada@example.org").unwrap()), "a…@example.org");
    }

    proptest! {
        #[test]
        fn any_text_is_refused_or_reads_back_as_itself(text in "\\PC{0,80}") {
            if let Ok(address) = Address::parse(&text) {
                prop_assert!(address.as_str().is_ascii());
                prop_assert_eq!(Address::parse(address.as_str()), Ok(address.clone()));
                let again = Address::parse(address.key()).unwrap();
                prop_assert_eq!(again.key(), address.key());
            }
        }

        #[test]
        fn case_never_makes_another_address(local in "[a-zA-Z0-9.+]{1,20}", domain in "[a-zA-Z0-9]{1,10}\\.[a-zA-Z]{2,5}") {
            let text = format!("{local}@{domain}");
            let lower = Address::parse(&text.to_lowercase()).unwrap();
            let upper = Address::parse(&text.to_uppercase()).unwrap();
            prop_assert_eq!(lower.key(), upper.key());
        }
    }
}
