//! The one table of settings. Environment variables, flags, keys of the file, `config show` and the
//! table in docs/guide/configure.md all come from it. How values are gathered is in `gather`, what
//! they must look like in `check`.

use countersign_core::limit::Limited;

/// A setting's type in `countersign.toml`; elsewhere everything is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Text,
    Bool,
    Number,
    /// An array of strings in the file, comma separated elsewhere.
    List,
}

/// One setting. Its key in the file is its variable without the prefix, in lower case.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    pub key: &'static str,
    pub env: &'static str,
    /// Another program's variable for the same thing, taken where ours is unset.
    pub fallback_env: Option<&'static str>,
    /// Without the dashes. A secret's flag names the file that holds it: arguments are visible to every
    /// process of the machine.
    pub flag: &'static str,
    pub value_name: &'static str,
    pub default: Option<&'static str>,
    pub secret: bool,
    /// An empty variable is refused instead of counting as unset, because what would step in (a generated
    /// key, a local database, a development inbox) is a bad surprise where a secret failed to arrive.
    pub never_empty: bool,
    pub kind: Kind,
    pub help: &'static str,
}

pub(super) const PREFIX: &str = "COUNTERSIGN_";
pub(super) const FILE_SUFFIX: &str = "_file";

impl Setting {
    /// The twin of a secret that names a file instead: its key in the file and among the flags.
    pub fn file_key(&self) -> Option<String> {
        self.secret.then(|| format!("{}{FILE_SUFFIX}", self.key))
    }

    const fn kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    const fn or_env(self, name: &'static str) -> Self {
        Self { fallback_env: Some(name), ..self }
    }

    const fn never_empty(self) -> Self {
        Self { never_empty: true, ..self }
    }
}

type Text = &'static str;

const fn setting(key: Text, env: Text, flag: Text, value_name: Text, default: Option<Text>, help: Text) -> Setting {
    let kind = Kind::Text;
    Setting { key, env, fallback_env: None, flag, value_name, default, secret: false, never_empty: false, kind, help }
}

const fn secret(key: Text, env: Text, flag: Text, default: Option<Text>, help: Text) -> Setting {
    Setting { secret: true, ..setting(key, env, flag, "FILE", default, help) }
}

/// The key of one limit in its table, as problems and `config show` name it.
pub(super) const fn limit_key(limited: Limited) -> &'static str {
    match limited {
        Limited::PasswordAddress => "rate_limits.password_address",
        Limited::PasswordNetwork => "rate_limits.password_network",
        Limited::SignUpNetwork => "rate_limits.sign_up_network",
        Limited::MailNetwork => "rate_limits.mail_network",
        Limited::MailboxMinute => "rate_limits.mailbox_minute",
        Limited::MailboxHour => "rate_limits.mailbox_hour",
        Limited::MailboxDay => "rate_limits.mailbox_day",
        Limited::MailAll => "rate_limits.mail_all",
        Limited::TrailNetwork => "rate_limits.trail_network",
        Limited::CaptchaNetwork => "rate_limits.captcha_network",
    }
}

/// Every setting, in the order of the documentation.
#[rustfmt::skip] // A setting is two lines: its names and default, then its meaning.
pub const SETTINGS: &[Setting] = &[
    setting("listen", "COUNTERSIGN_LISTEN", "listen", "ADDRESS", Some("127.0.0.1:8080"),
        "Public listener. Port 0 picks a free port; the bound address is logged"),
    setting("ops_listen", "COUNTERSIGN_OPS_LISTEN", "ops-listen", "ADDRESS", None,
        "Serves /healthz, /readyz and /metrics there instead of on the public listener, where /metrics lacks the figures of the queue if base_url is public; a worker serves them only there"),
    setting("base_url", "COUNTERSIGN_BASE_URL", "base-url", "URL", None,
        "The only source of scheme, host, port and path prefix in links and cookies. Required when the listener is not loopback; without it http://localhost and the listener's port"),
    setting("allow_http", "COUNTERSIGN_ALLOW_HTTP", "allow-http", "BOOL", Some("false"),
        "Allows an http base URL whose host is not loopback").kind(Kind::Bool),
    secret("database_url", "COUNTERSIGN_DATABASE_URL", "database-url-file", Some("sqlite://countersign.db"),
        "sqlite://PATH or postgres://…").or_env("DATABASE_URL").never_empty(),
    setting("database_connections", "COUNTERSIGN_DATABASE_CONNECTIONS", "database-connections", "COUNT", Some("16"),
        "Connections to PostgreSQL at most, for each process; a worker takes one more to be woken by. 2 to 500").kind(Kind::Number),
    setting("auto_migrate", "COUNTERSIGN_AUTO_MIGRATE", "auto-migrate", "BOOL", Some("true"),
        "Migrates the database at start").kind(Kind::Bool),
    secret("redis_url", "COUNTERSIGN_REDIS_URL", "redis-url-file", None,
        "redis://[user:password@]host[:port][/database], rediss://… (TLS, ?ca=FILE) or unix:///PATH: shares rate limits and hands queued mails to workers. Unset: the database does").or_env("REDIS_URL"),
    secret("secret_key", "COUNTERSIGN_SECRET_KEY", "secret-key-file", None,
        "At least 32 random bytes in hex or base64. Without it one is made beside the SQLite file; required on PostgreSQL").never_empty(),
    secret("previous_secret_keys", "COUNTERSIGN_PREVIOUS_SECRET_KEYS", "previous-secret-keys-file", Some(""),
        "Keys that still verify and never sign").kind(Kind::List),
    secret("mail_url", "COUNTERSIGN_MAIL_URL", "mail-url-file", Some("mailbox:"),
        "mailbox: (built-in inbox at /dev/mailbox, loopback listeners only), smtp://[user:pass@]host[:port][?tls=required|opportunistic|none], smtps://…, ses://REGION[?endpoint=URL] or file:DIR").never_empty(),
    setting("mail_from", "COUNTERSIGN_MAIL_FROM", "mail-from", "SENDER", Some("Countersign <no-reply@localhost>"),
        "Sender of every mail: an address, or a name and <address>"),
    setting("mail_connections", "COUNTERSIGN_MAIL_CONNECTIONS", "mail-connections", "COUNT", Some("4"),
        "Mails on their way to the mail server at one time, for each worker; 1 to 50").kind(Kind::Number),
    setting("mail_rate", "COUNTERSIGN_MAIL_RATE", "mail-rate", "COUNT", None,
        "Most mails a second, for each worker; a provider's quota, say. Unset: as fast as the server takes them").kind(Kind::Number),
    setting("mail_kept_for", "COUNTERSIGN_MAIL_KEPT_FOR", "mail-kept-for", "SPAN", Some("30d"),
        "How long finished mails stay in mail list; never their words or links"),
    setting("ses_topics", "COUNTERSIGN_SES_TOPICS", "ses-topics", "ARNS", Some(""),
        "SNS topics whose bounces and complaints are taken at /hooks/ses; without one there is no such door").kind(Kind::List),
    setting("sns_endpoint", "COUNTERSIGN_SNS_ENDPOINT", "sns-endpoint", "URL", None,
        "Where SNS's certificates and confirmations are fetched instead of from AWS; for emulators"),
    setting("brand_name", "COUNTERSIGN_BRAND_NAME", "brand-name", "NAME", None,
        "What mails and pages call your service. Unset: the sender's name, else the host of base_url"),
    setting("brand_color", "COUNTERSIGN_BRAND_COLOR", "brand-color", "COLOR", Some("#0b6b57"),
        "Colour of buttons in mails and on pages, as #rrggbb; words on it are white or black, and links are a shade of it that can be read"),
    setting("brand_logo", "COUNTERSIGN_BRAND_LOGO", "brand-logo", "TEXT", None,
        "Text above every mail in place of a picture. Unset: brand_name"),
    setting("brand_logo_file", "COUNTERSIGN_BRAND_LOGO_FILE", "brand-logo-file", "FILE", None,
        "Picture above every page: an SVG or PNG of at most 10,000 bytes. Unset: our mark and brand_name"),
    setting("brand_support", "COUNTERSIGN_BRAND_SUPPORT", "brand-support", "ADDRESS", None,
        "Address that people may write to, shown at the end of every mail"),
    setting("brand_footer", "COUNTERSIGN_BRAND_FOOTER", "brand-footer", "TEXT", None,
        "Last line of every mail: who you are, say"),
    setting("workers", "COUNTERSIGN_WORKERS", "workers", "WHERE", Some("embedded"),
        "embedded: the server also sends mail; external: only countersign worker does"),
    setting("confirm_ttl", "COUNTERSIGN_CONFIRM_TTL", "confirm-ttl", "SPAN", Some("24h"),
        "Lifetime of confirmation links, counted from the hand-over of the mail"),
    setting("reset_ttl", "COUNTERSIGN_RESET_TTL", "reset-ttl", "SPAN", Some("30m"),
        "Lifetime of links to reset a password, counted from the hand-over of the mail"),
    setting("sign_up_ttl", "COUNTERSIGN_SIGN_UP_TTL", "sign-up-ttl", "SPAN", Some("7d"),
        "Unconfirmed sign-ups are removed after this"),
    setting("session_ttl", "COUNTERSIGN_SESSION_TTL", "session-ttl", "SPAN", Some("30d"),
        "Absolute lifetime of sessions"),
    setting("session_idle_ttl", "COUNTERSIGN_SESSION_IDLE_TTL", "session-idle-ttl", "SPAN", Some("7d"),
        "A session ends when it is not used for this long; by default never longer than session_ttl"),
    setting("close_grace", "COUNTERSIGN_CLOSE_GRACE", "close-grace", "SPAN", Some("7d"),
        "How long an account that its owner has closed can be had back, by a mailed link; then it is removed. 0 removes it at once; at most 90d"),
    setting("token_format", "COUNTERSIGN_TOKEN_FORMAT", "token-format", "FORMAT", Some("jwt-hs256"),
        "How links are signed: jwt-hs256, jwt-hs512 or itsdangerous"),
    setting("password_min", "COUNTERSIGN_PASSWORD_MIN", "password-min", "COUNT", Some("15"),
        "Shortest new password in code points, 8 to 64").kind(Kind::Number),
    setting("breached_passwords_url", "COUNTERSIGN_BREACHED_PASSWORDS_URL", "breached-passwords-url", "URL", None,
        "A list of breached passwords to hold new ones against, asked by the first five digits of a hash, such as https://api.pwnedpasswords.com/range/"),
    setting("password_pauses_after", "COUNTERSIGN_PASSWORD_PAUSES_AFTER", "password-pauses-after", "COUNT", Some("5"),
        "After so many wrong passwords in a row for one address each try waits: a second, then twice as long each time, up to an hour. 1 to 99; not while rate_limits is off").kind(Kind::Number),
    setting("password_stops_after", "COUNTERSIGN_PASSWORD_STOPS_AFTER", "password-stops-after", "COUNT", Some("100"),
        "After so many no password is looked at until it is reset by mail; browsers that have signed in before have a count of their own. More than password_pauses_after, at most 100 (NIST SP 800-63B-4 section 3.2.2)").kind(Kind::Number),
    setting("argon2", "COUNTERSIGN_ARGON2", "argon2", "COST", Some("m=19456,t=2,p=1"),
        "Argon2id cost of new hashes: KiB of memory, passes, lanes"),
    setting("allow_weak_argon2", "COUNTERSIGN_ALLOW_WEAK_ARGON2", "allow-weak-argon2", "BOOL", Some("false"),
        "Allows a cost below OWASP's floor, for tests and benchmarks").kind(Kind::Bool),
    secret("bcrypt_pepper", "COUNTERSIGN_BCRYPT_PEPPER", "bcrypt-pepper-file", None,
        "What an application put behind each password before it gave it to bcrypt, such as Devise's config.pepper: for its imported hashes"),
    secret("firebase_signer_key", "COUNTERSIGN_FIREBASE_SIGNER_KEY", "firebase-signer-key-file", None,
        "A Firebase project's base64_signer_key: for its imported hashes, as are the next three"),
    setting("firebase_salt_separator", "COUNTERSIGN_FIREBASE_SALT_SEPARATOR", "firebase-salt-separator", "BASE64", Some("Bw=="),
        "Its base64_salt_separator"),
    setting("firebase_rounds", "COUNTERSIGN_FIREBASE_ROUNDS", "firebase-rounds", "COUNT", Some("8"),
        "Its rounds, 1 to 8").kind(Kind::Number),
    setting("firebase_mem_cost", "COUNTERSIGN_FIREBASE_MEM_COST", "firebase-mem-cost", "COUNT", Some("14"),
        "Its mem_cost, 1 to 14").kind(Kind::Number),
    setting("rate_limits", "COUNTERSIGN_RATE_LIMITS", "rate-limits", "ON|OFF", Some("on"),
        "on, or off as for benchmarks. As a table of the file it sets single limits: docs/guide/limits.md"),
    setting("trusted_proxies", "COUNTERSIGN_TRUSTED_PROXIES", "trusted-proxies", "CIDRS", Some(""),
        "Networks whose X-Forwarded-For (Forwarded where there is none) is believed for the client's address, and for nothing else").kind(Kind::List),
    setting("captcha", "COUNTERSIGN_CAPTCHA", "captcha", "KIND", Some("none"),
        "What is to be solved at sign-up, resend and forgot-password: none, altcha (built in, no third party), turnstile, hcaptcha or recaptcha"),
    setting("captcha_from", "COUNTERSIGN_CAPTCHA_FROM", "captcha-from", "WHEN", Some("always"),
        "always, or a number and a span such as 3/h: what a network may do without being asked"),
    setting("captcha_site_key", "COUNTERSIGN_CAPTCHA_SITE_KEY", "captcha-site-key", "KEY", None,
        "Public key of the captcha; not for altcha"),
    secret("captcha_secret", "COUNTERSIGN_CAPTCHA_SECRET", "captcha-secret-file", None,
        "Secret of the captcha; not for altcha"),
    setting("captcha_verify_url", "COUNTERSIGN_CAPTCHA_VERIFY_URL", "captcha-verify-url", "URL", None,
        "Where answers to the captcha are verified instead of at its vendor's; not for altcha"),
    setting("redirect_allow", "COUNTERSIGN_REDIRECT_ALLOW", "redirect-allow", "ORIGINS", Some(""),
        "Origins, besides the base URL's, that next and return_to may point to").kind(Kind::List),
    secret("legacy_links_secret", "COUNTERSIGN_LEGACY_LINKS_SECRET", "legacy-links-secret-file", None,
        "Secret under which another application has signed the links that it mailed; bytes that are no text as base64:…. See docs/guide/legacy-links.md"),
    setting("legacy_links_until", "COUNTERSIGN_LEGACY_LINKS_UNTIL", "legacy-links-until", "INSTANT", None,
        "From this instant on such links are over, such as 2027-03-31T00:00:00Z"),
    setting("legacy_links_id_space", "COUNTERSIGN_LEGACY_LINKS_ID_SPACE", "legacy-links-id-space", "NAME", None,
        "What import was given as --id-space"),
    setting("legacy_links_key_derivation", "COUNTERSIGN_LEGACY_LINKS_KEY_DERIVATION", "legacy-links-key-derivation", "HOW", Some("django-concat"),
        "How itsdangerous made a key of secret and salt: django-concat, concat, hmac or none"),
    setting("legacy_links_confirm_path", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_PATH", "legacy-links-confirm-path", "PATHS", Some(""),
        "Paths of such links to confirm an address, such as /confirm/<token>").kind(Kind::List),
    setting("legacy_links_confirm_shape", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_SHAPE", "legacy-links-confirm-shape", "SHAPE", None,
        "How their tokens are written: itsdangerous, itsdangerous-untimed, jws or jwt"),
    setting("legacy_links_confirm_algorithm", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_ALGORITHM", "legacy-links-confirm-algorithm", "NAME", None,
        "sha1, sha256 or sha512 for itsdangerous, HS256 or HS512 for jwt and jws. Unset: sha1, HS256 for jwt, HS512 for jws"),
    secret("legacy_links_confirm_salt", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_SALT", "legacy-links-confirm-salt-file", None,
        "Salt of itsdangerous. Unset: that of its serializers, itsdangerous"),
    setting("legacy_links_confirm_claim", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_CLAIM", "legacy-links-confirm-claim", "NAME", None,
        "Name under which the token has the person, such as confirm_id. Unset: the payload itself"),
    setting("legacy_links_confirm_holds", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_HOLDS", "legacy-links-confirm-holds", "WHAT", None,
        "What stands for the person: email, or the id they had there. Unset: id with a claim, email without"),
    setting("legacy_links_confirm_max_age", "COUNTERSIGN_LEGACY_LINKS_CONFIRM_MAX_AGE", "legacy-links-confirm-max-age", "SPAN", None,
        "How long they work from their making on; required for itsdangerous, whose tokens do not say"),
    setting("legacy_links_reset_path", "COUNTERSIGN_LEGACY_LINKS_RESET_PATH", "legacy-links-reset-path", "PATHS", Some(""),
        "Paths of such links to reset a password, such as /auth/reset_password/<token>").kind(Kind::List),
    setting("legacy_links_reset_shape", "COUNTERSIGN_LEGACY_LINKS_RESET_SHAPE", "legacy-links-reset-shape", "SHAPE", None,
        "How their tokens are written: itsdangerous, itsdangerous-untimed, jws or jwt"),
    setting("legacy_links_reset_algorithm", "COUNTERSIGN_LEGACY_LINKS_RESET_ALGORITHM", "legacy-links-reset-algorithm", "NAME", None,
        "sha1, sha256 or sha512 for itsdangerous, HS256 or HS512 for jwt and jws. Unset: sha1, HS256 for jwt, HS512 for jws"),
    secret("legacy_links_reset_salt", "COUNTERSIGN_LEGACY_LINKS_RESET_SALT", "legacy-links-reset-salt-file", None,
        "Salt of itsdangerous. Unset: that of its serializers, itsdangerous"),
    setting("legacy_links_reset_claim", "COUNTERSIGN_LEGACY_LINKS_RESET_CLAIM", "legacy-links-reset-claim", "NAME", None,
        "Name under which the token has the person, such as reset_password. Unset: the payload itself"),
    setting("legacy_links_reset_holds", "COUNTERSIGN_LEGACY_LINKS_RESET_HOLDS", "legacy-links-reset-holds", "WHAT", None,
        "What stands for the person: email, or the id they had there. Unset: id with a claim, email without"),
    setting("legacy_links_reset_max_age", "COUNTERSIGN_LEGACY_LINKS_RESET_MAX_AGE", "legacy-links-reset-max-age", "SPAN", None,
        "How long they work from their making on; required for itsdangerous, whose tokens do not say"),
    setting("templates_dir", "COUNTERSIGN_TEMPLATES_DIR", "templates-dir", "DIR", None,
        "A file here overrides the built-in page, mail or translation of the same name"),
    setting("log", "COUNTERSIGN_LOG", "log", "FILTER", Some("info"),
        "What is logged: a level, or targets with levels such as info,countersign=debug"),
    setting("log_format", "COUNTERSIGN_LOG_FORMAT", "log-format", "FORM", Some("auto"),
        "pretty, json, or auto: pretty on a terminal, else json"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_settings_names_are_one_word_in_three_spellings() {
        for setting in SETTINGS {
            assert_eq!(setting.env, format!("{PREFIX}{}", setting.key.to_uppercase()));
            let named = setting.file_key().unwrap_or(setting.key.to_owned());
            assert_eq!(setting.flag, named.replace('_', "-"));
        }
        for limited in Limited::ALL {
            assert_eq!(limit_key(*limited), format!("rate_limits.{}", limited.as_str()));
        }
    }
}
