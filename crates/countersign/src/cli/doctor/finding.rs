//! What a check comes to: fine, worth a thought, wrong, or not looked at; the reason, and the mend. And the list of
//! all checks, which docs/guide/doctor.md shows.

use serde_json::{Value, json};

macro_rules! checks {
    ($($name:ident $id:literal $what:literal)*) => {
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Check { $($name),* }

        impl Check {
            pub const ALL: &[Self] = &[$(Self::$name),*];

            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $id),* }
            }

            /// What is looked at, for the guide.
            pub const fn what(self) -> &'static str {
                match self { $(Self::$name => $what),* }
            }
        }
    };
}

checks! {
    Configuration "configuration" "whether the settings fit together; what is allowed and unwise"
    Key "key" "the secret key: there, strong, nobody else's to read; keys before it"
    KeyTrail "key.trail" "whether the heads of the audit trail were sealed with these keys"
    Database "database" "reachable, and of a version that is supported"
    Tables "database.tables" "migrations: done, or still to do; a copy that was broken off"
    Writes "database.writes" "whether it takes writes now"
    Durability "database.durability" "whether it keeps what it acknowledged"
    Files "database.files" "SQLite: who else may read its files"
    Disk "database.disk" "SQLite: the kind of file system, and what is left of it"
    Connections "database.connections" "PostgreSQL: whether it has connections for these settings"
    Encoding "database.encoding" "PostgreSQL: UTF-8, and a collation that the system still knows"
    DatabaseClock "database.clock" "PostgreSQL: its clock and this machine's"
    Redis "redis" "reachable, of a version that is supported, prompt, and with room"
    Mail "mail" "where mail goes by these settings"
    Connection "mail.connection" "SMTP: the server is there and greets"
    Encryption "mail.encryption" "SMTP: the connection is encrypted and the certificate believed"
    Login "mail.login" "SMTP: user and password are taken"
    Sender "mail.sender" "SMTP: the server takes mail of mail_from; none is sent"
    SesAccount "ses.account" "Amazon SES: credentials, sandbox, sending switched off, quota"
    SesIdentity "ses.identity" "Amazon SES: the sender's address or domain is verified"
    SesDkim "ses.dkim" "Amazon SES: mail is signed for the sender's domain"
    Domain "dns.domain" "the sender's domain: exists, and can get what comes back"
    Spf "dns.spf" "its SPF record: one, closed at its end, within the limit of questions"
    Dmarc "dns.dmarc" "its DMARC record: one, with a policy"
    Dkim "dns.dkim" "the DKIM key under the selector of `--dkim-selector`"
    Url "web.url" "the shape of base_url"
    Server "web.server" "whether this installation's server answers at listen"
    FrontDoor "web.front_door" "whether base_url leads back to this installation"
    Certificate "web.certificate" "TLS of base_url: the certificate, and for how long it is good"
    WebClock "web.clock" "the clock of whoever answers at base_url, and this machine's"
    Proxy "web.proxy" "whether visitors' own addresses come through the proxy"
    Worker "worker" "whether a worker is there, and what keeps it from sending"
    Queue "queue" "how long mail has waited for a worker"
    Hashing "machine.hashing" "what a password hash costs on this machine"
    Memory "machine.memory" "whether hashes on all threads fit into memory"
    OpenFiles "machine.files" "how many files and connections a process may have open"
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Ok,
    Warn,
    Fail,
    /// There is nothing to look at, or nobody to ask.
    Skip,
}

impl State {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::Skip => "skip",
        }
    }
}

#[derive(Clone, Debug)]
pub struct Finding {
    pub check: Check,
    pub state: State,
    pub words: String,
    /// What to do, where there is something.
    pub mend: Option<String>,
}

impl Finding {
    pub fn ok(check: Check, words: impl Into<String>) -> Self {
        Self { check, state: State::Ok, words: one_line(words), mend: None }
    }

    pub fn skip(check: Check, words: impl Into<String>) -> Self {
        Self { check, state: State::Skip, words: one_line(words), mend: None }
    }

    pub fn warn(check: Check, words: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, state: State::Warn, words: one_line(words), mend: Some(one_line(mend)) }
    }

    pub fn fail(check: Check, words: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { check, state: State::Fail, words: one_line(words), mend: Some(one_line(mend)) }
    }

    pub fn as_line(&self) -> String {
        let Self { check, state, words, mend } = self;
        let mend = mend.as_ref().map(|mend| format!(". To mend: {mend}")).unwrap_or_default();
        format!("{:4}  {:21}  {words}{mend}", state.as_str(), check.as_str())
    }

    pub fn as_json(&self) -> Value {
        let Self { check, state, words, mend } = self;
        json!({"id": check.as_str(), "state": state.as_str(), "reason": words, "mend": mend})
    }
}

/// What servers say is part of it: nothing in it may make another line, or steer a terminal.
fn one_line(text: impl Into<String>) -> String {
    let flat = text.into().replace(char::is_control, " ");
    flat.split_whitespace().collect::<Vec<_>>().join(" ").trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_whatever_a_server_says() {
        let finding = Finding::fail(Check::Login, "535 5.7.8\r\nno\u{1b}[2J such user.", "look at mail_url");
        assert_eq!(
            finding.as_line(),
            "fail  mail.login             535 5.7.8 no [2J such user. To mend: look at mail_url"
        );
    }

    #[test]
    fn each_check_has_a_name_of_its_own() {
        let names: std::collections::BTreeSet<&str> = Check::ALL.iter().map(|check| check.as_str()).collect();
        assert_eq!(names.len(), Check::ALL.len());
    }
}
