//! Mail URLs: what they mean, and that a refusal never repeats a password.

use countersign_mail::{Route, RouteError};

fn shown(url: &str) -> String {
    Route::parse(url).unwrap_or_else(|error| panic!("{url}: {error}")).to_string()
}

#[test]
fn hosts_ports_and_encryption_have_sensible_defaults() {
    for (url, meaning) in [
        ("mailbox:", "mailbox:"),
        ("smtp://127.0.0.1", "smtp://127.0.0.1:25?tls=none"),
        ("smtp://localhost:1025", "smtp://localhost:1025?tls=none"),
        ("smtp://[::1]", "smtp://[::1]:25?tls=none"),
        ("smtp://ada:secret@127.0.0.2", "smtp://***@127.0.0.2:25?tls=none"),
        ("smtp://mail.example.org", "smtp://mail.example.org:587?tls=required"),
        ("SMTP://Mail.Example.org/", "smtp://mail.example.org:587?tls=required"),
        ("smtp://mail.example.org?tls=none", "smtp://mail.example.org:25?tls=none"),
        ("smtp://mail.example.org?tls=opportunistic", "smtp://mail.example.org:587?tls=opportunistic"),
        ("smtp://a%40b:p%2F%23@mail.example.org:2525", "smtp://***@mail.example.org:2525?tls=required"),
        ("smtp://mail_relay:25", "smtp://mail_relay:25?tls=required"),
        ("smtp://b\u{fc}cher.example", "smtp://xn--bcher-kva.example:587?tls=required"),
        ("smtps://mail.example.org", "smtps://mail.example.org:465"),
        ("smtps://[2001:db8::1]:4650", "smtps://[2001:db8::1]:4650"),
        ("file:mails", "file:mails"),
        ("file:/var/spool/mails", "file:/var/spool/mails"),
        ("file:///var/spool/our%20mails", "file:/var/spool/our mails"),
    ] {
        assert_eq!(shown(url), meaning, "{url}");
    }
}

#[cfg(feature = "ses")]
#[test]
fn ses_is_a_region_and_perhaps_an_endpoint() {
    for (url, meaning) in [
        ("ses://eu-west-1", "ses://eu-west-1"),
        ("SES://us-gov-east-1/", "ses://us-gov-east-1"),
        ("ses://eu-west-1?endpoint=http://127.0.0.1:5000", "ses://eu-west-1?endpoint=http://127.0.0.1:5000"),
        ("ses://eu-west-1?endpoint=http%3A%2F%2F%5B%3A%3A1%5D%3A5000%2F", "ses://eu-west-1?endpoint=http://[::1]:5000"),
        ("ses://eu-west-1?endpoint=http://localhost", "ses://eu-west-1?endpoint=http://localhost"),
        ("ses://eu-west-1?endpoint=https://vpce-1.example.org", "ses://eu-west-1?endpoint=https://vpce-1.example.org"),
    ] {
        assert_eq!(shown(url), meaning, "{url}");
    }
    for (url, error) in [
        ("ses:", RouteError::SesRegion),
        ("ses:eu-west-1", RouteError::Path),
        ("ses://", RouteError::SesRegion),
        ("ses://EU-West-1", RouteError::SesRegion),
        ("ses://email.secret.example.org", RouteError::SesRegion),
        ("ses://eu_west", RouteError::SesRegion),
        ("ses://AKID:secret@eu-west-1", RouteError::SesLogin),
        ("ses://AKID@eu-west-1", RouteError::SesLogin),
        ("ses://eu-west-1:443", RouteError::SesLogin),
        ("ses://eu-west-1/secret", RouteError::Path),
        ("ses://eu-west-1#secret", RouteError::Path),
        ("ses://eu-west-1?tls=none", RouteError::SesQueryKey),
        ("ses://eu-west-1?endpoint=https://a.example&endpoint=https://b.example", RouteError::SesQueryKey),
        ("ses://eu-west-1?endpoint=", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=secret", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=http://mail.example.org", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=http://127.0.0.1.example.org", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=ftp://127.0.0.1", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=https://secret@a.example", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=https://a.example/secret", RouteError::SesEndpoint),
        ("ses://eu-west-1?endpoint=https://a.example?secret", RouteError::SesEndpoint),
    ] {
        assert_eq!(Route::parse(url).err(), Some(error), "{url}");
        let words = error.to_string();
        assert!(!words.contains("secret") && !words.contains('\n'), "{words}");
    }
}

#[cfg(not(feature = "ses"))]
#[test]
fn a_build_without_ses_says_so() {
    assert_eq!(Route::parse("ses://eu-west-1").err(), Some(RouteError::WithoutSes));
}

#[test]
fn what_is_wrong_is_named_in_one_line_without_the_password() {
    for (url, error) in [
        ("", RouteError::Scheme),
        ("secret", RouteError::Scheme),
        ("imap://secret@mail.example.org", RouteError::Scheme),
        ("mailbox:secret", RouteError::MailboxWithMore),
        ("file:", RouteError::NoDirectory),
        ("file://host/secret", RouteError::NoDirectory),
        ("smtp:", RouteError::Host),
        ("smtp://", RouteError::Host),
        ("smtp://?tls=none", RouteError::Host),
        ("smtp://ada:secret@", RouteError::NotAUrl),
        ("smtp://ada:secret@:25", RouteError::NotAUrl),
        ("smtp://ada:secret@ex ample.org", RouteError::NotAUrl),
        ("smtp://ada:secret@mail.example.org:99999", RouteError::NotAUrl),
        ("smtp://ada:secret@mail.example.org:0", RouteError::Port),
        ("smtp://ada:sec/ret@mail.example.org", RouteError::NotAUrl),
        ("smtp://ada:25/secret@mail.example.org", RouteError::Path),
        ("smtp://ada:25#secret@mail.example.org", RouteError::Path),
        ("smtp://ada:25?secret@mail.example.org", RouteError::QueryKey),
        ("smtp://mail.example.org?tls=secret", RouteError::TlsValue),
        ("smtp://mail.example.org?tls=none&tls=required", RouteError::TlsValue),
        ("smtp://mail.example.org?TLS=none", RouteError::QueryKey),
        ("smtps://mail.example.org?tls=none", RouteError::TlsTwice),
        ("smtp://ada@mail.example.org", RouteError::HalfALogin),
        ("smtp://:secret@mail.example.org", RouteError::HalfALogin),
        ("smtp://ada:secret%ff@mail.example.org", RouteError::LoginEncoding),
        ("smtp://ada:secret%00@mail.example.org", RouteError::LoginEncoding),
        ("smtp://ada:secret@mail.example.org?tls=none", RouteError::PasswordInClear),
    ] {
        let found = Route::parse(url).err();
        assert_eq!(found, Some(error), "{url}");
        let words = error.to_string();
        assert!(!words.contains("secret") && !words.contains('\n'), "{words}");
    }
}
