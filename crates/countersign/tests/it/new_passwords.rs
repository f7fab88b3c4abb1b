//! What a new password is held against, at each of the three doors where one is chosen, page and JSON: sign-up,
//! reset, change. The rules themselves are tested in core; here, that every door has them, tells them, and spends
//! no hash on what it refuses.

use axum::body::Body;
use axum::http::Request;
use countersign_core::hash::Cost;
use serde_json::json;

use crate::support::{ADA, Browser, Mail, PASSWORD, TestApp};

/// The three doors, and what opens them.
struct Doors {
    app: TestApp,
    signed_in: Browser,
    with_link: Browser,
    link: Mail,
}

impl Doors {
    async fn open() -> Self {
        let app = TestApp::start().await;
        let signed_in = app.member(ADA).await;
        let mut with_link = app.browser();
        with_link.forgot_password(ADA).await;
        let link = app.mail_to(ADA).await;
        Self { app, signed_in, with_link, link }
    }

    /// Every door refuses the password with the same words, as a page and in JSON, and never repeats it.
    async fn refuse(&mut self, password: &str, reason: &str) {
        let change = json!({"current_password": PASSWORD, "password": password});
        let reset = json!({"token": self.link.its_token(), "password": password});
        let answers = [
            self.app.browser().post("/sign-up", json!({"email": ADA, "password": password})).await,
            self.signed_in.post("/change-password", change).await,
            self.with_link.post("/reset-password", reset).await,
        ];
        for answer in answers {
            let told = answer.refuses(422, "validation").json()["errors"]["password"][0].as_str().unwrap().to_owned();
            assert!(told.contains(reason), "{password}: {told}");
        }
        let mut stranger = self.app.browser();
        let form = stranger.get("/sign-up").await;
        let on_page = stranger.fill(&form, &[("email", ADA), ("password", password)]).await.is(422);
        let account = self.signed_in.get("/account").await;
        let typed = [("current_password", PASSWORD), ("password", password)];
        let on_account = self.signed_in.fill(&account, &typed).await.is(422);
        let on_reset = self.with_link.reset_password(&self.link, password).await.is(422);
        for page in [on_page, on_account, on_reset] {
            assert!(page.body.contains(reason), "{password}: {}", page.body);
            assert!(password.is_empty() || reason.contains(password) || !page.body.contains(password), "{password}");
        }
    }

    async fn take(&mut self, password: &str) {
        self.app.browser().post("/sign-up", json!({"email": "new@example.net", "password": password})).await.is(202);
        let there = json!({"current_password": PASSWORD, "password": password});
        let back = json!({"current_password": password, "password": PASSWORD});
        self.signed_in.post("/change-password", there).await.is(204);
        self.signed_in.post("/change-password", back).await.is(204);
        self.app.browser().post("/forgot-password", json!({"email": ADA})).await.is(202);
        let link = self.app.mails_to(ADA).await.pop().unwrap();
        self.with_link.reset_password(&link, password).await.leads_to("/sign-in?notice=reset");
        assert!(self.app.lets_in(ADA, password).await, "{password}");
        self.signed_in = self.app.signed_in(ADA, password).await;
        let back = json!({"current_password": password, "password": PASSWORD});
        self.signed_in.post("/change-password", back).await.is(204);
        self.app.may_leave_mail();
    }
}

#[tokio::test]
async fn what_anybody_would_guess_is_refused_at_every_door_with_its_reason() {
    let mut doors = Doors::open().await;
    for (password, reason) in [
        ("passwordpassword", "one of the first passwords"),
        ("1qaz2wsx3edc4rfv", "one of the first passwords"),
        ("LiverpoolLiverpool", "‘liverpool’"),
        ("P4$$w0rd20252026", "‘password’"),
        ("mnbvcxzlkjhgfdsapoiuy", "would try first"),
        ("countersign12345", "‘countersign’"),
        ("Ada@Example.net!", "too close to your address"),
        ("ten.elpmaxe@ada!", "too close to your address"),
    ] {
        doors.refuse(password, reason).await;
    }
    assert!(doors.app.lets_in(ADA, PASSWORD).await);
}

#[tokio::test]
async fn what_chance_has_made_is_taken_at_every_door() {
    let mut doors = Doors::open().await;
    for password in ["kfjwmzpqtnxbvhsd", "839205716492837", "%$#&!)(*^@~<>?;:{}"] {
        doors.take(password).await;
    }
}

#[tokio::test]
async fn lengths_are_told_at_every_door_and_a_refused_password_is_not_hashed() {
    let mut doors = Doors::open().await;
    // At this cost no hash can be made: whoever tried would have to say so.
    doors.app.restart(|settings| settings.rules.hash_cost = Cost { memory_kib: 0, passes: 0, lanes: 0 });
    let long = |piece: &str, count: usize| piece.chars().cycle().take(count).collect::<String>();
    for (password, reason) in [
        (String::new(), "a password"),
        ("fourteen chars".to_owned(), "at least 15"),
        (long("🦊🌲🏔🛶🎣🔥🌌🦉🍄🪵🥾🗺🧭🎒", 14), "at least 15"),
        (" ".repeat(15), "would try first"),
        (" ".repeat(256), "would try first"),
        (long("long phrase ", 257), "at most 256"),
        (long("é", 257), "at most 256"),
        (long("a", 1_025), "at most 256"),
        ("passwordpassword".to_owned(), "one of the first"),
    ] {
        doors.refuse(&password, reason).await;
    }
    let good = json!({"email": ADA, "password": PASSWORD}).to_string();
    let request = Request::post("/api/v1/sign-up").header("content-type", "application/json").body(Body::from(good));
    assert_eq!(doors.app.browser().send_unchecked(request.unwrap()).await.status, 500);
}

#[tokio::test]
async fn fifteen_64_and_256_characters_are_taken_at_every_door() {
    let mut doors = Doors::open().await;
    let long: String = (0..64).map(|number| format!("{:03} ", number * 37 % 101 * 9)).collect();
    assert_eq!((long.len(), long[..64].len()), (256, 64));
    for password in ["fifteen letters", "🦊🌲🏔🛶🎣🔥🌌🦉🍄🪵🥾🗺🧭🎒🌠", &long[..64], &long]
    {
        doors.take(password).await;
    }
}
