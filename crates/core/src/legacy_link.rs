//! Links that another application mailed before its people were brought here: they keep working until a date. Such a token
//! is believed as far as that application believed it (secret, salt, age); whom it means, and that it works once, is for
//! the database to say (`countersign_store::legacy_people`, `links`). Where such links lead is in `path`.

pub mod path;

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use self::path::OldPath;
use crate::link::Seal;
use crate::signed::{Digest, Key};
use crate::words::words;
use crate::{Address, Id, Timestamp, itsdangerous};

words! {
    /// How the other application wrote its tokens. A link has one: a token cannot choose.
    Shape {
        /// `URLSafeTimedSerializer`.
        ItsDangerous = "itsdangerous",
        /// `URLSafeSerializer`: without a time.
        ItsDangerousUntimed = "itsdangerous-untimed",
        /// `TimedJSONWebSignatureSerializer`, which itsdangerous had until 2.0: a JWT with its times in the header.
        Jws = "jws",
        /// PyJWT and the like.
        Jwt = "jwt",
    }
}

words! {
    /// What stands for the person in a token.
    Holds {
        /// Their address.
        Email = "email",
        /// The id that the other application had for them.
        Id = "id",
    }
}

/// Longer text is no such token: they hold an address at most.
const MAX_BYTES: usize = 2_048;

/// All such links of an installation.
#[derive(Clone)]
pub struct LegacyLinks {
    /// From then on each of them is over.
    pub until: Timestamp,
    /// In which the ids of the other application were imported.
    pub id_space: Option<String>,
    /// One for each of our links that it stands for, at most.
    pub links: Vec<LegacyLink>,
}

/// One kind of link of the other application.
#[derive(Clone)]
pub struct LegacyLink {
    /// Which of our links it stands for.
    pub seal: Seal,
    /// Where the other application took it.
    pub paths: Vec<OldPath>,
    /// How its token is written.
    pub shape: Shape,
    /// What its token is signed with.
    pub key: Key,
    /// The member of the payload that names the person; without one the payload itself does.
    pub claim: Option<String>,
    /// What names the person.
    pub holds: Holds,
    /// How long it worked from its making on, where the token does not say so itself.
    pub max_age: Option<Duration>,
}

/// Whom a token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// The owner of an address.
    Email(Address),
    /// Whoever was imported with the other application's id.
    Id(Id),
}

/// What a genuine token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LegacyToken {
    /// The link's id here, always the same for the same token: its row is what makes it work once.
    pub link: Id,
    /// Whose it is.
    pub names: Named,
    /// When it ends: by itself, by its age, or with all of them.
    pub expires_at: Timestamp,
}

impl LegacyLinks {
    /// What the token says, if the other application signed it for this use. Age is left to the caller, as with ours; a
    /// token from the future is not believed.
    pub fn open(&self, seal: Seal, token: &str, now: Timestamp) -> Option<LegacyToken> {
        if token.len() > MAX_BYTES {
            return None;
        }
        self.links.iter().filter(|link| link.seal == seal).find_map(|link| link.open(token, self, now))
    }

    /// Where a path of the other application's mails leads, and with which token.
    pub fn read_path<'p>(&self, path: &'p str) -> Option<(Seal, &'p str)> {
        self.links.iter().find_map(|link| {
            let token = link.paths.iter().find_map(|old| old.token(path))?;
            Some((link.seal, token))
        })
    }
}

/// What is in a token besides its signature.
struct Said {
    payload: Value,
    issued_at: Option<Timestamp>,
    not_before: Option<Timestamp>,
    expires_at: Option<Timestamp>,
}

impl LegacyLink {
    fn open(&self, token: &str, all: &LegacyLinks, now: Timestamp) -> Option<LegacyToken> {
        let value = self.key.unsign(token)?;
        let said = self.read(value)?;
        if said.issued_at.max(said.not_before).is_some_and(|from| from > now) {
            return None;
        }
        let name = match &self.claim {
            Some(claim) => said.payload.as_object()?.get(claim)?,
            None => &said.payload,
        };
        let names = self.named(name, all.id_space.as_deref())?;
        let too_old_at = said.issued_at.zip(self.max_age).map(|(at, age)| at.plus(age));
        let ends = [said.expires_at, too_old_at].into_iter().flatten();
        Some(LegacyToken { link: link_id(self.seal, value), names, expires_at: ends.fold(all.until, Timestamp::min) })
    }

    fn read(&self, value: &str) -> Option<Said> {
        let plain = |payload: &str, issued_at| {
            let payload = serde_json::from_slice(&itsdangerous::json(payload)?).ok()?;
            Some(Said { payload, issued_at, not_before: None, expires_at: None })
        };
        match self.shape {
            Shape::ItsDangerous => itsdangerous::unstamped(value).and_then(|(payload, at)| plain(payload, Some(at))),
            Shape::ItsDangerousUntimed => plain(value, None),
            Shape::Jws | Shape::Jwt => self.read_jwt(value),
        }
    }

    /// Header and payload, the first of which has the other application's algorithm or is another's. What a critical header
    /// or an audience asks for we do not know, and so refuse (RFC 7515 section 4.1.11, RFC 7519 section 4.1.3).
    fn read_jwt(&self, value: &str) -> Option<Said> {
        let (header, payload) = value.split_once('.')?;
        let (header, payload) = (object(header)?, object(payload)?);
        let algorithm = match self.key.digest() {
            Digest::Sha1 => return None,
            Digest::Sha256 => "HS256",
            Digest::Sha512 => "HS512",
        };
        let is_known = header.get("alg").and_then(Value::as_str) == Some(algorithm);
        if !is_known || header.contains_key("crit") || payload.contains_key("aud") {
            return None;
        }
        let times = if self.shape == Shape::Jws { &header } else { &payload };
        Some(Said {
            issued_at: instant(times, "iat")?,
            not_before: instant(times, "nbf")?,
            expires_at: instant(times, "exp")?,
            payload: Value::Object(payload),
        })
    }

    fn named(&self, value: &Value, id_space: Option<&str>) -> Option<Named> {
        let id = |text: &str| Id::of_foreign(text, id_space).map(Named::Id);
        match (self.holds, value) {
            (Holds::Email, Value::String(text)) => Address::parse(text).ok().map(Named::Email),
            (Holds::Id, Value::String(text)) => id(text),
            (Holds::Id, Value::Number(number)) => id(&number.as_i64()?.to_string()),
            (_, _) => None,
        }
    }
}

fn object(part: &str) -> Option<Map<String, Value>> {
    serde_json::from_slice(&BASE64URL_NOPAD.decode(part.as_bytes()).ok()?).ok()
}

/// A NumericDate (RFC 7519 section 2), which may have a fraction; `None` inside if there is none.
fn instant(claims: &Map<String, Value>, name: &str) -> Option<Option<Timestamp>> {
    // A number beyond the range is its end.
    let at = |seconds: f64| Timestamp::from_seconds(seconds.floor() as i64);
    claims.get(name).map(|value| value.as_f64().map(at)).map_or(Some(None), |at| at.map(Some))
}

/// Of what was signed, which is the same whenever the token is: the signature follows from it.
fn link_id(seal: Seal, value: &str) -> Id {
    let digest = Sha256::new().chain_update(seal.as_str()).chain_update([0]).chain_update(value).finalize();
    let mut chance = [0; 10];
    chance.copy_from_slice(&digest[..10]);
    Id::new(Timestamp::from_millis(0), chance)
}

#[cfg(test)]
mod tests;
