//! The worker: takes up queued mail (`prepare`), hands it over (`deliver_mail`) as fast as its lane allows,
//! reports itself (`report`) and cleans up (`sweep`). It runs inside the server, or alone as
//! `countersign worker`; any number may share one database.

mod away;
pub mod deliver_mail;
mod facts;
mod handful;
mod in_hand;
mod mailbox_share;
mod prepare;
mod report;
mod set_back;
pub mod sweep;

use std::collections::VecDeque;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use countersign_core::lane::{Lane, Patience};
use countersign_core::{Id, Timestamp};
use countersign_mail::{Transport, Voice};
use countersign_store::audit::Swept;
use countersign_store::mails::{self, Free, HANDFUL};
use countersign_store::workers;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::Instrument;

use self::away::Away;
use self::in_hand::InHand;
use self::prepare::Prepared;
use self::set_back::Overlong;
use crate::{Countersign, Error, random, spans};

/// The longest time between two looks into the queue: what another process queued is found by then.
const POLL: Duration = Duration::from_millis(500);
/// The pause after the database did not answer.
const TROUBLE: Duration = Duration::from_secs(1);

/// How long the mail in hand may take at the end: the longest that one delivery lasts. Who is killed before that may have
/// sent a mail that will be sent again.
pub const DRAIN: Duration = Duration::from_secs(60);

/// One worker. Cheap to clone: clones are the same worker.
#[derive(Clone)]
pub struct Worker {
    app: Countersign,
    voice: Arc<Voice>,
    transport: Arc<Transport>,
    /// Under which it leases mails and reports itself.
    id: Id,
    in_hand: InHand,
    away: Away,
    state: Arc<Mutex<State>>,
    /// Mails on their way.
    under_way: Arc<AtomicUsize>,
    /// Whose last line may be given: one mail at a time is between it and the note of the answer.
    turn: Arc<Semaphore>,
}

struct State {
    lane: Lane,
    patience: Patience,
    /// What the server said when it closed the lane.
    words: String,
    reported_at: Option<Timestamp>,
    swept_at: Option<Timestamp>,
    /// The last mails taken up were handed over.
    oldest_next: bool,
    /// The bucket of all mail that strangers ask for, and when it was last told to overflow.
    mail_all_whole_at: Timestamp,
    alarmed_at: Timestamp,
    overlong: Overlong,
}

/// What a worker has begun.
#[derive(Default)]
struct Hands {
    /// Ready to go as soon as the lane has room.
    ready: VecDeque<Prepared>,
    on_their_way: JoinSet<()>,
}

impl Worker {
    pub fn new(app: Countersign, voice: Arc<Voice>, transport: Transport) -> Self {
        Self::with(app, voice, Arc::new(transport))
    }

    fn with(app: Countersign, voice: Arc<Voice>, transport: Arc<Transport>) -> Self {
        let id = random::id(app.clock.now());
        let lane = Lane::new(app.rules.mail_connections, app.rules.mail_rate);
        let state = State {
            lane,
            patience: Patience::default(),
            words: String::new(),
            reported_at: None,
            swept_at: None,
            oldest_next: false,
            mail_all_whole_at: Timestamp::from_millis(0),
            alarmed_at: Timestamp::from_millis(0),
            overlong: Overlong::default(),
        };
        Self {
            in_hand: InHand::new(id),
            away: Away::default(),
            app,
            voice,
            transport,
            id,
            state: Arc::new(Mutex::new(state)),
            under_way: Arc::default(),
            turn: Arc::new(Semaphore::new(1)),
        }
    }

    /// Another worker with the same way out.
    pub(crate) fn another(&self) -> Self {
        Self::with(self.app.clone(), Arc::clone(&self.voice), Arc::clone(&self.transport))
    }

    /// Works until it is told to stop; then the mails on their way are finished and the rest given back.
    pub async fn run(self, stop: CancellationToken) {
        self.away.begins(self.app.clock.now());
        tokio::select! {
            () = self.work(&stop) => {}
            never = self.in_hand.renew(&self.app, &self.away) => match never {},
            never = self.app.db.listen() => match never {},
        }
        self.leave().await;
        self.transport.close().await;
    }

    async fn work(&self, stop: &CancellationToken) {
        let mut hands = Hands::default();
        while !stop.is_cancelled() {
            let next = match self.duties().await {
                Ok(()) => self.round(&mut hands, stop).await,
                Err(error) => Err(error),
            };
            let pause = match next {
                Ok(next) => {
                    self.app.metrics.worker_passed(self.app.clock.now());
                    next.map_or(POLL, |next| next.since(self.app.clock.now())).min(POLL)
                }
                Err(error) => {
                    self.away.failed(self.app.clock.now());
                    tracing::error!(%error, "the worker could not read its queue");
                    TROUBLE
                }
            };
            tokio::select! {
                () = stop.cancelled() => {}
                () = self.app.db.mail_queued() => {}
                Some(_) = hands.on_their_way.join_next() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
        self.give_back(hands.ready.drain(..)).await;
        while hands.on_their_way.join_next().await.is_some() {}
    }

    /// Sends all that is due. Returns when the next mail will be.
    pub async fn deliver_due(&self, stop: &CancellationToken) -> Result<Option<Timestamp>, Error> {
        let mut hands = Hands::default();
        loop {
            let next = self.round(&mut hands, stop).await?;
            if hands.on_their_way.join_next().await.is_none() {
                self.give_back(hands.ready.drain(..)).await;
                return Ok(next);
            }
        }
    }

    /// Starts as many mails as the lane has room for, and takes up as many more as will soon be needed.
    /// Tells when there will be more to do; none, if only the end of one on its way can change that.
    async fn round(&self, hands: &mut Hands, stop: &CancellationToken) -> Result<Option<Timestamp>, Error> {
        loop {
            while hands.on_their_way.try_join_next().is_some() {}
            let now = self.app.clock.now();
            let wanted = self.start(hands, now, stop);
            let opens_at = self.state().lane.opens_at(now);
            if opens_at > now && self.state().lane.outage().is_some() {
                self.give_back(hands.ready.drain(..)).await;
            }
            // Taken up by the handful: each time costs a commit.
            if hands.ready.len() > wanted / 2 || (wanted == 0 && opens_at <= now) || stop.is_cancelled() {
                return Ok(Some(opens_at).filter(|at| *at > now));
            }
            let is_open = opens_at <= now;
            // Handed to this worker and to no other. Every other time the oldest, which would wait for as long as
            // more is handed over.
            let handed = if is_open && !self.state().oldest_next { self.app.db.handed() } else { Vec::new() };
            if handed.is_empty() {
                let due = mails::next_due(&mut self.app.db.read().await?, self.free()).await?;
                if !is_open || due.is_none_or(|due| due > now) {
                    if is_open && std::mem::take(&mut self.state().oldest_next) && self.app.db.has_handed() {
                        continue;
                    }
                    return Ok(due.map(|due| due.max(opens_at)));
                }
            }
            self.state().oldest_next = !handed.is_empty();
            let count = wanted - hands.ready.len();
            match self.meanwhile(hands, stop, self.take_up(&handed, count, now)).await? {
                Some(prepared) => hands.ready.extend(prepared),
                None if handed.is_empty() => return Ok(None),
                None => {}
            }
        }
    }

    /// While more are taken up, those that are ready start as others end.
    async fn meanwhile<T>(&self, hands: &mut Hands, stop: &CancellationToken, work: impl Future<Output = T>) -> T {
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                Some(_) = hands.on_their_way.join_next() => {
                    if !stop.is_cancelled() {
                        self.start(hands, self.app.clock.now(), stop);
                    }
                }
            }
        }
    }

    /// Tells how many mails should be ready beside those that have been started now.
    fn start(&self, hands: &mut Hands, now: Timestamp, stop: &CancellationToken) -> usize {
        let mut state = self.state();
        let room = state.lane.room(hands.on_their_way.len(), now);
        let started: Vec<Prepared> = hands.ready.drain(..room.min(hands.ready.len())).collect();
        state.lane.begin(started.len(), now);
        // Whole handfuls, if none of them is kept for long from a worker with nothing to do.
        let ahead = match state.lane.ahead() {
            ahead if ahead > 0 && state.patience.is_hardly_needed() => ahead.max(2 * HANDFUL),
            ahead => ahead,
        };
        let wanted = room - started.len() + ahead;
        drop(state);
        for prepared in started {
            let mail = &prepared.mail;
            let span = spans::mail(mail.id, prepared.letter.kind.as_str(), mail.attempts);
            hands.on_their_way.spawn(self.clone().deliver(prepared, stop.clone()).instrument(span));
        }
        wanted
    }

    /// What has its own schedule.
    async fn duties(&self) -> Result<(), Error> {
        let now = self.app.clock.now();
        let is_over = |at: Option<Timestamp>, every| at.is_none_or(|at| now.since(at) >= every || at > now);
        let (sweep_due, report_due) = {
            let state = self.state();
            (is_over(state.swept_at, sweep::EVERY), is_over(state.reported_at, report::EVERY))
        };
        if sweep_due {
            self.state().swept_at = Some(now);
            // Nothing depends on it, least of all the mail.
            match tokio::time::timeout(sweep::AT_MOST, self.sweep(now)).await {
                Ok(Ok(Some(swept))) => self.app.metrics.swept(swept.left, now),
                Ok(Ok(None)) => {}
                Ok(Err(error)) => tracing::error!(%error, "what is over could not be removed"),
                Err(_) => tracing::error!("what is over was not removed in time"),
            }
        }
        if report_due {
            self.report().await?;
            self.put_right().await?;
        }
        Ok(())
    }

    async fn sweep(&self, now: Timestamp) -> Result<Option<Swept>, Error> {
        if self.is_first(now).await? { sweep::sweep(&self.app).await.map(Some) } else { Ok(None) }
    }

    /// One worker is enough, and several at once would wait for each other's rows.
    async fn is_first(&self, now: Timestamp) -> Result<bool, Error> {
        workers::is_first(&mut self.app.db.read().await?, self.id, now).await.map_err(Error::from)
    }

    /// As it is now: what came before may have taken a while.
    fn free(&self) -> Free {
        let now = self.app.clock.now();
        Free { now, leases_over: self.away.leases_over(now) }
    }

    /// Mails that are taken up and not begun go back to their place in the queue.
    async fn give_back(&self, mails: impl IntoIterator<Item = Prepared>) {
        let mails: Vec<Prepared> = mails.into_iter().collect();
        if mails.is_empty() {
            return;
        }
        let released = async {
            let mut tx = self.app.db.begin().await?;
            for prepared in &mails {
                mails::release(&mut tx, prepared.mail.id, &self.in_hand.owner()).await?;
            }
            tx.commit().await
        };
        // Then their leases run out instead.
        if let Err(error) = released.await {
            tracing::warn!(%error, count = mails.len(), "mails could not be given back");
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Each change under this lock is a single step, so a panic elsewhere does not matter.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
