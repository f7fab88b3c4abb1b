//! Another service on the loopback that answers every HTTP request as it was told, and notes what it was asked.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

#[derive(Clone)]
pub enum Reply {
    /// A 200 with this body.
    Says(String),
    Status(u16),
    /// A 302 to there.
    Leads(String),
    /// A body without an end.
    Endless,
    /// Not a byte, and the connection stays.
    Nothing,
}

#[derive(Clone)]
pub struct Web(Arc<Inner>);

struct Inner {
    port: u16,
    reply: Mutex<Reply>,
    asked: Mutex<Vec<Asked>>,
}

#[derive(Clone, Debug)]
pub struct Asked {
    /// `GET /path`.
    pub line: String,
    /// In lower case.
    pub headers: Vec<String>,
    pub body: String,
}

impl Web {
    pub async fn start(reply: Reply) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let web = Self(Arc::new(Inner { port, reply: Mutex::new(reply), asked: Mutex::default() }));
        let server = web.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.converse(stream).await });
            }
        });
        web
    }

    pub fn url(&self, path: &str) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}{path}", self.0.port)).unwrap()
    }

    /// From now on.
    pub fn replies(&self, reply: Reply) {
        *self.0.reply.lock().unwrap() = reply;
    }

    /// What was asked since the last call.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.0.asked.lock().unwrap())
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        loop {
            let asked = hear(&mut stream).await?;
            self.0.asked.lock().unwrap().push(asked);
            let reply = self.0.reply.lock().unwrap().clone();
            let (status, more, body) = match reply {
                Reply::Says(body) => (200, String::new(), body),
                Reply::Status(status) => (status, String::new(), String::new()),
                Reply::Leads(to) => (302, format!("location: {to}\r\n"), String::new()),
                Reply::Nothing => std::future::pending().await,
                Reply::Endless => {
                    stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.ok()?;
                    loop {
                        stream.write_all(&[b'x'; 4_096]).await.ok()?;
                    }
                }
            };
            let head = format!("HTTP/1.1 {status} -\r\ncontent-length: {}\r\n{more}\r\n", body.len());
            stream.write_all((head + &body).as_bytes()).await.ok()?;
        }
    }
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<Asked> {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|length| *length > 0)?;
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let line = lines.remove(0).trim_end_matches(" HTTP/1.1").to_owned();
    let headers: Vec<String> = lines.iter().map(|line| line.to_lowercase()).collect();
    let length =
        headers.iter().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    Some(Asked { line, headers, body: String::from_utf8(body).unwrap() })
}
