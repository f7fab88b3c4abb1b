//! The mail that the service sent, read once each. Every mail that is read is held against what all mails
//! must be: one recipient, one absolute URL, the headers, nothing loaded from elsewhere.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::{Arc, Mutex};

use countersign::rules::BaseUrl;
use countersign_core::link::Seal;
use countersign_core::mail::Kind;
use countersign_mail::{Mailbox, Rendered};

use super::html::unescape;

pub struct Inbox {
    arrivals: Mailbox,
    unread: Mutex<Vec<Mail>>,
}

impl Inbox {
    pub fn new(arrivals: Mailbox) -> Self {
        Self { arrivals, unread: Mutex::default() }
    }

    /// All unread mails to an address; they are read with that.
    pub fn take(&self, address: &str) -> Vec<Mail> {
        self.collect();
        self.unread.lock().unwrap().extract_if(.., |mail| mail.0.to == address).collect()
    }

    pub fn unread(&self) -> Vec<Mail> {
        self.collect();
        self.unread.lock().unwrap().clone()
    }

    fn collect(&self) {
        self.unread.lock().unwrap().extend(self.arrivals.all().into_iter().map(Mail));
        self.arrivals.clear();
    }
}

#[derive(Clone)]
pub struct Mail(Arc<Rendered>);

impl Mail {
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    pub fn link(&self) -> &str {
        &self.0.link
    }

    pub fn text(&self) -> &str {
        &self.0.text
    }

    pub fn source(&self) -> String {
        String::from_utf8(self.0.source.clone()).unwrap()
    }

    pub fn language(&self) -> String {
        self.header("Content-Language")
    }

    /// What signs the link, if it is one that is signed.
    pub fn token(&self) -> Option<String> {
        let is_signed = self.kind().purpose().is_some();
        is_signed.then(|| self.link().rsplit('/').next().unwrap().to_owned())
    }

    /// The token of a mail that must have one.
    #[track_caller]
    pub fn its_token(&self) -> String {
        self.token().unwrap_or_else(|| panic!("{self:?} has no token"))
    }

    pub fn header(&self, name: &str) -> String {
        let source = self.source();
        let (head, _) = source.split_once("\r\n\r\n").unwrap();
        let unfolded = head.replace("\r\n ", " ");
        let values: Vec<_> = unfolded.lines().filter_map(|line| line.strip_prefix(&format!("{name}: "))).collect();
        assert_eq!(values.len(), 1, "{name} in {head}");
        values[0].to_owned()
    }

    pub fn check(&self, base: &BaseUrl) {
        let Rendered { id, to, text, html, link, .. } = &*self.0;
        assert_eq!(urls(text), BTreeSet::from([link.clone()]), "{self:?}");
        assert_eq!(text.matches("://").count(), 1, "{self:?}");
        assert_eq!(urls(&unescape(html)), BTreeSet::from([link.clone()]), "{self:?}");
        assert!(link.starts_with(base.page("/").as_str()), "{link}");
        if let Some(purpose) = self.kind().purpose() {
            let page = base.page(Seal::path(purpose.seal()));
            assert!(link.starts_with(&format!("{page}/")), "{link}");
            assert!(!self.head().contains(&self.its_token()), "a token in a header of {self:?}");
        }
        assert_eq!(self.header("To"), *to);
        assert!(self.header("Message-ID").starts_with(&format!("<{id}@")), "{self:?}");
        assert_eq!(self.header("Auto-Submitted"), "auto-generated");
        assert!(self.header("Date").ends_with("+0000"), "{self:?}");
        assert!(self.header("Content-Type").starts_with("multipart/alternative"), "{self:?}");
        for loads in ["<img", "<script", "src=", "url(", "<link"] {
            assert!(!html.contains(loads), "{loads} in {self:?}");
        }
    }

    fn head(&self) -> String {
        self.source().split_once("\r\n\r\n").unwrap().0.to_owned()
    }
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} to {}", self.0.kind.as_str(), self.0.to)
    }
}

fn urls(text: &str) -> BTreeSet<String> {
    let starts = text.match_indices("http").map(|(at, _)| &text[at..]);
    let links = starts.filter(|rest| rest.starts_with("http://") || rest.starts_with("https://"));
    links.map(|rest| rest.split(['"', '<', '>', ' ', '\n', '\r']).next().unwrap().to_owned()).collect()
}
