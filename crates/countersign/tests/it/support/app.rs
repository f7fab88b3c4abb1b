//! The whole service in this process: router, worker and database, with a clock that only the test moves
//! and a mailbox in memory. When it is dropped, every mail must have been read and every job be done,
//! so that no test overlooks what the service sent.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use countersign::Countersign;
use countersign::clock::Clock;
use countersign::flows::Visitor;
use countersign::http::{Site, ops_router, router};
use countersign::rules::{BaseUrl, Rules};
use countersign::worker::{Worker, sweep};
use countersign_core::account::Account;
use countersign_core::audit::Origin;
use countersign_core::foreign::Keys;
use countersign_core::hash::Cost;
use countersign_core::limit::Limits;
use countersign_core::next::Allowed;
use countersign_core::password::Policy;
use countersign_core::session::Lifetimes;
use countersign_core::token::Format;
use countersign_core::{Address, SecretKey, Timestamp};
use countersign_mail::{Brand, Color, Mailbox, Route, Transport, Voice};
use countersign_store::mails::Mail as Queued;
use countersign_store::{Db, Page, accounts, audit, mails};
use tokio_util::sync::CancellationToken;
use url::Url;

use super::browser::{Browser, Door};
use super::database::Database;
use super::mailbox::{Inbox, Mail};

/// What an installation can decide.
pub struct Settings {
    pub rules: Rules,
    pub key: SecretKey,
    pub previous_keys: Vec<SecretKey>,
    pub mail_url: String,
    /// What the application around us does, if there is one.
    pub hooks: Hooked,
}

/// Gives an installation its hooks.
pub type Hooked = Box<dyn Fn(Countersign) -> Countersign + Send + Sync>;

impl Settings {
    /// Where the service lives, and which other origins `next` may lead to.
    pub fn live_at(&mut self, base: &str, others: &[&str]) {
        let base = Url::parse(base).unwrap();
        let others: Vec<Url> = others.iter().map(|other| Url::parse(other).unwrap()).collect();
        self.rules.next = Allowed::new(&base, &others);
        self.rules.base = BaseUrl::new(&base);
    }
}

/// What tests have where they say nothing else.
pub fn usual() -> Settings {
    let base = Url::parse("https://accounts.example.org").unwrap();
    let day = Duration::from_secs(86_400);
    let rules = Rules {
        next: Allowed::new(&base, &[]),
        base: BaseUrl::new(&base),
        passwords: Policy { min_code_points: 15, context_words: vec!["countersign".to_owned()] },
        // As little as Argon2 takes: these tests are not about its cost.
        hash_cost: Cost { memory_kib: 8, passes: 1, lanes: 1 },
        foreign_keys: Keys::default(),
        token_format: Format::JwtHs256,
        legacy_links: None,
        close_grace: 7 * day,
        confirm_ttl: day,
        reset_ttl: Duration::from_secs(1_800),
        sign_up_ttl: 7 * day,
        session: Lifetimes { absolute: 30 * day, idle: 7 * day },
        limits: Limits::none(),
        guessing: None,
        captcha: None,
        breached_passwords_url: None,
        trusted_proxies: Vec::new(),
        brand_name: "Countersign".to_owned(),
        brand_color: Color::default(),
        brand_logo: None,
        mail_from: "Countersign <no-reply@example.org>".to_owned(),
        mailbox: true,
        mail_lane: "mailbox:".to_owned(),
        mail_connections: 4,
        mail_rate: None,
        mail_kept_for: 30 * day,
    };
    Settings {
        rules,
        key: key(1),
        previous_keys: Vec::new(),
        mail_url: "mailbox:".to_owned(),
        hooks: Box::new(|app| app),
    }
}

/// A different key for each number.
pub fn key(number: u8) -> SecretKey {
    SecretKey::from_random([number; 32])
}

/// Stands still until the test moves it, but for the millisecond that every request takes: so what came
/// first is first in every listing.
#[derive(Clone)]
pub struct TestClock(Arc<AtomicI64>);

impl TestClock {
    /// Shows what the machine's does now.
    pub fn of_now() -> Self {
        Self(Arc::new(AtomicI64::new(Clock::system().now().millis())))
    }

    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst))
    }

    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }

    /// As an operator does who finds that it was ahead.
    pub fn set_back(&self, span: Duration) {
        self.0.fetch_sub(i64::try_from(span.as_millis()).unwrap(), Ordering::SeqCst);
    }
}

pub struct TestApp {
    pub countersign: Countersign,
    pub database: Database,
    pub door: Arc<Door>,
    pub clock: TestClock,
    pub mailbox: Mailbox,
    inbox: Inbox,
    worker: Worker,
    settings: Settings,
    may_leave_mail: AtomicBool,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// With settings of its own.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = usual();
        change(&mut settings);
        let database = Database::fresh().await;
        let db = Db::open(database.url()).await.unwrap();
        db.migrate().await.unwrap();
        let clock = TestClock(Arc::new(AtomicI64::new(1_800_000_000_000)));
        let mailbox = Mailbox::default();
        let (countersign, worker, site) = build(db, &settings, &clock, &mailbox);
        let door = Door::new(router(site, true), clock.clone(), settings.rules.base.clone());
        Self {
            countersign,
            database,
            door,
            clock,
            inbox: Inbox::new(mailbox.clone()),
            mailbox,
            worker,
            settings,
            may_leave_mail: AtomicBool::new(false),
        }
    }

    /// Starts again on the same database with other settings; open browsers stay open.
    pub fn restart(&mut self, change: impl FnOnce(&mut Settings)) {
        change(&mut self.settings);
        let db = self.countersign.db().clone();
        let (countersign, worker, site) = build(db, &self.settings, &self.clock, &self.mailbox);
        (self.countersign, self.worker) = (countersign, worker);
        self.door.reopen(router(site, true));
    }

    /// A second worker on the same queue, with a way out of its own.
    pub fn worker(&self, mail_url: &str) -> Worker {
        worker(&self.countersign, mail_url, &self.mailbox)
    }

    pub fn browser(&self) -> Browser {
        Browser::new(Arc::clone(&self.door))
    }

    /// At the operator's own listener.
    pub fn operators_browser(&self) -> Browser {
        let site = Site::new(self.countersign.clone(), self.mailbox.clone(), None).unwrap();
        Browser::new(Door::new(ops_router(site), self.clock.clone(), self.rules().base.clone()))
    }

    pub fn rules(&self) -> &Rules {
        self.countersign.rules()
    }

    pub fn advance(&self, span: Duration) {
        self.clock.advance(span);
    }

    pub fn set_back(&self, span: Duration) {
        self.clock.set_back(span);
    }

    /// Runs the worker until nothing is due; tells when the next mail will be.
    pub async fn deliver(&self) -> Option<Timestamp> {
        self.worker.deliver_due(&CancellationToken::new()).await.unwrap()
    }

    pub async fn sweep(&self) {
        sweep::sweep(&self.countersign).await.unwrap();
    }

    /// Reads the one unread mail to an address.
    pub async fn mail_to(&self, address: &str) -> Mail {
        let mut mails = self.mails_to(address).await;
        assert_eq!(mails.len(), 1, "mails to {address}: {mails:?}");
        mails.remove(0)
    }

    /// Reads all unread mails to an address, in the order of their arrival.
    pub async fn mails_to(&self, address: &str) -> Vec<Mail> {
        self.deliver().await;
        let mails = self.inbox.take(address);
        for mail in &mails {
            mail.check(&self.settings.rules.base);
            self.door.secrets.add_tokens(mail.token());
        }
        mails
    }

    pub async fn no_mail_to(&self, address: &str) {
        let mails = self.mails_to(address).await;
        assert!(mails.is_empty(), "mails to {address}: {mails:?}");
    }

    /// The trail, oldest first.
    pub async fn trail(&self) -> Vec<audit::Kept> {
        let page = Page { limit: i64::from(i32::MAX) };
        let mut conn = self.countersign.db().read().await.unwrap();
        let mut kept = audit::list(&mut conn, page).await.unwrap();
        kept.reverse();
        kept
    }

    /// The trail as `event outcome`, oldest first.
    pub async fn audit(&self) -> Vec<String> {
        self.trail().await.iter().map(|line| format!("{} {}", line.event, line.outcome)).collect()
    }

    pub async fn accounts(&self) -> Vec<Account> {
        accounts::list(&mut self.countersign.db().read().await.unwrap(), Page::default()).await.unwrap()
    }

    pub async fn account(&self, email: &str) -> Account {
        let mut conn = self.countersign.db().read().await.unwrap();
        accounts::by_address(&mut conn, &Address::parse(email).unwrap()).await.unwrap().unwrap()
    }

    /// Every mail that was asked for, oldest first.
    pub async fn queue(&self) -> Vec<Queued> {
        let mut conn = self.countersign.db().read().await.unwrap();
        mails::list(&mut conn, Page::default()).await.unwrap().into_iter().rev().collect()
    }

    /// This test does not care for the mail that is left at its end.
    pub fn may_leave_mail(&self) {
        self.may_leave_mail.store(true, Ordering::Relaxed);
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        if std::thread::panicking() || self.may_leave_mail.load(Ordering::Relaxed) {
            return;
        }
        let unread = self.inbox.unread();
        assert!(unread.is_empty(), "mail unread: {unread:?}");
        let undone = self.database.undone();
        assert!(undone.is_empty(), "jobs undone: {undone:?}");
    }
}

/// Whoever acts on the command line.
pub fn operator() -> Visitor {
    let origin = Origin { client: "cli".to_owned(), user_agent: String::new() };
    Visitor { origin, ..Visitor::default() }
}

fn build(db: Db, settings: &Settings, clock: &TestClock, mailbox: &Mailbox) -> (Countersign, Worker, Site) {
    let (rules, clock) = (settings.rules.clone(), clock.clone());
    let countersign =
        Countersign::new(db, &settings.key, &settings.previous_keys, rules, Clock::from_fn(move || clock.now()));
    let countersign = (settings.hooks)(countersign);
    let worker = worker(&countersign, &settings.mail_url, mailbox);
    let site = Site::new(countersign.clone(), mailbox.clone(), None).unwrap().with_voice(voice(&countersign));
    (countersign, worker, site)
}

fn worker(countersign: &Countersign, mail_url: &str, mailbox: &Mailbox) -> Worker {
    let transport = Transport::new(&Route::parse(mail_url).unwrap(), mailbox.clone(), 4).unwrap();
    Worker::new(countersign.clone(), voice(countersign), transport)
}

fn voice(countersign: &Countersign) -> Arc<Voice> {
    let rules = countersign.rules();
    Arc::new(Voice::new(&rules.mail_from, rules.base.url(), Brand::named("Countersign"), None).unwrap())
}
