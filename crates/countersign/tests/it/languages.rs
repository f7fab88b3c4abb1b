//! In which language a mail is written: the account's own, else the sign-up's, else that of the request;
//! the first of them that there is.

use countersign::words::{self, Said};
use countersign_core::Language;
use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::{ADA, EVE, PASSWORD, TestApp};

#[tokio::test]
async fn a_sign_up_keeps_the_language_that_the_browser_asks_for() {
    let app = TestApp::start().await;
    let mut ada = app.browser().asking_for("nl, de-CH;q=0.9, en;q=0.8");
    ada.sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    assert_eq!((&*mail.language(), mail.kind()), ("de", Kind::Confirm));
    assert!(mail.text().contains("Willkommen bei Countersign"), "{}", mail.text());
    ada.confirm(&mail).await.leads_to("/account?notice=confirmed");
    assert_eq!(app.account(ADA).await.locale.as_deref(), Some("de"));
}

#[tokio::test]
async fn what_a_program_asks_for_beats_the_header_and_is_kept_as_it_was_given() {
    let app = TestApp::start().await;
    let mut ada = app.browser().asking_for("de");
    let body = json!({"email": ADA, "password": PASSWORD, "locale": "ZH-cn"});
    ada.post("/sign-up", body).await.is(202);
    let mail = app.mail_to(ADA).await;
    assert_eq!(mail.language(), "zh-Hans");
    ada.post("/confirm", json!({"token": mail.its_token()})).await.is(200);
    assert_eq!(app.account(ADA).await.locale.as_deref(), Some("ZH-cn"));
    for malformed in ["de_DE", "deutsch", "*", "de\n"] {
        let body = json!({"email": EVE, "password": PASSWORD, "locale": malformed});
        ada.post("/sign-up", body).await.refuses(422, "validation");
    }
    app.no_mail_to(EVE).await;
}

#[tokio::test]
async fn an_account_is_written_to_in_its_own_language_whoever_asks() {
    let app = TestApp::start().await;
    let mut ada = app.browser().asking_for("fr");
    ada.sign_up(ADA, PASSWORD).await;
    ada.confirm(&app.mail_to(ADA).await).await;
    let mut eve = app.browser().asking_for("ja");
    for (path, body) in [
        ("/forgot-password", json!({"email": ADA})),
        ("/resend", json!({"email": ADA})),
        ("/sign-up", json!({"email": ADA, "password": PASSWORD, "locale": "ar"})),
    ] {
        eve.post(path, body).await.is(202);
        assert_eq!(app.mail_to(ADA).await.language(), "fr", "{path}");
    }
    ada.change_email(EVE, PASSWORD).await;
    assert_eq!(app.mail_to(ADA).await.language(), "fr");
    let link = app.mail_to(EVE).await;
    assert_eq!(link.language(), "fr");
    ada.press_change_email(&link).await;
    assert_eq!(app.mail_to(ADA).await.language(), "fr");
}

#[tokio::test]
async fn a_sign_up_is_written_to_in_its_own_language_else_in_that_of_the_request() {
    let app = TestApp::start().await;
    app.browser().asking_for("es-MX").sign_up(ADA, PASSWORD).await;
    app.browser().sign_up(EVE, PASSWORD).await;
    assert_eq!(app.mail_to(ADA).await.language(), "es");
    assert_eq!(app.mail_to(EVE).await.language(), "en");
    let mut other = app.browser().asking_for("ja, en;q=0.5");
    for path in ["/resend", "/forgot-password"] {
        for (email, language) in [(ADA, "es"), (EVE, "ja")] {
            other.post(path, json!({"email": email})).await.is(202);
            let mail = app.mail_to(email).await;
            assert_eq!((&*mail.language(), mail.kind()), (language, Kind::Confirm), "{path}");
        }
    }
}

#[tokio::test]
async fn a_language_that_there_is_not_gives_way_to_the_next() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.post("/sign-up", json!({"email": ADA, "password": PASSWORD, "locale": "tlh-Latn"})).await.is(202);
    let mail = app.mail_to(ADA).await;
    assert_eq!(mail.language(), "en");
    ada.post("/confirm", json!({"token": mail.its_token()})).await.is(200);
    app.browser().asking_for("pt-PT").post("/forgot-password", json!({"email": ADA})).await.is(202);
    assert_eq!(app.mail_to(ADA).await.language(), "pt-BR");
    app.browser().asking_for("zh-TW").post("/forgot-password", json!({"email": ADA})).await.is(202);
    assert_eq!(app.mail_to(ADA).await.language(), "en");
}

#[tokio::test]
async fn a_page_is_in_the_language_of_the_switch_then_of_the_account_then_of_the_browser() {
    let app = TestApp::start().await;
    let mut ada = app.browser().asking_for("de");
    ada.visit("/sign-in").await.is(200).says("<html lang=\"de\" dir=\"ltr\">").says("Passwort");
    ada.sign_up(ADA, PASSWORD).await;
    ada.confirm(&app.mail_to(ADA).await).await;

    let mut other = app.browser().asking_for("ja");
    other.visit("/sign-in").await.says("<html lang=\"ja\"");
    other.sign_in(ADA, PASSWORD).await;
    let page = other.visit("/account").await.says("<html lang=\"de\"");
    other.press(&page, "/language", &[("language", "ar")]).await.leads_to("/account");
    assert_eq!(other.cookie("countersign-language").as_deref(), Some("ar"));
    other.visit("/account").await.says("<html lang=\"ar\" dir=\"rtl\">");
    other.visit("/nowhere").await.is(404).says("<html lang=\"ar\" dir=\"rtl\">");
    ada.visit("/account").await.says("<html lang=\"ar\"");
}

#[tokio::test]
async fn what_is_wrong_is_told_in_the_page_s_language_and_to_programs_in_english() {
    let app = TestApp::start().await;
    let mut ada = app.browser().asking_for("fr");
    let page = ada.visit("/sign-up").await;
    let page = ada.press(&page, "/sign-up", &[("email", "ada"), ("password", "short")]).await.is(422);
    assert!(page.body.contains("name@example.org") || page.body.contains("nom@example.org"), "{}", page.body);
    assert!(!page.body.contains("Enter an email address"), "{}", page.body);
    let body = json!({"email": "ada", "password": PASSWORD});
    let answer = ada.post("/sign-up", body).await.refuses(422, "validation");
    assert!(answer.body.contains("Enter an email address in the form name@example.org."), "{}", answer.body);
}

/// A language is kept in a cookie of ours and nowhere else, and the way back is ours, too.
#[tokio::test]
async fn the_switch_takes_the_languages_there_are_and_leads_nowhere_else() {
    let app = TestApp::start().await;
    let mut eve = app.browser();
    for bad in ["", "xx", "de\r\nSet-Cookie: a=b", "../de"] {
        eve.post_form("/language", &[("language", bad), ("page", "/sign-in")]).await.is(400);
        assert_eq!(eve.cookie("countersign-language"), None);
    }
    for (page, to) in [("/sign-up?next=%2Faccount", "/sign-up?next=%2Faccount"), ("//evil.example", "/"), ("", "/")] {
        eve.post_form("/language", &[("language", "ja"), ("page", page)]).await.leads_to(to);
    }
    // With the link's token in a cookie, the page behind it can be had in another language, and its path tells nothing.
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let page = ada.follow(&app.mail_to(ADA).await).await;
    ada.press(&page, "/language", &[("language", "es")]).await.leads_to("/confirm");
    let page = ada.visit("/confirm").await.says("<html lang=\"es\"");
    ada.press(&page, "/confirm", &[]).await.leads_to("/account?notice=confirmed");
}

/// Icon fonts have theirs where values are marked while a message is put together.
#[test]
fn an_operators_words_may_have_characters_of_private_use() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("locales")).unwrap();
    std::fs::write(folder.path().join("locales/en.ftl"), "sign-out = \u{e003} Leave\n").unwrap();
    let words = words::load(Some(folder.path())).unwrap();
    assert_eq!(Said::of("sign-out").in_words(&words, Language::En).unwrap(), "\u{e003} Leave");
}
