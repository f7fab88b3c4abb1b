//! A Redis as its URL names it, and one connection to it. TLS is verified against the machine's root certificates
//! or those in a file, as everywhere here; what is asked for encrypted is never sent in clear.

use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ConnectionAddr, IntoConnectionInfo, RedisConnectionInfo, RedisError, RedisResult};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio_rustls::TlsConnector;
use url::Url;

/// Longest wait for a connection that is ready for calls; nobody waits for it but the task that makes it.
pub(super) const CONNECTING: Duration = Duration::from_secs(2);

/// What is wrong with a URL, in one line.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Unusable(String);

pub(super) struct Server {
    way: Way,
    login: RedisConnectionInfo,
}

enum Way {
    Tcp { host: String, port: u16 },
    Tls { host: String, port: u16, connector: TlsConnector, name: ServerName<'static> },
    Unix(PathBuf),
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

impl Server {
    pub fn parse(text: &str) -> Result<Self, Unusable> {
        let wrong = |what: &str| Err(Unusable(what.to_owned()));
        let Ok(mut url) = Url::parse(text) else { return wrong("is not a URL; try redis://localhost:6379") };
        let known: &[&str] = match url.scheme() {
            "redis" => &[],
            "rediss" => &["ca"],
            "unix" => &["db", "user", "pass"],
            _ => return wrong("must begin with redis://, rediss:// or unix://"),
        };
        // The crate would take `#insecure` as leave to trust any certificate.
        if url.fragment().is_some() {
            return wrong("must not have a fragment (#…)");
        }
        if let Some((key, _)) = url.query_pairs().find(|(key, _)| !known.contains(&&**key)) {
            return Err(Unusable(format!("has an unknown option {key:?}")));
        }
        let is_tls = url.scheme() == "rediss";
        let roots = if is_tls { Some(roots(&url)?) } else { None };
        if is_tls && url.set_scheme("redis").is_err() {
            return wrong("is not a URL; try rediss://localhost:6379");
        }
        let info = url.into_connection_info().map_err(|error| Unusable(without_kind(&error)))?;
        if info.redis_settings().db() < 0 {
            return wrong("must name a database by a number from 0");
        }
        let way = match (info.addr().clone(), roots) {
            (ConnectionAddr::Tcp(host, port), None) => Way::Tcp { host, port },
            (ConnectionAddr::Tcp(host, port), Some(roots)) => {
                let name = ServerName::try_from(host.clone()).map_err(|error| Unusable(error.to_string()))?;
                Way::Tls { host, port, connector: connector(roots)?, name }
            }
            (ConnectionAddr::Unix(path), _) => Way::Unix(path),
            (_, _) => return wrong("must begin with redis://, rediss:// or unix://"),
        };
        let login = info.redis_settings().clone().set_lib_name("countersign", env!("CARGO_PKG_VERSION"));
        Ok(Self { way, login })
    }

    /// For the log: without user and password.
    pub fn name(&self) -> String {
        match &self.way {
            Way::Tcp { host, port } | Way::Tls { host, port, .. } => format!("{host}:{port}"),
            Way::Unix(path) => path.display().to_string(),
        }
    }

    /// A connection that is signed in, without any response timeout, and the work on its wire, which somebody has to
    /// run.
    pub async fn connect(&self) -> RedisResult<(MultiplexedConnection, impl Future<Output = ()> + Send + 'static)> {
        let stream: Box<dyn Stream> = match &self.way {
            Way::Tcp { host, port } => Box::new(tcp(host, *port).await?),
            Way::Tls { host, port, connector, name } => {
                Box::new(connector.connect(name.clone(), tcp(host, *port).await?).await?)
            }
            Way::Unix(path) => Box::new(UnixStream::connect(path).await?),
        };
        let config = AsyncConnectionConfig::new().set_response_timeout(None);
        MultiplexedConnection::new_with_config(&self.login, stream, config).await
    }
}

async fn tcp(host: &str, port: u16) -> RedisResult<TcpStream> {
    let stream = TcpStream::connect((host, port)).await?;
    // Calls are small and waited for.
    stream.set_nodelay(true)?;
    Ok(stream)
}

/// The certificates in the file that the URL names, or else the machine's.
fn roots(url: &Url) -> Result<RootCertStore, Unusable> {
    let mut roots = RootCertStore::empty();
    match url.query_pairs().find(|(key, _)| key == "ca") {
        Some((_, file)) => {
            let unreadable = |why: String| Unusable(format!("ca: {file} cannot be read: {why}"));
            let found = CertificateDer::pem_file_iter(&*file).map_err(|error| unreadable(error.to_string()))?;
            for certificate in found {
                let certificate = certificate.map_err(|error| unreadable(error.to_string()))?;
                roots.add(certificate).map_err(|error| unreadable(error.to_string()))?;
            }
            if roots.is_empty() {
                return Err(unreadable("it has no certificate".to_owned()));
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            if roots.is_empty() {
                return Err(Unusable("rediss:// needs root certificates, and none were found here".to_owned()));
            }
        }
    }
    Ok(roots)
}

/// With its own cryptography, so that a host application may choose another for the process.
fn connector(roots: RootCertStore) -> Result<TlsConnector, Unusable> {
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Unusable(error.to_string()))?;
    Ok(TlsConnector::from(Arc::new(config.with_root_certificates(roots).with_no_client_auth())))
}

/// What the crate says about a URL, without its own name for that kind of error.
fn without_kind(error: &RedisError) -> String {
    let text = error.to_string();
    text.split(" - ").next().unwrap_or_default().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(url: &str) -> String {
        Server::parse(url).err().map(|Unusable(why)| why).unwrap_or_default()
    }

    #[test]
    fn a_url_names_host_port_database_and_login() {
        let server = Server::parse("redis://ada:p%40ss@cache.example:6380/3").unwrap();
        assert_eq!(server.name(), "cache.example:6380");
        let login = &server.login;
        assert_eq!((login.username(), login.password(), login.db()), (Some("ada"), Some("p@ss"), 3));
        assert_eq!(Server::parse("redis://[::1]").unwrap().name(), "::1:6379");
        assert_eq!(Server::parse("unix:///run/redis.sock?db=2").unwrap().name(), "/run/redis.sock");
    }

    #[test]
    fn what_cannot_work_is_told_in_one_line_without_the_password() {
        for (url, why) in [
            ("cache:6379", "must begin with"),
            ("http://:secret@cache", "must begin with"),
            ("nothing", "is not a URL"),
            ("redis:///0", "missing hostname"),
            ("redis://:secret@cache/x", "database number"),
            ("redis://:secret@cache/-1", "database by a number"),
            ("redis://0.0.0.0", "wildcard"),
            ("redis://cache?ca=/x", "unknown option \"ca\""),
            ("rediss://:secret@cache#insecure", "fragment"),
            ("rediss://:secret@cache?ca=/does/not/exist.pem", "ca: /does/not/exist.pem cannot be read"),
            ("rediss://cache?ca=/dev/null", "no certificate"),
        ] {
            let refusal = refusal(url);
            assert!(refusal.contains(why), "{url}: {refusal}");
            assert!(!refusal.contains("secret") && refusal.lines().count() == 1, "{refusal}");
        }
    }
}
