//! The way out: one `Transport` for every route, and the three answers it can give. Each way is in its own
//! file; what becomes of an answer is the worker's business.

use std::sync::Arc;

use crate::file::Directory;
use crate::smtp::Pool;
use crate::{Error, Mailbox, Rendered, Route};

/// How handing over a mail went.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Delivery {
    /// Taken over, with the server's words.
    Sent(String),
    /// Not now: worth another try, for this reason.
    Later(String),
    /// Refused for good, with the server's words.
    Never(String),
}

/// A way out. Cheap to share by reference; SMTP connections inside are kept and reused.
pub struct Transport(Way);

enum Way {
    Smtp(Arc<Pool>),
    File(Directory),
    Mailbox(Mailbox),
}

impl Transport {
    /// `mailbox` is where [`Route::Mailbox`] leads; the other routes leave it alone. Connects nowhere yet.
    ///
    /// # Errors
    /// `Tls` if TLS cannot be set up (for `smtps` also if no root certificates are found); `Directory` if it
    /// cannot be made.
    pub fn new(route: &Route, mailbox: Mailbox) -> Result<Self, Error> {
        Ok(Self(match route {
            Route::Smtp(server) => Way::Smtp(Arc::new(Pool::new(server.clone())?)),
            Route::File(path) => Way::File(Directory::open(path)?),
            Route::Mailbox => Way::Mailbox(mailbox),
        }))
    }

    /// Hands one mail over, in at most 60 seconds. Dropping the future leaves no half of a mail behind on
    /// a kept connection, but the server may have taken it.
    pub async fn send(&self, mail: &Rendered) -> Delivery {
        match &self.0 {
            Way::Smtp(pool) => pool.send(mail).await,
            Way::File(directory) => directory.send(mail).await,
            Way::Mailbox(mailbox) => {
                mailbox.put(mail.clone());
                Delivery::Sent("put into the mailbox".to_owned())
            }
        }
    }

    /// Takes leave of kept connections (QUIT); later mails get connections of their own.
    pub async fn close(&self) {
        match &self.0 {
            Way::Smtp(pool) => pool.close().await,
            Way::File(_) | Way::Mailbox(_) => {}
        }
    }

    /// Goes as far as one can without a mail: connects, encrypts, signs in. The text says what was
    /// reached, or why not.
    ///
    /// # Errors
    /// The reason, in one line.
    pub async fn probe(&self) -> Result<String, String> {
        match &self.0 {
            Way::Smtp(pool) => pool.probe().await,
            Way::File(directory) => directory.probe().await,
            Way::Mailbox(_) => Ok("mails stay in the built-in mailbox".to_owned()),
        }
    }
}
