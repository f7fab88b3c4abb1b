//! What happened to somebody, put in the order of time: sign-ups, mails, sessions, changes of address and the trail's
//! lines as entries of one list, newest first. Only what is named here is ever shown.

use countersign_core::Timestamp;
use countersign_core::email_change::EmailChange;
use countersign_core::mail::Ending;
use countersign_core::session::Session;
use countersign_core::sign_up::SignUp;
use countersign_store::audit::Kept;
use countersign_store::mails::Mail;
use minijinja::{Value, context};

use crate::flows::administer::Names;
use crate::http::parts::page::said;
use crate::http::parts::show;
use crate::words::Said;

/// Entries that are shown. With what browsers say of themselves one is 300 bytes, and a page is to stay below 30 kB.
const SHOWN: usize = 30;

/// The entries of a story; `values` gives them in order.
#[derive(Default)]
pub struct Story(Vec<(Timestamp, Value)>);

impl Story {
    fn add(&mut self, at: Timestamp, what: &'static str, word: String, details: Vec<String>, actor: Value) {
        let what = said(Some(Said::of(what)));
        let details: Vec<String> = details.into_iter().filter(|detail| !detail.is_empty()).collect();
        self.0.push((at, context! { at => show::minute(at), what, word, details, actor }));
    }

    fn note(&mut self, at: Timestamp, what: &'static str, word: String, details: Vec<String>) {
        self.add(at, what, word, details, Value::from(()));
    }

    #[must_use]
    pub fn sign_ups(mut self, sign_ups: &[SignUp]) -> Self {
        for sign_up in sign_ups {
            self.note(sign_up.created_at, "admin-story-sign-up", String::new(), Vec::new());
            if let Some(at) = sign_up.confirmed_at {
                self.note(at, "admin-story-confirmed", String::new(), Vec::new());
            }
        }
        self
    }

    #[must_use]
    pub fn mails(mut self, mails: &[Mail]) -> Self {
        for mail in mails {
            let word = format!("{} {}", kind(mail), mail.state());
            let words = mail.last_answer.clone().unwrap_or_default();
            let to = mail.address.as_str().to_owned();
            self.note(mail.finished_at.unwrap_or(mail.created_at), "admin-story-mail", word, vec![to, words]);
        }
        self
    }

    #[must_use]
    pub fn sessions(mut self, sessions: &[Session]) -> Self {
        for session in sessions {
            let details = vec![session.client.clone(), session.user_agent.clone()];
            self.note(session.created_at, "admin-story-session", String::new(), details);
        }
        self
    }

    #[must_use]
    pub fn changes(mut self, changes: &[EmailChange]) -> Self {
        for change in changes {
            let from_to = || vec![format!("{} → {}", change.from, change.to)];
            self.note(change.created_at, "admin-story-change", String::new(), from_to());
            for (at, what) in
                [(change.confirmed_at, "admin-story-changed"), (change.undone_at, "admin-story-change-undone")]
            {
                if let Some(at) = at {
                    self.note(at, what, String::new(), from_to());
                }
            }
        }
        self
    }

    #[must_use]
    pub fn lines(mut self, lines: &[Kept], names: &Names) -> Self {
        for line in lines {
            let word = format!("{} {}", line.event, line.outcome);
            let details = vec![line.client.clone(), line.user_agent.clone()];
            self.add(line.at, "admin-story-line", word, details, actor(line, names));
        }
        self
    }

    /// Newest first, and whether there are older ones. What happened in one moment stays in the order in which it was
    /// added.
    pub fn values(mut self) -> (Vec<Value>, bool) {
        self.0.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        let is_cut = self.0.len() > SHOWN;
        (self.0.into_iter().take(SHOWN).map(|(_, value)| value).collect(), is_cut)
    }
}

/// Who did it, where it was an admin: by address, while there is one.
pub fn actor(line: &Kept, names: &Names) -> Value {
    line.actor_id.map_or(Value::from(()), |id| {
        let name = names.get(&id).map_or_else(|| id.to_string(), |address| address.as_str().to_owned());
        context! { id => id.to_string(), name }
    })
}

/// What a mail has become, or what it was asked for as.
pub fn kind(mail: &Mail) -> &'static str {
    mail.kind.map_or(mail.intent.as_str(), |kind| kind.as_str())
}

/// How a mail stands, in a word.
pub fn state(mail: &Mail) -> Said {
    Said::of(match mail.ending {
        None => "admin-mail-queued",
        Some(Ending::Sent) => "admin-mail-sent",
        Some(Ending::Failed) => "admin-mail-failed",
        Some(Ending::Obsolete) => "admin-mail-obsolete",
        Some(Ending::Skipped) => "admin-mail-skipped",
    })
}
