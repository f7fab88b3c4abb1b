//! The settings of captchas: which kind, what it needs and what it has no use for, and from when on it is asked for.

use countersign_core::Secret;
use countersign_core::captcha::{Captcha, Hosted, Kind, Vendor};
use countersign_core::limit::Limit;
use url::Url;

use super::check::{maybe, need};
use super::parse::{self, Parsed};
use super::problem::Problem;
use super::sources::Values;

const OF_VENDORS: [&str; 3] = ["captcha_site_key", "captcha_secret", "captcha_verify_url"];

enum Chosen {
    None,
    Altcha,
    Vendor(Vendor),
}

/// Each value has to be right, and to have a use.
pub(super) fn captcha(values: &Values) -> Result<Option<Captcha>, Problem> {
    let site_key = maybe(values, "captcha_site_key", parse::line)?;
    let secret = maybe(values, "captcha_secret", parse::line)?;
    let verify_url = maybe(values, "captcha_verify_url", parse::outbound_url)?;
    let unasked = need(values, "captcha_from", from)?;
    let kind = match need(values, "captcha", chosen)? {
        Chosen::None => {
            let from = (!values.is_default("captcha_from")).then_some("captcha_from");
            let idle = OF_VENDORS.into_iter().find(|key| values.get(key).is_some()).or(from);
            let refuse = |key| Err(values.problem(key, "is not used while captcha is none; set captcha, or remove it"));
            return idle.map_or(Ok(None), refuse);
        }
        Chosen::Altcha => {
            if let Some(key) = OF_VENDORS.into_iter().find(|key| values.get(key).is_some()) {
                return Err(values.problem(key, "is for other captchas: altcha is built in and needs none; remove it"));
            }
            Kind::Altcha
        }
        Chosen::Vendor(vendor) => Kind::Hosted(hosted(values, vendor, site_key, secret, verify_url)?),
    };
    Ok(Some(Captcha { kind, unasked }))
}

fn hosted(
    values: &Values,
    vendor: Vendor,
    site_key: Option<String>,
    secret: Option<String>,
    verify_url: Option<Url>,
) -> Result<Hosted, Problem> {
    let missing = |what: &str| values.problem("captcha", format!("{} needs {what}; set it", vendor.as_str()));
    Ok(Hosted {
        vendor,
        site_key: site_key.ok_or_else(|| missing("captcha_site_key, the public one of the pair of keys"))?,
        secret: Secret::new(secret.ok_or_else(|| missing("captcha_secret, the other one of the pair of keys"))?),
        verify_url: match verify_url {
            Some(url) => url,
            None => Url::parse(vendor.verify_url()).map_err(|_| missing("captcha_verify_url"))?,
        },
    })
}

fn chosen(text: &str) -> Parsed<Chosen> {
    match (text, Vendor::parse(text)) {
        ("none", _) => Ok(Chosen::None),
        ("altcha", _) => Ok(Chosen::Altcha),
        (_, Some(vendor)) => Ok(Chosen::Vendor(vendor)),
        (_, None) => Err("must be none, altcha, turnstile, hcaptcha or recaptcha".to_owned()),
    }
}

/// None for always.
fn from(text: &str) -> Parsed<Option<Limit>> {
    let what = "must be always, or a number and a span that a network may do unasked, such as 3/h";
    if text == "always" { Ok(None) } else { Limit::parse(text).map(Some).ok_or_else(|| what.to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::tests::{accepted, env, refusal, shown};

    const ALTCHA: (&str, &str) = ("COUNTERSIGN_CAPTCHA", "altcha");
    const TURNSTILE: (&str, &str) = ("COUNTERSIGN_CAPTCHA", "turnstile");
    const SITE_KEY: (&str, &str) = ("COUNTERSIGN_CAPTCHA_SITE_KEY", "0x4AAA");
    const SECRET: (&str, &str) = ("COUNTERSIGN_CAPTCHA_SECRET", "0x4BBB");
    const VERIFY_URL: (&str, &str) = ("COUNTERSIGN_CAPTCHA_VERIFY_URL", "http://127.0.0.1:9/siteverify");
    const FROM: (&str, &str) = ("COUNTERSIGN_CAPTCHA_FROM", "3/h");

    #[test]
    fn a_captcha_has_what_it_needs_and_nothing_else() {
        for (pairs, message) in [
            (
                &[TURNSTILE][..],
                "captcha (environment COUNTERSIGN_CAPTCHA): turnstile needs captcha_site_key, the public one of the pair of keys; set it",
            ),
            (
                &[TURNSTILE, SITE_KEY],
                "captcha (environment COUNTERSIGN_CAPTCHA): turnstile needs captcha_secret, the other one of the pair of keys; set it",
            ),
            (
                &[ALTCHA, SITE_KEY],
                "captcha_site_key (environment COUNTERSIGN_CAPTCHA_SITE_KEY): is for other captchas: altcha is built in and needs none; remove it",
            ),
            (
                &[ALTCHA, VERIFY_URL],
                "captcha_verify_url (environment COUNTERSIGN_CAPTCHA_VERIFY_URL): is for other captchas: altcha is built in and needs none; remove it",
            ),
            (
                &[VERIFY_URL],
                "captcha_verify_url (environment COUNTERSIGN_CAPTCHA_VERIFY_URL): is not used while captcha is none; set captcha, or remove it",
            ),
            (
                &[FROM],
                "captcha_from (environment COUNTERSIGN_CAPTCHA_FROM): is not used while captcha is none; set captcha, or remove it",
            ),
        ] {
            assert_eq!(refusal(&env(pairs)), message);
        }
        let altcha = accepted(&env(&[ALTCHA, FROM])).captcha.unwrap();
        assert_eq!((altcha.kind.as_str(), altcha.unasked), ("altcha", Limit::parse("3/h")));
        let proxied = [("COUNTERSIGN_BASE_URL", "https://example.org"), ("COUNTERSIGN_RATE_LIMITS", "off"), ALTCHA];
        let is_warned = |config: Config| config.warnings.iter().any(|warning| warning.contains("trusted_proxies"));
        assert!(is_warned(accepted(&env(&[&proxied[..], &[FROM]].concat()))) && !is_warned(accepted(&env(&proxied))));
        let turnstile = accepted(&env(&[TURNSTILE, SITE_KEY, SECRET]));
        assert_eq!(shown(&turnstile, "captcha_secret").0, "••••");
        let Kind::Hosted(hosted) = turnstile.captcha.unwrap().kind else { panic!("not a vendor's") };
        assert_eq!(hosted.verify_url.as_str(), "https://challenges.cloudflare.com/turnstile/v0/siteverify");
        let hcaptcha = [("COUNTERSIGN_CAPTCHA", "hcaptcha"), SITE_KEY, SECRET, VERIFY_URL];
        let Kind::Hosted(hosted) = accepted(&env(&hcaptcha)).captcha.unwrap().kind else { panic!("not a vendor's") };
        assert_eq!(hosted.verify_url.as_str(), VERIFY_URL.1);
    }
}
