//! What a single value must look like: text in, the typed value or what is wrong (with the mend) out.
//! The text itself is never repeated in what is wrong. Rules between settings are in `check`.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use countersign_core::hash::Cost;
use countersign_core::limit::Limit;
use countersign_core::token::Format;
use countersign_core::{Address, Secret, SecretKey, time};
use countersign_mail::{BadColor, Color};
use countersign_store::Db;
use ipnet::IpNet;
use url::{Host, Url};

use super::{LogFormat, Workers};

pub(super) type Parsed<T> = Result<T, String>;

pub(super) fn listener(text: &str) -> Parsed<SocketAddr> {
    text.parse().map_err(|_| "must be an IP address and a port, such as 127.0.0.1:8080".to_owned())
}

/// Scheme, host, port and path prefix; a trailing slash is dropped.
pub(super) fn base_url(text: &str) -> Parsed<Url> {
    let mut url = web_url(text)?;
    let path = url.path().trim_end_matches('/').to_owned();
    if path.contains("//") {
        return Err("must not have empty parts in its path".to_owned());
    }
    url.set_path(&path);
    Ok(url)
}

/// A scheme, a host and perhaps a port.
pub(super) fn origin(text: &str) -> Parsed<Url> {
    let url = web_url(text)?;
    if url.path() == "/" {
        Ok(url)
    } else {
        Err("must be an origin without a path, such as https://app.example.org".to_owned())
    }
}

/// Another service that we call, whose answers are believed.
pub(super) fn outbound_url(text: &str) -> Parsed<Url> {
    let url = web_url(text)?;
    let is_safe = url.scheme() == "https" || url.host().is_some_and(|host| is_loopback(&host));
    if is_safe { Ok(url) } else { Err("must be https unless its host is loopback".to_owned()) }
}

fn web_url(text: &str) -> Parsed<Url> {
    let example = "such as https://accounts.example.org";
    let lower = text.to_ascii_lowercase();
    if !lower.starts_with("http://") && !lower.starts_with("https://") {
        return Err(format!("must begin with http:// or https://, {example}"));
    }
    // Parsers of URLs drop or repair these; whoever wrote them meant something else.
    if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '\\') {
        return Err(format!("must be a URL without spaces or backslashes, {example}"));
    }
    let url = Url::parse(text).map_err(|error| format!("must be a URL, {example} ({error})"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(format!("must not carry a user name or password, {example}"));
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(format!("must not have a ? or # part, {example}"));
    }
    Ok(url)
}

pub fn is_loopback<S: AsRef<str>>(host: &Host<S>) -> bool {
    match host {
        // RFC 6761 section 6.3: names under localhost are loopback too.
        Host::Domain(name) => name.as_ref() == "localhost" || name.as_ref().ends_with(".localhost"),
        Host::Ipv4(ip) => ip.is_loopback(),
        Host::Ipv6(ip) => ip.to_canonical().is_loopback(),
    }
}

pub(super) fn database_url(text: &str) -> Parsed<String> {
    match text.split_once("://") {
        // Only a path: what stands behind a question mark elsewhere would become part of the file's name.
        Some(("sqlite", path)) if !path.is_empty() && !path.contains('?') => Ok(text.to_owned()),
        Some(("postgres" | "postgresql", _)) => {
            Db::check(text).map(|()| text.to_owned()).map_err(|error| error.to_string())
        }
        Some(_) | None => {
            let what =
                "must be sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME, special characters percent-encoded";
            Err(what.to_owned())
        }
    }
}

pub(super) fn database_connections(text: &str) -> Parsed<u32> {
    let what = "must be a number from 2 to 500";
    text.parse().ok().filter(|count| (2..=500).contains(count)).ok_or_else(|| what.to_owned())
}

/// Only the scheme; the rest is `countersign-store`'s business.
pub(super) fn redis_url(text: &str) -> Parsed<Secret<String>> {
    let is_known = text.split_once("://").is_some_and(|(scheme, _)| ["redis", "rediss", "unix"].contains(&scheme));
    let what = "must be redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], rediss://… or unix:///PATH";
    if is_known { Ok(Secret::new(text.to_owned())) } else { Err(what.to_owned()) }
}

pub(super) fn secret_key(text: &str) -> Parsed<SecretKey> {
    SecretKey::parse(text).map_err(|refusal| format!("{refusal}; make one with `openssl rand -hex 32`"))
}

pub(super) fn mail_url(text: &str) -> Parsed<String> {
    let what = "is empty; set it to smtp://…, smtps://…, ses://REGION, file:DIR or mailbox:";
    // One spelling from here on: `MAILBOX:` is held to the same rules as `mailbox:`.
    match text.trim().split_once(':') {
        Some((scheme, rest)) => Ok(format!("{}:{rest}", scheme.to_ascii_lowercase())),
        None if text.trim().is_empty() => Err(what.to_owned()),
        None => Ok(text.trim().to_owned()),
    }
}

/// An address, or a name and an address in angle brackets (RFC 5322 section 3.4).
pub(super) fn mail_from(text: &str) -> Parsed<String> {
    let text = text.trim();
    let address = match text.strip_suffix('>').and_then(|rest| rest.split_once('<')) {
        Some((_, address)) => address,
        None => text,
    };
    // A host of one label, such as localhost, is fine for a sender; only the syntax is checked.
    let is_address = Address::parse(address).is_ok() || Address::parse(&format!("{address}.invalid")).is_ok();
    if !is_address || text.chars().any(char::is_control) {
        return Err("must be an address or a name and <address>, such as Example <no-reply@example.org>".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn mail_connections(text: &str) -> Parsed<usize> {
    let what = "must be a number from 1 to 50";
    text.parse().ok().filter(|count| (1..=50).contains(count)).ok_or_else(|| what.to_owned())
}

pub(super) fn mail_rate(text: &str) -> Parsed<u32> {
    let what = "must be a number of mails a second from 1 to 10000";
    text.parse().ok().filter(|rate| (1..=10_000).contains(rate)).ok_or_else(|| what.to_owned())
}

/// Words that people will see, in one short line.
pub(super) fn line(text: &str) -> Parsed<String> {
    const MAX_CHARS: usize = 200;
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_CHARS || text.chars().any(char::is_control) {
        return Err(format!("must be one line of 1 to {MAX_CHARS} characters"));
    }
    Ok(text.to_owned())
}

pub(super) fn address(text: &str) -> Parsed<Address> {
    Address::parse(text.trim()).map_err(|error| format!("is {error}"))
}

pub(super) fn color(text: &str) -> Parsed<Color> {
    text.trim().parse().map_err(|error: BadColor| error.to_string())
}

pub(super) fn workers(text: &str) -> Parsed<Workers> {
    match text {
        "embedded" => Ok(Workers::Embedded),
        "external" => Ok(Workers::External),
        _ => Err("must be embedded or external".to_owned()),
    }
}

pub(super) fn span(text: &str) -> Parsed<Duration> {
    time::parse_span(text).ok_or_else(|| "must be a number and one unit, such as 90s, 10m, 24h or 7d".to_owned())
}

/// Longest time that a closed account is kept: who closes it is to be forgotten one day.
const MOST_GRACE: Duration = Duration::from_secs(90 * 86_400);

pub(super) fn close_grace(text: &str) -> Parsed<Duration> {
    let grace = if text == "0" { Some(Duration::ZERO) } else { time::parse_span(text) };
    let what = "must be 0, or a number and one unit up to 90d, such as 24h or 7d";
    grace.filter(|grace| *grace <= MOST_GRACE).ok_or_else(|| what.to_owned())
}

pub(super) fn token_format(text: &str) -> Parsed<Format> {
    let known: Vec<&str> = Format::ALL.iter().map(|format| format.as_str()).collect();
    Format::parse(text).ok_or_else(|| format!("must be one of {}", known.join(", ")))
}

pub(super) fn password_min(text: &str) -> Parsed<usize> {
    // NIST SP 800-63B-4 section 3.1.1.2: 8 at the least, and passwords of 64 must be possible.
    let number = text.parse().ok().filter(|number| (8..=64).contains(number));
    number.ok_or_else(|| "must be a whole number from 8 to 64".to_owned())
}

pub(super) fn wrong_passwords(text: &str) -> Parsed<u32> {
    // NIST SP 800-63B-4 section 3.2.2: no more than 100 in a row.
    let number = text.parse().ok().filter(|number| (1..=100).contains(number));
    number.ok_or_else(|| "must be a whole number from 1 to 100".to_owned())
}

pub(super) fn argon2(text: &str) -> Parsed<Cost> {
    Cost::parse(text).ok_or_else(|| "must be KiB of memory, passes and lanes, such as m=19456,t=2,p=1".to_owned())
}

pub(super) fn switch(text: &str) -> Parsed<bool> {
    match text {
        "true" | "1" | "yes" | "on" => Ok(true),
        "false" | "0" | "no" | "off" => Ok(false),
        _ => Err("must be true or false".to_owned()),
    }
}

pub(super) fn on_off(text: &str) -> Parsed<bool> {
    switch(text).map_err(|_| "must be on or off".to_owned())
}

/// None for no limit.
pub(super) fn limit(text: &str) -> Parsed<Option<Limit>> {
    let what = "must be a number and a span, such as 20/h or 5/5m, or off";
    if text == "off" { Ok(None) } else { Limit::parse(text).map(Some).ok_or_else(|| what.to_owned()) }
}

/// A network, or one address.
pub(super) fn network(text: &str) -> Parsed<IpNet> {
    let one = || text.parse::<IpAddr>().map(IpNet::from);
    let net = text.parse::<IpNet>().or_else(|_| one());
    net.map(|net| net.trunc()).map_err(|_| "must be a network such as 10.0.0.0/8, or an IP address".to_owned())
}

/// Looked into where there is a log of ours.
pub(super) fn log(text: &str) -> Parsed<String> {
    #[cfg(feature = "cli")]
    if tracing_subscriber::EnvFilter::try_new(text).is_err() {
        return Err("must be a level or a filter, such as info or info,countersign=debug".to_owned());
    }
    Ok(text.to_owned())
}

pub(super) fn log_format(text: &str) -> Parsed<LogFormat> {
    match text {
        "pretty" => Ok(LogFormat::Pretty),
        "json" => Ok(LogFormat::Json),
        "auto" => Ok(LogFormat::Auto),
        _ => Err("must be pretty, json or auto".to_owned()),
    }
}

/// Comma separated entries, each checked; a refused one is named by its place, not its text.
pub(super) fn list<T>(entry: fn(&str) -> Parsed<T>) -> impl Fn(&str) -> Parsed<Vec<T>> {
    move |text| {
        if text.trim().is_empty() {
            return Ok(Vec::new());
        }
        let numbered = text.split(',').zip(1..);
        numbered.map(|(item, n)| entry(item.trim()).map_err(|what| format!("entry {n} {what}"))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_urls_are_plain() {
        assert_eq!(base_url("https://EXAMPLE.org:443/auth/").unwrap().as_str(), "https://example.org/auth");
        for bad in [
            "https://",
            "https://a@example.org",
            "https://example.org?",
            "https://example.org/#",
            "https:example.org",
            "https://exa mple.org",
            "https:\\\\example.org",
            "https://example.org//x",
            "ftp://example.org",
            "",
        ] {
            assert!(base_url(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn senders_are_addresses_with_or_without_a_name() {
        for good in ["Zoë <zoe@example.org>", "a@example.org", "<a@localhost>", "first.last@localhost"] {
            assert!(mail_from(good).is_ok(), "{good}");
        }
        for bad in
            ["", "A <a@b.c>\r\nBcc: x@y.z", "A a@example.org", "A <>", "A <a@b.c> b", "A <a@b.c> <d@e.f>", "a@b@c.d"]
        {
            assert!(mail_from(bad).is_err(), "{bad}");
        }
    }
}
