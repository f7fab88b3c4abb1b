//! A copy of the database: nothing in it opens anything.

use std::collections::BTreeSet;

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use serde_json::{Value, json};

use super::walk::walk;
use crate::support::{ADA, EVE, TestApp};

#[tokio::test]
async fn a_copy_of_the_database_holds_no_token_no_cookie_and_no_password() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    walk(&app).await;
    let loot = app.database.stolen().await;
    let secrets = app.door.secrets.all();
    assert!(secrets.len() > 20, "{secrets:?}");
    for secret in &secrets {
        let mut forms = vec![secret.clone(), HEXLOWER.encode(secret.as_bytes()), BASE64.encode(secret.as_bytes())];
        // A token's signature alone would do: its other half can be guessed from the row.
        forms.extend(secret.split('.').nth(2).map(str::to_owned));
        // A cookie as the bytes behind its characters.
        forms.extend(BASE64URL_NOPAD.decode(secret.as_bytes()).map(|bytes| HEXLOWER.encode(&bytes)));
        for form in forms.iter().filter(|form| form.len() > 8) {
            for spelling in [form.clone(), form.to_uppercase()] {
                let found = loot.windows(spelling.len()).any(|window| window == spelling.as_bytes());
                assert!(!found, "{spelling} of {secret} is in the database");
            }
        }
    }
}

#[tokio::test]
async fn nothing_in_a_copy_of_the_database_opens_a_door() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    walk(&app).await;
    let dump = app.database.dump().await;
    let words: BTreeSet<String> = dump
        .values()
        .flatten()
        .flat_map(|row| row.split(['\'', ',', '|', ' ', '(', ')', '"', '\\']))
        .map(|word| word.trim_start_matches('x').to_owned())
        .filter(|word| word.len() > 15)
        .collect();
    assert!(words.len() > 50);
    let before = app.database.dump().await;
    for word in words {
        let mut thief = app.browser();
        thief.set_cookie("countersign", &word);
        thief.set_cookie("countersign-sign-up", &word);
        thief.call("GET", "/session", Value::Null).await.refuses(401, "unauthenticated");
        for door in ["/confirm", "/reset-password", "/change-email/undo"] {
            thief.post(door, json!({"token": word})).await.refuses(400, "token_invalid");
        }
    }
    assert_eq!(app.database.dump().await, before);
    let links = dump["links"].len();
    assert!(links > 0, "there were links to build");
}

#[tokio::test]
async fn stored_passwords_are_argon2id_hashes_each_with_its_own_salt() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    app.member(EVE).await;
    let hash = async |email| app.account(email).await.password_hash.unwrap().expose().clone();
    let (ada, eve) = (hash(ADA).await, hash(EVE).await);
    assert!(ada.starts_with("$argon2id$v=19$") && eve.starts_with("$argon2id$v=19$"));
    assert_ne!(ada, eve);
    let confirmed = app.database.dump().await["sign_ups"].iter().all(|row| !row.contains("argon2id"));
    assert!(confirmed, "a confirmed sign-up lets go of its hash");
}
