//! Flask-Mail's variables, taken where ours are unset, so that a Flask application's surroundings serve
//! as they are. Their meaning is Flask-Mail's own (flask-mail.readthedocs.io, "Configuration").

use std::net::Ipv6Addr;

use url::Host;

use super::parse;
use super::problem::Problem;
use super::sources::{Origin, Sources, Values, variable};

pub(super) fn fill(values: &mut Values, sources: &Sources) -> Result<(), Problem> {
    if values.get("mail_from").is_none()
        && let Some(sender) = variable(sources, "mail_from", "MAIL_DEFAULT_SENDER")?
    {
        values.set("mail_from", sender, Origin::Environment("MAIL_DEFAULT_SENDER".to_owned()));
    }
    if values.get("mail_url").is_none()
        && let Some(server) = variable(sources, "mail_url", "MAIL_SERVER")?
    {
        values.set("mail_url", url(sources, &server)?, Origin::Environment("MAIL_SERVER".to_owned()));
    }
    Ok(())
}

fn url(sources: &Sources, server: &str) -> Result<String, Problem> {
    let read = |name| variable(sources, "mail_url", name);
    let host = match server.parse::<Ipv6Addr>() {
        Ok(ip) => Host::Ipv6(ip),
        Err(_) => Host::parse(server).map_err(|_| problem("MAIL_SERVER", "must be a host name or an IP address"))?,
    };
    let (tls, ssl) = (switch(sources, "MAIL_USE_TLS")?, switch(sources, "MAIL_USE_SSL")?);
    let (scheme, query) = match (tls, ssl) {
        (true, true) => return Err(problem("MAIL_USE_TLS", "contradicts MAIL_USE_SSL; set one of the two to false")),
        (true, false) => ("smtp", "?tls=required"),
        (false, true) => ("smtps", ""),
        (false, false) if parse::is_loopback(&host) => ("smtp", "?tls=none"),
        // Flask-Mail would speak in clear; encryption that is on offer is never worse.
        (false, false) => ("smtp", "?tls=opportunistic"),
    };
    let port = match read("MAIL_PORT")? {
        Some(port) => match port.parse::<u16>() {
            Ok(port) if port > 0 => format!(":{port}"),
            Ok(_) | Err(_) => return Err(problem("MAIL_PORT", "must be a port number from 1 to 65535")),
        },
        None if ssl => String::new(),
        None => ":25".to_owned(),
    };
    // Flask-Mail signs in only when it has both.
    let user = match (read("MAIL_USERNAME")?, read("MAIL_PASSWORD")?) {
        (Some(name), Some(password)) => format!("{}:{}@", percent_encoded(&name), percent_encoded(&password)),
        (Some(_), None) | (None, Some(_)) | (None, None) => String::new(),
    };
    Ok(format!("{scheme}://{user}{host}{port}{query}"))
}

fn switch(sources: &Sources, name: &str) -> Result<bool, Problem> {
    let Some(text) = variable(sources, "mail_url", name)? else { return Ok(false) };
    parse::switch(&text.to_ascii_lowercase()).map_err(|what| problem(name, &what))
}

fn problem(name: &str, what: &str) -> Problem {
    Problem::new("mail_url", format!("environment {name}"), what)
}

/// Everything but RFC 3986's unreserved characters (section 2.3): a `%` or `@` in a password stays one.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use crate::config::tests::{accepted, env, refusal, shown};

    #[test]
    fn flask_mails_variables_step_in_where_ours_are_unset() {
        let user = [("MAIL_USERNAME", "a@b"), ("MAIL_PASSWORD", "50%/x")];
        for (pairs, url) in [
            (vec![], "smtp://mail.example:25?tls=opportunistic"),
            (vec![("MAIL_SERVER", "localhost"), ("MAIL_PORT", "1025")], "smtp://localhost:1025?tls=none"),
            (vec![("MAIL_SERVER", "::1"), ("MAIL_USE_TLS", "False")], "smtp://[::1]:25?tls=none"),
            (
                vec![("MAIL_USE_TLS", "True"), ("MAIL_PORT", "587"), user[0], user[1]],
                "smtp://a%40b:50%25%2Fx@mail.example:587?tls=required",
            ),
            (vec![("MAIL_USE_SSL", "1"), user[0]], "smtps://mail.example"),
            (vec![("COUNTERSIGN_MAIL_URL", "file:mail")], "file:mail"),
        ] {
            let pairs: Vec<_> = pairs.into_iter().chain([("MAIL_SERVER", "mail.example")]).collect();
            assert_eq!(accepted(&env(&pairs)).mail_url.expose(), url);
        }
        let sender = accepted(&env(&[("MAIL_DEFAULT_SENDER", "App <app@example.org>")]));
        assert_eq!(shown(&sender, "mail_from"), ("App <app@example.org>", "environment MAIL_DEFAULT_SENDER"));
        for (pair, what) in [
            (
                &[("MAIL_USE_TLS", "1"), ("MAIL_USE_SSL", "1")][..],
                "MAIL_USE_TLS): contradicts MAIL_USE_SSL; set one of the two to false",
            ),
            (&[("MAIL_PORT", "tcp://10.0.0.1:25")], "MAIL_PORT): must be a port number from 1 to 65535"),
            (&[("MAIL_USE_TLS", "perhaps")], "MAIL_USE_TLS): must be true or false"),
            (&[("MAIL_SERVER", "mail:25")], "MAIL_SERVER): must be a host name or an IP address"),
        ] {
            let pairs: Vec<_> = pair.iter().copied().chain([("MAIL_SERVER", "mail.example")]).collect();
            assert_eq!(refusal(&env(&pairs)), format!("mail_url (environment {what}"));
        }
    }
}
