//! A change of address: asked for with the password, confirmed from the new address, and undone from the
//! old one for seven days. Rows are `countersign_store::email_changes`.

use std::time::Duration;

use crate::{Address, Id, Timestamp};

/// How long the old address can stop or undo a change (contract, section 7).
pub const UNDO_FOR: Duration = Duration::from_secs(7 * 86_400);

/// A change of address as its row has it.
pub struct EmailChange {
    /// Of the change.
    pub id: Id,
    /// Whose address it is.
    pub account_id: Id,
    /// The address until then: whoever reads its mail can stop and undo it.
    pub from: Address,
    /// The address that has to be confirmed.
    pub to: Address,
    /// The account's epoch when it was asked for; a newer one voids the change.
    pub epoch: i64,
    /// When it was asked for.
    pub created_at: Timestamp,
    /// When the new address was confirmed, and became the account's.
    pub confirmed_at: Option<Timestamp>,
    /// Stopped by either address, or undone with a change before it.
    pub undone_at: Option<Timestamp>,
}

impl EmailChange {
    /// It waits for its confirmation, and nothing newer has made it void.
    pub fn is_open(&self, account_epoch: i64) -> bool {
        self.confirmed_at.is_none() && self.undone_at.is_none() && self.epoch == account_epoch
    }

    /// The old address can still stop it, or have it undone; for how long its link works is the link's business.
    pub fn is_undoable(&self) -> bool {
        self.undone_at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn change() -> EmailChange {
        EmailChange {
            id: Id::new(NOW, [1; 10]),
            account_id: Id::new(NOW, [2; 10]),
            from: Address::parse("ada@example.org").unwrap(),
            to: Address::parse("ada@example.net").unwrap(),
            epoch: 3,
            created_at: NOW,
            confirmed_at: None,
            undone_at: None,
        }
    }

    #[test]
    fn it_is_open_until_either_address_or_a_newer_epoch_ends_it() {
        assert!(change().is_open(3));
        assert!(!change().is_open(4));
        assert!(!EmailChange { confirmed_at: Some(NOW), ..change() }.is_open(3));
        assert!(!EmailChange { undone_at: Some(NOW), ..change() }.is_open(3));
    }

    #[test]
    fn what_is_confirmed_can_be_undone_once() {
        assert!(EmailChange { confirmed_at: Some(NOW), ..change() }.is_undoable());
        assert!(!EmailChange { undone_at: Some(NOW), ..change() }.is_undoable());
    }

    #[test]
    fn the_old_address_has_a_week() {
        assert_eq!(UNDO_FOR.as_secs(), 604_800);
    }
}
