//! The mail crate from outside, in one test binary: what is rendered, where it goes, and what every answer
//! of a mail server leads to. The server is `support::sink`; nothing leaves the loopback.

mod file;
mod look;
mod render;
mod route;
mod smtp;
mod support;
mod templates;
mod tls;
mod words;
