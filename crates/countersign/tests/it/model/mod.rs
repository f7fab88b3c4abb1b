//! Anything, in any order: random operations by people at several browsers, two at one instant among them, with time going
//! by, on the service and on a reference that is nothing but the contract (`reference.rs`). Every answer, every mail and
//! every session must agree; what was done at one instant must come to what one after the other would. What does not is
//! made as short as it can be before it is shown.
//!
//! `MODEL_CASES` is how many sequences are tried, another `MODEL_SEED` makes them others.

mod reference;

use std::fmt::Debug;
use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestRunner};
use serde_json::{Value, json};
use tokio::runtime::Builder;

use self::reference::{Address, Came, Password, Place, Purpose, Reference, UNAUTHENTICATED};
use crate::support::{Answer, Browser, Mail, TestApp};

const ADDRESSES: [&str; 4] = ["ada@example.net", "eve@example.com", "joan@example.org", "lin@example.net"];
const PASSWORDS: [&str; 2] = ["wrought copper kettle", "seven quiet herons fly"];
const PLACES: usize = 3;
/// In milliseconds.
const HOUR: u64 = 3_600_000;

#[derive(Clone, Debug)]
enum Operation {
    Act(Act),
    /// Two people at one instant.
    AtOnce(Act, Act),
    Deliver,
    Sweep,
    /// Another process takes over, which remembers nothing.
    Restart,
    Wait(Duration),
}

/// What somebody does in a browser.
#[derive(Clone, Copy, Debug)]
enum Act {
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

/// What asks for a mail with a link.
fn asking() -> impl Strategy<Value = Act> {
    let (place, address, password) = (0..PLACES, 0..ADDRESSES.len(), 0..PASSWORDS.len());
    prop_oneof![
        3 => (place.clone(), address.clone(), password.clone()).prop_map(|(at, of, by)| Act::SignUp(at, of, by)),
        1 => (place.clone(), address.clone()).prop_map(|(at, of)| Act::Resend(at, of)),
        2 => (place.clone(), address.clone()).prop_map(|(at, of)| Act::Forgot(at, of)),
        4 => (place, address, password).prop_map(|(at, to, by)| Act::ChangeEmail(at, to, by)),
    ]
}

/// What does not, but for the reset behind an undone change.
fn doing() -> impl Strategy<Value = Act> + Clone {
    let (place, address, password) = (0..PLACES, 0..ADDRESSES.len(), 0..PASSWORDS.len());
    prop_oneof![
        5 => (place.clone(), link(), prop::option::of(password.clone()))
            .prop_map(|(at, link, by)| Act::Confirm(at, link, by)),
        3 => (place.clone(), link(), password.clone()).prop_map(|(at, link, to)| Act::Reset(at, link, to)),
        4 => (place.clone(), address, password.clone()).prop_map(|(at, of, by)| Act::SignIn(at, of, by)),
        1 => place.clone().prop_map(Act::SignOut),
        1 => place.clone().prop_map(Act::EndOthers),
        2 => (place.clone(), password.clone(), password).prop_map(|(at, by, to)| Act::ChangePassword(at, by, to)),
        6 => (place.clone(), link()).prop_map(|(at, link)| Act::ConfirmChange(at, link)),
        2 => (place, link()).prop_map(|(at, link)| Act::UndoChange(at, link)),
    ]
}

fn operation() -> impl Strategy<Value = Operation> {
    // No sums of these are the lifetime of anything.
    let wait = prop::sample::select(vec![61_013, 29 * 60_000 + 17, 23 * HOUR + 19, 71 * HOUR + 23]);
    prop_oneof![
        10 => asking().prop_map(Operation::Act),
        16 => doing().prop_map(Operation::Act),
        8 => (doing(), doing()).prop_map(|(one, other)| Operation::AtOnce(one, other)),
        10 => Just(Operation::Deliver),
        1 => Just(Operation::Sweep),
        1 => Just(Operation::Restart),
        2 => wait.prop_map(|ms| Operation::Wait(Duration::from_millis(ms))),
    ]
}

impl Act {
    fn place(self) -> Place {
        match self {
            Self::SignUp(at, ..) | Self::Resend(at, _) | Self::Forgot(at, _) | Self::Confirm(at, ..) => at,
            Self::Reset(at, ..) | Self::SignIn(at, ..) | Self::SignOut(at) | Self::EndOthers(at) => at,
            Self::ChangePassword(at, ..) | Self::ChangeEmail(at, ..) => at,
            Self::ConfirmChange(at, _) | Self::UndoChange(at, _) => at,
        }
    }

    fn needs_session(self) -> bool {
        matches!(self, Self::EndOthers(_) | Self::ChangePassword(..) | Self::ChangeEmail(..) | Self::ConfirmChange(..))
    }

    fn link(self) -> Option<(Purpose, Link)> {
        match self {
            Self::Confirm(_, link, _) => Some((Purpose::Confirm, link)),
            Self::Reset(_, link, _) => Some((Purpose::Reset, link)),
            Self::ConfirmChange(_, link) => Some((Purpose::ConfirmChange, link)),
            Self::UndoChange(_, link) => Some((Purpose::Undo, link)),
            Self::SignUp(..) | Self::Resend(..) | Self::Forgot(..) | Self::SignIn(..) | Self::SignOut(_) => None,
            Self::EndOthers(_) | Self::ChangePassword(..) | Self::ChangeEmail(..) => None,
        }
    }

    /// Method, path and body.
    fn request(self, token: &str) -> (&'static str, &'static str, Value) {
        let by =
            |email: Address, password: Password| json!({"email": ADDRESSES[email], "password": PASSWORDS[password]});
        match self {
            Self::SignUp(_, of, by_) => ("POST", "/sign-up", by(of, by_)),
            Self::Resend(_, of) => ("POST", "/resend", json!({"email": ADDRESSES[of]})),
            Self::Forgot(_, of) => ("POST", "/forgot-password", json!({"email": ADDRESSES[of]})),
            Self::Confirm(_, _, None) => ("POST", "/confirm", json!({"token": token})),
            Self::Confirm(_, _, Some(by)) => ("POST", "/confirm", json!({"token": token, "password": PASSWORDS[by]})),
            Self::Reset(_, _, to) => ("POST", "/reset-password", json!({"token": token, "password": PASSWORDS[to]})),
            Self::SignIn(_, of, by_) => ("POST", "/sign-in", by(of, by_)),
            Self::SignOut(_) => ("POST", "/sign-out", Value::Null),
            Self::EndOthers(_) => ("DELETE", "/sessions", Value::Null),
            Self::ChangePassword(_, by, to) => {
                ("POST", "/change-password", json!({"current_password": PASSWORDS[by], "password": PASSWORDS[to]}))
            }
            Self::ChangeEmail(_, to, by_) => ("POST", "/change-email", by(to, by_)),
            Self::ConfirmChange(..) => ("POST", "/change-email/confirm", json!({"token": token})),
            Self::UndoChange(..) => ("POST", "/change-email/undo", json!({"token": token})),
        }
    }
}

/// A world that would explain all that has been seen.
#[derive(Clone, PartialEq)]
struct Candidate {
    reference: Reference,
    /// In the order of the reference's links.
    tokens: Vec<String>,
}

impl Candidate {
    fn comes_to(&mut self, act: Act, token: &str) -> Seen {
        let link = self.tokens.iter().position(|one| one == token).unwrap_or_default();
        let reference = &mut self.reference;
        seen(match act {
            Act::SignUp(at, of, by) => reference.sign_up(at, of, by),
            Act::Resend(at, of) => reference.resend(at, of),
            Act::Forgot(at, of) => reference.forgot(at, of),
            Act::Confirm(at, _, by) => reference.confirm(at, link, by),
            Act::Reset(at, _, to) => reference.reset(at, link, to),
            Act::SignIn(at, of, by) => reference.sign_in(at, of, by),
            Act::SignOut(at) => reference.sign_out(at),
            Act::EndOthers(at) => reference.end_others(at),
            Act::ChangePassword(at, by, to) => reference.change_password(at, by, to),
            Act::ChangeEmail(at, to, by) => reference.change_email(at, to, by),
            Act::ConfirmChange(at, _) => reference.confirm_change(at, link),
            Act::UndoChange(..) => reference.undo_change(link),
        })
    }

    /// Whether these mails, by address, are those that must be there and no others; their links are known then.
    fn explains(&mut self, arrived: &[Vec<Mail>]) -> bool {
        let mut left: Vec<Vec<&Mail>> = arrived.iter().map(|mails| mails.iter().collect()).collect();
        for (address, kind) in self.reference.deliver() {
            let Some(place) = left[address].iter().position(|mail| mail.kind() == kind) else { return false };
            self.tokens.extend(left[address].remove(place).token());
        }
        self.tokens.len() == self.reference.links().count() && left.iter().all(Vec::is_empty)
    }
}

/// The service, and what there is to hold it against.
struct World {
    app: TestApp,
    browsers: Vec<Browser>,
    /// More than one where things at one instant came to the same in either order, so far.
    candidates: Vec<Candidate>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        app.may_leave_mail();
        let browsers = (0..PLACES).map(|_| app.browser()).collect();
        let candidates = vec![Candidate { reference: Reference::new(app.clock.now()), tokens: Vec::new() }];
        Self { app, browsers, candidates }
    }

    async fn carry_out(&mut self, operation: &Operation) {
        self.time_goes_by();
        match *operation {
            Operation::Act(act) => self.act(act).await,
            Operation::AtOnce(one, other) if one.place() == other.place() => {
                self.act(one).await;
                self.time_goes_by();
                self.act(other).await;
            }
            Operation::AtOnce(one, other) => self.act_at_once([one, other]).await,
            Operation::Deliver => self.deliver().await,
            Operation::Sweep => self.app.sweep().await,
            Operation::Restart => self.app.restart(|_| {}),
            // Nobody looks right after it: that would keep their sessions alive.
            Operation::Wait(span) => return self.app.advance(span),
        }
        self.compare_sessions().await;
    }

    async fn act(&mut self, act: Act) {
        let Some(token) = self.token(act) else { return };
        let (method, path, body) = act.request(&token);
        let answer = self.browsers[act.place()].call(method, path, body).await;
        self.keep(
            &format!("{act:?}"),
            |mut candidate| vec![(candidate.comes_to(act, &token), candidate)],
            &came(&answer),
        );
    }

    /// What comes of it is what would come of one after the other, in one order or the other.
    async fn act_at_once(&mut self, acts: [Act; 2]) {
        let [Some(one), Some(other)] = acts.map(|act| self.token(act)) else { return };
        let tokens = [one, other];
        let asked = [acts[0].request(&tokens[0]), acts[1].request(&tokens[1])];
        let [(method, path, body), (other_method, other_path, other_body)] = asked;
        let [one, other] = self.browsers.get_disjoint_mut(acts.map(Act::place)).unwrap();
        let answers = tokio::join!(one.call(method, path, body), other.call(other_method, other_path, other_body));
        let in_order = |mut candidate: Candidate, [first, later]: [usize; 2]| {
            let has_session = |candidate: &Candidate| candidate.clone().reference.live(acts[later].place()).is_ok();
            let had_session = has_session(&candidate);
            let mut came: [Seen; 2] = Default::default();
            came[first] = candidate.comes_to(acts[first], &tokens[first]);
            let is_ended = acts[later].needs_session() && had_session && !has_session(&candidate);
            came[later] = candidate.comes_to(acts[later], &tokens[later]);
            let mut all = vec![(came.clone(), candidate.clone())];
            // Whose session ends while they ask may be told just that, whatever else would be wrong as well.
            if is_ended && came[later].0 >= 400 {
                came[later] = seen(UNAUTHENTICATED);
                all.push((came, candidate));
            }
            all
        };
        let either = |candidate: Candidate| [in_order(candidate.clone(), [0, 1]), in_order(candidate, [1, 0])].concat();
        self.keep(&format!("{acts:?}"), either, &[came(&answers.0), came(&answers.1)]);
    }

    /// Goes on with the worlds in which that comes of it; there must be one.
    fn keep<T: Debug + PartialEq>(
        &mut self,
        what: &str,
        outcomes: impl Fn(Candidate) -> Vec<(T, Candidate)>,
        came: &T,
    ) {
        let (mut left, mut expected) = (Vec::new(), Vec::new());
        for (wanted, candidate) in self.candidates.drain(..).flat_map(outcomes) {
            if *came != wanted {
                expected.push(wanted);
            } else if !left.contains(&candidate) {
                left.push(candidate);
            }
        }
        assert!(!left.is_empty(), "{what}: {came:?}, and what could have come of it is {expected:?}");
        self.candidates = left;
    }

    /// Empty where none is needed; none where there is none yet.
    fn token(&self, act: Act) -> Option<String> {
        let Some((purpose, link)) = act.link() else { return Some(String::new()) };
        let Candidate { reference, tokens } = &self.candidates[0];
        let fitting = reference.links().zip(tokens).filter(|(of, _)| link.is_any || *of == purpose);
        let fitting: Vec<&String> = fitting.map(|(_, token)| token).collect();
        // One of the newest: most older ones are used up.
        fitting.into_iter().nth_back(link.number % 3).cloned()
    }

    async fn deliver(&mut self) {
        self.app.deliver().await;
        let mut arrived: Vec<Vec<Mail>> = Vec::new();
        for address in ADDRESSES {
            let mut mails = self.app.mails_to(address).await;
            // Several are on their way at once; their ids begin with the time at which they were asked for.
            mails.sort_by_key(|mail| mail.header("Message-ID"));
            arrived.push(mails);
        }
        let kinds: Vec<Vec<_>> = arrived.iter().map(|mails| mails.iter().map(Mail::kind).collect()).collect();
        let expected: Vec<_> = self.candidates.iter().map(|candidate| candidate.reference.clone().deliver()).collect();
        self.candidates.retain_mut(|candidate| candidate.explains(&arrived));
        assert!(!self.candidates.is_empty(), "these mails came, by address: {kinds:?}, and what could is {expected:?}");
    }

    async fn compare_sessions(&mut self) {
        for at in 0..PLACES {
            self.time_goes_by();
            let answer = self.browsers[at].call("GET", "/session", Value::Null).await;
            let email = answer.json()["account"]["email"].as_str().map(str::to_owned);
            let found = (came(&answer), email);
            let wanted = |candidate: &mut Candidate| match candidate.reference.session(at) {
                Ok(address) => ((200, String::new()), Some(ADDRESSES[address].to_owned())),
                Err(refusal) => (seen(refusal), None),
            };
            self.keep(&format!("session at {at}"), |mut candidate| vec![(wanted(&mut candidate), candidate)], &found);
            if found.1.is_some() {
                let listed = self.browsers[at].call("GET", "/sessions", Value::Null).await.is(200).json();
                let count = listed["sessions"].as_array().map(Vec::len);
                let wanted = |mut candidate: Candidate| vec![(candidate.reference.count_sessions(at), candidate)];
                self.keep(&format!("sessions of who is at {at}"), wanted, &count);
            }
        }
    }

    fn time_goes_by(&mut self) {
        for candidate in &mut self.candidates {
            candidate.reference.now = self.app.clock.now();
        }
    }
}

/// Status and, where it is a problem, its code.
type Seen = (u16, String);

fn seen((status, code): Came) -> Seen {
    (status, code.to_owned())
}

fn came(answer: &Answer) -> Seen {
    (answer.status, if answer.status < 400 { String::new() } else { answer.code() })
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
