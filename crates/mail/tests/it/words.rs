//! The words themselves: every language has the same messages with the same facts, all of them in use, and
//! spans by its own plural rules.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use countersign_core::Language;
use countersign_core::mail::Kind;
use countersign_mail::{Letter, Voice};

use crate::support::{sample, voice};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}

/// Keys with the variables in their messages, read line by line: what begins a line is a key.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let text = fs::read_to_string(folder("locales").join(format!("{}.ftl", language.as_str()))).unwrap();
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" = ").filter(|_| line.starts_with(|c: char| c.is_ascii_lowercase())) {
            key = name.to_owned();
            assert!(found.insert(key.clone(), BTreeSet::new()).is_none(), "{language:?} has {key} twice");
        }
        let word = |rest: &str| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap().to_owned();
        found.entry(key.clone()).or_default().extend(line.split('$').skip(1).map(word));
    }
    found.remove("");
    found
}

#[test]
fn every_language_has_the_same_messages_with_the_same_facts() {
    let english = messages(Language::En);
    assert!(english.len() > 50, "{english:?}");
    for language in Language::ALL {
        let theirs = messages(*language);
        for (key, facts) in &english {
            assert_eq!(theirs.get(key), Some(facts), "{key} in {language:?}");
        }
        assert_eq!(theirs.len(), english.len(), "{language:?}");
    }
    let files: BTreeSet<_> = fs::read_dir(folder("locales")).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert_eq!(files.len(), Language::ALL.len(), "{files:?}");
}

#[test]
fn every_message_is_used_and_templates_have_no_words_of_their_own() {
    let mut used = BTreeSet::from(["seconds", "minutes", "hours", "days"].map(str::to_owned));
    for kind in Kind::ALL {
        for file in ["subject.txt", "body.txt", "body.html", "../layout.txt", "../layout.html"] {
            let text = fs::read_to_string(folder("templates").join(kind.as_str()).join(file)).unwrap();
            used.extend(text.split("t(\"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
            if file.ends_with("txt") {
                let words = text.split("{%").flat_map(|part| part.rsplit("%}").next()).collect::<String>();
                let words = words.split("{{").map(|part| part.rsplit("}}").next().unwrap()).collect::<String>();
                assert_eq!(words.trim(), "", "{kind:?} {file}");
            }
        }
    }
    assert_eq!(used, messages(Language::En).into_keys().collect());
}

#[test]
fn english_words_are_plain_ascii() {
    let text = fs::read_to_string(folder("locales/en.ftl")).unwrap();
    assert!(text.is_ascii());
}

fn lasts(language: Language, seconds: u64) -> String {
    let letter = Letter { language, valid_for: Some(Duration::from_secs(seconds)), ..sample(Kind::ChangeEmail) };
    voice().render(&letter).unwrap().text
}

#[test]
fn spans_follow_the_plural_rules_of_each_language() {
    const HOUR: u64 = 3_600;
    const DAY: u64 = 86_400;
    for (language, seconds, words) in [
        (Language::En, 1, "for 1 second."),
        (Language::En, 1_800, "for 30 minutes."),
        (Language::En, DAY, "for 24 hours."),
        (Language::En, 7 * DAY, "for 7 days."),
        (Language::En, 5_400, "for 90 minutes."),
        (Language::De, HOUR, "1 Stunde lang"),
        (Language::De, 7 * DAY, "7 Tage lang"),
        (Language::Fr, HOUR, "pendant 1 heure."),
        (Language::Fr, 2 * HOUR, "pendant 2 heures."),
        (Language::Es, 2 * DAY, "durante 2 d\u{ed}as."),
        (Language::PtBr, 60, "por 1 minuto."),
        (Language::Ja, 1_800, "30\u{5206}"),
        (Language::ZhHans, DAY, "24 \u{5c0f}\u{65f6}\u{5185}"),
        (Language::Ar, HOUR, "\u{633}\u{627}\u{639}\u{629} \u{648}\u{627}\u{62d}\u{62f}\u{629}"),
        (Language::Ar, 2 * HOUR, "\u{633}\u{627}\u{639}\u{62a}\u{64a}\u{646}"),
        (Language::Ar, 7 * DAY, "7 \u{623}\u{64a}\u{627}\u{645}"),
        (Language::Ar, 11 * DAY, "11 \u{64a}\u{648}\u{645}\u{64b}\u{627}"),
        (Language::Ar, 100 * DAY, "100 \u{64a}\u{648}\u{645}."),
    ] {
        let text = lasts(language, seconds).replace('\n', " ");
        assert!(text.contains(words), "{language:?} {words:?}: {text}");
    }
}

#[test]
fn every_mail_says_what_to_do_if_it_was_not_you() {
    for letter in Voice::samples().filter(|letter| letter.language == Language::En) {
        let mail = voice().render(&letter).unwrap();
        assert!(mail.text.contains("If this was not you,"), "{:?}", letter.kind);
        assert!(mail.html.contains("If this was not you,"), "{:?}", letter.kind);
    }
}

/// What the service does, so what its mails must promise.
#[test]
fn promises_are_kept_in_the_words() {
    let text = |kind| voice().render(&sample(kind)).unwrap().text.replace('\n', " ");
    for (kind, promise) in [
        (Kind::Confirm, "in the browser where you signed up, or have the password you chose at hand"),
        (Kind::Confirm, "no account is made without that link"),
        (Kind::AlreadyRegistered, "nothing has changed"),
        (Kind::Reset, "works once, for 30 minutes"),
        (Kind::PasswordChanged, "signs everybody out"),
        (Kind::ChangeEmail, "in a browser where you are signed in"),
        (Kind::ChangeEmailNotice, "for 7 days, also after the change"),
        (Kind::ChangeEmailNotice, "everybody is signed out, and the present password no longer works"),
        (
            Kind::EmailChanged,
            "gets this address back, everybody is signed out, and the present password no longer works",
        ),
        (Kind::AccountClosed, "The link works for 7 days, and once. You choose a new password there"),
        (Kind::AccountClosed, "everybody is signed out"),
        (Kind::EmailChanged, "We then send you a mail to choose a new one"),
    ] {
        assert!(text(kind).contains(promise), "{kind:?}: {promise}: {}", text(kind));
    }
}
