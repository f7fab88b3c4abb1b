//! Instants as whole milliseconds since 1970 (UTC), the one form in which they are stored, compared
//! and passed around. Reading the clock is the caller's business (`countersign::clock`).

use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::well_known::{Rfc2822, Rfc3339};

/// How far a right clock may be ahead of another, together with how long ago that other was read: a request has half a
/// minute.
const APART: Duration = Duration::from_secs(60);

/// Milliseconds since the Unix epoch, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// So many milliseconds after 1970 began in UTC; before it, if negative.
    pub const fn from_millis(ms: i64) -> Self {
        Self(ms)
    }

    /// The same in seconds.
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds.saturating_mul(1000))
    }

    /// Milliseconds since 1970 began.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds, rounded down: the unit of JWT (RFC 7519 section 2, NumericDate).
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Later by a span; the last instant there is, if that is nearer.
    #[must_use]
    pub fn plus(self, span: Duration) -> Self {
        let ms = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_add(ms))
    }

    /// Earlier by a span.
    #[must_use]
    pub fn minus(self, span: Duration) -> Self {
        let ms = i64::try_from(span.as_millis()).unwrap_or(i64::MAX);
        Self(self.0.saturating_sub(ms))
    }

    /// The time from `earlier` to here; zero if `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }

    /// The last instant that a right clock can have meant by "at most this span from now", as seen from here: a minute
    /// beyond the span, since no two clocks are the same.
    #[must_use]
    pub fn latest(self, span: Duration) -> Self {
        self.plus(span).plus(APART)
    }

    /// The instant; `now`, where it is after `latest`, the last that can have been meant: a clock was ahead and was set back,
    /// and nobody waits until it would have been right. It is not cut to `latest`, which moves on with `now` and would
    /// never come.
    #[must_use]
    pub fn unless_after(self, latest: Self, now: Self) -> Self {
        if self > latest { now } else { self }
    }

    /// RFC 3339 in UTC with milliseconds, as the JSON API shows instants.
    pub fn rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000)
            .ok()
            .and_then(|at| at.format(&Rfc3339).ok())
            .unwrap_or_else(|| self.0.to_string())
    }

    /// Reads what `rfc3339` writes, and any other instant of that form.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let at = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(at.unix_timestamp_nanos() / 1_000_000).ok().map(Self)
    }

    /// Reads the date of an HTTP answer (RFC 9110 section 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    pub fn parse_http_date(text: &str) -> Option<Self> {
        OffsetDateTime::parse(text, &Rfc2822).ok().map(|at| Self::from_seconds(at.unix_timestamp()))
    }
}

/// Reads a span such as `90s`, `10m`, `24h` or `7d`. Zero and mixed units are refused.
pub fn parse_span(text: &str) -> Option<Duration> {
    let unit = text.chars().last()?;
    let seconds_per_unit = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let digits = &text[..text.len() - 1];
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = digits.parse::<u64>().ok()?.checked_mul(seconds_per_unit)?;
    // A century: beyond it instants would no longer fit every format that carries them.
    (1..=3_155_760_000).contains(&seconds).then(|| Duration::from_secs(seconds))
}

/// A pause in milliseconds, up to a tenth longer by `jitter` (any number), so that a recovered server is not met
/// by everybody at once.
pub const fn spread(base_ms: u64, jitter: u32) -> Duration {
    Duration::from_millis(base_ms + base_ms / 10 * (jitter % 1_000) as u64 / 1_000)
}

/// What a span is told in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// One second.
    Second,
    /// 60 seconds.
    Minute,
    /// 3,600 seconds.
    Hour,
    /// 86,400 seconds.
    Day,
}

/// A span as a whole number of the largest unit that fits it exactly. A single day is told as 24 hours.
pub const fn in_units(span: Duration) -> (u64, Unit) {
    let seconds = span.as_secs();
    match seconds {
        s if s >= 172_800 && s % 86_400 == 0 => (s / 86_400, Unit::Day),
        s if s >= 3_600 && s % 3_600 == 0 => (s / 3_600, Unit::Hour),
        s if s >= 60 && s % 60 == 0 => (s / 60, Unit::Minute),
        s => (s, Unit::Second),
    }
}

/// A span that is told as it runs down, such as what is left of a week: to the minute where it is near the end, else in
/// whole hours or days, and never longer than it is but for the half minute that went by until it was told.
pub const fn roughly(span: Duration) -> Duration {
    const MINUTE: u64 = 60;
    const HOUR: u64 = 3_600;
    const DAY: u64 = 86_400;
    let minutes = (span.as_secs() + MINUTE / 2) / MINUTE * MINUTE;
    match minutes {
        0 => span,
        s if s >= 2 * DAY => Duration::from_secs(s / DAY * DAY),
        s if s >= 2 * HOUR => Duration::from_secs(s / HOUR * HOUR),
        s => Duration::from_secs(s),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_http_are_read() {
        let read = Timestamp::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT");
        assert_eq!(read, Timestamp::parse_rfc3339("1994-11-06T08:49:37Z"));
        assert_eq!(Timestamp::parse_http_date("yesterday"), None);
    }

    #[test]
    fn an_instant_is_read_as_it_was_written() {
        for ms in [0, 1_800_000_000_123, -1] {
            let at = Timestamp::from_millis(ms);
            assert_eq!(Timestamp::parse_rfc3339(&at.rfc3339()), Some(at));
        }
        assert_eq!(Timestamp::parse_rfc3339("2026-11-28"), None);
    }

    #[test]
    fn instants_are_told_in_both_units_and_spans_between_them() {
        let at = Timestamp::from_millis(1_800_000_000_999);
        assert_eq!((at.millis(), at.seconds()), (1_800_000_000_999, 1_800_000_000));
        assert_eq!(Timestamp::from_millis(-1).seconds(), -1);
        let later = at.plus(Duration::from_millis(1_500));
        assert_eq!((later.since(at), at.since(later)), (Duration::from_millis(1_500), Duration::ZERO));
    }

    #[test]
    fn a_pause_is_spread_over_a_tenth() {
        for (jitter, longer_ms) in [(0, 0), (1, 2), (500, 1_000), (999, 1_998), (1_000, 0), (1_500, 1_000)] {
            assert_eq!(spread(20_000, jitter), Duration::from_millis(20_000 + longer_ms), "{jitter}");
        }
    }

    #[test]
    fn what_no_right_clock_has_said_is_over() {
        let (now, hour) = (Timestamp::from_seconds(1_800_000_000), Duration::from_secs(3_600));
        assert_eq!(now.latest(hour), now.plus(Duration::from_secs(3_660)));
        let latest = now.latest(hour);
        for at in [now.minus(hour), now, now.plus(hour), latest] {
            assert_eq!(at.unless_after(latest, now), at);
        }
        for at in [latest.plus(Duration::from_millis(1)), now.plus(25 * hour), Timestamp(i64::MAX)] {
            assert_eq!(at.unless_after(latest, now), now);
        }
    }

    #[test]
    fn spans_are_a_number_and_one_unit() {
        assert_eq!(parse_span("90s"), Some(Duration::from_secs(90)));
        assert_eq!(parse_span("10m"), Some(Duration::from_secs(600)));
        assert_eq!(parse_span("24h"), Some(Duration::from_secs(86_400)));
        assert_eq!(parse_span("7d"), Some(Duration::from_secs(604_800)));
        for bad in ["", "s", "0s", "1", "-1s", "+1s", "1.5h", "1h30m", "1w", "99999999999999999999d", "٣s"] {
            assert_eq!(parse_span(bad), None, "{bad}");
        }
    }

    #[test]
    fn spans_read_like_speech() {
        assert_eq!(in_units(Duration::from_secs(1_800)), (30, Unit::Minute));
        assert_eq!(in_units(Duration::from_secs(86_400)), (24, Unit::Hour));
        assert_eq!(in_units(Duration::from_secs(604_800)), (7, Unit::Day));
        assert_eq!(in_units(Duration::from_secs(60)), (1, Unit::Minute));
        assert_eq!(in_units(Duration::from_secs(90)), (90, Unit::Second));
        assert_eq!(in_units(Duration::from_secs(30)), (30, Unit::Second));
        assert_eq!(in_units(Duration::from_secs(5_400)), (90, Unit::Minute));
        assert_eq!(in_units(Duration::from_secs(1)), (1, Unit::Second));
    }

    #[test]
    fn what_is_left_is_told_in_the_largest_unit_that_is_worth_telling() {
        for (seconds, told) in [
            (604_800, (7, Unit::Day)),
            (604_797, (7, Unit::Day)),
            (604_700, (6, Unit::Day)),
            (172_800, (2, Unit::Day)),
            (172_000, (47, Unit::Hour)),
            (7_200, (2, Unit::Hour)),
            (5_399, (90, Unit::Minute)),
            (3_598, (1, Unit::Hour)),
            (31, (1, Unit::Minute)),
            (29, (29, Unit::Second)),
        ] {
            assert_eq!(in_units(roughly(Duration::from_secs(seconds))), told, "{seconds}");
        }
    }

    #[test]
    fn instants_are_shown_as_rfc_3339() {
        assert_eq!(Timestamp::from_millis(1_700_000_000_123).rfc3339(), "2023-11-14T22:13:20.123Z");
    }
}
