//! Paths that are ours, so that no link of another application can be meant by them. A house test holds the list against
//! the doors.

/// Whatever begins with one of these parts.
pub const BEGINNINGS: &[&str] = &[".well-known", "admin", "api", "captcha", "dev", "hooks", "static"];

#[rustfmt::skip] // A few to the line.
pub const PATHS: &[&str] = &[
    "/", "/account", "/account/cancel-change-email", "/account/change-email", "/account/change-language",
    "/account/change-password", "/account/delete", "/account/end-other-sessions", "/account/end-session",
    "/account/export", "/change-email", "/change-email/not-me", "/change-email/{token}", "/check-mail",
    "/confirm", "/confirm/not-me", "/confirm/{token}", "/forgot-password", "/forward-auth", "/healthz", "/language",
    "/login", "/logout", "/metrics", "/openapi.json", "/readyz", "/register", "/resend", "/reset-password",
    "/reset-password/not-me", "/reset-password/{token}", "/sign-in", "/sign-out", "/sign-up", "/signup",
    "/unconfirmed",
];
