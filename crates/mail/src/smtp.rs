//! Mail by SMTP (RFC 5321), over mail-send's client and a small pool of our own, because what a refusal
//! means depends on the command that was refused. Here: the server that mails go to, and the time limits.
//! Connecting is in `connect.rs`, one mail's dialogue in `dialogue.rs`, keeping connections in `pool.rs`, trying it all
//! without a mail in `probe.rs`.

mod connect;
mod dialogue;
mod encryption;
mod pool;
mod probe;
mod stream;
mod verdict;
mod words;

use std::fmt;
use std::time::Duration;

use countersign_core::Secret;
use mail_send::SmtpClient;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use crate::{Delivery, Rendered};

pub(crate) use pool::{HandOver, Pool};
pub use probe::{Reached, Refused, examine};

type Client = SmtpClient<stream::ByLine>;

/// A mail server; only [`crate::Route::parse`] makes one, so that its parts fit together.
#[derive(Clone)]
pub struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
    pub(crate) login: Option<Login>,
    /// The host is this machine: what is sent unencrypted is seen by nobody else.
    pub(crate) loopback: bool,
}

/// One mail over a stream that somebody else opened, from the greeting to what becomes of the mail: nothing is
/// encrypted, and nobody signs in. For whoever wants to see what the dialogue makes of replies.
pub async fn hand_over_on<S>(stream: S, mail: &Rendered) -> Delivery
where
    S: AsyncRead + AsyncWrite + Unpin + Send + Sync + 'static,
{
    let mut connection = match connect::on(Box::new(stream)).await {
        Ok(connection) => connection,
        Err(closed) => return Delivery::Down(closed.why, closed.words),
    };
    match connection.begin(mail, Instant::now() + WHOLE).await {
        Ok(()) => connection.end().await,
        Err(verdict::Refusal::Answer(delivery) | verdict::Refusal::Gone(delivery)) => delivery,
    }
}

/// When the connection is encrypted. Wherever it is, the server's certificate is verified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte (RFC 8314 section 3).
    Implicit,
    /// By STARTTLS (RFC 3207), or no mail is sent.
    Required,
    /// By STARTTLS if the server offers it. Whoever sits in between can take the offer away.
    Opportunistic,
    /// In clear: for a server on this machine.
    None,
}

impl Server {
    /// The host as the mail URL names it.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// Whether it is this machine.
    pub fn is_here(&self) -> bool {
        self.loopback
    }
}

#[derive(Clone)]
pub(crate) struct Login {
    pub user: String,
    pub password: Secret<String>,
}

/// For logs: without the password.
impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (scheme, query) = match self.tls {
            Tls::Implicit => ("smtps", ""),
            Tls::Required => ("smtp", "?tls=required"),
            Tls::Opportunistic => ("smtp", "?tls=opportunistic"),
            Tls::None => ("smtp", "?tls=none"),
        };
        let login = if self.login.is_some() { "***@" } else { "" };
        let (open, close) = if self.host.contains(':') { ("[", "]") } else { ("", "") };
        write!(f, "{scheme}://{login}{open}{}{close}:{}{query}", self.host, self.port)
    }
}

/// From waiting for a connection to a mail of which only the last line is missing.
const WHOLE: Duration = Duration::from_secs(60);

// RFC 5321 section 4.5.3.2 asks for minutes at each step: 5 for greeting, MAIL and RCPT, 2 for DATA, 10 for
// the end of the mail. That is for relays; a person waits for these mails, they are small, and a mail that
// runs out of time is tried again within the hour.
const RESOLVE: Duration = Duration::from_secs(10);
/// To one of the host's addresses, so that a dead one leaves time for the next.
const CONNECT: Duration = Duration::from_secs(8);
const HANDSHAKE: Duration = Duration::from_secs(15);
/// The greeting may be slow on purpose (tarpits), and the reply to EHLO too.
const GREETING: Duration = Duration::from_secs(30);
const AUTH: Duration = Duration::from_secs(20);
const COMMAND: Duration = Duration::from_secs(20);
/// Content scanners work before this reply. Giving up early risks a duplicate (section 4.5.3.2.6).
const END_OF_MAIL: Duration = Duration::from_secs(45);
const QUIT: Duration = Duration::from_secs(2);

/// A kept connection without work is closed after this; servers do so after 5 minutes (section 4.5.3.2.7).
const IDLE: Duration = Duration::from_secs(30);
