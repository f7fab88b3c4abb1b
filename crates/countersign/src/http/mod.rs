//! The doors: a page and a JSON door for each flow, in one file each. Doors read, call the flow and answer;
//! they decide nothing. `router` puts them together under one set of protections.

pub mod parts;

mod account;
mod captcha;
mod change_email;
mod change_password;
mod close_account;
mod confirm;
mod dev_mailbox;
mod forward_auth;
#[cfg(feature = "ses")]
mod hooks;
mod language;
mod link;
pub mod listener;
mod ops;
mod resend;
mod reset_password;
mod router;
mod session_token;
mod sessions;
mod sign_in;
mod sign_out;
mod sign_up;

use std::path::Path;
use std::sync::Arc;

use countersign_mail::Mailbox;
#[cfg(feature = "ses")]
use countersign_mail::sns::Events;

use self::parts::captcha::Policies;
use self::parts::files::Files;
use self::parts::page::Pages;
use crate::{Countersign, Error};

pub use router::{ops_router, router};

/// What every door needs. Cheap to clone.
#[derive(Clone)]
pub struct Site {
    pub(crate) app: Countersign,
    pub(crate) pages: Arc<Pages>,
    pub(crate) mailbox: Mailbox,
    pub(crate) files: Arc<Files>,
    pub(crate) policies: Policies,
    #[cfg(feature = "ses")]
    pub(crate) ses_events: Option<Arc<Events>>,
}

impl Site {
    pub fn new(app: Countersign, mailbox: Mailbox, templates: Option<&Path>) -> Result<Self, Error> {
        let files = Files::new(&app.rules, templates);
        let pages = Pages::new(&app.rules, &files, templates)?;
        Ok(Self {
            policies: Policies::new(&app.rules),
            app,
            pages: Arc::new(pages),
            files: Arc::new(files),
            mailbox,
            #[cfg(feature = "ses")]
            ses_events: None,
        })
    }

    /// Listens at `/hooks/ses`.
    #[cfg(feature = "ses")]
    #[must_use]
    pub fn with_ses_events(self, events: Option<Events>) -> Self {
        Self { ses_events: events.map(Arc::new), ..self }
    }
}
