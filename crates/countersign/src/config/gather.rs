//! Which value counts: flag, then environment, then file, then what was set in code, then default. Values are text here;
//! what they must look like is `check`'s business.

use std::ffi::OsStr;
use std::path::Path;

use countersign_core::limit::Limited;
use zeroize::Zeroize;

use super::problem::Problem;
use super::settings::{PREFIX, SETTINGS, Setting, limit_key};
use super::sources::{Given, Layer, Origin, Sources, Values, raw, utf8};
use super::{flask_mail, secret_file, toml_file};

pub(super) fn gather(sources: &Sources) -> Result<Values, Problem> {
    let layers = [flags(sources)?, environment(sources)?, toml_file::read(sources)?, code(sources)?];
    let mut values = Values::default();
    for setting in SETTINGS {
        for layer in &layers {
            if let Some(given) = pick(setting, layer, &sources.directory)? {
                values.set(setting.key, given.value, given.origin);
                break;
            }
        }
    }
    flask_mail::fill(&mut values, sources)?;
    for setting in SETTINGS {
        if let (None, Some(default)) = (values.get(setting.key), setting.default) {
            values.set(setting.key, default.to_owned(), Origin::Default);
        }
    }
    for limited in Limited::ALL {
        let key = limit_key(*limited);
        match layers.iter().find_map(|layer| layer.get(key)) {
            Some(given) => values.set(key, given.value.clone(), given.origin.clone()),
            None => values.set(key, limited.default_limit().to_string(), Origin::Default),
        }
    }
    for mut given in layers.into_iter().flat_map(|layer| layer.into_values()) {
        given.value.zeroize();
    }
    Ok(values)
}

fn pick(setting: &Setting, layer: &Layer, directory: &Path) -> Result<Option<Given>, Problem> {
    let plain = layer.get(setting.key);
    let file = setting.file_key().and_then(|key| layer.get(&key));
    match (plain, file) {
        (Some(plain), Some(file)) => Err(Problem::new(
            setting.key,
            &plain.origin,
            format!("is also set by its file ({}); remove one of the two", file.origin),
        )),
        (Some(plain), None) => Ok(Some(Given { value: plain.value.clone(), origin: plain.origin.clone() })),
        (None, Some(file)) => secret_file::read(setting.key, file, directory).map(Some),
        (None, None) => Ok(None),
    }
}

fn code(sources: &Sources) -> Result<Layer, Problem> {
    let files = SETTINGS.iter().filter_map(Setting::file_key);
    let limits = Limited::ALL.iter().map(|limited| limit_key(*limited).to_owned());
    let known: Vec<String> = SETTINGS.iter().map(|setting| setting.key.to_owned()).chain(files).chain(limits).collect();
    let mut layer = Layer::new();
    for (key, value) in &sources.code {
        if !known.contains(key) {
            return Err(Problem::unknown(key, &Origin::Code, &known));
        }
        layer.insert(key.clone(), Given { value: value.clone(), origin: Origin::Code });
    }
    Ok(layer)
}

fn flags(sources: &Sources) -> Result<Layer, Problem> {
    let mut layer = Layer::new();
    for (key, value) in &sources.flags {
        let setting = SETTINGS.iter().find(|setting| *key == setting.file_key().unwrap_or(setting.key.to_owned()));
        let Some(setting) = setting else {
            return Err(Problem::unknown(key, "flag", &[]));
        };
        layer.insert(key.clone(), Given { value: value.clone(), origin: Origin::Flag(setting.flag) });
    }
    Ok(layer)
}

fn environment(sources: &Sources) -> Result<Layer, Problem> {
    let mut layer = Layer::new();
    for (name, value) in &sources.env {
        let name = name.to_string_lossy();
        if !name.starts_with(PREFIX) || is_service_link(&name, value) {
            continue;
        }
        let (setting, key) = by_variable(&name)?;
        let value = utf8(setting.key, &name, value)?;
        // A deployment that passes a variable on without a value has not set it.
        if !value.is_empty() || setting.never_empty && key == setting.key {
            layer.insert(key, Given { value, origin: Origin::Environment(name.into_owned()) });
        }
    }
    for setting in SETTINGS {
        let ours = layer.contains_key(setting.key) || setting.file_key().is_some_and(|key| layer.contains_key(&key));
        let Some(name) = setting.fallback_env.filter(|_| !ours) else { continue };
        if let Some(value) = raw(sources, setting.key, name)?.filter(|value| setting.never_empty || !value.is_empty()) {
            layer.insert(setting.key.to_owned(), Given { value, origin: Origin::Environment(name.to_owned()) });
        }
    }
    Ok(layer)
}

fn by_variable(name: &str) -> Result<(&'static Setting, String), Problem> {
    if let Some(setting) = SETTINGS.iter().find(|setting| setting.env == name) {
        return Ok((setting, setting.key.to_owned()));
    }
    for setting in SETTINGS {
        let twin = name.strip_suffix("_FILE").is_some_and(|stem| stem == setting.env);
        match setting.file_key() {
            Some(key) if twin => return Ok((setting, key)),
            None if twin => {
                let what = format!("is not a setting: only secrets are read from files; set {} itself", setting.env);
                return Err(Problem::new(name, "environment", what));
            }
            Some(_) | None => {}
        }
    }
    let twins = SETTINGS.iter().filter(|setting| setting.secret).map(|setting| format!("{}_FILE", setting.env));
    let known: Vec<String> = SETTINGS.iter().map(|setting| setting.env.to_owned()).chain(twins).collect();
    Err(Problem::unknown(name, "environment", &known))
}

/// Kubernetes describes a Service named `countersign` to every pod in variables that begin like ours
/// (kubernetes.io, "Accessing the Service: Environment Variables"); they are nobody's typing errors.
fn is_service_link(name: &str, value: &OsStr) -> bool {
    let is_link = value.to_str().is_some_and(|value| value.contains("://"));
    let of_port = name.split_once("_PORT_").is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()));
    name.ends_with("_SERVICE_HOST") || name.contains("_SERVICE_PORT") || of_port || name.ends_with("_PORT") && is_link
}
