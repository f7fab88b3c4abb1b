//! Connections: accepted up to a number, given up when their headers do not come, and finished when the
//! server stops. Clients that only hold connections open cost a file descriptor for a while, and nobody
//! else's answer (ASVS 15.2.2).

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Request};
use hyper::body::Incoming;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tower::{ServiceExt, service_fn};

/// How long a connection may take for the headers of a request, and stay silent between two.
const HEADERS: Duration = Duration::from_secs(10);
/// Connections at once; more wait in the system's queue. Below the usual limit of 1,024 open files.
const MOST: u32 = 900;
/// The pause after the system could not give us a connection (no file descriptor left, say).
const TROUBLE: Duration = Duration::from_millis(100);

/// How long who has connected may still ask once the server stops: a request may be under way to us on a connection
/// that was open before. More than a round trip around the world, and than a busy machine needs to send it.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Answers until it is told to stop, then whoever is connected by then.
pub async fn answer(listener: TcpListener, doors: Router, stop: CancellationToken) {
    let room = Arc::new(Semaphore::new(MOST as usize));
    let welcome = |stream, peer, place| tokio::spawn(receive(stream, peer, doors.clone(), place, stop.clone()));
    loop {
        let accepted = async {
            let place = Arc::clone(&room).acquire_owned().await;
            (listener.accept().await, place)
        };
        let (accepted, place) = tokio::select! {
            () = stop.cancelled() => break,
            accepted = accepted => accepted,
        };
        match (accepted, place) {
            (Ok((stream, peer)), Ok(place)) => drop(welcome(stream, peer, place)),
            // Nobody closes the room.
            (Ok(_), Err(_)) => break,
            (Err(error), _) => {
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(TROUBLE).await;
            }
        }
    }
    // Whom the system has let in for us by now would be turned out with the listener.
    if let Ok(listener) = listener.into_std() {
        while let (Ok(place), Ok((stream, peer))) = (Arc::clone(&room).try_acquire_owned(), listener.accept()) {
            if stream.set_nonblocking(true).is_ok()
                && let Ok(stream) = TcpStream::from_std(stream)
            {
                drop(welcome(stream, peer, place));
            }
        }
    }
    // All have gone.
    let _ = room.acquire_many(MOST).await;
}

async fn receive(
    stream: TcpStream,
    peer: SocketAddr,
    doors: Router,
    place: OwnedSemaphorePermit,
    stop: CancellationToken,
) {
    // The server itself would wait without end for the first byte.
    if speaks(&stream, &stop).await {
        converse(stream, peer, doors, stop).await;
    }
    drop(place);
}

/// Whether anything comes in time.
async fn speaks(stream: &TcpStream, stop: &CancellationToken) -> bool {
    let mut first = [0];
    tokio::select! {
        biased;
        heard = timeout(HEADERS, stream.peek(&mut first)) => matches!(heard, Ok(Ok(1))),
        () = last_words(stop) => false,
    }
}

async fn last_words(stop: &CancellationToken) {
    stop.cancelled().await;
    sleep(LAST_WORDS).await;
}

async fn converse(stream: TcpStream, peer: SocketAddr, doors: Router, stop: CancellationToken) {
    // Answers are small and whole: waiting to fill a packet only delays them.
    let _ = stream.set_nodelay(true);
    // One clone for each connection: each takes a lock that all have in common.
    let stopping = Arc::new(stop.clone());
    let service = TowerToHyperService::new(service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        let (answer, stopping) = (doors.clone().oneshot(request), Arc::clone(&stopping));
        async move {
            let mut response = answer.await?;
            // HTTP/2 has its own word for this, and drops ours.
            if stopping.is_cancelled() {
                response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
            }
            Ok::<_, Infallible>(response)
        }
    }));
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(HEADERS);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(HEADERS).max_concurrent_streams(64);
    let connection = server.serve_connection(TokioIo::new(stream), service).into_owned();
    tokio::pin!(connection);
    let done = tokio::select! {
        // What has come is read before anything is ended.
        biased;
        done = connection.as_mut() => done,
        () = last_words(&stop) => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = done {
        tracing::debug!(%error, "a connection ended early");
    }
}
