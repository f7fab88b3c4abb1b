//! The language of an account's mails and pages, as JSON and from the account page. Whoever sets it in a browser sees it
//! there at once: what was chosen in that browser before gives way.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{patch, post};
use axum::{Json, Router};
use countersign_core::Language;
use countersign_core::account::Account;
use serde::Deserialize;
use serde_json::json;

use super::Site;
use super::description::{Call, schema};
use super::parts::body::{self, Form, Text};
use super::parts::cookies::{Cookies, Name};
use super::parts::fields::Fields;
use super::parts::problem::Problem;
use super::parts::show;
use super::parts::visitor::{Member, SignedIn};
use crate::flows::change_language::change_language;
use crate::words::Said;

pub fn doors() -> Router<Site> {
    Router::new().route("/account/change-language", post(submit)).route("/api/v1/account", patch(api))
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Body {
    /// A tag, or empty: as the browser says.
    locale: Text,
}

pub fn calls() -> Vec<Call> {
    vec![
        Call::patch("/api/v1/account", "changeLocale", "Set the language of mails and pages")
            .of_member()
            .takes::<Body>(&["locale"])
            .gives(StatusCode::OK, "The account.", schema::object([("account", schema::named("Account"))]))
            .sets(&[Name::Language])
            .refuses(&[Problem::checked]),
    ]
}

async fn api(
    State(site): State<Site>,
    signed_in: SignedIn,
    body::Json(body): body::Json<Body>,
) -> Result<Response, Problem> {
    let account = change(&site, &signed_in, &body).await?;
    let cookies = if signed_in.by_bearer { Cookies::default() } else { chosen(&site, &account) };
    Ok((cookies, Json(json!({"account": show::account(&account)}))).into_response())
}

async fn submit(
    State(site): State<Site>,
    Member(signed_in): Member,
    Form(body): Form<Body>,
) -> Result<Response, Problem> {
    let account = change(&site, &signed_in, &body).await?;
    let to = Redirect::to(&site.path("/account?notice=language-changed"));
    Ok((chosen(&site, &account), to).into_response())
}

async fn change(site: &Site, signed_in: &SignedIn, body: &Body) -> Result<Account, Problem> {
    let mut fields = Fields::default();
    let locale = fields.locale(body.locale.given());
    if body.locale.given().is_none() {
        fields.refuse("locale", Said::of("field-locale"));
    }
    let locale = fields.all(Some(locale))?;
    let SignedIn { account, session, visitor, .. } = signed_in;
    Ok(change_language(&site.app, account, session, locale, visitor).await?)
}

fn chosen(site: &Site, account: &Account) -> Cookies {
    match account.locale.as_deref().and_then(Language::of_tag) {
        Some(language) => Cookies::default().language(site, language),
        None => Cookies::default().forget(site, Name::Language),
    }
}
