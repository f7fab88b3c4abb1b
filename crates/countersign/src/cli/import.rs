//! `import`: another application's users from a file, all of them or none. It can be tried first, and stopped or killed at
//! any time. How files are read is in `import/`, what becomes of a row the flow's business.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use countersign_core::foreign::BcryptOf;
use countersign_core::import::Terms;

use self::report::Report;
use self::rows::{Format, Rows};
use super::operator;
use super::output::bar;
use crate::flows::import_accounts::{Ended, Import as Importing, Looked};
use crate::installation::Failure;
use crate::{Countersign, server};

mod csv;
mod json_lines;
mod report;
mod rows;

#[derive(Args)]
pub struct Import {
    /// CSV with a line of names, or JSON lines: email, confirmed, password_hash, and if there are id, created_at, locale;
    /// - for standard input
    file: PathBuf,
    /// Which of the two it is, where its name does not end in .csv, .jsonl or .ndjson
    #[arg(long)]
    format: Option<Format>,
    /// Report what would become of every row, and change nothing
    #[arg(long)]
    dry_run: bool,
    /// Leave out rows whose address is there already, instead of refusing them all
    #[arg(long)]
    skip_existing: bool,
    /// What the application gave to bcrypt, where hashes begin with $2. Unless said: pepper if bcrypt_pepper is set
    #[arg(long, value_name = "INPUT")]
    bcrypt: Option<Given>,
    /// Take hashes that are guessed too fast, such as bcrypt of a cost below 10
    #[arg(long)]
    allow_weak_hashes: bool,
    /// Sets ids that are no UUIDs apart from those of another application
    #[arg(long, value_name = "NAME")]
    id_space: Option<String>,
    /// Report as JSON
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Given {
    /// The password
    Password,
    /// The password and behind it bcrypt_pepper: Devise
    Pepper,
    /// The SHA-256 of the password in hex: Flask-Bcrypt with BCRYPT_HANDLE_LONG_PASSWORDS
    Sha256,
}

impl Import {
    pub async fn run(self, app: &Countersign) -> Result<(), Failure> {
        let stop = server::stop_signal()?;
        tokio::select! {
            done = self.import(app) => done,
            () = stop.cancelled() => Err(Failure::Failed("stopped; nothing was imported".to_owned())),
        }
    }

    async fn import(&self, app: &Countersign) -> Result<(), Failure> {
        let mut rows = Rows::open(&self.file, self.format, self.terms(app)?)?;
        let mut import = Importing::begin(app, self.skip_existing).await?;
        while let Some(lines) = rows.next().await {
            import.take(lines?).await?;
        }
        let last_line = rows.finish();
        let (looked, counts) = import.look().await?;
        let report = Report { is_json: self.json, counts: &counts, skips_existing: self.skip_existing };
        if self.dry_run {
            report.every_row(&mut import).await?;
        }
        let undone = if self.dry_run { "nothing would be imported" } else { "nothing was imported" };
        match looked {
            Looked::Ready => {}
            Looked::Refused => {
                if !self.dry_run {
                    report.problems(&mut import).await?;
                }
                return Err(Failure::Failed(format!("{undone}: {}", report.problems_in_words())));
            }
            Looked::TooDear(takes) => {
                let what = format!("every sign-in would take some {} s for the dearest hashes", takes.as_secs());
                return Err(Failure::Failed(format!("{undone}: {what}; leave those empty")));
            }
        }
        if self.dry_run {
            return Ok(());
        }
        let costs = import.costs();
        let bar = bar("writing", last_line);
        let ended = import.write(&counts, &operator(), |lines| bar.inc(lines)).await?;
        bar.finish_and_clear();
        match ended {
            Ended::Imported(written) => {
                report.imported(written, costs);
                Ok(())
            }
            Ended::Overtaken => {
                let reason = "somebody has taken one of the addresses meanwhile; run it again";
                Err(Failure::Failed(format!("{undone}: {reason}")))
            }
        }
    }

    fn terms(&self, app: &Countersign) -> Result<Terms, Failure> {
        let keys = app.rules().foreign_keys.clone();
        let bcrypt_of = match self.bcrypt {
            Some(Given::Password) => BcryptOf::Password,
            Some(Given::Sha256) => BcryptOf::Sha256Hex,
            Some(Given::Pepper) if keys.bcrypt_pepper.is_none() => {
                return Err(Failure::Usage("--bcrypt pepper needs the setting bcrypt_pepper".to_owned()));
            }
            Some(Given::Pepper) => BcryptOf::Peppered,
            None if keys.bcrypt_pepper.is_some() => BcryptOf::Peppered,
            None => BcryptOf::Password,
        };
        let id_space = self.id_space.clone();
        Ok(Terms { keys, bcrypt_of, allows_weak: self.allow_weak_hashes, id_space, now: app.clock.now() })
    }
}
