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
