//! A sign-up: one attempt to get an account, with its own password and its own browser cookie. It is not
//! an account; confirming it makes one and removes its rivals (no pre-hijacking by an attempt that came
//! earlier). The flow is `countersign::flows::sign_up`, the rows are `countersign_store::sign_ups`.

use crate::{Address, Id, Secret, Timestamp};

/// An attempt at an account, as its row has it. Any number may wait for the same address.
#[derive(Clone)]
pub struct SignUp {
    /// Of the attempt.
    pub id: Id,
    /// The address to be confirmed, as it was typed.
    pub address: Address,
    /// PHC string; none once the account has taken it over.
    pub password_hash: Option<Secret<String>>,
    /// The tag of the language that was asked for.
    pub locale: Option<String>,
    /// Where the person wanted to go, already checked by `next`.
    pub next: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it is over and may be removed.
    pub expires_at: Timestamp,
    /// When it became the account.
    pub confirmed_at: Option<Timestamp>,
}

impl SignUp {
    /// Still waiting for its confirmation.
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.confirmed_at.is_none() && now < self.expires_at
    }

    /// It became the account, and the browser that made it may still hear of that.
    pub fn is_confirmed(&self, now: Timestamp) -> bool {
        self.confirmed_at.is_some() && now < self.expires_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_waits_or_is_confirmed_until_its_time_is_over() {
        let at = Timestamp::from_seconds;
        let waiting = SignUp {
            id: Id::new(at(0), [1; 10]),
            address: Address::parse("ada@example.org").unwrap(),
            password_hash: None,
            locale: None,
            next: None,
            created_at: at(0),
            expires_at: at(100),
            confirmed_at: None,
        };
        let confirmed = SignUp { confirmed_at: Some(at(50)), ..waiting.clone() };
        for (now, has_time) in [(at(99), true), (at(100), false), (at(101), false)] {
            assert_eq!((waiting.is_open(now), waiting.is_confirmed(now)), (has_time, false));
            assert_eq!((confirmed.is_open(now), confirmed.is_confirmed(now)), (false, has_time));
        }
    }
}
