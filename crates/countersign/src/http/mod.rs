//! The doors: a page and a JSON door for each flow, in one file each. Doors read, call the flow and answer;
//! they decide nothing. `router` puts them together under one set of protections.

pub mod parts;

mod account;
mod admin;
mod captcha;
mod change_email;
mod change_language;
mod change_password;
mod close_account;
mod confirm;
mod description;
mod dev_mailbox;
mod forward_auth;
#[cfg(feature = "ses")]
mod hooks;
mod language;
mod link;
#[cfg(feature = "cli")]
pub mod listener;
pub mod openapi;
mod ops;
mod resend;
mod reset_password;
mod router;
mod session_token;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

#[cfg(feature = "ses")]
use countersign_mail::sns::Events;
use countersign_mail::{Mailbox, Voice};

use self::parts::captcha::Policies;
use self::parts::files::Files;
use self::parts::page::Pages;
use crate::{Countersign, Error};

pub use router::{ops_router, router};

/// What every door needs. Cheap to clone.
#[derive(Clone)]
pub struct Site(Arc<Inside>);

/// Behind one pointer, since every request takes a clone through every layer.
#[derive(Clone)]
pub struct Inside {
    pub(crate) app: Countersign,
    pub(crate) pages: Arc<Pages>,
    pub(crate) mailbox: Mailbox,
    pub(crate) files: Arc<Files>,
    pub(crate) policies: Policies,
    /// Who writes samples into the mailbox.
    pub(crate) voice: Option<Arc<Voice>>,
    #[cfg(feature = "ses")]
    pub(crate) ses_events: Option<Arc<Events>>,
}

impl Deref for Site {
    type Target = Inside;

    fn deref(&self) -> &Inside {
        &self.0
    }
}

impl Site {
    pub fn new(app: Countersign, mailbox: Mailbox, templates: Option<&Path>) -> Result<Self, Error> {
        let files = Files::new(&app.rules, templates)?;
        let pages = Pages::new(&app.rules, &files, templates)?;
        Ok(Self(Arc::new(Inside {
            policies: Policies::new(&app.rules),
            app,
            pages: Arc::new(pages),
            files: Arc::new(files),
            mailbox,
            voice: None,
            #[cfg(feature = "ses")]
            ses_events: None,
        })))
    }

    fn with(mut self, change: impl FnOnce(&mut Inside)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Has samples of all mails written into the mailbox, for who asks there.
    #[must_use]
    pub fn with_voice(self, voice: Arc<Voice>) -> Self {
        self.with(|inside| inside.voice = Some(voice))
    }

    /// Listens at `/hooks/ses`.
    #[cfg(feature = "ses")]
    #[must_use]
    pub fn with_ses_events(self, events: Option<Events>) -> Self {
        self.with(|inside| inside.ses_events = events.map(Arc::new))
    }
}
