//! Whether anything was committed to SQLite meanwhile, told without asking it: the head of the
//! [index of its log](https://www.sqlite.org/walformat.html) is another after each commit, whichever process made
//! it, and before whoever made it knows that it is done. Two reads of a file in memory instead of a statement.

use std::fs::File;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use super::{Db, Pools};

const HEAD_BYTES: usize = 48;

/// Where the head says whether the index is one already.
const IS_INIT: usize = 12;

pub(super) struct WalIndex {
    path: PathBuf,
    /// Never closed, whence the leak: closing any descriptor of a file drops all locks that this process holds on it
    /// (fcntl(2)), and SQLite holds some on this one (sqlite.org/howtocorrupt.html, section 2.2).
    file: Mutex<Option<&'static File>>,
}

/// What a database held at an instant. While it is the same, nothing was committed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct State([u8; HEAD_BYTES]);

impl Db {
    /// What it holds now. None on PostgreSQL, which would have to be asked.
    pub fn state(&self) -> Option<State> {
        match &self.pools {
            Pools::Sqlite { index, .. } => index.state(),
            Pools::Postgres(_) => None,
        }
    }
}

impl WalIndex {
    /// SQLite follows links before it adds the ending.
    pub fn beside(database: &Path) -> Self {
        let database = database.canonicalize().unwrap_or_else(|_| database.to_owned());
        let mut path = database.into_os_string();
        path.push("-shm");
        Self { path: path.into(), file: Mutex::default() }
    }

    /// None if it cannot be told.
    fn state(&self) -> Option<State> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let index = match *file {
            Some(index) => index,
            None => *file.insert(Box::leak(Box::new(File::open(&self.path).ok()?))),
        };
        let mut head = [0; HEAD_BYTES];
        index.read_exact_at(&mut head, 0).ok()?;
        // Where everybody has closed the database meanwhile, this one is gone and there may be another.
        if index.metadata().ok()?.nlink() == 0 {
            *file = None;
            return None;
        }
        (head[IS_INIT] == 1).then_some(State(head))
    }
}
