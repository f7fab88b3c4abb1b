//! From texts to a `Config`: every value read, then the rules between settings, then what is allowed but
//! worth a warning. What a single value must look like is in `parse`.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use countersign_core::guess::Guessing;
use countersign_core::limit::{Limited, Limits};
use countersign_core::password::DEFAULT_MIN_CODE_POINTS;
use countersign_core::session::Lifetimes;
use countersign_core::{Secret, hash};
use url::Url;

use super::captcha::captcha;
use super::legacy_links::legacy_links;
use super::logo::Logo;
use super::parse::{self, Parsed};
use super::problem::Problem;
use super::settings::{SETTINGS, limit_key};
use super::sources::{Origin, Values};
use super::{Config, Workers, foreign_hashes, secret_file, show};

pub(super) fn config(mut values: Values, directory: &Path) -> Result<Config, Problem> {
    let session = session(&mut values)?;
    let base_url = maybe(&values, "base_url", parse::base_url)?;
    let mut config = Config {
        listen: need(&values, "listen", parse::listener)?,
        ops_listen: maybe(&values, "ops_listen", parse::listener)?,
        legacy_links: legacy_links(&values, base_url.as_ref())?,
        base_url,
        database_url: need(&values, "database_url", parse::database_url)?,
        database_connections: need(&values, "database_connections", parse::database_connections)?,
        redis_url: maybe(&values, "redis_url", parse::redis_url)?,
        secret_key: maybe(&values, "secret_key", parse::secret_key)?,
        previous_secret_keys: need(&values, "previous_secret_keys", parse::list(parse::secret_key))?,
        mail_url: Secret::new(need(&values, "mail_url", parse::mail_url)?),
        mail_from: need(&values, "mail_from", parse::mail_from)?,
        mail_connections: need(&values, "mail_connections", parse::mail_connections)?,
        mail_rate: maybe(&values, "mail_rate", parse::mail_rate)?,
        mail_kept_for: need(&values, "mail_kept_for", parse::span)?,
        ses_topics: need(&values, "ses_topics", parse::list(parse::line))?,
        sns_endpoint: maybe(&values, "sns_endpoint", parse::origin)?,
        brand_name: maybe(&values, "brand_name", parse::line)?,
        brand_color: need(&values, "brand_color", parse::color)?,
        brand_logo: maybe(&values, "brand_logo", parse::line)?,
        brand_logo_file: maybe(&values, "brand_logo_file", |text| Logo::read(&directory.join(text)))?,
        brand_support: maybe(&values, "brand_support", parse::address)?,
        brand_footer: maybe(&values, "brand_footer", parse::line)?,
        workers: need(&values, "workers", parse::workers)?,
        confirm_ttl: need(&values, "confirm_ttl", parse::span)?,
        reset_ttl: need(&values, "reset_ttl", parse::span)?,
        sign_up_ttl: need(&values, "sign_up_ttl", parse::span)?,
        session,
        close_grace: need(&values, "close_grace", parse::close_grace)?,
        token_format: need(&values, "token_format", parse::token_format)?,
        password_min: need(&values, "password_min", parse::password_min)?,
        breached_passwords_url: maybe(&values, "breached_passwords_url", parse::outbound_url)?,
        argon2: need(&values, "argon2", parse::argon2)?,
        foreign_keys: foreign_hashes::keys(&values)?,
        limits: limits(&values)?,
        guessing: guessing(&values)?,
        trusted_proxies: need(&values, "trusted_proxies", parse::list(parse::network))?,
        captcha: captcha(&values)?,
        redirect_allow: need(&values, "redirect_allow", parse::list(parse::origin))?,
        templates_dir: templates_dir(&values, directory)?,
        log: need(&values, "log", parse::log)?,
        log_format: need(&values, "log_format", parse::log_format)?,
        allow_http: need(&values, "allow_http", parse::switch)?,
        auto_migrate: need(&values, "auto_migrate", parse::switch)?,
        shown: show::all(&values),
        warnings: Vec::new(),
    };
    listeners(&config, &values)?;
    mail(&config, &values)?;
    secrets(&config, &values)?;
    config.warnings = warnings(&config, &values);
    Ok(config)
}

pub(super) fn need<T>(values: &Values, key: &str, read: impl Fn(&str) -> Parsed<T>) -> Result<T, Problem> {
    maybe(values, key, read)?.ok_or_else(|| values.problem(key, "is required; set it"))
}

pub(super) fn maybe<T>(values: &Values, key: &str, read: impl Fn(&str) -> Parsed<T>) -> Result<Option<T>, Problem> {
    values.get(key).map(|given| read(&given.value).map_err(|what| values.problem(key, what))).transpose()
}

/// Shortening the absolute lifetime alone must not trip over the default of the idle one.
fn session(values: &mut Values) -> Result<Lifetimes, Problem> {
    let absolute = need(values, "session_ttl", parse::span)?;
    let idle = need(values, "session_idle_ttl", parse::span)?;
    if idle <= absolute {
        return Ok(Lifetimes { absolute, idle });
    }
    match values.get("session_ttl") {
        Some(given) if values.is_default("session_idle_ttl") => {
            values.set("session_idle_ttl", given.value.clone(), given.origin.clone());
            Ok(Lifetimes { absolute, idle: absolute })
        }
        Some(_) | None => Err(values.problem("session_idle_ttl", "must not be longer than session_ttl; change one")),
    }
}

/// Each limit has to be right even while all are off.
fn limits(values: &Values) -> Result<Limits, Problem> {
    let mut limits = Limits::none();
    for limited in Limited::ALL {
        limits.set(*limited, need(values, limit_key(*limited), parse::limit)?);
    }
    Ok(if need(values, "rate_limits", parse::on_off)? { limits } else { Limits::none() })
}

fn guessing(values: &Values) -> Result<Option<Guessing>, Problem> {
    let pauses_after = need(values, "password_pauses_after", parse::wrong_passwords)?;
    let stops_after = need(values, "password_stops_after", parse::wrong_passwords)?;
    if stops_after <= pauses_after {
        let what = "must be more than password_pauses_after; change one";
        return Err(values.problem("password_stops_after", what));
    }
    let is_on = need(values, "rate_limits", parse::on_off)?;
    Ok(is_on.then_some(Guessing { pauses_after, stops_after }))
}

fn templates_dir(values: &Values, directory: &Path) -> Result<Option<PathBuf>, Problem> {
    maybe(values, "templates_dir", |text| {
        let path = directory.join(text);
        let is_dir = !text.is_empty() && fs::metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        if is_dir { Ok(path) } else { Err("must be a directory that exists".to_owned()) }
    })
}

fn listeners(config: &Config, values: &Values) -> Result<(), Problem> {
    if config.ops_listen == Some(config.listen) && config.listen.port() != 0 {
        return Err(values.problem("ops_listen", "must differ from listen; choose another port"));
    }
    match &config.base_url {
        None if !is_loopback(config.listen) => {
            let what = "is required when listen is not loopback; set it to a URL such as https://accounts.example.org";
            Err(values.problem("base_url", what))
        }
        Some(url) if is_public_http(url) && !config.allow_http => {
            let what = "must be https unless its host is loopback; or set allow_http to true";
            Err(values.problem("base_url", what))
        }
        Some(_) | None => Ok(()),
    }
}

fn mail(config: &Config, values: &Values) -> Result<(), Problem> {
    if is_mailbox(config) && !is_loopback(config.listen) {
        let what = "must not be mailbox: when listen is not loopback, for anybody could read the mail; set smtp://…";
        return Err(values.problem("mail_url", what));
    }
    match config.workers {
        Workers::External if is_mailbox(config) => {
            let what = "must not be mailbox: with external workers, for the inbox is the server's own; set smtp://…";
            Err(values.problem("mail_url", what))
        }
        Workers::External | Workers::Embedded => Ok(()),
    }
}

fn secrets(config: &Config, values: &Values) -> Result<(), Problem> {
    if config.secret_key.is_none() && !config.database_url.starts_with("sqlite:") {
        let what = "is required on PostgreSQL; make one with `openssl rand -hex 32`";
        return Err(values.problem("secret_key", what));
    }
    let weak_is_allowed = need(values, "allow_weak_argon2", parse::switch)?;
    if !config.argon2.is_enough() && !weak_is_allowed {
        let floor = hash::DEFAULT_COST;
        let what = format!("costs less than OWASP's floor; raise it to {floor}, or set allow_weak_argon2 to true");
        return Err(values.problem("argon2", what));
    }
    Ok(())
}

fn warnings(config: &Config, values: &Values) -> Vec<String> {
    let mut warnings = Vec::new();
    if config.password_min < DEFAULT_MIN_CODE_POINTS {
        warnings.push(format!(
            "password_min is {}: NIST SP 800-63B-4 asks for {DEFAULT_MIN_CODE_POINTS} where a password is the only factor",
            config.password_min
        ));
    }
    // We do not end TLS ourselves: before an https base URL there is a proxy.
    let is_behind_proxy = config.base_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let tells_networks_apart =
        config.limits != Limits::none() || config.captcha.as_ref().is_some_and(|captcha| captcha.unasked.is_some());
    if is_behind_proxy && config.trusted_proxies.is_empty() && tells_networks_apart {
        warnings
            .push("trusted_proxies is empty behind a proxy: to rate limits all visitors are one network".to_owned());
    }
    if is_mailbox(config) && config.base_url.as_ref().is_some_and(|url| !has_loopback_host(url)) {
        warnings.push("mail_url is mailbox: behind a public base_url: whoever reaches /dev/mailbox through the proxy reads every mail".to_owned());
    }
    if !is_mailbox(config) && values.is_default("mail_from") {
        warnings
            .push("mail_from is not set: mail from no-reply@localhost is refused or lost in most places".to_owned());
    }
    for setting in SETTINGS.iter().filter(|setting| setting.secret) {
        if let Some(given) = values.get(setting.key)
            && let Origin::TomlFile { path, .. } = &given.origin
            && show::masked(setting, &given.value) != given.value
            && fs::metadata(path).is_ok_and(|metadata| secret_file::is_open_to_others(&metadata))
        {
            let (path, key) = (path.display(), setting.key);
            warnings.push(format!("{path} holds {key} and is open to others: chmod 600 it"));
        }
    }
    warnings
}

fn is_loopback(listener: SocketAddr) -> bool {
    listener.ip().to_canonical().is_loopback()
}

fn is_public_http(url: &Url) -> bool {
    url.scheme() == "http" && !has_loopback_host(url)
}

fn has_loopback_host(url: &Url) -> bool {
    url.host().is_some_and(|host| parse::is_loopback(&host))
}

fn is_mailbox(config: &Config) -> bool {
    config.mail_url.expose().starts_with("mailbox:")
}
