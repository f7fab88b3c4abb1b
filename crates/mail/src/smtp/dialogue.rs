//! One mail over one connection: MAIL, RCPT, DATA, content. What a refusal means depends on where it
//! came: only at RCPT, DATA and after the content it is about this mail; before that it is about us.

use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::{Response, Severity};
use tokio::time::timeout;

use super::{COMMAND, END_OF_MAIL, words};
use crate::{Delivery, Rendered};

/// A connection that mails are handed over on, one after the other.
pub(super) struct Connection {
    pub smtp: AsyncSmtpConnection,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Ready,
    /// A mail is still open on it, and has to be dropped (RSET) before the next.
    MailOpen,
    Broken,
}

/// The connection was gone before the server knew of the mail; why, in one line.
pub(super) struct Gone(pub String);

/// Why a step failed.
enum Trouble {
    /// A refusal, in the server's words.
    Reply { code: u16, words: String },
    /// No reply, or none that makes sense: the connection is of no more use.
    Broken(String),
}

pub(super) async fn hand_over(connection: &mut Connection, mail: &Rendered) -> Result<Delivery, Gone> {
    if let Err(trouble) = begin(connection, mail).await {
        return match trouble {
            // 421: the server closes the connection, as after a long silence (RFC 5321 section 3.8).
            Trouble::Reply { code: 421, words } => Err(Gone(format!("MAIL: {words}"))),
            // Even a 5xx is about the sender or our manners here: an operator mends it, and the mail goes.
            Trouble::Reply { words, .. } => Ok(Delivery::Later(format!("MAIL: {words}"))),
            Trouble::Broken(reason) => Err(Gone(format!("MAIL: {reason}"))),
        };
    }
    connection.state = State::MailOpen;
    let smtp = &mut connection.smtp;
    for to in mail.envelope.to() {
        let rcpt = Rcpt::new(to.clone(), vec![]);
        if let Err(trouble) = step(COMMAND, Severity::PositiveCompletion, smtp.command(rcpt)).await {
            return Ok(connection.refused("RCPT", trouble));
        }
    }
    if let Err(trouble) = step(COMMAND, Severity::PositiveIntermediate, smtp.command(Data)).await {
        return Ok(connection.refused("DATA", trouble));
    }
    match step(END_OF_MAIL, Severity::PositiveCompletion, smtp.message(&mail.source)).await {
        Ok(words) => {
            connection.state = State::Ready;
            Ok(Delivery::Sent(words))
        }
        Err(trouble) => Ok(connection.refused("end of the mail", trouble)),
    }
}

async fn begin(connection: &mut Connection, mail: &Rendered) -> Result<(), Trouble> {
    if connection.state == State::MailOpen {
        step(COMMAND, Severity::PositiveCompletion, connection.smtp.command(Rset)).await?;
        connection.state = State::Ready;
    }
    // No parameters: messages and addresses are ASCII, so neither 8BITMIME nor SMTPUTF8 is needed.
    let from = Mail::new(mail.envelope.from().cloned(), vec![]);
    step(COMMAND, Severity::PositiveCompletion, connection.smtp.command(from)).await?;
    Ok(())
}

impl Connection {
    /// The end of a mail that the server knew of.
    fn refused(&mut self, place: &str, trouble: Trouble) -> Delivery {
        match trouble {
            Trouble::Reply { code, words } if is_about_the_mail(code) => Delivery::Never { words, of_address: true },
            Trouble::Reply { code, words } => {
                if code == 421 {
                    self.state = State::Broken;
                }
                Delivery::Later(format!("{place}: {words}"))
            }
            Trouble::Broken(reason) => {
                self.state = State::Broken;
                Delivery::Later(format!("{place}: {reason}"))
            }
        }
    }
}

/// A 5xx, but for those of RFC 4954 section 6 and RFC 3207 section 4, by which a server asks us to
/// authenticate or encrypt: many ask only at RCPT.
fn is_about_the_mail(code: u16) -> bool {
    (500..600).contains(&code) && !matches!(code, 530 | 534 | 535 | 538)
}

async fn step(
    span: Duration,
    wanted: Severity,
    work: impl Future<Output = Result<Response, Error>>,
) -> Result<String, Trouble> {
    match timeout(span, work).await {
        Ok(Ok(reply)) if reply.code().severity == wanted => Ok(words::of_reply(&reply)),
        Ok(Ok(reply)) => Err(Trouble::Broken(format!("unexpected reply {}", words::of_reply(&reply)))),
        Ok(Err(error)) => Err(match error.status() {
            Some(code) => Trouble::Reply { code: code.into(), words: words::of_error(&error) },
            None => Trouble::Broken(words::of_error(&error)),
        }),
        Err(_) => Err(Trouble::Broken(format!("no answer within {} s", span.as_secs()))),
    }
}
