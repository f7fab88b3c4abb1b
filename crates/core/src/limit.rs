//! Rate limits: the one list of them, what a limit means, and whom one network stands for. A bucket is a single
//! instant, when it will be whole again; how many are left follows from it (GCRA: ITU-T I.371, the "generic cell
//! rate algorithm"). Where buckets are kept is `countersign_store::limits`'s business.

use core::net::IpAddr;
use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use crate::Timestamp;
use crate::time::parse_span;
use crate::words::words;

words! {
    /// What is limited, by its key in `[rate_limits]`.
    #[derive(PartialOrd, Ord)]
    Limited {
        /// Passwords tried for one address.
        PasswordAddress = "password_address",
        /// Passwords tried from one network.
        PasswordNetwork = "password_network",
        /// Sign-ups from one network.
        SignUpNetwork = "sign_up_network",
        /// Mails asked for from one network.
        MailNetwork = "mail_network",
        /// Mails that one mailbox gets for the asking, in a minute.
        MailboxMinute = "mailbox_minute",
        /// The same in an hour.
        MailboxHour = "mailbox_hour",
        /// The same in a day.
        MailboxDay = "mailbox_day",
        /// All mail for the asking.
        MailAll = "mail_all",
        /// Challenges of the built-in captcha for one network.
        CaptchaNetwork = "captcha_network",
        /// Lines of the audit trail that cost one network nothing.
        TrailNetwork = "trail_network",
    }
}

impl Limited {
    /// What counts where the operator has set nothing.
    pub const fn default_limit(self) -> Limit {
        const MINUTE: Duration = Duration::from_secs(60);
        match self {
            // django-allauth 65's default `login_failed` is "5/5m/key". Ours has the pauses of `guess` besides, which begin
            // after five; this one bounds what is tried at the same moment, and comes after them for who waits.
            Self::PasswordAddress => Limit { burst: 10, per: Duration::from_secs(5 * MINUTE.as_secs()) },
            // The same default by network is "10/m/ip"; an office behind one address mistypes more than one person.
            // The rate is below it, the burst above.
            Self::PasswordNetwork => Limit { burst: 30, per: Duration::from_secs(5 * MINUTE.as_secs()) },
            // Stricter than django-allauth's "20/m/ip": each costs a password hash and a mail to a stranger. OWASP's
            // bot management cheat sheet has 3 an hour, with a captcha instead of a refusal.
            Self::SignUpNetwork => Limit { burst: 20, per: Duration::from_secs(60 * MINUTE.as_secs()) },
            // django-allauth's `reset_password` is "20/m/ip"; each of ours may become a mail.
            Self::MailNetwork => Limit { burst: 20, per: Duration::from_secs(5 * MINUTE.as_secs()) },
            // django-allauth's `confirm_email` is "1/3m/key", its `reset_password` "5/m/key". These bound what
            // somebody with many networks can send to one person.
            Self::MailboxMinute => Limit { burst: 1, per: MINUTE },
            Self::MailboxHour => Limit { burst: 3, per: Duration::from_secs(3_600) },
            Self::MailboxDay => Limit { burst: 10, per: Duration::from_secs(86_400) },
            // Thirty-five a minute: far above what an installation of some hundred thousand accounts sends.
            // A person gives a few; each has the vendor asked, for up to three seconds.
            Self::CaptchaNetwork => Limit { burst: 20, per: Duration::from_secs(5 * MINUTE.as_secs()) },
            // Some 2 MB a day of one network at the most, kept for 400 days.
            Self::TrailNetwork => Limit { burst: 300, per: Duration::from_secs(3_600) },
            Self::MailAll => Limit { burst: 2_000, per: Duration::from_secs(3_600) },
        }
    }

    /// What the guide says of it.
    pub const fn help(self) -> &'static str {
        match self {
            Self::PasswordAddress => {
                "Wrong passwords for one address, whether or not it has an account: sign-in, confirming with the password. Besides, as many in each session: changing password or address, closing the account"
            }
            Self::PasswordNetwork => "Wrong passwords from one network, for whatever addresses",
            Self::SignUpNetwork => "Sign-ups from one network",
            Self::MailNetwork => {
                "Requests for a mail from one network: the confirmation again, a forgotten password, a change of address (of these as many for one account)"
            }
            Self::MailboxMinute => {
                "Mails that strangers' requests send to one mailbox in any minute, its other spellings (`+tag`, dots that the provider ignores) included. No request is refused: the mail waits, see below"
            }
            Self::MailboxHour => "The same in any hour",
            Self::MailboxDay => "The same in any day",
            Self::CaptchaNetwork => {
                "Answers to a captcha of somebody else's from one network: each has its vendor asked"
            }
            Self::TrailNetwork => {
                "Lines of the audit trail about links that are used or too old, and about exports, from one network. Nothing is refused: further ones are in the log alone"
            }
            Self::MailAll => {
                "Mails that strangers' requests send to anybody. Nothing waits: beyond it an error is logged and counted"
            }
        }
    }
}

/// So many in a span: at once, and then one whenever that part of the span has passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    burst: u32,
    per: Duration,
}

impl Limit {
    /// Reads `20/h`, `5/5m` or `1/30s`. Nothing is refused for longer than thirty days, nor counted finer than by the
    /// millisecond.
    pub fn parse(text: &str) -> Option<Self> {
        const LONGEST: Duration = Duration::from_secs(30 * 86_400);
        let (burst, span) = text.split_once('/')?;
        if !burst.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let burst = burst.parse().ok().filter(|burst| *burst > 0)?;
        let per = if span.len() == 1 { parse_span(&format!("1{span}"))? } else { parse_span(span)? };
        (per <= LONGEST && u128::from(burst) <= per.as_millis()).then_some(Self { burst, per })
    }

    /// As many times over.
    #[must_use]
    pub const fn times(self, count: u32) -> Self {
        Self { burst: self.burst.saturating_mul(count), ..self }
    }

    /// How many in how long.
    pub const fn burst(self) -> u32 {
        self.burst
    }

    /// The span in which so many may be.
    pub const fn per(self) -> Duration {
        self.per
    }

    /// What one of them costs, rounded up: a part that is no whole millisecond never lets more through.
    pub fn interval_ms(self) -> i64 {
        let per = i64::try_from(self.per.as_millis()).unwrap_or(i64::MAX);
        (per / i64::from(self.burst) + i64::from(per % i64::from(self.burst) != 0)).max(1)
    }

    /// How far ahead the instant of an empty bucket is.
    pub fn depth_ms(self) -> i64 {
        self.interval_ms().saturating_mul(self.burst.into())
    }

    /// The last instant at which a bucket can be whole again; one that says a later one is whole, as a clock that was
    /// ahead and was set back has said it.
    pub fn latest(self, now: Timestamp) -> Timestamp {
        now.latest(self.depth())
    }

    fn depth(self) -> Duration {
        Duration::from_millis(self.depth_ms().unsigned_abs())
    }

    /// Takes one from a bucket: when it will be whole then, or how long to wait for the next. Any instant that has
    /// passed is a whole bucket, and any that is after `latest`.
    ///
    /// # Errors
    /// The wait, where none is left; then the bucket stays as it is.
    pub fn take(self, whole_at: Timestamp, now: Timestamp) -> Result<Timestamp, Duration> {
        let whole_at = whole_at.unless_after(self.latest(now), now).max(now);
        let next = whole_at.plus(Duration::from_millis(self.interval_ms().unsigned_abs()));
        let full = now.plus(self.depth());
        if next <= full { Ok(next) } else { Err(next.since(full)) }
    }
}

/// What may be given back of one that was taken when the bucket was to be whole at `taken`: all of it at first, and
/// less as time gives it back by itself.
pub fn refund(limit: Limit, taken: Timestamp, now: Timestamp) -> Duration {
    taken.since(now).min(Duration::from_millis(limit.interval_ms().unsigned_abs()))
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.per.as_secs();
        let (count, unit) = match seconds {
            s if s % 86_400 == 0 => (s / 86_400, 'd'),
            s if s % 3_600 == 0 => (s / 3_600, 'h'),
            s if s % 60 == 0 => (s / 60, 'm'),
            s => (s, 's'),
        };
        write!(f, "{}/", self.burst)?;
        if count != 1 {
            write!(f, "{count}")?;
        }
        write!(f, "{unit}")
    }
}

/// The limits of an installation. What is not in it is not limited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits(BTreeMap<Limited, Limit>);

impl Limits {
    /// All limits off.
    pub const fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// The limit in force; none if it is off.
    pub fn get(&self, limited: Limited) -> Option<Limit> {
        self.0.get(&limited).copied()
    }

    /// What bounds the mail to one mailbox.
    pub fn of_mailbox(&self) -> Vec<Limit> {
        let all = [Limited::MailboxMinute, Limited::MailboxHour, Limited::MailboxDay];
        all.into_iter().filter_map(|limited| self.get(limited)).collect()
    }

    /// None takes the limit away.
    pub fn set(&mut self, limited: Limited, limit: Option<Limit>) {
        match limit {
            Some(limit) => self.0.insert(limited, limit),
            None => self.0.remove(&limited),
        };
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self(Limited::ALL.iter().map(|limited| (*limited, limited.default_limit())).collect())
    }
}

/// A network that one client stands for, and how many times a limit it may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Network {
    /// The address of an IPv4 client; the prefix of an IPv6 one, as `2001:db8::/64`.
    pub name: String,
    /// For how many customers it is counted: the limit is taken so many times.
    pub times: u32,
}

/// The networks of a client's address, the narrowest first. Whoever has IPv6 has at least a /64 of addresses to choose
/// from, and often a /56 or a /48 (RFC 6177), so that its /48 is counted as well, for eight customers.
pub fn networks(client: IpAddr) -> Vec<Network> {
    match client.to_canonical() {
        IpAddr::V4(address) => vec![Network { name: address.to_string(), times: 1 }],
        IpAddr::V6(address) => {
            let within = |bits: u32, times| {
                let first = u128::from(address) & (u128::MAX << (128 - bits));
                Network { name: format!("{}/{bits}", core::net::Ipv6Addr::from(first)), times }
            };
            vec![within(64, 1), within(48, 8)]
        }
    }
}

#[cfg(test)]
mod tests;
