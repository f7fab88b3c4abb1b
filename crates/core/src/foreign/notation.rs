//! How applications write their hashes down: Werkzeug, Django, Flask-Bcrypt, Devise, passlib, the PHC string format, and
//! for Firebase, whose export has columns instead, a form of ours. Nothing is read that is too dear to verify, for a
//! sign-in must not hold a hashing thread for long; what is made too cheaply is for the importing operator to judge.

use std::fmt;
use std::sync::LazyLock;

use argon2::{Algorithm as Argon2, Version};
use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL_NOPAD, Encoding, HEXLOWER_PERMISSIVE, Specification};

use super::{Algorithm, Digest, Foreign, Input};
use crate::hash::{Cost, Variant};

/// The longest known are about 250 bytes.
const MAX_BYTES: usize = 512;
/// NIST SP 800-63B-4 section 3.1.1.2: at least 32 bits.
const SALT_BYTES: std::ops::RangeInclusive<usize> = 4..=128;
const HASH_BYTES: std::ops::RangeInclusive<usize> = 16..=128;

/// The dearest that a hash may be: about a second of a core each, and 256 MiB. OWASP's Password Storage Cheat Sheet asks
/// for 1,300,000 iterations of PBKDF2, scrypt of 128 MiB, and leaves bcrypt at 10; libraries' defaults are below these.
const MAX_ITERATIONS: u32 = 5_000_000;
const MAX_SCRYPT_BYTES: u64 = 128 << 20;
/// N · r · p.
const MAX_SCRYPT_WORK: u64 = 1 << 22;
const MAX_BCRYPT_COST: u32 = 14;
const MAX_ARGON2_KIB: u32 = 256 << 10;
const MAX_ARGON2_WORK_KIB: u64 = 1 << 20;

/// The cheapest that is worth keeping: bcrypt's as OWASP has it, the others what their first users had.
const MIN_ITERATIONS: u32 = 1_000;
const MIN_SCRYPT_WORK: u64 = 1 << 13;
const MIN_BCRYPT_COST: u32 = 10;
const MIN_ARGON2_WORK_KIB: u64 = 1_000;

const PEPPERED: &str = "bcrypt_pepper$";
const SHA256_HEX: &str = "bcrypt_sha256$";
const FIREBASE: &str = "firebase_scrypt$";

/// Why a hash is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No form that is known here.
    Unknown,
    /// It begins like one of these.
    Unreadable(&'static str),
    /// Guessed millions of times a second.
    Fast,
    /// A sign-in would take too long, or too much memory; the most it may.
    TooDear(String),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("is no hash in a form that is known here"),
            Self::Unreadable(name) => write!(f, "begins like a hash of {name} and cannot be read"),
            Self::Fast => f.write_str("is of a kind that is guessed millions of times a second: leave it empty"),
            Self::TooDear(most) => write!(f, "costs more than a sign-in may, which is {most}"),
        }
    }
}

/// What the application gave to bcrypt, where its hashes do not say: they all begin with `$2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BcryptOf {
    /// The password itself.
    Password,
    /// With the pepper behind it, as Devise does.
    Peppered,
    /// The SHA-256 of the password in hex, as Flask-Bcrypt does with BCRYPT_HANDLE_LONG_PASSWORDS.
    Sha256Hex,
}

/// The hash as it is kept: what bcrypt was given is written before it.
pub fn marked(text: &str, of: BcryptOf) -> String {
    match of {
        BcryptOf::Peppered if text.starts_with("$2") => format!("{PEPPERED}{text}"),
        BcryptOf::Sha256Hex if text.starts_with("$2") => format!("{SHA256_HEX}{text}"),
        BcryptOf::Password | BcryptOf::Peppered | BcryptOf::Sha256Hex => text.to_owned(),
    }
}

/// Takes a hash apart. Nobody verifies what this refuses.
pub fn read(text: &str) -> Result<Foreign, Refusal> {
    if text.len() > MAX_BYTES {
        return Err(Refusal::Unknown);
    }
    let (name, found) = parts(text);
    let foreign = found.ok_or(match name {
        "" if is_fast(text) => Refusal::Fast,
        "" => Refusal::Unknown,
        name => Refusal::Unreadable(name),
    })?;
    match (foreign.beyond(), &foreign.algorithm) {
        (Some(most), _) => Err(Refusal::TooDear(most)),
        (None, Algorithm::Argon2 { cost, .. }) if cost.params().is_none() => Err(Refusal::Unreadable(name)),
        (None, _) => Ok(foreign),
    }
}

/// The form's name, or nothing, and the hash if it can be read.
fn parts(text: &str) -> (&'static str, Option<Foreign>) {
    let rest = |beginning| text.strip_prefix(beginning);
    if text.starts_with("$2") {
        ("bcrypt", bcrypt(text, Input::Password))
    } else if let Some(rest) = rest("bcrypt$") {
        ("Django's bcrypt", bcrypt(rest, Input::Password))
    } else if let Some(rest) = rest(SHA256_HEX) {
        ("Django's bcrypt_sha256", bcrypt(rest, Input::Sha256Hex))
    } else if let Some(rest) = rest(PEPPERED) {
        ("Devise", bcrypt(rest, Input::Peppered))
    } else if let Some(rest) = rest("$bcrypt-sha256$") {
        ("passlib's bcrypt-sha256", passlib_bcrypt(rest))
    } else if let Some(rest) = rest("pbkdf2:") {
        ("Werkzeug's pbkdf2", werkzeug_pbkdf2(rest))
    } else if let Some(rest) = rest("scrypt:") {
        ("Werkzeug's scrypt", werkzeug_scrypt(rest))
    } else if let Some(rest) = rest("pbkdf2_sha256$") {
        ("Django's pbkdf2_sha256", django_pbkdf2(Digest::Sha256, rest))
    } else if let Some(rest) = rest("pbkdf2_sha1$") {
        ("Django's pbkdf2_sha1", django_pbkdf2(Digest::Sha1, rest))
    } else if let Some(rest) = rest("scrypt$") {
        ("Django's scrypt", django_scrypt(rest))
    } else if let Some(rest) = rest("argon2$argon2") {
        ("Django's argon2", argon2(rest))
    } else if let Some(rest) = rest("$argon2") {
        ("Argon2", argon2(rest))
    } else if let Some(rest) = rest("$pbkdf2-sha256$") {
        ("PBKDF2", phc_pbkdf2(Digest::Sha256, rest))
    } else if let Some(rest) = rest("$pbkdf2-sha512$") {
        ("PBKDF2", phc_pbkdf2(Digest::Sha512, rest))
    } else if let Some(rest) = rest("$pbkdf2-sha1$").or_else(|| rest("$pbkdf2$")) {
        ("PBKDF2", phc_pbkdf2(Digest::Sha1, rest))
    } else if let Some(rest) = rest("$scrypt$") {
        ("scrypt", phc_scrypt(rest))
    } else if let Some(rest) = rest(FIREBASE) {
        ("Firebase", firebase(rest))
    } else {
        ("", None)
    }
}

/// `$2b$12$` and 53 characters: `a`, `b` and `y` name libraries that were once mistaken, and are the same for all that
/// people type. `x` marks the mistakes of one of them.
fn bcrypt(text: &str, of: Input) -> Option<Foreign> {
    let rest = ["$2a$", "$2b$", "$2y$"].iter().find_map(|beginning| text.strip_prefix(beginning))?;
    let (cost, rest) = rest.split_once('$').filter(|(cost, rest)| cost.len() == 2 && rest.len() == 53)?;
    let (salt, hash) = rest.split_at_checked(22)?;
    bcrypt_of(number(cost)?, salt, hash, of)
}

fn bcrypt_of(cost: u32, salt: &str, hash: &str, of: Input) -> Option<Foreign> {
    // Libraries have left the bits behind the salt as chance had them.
    static BCRYPT: LazyLock<Encoding> = LazyLock::new(|| {
        let mut specification = Specification::new();
        specification.symbols.push_str("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
        specification.check_trailing_bits = false;
        specification.encoding().expect("64 different symbols")
    });
    let salt = BCRYPT.decode(salt.as_bytes()).ok()?.try_into().ok()?;
    let hash = BCRYPT.decode(hash.as_bytes()).ok().filter(|hash| hash.len() == 23)?;
    // 4 is the least that the algorithm knows.
    (4..32).contains(&cost).then_some(Foreign { algorithm: Algorithm::Bcrypt { cost, salt, of }, hash })
}

/// `v=2,t=2b,r=12$salt$hash`, or before that `2b,12$salt$hash`.
fn passlib_bcrypt(rest: &str) -> Option<Foreign> {
    let [parameters, salt, hash] = fields(rest)?;
    let (version, variant, cost) = match parameters.strip_prefix("v=2,t=") {
        Some(rest) => rest.split_once(",r=").map(|(variant, cost)| (2, variant, cost))?,
        None => parameters.split_once(',').map(|(variant, cost)| (1, variant, cost))?,
    };
    let of = if version == 2 { Input::HmacBase64 { salt: salt.to_owned() } } else { Input::Sha256Base64 };
    let is_known = matches!(variant, "2a" | "2b" | "2y");
    is_known.then(|| bcrypt_of(number(cost)?, salt, hash, of))?
}

/// `sha256:1000000$salt$hex`; the salt is text.
fn werkzeug_pbkdf2(rest: &str) -> Option<Foreign> {
    let [method, salt, hash] = fields(rest)?;
    let (digest, iterations) = method.split_once(':')?;
    let digest = match digest {
        "sha1" => Digest::Sha1,
        "sha256" => Digest::Sha256,
        "sha512" => Digest::Sha512,
        _ => return None,
    };
    pbkdf2(digest, iterations, salt.as_bytes().to_vec(), hex(hash)?)
}

/// `32768:8:1$salt$hex`; the salt is text.
fn werkzeug_scrypt(rest: &str) -> Option<Foreign> {
    let [method, salt, hash] = fields(rest)?;
    let (n, rest) = method.split_once(':')?;
    let (r, p) = rest.split_once(':')?;
    scrypt(log_2(n)?, number(r)?, number(p)?, salt.as_bytes().to_vec(), hex(hash)?)
}

/// `1000000$salt$base64`; the salt is text.
fn django_pbkdf2(digest: Digest, rest: &str) -> Option<Foreign> {
    let [iterations, salt, hash] = fields(rest)?;
    pbkdf2(digest, iterations, salt.as_bytes().to_vec(), BASE64.decode(hash.as_bytes()).ok()?)
}

/// `16384$salt$8$5$base64`; the salt is text.
fn django_scrypt(rest: &str) -> Option<Foreign> {
    let [n, salt, r, p, hash] = fields(rest)?;
    let hash = BASE64.decode(hash.as_bytes()).ok()?;
    scrypt(log_2(n)?, number(r)?, number(p)?, salt.as_bytes().to_vec(), hash)
}

/// `29000$salt$hash` is passlib's, `i=600000,l=32$salt$hash` the PHC string format's.
fn phc_pbkdf2(digest: Digest, rest: &str) -> Option<Foreign> {
    let [parameters, salt, hash] = fields(rest)?;
    let (salt, hash) = (base64(salt)?, base64(hash)?);
    let iterations = match parameters.strip_prefix("i=") {
        None => parameters,
        Some(rest) => match rest.split_once(",l=") {
            None => rest,
            Some((iterations, length)) => (number(length)? as usize == hash.len()).then_some(iterations)?,
        },
    };
    pbkdf2(digest, iterations, salt, hash)
}

/// `ln=16,r=8,p=1$salt$hash`
fn phc_scrypt(rest: &str) -> Option<Foreign> {
    let [parameters, salt, hash] = fields(rest)?;
    let (log_n, rest) = parameters.strip_prefix("ln=")?.split_once(",r=")?;
    let (r, p) = rest.split_once(",p=")?;
    scrypt(u8::try_from(number(log_n)?).ok()?, number(r)?, number(p)?, base64(salt)?, base64(hash)?)
}

/// `id$v=19$m=65536,t=3,p=4$salt$hash`; the first version had no `v=`.
fn argon2(rest: &str) -> Option<Foreign> {
    let (algorithm, rest) = rest.split_once('$')?;
    let algorithm = match algorithm {
        "id" => Argon2::Argon2id,
        "i" => Argon2::Argon2i,
        "d" => Argon2::Argon2d,
        _ => return None,
    };
    let (version, rest) = match (rest.strip_prefix("v=19$"), rest.strip_prefix("v=16$")) {
        (Some(rest), _) => (Version::V0x13, rest),
        (None, Some(rest)) => (Version::V0x10, rest),
        (None, None) => (Version::V0x10, rest),
    };
    let [cost, salt, hash] = fields(rest)?;
    let salt = base64(salt)?;
    let variant = Variant { algorithm, version };
    sound(Algorithm::Argon2 { variant, cost: Cost::read(cost)?, salt }, base64(hash)?)
}

/// `salt$hash` as `firebase auth:export` has them.
fn firebase(rest: &str) -> Option<Foreign> {
    let [salt, hash] = fields(rest)?;
    let decode = |text: &str| {
        let bare = text.trim_end_matches('=').as_bytes();
        BASE64_NOPAD.decode(bare).or_else(|_| BASE64URL_NOPAD.decode(bare)).ok()
    };
    sound(Algorithm::Firebase { salt: decode(salt)? }, decode(hash)?)
}

fn pbkdf2(digest: Digest, iterations: &str, salt: Vec<u8>, hash: Vec<u8>) -> Option<Foreign> {
    let iterations = number(iterations).filter(|iterations| *iterations > 0)?;
    sound(Algorithm::Pbkdf2 { digest, iterations, salt }, hash)
}

fn scrypt(log_n: u8, r: u32, p: u32, salt: Vec<u8>, hash: Vec<u8>) -> Option<Foreign> {
    let is_scrypt = (1..64).contains(&log_n) && r > 0 && p > 0;
    is_scrypt.then(|| sound(Algorithm::Scrypt { log_n, r, p, salt }, hash))?
}

fn sound(algorithm: Algorithm, hash: Vec<u8>) -> Option<Foreign> {
    let is_salted = match &algorithm {
        Algorithm::Pbkdf2 { salt, .. } | Algorithm::Scrypt { salt, .. } | Algorithm::Firebase { salt } => {
            SALT_BYTES.contains(&salt.len())
        }
        // RFC 9106 section 3.1 would have shorter ones, which no library takes.
        Algorithm::Argon2 { salt, .. } => SALT_BYTES.contains(&salt.len()) && salt.len() >= 8,
        Algorithm::Bcrypt { .. } => true,
    };
    (is_salted && HASH_BYTES.contains(&hash.len())).then_some(Foreign { algorithm, hash })
}

impl Foreign {
    /// The most that may be, where the hash is beyond it.
    fn beyond(&self) -> Option<String> {
        let (is_beyond, most) = match &self.algorithm {
            Algorithm::Pbkdf2 { digest, iterations, .. } => {
                let blocks = self.hash.len().div_ceil(digest.bytes()) as u64;
                let is_beyond = u64::from(*iterations) * blocks > u64::from(MAX_ITERATIONS);
                (is_beyond, format!("{MAX_ITERATIONS} iterations"))
            }
            Algorithm::Scrypt { log_n, r, p, .. } => {
                let block = u64::from(*r).saturating_mul(1 << log_n);
                let is_beyond = block > MAX_SCRYPT_BYTES / 128 || block.saturating_mul(u64::from(*p)) > MAX_SCRYPT_WORK;
                (is_beyond, "128 MiB, and four times as much in all its lanes".to_owned())
            }
            Algorithm::Bcrypt { cost, .. } => (*cost > MAX_BCRYPT_COST, format!("a cost of {MAX_BCRYPT_COST}")),
            Algorithm::Argon2 { cost, .. } => {
                let is_beyond =
                    cost.lanes > 64 || cost.memory_kib > MAX_ARGON2_KIB || cost.work_kib() > MAX_ARGON2_WORK_KIB;
                (is_beyond, "256 MiB, 1 GiB in all its passes, and 64 lanes".to_owned())
            }
            // The project's parameters are held to theirs where they are set.
            Algorithm::Firebase { .. } => (false, String::new()),
        };
        is_beyond.then_some(most)
    }

    /// Whether whoever steals it guesses too fast for it to be worth keeping, and what would be enough.
    pub fn is_weak(&self) -> Option<String> {
        let (is_weak, least) = match &self.algorithm {
            Algorithm::Pbkdf2 { iterations, .. } => {
                (*iterations < MIN_ITERATIONS, format!("PBKDF2 of {MIN_ITERATIONS} iterations"))
            }
            Algorithm::Scrypt { log_n, r, .. } => {
                (u64::from(*r).saturating_mul(1 << log_n) < MIN_SCRYPT_WORK, "scrypt of N = 1024 and r = 8".to_owned())
            }
            Algorithm::Bcrypt { cost, .. } => (*cost < MIN_BCRYPT_COST, format!("bcrypt of cost {MIN_BCRYPT_COST}")),
            Algorithm::Argon2 { cost, .. } => {
                (cost.work_kib() < MIN_ARGON2_WORK_KIB, format!("Argon2 that writes {MIN_ARGON2_WORK_KIB} KiB"))
            }
            Algorithm::Firebase { .. } => (false, String::new()),
        };
        is_weak.then_some(least)
    }
}

/// Plain digests, salted or not, and what Unix had before bcrypt.
fn is_fast(text: &str) -> bool {
    const BEGINNINGS: [&str; 14] = [
        "md5$",
        "sha1$",
        "sha224$",
        "sha256$",
        "sha384$",
        "sha512$",
        "plain$",
        "unsalted_",
        "crypt$",
        "$1$",
        "$apr1$",
        "{SHA",
        "{SSHA",
        "{MD5}",
    ];
    let is_hex = matches!(text.len(), 32 | 40 | 56 | 64 | 96 | 128) && text.bytes().all(|b| b.is_ascii_hexdigit());
    is_hex || BEGINNINGS.iter().any(|beginning| text.starts_with(beginning))
}

fn fields<const N: usize>(text: &str) -> Option<[&str; N]> {
    let mut parts = text.split('$');
    let mut found = [""; N];
    for field in &mut found {
        *field = parts.next()?;
    }
    parts.next().is_none().then_some(found)
}

/// Digits alone: `parse` would take a sign. What does not fit is too much in any case.
fn number(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

fn log_2(text: &str) -> Option<u8> {
    let n = text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok())??;
    n.is_power_of_two().then(|| u8::try_from(n.trailing_zeros()).ok())?
}

fn hex(text: &str) -> Option<Vec<u8>> {
    HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok()
}

/// Without padding; passlib has a point where others have a plus.
fn base64(text: &str) -> Option<Vec<u8>> {
    BASE64_NOPAD.decode(text.replace('.', "+").as_bytes()).ok()
}
