//! What an admin gets to see: people, one account's or sign-up's story, the mail queue, the trail, and figures. Nothing
//! of it is a password, a hash, a token or a link. However much there is, each look reads about as much.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use countersign_core::account::Account;
use countersign_core::audit::Event;
use countersign_core::email_change::EmailChange;
use countersign_core::mail::Ending;
use countersign_core::session::Session;
use countersign_core::sign_up::SignUp;
use countersign_core::{Address, Id, Timestamp};
use countersign_store::audit::{self, Kept, Whose};
use countersign_store::figures::{self, Counts};
use countersign_store::mails::{self, Mail};
use countersign_store::marked_addresses::{self, Marked};
use countersign_store::people::{self, After, Person, Wanted};
use countersign_store::{Behind, Conn, Leaf, Page, accounts, email_changes, sessions, sign_ups};

use crate::{Countersign, Error};

/// Rows of a page: as many as fit into a page of a few kilobytes.
const PAGE: usize = 20;

/// Rows of each kind in a story; more is behind its links.
const STORY: usize = 50;

/// Addresses that get no more mail, on one page.
const MARKED: i64 = 100;

/// Days in a picture.
pub const DAYS: i64 = 30;
const DAY: Duration = Duration::from_secs(86_400);

/// The addresses of the admins that lines name, while they have accounts.
pub type Names = BTreeMap<Id, Address>;

/// Whom an admin looks for.
pub struct Query<'a> {
    /// An id, an address, its beginning or a part of it; empty for the newest of all.
    pub text: &'a str,
    pub wanted: Wanted,
    /// Where the page begins, as `Found::next` told it.
    pub behind: &'a str,
    /// Look within addresses, whether or not some begin so.
    pub within: bool,
}

pub struct Found {
    /// Each with the last mail to the address.
    pub people: Vec<(Person, Option<Mail>)>,
    /// For the next page.
    pub next: Option<String>,
    /// None begins so: these have it in them.
    pub is_within: bool,
}

/// An id finds one; a text those whose addresses begin so, and if there are none, those that have it in them.
pub async fn look_for(app: &Countersign, query: &Query<'_>) -> Result<Found, Error> {
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let text = query.text.trim();
    let behind: Option<Behind> = query.behind.parse().ok();
    let (people, next, is_within) = if text.is_empty() {
        let Leaf { rows, next } = people::newest(&mut conn, query.wanted, behind, PAGE, now).await?;
        (rows, next.map(|next| next.to_string()), false)
    } else if let Ok(id) = text.parse() {
        (by_id(&mut conn, id, now).await?.into_iter().collect(), None, false)
    } else {
        let after: Option<After> = query.behind.parse().ok().filter(|_| !query.within);
        let mut begins = (Vec::new(), None);
        if !query.within {
            begins = people::beginning(&mut conn, query.wanted, text, after.as_ref(), PAGE, now).await?;
        }
        if begins.0.is_empty() && after.is_none() {
            let leaf = people::containing(&mut conn, query.wanted, text, behind, PAGE, now).await?;
            (leaf.rows, leaf.next.map(|next| next.to_string()), true)
        } else {
            (begins.0, begins.1.map(|next| next.to_string()), false)
        }
    };
    let mut found = Found { people: Vec::with_capacity(people.len()), next, is_within };
    for person in people {
        let mail = mails::newest_to(&mut conn, &person.address).await?;
        found.people.push((person, mail));
    }
    Ok(found)
}

async fn by_id(conn: &mut Conn, id: Id, now: Timestamp) -> Result<Option<Person>, Error> {
    if let Some(account) = accounts::by_id(conn, id).await? {
        return Ok(Some(Person::from(account)));
    }
    let sign_up = sign_ups::by_id(conn, id).await?.filter(|sign_up| sign_up.is_open(now));
    Ok(sign_up.map(Person::from))
}

async fn names(conn: &mut Conn, lines: &[Kept]) -> Result<Names, Error> {
    let mut names = Names::new();
    for id in lines.iter().filter_map(|line| line.actor_id).collect::<BTreeSet<_>>() {
        names.extend(accounts::by_id(conn, id).await?.map(|account| (id, account.address)));
    }
    Ok(names)
}

/// All that is known of one account; of long lists the newest.
pub struct AccountStory {
    pub account: Account,
    pub sign_ups: Vec<SignUp>,
    pub mails: Vec<Mail>,
    pub sessions: Vec<Session>,
    pub changes: Vec<EmailChange>,
    pub lines: Vec<Kept>,
    pub names: Names,
    /// If the address gets no more mail.
    pub marked: Option<Marked>,
    pub is_cut: bool,
}

pub async fn account_story(app: &Countersign, id: Id) -> Result<Option<AccountStory>, Error> {
    let now = app.clock.now();
    let idle = app.rules.session.idle;
    let mut conn = app.db.read().await?;
    let Some(account) = accounts::by_id(&mut conn, id).await? else { return Ok(None) };
    let mut sessions = sessions::of_account(&mut conn, id).await?;
    sessions.retain(|session| session.is_live(account.epoch, idle, now));
    let mut changes = email_changes::of_account(&mut conn, id).await?;
    let sign_ups = sign_ups::latest_of(&mut conn, &account.address, STORY as i64).await?;
    let mails = mails::latest_of(&mut conn, Some(id), &account.address, STORY as i64).await?;
    let whose = Whose::Persons(id, account.address.key());
    let lines = audit::page(&mut conn, whose, None, None, STORY).await?;
    let names = names(&mut conn, &lines.rows).await?;
    let marked = marked_addresses::find(&mut conn, &account.address).await?;
    let is_cut = [sign_ups.len(), mails.len(), sessions.len(), changes.len()].iter().any(|len| *len >= STORY);
    let is_cut = is_cut || lines.next.is_some();
    sessions.truncate(STORY);
    changes.truncate(STORY);
    Ok(Some(AccountStory { account, sign_ups, mails, sessions, changes, lines: lines.rows, names, marked, is_cut }))
}

/// All that is known of a sign-up that waits, and of its address.
pub struct SignUpStory {
    pub sign_up: SignUp,
    pub rivals: Vec<SignUp>,
    pub mails: Vec<Mail>,
    pub lines: Vec<Kept>,
    pub names: Names,
    pub marked: Option<Marked>,
    /// The account that has the address: the sign-up will not become one.
    pub account_id: Option<Id>,
    pub is_cut: bool,
}

pub async fn sign_up_story(app: &Countersign, id: Id) -> Result<Option<SignUpStory>, Error> {
    let now = app.clock.now();
    let mut conn = app.db.read().await?;
    let found = sign_ups::by_id(&mut conn, id).await?.filter(|sign_up| sign_up.is_open(now));
    let Some(sign_up) = found else { return Ok(None) };
    let mut rivals = sign_ups::latest_of(&mut conn, &sign_up.address, STORY as i64).await?;
    rivals.retain(|rival| rival.id != id);
    let mails = mails::latest_of(&mut conn, None, &sign_up.address, STORY as i64).await?;
    let whose = Whose::Addresses(sign_up.address.key());
    let lines = audit::page(&mut conn, whose, None, None, STORY).await?;
    let names = names(&mut conn, &lines.rows).await?;
    let marked = marked_addresses::find(&mut conn, &sign_up.address).await?;
    let account_id = accounts::by_address(&mut conn, &sign_up.address).await?.map(|account| account.id);
    let is_cut = rivals.len() + 1 >= STORY || mails.len() >= STORY || lines.next.is_some();
    Ok(Some(SignUpStory { sign_up, rivals, mails, lines: lines.rows, names, marked, account_id, is_cut }))
}

/// Which mails an admin looks at.
pub use countersign_store::mails::Listed;

/// A page of the queue; of one address its last mails.
pub async fn mails(
    app: &Countersign,
    listed: Listed,
    address: Option<&Address>,
    behind: &str,
) -> Result<Leaf<Mail>, Error> {
    let mut conn = app.db.read().await?;
    Ok(match address {
        Some(address) => {
            let rows = mails::latest_of(&mut conn, None, address, MARKED).await?;
            Leaf { rows, next: None }
        }
        None => mails::page(&mut conn, listed, behind.parse().ok(), PAGE).await?,
    })
}

/// The last addresses that were marked; whether there are more.
pub async fn marked(app: &Countersign) -> Result<(Vec<Marked>, bool), Error> {
    let mut marked = marked_addresses::list(&mut app.db.read().await?, Page { limit: MARKED + 1 }).await?;
    let has_more = marked.len() as i64 > MARKED;
    marked.truncate(MARKED as usize);
    Ok((marked, has_more))
}

/// A page of the trail.
pub struct Trail {
    pub lines: Leaf<Kept>,
    pub names: Names,
    /// What was looked for is neither an id nor an address.
    pub is_nobody: bool,
}

/// Of everybody, or of an id or address.
pub async fn trail(app: &Countersign, text: &str, event: Option<Event>, behind: &str) -> Result<Trail, Error> {
    let text = text.trim();
    let address = Address::parse(text).ok();
    let whose = match (text, text.parse::<Id>(), &address) {
        ("", ..) => Whose::Everybodys,
        (_, Ok(id), _) => Whose::Accounts(id),
        (_, Err(_), Some(address)) => Whose::Addresses(address.key()),
        (_, Err(_), None) => {
            return Ok(Trail { lines: Leaf { rows: Vec::new(), next: None }, names: Names::new(), is_nobody: true });
        }
    };
    let mut conn = app.db.read().await?;
    let lines = audit::page(&mut conn, whose, event, behind.parse().ok(), PAGE).await?;
    let names = names(&mut conn, &lines.rows).await?;
    Ok(Trail { lines, names, is_nobody: false })
}

/// One day of UTC in figures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    pub begins_at: Timestamp,
    pub sign_ups: i64,
    pub confirmed: i64,
    /// Mails that were asked for on that day, by how they stand now: an ending, or queued.
    pub mails: BTreeMap<String, i64>,
}

pub struct Figures {
    /// Oldest first; the last is today.
    pub days: Vec<Day>,
    /// There was more than is counted: the first days are not whole.
    pub is_cut: bool,
}

impl Day {
    pub fn mails_in(&self, state: Option<Ending>) -> i64 {
        self.mails.get(state.map_or("queued", Ending::as_str)).copied().unwrap_or(0)
    }
}

pub async fn figures(app: &Countersign) -> Result<Figures, Error> {
    let today = app.clock.now().millis().div_euclid(DAY.as_millis() as i64);
    let first = today - DAYS + 1;
    let begins_at = |day: i64| Timestamp::from_seconds(day.saturating_mul(DAY.as_secs() as i64));
    let mut conn = app.db.read().await?;
    let sign_ups = figures::outcomes(&mut conn, Event::SignUp, begins_at(first)).await?;
    let confirms = figures::outcomes(&mut conn, Event::Confirm, begins_at(first)).await?;
    let mails = figures::mails(&mut conn, begins_at(first)).await?;
    let mut days: Vec<Day> = (first..=today)
        .map(|day| Day { begins_at: begins_at(day), sign_ups: 0, confirmed: 0, mails: BTreeMap::new() })
        .collect();
    let is_cut = sign_ups.is_cut || confirms.is_cut || mails.is_cut;
    let mut add = |counts: Counts, to: fn(&mut Day, &str, i64)| {
        for count in counts.counts {
            // A row from a clock that was ahead has no day here.
            let place = usize::try_from(count.day - first).ok();
            if let Some(day) = place.and_then(|place| days.get_mut(place)) {
                to(day, &count.word, count.count);
            }
        }
    };
    add(sign_ups, |day, _, count| day.sign_ups += count);
    add(confirms, |day, word, count| day.confirmed += if word == "confirmed" { count } else { 0 });
    add(mails, |day, word, count| *day.mails.entry(word.to_owned()).or_default() += count);
    Ok(Figures { days, is_cut })
}
