//! Starts the log: of a server on standard output, of a one-shot command only warnings on standard error; and the traces
//! of a server, where somebody takes them.

use std::fmt;
use std::io::{IsTerminal, stderr, stdout};

use countersign_store::db::SPANS;
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields, layer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use crate::config::{Config, LogFormat};
use crate::installation::Failure;
#[cfg(feature = "otel")]
use crate::traces::Traces;

pub struct Log {
    /// Whether it is the form for people.
    pub pretty: bool,
    #[cfg(feature = "otel")]
    traces: Option<Traces>,
}

impl Log {
    pub fn of_server(config: &Config) -> Result<Self, Failure> {
        let pretty = is_pretty(config);
        #[cfg(feature = "otel")]
        let traces = Traces::from_environment().map_err(|wrong| Failure::Usage(format!("{}: {}", wrong.0, wrong.1)))?;
        #[cfg(feature = "otel")]
        let is_traced = traces.is_some();
        #[cfg(not(feature = "otel"))]
        let is_traced = false;
        let lines: Box<dyn Layer<Registry> + Send + Sync> = if pretty {
            Box::new(layer().with_target(false).map_event_format(|inner| Traced { inner, is_traced, is_json: false }))
        } else {
            let json = layer().json().flatten_event(true);
            Box::new(json.map_event_format(|inner| Traced { inner, is_traced, is_json: true }))
        };
        let registry = tracing_subscriber::registry().with(lines.with_filter(filter(&config.log)?));
        #[cfg(feature = "otel")]
        registry.with(traces.as_ref().map(Traces::layer)).init();
        #[cfg(not(feature = "otel"))]
        registry.init();
        Ok(Self {
            pretty,
            #[cfg(feature = "otel")]
            traces,
        })
    }

    /// Sends the last spans on.
    pub async fn end(self) {
        #[cfg(feature = "otel")]
        if let Some(traces) = self.traces {
            traces.end().await;
        }
    }
}

/// Whoever runs a command sees for themselves what takes long (a copy has statements of minutes), and the server has told
/// what is unwise about its database.
pub fn of_command() -> Result<(), Failure> {
    let lines = layer().with_target(false).with_writer(stderr);
    let filter = filter("warn,sqlx=error,countersign_store::db=error")?;
    tracing_subscriber::registry().with(lines.with_filter(filter)).init();
    Ok(())
}

fn is_pretty(config: &Config) -> bool {
    match config.log_format {
        LogFormat::Pretty => true,
        LogFormat::Json => false,
        LogFormat::Auto => stdout().is_terminal(),
    }
}

/// Spans for traces are none of the log's, whatever it is asked to show.
fn filter(directives: &str) -> Result<EnvFilter, Failure> {
    let filter = EnvFilter::try_new(directives).map_err(|error| Failure::Usage(format!("log: {error}")))?;
    Ok(filter.add_directive(format!("{SPANS}=off").parse().map_err(Failure::failed)?))
}

/// Lines that begin with the id of the trace they belong to, where there are traces.
struct Traced<F> {
    inner: F,
    is_traced: bool,
    is_json: bool,
}

impl<S, N, F> FormatEvent<S, N> for Traced<F>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
    F: FormatEvent<S, N>,
{
    fn format_event(&self, context: &FmtContext<'_, S, N>, mut writer: Writer<'_>, event: &Event<'_>) -> fmt::Result {
        let Some(id) = trace_id().filter(|_| self.is_traced) else {
            return self.inner.format_event(context, writer, event);
        };
        if !self.is_json {
            write!(writer, "{id} ")?;
            return self.inner.format_event(context, writer, event);
        }
        let mut line = String::new();
        self.inner.format_event(context, Writer::new(&mut line), event)?;
        write!(writer, "{{\"trace_id\":\"{id}\",{}", line.trim_start_matches('{'))
    }
}

fn trace_id() -> Option<String> {
    #[cfg(feature = "otel")]
    return crate::traces::current_id();
    #[cfg(not(feature = "otel"))]
    None
}
