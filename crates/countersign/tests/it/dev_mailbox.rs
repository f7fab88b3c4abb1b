//! The built-in inbox: only where mail goes to it, and only under the names of this machine.

use axum::body::Body;
use axum::http::Request;

use crate::support::{ADA, PASSWORD, TestApp};

#[tokio::test]
async fn the_inbox_shows_the_mail_and_its_link_works() {
    let app = TestApp::with(|settings| settings.live_at("http://localhost:8080", &[])).await;
    let mut ada = app.browser();
    ada.get("/dev/mailbox").await.is(200).says("No mail yet");
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let list = ada.get("/dev/mailbox").await.is(200).says(ADA).says("Confirm your address");
    let id = list.body.split("/dev/mailbox/").nth(2).or(list.body.split("/dev/mailbox/").nth(1)).unwrap();
    let id = id.split('"').next().unwrap();
    let json = ada.get("/dev/mailbox.json").await.is(200).json();
    let mail = &json["mails"][0];
    assert_eq!((mail["to"].as_str().unwrap(), mail["kind"].as_str().unwrap()), (ADA, "confirm"));
    let id = if id == "clear" { mail["id"].as_str().unwrap() } else { id };
    ada.get(&format!("/dev/mailbox/{id}")).await.is(200).says(mail["link"].as_str().unwrap());
    let html = ada.get(&format!("/dev/mailbox/{id}/html")).await.is(200);
    assert!(html.header("content-security-policy").contains("'unsafe-hashes' 'sha256-"));
    ada.get("/dev/mailbox/nonsense").await.is(404);
    ada.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
}

#[tokio::test]
async fn the_button_clears_it() {
    let app = TestApp::with(|settings| settings.live_at("http://localhost:8080", &[])).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let page = ada.get("/dev/mailbox").await;
    ada.press(&page, "/dev/mailbox/clear", &[]).await.leads_to("/dev/mailbox");
    ada.get("/dev/mailbox").await.says("No mail yet");
}

#[tokio::test]
async fn another_name_of_this_machine_opens_nothing() {
    let app = TestApp::with(|settings| settings.live_at("http://localhost:8080", &[])).await;
    for (host, status) in [
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("evil.example", 404),
        ("localhost.evil.example", 404),
        ("127.0.0.1.evil.example", 404),
        ("evil.example:8080", 404),
        ("", 404),
    ] {
        for path in ["/dev/mailbox", "/dev/mailbox.json"] {
            let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
            app.browser().send(request).await.is(status);
        }
    }
}

#[tokio::test]
async fn where_mail_goes_elsewhere_there_is_no_inbox() {
    let app = TestApp::with(|settings| settings.rules.mailbox = false).await;
    app.browser().get("/dev/mailbox").await.is(404);
    app.browser().get("/dev/mailbox.json").await.is(404);
}
