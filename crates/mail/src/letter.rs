//! What a mail is about: everything that a template may show, and one sample of each kind. How it is
//! worded is the templates' business, how it is put into a message `message.rs`'s.

use std::fmt;
use std::time::Duration;

use countersign_core::address::masked;
use countersign_core::email_change::UNDO_FOR;
use countersign_core::mail::Kind;
use countersign_core::{Id, Language, Timestamp};
use url::Url;

/// One mail to write.
#[derive(Clone)]
pub struct Letter {
    /// What it says.
    pub kind: Kind,
    /// The address exactly as it was given, already checked by [`countersign_core::Address`].
    pub to: String,
    /// The one absolute URL in the mail.
    pub link: Url,
    /// How long the link works from now on, where it ends at all.
    pub valid_for: Option<Duration>,
    /// The address an account changes to, in full or masked: `change_email_notice` and `email_changed`.
    pub new_address: Option<String>,
    /// In which it is written.
    pub language: Language,
    /// The mail's own id: a repeat has the same, and so the same `Message-ID`.
    pub id: Id,
    /// The `Date` header.
    pub date: Timestamp,
}

impl Letter {
    /// One letter of `kind`, as `mail preview` shows it and every template is tried with.
    pub fn sample(kind: Kind, language: Language) -> Self {
        let (path, valid_for, new_address) = match kind {
            Kind::Confirm => ("confirm/sample-token", Some(Duration::from_secs(86_400)), None),
            Kind::AlreadyRegistered => ("sign-in", None, None),
            Kind::Reset => ("reset-password/sample-token", Some(Duration::from_secs(1_800)), None),
            Kind::PasswordChanged | Kind::SuspiciousSignIn => ("forgot-password", None, None),
            Kind::AccountClosed => ("reset-password/sample-token", Some(Duration::from_secs(604_800)), None),
            Kind::ChangeEmail => ("change-email/sample-token", Some(Duration::from_secs(86_400)), None),
            Kind::ChangeEmailNotice | Kind::EmailChanged => {
                ("change-email/sample-token", Some(UNDO_FOR), Some("grace@example.net".to_owned()))
            }
        };
        let base = Url::parse("https://accounts.example.org/").expect("the sample's base URL is one");
        let date = Timestamp::from_seconds(1_767_225_600);
        Self {
            kind,
            to: "ada@example.org".to_owned(),
            link: base.join(path).expect("the sample's path is one"),
            valid_for,
            new_address,
            language,
            id: Id::new(date, [7; 10]),
            date,
        }
    }
}

/// Without the link: it carries a token (ASVS 16.2.5).
impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter")
            .field("id", &self.id)
            .field("kind", &self.kind)
            .field("to", &masked(&self.to))
            .finish_non_exhaustive()
    }
}
