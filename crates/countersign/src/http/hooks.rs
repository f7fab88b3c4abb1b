//! Where Amazon SES tells, over SNS, that a mail came back or was complained about. The door is there only if
//! topics of SNS are configured; which messages are believed is `countersign_mail::sns`'s business.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use countersign_core::Address;
use countersign_core::mail::Mark;
use countersign_mail::sns::{Event, Events, Refused};

use super::Site;
use super::parts::body::Bytes;
use super::parts::problem::Problem;
use super::parts::visitor::Who;
use crate::flows::manage_mails::{Returned, returned};

pub fn doors(events: Arc<Events>) -> Router<Site> {
    let door = async move |State(site): State<Site>, Who(visitor): Who, Bytes(body): Bytes| {
        let event = events.read(&body, site.app.clock.now()).await.map_err(refused)?;
        let (addresses, mark, receipt, words) = match event {
            Event::Bounced { addresses, permanent: true, ses_id, words } => {
                (addresses, Mark::Undeliverable, ses_id, words)
            }
            Event::Complained { addresses, ses_id, words } => (addresses, Mark::Complained, ses_id, words),
            Event::Confirmed | Event::Other | Event::Bounced { permanent: false, .. } => {
                return Ok(StatusCode::NO_CONTENT);
            }
        };
        let addresses: Vec<Address> = addresses.iter().filter_map(|text| Address::parse(text).ok()).collect();
        let told = Returned { addresses: &addresses, mark, receipt: &receipt, words: &words };
        returned(&site.app, &told, &visitor).await?;
        Ok::<_, Problem>(StatusCode::NO_CONTENT)
    };
    Router::new().route("/hooks/ses", post(door))
}

/// SNS tries again after a 5xx, and gives up after a 4xx.
fn refused(refusal: Refused) -> Problem {
    tracing::warn!(%refusal, "a message to /hooks/ses is not believed");
    match refusal {
        Refused::Malformed => Problem::malformed().because("This is not a message of SNS about mail."),
        Refused::UnknownTopic | Refused::Signature | Refused::Stale => Problem::untrusted(),
        Refused::Unavailable(_) => Problem::overloaded(),
    }
}
