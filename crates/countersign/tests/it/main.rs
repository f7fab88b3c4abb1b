//! Countersign from outside, in one process: every flow through the router as people and programs come to
//! it, with a fixed clock and a mailbox in memory. One file for each flow; `security` holds what must stand
//! under attack. Runs on a temporary SQLite file, or on the PostgreSQL server of `TEST_POSTGRES_URL`.

mod confirm;
mod security;
mod sign_up;
mod support;
