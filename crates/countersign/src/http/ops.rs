//! For operators, load balancers and Prometheus: whether the process lives, whether it can work, whether mail
//! flows.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use countersign_core::mail::Trouble;
use serde_json::json;

use super::Site;
use super::description::{Call, schema};
use super::parts::show;
use crate::mail_health::MailHealth;
use crate::metrics::{Metrics, Standing};

pub fn doors() -> Router<Site> {
    Router::new().route("/healthz", get(async || Json(json!({"status": "ok"})))).route("/readyz", get(ready))
}

pub fn calls() -> Vec<Call> {
    let trouble = schema::word(Trouble::ALL.iter().map(|trouble| trouble.as_str()));
    let mail = schema::object([
        ("status", schema::word(["flows", "paused", "no_worker"])),
        ("trouble", schema::perhaps(trouble)),
        ("since", schema::perhaps(schema::instant())),
    ]);
    let ready = schema::and_perhaps(show::status_schema(["ready"]), [("mail", mail)]);
    let unready = show::status_schema(["migrations are missing", "the database does not answer"]);
    vec![
        Call::get("/healthz", "getHealth", "Whether the process lives").asks_nobody().gives(
            StatusCode::OK,
            "It does.",
            show::status_schema(["ok"]),
        ),
        Call::get("/readyz", "getReadiness", "Whether it can work")
            .asks_nobody()
            .gives(StatusCode::OK, "It can; mail that does not flow makes nobody unready.", ready)
            .gives(StatusCode::SERVICE_UNAVAILABLE, "It cannot.", unready),
        Call::get("/metrics", "getMetrics", "Figures for Prometheus").asks_nobody().gives_as(
            StatusCode::OK,
            "OpenMetrics.",
            "application/openmetrics-text",
            schema::text(),
        ),
    ]
}

/// All figures, for the operator's listener, or where nobody else can be asking.
pub fn figures() -> Router<Site> {
    Router::new().route("/metrics", get(metrics))
}

/// Where strangers may be asking.
pub fn public_figures() -> Router<Site> {
    Router::new().route("/metrics", get(public_metrics))
}

/// 200 once the database answers and has its tables, else 503. Mail that does not flow is told and makes
/// nobody unready: everything else works, and the mail waits.
async fn ready(State(site): State<Site>) -> Response {
    let (status, word) = match site.app.db.is_ready().await {
        Ok(true) => (StatusCode::OK, "ready"),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "migrations are missing"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    };
    let mut answer = json!({"status": word});
    if status.is_success()
        && let Ok(health) = MailHealth::look(&site.app).await
    {
        answer["mail"] = health.as_json();
    }
    (status, Json(answer)).into_response()
}

/// Prometheus asks here.
async fn metrics(State(site): State<Site>) -> Response {
    open_metrics(site.app.metrics.text(&Standing::look(&site.app).await))
}

async fn public_metrics(State(site): State<Site>) -> Response {
    open_metrics(Metrics::public_text(&Standing::look_at_workers(&site.app).await))
}

fn open_metrics(text: String) -> Response {
    const KIND: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, KIND)], text).into_response()
}
