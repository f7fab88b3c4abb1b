//! Captcha: whether a stranger's form is taken. Asked before anything is looked up, hashed or mailed, so that it is the
//! same for every address. A vendor that does not answer is no reason to let anybody through.

use std::net::IpAddr;

use countersign_core::altcha::Challenge;
use countersign_core::captcha::{Action, Kind, Verdict};
use countersign_core::limit::Limited;
use countersign_store::captchas;

use super::limits;
use super::parts::Visitor;
use crate::siteverify::{Place, verify};
use crate::{Countersign, Error, random};

/// Whether nothing has to be solved, or has been.
pub async fn admits(app: &Countersign, action: Action, answer: Option<&str>, visitor: &Visitor) -> Result<bool, Error> {
    let Some(captcha) = &app.rules.captcha else { return Ok(true) };
    if let Some(limit) = captcha.unasked
        && limits::goes_unasked(app, limit, visitor).await?
    {
        return Ok(true);
    }
    let answer = answer.filter(|answer| !answer.is_empty() && answer.len() <= captcha.kind.max_answer_bytes());
    let is_solved = match answer {
        Some(answer) => is_solved(app, &captcha.kind, action, answer, visitor).await?,
        None => false,
    };
    if !is_solved {
        let (client, given) = (&visitor.origin.client, answer.is_some());
        tracing::info!(action = action.as_str(), given, client, "a captcha is not solved");
    }
    Ok(is_solved)
}

/// Whether the next form from there would have to bring one, for the page that shows it.
pub async fn is_asked(app: &Countersign, visitor: &Visitor) -> Result<bool, Error> {
    match &app.rules.captcha {
        Some(captcha) => match captcha.unasked {
            Some(limit) => Ok(!limits::would_go_unasked(app, limit, visitor).await?),
            None => Ok(true),
        },
        None => Ok(false),
    }
}

/// A new proof of work; none where another captcha is in force.
pub fn challenge(app: &Countersign, action: Action) -> Option<Challenge> {
    match &app.rules.captcha.as_ref()?.kind {
        Kind::Altcha => Some(app.challenger.challenge(action, app.clock.now(), random::bytes())),
        Kind::Hosted(_) => None,
    }
}

async fn is_solved(
    app: &Countersign,
    kind: &Kind,
    action: Action,
    answer: &str,
    visitor: &Visitor,
) -> Result<bool, Error> {
    let hosted = match kind {
        Kind::Altcha => {
            return match app.challenger.open(action, answer, app.clock.now()) {
                Some(solved) => Ok(captchas::spend(&app.db, &solved).await?),
                None => Ok(false),
            };
        }
        Kind::Hosted(hosted) => hosted,
    };
    // Before anybody else is asked: one network must not use up what all of them have.
    limits::count(app, Limited::CaptchaNetwork, visitor).await?;
    let host = app.rules.base.url().host_str().unwrap_or_default();
    let place = Place { host, action, client: visitor.origin.client.parse::<IpAddr>().ok() };
    match verify(&app.outbound, hosted, answer, place).await {
        Verdict::Solved => Ok(true),
        Verdict::Unsolved => Ok(false),
        Verdict::Unusable(reason) => {
            tracing::warn!(captcha = hosted.vendor.as_str(), reason, "captchas cannot be verified now");
            Err(Error::Overloaded)
        }
    }
}
