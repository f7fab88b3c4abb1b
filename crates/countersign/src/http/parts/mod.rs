//! What several doors share: who knocks (`visitor`), what they bring (`body`, `fields`), and how they are
//! answered (`problem`, `page`, `cookies`, `finish`). One file each; the doors themselves are beside this
//! folder, one for each flow.

pub mod body;
pub mod captcha;
pub mod client;
pub mod cookies;
pub mod cross_origin;
pub mod fields;
pub mod files;
pub mod finish;
pub mod page;
mod palette;
pub mod problem;
pub mod query;
pub mod reader;
pub mod show;
pub mod traced;
pub mod visitor;
