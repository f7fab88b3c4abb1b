//! The stories: one file for each thing a person can do, told from top to bottom (input, steps, outcome,
//! audit, mail). Flows know the rules (`core`) and the memory (`store`), nothing of HTTP. Pages, JSON and
//! the command line all come through here. `parts` has what several stories share.

pub mod administer;
pub mod after_restore;
pub mod captcha;
pub mod change_email;
pub mod change_language;
pub mod change_password;
pub mod close_account;
pub mod confirm;
pub mod export_account;
pub mod import_accounts;
mod keep_account;
mod known_browser;
mod legacy_link;
mod limits;
pub mod manage_accounts;
pub mod manage_mails;
pub mod parts;
pub mod resend;
pub mod reset_password;
pub mod sessions;
pub mod sign_in;
pub mod sign_out;
pub mod sign_up;
pub mod undo_change_email;

pub use parts::{NewSession, Opened, Visitor};
