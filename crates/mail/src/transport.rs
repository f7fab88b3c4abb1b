//! The way out: one `Transport` for every route, and the answers it can give. Each way is in its own
//! file; what becomes of an answer is the worker's business.

use std::sync::Arc;

use countersign_core::mail::Trouble;

use crate::file::Directory;
#[cfg(feature = "ses")]
use crate::ses::Ses;
use crate::smtp::{self, Pool};
use crate::{Error, Mailbox, Rendered, Route};

/// How handing over a mail went. All words are one line, the server's own where it said any.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Delivery {
    /// Taken over.
    Sent(String),
    /// Not now: this mail is worth another try.
    Later(String),
    /// Not now, and the server asks for fewer mails at a time.
    SlowDown(String),
    /// This mail is refused for good.
    Never {
        /// What the server said, or we do.
        words: String,
        /// It is the address that cannot be written to, whatever the mail.
        of_address: bool,
    },
    /// The way out is closed to all mails; this one was not looked at.
    Down(Trouble, String),
}

/// A way out. Cheap to share by reference; SMTP connections inside are kept and reused.
pub struct Transport(Way);

enum Way {
    Smtp(Arc<Pool>),
    File(Directory),
    Mailbox(Mailbox),
    #[cfg(feature = "ses")]
    Ses(Arc<Ses>),
}

impl Transport {
    /// `mailbox` is where [`Route::Mailbox`] leads; the other routes leave it alone. SMTP uses up to so many
    /// `connections` at a time. Connects nowhere yet.
    ///
    /// # Errors
    /// `Tls` if TLS cannot be set up (where it is demanded also if no root certificates are found); `Directory`
    /// if it cannot be made.
    pub fn new(route: &Route, mailbox: Mailbox, connections: usize) -> Result<Self, Error> {
        Ok(Self(match route {
            Route::Smtp(server) => Way::Smtp(Arc::new(Pool::new(server.clone(), connections)?)),
            Route::File(path) => Way::File(Directory::open(path)?),
            Route::Mailbox => Way::Mailbox(mailbox),
            #[cfg(feature = "ses")]
            Route::Ses { region, endpoint } => Way::Ses(Arc::new(Ses::new(region.clone(), endpoint.clone()))),
        }))
    }

    /// Brings a mail to the point where one more line makes the server take it, in at most 60 seconds.
    /// As many as there are connections may wait there; a dropped one leaves nothing behind.
    ///
    /// # Errors
    /// What the server said instead; never `Sent`.
    pub async fn begin(&self, mail: &Rendered) -> Result<HandOver, Delivery> {
        Ok(HandOver(match &self.0 {
            Way::Smtp(pool) => Step::Smtp(Box::new(pool.begin(mail).await?)),
            Way::File(directory) => Step::File(directory.clone(), Box::new(mail.clone())),
            Way::Mailbox(mailbox) => Step::Mailbox(mailbox.clone(), Box::new(mail.clone())),
            #[cfg(feature = "ses")]
            Way::Ses(ses) => Step::Ses(Arc::clone(ses), Box::new(mail.clone())),
        }))
    }

    /// Hands one mail over from beginning to end.
    pub async fn send(&self, mail: &Rendered) -> Delivery {
        match self.begin(mail).await {
            Ok(hand_over) => hand_over.complete().await,
            Err(delivery) => delivery,
        }
    }

    /// Takes leave of kept connections (QUIT); later mails get connections of their own.
    pub async fn close(&self) {
        match &self.0 {
            Way::Smtp(pool) => pool.close().await,
            Way::File(_) | Way::Mailbox(_) => {}
            #[cfg(feature = "ses")]
            Way::Ses(_) => {}
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
            #[cfg(feature = "ses")]
            Way::Ses(ses) => ses.probe().await,
            Way::Mailbox(_) => Ok("mails stay in the built-in mailbox".to_owned()),
        }
    }
}

/// A mail that the server has all of but the last line.
#[must_use]
pub struct HandOver(Step);

enum Step {
    Smtp(Box<smtp::HandOver>),
    File(Directory, Box<Rendered>),
    Mailbox(Mailbox, Box<Rendered>),
    #[cfg(feature = "ses")]
    Ses(Arc<Ses>, Box<Rendered>),
}

impl HandOver {
    /// Gives the last line and waits up to 45 seconds for the answer. From here on until the answer is written
    /// down, nobody knows whether the mail was taken.
    pub async fn complete(self) -> Delivery {
        match self.0 {
            Step::Smtp(hand_over) => hand_over.complete().await,
            Step::File(directory, mail) => directory.send(&mail).await,
            Step::Mailbox(mailbox, mail) => {
                mailbox.put(*mail);
                Delivery::Sent("put into the mailbox".to_owned())
            }
            // One call does it all: there is no point short of the last line.
            #[cfg(feature = "ses")]
            Step::Ses(ses, mail) => ses.send(&mail).await,
        }
    }
}
