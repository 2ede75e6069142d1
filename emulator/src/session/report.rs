//! A session as the debug endpoints show it, in the reference hub's own shape.
use std::time::Duration;

use serde::Serialize;
use serde_json::Value;

/// One thing that happened in a session, for tests.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogEntry {
    at_ms: f64,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

impl LogEntry {
    /// An entry with its time since the session was created.
    pub(crate) fn new(at: Duration, what: &str, detail: Option<String>) -> Self {
        let at_ms = (at.as_secs_f64() * 10_000.0).round() / 10.0;
        Self { at_ms, what: what.to_owned(), detail }
    }
}

/// A session and what happened in it, in order.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    /// `wrtc_…`.
    pub id: String,
    /// The agent it was created for.
    pub agent_id: String,
    /// The scenario's name, `ok` for an ordinary call.
    pub scenario: String,
    /// Whether it has ended.
    pub ended: bool,
    /// Whether a hub connection is attached.
    pub attached: bool,
    /// How many hub connections have claimed it.
    pub connections: u32,
    /// What the application attached to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Value>,
    /// The oldest entry first.
    pub log: Vec<LogEntry>,
}
