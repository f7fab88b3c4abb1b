//! SQLite has one writer at a time, and each commit waits for the disk. Here those who wait for their turn to write share
//! one, if they may: they work one after the other in one transaction, each behind a savepoint of its own, and nobody is
//! answered before it is committed. Who gives up takes back only what is theirs. Why: `docs/decisions/0007-group-commit.md`.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::sqlite::SqlitePool;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, oneshot};
use tokio::time::timeout;

use super::Error;
use super::commit::Effects;
use super::setup::ACQUIRE_TIMEOUT;

/// Most who share a commit: the disk's part in the time of each is small by then, and the first of them has waited for
/// all others. As many as a busy server has connections.
const MOST: usize = 64;

/// Where there is a savepoint already it is that of the one before, who is done with it. In a transaction that SQLite has
/// ended by itself there is none, which the second of these finds out.
const JOIN: [&str; 2] = ["SAVEPOINT member", "RELEASE member; SAVEPOINT member"];
const LEAVE: &str = "ROLLBACK TO member";

/// Whose commit a transaction may share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sharing {
    /// It sees nothing that is not committed, and nobody waits for it: it may take long, or end without a commit and still
    /// tell somebody what it has seen.
    Nobodys,
    /// That of others who wait for the disk.
    Durable,
    /// Anybody's.
    Any,
}

/// The one who may write, and the transaction that they leave open for the next. Cheap to clone.
#[derive(Clone)]
pub(super) struct Writer {
    pool: SqlitePool,
    /// Whoever waits for it comes in the order in which they began to wait.
    turn: Arc<Mutex<Option<Group>>>,
    /// The connection was refused as a read-only one.
    is_read_only: Arc<AtomicBool>,
}

type Turn = OwnedMutexGuard<Option<Group>>;

struct Group {
    tx: Transaction<'static, Sqlite>,
    sharing: Sharing,
    has_savepoint: bool,
    /// Those who are done and wait for the commit.
    members: Vec<Member>,
}

struct Member {
    answer: oneshot::Sender<Result<(), Error>>,
    effects: Effects,
}

/// Rolled back when it is dropped without a commit, wherever it is: nobody else loses anything by that.
pub(super) struct SqliteTx {
    /// None once it has ended.
    turn: Option<Turn>,
    sharing: Sharing,
    stands: Stands,
    /// A statement failed in a way in which SQLite may have ended the transaction.
    is_spoiled: bool,
    is_read_only: Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq)]
enum Stands {
    /// It has begun the group; nobody else has done anything there.
    First,
    /// Told to set its savepoint, and not answered yet.
    Joining,
    Joined,
}

impl Writer {
    pub fn new(pool: SqlitePool) -> Self {
        Self { pool, turn: Arc::default(), is_read_only: Arc::default() }
    }

    pub fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    /// With this statement, unless there is a transaction to share.
    pub async fn begin(&self, statement: &'static str, sharing: Sharing) -> Result<SqliteTx, sqlx::Error> {
        let turn = timeout(ACQUIRE_TIMEOUT, Arc::clone(&self.turn).lock_owned());
        let mut turn = turn.await.map_err(|_| sqlx::Error::PoolTimedOut)?;
        if let Some(group) = &*turn
            && !group.admits(sharing)
        {
            // It goes on if we are dropped here.
            turn = tokio::spawn(end(turn)).await.map_err(|_| sqlx::Error::WorkerCrashed)?;
        }
        let is_open = turn.is_some();
        let is_read_only = Arc::clone(&self.is_read_only);
        let mut tx = SqliteTx { turn: Some(turn), sharing, stands: Stands::Joining, is_spoiled: false, is_read_only };
        if is_open && tx.join().await.is_ok() {
            return Ok(tx);
        }
        tx.stands = Stands::First;
        // What could not be joined is gone.
        fail(tx.turn());
        // On a disk that is read-only files open, too, and that connection would stay as it is for ever.
        if self.is_read_only.swap(false, Ordering::Relaxed) {
            self.pool.acquire().await?.close().await?;
        }
        let begun = begin(&self.pool, statement).await;
        let begun = begun.inspect_err(|error| note_read_only(&self.is_read_only, error))?;
        **tx.turn() = Some(Group { tx: begun, sharing, has_savepoint: false, members: Vec::new() });
        Ok(tx)
    }
}

/// A transaction that SQLite has ended by itself (on a full disk, say) leaves the driver believing that it
/// is still open, and every later one would be refused: such a connection is replaced.
async fn begin(pool: &SqlitePool, statement: &'static str) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    match pool.begin_with(statement).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            pool.acquire().await?.close().await?;
            pool.begin_with(statement).await
        }
        begun => begun,
    }
}

fn note_read_only(is_read_only: &AtomicBool, error: &sqlx::Error) {
    const READONLY: i32 = 8;
    if code(error) == Some(READONLY) {
        is_read_only.store(true, Ordering::Relaxed);
    }
}

/// SQLite's, without what it says more precisely (sqlite.org/rescode.html).
fn code(error: &sqlx::Error) -> Option<i32> {
    Some(error.as_database_error()?.code()?.parse::<i32>().ok()? & 0xff)
}

impl Group {
    fn admits(&self, other: Sharing) -> bool {
        match (self.sharing, other) {
            (Sharing::Nobodys, _) | (_, Sharing::Nobodys) | (Sharing::Any, Sharing::Durable) => false,
            (Sharing::Durable | Sharing::Any, Sharing::Any) | (Sharing::Durable, Sharing::Durable) => true,
        }
    }

    /// None of them is acknowledged, and nothing is left of what they did.
    fn fail(self) {
        drop(self.tx);
        self.members.into_iter().for_each(|member| member.told(Err(lost())));
    }
}

impl Member {
    /// Whatever follows from the commit, follows also where nobody waits for the answer any more.
    fn told(self, committed: Result<(), Error>) {
        let told = self.effects.follow(committed);
        let _ = self.answer.send(told);
    }
}

/// SQLite does this where it can neither write nor undo a single statement (sqlite.org/lang_transaction.html).
fn lost() -> Error {
    Error::Unwritable("SQLite has rolled back what was to be committed".to_owned())
}

/// Commits what is open for all who share it.
async fn end(mut turn: Turn) -> Turn {
    if let Some(group) = turn.take() {
        let committed = group.tx.commit().await.map_err(Error::from);
        for member in group.members {
            member.told(committed.as_ref().copied().map_err(Error::again));
        }
    }
    turn
}

/// Comes behind all who wait at this moment: they are those who share the commit. A group that has ended by then is
/// followed by another, which loses nothing by it.
async fn end_in_turn(turn: Arc<Mutex<Option<Group>>>) {
    drop(end(turn.lock_owned().await).await);
}

impl SqliteTx {
    async fn join(&mut self) -> Result<(), sqlx::Error> {
        let group = self.group();
        let sql = JOIN[usize::from(group.has_savepoint)];
        sqlx::query(sql).execute(&mut *group.tx).await?;
        group.has_savepoint = true;
        self.stands = Stands::Joined;
        Ok(())
    }

    /// What a statement came to.
    pub fn ran<T>(&mut self, done: Result<T, sqlx::Error>) -> Result<T, Error> {
        // A broken rule (19) or a mistake in the statement (1) undoes the statement alone; of anything else SQLite
        // says that it might have rolled back everything (sqlite.org/lang_transaction.html, 3.2).
        if let Err(error) = &done {
            self.is_spoiled |= !matches!(code(error), Some(1 | 19));
            note_read_only(&self.is_read_only, error);
        }
        done.map_err(Error::from)
    }

    /// Waits until it is committed. If the one who waits goes away it is committed all the same.
    pub async fn commit(mut self, effects: Effects) -> Result<(), Error> {
        if self.is_spoiled {
            return effects.follow(Err(lost()));
        }
        let (answer, answered) = oneshot::channel();
        let members = &mut self.group().members;
        members.push(Member { answer, effects });
        let count = members.len();
        if let Some(turn) = self.turn.take() {
            if self.sharing == Sharing::Nobodys || count >= MOST {
                tokio::spawn(end(turn));
            } else if count == 1 {
                tokio::spawn(end_in_turn(Arc::clone(OwnedMutexGuard::mutex(&turn))));
            }
        }
        answered.await.unwrap_or_else(|_| Err(lost()))
    }

    fn turn(&mut self) -> &mut Turn {
        self.turn.as_mut().expect("a transaction is used before its end")
    }

    fn group(&mut self) -> &mut Group {
        self.turn().as_mut().expect("whoever has the turn has begun")
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        let Some(mut turn) = self.turn.take() else { return };
        match (self.stands, Handle::try_current()) {
            // The driver rolls it back before anything else.
            (Stands::First, _) => *turn = None,
            // Whether there is a savepoint is not known, but nothing was done behind it.
            (Stands::Joining, Ok(runtime)) => drop(runtime.spawn(end(turn))),
            (Stands::Joined, Ok(runtime)) => drop(runtime.spawn(leave(turn))),
            (Stands::Joining | Stands::Joined, Err(_)) => fail(&mut turn),
        }
    }
}

/// Takes back what the last one did, whose statement may still be running.
async fn leave(mut turn: Turn) {
    if let Some(group) = &mut *turn
        && sqlx::query(LEAVE).execute(&mut *group.tx).await.is_err()
    {
        fail(&mut turn);
    }
}

fn fail(turn: &mut Turn) {
    turn.take().into_iter().for_each(Group::fail);
}

impl Deref for SqliteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        let group = self.turn.as_ref().and_then(|turn| turn.as_ref());
        &group.expect("a transaction is used before its end").tx
    }
}

impl DerefMut for SqliteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.group().tx
    }
}
