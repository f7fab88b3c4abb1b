//! What SES says of an account and of a sender, for an operator who wants to know whether mail would go out. Nothing is
//! sent. What to think of it is for the caller to say.

use aws_sdk_sesv2::operation::get_email_identity::GetEmailIdentityOutput;
use aws_sdk_sesv2::types::{DkimStatus, MailFromDomainStatus, VerificationStatus};
use countersign_core::mail::Trouble;
use url::Url;

use super::{Ses, answer, silently};
use crate::Delivery;

/// What an account of SES may do in its region.
#[derive(Clone, Debug)]
pub struct Account {
    /// Else it is in the sandbox: only verified addresses can be written to.
    pub has_production_access: bool,
    /// False while SES has paused it.
    pub is_sending: bool,
    /// Mails in 24 hours.
    pub most_a_day: f64,
    /// Mails in a second.
    pub most_a_second: f64,
    /// Mails in the last 24 hours.
    pub sent_today: f64,
}

/// An address or domain that may be sent from.
#[derive(Clone, Debug)]
pub struct Identity {
    /// The address or the domain.
    pub name: String,
    /// Whether mail from it goes out.
    pub is_verified: bool,
    /// SES's word for where its verification stands.
    pub status: String,
    /// Whether its mails are signed by DKIM.
    pub is_signed: bool,
    /// SES's word for where that stands.
    pub dkim_status: String,
    /// Names and targets of the CNAME records that carry the keys.
    pub dkim_records: Vec<(String, String)>,
    /// A domain of one's own in the envelope, and SES's word for where its set-up stands, if not well.
    pub envelope: Option<(String, Option<String>)>,
}

/// Why there is no answer.
#[derive(Clone, Debug)]
pub enum Refused {
    /// It answers, but not this: a policy may forbid the question, and sending is another.
    NotTold(String),
    /// No answer came, or one that concerns all of it; in its words.
    Closed(Trouble, String),
}

/// What SES says.
pub struct Answers {
    /// Of the account.
    pub account: Result<Account, Refused>,
    /// The address itself, or the nearest domain above it that SES knows.
    pub identity: Result<Option<Identity>, Refused>,
}

/// Asks about the account and the sender.
pub async fn examine(region: &str, endpoint: Option<&Url>, sender: &str) -> Answers {
    let ses = Ses::new(region.to_owned(), endpoint.cloned());
    let account = ses.account().await;
    let identity = match &account {
        // The second question would wait as long for the same end.
        Err(Refused::Closed(why, words)) => Err(Refused::Closed(*why, words.clone())),
        Ok(_) | Err(Refused::NotTold(_)) => ses.nearest_identity(sender).await,
    };
    Answers { account, identity }
}

impl Ses {
    async fn account(&self) -> Result<Account, Refused> {
        let asked = silently(async { self.client().await.get_account().send().await }).await;
        let account = asked.map_err(|error| match answer::of_question(&error) {
            Ok(words) => Refused::NotTold(words),
            Err(words) => Refused::Closed(trouble(answer::of_error(&error)), words),
        })?;
        let quota = account.send_quota();
        Ok(Account {
            has_production_access: account.production_access_enabled(),
            is_sending: account.sending_enabled(),
            most_a_day: quota.map_or(0.0, |quota| quota.max24_hour_send()),
            most_a_second: quota.map_or(0.0, |quota| quota.max_send_rate()),
            sent_today: quota.map_or(0.0, |quota| quota.sent_last24_hours()),
        })
    }

    /// Verifying an address, its domain or one above that allows it (SES's guide, "Verified identities").
    async fn nearest_identity(&self, sender: &str) -> Result<Option<Identity>, Refused> {
        let domain = sender.rsplit('@').next().unwrap_or(sender);
        let above = std::iter::successors(Some(domain), |name| name.split_once('.').map(|(_, rest)| rest));
        let mut known = None;
        for name in std::iter::once(sender).chain(above.filter(|name| name.contains('.'))) {
            match self.identity(name).await? {
                Some(identity) if identity.is_verified => return Ok(Some(identity)),
                Some(identity) => known = known.or(Some(identity)),
                None => {}
            }
        }
        Ok(known)
    }

    async fn identity(&self, name: &str) -> Result<Option<Identity>, Refused> {
        let asked =
            silently(async { self.client().await.get_email_identity().email_identity(name).send().await }).await;
        match asked {
            Ok(identity) => Ok(Some(read(name, &identity))),
            Err(error) if error.as_service_error().is_some_and(|error| error.is_not_found_exception()) => Ok(None),
            Err(error) => Err(match answer::of_question(&error) {
                Ok(words) => Refused::NotTold(words),
                Err(words) => Refused::Closed(trouble(answer::of_error(&error)), words),
            }),
        }
    }
}

fn read(name: &str, identity: &GetEmailIdentityOutput) -> Identity {
    // The word is newer than the flag, and some stand-ins only keep the word.
    let is_verified = match identity.verification_status() {
        Some(status) => *status == VerificationStatus::Success,
        None => identity.verified_for_sending_status(),
    };
    let dkim = identity.dkim_attributes();
    let zone = dkim.and_then(|dkim| dkim.signing_hosted_zone()).unwrap_or("dkim.amazonses.com");
    let tokens = dkim.map_or(&[][..], |dkim| dkim.tokens());
    let domain = name.rsplit('@').next().unwrap_or(name);
    let record = |token: &String| (format!("{token}._domainkey.{domain}"), format!("{token}.{zone}"));
    let envelope = identity.mail_from_attributes().filter(|envelope| !envelope.mail_from_domain().is_empty());
    Identity {
        name: name.to_owned(),
        is_verified,
        status: identity.verification_status().map_or("UNKNOWN", |status| status.as_str()).to_owned(),
        is_signed: dkim.is_some_and(|dkim| dkim.signing_enabled() && dkim.status() == Some(&DkimStatus::Success)),
        dkim_status: dkim.and_then(|dkim| dkim.status()).map_or("NOT_STARTED", |status| status.as_str()).to_owned(),
        dkim_records: tokens.iter().map(record).collect(),
        envelope: envelope.map(|envelope| {
            let status = envelope.mail_from_domain_status();
            let is_well = *status == MailFromDomainStatus::Success;
            (envelope.mail_from_domain().to_owned(), (!is_well).then(|| status.as_str().to_owned()))
        }),
    }
}

fn trouble(delivery: Delivery) -> Trouble {
    match delivery {
        Delivery::Down(why, _) => why,
        Delivery::Sent(_) | Delivery::Later(_) | Delivery::SlowDown(_) | Delivery::Never { .. } => Trouble::Unreachable,
    }
}
