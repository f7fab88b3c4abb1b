//! The one kind of id that rows have: a UUIDv7 (RFC 9562 section 5.7) made from an instant and random
//! bytes that the caller brings. Time-ordered, so that the newest rows lie together in every index. Accounts that came
//! from elsewhere have the id that they had there, or one that follows from it.

use std::fmt;
use std::str::FromStr;

use sha1::{Digest, Sha1};
use uuid::{Builder, Uuid};

use crate::Timestamp;

/// What a row is named by: 36 characters of text, such as `0198c6a4-5d3e-7f0a-9c1b-2e4d6f8a0b1c`. It tells when the
/// row was made, to the millisecond, and is no secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Uuid);

impl Id {
    /// 48 bits of time, 74 bits of chance.
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        let ms = u64::try_from(now.millis()).unwrap_or(0);
        Self(Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }

    /// The id of an account that another application has given another id: that itself if it is a UUID, else a UUIDv5
    /// (RFC 9562 section 5.5) of it, always the same, so that the application can tell without asking. None for the UUID
    /// of nobody. Where two applications have the same ids, each has a `space` of its own.
    pub fn of_foreign(text: &str, space: Option<&str>) -> Option<Self> {
        match Uuid::try_parse(text) {
            Ok(uuid) => (!uuid.is_nil()).then_some(Self(uuid)),
            Err(_) => {
                let space = space.map_or(FOREIGN, |space| version_5(FOREIGN, space));
                Some(Self(version_5(space, text)))
            }
        }
    }

    /// A number below this (256 at most), by the chance in the id.
    pub fn chance(self, below: i64) -> i64 {
        i64::from(self.0.as_bytes()[15]) % below
    }

    /// The 16 bytes as 22 characters of base64url, the form in tokens.
    pub fn short(self) -> String {
        data_encoding::BASE64URL_NOPAD.encode(self.0.as_bytes())
    }

    /// Reads what `short` writes.
    pub fn from_short(text: &str) -> Option<Self> {
        let bytes = data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        Uuid::from_slice(&bytes).ok().map(Self)
    }
}

/// The name space of ids from elsewhere; docs/guide/import.md promises it.
const FOREIGN: Uuid = Uuid::from_u128(0x6f1c_9d2a_7c34_4b8e_9a57_2f0c_1d8e_63b5);

fn version_5(space: Uuid, name: &str) -> Uuid {
    let hash = Sha1::new().chain_update(space.as_bytes()).chain_update(name).finalize();
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Builder::from_sha1_bytes(bytes).into_uuid()
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not the hyphenated lower-case form of an id.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, NotAnId> {
        let id = Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)?;
        // One spelling only, so that an id in a URL is one row and one cache entry.
        let mut spelled = Uuid::encode_buffer();
        if id.0.hyphenated().encode_lower(&mut spelled) == text { Ok(id) } else { Err(NotAnId) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_round_trip_in_both_forms_and_sort_by_time() {
        let early = Id::new(Timestamp::from_millis(1_000), [255; 10]);
        let late = Id::new(Timestamp::from_millis(2_000), [0; 10]);
        assert!(early < late);
        assert_eq!(Id::from_short(&early.short()), Some(early));
        assert_eq!(early.to_string().parse::<Id>().ok(), Some(early));
        assert!(early.to_string().to_uppercase().parse::<Id>().is_err());
        assert_eq!(Id::from_short("short"), None);
    }

    #[test]
    fn the_chance_of_an_id_is_below_what_was_asked_for() {
        let of = |last| {
            let mut chance = [0; 10];
            chance[9] = last;
            Id::new(Timestamp::from_millis(1_000), chance)
        };
        assert_eq!([0, 7, 200, 255].map(|last| of(last).chance(100)), [0, 7, 0, 55]);
        assert_eq!(format!("{:?}", of(255)), of(255).to_string());
    }

    /// As Python's `uuid.uuid5` has them.
    #[test]
    fn an_id_from_elsewhere_is_kept_or_always_becomes_the_same() {
        let of = |text: &str, space| Id::of_foreign(text, space).unwrap().to_string();
        assert_eq!(of("42", None), "293e9b31-8e97-514f-aab5-1d185ef116de");
        assert_eq!(of("42", Some("shop")), "2706d69a-3f66-5c68-a4f7-70d92b6e63ab");
        let kept = "0198f4b1-0000-7000-8000-00000000abcd";
        assert_eq!(of(&kept.to_uppercase(), Some("shop")), kept);
        assert_eq!(of(&kept.replace('-', ""), None), kept);
        assert!(Id::of_foreign("00000000-0000-0000-0000-000000000000", None).is_none());
    }
}
