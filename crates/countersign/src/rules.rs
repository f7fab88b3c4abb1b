//! What an installation has decided: lifetimes, password policy, where it lives. Made once at start from
//! the configuration, or by whoever embeds Countersign.

use std::time::Duration;

use countersign_core::captcha::{Captcha, Kind};
use countersign_core::email_change::UNDO_FOR;
use countersign_core::foreign::Keys;
use countersign_core::guess::Guessing;
use countersign_core::hash::Cost;
use countersign_core::legacy_link::LegacyLinks;
use countersign_core::limit::Limits;
use countersign_core::link::{Purpose, Seal};
use countersign_core::next::Allowed;
use countersign_core::password::Policy;
use countersign_core::session::Lifetimes;
use countersign_core::token::Format;
use countersign_core::{Language, mail};
use countersign_mail::{Brand, Color, Letter, Route};
use ipnet::IpNet;
use url::Url;

use crate::config::{Config, Logo, is_loopback};

#[derive(Clone)]
pub struct Rules {
    pub base: BaseUrl,
    pub next: Allowed,
    pub passwords: Policy,
    pub hash_cost: Cost,
    /// What imported hashes need that is not in them.
    pub foreign_keys: Keys,
    pub token_format: Format,
    /// Links that another application has mailed, if they are to work here.
    pub legacy_links: Option<LegacyLinks>,
    /// Lifetime of a confirmation link, from the hand-over of the mail.
    pub confirm_ttl: Duration,
    /// Lifetime of a reset link, from the hand-over of the mail.
    pub reset_ttl: Duration,
    /// How long a sign-up waits for its confirmation.
    pub sign_up_ttl: Duration,
    pub session: Lifetimes,
    /// How long an account that was closed can be had back; zero removes it at once.
    pub close_grace: Duration,
    pub limits: Limits,
    /// What wrong passwords in a row come to; nothing if none.
    pub guessing: Option<Guessing>,
    /// What strangers have to solve, if anything.
    pub captcha: Option<Captcha>,
    /// Which list new passwords are held against, if any.
    pub breached_passwords_url: Option<Url>,
    /// Whose word about the client's address is taken.
    pub trusted_proxies: Vec<IpNet>,
    /// What pages and mails call the service.
    pub brand_name: String,
    /// Of buttons; pages find the shades that go with it.
    pub brand_color: Color,
    /// On pages; without one our mark and the name.
    pub brand_logo: Option<Logo>,
    /// The sender, `Name <address>`.
    pub mail_from: String,
    /// Whether the built-in inbox is served.
    pub mailbox: bool,
    /// The way out as logs and readiness name it, without any password.
    pub mail_lane: String,
    /// Mails on their way at one time, for each worker.
    pub mail_connections: usize,
    /// Most mails a second, for each worker.
    pub mail_rate: Option<u32>,
    /// How long finished mails are listed.
    pub mail_kept_for: Duration,
}

impl Rules {
    /// `base_url` is the configured one, or on a loopback listener the address that was bound.
    pub fn from_config(config: &Config, base_url: &Url) -> Self {
        let base = BaseUrl::new(base_url);
        let brand_name = brand_name(config, base_url);
        let mut context_words =
            vec!["countersign".to_owned(), brand_name.to_lowercase(), config.mail_from.to_lowercase()];
        if let Some(host) = base_url.host_str() {
            context_words.push(host.to_lowercase());
            context_words.extend(host.split('.').map(str::to_lowercase));
        }
        if let Some((name, _)) = config.mail_from.split_once('<') {
            context_words.push(name.trim().to_lowercase());
        }
        Self {
            next: Allowed::new(base_url, &config.redirect_allow),
            base,
            passwords: Policy { min_code_points: config.password_min, context_words },
            hash_cost: config.argon2,
            foreign_keys: config.foreign_keys.clone(),
            token_format: config.token_format,
            legacy_links: config.legacy_links.clone(),
            confirm_ttl: config.confirm_ttl,
            reset_ttl: config.reset_ttl,
            sign_up_ttl: config.sign_up_ttl,
            session: config.session,
            close_grace: config.close_grace,
            limits: config.limits.clone(),
            guessing: config.guessing,
            captcha: config.captcha.clone(),
            breached_passwords_url: config.breached_passwords_url.clone(),
            trusted_proxies: config.trusted_proxies.clone(),
            brand_name,
            brand_color: config.brand_color,
            brand_logo: config.brand_logo_file.clone(),
            mail_from: config.mail_from.clone(),
            mailbox: config.mail_url.expose().starts_with("mailbox:"),
            mail_lane: Route::parse(config.mail_url.expose()).map(|route| route.to_string()).unwrap_or_default(),
            mail_connections: config.mail_connections,
            mail_rate: config.mail_rate,
            mail_kept_for: config.mail_kept_for,
        }
    }
}

/// What pages and mails call the service. A sender that is none is refused where mails are written.
pub fn brand_name(config: &Config, base_url: &Url) -> String {
    let default_name = || Brand::default_name(&config.mail_from, base_url).unwrap_or_default();
    config.brand_name.clone().unwrap_or_else(default_name)
}

impl Rules {
    /// Which other services are called over HTTP, besides the way out of mails.
    pub fn outbound(&self) -> impl Iterator<Item = &Url> {
        let verify_url = self.captcha.as_ref().and_then(|captcha| match &captcha.kind {
            Kind::Altcha => None,
            Kind::Hosted(hosted) => Some(&hosted.verify_url),
        });
        verify_url.into_iter().chain(&self.breached_passwords_url)
    }

    /// A sample of a mail as it would come from here; its link opens nothing.
    pub fn sample(&self, kind: mail::Kind, language: Language) -> Letter {
        let sample = Letter::sample(kind, language);
        let valid_for = kind.purpose().map(|purpose| self.lifetime(purpose));
        Letter { link: self.base.page(sample.link.path()), valid_for, ..sample }
    }

    /// How long a link works from the hand-over of its mail on.
    pub fn lifetime(&self, purpose: Purpose) -> Duration {
        match purpose {
            // A new address is confirmed like a first one.
            Purpose::Confirm | Purpose::ChangeEmail => self.confirm_ttl,
            Purpose::Reset => self.reset_ttl,
            Purpose::KeepAccount => self.close_grace,
            Purpose::UndoChangeEmail => UNDO_FOR,
        }
    }
}

/// The one source of scheme, host, port and path prefix in links, cookies and redirects. No request
/// header ever comes in here (CVE-2017-7233 and its kin).
#[derive(Clone, Debug)]
pub struct BaseUrl {
    url: Url,
    /// Without a slash at its end: empty, or `/auth`.
    prefix: String,
}

impl BaseUrl {
    pub fn new(url: &Url) -> Self {
        Self { url: url.clone(), prefix: url.path().trim_end_matches('/').to_owned() }
    }

    pub fn url(&self) -> &Url {
        &self.url
    }

    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The base URL as text, without a slash at its end: who issues tokens.
    pub fn issuer(&self) -> String {
        format!("{}{}", self.origin(), self.prefix)
    }

    pub fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// Whether nobody but this machine can follow our links: while one develops and tests.
    pub fn is_loopback(&self) -> bool {
        self.url.host().is_some_and(|host| is_loopback(&host))
    }

    /// Scheme, host and port as a browser's `Origin` header has them.
    pub fn origin(&self) -> String {
        self.url.origin().ascii_serialization()
    }

    /// A page of ours as a whole URL.
    pub fn page(&self, path: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(&format!("{}{path}", self.prefix));
        url
    }

    /// The page behind a mailed link.
    pub fn link(&self, seal: Seal, token: &str) -> Url {
        self.page(&format!("{}/{token}", seal.path()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_have_the_base_url_s_scheme_host_port_and_prefix() {
        let base = BaseUrl::new(&Url::parse("https://accounts.example.org:8443/auth/").unwrap());
        assert_eq!(base.prefix(), "/auth");
        assert_eq!(base.origin(), "https://accounts.example.org:8443");
        assert_eq!(
            base.link(Seal::Reset, "a.b-c").as_str(),
            "https://accounts.example.org:8443/auth/reset-password/a.b-c"
        );
        assert_eq!(
            BaseUrl::new(&Url::parse("http://localhost:8080").unwrap()).page("/sign-in").as_str(),
            "http://localhost:8080/sign-in"
        );
    }
}
