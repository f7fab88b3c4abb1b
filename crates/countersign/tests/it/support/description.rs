//! What `/openapi.json` says, held against every answer of every test: a status, code, header or property that it does
//! not know is a mistake, and so is a body that a door took and the description would not have allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use axum::http::{HeaderName, Method, header};
use boon::{Compiler, Format, SchemaIndex, Schemas};
use countersign::http::openapi::description;
use countersign_core::Address;
use serde_json::{Value, json};

use super::answer::Answer;
use super::app::usual;
use super::browser::Door;

/// Those of all answers, which the description tells once.
const HEADERS: [HeaderName; 12] = [
    header::CONTENT_TYPE,
    header::CONTENT_LENGTH,
    header::ALLOW,
    header::CACHE_CONTROL,
    header::CONTENT_SECURITY_POLICY,
    header::STRICT_TRANSPORT_SECURITY,
    header::X_CONTENT_TYPE_OPTIONS,
    header::X_FRAME_OPTIONS,
    header::REFERRER_POLICY,
    HeaderName::from_static("cross-origin-opener-policy"),
    HeaderName::from_static("cross-origin-resource-policy"),
    HeaderName::from_static("x-robots-tag"),
];

/// The validator's own knows fewer addresses than there are.
const ADDRESS: Format = Format {
    name: "idn-email",
    func: |value| match value.as_str().map(Address::parse) {
        Some(Ok(_)) | None => Ok(()),
        Some(Err(_)) => Err("no address".into()),
    },
};

pub struct Description {
    calls: BTreeMap<(String, String), Call>,
    schemas: Schemas,
}

struct Call {
    tag: String,
    takes: Option<SchemaIndex>,
    answers: BTreeMap<u16, Response>,
}

struct Response {
    /// By media type.
    shapes: BTreeMap<String, SchemaIndex>,
    /// Whether it is always there, and its shape.
    headers: BTreeMap<String, (bool, SchemaIndex)>,
    codes: BTreeSet<String>,
}

static HTTP: LazyLock<Description> = LazyLock::new(|| Description::at("http://accounts.example.org"));
static HTTPS: LazyLock<Description> = LazyLock::new(|| Description::at("https://accounts.example.org"));

/// Where the service has this base URL; what else an installation decides changes no answer.
pub fn of(door: &Door) -> &'static Description {
    if door.base.is_https() { &HTTPS } else { &HTTP }
}

/// Where nothing else is said.
pub fn with_https() -> &'static Description {
    &HTTPS
}

impl Description {
    fn at(base: &str) -> Self {
        let mut settings = usual();
        settings.live_at(base, &[]);
        Self::read(description(&settings.rules, true))
    }

    fn read(mut document: Value) -> Self {
        close(&mut document);
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.enable_format_assertions();
        compiler.register_format(ADDRESS);
        compiler.add_resource("https://example.org/openapi.json", document.clone()).unwrap();
        let mut shape = |place: &str| {
            let place = format!("https://example.org/openapi.json#{}", place.replace('{', "%7B").replace('}', "%7D"));
            compiler.compile(&place, &mut schemas).unwrap_or_else(|error| panic!("{place}: {error:#}"))
        };
        let mut calls = BTreeMap::new();
        for (path, methods) in members(&document["paths"]) {
            for (method, call) in members(methods) {
                let place = format!("/paths/{}/{method}", escaped(path));
                let takes = call
                    .get("requestBody")
                    .map(|_| shape(&format!("{place}/requestBody/content/application~1json/schema")));
                let answers = members(&call["responses"]).map(|(status, response)| {
                    let (place, response) = resolved(&document, format!("{place}/responses/{status}"), response);
                    let shapes = members(&response["content"])
                        .map(|(kind, _)| (kind.clone(), shape(&format!("{place}/content/{}/schema", escaped(kind)))));
                    let shapes = shapes.collect();
                    let headers = members(&response["headers"]).map(|(name, header)| {
                        let (place, header) = resolved(&document, format!("{place}/headers/{name}"), header);
                        (name.clone(), (header["required"] == true, shape(&format!("{place}/schema"))))
                    });
                    let headers = headers.collect();
                    let codes = codes(&document, &response["content"]["application/problem+json"]["schema"]);
                    (status.parse().unwrap(), Response { shapes, headers, codes })
                });
                let call =
                    Call { tag: call["tags"][0].as_str().unwrap().to_owned(), takes, answers: answers.collect() };
                calls.insert((method.to_uppercase(), path.clone()), call);
            }
        }
        Self { calls, schemas }
    }

    /// Everything that may be answered, as `GET /path 200` and `GET /path 404 not_found`.
    pub fn answers(&self) -> BTreeSet<String> {
        let answers = self.calls.iter().flat_map(|((method, path), call)| {
            call.answers.iter().flat_map(move |(status, response)| {
                let plain = response.codes.is_empty().then(|| format!("{method} {path} {status}"));
                plain
                    .into_iter()
                    .chain(response.codes.iter().map(move |code| format!("{method} {path} {status} {code}")))
            })
        });
        answers.collect()
    }

    /// Which of them this is, if it is of a call that is described at all. Anything that was not said beforehand fails.
    pub fn check(&self, answer: &Answer, door: &Door) -> Option<String> {
        let path = answer.path.strip_prefix(door.base.prefix()).unwrap_or(&answer.path);
        let template = self.calls.keys().map(|(_, template)| template).find(|template| fits(template, path))?;
        let method = if answer.method == Method::HEAD { "GET" } else { answer.method.as_str() };
        let Some(call) = self.calls.get(&(method.to_owned(), template.clone())) else {
            assert!(
                answer.status == 405 && !answer.header("allow").is_empty(),
                "no such call is described: {answer:?}"
            );
            return None;
        };
        // With a listener of their own they are nowhere else.
        if call.tag == "Health" && answer.status == 404 {
            return None;
        }
        let Some(response) = call.answers.get(&answer.status) else {
            panic!("{method} {template} is not described with {}: {answer:?}", answer.status)
        };
        for (name, value) in &answer.headers {
            let value = json!(value.to_str().unwrap());
            match response.headers.get(name.as_str()) {
                Some((_, shape)) => self.fits(&number_or_text(value), *shape, answer),
                None => assert!(HEADERS.contains(name), "{name} is not described at {method} {template}: {answer:?}"),
            }
        }
        for (name, (is_always, _)) in &response.headers {
            assert!(!is_always || answer.headers.contains_key(name), "{name} is missing: {answer:?}");
        }
        let kind = answer.header("content-type").split(';').next().unwrap();
        let shape = response.shapes.get(kind);
        assert_eq!(shape.is_some(), !kind.is_empty(), "another type is described at {method} {template}: {answer:?}");
        let mut told = format!("{method} {template} {}", answer.status);
        if let Some(shape) = shape.filter(|_| answer.method != Method::HEAD) {
            let body = if kind.ends_with("json") { answer.json() } else { json!(answer.body) };
            self.fits(&body, *shape, answer);
            if kind == "application/problem+json" {
                told = format!("{told} {}", answer.code());
            }
        }
        Some(told)
    }

    /// A body that was taken.
    pub fn check_taken(&self, body: &Value, answer: &Answer, door: &Door) {
        let path = answer.path.strip_prefix(door.base.prefix()).unwrap_or(&answer.path);
        let method = answer.method.as_str();
        let call = self.calls.iter().find(|((other, template), _)| other == method && fits(template, path));
        if let Some(shape) = call.and_then(|(_, call)| call.takes) {
            self.fits(body, shape, answer);
        }
    }

    fn fits(&self, value: &Value, shape: SchemaIndex, answer: &Answer) {
        if let Err(error) = self.schemas.validate(value, shape) {
            panic!("another shape is described: {error:#}\n{answer:?}");
        }
    }
}

/// Objects are open for what may come; here each property must have been told.
fn close(document: &mut Value) {
    if let Some(object) = document.as_object_mut() {
        if object.get("type") == Some(&json!("object")) && object.contains_key("properties") {
            object.entry("additionalProperties").or_insert(json!(false));
        }
        object.values_mut().for_each(close);
    } else if let Some(list) = document.as_array_mut() {
        list.iter_mut().for_each(close);
    }
}

fn members(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// Where it is in truth, and what is there.
fn resolved<'a>(document: &'a Value, place: String, found: &'a Value) -> (String, &'a Value) {
    match found["$ref"].as_str() {
        Some(other) => (other[1..].to_owned(), document.pointer(&other[1..]).unwrap()),
        None => (place, found),
    }
}

/// The codes of all problems that a schema is made of.
fn codes(document: &Value, schema: &Value) -> BTreeSet<String> {
    let (_, schema) = resolved(document, String::new(), schema);
    let own = schema["properties"]["code"]["const"].as_str().map(str::to_owned);
    let parts = ["allOf", "oneOf"].into_iter().flat_map(|key| schema[key].as_array().into_iter().flatten());
    own.into_iter().chain(parts.flat_map(|part| codes(document, part))).collect()
}

/// As a part of a JSON pointer (RFC 6901).
fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

fn fits(template: &str, path: &str) -> bool {
    let (expected, given): (Vec<_>, Vec<_>) = (template.split('/').collect(), path.split('/').collect());
    expected.len() == given.len()
        && expected.iter().zip(given).all(|(part, given)| part.starts_with('{') || *part == given)
}

fn number_or_text(value: Value) -> Value {
    value.as_str().and_then(|text| text.parse::<u64>().ok()).map_or(value.clone(), Value::from)
}
