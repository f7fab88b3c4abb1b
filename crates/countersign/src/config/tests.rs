//! The whole way from sources to a `Config` or a one-line `Problem`. Single pieces are tested beside
//! their code.

use std::fs;
use std::path::Path;
use std::time::Duration;

use countersign_core::limit::{Limit, Limited};
use tempfile::TempDir;

use super::*;

const KEY: &str = "8f1d4b0c6a2e97305bd1fe6c84a97d2360e5b8c19a4f7723d05c6e1b9f48a27c";

pub(super) fn env(pairs: &[(&str, &str)]) -> Sources {
    let env = pairs.iter().map(|(name, value)| (name.into(), value.into())).collect();
    Sources { env, directory: "/nowhere".into(), ..Sources::default() }
}

pub(super) fn refusal(sources: &Sources) -> String {
    let message = load(sources).err().expect("should be refused").to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

pub(super) fn accepted(sources: &Sources) -> Config {
    load(sources).unwrap_or_else(|problem| panic!("{problem}"))
}

pub(super) fn shown<'a>(config: &'a Config, key: &str) -> (&'a str, &'a str) {
    let line = config.shown.iter().find(|line| line.key == key).unwrap();
    (&line.value, &line.source)
}

fn write(directory: &TempDir, name: &str, text: &str, mode: u32) -> PathBuf {
    let path = directory.path().join(name);
    fs::write(&path, text).unwrap();
    set_mode(&path, mode);
    path
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

#[test]
fn nothing_set_is_a_good_start_on_loopback() {
    let config = accepted(&env(&[]));
    assert_eq!(config.listen.to_string(), "127.0.0.1:8080");
    assert!(config.base_url.is_none() && config.secret_key.is_none() && config.auto_migrate && !config.allow_http);
    assert_eq!(
        (config.database_url.as_str(), config.mail_url.expose().as_str()),
        ("sqlite://countersign.db", "mailbox:")
    );
    assert_eq!((config.confirm_ttl, config.reset_ttl), (Duration::from_secs(86_400), Duration::from_secs(1_800)));
    assert_eq!((config.token_format, config.log_format), (Format::JwtHs256, LogFormat::Auto));
    assert_eq!(config.limits, Limits::default());
    assert_eq!(config.shown.len(), SETTINGS.len() + Limited::ALL.len());
}

#[test]
fn flag_beats_environment_beats_file_beats_default() {
    let directory = TempDir::new().unwrap();
    let listen = |sources: &Sources| {
        let config = accepted(sources);
        (config.listen.port(), shown(&config, "listen").1.rsplit('/').next().unwrap().to_owned())
    };
    let mut sources = Sources { directory: directory.path().into(), ..Sources::default() };
    assert_eq!(listen(&sources), (8080, "default".to_owned()));
    write(&directory, "countersign.toml", "log = 'debug'\nlisten = '127.0.0.1:1'\n", 0o644);
    assert_eq!(listen(&sources), (1, "countersign.toml:2".to_owned()));
    sources.env.push(("COUNTERSIGN_LISTEN".into(), "127.0.0.1:2".into()));
    assert_eq!(listen(&sources), (2, "environment COUNTERSIGN_LISTEN".to_owned()));
    sources.flags.push(("listen".into(), "127.0.0.1:3".into()));
    assert_eq!(listen(&sources), (3, "flag --listen".to_owned()));
}

#[test]
fn every_key_is_refused_in_one_line_that_names_it() {
    let broken = [
        ("listen", "localhost", "must be an IP address and a port, such as 127.0.0.1:8080"),
        ("ops_listen", ":9090", "must be an IP address and a port, such as 127.0.0.1:8080"),
        ("base_url", "example.org", "must begin with http:// or https://, such as https://accounts.example.org"),
        ("allow_http", "TRUE", "must be true or false"),
        (
            "database_url",
            "mysql://db/app",
            "must be sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME, special characters percent-encoded",
        ),
        ("database_connections", "1", "must be a number from 2 to 500"),
        ("auto_migrate", "maybe", "must be true or false"),
        (
            "redis_url",
            "http://cache",
            "must be redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], rediss://… or unix:///PATH",
        ),
        ("secret_key", "secret", "is neither hex nor base64; make one with `openssl rand -hex 32`"),
        (
            "previous_secret_keys",
            "abcd",
            "entry 1 has 2 bytes, and needs at least 32; make one with `openssl rand -hex 32`",
        ),
        ("mail_url", "", "is empty; set it to smtp://…, smtps://…, ses://REGION, file:DIR or mailbox:"),
        ("mail_from", "nobody", "must be an address or a name and <address>, such as Example <no-reply@example.org>"),
        ("mail_connections", "0", "must be a number from 1 to 50"),
        ("mail_rate", "fast", "must be a number of mails a second from 1 to 10000"),
        ("mail_kept_for", "forever", "must be a number and one unit, such as 90s, 10m, 24h or 7d"),
        ("ses_topics", "arn:aws:sns:a,", "entry 2 must be one line of 1 to 200 characters"),
        ("sns_endpoint", "sns", "must begin with http:// or https://, such as https://accounts.example.org"),
        ("brand_name", "two\nlines", "must be one line of 1 to 200 characters"),
        ("brand_color", "green", "must be a colour such as #0b6b57: # and six hexadecimal digits"),
        ("brand_logo", "two\nlines", "must be one line of 1 to 200 characters"),
        (
            "brand_logo_file",
            "nowhere.svg",
            "cannot be read: No such file or directory (os error 2); name an SVG or PNG file",
        ),
        ("brand_support", "nobody", "is not an e-mail address"),
        ("brand_footer", "two\nlines", "must be one line of 1 to 200 characters"),
        ("workers", "none", "must be embedded or external"),
        ("confirm_ttl", "24", "must be a number and one unit, such as 90s, 10m, 24h or 7d"),
        ("reset_ttl", "1h30m", "must be a number and one unit, such as 90s, 10m, 24h or 7d"),
        ("sign_up_ttl", "0d", "must be a number and one unit, such as 90s, 10m, 24h or 7d"),
        ("session_ttl", "1w", "must be a number and one unit, such as 90s, 10m, 24h or 7d"),
        ("session_idle_ttl", "31d", "must not be longer than session_ttl; change one"),
        ("close_grace", "91d", "must be 0, or a number and one unit up to 90d, such as 24h or 7d"),
        ("token_format", "none", "must be one of jwt-hs256, jwt-hs512, itsdangerous"),
        ("password_min", "7", "must be a whole number from 8 to 64"),
        ("breached_passwords_url", "http://list.example/range/", "must be https unless its host is loopback"),
        ("password_pauses_after", "0", "must be a whole number from 1 to 100"),
        ("password_stops_after", "5", "must be more than password_pauses_after; change one"),
        (
            "argon2",
            "m=8,t=1,p=1",
            "costs less than OWASP's floor; raise it to m=19456,t=2,p=1, or set allow_weak_argon2 to true",
        ),
        ("allow_weak_argon2", "2", "must be true or false"),
        ("bcrypt_pepper", "two\nlines", "must be one line of 1 to 1024 bytes"),
        ("firebase_signer_key", "hush", "must be the base64_signer_key of a Firebase project"),
        ("firebase_salt_separator", "7", "must be base64"),
        ("firebase_rounds", "9", "must be a whole number from 1 to 8"),
        ("firebase_mem_cost", "15", "must be a whole number from 1 to 14"),
        ("rate_limits", "5", "must be on or off"),
        ("trusted_proxies", "10.0.0.0/8, proxy", "entry 2 must be a network such as 10.0.0.0/8, or an IP address"),
        ("captcha", "riddle", "must be none, altcha, turnstile, hcaptcha or recaptcha"),
        ("captcha_from", "often", "must be always, or a number and a span that a network may do unasked, such as 3/h"),
        ("captcha_site_key", "key", "is not used while captcha is none; set captcha, or remove it"),
        ("captcha_secret", "key", "is not used while captcha is none; set captcha, or remove it"),
        ("captcha_verify_url", "http://c.example", "must be https unless its host is loopback"),
        (
            "redirect_allow",
            "https://a.example/x",
            "entry 1 must be an origin without a path, such as https://app.example.org",
        ),
        ("templates_dir", "templates", "must be a directory that exists"),
        ("log", "info,x=loud", "must be a level or a filter, such as info or info,countersign=debug"),
        ("log_format", "xml", "must be pretty, json or auto"),
    ];
    // Those of `legacy_links` have a test of their own.
    let settings: Vec<_> = SETTINGS.iter().filter(|setting| !setting.key.starts_with("legacy_links_")).collect();
    assert_eq!(broken.map(|row| row.0).as_slice(), settings.iter().map(|setting| setting.key).collect::<Vec<_>>());
    for ((key, value, what), setting) in broken.into_iter().zip(settings) {
        let expected = format!("{key} (environment {}): {what}", setting.env);
        assert_eq!(refusal(&env(&[(setting.env, value)])), expected);
    }
}

#[test]
fn a_database_server_is_verified_or_none_is_spoken_to() {
    let given = |url| env(&[("COUNTERSIGN_SECRET_KEY", KEY), ("COUNTERSIGN_DATABASE_URL", url)]);
    let several = "postgres://app:hush@one:5432,two:5433/app?sslmode=require";
    assert_eq!(accepted(&given(several)).database_url, several);
    let refused = refusal(&given("postgres://app:hush@db.example/app?sslmode=prefer"));
    assert!(refused.contains("its sslmode does not verify") && !refused.contains("hush"), "{refused}");
}

#[test]
fn contradictions_are_refused() {
    const PUBLIC: (&str, &str) = ("COUNTERSIGN_LISTEN", "0.0.0.0:80");
    const URL: (&str, &str) = ("COUNTERSIGN_BASE_URL", "https://accounts.example.org");
    for (pairs, message) in [
        (
            &[PUBLIC][..],
            "base_url (not set, as in environment COUNTERSIGN_BASE_URL): is required when listen is not loopback; set it to a URL such as https://accounts.example.org",
        ),
        (
            &[PUBLIC, URL],
            "mail_url (default): must not be mailbox: when listen is not loopback, for anybody could read the mail; set smtp://…",
        ),
        (
            &[("COUNTERSIGN_WORKERS", "external")],
            "mail_url (default): must not be mailbox: with external workers, for the inbox is the server's own; set smtp://…",
        ),
        (
            &[("COUNTERSIGN_BASE_URL", "http://example.org")],
            "base_url (environment COUNTERSIGN_BASE_URL): must be https unless its host is loopback; or set allow_http to true",
        ),
        (
            &[("COUNTERSIGN_OPS_LISTEN", "127.0.0.1:8080")],
            "ops_listen (environment COUNTERSIGN_OPS_LISTEN): must differ from listen; choose another port",
        ),
        (
            &[("COUNTERSIGN_DATABASE_URL", "postgres://db/app")],
            "secret_key (not set, as in environment COUNTERSIGN_SECRET_KEY): is required on PostgreSQL; make one with `openssl rand -hex 32`",
        ),
        (
            &[("COUNTERSIGN_SECRET_KEY", KEY), ("COUNTERSIGN_SECRET_KEY_FILE", "key")],
            "secret_key (environment COUNTERSIGN_SECRET_KEY): is also set by its file (environment COUNTERSIGN_SECRET_KEY_FILE); remove one of the two",
        ),
        (
            &[("COUNTERSIGN_SECRET_KEY", "")],
            "secret_key (environment COUNTERSIGN_SECRET_KEY): is empty; make one with `openssl rand -hex 32`",
        ),
        (
            &[("DATABASE_URL", "mysql://db")],
            "database_url (environment DATABASE_URL): must be sqlite://PATH or postgres://USER:PASSWORD@HOST/NAME, special characters percent-encoded",
        ),
        (
            &[("COUNTERSIGN_BASE_ULR", "")],
            "COUNTERSIGN_BASE_ULR (environment): is not a setting; did you mean COUNTERSIGN_BASE_URL?",
        ),
        (
            &[("COUNTERSIGN_COLOUR", "")],
            "COUNTERSIGN_COLOUR (environment): is not a setting; remove it; `countersign config show` lists the settings",
        ),
        (
            &[("COUNTERSIGN_LOG_FILE", "")],
            "COUNTERSIGN_LOG_FILE (environment): is not a setting: only secrets are read from files; set COUNTERSIGN_LOG itself",
        ),
    ] {
        assert_eq!(refusal(&env(pairs)), message);
    }
}

#[test]
fn what_does_not_contradict_is_taken() {
    for pairs in [
        &[("COUNTERSIGN_LISTEN", "[::1]:0"), ("COUNTERSIGN_BASE_URL", "http://[::1]:9/auth/")][..],
        &[("COUNTERSIGN_BASE_URL", "http://accounts.localhost")],
        &[("COUNTERSIGN_BASE_URL", "http://example.org"), ("COUNTERSIGN_ALLOW_HTTP", "yes")],
        &[("COUNTERSIGN_ARGON2", "m=8,t=1,p=1"), ("COUNTERSIGN_ALLOW_WEAK_ARGON2", "true")],
        &[("COUNTERSIGN_WORKERS", "external"), ("COUNTERSIGN_MAIL_URL", "file:mail")],
        &[("COUNTERSIGN_DATABASE_URL", "postgresql://db/app"), ("COUNTERSIGN_SECRET_KEY", KEY)],
        &[("COUNTERSIGN_LOG", ""), ("COUNTERSIGN_PREVIOUS_SECRET_KEYS", ""), ("COUNTERSIGN_REDIS_URL", "")],
        &[("REDIS_URL", "redis://cache"), ("HOME", "/root")],
        &[("COUNTERSIGN_REDIS_URL", "rediss://:hush@cache:6380/1")],
        // A Service named countersign, as Kubernetes shows it to its pods.
        &[
            ("COUNTERSIGN_SERVICE_HOST", "10.0.0.1"),
            ("COUNTERSIGN_SERVICE_PORT_HTTP", "80"),
            ("COUNTERSIGN_PORT", "tcp://10.0.0.1:80"),
            ("COUNTERSIGN_PORT_80_TCP_ADDR", "10.0.0.1"),
        ],
    ] {
        accepted(&env(pairs));
    }
    let short = accepted(&env(&[("COUNTERSIGN_SESSION_TTL", "1h")]));
    assert_eq!(short.session.idle, Duration::from_secs(3_600));
    let lists = accepted(&env(&[
        ("COUNTERSIGN_TRUSTED_PROXIES", "10.1.2.3/8, ::1"),
        ("COUNTERSIGN_REDIRECT_ALLOW", "https://a.example,http://b.example:81"),
        ("COUNTERSIGN_BASE_URL", "https://EXAMPLE.org/auth/"),
    ]));
    assert_eq!(lists.trusted_proxies.iter().map(IpNet::to_string).collect::<Vec<_>>(), ["10.0.0.0/8", "::1/128"]);
    assert_eq!(lists.redirect_allow.len(), 2);
    assert_eq!(lists.base_url.unwrap().as_str(), "https://example.org/auth");
}

#[test]
fn single_limits_are_set_in_the_file_and_all_are_switched_off_at_once() {
    let directory = TempDir::new().unwrap();
    let with = |text: &str, pairs: &[(&str, &str)]| {
        write(&directory, "countersign.toml", text, 0o644);
        accepted(&Sources { directory: directory.path().into(), ..env(pairs) })
    };
    let told = |config: &Config| {
        let mut told: Vec<_> = Limited::ALL.iter().map(|limited| config.limits.get(*limited)).collect();
        told.truncate(4);
        told
    };
    let limit = |text| Limit::parse(text);
    let table = "[rate_limits]\nsign_up_network = '3/h'\nmail_network = 'off'\n";
    let config = with(table, &[]);
    assert_eq!(told(&config), [limit("10/5m"), limit("30/5m"), limit("3/h"), None]);
    let (value, source) = shown(&config, "rate_limits.sign_up_network");
    assert!(value == "3/h" && source.ends_with("countersign.toml:2"), "{value} {source}");
    assert_eq!(shown(&config, "rate_limits.password_address"), ("10/5m", "default"));
    for off in [
        with(&format!("{table}enabled = false"), &[]),
        with("rate_limits = 'off'", &[]),
        with(&format!("{table}enabled = true"), &[("COUNTERSIGN_RATE_LIMITS", "off")]),
    ] {
        assert_eq!(off.limits, Limits::none());
        assert_eq!(shown(&off, "rate_limits").0.replace("false", "off"), "off");
    }
    assert_eq!(with("rate_limits = 'on'", &[]).limits, Limits::default());
}

#[test]
fn secrets_come_from_files_of_their_own() {
    let directory = TempDir::new().unwrap();
    write(&directory, "db", "sqlite://other.db\r\n", 0o600);
    write(&directory, "countersign.toml", "database_url_file = 'db'", 0o644);
    let key = write(&directory, "key", &format!("{KEY}\n"), 0o400);
    let sources = Sources {
        flags: vec![("secret_key_file".into(), key.display().to_string())],
        directory: directory.path().into(),
        ..Sources::default()
    };
    let config = accepted(&sources);
    assert_eq!(config.database_url, "sqlite://other.db");
    assert_eq!(config.secret_key.as_ref().unwrap().to_hex().expose(), KEY);
    let source = format!("{}, named by flag --secret-key-file", key.display());
    assert_eq!(shown(&config, "secret_key"), ("••••", source.as_str()));
    if cfg!(unix) {
        set_mode(&key, 0o440);
        assert!(load(&sources).is_ok());
        set_mode(&key, 0o404);
        let message = "the file is open to others; chmod 600 it";
        assert_eq!(refusal(&sources), format!("secret_key ({source}): {message}"));
    }
    fs::remove_file(&key).unwrap();
    assert!(refusal(&sources).starts_with(&format!("secret_key ({source}): the file cannot be read (")));
}

#[test]
fn no_secret_is_ever_told() {
    const HUSH: &str = "HuShHuSh";
    let directory = TempDir::new().unwrap();
    let mut told = Vec::new();
    for setting in SETTINGS.iter().filter(|setting| setting.secret) {
        for value in [
            HUSH.to_owned(),
            data_encoding::HEXLOWER.encode(&[KEY.as_bytes(), HUSH.as_bytes()].concat()),
            format!("postgres://app:{HUSH}@db/app?password={HUSH}"),
            format!("smtp://{HUSH}:{HUSH}@mail:x/"),
        ] {
            write(&directory, "secret", &value, 0o600);
            write(&directory, "countersign.toml", &format!("{} = '{value}'", setting.key), 0o644);
            let mut by_file = env(&[(&format!("{}_FILE", setting.env), "secret")]);
            by_file.directory = directory.path().into();
            let by_toml = Sources { directory: directory.path().into(), ..Sources::default() };
            let broken = format!("{} = '{value}", setting.key);
            for sources in [env(&[(setting.env, &value)]), by_file, by_toml.clone()] {
                told.push(tell(&sources));
            }
            write(&directory, "countersign.toml", &broken, 0o644);
            told.push(tell(&by_toml));
        }
    }
    let hex = data_encoding::HEXLOWER.encode(HUSH.as_bytes());
    assert!(told.iter().all(|told| !told.contains(HUSH) && !told.contains(&hex)));
    assert!(told.iter().filter(|told| told.contains("••••")).count() > 6);
}

fn tell(sources: &Sources) -> String {
    match load(sources) {
        Ok(config) => format!("{}{}{:?}", as_table(&config.shown), config.warnings.join("\n"), config.shown),
        Err(problem) => format!("{problem}{problem:?}"),
    }
}

#[test]
fn what_is_allowed_but_unwise_is_warned_of() {
    let warned = |pairs: &[(&str, &str)], words: &str| accepted(&env(pairs)).warnings.iter().any(|w| w.contains(words));
    assert!(warned(&[("COUNTERSIGN_PASSWORD_MIN", "8")], "password_min is 8") && !warned(&[], "password_min"));
    assert!(warned(&[("COUNTERSIGN_BASE_URL", "https://example.org")], "/dev/mailbox"));
    let proxy = ("COUNTERSIGN_BASE_URL", "https://example.org");
    assert!(warned(&[proxy], "trusted_proxies") && !warned(&[], "trusted_proxies"));
    for settled in [("COUNTERSIGN_TRUSTED_PROXIES", "10.0.0.1"), ("COUNTERSIGN_RATE_LIMITS", "off")] {
        assert!(!warned(&[proxy, settled], "trusted_proxies"));
    }
    assert!(warned(&[("COUNTERSIGN_MAIL_URL", "smtp://mail")], "mail_from"));
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_refused() {
    use std::os::unix::ffi::OsStringExt;
    let broken = std::ffi::OsString::from_vec(vec![b'x', 0xff]);
    for (name, key) in [("COUNTERSIGN_LOG", "log"), ("DATABASE_URL", "database_url"), ("MAIL_SERVER", "mail_url")] {
        let sources = Sources { env: vec![(name.into(), broken.clone())], ..env(&[]) };
        assert_eq!(refusal(&sources), format!("{key} (environment {name}): is not UTF-8 text; write it as UTF-8"));
    }
}

#[test]
fn the_guide_shows_the_table_of_settings() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide/configure.md");
    let guide = fs::read_to_string(&path).unwrap();
    assert!(guide.contains(&as_markdown()), "replace the table in docs/guide/configure.md by:\n{}", as_markdown());
    let (guide, limits) = (fs::read_to_string(path.with_file_name("limits.md")).unwrap(), limits_as_markdown());
    assert!(guide.contains(&limits), "replace the table in docs/guide/limits.md by:\n{limits}");
}
