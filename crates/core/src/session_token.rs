//! Who is signed in, for services that verify it alone: a short JWT signed with EdDSA (RFC 8037), and the public keys
//! for it as a JWK Set (RFC 7517). Our own pages and API never take one: they ask the session itself.

use std::time::Duration;

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde::Serialize;
use sha2::{Digest, Sha256};
use zeroize::Zeroize;

use crate::account::Account;
use crate::session::Session;
use crate::{Secret, SecretKey, Timestamp};

/// Long enough for a chain of calls, short enough that what has ended is soon over everywhere.
pub const TTL: Duration = Duration::from_secs(300);

/// Signs with the newest key, shows all.
pub struct Issuer {
    current: Key,
    previous: Vec<Key>,
}

struct Key {
    signing: EncodingKey,
    public: Jwk,
}

/// One public key (RFC 8037 section 2).
#[derive(Clone, Debug, Serialize)]
pub struct Jwk {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    #[serde(rename = "use")]
    used_for: &'static str,
    kid: String,
    x: String,
}

/// A JWK Set.
#[derive(Clone, Debug, Serialize)]
pub struct Jwks {
    /// The current one first, then those before it.
    pub keys: Vec<Jwk>,
}

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: String,
    email: &'a str,
    /// An account exists only once its address is confirmed.
    email_verified: bool,
    sid: String,
    iat: i64,
    exp: i64,
}

impl Issuer {
    /// Derives the signing keys.
    pub fn new(current: &SecretKey, previous: &[SecretKey]) -> Self {
        Self { current: Key::new(current), previous: previous.iter().map(Key::new).collect() }
    }

    /// The token, and when it is over: never after the session.
    pub fn issue(
        &self,
        issuer: &str,
        account: &Account,
        session: &Session,
        now: Timestamp,
    ) -> (Secret<String>, Timestamp) {
        let expires_at = now.plus(TTL).min(session.expires_at);
        let claims = Claims {
            iss: issuer,
            sub: account.id.to_string(),
            email: account.address.as_str(),
            email_verified: true,
            sid: session.id.to_string(),
            iat: now.seconds(),
            exp: expires_at.seconds(),
        };
        let mut header = Header::new(Algorithm::EdDSA);
        header.kid = Some(self.current.public.kid.clone());
        let token = jsonwebtoken::encode(&header, &claims, &self.current.signing);
        (Secret::new(token.expect("claims of texts and numbers can be signed")), expires_at)
    }

    /// What others verify with. Tokens of a key that was replaced are over soon after it.
    pub fn jwks(&self) -> Jwks {
        Jwks { keys: [&self.current].into_iter().chain(&self.previous).map(|key| key.public.clone()).collect() }
    }
}

impl Key {
    fn new(key: &SecretKey) -> Self {
        let derived = key.derive("session-token");
        let mut seed = HEXLOWER.decode(&derived.expose().as_bytes()[..64]).expect("derived keys are hexadecimal");
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).expect("any 32 bytes are a seed (RFC 8032)");
        seed.zeroize();
        let pkcs8 = pair.to_pkcs8v1().expect("a key pair can be written down");
        let x = BASE64URL_NOPAD.encode(pair.public_key().as_ref());
        Self {
            signing: EncodingKey::from_ed_der(pkcs8.as_ref()),
            public: Jwk { kty: "OKP", crv: "Ed25519", alg: "EdDSA", used_for: "sig", kid: thumbprint(&x), x },
        }
    }
}

/// RFC 7638: SHA-256 over the members that make the key (RFC 8037 section 2), in their order.
fn thumbprint(x: &str) -> String {
    let members = format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{x}"}}"#);
    BASE64URL_NOPAD.encode(&Sha256::digest(members.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8037 appendix A.3.
    #[test]
    fn the_thumbprint_is_that_of_the_standard() {
        let found = thumbprint("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        assert_eq!(found, "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    }

    #[test]
    fn a_key_is_the_same_wherever_it_is_derived_and_replaced_ones_stay_known() {
        let [new, old] = [1, 2].map(|byte| SecretKey::from_random([byte; 32]));
        let kids = |issuer: Issuer| issuer.jwks().keys.into_iter().map(|key| key.kid).collect::<Vec<_>>();
        let [mine, theirs] = [&new, &old].map(|key| kids(Issuer::new(key, &[])));
        assert_ne!(mine, theirs);
        assert_eq!(kids(Issuer::new(&new, std::slice::from_ref(&old))), [mine[0].clone(), theirs[0].clone()]);
        assert_eq!(kids(Issuer::new(&new, &[])), mine);
    }
}
