//! What people do, one method for each, through the front door: sign up, open the link in the mail, press
//! the button, sign in. Nothing here reaches behind the service.

use serde_json::json;

use super::{Answer, Browser, Mail, PASSWORD, TestApp};

impl TestApp {
    /// Somebody who has just signed up and confirmed, in their browser.
    pub async fn member(&self, email: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_up(email, PASSWORD).await;
        let mail = self.mail_to(email).await;
        browser.confirm(&mail).await.leads_to("/account?notice=confirmed");
        browser
    }

    /// Another browser of theirs, signed in.
    pub async fn signed_in(&self, email: &str, password: &str) -> Browser {
        let mut browser = self.browser();
        browser.sign_in(email, password).await.leads_to("/account");
        browser
    }

    /// Whether this address and password let somebody in.
    pub async fn lets_in(&self, email: &str, password: &str) -> bool {
        let answer = self.browser().post("/sign-in", json!({"email": email, "password": password})).await;
        if answer.status != 200 {
            answer.refuses(401, "credentials_invalid");
            return false;
        }
        true
    }
}

impl Browser {
    pub async fn sign_up(&mut self, email: &str, password: &str) -> Answer {
        let page = self.get("/sign-up").await.is(200);
        let answer = self.fill(&page, &[("email", email), ("password", password)]).await.leads_to("/check-mail");
        self.visit(&answer.location().unwrap()).await
    }

    pub async fn sign_in(&mut self, email: &str, password: &str) -> Answer {
        let page = self.get("/sign-in").await.is(200);
        self.fill(&page, &[("email", email), ("password", password)]).await
    }

    pub async fn sign_out(&mut self) -> Answer {
        let page = self.get("/sign-out").await;
        self.press(&page, "/sign-out", &[]).await
    }

    /// Opens the link of a mail, and shows the page behind it.
    pub async fn follow(&mut self, mail: &Mail) -> Answer {
        let url = url::Url::parse(mail.link()).unwrap();
        self.visit(url.path()).await
    }

    /// Opens the link of a `confirm` mail and presses the button.
    pub async fn confirm(&mut self, mail: &Mail) -> Answer {
        let page = self.follow(mail).await.is(200);
        self.press(&page, "/confirm", &[]).await
    }

    pub async fn forgot_password(&mut self, email: &str) -> Answer {
        let page = self.get("/forgot-password").await;
        self.fill(&page, &[("email", email)]).await.is(200)
    }

    /// Opens the link of a `reset` mail and chooses a password.
    pub async fn reset_password(&mut self, mail: &Mail, password: &str) -> Answer {
        let page = self.follow(mail).await.is(200);
        self.press(&page, "/reset-password", &[("password", password)]).await
    }

    /// Asks for another address on the account page.
    pub async fn change_email(&mut self, to: &str, password: &str) -> Answer {
        let page = self.get("/account").await.is(200);
        self.press(&page, "/account/change-email", &[("email", to), ("password", password)]).await
    }

    /// Opens the link of any mail about a change of address and presses its button.
    pub async fn press_change_email(&mut self, mail: &Mail) -> Answer {
        let page = self.follow(mail).await.is(200);
        self.press(&page, "/change-email", &[]).await
    }

    pub async fn is_signed_in(&mut self) -> bool {
        let answer = self.call("GET", "/session", serde_json::Value::Null).await;
        assert!(matches!(answer.status, 200 | 401 | 403), "{answer:?}");
        answer.status == 200
    }
}
