//! How much mail one mailbox gets because somebody asked for it, whoever asks and however they spell the address. No
//! request is refused, so no answer can tell whose mailbox is full: the mail waits in the queue, where nobody sees it. A
//! reset goes first; else lots are drawn between the newest and the oldest, so that neither a crowd of earlier requests
//! nor one request just before each turn keeps somebody's mail back. Of two that would say the same only the newer goes.

use std::time::Duration;

use countersign_core::limit::Limited;
use countersign_core::mail::{Intent, Kind};
use countersign_core::{Id, Timestamp, mailbox};
use countersign_store::Tx;
use countersign_store::mailboxes::{self, Rival, Same};
use countersign_store::mails::Mail;

use super::Worker;
use super::handful::Handful;
use crate::Error;

/// Until another worker has counted a mail to the same mailbox.
const ANOTHER: Duration = Duration::from_secs(1);

/// The pause between two alarms in the log.
const ALARM_EVERY: Duration = Duration::from_secs(60);

pub(super) enum Share {
    /// It goes now, and is counted.
    Free,
    WaitUntil(Timestamp),
    /// A newer one that waits says the same.
    Repeated,
}

impl Worker {
    /// Whether a mail takes something of its mailbox's share. What an operator asked for does not, nor what was counted
    /// when it was first tried.
    fn is_shared(&self, mail: &Mail) -> bool {
        let is_counted = mail.account_id.is_some() && mail.intent == Intent::Reset || mail.counted_at.is_some();
        mail.intent.is_for_the_asking() && !is_counted && !self.app.rules.limits.of_mailbox().is_empty()
    }

    /// What is known before any of these mails is decided on.
    pub(super) async fn look(&self, tx: &mut Tx, mails: &[Mail], now: Timestamp) -> Result<Handful, Error> {
        let shared: Vec<&Mail> = mails.iter().filter(|mail| self.is_shared(mail)).collect();
        let since = now.minus(mailbox::counted_for(&self.app.rules.limits.of_mailbox()));
        Handful::look(tx, mails, &shared, since).await
    }

    /// Whether the mailbox has a mail of this kind left.
    pub(super) async fn share(
        &self,
        tx: &mut Tx,
        handful: &mut Handful,
        mail: &Mail,
        kind: Kind,
        sign_up: Option<Id>,
        now: Timestamp,
    ) -> Result<Share, Error> {
        if !self.is_shared(mail) {
            return Ok(Share::Free);
        }
        let limits = self.app.rules.limits.of_mailbox();
        let whose = mail.address.mailbox();
        if !handful.holds(&whose) {
            return Ok(Share::WaitUntil(now.plus(ANOTHER)));
        }
        let most = limits.iter().map(|limit| limit.burst()).max().unwrap_or_default();
        let since = now.minus(mailbox::counted_for(&limits));
        let mut sent_at = handful.had(tx, &whose, since, most, now).await?;
        let free_at = mailbox::free_at(&limits, &sent_at);
        let has_waited = mail.run_at != mail.created_at;
        if (free_at > now || has_waited)
            && let Some(same) = same(kind, sign_up)
            && mailboxes::is_repeated(tx, mail, &whose, same).await?
        {
            return Ok(Share::Repeated);
        }
        if free_at > now {
            return Ok(Share::WaitUntil(free_at));
        }
        let rival = match (kind, sent_at.first()) {
            (Kind::Reset, _) => None,
            // The lot: the instant of the last mail, which nobody chooses to the millisecond.
            (_, Some(last)) if last.millis() % 2 == 0 => Some(Rival::Older),
            (_, _) => Some(Rival::Younger),
        };
        if has_waited
            && let Some(rival) = rival
            && (mailboxes::has_rival(tx, mail.id, &whose, Rival::Reset, now).await?
                || mailboxes::has_rival(tx, mail.id, &whose, rival, now).await?)
        {
            // As if that one had gone already.
            sent_at.insert(0, now);
            return Ok(Share::WaitUntil(mailbox::free_at(&limits, &sent_at)));
        }
        handful.count(mail, whose);
        self.watch_all(now);
        Ok(Share::Free)
    }

    /// Far more mail than usual is told to the operator. It goes out: to hold up everybody's would be the attacker's aim.
    fn watch_all(&self, now: Timestamp) {
        let Some(limit) = self.app.rules.limits.get(Limited::MailAll) else { return };
        let mut state = self.state();
        match limit.take(state.mail_all_whole_at, now) {
            Ok(whole_at) => state.mail_all_whole_at = whole_at,
            Err(_) => {
                self.app.metrics.mail_over_all();
                if now.since(state.alarmed_at) >= ALARM_EVERY {
                    state.alarmed_at = now;
                    tracing::error!(limit = %limit, "strangers' requests send more mail than rate_limits.mail_all expects");
                }
            }
        }
    }
}

/// Which other mails to the address say the same as one of this kind.
fn same(kind: Kind, sign_up: Option<Id>) -> Option<Same> {
    match kind {
        Kind::Confirm => Some(Same::SignUp(sign_up)),
        Kind::AlreadyRegistered => Some(Same::Intents([Intent::SignUp, Intent::Resend])),
        Kind::Reset => Some(Same::Intents([Intent::Reset, Intent::Reset])),
        Kind::PasswordChanged
        | Kind::SuspiciousSignIn
        | Kind::ChangeEmail
        | Kind::ChangeEmailNotice
        | Kind::EmailChanged
        | Kind::AccountClosed => None,
    }
}
