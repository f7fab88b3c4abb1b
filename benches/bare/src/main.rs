//! Answers at each path exactly what it was told to: the status, headers and body that another server gave there.
//! Everything that a request comes to is read, nothing is looked at. Prints its port.
//! Usage: `bare PATH=FILE…`, each file an answer of HTTP/1.1 as it came over the wire.

use std::error::Error;
use std::io::{Write, stdout};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use tokio::net::TcpListener;

type Failure = Box<dyn Error + Send + Sync>;

/// What the server puts in by itself, each time anew.
const OF_THE_SERVER: [&str; 3] = ["content-length", "date", "connection"];

#[derive(Clone)]
struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn read(wire: &[u8]) -> Result<Self, Failure> {
        let end =
            wire.windows(4).position(|bytes| bytes == b"\r\n\r\n").ok_or("an answer without an end of its head")?;
        let mut lines = str::from_utf8(&wire[..end])?.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).ok_or("an answer without a status")?;
        let mut headers = HeaderMap::new();
        for line in lines {
            let (name, value) = line.split_once(": ").ok_or("a header without a value")?;
            if !OF_THE_SERVER.contains(&name.to_ascii_lowercase().as_str()) {
                headers.append(HeaderName::from_bytes(name.as_bytes())?, HeaderValue::from_str(value)?);
            }
        }
        Ok(Self { status: status.parse()?, headers, body: Bytes::copy_from_slice(&wire[end + 4..]) })
    }
}

impl IntoResponse for Answer {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let mut doors = Router::new();
    for argument in std::env::args().skip(1) {
        let (path, file) = argument.split_once('=').ok_or("usage: bare PATH=FILE…")?;
        let answer = Answer::read(&std::fs::read(file)?)?;
        doors = doors.route(path, any(move |_: Bytes| std::future::ready(answer.clone())));
    }
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    writeln!(stdout(), "{}", listener.local_addr()?.port())?;
    Ok(axum::serve(listener, doors).await?)
}
