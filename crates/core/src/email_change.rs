//! A change of address: asked for with the password, confirmed from the new address, and undone from the
//! old one for seven days. Rows are `countersign_store::email_changes`.

use std::time::Duration;

use crate::{Address, Id, Timestamp};

/// How long the old address can stop or undo a change (contract, section 7).
pub const UNDO_FOR: Duration = Duration::from_secs(7 * 86_400);

pub struct EmailChange {
    pub id: Id,
    pub account_id: Id,
    pub from: Address,
    pub to: Address,
    /// The account's epoch when it was asked for; a newer one voids the change.
    pub epoch: i64,
    pub created_at: Timestamp,
    pub confirmed_at: Option<Timestamp>,
    /// Stopped by either address, or undone with a change before it.
    pub undone_at: Option<Timestamp>,
}

impl EmailChange {
    pub fn is_open(&self, account_epoch: i64) -> bool {
        self.confirmed_at.is_none() && self.undone_at.is_none() && self.epoch == account_epoch
    }

    pub fn is_undoable(&self) -> bool {
        self.undone_at.is_none()
    }
}
