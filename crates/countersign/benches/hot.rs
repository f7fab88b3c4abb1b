//! What every request and every page costs before and after its flow: time and allocations of the parts, and of whole
//! answers through all layers. How to run it is told in docs/guide/performance.md.

use std::fs;
use std::net::SocketAddr;
use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::header::{ACCEPT_LANGUAGE, COOKIE, HOST, ORIGIN, USER_AGENT};
use axum::http::{HeaderMap, HeaderValue, Method, Request, StatusCode, Uri};
use axum::response::IntoResponse;
use countersign::Countersign;
use countersign::http::parts::cookies::{self, Name};
use countersign::http::parts::problem::Problem;
use countersign::http::parts::reader::Reader;
use countersign::http::parts::visitor::Who;
use countersign::http::parts::{client, cross_origin, finish, show};
use countersign::http::{Site, router};
use countersign_core::account::Account;
use countersign_core::secret::token_hash;
use countersign_core::session::Session;
use countersign_core::session_stamp::Stamps;
use countersign_core::{Address, Id, Secret, SecretKey, Timestamp};
use countersign_mail::Mailbox;
use countersign_store::{accounts, sessions};
use divan::{AllocProfiler, Bencher, black_box};
use http_body_util::BodyExt;
use minijinja::context;
use serde_json::json;
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};
use tower::ServiceExt;

#[global_allocator]
static ALLOCATIONS: AllocProfiler = AllocProfiler::system();

const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_123);
const KEY: &str = "0f1e2d3c4b5a69788796a5b4c3d2e1f00123456789abcdeffedcba9876543210";
const TOKEN: &str = "dGhpcyBpcyBub3QgYSByZWFsIHNlc3Npb24gdG9rZW4";

/// One for all that need it.
static HERE: OnceLock<Installation> = OnceLock::new();

fn main() {
    divan::main();
    // Nobody drops what is static.
    if let Some(here) = HERE.get() {
        fs::remove_dir_all(here.folder.path()).unwrap();
    }
}

/// An installation on a database of its own, with one account that is signed in.
struct Installation {
    runtime: Runtime,
    app: Countersign,
    site: Site,
    account: Account,
    session: Session,
    /// Of the session.
    token: Secret<String>,
    folder: TempDir,
}

impl Installation {
    fn here() -> &'static Self {
        HERE.get_or_init(Self::new)
    }

    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let building = Countersign::builder()
            .base_url("https://accounts.example.org")
            .database_url(format!("sqlite://{}/accounts.db", folder.path().display()))
            .secret_key(KEY)
            .mail_url(format!("file:{}/mails", folder.path().display()))
            .mail_from("Accounts <no-reply@example.org>")
            .build();
        let app = runtime.block_on(building).unwrap();
        let id = Id::new(NOW, [9; 10]);
        // The clock is that of the machine.
        let now = Timestamp::from_seconds(4_000_000_000);
        let account = Account::new(id, Address::parse("ada@example.org").unwrap(), now);
        let session = Session {
            id,
            account_id: id,
            epoch: 1,
            created_at: now,
            seen_at: now,
            expires_at: now.plus(Duration::from_secs(86_400)),
            client: "198.51.100.7".to_owned(),
            user_agent: String::new(),
        };
        let token = Stamps::new(&SecretKey::parse(KEY).unwrap(), &[]).token([9; 32]);
        runtime.block_on(async {
            let mut tx = app.db().begin().await.unwrap();
            assert!(accounts::insert(&mut tx, &account).await.unwrap());
            sessions::insert(&mut tx, &session, token_hash(token.expose())).await.unwrap();
            tx.commit().await.unwrap();
        });
        let site = Site::new(app.clone(), Mailbox::default(), None).unwrap();
        Self { runtime, app, site, account, session, token, folder }
    }

    /// A whole answer, read to its end.
    fn answered(&self, doors: &Router, request: Request<Body>) -> (StatusCode, usize) {
        self.runtime.block_on(async {
            let response = doors.clone().oneshot(request).await.unwrap();
            (response.status(), response.into_body().collect().await.unwrap().to_bytes().len())
        })
    }

    fn answer(&self, bencher: Bencher<'_, '_>, request: impl Fn() -> Request<Body> + Sync, status: StatusCode) {
        let doors = router(self.site.clone(), true);
        assert_eq!(self.answered(&doors, request()).0, status);
        bencher.with_inputs(request).bench_local_values(|request| self.answered(&doors, request));
    }
}

/// As a browser sends them, with cookies of other applications of the host.
fn headers(session_token: &str) -> HeaderMap {
    let cookie = format!("theme=dark; _ga=GA1.1.1234567890.1800000000; __Host-countersign={session_token}; locale=de");
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    HeaderMap::from_iter([
        (HOST, HeaderValue::from_static("accounts.example.org")),
        (USER_AGENT, HeaderValue::from_static(agent)),
        (ACCEPT_LANGUAGE, HeaderValue::from_static("de-CH,de;q=0.9,en;q=0.8")),
        (ORIGIN, HeaderValue::from_static("https://accounts.example.org")),
        ("sec-fetch-site".parse().unwrap(), HeaderValue::from_static("same-origin")),
        ("x-forwarded-for".parse().unwrap(), HeaderValue::from_static("203.0.113.9, 198.51.100.7, 10.0.0.2")),
        (COOKIE, HeaderValue::try_from(cookie).unwrap()),
    ])
}

fn request(method: Method, path: &str, session_token: &str) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path).body(Body::empty()).unwrap();
    *request.headers_mut() = headers(session_token);
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([10, 0, 0, 1], 4711))));
    request
}

#[divan::bench]
fn cookie_found(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    let headers = headers(TOKEN);
    bencher.bench_local(|| cookies::get(black_box(&headers), &here.app.rules().base, Name::Session).is_some());
}

#[divan::bench(args = ["10.0.0.0/8", "192.0.2.0/24"])]
fn client_told(bencher: Bencher<'_, '_>, proxies: &str) {
    let trusted = [proxies.parse().unwrap()];
    let headers = headers(TOKEN);
    let peer = Some(SocketAddr::from(([10, 0, 0, 1], 4711)));
    bencher.bench(|| client::address(peer, black_box(&headers), &trusted));
}

/// All that is known of somebody before anything is looked up: client, user agent, language, cookies.
#[divan::bench]
fn visitor_told(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    let (parts, _) = request(Method::GET, "/api/v1/session", TOKEN).into_parts();
    bencher.bench_local(|| Who::of(black_box(&parts), &here.site));
}

#[divan::bench]
fn own_origin_passed(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    let (headers, uri) = (headers(TOKEN), Uri::from_static("/api/v1/sign-in"));
    bencher.bench_local(|| cross_origin::refusal(&here.site, &Method::POST, &uri, black_box(&headers)).is_none());
}

#[divan::bench]
fn security_headers_set(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    bencher.with_inputs(HeaderMap::new).bench_local_refs(|headers| finish::protect(&here.site, headers));
}

#[divan::bench]
fn session_as_json(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    bencher.bench_local(|| {
        let (account, session) = (show::account(black_box(&here.account)), show::session(black_box(&here.session)));
        json!({"account": account, "session": session}).to_string()
    });
}

#[divan::bench]
fn problem_as_json(bencher: Bencher<'_, '_>) {
    bencher.bench(|| Problem::unauthenticated().into_response());
}

#[divan::bench]
fn page_rendered(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    let (parts, _) = request(Method::GET, "/sign-in", "").into_parts();
    let reader = Reader::of(&here.site, &parts.method, &parts.uri, &parts.headers, None);
    let values = || context! { email => "", next => (), notice => (), error => (), errors => context! {} };
    assert!(here.site.page(StatusCode::OK, "sign_in/form.html", &reader, values()).is_ok());
    bencher.bench_local(|| here.site.page(StatusCode::OK, "sign_in/form.html", black_box(&reader), values()).is_ok());
}

/// All layers, and nothing behind them.
#[divan::bench]
fn answer_health(bencher: Bencher<'_, '_>) {
    Installation::here().answer(bencher, || request(Method::GET, "/healthz", ""), StatusCode::OK);
}

/// A session that is remembered, and a look at whether anything was committed meanwhile.
#[divan::bench]
fn answer_session(bencher: Bencher<'_, '_>) {
    let here = Installation::here();
    here.answer(bencher, || request(Method::GET, "/api/v1/session", here.token.expose()), StatusCode::OK);
}

/// A cookie that was never ours, which its stamp tells.
#[divan::bench]
fn answer_forged_session(bencher: Bencher<'_, '_>) {
    Installation::here().answer(
        bencher,
        || request(Method::GET, "/api/v1/session", "forged"),
        StatusCode::UNAUTHORIZED,
    );
}

#[divan::bench]
fn answer_sign_in_page(bencher: Bencher<'_, '_>) {
    Installation::here().answer(bencher, || request(Method::GET, "/sign-in", ""), StatusCode::OK);
}
