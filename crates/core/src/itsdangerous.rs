//! What the serializers of Python's itsdangerous 2 write before the signature (`signed`): JSON in base64url, with zlib
//! before it where that is shorter (marked by a dot), and in the timed ones the seconds since 1970. Our own tokens
//! (`token`) and those of an application that was here before (`legacy_link`) are read by the same functions.

use std::io::Read;

use data_encoding::BASE64URL_NOPAD;

use crate::Timestamp;

/// An inflated payload beyond this is nobody's.
const MAX_JSON_BYTES: u64 = 4_096;

/// A timed value. Nothing is packed: what we write never gets shorter by it.
pub fn stamped(json: &[u8], at: Timestamp) -> String {
    let seconds = at.seconds().to_be_bytes();
    let significant = seconds.iter().position(|byte| *byte != 0).unwrap_or(seconds.len());
    format!("{}.{}", BASE64URL_NOPAD.encode(json), BASE64URL_NOPAD.encode(&seconds[significant..]))
}

/// A timed value's payload and when it was signed.
pub fn unstamped(value: &str) -> Option<(&str, Timestamp)> {
    let (payload, seconds) = value.rsplit_once('.')?;
    let seconds = BASE64URL_NOPAD.decode(seconds.as_bytes()).ok()?;
    // None at all is 1970's first, as there.
    if seconds.len() > 7 {
        return None;
    }
    let seconds = seconds.iter().fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    Some((payload, Timestamp::from_seconds(seconds)))
}

/// The JSON of a payload.
pub fn json(payload: &str) -> Option<Vec<u8>> {
    match payload.strip_prefix('.') {
        Some(packed) => inflate(&BASE64URL_NOPAD.decode(packed.as_bytes()).ok()?),
        None => BASE64URL_NOPAD.decode(payload.as_bytes()).ok(),
    }
}

fn inflate(packed: &[u8]) -> Option<Vec<u8>> {
    let mut json = Vec::new();
    flate2::read::ZlibDecoder::new(packed).take(MAX_JSON_BYTES).read_to_end(&mut json).ok()?;
    Some(json)
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    #[test]
    fn a_timed_value_says_when_it_was_signed() {
        for (seconds, text) in [(1_700_000_000, "e30.ZVPxAA"), (255, "e30._w"), (0, "e30.")] {
            let at = Timestamp::from_seconds(seconds);
            assert_eq!(stamped(b"{}", at), text);
            assert_eq!(unstamped(text), Some(("e30", at)));
        }
        assert_eq!(unstamped("e30.AAAAAAAAAQ"), Some(("e30", Timestamp::from_seconds(1))), "seven bytes");
        for none in ["e30", "e30.AAAAAAAAAAE", "e30.!", ""] {
            assert_eq!(unstamped(none), None, "{none}");
        }
    }

    #[test]
    fn a_payload_may_be_packed() {
        let packed = |json: &[u8]| {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
            encoder.write_all(json).unwrap();
            format!(".{}", BASE64URL_NOPAD.encode(&encoder.finish().unwrap()))
        };
        assert_eq!(json("eyJhIjoxfQ").as_deref(), Some(&b"{\"a\":1}"[..]));
        assert_eq!(json(&packed(b"{\"a\":1}")).as_deref(), Some(&b"{\"a\":1}"[..]));
        assert_eq!(json(&packed(&[b' '; 5_000])).map(|json| json.len()), Some(4_096), "as much as is looked at");
        for none in ["!", ".!", ".eyJhIjoxfQ"] {
            assert_eq!(json(none), None, "{none}");
        }
    }
}
