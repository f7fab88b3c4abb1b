//! The few shapes that our JSON has, as JSON Schema (2020-12, which is OpenAPI 3.1's). Objects of answers are left open:
//! they may get more properties in time.

use countersign_core::Timestamp;
use serde_json::{Map, Value, json};

pub fn text() -> Value {
    json!({"type": "string"})
}

pub fn number() -> Value {
    json!({"type": "integer"})
}

pub fn truth() -> Value {
    json!({"type": "boolean"})
}

/// RFC 3339, in UTC.
pub fn instant() -> Value {
    json!({"type": "string", "format": "date-time", "examples": [Timestamp::from_seconds(1_893_456_000).rfc3339()]})
}

pub fn id() -> Value {
    json!({"type": "string", "format": "uuid"})
}

/// One of a small closed set.
pub fn word(words: impl IntoIterator<Item = &'static str>) -> Value {
    json!({"type": "string", "enum": words.into_iter().collect::<Vec<_>>()})
}

/// Always this.
pub fn always(value: impl Into<Value>) -> Value {
    let value = value.into();
    let kind = match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) | Value::Null | Value::Array(_) | Value::Object(_) => "string",
    };
    json!({"type": kind, "const": value})
}

pub fn list(of: Value) -> Value {
    json!({"type": "array", "items": of})
}

/// This or `null`.
pub fn perhaps(schema: Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

/// With each of these.
pub fn object<const N: usize>(properties: [(&'static str, Value); N]) -> Value {
    let required: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "required": required, "properties": Map::from_iter(properties.clone().map(owned))})
}

/// With these, and with others of which nothing is said.
pub fn open<const N: usize>(properties: [(&'static str, Value); N]) -> Value {
    let mut object = object(properties);
    object["additionalProperties"] = true.into();
    object
}

/// The same with properties that may be missing.
pub fn and_perhaps<const N: usize>(mut object: Value, properties: [(&'static str, Value); N]) -> Value {
    if let Some(all) = object["properties"].as_object_mut() {
        all.extend(properties.map(owned));
    }
    object
}

/// With one more.
pub fn add(object: &mut Value, (name, schema): (&'static str, Value)) {
    object["properties"][name] = schema;
    if let Some(required) = object["required"].as_array_mut() {
        required.push(name.into());
    }
}

fn owned((name, schema): (&'static str, Value)) -> (String, Value) {
    (name.to_owned(), schema)
}

/// A shape that the document has under this name.
pub fn named(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// In other words.
pub fn described(mut schema: Value, details: &str) -> Value {
    schema["description"] = details.into();
    schema
}
