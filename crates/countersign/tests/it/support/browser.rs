//! A browser without scripts: its own cookie jar, pages and JSON, forms by the names of their fields. What
//! comes back is an `answer`.

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, Method, Request, header};
use countersign::rules::BaseUrl;
use countersign_core::Timestamp;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

use super::answer::Answer;
use super::app::TestClock;
use super::{description, html};

/// Where requests go in, shared by all browsers of a test.
pub struct Door {
    router: RwLock<Router>,
    clock: TestClock,
    pub base: BaseUrl,
    pub secrets: Secrets,
    /// What was answered, in the words of `description`.
    answered: Mutex<BTreeSet<String>>,
}

impl Door {
    pub fn new(router: Router, clock: TestClock, base: BaseUrl) -> Arc<Self> {
        Arc::new(Self {
            router: RwLock::new(router),
            clock,
            base,
            secrets: Secrets::default(),
            answered: Mutex::default(),
        })
    }

    /// Answers so far that are described, as `Description::answers` lists them.
    pub fn answered(&self) -> BTreeSet<String> {
        self.answered.lock().unwrap().clone()
    }

    pub fn reopen(&self, router: Router) {
        *self.router.write().unwrap() = router;
    }
}

/// The tokens and passwords of a test, wherever they came from; short ones may be words that pages have.
#[derive(Default)]
pub struct Secrets {
    tokens: Mutex<BTreeSet<String>>,
    passwords: Mutex<BTreeSet<String>>,
}

impl Secrets {
    pub fn add_tokens(&self, tokens: impl IntoIterator<Item = String>) {
        self.tokens.lock().unwrap().extend(tokens.into_iter().filter(|token| token.len() > 8));
    }

    pub fn add_passwords(&self, passwords: impl IntoIterator<Item = String>) {
        self.passwords.lock().unwrap().extend(passwords.into_iter().filter(|password| password.len() > 8));
    }

    pub fn passwords(&self) -> Vec<String> {
        self.passwords.lock().unwrap().iter().cloned().collect()
    }

    pub fn all(&self) -> Vec<String> {
        let mut all = self.passwords();
        all.extend(self.tokens.lock().unwrap().iter().cloned());
        all
    }
}

#[derive(Clone)]
pub struct Browser {
    pub door: Arc<Door>,
    /// Values and when they end.
    jar: BTreeMap<String, (String, Timestamp)>,
    /// Whether it says where a request comes from, as browsers do and programs do not.
    is_program: bool,
    /// Its `Accept-Language`.
    languages: Option<&'static str>,
    /// Where its requests come from.
    client: IpAddr,
}

impl Browser {
    pub fn new(door: Arc<Door>) -> Self {
        Self { door, jar: BTreeMap::new(), is_program: false, languages: None, client: [203, 0, 113, 7].into() }
    }

    /// The same jar in something that is not a browser.
    pub fn as_program(&self) -> Self {
        Self { is_program: true, ..self.clone() }
    }

    /// The same with an `Accept-Language`.
    pub fn asking_for(self, languages: &'static str) -> Self {
        Self { languages: Some(languages), ..self }
    }

    /// The same somewhere else.
    pub fn from(self, client: &str) -> Self {
        Self { client: client.parse().unwrap(), ..self }
    }

    /// A cookie by its name without prefix: `countersign`, `countersign-sign-up`, …
    pub fn cookie(&self, name: &str) -> Option<String> {
        let (value, ends) = self.jar.get(&self.full(name))?;
        (*ends > self.door.clock.now()).then(|| value.clone())
    }

    pub fn set_cookie(&mut self, name: &str, value: &str) {
        let ends = self.door.clock.now().plus(Duration::from_secs(86_400));
        self.jar.insert(self.full(name), (value.to_owned(), ends));
    }

    fn full(&self, name: &str) -> String {
        if self.door.base.is_https() { format!("__Host-{name}") } else { name.to_owned() }
    }

    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).unwrap()).await
    }

    pub async fn head(&mut self, path: &str) -> Answer {
        self.send(Request::head(path).body(Body::empty()).unwrap()).await
    }

    /// Goes to a page and on to where it leads.
    pub async fn visit(&mut self, path: &str) -> Answer {
        let mut answer = self.get(path).await;
        for _ in 0..5 {
            match answer.location() {
                Some(to) => answer = self.get(&to).await,
                None => return answer,
            }
        }
        panic!("{path} leads round in circles");
    }

    pub async fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let is_secret = |name: &str| name.contains("password");
        let passwords = fields.iter().filter(|(name, _)| is_secret(name)).map(|(_, value)| (*value).to_owned());
        self.door.secrets.add_passwords(passwords);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Fills in the form of the page that has these fields, and sends it.
    #[track_caller]
    pub fn fill<'a>(
        &'a mut self,
        page: &Answer,
        typed: &'a [(&'a str, &'a str)],
    ) -> impl Future<Output = Answer> + use<'a> {
        let has = |form: &html::Form, name: &str| form.fields.iter().any(|(field, _)| field == name);
        let forms = html::forms(&page.body);
        let fits = forms.into_iter().find(|form| typed.iter().all(|(name, _)| has(form, name)));
        let form = fits.unwrap_or_else(|| panic!("no form with {typed:?} on {}: {}", page.path, page.body));
        self.submit(form, typed)
    }

    /// Presses the button of the form that leads to `action`, all fields as they are but those typed.
    #[track_caller]
    pub fn press<'a>(
        &'a mut self,
        page: &Answer,
        action: &str,
        typed: &'a [(&'a str, &'a str)],
    ) -> impl Future<Output = Answer> + use<'a> {
        let form = html::forms(&page.body).into_iter().find(|form| form.action == action);
        self.submit(form.unwrap_or_else(|| panic!("no form for {action} on {}: {}", page.path, page.body)), typed)
    }

    async fn submit(&mut self, form: html::Form, typed: &[(&str, &str)]) -> Answer {
        let value = |name: &str| typed.iter().find(|(typed, _)| *typed == name).map(|(_, value)| *value);
        let fields: Vec<_> =
            form.fields.iter().map(|(name, old)| (name.as_str(), value(name).unwrap_or(old.as_str()))).collect();
        self.post_form(&form.action, &fields).await
    }

    /// A call of the JSON API.
    pub async fn call(&mut self, method: &str, path: &str, body: Value) -> Answer {
        for name in ["password", "current_password"] {
            self.door.secrets.add_passwords(body[name].as_str().map(str::to_owned));
        }
        let request = Request::builder().method(method).uri(format!("/api/v1{path}"));
        let request = if body.is_null() {
            request.body(Body::empty())
        } else {
            request.header(header::CONTENT_TYPE, "application/json").body(Body::from(body.to_string()))
        };
        let answer = self.send(request.unwrap()).await;
        if (200..300).contains(&answer.status) {
            description::of(&self.door).check_taken(&body, &answer, &self.door);
        }
        answer
    }

    pub async fn post(&mut self, path: &str, body: Value) -> Answer {
        self.call("POST", path, body).await
    }

    /// Any request, with what a browser adds to it.
    pub async fn send(&mut self, request: Request<Body>) -> Answer {
        // Boxed, for a test that sends many has room for as many futures on its stack.
        let answer = Box::pin(self.send_unchecked(request)).await;
        assert!(answer.status < 500, "{answer:?}");
        answer
    }

    /// The same where a failure of ours is what the test wants to see.
    pub async fn send_unchecked(&mut self, mut request: Request<Body>) -> Answer {
        let now = self.door.clock.now();
        self.jar.retain(|_, (_, ends)| *ends > now);
        let url = self.door.base.url();
        let mut host = url.host_str().unwrap().to_owned();
        if let Some(port) = url.port() {
            host = format!("{host}:{port}");
        }
        let is_safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        let (method, path) = (request.method().clone(), request.uri().path().to_owned());
        let headers = request.headers_mut();
        if !headers.contains_key(header::HOST) {
            headers.insert(header::HOST, host.parse().unwrap());
        }
        headers.entry(header::USER_AGENT).or_insert(HeaderValue::from_static("Browser/1"));
        if !is_safe && !self.is_program && !headers.contains_key("sec-fetch-site") && !headers.contains_key("origin") {
            headers.insert("sec-fetch-site", HeaderValue::from_static("same-origin"));
            headers.insert("origin", self.door.base.origin().parse().unwrap());
        }
        if let Some(languages) = self.languages {
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(languages));
        }
        if !headers.contains_key(header::COOKIE) && !self.jar.is_empty() {
            let pairs: Vec<_> = self.jar.iter().map(|(name, (value, _))| format!("{name}={value}")).collect();
            headers.insert(header::COOKIE, pairs.join("; ").parse().unwrap());
        }
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(self.client, 40_000)));

        let router = self.door.router.read().unwrap().clone();
        self.door.clock.advance(Duration::from_millis(1));
        let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
        let body = String::from_utf8(body.collect().await.unwrap().to_bytes().to_vec()).unwrap();
        let answer = Answer { status: parts.status.as_u16(), headers: parts.headers, body, method, path };
        self.keep_cookies(&answer);
        answer.check(&self.door);
        self.door.answered.lock().unwrap().extend(description::of(&self.door).check(&answer, &self.door));
        answer
    }

    fn keep_cookies(&mut self, answer: &Answer) {
        for cookie in answer.headers.get_all(header::SET_COOKIE) {
            let cookie = cookie.to_str().unwrap();
            let mut parts = cookie.split("; ");
            let (name, value) = parts.next().unwrap().split_once('=').unwrap();
            let attributes: Vec<_> = parts.collect();
            let is_https = self.door.base.is_https();
            assert!(attributes.contains(&"HttpOnly") && attributes.contains(&"SameSite=Lax"), "{cookie}");
            assert!(attributes.contains(&"Path=/"), "{cookie}");
            assert_eq!(attributes.contains(&"Secure"), is_https, "{cookie}");
            assert_eq!(name.starts_with("__Host-"), is_https, "{cookie}");
            assert!(!cookie.contains("Domain") && cookie.len() < 4_096, "{cookie}");
            let life = attributes.iter().find_map(|part| part.strip_prefix("Max-Age=")).unwrap();
            let ends = self.door.clock.now().plus(Duration::from_secs(life.parse().unwrap()));
            self.jar.insert(name.to_owned(), (value.to_owned(), ends));
            self.door.secrets.add_tokens([value.to_owned()]);
        }
    }
}
