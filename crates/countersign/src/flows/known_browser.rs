//! Browsers in which an account's owner has signed in, and how each is told that it is one. What a mark is:
//! `countersign_core::browser`.

use countersign_core::account::Account;
use countersign_core::{Address, Secret};

use super::parts::Visitor;
use crate::{Countersign, random};

/// The name of this browser, if the account's owner has signed in with it since the epoch began.
pub fn name<'a>(app: &Countersign, account: &Account, visitor: &'a Visitor) -> Option<&'a str> {
    let cookie = visitor.browser_marks.as_ref()?;
    app.browsers.known(cookie.expose(), &account.address, account.epoch)
}

/// The cookie by which the browser is known from now on, in this epoch of the account.
pub fn remember(app: &Countersign, address: &Address, epoch: i64, visitor: &Visitor) -> Secret<String> {
    let cookie = visitor.browser_marks.as_ref().map_or("", |marks| marks.expose().as_str());
    app.browsers.remember(cookie, address, epoch, random::bytes())
}
