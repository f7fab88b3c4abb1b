//! What Redis is used for beside limits, and what happens without it: on the server that `TEST_REDIS_URL` names,
//! each case with keys of its own, and behind a wire that a case can cut or silence.

use std::collections::BTreeSet;
use std::future::ready;
use std::io::Write as _;
use std::sync::Once;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use countersign_store::mails::HANDFUL;
use countersign_store::{Away, Db, Redis};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;

use crate::databases::twenty_at_once;
use crate::rows::queued_mail;

/// The server's URL, or nothing after one line that says so.
#[expect(clippy::disallowed_methods, reason = "a test run is told where its server is by its environment")]
pub fn server() -> Option<String> {
    static ONCE: Once = Once::new();
    let url = std::env::var("TEST_REDIS_URL").ok();
    if url.is_none() {
        ONCE.call_once(|| {
            let _ = writeln!(std::io::stderr(), "TEST_REDIS_URL is not set: what needs Redis is skipped");
        });
    }
    url
}

/// A name that no other case and no earlier run has used.
pub fn name() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    format!("contract:{}:{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed))
}

fn items(numbers: std::ops::Range<u8>) -> Vec<String> {
    numbers.map(|number| format!("item-{number}")).collect()
}

/// Asks until Redis answers, as it does within seconds of being there.
pub async fn once_there<T>(mut ask: impl AsyncFnMut() -> Result<T, Away>) -> T {
    let asking = async {
        loop {
            match ask().await {
                Ok(answer) => return answer,
                Err(Away) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), asking).await.expect("Redis is there, and was not found")
}

/// Whether a call failed before anything could have been waited for.
async fn fails_at_once(redis: &Redis) -> bool {
    tokio::select! {
        biased;
        answer = redis.take("nothing", 1) => answer.is_err(),
        () = ready(()) => false,
    }
}

#[tokio::test]
async fn items_are_taken_in_the_order_in_which_they_came() {
    let Some(url) = server() else { return };
    let (redis, list) = (Redis::open(&url).unwrap(), name());
    once_there(async || redis.push(&list, &items(0..3), 100).await).await;
    redis.push(&list, &items(3..5), 100).await.unwrap();
    redis.push(&list, &[], 100).await.unwrap();
    assert_eq!(redis.take(&list, 2).await.unwrap(), items(0..2));
    assert_eq!(redis.take(&list, 100).await.unwrap(), items(2..5));
    assert_eq!(redis.take(&list, 100).await.unwrap(), items(0..0));
}

#[tokio::test]
async fn each_item_goes_to_one_taker() {
    let Some(url) = server() else { return };
    let (redis, list) = (Redis::open(&url).unwrap(), name());
    once_there(async || redis.push(&list, &items(0..100), 100).await).await;
    let taken = twenty_at_once(|_| {
        let (redis, list) = (redis.clone(), list.clone());
        async move { redis.take(&list, 5).await.unwrap() }
    })
    .await;
    let mut all: Vec<String> = taken.into_iter().flatten().collect();
    let mut expected = items(0..100);
    all.sort();
    expected.sort();
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_list_keeps_its_newest_and_not_for_ever() {
    let Some(url) = server() else { return };
    let (redis, list) = (Redis::open(&url).unwrap(), name());
    once_there(async || redis.push(&list, &items(0..4), 3).await).await;
    redis.push(&list, &items(4..5), 3).await.unwrap();
    let mut past_the_crate = ::redis::Client::open(url).unwrap().get_multiplexed_async_connection().await.unwrap();
    let key = format!("countersign:{list}");
    let seconds: i64 = ::redis::cmd("TTL").arg(key).query_async(&mut past_the_crate).await.unwrap();
    assert!((1..=3_600).contains(&seconds), "{seconds}");
    assert_eq!(redis.take(&list, 100).await.unwrap(), items(2..5));
}

/// Longer than the crate behind it waits for an answer unless told otherwise, which is half a second.
#[tokio::test]
async fn a_taker_may_wait_in_vain() {
    let Some(url) = server() else { return };
    let mut taker = Redis::open(&url).unwrap().taker().await.unwrap();
    assert_eq!(taker.take(&name(), 10, Duration::from_millis(700)).await.unwrap(), items(0..0));
}

#[tokio::test]
async fn a_waiting_taker_gets_what_comes() {
    let Some(url) = server() else { return };
    let (redis, list) = (Redis::open(&url).unwrap(), name());
    let mut taker = redis.taker().await.unwrap();
    let waiting = {
        let list = list.clone();
        tokio::spawn(async move { (taker.take(&list, 10, Duration::from_secs(30)).await.unwrap(), taker) })
    };
    once_there(async || redis.push(&list, &items(0..3), 100).await).await;
    let (mut taken, mut taker) = waiting.await.unwrap();
    if taken.len() < 3 {
        taken.extend(taker.take(&list, 10, Duration::from_secs(30)).await.unwrap());
    }
    assert_eq!(taken, items(0..3));
}

#[tokio::test]
async fn nobody_listening_is_no_reason_not_to_open() {
    let wire = Wire::to(None).await;
    let redis = Redis::open(&wire.url).unwrap();
    drop(wire);
    assert!(redis.take("nothing", 1).await.is_err() && redis.taker().await.is_err());
    assert!(fails_at_once(&redis).await);
}

#[tokio::test]
async fn a_silent_redis_is_waited_for_once_and_then_left_alone() {
    let wire = Wire::to(None).await;
    let redis = Redis::open(&wire.url).unwrap();
    assert!(redis.take("nothing", 1).await.is_err());
    assert!(fails_at_once(&redis).await);
}

#[tokio::test]
async fn a_redis_that_falls_silent_is_left_alone_until_it_speaks_again() {
    let Some(url) = server() else { return };
    let wire = Wire::to(Some(&url)).await;
    let (redis, list) = (Redis::open(&wire.url).unwrap(), name());
    once_there(async || redis.push(&list, &items(0..1), 100).await).await;
    wire.carries.send_replace(false);
    assert!(redis.take(&list, 1).await.is_err());
    assert!(fails_at_once(&redis).await);
    wire.carries.send_replace(true);
    once_there(async || redis.push(&list, &items(1..2), 100).await).await;
}

#[tokio::test]
async fn a_connection_that_is_cut_is_made_again() {
    let Some(url) = server() else { return };
    let wire = Wire::to(Some(&url)).await;
    let (redis, list) = (Redis::open(&wire.url).unwrap(), name());
    for number in 0..3 {
        once_there(async || redis.push(&list, &items(number..number + 1), 100).await).await;
        wire.cut.send_replace(());
    }
    assert_eq!(once_there(async || redis.take(&list, 100).await).await, items(0..3));
}

/// Between a client and the server, or nowhere: everything sent into it is then swallowed.
pub struct Wire {
    pub url: String,
    carries: watch::Sender<bool>,
    cut: watch::Sender<()>,
    _tasks: JoinSet<()>,
}

impl Wire {
    pub async fn to(server: Option<&str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let host = server.map(|url| url.trim_start_matches("redis://").split('/').next().unwrap().to_owned());
        let (carries, cut) = (watch::Sender::new(host.is_some()), watch::Sender::new(()));
        let mut tasks = JoinSet::new();
        let (is_carried, is_cut) = (carries.subscribe(), cut.subscribe());
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            loop {
                let (client, _) = listener.accept().await.unwrap();
                connections.spawn(carry(client, host.clone(), is_carried.clone(), is_cut.clone()));
            }
        });
        Self { url, carries, cut, _tasks: tasks }
    }
}

async fn carry(
    mut client: TcpStream,
    host: Option<String>,
    mut carries: watch::Receiver<bool>,
    mut cut: watch::Receiver<()>,
) {
    cut.mark_unchanged();
    tokio::select! {
        _ = cut.changed() => {}
        () = async {
            carries.wait_for(|carries| *carries).await.unwrap();
            let mut server = TcpStream::connect(host.unwrap()).await.unwrap();
            loop {
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut client, &mut server) => return,
                    _ = carries.wait_for(|carries| !carries) => {}
                }
                carries.wait_for(|carries| *carries).await.unwrap();
            }
        } => {}
    }
}

/// Two processes on one database: what the first queues is handed to the second, each mail once and to one worker.
#[tokio::test]
async fn queued_mails_are_handed_to_one_worker_each() {
    let Some(url) = server() else { return };
    let (folder, installation) = (tempfile::tempdir().unwrap(), name());
    let open = async || {
        let db = Db::open(&format!("sqlite://{}", folder.path().join("handed.db").display())).await.unwrap();
        db.with_redis(Redis::open(&url).unwrap().of(&installation))
    };
    let (queuing, workers) = (open().await, [open().await, open().await]);
    queuing.migrate().await.unwrap();
    const MAILS: usize = 3 * HANDFUL;
    let (told, mut handed) = mpsc::unbounded_channel();
    let mut working = JoinSet::new();
    for db in workers {
        let told = told.clone();
        working.spawn({
            let db = db.clone();
            async move { match db.listen().await {} }
        });
        working.spawn(async move {
            loop {
                db.mail_queued().await;
                for id in db.handed() {
                    told.send(id).unwrap();
                }
            }
        });
    }
    for number in 1..=MAILS {
        queued_mail(&queuing, u8::try_from(number).unwrap()).await;
    }
    let all = async {
        let mut ids = BTreeSet::new();
        while ids.len() < MAILS {
            assert!(ids.insert(handed.recv().await.unwrap()), "a mail was handed over twice");
        }
    };
    tokio::time::timeout(Duration::from_secs(30), all).await.expect("every mail to be handed over");
}

/// Without Redis the process wakes its own worker, as if none had been set.
#[tokio::test]
async fn without_redis_the_worker_of_this_process_is_woken() {
    let folder = tempfile::tempdir().unwrap();
    let db = Db::open(&format!("sqlite://{}", folder.path().join("alone.db").display())).await.unwrap();
    let db = db.with_redis(Redis::open("redis://127.0.0.1:1").unwrap());
    db.migrate().await.unwrap();
    queued_mail(&db, 1).await;
    tokio::time::timeout(Duration::from_secs(30), db.mail_queued()).await.expect("the worker to be woken");
}
