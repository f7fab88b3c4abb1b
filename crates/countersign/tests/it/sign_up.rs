//! Sign up: what is asked, what is refused and why, and which mail goes out. Confirming is in `confirm`.

use countersign_core::mail::Kind;
use serde_json::json;

use crate::support::{ADA, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn signing_up_leads_to_check_mail_and_sends_one_confirmation() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await.is(200).says("We are sending a mail to").says(ADA);
    let mail = app.mail_to(ADA).await;
    assert_eq!(mail.kind(), Kind::Confirm);
    assert!(!ada.is_signed_in().await);
}

#[tokio::test]
async fn the_api_answers_check_mail_and_sets_the_cookie() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    let answer = ada.post("/sign-up", json!({"email": ADA, "password": PASSWORD, "locale": "de"})).await.is(202);
    assert_eq!(answer.json(), json!({"status": "check_mail"}));
    assert!(ada.cookie("countersign-sign-up").is_some() && ada.cookie("countersign").is_none());
    let confirmed = ada.post("/confirm", json!({"token": app.mail_to(ADA).await.its_token()})).await.is(200).json();
    assert_eq!(confirmed["account"]["locale"], "de");
}

#[tokio::test]
async fn the_form_says_what_is_wrong_and_keeps_the_address_but_not_the_password() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    let page = ada.get("/sign-up?next=/account").await;
    let again = ada.fill(&page, &[("email", "ada at example"), ("password", "too short")]).await.is(422);
    let again = again.says("Enter an email address in the form").says("value=\"ada at example\"");
    assert!(!again.body.contains("too short"));
    ada.fill(&again, &[("email", ADA), ("password", PASSWORD)]).await.leads_to("/check-mail");
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn a_password_is_refused_with_its_reason_and_nothing_else() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for (password, reason) in [
        ("fourteen chars", "at least 15"),
        ("Ada@Example.NET!!", "too close to your address"),
        ("Countersign-Countersign", "too close to your address"),
        ("passwordpassword", "one of the first"),
        ("qwertyuiop123456789", "one of the first"),
        (&"long ".repeat(52), "at most 256"),
        ("", "Enter a password"),
    ] {
        let answer = browser.post("/sign-up", json!({"email": ADA, "password": password})).await;
        let answer = answer.refuses(422, "validation");
        let message = answer.json()["errors"]["password"][0].as_str().unwrap().to_owned();
        assert!(message.contains(reason), "{password}: {message}");
    }
    app.no_mail_to(ADA).await;
}

#[tokio::test]
async fn a_password_of_fifteen_or_of_256_characters_is_taken_whatever_they_are() {
    let app = TestApp::start().await;
    let emoji = "🦊🌲🏔🛶🎣🔥🌌🦉🍄🪵🥾🗺🧭🎒🌠";
    assert_eq!(emoji.chars().count(), 15);
    let long: String = (0..64).map(|i| format!("{:03} ", i * 37 % 101 * 9)).collect();
    assert_eq!(long.len(), 256);
    for (email, password) in [("fox@example.net", emoji), ("long@example.net", &long), ("low@example.net", PASSWORD)] {
        let mut browser = app.browser();
        browser.sign_up(email, password).await;
        browser.confirm(&app.mail_to(email).await).await;
        assert!(app.lets_in(email, password).await, "{password}");
        let last = password.char_indices().next_back().unwrap().0;
        assert!(!app.lets_in(email, &password[..last]).await, "the end of {password} does not count");
    }
}

#[tokio::test]
async fn capitals_make_no_other_address_and_mail_goes_to_the_address_as_given() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up("Ada@Example.NET", PASSWORD).await;
    ada.confirm(&app.mail_to("Ada@Example.NET").await).await.leads_to("/account?notice=confirmed");
    assert!(app.lets_in(ADA, PASSWORD).await);

    app.browser().sign_up("ADA@example.net", NEW_PASSWORD).await;
    assert_eq!(app.mail_to("Ada@Example.NET").await.kind(), Kind::AlreadyRegistered);
    app.no_mail_to("ADA@example.net").await;
}

#[tokio::test]
async fn a_known_address_is_told_so_in_its_mailbox_only() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    app.browser().sign_up(ADA, NEW_PASSWORD).await.says("We are sending a mail to");
    let mail = app.mail_to(ADA).await;
    assert_eq!((mail.kind(), mail.token()), (Kind::AlreadyRegistered, None));
    assert!(app.lets_in(ADA, PASSWORD).await && !app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn the_usual_addresses_of_the_page_lead_here_and_keep_next() {
    let app = TestApp::start().await;
    for alias in ["/register", "/signup"] {
        app.browser().get(alias).await.leads_to("/sign-up");
        app.browser().get(&format!("{alias}?next=/account")).await.leads_to("/sign-up?next=%2Faccount");
    }
}
