//! What the TXT records of a sender's domain mean: SPF (RFC 7208), DMARC (RFC 7489), DKIM keys (RFC 6376). Read as far
//! as an operator's mistakes go; whether a mail passes is for its receiver to find out.

/// What `all` at the end says of every other machine (RFC 7208 section 4.6.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Qualifier {
    /// `+all`: anybody may send.
    Pass,
    /// `?all`: nothing is said.
    Neutral,
    /// `~all`: nobody should, and receivers look twice.
    SoftFail,
    /// `-all`: nobody may.
    Fail,
}

/// Who may send for a domain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spf {
    /// What it says of everybody it does not name; none if it ends without.
    pub all: Option<Qualifier>,
    /// Terms of this record that make its reader ask.
    pub questions: usize,
    /// Records that this one goes on in.
    pub others: Vec<String>,
    /// Whether another record speaks in its place.
    pub has_redirect: bool,
}

/// All records that say to be SPF's: one is right (section 4.5).
pub fn spf(texts: &[String]) -> Vec<Spf> {
    let is_spf = |text: &&String| text.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case("v=spf1"));
    texts.iter().filter(is_spf).map(|text| read_spf(text)).collect()
}

fn read_spf(text: &str) -> Spf {
    let mut spf = Spf::default();
    for term in text.split_ascii_whitespace().skip(1) {
        let term = term.to_ascii_lowercase();
        let (qualifier, bare) = match term.split_at_checked(1) {
            Some(("+", bare)) => (Qualifier::Pass, bare),
            Some(("?", bare)) => (Qualifier::Neutral, bare),
            Some(("~", bare)) => (Qualifier::SoftFail, bare),
            Some(("-", bare)) => (Qualifier::Fail, bare),
            _ => (Qualifier::Pass, term.as_str()),
        };
        let (name, value) = bare.split_once([':', '=', '/']).unwrap_or((bare, ""));
        match name {
            "all" => spf.all = Some(qualifier),
            "include" | "redirect" => {
                spf.questions += 1;
                spf.others.push(value.to_owned());
                spf.has_redirect |= name == "redirect";
            }
            "a" | "mx" | "ptr" | "exists" => spf.questions += 1,
            _ => {}
        }
    }
    spf
}

/// What a domain asks receivers to do with mail that is not its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// `p=none`: take it, and report.
    None,
    /// `p=quarantine`: into the spam folder.
    Quarantine,
    /// `p=reject`: not at all.
    Reject,
}

/// The policy of a domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dmarc {
    /// Nothing if there is none, or none that receivers know.
    pub policy: Option<Policy>,
}

/// All records that say to be DMARC's: with several there is none in force (RFC 7489 section 6.6.3).
pub fn dmarc(texts: &[String]) -> Vec<Dmarc> {
    let is_dmarc = |text: &&String| tag(text, "v").as_deref() == Some("DMARC1");
    let read = |text: &String| {
        let policy = tag(text, "p").and_then(|policy| match policy.to_ascii_lowercase().as_str() {
            "none" => Some(Policy::None),
            "quarantine" => Some(Policy::Quarantine),
            "reject" => Some(Policy::Reject),
            _ => None,
        });
        Dmarc { policy }
    };
    texts.iter().filter(is_dmarc).map(read).collect()
}

/// The key under a selector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dkim {
    /// There is no record with a key.
    Missing,
    /// `p=` is empty: mails signed with it are not to be believed (RFC 6376 section 3.6.1).
    Revoked,
    /// What stands there is no key that we know.
    Unreadable,
    /// RSA of about so many bits.
    Rsa(usize),
    /// Ed25519 (RFC 8463).
    Ed25519,
}

/// The first record that has one.
pub fn dkim(texts: &[String]) -> Dkim {
    let Some((text, key)) = texts.iter().find_map(|text| Some((text, tag(text, "p")?))) else { return Dkim::Missing };
    let key: String = key.chars().filter(|c| !c.is_whitespace()).collect();
    if key.is_empty() {
        return Dkim::Revoked;
    }
    if !key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=')) {
        return Dkim::Unreadable;
    }
    match tag(text, "k").as_deref() {
        Some("ed25519") => Dkim::Ed25519,
        // What stands around a modulus in a SubjectPublicKeyInfo is 24 to 38 bytes.
        None | Some("rsa") => Dkim::Rsa((key.trim_end_matches('=').len() * 3 / 4).saturating_sub(30) * 8 / 128 * 128),
        Some(_) => Dkim::Unreadable,
    }
}

/// The value of a tag in `name=value; name=value`.
fn tag(text: &str, name: &str) -> Option<String> {
    let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
    pairs
        .map(|(tag, value)| (tag.trim(), value.trim()))
        .find(|(tag, _)| *tag == name)
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn spf_records_are_found_among_others_and_told_by_their_end() {
        for (text, all) in [
            ("v=spf1 -all", Some(Qualifier::Fail)),
            ("V=SPF1 ip4:192.0.2.1 ~ALL", Some(Qualifier::SoftFail)),
            ("v=spf1 mx ?all", Some(Qualifier::Neutral)),
            ("v=spf1 all", Some(Qualifier::Pass)),
            ("v=spf1", None),
        ] {
            assert_eq!(spf(&texts(&["some=thing", text]))[0].all, all, "{text}");
        }
        for other in ["v=spf10 -all", "spf2.0/pra -all", ""] {
            assert_eq!(spf(&texts(&[other])), [], "{other}");
        }
        let [ref found] = spf(&texts(&["v=spf1 a mx/24 a:x.example include:y.example ip6:::1 redirect=z.example"]))[..]
        else {
            panic!("one record");
        };
        assert_eq!((found.questions, found.has_redirect), (5, true));
        assert_eq!(found.others, ["y.example", "z.example"]);
    }

    #[test]
    fn dmarc_records_have_a_policy_or_are_of_no_use() {
        for (text, policy) in [
            ("v=DMARC1; p=none; rua=mailto:a@example.org", Some(Policy::None)),
            ("v = DMARC1 ;p = REJECT", Some(Policy::Reject)),
            ("v=DMARC1; p=quarantine", Some(Policy::Quarantine)),
            ("v=DMARC1; p=perhaps", None),
            ("v=DMARC1", None),
        ] {
            assert_eq!(dmarc(&texts(&[text])), [Dmarc { policy }], "{text}");
        }
        assert_eq!(dmarc(&texts(&["v=DMARC2; p=none", "p=none", "v=spf1 -all"])), []);
    }

    #[test]
    fn dkim_keys_are_told_by_kind_and_length() {
        // As `openssl genrsa BITS | openssl rsa -pubout -outform DER | base64` makes them: 94, 162 and 294 bytes.
        for (length, bits) in [(126, 512), (216, 1_024), (392, 2_048)] {
            let key = format!("v=DKIM1; k=rsa; p={}", "A".repeat(length));
            assert_eq!(dkim(&texts(&[&key])), Dkim::Rsa(bits), "{length}");
        }
        assert_eq!(
            dkim(&texts(&["v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="])),
            Dkim::Ed25519
        );
        assert_eq!(dkim(&texts(&["v=DKIM1; p="])), Dkim::Revoked);
        assert_eq!(dkim(&texts(&["v=DKIM1; p=***"])), Dkim::Unreadable);
        assert_eq!(dkim(&texts(&["v=spf1 -all"])), Dkim::Missing);
    }
}
