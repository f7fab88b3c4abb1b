//! What is looked at when a scraper asks: the queue and the workers as the database knows them, and what this process
//! holds of database and Redis. Told as far as it could be found: figures are wanted most while something is away.

use std::fmt;

use countersign_core::Timestamp;
use countersign_core::mail::Trouble;
use countersign_store::mails::{self, Queue};
use countersign_store::{Db, PoolFigures};
use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::{Registry, Unit};

use crate::mail_health::MailHealth;
use crate::{Countersign, Error};

#[derive(Default)]
pub struct Standing {
    /// What the database told, if it did.
    queue: Option<(Queue, Timestamp)>,
    health: Option<MailHealth>,
    is_writable: bool,
    pools: Vec<PoolFigures>,
    redis_is_up: Option<bool>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PoolState {
    pool: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Pool {
    pool: &'static str,
}

impl Standing {
    /// All of it. Reads the whole queue.
    pub async fn look(app: &Countersign) -> Self {
        let now = app.clock.now();
        Self {
            queue: told(queue(&app.db, now).await).map(|queue| (queue, now)),
            health: told(MailHealth::look(app).await),
            is_writable: app.db.is_writable(),
            pools: app.db.pool_figures(),
            redis_is_up: app.redis.as_ref().map(countersign_store::Redis::is_up),
        }
    }

    /// What strangers may see.
    pub async fn look_at_workers(app: &Countersign) -> Self {
        Self { health: told(MailHealth::look(app).await), ..Self::default() }
    }

    pub(super) fn public_registry(&self) -> Registry {
        let mut registry = Registry::with_prefix("countersign");
        let Some(health) = &self.health else { return registry };
        let text = "Workers that reported themselves within the last minute";
        registry.register("mail_workers", text, ConstGauge::new(count(health.workers.len())));
        let of = |trouble| count(health.outages().filter(|outage| outage.trouble == trouble).count());
        let outages = Trouble::ALL.iter().map(|trouble| (State { state: trouble.as_str() }, of(*trouble)));
        let text = "Workers that send nothing, by what keeps them from it";
        register_all(&mut registry, "mail_outage", text, outages);
        registry
    }

    pub(super) fn registry(&self) -> Registry {
        let mut registry = self.public_registry();
        self.of_mail(&mut registry);
        let is_up = self.queue.is_some() && self.health.is_some();
        registry.register("database_up", "Whether the database answered just now", ConstGauge::new(i64::from(is_up)));
        let text = "Whether the database could be written when last tried";
        registry.register("database_writable", text, ConstGauge::new(i64::from(self.is_writable)));
        let connections = self.pools.iter().flat_map(|figures| {
            let states = [("in_use", figures.in_use), ("idle", figures.idle)];
            states.map(|(state, count)| (PoolState { pool: figures.pool, state }, i64::from(count)))
        });
        let text = "Connections of this process to the database";
        register_all(&mut registry, "database_connections", text, connections);
        let most = self.pools.iter().map(|figures| (Pool { pool: figures.pool }, i64::from(figures.most)));
        register_all(&mut registry, "database_connections_max", "How many it may open", most);
        if let Some(is_up) = self.redis_is_up {
            let text = "Whether Redis answered when last asked; there only where one is configured";
            registry.register("redis_up", text, ConstGauge::new(i64::from(is_up)));
        }
        registry
    }

    fn of_mail(&self, registry: &mut Registry) {
        if let Some((queue, now)) = &self.queue {
            let queued = [("due", queue.due), ("later", queue.later), ("in_hand", queue.in_hand)];
            let text = "Mails in the queue: due, waiting for another try, in a worker's hand";
            register_all(registry, "mails_queued", text, queued.map(|(state, count)| (State { state }, count)));
            let oldest = queue.oldest_at.map_or(0, |at| now.since(at).as_secs());
            let text = "Age of the oldest mail in the queue";
            registry.register_with_unit("mail_oldest_unsent", text, Unit::Seconds, ConstGauge::new(oldest as i64));
        }
        if let Some(health) = &self.health {
            let waits = ConstGauge::new(health.waits().as_secs() as i64);
            let text = "How long the mail that is due first has waited for a worker";
            registry.register_with_unit("mail_overdue", text, Unit::Seconds, waits);
        }
    }
}

/// Gauges that differ by a label, in an order that is always the same: two scrapes that find the same are the same.
#[derive(Debug)]
struct Gauges<L> {
    name: &'static str,
    text: &'static str,
    rows: Vec<(L, i64)>,
}

fn register_all<L: EncodeLabelSet + fmt::Debug + Send + Sync + 'static>(
    registry: &mut Registry,
    name: &'static str,
    text: &'static str,
    rows: impl IntoIterator<Item = (L, i64)>,
) {
    registry.register_collector(Box::new(Gauges { name, text, rows: rows.into_iter().collect() }));
}

impl<L: EncodeLabelSet + fmt::Debug + Send + Sync + 'static> Collector for Gauges<L> {
    fn encode(&self, mut encoder: DescriptorEncoder) -> Result<(), fmt::Error> {
        // As the registry ends every other text.
        let text = format!("{}.", self.text);
        let mut gauges = encoder.encode_descriptor(self.name, &text, None, MetricType::Gauge)?;
        for (labels, value) in &self.rows {
            ConstGauge::new(*value).encode(gauges.encode_family(labels)?)?;
        }
        Ok(())
    }
}

async fn queue(db: &Db, now: Timestamp) -> Result<Queue, Error> {
    Ok(mails::queue(&mut db.read().await?, now).await?)
}

/// None if the database did not tell.
fn told<T>(answer: Result<T, Error>) -> Option<T> {
    answer.inspect_err(|error| tracing::warn!(%error, "figures are told without those of the database")).ok()
}

fn count(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
