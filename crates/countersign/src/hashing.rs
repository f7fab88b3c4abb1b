//! The hashing threads: password hashes are computed here and nowhere else, off the async threads, as many
//! at once as there are cores, behind a short queue. What does not fit is refused at once, so that a flood
//! of sign-ins costs neither memory nor everybody's patience (ASVS 15.2.2).

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use countersign_core::hash::{self, Cost, Memory};
use countersign_core::{Password, Secret};
use tokio::sync::oneshot;
use tokio::time::Instant;
use tracing::Instrument;

use crate::metrics::Metrics;
use crate::{Error, random, spans};

/// Waiting hashes for each thread. At 20 ms a hash the last one waits a second and a quarter.
const QUEUE_PER_THREAD: usize = 64;

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
    decoy: Arc<str>,
    _open: Arc<Open>,
}

struct Queue {
    waiting: Mutex<Waiting>,
    ready: Condvar,
    limit: usize,
    metrics: Metrics,
}

#[derive(Default)]
struct Waiting {
    jobs: VecDeque<Waiter>,
    closed: bool,
}

struct Open(Arc<Queue>);

impl Hashing {
    pub fn start(cost: Cost, metrics: Metrics) -> Self {
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
        Self { cost, decoy: hash::decoy(cost).into(), _open: Arc::new(Open(Arc::clone(&queue))), queue }
    }

    /// The hash of a new password.
    pub async fn hash(&self, password: &Password) -> Result<Secret<String>, Error> {
        let (password, cost, salt) = (password.clone(), self.cost, random::bytes());
        Ok(self.run(move |memory| hash::hash(&password, salt, cost, memory)).await??)
    }

    /// Whether the password is the one behind the stored hash. Without a stored hash the same work is done
    /// on a decoy and the answer is no; a hash of an earlier, lower cost is topped up to the one in force.
    pub async fn verify(&self, password: &Password, stored: Option<&Secret<String>>) -> Result<bool, Error> {
        let known = stored.is_some();
        let stored = Secret::new(stored.map_or_else(|| self.decoy.to_string(), |hash| hash.expose().clone()));
        let (password, cost) = (password.clone(), self.cost);
        let work = move |memory: &mut Memory| {
            if let Some(rest) = hash::missing_work(stored.expose(), cost) {
                hash::hash(&password, random::bytes(), rest, memory)?;
            }
            hash::verify(&password, stored.expose(), memory)
        };
        Ok(self.run(work).await?? && known)
    }

    /// Whether a stored hash should be renewed.
    pub fn is_outdated(&self, stored: &Secret<String>) -> bool {
        hash::is_outdated(stored.expose(), self.cost)
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce(&mut Memory) -> T + Send + 'static) -> Result<T, Error> {
        let (reply, answer) = oneshot::channel();
        let job: Job = Box::new(move |memory| {
            // Whoever asked may have gone; then the work is not worth doing.
            if !reply.is_closed() {
                let _ = reply.send(work(memory));
            }
        });
        self.queue.push(job)?;
        answer.instrument(spans::hash()).await.map_err(|_| Error::Overloaded)
    }
}

impl Queue {
    fn push(&self, job: Job) -> Result<(), Error> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.jobs.len() >= self.limit {
            self.metrics.hash_refused();
            return Err(Error::Overloaded);
        }
        waiting.jobs.push_back((Instant::now(), job));
        self.metrics.hashes_waiting(waiting.jobs.len());
        self.ready.notify_one();
        Ok(())
    }

    /// The next job; none when the queue is closed.
    fn take(&self, memory: &mut Memory) -> Option<Job> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some((since, job)) = waiting.jobs.pop_front() {
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
        let hashing = Hashing::start(CHEAP, Metrics::new());
        let password = Password::parse("correct horse battery").unwrap();
        let stored = hashing.hash(&password).await.unwrap();
        assert!(hashing.verify(&password, Some(&stored)).await.unwrap());
        assert!(!hashing.verify(&password, None).await.unwrap());
    }

    /// Threads that wait for the sender to be dropped, and no room behind them.
    async fn full() -> (Hashing, std::sync::mpsc::Sender<()>) {
        let hashing = Hashing::start(CHEAP, Metrics::new());
        let (block, gate) = std::sync::mpsc::channel::<()>();
        let gate = Arc::new(Mutex::new(gate));
        let threads = thread::available_parallelism().map_or(2, usize::from);
        let (started, mut running) = tokio::sync::mpsc::unbounded_channel();
        for _ in 0..threads {
            let (gate, started) = (Arc::clone(&gate), started.clone());
            hashing
                .queue
                .push(Box::new(move |_| {
                    let _ = started.send(());
                    let _ = gate.lock().unwrap().recv();
                }))
                .unwrap();
        }
        for _ in 0..threads {
            running.recv().await;
        }
        for _ in 0..threads * QUEUE_PER_THREAD {
            hashing.queue.push(Box::new(|_| {})).unwrap();
        }
        (hashing, block)
    }

    #[tokio::test]
    async fn a_full_queue_refuses_at_once() {
        let (hashing, block) = full().await;
        assert!(matches!(hashing.queue.push(Box::new(|_| {})), Err(Error::Overloaded)));
        drop(block);
    }

    /// What a stopwatch would show, without one: where nothing can be hashed, nobody is answered.
    #[tokio::test]
    async fn a_missing_hash_is_verified_no_sooner_than_one_that_is_there() {
        let password = Password::parse("correct horse battery").unwrap();
        let stored = Hashing::start(CHEAP, Metrics::new()).hash(&password).await.unwrap();
        let (hashing, block) = full().await;
        for stored in [Some(&stored), None] {
            assert!(matches!(hashing.verify(&password, stored).await, Err(Error::Overloaded)));
        }
        drop(block);
    }
}
