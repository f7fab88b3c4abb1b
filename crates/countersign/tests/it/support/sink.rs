//! A mail server on the loopback that answers each mail as it was told, and notes what it was handed. It
//! knows just enough SMTP for that.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

#[derive(Clone, Default)]
pub struct Sink(Arc<Inner>);

#[derive(Default)]
struct Inner {
    port: u16,
    /// The answers to the first mail and to those after it.
    answers: Mutex<VecDeque<&'static str>>,
    /// A line that begins like this is answered so; without an answer, never.
    special: Option<(&'static str, Option<&'static str>)>,
    /// The first line that begins like this is answered once `go_on` was called.
    held: Mutex<Option<&'static str>>,
    is_held: Notify,
    may_go_on: Notify,
    mails: Mutex<Vec<String>>,
    came: Notify,
}

impl Sink {
    /// With the answer to the first mail and to those after it; then it takes every mail.
    pub async fn start(answers: &[&'static str]) -> Self {
        Self::start_at(0, answers).await
    }

    pub async fn start_at(port: u16, answers: &[&'static str]) -> Self {
        let answers = Mutex::new(answers.iter().copied().collect());
        Self::with(Inner { port, answers, ..Inner::default() }).await
    }

    pub async fn refusing(line: &'static str, answer: &'static str) -> Self {
        Self::with(Inner { special: Some((line, Some(answer))), ..Inner::default() }).await
    }

    pub async fn hanging_at(line: &'static str) -> Self {
        Self::with(Inner { special: Some((line, None)), ..Inner::default() }).await
    }

    pub async fn holding(line: &'static str) -> Self {
        Self::with(Inner { held: Mutex::new(Some(line)), ..Inner::default() }).await
    }

    /// Waits until that line has come.
    pub async fn is_held(&self) {
        self.0.is_held.notified().await;
    }

    pub fn go_on(&self) {
        self.0.may_go_on.notify_one();
    }

    async fn with(inner: Inner) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", inner.port)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let sink = Self(Arc::new(Inner { port, ..inner }));
        let server = sink.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = server.clone();
                tokio::spawn(async move { server.converse(stream).await });
            }
        });
        sink
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.0.port)
    }

    /// Every mail that was handed over, taken or not.
    pub fn mails(&self) -> Vec<String> {
        self.0.mails.lock().unwrap().clone()
    }

    /// Waits until so many were handed over.
    pub async fn has(&self, count: usize) {
        loop {
            let came = self.0.came.notified();
            if self.mails().len() >= count {
                return;
            }
            came.await;
        }
    }

    async fn converse(&self, stream: TcpStream) -> Option<()> {
        let mut stream = BufReader::new(stream);
        let mut reply = "220 sink.example ESMTP".to_owned();
        loop {
            say(&mut stream, &reply).await?;
            let line = hear(&mut stream).await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let is_held = self.0.held.lock().unwrap().take_if(|start| line.starts_with(*start)).is_some();
            if is_held {
                self.0.is_held.notify_one();
                self.0.may_go_on.notified().await;
            }
            let special = self.0.special.filter(|(start, _)| line.starts_with(start));
            reply = match (verb.as_str(), special) {
                (_, Some((_, Some(answer)))) => answer.to_owned(),
                (_, Some((_, None))) => std::future::pending().await,
                ("DATA", None) => {
                    say(&mut stream, "354 go ahead").await?;
                    let mut mail = String::new();
                    loop {
                        let line = hear(&mut stream).await?;
                        if line == "." {
                            break;
                        }
                        mail.push_str(&line);
                        mail.push('\n');
                    }
                    self.0.mails.lock().unwrap().push(mail);
                    self.0.came.notify_one();
                    self.0.answers.lock().unwrap().pop_front().unwrap_or("250 2.0.0 queued").to_owned()
                }
                ("QUIT", None) => "221 2.0.0 bye".to_owned(),
                (_, None) => "250 2.0.0 ok".to_owned(),
            };
        }
    }
}

async fn say(stream: &mut BufReader<TcpStream>, reply: &str) -> Option<()> {
    stream.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

async fn hear(stream: &mut BufReader<TcpStream>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}
