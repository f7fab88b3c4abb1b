//! A session: a random token in a browser or program, stored as its hash. It ends by sign-out, by time,
//! and whenever its account's epoch moves on. Rows are `countersign_store::sessions`.

use std::time::Duration;

use crate::{Id, Timestamp};

/// A session as its row has it; the token's hash stays in the store.
#[derive(Clone, Debug)]
pub struct Session {
    /// Names it in listings; signs nobody in.
    pub id: Id,
    /// Whose it is.
    pub account_id: Id,
    /// The account's epoch when it began: with another one it is over.
    pub epoch: i64,
    /// The sign-in.
    pub created_at: Timestamp,
    /// When it was last used, to the minute or so (`wants_touch`).
    pub seen_at: Timestamp,
    /// When it ends, however much it is used.
    pub expires_at: Timestamp,
    /// The address that it began at.
    pub client: String,
    /// What the client called itself then.
    pub user_agent: String,
}

/// Absolute and idle lifetime (ASVS 7.3.1 and 7.3.2; NIST SP 800-63B-4 section 2.1.3: at most 30 days).
#[derive(Clone, Copy, Debug)]
pub struct Lifetimes {
    /// From the sign-in on.
    pub absolute: Duration,
    /// Without any use.
    pub idle: Duration,
}

impl Session {
    /// Whether it still counts, for an account in this epoch.
    pub fn is_live(&self, epoch: i64, idle: Duration, now: Timestamp) -> bool {
        self.epoch == epoch && now < self.expires_at && now < self.seen_at.plus(idle)
    }

    /// Whether use is worth noting: at most 64 notes per idle lifetime, and one a minute.
    pub fn wants_touch(&self, idle: Duration, now: Timestamp) -> bool {
        now.since(self.seen_at) >= (idle / 64).min(Duration::from_secs(60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(expires: i64) -> Session {
        let id = Id::new(Timestamp::from_seconds(0), [0; 10]);
        Session {
            id,
            account_id: id,
            epoch: 3,
            created_at: Timestamp::from_seconds(0),
            seen_at: Timestamp::from_seconds(100),
            expires_at: Timestamp::from_seconds(expires),
            client: String::new(),
            user_agent: String::new(),
        }
    }

    #[test]
    fn use_is_noted_sixty_four_times_an_idle_life_and_once_a_minute_at_most() {
        for (idle, worth) in
            [(Duration::from_secs(64), 1), (Duration::from_secs(640), 10), (Duration::from_secs(86_400), 60)]
        {
            assert!(session(1_000).wants_touch(idle, Timestamp::from_seconds(100 + worth)));
            assert!(!session(1_000).wants_touch(idle, Timestamp::from_millis((100 + worth) * 1_000 - 1)));
        }
    }

    #[test]
    fn idle_absolute_and_epoch_each_end_a_session() {
        let idle = Duration::from_secs(60);
        assert!(session(1_000).is_live(3, idle, Timestamp::from_seconds(159)));
        assert!(!session(1_000).is_live(3, idle, Timestamp::from_seconds(160)));
        assert!(!session(150).is_live(3, idle, Timestamp::from_seconds(150)));
        assert!(!session(1_000).is_live(4, idle, Timestamp::from_seconds(101)));
    }
}
