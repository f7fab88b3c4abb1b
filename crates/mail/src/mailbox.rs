//! The inbox in memory: where mails go while one develops and tests. Nothing leaves the process, nothing
//! survives it. The page that shows it is `countersign`'s business.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use countersign_core::Id;

use crate::Rendered;

/// Mails kept; the oldest go first.
const CAPACITY: usize = 500;

/// A handle: clones share the same mails.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Mutex<VecDeque<Arc<Rendered>>>>);

impl Mailbox {
    /// All mails in the order of their arrival, a repeat of the same mail twice.
    pub fn all(&self) -> Vec<Arc<Rendered>> {
        self.mails().iter().cloned().collect()
    }

    /// The newest mail with this id.
    pub fn get(&self, id: Id) -> Option<Arc<Rendered>> {
        self.mails().iter().rev().find(|mail| mail.id == id).cloned()
    }

    /// Empties it.
    pub fn clear(&self) {
        self.mails().clear();
    }

    /// Adds a mail as the newest; beyond the most that it keeps, the oldest goes.
    pub fn put(&self, mail: Rendered) {
        let mut mails = self.mails();
        if mails.len() == CAPACITY {
            mails.pop_front();
        }
        mails.push_back(Arc::new(mail));
    }

    fn mails(&self) -> MutexGuard<'_, VecDeque<Arc<Rendered>>> {
        // No code under this lock can leave a mail half put, so a panic elsewhere does not matter.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
