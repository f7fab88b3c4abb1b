//! The built-in captcha: each form takes one that was solved for it, in time and once, and nothing happens without. When
//! it is asked for. A vendor's is in `siteverify`.

use std::time::Duration;

use countersign_core::captcha::{Captcha, Kind};
use countersign_core::limit::Limit;
use serde_json::{Value, json};

use crate::support::app::key;
use crate::support::html::unescape;
use crate::support::race::at_once;
use crate::support::{ADA, Answer, Browser, EVE, PASSWORD, TestApp};

const MINUTE: Duration = Duration::from_secs(60);

/// The forms, by action and path.
const FORMS: [(&str, &str); 3] =
    [("sign_up", "/sign-up"), ("resend", "/resend"), ("forgot_password", "/forgot-password")];

async fn asking(unasked: Option<&str>) -> TestApp {
    let unasked = unasked.map(|text| Limit::parse(text).unwrap());
    let app = TestApp::with(|settings| settings.rules.captcha = Some(Captcha { kind: Kind::Altcha, unasked })).await;
    app.may_leave_mail();
    app
}

fn body(action: &str, email: &str) -> Value {
    if action == "sign_up" { json!({"email": email, "password": PASSWORD}) } else { json!({"email": email}) }
}

async fn send(browser: &mut Browser, (action, path): (&str, &str), captcha: &str) -> Answer {
    let mut body = body(action, EVE);
    body["captcha"] = json!(captcha);
    browser.post(path, body).await
}

/// The rows that anything but a captcha leaves.
async fn traces(app: &TestApp) -> usize {
    let dump = app.database.dump().await;
    ["sign_ups", "mails", "audit_events", "limits"].iter().map(|table| dump[*table].len()).sum()
}

#[tokio::test]
async fn without_one_nothing_is_done_and_the_problem_says_what_to_solve() {
    let app = asking(None).await;
    for (action, path) in FORMS {
        let refused = app.browser().post(path, body(action, EVE)).await.refuses(403, "captcha_required");
        let challenge = format!("/captcha/challenge?action={action}");
        let wanted = json!({"kind": "altcha", "action": action, "challenge": challenge});
        assert_eq!(refused.json()["captcha"], wanted);
        assert_eq!(refused.json()["errors"], Value::Null);
        app.browser().get(&challenge).await.is(200);
    }
    assert_eq!(traces(&app).await, 0);
}

#[tokio::test]
async fn each_form_takes_one_that_was_solved_for_it_and_only_once() {
    let app = asking(None).await;
    for (form, other) in FORMS.into_iter().zip(FORMS.into_iter().cycle().skip(1)) {
        let mut browser = app.browser();
        let solved = browser.solve(form.0).await;
        send(&mut browser, other, &solved).await.refuses(403, "captcha_required");
        send(&mut browser, form, &solved).await.is(202);
        send(&mut browser, form, &solved).await.refuses(403, "captcha_required");
    }
}

#[tokio::test]
async fn a_page_without_one_is_shown_again_with_what_was_typed_and_can_be_sent_again() {
    let app = asking(None).await;
    for (action, path) in FORMS {
        let mut browser = app.browser();
        let page = browser.get(path).await.is(200);
        let typed = [("email", EVE), ("password", PASSWORD)];
        let typed = if action == "sign_up" { &typed[..] } else { &typed[..1] };
        let again = browser.fill(&page, typed).await.is(403).says("not a program").says("value=\"eve@example.com\"");
        assert!(!again.body.contains(PASSWORD));
        let solved = browser.solve(action).await;
        let with_captcha = [typed, &[("captcha", solved.as_str())]].concat();
        let taken = browser.fill(&again, &with_captcha).await;
        assert!([200, 303].contains(&taken.status), "{taken:?}");
        browser.fill(&again, &with_captcha).await.is(403);
    }
    assert_eq!(app.audit().await, ["sign_up check_mail", "resend accepted", "forgot_password accepted"]);
}

#[tokio::test]
async fn its_pages_alone_load_its_script() {
    let app = asking(None).await;
    for (action, path) in FORMS {
        let page = app.browser().get(path).await.is(200);
        let policy = page.header("content-security-policy");
        assert!(policy.contains("; script-src 'self'; connect-src 'self'; style-src 'self';"), "{policy}");
        assert_eq!(page.body.matches("captcha.js?").count(), 1);
        assert_eq!(page.body.matches("<script").count(), 2);
        let page = page.says(&format!("data-challenge=\"/captcha/challenge?action={action}\"")).says("<noscript>");
        let script = unescape(page.body.split("<script src=\"").nth(2).unwrap().split('"').next().unwrap());
        let script = app.browser().get(&script).await.is(200);
        assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
    }
    for path in ["/sign-in", "/check-mail"] {
        let page = app.browser().get(path).await;
        assert!(!page.body.contains("captcha.js"), "{page:?}");
    }
    for path in ["/nothing", "/confirm/forged"] {
        let page = app.browser().get(path).await;
        assert!(!page.header("content-security-policy").contains("script-src"), "{page:?}");
        assert!(!page.body.contains("<script"), "{page:?}");
    }
}

#[tokio::test]
async fn forms_without_a_captcha_of_their_own_lead_to_the_one_that_has_it() {
    let app = asking(None).await;
    let mut browser = app.browser();
    let captcha = browser.solve("sign_up").await;
    browser.post("/sign-up", json!({"email": EVE, "password": PASSWORD, "captcha": captcha})).await.is(202);
    for path in ["/check-mail", "/unconfirmed"] {
        let page = browser.get(path).await.is(200).says("href=\"/resend\"");
        assert!(!page.body.contains("action=\"/resend\""), "{page:?}");
    }
    browser.get("/resend").await.is(200).says("value=\"eve@example.com\"");
}

#[tokio::test]
async fn it_is_good_for_five_minutes() {
    let app = asking(None).await;
    let mut browser = app.browser();
    let [first, second] = [browser.solve("resend").await, browser.solve("resend").await];
    app.advance(5 * MINUTE - Duration::from_secs(2));
    send(&mut browser, FORMS[1], &first).await.is(202);
    app.advance(Duration::from_secs(2));
    send(&mut browser, FORMS[1], &second).await.refuses(403, "captcha_required");
    assert_eq!(app.database.dump().await["captchas"].len(), 1);
    app.sweep().await;
    assert_eq!(app.database.dump().await["captchas"].len(), 0);
    send(&mut browser, FORMS[1], &first).await.refuses(403, "captcha_required");
}

#[tokio::test]
async fn of_twenty_at_the_same_moment_one_is_taken() {
    let app = asking(None).await;
    let solved = app.browser().solve("sign_up").await;
    let tries = (0..20).map(|_| {
        let (mut browser, solved) = (app.browser(), solved.clone());
        async move { send(&mut browser, FORMS[0], &solved).await.status }
    });
    let mut came_to = at_once(tries).await;
    came_to.sort_unstable();
    assert_eq!(came_to, [vec![202], vec![403; 19]].concat());
    assert_eq!(app.database.dump().await["sign_ups"].len(), 1);
}

#[tokio::test]
async fn it_is_used_up_for_every_node_and_good_at_every_node() {
    let mut app = asking(None).await;
    let mut browser = app.browser();
    let [first, second] = [browser.solve("resend").await, browser.solve("resend").await];
    send(&mut browser, FORMS[1], &first).await.is(202);
    app.restart(|settings| {
        settings.previous_keys = vec![key(1)];
        settings.key = key(2);
    });
    send(&mut browser, FORMS[1], &first).await.refuses(403, "captcha_required");
    send(&mut browser, FORMS[1], &second).await.is(202);
    let third = browser.solve("resend").await;
    app.restart(|settings| settings.previous_keys.clear());
    send(&mut browser, FORMS[1], &third).await.is(202);
}

#[tokio::test]
async fn garbage_is_no_answer_whatever_it_is() {
    let app = asking(None).await;
    let solved = app.browser().solve("sign_up").await;
    let long = "A".repeat(2_049);
    let nested = data_encoding::BASE64.encode("[".repeat(1_500).as_bytes());
    for garbage in [
        "",
        "x",
        "\u{0}",
        "{}",
        "e30=",
        "🦀",
        "A",
        &long,
        &"A".repeat(60_000),
        &nested,
        &solved[4..],
        &solved.to_lowercase(),
    ] {
        send(&mut app.browser(), FORMS[0], garbage).await.refuses(403, "captcha_required");
        let typed = [("email", EVE), ("password", PASSWORD), ("captcha", garbage)];
        app.browser().post_form("/sign-up", &typed).await.is(403);
    }
    for unfit in [json!(null), json!(7), json!([solved]), json!({"challenge": {}})] {
        let body = json!({"email": EVE, "captcha": unfit});
        app.browser().post("/resend", body).await.refuses(400, "malformed");
    }
    for action in ["", "?action=", "?action=sign_in", "?action=%ff", "?action=sign-up"] {
        app.browser().get(&format!("/captcha/challenge{action}")).await.refuses(400, "malformed");
    }
    assert_eq!(traces(&app).await, 0);
    send(&mut app.browser(), FORMS[0], &solved).await.is(202);
}

#[tokio::test]
async fn a_field_that_is_wrong_is_told_first_and_uses_up_nothing() {
    let app = asking(None).await;
    let mut browser = app.browser();
    let captcha = browser.solve("sign_up").await;
    for (email, password) in [("nobody", PASSWORD), (EVE, "short"), (EVE, "passwordpassword")] {
        let body = json!({"email": email, "password": password, "captcha": captcha});
        browser.post("/sign-up", body).await.refuses(422, "validation");
    }
    send(&mut browser, FORMS[0], &captcha).await.is(202);
}

#[tokio::test]
async fn known_and_unknown_addresses_are_refused_alike() {
    let mut app = TestApp::start().await;
    app.member(ADA).await;
    app.restart(|settings| settings.rules.captcha = Some(Captcha { kind: Kind::Altcha, unasked: None }));
    for (action, path) in FORMS {
        let mut refusals = Vec::new();
        for email in [ADA, EVE] {
            for captcha in [json!("x"), json!("")] {
                let mut body = body(action, email);
                body["captcha"] = captcha;
                let refused = app.browser().post(path, body).await.refuses(403, "captcha_required");
                refusals.push((refused.headers, refused.body));
            }
        }
        assert!(refusals.iter().all(|refusal| *refusal == refusals[0]), "{refusals:?}");
    }
}

#[tokio::test]
async fn below_its_threshold_a_network_is_not_asked_and_from_there_on_everybody_of_it_is() {
    let app = asking(Some("3/h")).await;
    for (action, path) in FORMS {
        let mut browser = app.browser().from("192.0.2.1");
        let page = browser.get(path).await;
        assert!(!page.body.contains("captcha"), "{page:?}");
        browser.post(path, body(action, EVE)).await.is(202);
    }
    for (action, path) in FORMS {
        let mut browser = app.browser().from("192.0.2.1");
        browser.post(path, body(action, ADA)).await.refuses(403, "captcha_required");
        browser.get(path).await.says("data-challenge").says("come back in 20 minutes");
        app.browser().from("192.0.2.2").get(path).await.is(200).says("<form");
        app.browser().from("192.0.2.2").post(path, body(action, EVE)).await.is(202);
    }
    let mut browser = app.browser().from("192.0.2.1");
    let solved = browser.solve("resend").await;
    send(&mut browser, FORMS[1], &solved).await.is(202);
    // Who waits needs none.
    app.advance(20 * MINUTE);
    let page = browser.get("/resend").await;
    assert!(!page.body.contains("captcha"), "{page:?}");
    browser.post("/resend", body("resend", EVE)).await.is(202);
    browser.post("/resend", body("resend", EVE)).await.refuses(403, "captcha_required");
}

#[tokio::test]
async fn a_page_that_showed_none_asks_for_one_when_the_threshold_is_reached_meanwhile() {
    let app = asking(Some("1/h")).await;
    let mut browser = app.browser();
    let page = browser.get("/sign-up").await.is(200);
    app.browser().post("/resend", body("resend", ADA)).await.is(202);
    let typed = [("email", EVE), ("password", PASSWORD)];
    let again = browser.fill(&page, &typed).await.is(403).says("data-challenge").says("value=\"eve@example.com\"");
    let solved = browser.solve("sign_up").await;
    let typed = [typed.as_slice(), &[("captcha", solved.as_str())]].concat();
    browser.fill(&again, &typed).await.leads_to("/check-mail");
}

#[tokio::test]
async fn an_ipv6_network_is_its_64() {
    let app = asking(Some("2/h")).await;
    for client in ["2001:db8:1:2::1", "2001:db8:1:2:ffff::2"] {
        app.browser().from(client).post("/resend", body("resend", EVE)).await.is(202);
    }
    app.browser().from("2001:db8:1:2:3::3").post("/resend", body("resend", EVE)).await.refuses(403, "captcha_required");
    app.browser().from("2001:db8:1:3::1").post("/resend", body("resend", EVE)).await.is(202);
}

#[tokio::test]
async fn where_none_is_in_force_there_is_no_challenge_no_script_and_any_answer_is_passed_over() {
    let app = TestApp::start().await;
    app.browser().get("/captcha/challenge?action=sign_up").await.refuses(404, "not_found");
    for (action, path) in FORMS {
        let page = app.browser().get(path).await.is(200);
        assert!(!page.body.contains("captcha"), "{page:?}");
        let mut body = body(action, "nobody@example.net");
        body["captcha"] = json!("anything");
        app.browser().post(path, body).await.is(202);
    }
    assert_eq!(app.mails_to("nobody@example.net").await.len(), 3);
}
