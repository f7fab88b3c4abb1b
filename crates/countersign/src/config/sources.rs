//! What a configuration is made of: the texts that flags, environment and files give, each with where it
//! was set. Which one counts is `gather`'s business, what it must look like `check`'s.

use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroize;

use super::problem::Problem;
use super::settings::PREFIX;

/// All that a configuration is made of.
#[derive(Clone, Default)]
pub struct Sources {
    /// Settings' keys with their values; for secrets the key ends in `_file` and the value is a path.
    pub flags: Vec<(String, String)>,
    pub env: Vec<(OsString, OsString)>,
    /// Settings' keys with their values, as whoever embeds us has set them: in place of our defaults.
    pub code: Vec<(String, String)>,
    /// The file of `--config`, which must exist; else `countersign.toml` in the directory, if it is there.
    pub config_path: Option<PathBuf>,
    /// Reads no file that nobody named.
    pub only_named_files: bool,
    /// What relative paths start from; empty for the working directory.
    pub directory: PathBuf,
}

impl Sources {
    /// This process's environment and working directory.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn ambient(flags: Vec<(String, String)>, config_path: Option<PathBuf>) -> Self {
        Self { flags, env: std::env::vars_os().collect(), config_path, ..Self::default() }
    }

    /// What another application has set, with this process's environment if it wants that read.
    pub fn embedded(self, reads_environment: bool) -> Self {
        let env = if reads_environment { Self::ambient(Vec::new(), None).env } else { Vec::new() };
        Self { env, only_named_files: true, ..self }
    }
}

/// Where a value was set, in the words of a `Problem` and of `config show`.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Code,
    Flag(&'static str),
    Environment(String),
    TomlFile { path: PathBuf, line: usize },
    SecretFile { path: PathBuf, named_by: Box<Origin> },
    Default,
}

impl Origin {
    /// The kind of place, for programs.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Flag(_) => "flag",
            Self::Environment(_) => "environment",
            Self::TomlFile { .. } => "file",
            Self::SecretFile { .. } => "secret_file",
            Self::Default => "default",
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code => f.write_str("set in code"),
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

/// Secrets are in a `Config` by then, where they are wiped, too.
impl Drop for Values {
    fn drop(&mut self) {
        self.0.values_mut().for_each(|given| given.value.zeroize());
    }
}

impl Values {
    pub fn get(&self, key: &str) -> Option<&Given> {
        self.0.get(key)
    }

    pub fn set(&mut self, key: &'static str, value: String, origin: Origin) {
        if let Some(mut before) = self.0.insert(key, Given { value, origin }) {
            before.value.zeroize();
        }
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

/// Another program's variable, if it is set and not empty.
pub(super) fn variable(sources: &Sources, key: &str, name: &str) -> Result<Option<String>, Problem> {
    Ok(raw(sources, key, name)?.filter(|value| !value.is_empty()))
}

pub(super) fn raw(sources: &Sources, key: &str, name: &str) -> Result<Option<String>, Problem> {
    let found = sources.env.iter().find(|(given, _)| given == name);
    found.map(|(_, value)| utf8(key, name, value)).transpose()
}

pub(super) fn utf8(key: &str, name: &str, value: &OsStr) -> Result<String, Problem> {
    let value = value.to_str().map(str::to_owned);
    value.ok_or_else(|| Problem::new(key, format!("environment {name}"), "is not UTF-8 text; write it as UTF-8"))
}
