//! From a checked configuration to a running installation: database opened and migrated, keys read, mail
//! route understood. The server, the worker and the one-shot commands all start here.

use std::sync::Arc;

use countersign_core::mail::Kind;
use countersign_core::session_stamp::Stamps;
use countersign_core::{Language, SecretKey, Timestamp};
#[cfg(feature = "ses")]
use countersign_mail::sns::Events;
use countersign_mail::{Brand, Letter, Mailbox, Route, Transport, Voice};
use countersign_store::audit::Trail;
use countersign_store::{Db, Redis, backup, copy};
use url::Url;

use crate::clock::Clock;
use crate::config::{Config, Shown};
use crate::rules::{Rules, brand_name};
use crate::{Countersign, key_file};

/// Why a command ended without doing its work. One line each.
#[derive(Debug)]
pub enum Failure {
    /// Exit code 2: somebody has to mend a setting or the command line.
    Usage(String),
    /// Exit code 1.
    Failed(String),
}

impl Failure {
    pub fn failed(error: impl std::fmt::Display) -> Self {
        Self::Failed(error.to_string())
    }
}

impl From<crate::Error> for Failure {
    fn from(error: crate::Error) -> Self {
        Self::failed(error)
    }
}

impl From<countersign_store::Error> for Failure {
    fn from(error: countersign_store::Error) -> Self {
        Self::failed(error)
    }
}

/// A setting that somebody has to mend, told with where it was set.
pub fn usage(config: &Config, key: &str, what: impl std::fmt::Display) -> Failure {
    Failure::Usage(config.problem(key, what.to_string()).to_string())
}

/// What a configuration must be besides being well formed: settings that only their users understand.
pub fn sound(config: &Config) -> Result<(), Failure> {
    mail_route(config)?;
    redis(config)?;
    voice(config, &base_url(config, config.listen.port()))?;
    #[cfg(feature = "ses")]
    ses_events(config)?;
    Ok(())
}

/// Where mail goes. Wrong settings are told like any other.
pub fn mail_route(config: &Config) -> Result<Route, Failure> {
    Route::parse(config.mail_url.expose()).map_err(|error| usage(config, "mail_url", error))
}

/// The keys of an installation.
pub struct Keys {
    pub current: SecretKey,
    /// They verify and never sign.
    pub previous: Vec<SecretKey>,
    /// Links made with them are over. The audit trail may still end with their seal, and sessions have their stamp.
    over: Vec<SecretKey>,
}

impl Keys {
    /// With all that a head of the audit trail may have been sealed with.
    pub fn trail(&self) -> Trail {
        Trail::new(&self.current, &self.before())
    }

    /// With all that a session may have been stamped with: a stamp alone opens nothing, even to who knows the key.
    fn stamps(&self) -> Stamps {
        Stamps::new(&self.current, &self.before())
    }

    fn before(&self) -> Vec<SecretKey> {
        self.previous.iter().chain(&self.over).cloned().collect()
    }
}

/// The configured keys, or those beside the database, of which the current one is made if there is none.
pub fn keys(config: &Config, now: Timestamp) -> Result<Keys, Failure> {
    let previous = config.previous_secret_keys.clone();
    if let Some(current) = config.secret_key.clone() {
        return Ok(Keys { current, previous, over: Vec::new() });
    }
    let path = key_file::path_beside(&config.database_url).ok_or_else(|| {
        Failure::Usage("secret_key: is needed with PostgreSQL; make one with `openssl rand -hex 32`".to_owned())
    })?;
    let refuse = |reason| usage(config, "secret_key", reason);
    let mut keys = Keys { current: key_file::read_or_make(&path).map_err(refuse)?, previous, over: Vec::new() };
    for kept in key_file::previous(&path).map_err(refuse)? {
        if kept.until > now { keys.previous.push(kept.key) } else { keys.over.push(kept.key) }
    }
    Ok(keys)
}

/// Where limits are shared and mails handed over, if anywhere but in the database. It may be down.
pub fn redis(config: &Config) -> Result<Option<Redis>, Failure> {
    let url = config.redis_url.as_ref();
    url.map(|url| Redis::open(url.expose()).map_err(|error| usage(config, "redis_url", error))).transpose()
}

/// Opens the database, and migrates it unless that is left to `countersign migrate`.
pub async fn database(config: &Config) -> Result<Db, Failure> {
    let db = connect(config).await?;
    refuse_unready(&db).await?;
    migrated(db, config).await
}

/// The same where a backup was restored: its mark is no hindrance.
async fn restored_database(config: &Config) -> Result<Db, Failure> {
    let db = connect(config).await?;
    if backup::marked_at(&db).await?.is_none() {
        refuse_unready(&db).await?;
    }
    migrated(db, config).await
}

async fn connect(config: &Config) -> Result<Db, Failure> {
    let opened = Db::open_with(&config.database_url, config.database_connections).await;
    opened.map_err(|error| Failure::Failed(format!("database_url: {error}")))
}

async fn migrated(db: Db, config: &Config) -> Result<Db, Failure> {
    if config.auto_migrate {
        db.migrate().await?;
    } else if !db.is_ready().await? {
        return Err(Failure::Failed("the database lacks migrations: run `countersign migrate`".to_owned()));
    }
    Ok(db)
}

/// A backup that nobody has said of that it is in use now, or half a copy: whoever worked in it would see accounts missing,
/// and send mail twice.
pub async fn refuse_unready(db: &Db) -> Result<(), Failure> {
    if let Some(taken_at) = backup::marked_at(db).await? {
        let taken_at = taken_at.rfc3339();
        let reason = format!("the database is a backup of {taken_at}: run `countersign after-restore` first");
        return Err(Failure::Failed(reason));
    }
    if copy::is_unfinished(db).await? {
        let reason = "a copy into this database is not finished: run `countersign copy` again";
        return Err(Failure::Failed(reason.to_owned()));
    }
    Ok(())
}

pub async fn open(config: &Config, base_url: &Url) -> Result<Countersign, Failure> {
    with_database(config, base_url, database(config).await?)
}

/// For `countersign after-restore` alone.
pub async fn open_restored(config: &Config, base_url: &Url) -> Result<Countersign, Failure> {
    with_database(config, base_url, restored_database(config).await?)
}

fn with_database(config: &Config, base_url: &Url, db: Db) -> Result<Countersign, Failure> {
    let redis = redis(config)?;
    let clock = Clock::system();
    let keys = keys(config, clock.now())?;
    let rules = Rules::from_config(config, base_url);
    let app = Countersign::new(db, &keys.current, &keys.previous, rules, clock);
    let app = app.with(|inside| {
        inside.db = inside.db.with_trail(keys.trail());
        inside.stamps = Arc::new(keys.stamps());
    });
    if app.rules.outbound().next().is_some() {
        app.outbound.prepare().map_err(Failure::failed)?;
    }
    Ok(match redis {
        Some(redis) => app.with_redis(&redis),
        None => app,
    })
}

/// The base URL, or on a loopback listener without one the port that it listens on.
pub fn base_url(config: &Config, port: u16) -> Url {
    config.base_url.clone().unwrap_or_else(|| {
        let mut url = Url::parse("http://localhost").expect("a fixed URL");
        // `http` takes any port.
        let _ = url.set_port(Some(port));
        url
    })
}

/// Every setting as it is in force: also what stands in for the ones that were not set.
pub fn in_force(config: &Config) -> Vec<Shown> {
    let base_url = base_url(config, config.listen.port());
    let implied = |key| match key {
        "base_url" => Some(Shown::derived("base_url", base_url.as_str().trim_end_matches('/'), "from listen")),
        "brand_name" => Some(Shown::derived("brand_name", brand_name(config, &base_url), "from mail_from or base_url")),
        "brand_logo" => Some(Shown::derived("brand_logo", brand_name(config, &base_url), "from brand_name")),
        "secret_key" => key_file::path_beside(&config.database_url).map(|path| match path.exists() {
            true => Shown::hidden("secret_key", format!("{}, beside the database", path.display())),
            false => Shown::derived("secret_key", "", format!("made at the first start, in {}", path.display())),
        }),
        _ => None,
    };
    let line = |line: &Shown| implied(line.key).filter(|_| line.kind == "unset").unwrap_or_else(|| line.clone());
    config.shown.iter().map(line).collect()
}

/// Who writes the mails. Templates and words are overridden in the folder `mail` of the templates.
pub fn voice(config: &Config, base_url: &Url) -> Result<Voice, Failure> {
    let folder = config.templates_dir.as_ref().map(|folder| folder.join("mail"));
    let brand = Brand {
        name: brand_name(config, base_url),
        color: config.brand_color,
        logo: config.brand_logo.clone(),
        support: config.brand_support.clone(),
        footer: config.brand_footer.clone(),
    };
    Voice::new(&config.mail_from, base_url, brand, folder.as_deref()).map_err(|error| {
        let key = if matches!(error, countersign_mail::Error::Sender(_)) { "mail_from" } else { "templates_dir" };
        usage(config, key, error)
    })
}

/// Whose bounces and complaints are listened to, if anybody's.
#[cfg(feature = "ses")]
pub fn ses_events(config: &Config) -> Result<Option<Events>, Failure> {
    if config.ses_topics.is_empty() {
        return Ok(None);
    }
    Events::new(&config.ses_topics, config.sns_endpoint.clone()).map(Some).map_err(|error| {
        let key = if matches!(error, countersign_mail::Error::SnsEndpoint) { "sns_endpoint" } else { "ses_topics" };
        usage(config, key, error)
    })
}

/// A sample as it would come from here; its link opens nothing.
pub fn sample(config: &Config, base_url: &Url, kind: Kind, language: Language) -> Letter {
    Rules::from_config(config, base_url).sample(kind, language)
}

/// Voice and way out, for a worker.
pub fn post(config: &Config, base_url: &Url, mailbox: Mailbox) -> Result<(Arc<Voice>, Transport), Failure> {
    let voice = voice(config, base_url)?;
    let transport = Transport::new(&mail_route(config)?, mailbox, config.mail_connections)
        .map_err(|error| usage(config, "mail_url", error))?;
    Ok((Arc::new(voice), transport))
}
