//! The settings of links that another application has mailed (`[legacy_links]`): where they lead, how they were signed, and
//! until when they work. Each value has to be right, to have a use, and to leave no link that could be taken for another.

use std::time::Duration;

use countersign_core::legacy_link::path::OldPath;
use countersign_core::legacy_link::{Holds, LegacyLink, LegacyLinks, Shape};
use countersign_core::link::Seal;
use countersign_core::signed::{Derivation, Digest, Key};
use countersign_core::{Secret, Timestamp};
use data_encoding::BASE64;
use url::Url;

use super::check::{maybe, need};
use super::our_paths::{BEGINNINGS, PATHS};
use super::parse::{self, Parsed};
use super::problem::Problem;
use super::sources::Values;

/// The keys of one kind of link.
struct Keys {
    seal: Seal,
    path: &'static str,
    shape: &'static str,
    algorithm: &'static str,
    salt: &'static str,
    claim: &'static str,
    holds: &'static str,
    max_age: &'static str,
}

macro_rules! keys {
    ($seal:expr, $name:literal) => {
        Keys {
            seal: $seal,
            path: concat!("legacy_links_", $name, "_path"),
            shape: concat!("legacy_links_", $name, "_shape"),
            algorithm: concat!("legacy_links_", $name, "_algorithm"),
            salt: concat!("legacy_links_", $name, "_salt"),
            claim: concat!("legacy_links_", $name, "_claim"),
            holds: concat!("legacy_links_", $name, "_holds"),
            max_age: concat!("legacy_links_", $name, "_max_age"),
        }
    };
}

const CONFIRM: Keys = keys!(Seal::Confirm, "confirm");
const RESET: Keys = keys!(Seal::Reset, "reset");
const SECRET: &str = "legacy_links_secret";
const UNTIL: &str = "legacy_links_until";
const ID_SPACE: &str = "legacy_links_id_space";
const DERIVATION: &str = "legacy_links_key_derivation";

pub(super) fn legacy_links(values: &Values, base_url: Option<&Url>) -> Result<Option<LegacyLinks>, Problem> {
    let prefix = base_url.map_or("", Url::path).trim_end_matches('/');
    let mut wanted = Vec::new();
    for keys in [&CONFIRM, &RESET] {
        wanted.push((keys, paths(values, keys, prefix)?));
    }
    wanted.retain(|(_, paths)| !paths.is_empty());
    if wanted.is_empty() {
        let what = "is not used without legacy_links_confirm_path or legacy_links_reset_path; set one, or remove it";
        let derivation = (!values.is_default(DERIVATION)).then_some(DERIVATION);
        let idle = [SECRET, UNTIL, ID_SPACE].into_iter().find(|key| values.get(key).is_some()).or(derivation);
        return idle.map_or(Ok(None), |key| Err(values.problem(key, what)));
    }
    if let [(_, one), (keys, other)] = wanted.as_slice()
        && one.iter().any(|one| other.iter().any(|other| one.overlaps(&other.route())))
    {
        return Err(values.problem(keys.path, "could be meant by legacy_links_confirm_path as well; change one"));
    }
    let secret = need(values, SECRET, secret)?;
    let until = need(values, UNTIL, instant)?;
    let mut links = Vec::new();
    let mut salts = Vec::new();
    for (keys, paths) in wanted {
        let (link, salt) = link(values, keys, paths, &secret)?;
        links.push(link);
        salts.push(salt);
    }
    if let [one, other] = links.as_slice()
        && is_jwt(one.shape) == is_jwt(other.shape)
        && one.claim == other.claim
        && salts[0] == salts[1]
    {
        let what = "is the same for links to confirm and to reset: each could be taken for the other, and a link to confirm \
            must not set a password; keep one of the two kinds";
        return Err(values.problem(if is_jwt(other.shape) { RESET.claim } else { RESET.salt }, what));
    }
    if links.iter().all(|link| is_jwt(link.shape)) && !values.is_default(DERIVATION) {
        return Err(values.problem(DERIVATION, "is for shapes of itsdangerous; remove it"));
    }
    let id_space = maybe(values, ID_SPACE, parse::line)?;
    if id_space.is_some() && links.iter().all(|link| link.holds == Holds::Email) {
        return Err(values.problem(ID_SPACE, "is for links that hold an id, and these hold an address; remove it"));
    }
    Ok(Some(LegacyLinks { until, id_space, links }))
}

fn paths(values: &Values, keys: &Keys, prefix: &str) -> Result<Vec<OldPath>, Problem> {
    let paths = maybe(values, keys.path, parse::list(|text| OldPath::parse(text).map_err(|error| error.to_string())))?;
    let paths: Vec<OldPath> = paths.unwrap_or_default().iter().map(|path| path.below(prefix)).collect();
    if paths.is_empty() {
        let others = [keys.shape, keys.algorithm, keys.salt, keys.claim, keys.holds, keys.max_age];
        let idle = others.into_iter().find(|key| values.get(key).is_some());
        let what = format!("is not used without {}; set that, or remove it", keys.path);
        return idle.map_or(Ok(Vec::new()), |key| Err(values.problem(key, what)));
    }
    // A link of the same use may have the path that ours have: the token tells them apart.
    let landing = format!("{}/{{token}}", keys.seal.path());
    for path in paths.iter().filter(|path| path.route() != landing) {
        let route = path.route();
        let is_ours = BEGINNINGS.iter().any(|beginning| route.split('/').nth(1) == Some(beginning));
        if let Some(ours) = PATHS.iter().find(|ours| path.overlaps(ours)).copied().or(is_ours.then_some(&*route)) {
            return Err(
                values.problem(keys.path, format!("could be meant by {ours}, which is a path of ours; remove it"))
            );
        }
    }
    Ok(paths)
}

/// And the salt, for who compares them.
fn link(
    values: &Values,
    keys: &Keys,
    paths: Vec<OldPath>,
    secret: &Secret<Vec<u8>>,
) -> Result<(LegacyLink, Option<String>), Problem> {
    let shape = need(values, keys.shape, shape)?;
    let claim = maybe(values, keys.claim, parse::line)?;
    let holds = maybe(values, keys.holds, holds)?;
    let max_age: Option<Duration> = maybe(values, keys.max_age, parse::span)?;
    let salt = values.get(keys.salt).map(|given| given.value.clone());
    let refuse = |key: &str, what: &str| Err(values.problem(key, what));
    let (digest, derivation) = if is_jwt(shape) {
        if claim.is_none() {
            return refuse(
                keys.claim,
                "is required with this shape: the name under which the token has the person; set it",
            );
        }
        if salt.is_some() {
            return refuse(keys.salt, "is for shapes of itsdangerous; remove it");
        }
        let default = if shape == Shape::Jws { Digest::Sha512 } else { Digest::Sha256 };
        (maybe(values, keys.algorithm, jwt_algorithm)?.unwrap_or(default), Derivation::None)
    } else {
        if shape == Shape::ItsDangerous && max_age.is_none() {
            return refuse(
                keys.max_age,
                "is required with this shape: what the other application gave to loads; set it",
            );
        }
        if shape == Shape::ItsDangerousUntimed && max_age.is_some() {
            return refuse(keys.max_age, "is for tokens that say when they were made, and these do not; remove it");
        }
        let digest = maybe(values, keys.algorithm, digest)?.unwrap_or(Digest::Sha1);
        (digest, need(values, DERIVATION, derivation)?)
    };
    let salt = (!is_jwt(shape)).then(|| salt.unwrap_or_else(|| DEFAULT_SALT.to_owned()));
    let salt_bytes = salt.as_deref().unwrap_or_default().as_bytes();
    let key = Key::new(digest, derivation, secret.expose(), salt_bytes);
    let holds = holds.unwrap_or(if claim.is_some() { Holds::Id } else { Holds::Email });
    Ok((LegacyLink { seal: keys.seal, paths, shape, key, claim, holds, max_age }, salt))
}

/// That of itsdangerous's serializers.
const DEFAULT_SALT: &str = "itsdangerous";

fn is_jwt(shape: Shape) -> bool {
    match shape {
        Shape::Jws | Shape::Jwt => true,
        Shape::ItsDangerous | Shape::ItsDangerousUntimed => false,
    }
}

fn shape(text: &str) -> Parsed<Shape> {
    Shape::parse(text).ok_or_else(|| one_of(Shape::ALL.iter().map(|shape| shape.as_str())))
}

fn holds(text: &str) -> Parsed<Holds> {
    Holds::parse(text).ok_or_else(|| one_of(Holds::ALL.iter().map(|holds| holds.as_str())))
}

fn digest(text: &str) -> Parsed<Digest> {
    Digest::parse(text).ok_or_else(|| one_of(Digest::ALL.iter().map(|digest| digest.as_str())))
}

fn derivation(text: &str) -> Parsed<Derivation> {
    Derivation::parse(text).ok_or_else(|| one_of(Derivation::ALL.iter().map(|derivation| derivation.as_str())))
}

fn jwt_algorithm(text: &str) -> Parsed<Digest> {
    match text {
        "HS256" => Ok(Digest::Sha256),
        "HS512" => Ok(Digest::Sha512),
        _ => Err("must be HS256 or HS512 with this shape".to_owned()),
    }
}

fn one_of<'a>(words: impl Iterator<Item = &'a str>) -> String {
    format!("must be one of {}", words.collect::<Vec<_>>().join(", "))
}

fn instant(text: &str) -> Parsed<Timestamp> {
    let what = "must be an instant in RFC 3339, such as 2027-03-31T00:00:00Z";
    Timestamp::parse_rfc3339(text).ok_or_else(|| what.to_owned())
}

/// Shorter ones are found by trying (RFC 2104 section 3 asks for as much as the hash has; many applications have less).
const MIN_SECRET_BYTES: usize = 16;

/// Secrets of well-known tutorials and manuals, which stay in applications that grow out of them.
const SAMPLES: [&str; 8] = [
    "you-will-never-guess",
    "hard to guess string",
    "my_precious",
    "my_precious_two",
    "5791628bb0b13ce0c676dfde280ba245",
    "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf",
    "_5#y2L\"F4Q8z\n\u{ec}]/",
    "secret-key-goes-here",
];

/// Text, or `base64:` and bytes. Whoever knows or guesses it makes links that set anybody's password.
fn secret(text: &str) -> Parsed<Secret<Vec<u8>>> {
    let bytes = match text.strip_prefix("base64:") {
        Some(encoded) => {
            BASE64.decode(encoded.trim().as_bytes()).map_err(|_| "is not base64 behind base64:".to_owned())?
        }
        None => text.as_bytes().to_vec(),
    };
    let bytes = Secret::new(bytes);
    let is_sample = SAMPLES.contains(&text);
    let mut seen = [false; 256];
    bytes.expose().iter().for_each(|byte| seen[usize::from(*byte)] = true);
    let is_pattern = seen.iter().filter(|seen| **seen).count() < 8;
    if is_sample || is_pattern || bytes.expose().len() < MIN_SECRET_BYTES {
        let what = "is a sample or can be guessed: whoever does could set anybody's password; such links have to end, remove it";
        return Err(what.to_owned());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
