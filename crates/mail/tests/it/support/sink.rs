//! A mail server that follows a script, one script for each connection, and notes what it hears. It knows
//! just enough SMTP for a client to hand over mails; it keeps no rules of its own.

use std::sync::{Arc, Mutex};

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
    /// Answers `step` so: a verb, `GREETING`, `PASSWORD` (the end of AUTH) or `CONTENT` (the end of a mail).
    pub fn reply(mut self, step: &'static str, reply: &'static str) -> Self {
        self.replies.push((step, reply));
        self
    }

    /// Closes the connection after `step` instead of answering, but for `CONTENT` with a reply of its own.
    pub fn hang_up_after(mut self, step: &'static str) -> Self {
        self.hangs_up_after = Some(step);
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

    fn answer(&self, step: &str, usual: &'static str) -> &'static str {
        self.replies.iter().find(|(of, _)| *of == step).map_or(usual, |(_, reply)| reply)
    }
}

/// What a sink heard, in order.
#[derive(Default)]
pub struct Heard {
    pub connections: usize,
    /// Every command line, without line ends.
    pub commands: Vec<String>,
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
    let mut stream = BufReader::new(stream);
    if greets {
        say(&mut stream, script.answer("GREETING", "220 sink.example ESMTP")).await?;
    }
    loop {
        let line = hear(&mut stream).await?;
        heard.lock().unwrap().commands.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or("").to_ascii_uppercase();
        if script.hangs_up_after == Some(verb.as_str()) {
            return None;
        }
        let usual = match verb.as_str() {
            "EHLO" => {
                let mut lines: Vec<&str> = vec!["sink.example"];
                lines.extend(&script.extensions);
                let last = lines.len() - 1;
                for (index, text) in lines.iter().enumerate() {
                    say(&mut stream, &format!("250{}{text}", if index == last { ' ' } else { '-' })).await?;
                }
                continue;
            }
            "STARTTLS" => {
                say(&mut stream, script.answer("STARTTLS", "220 2.0.0 go ahead")).await?;
                return Some(stream.into_inner());
            }
            "AUTH" => "235 2.7.0 welcome",
            "MAIL" => "250 2.1.0 sender ok",
            "RCPT" => "250 2.1.5 recipient ok",
            "DATA" => "354 go ahead",
            "RSET" | "NOOP" => "250 2.0.0 ok",
            "QUIT" => "221 2.0.0 bye",
            _ => "502 5.5.2 unknown command",
        };
        let reply = script.answer(&verb, usual);
        say(&mut stream, reply).await?;
        if verb == "QUIT" {
            return None;
        }
        if verb == "DATA" && reply.starts_with("354") {
            let mut mail = String::new();
            loop {
                let line = hear(&mut stream).await?;
                if line == "." {
                    break;
                }
                mail.push_str(line.strip_prefix('.').unwrap_or(&line));
                mail.push_str("\r\n");
            }
            if script.hangs_up_after == Some("CONTENT") {
                return None;
            }
            let reply = script.answer("CONTENT", "250 2.0.0 queued as 1A2B");
            if reply.starts_with('2') {
                heard.lock().unwrap().mails.push(mail);
            }
            say(&mut stream, reply).await?;
            if script.hangs_up_after == Some("MAIL TAKEN") {
                return None;
            }
        }
    }
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, text: &str) -> Option<()> {
    stream.write_all(format!("{text}\r\n").as_bytes()).await.ok()?;
    stream.flush().await.ok()
}

async fn hear<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> Option<String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(0) | Err(_) => None,
        Ok(_) => Some(line.trim_end_matches(['\r', '\n']).to_owned()),
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
