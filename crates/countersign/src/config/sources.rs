//! Where values come from and which one counts: flag, then environment, then file, then default. Values
//! are text here; what they must look like is `check`'s business. Nothing ambient but `Sources::ambient`.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::{Path, PathBuf};

use super::problem::Problem;
use super::settings::{PREFIX, SETTINGS, Setting};
use super::{flask_mail, secret_file, toml_file};

/// All that a configuration is made of.
#[derive(Clone, Default)]
pub struct Sources {
    /// Settings' keys with their values; for secrets the key ends in `_file` and the value is a path.
    pub flags: Vec<(String, String)>,
    pub env: Vec<(OsString, OsString)>,
    /// The file of `--config`, which must exist; else `countersign.toml` in the directory, if it is there.
    pub config_path: Option<PathBuf>,
    /// What relative paths start from; empty for the working directory.
    pub directory: PathBuf,
}

impl Sources {
    /// This process's environment and working directory.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn ambient(flags: Vec<(String, String)>, config_path: Option<PathBuf>) -> Self {
        Self { flags, env: std::env::vars_os().collect(), config_path, directory: PathBuf::new() }
    }
}

/// Where a value was set, in the words of a `Problem` and of `config show`.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Flag(&'static str),
    Environment(String),
    TomlFile { path: PathBuf, line: usize },
    SecretFile { path: PathBuf, named_by: Box<Origin> },
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) => write!(f, "flag --{name}"),
            Self::Environment(name) => write!(f, "environment {name}"),
            Self::TomlFile { path, line } => write!(f, "{}:{line}", path.display()),
            Self::SecretFile { path, named_by } => write!(f, "{}, named by {named_by}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value as it was set. It may be a secret, so it has no `Debug`.
pub(super) struct Given {
    pub value: String,
    pub origin: Origin,
}

/// What one source says, by key; a secret's file is under its own key ending in `_file`.
pub(super) type Layer = BTreeMap<String, Given>;

/// The value in force of every setting that has one.
#[derive(Default)]
pub(super) struct Values(BTreeMap<&'static str, Given>);

impl Values {
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.0.get(key)
    }

    pub fn set(&mut self, key: &'static str, value: String, origin: Origin) {
        self.0.insert(key, Given { value, origin });
    }

    pub fn is_default(&self, key: &str) -> bool {
        self.get(key).is_none_or(|given| matches!(given.origin, Origin::Default))
    }

    pub fn problem(&self, key: &str, what: impl Into<String>) -> Problem {
        match self.get(key) {
            Some(given) => Problem::new(key, &given.origin, what),
            None => Problem::new(key, format!("not set, as in environment {PREFIX}{}", key.to_ascii_uppercase()), what),
        }
    }
}

pub(super) fn gather(sources: &Sources) -> Result<Values, Problem> {
    let layers = [flags(sources)?, environment(sources)?, toml_file::read(sources)?];
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
        (None, Some(file)) => secret_file::read(setting, file, directory).map(Some),
        (None, None) => Ok(None),
    }
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

/// Another program's variable, if it is set and not empty.
pub(super) fn variable(sources: &Sources, key: &str, name: &str) -> Result<Option<String>, Problem> {
    Ok(raw(sources, key, name)?.filter(|value| !value.is_empty()))
}

fn raw(sources: &Sources, key: &str, name: &str) -> Result<Option<String>, Problem> {
    let found = sources.env.iter().find(|(given, _)| given == name);
    found.map(|(_, value)| utf8(key, name, value)).transpose()
}

fn utf8(key: &str, name: &str, value: &OsStr) -> Result<String, Problem> {
    let value = value.to_str().map(str::to_owned);
    value.ok_or_else(|| Problem::new(key, format!("environment {name}"), "is not UTF-8 text; write it as UTF-8"))
}

fn by_variable(name: &str) -> Result<(&'static Setting, String), Problem> {
    for setting in SETTINGS {
        let twin = name.strip_suffix("_FILE").is_some_and(|stem| stem == setting.env);
        match setting.file_key() {
            Some(key) if twin => return Ok((setting, key)),
            None if twin => {
                let what = format!("is not a setting: only secrets are read from files; set {} itself", setting.env);
                return Err(Problem::new(name, "environment", what));
            }
            Some(_) | None if name == setting.env => return Ok((setting, setting.key.to_owned())),
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
