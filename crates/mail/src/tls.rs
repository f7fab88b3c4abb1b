//! TLS as every way out and every fetch of ours does it: the machine's root certificates and one provider of
//! cryptography. When a connection is encrypted is decided where it is made. Also what is wrong with a certificate,
//! in words.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use countersign_core::Timestamp;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, RootCertStore};

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

/// Why a certificate was not believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// Since when, where it is known.
    Expired(Option<Timestamp>),
    /// Its time has not begun.
    NotYetGood,
    /// The names that it is good for.
    OtherName(Vec<String>),
    /// Nobody whom this machine trusts has signed it.
    UnknownIssuer,
    /// Anything else, in words.
    Other(String),
}

impl Flaw {
    /// If that is what an error comes down to.
    pub fn of(error: &(dyn StdError + 'static)) -> Option<Self> {
        let found = message::causes(error).find_map(|cause| cause.downcast_ref::<rustls::Error>())?;
        let rustls::Error::InvalidCertificate(flaw) = found else { return None };
        let since = |at: &UnixTime| Timestamp::from_seconds(i64::try_from(at.as_secs()).unwrap_or(i64::MAX));
        Some(if let CertificateError::ExpiredContext { not_after, .. } = flaw {
            Self::Expired(Some(since(not_after)))
        } else if matches!(flaw, CertificateError::Expired) {
            Self::Expired(None)
        } else if matches!(flaw, CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) {
            Self::NotYetGood
        } else if let CertificateError::NotValidForNameContext { presented, .. } = flaw {
            Self::OtherName(presented.iter().map(|name| bare(name)).collect())
        } else if matches!(flaw, CertificateError::NotValidForName) {
            Self::OtherName(Vec::new())
        } else if matches!(flaw, CertificateError::UnknownIssuer) {
            Self::UnknownIssuer
        } else {
            Self::Other(message::short_line(&flaw.to_string()))
        })
    }
}

/// `DnsName("mail.example.org")` is how the library shows it.
fn bare(name: &str) -> String {
    name.split('"').nth(1).unwrap_or(name).to_owned()
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired(Some(at)) => write!(f, "the certificate has expired at {}", at.rfc3339()),
            Self::Expired(None) => f.write_str("the certificate has expired"),
            Self::NotYetGood => f.write_str("the certificate is not good yet"),
            Self::OtherName(names) if names.is_empty() => f.write_str("the certificate is for another name"),
            Self::OtherName(names) => write!(f, "the certificate is for {}", names.join(", ")),
            Self::UnknownIssuer => f.write_str("the certificate is of an issuer that this machine does not know"),
            Self::Other(words) => write!(f, "the certificate is not believed: {words}"),
        }
    }
}

/// The last instant at which a certificate is good. Found by asking whether it will be good in a thousand years: the
/// verifier looks at that first, and says since when it will not.
pub fn good_until(certificate: &CertificateDer<'_>) -> Option<Timestamp> {
    const LATE: UnixTime = UnixTime::since_unix_epoch(Duration::from_secs(1_000 * 31_556_952));
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build().ok()?;
    let name = ServerName::try_from("localhost").ok()?;
    let refused = verifier.verify_server_cert(certificate, &[], &name, &[], LATE).err()?;
    match Flaw::of(&refused)? {
        Flaw::Expired(at) => at,
        Flaw::NotYetGood | Flaw::OtherName(_) | Flaw::UnknownIssuer | Flaw::Other(_) => None,
    }
}
