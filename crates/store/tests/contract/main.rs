//! What a database must do for Countersign, told once and held against each: every case runs on a fresh
//! SQLite file and, where the variable `TEST_POSTGRES_URL` names a server, in a fresh schema there too.
//! One file for each noun of the crate; `databases` brings and removes the databases, `rows` what the
//! cases start from. A case that is not listed at the top of its file is dead code, which clippy refuses.

/// Makes two tests of every case: `case::sqlite` and `case::postgres`. A `migrated` case gets a `Db` with
/// all tables, an `empty` one the URL of a database without any.
macro_rules! on_both_databases {
    ($state:ident: $($case:ident,)+) => {
        $(mod $case {
            #[test]
            fn sqlite() {
                crate::databases::on_sqlite(crate::databases::$state(super::$case));
            }

            #[test]
            fn postgres() {
                crate::databases::on_postgres(crate::databases::$state(super::$case));
            }
        })+
    };
}

/// Makes four tests of every case: from each database into each, both empty.
macro_rules! between_databases {
    ($($case:ident,)+) => {
        $(mod $case {
            #[test]
            fn sqlite_to_sqlite() {
                crate::databases::between(["sqlite", "sqlite"], super::$case);
            }

            #[test]
            fn sqlite_to_postgres() {
                crate::databases::between(["sqlite", "postgres"], super::$case);
            }

            #[test]
            fn postgres_to_sqlite() {
                crate::databases::between(["postgres", "sqlite"], super::$case);
            }

            #[test]
            fn postgres_to_postgres() {
                crate::databases::between(["postgres", "postgres"], super::$case);
            }
        })+
    };
}

/// Does one thing in a transaction of its own, and gives back what it came to.
macro_rules! commit {
    ($db:expr, |$tx:ident| $work:expr) => {{
        let mut $tx = $db.begin().await.unwrap();
        let came_to = $work.await.unwrap();
        $tx.commit().await.unwrap();
        came_to
    }};
}

/// Reads one thing on a connection of its own.
macro_rules! read {
    ($db:expr, |$conn:ident| $look:expr) => {{
        let mut $conn = $db.read().await.unwrap();
        $look.await.unwrap()
    }};
}

mod accounts;
mod audit;
mod audit_chains;
mod captchas;
mod closing;
mod copy;
mod databases;
mod db;
mod email_changes;
mod figures;
mod group;
mod guesses;
mod host;
mod import;
mod legacy_people;
mod limits;
mod links;
mod listings;
mod mail_flow;
mod mailboxes;
mod mails;
mod people;
mod redis;
mod rows;
mod servers;
mod session_changes;
mod sessions;
mod sign_ups;
