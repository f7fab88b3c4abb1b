//! The voice of Countersign: a typed `Letter` becomes text and HTML (`Voice`), and goes out by SMTP, Amazon
//! SES, into a directory or into an in-memory inbox (`Transport`). Which mail goes to whom, and the link in
//! it, are decided by the caller; what is tried again, and when, too: the ways out only say how it went. `tls` is for
//! whoever else of ours goes out.
#![deny(missing_docs)]

mod brand;
#[cfg(feature = "dns")]
pub mod dns;
mod file;
mod html;
mod letter;
mod locales;
mod mailbox;
mod message;
mod render;
mod route;
#[cfg(feature = "ses")]
pub mod ses;
pub mod smtp;
#[cfg(feature = "ses")]
pub mod sns;
mod templates;
mod text;
pub mod tls;
mod transport;

pub use brand::{BadColor, Brand, Color, EDGE_CONTRAST, TEXT_CONTRAST};
pub use letter::Letter;
pub use locales::{Locale, Piece, Words};
pub use mailbox::Mailbox;
pub use message::{Rendered, sender_address};
pub use render::Voice;
pub use route::{Route, RouteError};
pub use transport::{Delivery, HandOver, Transport};

/// A mail cannot be written, or a way out cannot be set up. What a server answers is a [`Delivery`].
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The setting `mail_from`.
    #[error("the sender {0:?} is not an address or `Name <address>` in one line of text")]
    Sender(String),
    /// No mail program could have written it.
    #[error("the recipient is not an address that can be written to")]
    Recipient,
    /// A template of the operator's cannot be used.
    #[error("the mail template {name}: {reason}")]
    Template {
        /// Its path below the templates' folder.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It could, but whoever gets such a mail could not do what it asks.
    #[error("the mail template {0} does not show the link")]
    NoLink(String),
    /// A file of the operator's words cannot be used.
    #[error("the words {name}, line {line}: {reason}")]
    Locale {
        /// Its path below the templates' folder.
        name: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// A header that cannot be written.
    #[error("the mail cannot be composed: {0}")]
    Compose(#[from] lettre::error::Error),
    /// No root certificates, or no cryptography.
    #[error("TLS cannot be set up: {0}")]
    Tls(String),
    /// The setting `ses_topics`.
    #[cfg(feature = "ses")]
    #[error("{0:?} is not the ARN of an SNS topic, as in arn:aws:sns:eu-west-1:123456789012:mail-events")]
    Topic(String),
    /// The setting `sns_endpoint`.
    #[cfg(feature = "ses")]
    #[error("the SNS endpoint is not https://HOST[:PORT], or http:// on a loopback host")]
    SnsEndpoint,
    /// The directory of `file:DIR` cannot be written to.
    #[error("the mail directory {path}: {source}")]
    Directory {
        /// As it was given.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
}
