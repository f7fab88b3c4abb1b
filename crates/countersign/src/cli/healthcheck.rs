//! `healthcheck`: asks the server or worker that has these settings whether it is ready. For containers with
//! nothing in them but this program, and for scripts.

use std::io::{BufRead, BufReader, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::time::Duration;

use super::output::say;
use crate::config::Config;
use crate::installation::{Failure, usage};

/// Longest wait for each step: a server that waits in vain for its database says so within three seconds on PostgreSQL,
/// and after 5 s where another process holds SQLite.
const PATIENCE: Duration = Duration::from_secs(8);

pub fn run(config: &Config) -> Result<(), Failure> {
    let (key, listener) = match config.ops_listen {
        Some(ops_listen) => ("ops_listen", ops_listen),
        None => ("listen", config.listen),
    };
    if listener.port() == 0 {
        return Err(usage(config, key, "picks a free port at each start, so nobody can ask there; name one"));
    }
    let address = reachable(listener);
    let status = ask(address).map_err(|error| Failure::Failed(format!("nobody answers at {address}: {error}")))?;
    if status != "200" {
        return Err(Failure::Failed(format!("not ready: {address} answers {status}")));
    }
    say("ready");
    Ok(())
}

/// Whoever listens on every address is asked on loopback.
pub(super) fn reachable(listener: SocketAddr) -> SocketAddr {
    let ip = match listener.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip @ (IpAddr::V4(_) | IpAddr::V6(_)) => ip,
    };
    SocketAddr::new(ip, listener.port())
}

/// The status of its readiness.
fn ask(address: SocketAddr) -> std::io::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line)?;
    Ok(line.split(' ').nth(1).unwrap_or("nothing").to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_listens_everywhere_is_asked_on_loopback() {
        for (listener, asked) in [
            ("0.0.0.0:8081", "127.0.0.1:8081"),
            ("[::]:8081", "[::1]:8081"),
            ("10.0.0.7:8081", "10.0.0.7:8081"),
            ("127.0.0.1:80", "127.0.0.1:80"),
        ] {
            assert_eq!(reachable(listener.parse().unwrap()), asked.parse().unwrap());
        }
    }
}
