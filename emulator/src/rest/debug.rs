//! `/debug/…`: the emulator's state for tests, in the reference hub's shape. It is not part of the documented API.
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use serde_json::{Value, json};

use crate::http::problem::Problem;
use crate::rest::state::Rest;
use crate::scenario;
use crate::session::report::Report;

/// All sessions, the oldest first.
pub(crate) async fn sessions(State(rest): State<Arc<Rest>>) -> Json<Vec<Report>> {
    Json(rest.sessions.all().iter().map(|session| session.report()).collect())
}

/// One session.
pub(crate) async fn session(
    State(rest): State<Arc<Rest>>,
    Path(id): Path<String>,
) -> Result<Json<Report>, Problem> {
    let session = rest.sessions.by_id(&id);
    session
        .map(|session| Json(session.report()))
        .ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "There is no such session."))
}

/// The scenarios: the agent to request, and what happens then.
pub(crate) async fn scenarios() -> Json<Vec<Value>> {
    let rows = scenario::rows().map(|row| {
        json!({
            "name": row.name,
            "agentId": format!("agt_test_{}", row.name),
            "label": row.label,
            "description": row.description,
            "number": row.number(),
            "crossOrigin": row.cross_origin(),
        })
    });
    Json(rows.collect())
}

/// There is always an agent.
pub(crate) async fn ready() -> &'static str {
    "agent"
}

/// Ends the process, with its clients connected. Pages of other sites are refused.
pub(crate) async fn shutdown(
    State(rest): State<Arc<Rest>>,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let origin = headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default());
    if origin.is_some_and(|origin| origin.split_once("://").is_none_or(|(_, from)| from != host)) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "Another site's page cannot end the emulator."));
    }
    rest.shutdown.notify_one();
    Ok(StatusCode::ACCEPTED)
}
