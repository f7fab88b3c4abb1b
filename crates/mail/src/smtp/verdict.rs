//! What a reply means. A refusal's meaning depends on where it came: only from RCPT on is it about this
//! mail, before that it is about us, and no mail goes out. The dialogue itself is in `dialogue.rs`.

use countersign_core::mail::Trouble;

use crate::Delivery;

/// Why a mail was not brought to its last line.
pub(super) enum Refusal {
    /// The connection was gone before the server knew of the mail. What that means if it was a fresh one.
    Gone(Delivery),
    Answer(Delivery),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Reset,
    Mail,
    Rcpt,
    Data,
    End,
}

pub(super) struct Reply {
    pub code: u16,
    /// The enhanced status code (RFC 3463), or zeros.
    pub enhanced: [u8; 3],
    pub words: String,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Reset => "RSET",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::End => "end of the mail",
        }
    }

    pub fn is_agreed_by(self, reply: &Reply) -> bool {
        reply.code / 100 == if self == Self::Data { 3 } else { 2 }
    }

    /// The server does not know of the mail until it has agreed to the sender.
    fn is_before_the_mail(self) -> bool {
        matches!(self, Self::Reset | Self::Mail)
    }

    pub fn broken(self, reason: &str) -> Refusal {
        if self.is_before_the_mail() {
            Refusal::Gone(Delivery::Down(Trouble::Unreachable, format!("{}: {reason}", self.name())))
        } else {
            Refusal::Answer(self.later(reason))
        }
    }

    pub fn later(self, reason: &str) -> Delivery {
        Delivery::Later(format!("{}: {reason}", self.name()))
    }

    pub fn refused(self, reply: Reply, encrypted: bool) -> Refusal {
        if self == Self::Reset || self == Self::Mail && !reply.is_a_refusal() {
            Refusal::Gone(match reply.code {
                421 => self.answer(reply, encrypted),
                _ => Delivery::Down(Trouble::Unreachable, format!("{}: {}", self.name(), reply.words)),
            })
        } else {
            Refusal::Answer(self.answer(reply, encrypted))
        }
    }

    pub fn answer(self, reply: Reply, encrypted: bool) -> Delivery {
        let here = format!("{}: {}", self.name(), reply.words);
        match reply.code {
            // The server asks us to sign in (RFC 4954 section 6) or to encrypt (RFC 3207 section 4): many do
            // so only at RCPT.
            538 => Delivery::Down(Trouble::Encryption, here),
            530 if !encrypted && here.contains("STARTTLS") => Delivery::Down(Trouble::Encryption, here),
            530 | 534 | 535 => Delivery::Down(Trouble::SignIn, here),
            // A server that is too busy, and a provider whose rate is exceeded.
            421 | 454 => Delivery::SlowDown(here),
            400..=499 => Delivery::Later(here),
            500..=599 if self == Self::Mail => Delivery::Down(Trouble::Sender, here),
            500..=599 => Delivery::Never { of_address: reply.is_about_the_address(), words: reply.words },
            _ => self.later(&format!("unexpected reply {}", reply.words)),
        }
    }
}

impl Reply {
    /// A refusal after which the dialogue can go on. After 421 the server closes the connection (RFC 5321
    /// section 3.8), and what is neither agreement nor refusal leaves both sides at odds.
    pub fn is_a_refusal(&self) -> bool {
        (400..600).contains(&self.code) && self.code != 421
    }

    /// RFC 3463: X.1 is about addresses (7 and 8 of them about the sender's, which many servers look at only
    /// now), X.2 about the mailbox, the others about the rest of the world. Without such a code the refusal of a
    /// mail is taken for one of the address.
    fn is_about_the_address(&self) -> bool {
        match self.enhanced {
            [0, 0, 0] => true,
            [_, 1, detail] => !matches!(detail, 7 | 8),
            [_, subject, _] => subject == 2,
        }
    }
}
