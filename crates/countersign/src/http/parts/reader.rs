//! Who reads a page: in which language, signed in as whom, and where, so that the language switch leads back.

use axum::http::{HeaderMap, Method, Uri, header};
use countersign_core::Language;
use countersign_core::account::Account;
use countersign_core::link::Seal;

use super::cookies::{self, Name};
use crate::http::Site;

#[derive(Clone, Debug)]
pub struct Reader {
    pub language: Language,
    /// Of whoever is signed in.
    pub address: Option<String>,
    /// Whether that account may open `/admin`.
    pub is_admin: bool,
    /// The page's path below the host, never with a token.
    pub here: String,
    /// Whether somebody chose the language in this browser.
    pub has_chosen: bool,
}

impl Reader {
    /// What was chosen in this browser comes before the account's setting, and that before the browser's.
    pub fn of(site: &Site, method: &Method, uri: &Uri, headers: &HeaderMap, account: Option<&Account>) -> Self {
        let chosen = chosen(site, headers);
        let language = chosen.or_else(|| accepted(headers)).unwrap_or(Language::En);
        let of_link = site.app.rules.legacy_links.as_ref().and_then(|links| links.read_path(uri.path()));
        let here = site.path(&of_link.map_or_else(|| here(method, uri), |(seal, _)| seal.path().to_owned()));
        let stranger = Self { language, address: None, is_admin: false, here, has_chosen: chosen.is_some() };
        match account {
            Some(account) => stranger.signed_in(account),
            None => stranger,
        }
    }

    /// The same, once it is known who is signed in.
    #[must_use]
    pub fn signed_in(self, account: &Account) -> Self {
        let set = account.locale.as_deref().and_then(Language::of_tag).filter(|_| !self.has_chosen);
        Self {
            language: set.unwrap_or(self.language),
            address: Some(account.address.as_str().to_owned()),
            is_admin: account.is_admin(),
            ..self
        }
    }

    /// The same, once nobody is signed in any more.
    #[must_use]
    pub fn signed_out(&self) -> Self {
        Self { address: None, is_admin: false, ..self.clone() }
    }
}

/// By the switch.
pub fn chosen(site: &Site, headers: &HeaderMap) -> Option<Language> {
    let tag = cookies::get(headers, &site.app.rules.base, Name::Language)?;
    Language::parse(tag.expose())
}

/// By the browser's settings.
pub fn accepted(headers: &HeaderMap) -> Option<Language> {
    Language::accepted(headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?)
}

/// A page that answers a form is found again at its first part: there is its form. A mailed link's at its path without
/// the token. Nothing of the query: it may lead anywhere.
fn here(method: &Method, uri: &Uri) -> String {
    let path = uri.path();
    let of_link = Seal::ALL.iter().map(|seal| seal.path()).find(|link| path.starts_with(link));
    match of_link {
        Some(link) => link.to_owned(),
        None if method.is_safe() => path.to_owned(),
        None => path.split_inclusive('/').take(2).collect::<String>().trim_end_matches('/').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_has_no_token_and_leads_to_a_page() {
        let back = |method, uri: &str| here(&method, &uri.parse().unwrap());
        assert_eq!(back(Method::GET, "/sign-in?next=//evil.example"), "/sign-in");
        assert_eq!(back(Method::GET, "/confirm/secret.token?x=1"), "/confirm");
        assert_eq!(back(Method::GET, "/change-email/secret"), "/change-email");
        assert_eq!(back(Method::POST, "/reset-password"), "/reset-password");
        assert_eq!(back(Method::POST, "/account/change-email"), "/account");
        assert_eq!(back(Method::POST, "/sign-up"), "/sign-up");
    }
}
