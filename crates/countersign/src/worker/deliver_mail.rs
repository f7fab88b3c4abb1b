//! One mail from the worker to the server: written, brought up to its last line, and then, one at a time,
//! taken by the server and noted. A mail whose note is lost in a crash goes out once more, with the same
//! Message-ID and a link to the same row; `docs/decisions/0002-one-mail-in-doubt.md` says why only one can be.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use countersign_core::address::with_masked;
use countersign_core::lane::Verdict;
use countersign_core::mail::{Ending, Kind, Mark, Trouble, pause};
use countersign_core::{Address, Timestamp};
use countersign_mail::{Delivery, HandOver};
use countersign_store::mails::{self, Mail};
use countersign_store::marked_addresses;
use tokio::sync::SemaphorePermit;
use tokio_util::sync::CancellationToken;

use super::Worker;
use super::prepare::Prepared;
use crate::{Error, random, spans};

/// Until what came of a mail is noted, another worker may take it up once its lease has run out: soon.
const NOTE_AGAIN: Duration = Duration::from_millis(200);

/// A mail on its way, counted.
struct UnderWay(Arc<AtomicUsize>);

impl UnderWay {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Worker {
    /// Ends with the mail noted, given back, or lost to another worker.
    pub(super) async fn deliver(self, prepared: Prepared, stop: CancellationToken) {
        let _counted = UnderWay::new(&self.under_way);
        let begun_at = self.app.clock.now();
        let rendered = match self.voice.render(&prepared.letter) {
            Ok(rendered) => rendered,
            // An operator's template that took the samples: mended, the mail goes.
            Err(error) => {
                let delivery = Delivery::Later(format!("the mail could not be written: {error}"));
                return self.note(&prepared, delivery, begun_at).await;
            }
        };
        // Up to here nothing is lost by leaving it: who is told to stop does so at once.
        let begun = async {
            let hand_over = self.transport.begin(&rendered).await?;
            Ok((hand_over, self.turn.acquire().await.ok()))
        };
        let begun = tokio::select! {
            biased;
            () = stop.cancelled() => return self.give_back([prepared]).await,
            begun = begun => begun,
        };
        match begun {
            Ok((hand_over, turn)) => self.complete(&prepared, hand_over, begun_at, turn).await,
            Err(delivery) => self.note(&prepared, delivery, begun_at).await,
        }
    }

    /// From the last line to the note of the answer, which is the stretch that leaves a mail in doubt.
    async fn complete(
        &self,
        prepared: &Prepared,
        hand_over: HandOver,
        begun_at: Timestamp,
        mut turn: Option<SemaphorePermit<'_>>,
    ) {
        if !prepared.held.is_ours(self.app.clock.now()) {
            tracing::warn!(mail_id = %prepared.mail.id, "another worker has taken this mail over");
            return;
        }
        let patience = self.state().patience.now();
        let asked = tokio::time::Instant::now();
        let answer = hand_over.complete();
        tokio::pin!(answer);
        let delivery = tokio::select! {
            biased;
            delivery = &mut answer => delivery,
            () = tokio::time::sleep(patience) => {
                // Far slower than this server usually is: the others go on.
                turn = None;
                answer.await
            }
        };
        self.state().patience.answered(asked.elapsed());
        self.note(prepared, delivery, begun_at).await;
        drop(turn);
    }

    /// Writes down what came of it, for as long as that takes: a sent mail that is not noted is sent again.
    async fn note(&self, prepared: &Prepared, delivery: Delivery, begun_at: Timestamp) {
        // Once: to the lane, writing it down again is no other try.
        let verdict = match &delivery {
            Delivery::Down(trouble, words) => self.close_lane(*trouble, words, begun_at),
            Delivery::Sent(_) | Delivery::Later(_) | Delivery::SlowDown(_) | Delivery::Never { .. } => Verdict::Passing,
        };
        while let Err(error) = self.note_once(prepared, &delivery, verdict).await {
            self.away.failed(self.app.clock.now());
            tracing::error!(%error, mail_id = %prepared.mail.id, "what came of a mail could not be noted yet");
            tokio::time::sleep(NOTE_AGAIN).await;
        }
        self.away.wrote();
    }

    async fn note_once(&self, prepared: &Prepared, delivery: &Delivery, verdict: Verdict) -> Result<(), Error> {
        let (mail, kind) = (&prepared.mail, prepared.letter.kind);
        match delivery {
            Delivery::Sent(answer) => {
                self.finish(mail, Ending::Sent, kind, answer, None).await?;
                self.app.metrics.mail_handed_over(self.app.clock.now().since(mail.created_at));
                self.lane_works();
            }
            Delivery::Never { words, of_address } => {
                let mark = of_address.then_some(prepared.letter.to.as_str());
                self.finish(mail, Ending::Failed, kind, words, mark).await?;
                self.lane_works();
            }
            Delivery::Later(words) => self.put_back(mail, Some(kind), words).await?,
            Delivery::SlowDown(words) => {
                self.put_back(mail, Some(kind), words).await?;
                self.state().lane.slow_down(self.app.clock.now());
            }
            // It may be this mail alone that closes the way: then its pauses grow.
            Delivery::Down(_, words) if verdict == Verdict::Closed => self.put_back(mail, Some(kind), words).await?,
            Delivery::Down(_, words) => self.queue_last(mail, words).await?,
        }
        if verdict == Verdict::Passing { Ok(()) } else { self.report().await }
    }

    fn lane_works(&self) {
        let over = self.state().lane.works(self.app.clock.now());
        if let Some(outage) = over {
            let lasted_s = self.app.clock.now().since(outage.since).as_secs();
            tracing::warn!(trouble = outage.trouble.as_str(), lasted_s, "mail goes out again");
            // The next report says so, too.
            self.state().reported_at = None;
        }
    }

    fn close_lane(&self, trouble: Trouble, words: &str, begun_at: Timestamp) -> Verdict {
        let now = self.app.clock.now();
        let mut state = self.state();
        let others = self.under_way.load(Ordering::Relaxed).saturating_sub(1);
        let verdict = state.lane.close(trouble, others, begun_at, now, random::jitter());
        if verdict != Verdict::Passing {
            words.clone_into(&mut state.words);
            let again_in_s = state.lane.opens_at(now).since(now).as_secs();
            tracing::error!(trouble = trouble.as_str(), answer = with_masked(words), again_in_s, "no mail goes out");
        }
        verdict
    }

    async fn finish(
        &self,
        mail: &Mail,
        ending: Ending,
        kind: Kind,
        answer: &str,
        mark: Option<&str>,
    ) -> Result<(), Error> {
        let (now, owner) = (self.app.clock.now(), self.in_hand.owner());
        // Full durability would cost each mail a wait for the disk: what a power cut takes is sent once more.
        let noted = match mark {
            None => mails::finish_alone(&self.app.db, mail.id, &owner, ending, Some(kind), Some(answer), now).await?,
            Some(mark) => {
                let mut tx = self.app.db.begin_note().await?;
                let noted = mails::finish(&mut tx, mail.id, &owner, ending, Some(kind), Some(answer), now).await?;
                // The recipient was an address before it was text.
                if let Ok(address) = Address::parse(mark)
                    && noted
                {
                    marked_addresses::mark(&mut tx, &address, Mark::Undeliverable, answer, now).await?;
                }
                tx.commit().await?;
                noted
            }
        };
        self.app.metrics.mail_ended(ending, Some(kind));
        spans::mail_ended(ending.as_str());
        let (kind, word) = (kind.as_str(), ending.as_str());
        if ending == Ending::Failed {
            tracing::warn!(mail_id = %mail.id, kind, ending = word, answer = with_masked(answer), noted, "mail");
        } else {
            tracing::info!(mail_id = %mail.id, kind, ending = word, noted, "mail");
        }
        Ok(())
    }

    /// Behind all that will be due when the way is tried next.
    async fn queue_last(&self, mail: &Mail, words: &str) -> Result<(), Error> {
        let run_at = self.state().lane.opens_at(self.app.clock.now());
        let mut tx = self.app.db.begin().await?;
        mails::queue_last(&mut tx, mail.id, &self.in_hand.owner(), words, run_at).await?;
        Ok(tx.commit().await?)
    }

    /// The mail waits its pause, and then its turn.
    pub(super) async fn put_back(&self, mail: &Mail, kind: Option<Kind>, answer: &str) -> Result<(), Error> {
        let wait = pause(mail.attempts, random::jitter());
        let again_at = self.app.clock.now().plus(wait);
        let mut tx = self.app.db.begin().await?;
        mails::put_back(&mut tx, mail.id, &self.in_hand.owner(), kind.or(mail.kind), answer, again_at).await?;
        tx.commit().await?;
        self.app.metrics.mail_put_back();
        spans::mail_ended("put_back");
        tracing::warn!(mail_id = %mail.id, kind = kind.map(Kind::as_str), attempts = mail.attempts, again_in_s = wait.as_secs(), answer = with_masked(answer), "mail put back");
        Ok(())
    }
}
