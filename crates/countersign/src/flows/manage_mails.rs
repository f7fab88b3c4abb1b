//! What operators, admins and mail providers do to queued mails and marked addresses: try a mail again, release an
//! address, and mark one whose mail came back or was complained about.

use countersign_core::audit::Event;
use countersign_core::mail::Mark;
use countersign_core::{Address, Id};
use countersign_store::{mails, marked_addresses};

use super::parts::{About, Visitor, begin_over_others, note};
use crate::{Countersign, Error};

/// Queues a failed or waiting mail for now. Its address is released, or the try would be in vain. False if
/// there is no such mail, or a worker has it in hand.
pub async fn retry(app: &Countersign, id: Id, visitor: &Visitor) -> Result<bool, Error> {
    let now = app.clock.now();
    let mut tx = begin_over_others(app, visitor).await?;
    let Some(mail) = mails::by_id(&mut tx, id).await? else { return Ok(false) };
    if !mails::retry(&mut tx, id, now).await? {
        return Ok(false);
    }
    marked_addresses::release(&mut tx, &mail.address).await?;
    note(&mut tx, Event::RetryMail, "queued", About::address(&mail.address), visitor, now);
    tx.commit().await?;
    Ok(true)
}

/// Lets mail go to the address again. False if it was not marked.
pub async fn release(app: &Countersign, address: &Address, visitor: &Visitor) -> Result<bool, Error> {
    let mut tx = begin_over_others(app, visitor).await?;
    if !marked_addresses::release(&mut tx, address).await? {
        return Ok(false);
    }
    note(&mut tx, Event::ReleaseAddress, "released", About::address(address), visitor, app.clock.now());
    tx.commit().await?;
    Ok(true)
}

/// Queues all failed mails for now and releases their addresses, but for those who complained: for after a
/// mail server refused everybody by mistake. Tells how many.
pub async fn retry_failed(app: &Countersign, visitor: &Visitor) -> Result<u64, Error> {
    let now = app.clock.now();
    let mut tx = begin_over_others(app, visitor).await?;
    marked_addresses::release_of_failed(&mut tx).await?;
    let count = mails::retry_failed(&mut tx, now).await?;
    note(&mut tx, Event::RetryMail, "queued_all", About::default(), visitor, now);
    tx.commit().await?;
    Ok(count)
}

/// Lets mail go again to all addresses but those who complained. Tells how many.
pub async fn release_undeliverable(app: &Countersign, visitor: &Visitor) -> Result<u64, Error> {
    let mut tx = begin_over_others(app, visitor).await?;
    let count = marked_addresses::release_undeliverable(&mut tx).await?;
    note(&mut tx, Event::ReleaseAddress, "released_all", About::default(), visitor, app.clock.now());
    tx.commit().await?;
    Ok(count)
}

/// What a provider told of a mail that it had taken.
pub struct Returned<'a> {
    pub addresses: &'a [Address],
    pub mark: Mark,
    /// What the provider answered when it took the mail.
    pub receipt: &'a str,
    pub words: &'a str,
}

/// Marks the addresses, and notes the mail as failed if it came back. Told again, it changes nothing.
pub async fn returned(app: &Countersign, returned: &Returned<'_>, visitor: &Visitor) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    for address in returned.addresses {
        let marked = marked_addresses::mark(&mut tx, address, returned.mark, returned.words, now).await?;
        let failed = returned.mark == Mark::Undeliverable
            && mails::bounced(&mut tx, address, returned.receipt, returned.words).await?;
        if marked || failed {
            note(&mut tx, Event::MarkAddress, returned.mark.as_str(), About::address(address), visitor, now);
        }
    }
    Ok(tx.commit().await?)
}
