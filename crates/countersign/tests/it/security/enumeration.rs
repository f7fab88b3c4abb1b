//! No answer tells whether an address is known: for one with an account, a disabled one, a waiting sign-up
//! and nothing at all, status, headers and body are the same to the byte, and the work is.

use countersign::flows::manage_accounts;
use serde_json::json;

use crate::support::app::operator;
use crate::support::{Answer, Browser, NEW_PASSWORD, PASSWORD, TestApp};

/// All of one length, as pages show the address again.
const ADDRESSES: [&str; 5] =
    ["known@example.net", "ended@example.net", "waits@example.net", "never@example.net", "close@example.net"];

async fn with_all_five() -> TestApp {
    let app = TestApp::start().await;
    app.member(ADDRESSES[0]).await;
    app.member(ADDRESSES[1]).await;
    let ended = app.account(ADDRESSES[1]).await;
    manage_accounts::set_disabled(&app.countersign, &ended, true, &operator()).await.unwrap();
    app.browser().sign_up(ADDRESSES[2], PASSWORD).await;
    app.mail_to(ADDRESSES[2]).await;
    app.member(ADDRESSES[4]).await.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    app.mail_to(ADDRESSES[4]).await;
    app
}

/// Everything that a client can see, but the address itself and the values of fresh cookies.
fn seen(answer: &Answer, address: &str) -> String {
    let mut headers = answer.headers.clone();
    let cookies: Vec<_> =
        headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap().to_owned()).collect();
    headers.remove("set-cookie");
    let shapes: Vec<_> = cookies
        .iter()
        .map(|cookie| {
            let (name, rest) = cookie.split_once('=').unwrap();
            let (value, attributes) = rest.split_once(';').unwrap();
            format!("{name}={}{attributes}", value.len())
        })
        .collect();
    format!("{} {headers:?} {shapes:?} {}", answer.status, answer.body.replace(address, "…"))
}

#[tokio::test]
async fn every_door_for_strangers_answers_alike() {
    let app = with_all_five().await;
    app.may_leave_mail();
    let attempt = async |mut browser: Browser, door: usize, email: &str| match door {
        0 => browser.post("/sign-up", json!({"email": email, "password": NEW_PASSWORD})).await,
        1 => browser.post("/resend", json!({"email": email})).await,
        2 => browser.post("/forgot-password", json!({"email": email})).await,
        3 => browser.post("/sign-in", json!({"email": email, "password": NEW_PASSWORD})).await,
        4 => browser.post_form("/sign-up", &[("email", email), ("password", NEW_PASSWORD)]).await,
        5 => browser.post_form("/resend", &[("email", email)]).await,
        6 => browser.post_form("/forgot-password", &[("email", email)]).await,
        7 => browser.post_form("/sign-in", &[("email", email), ("password", NEW_PASSWORD)]).await,
        8 => browser.post("/sign-up", json!({"email": email, "password": "short"})).await,
        _ => browser.post("/sign-up", json!({"email": email, "password": NEW_PASSWORD, "next": "//evil"})).await,
    };
    for door in 0..10 {
        let mut answers = Vec::new();
        for email in ADDRESSES {
            answers.push(seen(&attempt(app.browser(), door, email).await, email));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "door {door}: {answers:#?}");
    }
}

#[tokio::test]
async fn each_door_writes_the_same_rows_for_each_address() {
    let app = with_all_five().await;
    app.may_leave_mail();
    let counts =
        async || app.database.dump().await.into_iter().map(|(table, rows)| (table, rows.len())).collect::<Vec<_>>();
    for path in ["/sign-up", "/resend", "/forgot-password", "/sign-in"] {
        let mut written = Vec::new();
        for email in ADDRESSES {
            let before = counts().await;
            let mut body = json!({"email": email});
            if path.starts_with("/sign") {
                body["password"] = json!(NEW_PASSWORD);
            }
            app.browser().post(path, body).await;
            let after = counts().await;
            written.push(before.iter().zip(&after).map(|(b, a)| a.1 - b.1).collect::<Vec<_>>());
        }
        written.dedup();
        assert_eq!(written.len(), 1, "{path}: {written:?}");
    }
}

#[tokio::test]
async fn a_change_of_address_answers_alike_whoever_has_the_new_one() {
    let app = with_all_five().await;
    app.may_leave_mail();
    let mut ada = app.member("ada@example.net").await;
    let mut answers = Vec::new();
    for email in ADDRESSES {
        let api = ada.post("/change-email", json!({"email": email, "password": PASSWORD})).await.is(202);
        let page = ada.change_email(email, PASSWORD).await.is(303);
        answers.push(seen(&api, email) + &seen(&page, email));
    }
    answers.dedup();
    assert_eq!(answers.len(), 1, "{answers:#?}");
}

#[tokio::test]
async fn the_waiting_browser_is_told_the_same_whether_its_address_has_an_account() {
    let app = with_all_five().await;
    app.may_leave_mail();
    let mut answers = Vec::new();
    for email in ADDRESSES {
        let mut browser = app.browser();
        browser.sign_up(email, NEW_PASSWORD).await;
        let mut all = String::new();
        for password in [NEW_PASSWORD, "some other password"] {
            all += &seen(&browser.post("/sign-in", json!({"email": email, "password": password})).await, email);
            all += &seen(&browser.sign_in(email, password).await, email);
        }
        for page in ["/check-mail", "/unconfirmed", "/account", "/sign-in", "/resend"] {
            all += &seen(&browser.get(page).await, email);
        }
        answers.push(all);
    }
    answers.dedup();
    assert_eq!(answers.len(), 1);
}

#[tokio::test]
async fn a_link_for_a_waiting_sign_up_is_refused_alike_once_the_address_is_somebodys() {
    let app = TestApp::start().await;
    let mut expired = Vec::new();
    for email in ["first@example.net", "other@example.net"] {
        app.browser().sign_up(email, PASSWORD).await;
        let token = app.mail_to(email).await.its_token();
        if email.starts_with("first") {
            app.member(email).await;
        } else {
            app.advance(std::time::Duration::from_secs(8 * 86_400));
        }
        let answer = app.browser().post("/confirm", json!({"token": token, "password": PASSWORD})).await;
        expired.push(seen(&answer, email));
    }
    assert_eq!(expired[0], expired[1]);
}
