//! Countersign from outside, in one process: every flow through the router as people and programs come to
//! it, with a fixed clock and a mailbox in memory. One file for each flow; `security` holds what must stand
//! under attack. Runs on a temporary SQLite file, or on the PostgreSQL server of `TEST_POSTGRES_URL`.

mod administer;
mod after_restore;
mod breached;
mod captcha;
mod change_email;
mod change_language;
mod change_password;
mod close_account;
mod confirm;
mod dev_mailbox;
mod embed;
mod epochs;
mod export;
mod forward_auth;
mod guessing;
mod hooks;
mod keep_account;
mod languages;
mod legacy_links;
mod limits;
mod mailbox_share;
mod manage_mails;
mod model;
mod new_passwords;
mod next;
mod openapi;
mod ops;
mod resend;
mod reset_password;
mod security;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;
mod siteverify;
mod support;
mod sweep;
mod trail;
mod unconfirmed;
mod undo_change_email;
mod waiting;
mod worker;
