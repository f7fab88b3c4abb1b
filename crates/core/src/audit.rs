//! The words of the audit trail: who did what, when, from where, with which outcome (ASVS 16.2.1). Never
//! a token, a password or a cookie. Rows are `countersign_store::audit`.

use crate::words::words;
use crate::{Id, Timestamp};

words! {
    Event {
        SignUp = "sign_up",
        Confirm = "confirm",
        Resend = "resend",
        Dismiss = "dismiss",
        SignIn = "sign_in",
        /// No password of an address is looked at any more.
        StopGuessing = "stop_guessing",
        SignOut = "sign_out",
        ForgotPassword = "forgot_password",
        ResetPassword = "reset_password",
        ChangePassword = "change_password",
        ChangeEmail = "change_email",
        ConfirmChangeEmail = "confirm_change_email",
        UndoChangeEmail = "undo_change_email",
        EndSession = "end_session",
        Export = "export",
        CloseAccount = "close_account",
        KeepAccount = "keep_account",
        ChangeLanguage = "change_language",
        CreateAccount = "create_account",
        /// Accounts and sign-ups came from another application, in one go.
        ImportAccounts = "import_accounts",
        DisableAccount = "disable_account",
        EnableAccount = "enable_account",
        /// An admin's right was given or taken.
        ChangeRole = "change_role",
        /// An operator or admin has the link to choose a password mailed to an account's owner.
        SendReset = "send_reset",
        RemoveSignUp = "remove_sign_up",
        /// An admin failed to show that it is them.
        Administer = "administer",
        RetryMail = "retry_mail",
        MarkAddress = "mark_address",
        ReleaseAddress = "release_address",
    }
}

/// Who is at the other end of a request, as far as it can be known.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// The client's IP address, or `cli`.
    pub client: String,
    /// What the client calls itself; cut and cleaned by whoever read it.
    pub user_agent: String,
}

/// One line of the trail.
#[derive(Clone, Debug)]
pub struct Entry {
    pub id: Id,
    pub at: Timestamp,
    pub event: Event,
    /// The name of the flow's outcome, in snake case.
    pub outcome: &'static str,
    pub account_id: Option<Id>,
    pub address_key: Option<String>,
    pub link_id: Option<Id>,
    /// The account of the admin who did it to somebody else's.
    pub actor_id: Option<Id>,
    pub origin: Origin,
}
