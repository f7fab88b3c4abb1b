//! PostgreSQL behind a network that fails: a server that falls silent, is lost in the middle, hands over to
//! another, or turns out to be a standby. Each case reaches the server through a gate that it can shut.

use std::sync::Arc;
use std::time::Duration;

use countersign_store::{Db, Error, accounts, mails};
use sqlx::{Connection as _, PgConnection};
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::databases::{run, with_option};
use crate::rows::*;

macro_rules! on_postgres {
    ($($case:ident,)+) => {
        $(#[test]
        fn $case() {
            crate::databases::on_postgres(crate::databases::empty(cases::$case));
        })+
    };
}

on_postgres! {
    a_silent_server_is_given_up_and_found_again,
    a_commit_without_an_answer_is_in_doubt,
    a_caller_that_gives_up_half_way_leaves_no_transaction_to_the_next,
    a_table_that_gained_a_column_is_read_on_fresh_connections,
    a_lost_connection_is_replaced,
    the_next_server_of_the_url_steps_in,
    a_standby_is_not_taken_for_the_server,
    mail_queued_by_another_process_wakes_the_worker,
    an_older_version_works_on_newer_tables,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    Open,
    /// Nothing passes, and nobody is told: a frozen server, or a network that swallows.
    Silent,
    /// Every connection is cut, and no new one is taken.
    Cut,
}

/// A way to the server.
struct Gate {
    state: Arc<watch::Sender<State>>,
    /// The database's URL through this gate.
    url: String,
    address: String,
}

impl Gate {
    async fn to(url: &str) -> Self {
        let (user, rest) = url.split_once('@').expect("a URL with a user");
        let (server, tail) = rest.split_at(rest.find('/').unwrap());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let state = Arc::new(watch::Sender::new(State::Open));
        let (gate, server) = (Arc::clone(&state), server.to_owned());
        tokio::spawn(async move {
            loop {
                let (visitor, _) = listener.accept().await.unwrap();
                if *gate.borrow() != State::Cut {
                    tokio::spawn(carry(visitor, server.clone(), gate.subscribe()));
                }
            }
        });
        Self { state, url: format!("{user}@{address}{tail}"), address }
    }

    fn set(&self, state: State) {
        self.state.send_replace(state);
    }
}

/// Both ways at once, until one end or the gate closes.
async fn carry(visitor: TcpStream, server: String, state: watch::Receiver<State>) {
    let server = TcpStream::connect(server).await.unwrap();
    let ((from_visitor, to_visitor), (from_server, to_server)) = (visitor.into_split(), server.into_split());
    tokio::select! {
        () = pass(from_visitor, to_server, state.clone()) => {}
        () = pass(from_server, to_visitor, state) => {}
    }
}

async fn pass(
    from: tokio::net::tcp::OwnedReadHalf,
    mut to: tokio::net::tcp::OwnedWriteHalf,
    mut state: watch::Receiver<State>,
) {
    let mut bytes = vec![0; 8 * 1_024];
    loop {
        tokio::select! {
            biased;
            _ = state.wait_for(|state| *state == State::Cut) => return,
            ready = from.readable() => ready.unwrap(),
        }
        // What arrives while the gate is silent waits in front of it.
        if *state.wait_for(|state| *state != State::Silent).await.unwrap() == State::Cut {
            return;
        }
        match from.try_read(&mut bytes) {
            Ok(0) => return,
            Ok(count) if to.write_all(&bytes[..count]).await.is_err() => return,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
            Err(_) => return,
        }
    }
}

/// Tries until it works: servers come back when they do.
async fn eventually(db: &Db) {
    let works = async {
        while look(db).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), works).await.expect("the database to be found again");
}

async fn look(db: &Db) -> Result<bool, Error> {
    Ok(accounts::by_id(&mut db.read().await?, id(1)).await?.is_some())
}

/// The URL with a name by which the server tells its connections from others.
fn with_name(url: &str, name: &str) -> String {
    let joint = if url.contains('?') { '&' } else { '?' };
    format!("{url}{joint}application_name={name}")
}

async fn count(url: &str, sql: &'static str) -> i64 {
    let mut connection = PgConnection::connect(url).await.unwrap();
    let count = sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    count
}

mod cases {
    use super::*;

    pub async fn a_silent_server_is_given_up_and_found_again(url: String) {
        let gate = Gate::to(&url).await;
        let db = Db::open(&gate.url).await.unwrap();
        db.migrate().await.unwrap();
        kept_account(&db, 1).await;

        let mut in_hand = db.begin().await.unwrap();
        gate.set(State::Silent);
        // On a connection in hand, on one from the pool, and on more than the pool has.
        assert!(matches!(accounts::by_id(&mut in_hand, id(1)).await, Err(Error::Busy(_))));
        drop(in_hand);
        let looks: Vec<_> = (0..40)
            .map(|_| {
                tokio::spawn({
                    let db = db.clone();
                    async move { look(&db).await }
                })
            })
            .collect();
        for came_to in looks {
            assert!(matches!(came_to.await.unwrap(), Err(Error::Busy(_))));
        }
        assert!(db.begin().await.is_err() && db.is_ready().await.is_err());

        gate.set(State::Open);
        eventually(&db).await;
        db.close().await;
    }

    pub async fn a_commit_without_an_answer_is_in_doubt(url: String) {
        let gate = Gate::to(&url).await;
        let db = Db::open(&gate.url).await.unwrap();
        db.migrate().await.unwrap();
        for (number, failure) in [(1, State::Silent), (2, State::Cut)] {
            let mut tx = db.begin().await.unwrap();
            assert!(accounts::insert(&mut tx, &account(number)).await.unwrap());
            gate.set(failure);
            assert!(matches!(tx.commit().await, Err(Error::InDoubt(_))));
            gate.set(State::Open);
            eventually(&db).await;
        }
        db.close().await;
    }

    pub async fn a_caller_that_gives_up_half_way_leaves_no_transaction_to_the_next(url: String) {
        let gate = Gate::to(&with_name(&url, "gives_up")).await;
        let db = Db::open(&gate.url).await.unwrap();
        db.migrate().await.unwrap();
        for _ in 0..10 {
            gate.set(State::Silent);
            let given_up = tokio::time::timeout(Duration::from_millis(20), db.begin_relaxed()).await;
            assert!(given_up.is_err(), "the server did not answer");
            // In time for the connection to look as good as new.
            gate.set(State::Open);
            eventually(&db).await;
        }
        let open = "SELECT count(*) FROM pg_stat_activity
            WHERE state LIKE 'idle in transaction%' AND application_name = 'gives_up'";
        let none_is_left = async {
            while count(&url, open).await > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), none_is_left).await.expect("no transaction to be left open");
        db.close().await;
    }

    pub async fn a_table_that_gained_a_column_is_read_on_fresh_connections(url: String) {
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        kept_account(&db, 1).await;
        // More than one connection knows the statement.
        let (mut one, mut two) = (db.read().await.unwrap(), db.read().await.unwrap());
        for conn in [&mut one, &mut two] {
            assert!(accounts::by_id(conn, id(1)).await.unwrap().is_some());
        }
        run(&url, "ALTER TABLE accounts ADD COLUMN of_a_later_version TEXT".to_owned()).await;
        for conn in [&mut one, &mut two] {
            assert!(matches!(accounts::by_id(conn, id(1)).await, Err(Error::Busy(_))));
        }
        drop((one, two));
        for _ in 0..4 {
            assert!(look(&db).await.unwrap(), "each connection stumbles once at most");
        }
        db.close().await;
    }

    pub async fn a_lost_connection_is_replaced(url: String) {
        let gate = Gate::to(&url).await;
        let db = Db::open(&gate.url).await.unwrap();
        db.migrate().await.unwrap();
        let mut in_hand = db.begin().await.unwrap();
        assert!(accounts::insert(&mut in_hand, &account(1)).await.unwrap());
        gate.set(State::Cut);
        assert!(matches!(accounts::by_id(&mut in_hand, id(1)).await, Err(Error::Busy(_))));
        drop(in_hand);
        assert!(matches!(look(&db).await, Err(Error::Busy(_))));
        gate.set(State::Open);
        eventually(&db).await;
        assert!(!look(&db).await.unwrap(), "nothing of what was not committed is left");
        db.close().await;
    }

    pub async fn the_next_server_of_the_url_steps_in(url: String) {
        let (first, second) = (Gate::to(&url).await, Gate::to(&url).await);
        let both = first.url.replace(&first.address, &format!("{},{}", first.address, second.address));
        let db = Db::open(&both).await.unwrap();
        db.migrate().await.unwrap();
        kept_account(&db, 1).await;
        first.set(State::Cut);
        eventually(&db).await;
        first.set(State::Open);
        second.set(State::Silent);
        eventually(&db).await;
        db.close().await;

        first.set(State::Cut);
        second.set(State::Open);
        let db = Db::open(&both).await.unwrap();
        assert!(look(&db).await.unwrap());
        db.close().await;
    }

    pub async fn a_standby_is_not_taken_for_the_server(url: String) {
        let standby = with_option(&url, "default_transaction_read_only", "on");
        assert!(matches!(Db::open(&standby).await, Err(Error::Refused(why)) if why.contains("read-only")));
    }

    pub async fn mail_queued_by_another_process_wakes_the_worker(url: String) {
        let (here, there) = (Db::open(&url).await.unwrap(), Db::open(&url).await.unwrap());
        here.migrate().await.unwrap();
        let woken = async {
            // The first is for what was queued before anybody listened.
            for number in 1..=3 {
                here.mail_queued().await;
                queued_mail(&there, number).await;
            }
        };
        tokio::select! {
            never = here.listen() => match never {},
            () = woken => {}
            () = tokio::time::sleep(Duration::from_secs(30)) => panic!("nobody was woken"),
        }
        assert_eq!(read!(here, |conn| mails::list(&mut conn, Default::default())).len(), 3);
        here.close().await;
        there.close().await;
    }

    pub async fn an_older_version_works_on_newer_tables(url: String) {
        let db = Db::open(&url).await.unwrap();
        db.migrate().await.unwrap();
        let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
            VALUES (9000, 'of a later version', TRUE, '', 0)";
        run(&url, newer.to_owned()).await;
        db.migrate().await.unwrap();
        assert!(db.is_ready().await.unwrap());
        db.close().await;
    }
}
