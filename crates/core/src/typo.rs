//! "Did you mean gmail.com?": what an address was very probably meant to be, if its domain is a slip of the fingers away
//! from that of a large provider (`provider`). Said only where it is nearly sure, and never of a domain that is well
//! known itself; whoever does have an address there passes it by.

use crate::Address;
use crate::provider;

/// Endings that no domain has (IANA's list of top-level domains), and what was meant.
const NO_ENDINGS: &[(&str, &str)] = &[
    ("con", "com"),
    ("cmo", "com"),
    ("ocm", "com"),
    ("comm", "com"),
    ("coom", "com"),
    ("ccom", "com"),
    ("vom", "com"),
    ("xom", "com"),
    ("cpm", "com"),
    ("clm", "com"),
    ("cim", "com"),
    ("nte", "net"),
    ("nett", "net"),
    ("ogr", "org"),
];

/// Endings that are one letter short of `com`. They are countries': only a provider that has none of its own there was
/// meant otherwise.
const SHORT_ENDINGS: &[&str] = &["co", "cm", "om"];

/// Names with fewer letters are a letter away from too many others: `live`, `love`, `line`.
const SHORTEST_NAME: usize = 5;
/// From so many letters on, two slips lead to no other word.
const LONG_NAME: usize = 9;

/// Names of providers that are words, or close to words of others: `libero` and `libera`, `naver` and `never`.
const WORDS: &[&str] =
    &["libero", "naver", "terra", "charter", "centrum", "alice", "inbox", "globo", "rogers", "online"];

/// Domains that a script may compare what is typed with by itself: in none of them a slip is a word of its own.
pub fn sure_domains() -> impl Iterator<Item = &'static str> {
    provider::domains().filter(|domain| {
        domain.split_once('.').is_some_and(|(name, _)| name.len() >= SHORTEST_NAME && !WORDS.contains(&name))
    })
}

/// The address with the domain that was probably meant.
pub fn meant(address: &Address) -> Option<Address> {
    let domain = address.domain().to_ascii_lowercase();
    let meant = meant_domain(&domain)?;
    Address::parse(&format!("{}@{meant}", address.local_part())).ok()
}

fn meant_domain(domain: &str) -> Option<String> {
    let (name, ending) = domain.split_once('.')?;
    if is_known(domain) {
        return None;
    }
    if let Some((_, right)) = NO_ENDINGS.iter().find(|(wrong, _)| *wrong == ending) {
        let mended = format!("{name}.{right}");
        return Some(meant_domain(&mended).unwrap_or(mended));
    }
    if SHORT_ENDINGS.contains(&ending) {
        let mended = format!("{name}.com");
        return if is_known(&mended) { Some(mended) } else { near(name, "com") };
    }
    near(name, ending)
}

/// The provider with this ending whose name is nearest; the first letter is rarely mistaken, and of services called
/// `…mail.com` there is one for every letter.
fn near(name: &str, ending: &str) -> Option<String> {
    let candidates = provider::domains().filter_map(|domain| domain.split_once('.'));
    let near = candidates.filter(|(other, its_ending)| *its_ending == ending && is_meant(name, other));
    let nearest = near.min_by_key(|(other, _)| strsim::osa_distance(name, other))?;
    Some(format!("{}.{ending}", nearest.0))
}

fn is_meant(name: &str, provider: &str) -> bool {
    let slips = if provider.len() >= LONG_NAME { 2 } else { 1 };
    let begins_alike = name.bytes().take(1).eq(provider.bytes().take(1))
        || name.bytes().take(2).eq(provider.bytes().take(2).collect::<Vec<_>>().into_iter().rev());
    provider.len() >= SHORTEST_NAME
        && !WORDS.contains(&provider)
        && begins_alike
        && strsim::osa_distance(name, provider) <= slips
}

fn is_known(domain: &str) -> bool {
    provider::domains().any(|known| known == domain)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn meant_for(text: &str) -> Option<String> {
        meant(&Address::parse(text).unwrap()).map(|address| address.as_str().to_owned())
    }

    #[test]
    fn a_script_gets_the_domains_in_which_a_slip_is_no_word() {
        let sure: Vec<_> = sure_domains().collect();
        for (domain, is_sure) in [("gmail.com", true), ("live.com", false), ("gmx.net", false), ("libero.it", false)] {
            assert!(provider::domains().any(|known| known == domain), "{domain}");
            assert_eq!(sure.contains(&domain), is_sure, "{domain}");
        }
    }

    #[test]
    fn slips_of_the_fingers_lead_to_the_provider_that_was_meant() {
        for (typed, right) in [
            ("gmial.com", "gmail.com"),
            ("gmai.com", "gmail.com"),
            ("gamil.com", "gmail.com"),
            ("gnail.com", "gmail.com"),
            ("mgail.com", "gmail.com"),
            ("gmaill.com", "gmail.com"),
            ("gmail.con", "gmail.com"),
            ("gmail.co", "gmail.com"),
            ("gmail.cm", "gmail.com"),
            ("gmial.con", "gmail.com"),
            ("gmil.co", "gmail.com"),
            ("hotmial.com", "hotmail.com"),
            ("hotmai.com", "hotmail.com"),
            ("hotmal.co.uk", "hotmail.co.uk"),
            ("homtail.fr", "hotmail.fr"),
            ("outlok.com", "outlook.com"),
            ("outloook.de", "outlook.de"),
            ("yaho.com", "yahoo.com"),
            ("yahooo.co.uk", "yahoo.co.uk"),
            ("yhaoo.fr", "yahoo.fr"),
            ("iclod.com", "icloud.com"),
            ("live.con", "live.com"),
            ("aol.co", "aol.com"),
            ("qq.con", "qq.com"),
            ("protnmial.com", "protonmail.com"),
            ("googlmeil.com", "googlemail.com"),
            ("t-onlin.de", "t-online.de"),
            ("comcats.net", "comcast.net"),
            ("GMIAL.COM", "gmail.com"),
        ] {
            assert_eq!(meant_for(&format!("Ada.L+1@{typed}")), Some(format!("Ada.L+1@{right}")), "{typed}");
        }
    }

    #[test]
    fn an_ending_that_no_domain_has_is_mended_wherever_it_stands() {
        assert_eq!(meant_for("ada@example.con"), Some("ada@example.com".to_owned()));
        assert_eq!(meant_for("ada@example.ogr"), Some("ada@example.org".to_owned()));
        assert_eq!(meant_for("ada@example.co"), None);
        assert_eq!(meant_for("ada@mail.example.con"), None);
    }

    #[test]
    fn what_may_well_be_right_is_left_alone() {
        for domain in [
            "example.org",
            "ymail.com",
            "email.com",
            "mail.com",
            "hotmail.fr",
            "gmx.net",
            "gmx.de",
            // Others' domains near to a provider's.
            "fmail.com",
            "cloud.com",
            "never.com",
            "libera.it",
            "line.com",
            "olive.com",
            "horizon.net",
            "compact.net",
            "hotmail.cz",
            "yahoo.cn",
            "gmail.de",
            "mail.gmial.com",
            "mb.de",
            "qqq.com",
            "web.fr",
        ] {
            assert_eq!(meant_for(&format!("ada@{domain}")), None, "{domain}");
        }
    }

    fn any_domain() -> impl Strategy<Value = String> {
        prop_oneof![
            "[a-z0-9]{1,12}\\.(com|net|de|fr|con|co|co\\.uk)",
            (prop::sample::select(provider::domains().collect::<Vec<_>>()), any::<prop::sample::Index>(), "[a-z.]?")
                .prop_map(|(domain, at, letter)| {
                    let at = at.index(domain.len());
                    format!("{}{letter}{}", &domain[..at], &domain[at + 1..])
                }),
        ]
    }

    proptest! {
        #[test]
        fn a_well_known_domain_is_never_doubted(domain in prop::sample::select(provider::domains().collect::<Vec<_>>())) {
            prop_assert_eq!(meant_for(&format!("ada@{domain}")), None);
        }

        #[test]
        fn what_is_suggested_is_not_doubted_again_and_keeps_the_name(domain in any_domain()) {
            if let Ok(address) = Address::parse(&format!("ada.l@{domain}")) && let Some(right) = meant(&address) {
                prop_assert_eq!(meant(&right), None);
                prop_assert_eq!(right.local_part(), "ada.l");
                prop_assert_ne!(right.key(), address.key());
            }
        }
    }
}
