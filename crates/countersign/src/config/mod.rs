//! Configuration: from flags, environment and `countersign.toml` to one checked `Config`, or one line that
//! says what to mend. One table, `settings`, drives it all; `gather` takes the texts from their `sources`, `check`
//! makes the `Config`, `show` prints it. The keys are promised in docs/guide/configure.md.

mod captcha;
mod check;
mod database_flag;
#[cfg(feature = "cli")]
mod flags;
mod flask_mail;
mod foreign_hashes;
mod gather;
mod legacy_links;
mod logo;
mod our_paths;
mod parse;
mod problem;
mod secret_file;
mod settings;
mod show;
mod sources;
mod toml_file;

#[cfg(test)]
mod tests;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use countersign_core::captcha::Captcha;
use countersign_core::foreign::Keys;
use countersign_core::guess::Guessing;
use countersign_core::hash::Cost;
use countersign_core::legacy_link::LegacyLinks;
use countersign_core::limit::Limits;
use countersign_core::session::Lifetimes;
use countersign_core::token::Format;
use countersign_core::{Address, Secret, SecretKey};
use countersign_mail::Color;
use ipnet::IpNet;
use url::Url;

pub(crate) use parse::is_loopback;

pub use database_flag::{DatabaseFlag, given_database};
#[cfg(feature = "cli")]
pub use flags::{flags, given_flags};
pub use logo::Logo;
pub use our_paths::{BEGINNINGS, PATHS};
pub use problem::Problem;
pub use settings::{Kind, SETTINGS, Setting};
pub use show::{Shown, as_markdown, as_table, limits_as_markdown, shown_url};
pub use sources::Sources;

/// A configuration whose values are each well formed and do not contradict one another.
#[derive(Clone)]
pub struct Config {
    pub listen: SocketAddr,
    pub ops_listen: Option<SocketAddr>,
    /// Without a trailing slash behind a path prefix. Only on a loopback listener it may be unset: then it
    /// is `http://localhost` with the port that was bound.
    pub base_url: Option<Url>,
    pub allow_http: bool,
    /// May carry a password: for the store, never for a log.
    pub database_url: String,
    pub database_connections: u32,
    pub auto_migrate: bool,
    /// Not looked into beyond its scheme; the rest is `countersign-store`'s business.
    pub redis_url: Option<Secret<String>>,
    /// None only on SQLite: then the key is kept beside the database file.
    pub secret_key: Option<SecretKey>,
    pub previous_secret_keys: Vec<SecretKey>,
    /// Not looked into beyond `mailbox:`; the rest is `countersign-mail`'s business.
    pub mail_url: Secret<String>,
    pub mail_from: String,
    pub mail_connections: usize,
    /// Mails a second.
    pub mail_rate: Option<u32>,
    pub mail_kept_for: Duration,
    /// Not looked into; what an ARN looks like is `countersign-mail`'s business.
    pub ses_topics: Vec<String>,
    pub sns_endpoint: Option<Url>,
    pub brand_name: Option<String>,
    pub brand_color: Color,
    pub brand_logo: Option<String>,
    /// Read already.
    pub brand_logo_file: Option<Logo>,
    pub brand_support: Option<Address>,
    pub brand_footer: Option<String>,
    pub workers: Workers,
    pub confirm_ttl: Duration,
    pub reset_ttl: Duration,
    pub sign_up_ttl: Duration,
    pub session: Lifetimes,
    pub close_grace: Duration,
    pub token_format: Format,
    /// In code points.
    pub password_min: usize,
    pub breached_passwords_url: Option<Url>,
    pub argon2: Cost,
    /// What imported password hashes need besides.
    pub foreign_keys: Keys,
    pub limits: Limits,
    /// None while rate limits are off.
    pub guessing: Option<Guessing>,
    pub trusted_proxies: Vec<IpNet>,
    pub captcha: Option<Captcha>,
    /// Origins: scheme, host and port.
    pub redirect_allow: Vec<Url>,
    /// Links that another application has mailed, if they are to work here.
    pub legacy_links: Option<LegacyLinks>,
    /// Exists and is a directory.
    pub templates_dir: Option<PathBuf>,
    /// A filter that `tracing_subscriber::EnvFilter` takes.
    pub log: String,
    pub log_format: LogFormat,
    /// Every setting for `config show`, secrets masked.
    pub shown: Vec<Shown>,
    /// Allowed, but worth a line in the log at start.
    pub warnings: Vec<String>,
}

/// Who sends the mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Workers {
    Embedded,
    External,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Pretty,
    Json,
    /// Pretty on a terminal, else JSON.
    Auto,
}

impl Config {
    /// A problem with the value of a setting that only its user could find.
    pub fn problem(&self, key: &str, what: impl Into<String>) -> Problem {
        let source = self.shown.iter().find(|line| line.key == key).map_or("default", |line| line.source.as_str());
        Problem::new(key, source, what)
    }
}

/// Reads and checks everything. Files are read (the configuration, secrets), nothing else is touched.
pub fn load(sources: &Sources) -> Result<Config, Problem> {
    check::config(gather::gather(sources)?, &sources.directory)
}
