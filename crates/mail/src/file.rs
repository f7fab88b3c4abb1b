//! Mails into a directory, one `.eml` file each. A file is there whole or not at all, and a repeat of a
//! mail overwrites itself.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::{Delivery, Error, Rendered};

#[derive(Clone)]
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// Makes the directory if it is not there.
    pub fn open(path: &Path) -> Result<Self, Error> {
        fs::create_dir_all(path).map_err(|source| Error::Directory { path: path.display().to_string(), source })?;
        Ok(Self(path.to_owned()))
    }

    pub async fn send(&self, mail: &Rendered) -> Delivery {
        let (directory, id, source) = (self.0.clone(), mail.id.to_string(), mail.source.clone());
        let written = tokio::task::spawn_blocking(move || write_whole(&directory, &id, &source)).await;
        match written {
            Ok(Ok(path)) => Delivery::Sent(format!("written to {}", path.display())),
            Ok(Err(error)) => Delivery::Later(format!("{}: {error}", self.0.display())),
            Err(error) => Delivery::Later(format!("{}: {error}", self.0.display())),
        }
    }

    /// Whether a mail could be written now.
    pub async fn probe(&self) -> Result<String, String> {
        let directory = self.0.clone();
        let tried = tokio::task::spawn_blocking(move || {
            let path = directory.join(".probe.tmp");
            File::create(&path).and_then(|_| fs::remove_file(&path))
        });
        match tried.await {
            Ok(Ok(())) => Ok(format!("{} can be written to", self.0.display())),
            Ok(Err(error)) => Err(format!("{}: {error}", self.0.display())),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.write(true).mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    options
}

fn write_whole(directory: &Path, id: &str, source: &[u8]) -> io::Result<PathBuf> {
    let temporary = directory.join(format!(".{id}.tmp"));
    let path = directory.join(format!("{id}.eml"));
    // Live links are in it: nobody else's to read.
    let mut file = private().create(true).truncate(true).open(&temporary)?;
    file.write_all(source)?;
    file.sync_all()?;
    fs::rename(&temporary, &path)?;
    // The name lasts only once the directory is on disk, too. Where directories cannot be opened
    // (Windows) renames are durable enough without.
    if let Ok(directory) = File::open(directory) {
        directory.sync_all()?;
    }
    Ok(path)
}
