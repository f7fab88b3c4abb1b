//! The running server: listeners, the embedded worker, and the graceful stop. What it serves is `http`'s
//! business, what it sends `worker`'s.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt;
use countersign_mail::{Mailbox, Route};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::config::{Config, Workers};
use crate::http::{Site, ops_router, router};
use crate::installation::{self, Failure};
use crate::worker::Worker;

/// How long running requests and the mail in hand may take after the signal to stop. Container platforms
/// kill after ten seconds; what a mail server has not answered by then is tried again by the next worker.
const DRAIN: Duration = Duration::from_secs(8);

pub async fn serve(config: &Config, plain_greeting: bool) -> Result<(), Failure> {
    installation::mail_route(config)?;
    let listener = bind(config.listen, "listen").await?;
    let address = listener.local_addr().map_err(Failure::failed)?;
    let base_url = installation::base_url(config, address.port());
    let app = installation::open(config, &base_url).await?;
    let mailbox = Mailbox::default();
    let (voice, transport) = installation::post(config, &base_url, mailbox.clone())?;
    let site = Site::new(app.clone(), mailbox, config.templates_dir.as_deref())
        .map_err(|error| installation::usage(config, "templates_dir", error))?;

    let stop = stop_signal()?;
    let mut running = JoinSet::new();
    if let Some(ops_listen) = config.ops_listen {
        let listener = bind(ops_listen, "ops_listen").await?;
        tracing::info!(address = %listener.local_addr().map_err(Failure::failed)?, "listening for operators");
        running.spawn(answer(listener, ops_router(site.clone()), stop.clone()));
    }
    greet(config, address, &app, plain_greeting);
    running.spawn(answer(listener, router(site, config.ops_listen.is_none()), stop.clone()));
    if config.workers == Workers::Embedded {
        running.spawn(Worker::new(app.clone(), voice, transport).run(stop.clone()));
    }
    drain(running, &stop).await;
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

/// `countersign worker`: only sends mail and cleans up.
pub async fn work(config: &Config) -> Result<(), Failure> {
    if matches!(installation::mail_route(config)?, Route::Mailbox) {
        let reason = "`mailbox:` lives inside the server, so a worker of its own has nothing to send to; set smtp://… or file:DIR";
        return Err(installation::usage(config, "mail_url", reason));
    }
    let base_url = installation::base_url(config, config.listen.port());
    let app = installation::open(config, &base_url).await?;
    let (voice, transport) = installation::post(config, &base_url, Mailbox::default())?;
    let stop = stop_signal()?;
    tracing::info!("sending mail");
    let mut running = JoinSet::new();
    running.spawn(Worker::new(app.clone(), voice, transport).run(stop.clone()));
    drain(running, &stop).await;
    app.db.close().await;
    tracing::info!("stopped");
    Ok(())
}

async fn bind(address: SocketAddr, key: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address)
        .await
        .map_err(|error| Failure::Failed(format!("{key}: {address} cannot be listened on: {error}")))
}

async fn answer(listener: TcpListener, doors: Router, stop: CancellationToken) {
    // Answers are small and whole: waiting to fill a packet only delays them.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let service = doors.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(async move { stop.cancelled().await });
    if let Err(error) = served.await {
        tracing::error!(%error, "the listener failed");
    }
}

/// Waits for the signal, then for what is in hand, at most `DRAIN`. A part that ends by itself stops all.
async fn drain(mut running: JoinSet<()>, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => {}
        _ = running.join_next() => stop.cancel(),
    }
    tracing::info!("stopping");
    let all = async { while running.join_next().await.is_some() {} };
    if tokio::time::timeout(DRAIN, all).await.is_err() {
        tracing::warn!("some work was still in hand after {} s", DRAIN.as_secs());
    }
}

/// Cancelled by SIGTERM or SIGINT.
fn stop_signal() -> Result<CancellationToken, Failure> {
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
        println!("Countersign listens on {address}");
        println!("  sign up:  {sign_up}");
        if app.rules.mailbox {
            println!("  mails:    {mailbox}");
        }
        println!();
    } else {
        tracing::info!(%address, sign_up = sign_up.as_str(), mails, "listening");
    }
    for warning in &config.warnings {
        tracing::warn!("{warning}");
    }
}
