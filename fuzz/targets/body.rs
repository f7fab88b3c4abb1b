//! Request bodies, as JSON and as forms: exactly the known fields, each once, each text; what is refused is the
//! sender's fault, and nothing of it is repeated.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use countersign::http::parts::body::{Form, Json, Text};
use countersign::http::parts::problem::Problem;
use serde::Deserialize;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    email: Text,
    #[serde(default)]
    password: Text,
    #[serde(default)]
    next: Text,
}

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Builder::new_current_thread().build().expect("a runtime"));

pub fn run(data: &[u8]) {
    let Some(([choice], body)) = data.split_first_chunk() else { return };
    if choice % 2 == 0 { json(body) } else { form(body) }
}

fn json(body: &[u8]) {
    let Some(fields) =
        read(RUNTIME.block_on(Json::<Fields>::from_request(request("application/json", body), &())), body)
    else {
        return;
    };
    let value: Value = serde_json::from_slice(body).expect("what was read is JSON");
    let object = value.as_object().expect("and an object");
    let told: BTreeMap<&str, &str> =
        object.iter().map(|(name, value)| (name.as_str(), value.as_str().expect("of texts"))).collect();
    assert_eq!(told, fields.0.given());
}

fn form(body: &[u8]) {
    let request = request("application/x-www-form-urlencoded", body);
    let Some(fields) = read(RUNTIME.block_on(Form::<Fields>::from_request(request, &())), body) else { return };
    // The standard's own reading, which differs only in what is refused here.
    let pairs: Vec<_> = url::form_urlencoded::parse(body).collect();
    let told: BTreeMap<&str, &str> = pairs.iter().map(|(name, value)| (&**name, &**value)).collect();
    assert_eq!(told.len(), pairs.len(), "a field was given twice");
    assert_eq!(told, fields.0.given());
}

impl Fields {
    fn given(&self) -> BTreeMap<&str, &str> {
        let fields = [("email", &self.email), ("password", &self.password), ("next", &self.next)];
        fields.into_iter().filter_map(|(name, text)| Some((name, text.given()?))).collect()
    }
}

fn request(kind: &str, body: &[u8]) -> Request {
    let request = Request::post("/").header("content-type", kind);
    request.body(Body::from(body.to_vec())).expect("a request")
}

fn read<T>(read: Result<T, Problem>, body: &[u8]) -> Option<T> {
    let problem = match read {
        Ok(fields) => return Some(fields),
        Err(problem) => problem,
    };
    assert!(problem.status.is_client_error(), "{}", problem.status);
    assert!(problem.status != 413 || body.len() > 64 * 1024);
    let detail = problem.detail_in_english();
    assert!(detail.len() < 200 && !detail.contains(char::is_control), "{detail}");
    None
}
