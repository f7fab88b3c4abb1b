//! The base URL: its shape, who answers there, by which certificate and clock. That it leads back to this installation is
//! told by the public keys that each shows (`/.well-known/jwks.json`): nobody else has them, and they are no secret.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::session_token::Issuer;
use countersign_mail::tls::{self, Flaw};
use serde_json::Value;
use url::{Host, Url};

use super::database::clocks;
use super::finding::{Check, Finding};
use super::mail::until;
use crate::cli::healthcheck::reachable;
use crate::clock::Clock;
use crate::config::Config;
use crate::installation::{self, Keys};
use crate::outbound::Outbound;
use crate::outbound::look::{Seen, Unseen};

/// People give a page about as long.
const PATIENCE: Duration = Duration::from_secs(3);
const KEYS: &str = "/.well-known/jwks.json";

pub async fn look(config: &Config, keys: Option<&Keys>, clock: &Clock) -> Vec<Finding> {
    let base = installation::base_url(config, config.listen.port());
    let mut findings = vec![shape(config, &base)];
    let Some(ours) = keys.map(kids) else {
        findings.push(Finding::skip(Check::Server, "without a key there is nothing to know it by"));
        return findings;
    };
    let outbound = Outbound::new(base.scheme() == "https");
    let server = match config.listen.port() {
        0 => Finding::skip(Check::Server, "listen picks a free port at each start, so nobody can ask there"),
        _ => behind(&outbound, config.listen, &ours).await,
    };
    findings.push(server);
    findings.extend(in_front(&outbound, &base, &ours, clock).await);
    findings
}

fn shape(config: &Config, base: &Url) -> Finding {
    let words = base.as_str().trim_end_matches('/');
    let is_here = base.host().is_some_and(|host| crate::config::is_loopback(&host));
    match (base.scheme(), base.host()) {
        _ if is_here => Finding::ok(Check::Url, format!("{words}: links in mails work on this machine only")),
        ("http", _) => Finding::warn(
            Check::Url,
            format!("{words}: passwords and sessions go over the network unencrypted"),
            "put a proxy with TLS in front, set base_url to https://…, and allow_http to false",
        ),
        (_, Some(Host::Ipv4(_) | Host::Ipv6(_))) => {
            Finding::warn(Check::Url, format!("{words} is an address without a name"), "give it a name in DNS")
        }
        _ if config.base_url.is_none() => Finding::ok(Check::Url, format!("{words}, since base_url is not set")),
        _ => Finding::ok(Check::Url, words),
    }
}

/// The names of the keys that a server of this installation shows, its own first.
fn kids(keys: &Keys) -> Vec<String> {
    let jwks = serde_json::to_value(Issuer::new(&keys.current, &keys.previous).jwks()).unwrap_or_default();
    kids_of(&jwks)
}

fn kids_of(jwks: &Value) -> Vec<String> {
    let keys = jwks["keys"].as_array().into_iter().flatten();
    keys.filter_map(|key| key["kid"].as_str().map(str::to_owned)).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Ours,
    /// With a key that is not the current one.
    OursOfBefore,
    Another,
}

fn who(seen: &Seen, ours: &[String]) -> Who {
    let shown = serde_json::from_slice(&seen.body).map(|jwks| kids_of(&jwks)).unwrap_or_default();
    match shown.first() {
        Some(first) if seen.status == 200 && ours.first() == Some(first) => Who::Ours,
        Some(_) if shown.iter().collect::<BTreeSet<_>>().is_disjoint(&ours.iter().collect()) => Who::Another,
        Some(_) if seen.status == 200 => Who::OursOfBefore,
        Some(_) | None => Who::Another,
    }
}

/// The server itself, past any proxy.
async fn behind(outbound: &Outbound, listen: SocketAddr, ours: &[String]) -> Finding {
    let address = reachable(listen);
    let Ok(url) = Url::parse(&format!("http://{address}{KEYS}")) else {
        return Finding::skip(Check::Server, format!("{address} cannot be asked"));
    };
    match outbound.look(&url, PATIENCE).await.map(|seen| who(&seen, ours)) {
        Ok(Who::Ours) => Finding::ok(Check::Server, format!("this installation answers at {address}")),
        Ok(Who::OursOfBefore) => Finding::warn(
            Check::Server,
            format!("a server with an earlier key answers at {address}"),
            "restart it: keys are read when it starts",
        ),
        Ok(Who::Another) => Finding::fail(
            Check::Server,
            format!("another program, or another installation, answers at {address}"),
            "give one of the two another port (listen)",
        ),
        Err(unseen) if unseen.is_unreachable => {
            Finding::skip(Check::Server, format!("no server runs at {address} now"))
        }
        Err(unseen) => Finding::fail(
            Check::Server,
            format!("{address}: {}", unseen.words),
            "look at its log; is it overloaded, or another program?",
        ),
    }
}

/// What people meet.
async fn in_front(outbound: &Outbound, base: &Url, ours: &[String], clock: &Clock) -> Vec<Finding> {
    let shown = base.as_str().trim_end_matches('/');
    let Ok(url) = Url::parse(&format!("{shown}{KEYS}")) else { return Vec::new() };
    let before = clock.now();
    let seen = match outbound.look(&url, PATIENCE).await {
        Ok(seen) => seen,
        Err(unseen) => return unanswered(shown, &unseen),
    };
    let after = clock.now();
    let front = match who(&seen, ours) {
        Who::Ours => Finding::ok(Check::FrontDoor, format!("{shown} leads back to this installation")),
        Who::OursOfBefore => Finding::warn(
            Check::FrontDoor,
            format!("{shown} leads to a server with an earlier key"),
            "restart every server: keys are read when they start",
        ),
        Who::Another if (300..400).contains(&seen.status) => Finding::fail(
            Check::FrontDoor,
            format!("{shown} leads on to another address (status {})", seen.status),
            "set base_url to the address that people end at",
        ),
        Who::Another if matches!(seen.status, 502..=504) => Finding::fail(
            Check::FrontDoor,
            format!("the proxy at {shown} reaches no server (status {})", seen.status),
            "start the server, or look at the address that the proxy passes requests to",
        ),
        Who::Another => Finding::fail(
            Check::FrontDoor,
            format!("{shown} does not lead to this installation (status {})", seen.status),
            "let the proxy pass everything below base_url on to listen; is another installation there, or are the keys \
             not the same on every node?",
        ),
    };
    let mut findings = vec![front];
    if let Some(certificate) = &seen.certificate {
        findings.push(until(Check::Certificate, tls::good_until(&certificate.as_slice().into()), after));
    }
    let date = seen.date.as_deref().and_then(Timestamp::parse_http_date);
    if let Some(date) = date {
        // It has no fractions of seconds.
        let before = before.minus(Duration::from_secs(1));
        findings.push(clocks(Check::WebClock, &format!("the clock at {shown}"), date, before, after));
    }
    findings
}

fn unanswered(shown: &str, unseen: &Unseen) -> Vec<Finding> {
    if let Some(flaw) = &unseen.flaw {
        let mend = match flaw {
            Flaw::Expired(_) => "renew it, and let something do so in time",
            Flaw::NotYetGood => "look at this machine's clock",
            Flaw::OtherName(_) => "get a certificate for the host of base_url",
            Flaw::UnknownIssuer => {
                "let the proxy show the whole chain; an authority of your own goes into SSL_CERT_FILE here, and into browsers"
            }
            Flaw::Other(_) => "look at the proxy's certificate",
        };
        return vec![Finding::fail(Check::Certificate, format!("{shown}: {flaw}"), mend)];
    }
    let words = format!("{shown} could not be asked from here: {}", unseen.words);
    // Some networks let nobody in by the outside address who is inside already.
    let mend = "if people cannot reach it either, look at DNS, the proxy and the firewall";
    vec![Finding::warn(Check::FrontDoor, words, mend)]
}

#[cfg(test)]
mod tests {
    use countersign_core::SecretKey;

    use super::*;

    fn answer(status: u16, key: u8, previous: &[u8]) -> Seen {
        let secret = |number: &u8| SecretKey::from_random([*number; 32]);
        let jwks = Issuer::new(&secret(&key), &previous.iter().map(secret).collect::<Vec<_>>()).jwks();
        Seen { status, date: None, certificate: None, body: serde_json::to_vec(&jwks).unwrap() }
    }

    #[test]
    fn an_installation_is_known_by_the_keys_that_it_shows() {
        let ours = kids_of(&serde_json::from_slice(&answer(200, 2, &[1]).body).unwrap());
        assert!(who(&answer(200, 2, &[1]), &ours) == Who::Ours);
        assert!(who(&answer(200, 2, &[]), &ours) == Who::Ours);
        assert!(who(&answer(200, 1, &[]), &ours) == Who::OursOfBefore);
        assert!(who(&answer(200, 3, &[]), &ours) == Who::Another);
        assert!(who(&answer(404, 2, &[]), &ours) == Who::Another);
        let page = Seen { status: 200, date: None, certificate: None, body: b"<html>".to_vec() };
        assert!(who(&page, &ours) == Who::Another);
    }
}
