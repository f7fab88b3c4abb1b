//! The operator's own templates and words: used where they are, and tried before the first mail.

use std::fs;

use countersign_core::Language;
use countersign_core::mail::Kind;
use countersign_mail::{Brand, Error, Letter, Voice};
use tempfile::TempDir;

use crate::support::{base_url, sample};

fn voice_with(files: &[(&str, &str)]) -> (Result<Voice, Error>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source).unwrap();
    }
    (Voice::new("Us <us@example.org>", &base_url(), Brand::named("Us"), Some(folder.path())), folder)
}

#[test]
fn a_file_of_the_same_name_stands_in_for_ours() {
    let (voice, _folder) = voice_with(&[
        ("confirm/subject.txt", "Hello from\n{{ product }}\u{2028}!\n"),
        ("reset/body.html", "{% extends 'layout.html' %}{% block button %}Go{% endblock %}{% include 'extra.html' %}"),
        ("extra.html", "unused"),
        ("layout.txt", "{% block words %}{% endblock %}\n<{{ link }}>\n{{ valid_for }}, {{ lang }}, {{ dir }}"),
    ]);
    let voice = voice.unwrap();
    assert_eq!(voice.render(&sample(Kind::Confirm)).unwrap().subject, "Hello from Us !");
    let reset = voice.render(&Letter { language: Language::De, ..sample(Kind::Reset) }).unwrap();
    assert!(reset.html.contains(">\nGo</a>"), "{}", reset.html);
    assert!(reset.text.starts_with("Sie haben ein neues Passwort"), "{}", reset.text);
    assert!(reset.text.ends_with("/sample-token>\n30 Minuten, de, ltr\n"), "{}", reset.text);
}

#[test]
fn a_message_stands_in_for_ours_and_the_others_stay() {
    let (voice, _folder) = voice_with(&[(
        "locales/de.ftl",
        "\u{feff}-wir = die <Unsrigen>\nconfirm-title = Hallo von { -wir }, { $product }\r\nhours = { $count ->\n   *[other] rund { $count } h\n}\n",
    )]);
    let voice = voice.unwrap();
    let mail = voice.render(&Letter { language: Language::De, ..sample(Kind::Confirm) }).unwrap();
    assert!(mail.text.starts_with("Hallo von die <Unsrigen>, Us\n\nEin Schritt fehlt noch"), "{}", mail.text);
    assert!(mail.text.contains("Der Link gilt rund 24 h lang."), "{}", mail.text);
    assert!(mail.html.contains("Hallo von die &lt;Unsrigen&gt;, <bdi>Us</bdi></h1>"), "{}", mail.html);
    assert!(voice.render(&sample(Kind::Confirm)).unwrap().text.starts_with("Welcome to Us\n"));
}

#[test]
fn a_folder_that_is_not_there_overrides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let none = folder.path().join("none");
    let voice = Voice::new("us@example.org", &base_url(), Brand::named("Us"), Some(&none)).unwrap();
    // Nor later: what was not tried at the start is not used.
    fs::create_dir_all(none.join("confirm")).unwrap();
    fs::write(none.join("confirm/subject.txt"), "Untried").unwrap();
    assert_eq!(voice.render(&sample(Kind::Confirm)).unwrap().subject, "Confirm your address for Us");
}

#[test]
fn a_broken_file_is_named_at_the_start() {
    for (name, source, why) in [
        ("confirm/body.txt", "{{ link }} {% if %}", "line 1"),
        ("confirm/body.txt", "{{ link }}\n{{ lnik }}", "line 2"),
        ("confirm/body.html", "{{ link }}\n\n{{ t('confirm-titel') }}", "line 3"),
        ("confirm/body.txt", "{{ link }} {{ t('email-changed-words-to') }}", "this mail has no $address"),
        ("reset/subject.txt", "{{ link }}", "line 1"),
        ("layout.html", "<a href=\"{{ link }}\">{{ nothing.here }}</a>", "layout.html"),
        ("email_changed/body.txt", "{{ link }} {{ new_address | upper }}{% include 'gone.txt' %}", "gone.txt"),
        ("locales/de.ftl", "confirm-title = { $product\n", "line 2"),
        ("locales/de.ftl", "# ours\n\nconfirm-titel = Hallo\n", "line 3: there is no message confirm-titel"),
        ("locales/fr.ftl", "\nconfirm-title = { $time }\n", "line 2: the message confirm-title has no $time"),
        (
            "locales/fr.ftl",
            "days = { $count ->\n [one] x\n *[other] { $cuont }\n}\n",
            "line 1: the message days has no $cuont",
        ),
        ("locales/fr.ftl", "reset-title = a\nreset-title = b\n", "line 2: the message reset-title is there twice"),
        ("locales/ar.ftl", "reset-title = { -gone }\n", "line 1"),
        ("locales/ar.ftl", "reset-title = { SHOUT($product) }\n", "line 1"),
        ("locales/ar.ftl", "reset-title = { reset-title }\n", "line 1"),
        ("locales/ja.ftl", "reset-title = { email-changed-words-to }\n", "this mail has no $address"),
        ("locales/pt.ftl", "", "there is no such language; there are en, de,"),
    ] {
        let (voice, _folder) = voice_with(&[(name, source)]);
        let message = voice.err().unwrap_or_else(|| panic!("{name} {source} was taken")).to_string();
        let is_named = message.contains(name) || why == "this mail has no $address";
        assert!(is_named && message.contains(why) && !message.contains('\n'), "{message}");
    }
}

#[test]
fn a_file_without_the_link_is_refused() {
    for name in ["confirm/body.txt", "confirm/body.html"] {
        let (voice, _folder) = voice_with(&[(name, "Hello")]);
        assert!(matches!(voice, Err(Error::NoLink(found)) if found == name));
    }
    let (voice, _folder) = voice_with(&[("layout.txt", "{% block words %}{% endblock %}")]);
    assert!(matches!(voice, Err(Error::NoLink(_))));
}
