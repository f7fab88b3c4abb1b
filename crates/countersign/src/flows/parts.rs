//! What several flows share: who is at the door, opening a link, beginning a session, and the audit line.

use countersign_core::account::Account;
use countersign_core::audit::{Entry, Event, Origin};
use countersign_core::link::{self, Seal, Standing};
use countersign_core::mail::Intent;
use countersign_core::secret::token_hash;
use countersign_core::session::Session;
use countersign_core::sign_up::SignUp;
use countersign_core::vocabulary::{self, LogOnly};
use countersign_core::{Address, Id, Language, Password, Secret, Timestamp};
use countersign_store::links::Link;
use countersign_store::mails::NewMail;
use countersign_store::{Tx, accounts, audit, links, sessions, sign_ups};

use super::{known_browser, legacy_link, limits};
use crate::{Countersign, Error, random};

/// Who is at the door: where from, and what the browser or program brought along.
#[derive(Clone, Default)]
pub struct Visitor {
    pub origin: Origin,
    /// The session token, by cookie or bearer header.
    pub session_token: Option<Secret<String>>,
    /// The cookie of the browser's own sign-up.
    pub sign_up_token: Option<Secret<String>>,
    /// The cookie by which the browser is known to have been its owners'.
    pub browser_marks: Option<Secret<String>>,
    /// The language that the browser asks for.
    pub language: Option<Language>,
    /// The session of the admin who does something to what is not theirs, at `/admin`.
    pub admin: Option<Session>,
}

impl Visitor {
    /// The token that it came with, if it may be one of ours: any other is not worth a look into the database.
    pub fn session_token(&self, app: &Countersign) -> Option<&Secret<String>> {
        self.session_token.as_ref().filter(|token| app.stamps.is_ours(token.expose()))
    }

    /// The sign-up that this browser made, whatever became of it.
    pub async fn sign_up(&self, app: &Countersign) -> Result<Option<SignUp>, Error> {
        let Some(token) = &self.sign_up_token else { return Ok(None) };
        Ok(sign_ups::by_cookie(&mut app.db.read().await?, token_hash(token.expose())).await?)
    }

    /// The sign-up of this browser that still waits for its confirmation: such a browser counts as
    /// unconfirmed.
    pub async fn open_sign_up(&self, app: &Countersign) -> Result<Option<SignUp>, Error> {
        let now = app.clock.now();
        Ok(self.sign_up(app).await?.filter(|sign_up| sign_up.is_open(now)))
    }

    /// The sign-up of this browser that became an account elsewhere.
    pub async fn confirmed_sign_up(&self, app: &Countersign) -> Result<Option<SignUp>, Error> {
        let now = app.clock.now();
        Ok(self.sign_up(app).await?.filter(|sign_up| sign_up.is_confirmed(now)))
    }
}

/// What became of a link's token.
pub enum Opened {
    Usable(Link),
    Used(Id),
    /// Genuine, but too old or made void by something newer.
    Expired(Id),
    Forged,
}

/// What a genuine token says, and the link that it names.
pub(super) struct Genuine {
    pub link_id: Id,
    pub expires_at: Timestamp,
    pub link: Option<Link>,
}

/// Opens a token, ours or one that another application signed before: signature first, and only a genuine one is looked up.
pub async fn open(app: &Countersign, seal: Seal, token: &str) -> Result<Opened, Error> {
    let genuine = match app.signer.open(seal, token) {
        Some(envelope) => {
            let link = links::find(&mut app.db.read().await?, envelope.link).await?;
            Some(Genuine { link_id: envelope.link, expires_at: envelope.expires_at, link })
        }
        None => legacy_link::find(app, seal, token).await?,
    };
    let Some(Genuine { link_id, expires_at, link }) = genuine else { return Ok(Opened::Forged) };
    let now = app.clock.now();
    let link = link.filter(|link| link.purpose.seal() == seal);
    Ok(match (link::standing(link.as_ref().map(|link| link.facts), now), link) {
        (Standing::Usable, Some(link)) if now < expires_at => Opened::Usable(link),
        (Standing::Used, _) => Opened::Used(link_id),
        (Standing::Usable | Standing::Expired | Standing::Outdated, _) => Opened::Expired(link_id),
    })
}

/// Uses a link up in the transaction of its effect: exactly one caller ever gets `true`.
pub async fn spend(tx: &mut Tx, link: &Link, now: Timestamp) -> Result<bool, Error> {
    if !link.has_row && !links::adopt(tx, link, now).await? {
        return Ok(false);
    }
    Ok(links::spend(tx, link.id, link.purpose, now).await?)
}

/// Whether somebody faster has done by now what a link is for: what the losers of a race are told.
pub async fn is_used(app: &Countersign, link_id: Id) -> Result<bool, Error> {
    let now = links::find(&mut app.db.read().await?, link_id).await?;
    Ok(now.is_some_and(|link| link.facts.used_at.is_some() || link.facts.fulfilled))
}

/// A session that has just begun; the token is shown once and kept only as its hash.
pub struct NewSession {
    pub id: Id,
    pub token: Secret<String>,
    /// The cookie by which the browser is known from now on.
    pub browser_marks: Secret<String>,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
}

/// Begins a session and ends the one that the visitor came with: a new token at every sign-in, the old
/// one dies (ASVS 7.2.4).
pub async fn begin_session(
    app: &Countersign,
    tx: &mut Tx,
    account: &Account,
    visitor: &Visitor,
    now: Timestamp,
) -> Result<NewSession, Error> {
    end_own_session(app, tx, visitor).await?;
    let token = app.stamps.token(random::bytes());
    let session = Session {
        id: random::id(now),
        account_id: account.id,
        epoch: account.epoch,
        created_at: now,
        seen_at: now,
        expires_at: now.plus(app.rules.session.absolute),
        client: visitor.origin.client.clone(),
        user_agent: visitor.origin.user_agent.clone(),
    };
    sessions::insert(tx, &session, token_hash(token.expose())).await?;
    let browser_marks = known_browser::remember(app, &account.address, account.epoch, visitor);
    Ok(NewSession { id: session.id, token, browser_marks, created_at: now, expires_at: session.expires_at })
}

/// What the browser is signed in to, whosever it is: it is about to forget it, and nobody else knows of it.
pub async fn end_own_session(app: &Countersign, tx: &mut Tx, visitor: &Visitor) -> Result<(), Error> {
    if let Some(token) = visitor.session_token(app)
        && let Some((session, _)) = sessions::find(tx, token_hash(token.expose())).await?
    {
        sessions::delete(tx, session.id).await?;
    }
    Ok(())
}

/// Begins the transaction of something that only the signed-in owner may do. A session that was ended
/// since the request came in does nothing any more, whatever password it brings.
pub async fn begin_as(app: &Countersign, session: &Session) -> Result<Tx, Error> {
    let mut tx = app.db.begin().await?;
    if sessions::hold(&mut tx, session).await? { Ok(tx) } else { Err(Error::SignedOut) }
}

/// Begins the transaction of something that is done to what is not one's own. An admin who was signed out, disabled or no
/// admin any more since the request came in does nothing; whoever is at the command line may do everything.
pub async fn begin_over_others(app: &Countersign, visitor: &Visitor) -> Result<Tx, Error> {
    let mut tx = app.db.begin().await?;
    hold_right(&mut tx, visitor).await?;
    Ok(tx)
}

/// The same for what is done to an account. Two are held in the order of their ids, whoever acts: of two admins who act on
/// each other, one waits.
pub async fn begin_over(app: &Countersign, id: Id, visitor: &Visitor) -> Result<Tx, Error> {
    let mut tx = app.db.begin().await?;
    if visitor.admin.as_ref().is_some_and(|session| id < session.account_id) {
        accounts::hold(&mut tx, id).await?;
    }
    hold_right(&mut tx, visitor).await?;
    Ok(tx)
}

/// Whoever is at work may be so until the transaction ends.
async fn hold_right(tx: &mut Tx, visitor: &Visitor) -> Result<(), Error> {
    let Some(session) = &visitor.admin else { return Ok(()) };
    let is_signed_in = sessions::hold(tx, session).await?;
    let is_still =
        is_signed_in && accounts::by_id(tx, session.account_id).await?.is_some_and(|account| account.is_admin());
    if is_still { Ok(()) } else { Err(Error::SignedOut) }
}

/// A mail that tells the owner of something, to the address as it is now.
pub fn notice(account: &Account, intent: Intent, now: Timestamp) -> NewMail<'_> {
    NewMail {
        id: random::id(now),
        intent,
        address: &account.address,
        account_id: Some(account.id),
        sign_up_id: None,
        email_change_id: None,
        locale: account.locale.as_deref(),
        now,
    }
}

/// A mail about a sign-up, to the address that it is for.
pub fn of_sign_up(sign_up: &SignUp, intent: Intent, now: Timestamp) -> NewMail<'_> {
    NewMail {
        id: random::id(now),
        intent,
        address: &sign_up.address,
        account_id: None,
        sign_up_id: Some(sign_up.id),
        email_change_id: None,
        locale: sign_up.locale.as_deref(),
        now,
    }
}

/// Whom or what an audit line is about.
#[derive(Default)]
pub struct About<'a> {
    pub account_id: Option<Id>,
    pub address: Option<&'a Address>,
    pub link_id: Option<Id>,
}

impl<'a> About<'a> {
    pub fn account(account: &'a Account) -> Self {
        Self { account_id: Some(account.id), address: Some(&account.address), link_id: None }
    }

    pub fn address(address: &'a Address) -> Self {
        Self { address: Some(address), ..Self::default() }
    }

    pub fn link(id: Id) -> Self {
        Self { link_id: Some(id), ..Self::default() }
    }

    #[must_use]
    pub fn by_link(self, link: &Link) -> Self {
        Self { link_id: Some(link.id), ..self }
    }
}

/// Whether a new password is in the list of breached ones, where the operator has one asked. Only what the policy has
/// accepted is asked for, whoever it is for.
pub async fn is_breached(app: &Countersign, password: &Password) -> bool {
    match &app.breached {
        Some(breached) => breached.lists(&app.outbound, password, app.clock.now()).await,
        None => false,
    }
}

/// Adds the audit line and writes the same to the log, the address masked.
pub fn note(tx: &mut Tx, event: Event, outcome: &'static str, about: About<'_>, visitor: &Visitor, now: Timestamp) {
    let entry = Entry {
        id: random::id(now),
        at: now,
        event,
        outcome,
        account_id: about.account_id,
        address_key: about.address.map(|address| address.key().to_owned()),
        link_id: about.link_id,
        actor_id: visitor.admin.as_ref().map(|session| session.account_id),
        origin: visitor.origin.clone(),
    };
    audit::append(tx, entry);
    log_line(event, outcome, &about, visitor);
}

fn log_line(event: Event, outcome: &'static str, about: &About<'_>, visitor: &Visitor) {
    debug_assert!(vocabulary::knows(event, outcome), "core/src/vocabulary.rs lacks {event:?} {outcome}");
    tracing::info!(
        event = event.as_str(),
        outcome,
        owasp = vocabulary::owasp(event, outcome),
        account_id = about.account_id.map(tracing::field::display),
        address = about.address.map(tracing::field::debug),
        link_id = about.link_id.map(tracing::field::display),
        actor_id = visitor.admin.as_ref().map(|session| tracing::field::display(session.account_id)),
        client = visitor.origin.client,
        "audit"
    );
}

/// A forged link is refused without touching the database; the log alone has it.
pub fn log_forged(event: Event, visitor: &Visitor) {
    let owasp = LogOnly::Forged.as_str();
    tracing::info!(event = event.as_str(), outcome = "forged", owasp, client = visitor.origin.client, "audit");
}

/// An audit line of what somebody can do as often as they like, and changes nothing: so many of one network, and further
/// ones are in the log alone, or strangers could fill the table.
pub async fn note_bounded(
    app: &Countersign,
    event: Event,
    outcome: &'static str,
    about: About<'_>,
    visitor: &Visitor,
) -> Result<(), Error> {
    if limits::has_room_in_trail(app, visitor).await? {
        return note_alone(app, event, outcome, about, visitor).await;
    }
    log_line(event, outcome, &about, visitor);
    Ok(())
}

/// An audit line in a transaction of its own, for what changed nothing else.
pub async fn note_alone(
    app: &Countersign,
    event: Event,
    outcome: &'static str,
    about: About<'_>,
    visitor: &Visitor,
) -> Result<(), Error> {
    let mut tx = app.db.begin_shared().await?;
    note(&mut tx, event, outcome, about, visitor, app.clock.now());
    Ok(tx.commit().await?)
}
