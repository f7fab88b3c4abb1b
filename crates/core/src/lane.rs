//! How hard a way out may be pushed: mails on their way at one time, the pace between them, and the pause
//! while the server as a whole is in trouble. Like TCP: a careful start, faster with every success, back
//! at once when asked to. What is sent is the worker's business, when one mail is tried again `mail::pause`'s.

use std::time::Duration;

use crate::Timestamp;
use crate::mail::Trouble;
use crate::time::spread;

/// One way out as one worker sees it.
#[derive(Clone, Debug)]
pub struct Lane {
    /// The most mails on their way at one time.
    widest: usize,
    /// How many there may be now.
    width: usize,
    /// Shortest time between two mails that the operator allows, in milliseconds.
    least_gap_ms: f64,
    /// The same as the server has asked for lately.
    gap_ms: f64,
    /// Before this no mail is begun, for the pace.
    next_at: Timestamp,
    /// When it last asked for that.
    slowed_at: Timestamp,
    /// The server has refused a connection beyond so many lately; until then it is not asked for more.
    ceiling: (usize, Timestamp),
    outage: Option<Outage>,
}

/// No mail goes out at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outage {
    /// Who can mend it.
    pub trouble: Trouble,
    /// When the first mail ran into it.
    pub since: Timestamp,
    /// The next try, with a single mail.
    pub until: Timestamp,
    tries: u32,
}

/// What became of trouble that one mail ran into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The lane worked until now, and is paused.
    Closed,
    /// It was tried again in vain, and stays paused.
    StillClosed,
    /// Others are on their way: the trouble is this connection's (one too many, say).
    Passing,
}

/// The first gap when a server asks to slow down, and the longest.
const FIRST_GAP_MS: f64 = 50.0;
const LONGEST_GAP_MS: f64 = 5_000.0;
const SLOWED_FOR: Duration = Duration::from_secs(1);
/// Mails that a late look may take up at once, as time.
const BURST_MS: f64 = 250.0;

impl Lane {
    /// `per_second` is the operator's limit, if there is one.
    pub fn new(connections: usize, per_second: Option<u32>) -> Self {
        let least_gap_ms = per_second.map_or(0.0, |rate| 1_000.0 / f64::from(rate.max(1)));
        let start = Timestamp::from_millis(0);
        Self {
            widest: connections.max(1),
            width: 1,
            least_gap_ms,
            gap_ms: least_gap_ms,
            next_at: start,
            slowed_at: start,
            ceiling: (connections.max(1), start),
            outage: None,
        }
    }

    /// How many more mails may be begun beside those on their way.
    pub fn room(&self, on_their_way: usize, now: Timestamp) -> usize {
        let room = if self.opens_at(now) > now { 0 } else { self.width.saturating_sub(on_their_way) };
        if self.gap_ms <= 0.0 {
            return room;
        }
        let late_ms = now.since(self.next_at).as_secs_f64() * 1_000.0;
        room.min(1 + (late_ms.min(BURST_MS) / self.gap_ms) as usize)
    }

    /// How many mails are worth having ready beyond those. None where the pace or an outage decides.
    pub fn ahead(&self) -> usize {
        if self.gap_ms > 0.0 || self.outage.is_some() { 0 } else { 3 * self.width }
    }

    /// From when on a mail may be begun, as far as pause and pace are concerned.
    pub fn opens_at(&self, now: Timestamp) -> Timestamp {
        let pause = self.outage.map_or(now, |outage| outage.until.unless_after(now.plus(LONGEST_PAUSE), now));
        pause.max(self.next_at.unless_after(now.plus(LONGEST_PACE), now)).max(now)
    }

    /// So many mails are begun.
    pub fn begin(&mut self, count: usize, now: Timestamp) {
        let earliest = now.minus(Duration::from_secs_f64(BURST_MS / 1_000.0));
        let spent = Duration::from_secs_f64(self.gap_ms * count as f64 / 1_000.0);
        self.next_at = self.next_at.unless_after(now.plus(LONGEST_PACE), now).max(earliest).plus(spent);
    }

    /// The server took a mail, or refused one in good order: it works. Tells the outage that is over by that.
    pub fn works(&mut self, now: Timestamp) -> Option<Outage> {
        let (ceiling, until) = self.ceiling;
        let widest = if now < until && until <= now.plus(CEILING) { ceiling } else { self.widest };
        self.width = (self.width + 1).min(widest);
        self.gap_ms = if self.gap_ms < 1.0 { self.least_gap_ms } else { (self.gap_ms * 0.8).max(self.least_gap_ms) };
        self.outage.take()
    }

    /// The server asks to slow down. Several mails may hear that of one moment: within a second it counts once.
    pub fn slow_down(&mut self, now: Timestamp) {
        if now.since(self.slowed_at) >= SLOWED_FOR || now < self.slowed_at {
            self.slowed_at = now;
            self.width = (self.width / 2).max(1);
            self.gap_ms = (self.gap_ms * 2.0).clamp(FIRST_GAP_MS, LONGEST_GAP_MS).max(self.least_gap_ms);
        }
    }

    /// A mail begun at `begun_at` found the way closed, while `others` are on theirs. `jitter` is any number.
    /// If it is closed to all, the last of them says so.
    pub fn close(
        &mut self,
        trouble: Trouble,
        others: usize,
        begun_at: Timestamp,
        now: Timestamp,
        jitter: u32,
    ) -> Verdict {
        if others > 0 {
            self.width = self.width.min(others);
            self.ceiling = (others, now.plus(CEILING));
            return Verdict::Passing;
        }
        self.width = 1;
        // Several mails may run into the same closed door: that is one try.
        let known = self.outage.filter(|outage| begun_at < outage.until && outage.until <= now.plus(LONGEST_PAUSE));
        let before = self.outage.map_or(0, |outage| outage.tries);
        let tries = if known.is_some() { before } else { before + 1 };
        let until = known.map_or_else(|| now.plus(outage_pause(trouble, tries, jitter)), |outage| outage.until);
        let since = self.outage.map_or(now, |outage| outage.since);
        self.outage = Some(Outage { trouble, since, until, tries });
        if before == 0 { Verdict::Closed } else { Verdict::StillClosed }
    }

    /// The outage that is on, if there is one.
    pub fn outage(&self) -> Option<Outage> {
        self.outage
    }
}

/// How long a server that refused one connection too many is left alone with fewer.
const CEILING: Duration = Duration::from_secs(60);
/// A closed lane is tried again within this.
pub const LONGEST_PAUSE: Duration = Duration::from_secs(330);
/// A gap, and what a late look had taken up before it.
const LONGEST_PACE: Duration = Duration::from_secs(6);

/// The pause before a closed way is tried again: half a second, doubled up to half a minute; where only an
/// operator can mend it, two seconds up to five minutes, since wrong passwords by the second get an account
/// locked. Up to a tenth longer.
fn outage_pause(trouble: Trouble, tries: u32, jitter: u32) -> Duration {
    let (first_ms, longest_ms) = match trouble {
        Trouble::Unreachable => (500, 30_000),
        Trouble::Encryption | Trouble::SignIn | Trouble::Sender | Trouble::Refused | Trouble::Quota => (2_000, 300_000),
    };
    let base_ms = (first_ms << tries.saturating_sub(1).min(10)).min(longest_ms);
    spread(base_ms, jitter)
}

/// How long the answer to one mail's last line may keep the others from giving theirs. Only one mail at a
/// time is between its last line and the note of the answer, so that a killed worker leaves one in doubt;
/// but a server that is far slower with one mail than it usually is must not hold up all.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    usual: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { usual: Duration::from_secs(2) }
    }
}

impl Patience {
    const SHORTEST: Duration = Duration::from_secs(1);
    const LONGEST: Duration = Duration::from_secs(20);
    const QUICK: Duration = Duration::from_millis(50);

    /// Four times as long as answers usually take.
    pub fn now(self) -> Duration {
        (self.usual * 4).clamp(Self::SHORTEST, Self::LONGEST)
    }

    /// Whether answers come at once.
    pub fn is_hardly_needed(self) -> bool {
        self.usual <= Self::QUICK
    }

    /// One mail's last line was answered in so long: what the next ones are held against.
    pub fn answered(&mut self, took: Duration) {
        // Moves an eighth of the way, as TCP's round-trip time does (RFC 6298 section 2). What took longer
        // than patience was is no measure of what is usual.
        self.usual = (self.usual * 7 + took.min(self.now())) / 8;
    }
}

#[cfg(test)]
mod tests;
