//! Health and metrics: open to everybody, because nothing of a workspace is there.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use canvass_store::StoreError;
use serde_json::json;

use crate::HttpState;

/// GET /health/live: the process answers.
pub(crate) async fn live(_state: HttpState) -> Response {
    status(StatusCode::OK, &[])
}

/// GET /health/ready: new work is taken and can be kept.
pub(crate) async fn ready(state: HttpState) -> Response {
    let mut reasons = Vec::new();
    if state.is_draining() {
        reasons.push("draining");
    }
    let app = state.app.clone();
    // An engine may have to ask its server.
    match tokio::task::spawn_blocking(move || app.store.engine().writable()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => {
            error.tell("not ready");
            reasons.push(reason(&error));
        }
        Err(_broken) => reasons.push("store_failed"),
    }
    let code = if reasons.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    status(code, &reasons)
}

/// GET /metrics: what was counted when it happened, and what the jobs sampled. The store is not asked: everybody may
/// call this as often as they like.
pub(crate) async fn metrics(state: HttpState) -> Response {
    state.meter.draining(state.is_draining());
    let mut response = Response::new(Body::from(state.meter.text()));
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}

fn reason(error: &StoreError) -> &'static str {
    match error {
        StoreError::Busy | StoreError::Contended => "store_busy",
        StoreError::Unavailable(_) => "store_unavailable",
        StoreError::Conflict(_)
        | StoreError::Missing(_)
        | StoreError::OutcomeUnknown(_)
        | StoreError::RowsChanged { .. }
        | StoreError::Corrupt(_)
        | StoreError::Engine(_) => "store_failed",
    }
}

fn status(code: StatusCode, reasons: &[&str]) -> Response {
    let word = if reasons.is_empty() { "ok" } else { "unavailable" };
    let mut response = Response::new(Body::from(json!({ "status": word, "reasons": reasons }).to_string()));
    *response.status_mut() = code;
    let kind = HeaderValue::from_static("application/json; charset=utf-8");
    response.headers_mut().insert(header::CONTENT_TYPE, kind);
    response
}
