//! What the application around us does in the transactions in which accounts come and go: its rows are there exactly when
//! the account is, whatever goes wrong.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use countersign::flows::manage_accounts;
use countersign::sql::{Error as SqlError, Param, Transaction};
use countersign::{AccountHooks, HookError, Hooks, Id, NewAccount};
use countersign_core::Address;
use serde_json::json;

use crate::support::app::operator;
use crate::support::race::at_once;
use crate::support::{ADA, EVE, PASSWORD, TestApp};

/// Keeps a row for each account, until it is told to fail.
#[derive(Clone, Default)]
struct Profiles {
    fails: Arc<AtomicBool>,
    panics: Arc<AtomicBool>,
    is_busy: Arc<AtomicBool>,
}

impl AccountHooks for Profiles {
    async fn account_created(&self, tx: &mut Transaction<'_>, account: &NewAccount) -> Result<(), HookError> {
        let sql = "INSERT INTO profiles (account_id, email, locale, created_at) VALUES ($1, $2, $3, $4)";
        let locale = account.locale.as_deref();
        let params: [Param; 4] =
            [account.id.into(), account.email.as_str().into(), locale.into(), account.created_at.into()];
        assert_eq!(tx.execute(sql, params).await?, 1);
        assert!(!self.panics.load(Ordering::Relaxed), "told to");
        if self.is_busy.load(Ordering::Relaxed) {
            return Err(SqlError::Busy("told to".to_owned()).into());
        }
        if self.fails.load(Ordering::Relaxed) { Err("told to".into()) } else { Ok(()) }
    }

    async fn account_removed(&self, tx: &mut Transaction<'_>, account_id: Id) -> Result<(), HookError> {
        tx.execute("DELETE FROM profiles WHERE account_id = $1", [account_id.into()]).await?;
        if self.fails.load(Ordering::Relaxed) { Err("told to".into()) } else { Ok(()) }
    }
}

async fn app(profiles: &Profiles, close_grace: Duration) -> TestApp {
    let profiles = profiles.clone();
    let app = TestApp::with(|settings| {
        settings.rules.close_grace = close_grace;
        settings.hooks = Box::new(move |app| app.with_hooks(Hooks::new(profiles.clone())));
    })
    .await;
    // The application's rows refer to ours, so an order that is wrong is refused.
    let sql = "CREATE TABLE profiles (account_id TEXT PRIMARY KEY REFERENCES accounts (id), email TEXT NOT NULL, locale TEXT, created_at BIGINT NOT NULL)";
    let made: Result<u64, SqlError> = app.countersign.transaction(async |tx| tx.execute(sql, []).await).await;
    made.unwrap();
    app
}

async fn profiles(app: &TestApp) -> Vec<String> {
    let sql = "SELECT account_id, email FROM profiles ORDER BY email";
    let rows: Result<_, SqlError> = app.countersign.transaction(async |tx| tx.fetch_all(sql, []).await).await;
    let line = |row: countersign::sql::Row| -> Result<String, SqlError> {
        Ok(format!("{} {}", row.get::<String>("account_id")?, row.get::<String>("email")?))
    };
    rows.unwrap().into_iter().map(|row| line(row).unwrap()).collect()
}

#[tokio::test]
async fn the_applications_row_comes_with_the_account() {
    let app = app(&Profiles::default(), Duration::ZERO).await;
    let mut ada = app.browser().asking_for("de");
    ada.sign_up(ADA, PASSWORD).await;
    assert_eq!(profiles(&app).await, Vec::<String>::new(), "a sign-up is not an account");
    ada.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
    let account = app.account(ADA).await;
    assert_eq!(profiles(&app).await, [format!("{} {ADA}", account.id)]);
    let sql = "SELECT locale, created_at FROM profiles";
    let row: Result<_, SqlError> = app.countersign.transaction(async |tx| tx.fetch_optional(sql, []).await).await;
    let row = row.unwrap().unwrap();
    assert_eq!(row.get::<Option<String>>("locale").unwrap().as_deref(), Some("de"));
    assert_eq!(row.get::<i64>("created_at").unwrap(), account.created_at.millis());
}

/// Error, panic and a busy database: each leaves all as it was, and the link works once the application does.
#[tokio::test]
async fn a_hook_that_fails_rolls_everything_back_and_leaves_the_link_good() {
    let hooks = Profiles::default();
    let app = app(&hooks, Duration::ZERO).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let mail = app.mail_to(ADA).await;
    let page = ada.follow(&mail).await.is(200);
    let before = app.database.dump().await;
    for (failure, status) in [(&hooks.fails, 500), (&hooks.panics, 500), (&hooks.is_busy, 503)] {
        failure.store(true, Ordering::Relaxed);
        let form = Request::post("/confirm").header("content-type", "application/x-www-form-urlencoded");
        let form = form.body(Body::empty()).unwrap();
        let refused = ada.send_unchecked(form).await.is(status);
        assert!(refused.body.contains("<html") && !refused.body.contains("told to"), "{refused:?}");
        assert!(ada.cookie("countersign").is_none(), "nobody is signed in");
        let call = json!({"token": mail.its_token()}).to_string();
        let request = Request::post("/api/v1/confirm").header("content-type", "application/json");
        let told = ada.send_unchecked(request.body(Body::from(call)).unwrap()).await;
        assert_eq!(
            (told.status, told.code().as_str()),
            (status, if status == 503 { "overloaded" } else { "internal" })
        );
        failure.store(false, Ordering::Relaxed);
        assert_eq!(app.database.dump().await, before, "something was left");
    }
    ada.press(&page, "/confirm", &[]).await.leads_to("/account?notice=confirmed");
    assert_eq!(profiles(&app).await.len(), 1);
}

#[tokio::test]
async fn a_race_for_a_link_runs_the_hook_of_one_winner() {
    let app = app(&Profiles::default(), Duration::ZERO).await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    let token = app.mail_to(ADA).await.its_token();
    let answers = at_once((0..5).map(|_| {
        let (mut ada, body) = (ada.clone(), json!({"token": token}).to_string());
        async move {
            let request = Request::post("/api/v1/confirm").header("content-type", "application/json");
            // A loser may also be told that there is too much going on.
            ada.send_unchecked(request.body(Body::from(body)).unwrap()).await.status
        }
    }))
    .await;
    assert!(answers.iter().all(|status| [200, 410, 503].contains(status)), "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 200).count(), 1, "{answers:?}");
    assert_eq!(profiles(&app).await.len(), 1);
}

#[tokio::test]
async fn an_account_that_an_operator_makes_here_runs_the_hook_too() {
    let hooks = Profiles::default();
    let app = app(&hooks, Duration::ZERO).await;
    let address = Address::parse(EVE).unwrap();
    hooks.fails.store(true, Ordering::Relaxed);
    assert!(manage_accounts::create(&app.countersign, address.clone(), None, &operator()).await.is_err());
    assert!(app.accounts().await.is_empty());
    hooks.fails.store(false, Ordering::Relaxed);
    assert!(manage_accounts::create(&app.countersign, address, None, &operator()).await.is_ok());
    assert_eq!(profiles(&app).await, [format!("{} {EVE}", app.account(EVE).await.id)]);
    app.mail_to(EVE).await;
}

#[tokio::test]
async fn the_applications_row_goes_with_the_account() {
    let hooks = Profiles::default();
    let app = app(&hooks, Duration::ZERO).await;
    let mut ada = app.member(ADA).await;
    hooks.fails.store(true, Ordering::Relaxed);
    let request = |browser: &crate::support::Browser| {
        let request = Request::delete("/api/v1/account").header("content-type", "application/json");
        (browser.clone(), request.body(Body::from(json!({"password": PASSWORD}).to_string())).unwrap())
    };
    let (mut browser, delete) = request(&ada);
    browser.send_unchecked(delete).await.is(500);
    assert_eq!((profiles(&app).await.len(), app.accounts().await.len()), (1, 1), "neither is gone without the other");
    hooks.fails.store(false, Ordering::Relaxed);
    ada.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
    assert_eq!((profiles(&app).await.len(), app.accounts().await.len()), (0, 0));
}

/// A closed account that the application cannot let go of waits for the next sweep, and keeps nothing else waiting.
#[tokio::test]
async fn what_is_closed_goes_with_its_row_when_its_time_is_over() {
    let hooks = Profiles::default();
    let day = Duration::from_secs(86_400);
    let app = app(&hooks, day).await;
    for email in [ADA, EVE] {
        let mut member = app.member(email).await;
        member.call("DELETE", "/account", json!({"password": PASSWORD})).await.is(204);
        app.mail_to(email).await;
    }
    app.sweep().await;
    assert_eq!(profiles(&app).await.len(), 2, "it can still be had back");
    app.advance(day);
    hooks.fails.store(true, Ordering::Relaxed);
    app.sweep().await;
    assert_eq!((profiles(&app).await.len(), app.accounts().await.len()), (2, 2));
    hooks.fails.store(false, Ordering::Relaxed);
    app.sweep().await;
    assert_eq!((profiles(&app).await.len(), app.accounts().await.len()), (0, 0));
}
