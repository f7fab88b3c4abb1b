//! Where mails go, read from the mail URL. Its errors never repeat any part of the URL: with one character
//! not percent-encoded, a password ends up in any part of it.

use std::fmt;
use std::net::IpAddr;
use std::path::PathBuf;

use countersign_core::Secret;
use percent_encoding::percent_decode_str;
use url::{Host, Url};

use crate::smtp::{Login, Server, Tls};

/// A destination that [`crate::Transport`] can be made for.
#[derive(Clone)]
pub enum Route {
    /// A mail server.
    Smtp(Server),
    /// One `.eml` file a mail in this directory.
    File(PathBuf),
    /// The built-in inbox.
    Mailbox,
    /// The API of Amazon SES in this region, or of whatever stands in for it at the endpoint.
    #[cfg(feature = "ses")]
    Ses {
        /// As AWS names it.
        region: String,
        /// In place of AWS's own.
        endpoint: Option<Url>,
    },
}

/// Why a mail URL is refused: one line, without any part of the URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "each says it in its message")]
pub enum RouteError {
    #[error("is not one of mailbox:, smtp://HOST, smtps://HOST, ses://REGION, file:DIR")]
    Scheme,
    #[error("is ses://, which this build is without (cargo feature `ses`); SES also takes mail by smtp://")]
    WithoutSes,
    #[error("has no region of AWS after ses://, as in ses://eu-west-1")]
    SesRegion,
    #[error("has a user, password or port before the query; ses:// takes AWS credentials from AWS_* and the like")]
    SesLogin,
    #[error("has an unknown query key, or one twice; ses:// takes endpoint alone")]
    SesQueryKey,
    #[error("has an endpoint that is not https://HOST[:PORT], or http:// on a loopback host")]
    SesEndpoint,
    #[error("mailbox: takes nothing after the colon")]
    MailboxWithMore,
    #[error("file: needs a directory, as in file:/var/spool/mails")]
    NoDirectory,
    #[error(
        "is not a URL; special characters in user and password must be percent-encoded (@ is %40, / is %2F, # is %23)"
    )]
    NotAUrl,
    #[error("has no host, or one that is not a name or an IP address")]
    Host,
    #[error("has port 0")]
    Port,
    #[error("has a path or fragment; in user and password / must be written %2F and # %23")]
    Path,
    #[error("has an unknown query key; the only one is tls")]
    QueryKey,
    #[error("has an unknown value of tls; it is one of required, opportunistic, none")]
    TlsValue,
    #[error("smtps:// is encrypted from the first byte and takes no tls=")]
    TlsTwice,
    #[error("has a user without a password, or a password without a user")]
    HalfALogin,
    #[error("has a user or password that is not percent-encoded UTF-8 text")]
    LoginEncoding,
    #[error("would send a password unencrypted to another host; use tls=required or smtps://")]
    PasswordInClear,
}

impl Route {
    /// Reads `mailbox:`, `smtp://[user:pass@]host[:port][?tls=required|opportunistic|none]`,
    /// `smtps://[user:pass@]host[:port]`, `ses://REGION[?endpoint=URL]` or `file:DIR`.
    ///
    /// `tls` is `required`, on a loopback host `none`. Ports: 465 for `smtps` (RFC 8314 section 3.3); for
    /// `smtp` 587 (submission, RFC 6409 section 3.1), but 25 on a loopback host and with `tls=none`.
    ///
    /// # Errors
    /// One for each way in which the text can be wrong; see [`RouteError`].
    pub fn parse(mail_url: &str) -> Result<Self, RouteError> {
        let (scheme, rest) = mail_url.trim().split_once(':').ok_or(RouteError::Scheme)?;
        match scheme.to_ascii_lowercase().as_str() {
            "mailbox" if rest.is_empty() => Ok(Self::Mailbox),
            "mailbox" => Err(RouteError::MailboxWithMore),
            "file" => directory(rest).map(Self::File),
            "smtp" => server(mail_url, false).map(Self::Smtp),
            "smtps" => server(mail_url, true).map(Self::Smtp),
            #[cfg(feature = "ses")]
            "ses" => ses(mail_url),
            #[cfg(not(feature = "ses"))]
            "ses" => Err(RouteError::WithoutSes),
            _ => Err(RouteError::Scheme),
        }
    }
}

/// `DIR` as it stands, or the percent-encoded path of `file:///DIR`.
fn directory(rest: &str) -> Result<PathBuf, RouteError> {
    let path = match rest.strip_prefix("//") {
        None => PathBuf::from(rest),
        Some(_) => Url::parse(&format!("file:{rest}"))
            .ok()
            .and_then(|url| url.to_file_path().ok())
            .ok_or(RouteError::NoDirectory)?,
    };
    if path.as_os_str().is_empty() { Err(RouteError::NoDirectory) } else { Ok(path) }
}

fn server(mail_url: &str, implicit: bool) -> Result<Server, RouteError> {
    let url = Url::parse(mail_url.trim()).map_err(|_| RouteError::NotAUrl)?;
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(RouteError::Path);
    }
    let host = host(&url)?;
    let loopback = is_loopback(&host);
    let tls = match (tls_value(&url)?, implicit) {
        (Some(_), true) => return Err(RouteError::TlsTwice),
        (None, true) => Tls::Implicit,
        (Some(tls), false) => tls,
        (None, false) if loopback => Tls::None,
        (None, false) => Tls::Required,
    };
    let login = login(&url)?;
    if login.is_some() && tls == Tls::None && !loopback {
        return Err(RouteError::PasswordInClear);
    }
    let port = match (url.port(), tls) {
        (Some(0), _) => return Err(RouteError::Port),
        (Some(port), _) => port,
        (None, Tls::Implicit) => 465,
        (None, Tls::None) => 25,
        (None, Tls::Required | Tls::Opportunistic) if loopback => 25,
        (None, Tls::Required | Tls::Opportunistic) => 587,
    };
    Ok(Server { host, port, tls, login, loopback })
}

#[cfg(feature = "ses")]
fn ses(mail_url: &str) -> Result<Route, RouteError> {
    let url = Url::parse(mail_url.trim()).map_err(|_| RouteError::SesRegion)?;
    if !url.username().is_empty() || url.password().is_some() || url.port().is_some() {
        return Err(RouteError::SesLogin);
    }
    if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
        return Err(RouteError::Path);
    }
    let named = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let region = url.host_str().filter(|region| !region.is_empty() && region.bytes().all(named));
    let region = region.ok_or(RouteError::SesRegion)?.to_owned();
    let mut endpoint = None;
    for (key, value) in url.query_pairs() {
        if key != "endpoint" || endpoint.is_some() {
            return Err(RouteError::SesQueryKey);
        }
        let url = Url::parse(&value).map_err(|_| RouteError::SesEndpoint)?;
        endpoint = Some(url).filter(is_endpoint);
        if endpoint.is_none() {
            return Err(RouteError::SesEndpoint);
        }
    }
    Ok(Route::Ses { region, endpoint })
}

/// Whether this is a bare origin that can stand in for one of AWS's: what is sent there is encrypted, or stays
/// on this machine.
#[cfg(feature = "ses")]
pub(crate) fn is_endpoint(url: &Url) -> bool {
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    let anonymous = url.username().is_empty() && url.password().is_none();
    let private = match url.scheme() {
        "https" => true,
        "http" => host(url).is_ok_and(|host| is_loopback(&host)),
        _ => false,
    };
    bare && anonymous && private
}

/// The host as TLS and the resolver take it: an A-label name, or an IP address without brackets.
fn host(url: &Url) -> Result<String, RouteError> {
    let text = url.host_str().filter(|host| !host.is_empty()).ok_or(RouteError::Host)?;
    // The scheme is none that `url` knows, so it has not looked at the host yet.
    match Host::parse(text).map_err(|_| RouteError::Host)? {
        Host::Ipv4(ip) => Ok(ip.to_string()),
        Host::Ipv6(ip) => Ok(ip.to_string()),
        Host::Domain(name) => Ok(name),
    }
}

fn is_loopback(host: &str) -> bool {
    // RFC 6761 section 6.3: localhost names are loopback.
    let name = host.strip_suffix('.').unwrap_or(host);
    let named = name == "localhost" || name.ends_with(".localhost");
    named || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn tls_value(url: &Url) -> Result<Option<Tls>, RouteError> {
    let mut tls = None;
    for (key, value) in url.query_pairs() {
        if key != "tls" {
            return Err(RouteError::QueryKey);
        }
        let known = match &*value {
            "required" => Tls::Required,
            "opportunistic" => Tls::Opportunistic,
            "none" => Tls::None,
            _ => return Err(RouteError::TlsValue),
        };
        if tls.replace(known).is_some() {
            return Err(RouteError::TlsValue);
        }
    }
    Ok(tls)
}

fn login(url: &Url) -> Result<Option<Login>, RouteError> {
    let decoded = |text: &str| {
        let text = percent_decode_str(text).decode_utf8().map_err(|_| RouteError::LoginEncoding)?;
        // RFC 4616 section 2: NUL separates user and password.
        if text.contains('\0') { Err(RouteError::LoginEncoding) } else { Ok(text.into_owned()) }
    };
    match (url.username(), url.password().unwrap_or("")) {
        ("", "") => Ok(None),
        ("", _) | (_, "") => Err(RouteError::HalfALogin),
        (user, password) => Ok(Some(Login { user: decoded(user)?, password: Secret::new(decoded(password)?) })),
    }
}

/// For logs and `config show`: without the password.
impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Smtp(server) => server.fmt(f),
            Self::File(path) => write!(f, "file:{}", path.display()),
            Self::Mailbox => f.write_str("mailbox:"),
            #[cfg(feature = "ses")]
            Self::Ses { region, endpoint: None } => write!(f, "ses://{region}"),
            #[cfg(feature = "ses")]
            Self::Ses { region, endpoint: Some(endpoint) } => {
                write!(f, "ses://{region}?endpoint={}", endpoint.origin().ascii_serialization())
            }
        }
    }
}

impl fmt::Debug for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
