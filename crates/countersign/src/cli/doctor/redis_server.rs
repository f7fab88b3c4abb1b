//! Redis, where one is configured. Without it everything works: it is worth a look because its failing makes no noise.

use countersign_store::Seen;

use super::finding::{Check, Finding};
use crate::config::Config;
use crate::installation;

/// Since when lists hand out several items at once (redis.io, LPOP).
const OLDEST: (u32, u32) = (6, 2);

pub async fn look(config: &Config) -> Finding {
    let redis = match installation::redis(config) {
        Ok(Some(redis)) => redis,
        Ok(None) => return Finding::skip(Check::Redis, "redis_url is not set: limits are kept in the database"),
        Err(_) => return Finding::fail(Check::Redis, "redis_url cannot be read", "run `countersign config check`"),
    };
    let name = redis.name();
    match redis.look().await {
        Ok(seen) => found(&name, &seen),
        Err(words) => {
            Finding::fail(Check::Redis, format!("{name}: {words}; each node counts for itself meanwhile"), mend(&words))
        }
    }
}

fn mend(words: &str) -> &'static str {
    let lower = words.to_lowercase();
    if ["auth", "password", "wrongpass"].iter().any(|word| lower.contains(word)) {
        "look at user and password in redis_url"
    } else if lower.contains("certificate") {
        "name the authority that signed its certificate: ?ca=FILE in redis_url, or SSL_CERT_FILE"
    } else {
        "look at redis_url; does it run, and may this machine connect to it?"
    }
}

fn found(name: &str, seen: &Seen) -> Finding {
    let version = seen.version.as_deref().unwrap_or("of a version that it does not tell");
    let mut numbers = version.split('.').map(|number| number.parse().unwrap_or(u32::MAX));
    let is_old = (numbers.next().unwrap_or(u32::MAX), numbers.next().unwrap_or(u32::MAX)) < OLDEST;
    let here = format!("Redis {version} at {name}");
    if is_old {
        return Finding::fail(Check::Redis, format!("{here} is too old"), "run version 6.2 or later");
    }
    if seen.is_slow {
        let words = format!("{here} took longer than 100 ms, after which nobody waits for it");
        return Finding::warn(
            Check::Redis,
            words,
            "move it nearer, or look at what keeps it busy (`redis-cli --latency`)",
        );
    }
    match (seen.most_bytes, seen.policy.as_deref()) {
        (Some(bytes), Some("noeviction")) => {
            let words = format!("{here} refuses writes at {} MiB (maxmemory-policy noeviction)", bytes >> 20);
            Finding::warn(Check::Redis, words, "set maxmemory-policy volatile-ttl: all of our keys may go")
        }
        _ => Finding::ok(Check::Redis, here),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    #[test]
    fn old_slow_and_small_ones_are_told() {
        let seen = Seen { version: Some("7.0.15".to_owned()), ..Seen::default() };
        assert_eq!(found("r", &seen).state, State::Ok);
        assert_eq!(found("r", &Seen { version: None, ..seen.clone() }).state, State::Ok);
        assert_eq!(found("r", &Seen { is_slow: true, ..seen.clone() }).state, State::Warn);
        for version in ["6.0.16", "5.0"] {
            let old = Seen { version: Some(version.to_owned()), ..seen.clone() };
            assert_eq!(found("r", &old).state, State::Fail, "{version}");
        }
    }
}
