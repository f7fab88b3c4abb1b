//! TLS: the operator's root certificates, one provider of cryptography, and the handshake. Whether and when
//! a connection is encrypted is `connect.rs`'s business.

use std::io;
use std::sync::Arc;

use countersign_core::mail::Trouble;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use tokio_rustls::TlsConnector;

use super::connect::{Closed, limit};
use super::stream::Stream;
use super::{HANDSHAKE, Server, Tls, words};
use crate::Error;

/// What TLS needs, made once: reading the root certificates takes a while.
pub(super) struct Encryption {
    connector: TlsConnector,
    name: ServerName<'static>,
}

impl Encryption {
    /// None where none is asked for: then no root certificates are needed either.
    pub fn new(server: &Server) -> Result<Option<Self>, Error> {
        if server.tls == Tls::None {
            return Ok(None);
        }
        let connector = TlsConnector::from(Arc::new(client_config(server.tls != Tls::Opportunistic)?));
        let name = ServerName::try_from(server.host.clone()).map_err(|error| Error::Tls(error.to_string()))?;
        Ok(Some(Self { connector, name }))
    }

    pub async fn handshake(&self, step: &str, stream: Box<dyn Stream>) -> Result<Box<dyn Stream>, Closed> {
        match limit(step, HANDSHAKE, self.connector.connect(self.name.clone(), stream)).await? {
            Ok(tls) => Ok(Box::new(tls)),
            Err(error) => {
                // What TLS itself objects to comes as invalid data; anything else is the connection's failure.
                let is_objection = error.kind() == io::ErrorKind::InvalidData;
                let why = if is_objection { Trouble::Encryption } else { Trouble::Unreachable };
                Err(Closed(why, format!("{step}: {}", words::with_causes(&error))))
            }
        }
    }
}

/// With its own cryptography, so that a host application may choose another for the process.
fn client_config(needs_roots: bool) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() && needs_roots {
        let why = found.errors.first().map(|error| format!(": {}", words::with_causes(error))).unwrap_or_default();
        return Err(Error::Tls(format!("no root certificates were found{why}")));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Tls(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
