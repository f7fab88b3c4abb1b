//! `next`: where a person wanted to go survives sign-up, mail and confirmation, in any browser. Where it may
//! not lead is in `security/redirects`.

use serde_json::json;

use crate::support::{ADA, Browser, PASSWORD, TestApp};

const NEXT: &str = "/account?tab=2";

async fn sign_up_with_next(browser: &mut Browser, next: &str) {
    let query: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let page = browser.get(&format!("/sign-up?next={query}")).await;
    browser.fill(&page, &[("email", ADA), ("password", PASSWORD)]).await.leads_to("/check-mail");
}

#[tokio::test]
async fn it_survives_sign_up_and_confirmation_in_the_same_browser() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    sign_up_with_next(&mut ada, NEXT).await;
    ada.confirm(&app.mail_to(ADA).await).await.leads_to(NEXT);
}

#[tokio::test]
async fn it_survives_in_another_browser_and_at_the_api_too() {
    let app = TestApp::start().await;
    sign_up_with_next(&mut app.browser(), NEXT).await;
    let mail = app.mail_to(ADA).await;
    assert!(!mail.link().contains("tab"), "it is not in the link: {}", mail.link());
    let mut phone = app.browser();
    let page = phone.follow(&mail).await;
    phone.press(&page, "/confirm", &[("password", PASSWORD)]).await.leads_to(NEXT);

    let mut program = app.browser();
    let body = json!({"email": "grace@example.net", "password": PASSWORD, "next": NEXT});
    program.post("/sign-up", body).await.is(202);
    let token = app.mail_to("grace@example.net").await.its_token();
    assert_eq!(program.post("/confirm", json!({"token": token})).await.is(200).json()["next"], NEXT);
}

#[tokio::test]
async fn it_survives_the_mail_that_is_sent_again() {
    let app = TestApp::start().await;
    let mut ada = app.browser();
    sign_up_with_next(&mut ada, NEXT).await;
    let page = ada.get("/unconfirmed").await;
    ada.press(&page, "/resend", &[]).await.leads_to("/check-mail?notice=sent");
    let mails = app.mails_to(ADA).await;
    ada.confirm(mails.last().unwrap()).await.leads_to(NEXT);
}

#[tokio::test]
async fn signing_in_follows_it_also_after_a_wrong_password() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    for name in ["next", "return_to"] {
        let mut ada = app.browser();
        let page = ada.get(&format!("/login?{name}=%2Faccount%3Ftab%3D2")).await;
        let page = ada.visit(&page.location().unwrap()).await;
        let page = ada.fill(&page, &[("email", ADA), ("password", "wrong")]).await.is(401);
        ada.fill(&page, &[("password", PASSWORD)]).await.leads_to(NEXT);
    }
}

#[tokio::test]
async fn a_page_for_members_is_where_one_arrives_after_signing_in() {
    let app = TestApp::start().await;
    app.member(ADA).await;
    let mut ada = app.browser();
    let page = ada.visit("/.well-known/change-password").await.says("Sign in");
    ada.fill(&page, &[("email", ADA), ("password", PASSWORD)]).await.leads_to("/account");
}

#[tokio::test]
async fn a_listed_origin_may_be_the_place_and_the_policy_lets_forms_lead_there() {
    let app = TestApp::with(|settings| {
        settings.live_at("https://accounts.example.org", &["https://shop.example.org"]);
    })
    .await;
    let mut ada = app.browser();
    sign_up_with_next(&mut ada, "https://shop.example.org/cart?id=7").await;
    let page = ada.follow(&app.mail_to(ADA).await).await;
    assert!(page.header("content-security-policy").contains("form-action 'self' https://shop.example.org;"));
    ada.press(&page, "/confirm", &[]).await.leads_to("https://shop.example.org/cart?id=7");
}

#[tokio::test]
async fn under_a_path_prefix_all_pages_links_and_redirects_carry_it() {
    let app = TestApp::with(|settings| settings.live_at("https://example.org/auth", &[])).await;
    let mut ada = app.browser();
    let page = ada.get("/auth/sign-up").await.is(200);
    ada.fill(&page, &[("email", ADA), ("password", PASSWORD)]).await.leads_to("/auth/check-mail");
    let mail = app.mail_to(ADA).await;
    assert!(mail.link().starts_with("https://example.org/auth/confirm/"));
    let page = ada.follow(&mail).await.is(200);
    ada.press(&page, "/auth/confirm", &[]).await.leads_to("/auth/account?notice=confirmed");
    ada.get("/auth/account").await.is(200);
    app.browser().get("/auth/account").await.leads_to("/auth/sign-in?next=%2Fauth%2Faccount");
    // A proxy may have cut the prefix off.
    app.browser().get("/sign-in").await.is(200).says("action=\"/auth/sign-in\"");
}

#[tokio::test]
async fn a_prefix_may_look_like_a_page_of_ours() {
    for prefix in ["/account", "/confirm", "/api", "/:x", "/*x", "/{token}"] {
        let app = TestApp::with(|settings| settings.live_at(&format!("https://example.org{prefix}"), &[])).await;
        let base = app.rules().base.prefix().to_owned();
        let mut browser = app.browser();
        browser.get(&format!("{base}/sign-in")).await.is(200);
        browser.get(&format!("{base}/api/v1/session")).await.refuses(401, "unauthenticated");
        let back = url::form_urlencoded::byte_serialize(format!("{base}/").as_bytes()).collect::<String>();
        for home in [base.clone(), format!("{base}/"), format!("{base}?x=y")] {
            browser.get(&home).await.leads_to(&format!("{base}/sign-in?next={back}"));
        }
    }
}
