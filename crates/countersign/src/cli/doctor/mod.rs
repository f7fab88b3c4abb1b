//! `doctor`: says in plain words what is wrong and how to mend it. It changes nothing and sends nothing. One file a
//! subject, each of which answers with findings; who is asked, and how, is known to the store, to mail and to
//! `outbound`.

mod database;
mod disk;
mod finding;
mod key;
mod machine;
mod mail;
mod records;
mod redis_server;
mod web;
mod worker;

use std::net::SocketAddr;

use serde_json::Value;

pub use self::finding::{Check, Finding, State};
use super::output::{print_json, say};
use crate::clock::Clock;
use crate::config::Config;
use crate::installation::{self, Failure};

#[derive(clap::Args)]
pub struct Doctor {
    /// As one JSON array
    #[arg(long)]
    json: bool,
    /// Look for the DKIM key under this selector, too
    #[arg(long, value_name = "NAME")]
    dkim_selector: Option<String>,
    /// Ask this resolver for DNS records, instead of the machine's
    #[arg(long, value_name = "ADDRESS:PORT")]
    resolver: Option<SocketAddr>,
}

impl Doctor {
    pub async fn run(&self, config: &Config) -> Result<(), Failure> {
        // What would stop the start, in the words of the start.
        if let Err(refusal) = installation::sound(config) {
            let (Failure::Usage(reason) | Failure::Failed(reason)) = &refusal;
            self.refused(reason);
            return Err(refusal);
        }
        let clock = Clock::system();
        let now = clock.now();
        let (key_finding, keys) = key::look(config, now);
        let (of_database, of_mail, of_records, of_redis, of_web) = tokio::join!(
            database::look(config, keys.as_ref(), &clock),
            mail::look(config, now),
            records::look(config, self.resolver, self.dkim_selector.as_deref()),
            redis_server::look(config),
            web::look(config, keys.as_ref(), &clock),
        );
        let mut findings = vec![configuration(config), key_finding];
        findings.extend(of_database);
        findings.push(of_redis);
        findings.extend(of_mail.into_iter().chain(of_records).chain(of_web));
        // By itself: whatever else is busy would be measured, too.
        findings.extend(machine::look(config, &clock));
        findings.sort_by_key(|finding| Check::ALL.iter().position(|check| *check == finding.check));
        self.tell(&findings)
    }

    /// A configuration that cannot be looked into any further, for programs; people are told on standard error.
    pub fn refused(&self, reason: &str) {
        if self.json {
            let finding = Finding::fail(Check::Configuration, reason, "see the reason");
            let _ = print_json(&Value::Array(vec![finding.as_json()]));
        }
    }

    fn tell(&self, findings: &[Finding]) -> Result<(), Failure> {
        if self.json {
            print_json(&findings.iter().map(Finding::as_json).collect())?;
        } else {
            findings.iter().for_each(|finding| say(finding.as_line()));
        }
        match findings.iter().filter(|finding| finding.state == State::Fail).count() {
            0 => Ok(()),
            1 => Err(Failure::Failed("1 check failed".to_owned())),
            failed => Err(Failure::Failed(format!("{failed} checks failed"))),
        }
    }
}

fn configuration(config: &Config) -> Finding {
    if config.warnings.is_empty() {
        return Finding::ok(Check::Configuration, "the settings fit together");
    }
    let mend = "change what is meant otherwise; `countersign config show` tells where it was set";
    Finding::warn(Check::Configuration, config.warnings.join("; "), mend)
}
