//! The handshake with a mail server. Whether and when a connection is encrypted is `connect.rs`'s business, what
//! it is verified by `tls.rs`'s.

use std::io;
use std::sync::Arc;

use countersign_core::mail::Trouble;
use rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::TlsConnector;

use super::connect::{Closed, limit};
use super::stream::Stream;
use super::{HANDSHAKE, Server, Tls};
use crate::message::with_causes;
use crate::tls::Flaw;
use crate::{Error, tls};

/// What TLS needs, made once: reading the root certificates takes a while.
pub(super) struct Encryption {
    connector: TlsConnector,
    name: ServerName<'static>,
}

/// A stream that is encrypted, and whose certificate was verified.
pub(super) struct Encrypted {
    pub stream: Box<dyn Stream>,
    pub certificate: CertificateDer<'static>,
}

impl Encryption {
    /// None where none is asked for: then no root certificates are needed either.
    pub fn new(server: &Server) -> Result<Option<Self>, Error> {
        if server.tls == Tls::None {
            return Ok(None);
        }
        let connector = TlsConnector::from(Arc::new(tls::client_config(server.tls != Tls::Opportunistic)?));
        let name = ServerName::try_from(server.host.clone()).map_err(|error| Error::Tls(error.to_string()))?;
        Ok(Some(Self { connector, name }))
    }

    pub async fn handshake(&self, step: &str, stream: Box<dyn Stream>) -> Result<Encrypted, Closed> {
        match limit(step, HANDSHAKE, self.connector.connect(self.name.clone(), stream)).await? {
            Ok(tls) => {
                let shown = tls.get_ref().1.peer_certificates().and_then(|chain| chain.first());
                let certificate = shown.map_or_else(|| Vec::new().into(), |leaf| leaf.clone().into_owned());
                Ok(Encrypted { stream: Box::new(tls), certificate })
            }
            Err(error) => {
                // What TLS itself objects to comes as invalid data; anything else is the connection's failure.
                let is_objection = error.kind() == io::ErrorKind::InvalidData;
                let why = if is_objection { Trouble::Encryption } else { Trouble::Unreachable };
                let words = format!("{step}: {}", with_causes(&error));
                Err(Closed { why, words, flaw: Flaw::of(&error) })
            }
        }
    }
}
