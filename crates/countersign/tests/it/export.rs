//! Export: all that is held about an account, for its owner, and nothing that opens anything.

use serde_json::{Value, json};

use crate::support::{ADA, EVE, PASSWORD, TestApp};

#[tokio::test]
async fn the_export_has_account_sessions_changes_mails_and_trail() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.member(EVE).await;
    app.signed_in(ADA, PASSWORD).await;
    ada.change_email("lovelace@example.net", PASSWORD).await;
    app.mail_to("lovelace@example.net").await;
    app.mail_to(ADA).await;
    let answer = ada.call("GET", "/account/export", Value::Null).await.is(200);
    assert!(answer.header("content-disposition").starts_with("attachment"));
    let held = answer.json();
    assert_eq!(held["account"]["email"], ADA);
    assert_eq!(held["sessions"].as_array().unwrap().len(), 2);
    assert_eq!(held["email_changes"][0]["to"], "lovelace@example.net");
    let kinds: Vec<_> = held["mails"].as_array().unwrap().iter().map(|mail| mail["kind"].as_str().unwrap()).collect();
    assert!(kinds.contains(&"confirm") && kinds.contains(&"change_email_notice"), "{kinds:?}");
    let events: Vec<_> = held["audit"].as_array().unwrap().iter().map(|line| line["event"].as_str().unwrap()).collect();
    for event in ["confirm", "sign_in", "change_email", "export"] {
        assert!(events.contains(&event), "{event} is not in {events:?}");
    }
    assert!(!answer.body.contains("eve@") && !answer.body.contains("argon2"));
    for secret in app.door.secrets.all() {
        assert!(!answer.body.contains(&secret), "a secret in {}", answer.body);
    }
}

#[tokio::test]
async fn the_page_hands_it_over_for_the_password() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    ada.get("/account/export").await.leads_to("/account#data");
    let page = ada.get("/account").await;
    let page = ada.press(&page, "/account/export", &[("password", "wrong")]).await.is(401);
    let page = page.says("id=\"export_password-problems\"").says("That is not the right password");
    let answer = ada.press(&page, "/account/export", &[("password", PASSWORD)]).await.is(200);
    assert!(answer.header("content-disposition").starts_with("attachment"));
    assert_eq!(answer.json()["account"]["email"], ADA);
    let audit = app.audit().await;
    assert_eq!(audit[audit.len() - 2..], ["export wrong_password", "export exported"]);
    app.browser().post_form("/account/export", &[("password", PASSWORD)]).await.leads_to("/sign-in?next=%2Faccount");
}

/// The mail to a new address is written only if nobody has it: what became of it would tell.
#[tokio::test]
async fn the_export_does_not_tell_whether_another_address_is_taken() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    app.member(EVE).await;
    const FREE: &str = "lovelace@example.net";
    for new in [EVE, FREE] {
        ada.change_email(new, PASSWORD).await;
        app.mail_to(ADA).await;
    }
    app.mail_to(FREE).await;
    let held = ada.call("GET", "/account/export", Value::Null).await.is(200).json();
    let told = |to: &str| {
        let mail = held["mails"].as_array().unwrap().iter().find(|mail| mail["to"] == to).unwrap();
        (mail["kind"].clone(), mail["state"].clone(), mail["finished_at"].clone())
    };
    assert_eq!(told(EVE), told(FREE));
    assert_eq!(told(FREE), (json!("change_email"), Value::Null, Value::Null));
    assert_eq!(told(ADA).1, "sent");
}
