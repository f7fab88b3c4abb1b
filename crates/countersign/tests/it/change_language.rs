//! The language of an account: set, taken back, and what is written in it from then on.

use serde_json::{Value, json};

use crate::support::{ADA, PASSWORD, TestApp};

#[tokio::test]
async fn mails_are_in_the_language_that_the_account_was_given() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    for (locale, kept, language) in [("de-CH", "de-CH", "de"), ("ja", "ja", "ja"), ("", "en", "en")] {
        let answer = ada.call("PATCH", "/account", json!({"locale": locale})).await.is(200);
        assert_eq!(answer.json()["account"]["locale"], kept);
        assert_eq!(ada.call("GET", "/session", Value::Null).await.json()["account"]["locale"], kept);
        app.browser().forgot_password(ADA).await;
        assert_eq!(app.mail_to(ADA).await.language(), language);
    }
    // What it is already is no change.
    ada.call("PATCH", "/account", json!({"locale": ""})).await.is(200);
    let told = app.audit().await.into_iter().filter(|line| line == "change_language changed").count();
    assert_eq!(told, 3);
}

#[tokio::test]
async fn what_is_no_language_tag_is_refused_and_changes_nothing() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.call("PATCH", "/account", json!({"locale": "fr"})).await.is(200);
    for bad in [json!({}), json!({"locale": "german"}), json!({"locale": "../de"})] {
        ada.call("PATCH", "/account", bad).await.refuses(422, "validation");
    }
    for bad in [json!({"locale": null}), json!({"locale": 5}), json!({"locale": "de", "email": ADA})] {
        ada.call("PATCH", "/account", bad).await.refuses(400, "malformed");
    }
    assert_eq!(app.account(ADA).await.locale.as_deref(), Some("fr"));
    app.browser().call("PATCH", "/account", json!({"locale": "de"})).await.refuses(401, "unauthenticated");
}

#[tokio::test]
async fn a_new_language_ends_no_session_and_no_link() {
    let app = TestApp::start().await;
    let (mut ada, mut phone) = (app.member(ADA).await, app.signed_in(ADA, PASSWORD).await);
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await;
    ada.call("PATCH", "/account", json!({"locale": "es"})).await.is(200);
    assert!(ada.is_signed_in().await && phone.is_signed_in().await);
    app.browser().follow(&reset).await.is(200);
}

#[tokio::test]
async fn the_page_takes_one_of_ours_or_leaves_it_to_the_browser_and_shows_it_at_once() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await.asking_for("fr");
    let page = ada.visit("/account").await.says("<html lang=\"fr\"");
    // What was chosen in this browser before does not stand in the way.
    ada.press(&page, "/language", &[("language", "es")]).await;
    assert_eq!(app.account(ADA).await.locale.as_deref(), Some("es"), "the switch is for the account as well");
    let page = ada.visit("/account").await.says("<option value=\"es\" lang=\"es\" selected>");
    ada.press(&page, "/account/change-language", &[("locale", "de")])
        .await
        .leads_to("/account?notice=language-changed");
    let page = ada.visit("/account?notice=language-changed").await.says("<html lang=\"de\"");
    ada.press(&page, "/account/change-language", &[("locale", "")]).await.leads_to("/account?notice=language-changed");
    ada.visit("/account").await.says("<html lang=\"fr\"").says("<option value=\"\" selected>");
    assert_eq!(app.account(ADA).await.locale, None);
}
