//! What our words are called in OWASP's logging vocabulary (cheatsheetseries.owasp.org, "Logging Vocabulary"), which
//! monitors of many applications understand: of each event and outcome in the audit trail, and of what is in the log
//! alone, since strangers could fill a table with it.

use crate::audit::Event;
use crate::words::words;

/// Every event with its outcomes and OWASP's words for them. docs/security/logging.md shows it.
#[rustfmt::skip] // An outcome is a line.
pub const VOCABULARY: &[(Event, &str, &str)] = &[
    (Event::SignUp, "check_mail", "authn_token_created"),
    (Event::Resend, "accepted", "authn_token_created"),
    (Event::Resend, "queued", "authn_token_created"),
    (Event::Confirm, "confirmed", "user_created"),
    (Event::Confirm, "already_confirmed", "authn_token_reuse"),
    (Event::Confirm, "expired", "authz_fail"),
    (Event::Confirm, "proof_required", "authz_fail"),
    (Event::Confirm, "wrong_password", "authn_login_fail"),
    (Event::Dismiss, "sign_up", "authn_token_revoked"),
    (Event::Dismiss, "reset", "authn_token_revoked"),
    (Event::Dismiss, "change_email", "authn_token_revoked"),
    (Event::SignIn, "signed_in", "authn_login_success"),
    (Event::SignIn, "rejected", "authn_login_fail"),
    (Event::SignIn, "unconfirmed", "authn_login_fail"),
    (Event::StopGuessing, "stopped", "authn_login_lock"),
    (Event::SignOut, "signed_out", "session_expired"),
    (Event::ForgotPassword, "accepted", "authn_token_created"),
    (Event::ResetPassword, "reset", "authn_password_change"),
    (Event::ResetPassword, "already_used", "authn_token_reuse"),
    (Event::ResetPassword, "expired", "authz_fail"),
    (Event::ChangePassword, "changed", "authn_password_change"),
    (Event::ChangePassword, "wrong_password", "authn_password_change_fail"),
    (Event::ChangePassword, "outdated", "authn_password_change_fail"),
    (Event::ChangeEmail, "check_mail", "authn_token_created"),
    (Event::ChangeEmail, "wrong_password", "authn_login_fail"),
    (Event::ChangeEmail, "cancelled", "authn_token_revoked"),
    (Event::ConfirmChangeEmail, "changed", "user_updated"),
    (Event::ConfirmChangeEmail, "already_changed", "authn_token_reuse"),
    (Event::ConfirmChangeEmail, "expired", "authz_fail"),
    (Event::ConfirmChangeEmail, "not_signed_in", "authz_fail"),
    (Event::UndoChangeEmail, "undone", "user_updated"),
    (Event::UndoChangeEmail, "already_undone", "authn_token_reuse"),
    (Event::UndoChangeEmail, "expired", "authz_fail"),
    (Event::EndSession, "ended", "session_expired"),
    (Event::EndSession, "ended_others", "session_expired"),
    (Event::EndSession, "ended_all", "session_expired"),
    (Event::EndSession, "not_found", "authz_fail"),
    (Event::Export, "exported", "sensitive_read"),
    (Event::Export, "wrong_password", "authn_login_fail"),
    (Event::ChangeLanguage, "changed", "user_updated"),
    (Event::CloseAccount, "closed", "user_archived"),
    (Event::CloseAccount, "deleted", "user_deleted"),
    (Event::CloseAccount, "left", "user_updated"),
    (Event::CloseAccount, "wrong_password", "authn_login_fail"),
    (Event::CloseAccount, "outdated", "authn_login_fail"),
    (Event::KeepAccount, "kept", "user_updated"),
    (Event::KeepAccount, "already_used", "authn_token_reuse"),
    (Event::KeepAccount, "expired", "authz_fail"),
    (Event::CreateAccount, "created", "user_created"),
    (Event::ImportAccounts, "imported", "user_created"),
    (Event::DisableAccount, "disabled", "user_archived"),
    (Event::EnableAccount, "enabled", "user_updated"),
    (Event::ChangeRole, "given", "authz_change"),
    (Event::ChangeRole, "taken", "authz_change"),
    (Event::SendReset, "queued", "authn_token_created"),
    (Event::RemoveSignUp, "removed", "authn_token_revoked"),
    (Event::Administer, "wrong_password", "authn_login_fail"),
    (Event::Administer, "refused", "authz_fail"),
    (Event::RetryMail, "queued", "authz_admin"),
    (Event::RetryMail, "queued_all", "authz_admin"),
    (Event::MarkAddress, "undeliverable", "user_updated"),
    (Event::MarkAddress, "complained", "user_updated"),
    (Event::ReleaseAddress, "released", "authz_admin"),
    (Event::ReleaseAddress, "released_all", "authz_admin"),
    (Event::Restore, "ended", "authz_admin"),
];

/// OWASP's word for an event that ended so. An outcome that is not in the list is one that nobody has found a word
/// for: a failure of whatever was tried, for a monitor had better see it.
pub fn owasp(event: Event, outcome: &str) -> &'static str {
    find(event, outcome).unwrap_or("authz_fail")
}

/// Whether the vocabulary has the outcome.
pub fn knows(event: Event, outcome: &str) -> bool {
    find(event, outcome).is_some()
}

fn find(event: Event, outcome: &str) -> Option<&'static str> {
    VOCABULARY.iter().find(|(known, word, _)| *known == event && *word == outcome).map(|(_, _, owasp)| *owasp)
}

words! {
    /// What is in the log and not in the trail, by OWASP's word.
    LogOnly {
        /// A limit refused a try.
        RateLimited = "excess_rate_limit_exceeded",
        /// A browser sent what another site made it send.
        CrossOrigin = "malicious_cors",
        /// The token of a link that none of our keys has signed.
        Forged = "malicious_direct_reference",
        /// A session was used after it had ended by time, or with its account's epoch.
        SessionOver = "session_use_after_expire",
        /// The process begins to work.
        Started = "sys_startup",
        /// It has ended well.
        Stopped = "sys_shutdown",
        /// A door panicked; the process lives.
        Crashed = "sys_crash",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_word_and_every_outcome_one() {
        for event in Event::ALL {
            assert!(VOCABULARY.iter().any(|(known, ..)| known == event), "{event:?}");
        }
        for (at, (event, outcome, word)) in VOCABULARY.iter().enumerate() {
            assert!(VOCABULARY[..at].iter().all(|(other, known, _)| (other, known) != (event, outcome)));
            assert!(knows(*event, outcome));
            assert_eq!(owasp(*event, outcome), *word);
        }
        assert_eq!(owasp(Event::SignIn, "something new"), "authz_fail");
        assert!(!knows(Event::SignIn, "something new"));
    }

    #[test]
    fn words_are_of_owasps_families() {
        const FAMILIES: [&str; 9] =
            ["authn", "authz", "excess", "malicious", "sensitive", "session", "sys", "user", "input_validation"];
        let words = VOCABULARY.iter().map(|(.., word)| *word).chain(LogOnly::ALL.iter().map(|word| word.as_str()));
        for word in words {
            assert!(FAMILIES.iter().any(|family| word.starts_with(&format!("{family}_"))), "{word}");
        }
    }
}
