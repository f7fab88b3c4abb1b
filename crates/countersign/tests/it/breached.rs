//! The list of breached passwords: what leaves the house, what its answer leads to, and that an outage keeps out nobody.

use serde_json::{Value, json};

use crate::support::web::{Reply, Web};
use crate::support::{ADA, Answer, EVE, NEW_PASSWORD, PASSWORD, TestApp};

/// `printf 'correct horse battery staple' | sha1sum`
const BREACHED: &str = "correct horse battery staple";
const PREFIX: &str = "ABF7A";
const SUFFIX: &str = "AD6438836DBE526AA231ABDE2D0EEF74D42";
const OTHERS: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n00D4F6E8FA6EECAD2A3AA415EEC418D38EC:0\r\n";

async fn with(web: &Web) -> TestApp {
    let url = web.url("/range/");
    TestApp::with(|settings| settings.rules.breached_passwords_url = Some(url)).await
}

async fn listing() -> Web {
    Web::start(Reply::Says(format!("{OTHERS}{SUFFIX}:384\r\n"))).await
}

#[track_caller]
fn is_refused(answer: Answer) -> Value {
    let refused = answer.refuses(422, "validation").json();
    assert!(refused["errors"]["password"][0].as_str().unwrap().contains("data breach"), "{refused}");
    refused
}

#[tokio::test]
async fn a_listed_password_is_refused_wherever_one_is_chosen() {
    let web = listing().await;
    let app = with(&web).await;
    is_refused(app.browser().post("/sign-up", json!({"email": EVE, "password": BREACHED})).await);
    let mut ada = app.member(ADA).await;
    is_refused(ada.post("/change-password", json!({"current_password": PASSWORD, "password": BREACHED})).await);
    ada.forgot_password(ADA).await;
    let mail = app.mail_to(ADA).await;
    is_refused(app.browser().post("/reset-password", json!({"token": mail.its_token(), "password": BREACHED})).await);
    assert!(app.lets_in(ADA, PASSWORD).await && !app.lets_in(ADA, BREACHED).await);
    // The link has stayed good.
    app.browser().reset_password(&mail, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;
    app.no_mail_to(EVE).await;
}

#[tokio::test]
async fn five_digits_of_a_hash_leave_the_house_and_no_more() {
    let web = listing().await;
    let app = with(&web).await;
    is_refused(app.browser().post("/sign-up", json!({"email": EVE, "password": BREACHED})).await);
    let [asked] = &web.asked()[..] else { panic!("not asked once") };
    assert_eq!(asked.line, format!("GET /range/{PREFIX}"));
    assert!(asked.headers.contains(&"add-padding: true".to_owned()), "{asked:?}");
    let told = format!("{asked:?}");
    assert!(!told.contains(&SUFFIX[..6]) && !told.contains("eve") && asked.body.is_empty(), "{told}");
}

#[tokio::test]
async fn known_and_unknown_addresses_are_asked_for_alike() {
    let web = listing().await;
    let app = with(&web).await;
    app.member(ADA).await;
    web.asked();
    let refusals = [ADA, EVE].map(async |email| {
        let refused = app.browser().post("/sign-up", json!({"email": email, "password": BREACHED})).await;
        (is_refused(refused), web.asked().len())
    });
    let [known, unknown] = refusals;
    assert_eq!(known.await, unknown.await);
}

#[tokio::test]
async fn what_the_policy_refuses_or_nobody_may_change_is_not_asked_for() {
    let web = listing().await;
    let app = with(&web).await;
    let mut ada = app.member(ADA).await;
    web.asked();
    ada.post("/sign-up", json!({"email": EVE, "password": "passwordpassword"})).await.refuses(422, "validation");
    ada.post("/change-password", json!({"current_password": "not the right one", "password": BREACHED}))
        .await
        .refuses(401, "credentials_invalid");
    ada.post("/reset-password", json!({"token": "forged", "password": BREACHED})).await.refuses(400, "token_invalid");
    assert!(app.lets_in(ADA, PASSWORD).await);
    assert!(web.asked().is_empty());
}

#[tokio::test]
async fn a_password_that_is_only_padding_or_not_there_is_taken() {
    let web = Web::start(Reply::Says(format!("{OTHERS}{SUFFIX}:0\r\n"))).await;
    let app = with(&web).await;
    let mut eve = app.browser();
    eve.sign_up(EVE, BREACHED).await;
    eve.confirm(&app.mail_to(EVE).await).await.leads_to("/account?notice=confirmed");
    assert_eq!(web.asked().len(), 1);
}

#[tokio::test]
async fn a_list_that_does_not_answer_keeps_out_nobody() {
    let elsewhere = listing().await;
    let web = Web::start(Reply::Nothing).await;
    let app = with(&web).await;
    app.may_leave_mail();
    for reply in [
        Reply::Nothing,
        Reply::Leads(elsewhere.url(&format!("/range/{PREFIX}")).to_string()),
        Reply::Status(429),
        Reply::Status(503),
        Reply::Says("<html>A proxy: log in first</html>".to_owned()),
        Reply::Says(String::new()),
        Reply::Endless,
    ] {
        web.replies(reply);
        app.browser().post("/sign-up", json!({"email": EVE, "password": BREACHED})).await.is(202);
    }
    assert!(elsewhere.asked().is_empty(), "a redirect was followed");
}
