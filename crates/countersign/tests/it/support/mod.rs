//! What the tests share: the service in one process (`app`), its mail (`mailbox`), the people's browsers
//! (`browser` and `answer`, and `steps` for what people do with them), the database behind it all (`database`), what is
//! described of the API (`description`), a mail server that follows a script (`sink`), another service that does (`web`), what a captcha's solver does (`solver`), and how to do one thing many times at the same instant (`race`).

pub mod answer;
pub mod app;
pub mod browser;
pub mod database;
pub mod description;
pub mod html;
pub mod import;
pub mod mailbox;
pub mod race;
pub mod sink;
pub mod solver;
pub mod steps;
mod tests;
pub mod web;

pub use answer::Answer;
pub use app::TestApp;
pub use browser::Browser;
pub use mailbox::Mail;

/// A password that the policy takes, and another one.
pub const PASSWORD: &str = "wrought copper kettle";
pub const NEW_PASSWORD: &str = "seven quiet herons fly";

pub const ADA: &str = "ada@example.net";
pub const EVE: &str = "eve@example.com";
