//! The way out of mails: as far as one comes without a mail.

use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::mail::Trouble;
#[cfg(feature = "ses")]
use countersign_mail::ses;
use countersign_mail::smtp::{self, Reached, Refused, Server};
use countersign_mail::tls::Flaw;
use countersign_mail::{Route, sender_address};
use rustix::fs::{Access, access};

use super::finding::{Check, Finding};
use crate::config::Config;
use crate::installation;

/// Most certificates are renewed 30 days before their end: by then something has gone wrong.
pub(super) const RENEW: Duration = Duration::from_secs(14 * 86_400);

pub async fn look(config: &Config, now: Timestamp) -> Vec<Finding> {
    let (Ok(route), Ok(sender)) = (installation::mail_route(config), sender_address(&config.mail_from)) else {
        return Vec::new(); // Refused before.
    };
    let goes = |to: &str| Finding::ok(Check::Mail, format!("mail goes to {to}, from {sender}"));
    match &route {
        Route::Mailbox => {
            let words = "mail stays in the built-in inbox, /dev/mailbox: good for development";
            vec![Finding::warn(Check::Mail, words, "set mail_url to smtp://… or ses://… before people depend on it")]
        }
        Route::File(folder) => vec![match access(folder, Access::WRITE_OK | Access::EXEC_OK) {
            Ok(()) => {
                let words = format!("mails become files in {}; somebody else has to send them", folder.display());
                Finding::ok(Check::Mail, words)
            }
            Err(error) => {
                let words = format!("the folder {} cannot be written to: {error}", folder.display());
                Finding::fail(Check::Mail, words, "make it, and give it to the user that runs Countersign")
            }
        }],
        Route::Smtp(server) => {
            let mut findings = vec![goes(&server.to_string())];
            match smtp::examine(server, &sender).await {
                Ok(reached) => {
                    findings.extend(on_the_way(server, &reached, now));
                    findings.push(Finding::ok(Check::Sender, format!("it takes mail of {sender}; none was sent")));
                }
                Err(refused) => findings.extend(stopped(server, &refused, &sender, now)),
            }
            findings
        }
        #[cfg(feature = "ses")]
        Route::Ses { region, endpoint } => {
            let mut findings = vec![goes(&route.to_string())];
            findings.extend(of_ses(&ses::examine(region, endpoint.as_ref(), &sender).await, &sender));
            findings
        }
    }
}

/// A connection that is ready for mail.
fn on_the_way(server: &Server, reached: &Reached, now: Timestamp) -> Vec<Finding> {
    let encryption = if !reached.is_encrypted && !server.is_here() {
        let words = "mail goes over the network unencrypted, with its links";
        Finding::warn(Check::Encryption, words, "set tls=required in mail_url, or smtps://")
    } else if !reached.is_encrypted {
        Finding::ok(Check::Encryption, "none, to a server on this machine")
    } else {
        until(Check::Encryption, reached.good_until, now)
    };
    let login = match reached.has_signed_in {
        true => Finding::ok(Check::Login, "user and password are taken"),
        false => Finding::skip(Check::Login, "mail_url names no user"),
    };
    let connection = Finding::ok(Check::Connection, format!("it answered as {}", reached.name));
    vec![connection, encryption, login]
}

/// How long a certificate is good that was believed.
pub(super) fn until(check: Check, good_until: Option<Timestamp>, now: Timestamp) -> Finding {
    let Some(at) = good_until else { return Finding::ok(check, "the certificate is believed") };
    let words = format!("the certificate is believed, until {}", at.rfc3339());
    if at < now.plus(RENEW) {
        Finding::warn(check, words, "renew it; something should have done so by now")
    } else {
        Finding::ok(check, words)
    }
}

fn stopped(server: &Server, refused: &Refused, sender: &str, now: Timestamp) -> Vec<Finding> {
    let Refused { why, words, flaw, reached } = refused;
    if let Some(reached) = reached {
        let mut findings = on_the_way(server, reached, now);
        findings.push(match why {
            Trouble::SignIn => {
                let mend = "put user and password into mail_url: smtp://USER:PASSWORD@…";
                Finding::fail(Check::Login, format!("it wants a login: {words}"), mend)
            }
            Trouble::Encryption => {
                let mend = "set tls=required in mail_url, or smtps://";
                Finding::fail(Check::Encryption, format!("it wants an encrypted connection: {words}"), mend)
            }
            Trouble::Unreachable | Trouble::Refused | Trouble::Sender | Trouble::Quota => Finding::fail(
                Check::Sender,
                format!("it takes no mail of {sender}: {words}"),
                "set mail_from to an address that this login may send from",
            ),
        });
        // One line a check: what was fine until then is not, after all.
        let last = findings.last().map(|finding| finding.check);
        let first = findings.iter().position(|finding| Some(finding.check) == last);
        if let Some(first) = first.filter(|first| first + 1 < findings.len()) {
            findings.remove(first);
        }
        return findings;
    }
    let connected = || Finding::ok(Check::Connection, "it answers");
    let encrypted = || Finding::ok(Check::Encryption, "as mail_url asks for");
    match why {
        Trouble::Encryption => vec![connected(), encryption(server, words, flaw.as_ref())],
        Trouble::SignIn => {
            let words = format!("the login was refused: {words}");
            let mend = "look at user and password in mail_url (special characters percent-encoded: @ is %40); many \
                        providers want a password made for programs";
            vec![connected(), encrypted(), Finding::fail(Check::Login, words, mend)]
        }
        Trouble::Unreachable | Trouble::Refused | Trouble::Sender | Trouble::Quota => {
            let mend = "look at host and port in mail_url; does the server run, and does a firewall let this machine \
                        out to it? Many networks close port 25, and keep 587 and 465 open";
            vec![Finding::fail(Check::Connection, words.as_str(), mend)]
        }
    }
}

fn encryption(server: &Server, words: &str, flaw: Option<&Flaw>) -> Finding {
    let host = server.host();
    let Some(flaw) = flaw else {
        let mend = if words.contains("offers no STARTTLS") {
            "use smtps:// (port 465) if it speaks TLS from the first byte, or another port of it (587); tls=opportunistic \
             lets mail go unencrypted"
        } else {
            "smtp:// is for STARTTLS (port 587), smtps:// for TLS from the first byte (port 465)"
        };
        return Finding::fail(Check::Encryption, words, mend);
    };
    let mend = match flaw {
        Flaw::Expired(_) => "let the server's operator renew it".to_owned(),
        Flaw::NotYetGood => "look at this machine's clock".to_owned(),
        Flaw::OtherName(_) => "name the host in mail_url as the certificate does".to_owned(),
        Flaw::UnknownIssuer => {
            "put the certificate of its authority into a file, and name that in SSL_CERT_FILE".to_owned()
        }
        Flaw::Other(_) => "let the server's operator look at it".to_owned(),
    };
    let words = match flaw {
        Flaw::OtherName(_) => format!("{flaw}, not for {host}"),
        Flaw::Expired(_) | Flaw::NotYetGood | Flaw::UnknownIssuer | Flaw::Other(_) => flaw.to_string(),
    };
    Finding::fail(Check::Encryption, words, mend)
}

#[cfg(feature = "ses")]
fn of_ses(answers: &ses::Answers, sender: &str) -> Vec<Finding> {
    let account = match &answers.account {
        Ok(account) if !account.is_sending => Finding::fail(
            Check::SesAccount,
            "sending is switched off for this account",
            "look for SES's reason in its console (Account dashboard), and answer it",
        ),
        Ok(account) if !account.has_production_access => Finding::warn(
            Check::SesAccount,
            "the account is in SES's sandbox: only verified addresses can be written to",
            "ask for production access in SES's console (Account dashboard)",
        ),
        Ok(account) if account.most_a_day > 0.0 && account.sent_today > 0.8 * account.most_a_day => Finding::warn(
            Check::SesAccount,
            format!("{} of {} mails a day are used up", account.sent_today, account.most_a_day),
            "ask for a higher quota",
        ),
        Ok(account) => Finding::ok(
            Check::SesAccount,
            format!(
                "{} mails a day, {} a second; {} sent",
                account.most_a_day, account.most_a_second, account.sent_today
            ),
        ),
        Err(ses::Refused::NotTold(words)) => {
            Finding::skip(Check::SesAccount, format!("it answers, but not this: {words}"))
        }
        Err(ses::Refused::Closed(Trouble::SignIn, words)) => Finding::fail(
            Check::SesAccount,
            words.as_str(),
            "give it credentials: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or the machine's role, which \
             may what docs/guide/ses.md lists",
        ),
        Err(ses::Refused::Closed(_, words)) => Finding::fail(
            Check::SesAccount,
            words.as_str(),
            "look at the region (and endpoint) in mail_url, and whether this machine may connect to it",
        ),
    };
    let identity = match &answers.identity {
        Ok(Some(identity)) if identity.is_verified => {
            Finding::ok(Check::SesIdentity, format!("{} is verified", identity.name))
        }
        Ok(Some(identity)) => Finding::fail(
            Check::SesIdentity,
            format!("{} is not verified: {}", identity.name, identity.status),
            match identity.name.contains('@') {
                true => "follow the link that SES mailed to it".to_owned(),
                false => format!("publish its records: {}", as_records(identity)),
            },
        ),
        Ok(None) => Finding::fail(
            Check::SesIdentity,
            format!("SES knows neither {sender} nor its domain in this region"),
            "make it an identity there (`aws sesv2 create-email-identity`), or set mail_from to one that is",
        ),
        // Told with the account.
        Err(ses::Refused::Closed(..)) => return vec![account],
        Err(ses::Refused::NotTold(words)) => {
            return vec![account, Finding::skip(Check::SesIdentity, format!("it answers, but not this: {words}"))];
        }
    };
    let mut findings = vec![account, identity];
    if let Ok(Some(identity)) = &answers.identity {
        findings.push(signed(identity));
    }
    findings
}

#[cfg(feature = "ses")]
fn signed(identity: &ses::Identity) -> Finding {
    if let Some((domain, Some(status))) = &identity.envelope {
        let words = format!("the envelope's domain {domain} is not set up: {status}");
        return Finding::warn(Check::SesDkim, words, "publish its MX and SPF records as SES's console shows them");
    }
    if identity.is_signed {
        return Finding::ok(Check::SesDkim, format!("mail is signed for {}", identity.name));
    }
    let words = format!("mail is not signed for {} (DKIM: {})", identity.name, identity.dkim_status);
    let mend = match identity.dkim_records.is_empty() {
        true => "switch Easy DKIM on for the domain, and publish the records that SES shows".to_owned(),
        false => format!("publish {}", as_records(identity)),
    };
    Finding::warn(Check::SesDkim, words, mend)
}

#[cfg(feature = "ses")]
fn as_records(identity: &ses::Identity) -> String {
    let records = identity.dkim_records.iter().map(|(name, target)| format!("{name} CNAME {target}"));
    records.collect::<Vec<_>>().join(", ")
}
