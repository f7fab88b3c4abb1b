//! The database: whether the next start would find all it needs. A new SQLite file is not made. What is kept in it and
//! has to do with the keys or workers is looked at here, too, while it is open.

use std::path::Path;
use std::time::Duration;

use countersign_core::Timestamp;
use countersign_store::audit::{self, Seals};
use countersign_store::db::Standing;
use countersign_store::db::probe::{Postgres, Running};
use countersign_store::{Db, Error, copy};

use super::finding::{Check, Finding};
use super::{disk, worker};
use crate::clock::Clock;
use crate::config::Config;
use crate::installation::Keys;

/// docs/guide/operate.md: clocks must agree to a second.
const CLOCKS_AGREE: Duration = Duration::from_secs(1);
/// What a worker has in hand is somebody else's after 30 s: beyond that mail goes out twice, or late.
const CLOCKS_HARM: Duration = Duration::from_secs(30);
/// The oldest version that everything is tried with.
const OLDEST_POSTGRES: i64 = 150_000;

pub async fn look(config: &Config, keys: Option<&Keys>, clock: &Clock) -> Vec<Finding> {
    let path = config.database_url.strip_prefix("sqlite://").map(Path::new);
    let mut findings = path.map(disk::look).unwrap_or_default();
    if let Some(path) = path.filter(|path| !path.exists()) {
        let words = format!("{} is not there yet: it is made at the first start", path.display());
        findings.push(Finding::skip(Check::Database, words));
        return findings;
    }
    let before = clock.now();
    let opened = match Db::open_existing(&config.database_url).await {
        Ok(db) => db.running().await.map(|running| (db, running)),
        Err(error) => Err(error),
    };
    let (db, running) = match opened {
        Ok(opened) => opened,
        Err(error) => {
            findings.push(unreachable(&error, path));
            return findings;
        }
    };
    match &running {
        Running::Sqlite(sqlite) => {
            findings.push(Finding::ok(Check::Database, format!("SQLite {}, {}", sqlite.version, config_path(path))));
            findings.push(journal(&sqlite.journal_mode));
        }
        Running::Postgres(postgres) => {
            findings.extend(of_postgres(postgres, config.database_connections, before, clock.now()));
        }
    }
    findings.extend(inside(config, &db, keys, clock.now()).await);
    db.close().await;
    findings
}

fn config_path(path: Option<&Path>) -> String {
    path.map(|path| path.display().to_string()).unwrap_or_default()
}

fn unreachable(error: &Error, path: Option<&Path>) -> Finding {
    let words = error.to_string();
    let mend = match path {
        Some(_) => "give the file and its folder to the user that runs Countersign; look at database_url",
        None if words.contains("read-only") => {
            "name the server that takes writes in database_url, or several: postgres://ONE,TWO/NAME"
        }
        None if words.contains("password") || words.contains("role ") => "look at user and password in database_url",
        None if words.contains("does not exist") => {
            "make the database (`createdb`), or look at its name in database_url"
        }
        None if words.contains("certificate") => {
            "name the authority that signed the server's certificate: sslrootcert=FILE in database_url, or SSL_CERT_FILE"
        }
        None => "look at database_url; does the server run, and may this machine connect to it?",
    };
    Finding::fail(Check::Database, words, mend)
}

fn journal(mode: &str) -> Finding {
    if mode == "wal" {
        return Finding::ok(Check::Durability, "write-ahead log, synchronous=FULL");
    }
    let words = format!("journal_mode is {mode}: the next start sets it to wal");
    Finding::warn(Check::Durability, words, "nothing, if no other program needs it as it is")
}

fn of_postgres(postgres: &Postgres, connections: u32, before: Timestamp, after: Timestamp) -> Vec<Finding> {
    let Postgres { version, number, .. } = postgres;
    vec![
        if *number < OLDEST_POSTGRES {
            Finding::fail(Check::Database, format!("PostgreSQL {version} is too old"), "run version 15 or later")
        } else {
            Finding::ok(Check::Database, format!("PostgreSQL {version}"))
        },
        if postgres.synchronous_commit == "off" {
            let words = "synchronous_commit is off: it may forget what it acknowledged, and the start is refused";
            Finding::fail(Check::Durability, words, "set synchronous_commit = on")
        } else if !postgres.fsync || !postgres.full_page_writes {
            let words = "fsync or full_page_writes is off: a crash of its machine may lose everything";
            Finding::warn(Check::Durability, words, "set both to on, unless nothing in it is worth keeping")
        } else {
            Finding::ok(Check::Durability, format!("synchronous_commit is {}", postgres.synchronous_commit))
        },
        if i64::from(connections) + 1 > postgres.connections {
            let words = format!(
                "it has {} connections for all, and each process may open {connections} and one more",
                postgres.connections
            );
            Finding::fail(Check::Connections, words, "lower database_connections, or raise max_connections")
        } else {
            let processes = postgres.connections / (i64::from(connections) + 1);
            let words = format!("{} for all: enough for {processes} processes of these settings", postgres.connections);
            Finding::ok(Check::Connections, words)
        },
        if postgres.encoding != "UTF8" {
            let words = format!("the encoding is {}: names and words outside of it cannot be kept", postgres.encoding);
            Finding::fail(Check::Encoding, words, "make the database anew with ENCODING 'UTF8'")
        } else if postgres.has_stale_collation {
            let words = "the system sorts texts otherwise than when the database was made";
            let mend = "REINDEX DATABASE, then ALTER DATABASE … REFRESH COLLATION VERSION";
            Finding::warn(Check::Encoding, words, mend)
        } else {
            Finding::ok(Check::Encoding, "UTF-8")
        },
        clocks(Check::DatabaseClock, "PostgreSQL's clock", postgres.clock, before, after),
    ]
}

/// A clock that was read somewhere between two instants of ours.
pub(super) fn clocks(check: Check, whose: &str, theirs: Timestamp, before: Timestamp, after: Timestamp) -> Finding {
    let (ahead, behind) = (theirs.since(after), before.since(theirs));
    let (off, way) = if ahead > behind { (ahead, "ahead of") } else { (behind, "behind") };
    let words = format!("{whose} is {:.1} s {way} this machine's", off.as_secs_f64());
    let mend = "let both machines follow NTP (`timedatectl set-ntp true`)";
    if off > CLOCKS_HARM {
        Finding::fail(check, words, mend)
    } else if off > CLOCKS_AGREE {
        Finding::warn(check, words, mend)
    } else {
        Finding::ok(check, format!("{whose} agrees with this machine's"))
    }
}

/// What is in it.
async fn inside(config: &Config, db: &Db, keys: Option<&Keys>, now: Timestamp) -> Vec<Finding> {
    let failed = |check, error: Error| vec![Finding::fail(check, error.to_string(), "look at the server's log")];
    let (tables, has_all) = match tables(config, db).await {
        Ok(tables) => tables,
        Err(error) => return failed(Check::Tables, error),
    };
    let mut findings = vec![tables];
    if !has_all {
        return findings;
    }
    findings.push(match db.takes_writes().await {
        Ok(()) => Finding::ok(Check::Writes, "it takes writes"),
        Err(error) => Finding::fail(Check::Writes, error.to_string(), writable(&error)),
    });
    if let Some(keys) = keys {
        let seals = match db.read().await {
            Ok(mut conn) => audit::seals(&mut conn, &keys.trail()).await,
            Err(error) => Err(error),
        };
        match seals {
            Ok(seals) => findings.push(trail(seals)),
            Err(error) => findings.extend(failed(Check::KeyTrail, error)),
        }
    }
    findings.extend(worker::look(config, db, now).await);
    findings
}

fn writable(error: &Error) -> &'static str {
    match error {
        Error::Busy(_) => "somebody holds its lock: a copy, a backup, or a transaction that was left open",
        Error::Unwritable(_) => "make room on the disk, or make the file writable for the user that runs Countersign",
        Error::InDoubt(_) | Error::Taken | Error::Unreadable(_) | Error::Refused(_) | Error::Driver(_) => {
            "let the user of database_url write: GRANT it the tables, and let transactions not be read-only by default"
        }
    }
}

/// And whether all is there that is worked with.
async fn tables(config: &Config, db: &Db) -> Result<(Finding, bool), Error> {
    let standing = db.standing().await?;
    if standing != Standing::Behind && copy::is_unfinished(db).await? {
        let words = "a copy into this database is not finished";
        return Ok((Finding::fail(Check::Tables, words, "run `countersign copy` again"), false));
    }
    Ok(match standing {
        Standing::Current => (Finding::ok(Check::Tables, "all migrations are done"), true),
        Standing::Ahead => {
            let words = "a later version of Countersign has been here";
            (Finding::warn(Check::Tables, words, "run that version, once all nodes are replaced"), true)
        }
        Standing::Behind => {
            let pending = db.pending().await?;
            let words = format!("it lacks {} migrations: {}", pending.len(), pending.join(", "));
            let finding = match config.auto_migrate {
                true => Finding::warn(Check::Tables, words, "nothing: the next start does them"),
                false => Finding::fail(Check::Tables, words, "run `countersign migrate`"),
            };
            (finding, false)
        }
    })
}

fn trail(seals: Seals) -> Finding {
    let Seals { current, previous, unknown } = seals;
    let all = current + previous + unknown;
    if unknown > 0 {
        let words = format!("{unknown} of {all} heads of the audit trail were sealed with none of these keys");
        let mend = "put the key in place that this database was used with, or run `countersign audit verify`";
        return Finding::fail(Check::KeyTrail, words, mend);
    }
    Finding::ok(Check::KeyTrail, format!("{all} heads of the audit trail are sealed with these keys"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::doctor::State;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn clocks_may_differ_by_a_second_and_by_what_the_question_took() {
        let asked = |theirs: Timestamp| {
            let finding = clocks(Check::DatabaseClock, "It", theirs, NOW, NOW.plus(Duration::from_secs(5)));
            (finding.state, finding.words)
        };
        let after = |seconds| NOW.plus(Duration::from_secs(seconds));
        assert_eq!(asked(after(3)).0, State::Ok);
        assert_eq!(asked(after(6)).0, State::Ok);
        assert_eq!(asked(after(7)), (State::Warn, "It is 2.0 s ahead of this machine's".to_owned()));
        assert_eq!(asked(after(3_605)), (State::Fail, "It is 3600.0 s ahead of this machine's".to_owned()));
        let before = NOW.minus(Duration::from_secs(31));
        assert_eq!(asked(before), (State::Fail, "It is 31.0 s behind this machine's".to_owned()));
    }
}
