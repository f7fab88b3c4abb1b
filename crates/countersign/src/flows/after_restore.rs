//! After a restore: a database of an earlier day would bring back to life what has ended since. Every session and every link
//! that goes by its account's epoch is ended, whoever may have an account back gets the link for it anew, and the trail
//! says so. What nobody can know from the database alone is told in docs/guide/backup.md.

use countersign_core::audit::Event;
use countersign_core::mail::Intent;
use countersign_store::{backup, mails};

use super::parts::{About, Visitor, note, notice};
use crate::{Countersign, Error};

/// What the operator decides.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// Everybody chooses another password by mail: one that was changed since is the old one again.
    pub forget_passwords: bool,
    /// Mail that was queued then is not sent: it may have been since.
    pub drop_mail: bool,
}

/// What was done.
pub struct Done {
    pub accounts: u64,
    pub sessions: u64,
    pub mails_dropped: u64,
    /// Closed accounts whose owners are mailed the way back once more.
    pub kept: usize,
}

pub async fn after_restore(app: &Countersign, wishes: Wishes, visitor: &Visitor) -> Result<Done, Error> {
    const WORDS: &str = "not sent: queued in a backup that was restored";
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let ended = backup::end_what_is_over(&mut tx, wishes.forget_passwords).await?;
    let mails_dropped = if wishes.drop_mail { backup::drop_mail(&mut tx, WORDS, now).await? } else { 0 };
    let kept = backup::kept(&mut tx, now).await?;
    for account in &kept {
        mails::enqueue(&mut tx, notice(account, Intent::AccountClosed, now)).await?;
    }
    note(&mut tx, Event::Restore, "ended", About::default(), visitor, now);
    tx.commit().await?;
    Ok(Done { accounts: ended.accounts, sessions: ended.sessions, mails_dropped, kept: kept.len() })
}
