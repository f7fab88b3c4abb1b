//! Anything, in any order: random operations by people at several browsers, with time going by, on the service and on a
//! reference that is nothing but the contract (`reference.rs`). Every answer, every mail and every session must agree. What
//! does not is made as short as it can be before it is shown.
//!
//! `MODEL_CASES` is how many sequences are tried, another `MODEL_SEED` makes them others.

mod reference;

use std::time::Duration;

use countersign_core::mail::Kind;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use self::reference::{Address, Came, Password, Place, Purpose, Reference};
use crate::support::{Answer, Browser, TestApp};

const ADDRESSES: [&str; 4] = ["ada@example.net", "eve@example.com", "joan@example.org", "lin@example.net"];
const PASSWORDS: [&str; 2] = ["wrought copper kettle", "seven quiet herons fly"];
const PLACES: usize = 3;

#[derive(Clone, Debug)]
enum Operation {
    SignUp(Place, Address, Password),
    Resend(Place, Address),
    Forgot(Place, Address),
    Confirm(Place, Link, Option<Password>),
    Reset(Place, Link, Password),
    SignIn(Place, Address, Password),
    SignOut(Place),
    EndOthers(Place),
    ChangePassword(Place, Password, Password),
    ChangeEmail(Place, Address, Password),
    ConfirmChange(Place, Link),
    UndoChange(Place, Link),
    Deliver,
    Sweep,
    /// Another process takes over, which remembers nothing.
    Restart,
    Wait(Duration),
}

/// One of those that have arrived: of those for the purpose, or of all.
#[derive(Clone, Copy, Debug)]
struct Link {
    number: usize,
    is_any: bool,
}

fn link() -> impl Strategy<Value = Link> + Clone {
    (any::<usize>(), prop::bool::weighted(0.1)).prop_map(|(number, is_any)| Link { number, is_any })
}

fn operation() -> impl Strategy<Value = Operation> {
    let (place, address, password) = (0..PLACES, 0..ADDRESSES.len(), 0..PASSWORDS.len());
    // No sums of these are the lifetime of anything.
    let wait = prop::sample::select(vec![61_013, 29 * 60_000 + 17, 23 * 3_600_000 + 19, 3 * 86_400_000 + 23]);
    prop_oneof![
        3 => (place.clone(), address.clone(), password.clone()).prop_map(|(at, of, by)| Operation::SignUp(at, of, by)),
        1 => (place.clone(), address.clone()).prop_map(|(at, of)| Operation::Resend(at, of)),
        2 => (place.clone(), address.clone()).prop_map(|(at, of)| Operation::Forgot(at, of)),
        5 => (place.clone(), link(), prop::option::of(password.clone()))
            .prop_map(|(at, link, by)| Operation::Confirm(at, link, by)),
        3 => (place.clone(), link(), password.clone()).prop_map(|(at, link, to)| Operation::Reset(at, link, to)),
        4 => (place.clone(), address.clone(), password.clone()).prop_map(|(at, of, by)| Operation::SignIn(at, of, by)),
        1 => place.clone().prop_map(Operation::SignOut),
        1 => place.clone().prop_map(Operation::EndOthers),
        2 => (place.clone(), password.clone(), password.clone())
            .prop_map(|(at, by, to)| Operation::ChangePassword(at, by, to)),
        4 => (place.clone(), address, password).prop_map(|(at, to, by)| Operation::ChangeEmail(at, to, by)),
        6 => (place.clone(), link()).prop_map(|(at, link)| Operation::ConfirmChange(at, link)),
        2 => (place, link()).prop_map(|(at, link)| Operation::UndoChange(at, link)),
        10 => Just(Operation::Deliver),
        1 => Just(Operation::Sweep),
        1 => Just(Operation::Restart),
        2 => wait.prop_map(|ms| Operation::Wait(Duration::from_millis(ms))),
    ]
}

/// The service, and what there is to hold it against.
struct World {
    app: TestApp,
    browsers: Vec<Browser>,
    /// In the order of the reference's links.
    tokens: Vec<String>,
    reference: Reference,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        app.may_leave_mail();
        let browsers = (0..PLACES).map(|_| app.browser()).collect();
        let reference = Reference::new(app.clock.now());
        Self { app, browsers, tokens: Vec::new(), reference }
    }

    async fn carry_out(&mut self, operation: &Operation) {
        self.reference.now = self.app.clock.now();
        match *operation {
            Operation::SignUp(at, of, by) => {
                let body = json!({"email": ADDRESSES[of], "password": PASSWORDS[by]});
                self.post(at, "/sign-up", body).await.agrees_with(self.reference.sign_up(at, of, by));
            }
            Operation::Resend(at, of) => {
                let answer = self.post(at, "/resend", json!({"email": ADDRESSES[of]})).await;
                answer.agrees_with(self.reference.resend(at, of));
            }
            Operation::Forgot(at, of) => {
                let answer = self.post(at, "/forgot-password", json!({"email": ADDRESSES[of]})).await;
                answer.agrees_with(self.reference.forgot(at, of));
            }
            Operation::Confirm(at, link, by) => {
                let Some(link) = self.one_of_the_links(Purpose::Confirm, link) else { return };
                let mut body = json!({"token": self.tokens[link]});
                if let Some(by) = by {
                    body["password"] = PASSWORDS[by].into();
                }
                self.post(at, "/confirm", body).await.agrees_with(self.reference.confirm(at, link, by));
            }
            Operation::Reset(at, link, to) => {
                let Some(link) = self.one_of_the_links(Purpose::Reset, link) else { return };
                let body = json!({"token": self.tokens[link], "password": PASSWORDS[to]});
                self.post(at, "/reset-password", body).await.agrees_with(self.reference.reset(at, link, to));
            }
            Operation::SignIn(at, of, by) => {
                let body = json!({"email": ADDRESSES[of], "password": PASSWORDS[by]});
                self.post(at, "/sign-in", body).await.agrees_with(self.reference.sign_in(at, of, by));
            }
            Operation::SignOut(at) => {
                self.post(at, "/sign-out", Value::Null).await.agrees_with(self.reference.sign_out(at));
            }
            Operation::EndOthers(at) => {
                let answer = self.browsers[at].call("DELETE", "/sessions", Value::Null).await;
                answer.agrees_with(self.reference.end_others(at));
            }
            Operation::ChangePassword(at, by, to) => {
                let body = json!({"current_password": PASSWORDS[by], "password": PASSWORDS[to]});
                self.post(at, "/change-password", body).await.agrees_with(self.reference.change_password(at, by, to));
            }
            Operation::ChangeEmail(at, to, by) => {
                let body = json!({"email": ADDRESSES[to], "password": PASSWORDS[by]});
                self.post(at, "/change-email", body).await.agrees_with(self.reference.change_email(at, to, by));
            }
            Operation::ConfirmChange(at, link) => {
                let Some(link) = self.one_of_the_links(Purpose::ConfirmChange, link) else { return };
                let answer = self.post(at, "/change-email/confirm", json!({"token": self.tokens[link]})).await;
                answer.agrees_with(self.reference.confirm_change(at, link));
            }
            Operation::UndoChange(at, link) => {
                let Some(link) = self.one_of_the_links(Purpose::Undo, link) else { return };
                let answer = self.post(at, "/change-email/undo", json!({"token": self.tokens[link]})).await;
                answer.agrees_with(self.reference.undo_change(link));
            }
            Operation::Deliver => self.deliver().await,
            Operation::Sweep => self.app.sweep().await,
            Operation::Restart => self.app.restart(|_| {}),
            Operation::Wait(span) => self.app.advance(span),
        }
        self.compare_sessions().await;
    }

    fn post(&mut self, at: Place, path: &str, body: Value) -> impl Future<Output = Answer> {
        self.browsers[at].post(path, body)
    }

    fn one_of_the_links(&self, purpose: Purpose, link: Link) -> Option<usize> {
        let fits = |of: Purpose| link.is_any || of == purpose;
        let fitting: Vec<usize> =
            self.reference.links().enumerate().filter(|(_, of)| fits(*of)).map(|(id, _)| id).collect();
        // One of the newest: most older ones are used up.
        fitting.iter().nth_back(link.number % 3).copied()
    }

    /// All mails must be those, and no others, in their order at each address.
    async fn deliver(&mut self) {
        let wanted = self.reference.deliver();
        let mut arrived: Vec<Vec<_>> = Vec::new();
        for address in ADDRESSES {
            let mut mails = self.app.mails_to(address).await;
            // Several are on their way at once; their ids begin with the time at which they were asked for.
            mails.sort_by_key(|mail| mail.header("Message-ID"));
            arrived.push(mails);
        }
        for (address, mails) in arrived.iter().enumerate() {
            let of_it = wanted.iter().filter(|(to, _)| *to == address).map(|(_, kind)| *kind);
            let kinds: Vec<Kind> = mails.iter().map(|mail| mail.kind()).collect();
            assert_eq!(kinds, of_it.collect::<Vec<_>>(), "mails to {}", ADDRESSES[address]);
        }
        let mut arrived: Vec<_> = arrived.into_iter().map(Vec::into_iter).collect();
        for (address, _) in wanted {
            self.tokens.extend(arrived[address].next().expect("as many as wanted").token());
        }
        assert_eq!(self.tokens.len(), self.reference.links().count());
    }

    async fn compare_sessions(&mut self) {
        for at in 0..PLACES {
            self.reference.now = self.app.clock.now();
            let answer = self.browsers[at].call("GET", "/session", Value::Null).await;
            match self.reference.session(at) {
                Ok(address) => {
                    let answer = answer.is(200);
                    assert_eq!(answer.json()["account"]["email"], ADDRESSES[address]);
                }
                Err(refusal) => answer.agrees_with(refusal),
            }
            if let Some(count) = self.reference.count_sessions(at) {
                let listed = self.browsers[at].call("GET", "/sessions", Value::Null).await.is(200).json();
                assert_eq!(listed["sessions"].as_array().map(Vec::len), Some(count), "sessions of who is at {at}");
            }
        }
    }
}

impl Answer {
    #[track_caller]
    fn agrees_with(self, (status, code): Came) {
        if code.is_empty() {
            self.is(status);
        } else {
            self.refuses(status, code);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long to try is not a setting of the service")]
fn asked<T: std::str::FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn whatever_people_do_comes_to_what_the_contract_says() {
    let (cases, seed) = (asked("MODEL_CASES").unwrap_or(16), RngSeed::Fixed(asked("MODEL_SEED").unwrap_or(1)));
    let config =
        Config { cases, rng_seed: seed, failure_persistence: None, max_shrink_iters: 2_000, ..Config::default() };
    let tried = TestRunner::new(config).run(&prop::collection::vec(operation(), 40..240), |operations| {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            for operation in &operations {
                world.carry_out(operation).await;
            }
        });
        Ok(())
    });
    if let Err(error) = tried {
        panic!("{error}");
    }
}
