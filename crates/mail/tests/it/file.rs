//! Mails as files, and the inbox in memory.

use std::fs;

use countersign_core::Id;
use countersign_mail::{Delivery, Mailbox, Route, Transport};

use crate::support::{mail, transport};

#[tokio::test]
async fn a_mail_is_one_file_and_a_repeat_overwrites_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made/for/it");
    let transport = transport(&format!("file:{}", path.display()));
    let mail = mail();
    for _ in 0..2 {
        assert!(matches!(transport.send(&mail).await, Delivery::Sent(_)));
    }
    assert!(transport.probe().await.is_ok());
    let names: Vec<_> = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, [format!("{}.eml", mail.id).as_str()]);
    assert_eq!(fs::read(path.join(&names[0])).unwrap(), mail.source);
}

#[tokio::test]
async fn a_directory_that_went_away_is_for_later() {
    let folder = tempfile::tempdir().unwrap();
    let transport = transport(&format!("file:{}", folder.path().display()));
    drop(folder);
    assert!(matches!(transport.send(&mail()).await, Delivery::Later(_)));
    assert!(transport.probe().await.is_err());
}

#[tokio::test]
async fn the_mailbox_keeps_the_newest_500() {
    let mailbox = Mailbox::default();
    let transport = Transport::new(&Route::Mailbox, mailbox.clone(), 1).unwrap();
    let id = |n: i64| Id::new(countersign_core::Timestamp::from_millis(n), [0; 10]);
    let mail = mail();
    for n in 0..501 {
        let mut mail = mail.clone();
        mail.id = id(n);
        assert!(matches!(transport.send(&mail).await, Delivery::Sent(_)));
    }
    let all = mailbox.all();
    assert_eq!((all.len(), all[0].id, all[499].id), (500, id(1), id(500)));
    assert!(mailbox.get(id(0)).is_none());
    assert_eq!(mailbox.get(id(7)).unwrap().link, mail.link);
    mailbox.clear();
    assert!(mailbox.all().is_empty());
}
