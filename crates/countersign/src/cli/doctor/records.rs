//! The records of the sender's domain, where a resolver answers: without them mail is sorted out by its receivers.

use std::net::SocketAddr;

#[cfg(feature = "dns")]
use countersign_mail::dns::{self, Dkim, Policy, Qualifier, Resolver, SPF_QUESTIONS, Silent};
use countersign_mail::{Route, sender_address};

use super::finding::{Check, Finding};
use crate::config::Config;
use crate::installation;

pub async fn look(config: &Config, resolver: Option<SocketAddr>, selector: Option<&str>) -> Vec<Finding> {
    let (Ok(route), Ok(sender)) = (installation::mail_route(config), sender_address(&config.mail_from)) else {
        return Vec::new(); // Refused before.
    };
    let skip = |words: String| vec![Finding::skip(Check::Domain, words)];
    let is_ses = match route {
        Route::Mailbox | Route::File(_) => return skip("no mail leaves from here".to_owned()),
        Route::Smtp(_) => false,
        #[cfg(feature = "ses")]
        Route::Ses { .. } => true,
    };
    let domain = sender.rsplit('@').next().unwrap_or_default().to_lowercase();
    if !domain.contains('.') {
        let words = format!("{domain} is no domain of the world: mail from it is refused or lost in most places");
        return vec![Finding::fail(Check::Domain, words, "set mail_from to an address of a domain that is yours")];
    }
    #[cfg(feature = "dns")]
    {
        asked(&domain, resolver, selector, is_ses).await
    }
    #[cfg(not(feature = "dns"))]
    {
        let _ = (resolver, selector, is_ses);
        skip("this build asks no DNS (cargo feature `dns`)".to_owned())
    }
}

#[cfg(feature = "dns")]
async fn asked(domain: &str, resolver: Option<SocketAddr>, selector: Option<&str>, is_ses: bool) -> Vec<Finding> {
    let resolver = resolver.map_or_else(Resolver::of_the_machine, Resolver::at);
    let unasked = |check, silent: Silent| Finding::skip(check, format!("could not be asked: {silent}"));
    let first = match home(&resolver, domain).await {
        Ok((finding, true)) => finding,
        // Of a name that is not there nothing else is.
        Ok((finding, false)) => return vec![finding],
        Err(silent) => return vec![unasked(Check::Domain, silent)],
    };
    let (spf, dmarc) = tokio::join!(spf(&resolver, domain, is_ses), dmarc(&resolver, domain));
    let mut findings = vec![
        first,
        spf.unwrap_or_else(|silent| unasked(Check::Spf, silent)),
        dmarc.unwrap_or_else(|silent| unasked(Check::Dmarc, silent)),
    ];
    match selector {
        Some(selector) => {
            findings
                .push(dkim(&resolver, domain, selector).await.unwrap_or_else(|silent| unasked(Check::Dkim, silent)));
        }
        // SES is asked itself.
        None if is_ses => {}
        None => {
            let words = "the selector of your mail server is not known here: name it with --dkim-selector";
            findings.push(Finding::skip(Check::Dkim, words));
        }
    }
    findings
}

/// Where bounces come to; and whether there is such a domain.
#[cfg(feature = "dns")]
async fn home(resolver: &Resolver, domain: &str) -> Result<(Finding, bool), Silent> {
    let Some(exchangers) = resolver.exchangers(domain).await? else {
        let words = format!("there is no domain {domain}: mail from it is refused in most places");
        let mend = "set mail_from to an address of a domain that is yours";
        return Ok((Finding::fail(Check::Domain, words, mend), false));
    };
    let finding = if exchangers.iter().any(|(_, host)| host == ".") {
        let words = format!("{domain} says that it takes no mail (MX 0 .), and many servers then take none from it");
        Finding::fail(Check::Domain, words, "send from a domain that takes mail, or give this one an MX record")
    } else if let Some((_, host)) = exchangers.iter().min() {
        Finding::ok(Check::Domain, format!("what comes back for {domain} goes to {}", host.trim_end_matches('.')))
    } else if resolver.has_address(domain).await? {
        Finding::ok(Check::Domain, format!("what comes back for {domain} goes to that host itself"))
    } else {
        let words =
            format!("{domain} has neither MX nor address: bounces are lost, and many servers take no mail from it");
        Finding::fail(Check::Domain, words, format!("publish an MX record of {domain}"))
    };
    Ok((finding, true))
}

#[cfg(feature = "dns")]
async fn spf(resolver: &Resolver, domain: &str, is_ses: bool) -> Result<Finding, Silent> {
    let found = dns::spf(&resolver.texts(domain).await?.unwrap_or_default());
    let record = match &found[..] {
        [] if is_ses => {
            return Ok(Finding::ok(
                Check::Spf,
                "none, and none is needed: SES puts a domain of its own on the envelope",
            ));
        }
        [] => {
            let words = format!("{domain} has no SPF record: receivers cannot tell your mail from a forger's");
            let mend =
                format!("publish {domain} TXT \"v=spf1 include:YOUR-PROVIDER -all\", as your mail provider writes it");
            return Ok(Finding::warn(Check::Spf, words, mend));
        }
        [record] => record,
        several => {
            let words =
                format!("{domain} has {} SPF records: with more than one there is none in force", several.len());
            return Ok(Finding::fail(Check::Spf, words, "put all of them into one (RFC 7208 section 4.5)"));
        }
    };
    let questions = resolver.spf_questions(record).await?;
    if questions > SPF_QUESTIONS {
        let words = format!(
            "the SPF record of {domain} leads to more than {SPF_QUESTIONS} questions, and then counts as an error"
        );
        let mend = "take out includes that are not needed, or write their networks as ip4: and ip6:";
        return Ok(Finding::fail(Check::Spf, words, mend));
    }
    let ends = |end: &str| format!("the SPF record of {domain} ends with {end}");
    Ok(match record.all {
        Some(Qualifier::Pass) => {
            let words = format!("{}: anybody may send in its name", ends("+all"));
            Finding::fail(Check::Spf, words, "end it with -all")
        }
        Some(Qualifier::Neutral) => {
            Finding::warn(Check::Spf, format!("{}: it says nothing", ends("?all")), "end it with ~all or -all")
        }
        Some(Qualifier::SoftFail) => Finding::ok(Check::Spf, format!("one record, {questions} questions, ~all")),
        Some(Qualifier::Fail) => Finding::ok(Check::Spf, format!("one record, {questions} questions, -all")),
        None if record.has_redirect => {
            Finding::ok(Check::Spf, format!("one record, {questions} questions, redirected"))
        }
        None => Finding::warn(Check::Spf, ends("nothing: it says nothing of others"), "end it with ~all or -all"),
    })
}

/// Of the domain, or the nearest above it: whose it is, is told by no list here.
#[cfg(feature = "dns")]
async fn dmarc(resolver: &Resolver, domain: &str) -> Result<Finding, Silent> {
    let above = std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, rest)| rest));
    for name in above.filter(|name| name.contains('.')) {
        let found = dns::dmarc(&resolver.texts(&format!("_dmarc.{name}")).await?.unwrap_or_default());
        return Ok(match &found[..] {
            [] => continue,
            [one] => match one.policy {
                Some(Policy::None) => {
                    Finding::ok(Check::Dmarc, format!("{name} watches (p=none); quarantine or reject would protect it"))
                }
                Some(Policy::Quarantine) => Finding::ok(Check::Dmarc, format!("{name}: p=quarantine")),
                Some(Policy::Reject) => Finding::ok(Check::Dmarc, format!("{name}: p=reject")),
                None => {
                    let words = format!("the DMARC record of {name} has no policy that receivers know");
                    Finding::fail(Check::Dmarc, words, "write p=none, p=quarantine or p=reject into it")
                }
            },
            several => {
                let words =
                    format!("{name} has {} DMARC records: with more than one there is none in force", several.len());
                Finding::fail(Check::Dmarc, words, "leave one (RFC 7489 section 6.6.3)")
            }
        });
    }
    let words = format!("{domain} has no DMARC record, which large providers ask of everybody who sends much");
    let mend = format!("publish _dmarc.{domain} TXT \"v=DMARC1; p=none\", and tighten it later");
    Ok(Finding::warn(Check::Dmarc, words, mend))
}

#[cfg(feature = "dns")]
async fn dkim(resolver: &Resolver, domain: &str, selector: &str) -> Result<Finding, Silent> {
    let name = format!("{selector}._domainkey.{domain}");
    let publish = "publish the key as your mail server or provider writes it";
    Ok(match dns::dkim(&resolver.texts(&name).await?.unwrap_or_default()) {
        Dkim::Missing => Finding::fail(Check::Dkim, format!("there is no key at {name}"), publish),
        Dkim::Revoked => Finding::fail(Check::Dkim, format!("the key at {name} is withdrawn (p= is empty)"), publish),
        Dkim::Unreadable => Finding::fail(Check::Dkim, format!("the record at {name} is no key"), publish),
        // RFC 8301 section 3.2.
        Dkim::Rsa(bits) if bits < 1_024 => {
            let words = format!("the key at {name} has {bits} bits, too few to be believed");
            Finding::fail(Check::Dkim, words, "make one of 2048 bits")
        }
        Dkim::Rsa(bits) if bits < 2_048 => {
            Finding::warn(Check::Dkim, format!("the key at {name} has {bits} bits"), "make one of 2048 bits")
        }
        Dkim::Rsa(bits) => Finding::ok(Check::Dkim, format!("RSA, {bits} bits, at {name}")),
        Dkim::Ed25519 => Finding::ok(Check::Dkim, format!("Ed25519, at {name}")),
    })
}
