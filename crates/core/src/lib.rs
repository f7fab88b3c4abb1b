//! The rules of Countersign: what an address, a password, a link, a sign-up and a session are, and
//! what may be done with them. Nothing here reads a clock, rolls dice or does I/O: every rule takes
//! `now` and the facts it needs. Memory is in `countersign-store`, flows are in `countersign`.
#![deny(missing_docs)]

pub mod account;
pub mod address;
pub mod altcha;
pub mod audit;
pub mod breach;
pub mod browser;
pub mod captcha;
pub mod device;
pub mod email_change;
pub mod foreign;
pub mod guess;
pub mod hash;
pub mod id;
pub mod import;
mod itsdangerous;
pub mod lane;
pub mod legacy_link;
pub mod limit;
pub mod link;
pub mod locale;
pub mod mail;
pub mod mailbox;
pub mod next;
pub mod password;
pub mod provider;
pub mod secret;
pub mod session;
pub mod session_stamp;
pub mod session_token;
pub mod sign_up;
pub mod signed;
pub mod time;
pub mod token;
pub mod typo;
pub mod vocabulary;
mod words;

pub use address::Address;
pub use id::Id;
pub use locale::Language;
pub use password::Password;
pub use secret::{Secret, SecretKey};
pub use time::Timestamp;
