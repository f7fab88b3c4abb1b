//! The running server: listeners, the embedded worker, and the graceful stop. What it serves is `http`'s
//! business, what it sends `worker`'s.

use std::io::{Write, stdout};
use std::net::SocketAddr;
use std::time::Duration;

use countersign_core::vocabulary::LogOnly;
use countersign_mail::{Mailbox, Route};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Workers};
use crate::http::listener::answer;
use crate::http::{Site, ops_router, router};
use crate::installation::{self, Failure};
use crate::mail_health;
use crate::worker::{self, Worker};

/// How long running requests may take after the signal to stop.
const DRAIN_REQUESTS: Duration = Duration::from_secs(8);

pub async fn serve(config: &Config, plain_greeting: bool) -> Result<(), Failure> {
    // First of all: whoever stops us while we start gets a graceful stop, too.
    let stop = stop_signal()?;
    installation::mail_route(config)?;
    let listener = bind(config.listen, "listen").await?;
    let address = listener.local_addr().map_err(Failure::failed)?;
    let base_url = installation::base_url(config, address.port());
    // Before the database: what a setting forbids leaves nothing behind.
    let mailbox = Mailbox::default();
    let (voice, transport) = installation::post(config, &base_url, mailbox.clone())?;
    #[cfg(feature = "ses")]
    let ses_events = installation::ses_events(config)?;
    let app = tokio::select! {
        app = installation::open(config, &base_url) => app?,
        () = stop.cancelled() => return Ok(()),
    };
    let site = Site::new(app.clone(), mailbox, config.templates_dir.as_deref())
        .map_err(|error| installation::usage(config, "templates_dir", error))?
        .with_voice(voice.clone());
    #[cfg(feature = "ses")]
    let site = site.with_ses_events(ses_events);

    let (mut serving, mut sending) = (JoinSet::new(), JoinSet::new());
    if let Some(ops_listen) = config.ops_listen {
        serve_ops(&mut serving, ops_listen, site.clone(), &stop).await?;
    }
    greet(config, address, &app, plain_greeting);
    serving.spawn(answer(listener, router(site, config.ops_listen.is_none()), stop.clone()));
    if config.workers == Workers::Embedded {
        sending.spawn(Worker::new(app.clone(), voice, transport).run(stop.clone()));
    }
    let watch = tokio::spawn(mail_health::watch(app.clone()));
    let done = drain(serving, sending, &stop).await;
    watch.abort();
    app.db.close().await;
    done
}

/// `countersign worker`: only sends mail and cleans up.
pub async fn work(config: &Config) -> Result<(), Failure> {
    let stop = stop_signal()?;
    if matches!(installation::mail_route(config)?, Route::Mailbox) {
        let reason = "`mailbox:` lives inside the server, so a worker of its own has nothing to send to; set smtp://… or file:DIR";
        return Err(installation::usage(config, "mail_url", reason));
    }
    if config.base_url.is_none() && config.listen.port() == 0 {
        return Err(installation::usage(config, "base_url", "is needed by a worker where the server picks its port"));
    }
    let base_url = installation::base_url(config, config.listen.port());
    let (voice, transport) = installation::post(config, &base_url, Mailbox::default())?;
    let app = tokio::select! {
        app = installation::open(config, &base_url) => app?,
        () = stop.cancelled() => return Ok(()),
    };
    let (mut serving, mut sending) = (JoinSet::new(), JoinSet::new());
    if let Some(ops_listen) = config.ops_listen {
        let site = Site::new(app.clone(), Mailbox::default(), None)?;
        // Commonly the server beside it has the same settings, and is there already.
        if let Err(Failure::Failed(reason)) = serve_ops(&mut serving, ops_listen, site, &stop).await {
            tracing::warn!(reason, "this worker shows no metrics of its own; it takes another ops_listen for that");
        }
    }
    tracing::info!(owasp = LogOnly::Started.as_str(), "sending mail");
    sending.spawn(Worker::new(app.clone(), voice, transport).run(stop.clone()));
    let done = drain(serving, sending, &stop).await;
    app.db.close().await;
    done
}

async fn serve_ops(
    serving: &mut JoinSet<()>,
    address: SocketAddr,
    site: Site,
    stop: &CancellationToken,
) -> Result<(), Failure> {
    let listener = bind(address, "ops_listen").await?;
    tracing::info!(address = %listener.local_addr().map_err(Failure::failed)?, "listening for operators");
    serving.spawn(answer(listener, ops_router(site), stop.clone()));
    Ok(())
}

async fn bind(address: SocketAddr, key: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::Failed(format!("{key}: {address} cannot be listened on: {error}")))
}

/// Waits for the signal, then for what is in hand. A part that ends by itself stops all, as a failure.
async fn drain(mut serving: JoinSet<()>, mut sending: JoinSet<()>, stop: &CancellationToken) -> Result<(), Failure> {
    let done = tokio::select! {
        // The signal first: it is what ends the others.
        biased;
        () = stop.cancelled() => Ok(()),
        Some(_) = serving.join_next() => Err(Failure::Failed("the listener ended by itself".to_owned())),
        Some(_) = sending.join_next() => Err(Failure::Failed("the worker ended by itself".to_owned())),
    };
    stop.cancel();
    tracing::info!("stopping");
    let (requests, mail) = tokio::join!(
        tokio::time::timeout(DRAIN_REQUESTS, finished(&mut serving)),
        tokio::time::timeout(worker::DRAIN, finished(&mut sending)),
    );
    if requests.is_err() || mail.is_err() {
        tracing::warn!(requests = requests.is_err(), mail = mail.is_err(), "given up with work in hand");
    }
    tracing::info!(owasp = LogOnly::Stopped.as_str(), "stopped");
    done
}

async fn finished(parts: &mut JoinSet<()>) {
    while parts.join_next().await.is_some() {}
}

/// Cancelled by SIGTERM or SIGINT.
pub fn stop_signal() -> Result<CancellationToken, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::failed)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Failure::failed)?;
    let stop = CancellationToken::new();
    let cancel = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        cancel.cancel();
    });
    Ok(stop)
}

/// The first lines: where to go. Plain for a person at a terminal, fields for a log.
fn greet(config: &Config, address: SocketAddr, app: &crate::Countersign, plain: bool) {
    let base = &app.rules.base;
    let (sign_up, mailbox) = (base.page("/sign-up"), base.page("/dev/mailbox"));
    let mails = if app.rules.mailbox { mailbox.as_str() } else { "sent" };
    if plain {
        let mails = if app.rules.mailbox { format!("  mails:    {mailbox}\n") } else { String::new() };
        let _ = writeln!(stdout(), "Countersign listens on {address}\n  sign up:  {sign_up}\n{mails}");
    } else {
        let owasp = LogOnly::Started.as_str();
        tracing::info!(owasp, %address, sign_up = sign_up.as_str(), mails, "listening");
    }
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
    if app.rules.legacy_links.as_ref().is_some_and(|links| links.until <= app.clock.now()) {
        tracing::warn!("legacy_links_until has passed: links of the other application are over, remove its settings");
    }
}
