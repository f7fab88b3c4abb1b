//! Links that another application mailed before its people were brought here: to the same pages as ours, with the same
//! proofs, once, until a date; and nothing that they say tells who has an account.

use std::time::Duration;

use countersign::flows::manage_accounts;
use countersign_core::Timestamp;
use countersign_core::legacy_link::path::OldPath;
use countersign_core::legacy_link::{Holds, LegacyLink, LegacyLinks, Shape};
use countersign_core::link::Seal;
use countersign_core::mail::Kind;
use countersign_core::signed::{Derivation, Digest, Key};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::support::app::operator;
use crate::support::race::at_once;
use crate::support::{ADA, Answer, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const DAY: Duration = Duration::from_secs(86_400);
const MADE_AT: i64 = 1_799_999_000;
const UNTIL: Timestamp = Timestamp::from_seconds(1_800_000_000 + 30 * 86_400);

fn itsdangerous_key(salt: &str) -> Key {
    Key::new(Digest::Sha1, Derivation::DjangoConcat, b"the old application's secret key", salt.as_bytes())
}

fn jwt_key() -> Key {
    Key::new(Digest::Sha256, Derivation::None, b"the old application's secret key", b"")
}

/// As two tutorials have them: an address under a salt to confirm, an id in a JWT to reset.
fn legacy_links() -> LegacyLinks {
    let confirm = LegacyLink {
        seal: Seal::Confirm,
        paths: vec![OldPath::parse("/confirm/<token>").unwrap(), OldPath::parse("/auth/confirm/<token>").unwrap()],
        shape: Shape::ItsDangerous,
        key: itsdangerous_key("email-confirm"),
        claim: None,
        holds: Holds::Email,
        max_age: Some(20 * DAY),
    };
    let reset = LegacyLink {
        seal: Seal::Reset,
        paths: vec![OldPath::parse("/auth/reset_password/<token>").unwrap()],
        shape: Shape::Jwt,
        key: jwt_key(),
        claim: Some("reset_password".to_owned()),
        holds: Holds::Id,
        max_age: None,
    };
    LegacyLinks { until: UNTIL, id_space: None, links: vec![confirm, reset] }
}

async fn start() -> TestApp {
    TestApp::with(|settings| settings.rules.legacy_links = Some(legacy_links())).await
}

fn base64(text: &str) -> String {
    BASE64URL_NOPAD.encode(text.as_bytes())
}

/// What the other application mailed to somebody so that they confirm their address.
fn confirm_token(email: &str) -> String {
    salted_token("email-confirm", email)
}

fn salted_token(salt: &str, email: &str) -> String {
    let made_at = BASE64URL_NOPAD.encode(&MADE_AT.to_be_bytes()[4..]);
    itsdangerous_key(salt).sign(&format!("{}.{made_at}", base64(&format!("{email:?}"))))
}

/// And so that they choose another password.
fn reset_token(legacy_id: u32) -> String {
    jwt(&json!({"reset_password": legacy_id}))
}

fn jwt(claims: &Value) -> String {
    let header = base64(r#"{"alg":"HS256","typ":"JWT"}"#);
    jwt_key().sign(&format!("{header}.{}", base64(&claims.to_string())))
}

/// Somebody who was confirmed there, signed in here.
async fn brought_member(app: &TestApp, email: &str, legacy_id: u32) -> Browser {
    app.import(email, true, legacy_id).await;
    app.signed_in(email, PASSWORD).await
}

/// Somebody who had signed up there and not confirmed.
async fn brought_sign_up(app: &TestApp, email: &str, legacy_id: u32) {
    app.import(email, false, legacy_id).await;
}

async fn confirm_by_api(mut browser: Browser, token: String, password: &'static str) -> Answer {
    browser.post("/confirm", json!({"token": token, "password": password})).await
}

async fn reset_by_api(mut browser: Browser, token: String, password: String) -> Answer {
    browser.post("/reset-password", json!({"token": token, "password": password})).await
}

#[tokio::test]
async fn an_old_link_to_confirm_needs_the_password_of_that_sign_up() {
    for path in ["/confirm", "/auth/confirm"] {
        let app = start().await;
        brought_sign_up(&app, ADA, 42).await;
        let link = format!("{path}/{}", confirm_token(ADA));
        let mut ada = app.browser();
        ada.get(&link).await.leads_to("/confirm");
        let page = ada.visit(&link).await.is(200);
        ada.press(&page, "/confirm", &[]).await.is(401);
        ada.press(&page, "/confirm", &[("password", NEW_PASSWORD)]).await.is(401);
        assert!(app.accounts().await.is_empty());
        ada.press(&page, "/confirm", &[("password", PASSWORD)]).await.leads_to("/account?notice=confirmed");
        assert!(ada.is_signed_in().await && app.lets_in(ADA, PASSWORD).await);
        app.browser().visit(&link).await.is(410).says("Already confirmed");
        confirm_by_api(app.browser(), confirm_token(ADA), PASSWORD).await.refuses(410, "token_used");
    }
}

#[tokio::test]
async fn an_old_link_to_confirm_says_so_kindly_to_whoever_was_confirmed_there() {
    let app = start().await;
    brought_member(&app, ADA, 42).await;
    app.browser().visit(&format!("/confirm/{}", confirm_token(ADA))).await.is(410).says("Already confirmed");
}

#[tokio::test]
async fn an_old_link_to_confirm_confirms_no_sign_up_that_was_made_here() {
    let app = start().await;
    let mut eve = app.browser();
    eve.sign_up(ADA, PASSWORD).await;
    app.mail_to(ADA).await;
    for browser in [eve, app.browser()] {
        confirm_by_api(browser, confirm_token(ADA), PASSWORD).await.refuses(410, "token_expired");
    }
    assert!(app.accounts().await.is_empty());
}

#[tokio::test]
async fn an_old_link_to_reset_sets_a_password_once() {
    let app = start().await;
    let mut old = brought_member(&app, ADA, 42).await;
    let link = format!("/auth/reset_password/{}", reset_token(42));
    let mut ada = app.browser();
    ada.get(&link).await.leads_to("/reset-password");
    let page = ada.visit(&link).await.is(200).says(ADA);
    ada.press(&page, "/reset-password", &[("password", "short")]).await.is(422);
    ada.press(&page, "/reset-password", &[("password", NEW_PASSWORD)]).await.leads_to("/sign-in?notice=reset");
    assert!(!ada.is_signed_in().await && !old.is_signed_in().await, "every session ends, nobody is signed in");
    assert!(!app.lets_in(ADA, PASSWORD).await && app.lets_in(ADA, NEW_PASSWORD).await);
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::PasswordChanged);
    app.browser().visit(&link).await.is(410).says("Password already changed");
    reset_by_api(app.browser(), reset_token(42), PASSWORD.to_owned()).await.refuses(410, "token_used");
    // Nor does any other of them work: the account has moved on.
    let another = jwt(&json!({"reset_password": 42, "exp": 1_800_900_000}));
    reset_by_api(app.browser(), another, PASSWORD.to_owned()).await.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
}

#[tokio::test]
async fn looking_at_old_links_changes_nothing() {
    let app = start().await;
    brought_member(&app, ADA, 42).await;
    brought_sign_up(&app, EVE, 43).await;
    let before = app.database.dump().await;
    for link in [format!("/auth/reset_password/{}", reset_token(42)), format!("/auth/confirm/{}", confirm_token(EVE))] {
        for _ in 0..10 {
            let mut browser = app.browser();
            browser.head(&link).await.is(303);
            let page = browser.visit(&link).await.is(200);
            assert!(!page.body.contains(link.rsplit('/').next().unwrap()) && !browser.is_signed_in().await);
        }
    }
    assert_eq!(app.database.dump().await, before);
}

/// What it takes for a link to be over, whoever it was for.
#[tokio::test]
async fn old_links_end_in_one_and_the_same_way() {
    let app = start().await;
    app.may_leave_mail();
    let mut changed = brought_member(&app, "changed@example.net", 1).await;
    let change = json!({"current_password": PASSWORD, "password": NEW_PASSWORD});
    changed.post("/change-password", change).await.is(204);
    let mut moved = brought_member(&app, "moved@example.net", 2).await;
    moved.change_email("elsewhere@example.net", PASSWORD).await;
    moved.press_change_email(&app.mail_to("elsewhere@example.net").await).await.is(303);
    brought_member(&app, "disabled@example.net", 3).await;
    for disabled in [true, false] {
        let account = app.account("disabled@example.net").await;
        manage_accounts::set_disabled(&app.countersign, &account, disabled, &operator()).await.unwrap();
    }
    let mut closed = brought_member(&app, "closed@example.net", 4).await;
    closed.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.member("never.brought@example.net").await;
    brought_sign_up(&app, "waiting@example.net", 6).await;
    brought_member(&app, ADA, 7).await;

    let over = jwt(&json!({"reset_password": 7, "exp": 1_799_999_999}));
    let tokens = (1..=6).chain([99]).map(reset_token).chain([over]);
    let mut told = Vec::new();
    for token in tokens {
        let page = app.browser().visit(&format!("/auth/reset_password/{token}")).await.is(410);
        let told_by_api =
            reset_by_api(app.browser(), token, NEW_PASSWORD.to_owned()).await.refuses(410, "token_expired");
        told.push((page.body, page.headers, told_by_api.body));
    }
    assert!(told.windows(2).all(|pair| pair[0] == pair[1]), "{told:?}");
    // A password that was set before is not set back.
    assert!(
        app.lets_in("changed@example.net", NEW_PASSWORD).await && app.lets_in("disabled@example.net", PASSWORD).await
    );

    let reset_link = format!("/auth/reset_password/{}", reset_token(7));
    app.browser().visit(&reset_link).await.is(200);
    app.advance(30 * DAY);
    let page = app.browser().visit(&reset_link).await.is(410);
    assert_eq!(page.body, told[0].0, "after the date that was set");
    reset_by_api(app.browser(), reset_token(7), NEW_PASSWORD.to_owned()).await.refuses(410, "token_expired");
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn an_old_link_is_as_old_as_it_was_there() {
    let app = start().await;
    brought_sign_up(&app, ADA, 42).await;
    brought_sign_up(&app, EVE, 43).await;
    app.advance(6 * DAY);
    app.browser().visit(&format!("/confirm/{}", confirm_token(ADA))).await.is(200);
    // The sign-up ends as any, whatever the link says.
    app.advance(2 * DAY);
    let of_sign_up = app.browser().visit(&format!("/confirm/{}", confirm_token(ADA))).await.is(410);
    app.advance(13 * DAY);
    let of_age = app.browser().visit(&format!("/confirm/{}", confirm_token(EVE))).await.is(410);
    assert_eq!(of_sign_up.body, of_age.body);
}

#[tokio::test]
async fn forged_old_links_are_refused_without_a_touch_of_the_database() {
    let app = start().await;
    brought_member(&app, ADA, 42).await;
    let before = app.database.dump().await;
    let (confirm, reset) = (confirm_token(ADA), reset_token(42));
    let claims = base64(r#"{"reset_password":42}"#);
    let forged = [
        format!("/confirm/{reset}"),
        format!("/auth/confirm/{}", salted_token("recover", ADA)),
        format!("/auth/reset_password/{confirm}"),
        format!("/auth/reset_password/{}", jwt(&json!({"confirm_id": 42}))),
        format!("/auth/reset_password/{}", jwt(&json!({"reset_password": 42, "aud": "another"}))),
        format!("/auth/reset_password/{}", jwt(&json!({"reset_password": 42, "iat": 1_900_000_000}))),
        format!("/auth/reset_password/{}.{claims}.", base64(r#"{"alg":"none"}"#)),
        format!("/auth/reset_password/{}", jwt_key().sign(&format!("{}.{claims}", base64(r#"{"alg":"RS256"}"#)))),
        format!("/auth/reset_password/{}x", &reset[..reset.len() - 1]),
        format!("/auth/reset_password/{}", &reset[..reset.len() - 1]),
        "/auth/reset_password/x".to_owned(),
    ];
    let mut told = Vec::new();
    for link in &forged {
        let page = app.browser().get(link).await.is(400);
        assert!(!page.headers.contains_key("set-cookie"), "{link}");
        told.push((link.contains("reset"), page.body));
    }
    for (is_reset, body) in &told {
        assert_eq!(Some(body), told.iter().find(|(other, _)| other == is_reset).map(|(_, body)| body));
    }
    assert_eq!(app.database.dump().await, before);
    app.countersign.db().close().await;
    app.may_leave_mail();
    let body = json!({"token": confirm, "password": NEW_PASSWORD});
    app.browser().post("/reset-password", body).await.refuses(400, "token_invalid");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_old_resets_at_one_instant_one_succeeds() {
    let app = start().await;
    for round in 0..10 {
        let email = format!("ada{round}@example.net");
        brought_member(&app, &email, round).await;
        let password = |number: usize| format!("round {round} password of racer {number}");
        let racers = (0..50).map(|number| reset_by_api(app.browser(), reset_token(round), password(number)));
        let answers = at_once(racers).await;
        let winner = answers.iter().position(|answer| answer.status == 204).unwrap();
        let others = answers.into_iter().filter(|answer| answer.status != 204);
        let refused: Vec<Answer> = others.map(|answer| answer.refuses(410, "token_used")).collect();
        assert_eq!(refused.len(), 49, "round {round}");
        assert!(app.lets_in(&email, &password(winner)).await, "round {round}");
        assert!(!app.lets_in(&email, &password((winner + 1) % 50)).await, "round {round}");
        assert_eq!(app.mail_to(&email).await.kind(), Kind::PasswordChanged, "one notice, round {round}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_fifty_old_confirmations_at_one_instant_one_succeeds() {
    let app = start().await;
    for round in 0..10 {
        let email = format!("ada{round}@example.net");
        brought_sign_up(&app, &email, round).await;
        let racers = (0..50).map(|_| confirm_by_api(app.browser(), confirm_token(&email), PASSWORD));
        let answers = at_once(racers).await;
        let others = answers.into_iter().filter(|answer| answer.status != 200);
        let refused: Vec<Answer> = others.map(|answer| answer.refuses(410, "token_used")).collect();
        assert_eq!(refused.len(), 49, "round {round}");
    }
    assert_eq!(app.accounts().await.len(), 10);
}

#[tokio::test]
async fn whoever_did_not_ask_can_void_an_old_link() {
    let app = start().await;
    brought_member(&app, ADA, 42).await;
    brought_sign_up(&app, EVE, 43).await;
    let reset = format!("/auth/reset_password/{}", reset_token(42));
    let mut ada = app.browser();
    let page = ada.visit(&reset).await.says("Did not ask for this?");
    let mut late = app.browser();
    let late_page = late.visit(&reset).await.is(200);
    ada.press(&page, "/reset-password/not-me", &[]).await.is(200).says("We have cancelled that link");
    late.press(&late_page, "/reset-password", &[("password", NEW_PASSWORD)]).await.is(410);
    // It does not come back, either.
    app.advance(10 * DAY);
    app.sweep().await;
    ada.visit(&reset).await.is(410).says("This link has expired");
    assert!(app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn whoever_did_not_sign_up_there_removes_it_here() {
    let app = start().await;
    brought_sign_up(&app, EVE, 43).await;
    let confirm = format!("/confirm/{}", confirm_token(EVE));
    let mut eve = app.browser();
    let page = eve.visit(&confirm).await.is(200);
    eve.press(&page, "/confirm/not-me", &[]).await.is(200);
    eve.visit(&confirm).await.is(410);
    confirm_by_api(app.browser(), confirm_token(EVE), PASSWORD).await.refuses(410, "token_expired");
}

#[tokio::test]
async fn an_old_reset_that_fails_leaves_nothing_behind() {
    let app = start().await;
    brought_member(&app, ADA, 42).await;
    let before = app.database.dump().await;
    app.database.refuse("INSERT", "mails", "NEW.id IS NOT NULL").await;
    let request = axum::http::Request::post("/api/v1/reset-password").header("content-type", "application/json");
    let body = json!({"token": reset_token(42), "password": NEW_PASSWORD}).to_string();
    app.browser().send_unchecked(request.body(body.into()).unwrap()).await.refuses(500, "internal");
    assert_eq!(app.database.dump().await, before);
}

#[tokio::test]
async fn old_paths_take_links_and_nothing_else() {
    let app = start().await;
    let mut browser = app.browser();
    let reset = format!("/auth/reset_password/{}", reset_token(1));
    let refused = browser.post_form(&reset, &[]).await.is(405);
    assert_eq!(refused.header("allow"), "GET, HEAD");
    for path in ["/auth/reset_password", "/auth/reset_password/", "/auth/login", "/auth/reset_password/a/b"] {
        browser.get(path).await.is(404);
    }
    // The language switch leads back to a page without the token.
    let page = browser.visit(&reset).await.is(410).says("value=\"/reset-password\"");
    assert!(!page.body.contains(&reset_token(1)), "{page:?}");
}

#[tokio::test]
async fn without_the_section_old_links_are_nobodys() {
    let app = TestApp::start().await;
    brought_member(&app, ADA, 42).await;
    app.browser().get(&format!("/auth/reset_password/{}", reset_token(42))).await.is(404);
    app.browser().get(&format!("/reset-password/{}", reset_token(42))).await.is(400);
    reset_by_api(app.browser(), reset_token(42), NEW_PASSWORD.to_owned()).await.refuses(400, "token_invalid");
}
