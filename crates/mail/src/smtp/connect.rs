//! A connection that is ready for mail: TCP, greeting, EHLO, TLS, AUTH. Whatever goes wrong here says
//! nothing about any mail, so it is only ever a reason to try later.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::stream::{ByLine, Encrypted};
use super::{AUTH, CONNECT, GREETING, HANDSHAKE, RESOLVE, Server, Tls, words};
use crate::Error;

/// What TLS needs, made once: reading the root certificates takes a while.
pub(super) enum Encryption {
    Implicit { connector: TlsConnector, name: ServerName<'static> },
    StartTls { parameters: TlsParameters, required: bool },
    None,
}

impl Encryption {
    pub fn new(server: &Server) -> Result<Self, Error> {
        Ok(match server.tls {
            Tls::Implicit => Self::Implicit {
                connector: TlsConnector::from(Arc::new(client_config()?)),
                name: ServerName::try_from(server.host.clone()).map_err(|error| Error::Tls(error.to_string()))?,
            },
            Tls::Required | Tls::Opportunistic => Self::StartTls {
                parameters: TlsParameters::new_rustls(server.host.clone())
                    .map_err(|error| Error::Tls(words::of_error(&error)))?,
                required: server.tls == Tls::Required,
            },
            Tls::None => Self::None,
        })
    }
}

/// With its own cryptography, so that a host application may choose another for the process.
fn client_config() -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() {
        let why = found.errors.first().map(|error| format!(": {}", words::with_causes(error))).unwrap_or_default();
        return Err(Error::Tls(format!("no root certificates were found{why}")));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Tls(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// # Errors
/// The reason in one line, with the step that failed.
pub(super) async fn connect(server: &Server, encryption: &Encryption) -> Result<AsyncSmtpConnection, String> {
    let tcp = tcp(server).await?;
    let hello = hello_name(&tcp);
    let (mut smtp, encrypted) = match encryption {
        Encryption::None => (greet(Box::new(ByLine::new(tcp)), &hello).await?, false),
        Encryption::Implicit { connector, name } => {
            let tls = limit("TLS", HANDSHAKE, connector.connect(name.clone(), tcp)).await?;
            let tls = tls.map_err(|error| format!("TLS: {}", words::with_causes(&error)))?;
            (greet(Box::new(Encrypted(tls)), &hello).await?, true)
        }
        Encryption::StartTls { parameters, required } => {
            let mut smtp = greet(Box::new(ByLine::new(tcp)), &hello).await?;
            let offered = smtp.can_starttls();
            if offered {
                let upgraded = limit("STARTTLS", HANDSHAKE, smtp.starttls(parameters.clone(), &hello)).await?;
                upgraded.map_err(|error| format!("STARTTLS: {}", words::of_error(&error)))?;
            } else if *required {
                return Err("the server offers no STARTTLS, and tls=required".to_owned());
            }
            (smtp, offered)
        }
    };
    authenticate(&mut smtp, server, encrypted).await?;
    Ok(smtp)
}

async fn tcp(server: &Server) -> Result<TcpStream, String> {
    let Server { host, port, .. } = server;
    let found = limit("looking up the mail server", RESOLVE, lookup_host((host.as_str(), *port))).await?;
    let addresses = found.map_err(|error| format!("{host}: {error}"))?;
    let mut reason = format!("{host} has no IP address");
    for address in addresses {
        match timeout(CONNECT, TcpStream::connect(address)).await {
            Ok(Ok(tcp)) => {
                // Without it each mail can wait 40 ms for a delayed ACK: the client writes, writes, reads.
                tcp.set_nodelay(true).map_err(|error| format!("{address}: {error}"))?;
                return Ok(tcp);
            }
            Ok(Err(error)) => reason = format!("connecting to {address}: {error}"),
            Err(_) => reason = format!("connecting to {address}: no answer within {} s", CONNECT.as_secs()),
        }
    }
    Err(reason)
}

async fn greet(stream: Box<dyn AsyncTokioStream>, hello: &ClientId) -> Result<AsyncSmtpConnection, String> {
    let greeted = limit("greeting", GREETING, AsyncSmtpConnection::connect_with_transport(stream, hello)).await?;
    greeted.map_err(|error| format!("greeting: {}", words::of_error(&error)))
}

async fn authenticate(smtp: &mut AsyncSmtpConnection, server: &Server, encrypted: bool) -> Result<(), String> {
    let Some(login) = &server.login else { return Ok(()) };
    if !encrypted && !server.loopback {
        return Err("the server offers no STARTTLS, and the password is not sent unencrypted".to_owned());
    }
    let credentials = Credentials::new(login.user.clone(), login.password.expose().clone());
    let signed_in = limit("AUTH", AUTH, smtp.auth(DEFAULT_MECHANISMS, &credentials)).await?;
    signed_in.map_err(|error| format!("AUTH: {}", words::of_error(&error)))?;
    Ok(())
}

/// The host's name if it is a whole one, else the address (RFC 5321 section 4.1.4): servers refuse
/// clients that introduce themselves by a bare word.
fn hello_name(tcp: &TcpStream) -> ClientId {
    let whole = |name: &String| {
        name.contains('.') && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
    };
    match (ClientId::default(), tcp.local_addr().map(|address| address.ip())) {
        (ClientId::Domain(name), _) if whole(&name) => ClientId::Domain(name),
        (_, Ok(IpAddr::V4(ip))) => ClientId::Ipv4(ip),
        (_, Ok(IpAddr::V6(ip))) => ClientId::Ipv6(ip),
        (name, Err(_)) => name,
    }
}

async fn limit<T>(step: &str, span: Duration, work: impl Future<Output = T>) -> Result<T, String> {
    timeout(span, work).await.map_err(|_| format!("{step}: no answer within {} s", span.as_secs()))
}
