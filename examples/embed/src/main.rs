//! An axum application with Countersign inside: a page for everybody, one for members, and a row of its own that is there
//! exactly when an account is. `docs/guide/embed.md` goes through it; e2e/test_embed.py runs it.

use std::net::SocketAddr;

use axum::{Router, extract::State, http::StatusCode, response::Html, routing::get};
use countersign::sql::{Error, Transaction};
use countersign::{AccountHooks, Countersign, HookError, Id, NewAccount, SignedIn};

struct Notebooks;

impl AccountHooks for Notebooks {
    async fn account_created(&self, tx: &mut Transaction<'_>, account: &NewAccount) -> Result<(), HookError> {
        let title = format!("Notebook of {}", account.email.as_str());
        tx.execute("INSERT INTO notebooks (owner, title) VALUES ($1, $2)", [account.id.into(), title.into()]).await?;
        Ok(())
    }

    async fn account_removed(&self, tx: &mut Transaction<'_>, account_id: Id) -> Result<(), HookError> {
        tx.execute("DELETE FROM notebooks WHERE owner = $1", [account_id.into()]).await?;
        Ok(())
    }
}

async fn home(State(countersign): State<Countersign>, signed_in: Option<SignedIn>) -> Html<String> {
    let (greeting, page) = if signed_in.is_some() { ("Welcome back!", "/account") } else { ("Hello!", "/sign-up") };
    let link = countersign.path(page);
    Html(format!("<p>{greeting} <a href=\"{link}\">Your account</a>, <a href=\"/notebook\">notebook</a>"))
}

async fn notebook(State(countersign): State<Countersign>, signed_in: SignedIn) -> Result<String, StatusCode> {
    let (sql, owner) = ("SELECT title FROM notebooks WHERE owner = $1", signed_in.account_id());
    let found = countersign.transaction(async |tx| tx.fetch_optional(sql, [owner.into()]).await).await;
    let title = found.and_then(|row: Option<_>| row.map(|row| row.get("title")).transpose());
    title.map_err(|_: Error| StatusCode::SERVICE_UNAVAILABLE)?.ok_or(StatusCode::NOT_FOUND)
}

async fn stop() {
    let _ = tokio::signal::ctrl_c().await;
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
    let listener = tokio::net::TcpListener::bind(address).await?;
    let base_url = format!("http://localhost:{}/account-area", listener.local_addr()?.port());
    let countersign = Countersign::builder().base_url(base_url).with_environment().hooks(Notebooks).build().await?;
    let table = "CREATE TABLE IF NOT EXISTS notebooks (owner TEXT PRIMARY KEY, title TEXT NOT NULL)";
    countersign.transaction(async |tx| tx.execute(table, []).await).await?;
    let app = Router::new().route("/", get(home)).route("/notebook", get(notebook)).with_state(countersign.clone());
    let app = app.nest("/account-area", countersign.router()).into_make_service_with_connect_info::<SocketAddr>();
    let worker = tokio::spawn(countersign.worker(stop()));
    axum::serve(listener, app).with_graceful_shutdown(stop()).await?;
    worker.await?;
    countersign.close().await;
    Ok(())
}
