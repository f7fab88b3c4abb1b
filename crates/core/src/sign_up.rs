//! A sign-up: one attempt to get an account, with its own password and its own browser cookie. It is not
//! an account; confirming it makes one and removes its rivals (no pre-hijacking by an attempt that came
//! earlier). The flow is `countersign::flows::sign_up`, the rows are `countersign_store::sign_ups`.

use crate::{Address, Id, Secret, Timestamp};

pub struct SignUp {
    pub id: Id,
    pub address: Address,
    /// PHC string; none once the account has taken it over.
    pub password_hash: Option<Secret<String>>,
    pub locale: Option<String>,
    /// Where the person wanted to go, already checked by `next`.
    pub next: Option<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
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
