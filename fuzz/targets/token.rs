//! Tokens, in all three formats: nothing that was not sealed opens, and what was sealed, whatever it says, opens
//! to an envelope that makes the same link again, or not at all.

use countersign_core::link::Seal;
use countersign_core::token::{Envelope, Format, Signer, derive};
use countersign_core::{Id, SecretKey, Timestamp};
use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::{Digest, Sha1};
use sha2::{Sha256, Sha512};

pub fn run(data: &[u8]) {
    let Some(([choice], rest)) = data.split_first_chunk() else { return };
    let format = Format::ALL[usize::from(*choice) % Format::ALL.len()];
    let seal = Seal::ALL[usize::from(*choice >> 2) % Seal::ALL.len()];
    let key = SecretKey::from_random([7; 32]);
    let signer = Signer::new(format, &key, &[]);
    let Ok(text) = str::from_utf8(rest) else { return };
    if choice & 0x80 == 0 {
        assert_eq!(signer.open(seal, text), None, "nobody but us signs");
        return changed(&signer, seal, text);
    }
    let secret = derive(&key, seal);
    let token = sealed(format, seal, secret.expose().as_bytes(), text);
    for other in Seal::ALL.iter().filter(|other| **other != seal) {
        assert_eq!(signer.open(*other, &token), None, "for one use only");
    }
    let Some(envelope) = signer.open(seal, &token) else { return };
    let again = signer.open(seal, &signer.sign(seal, &envelope)).expect("what was opened can be signed");
    assert_eq!(again.link, envelope.link);
    assert_eq!((again.issued_at, again.expires_at), (envelope.issued_at, envelope.expires_at));
}

/// Any part of a token of ours in the place of another.
fn changed(signer: &Signer, seal: Seal, text: &str) {
    let at = Timestamp::from_seconds(1_800_000_000);
    let envelope = Envelope { link: Id::new(at, [9; 10]), issued_at: at, expires_at: at };
    let token = signer.sign(seal, &envelope);
    let parts: Vec<&str> = token.split('.').collect();
    for place in 0..parts.len() {
        let mut forged = parts.clone();
        forged[place] = text;
        let forged = forged.join(".");
        assert_eq!(signer.open(seal, &forged), (forged == token).then_some(envelope), "{forged}");
    }
}

/// Signed as it should be, with anything in it: for JWT header and claims, for itsdangerous value and time stamp.
fn sealed(format: Format, seal: Seal, secret: &[u8], text: &str) -> String {
    let (first, second) = text.split_once('\n').unwrap_or(("", text));
    let encode = |text: &str| BASE64URL_NOPAD.encode(text.as_bytes());
    let header = |plain: &str| if first.is_empty() { encode(plain) } else { encode(first) };
    let (value, signature) = match format {
        Format::JwtHs256 => {
            let value = format!("{}.{}", header(r#"{"typ":"JWT","alg":"HS256"}"#), encode(second));
            let mac = Hmac::<Sha256>::new_from_slice(secret).expect("any key").chain_update(&value).finalize();
            (value, mac.into_bytes().to_vec())
        }
        Format::JwtHs512 => {
            let value = format!("{}.{}", header(r#"{"typ":"JWT","alg":"HS512"}"#), encode(second));
            let mac = Hmac::<Sha512>::new_from_slice(secret).expect("any key").chain_update(&value).finalize();
            (value, mac.into_bytes().to_vec())
        }
        Format::ItsDangerous => {
            let value =
                if first.is_empty() { format!("{}.ZVPxAA", encode(second)) } else { format!("{first}.{second}") };
            let key = Sha1::new().chain_update(format!("countersign.{}signer", seal.as_str())).chain_update(secret);
            let mac = Hmac::<Sha1>::new_from_slice(&key.finalize()).expect("any key").chain_update(&value).finalize();
            (value, mac.into_bytes().to_vec())
        }
    };
    format!("{value}.{}", BASE64URL_NOPAD.encode(&signature))
}
