//! PostgreSQL's servers: one, or several of which one takes writes at a time. What their URL may say, how each
//! connection is encrypted, and when one is no longer worth having. What is done on a connection is `mod.rs`'s
//! business.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use data_encoding::BASE64;
use rustls::RootCertStore;
use sqlx::postgres::{PgConnectOptions, PgListener, PgPool, PgPoolOptions, PgSslMode};
use sqlx::{Connection as _, PgConnection, Postgres, Row as _};
use tokio::time::timeout;

use super::Error;
use super::lender::{FRESH, Lender, Lent};

/// The longest wait for a connection, free or new, within the time that its work may take.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(2);
/// How long a connection may lie idle.
const IDLE: Duration = Duration::from_secs(60);
/// How long such a look may take.
const LOOK: Duration = Duration::from_millis(500);
/// How long a server may take to let us in when the database is opened.
const FIRST_CONNECT: Duration = Duration::from_secs(5);

/// Cheap to clone.
#[derive(Clone)]
pub(super) struct Servers(Arc<Inner>);

struct Inner {
    lender: Lender<Postgres>,
    list: Vec<PgConnectOptions>,
    /// The one that new connections go to.
    current: AtomicUsize,
    /// Somebody is finding out whether it is away.
    doubting: AtomicBool,
}

impl Servers {
    /// Turns to the first server of the URL that takes writes.
    pub async fn open(url: &str, connections: u32) -> Result<Self, Error> {
        let list = read(url)?;
        let mut refusals = Vec::new();
        for (at, server) in list.iter().enumerate() {
            match timeout(FIRST_CONNECT, try_out(server)).await {
                Ok(Ok(())) => {
                    let pool = options(connections).connect_lazy_with(server.clone());
                    let (current, doubting) = (AtomicUsize::new(at), AtomicBool::new(false));
                    return Ok(Self(Arc::new(Inner { lender: Lender::new(pool), list, current, doubting })));
                }
                Ok(Err(error)) => refusals.push(format!("{}: {error}", name(server))),
                Err(_) => refusals.push(format!("{}: no answer", name(server))),
            }
        }
        Err(Error::Refused(refusals.join("; ")))
    }

    pub fn pool(&self) -> &PgPool {
        self.0.lender.pool()
    }

    pub fn lender(&self) -> &Lender<Postgres> {
        &self.0.lender
    }

    pub async fn acquire(&self) -> Result<Lent<Postgres>, sqlx::Error> {
        self.0.lender.acquire().await.inspect_err(|_| self.doubt())
    }

    /// A connection of its own that hears what is told on a channel.
    pub async fn listener(&self, channel: &str) -> Result<PgListener, sqlx::Error> {
        let at = self.0.current.load(Ordering::Relaxed);
        let alone = options(1).max_lifetime(None).idle_timeout(None).connect_lazy_with(self.0.list[at].clone());
        let mut listener = PgListener::connect_with(&alone).await?;
        listener.listen(channel).await?;
        // Whoever lost it has to look for what was missed meanwhile, and may have to go to another server.
        listener.eager_reconnect(false);
        Ok(listener)
    }

    pub async fn close(&self) {
        self.0.lender.close().await;
    }

    /// There was no connection: because there is a crowd here, or because the server is away. Then the next one of
    /// the list is turned to. Nobody waits for this.
    fn doubt(&self) {
        if self.0.list.len() > 1 && !self.0.doubting.swap(true, Ordering::Relaxed) {
            let servers = self.clone();
            tokio::spawn(async move {
                let at = servers.0.current.load(Ordering::Relaxed);
                let why = match timeout(LOOK, try_out(&servers.0.list[at])).await {
                    Ok(Ok(())) => None,
                    Ok(Err(error)) => Some(error.to_string()),
                    Err(_) => Some("no answer".to_owned()),
                };
                if let Some(why) = why {
                    servers.turn_from(at, &why);
                }
                servers.0.doubting.store(false, Ordering::Relaxed);
            });
        }
    }

    fn turn_from(&self, at: usize, why: &str) {
        let next = (at + 1) % self.0.list.len();
        let (server, next_server) = (name(&self.0.list[at]), &self.0.list[next]);
        tracing::warn!(server, next = name(next_server), why, "the database server is away; the next is tried");
        self.0.current.store(next, Ordering::Relaxed);
        self.pool().set_connect_options(next_server.clone());
    }
}

/// What every pool of ours keeps to.
fn options(connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(ACQUIRE_TIMEOUT)
        // What a crowd has opened is soon given back to the other nodes.
        .idle_timeout(IDLE)
        // Instead, the two looks below: cheaper under load, and bounded where nobody answers.
        .test_before_acquire(false)
        .after_connect(|conn, _| Box::pin(prepare(conn)))
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                Ok(meta.idle_for < FRESH || timeout(LOOK, takes_writes(conn)).await.is_ok_and(|look| look.is_ok()))
            })
        })
        // A request that gave up leaves its statement unanswered: the connection is good if the answer comes.
        .after_release(|conn, _| {
            Box::pin(async move { Ok(timeout(LOOK, conn.ping()).await.is_ok_and(|ping| ping.is_ok())) })
        })
}

/// A process that vanished without a word must not hold its locks for long; and a statement that was given up, its
/// connection closed, must not wait for a lock as if anybody cared: each would take one of the server's connections.
async fn prepare(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    sqlx::query("SELECT set_config('idle_in_transaction_session_timeout', '15s', false)").execute(&mut *conn).await?;
    // Refused where the server's system cannot tell (postgresql.org/docs/15/runtime-config-connection.html).
    let checked = sqlx::query("SELECT set_config('client_connection_check_interval', '1s', false)");
    if let Err(error) = checked.execute(&mut *conn).await
        && error.as_database_error().is_none()
    {
        return Err(error);
    }
    takes_writes(conn).await
}

async fn takes_writes(conn: &mut PgConnection) -> Result<(), sqlx::Error> {
    let read_only: String = sqlx::query("SHOW transaction_read_only").fetch_one(conn).await?.try_get(0)?;
    match read_only == "off" {
        true => Ok(()),
        false => Err(sqlx::Error::Io(std::io::Error::other("the server is read-only, as a standby is"))),
    }
}

async fn try_out(server: &PgConnectOptions) -> Result<(), sqlx::Error> {
    let mut conn = PgConnection::connect_with(server).await?;
    takes_writes(&mut conn).await?;
    conn.close().await
}

fn name(server: &PgConnectOptions) -> String {
    match server.get_socket() {
        Some(socket) => socket.display().to_string(),
        None => format!("{}:{}", server.get_host(), server.get_port()),
    }
}

/// `postgres://USER:PASSWORD@HOST[:PORT][,HOST[:PORT]…]/NAME`: one server for each host.
///
/// # Errors
/// `Refused`, in words without the password.
pub(super) fn read(url: &str) -> Result<Vec<PgConnectOptions>, Error> {
    let refused = |what: &str| Error::Refused(what.to_owned());
    let (scheme, rest) = url.split_once("://").ok_or_else(|| refused("it is no URL"))?;
    let (authority, tail) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, hosts) = authority
        .rsplit_once('@')
        .map_or(("", authority), |(_, hosts)| (&authority[..authority.len() - hosts.len()], hosts));
    let (path, query) = tail.split_once('?').unwrap_or((tail, ""));
    // What libpq's own clients are told, and we do anyway.
    const IMPLIED: [&str; 2] = ["target_session_attrs", "connect_timeout"];
    let name_of = |pair: &str| pair.split('=').next().unwrap_or_default().to_owned();
    let pairs = query.split('&').filter(|pair| !IMPLIED.contains(&&*name_of(pair)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let given = |names: &[&str]| {
        let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.filter(|(name, _)| names.contains(name)).map(|(_, value)| value).next()
    };
    if let Some(name) = query.split('&').filter_map(|pair| pair.split('=').next()).find(|name| !is_option(name)) {
        return Err(Error::Refused(format!("its option {name} is not known here; remove it")));
    }
    let mode = given(&["sslmode", "ssl-mode"]);
    let needs_roots = given(&["sslrootcert", "ssl-root-cert", "ssl-ca"]).is_none_or(|file| file == "system");
    let one = |host: &str| {
        let server: PgConnectOptions = format!("{scheme}://{user}{host}{path}?{query}")
            .parse()
            .map_err(|_| refused("it cannot be read; are special characters percent-encoded?"))?;
        encrypted(server, mode, needs_roots)
    };
    hosts.split(',').map(one).collect()
}

/// What the driver understands. It would log any other with its value, which may be a secret.
fn is_option(name: &str) -> bool {
    const OPTIONS: [&str; 19] = [
        "",
        "sslmode",
        "ssl-mode",
        "sslrootcert",
        "ssl-root-cert",
        "ssl-ca",
        "sslcert",
        "ssl-cert",
        "sslkey",
        "ssl-key",
        "statement-cache-capacity",
        "host",
        "hostaddr",
        "port",
        "dbname",
        "user",
        "password",
        "application_name",
        "options",
    ];
    OPTIONS.contains(&name) || name.starts_with("options[")
}

/// A certificate that nobody verifies keeps nobody out: either it is verified, or there is none. Only on this
/// machine encryption may be left to the server.
fn encrypted(server: PgConnectOptions, mode: Option<&str>, needs_roots: bool) -> Result<PgConnectOptions, Error> {
    let host = server.get_host().trim_matches(['[', ']']);
    let is_here = server.get_socket().is_some()
        || host == "localhost"
        || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    let mode = match mode {
        Some("disable") => PgSslMode::Disable,
        // `require` is what most providers write, and leaves open what is verified. `verify-ca` would take anybody's
        // certificate from any authority that this machine trusts.
        Some("verify-full" | "verify-ca" | "require") => PgSslMode::VerifyFull,
        None if is_here => PgSslMode::Prefer,
        None => PgSslMode::VerifyFull,
        Some("prefer" | "allow") if is_here => PgSslMode::Prefer,
        Some(_) => {
            let what = "its sslmode does not verify the server's certificate; set verify-full, or disable on a network that nobody else is on";
            return Err(Error::Refused(what.to_owned()));
        }
    };
    let server = server.ssl_mode(mode);
    let is_verified = matches!(mode, PgSslMode::VerifyFull);
    Ok(if is_verified && needs_roots { server.ssl_root_cert_from_pem(roots()) } else { server })
}

/// The machine's root certificates (`SSL_CERT_FILE`, where it is set), beside those that the driver brings.
fn roots() -> Vec<u8> {
    let mut pem = String::new();
    for root in rustls_native_certs::load_native_certs().certs {
        // The driver refuses all for the sake of one that it cannot read.
        if RootCertStore::empty().add(root.clone()).is_ok() {
            pem += &format!("-----BEGIN CERTIFICATE-----\n{}\n-----END CERTIFICATE-----\n", BASE64.encode(&root));
        }
    }
    pem.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modes(url: &str) -> Vec<String> {
        let servers = read(url).unwrap();
        servers.iter().map(|server| format!("{} {:?}", name(server), server.get_ssl_mode())).collect()
    }

    #[test]
    fn a_certificate_is_verified_wherever_there_is_one_to_verify() {
        for (url, read) in [
            ("postgres://a:b@db.example/x", "db.example:5432 VerifyFull"),
            ("postgres://a:b@db.example/x?sslmode=require", "db.example:5432 VerifyFull"),
            ("postgres://a:b@db.example/x?sslmode=verify-ca", "db.example:5432 VerifyFull"),
            ("postgres://a:b@db.example/x?sslmode=disable", "db.example:5432 Disable"),
            ("postgres://a:b@127.0.0.1:5433/x", "127.0.0.1:5433 Prefer"),
            ("postgres://a:b@[::1]/x?sslmode=verify-full", "[::1]:5432 VerifyFull"),
            ("postgres:///x?host=/run/postgresql", "/run/postgresql Prefer"),
        ] {
            assert_eq!(modes(url), [read], "{url}");
        }
        for url in ["postgres://db.example/x?sslmode=prefer", "postgres://db.example/x?port=1&sslmode=allow"] {
            assert!(matches!(super::read(url), Err(Error::Refused(_))), "{url}");
        }
        let refused = super::read("postgres://localhost/x?sslpassword=hush").err().unwrap().to_string();
        assert_eq!(refused, "its option sslpassword is not known here; remove it");
    }

    #[test]
    fn a_url_may_name_several_servers() {
        assert_eq!(
            modes("postgresql://app:p%40ss@one:5433,two/x?target_session_attrs=read-write&sslmode=disable"),
            ["one:5433 Disable", "two:5432 Disable"]
        );
        for url in ["postgres", "postgres://one:port/x", "postgres://one,two:99999/x"] {
            assert!(read(url).is_err(), "{url}");
        }
    }
}
