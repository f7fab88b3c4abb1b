//! What must be true of a small world of people, as the contract has it: none of the service's code decides anything here,
//! and there is no database. Times are those of the test's clock when an operation begins.

use std::collections::BTreeMap;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_core::mail::Kind;

pub type Address = usize;
pub type Password = usize;
pub type Place = usize;

/// A status and, where there is one, the code of a problem.
pub type Came = (u16, &'static str);

const MINUTE: Duration = Duration::from_secs(60);
const CONFIRM_TTL: Duration = Duration::from_secs(86_400);
const RESET_TTL: Duration = Duration::from_secs(1_800);
const SIGN_UP_TTL: Duration = Duration::from_secs(7 * 86_400);
const SESSION_TTL: Duration = Duration::from_secs(30 * 86_400);
const IDLE_TTL: Duration = Duration::from_secs(7 * 86_400);
const UNDO_TTL: Duration = Duration::from_secs(7 * 86_400);
/// A mail, but a sign-up's own.
const USEFUL_FOR: Duration = Duration::from_secs(7 * 86_400);

pub const UNAUTHENTICATED: Came = (401, "unauthenticated");
const UNCONFIRMED: Came = (403, "unconfirmed");
const WRONG: Came = (401, "credentials_invalid");
const USED: Came = (410, "token_used");
const EXPIRED: Came = (410, "token_expired");
const FORGED: Came = (400, "token_invalid");

#[derive(Clone, PartialEq)]
pub struct Reference {
    pub now: Timestamp,
    accounts: Vec<Account>,
    sign_ups: Vec<SignUp>,
    changes: Vec<Change>,
    sessions: Vec<Session>,
    browsers: BTreeMap<Place, Browser>,
    /// Mails that nobody has decided on yet, and when they were asked for.
    asked: Vec<(Timestamp, Asked)>,
    /// Those of the mails that have arrived, in the order of their arrival.
    links: Vec<Link>,
}

#[derive(Clone, PartialEq)]
struct Account {
    address: Address,
    /// None until its owner has chosen one again.
    password: Option<Password>,
    epoch: u32,
    password_changed_at: Timestamp,
}

#[derive(Clone, PartialEq)]
struct SignUp {
    address: Address,
    password: Password,
    until: Timestamp,
    stands: Stands,
}

#[derive(Clone, Copy, PartialEq)]
enum Stands {
    Waiting,
    Confirmed,
    /// Another one of the same address was confirmed.
    Gone,
}

/// Of an address.
#[derive(Clone, Copy, PartialEq)]
struct Change {
    account: usize,
    from: Address,
    to: Address,
    epoch: u32,
    is_confirmed: bool,
    is_undone: bool,
}

#[derive(Clone, Copy, PartialEq)]
struct Session {
    account: usize,
    epoch: u32,
    until: Timestamp,
    seen_at: Timestamp,
    has_ended: bool,
}

/// Its cookies.
#[derive(Clone, Copy, Default, PartialEq)]
struct Browser {
    session: Option<usize>,
    sign_up: Option<usize>,
}

#[derive(Clone, Copy, PartialEq)]
enum Asked {
    SignUp(usize),
    /// By a browser that may have the cookie of a sign-up of that address.
    Resend(Address, Option<usize>),
    Reset(Address, Option<usize>),
    PasswordChanged(Address),
    ChangeEmail(usize),
    ChangeEmailNotice(usize),
    EmailChanged(usize),
}

#[derive(Clone, Copy, PartialEq)]
struct Link {
    behind: Behind,
    until: Timestamp,
    is_used: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Behind {
    SignUp(usize),
    /// An account in one of its epochs.
    Account(usize, u32),
    Change(usize),
    /// For the old address, to stop it or to undo it.
    Undo(usize),
}

/// What an operation asks of a link.
#[derive(Clone, Copy, PartialEq)]
pub enum Purpose {
    Confirm,
    Reset,
    ConfirmChange,
    Undo,
}

impl Reference {
    pub fn new(now: Timestamp) -> Self {
        let (accounts, sign_ups, changes, sessions) = Default::default();
        let (browsers, asked, links) = Default::default();
        Self { now, accounts, sign_ups, changes, sessions, browsers, asked, links }
    }

    /// What each link is for, in the order of their arrival.
    pub fn links(&self) -> impl Iterator<Item = Purpose> {
        self.links.iter().map(|link| link.behind.purpose())
    }

    pub fn sign_up(&mut self, place: Place, address: Address, password: Password) -> Came {
        let until = self.now.plus(SIGN_UP_TTL);
        self.sign_ups.push(SignUp { address, password, until, stands: Stands::Waiting });
        let id = self.sign_ups.len() - 1;
        self.browser(place).sign_up = Some(id);
        self.ask(Asked::SignUp(id));
        (202, "")
    }

    pub fn resend(&mut self, place: Place, address: Address) -> Came {
        let own = self.own_sign_up(place, address);
        self.ask(Asked::Resend(address, own));
        (202, "")
    }

    pub fn forgot(&mut self, place: Place, address: Address) -> Came {
        let own = self.own_sign_up(place, address);
        self.ask(Asked::Reset(address, own));
        (202, "")
    }

    pub fn confirm(&mut self, place: Place, link: usize, password: Option<Password>) -> Came {
        let Behind::SignUp(id) = self.links[link].behind else { return FORGED };
        if let Some(refusal) = self.refusal(link) {
            return refusal;
        }
        let came_from_here = self.browser(place).sign_up == Some(id);
        match password {
            _ if came_from_here => {}
            None => return (401, "proof_required"),
            Some(password) if password != self.sign_ups[id].password => return WRONG,
            Some(_) => {}
        }
        let (address, password) = (self.sign_ups[id].address, Some(self.sign_ups[id].password));
        if self.account(address).is_some() {
            return EXPIRED;
        }
        self.end_sign_ups(address);
        self.sign_ups[id].stands = Stands::Confirmed;
        self.links[link].is_used = true;
        self.accounts.push(Account { address, password, epoch: 1, password_changed_at: self.now });
        self.begin_session(place, self.accounts.len() - 1);
        self.browser(place).sign_up = None;
        (200, "")
    }

    pub fn sign_in(&mut self, place: Place, address: Address, password: Password) -> Came {
        let own = self.own_sign_up(place, address);
        if let Some(id) = self.account(address).filter(|id| self.accounts[*id].password == Some(password)) {
            self.begin_session(place, id);
            if own.is_some() {
                self.browser(place).sign_up = None;
            }
            return (200, "");
        }
        if own.is_some_and(|id| self.is_open(id)) { UNCONFIRMED } else { WRONG }
    }

    pub fn sign_out(&mut self, place: Place) -> Came {
        match self.live(place) {
            Ok(id) => {
                self.sessions[id].has_ended = true;
                self.browser(place).session = None;
                (204, "")
            }
            Err(refusal) => refusal,
        }
    }

    /// Whose session it is.
    pub fn session(&mut self, place: Place) -> Result<Address, Came> {
        self.live(place).map(|id| self.accounts[self.sessions[id].account].address)
    }

    /// How many the one who is signed in here has.
    pub fn count_sessions(&mut self, place: Place) -> Option<usize> {
        let id = self.live(place).ok()?;
        let account = self.sessions[id].account;
        Some(self.sessions.iter().filter(|one| one.account == account && self.is_live(one)).count())
    }

    pub fn end_others(&mut self, place: Place) -> Came {
        match self.live(place) {
            Ok(id) => {
                self.end_all(self.sessions[id].account, Some(id));
                (204, "")
            }
            Err(refusal) => refusal,
        }
    }

    pub fn reset(&mut self, place: Place, link: usize, password: Password) -> Came {
        let Behind::Account(id, _) = self.links[link].behind else { return FORGED };
        if let Some(refusal) = self.refusal(link) {
            return refusal;
        }
        self.links[link].is_used = true;
        self.choose(id, password, None);
        // Nobody is signed in by it, nor still is.
        self.end_own_session(place);
        (204, "")
    }

    pub fn change_password(&mut self, place: Place, current: Password, password: Password) -> Came {
        let id = match self.live(place) {
            Ok(id) => id,
            Err(refusal) => return refusal,
        };
        let account = self.sessions[id].account;
        if self.accounts[account].password != Some(current) {
            return WRONG;
        }
        self.choose(account, password, Some(id));
        (204, "")
    }

    pub fn change_email(&mut self, place: Place, to: Address, password: Password) -> Came {
        let account = match self.live(place) {
            Ok(id) => self.sessions[id].account,
            Err(refusal) => return refusal,
        };
        let Account { address: from, epoch, password: right, .. } = self.accounts[account];
        if to == from {
            return (422, "validation");
        }
        if right != Some(password) {
            return WRONG;
        }
        self.changes.push(Change { account, from, to, epoch, is_confirmed: false, is_undone: false });
        let id = self.changes.len() - 1;
        self.ask(Asked::ChangeEmail(id));
        self.ask(Asked::ChangeEmailNotice(id));
        (202, "")
    }

    pub fn confirm_change(&mut self, place: Place, link: usize) -> Came {
        let behind = self.links[link].behind;
        let (Behind::Change(id) | Behind::Undo(id)) = behind else { return FORGED };
        if let Some(refusal) = self.refusal(link) {
            return refusal;
        }
        let Behind::Change(_) = behind else { return FORGED };
        let Change { account, to, .. } = self.changes[id];
        let session = match self.live(place) {
            Ok(session) if self.sessions[session].account == account => session,
            Ok(_) | Err(_) => return UNAUTHENTICATED,
        };
        if self.account(to).is_some() {
            return EXPIRED;
        }
        self.links[link].is_used = true;
        self.changes[id].is_confirmed = true;
        self.end_sign_ups(to);
        self.end_all(account, Some(session));
        self.accounts[account].address = to;
        self.accounts[account].epoch += 1;
        self.sessions[session].epoch = self.accounts[account].epoch;
        self.ask(Asked::EmailChanged(id));
        (200, "")
    }

    pub fn undo_change(&mut self, link: usize) -> Came {
        let behind = self.links[link].behind;
        let (Behind::Change(id) | Behind::Undo(id)) = behind else { return FORGED };
        if let Some(refusal) = self.refusal(link) {
            return refusal;
        }
        let Behind::Undo(_) = behind else { return FORGED };
        let Change { account, from, epoch, .. } = self.changes[id];
        if self.account(from).is_some_and(|holder| holder != account) {
            return EXPIRED;
        }
        self.links[link].is_used = true;
        for later in self.changes.iter_mut().filter(|change| change.account == account && change.epoch >= epoch) {
            later.is_undone = true;
        }
        self.end_all(account, None);
        let epoch = self.accounts[account].epoch + 2;
        self.accounts[account] = Account { address: from, password: None, epoch, password_changed_at: self.now };
        self.ask(Asked::Reset(from, None));
        (204, "")
    }

    /// What arrives now, and where.
    pub fn deliver(&mut self) -> Vec<(Address, Kind)> {
        let asked = std::mem::take(&mut self.asked);
        let mut arrived = Vec::new();
        for (at, one) in asked {
            let Some((address, kind, behind)) = self.decide(one, at) else { continue };
            arrived.push((address, kind));
            if let Some(behind) = behind {
                let life = match behind {
                    Behind::SignUp(_) | Behind::Change(_) => CONFIRM_TTL,
                    Behind::Account(..) => RESET_TTL,
                    Behind::Undo(_) => UNDO_TTL,
                };
                // Tokens carry whole seconds.
                let until = Timestamp::from_seconds(self.now.plus(life).seconds());
                self.links.push(Link { behind, until, is_used: false });
            }
        }
        arrived
    }

    fn ask(&mut self, one: Asked) {
        self.asked.push((self.now, one));
    }

    fn decide(&self, asked: Asked, at: Timestamp) -> Option<(Address, Kind, Option<Behind>)> {
        if self.now > at.plus(USEFUL_FOR) && !matches!(asked, Asked::SignUp(_)) {
            return None;
        }
        let confirm = |id: usize| (self.sign_ups[id].address, Kind::Confirm, Some(Behind::SignUp(id)));
        let known = |address: Address| self.account(address);
        // The browser's own if it still waits, else the newest of the address.
        let waiting = |address: Address, own: Option<usize>| {
            let mut open =
                (0..self.sign_ups.len()).filter(|id| self.sign_ups[*id].address == address && self.is_open(*id));
            own.filter(|id| self.is_open(*id)).or_else(|| open.next_back())
        };
        match asked {
            Asked::SignUp(id) if !self.is_open(id) => None,
            Asked::SignUp(id) if known(self.sign_ups[id].address).is_some() => {
                Some((self.sign_ups[id].address, Kind::AlreadyRegistered, None))
            }
            Asked::SignUp(id) => Some(confirm(id)),
            Asked::Resend(address, _) if known(address).is_some() => Some((address, Kind::AlreadyRegistered, None)),
            Asked::Resend(address, own) => waiting(address, own).map(confirm),
            Asked::Reset(address, own) => match known(address) {
                Some(id) if self.accounts[id].password_changed_at > at => None,
                Some(id) => Some((address, Kind::Reset, Some(Behind::Account(id, self.accounts[id].epoch)))),
                None => waiting(address, own).map(confirm),
            },
            Asked::PasswordChanged(address) => Some((address, Kind::PasswordChanged, None)),
            Asked::ChangeEmail(id) => {
                let Change { account, to, epoch, is_confirmed, is_undone, .. } = self.changes[id];
                let is_open = !is_confirmed && !is_undone && epoch == self.accounts[account].epoch;
                let is_free = known(to).is_none_or(|holder| holder == account);
                (is_open && is_free).then_some((to, Kind::ChangeEmail, Some(Behind::Change(id))))
            }
            Asked::ChangeEmailNotice(id) => self.notice(id, Kind::ChangeEmailNotice),
            Asked::EmailChanged(id) => self.notice(id, Kind::EmailChanged),
        }
    }

    fn notice(&self, id: usize, kind: Kind) -> Option<(Address, Kind, Option<Behind>)> {
        let Change { from, is_undone, .. } = self.changes[id];
        (!is_undone).then_some((from, kind, Some(Behind::Undo(id))))
    }

    /// Why a link does nothing any more.
    fn refusal(&self, link: usize) -> Option<Came> {
        let Link { behind, until, is_used } = self.links[link];
        let (is_done, is_void) = match behind {
            Behind::SignUp(id) => (self.sign_ups[id].stands == Stands::Confirmed, !self.is_open(id)),
            Behind::Account(id, epoch) => (false, self.accounts[id].epoch != epoch),
            Behind::Change(id) => {
                let Change { account, epoch, is_confirmed, is_undone, .. } = self.changes[id];
                (is_confirmed && !is_undone, is_undone || self.accounts[account].epoch != epoch)
            }
            Behind::Undo(id) => {
                let Change { is_confirmed, is_undone, .. } = self.changes[id];
                (is_confirmed && is_undone, is_undone)
            }
        };
        if is_used || is_done { Some(USED) } else { (is_void || self.now >= until).then_some(EXPIRED) }
    }

    fn account(&self, address: Address) -> Option<usize> {
        self.accounts.iter().position(|account| account.address == address)
    }

    /// Nobody else's attempt on an address can be confirmed any more.
    fn end_sign_ups(&mut self, address: Address) {
        let waiting = |one: &&mut SignUp| one.address == address && one.stands == Stands::Waiting;
        self.sign_ups.iter_mut().filter(waiting).for_each(|one| one.stands = Stands::Gone);
    }

    fn is_open(&self, id: usize) -> bool {
        self.sign_ups[id].stands == Stands::Waiting && self.now < self.sign_ups[id].until
    }

    fn own_sign_up(&mut self, place: Place, address: Address) -> Option<usize> {
        let own = self.browser(place).sign_up?;
        (self.sign_ups[own].address == address).then_some(own)
    }

    fn browser(&mut self, place: Place) -> &mut Browser {
        self.browsers.entry(place).or_default()
    }

    /// The session that the cookie of a browser is of, which is in use with that.
    pub fn live(&mut self, place: Place) -> Result<usize, Came> {
        let browser = *self.browser(place);
        let Some(id) = browser.session.filter(|id| self.is_live(&self.sessions[*id])) else {
            return Err(if browser.sign_up.is_some_and(|id| self.is_open(id)) { UNCONFIRMED } else { UNAUTHENTICATED });
        };
        if self.now.since(self.sessions[id].seen_at) >= MINUTE {
            self.sessions[id].seen_at = self.now;
        }
        Ok(id)
    }

    fn is_live(&self, session: &Session) -> bool {
        let is_young = self.now < session.until && self.now < session.seen_at.plus(IDLE_TTL);
        !session.has_ended && session.epoch == self.accounts[session.account].epoch && is_young
    }

    fn begin_session(&mut self, place: Place, account: usize) {
        self.end_own_session(place);
        let (epoch, now) = (self.accounts[account].epoch, self.now);
        self.sessions.push(Session { account, epoch, until: now.plus(SESSION_TTL), seen_at: now, has_ended: false });
        self.browser(place).session = Some(self.sessions.len() - 1);
    }

    /// Of which its browser keeps no cookie, and nobody else has one.
    fn end_own_session(&mut self, place: Place) {
        if let Some(id) = self.browser(place).session.take() {
            self.sessions[id].has_ended = true;
        }
    }

    fn end_all(&mut self, account: usize, but: Option<usize>) {
        let all = self.sessions.iter_mut().enumerate();
        all.filter(|(id, one)| one.account == account && Some(*id) != but).for_each(|(_, one)| one.has_ended = true);
    }

    fn choose(&mut self, account: usize, password: Password, in_session: Option<usize>) {
        self.end_all(account, in_session);
        let chosen = &mut self.accounts[account];
        (chosen.password, chosen.password_changed_at) = (Some(password), self.now);
        chosen.epoch += 1;
        if let Some(id) = in_session {
            self.sessions[id].epoch = chosen.epoch;
        }
        let address = chosen.address;
        self.ask(Asked::PasswordChanged(address));
    }
}

impl Behind {
    fn purpose(self) -> Purpose {
        match self {
            Self::SignUp(_) => Purpose::Confirm,
            Self::Account(..) => Purpose::Reset,
            Self::Change(_) => Purpose::ConfirmChange,
            Self::Undo(_) => Purpose::Undo,
        }
    }
}
