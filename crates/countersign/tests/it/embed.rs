//! Countersign inside another axum application: nested or at the root, with the application's own doors beside ours.
//! `Host` builds it by the public `Builder` and has the real worker and clock. What hooks do is in `hooks`.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::FromRef;
use axum::http::{Request, header};
use axum::response::Redirect;
use axum::routing::{get, post};
use axum::{Extension, Router};
use countersign::rules::BaseUrl;
use countersign::sql::Error as SqlError;
use countersign::{BuildError, Builder, Countersign, Refused, Rejection, SignedIn};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tokio::sync::oneshot;
use tower::ServiceExt;
use url::Url;

use crate::support::app::TestClock;
use crate::support::browser::Door;
use crate::support::database::Database;
use crate::support::html::unescape;
use crate::support::{ADA, Answer, Browser, EVE, PASSWORD};

const PREFIX: &str = "/account-area";
const PAGE: &str = "text/html,application/xhtml+xml;q=0.9";

/// An application that has Countersign inside.
struct Host {
    countersign: Countersign,
    database: Database,
    router: Router,
    door: Arc<Door>,
    prefix: String,
}

#[derive(Clone)]
struct State {
    countersign: Countersign,
}

impl FromRef<State> for Countersign {
    fn from_ref(state: &State) -> Self {
        state.countersign.clone()
    }
}

fn settings(base_url: &str, database: &Database) -> Builder {
    Countersign::builder()
        .base_url(base_url)
        .database_url(database.url())
        .secret_key("0123456789abcdef".repeat(4))
        .set("argon2", "m=8,t=1,p=1")
        .set("allow_weak_argon2", "true")
        .set("rate_limits", "off")
}

/// The application's own doors.
fn doors(countersign: &Countersign) -> Router<State> {
    let members = Router::new()
        .route("/whoami", get(async |Extension(known): Extension<SignedIn>| known.email().to_owned()))
        .route_layer(countersign.require_signed_in());
    let gated = Router::new()
        .route(
            "/news",
            get(async |known: Option<SignedIn>| known.map_or("stranger".to_owned(), |it| it.email().to_owned())),
        )
        .route_layer(countersign.require_confirmed());
    let forms = Router::new().route("/form", post(async || "taken")).route_layer(countersign.refuse_cross_origin());
    Router::new()
        .route("/", get(async |known: Option<SignedIn>| if known.is_some() { "welcome back" } else { "hello" }))
        .route("/dashboard", get(dashboard).post(dashboard))
        .route(
            "/told",
            get(async |known: Result<SignedIn, Rejection>| format!("{:?}", known.err().map(|no| no.refused()))),
        )
        .route("/old", get(async |known: SignedIn| Redirect::to(&format!("/dashboard#{}", known.session_id()))))
        .merge(gated)
        .merge(forms)
        .nest("/members", members)
}

async fn dashboard(signed_in: SignedIn) -> String {
    format!("{} {}", signed_in.account_id(), signed_in.email())
}

impl Host {
    async fn nested(base_url: &str) -> Self {
        Self::with(base_url, |host, countersign| host.nest(PREFIX, countersign.router())).await
    }

    async fn with(base_url: &str, join: impl FnOnce(Router, &Countersign) -> Router) -> Self {
        let database = Database::fresh().await;
        let countersign = settings(base_url, &database).build().await.unwrap();
        tokio::spawn(countersign.worker(pending()));
        let host = doors(&countersign).with_state(State { countersign: countersign.clone() });
        let router = join(host, &countersign);
        let base = BaseUrl::new(&Url::parse(base_url).unwrap());
        let prefix = base.prefix().to_owned();
        let door = Door::new(router.clone(), TestClock::of_now(), base);
        Self { countersign, database, router, door, prefix }
    }

    fn browser(&self) -> Browser {
        Browser::new(Arc::clone(&self.door))
    }

    fn at(&self, page: &str) -> String {
        format!("{}{page}", self.prefix)
    }

    /// Asks at a door of the application, with the cookies of a browser.
    async fn ask(&self, browser: &Browser, request: Request<Body>) -> Answer {
        let (mut parts, body) = request.into_parts();
        let method = parts.method.clone();
        for name in ["countersign", "countersign-sign-up"] {
            let name_there = if self.door.base.is_https() { format!("__Host-{name}") } else { name.to_owned() };
            if let Some(value) = browser.cookie(name) {
                parts.headers.append(header::COOKIE, format!("{name_there}={value}").parse().unwrap());
            }
        }
        let path = parts.uri.path().to_owned();
        let (parts, body) = self.router.clone().oneshot(Request::from_parts(parts, body)).await.unwrap().into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        Answer { status: parts.status.as_u16(), headers: parts.headers, body, method, path }
    }

    async fn open(&self, browser: &Browser, path: &str) -> Answer {
        self.ask(browser, Request::get(path).header(header::ACCEPT, PAGE).body(Body::empty()).unwrap()).await
    }

    async fn call(&self, browser: &Browser, path: &str) -> Answer {
        self.ask(browser, Request::get(path).header(header::ACCEPT, "application/json").body(Body::empty()).unwrap())
            .await
    }

    async fn sign_up(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        let page = browser.get(&self.at("/sign-up")).await.is(200);
        let answer = browser.fill(&page, &[("email", email), ("password", PASSWORD)]).await;
        answer.leads_to(&self.at("/check-mail"));
        browser
    }

    /// The link in the newest mail to an address, once the worker has sent one.
    async fn link(&self, email: &str) -> String {
        let mut browser = self.browser();
        for _ in 0..1_000 {
            let mails: Value = browser.get(&self.at(&format!("/dev/mailbox.json?to={email}"))).await.is(200).json();
            if let Some(link) = mails["mails"][0]["link"].as_str() {
                return Url::parse(link).unwrap().path().to_owned();
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("no mail to {email}")
    }

    async fn member(&self, email: &str) -> Browser {
        let mut browser = self.sign_up(email).await;
        let page = browser.visit(&self.link(email).await).await.is(200);
        let answer = browser.press(&page, &self.at("/confirm"), &[]).await;
        answer.leads_to(&self.at("/account?notice=confirmed"));
        browser
    }
}

/// Redirects, links, files, cookies and the language switch all stay below the path.
#[tokio::test]
async fn the_whole_journey_works_nested_under_a_path() {
    for base_url in ["http://localhost:3000/account-area", "https://localhost/account-area/"] {
        let host = Host::nested(base_url).await;
        assert_eq!(host.countersign.path("/sign-in"), "/account-area/sign-in");
        let mut ada = host.sign_up(ADA).await;
        assert!(host.link(ADA).await.starts_with("/account-area/confirm/"));
        let page = ada.visit(&host.link(ADA).await).await.is(200);
        ada.press(&page, "/account-area/confirm", &[]).await.leads_to("/account-area/account?notice=confirmed");

        let home = ada.get("/account-area/account").await.is(200).says(ADA);
        let body = unescape(&home.body);
        let links = ["href=\"", "src=\""].iter().flat_map(|name| body.split(name).skip(1));
        let files: Vec<_> =
            links.filter_map(|rest| rest.split('"').next()).filter(|to| to.contains("/static/")).collect();
        assert!(files.len() >= 2, "{files:?}");
        for file in files {
            assert!(file.starts_with("/account-area/static/"), "{file}");
            ada.get(file).await.is(200);
        }
        let answer = ada.press(&home, "/account-area/language", &[("language", "de")]).await;
        let german = ada.visit(&answer.leads_to("/account-area/account").location().unwrap()).await.is(200);
        assert!(german.body.contains("<html lang=\"de\""), "{german:?}");

        let seen = host.open(&ada, "/account-area/forward-auth").await.is(200);
        assert_eq!(seen.header("remote-email"), ADA);
        let dashboard = host.open(&ada, "/dashboard").await.is(200).body;
        assert_eq!(dashboard, format!("{} {ADA}", seen.header("remote-user")));
        ada.get("/account-area/login?next=/dashboard").await.leads_to("/account-area/sign-in?next=%2Fdashboard");
        let out = ada.get("/account-area/sign-out").await.is(200);
        ada.press(&out, "/account-area/sign-out", &[]).await;
        host.open(&ada, "/dashboard").await.leads_to("/account-area/sign-in?next=%2Fdashboard");
        host.open(&ada, "/account-area/nowhere").await.is(404).says("There is nothing here.");
        let in_again = ada.get("/account-area/sign-in?next=/dashboard").await.is(200);
        ada.fill(&in_again, &[("email", ADA), ("password", PASSWORD)]).await.leads_to("/dashboard");
    }
}

#[tokio::test]
async fn at_the_root_it_takes_what_the_application_does_not() {
    let join = |host: Router, countersign: &Countersign| host.fallback_service(countersign.router());
    let host = Host::with("https://localhost", join).await;
    let mut ada = host.member(ADA).await;
    ada.get("/account").await.is(200).says(ADA);
    assert!(host.open(&ada, "/dashboard").await.is(200).body.ends_with(ADA));
    assert_eq!(host.open(&ada, "/").await.is(200).body, "welcome back");
    assert_eq!(host.open(&host.browser(), "/").await.is(200).body, "hello");
    ada.get("/nowhere").await.is(404);
    // Health and figures are not among the pages.
    ada.get("/healthz").await.is(404);
    let ops = Router::new().nest("/internal", host.countersign.ops_router());
    let ready = ops.oneshot(Request::get("/internal/readyz").body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(ready.status(), 200);
}

#[tokio::test]
async fn it_can_be_merged_where_no_path_and_no_fallback_is_there_twice() {
    let join = |_: Router, countersign: &Countersign| {
        let state = State { countersign: countersign.clone() };
        Router::new().route("/dashboard", get(dashboard)).with_state(state).merge(countersign.router())
    };
    let host = Host::with("http://localhost:3000", join).await;
    let mut ada = host.member(ADA).await;
    assert!(host.open(&ada, "/dashboard").await.is(200).body.ends_with(ADA));
    ada.get("/nowhere").await.is(404);
}

#[tokio::test]
async fn whoever_is_not_signed_in_is_told_so_as_they_understand_it() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    let nobody = host.browser();
    host.open(&nobody, "/dashboard?tab=2&x=a%26b")
        .await
        .leads_to("/account-area/sign-in?next=%2Fdashboard%3Ftab%3D2%26x%3Da%2526b");
    // As it was before the nested router lost the beginning.
    let led = host.open(&nobody, "/members/whoami").await.leads_to("/account-area/sign-in?next=%2Fmembers%2Fwhoami");
    assert_eq!(led.header("cache-control"), "no-store");
    let form = Request::post("/dashboard").header(header::ACCEPT, PAGE).body(Body::empty()).unwrap();
    host.ask(&nobody, form).await.leads_to("/account-area/sign-in");
    let refused = host.call(&nobody, "/dashboard").await.refuses(401, "unauthenticated");
    assert_eq!(refused.header("www-authenticate"), "Bearer");
    host.call(&nobody, "/members/whoami").await.refuses(401, "unauthenticated");
    assert_eq!(host.call(&nobody, "/news").await.is(200).body, "stranger");
    assert_eq!(host.call(&nobody, "/told").await.is(200).body, format!("{:?}", Some(Refused::Unauthenticated)));
}

#[tokio::test]
async fn the_browser_of_a_sign_up_that_waits_is_led_to_its_confirmation_from_the_applications_pages_too() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    let mut ada = host.sign_up(ADA).await;
    for path in ["/dashboard", "/members/whoami", "/news"] {
        host.open(&ada, path).await.leads_to("/account-area/unconfirmed");
        host.call(&ada, path).await.refuses(403, "unconfirmed");
    }
    ada.get("/account-area/unconfirmed").await.is(200).says(ADA);
    assert_eq!(host.open(&ada, "/").await.is(200).body, "hello", "a page without a gate is open to everybody");
    let page = ada.visit(&host.link(ADA).await).await.is(200);
    ada.press(&page, "/account-area/confirm", &[]).await.is(303);
    for path in ["/members/whoami", "/news"] {
        assert_eq!(host.open(&ada, path).await.is(200).body, ADA);
    }
}

#[tokio::test]
async fn a_session_is_shown_by_a_header_too_and_another_applications_header_does_not_hide_the_cookie() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    let ada = host.member(ADA).await;
    let body = json!({"email": ADA, "password": PASSWORD}).to_string();
    let request = Request::post("/account-area/api/v1/sign-in").header(header::CONTENT_TYPE, "application/json");
    let signed_in = host.ask(&host.browser(), request.body(Body::from(body)).unwrap()).await.is(200).json();
    let token = signed_in["session"]["token"].as_str().unwrap();
    let with = |authorization: &str| {
        Request::get("/dashboard").header(header::AUTHORIZATION, authorization).body(Body::empty()).unwrap()
    };
    let nobody = host.browser();
    assert!(host.ask(&nobody, with(&format!("Bearer {token}"))).await.is(200).body.ends_with(ADA));
    host.ask(&nobody, with("Bearer nonsense")).await.is(401);
    for others in ["Bearer nonsense", "Basic YTpi"] {
        assert!(host.ask(&ada, with(others)).await.is(200).body.ends_with(ADA), "{others}");
    }
}

/// As our own doors do: whoever only uses the application must not be signed out as idle.
#[tokio::test]
async fn using_the_application_keeps_a_session_from_getting_idle() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    let ada = host.member(ADA).await;
    let seen = async || -> i64 {
        let sql = "SELECT seen_at FROM sessions";
        let rows: Result<_, SqlError> = host.countersign.transaction(async |tx| tx.fetch_all(sql, []).await).await;
        rows.unwrap()[0].get("seen_at").unwrap()
    };
    // As every change of ours, it says that what is remembered is of before.
    let tamper = async |sql: &str| {
        host.database.tamper(sql).await;
        let told = "INSERT INTO session_changes (id, number) VALUES (99, 1)
            ON CONFLICT (id) DO UPDATE SET number = session_changes.number + 1";
        host.database.tamper(told).await;
    };
    let before = seen().await;
    tamper("UPDATE sessions SET seen_at = seen_at - 7200000").await;
    host.open(&ada, "/dashboard").await.is(200);
    assert!(seen().await >= before, "{} {before}", seen().await);
    tamper("UPDATE sessions SET seen_at = seen_at - 700000000").await;
    host.open(&ada, "/dashboard").await.is(303);
    tamper("UPDATE sessions SET seen_at = seen_at + 700000000").await;
    tamper("UPDATE accounts SET epoch = epoch + 1").await;
    host.open(&ada, "/dashboard").await.is(303);
}

#[tokio::test]
async fn what_another_site_made_a_browser_send_is_refused_at_the_applications_forms_too() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    let ada = host.member(ADA).await;
    let form = |site: &'static str, accept: &str| {
        let request = Request::post("/form").header("sec-fetch-site", site).header(header::ACCEPT, accept);
        request.body(Body::empty()).unwrap()
    };
    assert_eq!(host.ask(&ada, form("same-origin", PAGE)).await.is(200).body, "taken");
    host.ask(&ada, form("same-site", "*/*")).await.refuses(403, "cross_origin");
    let page = host.ask(&ada, form("cross-site", PAGE)).await.is(403);
    assert!(
        page.body.contains("<html") && page.header("content-security-policy").contains("default-src 'none'"),
        "{page:?}"
    );
    assert_eq!(host.ask(&ada, Request::post("/form").body(Body::empty()).unwrap()).await.is(200).body, "taken");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_our_trouble_and_nobody_is_let_in() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    let ada = host.member(ADA).await;
    host.countersign.close().await;
    for path in ["/dashboard", "/members/whoami", "/news", "/"] {
        host.call(&ada, path).await.refuses(503, "overloaded");
        let page = host.open(&ada, path).await.is(503);
        assert!(page.body.contains("<html") && page.header("retry-after") == "2", "{page:?}");
    }
    assert_eq!(host.call(&ada, "/told").await.body, format!("{:?}", Some(Refused::Unavailable)));
}

#[tokio::test]
async fn a_worker_that_is_told_to_stop_ends_and_the_next_sends_what_is_left() {
    let database = Database::fresh().await;
    let countersign = settings("http://localhost:3000", &database).build().await.unwrap();
    let base = BaseUrl::new(&Url::parse("http://localhost:3000").unwrap());
    let door = Door::new(countersign.router(), TestClock::of_now(), base);
    for email in [ADA, EVE] {
        let mut browser = Browser::new(Arc::clone(&door));
        browser.sign_up(email, PASSWORD).await;
        let (stop, stopped) = oneshot::channel::<()>();
        let worker = tokio::spawn(countersign.worker(async move { drop(stopped.await) }));
        let path = format!("/dev/mailbox.json?to={email}");
        while browser.get(&path).await.json()["mails"][0].is_null() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        stop.send(()).unwrap();
        worker.await.unwrap();
    }
}

#[tokio::test]
async fn nothing_of_the_process_is_changed() {
    let host = Host::nested("http://localhost:3000/account-area").await;
    host.member(ADA).await;
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
    assert!(!tracing::dispatcher::has_been_set());
}

#[tokio::test]
async fn a_setting_that_has_to_be_mended_is_told_in_one_line_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("app.db");
    let builder = || Countersign::builder().database_url(format!("sqlite://{}", file.display()));
    let local = || builder().base_url("http://localhost:3000");
    for (builder, told) in [
        (builder(), "base_url (not set): is required; set it to where people reach the router"),
        (builder().base_url("localhost"), "base_url (set in code): must begin with http:// or https://"),
        (local().set("brand_nmae", "x"), "brand_nmae (set in code): is not a setting; did you mean brand_name?"),
        (
            local().set("rate_limits.sign_up_network", "many"),
            "rate_limits.sign_up_network (set in code): must be a number",
        ),
        (builder().base_url("https://example.org"), "mail_url (default): must not be mailbox:"),
        (local().mail_url("smtp://"), "mail_url (set in code)"),
        (local().secret_key("short"), "secret_key (set in code)"),
        (local().with_file(folder.path().join("none.toml")), "config ("),
        (local().database_url("postgres://a:b@localhost/x"), "secret_key (not set"),
    ] {
        let error = builder.build().await.err().unwrap();
        assert!(matches!(&error, BuildError::Setting(line) if line.starts_with(told)), "{error:?}, not {told}");
    }
    assert!(!file.exists());
    let error = local().database_url(format!("sqlite://{}/none/app.db", folder.path().display())).build().await.err();
    assert!(matches!(&error, Some(BuildError::Failed(line)) if line.starts_with("database_url: ")), "{error:?}");
}

/// A file that is named counts more than what code says; without being named none is read.
#[tokio::test]
async fn files_are_read_when_they_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("countersign.toml");
    std::fs::write(&file, "base_url = 'http://localhost:1/a'\nsession_ttl = '2d'\nbrand_name = 'File'\n").unwrap();
    let database = Database::fresh().await;
    let app = settings("http://localhost:2/b", &database)
        .with_file(&file)
        .set("session_ttl", "3d")
        .set("session_idle_ttl", "1d")
        .build()
        .await
        .unwrap();
    let rules = app.rules();
    assert_eq!((app.path("/x").as_str(), rules.brand_name.as_str()), ("/a/x", "File"));
    assert_eq!((rules.session.absolute.as_secs(), rules.session.idle.as_secs()), (2 * 86_400, 86_400));
    let app = settings("http://localhost:2/b", &database).build().await.unwrap();
    assert_eq!(app.rules().brand_name, "Countersign");
}
