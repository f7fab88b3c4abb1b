//! Captchas: what a stranger may have to solve before a form of theirs is taken, and which forms those are. The proof
//! of work that is our own is in `altcha`; what a vendor's answer means is said here, asking the vendor is
//! `countersign::siteverify`'s business.

use serde::Deserialize;
use url::Url;

use crate::Secret;
use crate::limit::Limit;
use crate::words::words;

words! {
    /// The forms that ask for one. What was solved for one is no good at another; the names are such that every
    /// vendor takes them as an "action" (reCAPTCHA v3: letters, digits, `/` and `_`).
    Action {
        /// To sign up.
        SignUp = "sign_up",
        /// To have the confirmation mail sent again.
        Resend = "resend",
        /// To have a link for another password sent.
        ForgotPassword = "forgot_password",
    }
}

words! {
    /// Third parties with a captcha of their own.
    Vendor {
        /// Cloudflare's.
        Turnstile = "turnstile",
        /// hCaptcha.
        Hcaptcha = "hcaptcha",
        /// Google's, version 2 or 3.
        Recaptcha = "recaptcha",
    }
}

/// What an installation asks of strangers.
#[derive(Clone)]
pub struct Captcha {
    /// Whose captcha it is.
    pub kind: Kind,
    /// What a network may do without being asked; none where everybody is asked.
    pub unasked: Option<Limit>,
}

/// Ours, or a vendor's.
#[derive(Clone)]
pub enum Kind {
    /// The built-in proof of work: no third party.
    Altcha,
    /// A third party's.
    Hosted(Hosted),
}

/// A vendor's captcha: its script runs in the page, and its server is asked about each answer.
#[derive(Clone)]
pub struct Hosted {
    /// Which of them.
    pub vendor: Vendor,
    /// Public.
    pub site_key: String,
    /// What our server shows the vendor's.
    pub secret: Secret<String>,
    /// Where answers are verified.
    pub verify_url: Url,
}

impl Kind {
    /// As the setting `captcha` names it.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Altcha => "altcha",
            Self::Hosted(hosted) => hosted.vendor.as_str(),
        }
    }

    /// The longest answer that is looked at. Turnstile's documentation has the number ("maximum length of 2048
    /// characters"), and ours has some 700. For the others none is defined, and theirs are longer: these have room.
    pub const fn max_answer_bytes(&self) -> usize {
        match self {
            Self::Altcha => 2_048,
            Self::Hosted(hosted) => match hosted.vendor {
                Vendor::Turnstile => 2_048,
                Vendor::Hcaptcha | Vendor::Recaptcha => 8_192,
            },
        }
    }
}

impl Vendor {
    /// As people know it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turnstile => "Cloudflare Turnstile",
            Self::Hcaptcha => "hCaptcha",
            Self::Recaptcha => "Google reCAPTCHA",
        }
    }

    /// Where answers are verified unless the operator names another place.
    pub const fn verify_url(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
            Self::Hcaptcha => "https://api.hcaptcha.com/siteverify",
            Self::Recaptcha => "https://www.google.com/recaptcha/api/siteverify",
        }
    }

    /// The widget's script. hCaptcha's would send its answer under reCAPTCHA's name, too, if it were not told.
    pub const fn script(self) -> &'static str {
        match self {
            Self::Turnstile => "https://challenges.cloudflare.com/turnstile/v0/api.js",
            Self::Hcaptcha => "https://js.hcaptcha.com/1/api.js?recaptchacompat=off",
            Self::Recaptcha => "https://www.google.com/recaptcha/api.js",
        }
    }

    /// Whom a page with the widget may ask, as each vendor's page on content security policies has it.
    pub const fn hosts(self) -> Hosts {
        match self {
            Self::Turnstile => Hosts {
                scripts: "https://challenges.cloudflare.com",
                frames: "https://challenges.cloudflare.com",
                connections: "",
                styles: "",
            },
            Self::Hcaptcha => Hosts {
                scripts: "https://hcaptcha.com https://*.hcaptcha.com",
                frames: "https://hcaptcha.com https://*.hcaptcha.com",
                connections: "https://hcaptcha.com https://*.hcaptcha.com",
                styles: "https://hcaptcha.com https://*.hcaptcha.com",
            },
            Self::Recaptcha => Hosts {
                scripts: "https://www.google.com/recaptcha/ https://www.gstatic.com/recaptcha/",
                frames: "https://www.google.com/recaptcha/ https://recaptcha.google.com/recaptcha/",
                connections: "",
                styles: "",
            },
        }
    }
}

/// Sources of a content security policy; none where they are empty.
pub struct Hosts {
    /// For `script-src`.
    pub scripts: &'static str,
    /// For `frame-src`.
    pub frames: &'static str,
    /// For `connect-src`.
    pub connections: &'static str,
    /// For `style-src`.
    pub styles: &'static str,
}

/// A vendor's word on an answer. The fields that are not here are not looked at.
#[derive(Debug, Deserialize)]
pub struct Word {
    success: bool,
    hostname: Option<String>,
    action: Option<String>,
    score: Option<f64>,
    #[serde(default, rename = "error-codes")]
    error_codes: Vec<String>,
}

/// What a vendor's word means for whoever waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Let them pass.
    Solved,
    /// Wrong, too old, used before, or solved elsewhere.
    Unsolved,
    /// The vendor does not judge for us: what an operator has to mend, or nobody can.
    Unusable(String),
}

/// Google's advice for a threshold of reCAPTCHA v3, which v2 has no score for; 1.0 is very likely a person.
const LOWEST_SCORE: f64 = 0.5;

impl Word {
    /// What was solved on another site, or for another form, is not solved here.
    pub fn judge(&self, vendor: Vendor, host: &str, action: Action) -> Verdict {
        const OURS: [&str; 4] =
            ["missing-input-secret", "invalid-input-secret", "sitekey-secret-mismatch", "internal-error"];
        if !self.success {
            let trouble = self.error_codes.iter().find(|code| OURS.contains(&code.as_str()));
            return trouble.map_or(Verdict::Unsolved, |code| Verdict::Unusable(code.clone()));
        }
        let is_here = self.hostname.as_deref().is_some_and(|name| name.eq_ignore_ascii_case(host));
        let is_for_this = self.action.as_deref() == Some(action.as_str());
        let is_ours = is_here
            && match (vendor, self.score) {
                (Vendor::Turnstile, _) => is_for_this,
                (Vendor::Recaptcha, Some(score)) => is_for_this && score >= LOWEST_SCORE,
                (Vendor::Recaptcha, None) | (Vendor::Hcaptcha, _) => true,
            };
        if is_ours { Verdict::Solved } else { Verdict::Unsolved }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(vendor: Vendor, word: &str) -> Verdict {
        serde_json::from_str::<Word>(word).unwrap().judge(vendor, "accounts.example.org", Action::SignUp)
    }

    #[test]
    fn solved_is_what_was_solved_here_and_for_this_form() {
        use Vendor::{Hcaptcha, Recaptcha, Turnstile};
        for (vendor, word) in [
            (Turnstile, r#"{"success":true,"hostname":"accounts.example.org","action":"sign_up","cdata":7}"#),
            (Hcaptcha, r#"{"success":true,"hostname":"Accounts.Example.org","score":0.9}"#),
            (Recaptcha, r#"{"success":true,"hostname":"accounts.example.org"}"#),
            (Recaptcha, r#"{"success":true,"hostname":"accounts.example.org","score":0.5,"action":"sign_up"}"#),
        ] {
            assert_eq!(verdict(vendor, word), Verdict::Solved, "{word}");
        }
        for (vendor, word) in [
            (Turnstile, r#"{"success":false}"#),
            (Turnstile, r#"{"success":false,"error-codes":["timeout-or-duplicate"]}"#),
            (Turnstile, r#"{"success":true,"hostname":"evil.example","action":"sign_up"}"#),
            (Turnstile, r#"{"success":true,"hostname":"accounts.example.org"}"#),
            (Turnstile, r#"{"success":true,"hostname":"accounts.example.org","action":"resend"}"#),
            (Turnstile, r#"{"success":true,"action":"sign_up"}"#),
            (Hcaptcha, r#"{"success":true,"hostname":"example.org"}"#),
            (Recaptcha, r#"{"success":true,"hostname":"accounts.example.org","score":0.4,"action":"sign_up"}"#),
            (Recaptcha, r#"{"success":true,"hostname":"accounts.example.org","score":0.9}"#),
            (Recaptcha, r#"{"success":true,"hostname":"accounts.example.org","score":0.9,"action":"resend"}"#),
        ] {
            assert_eq!(verdict(vendor, word), Verdict::Unsolved, "{word}");
        }
    }

    #[test]
    fn a_vendor_is_who_its_documentation_says() {
        for (vendor, name, host) in [
            (Vendor::Turnstile, "Cloudflare Turnstile", "challenges.cloudflare.com"),
            (Vendor::Hcaptcha, "hCaptcha", "hcaptcha.com"),
            (Vendor::Recaptcha, "Google reCAPTCHA", "www.google.com"),
        ] {
            assert_eq!(vendor.name(), name);
            for url in [vendor.verify_url(), vendor.script()] {
                let url = Url::parse(url).unwrap();
                assert!(url.scheme() == "https" && url.host_str().unwrap().ends_with(host), "{url}");
            }
            assert!(vendor.verify_url().ends_with("/siteverify") && vendor.script().contains("/api.js"));
        }
    }

    #[test]
    fn an_answer_may_be_as_long_as_its_vendor_makes_it() {
        let hosted = |vendor: Vendor| {
            let verify_url = Url::parse(vendor.verify_url()).unwrap();
            Kind::Hosted(Hosted { vendor, site_key: String::new(), secret: Secret::new(String::new()), verify_url })
        };
        for (kind, name, longest) in [
            (Kind::Altcha, "altcha", 2_048),
            (hosted(Vendor::Turnstile), "turnstile", 2_048),
            (hosted(Vendor::Hcaptcha), "hcaptcha", 8_192),
            (hosted(Vendor::Recaptcha), "recaptcha", 8_192),
        ] {
            assert_eq!((kind.as_str(), kind.max_answer_bytes()), (name, longest));
        }
    }

    #[test]
    fn a_wrong_secret_is_the_operators_trouble_and_nobody_elses() {
        let word = r#"{"success":false,"error-codes":["invalid-input-secret"]}"#;
        assert_eq!(verdict(Vendor::Hcaptcha, word), Verdict::Unusable("invalid-input-secret".to_owned()));
    }
}
