//! Text with its HMAC behind the last dot, as itsdangerous and JWT (RFC 7515 section 7.1) both have it. The algorithm
//! comes with the key and never from the text (ASVS 9.1.2). What the text says is `itsdangerous`'s and `legacy_link`'s.

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Sha256, Sha512};
use zeroize::Zeroize;

use crate::Secret;
use crate::words::words;

words! {
    /// SHA-1 is what itsdangerous signs with; its collisions do not break HMAC (RFC 6194 section 3.3).
    Digest {
        /// 20 bytes.
        Sha1 = "sha1",
        /// 32 bytes.
        Sha256 = "sha256",
        /// 64 bytes.
        Sha512 = "sha512",
    }
}

words! {
    /// How itsdangerous makes a key of salt and secret.
    Derivation {
        /// The library's default.
        DjangoConcat = "django-concat",
        /// The hash of salt and secret.
        Concat = "concat",
        /// The HMAC of the salt under the secret.
        Hmac = "hmac",
        /// The secret as it is, as for a JWT.
        None = "none",
    }
}

/// A key for texts that carry their signature behind a dot.
#[derive(Clone)]
pub struct Key {
    digest: Digest,
    bytes: Secret<Vec<u8>>,
}

impl Key {
    /// Derived from the secret as the signer of the texts did.
    pub fn new(digest: Digest, derivation: Derivation, secret: &[u8], salt: &[u8]) -> Self {
        let bytes = match derivation {
            Derivation::DjangoConcat => digest.of(&[salt, b"signer", secret]),
            Derivation::Concat => digest.of(&[salt, secret]),
            Derivation::Hmac => digest.mac(secret, salt),
            Derivation::None => secret.to_vec(),
        };
        Self { digest, bytes: Secret::new(bytes) }
    }

    /// The hash under the HMAC.
    pub fn digest(&self) -> Digest {
        self.digest
    }

    /// The text with its signature.
    pub fn sign(&self, value: &str) -> String {
        let signature = self.digest.mac(self.bytes.expose(), value.as_bytes());
        format!("{value}.{}", BASE64URL_NOPAD.encode(&signature))
    }

    /// The text before the last dot, if this key signed it.
    pub fn unsign<'t>(&self, token: &'t str) -> Option<&'t str> {
        let (value, signature) = token.rsplit_once('.')?;
        let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).ok()?;
        self.digest.verifies(self.bytes.expose(), value, &signature).then_some(value)
    }
}

impl Digest {
    fn of(self, parts: &[&[u8]]) -> Vec<u8> {
        fn hash<D: sha2::Digest>(parts: &[&[u8]]) -> Vec<u8> {
            let mut hash = parts.iter().fold(D::new(), D::chain_update).finalize();
            let bytes = hash.to_vec();
            hash.as_mut_slice().zeroize();
            bytes
        }
        match self {
            Self::Sha1 => hash::<Sha1>(parts),
            Self::Sha256 => hash::<Sha256>(parts),
            Self::Sha512 => hash::<Sha512>(parts),
        }
    }

    fn mac(self, key: &[u8], text: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha1 => mac::<Hmac<Sha1>>(key, text).finalize().into_bytes().to_vec(),
            Self::Sha256 => mac::<Hmac<Sha256>>(key, text).finalize().into_bytes().to_vec(),
            Self::Sha512 => mac::<Hmac<Sha512>>(key, text).finalize().into_bytes().to_vec(),
        }
    }

    /// In constant time.
    fn verifies(self, key: &[u8], text: &str, signature: &[u8]) -> bool {
        let text = text.as_bytes();
        let verified = match self {
            Self::Sha1 => mac::<Hmac<Sha1>>(key, text).verify_slice(signature),
            Self::Sha256 => mac::<Hmac<Sha256>>(key, text).verify_slice(signature),
            Self::Sha512 => mac::<Hmac<Sha512>>(key, text).verify_slice(signature),
        };
        verified.is_ok()
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> M {
    let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.update(text);
    mac
}
