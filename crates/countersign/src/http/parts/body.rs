//! Request bodies, read strictly: at most 64 KiB, valid UTF-8, and exactly the fields that the door knows,
//! each once and of its type (ASVS 15.3.3, 15.3.7). Both doors of a flow read the same struct, as JSON or
//! as a form.

use axum::body::{Body, HttpBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use countersign_core::Secret;
use http_body_util::BodyExt;
use serde::de::{Deserialize, DeserializeOwned, Deserializer};
use serde_json::{Map, Value};

use super::problem::Problem;

const MAX_BYTES: usize = 64 * 1024;
/// What is read and thrown away beyond the limit, so that an honest client sees the answer.
const DRAIN_BYTES: usize = 1024 * 1024;

/// A JSON object.
pub struct Json<T>(pub T);

/// Whatever there is, for a door that knows by itself what to make of it.
pub struct Bytes(pub Vec<u8>);

impl<S: Sync> FromRequest<S> for Bytes {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        Ok(Self(read(request.into_body()).await?.expose().clone()))
    }
}

/// An `application/x-www-form-urlencoded` form.
pub struct Form<T>(pub T);

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        if !is(request.headers(), "application/json") {
            return Err(Problem::unsupported_media_type());
        }
        let bytes = read(request.into_body()).await?;
        let bytes = bytes.expose();
        // serde would take an array for a struct.
        if bytes.iter().find(|byte| !byte.is_ascii_whitespace()) != Some(&b'{') {
            return Err(Problem::malformed().because("The body is not a JSON object."));
        }
        // The message names a field or a place, never a value: a value may be a password.
        serde_json::from_slice(bytes).map(Self).map_err(|error| {
            let (line, column) = (error.line(), error.column());
            Problem::malformed()
                .because(format!("The JSON is not what is expected here, near line {line}, column {column}."))
        })
    }
}

impl<S: Sync, T: DeserializeOwned> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let has_type = request.headers().contains_key(header::CONTENT_TYPE);
        if has_type && !is(request.headers(), "application/x-www-form-urlencoded") {
            return Err(
                Problem::unsupported_media_type().because("Send the form as application/x-www-form-urlencoded.")
            );
        }
        let bytes = read(request.into_body()).await?;
        let fields =
            fields(bytes.expose()).ok_or_else(|| Problem::malformed().because("The form is not valid UTF-8."))?;
        let fields = fields.into_iter().map(|(name, value)| (own_name(name), value)).collect();
        // Through JSON, so that both doors read the same struct by the same rules.
        unique(fields)
            .and_then(|object| serde_json::from_value(object).ok())
            .map(Self)
            .ok_or_else(|| Problem::malformed().because("The form has fields that are unknown or given twice."))
    }
}

/// A field that may be missing, but is text if it is there; `null` is not text. It may be a password: it is wiped.
#[derive(Default)]
pub struct Text(Option<Secret<String>>);

impl Text {
    pub fn given(&self) -> Option<&str> {
        self.0.as_ref().map(|text| text.expose().as_str())
    }

    pub fn or_empty(&self) -> &str {
        self.given().unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(Some(Secret::new(text))))
    }
}

/// For a field that only the form of a flow has: in JSON it is unknown.
pub fn absent(name: &str, value: &Text) -> Result<(), Problem> {
    match value.given() {
        Some(_) => Err(Problem::malformed().because(format!("There is no field {name} here."))),
        None => Ok(()),
    }
}

fn is(headers: &HeaderMap, wanted: &str) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(wanted)
}

async fn read(mut body: Body) -> Result<Secret<Vec<u8>>, Problem> {
    // As much as was announced, so that nothing is left behind where a body that grows was before.
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(MAX_BYTES).min(MAX_BYTES);
    let mut kept = Secret::new(Vec::with_capacity(announced));
    let mut seen = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| Problem::malformed().because("The body broke off."))?;
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= MAX_BYTES {
            kept.update(|kept| kept.extend_from_slice(&data));
        } else if seen > DRAIN_BYTES {
            break;
        }
    }
    if seen > MAX_BYTES { Err(Problem::too_large()) } else { Ok(kept) }
}

/// The pairs as one object. None if a name comes twice.
fn unique(fields: Vec<(String, String)>) -> Option<Value> {
    let mut object = Map::new();
    fields
        .into_iter()
        .all(|(name, value)| object.insert(name, Value::String(value)).is_none())
        .then_some(Value::Object(object))
}

/// The widgets of captchas call their answer by names of their own.
fn own_name(name: String) -> String {
    match name.as_str() {
        "h-captcha-response" | "g-recaptcha-response" => "captcha".to_owned(),
        _ => name,
    }
}

/// The pairs of a form. None if a name or value is not UTF-8 once decoded.
fn fields(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let pairs = bytes.split(|byte| *byte == b'&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = match pair.iter().position(|byte| *byte == b'=') {
                Some(at) => (&pair[..at], &pair[at + 1..]),
                None => (pair, &pair[..0]),
            };
            Some((decode(name)?, decode(value)?))
        })
        .collect()
}

fn decode(bytes: &[u8]) -> Option<String> {
    let spaced = Secret::new(bytes.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect::<Vec<_>>());
    percent_encoding::percent_decode(spaced.expose()).decode_utf8().ok().map(String::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_are_decoded_strictly() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            fields(b"email=a%40b.c&password=x+y%2B").unwrap(),
            [pair("email", "a@b.c"), pair("password", "x y+")]
        );
        assert_eq!(fields(b"flag&=x").unwrap(), [pair("flag", ""), pair("", "x")]);
        assert_eq!(fields(b"password=%ff"), None);
        assert_eq!(fields(b"password=\xff"), None);
    }
}
