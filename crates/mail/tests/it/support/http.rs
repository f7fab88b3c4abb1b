//! An HTTP server that answers as a test says, one request a connection, and notes what it is asked. It knows
//! just enough HTTP/1.1 for that.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

#[derive(Clone, Debug, Default)]
pub struct Request {
    /// Method and target, as in `GET /path?query`.
    pub line: String,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Request {
    pub fn header(&self, name: &str) -> &str {
        self.headers.iter().find(|(of, _)| of == name).map_or("", |(_, value)| value)
    }
}

#[derive(Clone)]
pub enum Answer {
    Reply {
        status: u16,
        headers: Vec<(&'static str, String)>,
        body: Vec<u8>,
    },
    /// A whole head, and half of the body.
    BreakOff(u16),
    /// Nothing, and the connection stays open. Time then runs by itself, for whoever waits.
    Hang,
    /// The head of a success, and then nothing.
    HangAfterHead,
    Close,
}

impl Answer {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::Reply { status, headers: Vec::new(), body: body.into() }
    }

    pub fn with(self, name: &'static str, value: impl Into<String>) -> Self {
        let Self::Reply { status, mut headers, body } = self else { panic!("only a reply has headers") };
        headers.push((name, value.into()));
        Self::Reply { status, headers, body }
    }
}

pub struct Http {
    pub port: u16,
    heard: Arc<Mutex<Vec<Request>>>,
}

impl Http {
    pub async fn start(answer: impl Fn(&Request) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let (shared, answer) = (heard.clone(), Arc::new(answer));
        tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                let (heard, answer) = (shared.clone(), answer.clone());
                tokio::spawn(async move {
                    let mut stream = BufReader::new(tcp);
                    let Some(request) = hear(&mut stream).await else { return };
                    heard.lock().unwrap().push(request.clone());
                    say(&mut stream, answer(&request)).await;
                });
            }
        });
        Self { port, heard }
    }

    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn heard(&self) -> Vec<Request> {
        self.heard.lock().unwrap().clone()
    }

    pub fn lines(&self) -> Vec<String> {
        self.heard().into_iter().map(|request| request.line).collect()
    }
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<Request> {
    let mut request = Request::default();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.ok().filter(|count| *count > 0)?;
        match line.trim_end() {
            "" => break,
            first if request.line.is_empty() => request.line = first.trim_end_matches(" HTTP/1.1").to_owned(),
            header => {
                let (name, value) = header.split_once(':')?;
                request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
    let length = request.header("content-length").parse().unwrap_or(0);
    request.body.resize(length, 0);
    stream.read_exact(&mut request.body).await.ok()?;
    Some(request)
}

/// The client may have gone: then nobody listens.
async fn say(stream: &mut BufReader<TcpStream>, answer: Answer) {
    let head = |status: u16, length: usize| {
        format!("HTTP/1.1 {status} As Told\r\nContent-Length: {length}\r\nConnection: close\r\n")
    };
    let bytes = match answer {
        Answer::Reply { status, headers, body } => {
            let mut head = head(status, body.len());
            for (name, value) in headers {
                head.push_str(&format!("{name}: {value}\r\n"));
            }
            [head.into_bytes(), b"\r\n".to_vec(), body].concat()
        }
        Answer::BreakOff(status) => (head(status, 1_000) + "\r\n{\"half\":").into_bytes(),
        Answer::HangAfterHead => {
            let _ = stream.write_all((head(200, 1_000) + "\r\n").as_bytes()).await;
            let _ = stream.flush().await;
            return hang(stream).await;
        }
        Answer::Hang => return hang(stream).await,
        Answer::Close => return,
    };
    let _ = stream.write_all(&bytes).await;
    let _ = stream.shutdown().await;
}

/// Until the client gives up: the clock jumps to the next moment that anybody waits for.
async fn hang(stream: &mut BufReader<TcpStream>) {
    tokio::time::pause();
    let _ = stream.read_u8().await;
}
