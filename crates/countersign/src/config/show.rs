//! What a person gets to see: `config show`, with secrets masked, and the table of settings for the
//! documentation. Where the values come from is in `sources`.

use std::fmt::Write;

use countersign_core::limit::Limited;
use url::Url;

use super::settings::{SETTINGS, Setting, limit_key};
use super::sources::{Origin, Values};

/// What stands where a secret was.
const MASK: &str = "••••";

/// One line of `config show`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    pub key: &'static str,
    /// Never a secret; empty when the setting has no value.
    pub value: String,
    pub source: String,
    /// The kind of that source: `flag`, `environment`, `file`, `secret_file` or `default`; `derived` where the value
    /// comes from other settings, `unset` where there is none.
    pub kind: &'static str,
}

impl Shown {
    fn set(key: &'static str, value: String, origin: &Origin) -> Self {
        Self { key, value, source: origin.to_string(), kind: origin.kind() }
    }

    /// What is in force where nothing was set.
    pub fn derived(key: &'static str, value: impl Into<String>, source: impl Into<String>) -> Self {
        Self { key, value: value.into(), source: source.into(), kind: "derived" }
    }

    /// A secret of which only the place may be seen.
    pub fn hidden(key: &'static str, source: impl Into<String>) -> Self {
        Self::derived(key, MASK, source)
    }
}

/// Keys, values and sources in columns.
pub fn as_table(shown: &[Shown]) -> String {
    let width = |of: fn(&Shown) -> &str| shown.iter().map(|line| of(line).chars().count()).max().unwrap_or(0);
    let (keys, values) = (width(|line| line.key), width(|line| &line.value));
    let mut table = String::new();
    for Shown { key, value, source, .. } in shown {
        let _ = writeln!(table, "{key:keys$}  {value:values$}  {source}");
    }
    table
}

/// The table of docs/guide/configure.md.
pub fn as_markdown() -> String {
    let mut table = String::from("| key, variable, flag | default | meaning |\n| --- | --- | --- |\n");
    for setting in SETTINGS {
        let default = match setting.default {
            Some("") => "empty".to_owned(),
            Some(text) => format!("`{text}`"),
            None => "unset".to_owned(),
        };
        let fallback = setting.fallback_env.map(|name| format!(" (else `{name}`)")).unwrap_or_default();
        let Setting { key, env, flag, .. } = setting;
        let help = setting.help.replace('|', "\\|").replace('<', "&lt;");
        let _ = writeln!(table, "| `{key}`<br>`{env}`{fallback}<br>`--{flag}` | {default} | {help} |");
    }
    table
}

/// The table of docs/guide/limits.md.
pub fn limits_as_markdown() -> String {
    let mut table = String::from("| key of `[rate_limits]` | default | what is counted |\n| --- | --- | --- |\n");
    for limited in Limited::ALL {
        let _ = writeln!(table, "| `{}` | `{}` | {} |", limited.as_str(), limited.default_limit(), limited.help());
    }
    table
}

pub(super) fn all(values: &Values) -> Vec<Shown> {
    let line = |setting: &'static Setting| match values.get(setting.key) {
        Some(given) => Shown::set(setting.key, masked(setting, &given.value), &given.origin),
        None => Shown { key: setting.key, value: String::new(), source: "not set".to_owned(), kind: "unset" },
    };
    let limit = |limited: &Limited| {
        let key = limit_key(*limited);
        values.get(key).map(|given| Shown::set(key, given.value.clone(), &given.origin))
    };
    SETTINGS.iter().map(line).chain(Limited::ALL.iter().filter_map(limit)).collect()
}

/// The value without what must not be seen. A URL keeps what helps to recognise it.
pub(super) fn masked(setting: &Setting, value: &str) -> String {
    if !setting.secret || value.is_empty() {
        return value.to_owned();
    }
    match setting.key {
        "database_url" | "redis_url" | "mail_url" => shown_url(value),
        _ => MASK.to_owned(),
    }
}

/// A URL without its password.
pub fn shown_url(value: &str) -> String {
    masked_url(value).unwrap_or_else(|| MASK.to_owned())
}

fn masked_url(value: &str) -> Option<String> {
    // These have no place for a secret.
    if ["mailbox:", "file:", "sqlite://"].iter().any(|scheme| value.starts_with(scheme)) {
        return Some(value.to_owned());
    }
    let mut url = Url::parse(value).ok().filter(Url::has_host)?;
    // A password with an unescaped / ? or # spills over into the parts behind the host.
    if url.path().contains('@') || url.query().is_some_and(|query| query.contains('@')) || url.fragment().is_some() {
        return None;
    }
    // Some providers' user name is the secret itself, alone or twice.
    let name_is_safe = url.password().is_some_and(|password| password != url.username());
    let user = match (url.username(), url.password()) {
        ("", None) => String::new(),
        (name, Some(_)) if name_is_safe => format!("{name}:{MASK}@"),
        (_, Some(_) | None) => format!("{MASK}@"),
    };
    url.set_username("").ok()?;
    url.set_password(None).ok()?;
    let query: Vec<String> = url
        .query_pairs()
        .map(|(name, value)| match name.as_ref() {
            "tls" | "sslmode" | "ca" => format!("{name}={value}"),
            _ => format!("{name}={MASK}"),
        })
        .collect();
    url.set_query(None);
    let bare = url.as_str().strip_prefix(url.scheme())?.strip_prefix("://")?;
    let mark = if query.is_empty() { "" } else { "?" };
    Some(format!("{}://{user}{bare}{mark}{}", url.scheme(), query.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_lose_what_is_secret_and_keep_the_rest() {
        for (url, shown) in [
            ("postgres://app:hush@db:5432/app?sslmode=require", "postgres://app:••••@db:5432/app?sslmode=require"),
            ("postgres:///app?host=/run&password=hush", "••••"),
            ("postgres://db/app?user=a&password=hush", "postgres://db/app?user=••••&password=••••"),
            ("postgres://app:hu/sh@db/app", "••••"),
            ("postgres://app:1/hush@db/app", "••••"),
            ("smtp://a:1?hush@mail", "••••"),
            ("smtp://a:1#hush@mail", "••••"),
            ("smtp://a:hu@sh@mail?tls=none", "smtp://a:••••@mail?tls=none"),
            ("smtp://hush@mail", "smtp://••••@mail"),
            ("smtp://hush:hush@mail", "smtp://••••@mail"),
            ("smtp://mail:25", "smtp://mail:25"),
            ("rediss://:hush@cache:6380/2?ca=/etc/ca.pem", "rediss://:••••@cache:6380/2?ca=/etc/ca.pem"),
            ("unix:///run/redis.sock?pass=hush", "••••"),
            ("smtp:a:hush@mail", "••••"),
            ("hush", "••••"),
            ("mailbox:", "mailbox:"),
            ("sqlite://my data.db", "sqlite://my data.db"),
        ] {
            assert_eq!(shown_url(url), shown, "{url}");
        }
    }
}
