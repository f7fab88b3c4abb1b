//! A mail server that follows a script, one script for each connection, and notes what it hears. It knows
//! just enough SMTP for a client to hand over mails; it keeps no rules of its own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// How one connection goes. The default takes every mail.
#[derive(Clone, Default)]
pub struct Script {
    replies: Vec<(&'static str, &'static str)>,
    hangs_up_after: Option<&'static str>,
    silent_after: Option<&'static str>,
    holds_replies_until: Option<&'static str>,
    byte_by_byte: bool,
    extensions: Vec<&'static str>,
    certificate: Option<Certificate>,
    implicit: bool,
}

#[derive(Clone, Copy)]
pub enum Certificate {
    Good,
    WrongHost,
    Stranger,
}

impl Script {
    /// Answers `step` so: a verb, `GREETING`, `PASSWORD` (the end of AUTH LOGIN) or `CONTENT` (the end of a mail).
    pub fn reply(mut self, step: &'static str, reply: &'static str) -> Self {
        self.replies.push((step, reply));
        self
    }

    /// Closes the connection after `step` instead of answering, but for `CONTENT` with a reply of its own.
    pub fn hang_up_after(mut self, step: &'static str) -> Self {
        self.hangs_up_after = Some(step);
        self
    }

    /// Says nothing more after `step`, and keeps the connection open.
    pub fn silent_after(mut self, step: &'static str) -> Self {
        self.silent_after = Some(step);
        self
    }

    /// Answers nothing from MAIL on until `verb` has been heard, then everything in one write.
    pub fn hold_replies_until(mut self, verb: &'static str) -> Self {
        self.holds_replies_until = Some(verb);
        self
    }

    /// Sends each byte on its own.
    pub fn byte_by_byte(mut self) -> Self {
        self.byte_by_byte = true;
        self
    }

    pub fn extension(mut self, name: &'static str) -> Self {
        self.extensions.push(name);
        self
    }

    /// Offers STARTTLS.
    pub fn starttls(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        self.extension("STARTTLS")
    }

    /// Encrypted from the first byte.
    pub fn implicit_tls(mut self, certificate: Certificate) -> Self {
        self.certificate = Some(certificate);
        self.implicit = true;
        self
    }

    fn answer<'a>(&'a self, step: &str, usual: &'a str) -> &'a str {
        self.replies.iter().find(|(of, _)| *of == step).map_or(usual, |(_, reply)| reply)
    }
}

/// What a sink heard, in order.
#[derive(Default)]
pub struct Heard {
    pub connections: usize,
    /// Connections that are over.
    pub closed: usize,
    /// Every command line, without line ends.
    pub commands: Vec<String>,
    /// Commands that came before the reply to the one before them.
    pub ahead: usize,
    /// Lines of content so far, whether or not a mail came of them.
    pub content_lines: usize,
    /// A connection has come to where its script is silent.
    pub silent: bool,
    /// To the byte, but for the dots that were doubled on the way.
    pub mails: Vec<String>,
}

pub struct Sink {
    pub port: u16,
    heard: Arc<Mutex<Heard>>,
}

impl Sink {
    /// The first connection follows the first script and so on; the last script goes on for all others.
    pub async fn start(scripts: Vec<Script>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Heard::default()));
        let shared = heard.clone();
        tokio::spawn(async move {
            for index in 0.. {
                let Ok((tcp, _)) = listener.accept().await else { return };
                tcp.set_nodelay(true).unwrap();
                let script = scripts.get(index).or(scripts.last()).cloned().unwrap_or_default();
                let heard = shared.clone();
                heard.lock().unwrap().connections += 1;
                tokio::spawn(async move {
                    if script.implicit {
                        let acceptor = acceptor(script.certificate.unwrap());
                        if let Ok(tls) = acceptor.accept(tcp).await {
                            converse(tls, &script, &heard, true).await;
                        }
                    } else if let Some(tcp) = converse(tcp, &script, &heard, true).await {
                        // The client asked for STARTTLS.
                        if let Ok(tls) = acceptor(script.certificate.unwrap()).accept(tcp).await {
                            converse(tls, &script, &heard, false).await;
                        }
                    }
                    heard.lock().unwrap().closed += 1;
                });
            }
        });
        Self { port, heard }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn heard<T>(&self, look: impl FnOnce(&Heard) -> T) -> T {
        look(&self.heard.lock().unwrap())
    }

    /// Waits until that is so.
    pub async fn until(&self, look: impl Fn(&Heard) -> bool) {
        let work = async {
            while !self.heard(&look) {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), work).await.expect("it never came to that");
    }

    pub fn count(&self, command: &str) -> usize {
        self.heard(|heard| heard.commands.iter().filter(|line| line.starts_with(command)).count())
    }
}

/// Follows the script; gives the stream back if the client wants to encrypt it.
async fn converse<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    script: &Script,
    heard: &Mutex<Heard>,
    greets: bool,
) -> Option<S> {
    let mut talk = Talk { stream: BufReader::new(stream), script, heard, held: String::new() };
    if greets {
        talk.say("GREETING", "220 sink.example ESMTP").await?;
    }
    loop {
        let line = talk.hear().await?;
        let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
        {
            let mut heard = heard.lock().unwrap();
            heard.commands.push(line);
            heard.ahead += usize::from(!talk.stream.buffer().is_empty());
        }
        if script.hangs_up_after == Some(verb.as_str()) {
            talk.release().await?;
            return None;
        }
        match verb.as_str() {
            "EHLO" => {
                let lines: Vec<&str> = ["sink.example"].iter().chain(&script.extensions).copied().collect();
                let usual = format!("250-{}", lines.join("\r\n250-"));
                // The last line has a space after the code.
                let last = usual.rfind("250-").unwrap() + 3;
                talk.say("EHLO", &format!("{} {}", &usual[..last], &usual[last + 1..])).await?;
            }
            "STARTTLS" => {
                talk.say("STARTTLS", "220 2.0.0 go ahead").await?;
                return Some(talk.stream.into_inner());
            }
            "AUTH" => {
                if talk.say("AUTH", "235 2.7.0 welcome").await?.starts_with("334") {
                    for (step, usual) in [("USER", "334 UGFzc3dvcmQ6"), ("PASSWORD", "235 2.7.0 welcome")] {
                        let line = talk.hear().await?;
                        heard.lock().unwrap().commands.push(line);
                        talk.say(step, usual).await?;
                    }
                }
            }
            "HELO" => drop(talk.say("HELO", "250 sink.example").await?),
            "MAIL" => drop(talk.say("MAIL", "250 2.1.0 sender ok").await?),
            "RCPT" => drop(talk.say("RCPT", "250 2.1.5 recipient ok").await?),
            "DATA" => {
                if talk.say("DATA", "354 go ahead").await?.starts_with("354") {
                    let mail = talk.hear_mail().await?;
                    if script.hangs_up_after == Some("CONTENT") {
                        return None;
                    }
                    if script.answer("CONTENT", TAKEN).starts_with('2') {
                        heard.lock().unwrap().mails.push(mail);
                    }
                    talk.say("CONTENT", TAKEN).await?;
                    if script.hangs_up_after == Some("MAIL TAKEN") {
                        return None;
                    }
                }
            }
            "RSET" => drop(talk.say("RSET", "250 2.0.0 ok").await?),
            "QUIT" => {
                talk.say("QUIT", "221 2.0.0 bye").await?;
                return None;
            }
            _ => drop(talk.say(&verb, "502 5.5.2 unknown command").await?),
        }
    }
}

const TAKEN: &str = "250 2.0.0 queued as 1A2B";

struct Talk<'a, S> {
    stream: BufReader<S>,
    script: &'a Script,
    heard: &'a Mutex<Heard>,
    held: String,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Talk<'_, S> {
    /// The answer to this step, by the script or as usual.
    async fn say(&mut self, step: &str, usual: &str) -> Option<String> {
        let reply = self.script.answer(step, usual).to_owned();
        if self.script.silent_after == Some(step) {
            self.heard.lock().unwrap().silent = true;
            std::future::pending::<()>().await;
        }
        self.held.push_str(&reply);
        self.held.push_str("\r\n");
        let is_held = |until| until != step && matches!(step, "RSET" | "MAIL" | "RCPT");
        if !self.script.holds_replies_until.is_some_and(is_held) {
            self.release().await?;
        }
        Some(reply)
    }

    async fn release(&mut self) -> Option<()> {
        let held = std::mem::take(&mut self.held);
        let size = if self.script.byte_by_byte { 1 } else { held.len().max(1) };
        for bytes in held.as_bytes().chunks(size) {
            self.stream.write_all(bytes).await.ok()?;
            self.stream.flush().await.ok()?;
            // The client's turn, so that it sees every state in between.
            tokio::task::yield_now().await;
        }
        Some(())
    }

    async fn hear(&mut self) -> Option<String> {
        self.hear_line().await.map(|line| line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn hear_mail(&mut self) -> Option<String> {
        let mut mail = String::new();
        loop {
            let line = self.hear_line().await?;
            if line == ".\r\n" {
                return Some(mail);
            }
            self.heard.lock().unwrap().content_lines += 1;
            mail.push_str(line.strip_prefix('.').unwrap_or(&line));
        }
    }

    async fn hear_line(&mut self) -> Option<String> {
        let mut line = String::new();
        match self.stream.read_line(&mut line).await {
            Ok(0) | Err(_) => None,
            Ok(_) => Some(line),
        }
    }
}

fn acceptor(certificate: Certificate) -> TlsAcceptor {
    let (chain, key): (&[u8], &[u8]) = match certificate {
        Certificate::Good => (include_bytes!("certificates/server.pem"), include_bytes!("certificates/server.key")),
        Certificate::WrongHost => {
            (include_bytes!("certificates/wrong_host.pem"), include_bytes!("certificates/wrong_host.key"))
        }
        Certificate::Stranger => {
            (include_bytes!("certificates/stranger.pem"), include_bytes!("certificates/stranger.key"))
        }
    };
    let chain = vec![CertificateDer::from_pem_slice(chain).unwrap()];
    let key = PrivateKeyDer::from_pem_slice(key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}
