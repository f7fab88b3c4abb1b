//! The mail crate from outside, in one test binary: what is rendered, where it goes, and what every answer
//! of a mail server leads to. The servers are in `support`; nothing leaves the loopback.

mod connections;
mod file;
mod look;
mod render;
mod route;
#[cfg(feature = "ses")]
mod ses;
mod smtp;
#[cfg(feature = "ses")]
mod sns;
mod support;
mod templates;
mod tls;
mod words;
