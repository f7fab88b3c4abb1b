//! Addresses that get no more mail: a mail server refused them for good, or their owner complained. Who
//! marks and releases is `countersign::flows::manage_mails`'s business.

use countersign_core::mail::Mark;
use countersign_core::{Address, Timestamp};

use crate::Page;
use crate::db::{Conn, Error, Row, Tx, args, handful, padded};

/// An address that gets no more mail.
pub struct Marked {
    /// The address.
    pub address: Address,
    /// Why.
    pub mark: Mark,
    /// What the mail server or provider said.
    pub words: String,
    /// Since when.
    pub marked_at: Timestamp,
}

/// Marks an address, or renews its mark. A complaint is never replaced by anything milder. False if that changed
/// nothing: it has been told before.
pub async fn mark(tx: &mut Tx, address: &Address, mark: Mark, words: &str, now: Timestamp) -> Result<bool, Error> {
    const SQL: &str = "INSERT INTO marked_addresses (email_key, email, mark, words, marked_at)
        VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (email_key) DO UPDATE SET mark = excluded.mark, words = excluded.words, marked_at = excluded.marked_at
        WHERE marked_addresses.mark <> 'complained'
            AND (marked_addresses.mark <> excluded.mark OR marked_addresses.words <> excluded.words)";
    Ok(tx.execute(SQL, args![address.key(), address.as_str(), mark.as_str(), words, now]).await? == 1)
}

/// The mark of this address, if it has one.
pub async fn find(conn: &mut Conn, address: &Address) -> Result<Option<Marked>, Error> {
    const SQL: &str = "SELECT * FROM marked_addresses WHERE email_key = $1";
    conn.fetch_one(SQL, args![address.key()]).await?.map(marked).transpose()
}

/// Those of a handful of addresses that are marked, in any order.
pub async fn among(conn: &mut Conn, addresses: impl IntoIterator<Item = &Address>) -> Result<Vec<Marked>, Error> {
    const SQL: &str = concat!("SELECT * FROM marked_addresses WHERE email_key IN (", handful!(), ")");
    let keys = addresses.into_iter().map(Address::key);
    conn.fetch_all(SQL, padded(keys)).await?.into_iter().map(marked).collect()
}

/// Newest first.
pub async fn list(conn: &mut Conn, page: Page) -> Result<Vec<Marked>, Error> {
    const SQL: &str = "SELECT * FROM marked_addresses ORDER BY marked_at DESC, email_key LIMIT $1";
    conn.fetch_all(SQL, args![page.limit]).await?.into_iter().map(marked).collect()
}

/// Lets mail go to the address again. False if it was not marked.
pub async fn release(tx: &mut Tx, address: &Address) -> Result<bool, Error> {
    const SQL: &str = "DELETE FROM marked_addresses WHERE email_key = $1";
    Ok(tx.execute(SQL, args![address.key()]).await? == 1)
}

/// Releases all that failed mails are addressed to.
pub async fn release_of_failed(tx: &mut Tx) -> Result<u64, Error> {
    const SQL: &str = "DELETE FROM marked_addresses WHERE mark = 'undeliverable'
        AND email_key IN (SELECT email_key FROM mails WHERE ending = 'failed')";
    tx.execute(SQL, args![]).await
}

/// Releases all but those who complained. Tells how many.
pub async fn release_undeliverable(tx: &mut Tx) -> Result<u64, Error> {
    tx.execute("DELETE FROM marked_addresses WHERE mark = 'undeliverable'", args![]).await
}

fn marked(row: Row) -> Result<Marked, Error> {
    Ok(Marked {
        address: row.address("email")?,
        mark: Mark::parse(&row.text("mark")?).ok_or(Error::Unreadable("mark"))?,
        words: row.text("words")?,
        marked_at: row.at("marked_at")?,
    })
}
