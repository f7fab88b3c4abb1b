//! What the world's DNS says of a sender's domain, asked of the machine's resolver or another. What records mean is in
//! `records.rs`; no mail is held up by any of it.

mod records;

use std::net::SocketAddr;
use std::time::Duration;

use domain::base::iana::Rcode;
use domain::base::{Name, Rtype};
use domain::rdata::{A, Aaaa, Mx, Txt};
use domain::resolv::StubResolver;
use domain::resolv::stub::Answer;
use domain::resolv::stub::conf::{ResolvConf, ServerConf, Transport};
use tokio::time::timeout;

pub use records::{Dkim, Dmarc, Policy, Qualifier, Spf, dkim, dmarc, spf};

/// To one question, with another try of the library's own within.
const ANSWER: Duration = Duration::from_secs(5);

/// Questions that whoever receives a mail asks at most for one SPF record (RFC 7208 section 4.6.4).
pub const SPF_QUESTIONS: usize = 10;

/// Who is asked.
pub struct Resolver(StubResolver);

/// There was no answer, in one line.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Silent(String);

/// The records of a name; none at all if there is no such name.
pub type Found<T> = Option<Vec<T>>;

impl Resolver {
    /// The machine's own, of /etc/resolv.conf.
    pub fn of_the_machine() -> Self {
        Self(StubResolver::new())
    }

    /// One at an address, asked by UDP and, where that is too short, by TCP.
    pub fn at(address: SocketAddr) -> Self {
        let mut conf = ResolvConf::new();
        conf.servers.push(ServerConf::new(address, Transport::UdpTcp));
        conf.finalize();
        Self(StubResolver::from_conf(conf))
    }

    /// TXT records, the pieces of each put together.
    pub async fn texts(&self, name: &str) -> Result<Found<String>, Silent> {
        let Some(answer) = self.ask(name, Rtype::TXT).await? else { return Ok(None) };
        let texts = answer.answer().map_err(unreadable)?.limit_to::<Txt<_>>().flatten().map(|record| {
            let bytes: Vec<u8> = record.data().iter().flatten().copied().collect();
            String::from_utf8_lossy(&bytes).into_owned()
        });
        Ok(Some(texts.collect()))
    }

    /// MX records: preference and host, `.` for a domain that takes no mail (RFC 7505).
    pub async fn exchangers(&self, name: &str) -> Result<Found<(u16, String)>, Silent> {
        let Some(answer) = self.ask(name, Rtype::MX).await? else { return Ok(None) };
        let found = answer.answer().map_err(unreadable)?.limit_to::<Mx<_>>().flatten();
        let found = found.map(|record| (record.data().preference(), record.data().exchange().to_string()));
        Ok(Some(
            found.map(|(preference, host)| (preference, if host.is_empty() { ".".to_owned() } else { host })).collect(),
        ))
    }

    /// Whether the name has an IP address.
    pub async fn has_address(&self, name: &str) -> Result<bool, Silent> {
        if let Some(answer) = self.ask(name, Rtype::A).await?
            && answer.answer().map_err(unreadable)?.limit_to::<A>().flatten().next().is_some()
        {
            return Ok(true);
        }
        let answer = self.ask(name, Rtype::AAAA).await?;
        let Some(answer) = answer else { return Ok(false) };
        Ok(answer.answer().map_err(unreadable)?.limit_to::<Aaaa>().flatten().next().is_some())
    }

    /// How many questions an SPF record leads to, with those of the records that it includes. Counting ends beyond what
    /// is allowed.
    pub async fn spf_questions(&self, record: &Spf) -> Result<usize, Silent> {
        let (mut count, mut waiting) = (record.questions, record.others.clone());
        while let Some(name) = waiting.pop() {
            if count > SPF_QUESTIONS {
                break;
            }
            // What the sender's address is put into cannot be followed without a mail.
            if name.contains('%') {
                continue;
            }
            let found = self.texts(&name).await?.unwrap_or_default();
            for other in spf(&found) {
                count += other.questions;
                waiting.extend(other.others);
            }
        }
        Ok(count)
    }

    /// The answer, or nothing if there is no such name.
    async fn ask(&self, name: &str, kind: Rtype) -> Result<Option<Answer>, Silent> {
        let question: Name<Vec<u8>> = format!("{}.", name.trim_end_matches('.'))
            .parse()
            .map_err(|error| Silent(format!("{name} is no name of DNS: {error}")))?;
        let asked = timeout(ANSWER, self.0.query((question, kind))).await;
        let answer = asked.map_err(|_| Silent(format!("no answer within {} s", ANSWER.as_secs())))?;
        let answer = answer.map_err(|error| Silent(error.to_string()))?;
        match answer.header().rcode() {
            Rcode::NOERROR => Ok(Some(answer)),
            Rcode::NXDOMAIN => Ok(None),
            other => Err(Silent(format!("the resolver answers {other}"))),
        }
    }
}

fn unreadable(error: impl std::fmt::Display) -> Silent {
    Silent(format!("the resolver's answer cannot be read: {error}"))
}
