//! The fields of a body: which there are, serde says of the struct that the door reads; what is in them, their names
//! say, which mean the same at every door.

use countersign_core::locale;
use countersign_core::password::MAX_CODE_POINTS;
use serde::de::value::Error;
use serde::de::{DeserializeOwned, Deserializer, Error as _, Visitor};
use serde_json::{Map, Value, json};

use crate::rules::Rules;

pub struct Taken {
    names: Vec<&'static str>,
    required: &'static [&'static str],
    has_new_password: bool,
}

impl Taken {
    pub fn of<T: DeserializeOwned>(required: &'static [&'static str]) -> Self {
        Self { names: names_of::<T>().to_vec(), required, has_new_password: false }
    }

    pub fn leave_out(&mut self, field: &str) {
        self.names.retain(|name| *name != field);
    }

    pub fn with_new_password(&mut self) {
        self.has_new_password = true;
    }

    /// Strict: a field that is not named is refused.
    pub fn schema(&self, rules: &Rules) -> Value {
        let fields = self.names.iter().map(|name| ((*name).to_owned(), self.field(name, rules)));
        json!({"type": "object", "required": self.required, "additionalProperties": false, "properties": Map::from_iter(fields)})
    }

    /// What `errors` of a 422 may tell of: a captcha, and the token of a link, have problems of their own.
    pub fn errors(&self) -> Value {
        let told = self.names.iter().filter(|name| !matches!(**name, "captcha" | "token"));
        let messages = json!({"type": "array", "minItems": 1, "items": {"type": "string"}});
        let fields = told.map(|name| ((*name).to_owned(), messages.clone()));
        json!({"type": "object", "properties": Map::from_iter(fields), "description": "What is wrong with each field."})
    }

    fn field(&self, name: &str, rules: &Rules) -> Value {
        // An empty text is taken for none where none would do.
        let least = u8::from(self.required.contains(&name));
        match name {
            "email" => {
                json!({"type": "string", "format": "idn-email", "maxLength": 318, "examples": ["ada@example.net"]})
            }
            "password" if self.has_new_password => json!({
                "type": "string", "format": "password", "minLength": rules.passwords.min_code_points, "maxLength": MAX_CODE_POINTS,
                "description": "The new one. Common, breached and predictable ones are refused with 422, and those made of the \
                    name of the service or of the address.",
            }),
            "password" | "current_password" => json!({
                "type": "string", "format": "password", "minLength": least, "maxLength": MAX_CODE_POINTS,
            }),
            "token" => json!({"type": "string", "description": "The last part of the link in the mail."}),
            "locale" => json!({
                "type": "string", "maxLength": locale::MAX_BYTES, "pattern": "^([A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*)?$",
                "description": "A language tag, such as `de-CH`; empty for what the browser asks for.", "examples": ["de-CH"],
            }),
            "next" => json!({
                "type": "string", "format": "uri-reference",
                "description": "Where the person goes once the address is confirmed: a path, or a URL of an origin that the \
                    operator has allowed.",
            }),
            "captcha" => json!({"type": "string", "description": "What was solved, where one is asked for."}),
            _ => json!({"type": "string"}),
        }
    }
}

/// The fields that serde knows of a struct.
fn names_of<T: DeserializeOwned>() -> &'static [&'static str] {
    let mut names: &'static [&'static str] = &[];
    // It is asked for names only, and never gets a value.
    let _ = T::deserialize(Names(&mut names));
    names
}

struct Names<'a>(&'a mut &'static [&'static str]);

impl<'de> Deserializer<'de> for Names<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("only a struct has names"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        *self.0 = fields;
        Err(Error::custom("only its names were asked for"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}
