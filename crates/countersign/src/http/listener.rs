//! Connections: accepted up to a number, given up when their headers do not come, and finished when the
//! server stops. Clients that only hold connections open cost a file descriptor for a while, and nobody
//! else's answer (ASVS 15.2.2).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::{ServiceExt, service_fn};

/// How long a connection may take for the headers of a request, and stay silent between two.
const HEADERS: Duration = Duration::from_secs(10);
/// Connections at once; more wait in the system's queue. Below the usual limit of 1,024 open files.
const MOST: usize = 900;
/// The pause after the system could not give us a connection (no file descriptor left, say).
const TROUBLE: Duration = Duration::from_millis(100);

/// Answers until it is told to stop, then until the running requests are finished.
pub async fn answer(listener: TcpListener, doors: Router, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(MOST));
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accepted => accepted,
        };
        match accepted {
            Ok((stream, peer)) => {
                let (doors, watcher, stop) = (doors.clone(), graceful.watcher(), stop.clone());
                tokio::spawn(async move {
                    // The server itself would wait without end for the first byte.
                    if speaks(&stream, &stop).await {
                        converse(stream, peer, doors, watcher).await;
                    }
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(TROUBLE).await;
            }
        }
    }
    drop(listener);
    graceful.shutdown().await;
}

/// Whether anything comes in time, and before the server stops.
async fn speaks(stream: &TcpStream, stop: &CancellationToken) -> bool {
    let mut first = [0];
    tokio::select! {
        () = stop.cancelled() => false,
        heard = timeout(HEADERS, stream.peek(&mut first)) => matches!(heard, Ok(Ok(1))),
    }
}

async fn converse(stream: TcpStream, peer: SocketAddr, doors: Router, watcher: Watcher) {
    // Answers are small and whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    let service = TowerToHyperService::new(service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        doors.clone().oneshot(request)
    }));
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(HEADERS).max_concurrent_streams(64);
    let connection = watcher.watch(server.serve_connection(TokioIo::new(stream), service).into_owned());
    if let Err(error) = connection.await {
        tracing::debug!(%error, "a connection ended early");
    }
}
