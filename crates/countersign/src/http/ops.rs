//! For operators, load balancers and Prometheus: whether the process lives, whether it can work, whether mail
//! flows.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use countersign_store::mails;
use serde_json::json;

use super::Site;
use super::parts::problem::Problem;
use crate::Error;
use crate::mail_health::MailHealth;

pub fn doors() -> Router<Site> {
    Router::new().route("/healthz", get(async || Json(json!({"status": "ok"})))).route("/readyz", get(ready))
}

/// For the operator's listener only: by how many mails ended as skipped, a stranger who asks for one would
/// learn which addresses are known.
pub fn figures() -> Router<Site> {
    Router::new().route("/metrics", get(metrics))
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
async fn metrics(State(site): State<Site>) -> Result<Response, Problem> {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    let now = site.app.clock.now();
    let queue = mails::queue(&mut site.app.db.read().await.map_err(Error::from)?, now).await.map_err(Error::from)?;
    let text = site.app.metrics.text(&queue, &MailHealth::look(&site.app).await?, now);
    Ok(([(header::CONTENT_TYPE, OPEN_METRICS)], text).into_response())
}
