//! Configurations: one that is refused is refused in one line without any secret, one that is taken keeps what it
//! promises. The text before a line of three dashes is `countersign.toml`, each line after it `NAME=value`.

use std::ffi::OsString;
use std::fs;
use std::path::Path;

use countersign::config::{Sources, load};

const SECRET: &str = "mvQ3xgXo7YbZ0eTq4wLr1cUj8sKd2fHn";

pub fn run(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (file, lines) = text.split_once("\n---\n").unwrap_or((text, ""));
    // Nothing but this folder is looked into.
    if text.contains("_FILE")
        || text.contains("_file")
        || text.contains("TEMPLATES_DIR")
        || text.contains("templates_dir")
    {
        return;
    }
    // The secret comes by `$` alone: names are shown, whatever they are.
    if text.contains(SECRET) {
        return;
    }
    // In memory where there is such a place.
    let shared = Path::new("/dev/shm");
    let folder = if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() }.expect("a folder");
    fs::write(folder.path().join("countersign.toml"), file).expect("a file");
    let pairs = lines.lines().filter_map(|line| line.split_once('='));
    // Of what is secret whatever it is, no piece may be shown.
    let secrets = ["COUNTERSIGN_SECRET_KEY", "COUNTERSIGN_PREVIOUS_SECRET_KEYS"];
    let told = |name: &str, value: &str| {
        let value = if secrets.contains(&name) { value.replace('$', SECRET) } else { value.to_owned() };
        (OsString::from(name), OsString::from(value))
    };
    let mut env: Vec<_> = pairs.map(|(name, value)| told(name, value)).collect();
    if !lines.contains("COUNTERSIGN_SECRET_KEY=") {
        env.push(told("COUNTERSIGN_SECRET_KEY", "$$"));
    }
    let sources = Sources { env, directory: folder.path().to_owned(), ..Sources::default() };
    match load(&sources) {
        Err(problem) => {
            let line = problem.to_string();
            assert!(!line.is_empty() && !line.contains(char::is_control), "{line:?}");
            assert!(!line.contains(SECRET), "{line:?}");
        }
        Ok(config) => {
            assert!((8..=64).contains(&config.password_min));
            assert!(config.argon2.memory_kib <= 1 << 20);
            if let Some(base) = &config.base_url {
                assert!(
                    matches!(base.scheme(), "http" | "https") && base.query().is_none() && base.fragment().is_none()
                );
                assert!(base.username().is_empty() && base.password().is_none());
            }
            for line in &config.shown {
                assert!(!line.value.contains(SECRET) && !line.source.contains(SECRET), "{line:?}");
            }
        }
    }
}
