//! The secret key: whether it is there, and only its owner's. None is made.

use countersign_core::Timestamp;

use super::finding::{Check, Finding};
use crate::config::Config;
use crate::installation::{self, Failure, Keys};
use crate::key_file;

pub fn look(config: &Config, now: Timestamp) -> (Finding, Option<Keys>) {
    if config.secret_key.is_none()
        && let Some(path) = key_file::path_beside(&config.database_url).filter(|path| !path.exists())
    {
        let words = format!("there is none yet: it is made at the first start, in {}", path.display());
        return (Finding::skip(Check::Key, words), None);
    }
    match installation::keys(config, now) {
        Ok(keys) => (found(config, &keys), Some(keys)),
        Err(Failure::Usage(reason) | Failure::Failed(reason)) => {
            let mend = "make it readable for the user that runs Countersign, and for nobody else (`chmod 600`)";
            (Finding::fail(Check::Key, reason, mend), None)
        }
    }
}

fn found(config: &Config, keys: &Keys) -> Finding {
    if keys.previous.iter().any(|previous| previous.is_same_as(&keys.current)) {
        let words = "previous_secret_keys holds the current key, too";
        return Finding::warn(Check::Key, words, "remove it there, so that it ends when it is replaced");
    }
    let place = match installation::in_force(config).into_iter().find(|line| line.key == "secret_key") {
        Some(line) => line.source,
        None => "default".to_owned(),
    };
    let before = match keys.previous.len() {
        0 => "none before it".to_owned(),
        1 => "one before it still verifies".to_owned(),
        count => format!("{count} before it still verify"),
    };
    Finding::ok(Check::Key, format!("at least 256 bits, no sample ({place}); {before}"))
}
