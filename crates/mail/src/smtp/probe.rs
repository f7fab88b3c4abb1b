//! As far as one comes with a mail server without a mail: connected, encrypted, signed in, the sender named and taken
//! back. What to think of it is for the caller to say.

use countersign_core::Timestamp;
use countersign_core::mail::Trouble;
use tokio::time::{Instant, timeout_at};

use super::connect::{Closed, connect};
use super::encryption::Encryption;
use super::{Server, WHOLE};
use crate::Delivery;
use crate::tls::{self, Flaw};

/// A server that would take a mail of the sender now.
#[derive(Clone, Debug)]
pub struct Reached {
    /// As it introduced itself.
    pub name: String,
    /// Whether TLS stands, from the start or by STARTTLS.
    pub is_encrypted: bool,
    /// The last instant at which its certificate is good.
    pub good_until: Option<Timestamp>,
    /// Whether it took our name and password.
    pub has_signed_in: bool,
}

/// How far one came, and why no farther.
#[derive(Clone, Debug)]
pub struct Refused {
    /// `Sender` is the last step, `Unreachable` may be any.
    pub why: Trouble,
    /// The server's words, or the system's.
    pub words: String,
    /// If its certificate is why.
    pub flaw: Option<Flaw>,
    /// If the connection was ready for mail: all that is wrong is the sender.
    pub reached: Option<Reached>,
}

/// Tries a server in at most 60 seconds. Nothing is sent.
///
/// # Errors
/// Where it ended.
pub async fn examine(server: &Server, sender: &str) -> Result<Reached, Refused> {
    let refused = |closed: Closed| {
        let Closed { why, words, flaw } = closed;
        Refused { why, words, flaw, reached: None }
    };
    let encryption =
        Encryption::new(server).map_err(|error| refused(Closed::new(Trouble::Encryption, error.to_string())))?;
    let late = |_| Err(Closed::new(Trouble::Unreachable, format!("not done within {} s", WHOLE.as_secs())));
    let connecting = timeout_at(Instant::now() + WHOLE, connect(server, encryption.as_ref())).await;
    let mut connection = connecting.unwrap_or_else(late).map_err(refused)?;
    let reached = Reached {
        name: connection.server_name.clone(),
        is_encrypted: connection.certificate.is_some(),
        good_until: connection.certificate.as_ref().and_then(|certificate| tls::good_until(certificate)),
        has_signed_in: server.login.is_some(),
    };
    let tried = connection.try_sender(sender).await;
    connection.quit().await;
    let (why, words) = match tried {
        Ok(()) | Err(Delivery::Sent(_)) => return Ok(reached),
        Err(Delivery::Down(why, words)) => (why, words),
        Err(Delivery::Never { words, .. }) => (Trouble::Sender, words),
        Err(Delivery::Later(words) | Delivery::SlowDown(words)) => (Trouble::Unreachable, words),
    };
    Err(Refused { why, words, flaw: None, reached: Some(reached) })
}
