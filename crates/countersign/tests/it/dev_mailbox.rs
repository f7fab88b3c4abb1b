//! The built-in inbox: only where mail goes to it, and only under the names of this machine.

use axum::body::Body;
use axum::http::Request;

use countersign_core::Id;
use countersign_core::mail::Kind;

use crate::support::{ADA, Answer, PASSWORD, TestApp};

async fn at_home() -> TestApp {
    TestApp::with(|settings| settings.live_at("http://localhost:8080", &[])).await
}

/// The id of the one mail there is.
fn only_one(app: &TestApp) -> Id {
    let [mail] = &app.mailbox.all()[..] else { panic!("there is not one mail") };
    mail.id
}

/// Ids on the page, newest first.
fn listed(page: &Answer) -> Vec<&str> {
    let links = page.body.split("<a href=\"/dev/mailbox/").skip(1);
    links.map(|rest| rest.split(['?', '"']).next().unwrap()).collect()
}

#[tokio::test]
async fn the_inbox_shows_the_mail_and_its_link_works() {
    let app = at_home().await;
    let mut ada = app.browser();
    ada.get("/dev/mailbox").await.is(200).says("No mail yet");
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let list = ada.get("/dev/mailbox").await.is(200).says(ADA).says("Confirm your address");
    let json = ada.get("/dev/mailbox.json").await.is(200).json();
    let mail = &json["mails"][0];
    let id = mail["id"].as_str().unwrap();
    assert_eq!(listed(&list), [id]);
    assert_eq!((mail["to"].as_str().unwrap(), mail["kind"].as_str().unwrap()), (ADA, "confirm"));
    // Beside the list, and by itself.
    for path in ["/dev/mailbox".to_owned(), format!("/dev/mailbox/{id}")] {
        let page = ada.get(&path).await.is(200).says(mail["link"].as_str().unwrap());
        assert!(page.body.contains(&format!("/dev/mailbox/{id}/html?scheme=light\"")), "{}", page.body);
    }
    ada.get("/dev/mailbox/nonsense").await.is(404);
    ada.confirm(&app.mail_to(ADA).await).await.leads_to("/account?notice=confirmed");
}

#[tokio::test]
async fn a_view_of_a_mail_shows_what_was_asked_for() {
    let app = at_home().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let path = format!("/dev/mailbox/{}", only_one(&app));
    for (query, [html, text, source]) in [
        ("", [true; 3]),
        ("?show=html&scheme=dark", [true, false, false]),
        ("?show=text", [false, true, false]),
        ("?show=source&scheme=dark", [false, false, true]),
    ] {
        let page = ada.get(&format!("{path}{query}")).await.is(200);
        let parts = ["<iframe", "<pre tabindex=\"0\" dir=\"auto\">", "MIME-Version: 1.0"];
        assert_eq!(parts.map(|part| page.body.contains(part)), [html, text, source], "{query}");
        // What was chosen stays chosen in the links to other mails.
        assert_eq!(page.body.contains("?scheme=dark&amp;show="), query.contains("dark"), "{query}");
    }
    app.mail_to(ADA).await;
}

/// The page may frame the mail and nothing else may; in the frame nothing runs, and links lead out of it.
#[tokio::test]
async fn the_html_of_a_mail_is_framed_by_its_page_alone() {
    let app = at_home().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let id = only_one(&app);
    let page = ada.get(&format!("/dev/mailbox/{id}")).await.is(200);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("frame-src 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    assert!(page.body.contains(" sandbox=\"allow-top-navigation-by-user-activation\">"));
    let [usual, dark] = [
        ada.get(&format!("/dev/mailbox/{id}/html")).await,
        ada.get(&format!("/dev/mailbox/{id}/html?scheme=dark")).await,
    ];
    for html in [&usual, &dark] {
        let policy = html.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'unsafe-hashes' 'sha256-"), "{policy}");
        assert!(policy.ends_with("frame-ancestors 'self'") && !policy.contains("script"), "{policy}");
        assert_eq!(html.header("x-frame-options"), "SAMEORIGIN");
        assert!(html.body.contains("<base target=\"_top\">"));
    }
    assert!(usual.body.contains("(prefers-color-scheme: dark)") && !dark.body.contains("prefers-color-scheme"));
    app.mail_to(ADA).await;
}

#[tokio::test]
async fn mail_is_found_by_its_recipient() {
    let app = at_home().await;
    let mut ada = app.browser();
    for email in [ADA, "grace@example.net"] {
        ada.sign_up(email, PASSWORD).await;
        app.deliver().await;
    }
    assert_eq!(listed(&ada.get("/dev/mailbox").await).len(), 2);
    for (to, count) in [("GRACE", 1), ("%40example", 2), ("nobody", 0)] {
        let page = ada.get(&format!("/dev/mailbox?to={to}")).await.is(200);
        assert_eq!(listed(&page).len(), count, "{to}");
        let json = ada.get(&format!("/dev/mailbox.json?to={to}")).await.json();
        assert_eq!(json["mails"].as_array().unwrap().len(), count, "{to}");
    }
    let json = ada.get("/dev/mailbox.json?limit=1").await.json();
    assert_eq!(json["mails"][0]["to"], "grace@example.net");
    assert_eq!(json["mails"].as_array().unwrap().len(), 1);
    let page = ada.get("/dev/mailbox?to=%3Cscript%3E").await.is(200);
    assert!(page.body.contains("No mail to <strong><bdi>&lt;script&gt;</bdi></strong>"), "{}", page.body);
    for email in [ADA, "grace@example.net"] {
        app.mail_to(email).await;
    }
}

#[tokio::test]
async fn samples_of_all_mails_fill_it_page_by_page() {
    let app = at_home().await;
    let mut ada = app.browser();
    ada.post_form("/dev/mailbox/samples", &[("language", "klingon")]).await.is(400);
    for _ in 0..3 {
        ada.post_form("/dev/mailbox/samples", &[("language", "de")]).await.leads_to("/dev/mailbox");
    }
    let all = app.mailbox.all();
    let kinds: Vec<_> = all.iter().take(Kind::ALL.len()).map(|mail| mail.kind).collect();
    assert_eq!(kinds, Kind::ALL);
    assert!(
        all.iter().all(|mail| mail.html.contains("lang=\"de\"") && mail.link.starts_with("http://localhost:8080/"))
    );
    let [first, second, third] =
        [ada.get("/dev/mailbox").await, ada.get("/dev/mailbox?page=2").await, ada.get("/dev/mailbox?page=9").await];
    let seen: Vec<_> = [&first, &second].into_iter().flat_map(listed).collect();
    let newest_first: Vec<_> = all.iter().rev().map(|mail| mail.id.to_string()).collect();
    assert_eq!(seen, newest_first);
    assert!(listed(&first).len() == 20 && first.body.contains("?page=2\"") && second.body.contains(">Newer</a>"));
    assert!(listed(&third).is_empty());
    ada.press(&first, "/dev/mailbox/clear", &[]).await.leads_to("/dev/mailbox");
}

#[tokio::test]
async fn the_button_clears_it() {
    let app = at_home().await;
    let mut ada = app.browser();
    ada.sign_up(ADA, PASSWORD).await;
    app.deliver().await;
    let page = ada.get("/dev/mailbox").await;
    ada.press(&page, "/dev/mailbox/clear", &[]).await.leads_to("/dev/mailbox");
    ada.get("/dev/mailbox").await.says("No mail yet");
}

#[tokio::test]
async fn another_name_of_this_machine_opens_nothing() {
    let app = at_home().await;
    for (host, status) in [
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("evil.example", 404),
        ("localhost.evil.example", 404),
        ("127.0.0.1.evil.example", 404),
        ("evil.example:8080", 404),
        ("", 404),
    ] {
        for path in ["/dev/mailbox", "/dev/mailbox.json"] {
            let request = Request::get(path).header("host", host).body(Body::empty()).unwrap();
            app.browser().send(request).await.is(status);
        }
    }
}

#[tokio::test]
async fn where_mail_goes_elsewhere_there_is_no_inbox() {
    let app = TestApp::with(|settings| settings.rules.mailbox = false).await;
    app.browser().get("/dev/mailbox").await.is(404);
    app.browser().get("/dev/mailbox.json").await.is(404);
}
