//! The waiting browser: what it hears of its sign-up, and that nobody hears more. Only that this very sign-up was
//! confirmed is told; whatever else became of it, or of the address, looks like waiting.

use std::time::Duration;

use serde_json::{Value, json};

use crate::support::{ADA, Answer, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp};

async fn asks(browser: &mut Browser) -> Answer {
    browser.call("GET", "/sign-up/status", Value::Null).await.is(200)
}

async fn hears(browser: &mut Browser) -> String {
    asks(browser).await.json()["status"].as_str().unwrap().to_owned()
}

/// Confirms on another device, with the password.
async fn confirm_elsewhere(app: &TestApp, email: &str) -> Browser {
    let token = app.mail_to(email).await.its_token();
    let mut phone = app.browser();
    phone.post("/confirm", json!({"token": token, "password": PASSWORD})).await.is(200);
    phone
}

#[tokio::test]
async fn it_hears_of_its_own_confirmation_and_is_led_to_sign_in() {
    let app = TestApp::start().await;
    let mut laptop = app.browser();
    let form = [("email", ADA), ("password", PASSWORD), ("next", "/account?a=1&b=2")];
    laptop.post_form("/sign-up", &form).await.leads_to("/check-mail");
    assert_eq!(hears(&mut laptop).await, "waiting");
    confirm_elsewhere(&app, ADA).await;
    assert_eq!(hears(&mut laptop).await, "confirmed");
    for page in ["/check-mail", "/unconfirmed"] {
        let to = laptop.get(page).await.is(303).location().unwrap();
        assert_eq!(to, "/sign-in?notice=confirmed&next=%2Faccount%3Fa%3D1%26b%3D2", "{page}");
        let page = laptop.visit(&to).await.is(200).says("Your address is confirmed.");
        assert!(page.body.contains(&format!("value=\"{ADA}\"")), "{page:?}");
        assert!(page.body.contains("a&#x3d;1&amp;b&#x3d;2") || page.body.contains("a=1&amp;b=2"), "{page:?}");
    }
    // No other browser is shown the address.
    let page = app.browser().get("/sign-in?notice=confirmed").await.is(200);
    assert!(!page.body.contains(ADA), "{page:?}");
}

#[tokio::test]
async fn a_tab_left_waiting_hears_that_its_browser_has_gone_on() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    ada.confirm(&mail).await.leads_to("/account?notice=confirmed");
    assert_eq!(hears(&mut ada).await, "confirmed");
    ada.get("/unconfirmed").await.leads_to("/account");
}

#[tokio::test]
async fn whoever_is_signed_in_and_signs_up_with_another_address_waits_for_that_one() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.sign_up(EVE, PASSWORD).await;
    assert_eq!(hears(&mut ada).await, "waiting");
    confirm_elsewhere(&app, EVE).await;
    assert_eq!(hears(&mut ada).await, "confirmed");
}

/// Each of these is as different as can be for everybody but this browser.
#[tokio::test]
async fn whatever_else_happens_looks_like_waiting() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    let mut answers = Vec::new();
    let mut note = async |mut browser: Browser, what: &str| {
        let answer = asks(&mut browser).await;
        answers.push((format!("{} {:?} {}", answer.status, answer.headers, answer.body), what.to_owned()));
    };

    let mut fresh = app.browser();
    fresh.sign_up("fresh@example.net", PASSWORD).await;
    note(fresh, "nothing happened").await;

    app.member("known@example.net").await;
    let mut late = app.browser();
    late.sign_up("known@example.net", NEW_PASSWORD).await;
    note(late, "the address has an account").await;

    let mut rival = app.browser();
    rival.sign_up("rival@example.net", NEW_PASSWORD).await;
    app.mails_to("rival@example.net").await;
    app.member("rival@example.net").await;
    note(rival, "another sign-up of the address was confirmed").await;

    let mut dismissed = app.browser();
    dismissed.sign_up("gone@example.net", PASSWORD).await;
    let mail = app.mail_to("gone@example.net").await;
    let mut owner = app.browser();
    let page = owner.follow(&mail).await;
    owner.press(&page, "/confirm/not-me", &[]).await.is(200);
    note(dismissed, "the owner of the address said that it was not them").await;

    let mut closed = app.browser();
    closed.sign_up("closed@example.net", PASSWORD).await;
    let mut phone = confirm_elsewhere(&app, "closed@example.net").await;
    phone.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    note(closed, "the account is gone again").await;

    let mut forger = app.browser();
    forger.set_cookie("countersign-sign-up", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    note(forger, "nobody ever had this cookie").await;
    note(app.browser(), "no cookie at all").await;

    let mut over = app.browser();
    over.sign_up("over@example.net", PASSWORD).await;
    let token = over.cookie("countersign-sign-up").unwrap();
    confirm_elsewhere(&app, "over@example.net").await;
    app.advance(Duration::from_secs(7 * 86_400 + 1));
    // Even where the cookie is kept for longer than it was to be.
    over.set_cookie("countersign-sign-up", &token);
    note(over, "its time is over").await;

    for (answer, what) in &answers {
        assert_eq!(*answer, answers[0].0, "{what}");
        assert!(answer.contains("{\"status\":\"waiting\"}"), "{what}: {answer}");
    }
}

#[tokio::test]
async fn asking_writes_nothing_and_keeps_no_session_alive() {
    let app = TestApp::start().await;
    let mut waiting = app.browser();
    waiting.sign_up(EVE, PASSWORD).await;
    app.mail_to(EVE).await;
    let mut ada = app.member(ADA).await;
    app.advance(Duration::from_secs(6 * 86_400));
    let before = app.database.dump().await;
    for _ in 0..3 {
        assert_eq!(hears(&mut ada).await, "confirmed");
        assert_eq!(hears(&mut waiting).await, "waiting");
        hears(&mut app.browser()).await;
    }
    assert_eq!(app.database.dump().await, before);
    app.advance(Duration::from_secs(2 * 86_400));
    assert!(!ada.is_signed_in().await);
}

#[tokio::test]
async fn a_slip_in_a_well_known_domain_is_asked_about_and_corrected_by_one_click() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    for page in ["/check-mail", "/unconfirmed"] {
        ada.sign_up("Ada.L@gmial.com", PASSWORD).await;
        ada.get(page).await.is(200).says("Did you mean").says("Ada.L@gmail.com").says("/sign-up?meant=1");
    }
    let form = ada.get("/sign-up?meant=1").await.is(200);
    assert!(form.body.contains("value=\"Ada.L@gmail.com\""), "{form:?}");
    ada.fill(&form, &[("password", PASSWORD)]).await.leads_to("/check-mail");
    let page = ada.get("/check-mail").await.is(200);
    assert!(!page.body.contains("Did you mean"), "{page:?}");
    // Nobody else is asked, and nobody's address is guessed from a link.
    let other = app.browser().get("/sign-up?meant=1").await.is(200);
    assert!(!other.body.contains("gmail.com\""), "{other:?}");
    app.mails_to("Ada.L@gmial.com").await;
    app.mail_to("Ada.L@gmail.com").await;
}

#[tokio::test]
async fn the_page_leads_to_the_inbox_of_the_provider() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    ada.sign_up("ada@gmail.com", PASSWORD).await;
    for page in ["/check-mail", "/unconfirmed"] {
        let link = "href=\"https://mail.google.com/\" target=\"_blank\" rel=\"noreferrer noopener\"";
        ada.get(page).await.is(200).says(link).says("Gmail");
    }
    app.mail_to("ada@gmail.com").await;
    ada.sign_up(ADA, PASSWORD).await;
    let page = ada.get("/check-mail").await.is(200);
    assert!(!page.body.contains("target=\"_blank\""), "{page:?}");
    app.mail_to(ADA).await;
}
