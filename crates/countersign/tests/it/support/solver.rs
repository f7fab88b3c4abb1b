//! Solves the built-in captcha as docs/guide/api.md tells it, knowing nothing of how it is made.

use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Browser;

pub fn solve(challenge: &Value) -> String {
    let bytes = |name: &str| HEXLOWER.decode(challenge["parameters"][name].as_str().unwrap().as_bytes()).unwrap();
    let (start, prefix) = ([bytes("salt"), bytes("nonce")].concat(), bytes("keyPrefix"));
    let keys = (0..200_000_u32)
        .map(|counter| (counter, Sha256::new().chain_update(&start).chain_update(counter.to_be_bytes()).finalize()));
    let (counter, key) =
        keys.into_iter().find(|(_, key)| key.starts_with(&prefix)).expect("a number below the promised one");
    let solution = json!({"counter": counter, "derivedKey": HEXLOWER.encode(&key)});
    BASE64.encode(json!({"challenge": challenge, "solution": solution}).to_string().as_bytes())
}

impl Browser {
    /// Fetches a challenge for a form and solves it.
    pub async fn solve(&mut self, action: &str) -> String {
        solve(&self.get(&format!("/captcha/challenge?action={action}")).await.is(200).json())
    }
}
