//! From settings in code to a `Countersign` that can be embedded. The settings are those of the program, with the same
//! names, defaults and checks (`config`); only what listens and logs is the application's own.

use std::path::PathBuf;
use std::sync::Arc;

use countersign_mail::Mailbox;

use super::Embedded;
use crate::Countersign;
use crate::config::{Config, Sources, is_loopback, load};
use crate::hooks::{AccountHooks, Hooks};
use crate::http::Site;
use crate::installation::{self, Failure};
use crate::worker::Worker;

/// Sets Countersign up, setting by setting; begun by [`Countersign::builder`].
///
/// Every setting of the program can be set by [`set`](Self::set) under its name in `countersign.toml`, written as in an
/// environment variable; the most common ones have a method of their own. Nothing is read from the environment or from
/// files unless [`with_environment`](Self::with_environment) or [`with_file`](Self::with_file) ask for it. Then those count:
/// the environment before the file, and both before what is set in code, which are your defaults in place of ours.
///
/// `listen`, `ops_listen`, `workers`, `log` and `log_format` are the program's alone and do nothing here.
///
/// # Examples
///
/// ```
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let folder = tempfile::tempdir()?;
/// # let database = format!("sqlite://{}", folder.path().join("app.db").display());
/// use countersign::Countersign;
///
/// let countersign = Countersign::builder()
///     .base_url("http://localhost:3000/account-area")
///     .database_url(database)
///     .mail_from("Example <accounts@example.org>")
///     .set("brand_name", "Example")
///     .build()
///     .await?;
/// assert_eq!(countersign.path("/sign-in"), "/account-area/sign-in");
/// # countersign.close().await;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
#[must_use = "nothing is built before `build`"]
pub struct Builder {
    sources: Sources,
    reads_environment: bool,
    hooks: Hooks,
}

impl Builder {
    /// Where people reach the router: scheme, host, port and the path that it is nested under. The only source of these in
    /// links, redirects and cookies. Required.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        self.set("base_url", url)
    }

    /// `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`; by default `sqlite://countersign.db` in the working
    /// directory. Its tables are made and migrated by [`build`](Self::build).
    pub fn database_url(self, url: impl Into<String>) -> Self {
        self.set("database_url", url)
    }

    /// At least 32 random bytes in hex or base64. On SQLite one is made beside the database file if none is set; on
    /// PostgreSQL it is required.
    pub fn secret_key(self, key: impl Into<String>) -> Self {
        self.set("secret_key", key)
    }

    /// Where mail goes: `smtp://…`, `smtps://…`, `ses://REGION` (with the feature `ses`), `file:DIR`, or `mailbox:`, the
    /// default, which keeps it for `/dev/mailbox` and is refused where the base URL is not of this machine.
    pub fn mail_url(self, url: impl Into<String>) -> Self {
        self.set("mail_url", url)
    }

    /// Sender of every mail: an address, or a name and `<address>`.
    pub fn mail_from(self, sender: impl Into<String>) -> Self {
        self.set("mail_from", sender)
    }

    /// Any setting, by its name in `countersign.toml`, written as in an environment variable: lists with commas, spans as
    /// `24h`, yes and no as `true` and `false`, a rate limit as `rate_limits.sign_up_network`. Set twice, the last counts.
    pub fn set(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.sources.code.push((name.into(), value.into()));
        self
    }

    /// Also takes the variables that the program takes: `COUNTERSIGN_…`, `DATABASE_URL`, `REDIS_URL`, and Flask-Mail's.
    pub fn with_environment(mut self) -> Self {
        self.reads_environment = true;
        self
    }

    /// Also reads this file, which is written as `countersign.toml` is.
    pub fn with_file(mut self, path: impl Into<PathBuf>) -> Self {
        self.sources.config_path = Some(path.into());
        self
    }

    /// What your application does when accounts come and go, in the transaction in which they do.
    pub fn hooks(mut self, hooks: impl AccountHooks) -> Self {
        self.hooks = Hooks::new(hooks);
        self
    }

    /// Checks the settings, opens and migrates the database, and reads keys and templates. Nothing listens and nothing is
    /// sent yet: that is [`router`](Countersign::router) and [`worker`](Countersign::worker).
    ///
    /// Nothing of the process is changed: no logger is installed (events go to your own `tracing` subscriber, if there is
    /// one), no signal is caught, and rustls' default provider is neither needed nor set. One thread for each core is
    /// started for password hashes; they end with the last clone of the [`Countersign`].
    ///
    /// # Errors
    /// [`BuildError::Setting`] if a setting has to be mended, [`BuildError::Failed`] if the database does not answer, say.
    pub async fn build(self) -> Result<Countersign, BuildError> {
        let Self { sources, reads_environment, hooks } = self;
        let sources = sources.embedded(reads_environment);
        let config = load(&sources).map_err(|problem| BuildError::Setting(problem.to_string()))?;
        let setting = |key: &str, what: &str| BuildError::Setting(config.problem(key, what).to_string());
        let Some(base_url) = &config.base_url else {
            return Err(setting("base_url", "is required; set it to where people reach the router"));
        };
        if config.mail_url.expose().starts_with("mailbox:") && !base_url.host().is_some_and(|host| is_loopback(&host)) {
            let what = "must not be mailbox: when base_url is not of this machine, for anybody could read the mail";
            return Err(setting("mail_url", what));
        }
        // Before the database: what a setting forbids leaves nothing behind.
        let mailbox = Mailbox::default();
        let (voice, transport) = installation::post(&config, base_url, mailbox.clone())?;
        #[cfg(feature = "ses")]
        let ses_events = installation::ses_events(&config)?;
        let app = installation::open(&config, base_url).await?.with_hooks(hooks);
        let site = site(&config, &app, mailbox)?.with_voice(Arc::clone(&voice));
        #[cfg(feature = "ses")]
        let site = site.with_ses_events(ses_events);
        for warning in &config.warnings {
            tracing::warn!("{warning}");
        }
        let worker = Worker::new(app.clone(), voice, transport);
        Ok(app.with(|inside| inside.embedded = Some(Arc::new(Embedded { site, worker }))))
    }
}

fn site(config: &Config, app: &Countersign, mailbox: Mailbox) -> Result<Site, Failure> {
    Site::new(app.clone(), mailbox, config.templates_dir.as_deref())
        .map_err(|error| installation::usage(config, "templates_dir", error))
}

/// Countersign cannot be built. Each is told in one line, for whoever starts the application.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A setting has to be mended: its name, where it was set, and what is wrong. Never the value of a secret.
    #[error("{0}")]
    Setting(String),
    /// All settings are good, and it did not work: the database does not answer or was made by a later version, say.
    #[error("{0}")]
    Failed(String),
}

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Usage(reason) => Self::Setting(reason),
            Failure::Failed(reason) => Self::Failed(reason),
        }
    }
}
