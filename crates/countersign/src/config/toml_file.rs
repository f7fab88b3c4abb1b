//! Reads `countersign.toml`: each key once, of its setting's type, with the line it stands on. What the
//! values must look like beyond that is `check`'s business.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use countersign_core::limit::Limited;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::Problem;
use super::settings::{Kind, SETTINGS, limit_key};
use super::sources::{Given, Layer, Origin, Sources};

const NAME: &str = "countersign.toml";

const SECTIONS: [&str; 3] = ["legacy_links", "legacy_links_confirm", "legacy_links_reset"];

pub(super) fn read(sources: &Sources) -> Result<Layer, Problem> {
    let Some((path, text)) = find(sources)? else { return Ok(Layer::new()) };
    let origin_at = |at: usize| Origin::TomlFile { path: path.clone(), line: line_of(&text, at) };
    let table = DeTable::parse(&text).map_err(|error| {
        let what = format!("is not TOML: {}", error.message().split_whitespace().collect::<Vec<_>>().join(" "));
        Problem::new("config", origin_at(error.span().map_or(0, |span| span.start)), what)
    })?;
    let mut layer = Layer::new();
    for (name, value) in table.get_ref() {
        let origin = origin_at(name.span().start);
        let key: &str = name.get_ref();
        if let ("rate_limits", DeValue::Table(limits)) = (key, value.get_ref()) {
            read_limits(limits, &origin_at, &mut layer)?;
            continue;
        }
        read_value(key.to_owned(), value, origin, &origin_at, &mut layer)?;
    }
    Ok(layer)
}

/// A setting, or a section with settings that begin with its name: `[legacy_links.reset]` has `path` for
/// `legacy_links_reset_path`.
fn read_value(
    key: String,
    value: &Spanned<DeValue<'_>>,
    origin: Origin,
    origin_at: &dyn Fn(usize) -> Origin,
    layer: &mut Layer,
) -> Result<(), Problem> {
    if let DeValue::Table(section) = value.get_ref()
        && SECTIONS.contains(&key.as_str())
    {
        for (name, value) in section {
            let origin = origin_at(name.span().start);
            read_value(format!("{key}_{}", name.get_ref()), value, origin, origin_at, layer)?;
        }
        return Ok(());
    }
    let value = text_of(kind_of(&key, &origin)?, value)
        .map_err(|expected| Problem::new(key.as_str(), &origin, format!("must be {expected}")))?;
    match layer.get(&key) {
        Some(before) => {
            Err(Problem::new(key, &before.origin, format!("is also set at {origin}; remove one of the two")))
        }
        None => {
            layer.insert(key, Given { value, origin });
            Ok(())
        }
    }
}

fn find(sources: &Sources) -> Result<Option<(PathBuf, String)>, Problem> {
    let asked = sources.config_path.as_ref();
    if asked.is_none() && sources.only_named_files {
        return Ok(None);
    }
    let path = sources.directory.join(asked.map_or(Path::new(NAME), PathBuf::as_path));
    match fs::read_to_string(&path) {
        Ok(text) => Ok(Some((path, text))),
        Err(error) if error.kind() == ErrorKind::NotFound && asked.is_none() => Ok(None),
        Err(error) => {
            let what = format!("the file cannot be read ({error}); name a file that can");
            let flag = if asked.is_some() && !sources.only_named_files { ", named by flag --config" } else { "" };
            Err(Problem::new("config", format!("{}{flag}", path.display()), what))
        }
    }
}

fn kind_of(key: &str, origin: &Origin) -> Result<Kind, Problem> {
    for setting in SETTINGS {
        if setting.key == key {
            return Ok(setting.kind);
        }
        if setting.file_key().is_some_and(|file| file == key) {
            return Ok(Kind::Text);
        }
    }
    let known: Vec<String> =
        SETTINGS.iter().flat_map(|setting| setting.file_key().into_iter().chain([setting.key.to_owned()])).collect();
    Err(Problem::unknown(key, origin, &known))
}

/// The value as the other sources would write it, or what was expected instead.
fn text_of(kind: Kind, value: &Spanned<DeValue<'_>>) -> Result<String, &'static str> {
    let value = value.get_ref();
    match kind {
        Kind::Text => {
            let instant = value.as_datetime().map(|instant| instant.to_string());
            value.as_str().map(str::to_owned).or(instant).ok_or("text in quotes")
        }
        Kind::Bool => value.as_bool().map(|bool| bool.to_string()).ok_or("true or false, without quotes"),
        Kind::Number => value
            .as_integer()
            .and_then(|number| i64::from_str_radix(number.as_str(), number.radix()).ok())
            .map(|number| number.to_string())
            .ok_or("a whole number, without quotes"),
        Kind::List => {
            let items = value.as_array().map(|array| array.iter().map(|item| item.get_ref().as_str()));
            let items: Option<Vec<&str>> = items.and_then(Iterator::collect);
            let one = value.as_str().map(str::to_owned);
            items.map(|items| items.join(",")).or(one).ok_or("an array of texts in quotes")
        }
    }
}

/// `[rate_limits]` with one key for each limit; `enabled` stands for the plain key, which cannot be there as well.
fn read_limits(limits: &DeTable<'_>, origin_at: &dyn Fn(usize) -> Origin, layer: &mut Layer) -> Result<(), Problem> {
    const ENABLED: &str = "rate_limits.enabled";
    for (name, value) in limits {
        let (key, origin) = (format!("rate_limits.{}", name.get_ref()), origin_at(name.span().start));
        let limit = Limited::ALL.iter().map(|limited| limit_key(*limited)).find(|known| *known == key);
        let kind = if key == ENABLED { Kind::Bool } else { Kind::Text };
        if limit.is_none() && key != ENABLED {
            let known = Limited::ALL.iter().map(|limited| limit_key(*limited)).chain([ENABLED]);
            return Err(Problem::unknown(&key, origin, &known.map(str::to_owned).collect::<Vec<_>>()));
        }
        let value = text_of(kind, value)
            .map_err(|expected| Problem::new(key.as_str(), &origin, format!("must be {expected}")))?;
        layer.insert(limit.unwrap_or("rate_limits").to_owned(), Given { value, origin });
    }
    Ok(())
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;
    use crate::config::tests::{accepted, refusal};

    #[test]
    fn the_file_is_checked_key_by_key() {
        let directory = TempDir::new().unwrap();
        let path = directory.path().join("c.toml");
        let sources = Sources { config_path: Some(path.clone()), ..Sources::default() };
        for (text, message) in [
            ("\nlog = 'info'\nbase_ulr = 'x'", "base_ulr (FILE:3): is not a setting; did you mean base_url?"),
            (
                "[server]\nlisten = ''",
                "server (FILE:1): is not a setting; remove it; `countersign config show` lists the settings",
            ),
            ("listen = 8080", "listen (FILE:1): must be text in quotes"),
            ("allow_http = 'yes'", "allow_http (FILE:1): must be true or false, without quotes"),
            ("password_min = 15.0", "password_min (FILE:1): must be a whole number, without quotes"),
            ("password_min = 7", "password_min (FILE:1): must be a whole number from 8 to 64"),
            ("redirect_allow = [1]", "redirect_allow (FILE:1): must be an array of texts in quotes"),
            ("rate_limits = true", "rate_limits (FILE:1): must be text in quotes"),
            ("[rate_limits]\nenabled = 'on'", "rate_limits.enabled (FILE:2): must be true or false, without quotes"),
            (
                "[rate_limits]\nsign_up_netwerk = '5/h'",
                "rate_limits.sign_up_netwerk (FILE:2): is not a setting; did you mean rate_limits.sign_up_network?",
            ),
            ("[rate_limits]\nmail_network = 5", "rate_limits.mail_network (FILE:2): must be text in quotes"),
            (
                "[rate_limits]\nmail_network = '5'",
                "rate_limits.mail_network (FILE:2): must be a number and a span, such as 20/h or 5/5m, or off",
            ),
            (
                "[rate_limits]\nenabled = false\nmail_network = 'many'",
                "rate_limits.mail_network (FILE:3): must be a number and a span, such as 20/h or 5/5m, or off",
            ),
            (
                "secret_key = 'x'\nsecret_key_file = 'y'",
                "secret_key (FILE:1): is also set by its file (FILE:2); remove one of the two",
            ),
            ("log = 'info'\nlog = 'info'", "config (FILE:2): is not TOML: duplicate key"),
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(refusal(&sources).replace(&path.display().to_string(), "FILE"), message);
        }
        fs::write(&path, "allow_http = true\npassword_min = 20\ntrusted_proxies = ['::1', '10.0.0.1']").unwrap();
        let config = accepted(&sources);
        assert_eq!((config.allow_http, config.password_min, config.trusted_proxies.len()), (true, 20, 2));
        let missing = Sources { config_path: Some("/nowhere/c.toml".into()), ..Sources::default() };
        let message = refusal(&missing);
        assert!(
            message.starts_with("config (/nowhere/c.toml, named by flag --config): the file cannot be read"),
            "{message}"
        );
    }
}
