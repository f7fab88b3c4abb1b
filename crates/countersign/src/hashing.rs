//! The hashing threads: password hashes are computed here and nowhere else, off the async threads, as many
//! at once as there are cores, behind a short queue. What does not fit is refused at once, so that a flood
//! of sign-ins costs neither memory nor everybody's patience (ASVS 15.2.2). Other applications' hashes are verified here
//! too, and take as long as those for nobody.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use countersign_core::foreign::{self, Keys, Kind, Work};
use countersign_core::hash::{self, Cost, Failed, Memory};
use countersign_core::{Password, Secret, Timestamp};
use rustix::process::setpriority_process;
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::Instrument;

use crate::metrics::Metrics;
use crate::{Error, random, spans};

/// Waiting hashes for each thread. At 20 ms a hash the last one waits a second and a quarter; one that takes longer counts
/// for as many.
const QUEUE_PER_THREAD: usize = 64;
const HASH_US: u64 = 20_000;

/// How old the word of what imported hashes take may be.
const EVENED_FOR: Duration = Duration::from_secs(60);

/// How far the threads give way to those that answer requests (nice(1)): a hash takes a core for 15 ms at once, which
/// somebody who only wants to know whose session it is should not have to wait for.
const NICE: i32 = 10;

/// After this long without work a thread gives its memory back.
const IDLE: Duration = Duration::from_secs(10);

type Job = Box<dyn FnOnce(&mut Memory) + Send>;

/// A job, and since when it waits.
type Waiter = (Instant, Job);

/// A handle to the threads; they end when the last handle is gone.
#[derive(Clone)]
pub struct Hashing {
    queue: Arc<Queue>,
    cost: Cost,
    keys: Arc<Keys>,
    decoy: Arc<str>,
    evened: Arc<Mutex<Evened>>,
    _open: Arc<Open>,
}

/// What everybody's password takes, so that nobody's is told from another by the time.
#[derive(Default)]
struct Evened {
    work: Work,
    as_of: Option<Timestamp>,
}

struct Queue {
    waiting: Mutex<Waiting>,
    ready: Condvar,
    limit: usize,
    metrics: Metrics,
}

#[derive(Default)]
struct Waiting {
    /// Each with the hashes that it counts for.
    jobs: VecDeque<(usize, Waiter)>,
    hashes: usize,
    closed: bool,
}

struct Open(Arc<Queue>);

impl Hashing {
    pub fn start(cost: Cost, keys: Keys, metrics: Metrics) -> Self {
        let threads = thread::available_parallelism().map_or(2, usize::from);
        let (waiting, ready, limit) = (Mutex::default(), Condvar::new(), threads * QUEUE_PER_THREAD);
        let queue = Arc::new(Queue { waiting, ready, limit, metrics });
        for number in 0..threads {
            let queue = Arc::clone(&queue);
            thread::Builder::new()
                .name(format!("hashing-{number}"))
                .spawn(move || work(&queue))
                .expect("the system can start a handful of threads");
        }
        let (decoy, open) = (hash::decoy(cost).into(), Arc::new(Open(Arc::clone(&queue))));
        Self { queue, cost, keys: Arc::new(keys), decoy, evened: Arc::default(), _open: open }
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: &Password) -> Result<Secret<String>, Error> {
        let (password, cost, salt) = (password.clone(), self.cost, random::bytes());
        Ok(self.run(1, move |memory| hash::hash(&password, salt, cost, memory)).await??)
    }

    /// Whether the password is the one behind the stored hash. Without a stored hash the same work is done on a decoy and
    /// the answer is no. What a hash takes less than the one in force, and than the dearest that was imported, is done
    /// besides.
    pub async fn verify(&self, password: &Password, stored: Option<&Secret<String>>) -> Result<bool, Error> {
        let known = stored.is_some();
        let stored = Secret::new(stored.map_or_else(|| self.decoy.to_string(), |hash| hash.expose().clone()));
        let (password, cost, keys) = (password.clone(), self.cost, Arc::clone(&self.keys));
        let mut due = self.evened.lock().unwrap_or_else(PoisonError::into_inner).work.clone();
        due.raise(&Work::of(Kind::Argon2, cost.work_kib()));
        let hashes = usize::try_from(due.about_us() / HASH_US).unwrap_or(usize::MAX).max(1);
        let work = move |memory: &mut Memory| {
            let (is_right, done) = check(&password, stored.expose(), &keys, memory)?;
            due.without(&done).spend(&password, cost, memory)?;
            Ok::<_, Failed>(is_right)
        };
        Ok(self.run(hashes, work).await?? && known)
    }

    /// Whether somebody has to say again what imported hashes take.
    pub fn is_to_be_evened(&self, now: Timestamp) -> bool {
        let as_of = self.evened.lock().unwrap_or_else(PoisonError::into_inner).as_of;
        as_of.is_none_or(|as_of| now >= as_of.plus(EVENED_FOR))
    }

    pub fn even(&self, work: Work, now: Timestamp) {
        *self.evened.lock().unwrap_or_else(PoisonError::into_inner) = Evened { work, as_of: Some(now) };
    }

    /// Whether a stored hash should be renewed.
    pub fn is_outdated(&self, stored: &Secret<String>) -> bool {
        hash::is_outdated(stored.expose(), self.cost)
    }

    /// `hashes` is how many of ours it takes as long as.
    async fn run<T: Send + 'static>(
        &self,
        hashes: usize,
        work: impl FnOnce(&mut Memory) -> T + Send + 'static,
    ) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            // Whoever asked may have gone; then the work is not worth doing.
            if !reply.is_closed() {
                let _ = reply.send(work(memory));
            }
        });
        self.queue.push(hashes, job)?;
        answer.instrument(spans::hash()).await.map_err(|_| Error::Overloaded)
    }
}

/// Whether the password is right, and the work that this took.
fn check(password: &Password, stored: &str, keys: &Keys, memory: &mut Memory) -> Result<(bool, Work), Failed> {
    if let Some(work_kib) = hash::work_kib(stored) {
        return Ok((hash::verify(password, stored, memory)?, Work::of(Kind::Argon2, work_kib)));
    }
    let foreign = foreign::read(stored).map_err(|_| Failed)?;
    if let Some(setting) = foreign.lacks(keys) {
        tracing::error!(setting, "an imported password hash cannot be verified without the setting");
        return Ok((false, Work::default()));
    }
    Ok((foreign.verify(password, keys, memory)?, foreign.work(keys)))
}

impl Queue {
    fn push(&self, hashes: usize, job: Job) -> Result<(), Error> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.hashes >= self.limit {
            self.metrics.hash_refused();
            return Err(Error::Overloaded);
        }
        waiting.hashes += hashes;
        waiting.jobs.push_back((hashes, (Instant::now(), job)));
        self.metrics.hashes_waiting(waiting.jobs.len());
        self.ready.notify_one();
        Ok(())
    }

    /// The next job; none when the queue is closed.
    fn take(&self, memory: &mut Memory) -> Option<Job> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some((hashes, (since, job))) = waiting.jobs.pop_front() {
                waiting.hashes -= hashes;
                self.metrics.hashes_waiting(waiting.jobs.len());
                self.metrics.hash_begun(since.elapsed());
                return Some(job);
            }
            if waiting.closed {
                return None;
            }
            let (woken, timeout) = self.ready.wait_timeout(waiting, IDLE).unwrap_or_else(PoisonError::into_inner);
            waiting = woken;
            if timeout.timed_out() {
                memory.release();
            }
        }
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.waiting.lock().unwrap_or_else(PoisonError::into_inner).closed = true;
        self.0.ready.notify_all();
    }
}

fn work(queue: &Queue) {
    // On Linux it is that of this thread alone (setpriority(2)). Where it is not allowed, requests wait a little longer.
    if cfg!(target_os = "linux") {
        let _ = setpriority_process(None, NICE);
    }
    let mut memory = Memory::default();
    while let Some(job) = queue.take(&mut memory) {
        let begun_at = Instant::now();
        job(&mut memory);
        queue.metrics.hash_done(begun_at.elapsed());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

    #[tokio::test]
    async fn a_missing_hash_costs_the_same_and_never_matches() {
        let hashing = Hashing::start(CHEAP, Keys::default(), Metrics::new());
        let password = Password::parse("correct horse battery").unwrap();
        let stored = hashing.hash(&password).await.unwrap();
        assert!(hashing.verify(&password, Some(&stored)).await.unwrap());
        assert!(!hashing.verify(&password, None).await.unwrap());
    }

    /// Threads that wait for the sender to be dropped, and no room behind them.
    async fn full() -> (Hashing, std::sync::mpsc::Sender<()>) {
        let hashing = Hashing::start(CHEAP, Keys::default(), Metrics::new());
        let (block, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let threads = thread::available_parallelism().map_or(2, usize::from);
        let (started, mut running) = tokio::sync::mpsc::unbounded_channel();
        for _ in 0..threads {
            let (gate, started) = (Arc::clone(&gate), started.clone());
            hashing
                .queue
                .push(
                    1,
                    Box::new(move |_| {
                        let _ = started.send(());
                        let _ = gate.lock().unwrap().recv();
                    }),
                )
                .unwrap();
        }
        for _ in 0..threads {
            running.recv().await;
        }
        for _ in 0..threads * QUEUE_PER_THREAD {
            hashing.queue.push(1, Box::new(|_| {})).unwrap();
        }
        (hashing, block)
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let (hashing, block) = full().await;
        assert!(matches!(hashing.queue.push(1, Box::new(|_| {})), Err(Error::Overloaded)));
        drop(block);
    }

    /// What a stopwatch would show, without one: where nothing can be hashed, nobody is answered.
    #[tokio::test]
    async fn a_missing_hash_is_verified_no_sooner_than_one_that_is_there() {
        let password = Password::parse("correct horse battery").unwrap();
        let stored = Hashing::start(CHEAP, Keys::default(), Metrics::new()).hash(&password).await.unwrap();
        let (hashing, block) = full().await;
        for stored in [Some(&stored), None] {
            assert!(matches!(hashing.verify(&password, stored).await, Err(Error::Overloaded)));
        }
        drop(block);
    }

    #[tokio::test]
    async fn a_hash_of_another_application_is_verified_and_outdated() {
        let hashing = Hashing::start(CHEAP, Keys::default(), Metrics::new());
        let password = Password::parse("correct horse battery staple").unwrap();
        let stored =
            Secret::new("pbkdf2:sha1:1000$bkJ5EENkGWQ7pRK2$6e43de398949902937654085afbbbfeade1dd614".to_owned());
        assert!(hashing.verify(&password, Some(&stored)).await.unwrap() && hashing.is_outdated(&stored));
        let wrong = Password::parse("correct horse battery").unwrap();
        assert!(!hashing.verify(&wrong, Some(&stored)).await.unwrap());
        let unreadable = Secret::new("pbkdf2:sha1".to_owned());
        assert!(matches!(hashing.verify(&password, Some(&unreadable)).await, Err(Error::Hash(_))));
    }

    /// What an operator has taken out of the settings is no reason to fail: a reset helps.
    #[tokio::test]
    async fn a_hash_that_needs_a_setting_which_is_gone_matches_nothing() {
        let hashing = Hashing::start(CHEAP, Keys::default(), Metrics::new());
        let password = Password::parse("correct horse battery staple").unwrap();
        let stored = Secret::new(format!("bcrypt_pepper$$2b$04${}", "a".repeat(53)));
        assert!(!hashing.verify(&password, Some(&stored)).await.unwrap());
    }

    #[tokio::test]
    async fn what_imported_hashes_take_is_asked_for_again_after_a_minute() {
        let (hashing, now) =
            (Hashing::start(CHEAP, Keys::default(), Metrics::new()), Timestamp::from_millis(1_000_000));
        assert!(hashing.is_to_be_evened(now));
        hashing.even(Work::of(Kind::Bcrypt, 16), now);
        let password = Password::parse("correct horse battery staple").unwrap();
        assert!(!hashing.verify(&password, None).await.unwrap());
        assert!(!hashing.is_to_be_evened(now.plus(Duration::from_secs(59))));
        assert!(hashing.is_to_be_evened(now.plus(Duration::from_secs(60))));
    }

    /// Everybody's password takes what the dearest imported hash does, so one counts for many of ours.
    #[test]
    fn what_takes_long_leaves_room_for_less() {
        let room = 64;
        let (waiting, ready) = (Mutex::default(), Condvar::new());
        let queue = Queue { waiting, ready, limit: room, metrics: Metrics::new() };
        queue.push(room - 1, Box::new(|_| {})).unwrap();
        queue.push(room, Box::new(|_| {})).unwrap();
        assert!(matches!(queue.push(1, Box::new(|_| {})), Err(Error::Overloaded)));
        let mut memory = Memory::default();
        assert!(queue.take(&mut memory).is_some() && queue.push(1, Box::new(|_| {})).is_err());
        assert!(queue.take(&mut memory).is_some() && queue.push(1, Box::new(|_| {})).is_ok());
    }
}
