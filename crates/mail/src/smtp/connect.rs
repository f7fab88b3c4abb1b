//! A connection that is ready for mail: TCP, greeting, EHLO, TLS, AUTH. Whatever goes wrong here says
//! nothing about any mail: the way out is closed, and `Closed` says why. TLS is set up in `encryption.rs`.

use std::net::IpAddr;
use std::time::Duration;

use countersign_core::mail::Trouble;
use mail_send::smtp::AssertReply;
use mail_send::{Credentials, Error as ClientError, SmtpClient};
use smtp_proto::{AUTH_LOGIN, AUTH_PLAIN, EXT_START_TLS, EhloResponse};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::dialogue::Connection;
use super::encryption::{Encrypted, Encryption};
use super::stream::{ByLine, Stream};
use super::{AUTH, CONNECT, Client, GREETING, HANDSHAKE, RESOLVE, Server, Tls, WHOLE, words};
use crate::tls::Flaw;

/// Why there is no connection for mail, in one line that begins with the step that failed.
pub(super) struct Closed {
    pub why: Trouble,
    pub words: String,
    /// What is wrong with the server's certificate, where that is it.
    pub flaw: Option<Flaw>,
}

impl Closed {
    pub fn new(why: Trouble, words: impl Into<String>) -> Self {
        Self { why, words: words.into(), flaw: None }
    }
}

pub(super) async fn connect(server: &Server, encryption: Option<&Encryption>) -> Result<Connection, Closed> {
    let tcp = tcp(server).await?;
    let hello = hello_name(&tcp);
    let mut certificate = None;
    let mut stream: Box<dyn Stream> = Box::new(tcp);
    if let (Tls::Implicit, Some(tls)) = (server.tls, encryption) {
        let encrypted = tls.handshake("TLS", stream).await?;
        (stream, certificate) = (encrypted.stream, Some(encrypted.certificate));
    }
    let mut client = client(stream);
    let mut offers = greet(&mut client, &hello).await?;
    if certificate.is_none()
        && let Some(tls) = encryption
    {
        if offers.has_capability(EXT_START_TLS) {
            let encrypted = start_tls(client, tls).await?;
            client = self::client(encrypted.stream);
            certificate = Some(encrypted.certificate);
            offers = say_hello(&mut client, &hello).await?;
        } else if server.tls == Tls::Required {
            let words = "the server offers no STARTTLS, and tls=required";
            return Err(Closed::new(Trouble::Encryption, words));
        }
    }
    authenticate(&mut client, &mut offers, server, certificate.is_some()).await?;
    Ok(Connection::new(client, &offers, certificate))
}

/// A stream that is open already.
pub(super) async fn on(stream: Box<dyn Stream>) -> Result<Connection, Closed> {
    let mut client = client(stream);
    let offers = greet(&mut client, "localhost").await?;
    Ok(Connection::new(client, &offers, None))
}

fn client(stream: Box<dyn Stream>) -> Client {
    // The time limits are our own, one for each step; the client's never strikes first.
    SmtpClient { stream: ByLine::new(stream), timeout: WHOLE }
}

async fn tcp(server: &Server) -> Result<TcpStream, Closed> {
    let Server { host, port, .. } = server;
    let unreachable = |words: String| Closed::new(Trouble::Unreachable, words);
    let found = limit("looking up the mail server", RESOLVE, lookup_host((host.as_str(), *port))).await?;
    let addresses = found.map_err(|error| unreachable(format!("{host}: {error}")))?;
    let mut reason = format!("{host} has no IP address");
    for address in addresses {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // Without it each mail can wait 40 ms for a delayed ACK: the client writes, writes, reads.
                tcp.set_nodelay(true).map_err(|error| unreachable(format!("{address}: {error}")))?;
                return Ok(tcp);
            }
            Ok(Err(error)) => reason = format!("connecting to {address}: {error}"),
            Err(_) => reason = format!("connecting to {address}: no answer within {} s", CONNECT.as_secs()),
        }
    }
    Err(unreachable(reason))
}

/// The greeting, and what the server offers.
async fn greet(client: &mut Client, hello: &str) -> Result<EhloResponse<String>, Closed> {
    let greeting = limit("greeting", GREETING, client.read()).await?;
    greeting
        .and_then(AssertReply::assert_positive_completion)
        .map_err(|error| closed("greeting", Trouble::Refused, &error, client))?;
    say_hello(client, hello).await
}

async fn say_hello(client: &mut Client, hello: &str) -> Result<EhloResponse<String>, Closed> {
    match limit("EHLO", GREETING, client.ehlo(hello)).await? {
        Ok(offers) => Ok(offers),
        // A server from before extensions (RFC 5321 section 3.2).
        Err(ClientError::UnexpectedReply(reply)) if matches!(reply.code, 500..=504) => {
            let reply = limit("HELO", GREETING, client.cmd(format!("HELO {hello}\r\n"))).await?;
            reply
                .and_then(AssertReply::assert_positive_completion)
                .map_err(|error| closed("HELO", Trouble::Refused, &error, client))?;
            Ok(EhloResponse::new(words::of_reply(client.stream.reply())))
        }
        Err(error) => Err(closed("EHLO", Trouble::Refused, &error, client)),
    }
}

async fn start_tls(mut client: Client, tls: &Encryption) -> Result<Encrypted, Closed> {
    let step = "STARTTLS";
    let consent = limit(step, HANDSHAKE, client.cmd(b"STARTTLS\r\n")).await?;
    consent
        .and_then(AssertReply::assert_positive_completion)
        .map_err(|error| closed(step, Trouble::Encryption, &error, &client))?;
    let Some(stream) = client.stream.into_inner() else {
        let words = "STARTTLS: somebody slipped in plain text before the encryption";
        return Err(Closed::new(Trouble::Encryption, words));
    };
    tls.handshake(step, stream).await
}

async fn authenticate(
    client: &mut Client,
    offers: &mut EhloResponse<String>,
    server: &Server,
    encrypted: bool,
) -> Result<(), Closed> {
    let Some(login) = &server.login else { return Ok(()) };
    if !encrypted && !server.loopback {
        let words = "the server offers no STARTTLS, and the password is not sent unencrypted";
        return Err(Closed::new(Trouble::Encryption, words));
    }
    // The client would begin others that it cannot end.
    offers.auth_mechanisms &= AUTH_PLAIN | AUTH_LOGIN;
    let credentials = Credentials::new(login.user.as_str(), login.password.expose().as_str());
    match limit("AUTH", AUTH, client.authenticate(&credentials, &*offers)).await? {
        Ok(_) => Ok(()),
        Err(error) => {
            let Closed { why, mut words, .. } = closed("AUTH", Trouble::SignIn, &error, client);
            // Some servers repeat what they did not understand.
            let in_base64 = [credentials.encode(AUTH_PLAIN, ""), credentials.encode(AUTH_LOGIN, PASSWORD_PROMPT)];
            for secret in in_base64.iter().flatten().chain([login.password.expose()]) {
                words = words.replace(secret.as_str(), "***");
            }
            Err(Closed::new(why, words))
        }
    }
}

/// `Password:` in base64, to which AUTH LOGIN answers with the password.
const PASSWORD_PROMPT: &str = "UGFzc3dvcmQ6";

/// A refusal for good is what the step makes of it; anything else may pass by itself.
fn closed(step: &str, refused: Trouble, error: &ClientError, client: &Client) -> Closed {
    let is_refused = if let ClientError::UnexpectedReply(reply) | ClientError::AuthenticationFailed(reply) = error {
        reply.code / 100 == 5
    } else {
        // No way to sign in that both sides know, or a question that makes no sense.
        matches!(error, ClientError::UnsupportedAuthMechanism | ClientError::Auth(_) | ClientError::Base64(_))
    };
    let why = if is_refused { refused } else { Trouble::Unreachable };
    Closed::new(why, format!("{step}: {}", words::of_error(error, client.stream.reply())))
}

/// The host's name if it is a whole one, else the address (RFC 5321 section 4.1.4): servers refuse
/// clients that introduce themselves by a bare word.
fn hello_name(tcp: &TcpStream) -> String {
    let name = gethostname::gethostname().to_string_lossy().into_owned();
    let is_whole = name.contains('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    match tcp.local_addr().map(|address| address.ip()) {
        _ if is_whole => name,
        Ok(IpAddr::V6(ip)) => format!("[IPv6:{ip}]"),
        Ok(IpAddr::V4(ip)) => format!("[{ip}]"),
        Err(_) => "[127.0.0.1]".to_owned(),
    }
}

pub(super) async fn limit<T>(step: &str, span: Duration, work: impl Future<Output = T>) -> Result<T, Closed> {
    let late = |_| Closed::new(Trouble::Unreachable, format!("{step}: no answer within {} s", span.as_secs()));
    timeout(span, work).await.map_err(late)
}
