//! All doors in one list, and the layers around them. Under a path prefix they are served both with it
//! and without, since proxies differ in whether they cut it off.

use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{Route, get};
use countersign_store::Db;
use tokio::time::timeout;
use tower::layer::layer_fn;
use tower::{ServiceExt, service_fn};

use super::link::land;
use super::parts::files::File;
use super::parts::problem::Problem;
use super::parts::query::Query;
use super::parts::visitor::Guest;
use super::parts::{cross_origin, finish, traced};
use super::{
    Site, account, admin, captcha, change_email, change_language, change_password, close_account, confirm, dev_mailbox,
    forward_auth, language, openapi, ops, resend, reset_password, session_token, sessions, sign_in, sign_out, sign_up,
};

/// A request that takes longer is given up: body included, so that slow clients cannot pile up.
const TIMEOUT: Duration = Duration::from_secs(30);

/// Everything that people and programs may ask for; `with_ops` adds health and readiness, where they have
/// no listener of their own.
pub fn router(site: Site, with_ops: bool) -> Router {
    let mut doors = Router::new()
        .merge(sign_up::doors())
        .merge(resend::doors())
        .merge(confirm::doors())
        .merge(sign_in::doors())
        .merge(sign_out::doors())
        .merge(reset_password::doors())
        .merge(change_password::doors())
        .merge(change_email::doors())
        .merge(change_language::doors())
        .merge(sessions::doors())
        .merge(session_token::doors())
        .merge(forward_auth::doors())
        .merge(account::doors())
        .merge(close_account::doors())
        .merge(admin::doors(site.clone()))
        .merge(captcha::doors())
        .merge(openapi::doors(with_ops))
        .merge(language::doors())
        .merge(aliases())
        .merge(statics());
    if site.app.rules.mailbox {
        doors = doors.merge(dev_mailbox::doors(site.clone()));
    }
    #[cfg(feature = "ses")]
    if let Some(events) = site.ses_events.clone() {
        doors = doors.merge(super::hooks::doors(events));
    }
    if with_ops {
        let is_ours_alone = site.app.rules.base.is_loopback();
        doors = doors.merge(ops::doors()).merge(if is_ours_alone { ops::figures() } else { ops::public_figures() });
    }
    protected(doors.method_not_allowed_fallback(async || Problem::method_not_allowed()), site)
}

/// Health, readiness and figures alone, for a listener that only the operator reaches.
pub fn ops_router(site: Site) -> Router {
    protected(ops::doors().merge(ops::figures()), site)
}

fn protected(doors: Router<Site>, site: Site) -> Router {
    let prefix = site.app.rules.base.prefix().to_owned();
    let protecting = site.clone();
    // One layer with all that a request goes through, and by hand: each that is laid by itself, and each of axum's own, is
    // cloned and boxed for every request, with all below it.
    let layer = layer_fn(move |door: Route| {
        let site = protecting.clone();
        service_fn(move |request| {
            let (site, door) = (site.clone(), door.clone());
            async move { Ok::<_, Infallible>(protect(&site, request, door).await) }
        })
    });
    let doors = doors.fallback(nowhere).layer(layer).with_state(site);
    below(prefix, doors)
}

/// The outermost first.
async fn protect(site: &Site, request: Request<Body>, door: Route) -> Response {
    let door = |request| finish::even_after_panic(in_time(site, request, door));
    traced::trace(site, request, |request| finish::finish(site, request, door)).await
}

async fn in_time(site: &Site, request: Request<Body>, door: Route) -> Response {
    if let Some(problem) = cross_origin::refusal(site, request.method(), request.uri(), request.headers()) {
        return problem.into_response();
    }
    match timeout(TIMEOUT, Db::in_time(door.oneshot(request))).await {
        Ok(Ok(answer)) => answer,
        Err(_) => StatusCode::REQUEST_TIMEOUT.into_response(),
    }
}

/// Cuts the base URL's path prefix off before any door is looked for.
fn below(prefix: String, doors: Router) -> Router {
    if prefix.is_empty() {
        return doors;
    }
    Router::new().fallback_service(doors.map_request(move |mut request: Request<Body>| {
        let rest = request.uri().path_and_query().and_then(|whole| whole.as_str().strip_prefix(prefix.as_str()));
        let bare = match rest {
            Some(rest) if rest.starts_with('/') => rest.parse().ok(),
            Some(rest) if rest.is_empty() || rest.starts_with('?') => format!("/{rest}").parse().ok(),
            Some(_) | None => None,
        };
        if let Some(bare) = bare {
            *request.uri_mut() = bare;
        }
        request
    }))
}

/// No such page of ours: perhaps the path of a link that another application has mailed. A browser whose sign-up waits is led
/// to its confirmation from every page, and so from here.
async fn nowhere(State(site): State<Site>, guest: Guest, method: Method, uri: Uri) -> Result<Response, Problem> {
    let legacy_links = site.app.rules.legacy_links.as_ref();
    if let Some((seal, token)) = legacy_links.and_then(|links| links.read_path(uri.path())) {
        return match method {
            Method::GET | Method::HEAD => land(site.clone(), seal, token, guest).await,
            _ => Ok(([(header::ALLOW, "GET, HEAD")], Problem::method_not_allowed()).into_response()),
        };
    }
    let is_page = !site.is_for_programs(uri.path());
    if is_page && guest.signed_in.is_none() && guest.visitor.open_sign_up(&site.app).await?.is_some() {
        return Ok(Redirect::to(&site.path("/unconfirmed")).into_response());
    }
    Err(Problem::not_found())
}

/// Where people look for these pages, and the well-known address that password managers know (W3C, "A
/// Well-Known URL for Changing Passwords").
fn aliases() -> Router<Site> {
    fn to(path: &'static str) -> axum::routing::MethodRouter<Site> {
        get(async move |State(site): State<Site>, query: Query| {
            let next = query.next.map(|next| url::form_urlencoded::byte_serialize(next.as_bytes()).collect::<String>());
            let query = next.map_or_else(String::new, |next| format!("?next={next}"));
            Redirect::to(&format!("{}{query}", site.path(path)))
        })
    }
    Router::new()
        .route("/login", to("/sign-in"))
        .route("/logout", to("/sign-out"))
        .route("/register", to("/sign-up"))
        .route("/signup", to("/sign-up"))
        .route("/.well-known/change-password", to("/account"))
}

fn statics() -> Router<Site> {
    Router::new()
        .route("/static/countersign.css", get(async |State(site): State<Site>| site.files.stylesheet.answer()))
        .route("/static/countersign.js", get(async |State(site): State<Site>| site.files.script.answer()))
        .route("/static/captcha.js", get(async |State(site): State<Site>| site.files.captcha_script.answer()))
        .route("/static/icon.svg", get(async |State(site): State<Site>| site.files.icon.answer()))
        .route(
            "/static/logo",
            get(async |State(site): State<Site>| {
                site.files.logo.as_ref().map(File::answer).ok_or_else(Problem::not_found)
            }),
        )
        .route("/static/mailbox.css", get(async |State(site): State<Site>| site.files.mailbox_stylesheet.answer()))
        .route("/static/mailbox.js", get(async |State(site): State<Site>| site.files.mailbox_script.answer()))
        .route("/static/admin.css", get(async |State(site): State<Site>| site.files.admin_stylesheet.answer()))
}
