//! The words of the audit trail: who did what, when, from where, with which outcome (ASVS 16.2.1). Never
//! a token, a password or a cookie. Rows are `countersign_store::audit`.

use crate::words::words;
use crate::{Id, Timestamp};

words! {
    /// What somebody did or tried.
    Event {
        /// Somebody signed up.
        SignUp = "sign_up",
        /// The link of a sign-up was followed with its button.
        Confirm = "confirm",
        /// The confirmation mail was asked for again.
        Resend = "resend",
        /// "This was not me", at a link.
        Dismiss = "dismiss",
        /// An address and a password.
        SignIn = "sign_in",
        /// No password of an address is looked at any more.
        StopGuessing = "stop_guessing",
        /// A session was ended by whoever is in it.
        SignOut = "sign_out",
        /// The link to choose another password was asked for.
        ForgotPassword = "forgot_password",
        /// Another password was chosen by that link.
        ResetPassword = "reset_password",
        /// By whoever knows it.
        ChangePassword = "change_password",
        /// Another address was asked for.
        ChangeEmail = "change_email",
        /// The link to the new address was followed with its button.
        ConfirmChangeEmail = "confirm_change_email",
        /// The old address took it back.
        UndoChangeEmail = "undo_change_email",
        /// One session, or all others.
        EndSession = "end_session",
        /// Everything that is held was fetched.
        Export = "export",
        /// An account was closed, or removed.
        CloseAccount = "close_account",
        /// A closed one was had back.
        KeepAccount = "keep_account",
        /// The language of mails and pages.
        ChangeLanguage = "change_language",
        /// By an operator who vouches for the address.
        CreateAccount = "create_account",
        /// Accounts and sign-ups came from another application, in one go.
        ImportAccounts = "import_accounts",
        /// By an operator or admin.
        DisableAccount = "disable_account",
        /// Likewise.
        EnableAccount = "enable_account",
        /// An admin's right was given or taken.
        ChangeRole = "change_role",
        /// An operator or admin has the link to choose a password mailed to an account's owner.
        SendReset = "send_reset",
        /// By an admin.
        RemoveSignUp = "remove_sign_up",
        /// An admin failed to show that it is them.
        Administer = "administer",
        /// A failed mail was put back into the queue.
        RetryMail = "retry_mail",
        /// An address gets no more mail.
        MarkAddress = "mark_address",
        /// And gets it again.
        ReleaseAddress = "release_address",
        /// A database of an earlier day was put in place.
        Restore = "restore",
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
    /// Of the line, made at its instant.
    pub id: Id,
    /// When it happened.
    pub at: Timestamp,
    /// What somebody did or tried.
    pub event: Event,
    /// The name of the flow's outcome, in snake case.
    pub outcome: &'static str,
    /// Whose account it is about, where there is one.
    pub account_id: Option<Id>,
    /// The key of the address that it is about (`Address::key`).
    pub address_key: Option<String>,
    /// The mailed link that was used or tried.
    pub link_id: Option<Id>,
    /// The account of the admin who did it to somebody else's.
    pub actor_id: Option<Id>,
    /// Where it came from.
    pub origin: Origin,
}
