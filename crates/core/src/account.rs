//! An account: a confirmed address with a password. It exists only after a confirmation (or because the
//! operator vouched for the address). Rows are `countersign_store::accounts`.

use crate::words::words;
use crate::{Address, Id, Secret, Timestamp};

words! {
    /// What an account may do besides what concerns itself. Given and taken by an operator alone.
    Role {
        /// Looks after other accounts, the mail queue and the trail, at `/admin`.
        Admin = "admin",
    }
}

/// An account as its row has it.
#[derive(Clone)]
pub struct Account {
    /// Stays the same for as long as there is the account.
    pub id: Id,
    /// The confirmed address, as it is now.
    pub address: Address,
    /// PHC string; none until the owner has chosen one by a reset link.
    pub password_hash: Option<Secret<String>>,
    /// The tag of the language that was chosen or signed up in, as it was given.
    pub locale: Option<String>,
    /// The security epoch: every session, link and pending change belongs to one, and a reset, change,
    /// disabling or deletion starts the next.
    pub epoch: i64,
    /// When its address was confirmed, or an operator vouched for it.
    pub created_at: Timestamp,
    /// When the password was last chosen; when there was none yet, `created_at`.
    pub password_changed_at: Timestamp,
    /// The last sign-in by password, or the confirmation.
    pub signed_in_at: Option<Timestamp>,
    /// Since when an operator or admin keeps its owner out.
    pub disabled_at: Option<Timestamp>,
    /// Its owner has closed it. Nobody finds it by its address any more.
    pub closing: Option<Closing>,
    /// None for everybody who only looks after their own account.
    pub role: Option<Role>,
}

impl Account {
    /// As it begins: in its first epoch, without a password.
    pub fn new(id: Id, address: Address, now: Timestamp) -> Self {
        Self {
            id,
            address,
            password_hash: None,
            locale: None,
            epoch: 1,
            created_at: now,
            password_changed_at: now,
            signed_in_at: None,
            disabled_at: None,
            closing: None,
            role: None,
        }
    }

    /// Closed, and what its owner had until then can still be kept.
    pub fn can_be_kept(&self, now: Timestamp) -> bool {
        !self.is_disabled() && self.closing.is_some_and(|closing| now < closing.kept_until)
    }

    /// Nobody signs in to it, however right the password is.
    pub fn is_disabled(&self) -> bool {
        self.disabled_at.is_some()
    }

    /// Whether it may open `/admin`.
    pub fn is_admin(&self) -> bool {
        self.role == Some(Role::Admin)
    }
}

/// An account that was closed and is not removed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closing {
    /// When its owner closed it.
    pub closed_at: Timestamp,
    /// Until then its owner can have it back. The instant itself and not a span: it is what they were promised.
    pub kept_until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn account() -> Account {
        Account::new(Id::new(NOW, [7; 10]), Address::parse("ada@example.org").unwrap(), NOW)
    }

    #[test]
    fn what_was_closed_can_be_kept_until_its_time_is_over_unless_it_is_disabled() {
        let kept_until = Timestamp::from_millis(NOW.millis() + 1);
        let closed = Account { closing: Some(Closing { closed_at: NOW, kept_until }), ..account() };
        assert!(closed.can_be_kept(NOW));
        assert!(!closed.can_be_kept(kept_until));
        assert!(!account().can_be_kept(NOW));
        assert!(!Account { disabled_at: Some(NOW), ..closed }.can_be_kept(NOW));
    }

    #[test]
    fn nobody_is_disabled_or_an_admin_from_the_beginning() {
        assert!(!account().is_disabled() && !account().is_admin());
        assert!(Account { disabled_at: Some(NOW), ..account() }.is_disabled());
        assert!(Account { role: Some(Role::Admin), ..account() }.is_admin());
    }
}
