//! Tokens that are not ours, or not for this door: refused with one answer, and a forged one without a touch
//! of the database.

use countersign_core::link::Seal;
use countersign_core::mail::Kind;
use countersign_core::token::{Envelope, Signer};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};

use crate::support::app::key;
use crate::support::{ADA, Browser, NEW_PASSWORD, PASSWORD, TestApp};

const NEW: &str = "lovelace@example.net";

/// The doors that take a token.
const DOORS: [&str; 4] = ["/confirm", "/reset-password", "/change-email/confirm", "/change-email/undo"];

fn body(door: &str, token: impl Into<Value>) -> Value {
    let token: Value = token.into();
    match door {
        "/confirm" | "/reset-password" => json!({"token": token, "password": NEW_PASSWORD}),
        _ => json!({"token": token}),
    }
}

/// Somebody signed in, and one live token for each door.
async fn one_of_each(app: &TestApp) -> (Browser, [String; 4]) {
    let mut ada = app.member(ADA).await;
    app.browser().sign_up("waiting@example.net", NEW_PASSWORD).await;
    let confirm = app.mail_to("waiting@example.net").await.its_token();
    app.browser().forgot_password(ADA).await;
    let reset = app.mail_to(ADA).await.its_token();
    ada.post("/change-email", json!({"email": NEW, "password": PASSWORD})).await.is(202);
    let change = app.mail_to(NEW).await.its_token();
    let undo = app.mail_to(ADA).await.its_token();
    (ada, [confirm, reset, change, undo])
}

#[tokio::test]
async fn a_token_opens_its_own_door_only() {
    let app = TestApp::start().await;
    let (mut ada, tokens) = one_of_each(&app).await;
    let before = app.database.dump().await;
    for (row, token) in tokens.iter().enumerate() {
        for (column, door) in DOORS.iter().enumerate() {
            if row != column {
                let answer = ada.post(door, body(door, token.as_str())).await;
                assert!(matches!(answer.status, 400 | 410), "token {row} at {door}: {answer:?}");
            }
        }
    }
    for (page, token) in
        [("/reset-password", 0), ("/change-email", 0), ("/confirm", 1), ("/confirm", 2), ("/reset-password", 3)]
    {
        app.browser().get(&format!("{page}/{}", tokens[token])).await.is(400);
    }
    assert_eq!(app.database.dump().await, before);
    // All of them are as good as they were.
    app.browser().post(DOORS[0], body(DOORS[0], tokens[0].as_str())).await.is(200);
    for (row, status) in [(2, 200), (3, 204)] {
        ada.post(DOORS[row], body(DOORS[row], tokens[row].as_str())).await.is(status);
    }
    // The news of the change is obsolete once it is undone; the way to a new password is left.
    assert_eq!(app.mail_to(ADA).await.kind(), Kind::Reset);
}

/// Ways to tamper with a token; none of them is ours any more.
fn mutations(token: &str) -> Vec<String> {
    let mut bad = vec![
        String::new(),
        " ".to_owned(),
        format!("{token}."),
        format!("{token}="),
        format!(" {token}"),
        format!("{token} "),
        token.to_uppercase(),
        token.to_lowercase(),
        format!("{token}\u{0}"),
        token.replace('.', "%2E"),
        token.repeat(2),
        "a".repeat(60_000),
        "../../etc/passwd".to_owned(),
        "' OR 1=1 --".to_owned(),
    ];
    bad.extend((1..token.len()).step_by(7).map(|end| token[..end].to_owned()));
    for at in 0..token.len() {
        let mut bytes = token.as_bytes().to_vec();
        // Another character of the same alphabet.
        bytes[at] = if bytes[at] == b'A' { b'Q' } else { b'A' };
        let changed = String::from_utf8(bytes).unwrap();
        if decoded(&changed) != decoded(token) {
            bad.push(changed);
        }
    }
    bad.retain(|changed| changed != token);
    bad
}

/// The bytes behind the characters: a last character may stand for the same bits as another.
fn decoded(token: &str) -> Vec<Option<Vec<u8>>> {
    token.split('.').map(|part| BASE64URL_NOPAD.decode(part.as_bytes()).ok()).collect()
}

fn jwt(header: &Value, claims: &Value, signature: &str) -> String {
    let part = |value: &Value| BASE64URL_NOPAD.encode(value.to_string().as_bytes());
    format!("{}.{}.{signature}", part(header), part(claims))
}

/// Tokens that somebody made up who knows how ours look.
fn inventions(token: &str) -> Vec<String> {
    let claims: Value =
        serde_json::from_slice(&BASE64URL_NOPAD.decode(token.split('.').nth(1).unwrap().as_bytes()).unwrap()).unwrap();
    let signature = token.rsplit('.').next().unwrap();
    let mut bad = Vec::new();
    for alg in ["none", "None", "nOnE", "", "HS384", "HS512", "RS256", "EdDSA"] {
        let header = json!({"alg": alg, "typ": "JWT"});
        bad.extend([jwt(&header, &claims, ""), jwt(&header, &claims, signature)]);
    }
    for extra in [
        json!({"alg": "HS256", "kid": "../../dev/null"}),
        json!({"alg": "HS256", "jku": "https://evil.example"}),
        json!({"alg": ["HS256"]}),
        json!({}),
    ] {
        bad.push(jwt(&extra, &claims, signature));
    }
    let mut longer = claims.clone();
    longer["exp"] = json!(9_999_999_999_i64);
    bad.push(jwt(&json!({"alg": "HS256", "typ": "JWT"}), &longer, signature));
    bad
}

#[tokio::test]
async fn forged_tokens_are_refused_with_one_answer_and_without_a_touch_of_the_database() {
    let app = TestApp::start().await;
    let (mut ada, tokens) = one_of_each(&app).await;
    let before = app.database.dump().await;
    let mut stranger = app.browser();
    for (door, token) in DOORS.iter().zip(&tokens) {
        let envelope = Envelope {
            link: countersign_core::Id::new(app.clock.now(), [7; 10]),
            issued_at: app.clock.now(),
            expires_at: app.clock.now().plus(app.rules().confirm_ttl),
        };
        let format = app.rules().token_format;
        let elsewhere = [Seal::Confirm, Seal::Reset, Seal::ChangeEmail]
            .map(|seal| Signer::new(format, &key(9), &[]).sign(seal, &envelope));
        let mut first = None;
        for forged in mutations(token).into_iter().chain(inventions(token)).chain(elsewhere) {
            for browser in [&mut ada, &mut stranger] {
                let answer = browser.post(door, body(door, forged.as_str())).await.refuses(400, "token_invalid");
                let same = first.get_or_insert_with(|| (answer.headers.clone(), answer.body.clone()));
                assert_eq!((&answer.headers, &answer.body), (&same.0, &same.1), "{forged:.300} at {door}");
            }
        }
    }
    // No line in the trail, no row, no date: the signature alone was looked at.
    assert_eq!(app.database.dump().await, before);
    app.countersign.db().close().await;
    app.may_leave_mail();
    stranger.post("/confirm", body("/confirm", "forged")).await.refuses(400, "token_invalid");
}

#[tokio::test]
async fn the_pages_behind_links_take_forged_tokens_no_better() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for page in ["/confirm", "/reset-password", "/change-email"] {
        for forged in ["x", "a.b.c", "%00", "%2e%2e%2f", &"a".repeat(8_000), "eyJhbGciOiJub25lIn0.e30."] {
            let answer = browser.get(&format!("{page}/{forged}")).await.is(400);
            assert!(!answer.headers.contains_key("set-cookie"), "{answer:?}");
        }
        for name in ["countersign-confirm", "countersign-reset", "countersign-change-email"] {
            browser.set_cookie(name, "forged");
        }
        browser.get(page).await.is(400);
        browser.post_form(page, &[("password", NEW_PASSWORD)][..usize::from(page != "/change-email")]).await.is(400);
        browser.post_form(&format!("{page}/not-me"), &[]).await.is(400);
    }
    assert!(app.audit().await.is_empty());
}

#[tokio::test]
async fn what_is_not_even_text_is_malformed() {
    let app = TestApp::start().await;
    for door in DOORS {
        for token in [json!(null), json!([]), json!({}), json!(0), json!(true), json!(["a"])] {
            app.browser().post(door, body(door, token)).await.refuses(400, "malformed");
        }
    }
    app.browser().post("/confirm", json!({})).await.refuses(400, "token_invalid");
}
