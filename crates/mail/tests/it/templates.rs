//! The operator's own templates: used where they are, and tried before the first mail.

use std::fs;

use countersign_core::mail::Kind;
use countersign_mail::{Error, Voice};
use tempfile::TempDir;

use crate::support::{base_url, sample};

fn voice_with(files: &[(&str, &str)]) -> (Result<Voice, Error>, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    for (name, source) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, source).unwrap();
    }
    (Voice::new("Us <us@example.org>", &base_url(), Some(folder.path())), folder)
}

#[test]
fn a_file_of_the_same_name_stands_in_for_ours() {
    let (voice, _folder) = voice_with(&[
        ("confirm/subject.txt", "Hello from\n{{ product }}\u{2028}!\n"),
        ("reset/body.html", "{% extends 'layout.html' %}{% block button %}Go{% endblock %}{% include 'extra.html' %}"),
        ("extra.html", "unused"),
    ]);
    let voice = voice.unwrap();
    assert_eq!(voice.render(&sample(Kind::Confirm)).unwrap().subject, "Hello from Us !");
    let reset = voice.render(&sample(Kind::Reset)).unwrap();
    assert!(reset.html.contains(">\nGo</a>"), "{}", reset.html);
    assert!(reset.text.contains("You asked for a new password"));
}

#[test]
fn a_folder_that_is_not_there_overrides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    assert!(Voice::new("us@example.org", &base_url(), Some(&folder.path().join("none"))).is_ok());
}

#[test]
fn a_broken_file_is_named_at_the_start() {
    for (name, source, why) in [
        ("confirm/body.txt", "{{ link }} {% if %}", "line 1"),
        ("confirm/body.txt", "{{ link }}\n{{ lnik }}", "line 2"),
        ("reset/subject.txt", "{{ link }}", "line 1"),
        ("layout.html", "<a href=\"{{ link }}\">{{ nothing.here }}</a>", "layout.html"),
        ("email_changed/body.txt", "{{ link }} {{ new_address | upper }}{% include 'gone.txt' %}", "gone.txt"),
    ] {
        let (voice, _folder) = voice_with(&[(name, source)]);
        let message = voice.err().unwrap_or_else(|| panic!("{name} {source} was taken")).to_string();
        assert!(message.contains(name) && message.contains(why) && !message.contains('\n'), "{message}");
    }
}

#[test]
fn a_file_without_the_link_is_refused() {
    for name in ["confirm/body.txt", "confirm/body.html"] {
        let (voice, _folder) = voice_with(&[(name, "Hello")]);
        assert!(matches!(voice, Err(Error::NoLink(found)) if found == name));
    }
}
