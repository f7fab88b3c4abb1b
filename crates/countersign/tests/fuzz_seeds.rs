//! The fuzzing targets of `fuzz/`, held against their seeds: so they stay true to the code, and what fuzzing found
//! once is found again. `scripts/fuzz` looks for more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../../fuzz/targets/address.rs"]
mod address;
#[path = "../../../fuzz/targets/body.rs"]
mod body;
#[path = "../../../fuzz/targets/client.rs"]
mod client;
#[path = "../../../fuzz/targets/config.rs"]
mod config;
#[path = "../../../fuzz/targets/next.rs"]
mod next;
#[path = "../../../fuzz/targets/phc.rs"]
mod phc;
#[path = "../../../fuzz/targets/smtp.rs"]
mod smtp;
#[path = "../../../fuzz/targets/token.rs"]
mod token;

type Run = fn(&[u8]);

const TARGETS: [(&str, Run); 8] = [
    ("address", address::run),
    ("body", body::run),
    ("client", client::run),
    ("config", config::run),
    ("next", next::run),
    ("phc", phc::run),
    ("smtp", smtp::run),
    ("token", token::run),
];

fn seeds() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[test]
fn every_target_stands_its_seeds_and_their_beginnings() {
    for (name, run) in TARGETS {
        let files = entries(&seeds().join(name));
        assert!(files.len() >= 5, "{name} has {} seeds", files.len());
        for file in files {
            println!("{}", file.display());
            let seed = fs::read(&file).unwrap();
            run(&seed);
            for length in (0..seed.len()).step_by(seed.len() / 16 + 1) {
                run(&seed[..length]);
            }
        }
    }
}

#[test]
fn every_target_is_known_to_all_who_name_it() {
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let stems =
        |paths: Vec<PathBuf>| paths.iter().map(|p| p.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(names, stems(entries(&seeds())));
    assert_eq!(names, stems(entries(&seeds().join("../targets"))));
    let script = fs::read_to_string(seeds().join("../../scripts/fuzz")).unwrap();
    let main = fs::read_to_string(seeds().join("../src/main.rs")).unwrap();
    for name in names {
        assert!(script.contains(&name) && main.contains(&format!("\"{name}\" => {name}::run")), "{name}");
    }
}
