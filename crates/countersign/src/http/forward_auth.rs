//! For reverse proxies that ask before they pass a request on (nginx's `auth_request`, Caddy's `forward_auth`,
//! Traefik's ForwardAuth): who it is, or where to send a person. What the request itself says of that in `Remote-*` is
//! not looked at; the proxy overwrites it with ours.

use axum::Router;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::Site;
use super::description::{Call, schema};
use super::parts::problem::Problem;
use super::parts::visitor::Checked;

const REMOTE_USER: HeaderName = HeaderName::from_static("remote-user");
const REMOTE_EMAIL: HeaderName = HeaderName::from_static("remote-email");

pub const PATH: &str = "/forward-auth";

pub fn doors() -> Router<Site> {
    Router::new().route("/forward-auth", get(check))
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::get(PATH, "forwardAuth", "Whether a request may pass, for reverse proxies")
            .tells("An `Authorization` that is not ours is another application's: then the cookie counts.")
            .of_member()
            .may_have_query("redirect", schema::text(), "`1`: a person is led to where they can sign in.")
            .may_have_header("X-Forwarded-Uri", "What was asked for (Caddy, Traefik): where to go back to.")
            .may_have_header("X-Original-Uri", "The same (nginx).")
            .may_have_header("X-Forwarded-Proto", "With `X-Forwarded-Host`: where that is.")
            .may_have_header("X-Forwarded-Host", "With `X-Forwarded-Proto`: where that is.")
            .gives_nothing(StatusCode::OK, "It may pass.")
            .with_header(REMOTE_USER, "Id of the account.")
            .with_header(REMOTE_EMAIL, "Its address.")
            .gives_nothing(StatusCode::FOUND, "With `redirect=1`: to sign in, or to confirm.")
            .with_header(header::LOCATION, "Where."),
    ]
}

async fn check(State(site): State<Site>, request: Request) -> Result<Response, Problem> {
    let (mut parts, _) = request.into_parts();
    let mut checked = Checked::from_request_parts(&mut parts, &site).await;
    // The request is another application's, and so may be its `Authorization`: then the cookie says who it is.
    let is_nobodys = checked.as_ref().is_err_and(|problem| problem.status.is_client_error());
    if is_nobodys && parts.headers.remove(header::AUTHORIZATION).is_some() {
        checked = Checked::from_request_parts(&mut parts, &site).await;
    }
    let (uri, headers) = (&parts.uri, &parts.headers);
    match checked {
        Ok(Checked(found)) => {
            let (_, account) = &*found;
            let value =
                |text: &str| HeaderValue::from_str(text).map_err(|_| Problem::failure("an address in a header"));
            let address = value(account.address.as_str())?;
            Ok((StatusCode::OK, [(REMOTE_USER, value(&account.id.to_string())?), (REMOTE_EMAIL, address)])
                .into_response())
        }
        Err(problem) if is_led(uri, headers) => match problem.code {
            "unconfirmed" => Ok(found(&site.app.rules.base.page("/unconfirmed"))),
            "unauthenticated" => {
                let mut to = site.app.rules.base.page("/sign-in");
                if let Some(next) = wanted(headers).and_then(|next| site.app.rules.next.check(&next)) {
                    to.query_pairs_mut().append_pair("next", &next);
                }
                Ok(found(&to))
            }
            _ => Err(problem),
        },
        Err(problem) => Err(problem),
    }
}

/// Whether whoever waits is a person's browser, and the proxy passes our redirect on. A program that wants JSON gets
/// an answer that it can read.
fn is_led(uri: &Uri, headers: &HeaderMap) -> bool {
    let asks = uri.query().unwrap_or_default();
    let is_wanted =
        url::form_urlencoded::parse(asks.as_bytes()).any(|(name, value)| name == "redirect" && value == "1");
    let accepted = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    is_wanted && (accepted.contains("text/html") || accepted.contains("*/*"))
}

/// What the person wanted to see, in the proxy's words. It is followed only to where `next` may lead anyway.
fn wanted(headers: &HeaderMap) -> Option<String> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let path = text("x-forwarded-uri").or_else(|| text("x-original-uri"))?;
    match (text("x-forwarded-proto"), text("x-forwarded-host")) {
        (Some(scheme), Some(host)) => Some(format!("{scheme}://{host}{path}")),
        (None, _) | (_, None) => Some(path.to_owned()),
    }
}

/// Proxies know 302 for this.
fn found(to: &url::Url) -> Response {
    let location = HeaderValue::from_str(to.as_str()).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::FOUND, [(header::LOCATION, location)]).into_response()
}
