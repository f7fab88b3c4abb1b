//! What SES says about a mail, in both of its forms: the notifications of an identity (`notificationType`) and
//! the events of a configuration set (`eventType`). Amazon SES Developer Guide, "Amazon SNS notification
//! contents" and "Examples of event data".

use serde::Deserialize;

use super::Event;
use crate::message::short_line;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notice {
    #[serde(alias = "eventType")]
    notification_type: String,
    mail: Option<Mail>,
    bounce: Option<Bounce>,
    complaint: Option<Complaint>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Mail {
    message_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bounce {
    bounce_type: String,
    bounce_sub_type: Option<String>,
    bounced_recipients: Vec<Recipient>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Complaint {
    complained_recipients: Vec<Recipient>,
    complaint_feedback_type: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Recipient {
    email_address: String,
    /// The enhanced status code (RFC 3463), such as 5.1.1.
    status: Option<String>,
    /// What the receiving server said, such as `smtp; 550 no such user`.
    diagnostic_code: Option<String>,
}

/// None if SES says that something happened, and not to which mail.
pub(super) fn read(message: &str) -> Option<Event> {
    // To try a topic, SES and people send it plain words.
    let Ok(notice) = serde_json::from_str::<Notice>(message) else { return Some(Event::Other) };
    match notice.notification_type.as_str() {
        "Bounce" => {
            let bounce = notice.bounce?;
            Some(Event::Bounced {
                addresses: addresses(&bounce.bounced_recipients),
                permanent: bounce.bounce_type == "Permanent",
                ses_id: notice.mail?.message_id,
                words: short_line(&format!("bounced: {}", bounce.words())),
            })
        }
        "Complaint" => {
            let complaint = notice.complaint?;
            let reason = complaint.complaint_feedback_type.unwrap_or_default();
            // RFC 6430: somebody took it out of the spam folder.
            if reason == "not-spam" {
                return Some(Event::Other);
            }
            Some(Event::Complained {
                addresses: addresses(&complaint.complained_recipients),
                ses_id: notice.mail?.message_id,
                words: short_line(&format!(
                    "complained: {}",
                    if reason.is_empty() { "without a reason" } else { &reason }
                )),
            })
        }
        _ => Some(Event::Other),
    }
}

impl Bounce {
    /// The receiving server's words, or SES's own if there are none. Our mails go to one address each.
    fn words(&self) -> String {
        let said = self.bounced_recipients.first().map(|first| [&first.status, &first.diagnostic_code]);
        let said: Vec<&str> = said.iter().flatten().filter_map(|words| words.as_deref()).collect();
        if said.is_empty() {
            format!("{} {}", self.bounce_type, self.bounce_sub_type.as_deref().unwrap_or_default())
        } else {
            said.join(" ")
        }
    }
}

/// Bare: some receiving servers repeat an address with its name.
fn addresses(recipients: &[Recipient]) -> Vec<String> {
    let bare = |text: &str| {
        let inside = text.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
        inside.map_or(text, |(address, _)| address).trim().to_owned()
    };
    recipients.iter().map(|recipient| bare(&recipient.email_address)).collect()
}
