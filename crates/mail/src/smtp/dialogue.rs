//! One mail over one connection: MAIL, RCPT, DATA and content, and later the last line. What a reply means
//! is in `verdict.rs`; which connection is taken, and what becomes of it, is `pool.rs`'s business.

use std::time::Duration;

use rustls::pki_types::CertificateDer;
use smtp_proto::{EXT_PIPELINING, EhloResponse};
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout};

use super::verdict::{Refusal, Reply, Step};
use super::{COMMAND, Client, END_OF_MAIL, QUIT, words};
use crate::message::{short_line, with_causes};
use crate::{Delivery, Rendered};

/// A connection that mails are handed over on, one after the other.
pub(super) struct Connection {
    client: Client,
    pub server_name: String,
    /// Commands may go out together (RFC 2920).
    pipelining: bool,
    /// Of an encrypted connection.
    pub certificate: Option<CertificateDer<'static>>,
    pub state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Ready,
    /// A mail may still be open on it, and has to be dropped (RSET) before the next.
    MailOpen,
    /// In the middle of something, or broken: of no use for another mail.
    Busy,
}

impl Connection {
    pub fn new(client: Client, offers: &EhloResponse<String>, certificate: Option<CertificateDer<'static>>) -> Self {
        let server_name = short_line(&offers.hostname);
        let pipelining = offers.has_capability(EXT_PIPELINING);
        Self { client, server_name, pipelining, certificate, state: State::Ready }
    }

    /// Brings a mail to the point where the server has all of it but the last line.
    pub async fn begin(&mut self, mail: &Rendered, deadline: Instant) -> Result<(), Refusal> {
        let commands = commands(mail, self.state);
        self.state = State::Busy;
        let mut together: String = commands.iter().map(|(_, command)| command.as_str()).collect();
        let mut refusal: Option<Refusal> = None;
        for (step, command) in commands {
            // Commands that go out together are all said at the first one's turn; the rest is listening.
            let say = if self.pipelining { std::mem::take(&mut together) } else { command };
            let reply = match self.ask(&say, left(deadline, COMMAND)).await {
                Ok(reply) => reply,
                Err(reason) => return Err(refusal.unwrap_or_else(|| step.broken(&reason))),
            };
            let is_agreed = step.is_agreed_by(&reply);
            // If content is awaited though the recipient was refused, closing ends that without an empty mail
            // (RFC 2920 section 3.1), of which nobody knows what a server makes.
            let can_go_on = if is_agreed { step != Step::Data || refusal.is_none() } else { reply.is_a_refusal() };
            if !is_agreed && refusal.is_none() {
                refusal = Some(step.refused(reply, self.certificate.is_some()));
            }
            match refusal {
                Some(refusal) if !can_go_on => return Err(refusal),
                Some(_) if !self.pipelining => break,
                Some(_) | None => {}
            }
        }
        if let Some(refusal) = refusal {
            self.state = State::MailOpen;
            return Err(refusal);
        }
        self.say_content(&mail.source, left(deadline, COMMAND)).await
    }

    async fn say_content(&mut self, source: &[u8], span: Duration) -> Result<(), Refusal> {
        let content = with_dots_doubled(source);
        let stream = &mut self.client.stream;
        let work = async {
            stream.write_all(&content).await?;
            stream.flush().await
        };
        let reason = match timeout(span, work).await {
            Ok(Ok(())) => return Ok(()),
            Ok(Err(error)) => with_causes(&error),
            Err(_) => not_within(span),
        };
        Err(Refusal::Answer(Delivery::Later(format!("content: {reason}"))))
    }

    /// Says the last line of the mail, and waits for what becomes of it.
    pub async fn end(&mut self) -> Delivery {
        match self.ask(".\r\n", END_OF_MAIL).await {
            Ok(reply) if Step::End.is_agreed_by(&reply) => {
                self.state = State::Ready;
                Delivery::Sent(reply.words)
            }
            Ok(reply) => {
                if reply.is_a_refusal() {
                    self.state = State::MailOpen;
                }
                Step::End.answer(reply, self.certificate.is_some())
            }
            Err(reason) => Step::End.later(&reason),
        }
    }

    /// Whether the server takes mail of this sender: none is sent, and it forgets what it was told (RFC 5321 section
    /// 4.1.1.5).
    ///
    /// # Errors
    /// What it said instead; never `Sent`.
    pub async fn try_sender(&mut self, sender: &str) -> Result<(), Delivery> {
        let answer = self.ask(&format!("MAIL FROM:<{sender}>\r\n"), COMMAND).await;
        let reply = answer.map_err(|reason| Step::Mail.later(&reason))?;
        if !Step::Mail.is_agreed_by(&reply) {
            return Err(Step::Mail.answer(reply, self.certificate.is_some()));
        }
        self.ask("RSET\r\n", COMMAND).await.map(drop).map_err(|reason| Step::Reset.later(&reason))
    }

    /// Politeness only: a server that does not answer loses nothing.
    pub async fn quit(mut self) {
        let _ = timeout(QUIT, self.client.cmd("QUIT\r\n")).await;
    }

    /// # Errors
    /// Why there is no reply, or none that makes sense: the connection is of no more use.
    async fn ask(&mut self, command: &str, span: Duration) -> Result<Reply, String> {
        match timeout(span, self.client.cmd(command)).await {
            Ok(Ok(reply)) => {
                let words = words::of_reply(self.client.stream.reply());
                if !self.client.stream.reply_is_of_code(reply.code) {
                    return Err(format!("a reply of several codes: {words}"));
                }
                Ok(Reply { code: reply.code, enhanced: reply.esc, words })
            }
            Ok(Err(error)) => Err(words::of_error(&error, self.client.stream.reply())),
            Err(_) => Err(not_within(span)),
        }
    }
}

/// No parameters: messages and addresses are ASCII, so neither 8BITMIME nor SMTPUTF8 is needed.
fn commands(mail: &Rendered, state: State) -> Vec<(Step, String)> {
    let from = mail.envelope.from().map(ToString::to_string).unwrap_or_default();
    let mut commands = Vec::with_capacity(4);
    if state == State::MailOpen {
        commands.push((Step::Reset, "RSET\r\n".to_owned()));
    }
    commands.push((Step::Mail, format!("MAIL FROM:<{from}>\r\n")));
    commands.extend(mail.envelope.to().iter().map(|to| (Step::Rcpt, format!("RCPT TO:<{to}>\r\n"))));
    commands.push((Step::Data, "DATA\r\n".to_owned()));
    commands
}

/// A line that begins with a dot gets another (RFC 5321 section 4.5.2), and the last line an end.
fn with_dots_doubled(source: &[u8]) -> Vec<u8> {
    let mut content = Vec::with_capacity(source.len() + 64);
    for line in source.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            content.push(b'.');
        }
        content.extend_from_slice(line);
    }
    if !content.ends_with(b"\r\n") {
        content.extend_from_slice(b"\r\n");
    }
    content
}

/// The time for a step, if less is left until the deadline.
fn left(deadline: Instant, span: Duration) -> Duration {
    span.min(deadline.saturating_duration_since(Instant::now()))
}

fn not_within(span: Duration) -> String {
    format!("no answer within {} s", span.as_secs())
}
