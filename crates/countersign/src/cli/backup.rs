//! `backup`: the SQLite file into another, while servers run. `after-restore`: what a restored database would bring back to
//! life is ended. How both are meant is told in docs/guide/backup.md.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write, stderr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use clap::Args;
use countersign_store::{Db, backup, workers};
use indicatif::HumanCount;

use super::operator;
use super::output::say;
use crate::clock::Clock;
use crate::config::Config;
use crate::flows::after_restore::{Wishes, after_restore};
use crate::installation::Failure;
use crate::{Countersign, key_file};

#[derive(Args)]
pub struct Backup {
    /// Where to: a file that is not there yet. The key is not in it
    to: PathBuf,
}

#[derive(Args)]
pub struct AfterRestore {
    /// Everybody has to choose another password by mail: one that was changed since is the old one again
    #[arg(long)]
    forget_passwords: bool,
    /// Do not send mail that was queued then: it may have been sent since
    #[arg(long)]
    drop_mail: bool,
}

impl Backup {
    pub async fn run(self, config: &Config) -> Result<(), Failure> {
        let cannot = |error: &dyn std::fmt::Display| Failure::Failed(format!("{}: {error}", self.to.display()));
        let Some(source) = config.database_url.strip_prefix("sqlite:") else {
            return Err(Failure::Usage("backup: is for SQLite; with PostgreSQL use pg_dump".to_owned()));
        };
        let source = Path::new(source.strip_prefix("//").unwrap_or(source));
        if !source.exists() {
            return Err(Failure::Failed(format!("there is no file {}", source.display())));
        }
        if self.to.exists() {
            return Err(Failure::Usage(format!("{} is there already, and is not overwritten", self.to.display())));
        }
        // Under another name until it is whole: nobody takes half of one for a backup.
        let mut part = self.to.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let taken = take(config, &part).await;
        let kept = taken.and_then(|()| keep(&part, &self.to).map_err(|error| cannot(&error)));
        if kept.is_err() {
            let _ = fs::remove_file(&part);
        }
        kept?;
        say(format_args!("{} is a backup of {}", self.to.display(), source.display()));
        if let Some(key) = key_file::path_beside(&config.database_url).filter(|key| key.exists()) {
            say(format_args!("{} is not in it: keep a copy of it in another place", key.display()));
        }
        Ok(())
    }
}

/// Addresses and password hashes are in it: it is nobody else's to read from its first byte on.
async fn take(config: &Config, part: &Path) -> Result<(), Failure> {
    let Some(name) = part.to_str() else { return Err(Failure::Usage("backup: the name is no text".to_owned())) };
    // Left by one that was killed.
    match fs::remove_file(part) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(Failure::Failed(format!("{name}: {error}"))),
        Ok(()) | Err(_) => {}
    }
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(part);
    made.map_err(|error| Failure::Failed(format!("{name}: {error}")))?;
    let db = Db::open_existing(&config.database_url).await?;
    let copied = db.copy_into_file(name).await;
    db.close().await;
    copied?;
    let copy = Db::open_existing(&format!("sqlite://{name}")).await?;
    let marked = backup::mark(&copy, Clock::system().now()).await;
    copy.close().await;
    Ok(marked?)
}

fn keep(part: &Path, to: &Path) -> std::io::Result<()> {
    File::open(part)?.sync_all()?;
    // Not over a file that came meanwhile.
    fs::hard_link(part, to)?;
    fs::remove_file(part)?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

impl AfterRestore {
    pub async fn run(self, app: &Countersign) -> Result<(), Failure> {
        if !workers::seen(&mut app.db().read().await?, app.clock.now()).await?.is_empty() {
            let warning = "a server or worker was at work in this database within the last minute: if it still runs, stop it and \
                run this again";
            let _ = writeln!(stderr(), "countersign: {warning}");
        }
        let wishes = Wishes { forget_passwords: self.forget_passwords, drop_mail: self.drop_mail };
        let done = after_restore(app, wishes, &operator()).await?;
        let (accounts, sessions) = (HumanCount(done.accounts), HumanCount(done.sessions));
        say(format_args!(
            "{sessions} sessions ended; links to passwords and addresses of {accounts} accounts are void"
        ));
        if self.forget_passwords {
            say("all passwords are forgotten: everybody chooses another by \"Forgot your password?\"");
        }
        if self.drop_mail {
            say(format_args!("{} queued mails will not be sent", HumanCount(done.mails_dropped)));
        }
        if done.kept > 0 {
            say(format_args!("owners of closed accounts are mailed the way back once more: {}", done.kept));
        }
        Ok(())
    }
}
