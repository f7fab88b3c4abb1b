//! All rules of mailed links. A link is a signed envelope (`token`) around a row; the row knows purpose,
//! target address, expiry, use and the account's epoch. The envelope keeps forgeries away from the
//! database, the row makes a link work once (ASVS 6.5.1). Spending is one guarded statement in
//! `countersign_store::links`; this file says what a row that was not spent means.

use crate::Timestamp;
use crate::words::words;

words! {
    /// What a link is for; it works for nothing else.
    Purpose {
        /// Makes a sign-up the account.
        Confirm = "confirm",
        /// Chooses a password without the old one.
        Reset = "reset",
        /// Takes an account that was closed back, with a new password.
        KeepAccount = "keep_account",
        /// Makes a new address the account's.
        ChangeEmail = "change_email",
        /// Stops or undoes a change of address, from the old address.
        UndoChangeEmail = "undo_change_email",
    }
}

words! {
    /// The name a token is sealed under: the JWT's `aud`, and part of the itsdangerous salt.
    Seal {
        /// Of sign-ups.
        Confirm = "confirm",
        /// Of resets, and of taking a closed account back.
        Reset = "reset",
        /// Of changes of address, and of undoing them.
        ChangeEmail = "change-email",
    }
}

impl Purpose {
    /// Under which name links of this purpose are signed.
    pub const fn seal(self) -> Seal {
        match self {
            Self::Confirm => Seal::Confirm,
            Self::Reset | Self::KeepAccount => Seal::Reset,
            Self::ChangeEmail | Self::UndoChangeEmail => Seal::ChangeEmail,
        }
    }
}

impl Seal {
    /// The page behind a link: `{base URL}{path}/{token}`.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Confirm => "/confirm",
            Self::Reset => "/reset-password",
            Self::ChangeEmail => "/change-email",
        }
    }
}

/// What a link's row and the rows it depends on say.
#[derive(Clone, Copy, Debug)]
pub struct Facts {
    /// When its time is over, counted from the hand-over of the mail.
    pub expires_at: Timestamp,
    /// When it was spent, if it was.
    pub used_at: Option<Timestamp>,
    /// What the link is for was reached by a sibling of it (another mail of the same sign-up).
    pub fulfilled: bool,
    /// The sign-up, account or change it belongs to is still as it was when the link was made.
    pub current: bool,
}

/// Where a link with a genuine seal stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It does what it is for.
    Usable,
    /// It has done it.
    Used,
    /// Its time is over.
    Expired,
    /// Something newer made it void, or its row is gone.
    Outdated,
}

/// Where a link stands; a row that is not there any more is an outdated link.
pub fn standing(facts: Option<Facts>, now: Timestamp) -> Standing {
    match facts {
        None => Standing::Outdated,
        Some(facts) if facts.used_at.is_some() || facts.fulfilled => Standing::Used,
        Some(facts) if !facts.current => Standing::Outdated,
        Some(facts) if facts.expires_at <= now => Standing::Expired,
        Some(_) => Standing::Usable,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_000_000);

    fn facts() -> Facts {
        Facts { expires_at: Timestamp::from_millis(1_000_001), used_at: None, fulfilled: false, current: true }
    }

    #[test]
    fn a_fresh_link_is_usable_to_the_last_millisecond() {
        assert_eq!(standing(Some(facts()), NOW), Standing::Usable);
        assert_eq!(standing(Some(Facts { expires_at: NOW, ..facts() }), NOW), Standing::Expired);
    }

    #[test]
    fn use_is_told_before_age_and_age_after_change() {
        let used = Facts { used_at: Some(NOW), expires_at: NOW, current: false, ..facts() };
        assert_eq!(standing(Some(used), NOW), Standing::Used);
        assert_eq!(standing(Some(Facts { fulfilled: true, ..facts() }), NOW), Standing::Used);
        assert_eq!(standing(Some(Facts { current: false, expires_at: NOW, ..facts() }), NOW), Standing::Outdated);
        assert_eq!(standing(None, NOW), Standing::Outdated);
    }

    #[test]
    fn seals_are_the_contract_s_three() {
        let seals: Vec<_> = Purpose::ALL.iter().map(|purpose| purpose.seal().as_str()).collect();
        assert_eq!(seals, ["confirm", "reset", "reset", "change-email", "change-email"]);
    }
}
