//! `mail`: list, show, retry, marked, release, send-test. Preview has a file of its own: `preview`.

use clap::Subcommand;
use countersign_core::mail::Kind;
use countersign_core::{Address, Id, Language};
use countersign_mail::{Delivery, Letter, Mailbox, Route};
use countersign_store::mails::{self, Mail};
use countersign_store::marked_addresses::{self, Marked};
use serde_json::{Value, json};

use super::operator;
use super::output::{Listing, print_json, say};
use super::{open, preview};
use crate::config::Config;
use crate::flows::manage_mails;
use crate::installation::{self, Failure};
use crate::{Countersign, random};

#[derive(Subcommand)]
pub enum Command {
    /// All mails: queued, sent, failed, obsolete or skipped
    List(Listing),
    /// One mail
    Show { id: String },
    /// Queue a failed or waiting mail for now
    Retry {
        #[arg(required_unless_present = "failed")]
        id: Option<String>,
        /// All that failed, instead of one
        #[arg(long, conflicts_with = "id")]
        failed: bool,
    },
    /// All addresses that get no more mail, and why
    Marked(Listing),
    /// Let mail go to a marked address again
    Release {
        #[arg(required_unless_present = "undeliverable")]
        email: Option<String>,
        /// All that are marked undeliverable, instead of one
        #[arg(long, conflicts_with = "email")]
        undeliverable: bool,
    },
    /// Send a sample to an address right now, and say what the mail server answered
    SendTest {
        email: String,
        /// The language it is written in
        #[arg(long, value_name = "TAG", default_value = "en")]
        locale: String,
        /// Which mail it is
        #[arg(long, default_value = "already_registered")]
        kind: String,
    },
    /// Write samples of the mails into a folder, to look at them
    Preview(preview::Preview),
}

pub async fn run(command: Command, config: &Config) -> Result<(), Failure> {
    match command {
        // Without the database: whoever words mails need not have one.
        Command::Preview(preview) => preview.run(config),
        Command::List(listing) => {
            let app = open(config).await?;
            let mails = mails::list(&mut app.db().read().await?, listing.page()).await?;
            listing.print(mails.iter().map(as_json).collect())
        }
        Command::Show { id } => {
            let app = open(config).await?;
            let mail = mails::by_id(&mut app.db().read().await?, parse(&id)?).await?;
            print_json(&as_json(&mail.ok_or_else(|| Failure::Failed(format!("there is no mail {id}")))?))
        }
        Command::Retry { id, .. } => retry(&open(config).await?, id.as_deref()).await,
        Command::Marked(listing) => {
            let app = open(config).await?;
            let marked = marked_addresses::list(&mut app.db().read().await?, listing.page()).await?;
            listing.print(marked.iter().map(marked_as_json).collect())
        }
        Command::Release { email, .. } => release(&open(config).await?, email.as_deref()).await,
        Command::SendTest { email, locale, kind } => {
            let (language, kind) = (preview::language(&locale)?, preview::kind(&kind)?);
            send_test(config, &open(config).await?, &email, language, kind).await
        }
    }
}

async fn retry(app: &Countersign, id: Option<&str>) -> Result<(), Failure> {
    let Some(id) = id else {
        let count = manage_mails::retry_failed(app, &operator()).await?;
        say(format_args!("queued {count}"));
        return Ok(());
    };
    if !manage_mails::retry(app, parse(id)?, &operator()).await? {
        return Err(Failure::Failed(format!("{id} is no mail that failed or waits")));
    }
    say(format_args!("queued {id}"));
    Ok(())
}

async fn release(app: &Countersign, email: Option<&str>) -> Result<(), Failure> {
    let Some(email) = email else {
        let count = manage_mails::release_undeliverable(app, &operator()).await?;
        say(format_args!("released {count}"));
        return Ok(());
    };
    let address = Address::parse(email).map_err(|error| Failure::Usage(format!("{email:?} is {error}")))?;
    if !manage_mails::release(app, &address, &operator()).await? {
        return Err(Failure::Failed(format!("{email} is not marked")));
    }
    say(format_args!("released {email}"));
    Ok(())
}

async fn send_test(
    config: &Config,
    app: &Countersign,
    email: &str,
    language: Language,
    kind: Kind,
) -> Result<(), Failure> {
    let address = Address::parse(email).map_err(|error| Failure::Usage(format!("{email:?} is {error}")))?;
    if matches!(installation::mail_route(config)?, Route::Mailbox) {
        return Err(installation::usage(
            config,
            "mail_url",
            "`mailbox:` lives inside the server; set smtp://… or file:DIR to try it out",
        ));
    }
    let base_url = app.rules().base.url();
    let (voice, transport) = installation::post(config, base_url, Mailbox::default())?;
    let now = app.clock.now();
    let letter = Letter {
        to: address.as_str().to_owned(),
        id: random::id(now),
        date: now,
        ..installation::sample(config, base_url, kind, language)
    };
    let rendered = voice.render(&letter).map_err(Failure::failed)?;
    let delivery = transport.send(&rendered).await;
    transport.close().await;
    match delivery {
        Delivery::Sent(answer) => {
            say(format_args!("sent: {answer}"));
            Ok(())
        }
        Delivery::Later(reason) | Delivery::SlowDown(reason) | Delivery::Down(_, reason) => {
            Err(Failure::Failed(format!("not sent, would be tried again: {reason}")))
        }
        Delivery::Never { words, .. } => Err(Failure::Failed(format!("refused for good: {words}"))),
    }
}

fn parse(id: &str) -> Result<Id, Failure> {
    id.parse().map_err(|error| Failure::Usage(format!("{id:?} is {error}")))
}

fn marked_as_json(marked: &Marked) -> Value {
    json!({
        "id": marked.address.as_str(),
        "mark": marked.mark.as_str(),
        "answer": marked.words,
        "marked_at": marked.marked_at.rfc3339(),
    })
}

fn as_json(mail: &Mail) -> Value {
    json!({
        "id": mail.id.to_string(),
        "state": mail.state(),
        "kind": mail.kind.map(Kind::as_str),
        "asked_for": mail.intent.as_str(),
        "to": mail.address.as_str(),
        "created_at": mail.created_at.rfc3339(),
        "run_at": mail.run_at.rfc3339(),
        "finished_at": mail.finished_at.map(|at| at.rfc3339()),
        "attempts": mail.attempts,
        "answer": mail.last_answer,
    })
}
