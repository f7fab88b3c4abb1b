//! Every clean-up and its schedule, in one list. Nothing depends on it for safety: expiry is checked when
//! a thing is used, never by its removal.

use std::time::Duration;

use countersign_core::{Timestamp, mailbox};
use countersign_store::limits::table;
use countersign_store::{SWEPT_AT_ONCE, audit, captchas, guesses, links, mails, sessions, sign_ups, workers};

use crate::flows::close_account::remove_closed;
use crate::flows::import_accounts::look_for_foreign_hashes;
use crate::{Countersign, Error};

/// How often the sweep runs.
pub const EVERY: Duration = Duration::from_secs(600);

/// The worker does nothing else meanwhile.
pub const AT_MOST: Duration = Duration::from_secs(20);

const DAY: Duration = Duration::from_secs(86_400);
/// Links are kept beyond their end so that a late click is told "already used" or "too old".
const LINKS_KEPT: Duration = Duration::from_secs(30 * DAY.as_secs());
/// Wrong passwords are counted in a row for as long.
const AUDIT_KEPT: Duration = Duration::from_secs(400 * DAY.as_secs());

/// In transactions of their own, each short: where much is over at once, others write between them, and what is removed
/// stays removed if there is no time for all. A macro, since a closure that borrows the transaction is not `Send`.
macro_rules! in_steps {
    ($app:ident, |$tx:ident| $step:expr) => {{
        let mut removed = 0;
        loop {
            let mut transaction = $app.db.patient().begin().await?;
            let $tx = &mut transaction;
            let count = $step.await?;
            transaction.commit().await?;
            removed += count;
            if count < SWEPT_AT_ONCE.unsigned_abs() {
                break removed;
            }
        }
    }};
}

/// Tells what became of the audit trail.
pub async fn sweep(app: &Countersign) -> Result<audit::Swept, Error> {
    let now = app.clock.now();
    // By itself: attempts take these rows in an order of their own, so that the database may end either for the other.
    if let Err(error) = sweep_limits(app, now).await {
        tracing::warn!(%error, "limits were not swept");
    }
    let (links_before, idle_before) = (now.minus(LINKS_KEPT), now.minus(app.rules.session.idle));
    // What a mailbox had is counted by these rows.
    let counted_for = mailbox::counted_for(&app.rules.limits.of_mailbox());
    let mails_before = now.minus(app.rules.mail_kept_for.max(counted_for));
    let sign_ups = in_steps!(app, |tx| sign_ups::sweep(tx, now, links_before));
    let sessions = in_steps!(app, |tx| sessions::sweep(tx, idle_before, now));
    let links = in_steps!(app, |tx| links::sweep(tx, links_before));
    let mails = in_steps!(app, |tx| mails::sweep(tx, mails_before));
    let captchas = in_steps!(app, |tx| captchas::sweep(tx, now));
    let guesses = in_steps!(app, |tx| guesses::sweep(tx, now.minus(AUDIT_KEPT)));
    let workers = in_steps!(app, |tx| workers::sweep(tx, now.minus(DAY)));
    tracing::debug!(sign_ups, sessions, links, mails, captchas, guesses, workers, "swept");
    if look_for_foreign_hashes(app, now).await? {
        tracing::debug!("imported password hashes were looked at");
    }
    // In transactions of its own, each short: nobody adds to a chain while its rows are removed.
    let audit = audit::sweep(&app.db.patient(), now.minus(AUDIT_KEPT)).await?;
    tracing::debug!(rows = audit.rows, "the audit trail was swept");
    let accounts = remove_closed(app).await?;
    tracing::debug!(accounts, "what was closed was swept");
    Ok(audit)
}

async fn sweep_limits(app: &Countersign, now: Timestamp) -> Result<(), Error> {
    let limits = in_steps!(app, |tx| table::sweep(tx, now));
    tracing::debug!(limits, "swept");
    Ok(())
}
