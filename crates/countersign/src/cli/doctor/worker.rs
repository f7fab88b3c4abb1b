//! Workers and the queue, as the database knows them; and whose addresses come through the proxy, as the audit trail
//! knows them.

use std::net::IpAddr;

use countersign_core::Timestamp;
use countersign_store::{Db, Page, audit};

use super::finding::{Check, Finding};
use crate::Error;
use crate::config::{Config, Workers};
use crate::installation;
use crate::mail_health::MailHealth;

/// Requests that are looked at, newest first.
const RECENT: Page = Page { limit: 500 };
/// Fewer may all be one person's.
const ENOUGH: usize = 5;

pub async fn look(config: &Config, db: &Db, now: Timestamp) -> Vec<Finding> {
    let mut findings = match MailHealth::of(db, now).await {
        Ok(health) => vec![workers(config, &health), queue(config, &health)],
        Err(error) => vec![Finding::fail(Check::Queue, error.to_string(), "look at the server's log")],
    };
    match clients(db).await {
        Ok(clients) => findings.push(proxy(config, &clients)),
        Err(error) => findings.push(Finding::fail(Check::Proxy, error.to_string(), "look at the server's log")),
    }
    findings
}

fn start(config: &Config) -> &'static str {
    match config.workers {
        Workers::External => "start `countersign worker`: workers is external, so that no server sends",
        Workers::Embedded => "start the server, which sends, too",
    }
}

fn workers(config: &Config, health: &MailHealth) -> Finding {
    if let Some(outage) = health.outages().min_by_key(|outage| outage.since) {
        let words = format!("a worker cannot send since {}: {}", outage.since.rfc3339(), outage.words);
        return Finding::fail(Check::Worker, words, "see what is said of mail here; it goes on by itself");
    }
    let lane = installation::mail_route(config).map(|route| route.to_string()).unwrap_or_default();
    match (health.workers.len(), health.workers.iter().find(|worker| worker.lane != lane)) {
        (0, _) => {
            let words = "none has reported itself in the last minute";
            match config.workers {
                Workers::External => Finding::warn(Check::Worker, words, start(config)),
                Workers::Embedded => Finding::skip(Check::Worker, format!("{words}; the server is one, while it runs")),
            }
        }
        (_, Some(other)) => {
            let words = format!("a worker sends by {}, and these settings say {lane}", other.lane);
            Finding::warn(Check::Worker, words, "restart it, or look whether it has other settings")
        }
        (1, None) => Finding::ok(Check::Worker, "one is at work"),
        (count, None) => Finding::ok(Check::Worker, format!("{count} are at work")),
    }
}

fn queue(config: &Config, health: &MailHealth) -> Finding {
    let waits_s = health.waits().as_secs();
    if health.lacks_workers() {
        let words = format!("mail has waited for {waits_s} s, and no worker has come");
        return Finding::fail(Check::Queue, words, start(config));
    }
    match waits_s {
        0..60 => Finding::ok(Check::Queue, "no mail waits for a worker"),
        _ => {
            let words = format!("mail has waited for {waits_s} s");
            Finding::warn(Check::Queue, words, "start more workers, or raise mail_connections or mail_rate")
        }
    }
}

/// Where recent requests came from.
async fn clients(db: &Db) -> Result<Vec<IpAddr>, Error> {
    let entries = audit::list(&mut db.read().await?, RECENT).await?;
    Ok(entries.iter().filter_map(|entry| entry.client.parse().ok()).collect())
}

fn proxy(config: &Config, clients: &[IpAddr]) -> Finding {
    if let Some(all) = config.trusted_proxies.iter().find(|network| network.prefix_len() == 0) {
        let words = format!("trusted_proxies holds {all}: anybody can claim to come from any address");
        return Finding::fail(Check::Proxy, words, "name the addresses of your proxies only");
    }
    let is_behind = config.base_url.as_ref().is_some_and(|url| url.scheme() == "https");
    let is_trusted = |ip: &IpAddr| config.trusted_proxies.iter().any(|network| network.contains(ip));
    let from_trusted = clients.iter().filter(|ip| is_trusted(ip)).count();
    if from_trusted >= ENOUGH {
        let words = format!("{from_trusted} of the last {} requests have a trusted proxy's own address", clients.len());
        return Finding::warn(Check::Proxy, words, "let the proxy set X-Forwarded-For, as deploy/nginx.conf does");
    }
    let first = clients.first().filter(|_| is_behind && clients.len() >= ENOUGH);
    if let Some(first) = first.filter(|first| is_private(first) && clients.iter().all(|ip| ip == *first)) {
        let words = format!("all of the last {} requests came from {first}: to rate limits all are one", clients.len());
        let mend = format!("add {first} to trusted_proxies, and let it set X-Forwarded-For");
        return Finding::warn(Check::Proxy, words, mend);
    }
    match (is_behind, clients.len() >= ENOUGH) {
        (false, _) => Finding::skip(Check::Proxy, "base_url is not https: visitors may well come without a proxy"),
        (true, false) => Finding::skip(Check::Proxy, "too few requests so far to tell"),
        (true, true) => Finding::ok(Check::Proxy, "visitors come with addresses of their own"),
    }
}

fn is_private(ip: &IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || ip.is_loopback() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}
