//! The house rules, held: the map in ARCHITECTURE.md is true, arrows point one way, every template renders,
//! every route and flow has its page. A failure here means that code and papers disagree: mend whichever
//! is wrong. What the program does is tested in `it/` and in `e2e/`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use countersign::cli::doctor::Check;
use countersign::config::{BEGINNINGS, PATHS, Sources, load};
use countersign::http::openapi;
use countersign::http::parts::files::Files;
use countersign::http::parts::page::{self, Pages, TEMPLATES};
use countersign::http::parts::reader::Reader;
use countersign::rules::Rules;
use countersign::words::Said;
use countersign_core::Language;
use countersign_core::mail::{Ending, Kind};
use countersign_core::vocabulary::{LogOnly, VOCABULARY};
use minijinja::{Value, context};
use url::Url;

const SRC: &str = "crates/countersign/src/";

/// Each room of the house with the rooms it may know: only ones above it. `lib` declares them all.
const ROOMS: &[(&str, &[&str])] = &[
    ("random", &[]),
    ("spans", &[]),
    ("hooks", &[]),
    ("outbound", &[]),
    ("session_lookups", &[]),
    ("siteverify", &["outbound", "spans"]),
    ("breached", &["outbound", "spans"]),
    ("traces", &["outbound"]),
    ("clock", &[]),
    ("config", &[]),
    ("rules", &["config"]),
    ("key_file", &["random"]),
    ("mail_health", &[]),
    ("request_times", &[]),
    ("metrics", &["mail_health", "request_times"]),
    ("hashing", &["metrics", "random", "spans"]),
    ("installation", &["clock", "config", "key_file", "rules"]),
    ("flows", &["metrics", "random", "session_lookups", "siteverify"]),
    ("words", &[]),
    ("http", &["flows", "mail_health", "metrics", "random", "rules", "spans", "traces", "words"]),
    ("worker", &["flows", "random", "spans"]),
    ("embed", &["config", "flows", "hooks", "http", "installation", "worker"]),
    ("server", &["config", "http", "installation", "mail_health", "worker"]),
    (
        "cli",
        &[
            "clock",
            "config",
            "flows",
            "http",
            "installation",
            "key_file",
            "mail_health",
            "outbound",
            "random",
            "rules",
            "server",
            "traces",
        ],
    ),
    ("lib", &["breached", "clock", "embed", "hashing", "hooks", "metrics", "outbound", "rules", "session_lookups"]),
    ("main", &[]),
];

/// Foreign crates that only these files and folders may name.
const OWNED: &[(&str, &[&str])] = &[
    ("sqlx", &["crates/store/src/db/"]),
    ("redis", &["crates/store/src/redis/", "crates/store/src/lib.rs"]),
    ("futures_util", &["crates/store/src/db/copying.rs", "crates/countersign/src/http/parts/finish.rs"]),
    ("lettre", &["crates/mail/src/lib.rs", "crates/mail/src/message.rs", "crates/mail/src/render.rs"]),
    ("mail_send", &["crates/mail/src/smtp.rs", "crates/mail/src/smtp/"]),
    ("smtp_proto", &["crates/mail/src/smtp/"]),
    ("aws_config", &["crates/mail/src/ses"]),
    ("aws_sdk_sesv2", &["crates/mail/src/ses"]),
    ("lru", &["crates/countersign/src/session_lookups.rs"]),
    ("reqwest", &["crates/countersign/src/outbound", "crates/mail/src/sns/"]),
    ("fluent_bundle", &["crates/mail/src/locales.rs"]),
    ("fluent_syntax", &["crates/mail/src/locales.rs"]),
    ("textwrap", &["crates/mail/src/text.rs"]),
    ("axum", &["crates/countersign/src/http/", "crates/countersign/src/embed/", "crates/countersign/src/server.rs"]),
    ("minijinja", &["crates/mail/src/", "crates/countersign/src/http/", "crates/countersign/src/lib.rs"]),
    ("prometheus_client", &["crates/countersign/src/metrics.rs", "crates/countersign/src/metrics/"]),
    ("opentelemetry", &["crates/countersign/src/traces.rs"]),
    ("tracing_opentelemetry", &["crates/countersign/src/traces.rs"]),
    ("clap", &["crates/countersign/src/cli/", "crates/countersign/src/config/flags.rs"]),
    ("indicatif", &["crates/countersign/src/cli/"]),
    ("clap_complete", &["crates/countersign/src/cli/manual.rs"]),
    ("clap_mangen", &["crates/countersign/src/cli/manual.rs"]),
    ("rustix", &["crates/countersign/src/cli/doctor/", "crates/countersign/src/hashing.rs"]),
    ("domain", &["crates/mail/src/dns.rs"]),
    ("divan", &[]),
    ("argon2", &["crates/core/src/hash.rs", "crates/core/src/foreign/"]),
    ("bcrypt", &["crates/core/src/foreign/"]),
    ("scrypt", &["crates/core/src/foreign/"]),
    ("aws_lc_rs::cipher", &["crates/core/src/foreign/"]),
    ("aws_lc_rs::pbkdf2", &["crates/core/src/foreign/"]),
    ("csv_core", &["crates/countersign/src/cli/import/"]),
    ("strsim", &["crates/core/src/typo.rs"]),
    ("sha1", &["crates/core/src/breach.rs", "crates/core/src/id.rs", "crates/core/src/signed.rs"]),
    ("jsonwebtoken", &["crates/core/src/token.rs", "crates/core/src/session_token.rs"]),
    ("aws_lc_rs::signature", &["crates/core/src/session_token.rs"]),
    ("getrandom", &["crates/countersign/src/random.rs"]),
];

#[test]
fn the_map_is_true() {
    let map = map();
    for path in &map {
        let is_there = if path.ends_with('/') { root().join(path).is_dir() } else { root().join(path).is_file() };
        assert!(is_there, "ARCHITECTURE.md names {path}, which is not there");
    }
    // Where the map looks into a folder, it shows all of it.
    let shown: BTreeSet<&str> = map.iter().map(|path| parent(path)).collect();
    for entry in shown.iter().flat_map(|folder| entries(folder)) {
        assert!(map.contains(&entry), "ARCHITECTURE.md does not name {entry}");
    }
}

#[test]
fn crates_know_only_what_is_below_them() {
    let arrows = BTreeMap::from([
        ("core", BTreeSet::new()),
        ("store", BTreeSet::from(["core"])),
        ("mail", BTreeSet::from(["core"])),
        ("countersign", BTreeSet::from(["core", "mail", "store"])),
    ]);
    let found: BTreeSet<String> = entries("crates/").iter().map(|path| name(path).to_owned()).collect();
    assert_eq!(found, arrows.keys().map(|&name| name.to_owned()).collect());
    for (name, allowed) in arrows {
        let manifest: toml::Table = toml::from_str(&read(&format!("crates/{name}/Cargo.toml"))).unwrap();
        let tables = ["dependencies", "dev-dependencies", "build-dependencies"].map(|table| manifest.get(table));
        let crates = tables.iter().flatten().flat_map(|table| table.as_table().unwrap().keys());
        let ours: BTreeSet<&str> = crates.filter_map(|krate| krate.strip_prefix("countersign-")).collect();
        assert_eq!(ours, allowed, "crates/{name}/Cargo.toml");
    }
}

#[test]
fn rules_have_no_input_output_and_no_clock() {
    const WORLD: [&str; 8] =
        ["std::fs", "std::net", "std::env", "std::process", "std::thread", "async ", "SystemTime", "Instant::now"];
    for (path, code) in sources("crates/core/src/") {
        for word in WORLD {
            assert!(!code.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn rooms_know_only_rooms_above_them() {
    let mut above = BTreeSet::new();
    for (room, allowed) in ROOMS {
        assert!(allowed.iter().all(|other| *room == "lib" || above.contains(other)), "{room} is in the wrong place");
        above.insert(*room);
    }
    for (path, code) in sources(SRC) {
        let room = path[SRC.len()..].split('/').next().unwrap().trim_end_matches(".rs");
        let (_, allowed) = ROOMS.iter().find(|(known, _)| *known == room).unwrap_or_else(|| panic!("{path}: no room"));
        for other in rooms_named(&code) {
            assert!(other == room || allowed.contains(&other), "{path}: {room} must not know {other}");
        }
        assert!(!code.contains("super::super"), "{path}: say crate:: to leave a room");
    }
}

#[test]
fn each_foreign_crate_has_its_place() {
    for (path, code) in sources("crates/").into_iter().filter(|(path, _)| path.contains("/src/")) {
        for (krate, places) in OWNED {
            // A room of ours may be called like the crate that it keeps.
            let code = code.replace(&format!("crate::{krate}::"), "");
            let is_named = code.contains(&format!("{krate}::")) || code.contains(&format!("use {krate};"));
            assert!(!is_named || places.iter().any(|place| path.starts_with(place)), "{path} names {krate}");
        }
    }
    for (path, code) in sources("crates/store/src/") {
        let is_changed = code.contains("UPDATE audit_events") || code.contains("DELETE FROM audit_events");
        let is_sweep = path.ends_with("/audit/sweep.rs") && !code.contains("UPDATE audit_events");
        assert!(!is_changed || is_sweep, "{path}: rows of the trail are never changed, and removed by the sweep only");
    }
    for (path, code) in sources("crates/countersign/src/flows/") {
        assert!(!code.contains("countersign_mail"), "{path}: flows ask for a mail, the worker sends it");
        let is_limited = path.ends_with("/limits.rs") || !code.contains("hashing.verify");
        assert!(is_limited, "{path}: passwords are checked in flows/limits.rs, where wrong ones are counted");
    }
}

#[test]
fn every_source_file_says_what_it_is_and_fits_a_sitting() {
    let unfinished = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("unimple", "mented!"), concat!("to", "do!(")];
    for (path, code) in sources("crates/") {
        let opening = code.lines().take_while(|line| line.starts_with("//!")).count();
        assert!((1..=6).contains(&opening), "{path} opens with {opening} lines of //!");
        assert!(!path.contains("/src/") || code.lines().count() < 400, "{path} is too long to be read in a sitting");
        for word in unfinished {
            assert!(!code.contains(word), "{path} has {word}");
        }
    }
}

#[test]
fn no_file_is_named_after_nothing() {
    const EMPTY_WORDS: [&str; 8] = ["util", "utils", "helper", "helpers", "common", "manager", "service", "misc"];
    for path in files("").iter().filter(|path| !path.ends_with(".svg")) {
        let stem = name(path).split('.').next().unwrap();
        assert!(!EMPTY_WORDS.contains(&stem), "{path}: say what is in it");
    }
}

#[test]
fn every_page_is_embedded() {
    let embedded: BTreeSet<String> = TEMPLATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    let pages = files("crates/countersign/pages/");
    let names = pages.iter().map(|path| path["crates/countersign/pages/".len()..].to_owned());
    let (statics, html): (Vec<String>, Vec<String>) = names.partition(|name| name.starts_with("static/"));
    assert_eq!(embedded, html.into_iter().collect());
    let files_rs = read("crates/countersign/src/http/parts/files.rs");
    for name in statics {
        assert!(files_rs.contains(&format!("pages/{name}\"")), "{name} is not embedded");
    }
}

#[test]
fn every_page_renders_from_samples() {
    let url = Url::parse("https://accounts.example.org/auth").unwrap();
    let config = load(&Sources::default()).unwrap_or_else(|problem| panic!("{problem}"));
    let rules = Rules::from_config(&config, &url);
    let pages = Pages::new(&rules, &Files::new(&rules, None).unwrap(), None).unwrap();
    for (name, _) in TEMPLATES {
        let samples = samples(name);
        let is_part = TEMPLATES.iter().any(|(_, text)| text.contains(&format!("\"{name}\"")));
        assert!(is_part != samples.is_some(), "{name} needs samples, or is a part and needs none");
        let readers =
            Language::ALL.iter().flat_map(|language| [(*language, None), (*language, Some("ada@example.org"))]);
        for ((language, address), sample) in readers.flat_map(|r| samples.iter().flatten().map(move |s| (r, s))) {
            let reader = Reader {
                language,
                address: address.map(str::to_owned),
                is_admin: address.is_some(),
                here: "/auth/sign-in".to_owned(),
                has_chosen: false,
            };
            let html = pages.render(name, &reader, sample.clone()).unwrap_or_else(|error| panic!("{name}: {error:#}"));
            assert!(
                html.contains(&format!("<html lang=\"{}\" dir=\"{}\">", language.as_str(), language.dir())),
                "{name}"
            );
            // Scripts come from where the policy of their page allows it: ours, and that of a captcha. The mailbox has a
            // frame, too.
            let html = match sample.get_attr("captcha").ok().filter(Value::is_true) {
                Some(_) => without_a_script(&html).unwrap_or_else(|| panic!("{name} has no script")),
                None if name.starts_with("dev_mailbox/") => without_the_frame(&without_a_script(&html).unwrap()),
                None => html,
            };
            let html = without_a_script(&html).unwrap_or(html);
            for wrong in ["<script", " style=", " onclick", "src=", "undefined", "{{", "{%"] {
                assert!(!html.contains(wrong), "{name} has {wrong}");
            }
            assert!(html.trim_end().ends_with("</html>") && html.matches("<h1").count() == 1, "{name}");
        }
    }
}

/// Every message is said somewhere, and everything that is said is a message, in every language with the same values.
#[test]
fn the_pages_have_their_words_in_every_language() {
    let folder = "crates/countersign/locales/";
    let english = messages(&read(&format!("{folder}en.ftl")));
    for language in Language::ALL {
        let other = messages(&read(&format!("{folder}{}.ftl", language.as_str())));
        for (key, values) in &english {
            assert_eq!(other.get(key), Some(values), "{} lacks or alters {key}", language.as_str());
        }
        let unknown: Vec<_> = other.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(unknown.is_empty(), "{} has {unknown:?}", language.as_str());
    }
    let rust: String = sources(SRC).into_iter().map(|(_, code)| code).collect();
    let said = TEMPLATES.iter().map(|(_, text)| *text).chain([rust.as_str()]).collect::<String>();
    for key in english.keys() {
        let is_begun = ["link-used-", "link-dismissed-"].iter().any(|beginning| key.starts_with(beginning));
        let bare = key.strip_suffix("-title").unwrap_or(key);
        let is_said = [key, bare].iter().any(|key| said.contains(&format!("\"{key}\"")));
        assert!(is_said || is_begun, "nobody says {key}");
    }
}

/// The keys of a Fluent file, each with the values that it shows in any of its forms.
fn messages(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((begins, _)) = line.split_once(" =").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase()))
        {
            key = begins.to_owned();
            assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{key} is there twice");
        }
        let names = line.split("{ $").skip(1).filter_map(|rest| rest.split([' ', '}']).next());
        found.entry(key.clone()).or_default().extend(names.map(str::to_owned));
    }
    found.remove("");
    found
}

#[test]
fn every_kind_of_mail_is_complete_and_documented() {
    let folder = "crates/mail/templates/";
    let mut expected = BTreeSet::from(["layout.txt", "layout.html"].map(|layout| format!("{folder}{layout}")));
    for kind in Kind::ALL {
        expected
            .extend(["subject.txt", "body.txt", "body.html"].map(|file| format!("{folder}{}/{file}", kind.as_str())));
        assert!(read("docs/guide/api.md").contains(&format!("`{}`", kind.as_str())), "api.md lacks {kind:?}");
    }
    assert_eq!(files(folder), expected);
    let languages = Language::ALL.iter().map(|language| language.as_str());
    let locales = languages.clone().map(|tag| format!("crates/mail/locales/{tag}.ftl"));
    assert_eq!(files("crates/mail/locales/"), locales.collect());
    let configure = read("docs/guide/configure.md");
    for tag in languages {
        assert!(configure.contains(&format!("`{tag}`")), "configure.md lacks {tag}");
    }
    let operate = read("docs/guide/operate.md") + &read("docs/guide/mail.md");
    for word in Ending::ALL.iter().map(|word| word.as_str()) {
        assert!(operate.contains(&format!("`{word}`")), "operate.md and mail.md lack {word}");
    }
}

#[test]
fn every_event_is_documented_with_its_outcomes_and_owasps_words() {
    let mut table = "| event | outcome | OWASP's word |\n| --- | --- | --- |\n".to_owned();
    for (event, outcome, owasp) in VOCABULARY {
        table += &format!("| `{}` | `{outcome}` | `{owasp}` |\n", event.as_str());
    }
    let paper = read("docs/security/logging.md");
    assert!(paper.contains(&table), "docs/security/logging.md lacks this table:\n{table}");
    for word in LogOnly::ALL {
        assert!(paper.contains(&format!("`{}`", word.as_str())), "docs/security/logging.md lacks {word:?}");
    }
}

/// What differs in time from where two texts differ tells a guesser how far they are right (ASVS 11.2.4).
#[test]
fn secrets_are_compared_in_constant_time_only() {
    const SECRET: [&str; 5] = ["expose()", "finalize()", ".derive(", ".seal(&", "signature)"];
    for (path, code) in sources("crates/").into_iter().filter(|(path, _)| path.contains("/src/")) {
        // Tests below the code compare what they like.
        for line in code.split("#[cfg(test)]").next().unwrap().lines() {
            let compared = [" == ", " != "].iter().flat_map(|sign| line.split(sign).zip(line.split(sign).skip(1)));
            let sides = compared.flat_map(|(left, right)| [left.split(' ').next_back(), right.split(' ').next()]);
            let is_secret = |side: &str| SECRET.iter().any(|word| side.contains(word));
            assert!(!sides.flatten().any(is_secret), "{path}: {line}");
        }
    }
}

/// One key for each use, and all uses in one list (ASVS 11.1.2).
#[test]
fn every_use_of_the_secret_key_has_a_label_of_its_own_in_the_inventory() {
    let inventory = read("docs/security/keys.md");
    let mut labels = BTreeSet::new();
    for (path, code) in sources("crates/").into_iter().filter(|(path, _)| path.contains("/src/")) {
        for rest in code.split("#[cfg(test)]").next().unwrap().split(".derive(").skip(1) {
            let label = rest.split('"').nth(1).unwrap_or_default().to_owned();
            assert!(inventory.contains(&format!("`{label}`")), "docs/security/keys.md lacks `{label}` of {path}");
            assert!(labels.insert(label), "{path}: that label has another use");
        }
    }
    assert!(labels.len() > 1, "{labels:?}");
}

#[test]
fn every_check_of_the_doctor_is_documented() {
    let rows = Check::ALL.iter().map(|check| format!("| `{}` | {} |\n", check.as_str(), check.what()));
    let table = format!("| check | looks at |\n| --- | --- |\n{}", rows.collect::<String>());
    let paper = read("docs/guide/doctor.md");
    assert!(paper.contains(&table), "docs/guide/doctor.md lacks this table:\n{table}");
    // Each of them is provoked, or at least told to be well.
    let tried = read("e2e/test_doctor.py");
    for check in Check::ALL {
        assert!(tried.contains(&format!("\"{}\"", check.as_str())), "e2e/test_doctor.py lacks {check:?}");
    }
}

#[test]
fn every_route_is_documented() {
    let api = read("docs/guide/api.md");
    let documented: BTreeSet<&str> = api
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split('`').next())
        .filter(|call| call.split_once(' ').is_some_and(|(_, path)| path.starts_with('/')))
        .collect();
    let found: BTreeSet<String> = sources(&format!("{SRC}http/")).iter().flat_map(|(_, code)| routes(code)).collect();
    assert_eq!(documented, found.iter().map(String::as_str).collect());
}

/// Or a link of the application that was here before could be meant by a path of ours.
#[test]
fn every_path_of_ours_is_known_to_the_settings_of_old_links() {
    for route in sources(&format!("{SRC}http/")).iter().flat_map(|(_, code)| routes(code)) {
        let (_, path) = route.split_once(' ').unwrap();
        let begins = path.split('/').nth(1).unwrap();
        assert!(PATHS.contains(&path) || BEGINNINGS.contains(&begins), "config/our_paths.rs lacks {path}");
    }
}

#[test]
fn every_call_of_a_program_is_described_and_nothing_else() {
    let config = load(&Sources::default()).unwrap_or_else(|problem| panic!("{problem}"));
    let rules = Rules::from_config(&config, &Url::parse("http://localhost:8080").unwrap());
    let document = openapi::description(&rules, true);
    let methods = |methods: &serde_json::Value| methods.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    let paths = document["paths"].as_object().unwrap().iter();
    let described: BTreeSet<String> = paths
        .flat_map(|(path, calls)| {
            methods(calls).into_iter().map(move |method| format!("{} {path}", method.to_uppercase()))
        })
        .collect();
    let is_for_programs = |route: &String| {
        let path = route.split_once(' ').unwrap().1;
        let others = ["/forward-auth", "/captcha/challenge", "/healthz", "/readyz", "/metrics"];
        path.starts_with("/api/") || path.ends_with(".json") || others.contains(&path)
    };
    let routes = sources(&format!("{SRC}http/")).into_iter().flat_map(|(_, code)| routes(&code));
    assert_eq!(described, routes.filter(is_for_programs).collect());
}

#[test]
fn every_flow_has_its_page() {
    let flows = entries(&format!("{SRC}flows/"));
    let shared = ["mod", "parts", "limits", "known_browser"];
    let names = flows.iter().map(|path| name(path).trim_end_matches(".rs")).filter(|name| !shared.contains(name));
    let pages: BTreeSet<String> = names.map(|flow| format!("docs/flows/{flow}.md")).collect();
    assert_eq!(entries("docs/flows/"), pages);
    for page in pages {
        let lines = read(&page).lines().count();
        assert!(lines <= 25, "{page} has {lines} lines");
    }
}

#[test]
fn every_link_between_papers_leads_somewhere() {
    for paper in files("").iter().filter(|path| path.ends_with(".md")) {
        for target in links(&read(paper)).iter().filter(|target| !target.contains("://")) {
            let (path, heading) = target.split_once('#').unwrap_or((target, ""));
            let to = if path.is_empty() { root().join(paper) } else { root().join(parent(paper)).join(path) };
            assert!(to.exists(), "{paper} links to {target}");
            if !heading.is_empty() {
                let headings = headings(&fs::read_to_string(&to).unwrap());
                assert!(headings.contains(heading), "{paper} links to {target}; there are {headings:?}");
            }
        }
    }
}

/// What is not in SUMMARY.md is not in the book. How that looks is tested in `e2e/test_book.py`.
#[test]
fn every_page_of_docs_is_in_the_book() {
    let pages = files("docs/").into_iter().filter(|path| path.ends_with(".md") && path != "docs/SUMMARY.md");
    let listed = links(&read("docs/SUMMARY.md")).into_iter().map(|target| format!("docs/{target}"));
    assert_eq!(listed.collect::<BTreeSet<_>>(), pages.collect());
}

#[test]
fn every_test_that_a_paper_names_exists() {
    let tests = tests();
    for paper in ["docs/security/cases.md", "docs/security/asvs.md"] {
        let text = read(paper);
        let mut numbers = BTreeSet::new();
        for row in text.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| ---")) {
            let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
            let (number, shown) = (cells[0], cells[cells.len() - 1]);
            if shown == "shown by" {
                continue;
            }
            assert!(numbers.insert(number), "{paper} has {number} twice");
            assert!(!shown.is_empty(), "{paper}: {number} is shown by nothing");
            for name in shown.split('`').skip(1).step_by(2) {
                let is_there = if name.contains('/') { root().join(name).exists() } else { tests.contains(name) };
                assert!(is_there, "{paper}: {number} is shown by {name}, which is not there");
            }
        }
        assert!(numbers.len() > 50, "{paper} has {} rows", numbers.len());
    }
}

#[test]
fn every_guard_is_where_the_list_says() {
    let list: toml::Table = toml::from_str(&read("scripts/guards.toml")).unwrap();
    let page = read("docs/security/guards.md");
    let (mut ids, mut designs) = (BTreeSet::new(), BTreeSet::new());
    for guard in list["guard"].as_array().unwrap() {
        let text = |table: &toml::Value, key: &str| table[key].as_str().unwrap().to_owned();
        let (id, removed) = (text(guard, "id"), text(guard, "removed"));
        assert!(
            page.contains(&format!("| {id} | {removed} |")),
            "docs/security/guards.md lacks {id}: scripts/guards --write"
        );
        let edits = guard.get("also").and_then(toml::Value::as_array).into_iter().flatten();
        for edit in edits.chain([guard]) {
            let (file, old) = (text(edit, "file"), text(edit, "old"));
            assert_eq!(read(&file).matches(&old).count(), 1, "{id} takes away what {file} has not once: {old}");
        }
        designs.insert(id.split('.').next().unwrap().to_owned());
        assert!(ids.insert(id), "two guards have one name");
    }
    assert_eq!(designs, (1..=14).map(|number| format!("D{number}")).collect());
}

#[test]
fn every_rule_of_clippy_has_its_reason() {
    let text = read("clippy.toml");
    let rules: toml::Table = toml::from_str(&text).unwrap();
    for banned in rules.values().filter_map(toml::Value::as_array).flatten() {
        let reason = banned.get("reason").and_then(toml::Value::as_str).unwrap_or_default();
        assert!(reason.len() > 20, "{banned:?} needs a reason");
    }
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.contains(" = ") && !line.starts_with([' ', '#']))
    {
        assert!(at > 0 && lines[at - 1].starts_with('#'), "clippy.toml: {line} needs a reason above it");
    }
}

/// What each page is shown with, once for each way it can look. Parts are shown by their pages.
fn samples(name: &str) -> Option<Vec<Value>> {
    let none = || Value::from(());
    let email = "grace@example.net";
    let say = |key| page::said(Some(Said::of(key)));
    let wrong = || context! { email => [say("field-email-missing")], password => [say("password-listed")] };
    let form = || {
        let clean = context! { email => "", errors => context! {}, next => none(), notice => none(), error => none(), password_min => 15, captcha => none() };
        let next = "/account?a=1&b=2";
        let again = context! { email, errors => wrong(), next, notice => say("sign-in-reset"), error => say("problem-wrong-password"), password_min => 15, captcha => none() };
        vec![clean, again]
    };
    let captcha = |kind, vendor: Option<&str>, wait_s| {
        let script = vendor.map(|vendor| format!("https://{vendor}.example/api.js"));
        let captcha = context! { kind, action => "sign_up", site_key => "key", challenge => "/captcha/challenge", vendor, script, wait_s };
        let errors = context! { captcha => [say("field-captcha")] };
        context! { email, errors, next => none(), password_min => 15, captcha }
    };
    let captchas = || {
        let theirs = ["turnstile", "hcaptcha", "recaptcha"].map(|kind| captcha(kind, Some("vendor"), none()));
        let ours = [none(), Value::from(1_200)].map(|wait_s| captcha("altcha", None, wait_s));
        form().into_iter().chain(ours).chain(theirs).collect()
    };
    let purposes = || ["confirm", "reset", "change-email"].map(|purpose| context! { purpose }).into();
    let session = |current| {
        let device = if current {
            context! { program => "Firefox", system => "Linux" }
        } else {
            context! { program => none(), system => none() }
        };
        context! { id => "1", current, device, client => "::1", created_at => "today", seen => say("account-sessions-now") }
    };
    let mail = || context! { id => "1", kind => "confirm", to => email, from => email, subject => "Hello", date => "today", text => "…", source => "…", link => "/confirm/x" };
    let account =
        |locale: Option<&str>| context! { email, created_at => "today", password_changed_at => "today", locale };
    let maybe = |value: bool, shown: Value| if value { shown } else { none() };
    let story = |full: bool| {
        let entry = |word, details: Vec<&'static str>, actor: Value| context! { at => "today", what => say("admin-story-line"), word, details, actor };
        let entries = [
            entry("", Vec::new(), none()),
            entry("sign_in rejected", vec!["::1", "curl"], context! { id => "1", name => email }),
        ];
        context! { entries => if full { entries.to_vec() } else { Vec::new() }, is_cut => full, admin_email => email,
        marked => maybe(full, context! { words => "550 no", at => "today" }), notice => maybe(full, say("admin-account-disabled")) }
    };
    let plot = |full: bool| {
        let line = context! { number => 1, path => "M1 1h0", name => say("admin-mail-sent") };
        let rows = if full { vec![context! { when => "today", cells => ["1", "2"] }] } else { Vec::new() };
        let mark = context! { x => 1, y => 1, label => "1" };
        context! { id => if full { "a" } else { "b" }, title => say("admin-plot-mails-title"), paths => [line.clone()], heights => [mark.clone()],
        instants => [mark], key => [line.clone(), line], rows, is_curve => full }
    };
    let listing = |full: bool| {
        let more = maybe(full, Value::from("/admin/accounts?behind=1"));
        context! { q => if full { email } else { "" }, state => if full { "failed" } else { "" }, more, is_first => !full,
        is_nobody => false, notice => maybe(full, say("admin-mails-queued")) }
    };
    Some(match name {
        "admin/overview.html" => [true, false].map(|is_cut| context! { plots => [plot(true), plot(false)], is_cut }).into(),
        "admin/accounts.html" => [true, false]
            .map(|full| {
                let mail = context! { state => say("admin-mail-sent"), at => "today" };
                let row = |full| context! { noun => "accounts", id => "1", email, state => say("admin-state-active"), is_confirmed => full,
                    created_at => "today", signed_in_at => maybe(full, Value::from("today")), mail => maybe(full, mail.clone()) };
                let rows = if full { vec![row(true), row(false)] } else { Vec::new() };
                context! { rows, wider => maybe(full, Value::from("/admin/accounts?within=1")), is_within => full, ..listing(full) }
            })
            .into(),
        "admin/account.html" => [(true, false), (false, false), (false, true)]
            .map(|(full, is_self)| {
                let at = || maybe(full, Value::from("today"));
                let account = context! { id => "1", email, created_at => "today", signed_in_at => at(), disabled_at => at(), kept_until => maybe(is_self, Value::from("today")),
                    password_changed_at => "today", has_password => full, is_admin => full, locale => maybe(full, Value::from("de")) };
                let errors = if full { context! { enable_password => [say("problem-wrong-password")] } } else { context! {} };
                context! { account, is_self, sessions => 2, error => maybe(full, say("admin-account-yourself")), errors, ..story(full) }
            })
            .into(),
        "admin/sign_up.html" => [true, false]
            .map(|full| {
                let sign_up = context! { id => "1", email, created_at => "today", expires_at => "today", locale => maybe(full, Value::from("de")) };
                let errors = if full { context! { remove_password => [say("problem-wrong-password")] } } else { context! {} };
                context! { sign_up, rivals => 2, account_id => maybe(full, Value::from("1")), errors, ..story(full) }
            })
            .into(),
        "admin/mails.html" => [(true, false), (false, false), (false, true)]
            .map(|(full, is_nobody)| {
                let at = |is: bool| maybe(is, Value::from("today"));
                let mail = |done: bool| context! { id => "1", address => email, kind => "reset", state => say("admin-mail-failed"), is_failed => done,
                    created_at => "today", finished_at => at(done), run_at => at(!done), attempts => 1, words => maybe(done, Value::from("550 no")), can_retry => done };
                let states = [true, false].map(|is_here| context! { href => "/admin/mails", words => say("admin-mails-all"), is_here });
                let rows = if full { vec![mail(true), mail(false)] } else { Vec::new() };
                context! { states, rows, is_nobody, ..listing(full) }
            })
            .into(),
        "admin/addresses.html" => [true, false]
            .map(|full| {
                let row = context! { address => email, mark => say("admin-mark-complained"), words => "550 no", marked_at => "today" };
                context! { rows => if full { vec![row] } else { Vec::new() }, has_more => full, notice => maybe(full, say("admin-addresses-released")) }
            })
            .into(),
        "admin/audit.html" => [(true, false), (false, false), (false, true)]
            .map(|(full, is_nobody)| {
                let line = |full| context! { at => "today", event => "sign_in", outcome => "rejected", account_id => maybe(full, Value::from("1")),
                    address => maybe(full, Value::from(email)), client => "::1", user_agent => if full { "curl" } else { "" },
                    actor => maybe(full, context! { id => "1", name => email }) };
                let rows = if full { vec![line(true), line(false)] } else { Vec::new() };
                context! { rows, event => "sign_in", events => ["sign_in", "sign_up"], is_nobody, ..listing(full) }
            })
            .into(),
        "error.html" => [none(), Value::from("1")]
            .map(|request_id| context! { status => 404, title => say("problem-not-found-title"), detail => say("problem-not-found"), request_id })
            .into(),
        "account/home.html" => {
            let usual = || context! { account => account(None), new_email => none(), pending => none(), notice => none(), errors => context! {}, password_min => 15,
                confirm_s => 86_400, undo_s => 604_800, close_s => 604_800, kept_until => "2026-01-09 03:04 UTC" };
            let pending = context! { email, asked_at => "2026-01-02 03:04 UTC" };
            let errors = context! { delete_password => [say("problem-wrong-password")], ..wrong() };
            vec![
                context! { sessions => [session(true)], ..usual() },
                context! { account => account(Some("de")), sessions => [session(true), session(false)], notice => say("account-confirmed"), errors, pending, close_s => 0, ..usual() },
            ]
        }
        "keep_account/form.html" => form().into_iter().map(|form| context! { kept_until => "2026-01-09 03:04 UTC", ..form }).collect(),
        "change_email/ask.html" => [(true, false), (true, true), (false, false)]
            .map(|(signed_in, other_account)| context! { email, signed_in, other_account })
            .into(),
        "change_email/undo.html" => [true, false].map(|done| context! { email, done }).into(),
        "change_email/undone.html" => vec![context! { email }],
        "confirm/ask.html" => [(false, none()), (true, none()), (true, say("confirm-wrong"))]
            .map(|(proof_needed, error)| context! { proof_needed, error, next => none() })
            .into(),
        "dev_mailbox/home.html" => {
            let wishes = |to, show| context! { wishes => context! { to, show, width => "phone", scheme => "dark" }, kept => context! { to, page => "2", show } };
            let empty = context! { mails => Vec::<Value>::new(), newest => "", mail => none(), opened => false };
            let shown = context! { mails => [mail(), mail()], newest => "a", mail => mail(), opened => true };
            [(empty.clone(), wishes("", "all")), (empty, wishes("grace", "all")), (shown.clone(), wishes("", "source")), (shown, wishes("", "html"))]
                .map(|(mails, wishes)| context! { newer => none(), older => 2, samples => true, ..context! { ..wishes, ..mails } })
                .into()
        }
        "forgot_password/sent.html" => vec![context! { email, valid_for_s => 1_800 }],
        "link/dismissed.html" | "link/expired.html" | "link/invalid.html" | "link/used.html" => purposes(),
        "forgot_password/form.html" | "resend/form.html" | "sign_up/form.html" => captchas(),
        "reset_password/form.html" | "sign_in/form.html" | "sign_out/form.html" => form(),
        "sign_up/check_mail.html" | "sign_up/unconfirmed.html" => {
            let webmail = || context! { name => "Gmail", url => "https://mail.google.com/" };
            let meant = || Value::from("grace@gmail.com");
            [
                (none(), false, none(), none()),
                (say("check-mail-sent"), false, none(), webmail()),
                (none(), false, meant(), none()),
                (none(), true, none(), none()),
                (none(), true, meant(), none()),
            ]
            .map(|(notice, undeliverable, meant, webmail)| {
                context! { email, notice, next => none(), undeliverable, meant, webmail }
            })
            .into()
        }
        _ => return None,
    })
}

/// The page before and behind its first script, which has no words of its own.
fn without_a_script(html: &str) -> Option<String> {
    let (before, rest) = html.split_once("<script src=\"")?;
    let (_, behind) = rest.split_once("\" defer></script>")?;
    Some(format!("{before}{behind}"))
}

/// The page without the frame that it may show a mail in.
fn without_the_frame(html: &str) -> String {
    let Some((before, rest)) = html.split_once("<iframe class=\"") else { return html.to_owned() };
    let (frame, behind) = rest.split_once("></iframe>").unwrap();
    assert!(
        frame.contains("/dev/mailbox/1/html?scheme=")
            && frame.contains(" sandbox=\"")
            && !frame.contains("allow-scripts")
    );
    format!("{before}{behind}")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The last part of a path, without a folder's slash.
fn name(path: &str) -> &str {
    path.trim_end_matches('/').rsplit('/').next().unwrap()
}

/// The folder that a path is in; empty for the root.
fn parent(path: &str) -> &str {
    &path[..path.trim_end_matches('/').rfind('/').map_or(0, |slash| slash + 1)]
}

/// What is in a folder (`""` for the root), folders with a slash at their end; without what is hidden, made
/// by a build or a run, or the same everywhere.
fn entries(folder: &str) -> BTreeSet<String> {
    const SKIPPED: [&str; 7] =
        ["target", "venv", "mail-preview", "node_modules", "__pycache__", "Cargo.toml", "Cargo.lock"];
    let listed = fs::read_dir(root().join(folder)).unwrap_or_else(|error| panic!("{folder}: {error}"));
    let paths = listed.map(|entry| entry.unwrap()).filter_map(|entry| {
        let name = entry.file_name().into_string().unwrap();
        let is_made = name.starts_with('.') || name.contains(".db") || name.ends_with(".key");
        let slash = if entry.file_type().unwrap().is_dir() { "/" } else { "" };
        (!is_made && !SKIPPED.contains(&&*name)).then(|| format!("{folder}{name}{slash}"))
    });
    paths.collect()
}

/// All files below a folder.
fn files(folder: &str) -> BTreeSet<String> {
    let below = |entry: String| if entry.ends_with('/') { files(&entry) } else { BTreeSet::from([entry]) };
    entries(folder).into_iter().flat_map(below).collect()
}

/// Where a paper leads.
fn links(text: &str) -> BTreeSet<String> {
    text.split("](").skip(1).filter_map(|rest| rest.split(')').next()).map(str::to_owned).collect()
}

/// What can stand behind a `#`: the headings of a paper in small letters, with hyphens for spaces and without other signs.
fn headings(text: &str) -> BTreeSet<String> {
    let sign = |c: char| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then(|| c.to_ascii_lowercase()),
    };
    // Every other piece is an example.
    let prose = text.split("```").step_by(2).flat_map(str::lines);
    let titles = prose.filter(|line| line.starts_with('#')).map(|line| line.trim_start_matches('#').trim());
    titles.map(|title| title.chars().filter_map(sign).collect()).collect()
}

/// All Rust files below a folder with their text.
fn sources(folder: &str) -> Vec<(String, String)> {
    let rust = files(folder).into_iter().filter(|path| path.ends_with(".rs"));
    rust.map(|path| (path.clone(), read(&path))).collect()
}

/// The names of all tests: functions marked as such, the cases of the store's contract, and those of `e2e/`.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    for (_, code) in sources("crates/") {
        for marked in code.split("#[test]").skip(1).chain(code.split("#[tokio::test").skip(1)) {
            names.extend(marked.split_once("fn ").map(|(_, rest)| word(rest)));
        }
        for list in code.split("_databases! {").skip(1) {
            names.extend(list.split('}').next().unwrap().lines().map(|line| word(line.trim())));
        }
    }
    for path in files("e2e/").iter().filter(|path| name(path).starts_with("test_")) {
        let code = read(path);
        names.extend(code.lines().filter_map(|line| line.strip_prefix("def ")).map(word));
    }
    names
}

/// The paths of the map: the blocks marked ```text, two spaces deeper for each folder.
fn map() -> BTreeSet<String> {
    let text = read("ARCHITECTURE.md");
    let blocks = text.split("```text\n").skip(1).filter_map(|rest| rest.split("\n```").next());
    let mut paths = BTreeSet::new();
    for block in blocks {
        let mut folders: Vec<&str> = Vec::new();
        for line in block.lines() {
            let depth = (line.len() - line.trim_start().len()) / 2;
            let name = line.split_whitespace().next().unwrap_or_else(|| panic!("an empty line in the map"));
            folders.truncate(depth);
            assert!(folders.len() == depth && folders.iter().all(|folder| folder.ends_with('/')), "{line}");
            paths.insert(folders.concat() + name);
            folders.push(name);
        }
    }
    paths
}

/// The rooms that a file names by `crate::room` or in `crate::{…}`.
fn rooms_named(code: &str) -> BTreeSet<&str> {
    let word =
        |text: &'_ str| text.len() - text.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_').len();
    let mut named = BTreeSet::new();
    for rest in code.split("crate::").skip(1) {
        let Some(group) = rest.strip_prefix('{') else {
            named.insert(&rest[..word(rest)]);
            continue;
        };
        let mut depth = 0;
        let mut is_new = true;
        for (at, c) in group.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' => is_new = true,
                _ if c.is_whitespace() => {}
                _ if is_new && depth == 0 => {
                    named.insert(&group[at..at + word(&group[at..])]);
                    is_new = false;
                }
                _ => {}
            }
        }
    }
    named.retain(|name| name.starts_with(|c: char| c.is_ascii_lowercase()));
    named
}

/// `METHOD /path` of every `.route("/path", get(…).post(…))`.
fn routes(code: &str) -> Vec<String> {
    let mut routes = Vec::new();
    for rest in code.split(".route(").skip(1) {
        let (path, doors) = rest.split_once('"').and_then(|(_, rest)| rest.split_once('"')).unwrap();
        let doors = doors.split(';').next().unwrap().split("\n}").next().unwrap();
        let is_called = |method: &str| doors.contains(&format!(" {method}(")) || doors.contains(&format!(".{method}("));
        let methods = [
            ("GET", "get"),
            ("GET", "landing"),
            ("GET", "to"),
            ("POST", "post"),
            ("PATCH", "patch"),
            ("DELETE", "delete"),
        ];
        let called: BTreeSet<&str> =
            methods.iter().filter(|(_, call)| is_called(call)).map(|(verb, _)| *verb).collect();
        assert!(!called.is_empty(), "{path} has no method that this test can read");
        routes.extend(called.iter().map(|verb| format!("{verb} {path}")));
    }
    routes
}
