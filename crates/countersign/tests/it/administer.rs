//! The admin pages: who gets in, what they show, what is done there and what the trail says of it.

use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use countersign::flows::parts::Visitor;
use countersign::flows::{manage_accounts, manage_mails};
use countersign_core::account::Role;
use countersign_core::guess::Guessing;
use countersign_core::mail::{Kind, Mark};
use countersign_core::{Address, Id};
use countersign_store::{Page, audit, marked_addresses, sessions, sign_ups};
use serde_json::{Value, json};

use crate::security::walk::walk;
use crate::support::app::operator;
use crate::support::html::unescape;
use crate::support::sink::Sink;
use crate::support::{ADA, Answer, Browser, EVE, NEW_PASSWORD, PASSWORD, TestApp};

const ROOT: &str = "root@example.org";

/// Every path of the admin pages, with an id in place of `{id}`.
fn paths(id: &str) -> Vec<String> {
    let api = include_str!("../../../../docs/guide/api.md");
    let calls = api.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()?.split(' ').nth(1));
    let paths: Vec<String> =
        calls.filter(|path| path.starts_with("/admin")).map(|path| path.replace("{id}", id)).collect();
    assert!(paths.len() > 15, "{paths:?}");
    paths
}

impl TestApp {
    async fn set_role(&self, email: &str, role: Option<Role>) {
        let account = self.account(email).await;
        assert!(manage_accounts::set_role(&self.countersign, &account, role, &operator()).await.unwrap());
    }

    /// Somebody whom an operator has made an admin.
    async fn admin(&self) -> Browser {
        let browser = self.member(ROOT).await;
        self.set_role(ROOT, Some(Role::Admin)).await;
        browser
    }

    async fn page_of(&self, email: &str) -> String {
        format!("/admin/accounts/{}", self.account(email).await.id)
    }

    /// The actor of the last line of an event.
    async fn actor(&self, event: &str) -> Option<Id> {
        let lines = audit::list(&mut self.countersign.db().read().await.unwrap(), Page::default()).await.unwrap();
        lines.iter().find(|line| line.event == event).unwrap_or_else(|| panic!("no line of {event}")).actor_id
    }

    async fn waiting(&self) -> Id {
        let waiting = sign_ups::list(&mut self.countersign.db().read().await.unwrap(), Page::default()).await.unwrap();
        waiting.iter().find(|sign_up| sign_up.confirmed_at.is_none()).unwrap().id
    }
}

/// Presses the button of an act on an account's page, with the admin's password.
async fn act(admin: &mut Browser, page: &str, act: &str, password: &str) -> Answer {
    let shown = admin.get(page).await.is(200);
    admin.press(&shown, &format!("{page}/{act}"), &[("password", password)]).await
}

#[tokio::test]
async fn whoever_is_no_admin_finds_nothing_at_any_path_by_any_method() {
    let app = TestApp::start().await;
    let mut ada = app.member(ADA).await;
    // Somebody else's: who is signed in is named at the head of every page of theirs.
    app.member(EVE).await;
    let id = app.account(EVE).await.id.to_string();
    let unknown = ada.get("/no/such/page").await.is(404);
    let before = app.database.dump().await;
    for path in paths(&id) {
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            let form = Request::builder()
                .method(method)
                .uri(&path)
                .header("content-type", "application/x-www-form-urlencoded");
            let body = Body::from(format!("password={}&id={id}&email={EVE}", PASSWORD.replace(' ', "+")));
            let answer = ada.send(form.body(body).unwrap()).await.is(404);
            assert!(!answer.headers.contains_key("allow"), "{answer:?}");
            assert!(!answer.body.to_lowercase().contains("argon2") && !answer.body.contains(EVE));
            if method == "GET" {
                // The way back of the language switch is all that differs.
                let body = unescape(&answer.body);
                assert_eq!(
                    body.replace(&format!("value=\"{path}\""), "value=\"/no/such/page\""),
                    unescape(&unknown.body)
                );
                // The length is written by the connection, where it is missing here; e2e/test_admin.py looks there.
                let names = |answer: &Answer| {
                    let names = answer.headers.keys().map(ToString::to_string);
                    names.filter(|name| name != "content-length").collect::<Vec<_>>()
                };
                assert_eq!(names(&answer), names(&unknown));
            }
        }
    }
    assert_eq!(app.database.dump().await, before);
    assert!(!ada.get("/account").await.is(200).body.contains("/admin"));
}

#[tokio::test]
async fn strangers_are_led_to_the_sign_in_and_come_back() {
    let app = TestApp::start().await;
    app.admin().await;
    for path in paths("018f4b1e-0000-7000-8000-000000000000") {
        let answer = app.browser().get(&path).await.is(303);
        let location = answer.location().unwrap();
        assert!(location.starts_with("/sign-in?next=%2Fadmin"), "{location}");
    }
    let mut browser = app.browser();
    let page = browser.visit("/admin/audit").await.is(200);
    browser.fill(&page, &[("email", ROOT), ("password", PASSWORD)]).await.leads_to("/admin/audit");
    browser.get("/admin/audit").await.is(200).says("Audit trail");
    let mut waiting = app.browser();
    waiting.sign_up(EVE, PASSWORD).await;
    waiting.get("/admin").await.leads_to("/unconfirmed");
    app.mail_to(EVE).await;
}

#[tokio::test]
async fn a_role_that_is_taken_is_gone_with_the_next_request() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let (mut root, page) = (app.admin().await, app.page_of(ADA).await);
    assert!(root.get("/account").await.is(200).body.contains("href=\"/admin\""));
    let shown = root.get(&page).await.is(200);
    app.set_role(ROOT, None).await;
    root.get("/admin").await.is(404);
    root.press(&shown, &format!("{page}/disable"), &[("password", PASSWORD)]).await.is(404);
    assert!(root.is_signed_in().await && !app.account(ADA).await.is_disabled());
    app.set_role(ROOT, Some(Role::Admin)).await;
    root.get("/admin").await.is(200);
    manage_accounts::set_disabled(&app.countersign, &app.account(ROOT).await, true, &operator()).await.unwrap();
    root.get("/admin").await.is(303);
    root.post_form(&format!("{page}/disable"), &[("password", PASSWORD)]).await.is(303);
    assert!(!app.account(ADA).await.is_disabled());
}

#[tokio::test]
async fn who_loses_the_role_while_a_request_is_under_way_does_nothing() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    app.admin().await;
    let (root, ada) = (app.account(ROOT).await, app.account(ADA).await);
    let session =
        sessions::of_account(&mut app.countersign.db().read().await.unwrap(), root.id).await.unwrap().remove(0);
    let visitor = Visitor { admin: Some(session), ..Visitor::default() };
    app.set_role(ROOT, None).await;
    let done = manage_accounts::delete(&app.countersign, &ada, &visitor).await;
    assert!(matches!(done, Err(countersign::Error::SignedOut)), "{done:?}");
    let done = manage_mails::retry_failed(&app.countersign, &visitor).await;
    assert!(matches!(done, Err(countersign::Error::SignedOut)));
    app.set_role(ROOT, Some(Role::Admin)).await;
    assert!(manage_accounts::delete(&app.countersign, &ada, &visitor).await.unwrap());
}

#[tokio::test]
async fn an_operator_makes_an_admin_by_a_mailed_link_and_the_trail_has_it() {
    let app = TestApp::start().await;
    let address = Address::parse(ROOT).unwrap();
    manage_accounts::create(&app.countersign, address, Some(Role::Admin), &operator()).await.unwrap();
    assert!(app.account(ROOT).await.is_admin());
    let mail = app.mail_to(ROOT).await;
    assert_eq!(mail.kind(), Kind::Reset);
    app.browser().reset_password(&mail, PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ROOT).await;
    app.signed_in(ROOT, PASSWORD).await.get("/admin").await.is(200).says("Overview");
    app.set_role(ROOT, None).await;
    let trail = app.audit().await;
    let roles: Vec<&String> = trail.iter().filter(|line| line.starts_with("change_role")).collect();
    assert_eq!(roles, ["change_role given", "change_role taken"]);
    assert_eq!(app.actor("change_role").await, None, "an operator has no account");
}

#[tokio::test]
async fn every_act_is_done_and_the_trail_says_by_whom() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    let root_id = app.account(ROOT).await.id;
    let me = Some(root_id);
    let mut ada = app.member(ADA).await;
    let page = app.page_of(ADA).await;

    act(&mut root, &page, "send-reset", PASSWORD).await.leads_to(&format!("{page}?notice=reset-sent"));
    let reset = app.mail_to(ADA).await;
    assert_eq!((reset.kind(), app.actor("send_reset").await), (Kind::Reset, me));

    assert!(ada.is_signed_in().await);
    act(&mut root, &page, "end-sessions", PASSWORD).await.leads_to(&format!("{page}?notice=sessions-ended"));
    assert!(!ada.is_signed_in().await);
    assert_eq!(app.actor("end_session").await, me);
    app.browser().reset_password(&reset, NEW_PASSWORD).await.leads_to("/sign-in?notice=reset");
    app.mail_to(ADA).await;

    act(&mut root, &page, "disable", PASSWORD).await.leads_to(&format!("{page}?notice=disabled"));
    assert!(app.account(ADA).await.is_disabled() && !app.lets_in(ADA, NEW_PASSWORD).await);
    assert_eq!(app.actor("disable_account").await, me);
    // By hand: the page of a disabled account has no such form.
    root.post_form(&format!("{page}/send-reset"), &[("password", PASSWORD)]).await.is(409).says("Enable it first");
    app.no_mail_to(ADA).await;
    act(&mut root, &page, "enable", PASSWORD).await.leads_to(&format!("{page}?notice=enabled"));
    assert!(app.lets_in(ADA, NEW_PASSWORD).await);
    assert_eq!(app.actor("enable_account").await, me);

    act(&mut root, &page, "delete", PASSWORD).await.leads_to("/admin/accounts?notice=deleted");
    root.get(&page).await.is(404);
    root.post_form(&format!("{page}/delete"), &[("password", PASSWORD)]).await.is(404);
    assert_eq!(app.actor("close_account").await, me);
    // Who did it stays to be seen, by name.
    let trail = root.get(&format!("/admin/audit?q={ADA}")).await.is(200).says("close_account deleted");
    trail.says("disable_account disabled").says(ROOT);
    let own = root.get(&format!("/admin/audit?q={}&event=send_reset", root_id)).await.is(200);
    own.says("send_reset queued").says(ADA);
}

#[tokio::test]
async fn a_sign_up_that_waits_is_reminded_or_removed() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    let me = Some(app.account(ROOT).await.id);
    app.browser().sign_up(EVE, PASSWORD).await;
    app.mail_to(EVE).await;
    let (id, other) = (app.waiting().await, Id::new(app.clock.now(), [7; 10]));
    let page = format!("/admin/sign-ups/{id}");
    let shown = root.get(&page).await.is(200).says(EVE).says("Not confirmed");
    root.press(&shown, &format!("{page}/resend"), &[]).await.leads_to(&format!("{page}?notice=resent"));
    let again = app.mail_to(EVE).await;
    assert_eq!((again.kind(), app.actor("resend").await), (Kind::Confirm, me));
    act(&mut root, &page, "remove", NEW_PASSWORD).await.is(401).says("not the right password");
    act(&mut root, &page, "remove", PASSWORD).await.leads_to("/admin/accounts?notice=removed");
    assert_eq!(app.actor("remove_sign_up").await, me);
    app.browser().post("/confirm", json!({"token": again.its_token()})).await.refuses(410, "token_expired");
    for path in [page, format!("/admin/sign-ups/{other}")] {
        root.get(&path).await.is(404);
        root.post_form(&format!("{path}/resend"), &[]).await.is(404);
        root.post_form(&format!("{path}/remove"), &[("password", PASSWORD)]).await.is(404);
    }
}

#[tokio::test]
async fn a_sign_up_that_became_an_account_is_not_removed() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    let before = app.database.dump().await["sign_ups"].clone();
    let confirmed = sign_ups::list(&mut app.countersign.db().read().await.unwrap(), Page::default()).await.unwrap();
    let path = format!("/admin/sign-ups/{}/remove", confirmed[0].id);
    root.post_form(&path, &[("password", PASSWORD)]).await.is(404);
    assert!(!before.is_empty() && app.database.dump().await["sign_ups"] == before);
}

#[tokio::test]
async fn what_is_dangerous_takes_the_admins_password_and_wrong_ones_are_counted() {
    let guessing = Guessing { pauses_after: 3, stops_after: 6 };
    let app = TestApp::with(|settings| settings.rules.guessing = Some(guessing)).await;
    let mut root = app.admin().await;
    app.member(ADA).await;
    app.browser().sign_up(EVE, PASSWORD).await;
    app.mail_to(EVE).await;
    let (ada, eve) = (app.page_of(ADA).await, format!("/admin/sign-ups/{}", app.waiting().await));
    let acts = ["send-reset", "end-sessions", "disable", "enable", "delete"];
    let dangerous: Vec<String> =
        acts.iter().map(|act| format!("{ada}/{act}")).chain([format!("{eve}/remove")]).collect();
    let rows = async || {
        let dump = app.database.dump().await;
        ["accounts", "sign_ups", "sessions", "mails"].map(|table| dump[table].len())
    };
    let before = rows().await;
    for path in &dangerous {
        root.post_form(path, &[]).await.is(422).says("Enter a password");
        root.post_form(path, &[("password", "")]).await.is(422);
        root.post_form(path, &[("password", PASSWORD), ("role", "admin")]).await.is(400);
    }
    for path in &dangerous[..3] {
        root.post_form(path, &[("password", NEW_PASSWORD)]).await.is(401).says("<details open>");
    }
    assert_eq!(app.audit().await.iter().filter(|line| *line == "administer wrong_password").count(), 3);
    assert_eq!(app.actor("administer").await, Some(app.account(ROOT).await.id));
    // From now on it is slow, with the right one too.
    root.post_form(&dangerous[4], &[("password", PASSWORD)]).await.is(429);
    assert_eq!(rows().await, before);
    assert!(!app.account(ADA).await.is_disabled());
    app.advance(Duration::from_secs(3_600));
    root.post_form(&dangerous[2], &[("password", PASSWORD)]).await.is(303);
    assert!(app.account(ADA).await.is_disabled());
}

#[tokio::test]
async fn nobody_locks_themselves_out_and_of_two_who_fall_out_one_stays() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    let page = app.page_of(ROOT).await;
    let shown = root.get(&page).await.is(200).says("This is your own account");
    assert!(!shown.body.contains(&format!("{page}/delete")) && !shown.body.contains(&format!("{page}/disable")));
    for what in ["disable", "delete"] {
        let refused = root.post_form(&format!("{page}/{what}"), &[("password", PASSWORD)]).await.is(409);
        refused.says("Ask another admin");
    }
    assert!(root.is_signed_in().await && app.audit().await.contains(&"administer refused".to_owned()));

    let mut ada = app.member(ADA).await;
    app.set_role(ADA, Some(Role::Admin)).await;
    let theirs = app.page_of(ADA).await;
    let (mine, theirs) = (format!("{page}/delete"), format!("{theirs}/delete"));
    let (one, other) = tokio::join!(
        root.post_form(&theirs, &[("password", PASSWORD)]),
        ada.post_form(&mine, &[("password", PASSWORD)])
    );
    let done = [&one, &other]
        .iter()
        .filter(|answer| answer.location().as_deref() == Some("/admin/accounts?notice=deleted"))
        .count();
    assert_eq!(done, 1, "{one:?} {other:?}");
    assert_eq!(app.accounts().await.iter().filter(|account| account.is_admin()).count(), 1);
}

#[tokio::test]
async fn nothing_secret_is_on_any_page() {
    let app = TestApp::start().await;
    app.may_leave_mail();
    walk(&app).await;
    let mut root = app.admin().await;
    let mut pages =
        vec!["/admin".to_owned(), "/admin/mails".to_owned(), "/admin/addresses".to_owned(), "/admin/audit".to_owned()];
    pages.extend(app.accounts().await.iter().map(|account| format!("/admin/accounts/{}", account.id)));
    pages.push(format!("/admin/sign-ups/{}", app.waiting().await));
    pages.push("/admin/accounts".to_owned());
    let dump = app.database.dump().await;
    let hidden: Vec<String> = ["accounts", "sign_ups", "sessions", "audit_chains"]
        .iter()
        .flat_map(|table| &dump[*table])
        .flat_map(|row| row.split(['\'', '"', ',', '(', ')', ' ']))
        .map(|word| word.trim_start_matches(['\\', 'x']).to_owned())
        .filter(|word| word.contains("argon2") || (word.len() >= 64 && word.bytes().all(|b| b.is_ascii_hexdigit())))
        .collect();
    assert!(hidden.len() > 5, "{hidden:?}");
    let mut read = 0;
    while let Some(path) = pages.pop() {
        let page = root.get(&path).await.is(200);
        for secret in app.door.secrets.all().iter().chain(&hidden) {
            assert!(!page.body.to_lowercase().contains(&secret.to_lowercase()), "{secret} is on {path}");
        }
        assert!(!page.body.contains("/confirm/") && !page.body.contains("/reset-password/"), "{path}");
        let more = page.body.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
        let more = more.map(unescape).filter(|to| to.contains("behind="));
        pages.extend(more);
        read += 1;
    }
    assert!(read > 8);
}

#[tokio::test]
async fn what_people_and_servers_say_is_shown_as_text() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    let evil = "<script>alert(1)</script>\"'><img src=x onerror=y>";
    let mut ada = app.member("o'neill{{7*7}}&amp@example.net").await;
    let agent = Request::get("/api/v1/session").header("user-agent", evil);
    ada.send(agent.body(Body::empty()).unwrap()).await.is(200);
    let sign_in =
        Request::post("/api/v1/sign-in").header("user-agent", evil).header("content-type", "application/json");
    let body = json!({"email": "o'neill{{7*7}}&amp@example.net", "password": PASSWORD}).to_string();
    ada.send(sign_in.body(Body::from(body)).unwrap()).await.is(200);
    let account = app.account("o'neill{{7*7}}&amp@example.net").await;
    let mut tx = app.countersign.db().begin().await.unwrap();
    marked_addresses::mark(&mut tx, &account.address, Mark::Undeliverable, evil, app.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    let page = format!("/admin/accounts/{}", account.id);
    for path in ["/admin/accounts", "/admin/mails", "/admin/addresses", "/admin/audit", &page] {
        let answer = root.get(path).await.is(200);
        assert!(
            !answer.body.contains("<script") && !answer.body.contains("<img") && !answer.body.contains("neill49"),
            "{answer:?}"
        );
        assert!(answer.body.contains("o&#x27;neill{{7*7}}&amp;amp@example.net"), "{path}: {}", answer.body);
    }
    assert!(root.get(&page).await.body.contains("&lt;script&gt;alert(1)"));
    let query: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
    for path in ["/admin/accounts", "/admin/mails", "/admin/audit"] {
        for name in ["q", "state", "behind", "notice", "event", "within"] {
            let answer = root.get(&format!("{path}?{name}={query}")).await.is(200);
            assert!(!answer.body.contains("<script") && !answer.body.contains("<img"), "{answer:?}");
        }
    }
}

#[tokio::test]
async fn somebody_is_found_by_id_beginning_or_part_of_the_address() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    app.member(ADA).await;
    app.browser().sign_up(EVE, PASSWORD).await;
    app.mail_to(EVE).await;
    let (ada, waiting) = (app.account(ADA).await.id.to_string(), app.waiting().await.to_string());
    for (query, found) in [
        ("", vec![EVE, ADA, ROOT]),
        ("?q=ad", vec![ADA]),
        ("?q=%20ADA%40EXAMPLE.NET%20", vec![ADA]),
        ("?q=example", vec![EVE, ADA, ROOT]),
        ("?q=root&within=1", vec![ROOT]),
        ("?q=.com", vec![EVE]),
        ("?state=waiting", vec![EVE]),
        ("?state=accounts", vec![ADA, ROOT]),
        ("?state=disabled", vec![]),
        ("?state=waiting&q=ada", vec![]),
        ("?state=nonsense", vec![EVE, ADA, ROOT]),
        (&format!("?q={ada}"), vec![ADA]),
        (&format!("?q={waiting}"), vec![EVE]),
        ("?q=018f4b1e-0000-7000-8000-000000000000", vec![]),
        ("?q=nobody", vec![]),
        ("?q=%25", vec![]),
        ("?q=_", vec![]),
    ] {
        let page = root.get(&format!("/admin/accounts{query}")).await.is(200);
        // The header has the admin's own address.
        let table = page.body.split("<tbody").nth(1).unwrap_or_default();
        let at = |email: &&str| table.find(&format!("<bdi>{email}</bdi>"));
        let mut seen: Vec<&str> = [ADA, EVE, ROOT].into_iter().filter(|email| at(email).is_some()).collect();
        seen.sort_by_key(at);
        assert_eq!(seen, found, "{query}");
    }
    let list = root.get("/admin/accounts").await;
    list.says("Not confirmed").says("Active").says("Admin").says("Sent");
}

#[tokio::test]
async fn no_query_however_odd_is_a_failure_of_ours() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    let huge = "a".repeat(20_000);
    let many = "%25".repeat(5_000);
    let values = [
        "",
        "%00",
        "%ff",
        "%F0%9F%A6%8A",
        "-1",
        "9223372036854775808",
        "0.0",
        ".",
        "..",
        "%0d%0a",
        "'%3B--",
        "%5c",
        &huge,
        &many,
        "1800000000000.018f4b1e-0000-7000-8000-000000000000",
        "9999999999999999999.018f4b1e-0000-7000-8000-000000000000",
        "018f4b1e-0000-7000-8000-000000000000.ada%40example.net",
        "failed",
        "queued",
        "sign_in",
    ];
    for path in ["/admin", "/admin/accounts", "/admin/mails", "/admin/addresses", "/admin/audit"] {
        for name in ["q", "state", "behind", "event", "within", "notice", "x"] {
            for value in values {
                for rest in [
                    "",
                    "&q=a",
                    "&state=failed",
                    "&state=sent&behind=1.018f4b1e-0000-7000-8000-000000000000",
                    "&&=&a=b=c&%",
                ] {
                    root.get(&format!("{path}?{name}={value}{rest}")).await.is(200);
                }
            }
        }
    }
    for id in
        ["x", "%ff", "%00", "..", "018F4B1E-0000-7000-8000-000000000000", "018f4b1e-0000-7000-8000-000000000000", &huge]
    {
        for noun in ["accounts", "sign-ups"] {
            root.get(&format!("/admin/{noun}/{id}")).await.is(if id == "%ff" { 400 } else { 404 });
        }
    }
    for method in ["PUT", "DELETE", "PATCH", "TRACE"] {
        let answer =
            root.send(Request::builder().method(method).uri("/admin/mails").body(Body::empty()).unwrap()).await.is(405);
        assert!(!answer.header("allow").is_empty());
    }
}

#[tokio::test]
async fn a_long_list_is_read_page_by_page_to_its_end() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    for number in 0..60 {
        app.browser()
            .post("/sign-up", json!({"email": format!("p{number:02}@example.net"), "password": PASSWORD}))
            .await
            .is(202);
    }
    for (start, most) in [
        ("/admin/accounts", 61),
        ("/admin/accounts?q=p", 60),
        ("/admin/accounts?q=example.net", 60),
        ("/admin/accounts?state=waiting", 60),
    ] {
        let (mut path, mut met) = (Some(start.to_owned()), Vec::new());
        while let Some(at) = path {
            let page = root.get(&at).await.is(200);
            let table = page.body.split("<tbody").nth(1).unwrap();
            met.extend(
                table
                    .split("<bdi>")
                    .skip(1)
                    .map(|rest| rest.split('<').next().unwrap().to_owned())
                    .filter(|email| email.contains('@')),
            );
            let next = page.body.split("rel=\"next\"").next().filter(|_| page.body.contains("rel=\"next\""));
            path = next.map(|before| unescape(before.rsplit("href=\"").next().unwrap().split('"').next().unwrap()));
        }
        let count = met.len();
        met.sort();
        met.dedup();
        assert_eq!((met.len(), count), (most, most), "{start}");
    }
    for state in ["", "?state=queued"] {
        let page = root.get(&format!("/admin/mails{state}")).await.is(200);
        assert!(page.body.contains("rel=\"next\""), "{state}");
    }
    app.may_leave_mail();
}

#[tokio::test]
async fn mails_that_failed_are_seen_in_the_servers_words_and_tried_again() {
    let sink = Sink::start(&["550 5.1.1 <b>no such user</b>", "550 5.1.1 never again"]).await;
    let url = sink.url();
    let mut app = TestApp::start().await;
    let mut root = app.admin().await;
    let me = Some(app.account(ROOT).await.id);
    app.restart(|settings| settings.mail_url = url);
    app.may_leave_mail();
    for email in [EVE, "gone@example.net"] {
        app.browser().sign_up(email, PASSWORD).await;
        app.deliver().await;
    }
    let failed = root.get("/admin/mails?state=failed").await.is(200).says("<b>no such user</b>").says(EVE);
    assert!(!failed.body.contains("<b>no"));
    let list = root.get(&format!("/admin/mails?q={EVE}")).await.is(200).says("no such user");
    assert!(!list.body.contains("gone@"));
    root.get("/admin/addresses").await.is(200).says(EVE).says("never again");
    root.press(&list, "/admin/mails/retry", &[]).await.leads_to("/admin/mails?notice=queued");
    assert_eq!(app.actor("retry_mail").await, me);
    root.get("/admin/mails?notice=queued").await.says("Queued for now");
    app.deliver().await;
    root.get(&format!("/admin/mails?q={EVE}")).await.says("Sent");

    let page = root.get("/admin/addresses").await;
    root.press(&page, "/admin/addresses/release", &[]).await.leads_to("/admin/addresses?notice=released");
    assert_eq!(app.actor("release_address").await, me);
    root.press(&page, "/admin/addresses/release", &[]).await.leads_to("/admin/addresses?notice=free");
    let page = root.get("/admin/mails?state=failed").await;
    root.press(&page, "/admin/mails/retry-failed", &[]).await.leads_to("/admin/mails?state=failed&notice=queued");
    app.deliver().await;
    assert_eq!(sink.mails().len(), 4);
    root.post_form("/admin/addresses/release-undeliverable", &[]).await.is(303);
    for (event, word) in [("retry_mail", "queued_all"), ("release_address", "released_all")] {
        assert_eq!(app.actor(event).await, me);
        assert!(app.audit().await.contains(&format!("{event} {word}")));
    }
    for body in [&[("id", "x")][..], &[("id", "018f4b1e-0000-7000-8000-000000000000"), ("state", "x")]] {
        let answer = root.post_form("/admin/mails/retry", body).await;
        assert!(answer.status == 404 || answer.location().as_deref() == Some("/admin/mails?state=x&notice=busy"));
    }
    root.post_form("/admin/addresses/release", &[("email", "nobody")]).await.is(404);
}

#[tokio::test]
async fn an_export_does_not_tell_where_an_admin_was() {
    let app = TestApp::start().await;
    let mut root = app.admin().await.from("198.51.100.77");
    let mut ada = app.member(ADA).await;
    let page = app.page_of(ADA).await;
    act(&mut root, &page, "end-sessions", PASSWORD).await.is(303);
    ada = {
        drop(ada);
        app.signed_in(ADA, PASSWORD).await
    };
    let held = ada.call("GET", "/account/export", Value::Null).await.is(200);
    assert!(!held.body.contains("198.51.100.77") && !held.body.contains(ROOT));
    let lines = held.json()["audit"].as_array().unwrap().clone();
    let by_admin = lines.iter().find(|line| line["outcome"] == "ended_all").unwrap();
    assert_eq!((&by_admin["client"], &by_admin["user_agent"]), (&json!("admin"), &json!("")));
    assert_eq!(held.json()["account"]["role"], Value::Null);
}

#[tokio::test]
async fn the_pictures_have_their_figures() {
    let app = TestApp::start().await;
    let mut root = app.admin().await;
    app.member(ADA).await;
    app.browser().sign_up(EVE, PASSWORD).await;
    app.mail_to(EVE).await;
    app.advance(Duration::from_secs(86_400));
    let mut root_again = app.signed_in(ROOT, PASSWORD).await;
    let page = root_again.get("/admin").await.is(200);
    assert_eq!(page.body.matches("role=\"img\"").count(), 4, "nothing failed, so there is no picture of failures");
    let day = "2027-01-15";
    assert!(page.body.contains(&format!("<th scope=\"row\">{day}</th><td>3</td><td>2</td>")), "{}", page.body);
    assert!(page.body.contains(&format!("<th scope=\"row\">{day}</th><td>66 %</td>")));
    assert!(
        page.body.contains(&format!("<th scope=\"row\">{day}</th><td>3</td><td>0</td><td>0</td><td>0</td><td>0</td>"))
    );
    assert!(page.body.contains(" ms</td>") && page.body.len() < 20_000, "{}", page.body.len());
    root.get("/static/admin.css").await.is(200);
}
