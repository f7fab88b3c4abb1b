//! What is read for a handful of mails at once before they become letters, and written for them at once afterwards: a
//! statement for each mail would cost a round trip for each. What follows from it is told in `facts.rs`, `mailbox_share.rs`
//! and `prepare.rs`.

use std::collections::{HashMap, HashSet};

use countersign_core::account::Account;
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Timestamp};
use countersign_store::links::{self, NewLink};
use countersign_store::mails::Mail;
use countersign_store::marked_addresses::{self, Marked};
use countersign_store::{Tx, accounts, mailboxes, sign_ups};

use crate::Error;

#[derive(Default)]
pub(super) struct Handful {
    accounts: HashMap<String, Account>,
    sign_ups: HashMap<Id, SignUp>,
    marked: HashMap<String, Marked>,
    /// Mailboxes that nobody else counts mails of now.
    held: HashSet<String>,
    /// Those that had any mail lately, also of this handful.
    busy: HashSet<String>,
    counted: Vec<(Id, String)>,
    links: Vec<NewLink>,
}

impl Handful {
    /// `shared` are those whose mailboxes have a share, which goes back to `since`.
    pub async fn look(tx: &mut Tx, mails: &[Mail], shared: &[&Mail], since: Timestamp) -> Result<Self, Error> {
        let addresses = || mails.iter().map(|mail| &mail.address);
        let accounts = accounts::by_addresses(tx, addresses()).await?;
        let marked = marked_addresses::among(tx, addresses()).await?;
        let own: Vec<Id> = mails.iter().filter_map(|mail| mail.sign_up_id).collect();
        let sign_ups = if own.is_empty() { Vec::new() } else { sign_ups::by_ids(tx, own).await? };
        let (held, busy) = if shared.is_empty() {
            Default::default()
        } else {
            let whose: HashSet<String> = shared.iter().map(|mail| mail.address.mailbox()).collect();
            let held = mailboxes::hold(tx, whose.iter().map(String::as_str)).await?;
            let held: HashSet<String> = held.into_iter().map(str::to_owned).collect();
            let busy = mailboxes::had_any(tx, held.iter().map(String::as_str), since).await?;
            (held, busy)
        };
        Ok(Self {
            accounts: accounts.into_iter().map(|account| (account.address.key().to_owned(), account)).collect(),
            sign_ups: sign_ups.into_iter().map(|sign_up| (sign_up.id, sign_up)).collect(),
            marked: marked.into_iter().map(|marked| (marked.address.key().to_owned(), marked)).collect(),
            held,
            busy,
            ..Self::default()
        })
    }

    /// The account of a mail's own address.
    pub fn account(&self, mail: &Mail) -> Option<&Account> {
        self.accounts.get(mail.address.key())
    }

    /// The sign-up that a mail was asked for by.
    pub fn sign_up(&self, mail: &Mail) -> Option<&SignUp> {
        self.sign_ups.get(&mail.sign_up_id?)
    }

    /// Why the recipient gets no mail. It is nearly always the address that the mail was asked for with.
    pub async fn mark(&self, tx: &mut Tx, mail: &Mail, to: &Address) -> Result<Option<String>, Error> {
        let words = |marked: &Marked| format!("the address is marked {}: {}", marked.mark.as_str(), marked.words);
        if to.key() == mail.address.key() {
            return Ok(self.marked.get(to.key()).map(words));
        }
        Ok(marked_addresses::find(tx, to).await?.as_ref().map(words))
    }

    pub fn holds(&self, mailbox: &str) -> bool {
        self.held.contains(mailbox)
    }

    /// When the mailbox had mails that count, newest first, those of this handful among them.
    pub async fn had(
        &mut self,
        tx: &mut Tx,
        mailbox: &str,
        since: Timestamp,
        most: u32,
        now: Timestamp,
    ) -> Result<Vec<Timestamp>, Error> {
        if !self.busy.contains(mailbox) {
            return Ok(Vec::new());
        }
        self.write_counts(tx, now).await?;
        Ok(mailboxes::counted(tx, mailbox, since, now, most).await?)
    }

    /// The mailbox gets this one.
    pub fn count(&mut self, mail: &Mail, mailbox: String) {
        self.busy.insert(mailbox.clone());
        self.counted.push((mail.id, mailbox));
    }

    pub fn link(&mut self, link: NewLink) {
        self.links.push(link);
    }

    /// What the handful has come to.
    pub async fn write(mut self, tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
        self.write_counts(tx, now).await?;
        Ok(links::hand_over(tx, &self.links, now).await?)
    }

    async fn write_counts(&mut self, tx: &mut Tx, now: Timestamp) -> Result<(), Error> {
        let counted = std::mem::take(&mut self.counted);
        if !counted.is_empty() {
            mailboxes::count(tx, &counted, now).await?;
        }
        Ok(())
    }
}
