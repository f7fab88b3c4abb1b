//! TLS as every way out and every fetch of ours does it: the machine's root certificates and one provider of
//! cryptography. When a connection is encrypted is decided where it is made.

use std::sync::Arc;

use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};

use crate::{Error, message};

/// With its own cryptography, so that a host application may choose another for the process. Reading the root
/// certificates takes a while.
///
/// # Errors
/// `Tls` if it cannot be set up, and where roots are needed if none are found.
pub fn client_config(needs_roots: bool) -> Result<ClientConfig, Error> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    roots.add_parsable_certificates(found.certs);
    if roots.is_empty() && needs_roots {
        let why = found.errors.first().map(|error| format!(": {}", message::with_causes(error))).unwrap_or_default();
        return Err(Error::Tls(format!("no root certificates were found{why}")));
    }
    let config = ClientConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| Error::Tls(error.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}
