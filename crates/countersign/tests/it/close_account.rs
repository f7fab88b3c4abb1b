//! Close an account: with the password, and as if there had been none. What is kept of it for a while: `keep_account`.

use std::time::Duration;

use countersign::flows::manage_accounts::{self, CreateOutcome};
use countersign_core::Address;
use countersign_core::mail::Kind;
use serde_json::{Value, json};

use crate::support::app::operator;
use crate::support::{ADA, NEW_PASSWORD, PASSWORD, TestApp};

#[tokio::test]
async fn closing_for_good_takes_the_password_and_leaves_nothing_but_the_trail() {
    let app = TestApp::with(|settings| settings.rules.close_grace = Duration::ZERO).await;
    let mut ada = app.member(ADA).await;
    let mut phone = app.signed_in(ADA, PASSWORD).await;
    ada.change_email("lovelace@example.net", PASSWORD).await;
    app.mail_to("lovelace@example.net").await;
    app.mail_to(ADA).await;
    ada.call("DELETE", "/account", json!({"password": NEW_PASSWORD})).await.refuses(401, "credentials_invalid");
    ada.call("DELETE", "/account", json!({})).await.refuses(422, "validation");
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    assert_eq!(ada.cookie("countersign"), None);
    assert!(!phone.is_signed_in().await && !app.lets_in(ADA, PASSWORD).await);
    only_the_trail_knows(&app).await;
}

#[tokio::test]
async fn closing_for_good_takes_what_is_left_of_former_addresses_too() {
    for grace in [Duration::ZERO, Duration::from_secs(86_400)] {
        let app = TestApp::with(|settings| settings.rules.close_grace = grace).await;
        let mut ada = app.member(ADA).await;
        app.browser().forgot_password(ADA).await;
        assert_eq!(app.mail_to(ADA).await.kind(), Kind::Reset);
        for (from, to) in [(ADA, "lovelace@example.net"), ("lovelace@example.net", "ada@example.org")] {
            app.advance(Duration::from_secs(3_600));
            ada.change_email(to, PASSWORD).await;
            ada.press_change_email(&app.mail_to(to).await).await;
            assert_eq!(app.mails_to(from).await.len(), 2);
        }
        // Who has it next keeps what is theirs.
        app.member("lovelace@example.net").await;
        ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
        // What is kept at all is kept for as long as the address before may have it back.
        app.advance(7 * grace);
        app.sweep().await;
        for (table, rows) in app.database.dump().await {
            let known = rows.iter().filter(|row| row.contains("ada@")).count();
            assert_eq!(known > 0, table == "audit_events", "{table}: {rows:?}");
            assert!(table != "mails" || rows.len() == 1, "{rows:?}");
        }
    }
}

async fn only_the_trail_knows(app: &TestApp) {
    for (table, rows) in app.database.dump().await {
        let known = rows.iter().any(|row| row.contains("ada@") || row.contains("lovelace"));
        assert_eq!(known, table == "audit_events", "{table}: {rows:?}");
    }
}

#[tokio::test]
async fn the_form_asks_for_the_password_and_says_goodbye() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let page = ada.get("/account").await;
    let page = ada.press(&page, "/account/delete", &[("password", "wrong")]).await.is(401);
    let page = page.says("<details open>").says("That is not the right password");
    let until = app.clock.now().plus(app.rules().close_grace).plus(Duration::from_millis(1));
    let to = format!("/sign-in?notice=closed&until={}", until.seconds());
    ada.press(&page, "/account/delete", &[("password", PASSWORD)]).await.leads_to(&to);
    ada.visit(&to).await.says("Your account is closed").says("before 2027-01-22 08:00 UTC");
    app.mail_to(ADA).await;
    // Anybody can write a link: no other date is shown.
    for until in ["0", "99999999999", "-5", "soon", ""] {
        ada.visit(&format!("/sign-in?notice=closed&until={until}")).await.says("Your account is deleted");
    }
}

#[tokio::test]
async fn a_closed_address_is_free_again_and_old_links_open_nothing() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let old = app.mail_to(ADA).await;
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    let again = json!({"token": old.its_token(), "password": NEW_PASSWORD});
    app.browser().post("/reset-password", again.clone()).await.refuses(410, "token_expired");
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::AccountClosed);
    app.member(ADA).await;
    app.browser().post("/reset-password", again).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn a_mail_that_waits_goes_with_the_account() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::AccountClosed);
}

#[tokio::test]
async fn disabling_ends_sessions_and_links_and_enabling_revives_none() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await;
    let account = app.account(ADA).await;
    let again = json!({"token": reset.its_token(), "password": NEW_PASSWORD});

    manage_accounts::set_disabled(&app.countersign, &account, true, &operator()).await.unwrap();
    assert!(!ada.is_signed_in().await && !app.lets_in(ADA, PASSWORD).await);
    app.browser().post("/reset-password", again.clone()).await.refuses(410, "token_expired");
    app.browser().forgot_password(ADA).await;
    app.browser().sign_up(ADA, NEW_PASSWORD).await;
    app.no_mail_to(ADA).await;

    manage_accounts::set_disabled(&app.countersign, &account, false, &operator()).await.unwrap();
    assert!(!ada.is_signed_in().await);
    app.browser().post("/reset-password", again).await.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn the_operator_creates_an_account_whose_owner_chooses_the_password() {
    let app = TestApp::start().await;
    let mut squatter = app.browser();
    squatter.sign_up(ADA, NEW_PASSWORD).await;
    let squatters = app.mail_to(ADA).await;
    let address = Address::parse(ADA).unwrap();
    let created = manage_accounts::create(&app.countersign, address.clone(), None, &operator()).await.unwrap();
    assert!(matches!(created, CreateOutcome::Created(_)));
    let again = manage_accounts::create(&app.countersign, address, None, &operator()).await.unwrap();
    assert!(matches!(again, CreateOutcome::AlreadyThere));
    assert!(!app.lets_in(ADA, PASSWORD).await);
    let invitation = app.mail_to(ADA).await;
    assert_eq!(invitation.kind(), Kind::Reset);
    app.browser().reset_password(&invitation, PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;
    squatter.post("/confirm", json!({"token": squatters.its_token()})).await.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, PASSWORD).await && !app.lets_in(ADA, NEW_PASSWORD).await);
    manage_accounts::delete(&app.countersign, &app.account(ADA).await, &operator()).await.unwrap();
    squatter.post("/confirm", json!({"token": squatters.its_token()})).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn deleting_by_the_operator_ends_everything_as_well() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.browser().forgot_password(ADA).await;
    manage_accounts::delete(&app.countersign, &app.account(ADA).await, &operator()).await.unwrap();
    ada.call("GET", "/session", Value::Null).await.refuses(401, "unauthenticated");
    app.no_mail_to(ADA).await;
    app.member(ADA).await;
}

#[tokio::test]
async fn a_stranger_who_signed_up_with_the_address_learns_nothing_from_the_closing() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    let (mut known, mut unknown) = (app.browser(), app.browser());
    known.sign_up(ADA, NEW_PASSWORD).await;
    unknown.sign_up("nobody@example.net", NEW_PASSWORD).await;
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    for stranger in [&mut known, &mut unknown] {
        stranger.get("/unconfirmed").await.is(200);
    }
    app.may_leave_mail();
}
