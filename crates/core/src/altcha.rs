//! The built-in captcha: a proof of work in the form of ALTCHA's second protocol, so that its widgets and libraries can
//! solve it. By hand, as the crate `altcha` reads the clock and rolls dice by itself. A challenge is signed and stored
//! nowhere; that it is good once is `countersign_store::captchas`'s business.

use std::time::Duration;

use data_encoding::{BASE64, HEXLOWER};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::captcha::Action;
use crate::secret::mac_under;
use crate::{Secret, SecretKey, Timestamp};

/// As long as an answer of Turnstile's.
pub const VALID_FOR: Duration = Duration::from_secs(300);

/// The solver tries the numbers from 0 on until it has found ours, which is below this: half of it on average, each a
/// SHA-256. A laptop's browser does a million a second, a phone's some 200,000 to 500,000.
const NUMBERS: u32 = 200_000;

const ALGORITHM: &str = "SHA-256";
/// Hashes for each number. More of them would cost us as much as the solver.
const COST: u32 = 1;
const KEY_BYTES: usize = 32;
/// As much as makes sure that no other number fits.
const PREFIX_BYTES: usize = 16;

/// Chance for one challenge: a nonce, a salt, and the number that is to be found.
pub type Chance = [u8; 36];

/// What the solver gets, in ALTCHA's own form.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Challenge {
    parameters: Parameters,
    signature: String,
}

/// In the order of the alphabet: that is what is signed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Parameters {
    algorithm: String,
    cost: u32,
    data: Data,
    expires_at: i64,
    key_length: usize,
    key_prefix: String,
    nonce: String,
    salt: String,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Data {
    action: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answer {
    challenge: Challenge,
    solution: Solution,
}

/// Solvers add how long it took them.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Solution {
    counter: u32,
    derived_key: String,
}

/// A challenge that was solved: what is remembered of it, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Solved {
    /// Names the challenge, so that it is taken once.
    pub id: String,
    /// From then on the signature itself is too old, and nothing need be remembered.
    pub expires_at: Timestamp,
}

/// Signs with the newest key, verifies with all.
pub struct Challenger {
    keys: Vec<Secret<String>>,
}

impl Challenger {
    /// Derives the signing keys; answers to challenges of the previous ones are taken until they are too old.
    pub fn new(key: &SecretKey, previous: &[SecretKey]) -> Self {
        Self { keys: [key].into_iter().chain(previous).map(|key| key.derive("captcha")).collect() }
    }

    /// A challenge for one kind of form, good for `VALID_FOR` from `now` on.
    pub fn challenge(&self, action: Action, now: Timestamp, chance: Chance) -> Challenge {
        let (nonce, rest) = chance.split_at(16);
        let (salt, _) = rest.split_at(16);
        let [.., a, b, c, d] = chance;
        // No number is noticeably more frequent than another: 2^32 is many times NUMBERS.
        let number = u32::from_be_bytes([a, b, c, d]) % NUMBERS;
        let key = derived_key(COST, salt, nonce, number);
        let parameters = Parameters {
            algorithm: ALGORITHM.to_owned(),
            cost: COST,
            data: Data { action: action.as_str().to_owned() },
            expires_at: now.plus(VALID_FOR).seconds(),
            key_length: KEY_BYTES,
            key_prefix: HEXLOWER.encode(&key[..PREFIX_BYTES]),
            nonce: HEXLOWER.encode(nonce),
            salt: HEXLOWER.encode(salt),
        };
        let signature = self.keys.first().map(|key| signed(key, &parameters).finalize().into_bytes());
        Challenge { parameters, signature: HEXLOWER.encode(&signature.unwrap_or_default()) }
    }

    /// The challenge behind an answer, if it is ours, of this form, in time and solved; nothing is said of why not.
    pub fn open(&self, action: Action, answer: &str, now: Timestamp) -> Option<Solved> {
        let bytes = BASE64.decode(answer.as_bytes()).ok()?;
        let Answer { challenge: Challenge { parameters, signature }, solution } =
            serde_json::from_slice(&bytes).ok()?;
        let signature = HEXLOWER.decode(signature.as_bytes()).ok()?;
        let is_ours = self.keys.iter().any(|key| signed(key, &parameters).verify_slice(&signature).is_ok());
        let expires_at = Timestamp::from_seconds(parameters.expires_at);
        if !is_ours || now >= expires_at || parameters.data.action != action.as_str() {
            return None;
        }
        let decode = |hex: &str| HEXLOWER.decode(hex.as_bytes()).ok();
        let key =
            derived_key(parameters.cost, &decode(&parameters.salt)?, &decode(&parameters.nonce)?, solution.counter);
        let is_solved = HEXLOWER.encode(&key).as_bytes().ct_eq(solution.derived_key.as_bytes()).into()
            && key.starts_with(&decode(&parameters.key_prefix)?);
        is_solved.then_some(Solved { id: parameters.nonce, expires_at })
    }
}

fn signed(key: &Secret<String>, parameters: &Parameters) -> Hmac<Sha256> {
    let mut mac = mac_under(key);
    mac.update(&serde_json::to_vec(parameters).expect("texts and numbers are JSON"));
    mac
}

fn derived_key(cost: u32, salt: &[u8], nonce: &[u8], number: u32) -> Vec<u8> {
    let mut bytes = [salt, nonce, &number.to_be_bytes()].concat();
    for _ in 0..cost {
        bytes = Sha256::digest(&bytes).to_vec();
    }
    bytes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const CHANCE: Chance = *b"a nonce 16 bytesa salt, 16 bytes\0\0\x01\x01";

    fn challenger(number: u8) -> Challenger {
        Challenger::new(&SecretKey::from_random([number; 32]), &[])
    }

    /// As a solver does it, who knows only the challenge.
    fn solve(challenge: &Value) -> Value {
        let parameters = &challenge["parameters"];
        let bytes = |name: &str| HEXLOWER.decode(parameters[name].as_str().unwrap().as_bytes()).unwrap();
        let (salt, nonce, prefix) = (bytes("salt"), bytes("nonce"), bytes("keyPrefix"));
        let found = (0..).map(|number| (number, derived_key(1, &salt, &nonce, number)));
        let (counter, key) = found.into_iter().find(|(_, key)| key.starts_with(&prefix)).unwrap();
        json!({"challenge": challenge, "solution": {"counter": counter, "derivedKey": HEXLOWER.encode(&key), "time": 1.5}})
    }

    fn solved() -> Value {
        solve(&serde_json::to_value(challenger(1).challenge(Action::SignUp, NOW, CHANCE)).unwrap())
    }

    fn encode(answer: &Value) -> String {
        BASE64.encode(answer.to_string().as_bytes())
    }

    #[test]
    fn what_is_solved_opens_for_its_form_and_until_its_time_is_over() {
        let answer = encode(&solved());
        assert!(answer.len() < 2_048);
        let opened = challenger(1).open(Action::SignUp, &answer, NOW).unwrap();
        assert_eq!((opened.id.len(), opened.expires_at), (32, NOW.plus(VALID_FOR)));
        let last = NOW.plus(VALID_FOR).minus(Duration::from_millis(1));
        assert!(challenger(1).open(Action::SignUp, &answer, last).is_some());
        assert_eq!(challenger(1).open(Action::SignUp, &answer, NOW.plus(VALID_FOR)), None);
        assert_eq!(challenger(1).open(Action::Resend, &answer, NOW), None);
        assert_eq!(challenger(1).open(Action::ForgotPassword, &answer, NOW), None);
    }

    #[test]
    fn a_previous_key_still_verifies_and_a_stranger_s_never_did() {
        let [one, two] = [1, 2].map(|number| SecretKey::from_random([number; 32]));
        let answer = encode(&solved());
        assert!(Challenger::new(&two, std::slice::from_ref(&one)).open(Action::SignUp, &answer, NOW).is_some());
        assert_eq!(Challenger::new(&two, &[]).open(Action::SignUp, &answer, NOW), None);
    }

    #[test]
    fn whatever_is_changed_is_no_answer_any_more() {
        let good = solved();
        let changes: [(&str, Value); 12] = [
            ("/challenge/parameters/algorithm", json!("SHA-512")),
            ("/challenge/parameters/cost", json!(0)),
            ("/challenge/parameters/data/action", json!("resend")),
            ("/challenge/parameters/expiresAt", json!(1_900_000_000)),
            ("/challenge/parameters/keyLength", json!(1)),
            ("/challenge/parameters/keyPrefix", json!("")),
            ("/challenge/parameters/nonce", json!("00".repeat(16))),
            ("/challenge/parameters/salt", json!("")),
            ("/challenge/signature", json!("00".repeat(32))),
            ("/challenge/signature", json!("")),
            ("/solution/counter", json!(1)),
            ("/solution/derivedKey", json!("00".repeat(32))),
        ];
        for (place, value) in changes {
            let mut bad = good.clone();
            *bad.pointer_mut(place).unwrap() = value;
            assert_eq!(challenger(1).open(Action::SignUp, &encode(&bad), NOW), None, "{place}");
        }
        let mut more = good;
        more["challenge"]["parameters"]["memoryCost"] = json!(1);
        assert_eq!(challenger(1).open(Action::SignUp, &encode(&more), NOW), None);
    }

    /// Made and solved by npm's altcha-lib 2.8.0, under a secret of its own.
    #[test]
    fn the_protocol_s_own_library_is_understood() {
        let answer = r#"{"challenge":{"parameters":{"algorithm":"SHA-256","cost":1,"data":{"action":"sign_up"},"expiresAt":1800000300,"keyLength":32,"keyPrefix":"eb3038a03777248c71be372fbb89d580","nonce":"c9057abac35f149712b927759f4408c1","salt":"ea01f59872b7ee8908df381fdf20790e"},"signature":"72b58ecd520a8b7fd6753c4205d112d3d58845b9f867acd8e9fe5b92abffb4d2"},"solution":{"counter":4242,"derivedKey":"eb3038a03777248c71be372fbb89d5801d1766f8367036ecea3922d0dbbb5f06","time":24.2}}"#;
        let theirs = Challenger { keys: vec![Secret::new("counterpart secret".to_owned())] };
        let opened = theirs.open(Action::SignUp, &BASE64.encode(answer.as_bytes()), NOW).unwrap();
        assert_eq!(opened.id, "c9057abac35f149712b927759f4408c1");
        assert_eq!(solve(&serde_json::from_str::<Value>(answer).unwrap()["challenge"])["solution"]["counter"], 4242);
    }

    #[test]
    fn every_challenge_can_be_solved_within_the_promised_numbers() {
        for nonce in 0..8 {
            let mut chance = [0xff; 36];
            chance[0] = nonce;
            let challenge = serde_json::to_value(challenger(1).challenge(Action::Resend, NOW, chance)).unwrap();
            assert_eq!(solve(&challenge)["solution"]["counter"], u32::MAX % NUMBERS);
        }
    }

    proptest! {
        #[test]
        fn garbage_opens_nothing(text in "\\PC{0,300}", bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            for answer in [text, BASE64.encode(&bytes)] {
                prop_assert_eq!(challenger(1).open(Action::SignUp, &answer, NOW), None);
            }
        }
    }
}
