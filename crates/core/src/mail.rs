//! Which mail goes out. A flow only notes what was asked (`Intent`); the worker gathers the facts later
//! and `decide` says which kind of mail that makes, or none. So an answer to a stranger cannot depend on
//! whether an address is known. Writing and sending the mail is `countersign-mail`'s business.

use std::time::Duration;

use crate::Timestamp;
use crate::link::Purpose;
use crate::time::spread;
use crate::words::words;

words! {
    /// What a flow asked the worker to write about.
    Intent {
        /// Somebody signed up with the address.
        SignUp = "sign_up",
        /// The confirmation mail was asked for again.
        Resend = "resend",
        /// A link to choose another password was asked for.
        Reset = "reset",
        /// The password is another one.
        PasswordChanged = "password_changed",
        /// Somebody signed in after several wrong passwords.
        SuspiciousSignIn = "suspicious_sign_in",
        /// The new address is to be confirmed.
        ChangeEmail = "change_email",
        /// The old address is to hear that a change was asked for.
        ChangeEmailNotice = "change_email_notice",
        /// And that it was done.
        EmailChanged = "email_changed",
        /// The owner closed the account.
        AccountClosed = "account_closed",
    }
}

impl Intent {
    /// Whether somebody who is not the mailbox's owner can ask for it as often as they like: such mail waits when the
    /// mailbox has had its share. Notices never do, or whoever fills a mailbox could hide what they are about.
    pub const fn is_for_the_asking(self) -> bool {
        match self {
            Self::SignUp | Self::Resend | Self::Reset | Self::ChangeEmail => true,
            Self::PasswordChanged
            | Self::SuspiciousSignIn
            | Self::ChangeEmailNotice
            | Self::EmailChanged
            | Self::AccountClosed => false,
        }
    }
}

words! {
    /// What arrives: one template each.
    Kind {
        /// The link that makes a sign-up the account.
        Confirm = "confirm",
        /// To a sign-up with an address that has an account: sign in, or choose another password.
        AlreadyRegistered = "already_registered",
        /// The link to choose another password.
        Reset = "reset",
        /// The password is another one.
        PasswordChanged = "password_changed",
        /// Somebody signed in after several wrong passwords.
        SuspiciousSignIn = "suspicious_sign_in",
        /// To the new address, with the link that confirms it.
        ChangeEmail = "change_email",
        /// To the old address when a change is asked for, with the link that stops it.
        ChangeEmailNotice = "change_email_notice",
        /// To the old address when the change is done, with the link that undoes it.
        EmailChanged = "email_changed",
        /// The account was closed, with the link that takes it back.
        AccountClosed = "account_closed",
    }
}

words! {
    /// How the work on a mail ended. A mail without an ending is queued.
    Ending {
        /// The server took it.
        Sent = "sent",
        /// Refused for good; the server's words are kept with it.
        Failed = "failed",
        /// Its use has gone: confirmed, changed or removed meanwhile, or too old.
        Obsolete = "obsolete",
        /// Nobody is to be written to (a reset for an unknown address).
        Skipped = "skipped",
    }
}

words! {
    /// Why an address gets no mail until an operator releases it.
    Mark {
        /// A mail server refused it for good, or a mail to it came back.
        Undeliverable = "undeliverable",
        /// Its owner reported a mail of ours as unwanted.
        Complained = "complained",
    }
}

words! {
    /// Why no mail at all goes out at the moment: trouble with the mail server as a whole, not with one mail.
    Trouble {
        /// No connection, no answer, or a greeting that asks to come back later.
        Unreachable = "unreachable",
        /// The server's certificate is not verified, or there is no encryption where it is demanded.
        Encryption = "encryption",
        /// The server does not take our credentials.
        SignIn = "sign_in",
        /// The server does not take mail from our sender address.
        Sender = "sender",
        /// The server does not talk to us at all.
        Refused = "refused",
        /// The provider takes no more mail for a while: quota used up, sending paused.
        Quota = "quota",
    }
}

impl Kind {
    /// The link that a mail of this kind carries, if it is one with a token.
    pub const fn purpose(self) -> Option<Purpose> {
        match self {
            Self::Confirm => Some(Purpose::Confirm),
            Self::Reset => Some(Purpose::Reset),
            Self::ChangeEmail => Some(Purpose::ChangeEmail),
            Self::ChangeEmailNotice | Self::EmailChanged => Some(Purpose::UndoChangeEmail),
            Self::AccountClosed => Some(Purpose::KeepAccount),
            Self::AlreadyRegistered | Self::PasswordChanged | Self::SuspiciousSignIn => None,
        }
    }
}

/// What the worker found out about a queued mail, at the time it is handed over.
#[derive(Clone, Copy, Debug, Default)]
pub struct Facts {
    /// An account with this address exists and is not disabled.
    pub account: bool,
    /// That account is disabled: nobody is written to.
    pub disabled: bool,
    /// Its password was changed after this mail was asked for.
    pub password_changed_since: bool,
    /// A sign-up of this address that can still be confirmed.
    pub sign_up: bool,
    /// The change of address can still be confirmed.
    pub change_open: bool,
    /// The change of address can still be stopped or undone.
    pub change_undoable: bool,
    /// The account is closed and can still be taken back.
    pub can_be_kept: bool,
}

/// What becomes of an intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// This one goes out.
    Send(Kind),
    /// None: what it was for has been reached, or is gone.
    Obsolete,
    /// None: there is nobody to write to.
    Skip,
}

/// The mail that fits the facts as they are when it is handed over, or none.
pub fn decide(intent: Intent, facts: Facts) -> Decision {
    let confirm_or = |otherwise| if facts.sign_up { Decision::Send(Kind::Confirm) } else { otherwise };
    match intent {
        Intent::SignUp | Intent::Resend | Intent::Reset if facts.disabled => Decision::Skip,
        // Its own mail speaks of a sign-up that still waits, or of nothing.
        Intent::SignUp if facts.account && facts.sign_up => Decision::Send(Kind::AlreadyRegistered),
        Intent::SignUp => confirm_or(Decision::Obsolete),
        Intent::Resend if facts.account => Decision::Send(Kind::AlreadyRegistered),
        Intent::Resend => confirm_or(Decision::Skip),
        Intent::Reset if facts.account && facts.password_changed_since => Decision::Obsolete,
        Intent::Reset if facts.account => Decision::Send(Kind::Reset),
        Intent::Reset => confirm_or(Decision::Skip),
        Intent::PasswordChanged => Decision::Send(Kind::PasswordChanged),
        Intent::SuspiciousSignIn => Decision::Send(Kind::SuspiciousSignIn),
        Intent::ChangeEmail if facts.change_open && !facts.account => Decision::Send(Kind::ChangeEmail),
        Intent::ChangeEmailNotice if facts.change_undoable => Decision::Send(Kind::ChangeEmailNotice),
        Intent::EmailChanged if facts.change_undoable => Decision::Send(Kind::EmailChanged),
        Intent::AccountClosed if facts.can_be_kept => Decision::Send(Kind::AccountClosed),
        Intent::ChangeEmail | Intent::ChangeEmailNotice | Intent::EmailChanged | Intent::AccountClosed => {
            Decision::Obsolete
        }
    }
}

/// How long a mail keeps being tried. The link's own life starts only when it is handed over.
pub const USEFUL_FOR: Duration = Duration::from_secs(7 * 86_400);

/// The pause after the n-th temporary refusal: 10 s, 1, 5, 15, 30 minutes, then hourly, up to a tenth
/// longer by `jitter` (any number) so that a recovered server is not met by everybody at once.
pub fn pause(attempts: u32, jitter: u32) -> Duration {
    const SECONDS: [u64; 5] = [10, 60, 300, 900, 1_800];
    let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let base_ms = SECONDS.get(index).copied().unwrap_or(3_600) * 1_000;
    spread(base_ms, jitter)
}

/// No pause after the n-th is longer.
pub fn longest_pause(attempts: u32) -> Duration {
    pause(attempts, 999)
}

/// Whether a mail that was asked for at `created_at` is no longer worth sending. A sign-up's own mail is for
/// as long as the sign-up waits, which `decide` knows.
pub fn is_too_old(intent: Intent, created_at: Timestamp, now: Timestamp) -> bool {
    intent != Intent::SignUp && now > created_at.plus(USEFUL_FOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip() {
        assert!(Intent::ALL.iter().all(|intent| Intent::parse(intent.as_str()) == Some(*intent)));
        assert!(Kind::ALL.iter().all(|kind| Kind::parse(kind.as_str()) == Some(*kind)));
        assert_eq!(Ending::parse("queued"), None);
    }

    #[test]
    fn strangers_requests_become_the_mail_that_helps_the_owner() {
        let known = Facts { account: true, ..Facts::default() };
        let waiting = Facts { sign_up: true, ..Facts::default() };
        let nobody = Facts::default();
        let both = Facts { account: true, sign_up: true, ..Facts::default() };
        let undoable = Facts { change_undoable: true, ..known };
        for (intent, facts, decision) in [
            (Intent::SignUp, both, Decision::Send(Kind::AlreadyRegistered)),
            (Intent::SignUp, waiting, Decision::Send(Kind::Confirm)),
            (Intent::SignUp, nobody, Decision::Obsolete),
            (Intent::Resend, waiting, Decision::Send(Kind::Confirm)),
            (Intent::Resend, both, Decision::Send(Kind::AlreadyRegistered)),
            (Intent::Resend, nobody, Decision::Skip),
            (Intent::Reset, known, Decision::Send(Kind::Reset)),
            (Intent::Reset, waiting, Decision::Send(Kind::Confirm)),
            (Intent::Reset, nobody, Decision::Skip),
            (Intent::ChangeEmail, Facts { change_open: true, ..known }, Decision::Obsolete),
            (Intent::ChangeEmail, Facts { change_open: true, ..nobody }, Decision::Send(Kind::ChangeEmail)),
            (Intent::AccountClosed, Facts { can_be_kept: true, ..nobody }, Decision::Send(Kind::AccountClosed)),
            (Intent::AccountClosed, known, Decision::Obsolete),
            (Intent::ChangeEmailNotice, undoable, Decision::Send(Kind::ChangeEmailNotice)),
            (Intent::ChangeEmailNotice, known, Decision::Obsolete),
            (Intent::EmailChanged, undoable, Decision::Send(Kind::EmailChanged)),
            (Intent::EmailChanged, known, Decision::Obsolete),
        ] {
            assert_eq!(decide(intent, facts), decision, "{intent:?} {facts:?}");
        }
    }

    #[test]
    fn what_strangers_can_ask_for_takes_of_the_mailboxs_share_and_notices_do_not() {
        let asked = [Intent::SignUp, Intent::Resend, Intent::Reset, Intent::ChangeEmail];
        assert!(Intent::ALL.iter().all(|intent| intent.is_for_the_asking() == asked.contains(intent)));
    }

    #[test]
    fn each_link_does_what_its_mail_is_about() {
        let purposes = Kind::ALL.iter().filter_map(|kind| Some((*kind, kind.purpose()?)));
        let expected = [
            (Kind::Confirm, Purpose::Confirm),
            (Kind::Reset, Purpose::Reset),
            (Kind::ChangeEmail, Purpose::ChangeEmail),
            (Kind::ChangeEmailNotice, Purpose::UndoChangeEmail),
            (Kind::EmailChanged, Purpose::UndoChangeEmail),
            (Kind::AccountClosed, Purpose::KeepAccount),
        ];
        let purposes: Vec<_> = purposes.collect();
        assert_eq!(purposes.len(), expected.len());
        assert!(expected.iter().all(|one| purposes.contains(one)), "{purposes:?}");
    }

    #[test]
    fn a_disabled_account_gets_nothing_by_strangers_requests() {
        let facts = Facts { disabled: true, sign_up: true, ..Facts::default() };
        for intent in [Intent::SignUp, Intent::Resend, Intent::Reset] {
            assert_eq!(decide(intent, facts), Decision::Skip);
        }
    }

    #[test]
    fn a_reset_asked_for_before_the_password_changed_is_obsolete() {
        let facts = Facts { account: true, password_changed_since: true, ..Facts::default() };
        assert_eq!(decide(Intent::Reset, facts), Decision::Obsolete);
    }

    #[test]
    fn a_mail_is_of_use_for_a_week_and_a_sign_ups_own_for_as_long_as_that_waits() {
        let asked_at = Timestamp::from_millis(1_800_000_000_000);
        let week = asked_at.plus(Duration::from_secs(7 * 86_400));
        for intent in Intent::ALL {
            assert!(!is_too_old(*intent, asked_at, week));
            let later = week.plus(Duration::from_millis(1));
            assert_eq!(is_too_old(*intent, asked_at, later), *intent != Intent::SignUp, "{intent:?}");
        }
    }

    #[test]
    fn pauses_grow_from_ten_seconds_to_an_hour() {
        let pauses: Vec<u64> = (1..8).map(|attempts| pause(attempts, 0).as_secs()).collect();
        assert_eq!(pauses, [10, 60, 300, 900, 1_800, 3_600, 3_600]);
        assert!(pause(1, 999).as_millis() < 11_000);
        assert!((0..1_000).all(|jitter| pause(2, jitter) <= longest_pause(2)));
    }
}
