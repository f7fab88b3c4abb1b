//! Who is signed in, for the application's own handlers: the same look at cookie and `Authorization` as at our own doors,
//! and the same note that the session is in use. Whoever is not signed in is told so as they can understand it.

use std::fmt;

use axum::extract::{FromRef, FromRequestParts, OptionalFromRequestParts, OriginalUri};
use axum::http::header::{self, HeaderMap};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use countersign_core::account::Account;
use countersign_core::session::Session;
use countersign_core::{Address, Id, Timestamp};
use countersign_store::Db;

use crate::flows::{Visitor, sessions};
use crate::http::Site;
use crate::http::parts::finish::{as_page, protect};
use crate::http::parts::problem::Problem;
use crate::http::parts::reader::Reader;
use crate::http::parts::visitor::{Who, by_cookie};
use crate::{Countersign, Error};

/// Whoever is signed in: an extractor for your own handlers, wherever they are in your router.
///
/// Your state must be able to give a [`Countersign`] (`FromRef`), or be one. Each request asks the database: a session that
/// was ended anywhere, and an account that was disabled or closed, is over here at once. Using it keeps the session from
/// getting idle. It comes from the cookie that signing in set, or from `Authorization: Bearer TOKEN` with a session token of
/// the JSON API.
///
/// Anybody else is refused with a [`Rejection`]. With `Option<SignedIn>` a handler is open to everybody, and knows.
///
/// # Examples
///
/// ```
/// use axum::Router;
/// use axum::extract::FromRef;
/// use axum::routing::get;
/// use countersign::{Countersign, SignedIn};
///
/// #[derive(Clone)]
/// struct AppState {
///     countersign: Countersign,
/// }
///
/// impl FromRef<AppState> for Countersign {
///     fn from_ref(state: &AppState) -> Self {
///         state.countersign.clone()
///     }
/// }
///
/// async fn dashboard(signed_in: SignedIn) -> String {
///     format!("Your address is {}.", signed_in.email())
/// }
///
/// async fn home(signed_in: Option<SignedIn>) -> &'static str {
///     if signed_in.is_some() { "Welcome back!" } else { "Hello!" }
/// }
///
/// fn router(state: AppState) -> Router {
///     Router::new().route("/", get(home)).route("/dashboard", get(dashboard)).with_state(state)
/// }
/// # use axum::body::Body;
/// # use axum::http::{Request, header};
/// # use tower::ServiceExt;
/// # tokio::runtime::Runtime::new()?.block_on(async {
/// # let folder = tempfile::tempdir()?;
/// # let database = format!("sqlite://{}", folder.path().join("app.db").display());
/// # let base_url = "http://localhost:3000/account-area";
/// # let countersign = Countersign::builder().base_url(base_url).database_url(database).build().await?;
/// # let app = router(AppState { countersign });
/// # let ask = |path: &str| Request::get(path).header(header::ACCEPT, "text/html").body(Body::empty());
///
/// let page = app.clone().oneshot(ask("/")?).await?;
/// assert_eq!(page.status(), 200);
/// let led = app.oneshot(ask("/dashboard")?).await?;
/// assert_eq!(led.headers()[header::LOCATION], "/account-area/sign-in?next=%2Fdashboard");
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// # })?;
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct SignedIn {
    account_id: Id,
    email: Address,
    locale: Option<String>,
    is_admin: bool,
    created_at: Timestamp,
    session_id: Id,
    session_created_at: Timestamp,
    session_expires_at: Timestamp,
}

impl SignedIn {
    fn new(session: &Session, account: &Account) -> Self {
        Self {
            account_id: account.id,
            is_admin: account.is_admin(),
            email: account.address.clone(),
            locale: account.locale.clone(),
            created_at: account.created_at,
            session_id: session.id,
            session_created_at: session.created_at,
            session_expires_at: session.expires_at,
        }
    }

    /// Stays the same for as long as there is the account; what your own rows refer to.
    #[must_use]
    pub fn account_id(&self) -> Id {
        self.account_id
    }

    /// The confirmed address as it is now. Its owner can change it, so it is no key to your rows.
    #[must_use]
    pub fn email(&self) -> &str {
        self.email.as_str()
    }

    /// The language of the account's mails and pages, as a tag such as `de` or `pt-BR`, if one was chosen.
    #[must_use]
    pub fn locale(&self) -> Option<&str> {
        self.locale.as_deref()
    }

    /// Whether the account may open Countersign's own pages for admins.
    #[must_use]
    pub fn is_admin(&self) -> bool {
        self.is_admin
    }

    /// When the account was made.
    #[must_use]
    pub fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// This session among those of the account. It is no secret: it signs nobody in.
    #[must_use]
    pub fn session_id(&self) -> Id {
        self.session_id
    }

    /// When the account signed in here.
    #[must_use]
    pub fn session_created_at(&self) -> Timestamp {
        self.session_created_at
    }

    /// When this session is over, however much it is used.
    #[must_use]
    pub fn session_expires_at(&self) -> Timestamp {
        self.session_expires_at
    }
}

/// Who somebody is to us.
pub(super) enum Standing {
    SignedIn(SignedIn),
    /// In the browser of a sign-up that waits for its confirmation.
    Unconfirmed,
    Nobody,
}

/// What a gate has found out already.
fn known(parts: &Parts) -> Option<SignedIn> {
    parts.extensions.get().cloned()
}

async fn look(site: &Site, parts: &Parts) -> Result<(Visitor, Option<SignedIn>), Error> {
    let Who(mut visitor) = Who::of(parts, site);
    let mut found = Db::in_time(sessions::current(&site.app, &visitor)).await?;
    // The `Authorization` may be the application's own: then the cookie says who it is.
    if found.is_none() && parts.headers.contains_key(header::AUTHORIZATION) {
        visitor.session_token = by_cookie(&parts.headers, site);
        found = Db::in_time(sessions::current(&site.app, &visitor)).await?;
    }
    Ok((visitor, found.map(|found| SignedIn::new(&found.0, &found.1))))
}

pub(super) async fn standing(site: &Site, parts: &Parts) -> Result<Standing, Error> {
    let (visitor, signed_in) = look(site, parts).await?;
    Ok(match signed_in {
        Some(signed_in) => Standing::SignedIn(signed_in),
        None if Db::in_time(visitor.open_sign_up(&site.app)).await?.is_some() => Standing::Unconfirmed,
        None => Standing::Nobody,
    })
}

impl Countersign {
    /// Who is signed in, if anybody is, for where there is no extractor: other layers, other frameworks on `http`.
    ///
    /// # Errors
    /// A [`Rejection`] that is [`Refused::Unavailable`], where the database did not answer.
    pub async fn signed_in(&self, parts: &Parts) -> Result<Option<SignedIn>, Rejection> {
        if let Some(known) = known(parts) {
            return Ok(Some(known));
        }
        let site = self.site();
        look(site, parts)
            .await
            .map(|(_, signed_in)| signed_in)
            .map_err(|error| Rejection::new(site, error.into(), parts))
    }
}

impl<S> FromRequestParts<S> for SignedIn
where
    Countersign: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Rejection> {
        if let Some(known) = known(parts) {
            return Ok(known);
        }
        let countersign = Countersign::from_ref(state);
        let site = countersign.site();
        let refuse = |problem| Err(Rejection::new(site, problem, parts));
        match standing(site, parts).await {
            Ok(Standing::SignedIn(signed_in)) => Ok(signed_in),
            Ok(Standing::Unconfirmed) => refuse(Problem::unconfirmed()),
            Ok(Standing::Nobody) => refuse(Problem::unauthenticated()),
            Err(error) => refuse(error.into()),
        }
    }
}

impl<S> OptionalFromRequestParts<S> for SignedIn
where
    Countersign: FromRef<S>,
    S: Send + Sync,
{
    type Rejection = Rejection;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Rejection> {
        Countersign::from_ref(state).signed_in(parts).await
    }
}

/// Why a request was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refused {
    /// Nobody is signed in. A program gets a 401; a browser is led to the sign-in page, and from there back.
    Unauthenticated,
    /// The browser signed up and has not confirmed its address. A program gets a 403; a browser is led to the page that
    /// says so, where the mail can be sent again.
    Unconfirmed,
    /// Another site made the browser send this: a 403.
    CrossOrigin,
    /// We could not tell, since the database did not answer, say: a 503 or 500.
    Unavailable,
}

/// The answer to a request that was refused: a redirect or a page for browsers, who accept `text/html`; a problem
/// (RFC 9457) in JSON for everybody else.
pub struct Rejection {
    refused: Refused,
    answer: Box<Response>,
}

impl Rejection {
    pub(super) fn new(site: &Site, problem: Problem, parts: &Parts) -> Self {
        let refused = match problem.code {
            "unauthenticated" => Refused::Unauthenticated,
            "unconfirmed" => Refused::Unconfirmed,
            "cross_origin" => Refused::CrossOrigin,
            _ => Refused::Unavailable,
        };
        let mut answer = match refused {
            _ if !wants_page(&parts.headers) => problem.into_response(),
            Refused::Unauthenticated => Redirect::to(&sign_in(site, parts)).into_response(),
            Refused::Unconfirmed => Redirect::to(&site.path("/unconfirmed")).into_response(),
            Refused::CrossOrigin | Refused::Unavailable => {
                let reader = Reader::of(site, &parts.method, &parts.uri, &parts.headers, None);
                // The language switch leads to pages of ours only.
                let reader = Reader { here: site.path("/account"), ..reader };
                as_page(site, problem.clone(), &reader, problem.into_response())
            }
        };
        protect(site, answer.headers_mut());
        answer.headers_mut().append(header::VARY, HeaderValue::from_static("accept, cookie"));
        Self { refused, answer: Box::new(answer) }
    }

    /// Why, for who wants to answer otherwise.
    #[must_use]
    pub fn refused(&self) -> Refused {
        self.refused
    }

    /// The status of the answer.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.answer.status()
    }
}

impl IntoResponse for Rejection {
    fn into_response(self) -> Response {
        *self.answer
    }
}

impl fmt::Debug for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rejection").field("refused", &self.refused).field("status", &self.status()).finish()
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.refused {
            Refused::Unauthenticated => "nobody is signed in",
            Refused::Unconfirmed => "the address is not confirmed yet",
            Refused::CrossOrigin => "the request comes from another site",
            Refused::Unavailable => "it cannot be told who is signed in",
        })
    }
}

impl std::error::Error for Rejection {}

/// Browsers ask for pages with this; `fetch` and programs do so only if they are told to.
fn wants_page(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("text/html"))
}

/// The sign-in page, and from there to what was asked for. A form that came too late cannot be sent again by a link.
fn sign_in(site: &Site, parts: &Parts) -> String {
    let page = site.path("/sign-in");
    if !parts.method.is_safe() {
        return page;
    }
    // As it was before a router that we are nested in took the beginning away.
    let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |original| &original.0);
    let wanted = uri.path_and_query().and_then(|wanted| site.app.rules.next.check(wanted.as_str()));
    match wanted {
        Some(next) => {
            format!("{page}?next={}", url::form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>())
        }
        None => page,
    }
}
