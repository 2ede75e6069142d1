//! One call's session: made by REST, claimed by a hub connection, lost and found again by its token.
pub(crate) mod outbox;
pub(crate) mod store;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;
use serde_json::Value;

use crate::call::CallHandle;
use crate::event::Event;
use crate::log;
use crate::scenario::{self, Scenario};
use crate::session::outbox::Outbox;

/// Entries of the debug log kept for a session.
const LOG_LIMIT: usize = 512;
/// Events kept for a client whose hub connection is away.
const WAITING_LIMIT: usize = 256;

/// A session.
pub(crate) struct Session {
    /// `wrtc_…`.
    pub id: String,
    /// The secret that claims it.
    pub token: String,
    /// The agent it was made for.
    pub agent_id: String,
    /// `conv_…`.
    pub conversation_id: String,
    /// What the agent's name asks for.
    pub scenario: Scenario,
    /// What the application said about it.
    pub metadata: Option<Value>,
    created: Instant,
    lifetime: Duration,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    end: Option<End>,
    hub: Option<(String, Outbox)>,
    connections: u32,
    waiting: VecDeque<String>,
    log: VecDeque<LogEntry>,
    call: Option<CallHandle>,
}

/// The end of a session.
struct End {
    at: Instant,
    /// The event that announces it. A client that was away receives it when it returns.
    message: String,
}

/// One thing that happened in a session, for tests to look at.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct LogEntry {
    at_ms: f64,
    what: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// A session as the debug endpoints show it: the reference hub's own shape.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    id: String,
    agent_id: String,
    scenario: String,
    ended: bool,
    attached: bool,
    connections: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    metadata: Option<Value>,
    log: Vec<LogEntry>,
}

impl Session {
    /// A session that must be used within `lifetime`.
    pub(crate) fn new(
        token: String,
        agent_id: String,
        scenario: Scenario,
        metadata: Option<Value>,
        lifetime: Duration,
    ) -> Self {
        Self {
            id: format!("wrtc_{}", crate::id::hex()),
            token,
            agent_id,
            conversation_id: format!("conv_{}", crate::id::hex()),
            scenario,
            metadata,
            created: Instant::now(),
            lifetime,
            inner: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a hub connection may claim it now. One that has a call goes on after its time is over, and one that has
    /// ended still shows its end.
    pub(crate) fn is_claimable(&self) -> bool {
        let inner = self.lock();
        inner.end.is_some() || inner.call.is_some() || self.created.elapsed() < self.lifetime
    }

    /// Whether it is over.
    pub(crate) fn has_ended(&self) -> bool {
        self.lock().end.is_some()
    }

    /// Whether nothing will come of it any more: ended, or never used in its time, for at least `keep`.
    pub(crate) fn is_history(&self, keep: Duration) -> bool {
        let inner = self.lock();
        match &inner.end {
            Some(end) => end.at.elapsed() > keep,
            None => {
                inner.call.is_none() && inner.hub.is_none() && self.created.elapsed() > self.lifetime + keep
            }
        }
    }

    /// Whether a hub connection speaks for it.
    pub(crate) fn is_attached(&self) -> bool {
        self.lock().hub.is_some()
    }

    /// How many hub connections have claimed it so far.
    pub(crate) fn connections(&self) -> u32 {
        self.lock().connections
    }

    /// When it was made.
    pub(crate) fn created(&self) -> Instant {
        self.created
    }

    /// A hub connection claims it. What waited for one is sent; an older connection is closed. If the session has
    /// ended, its end is sent (again: the client may have lost it with an earlier connection) and the connection closed.
    pub(crate) fn attach(&self, connection: &str, outbox: &Outbox) {
        let mut inner = self.lock();
        if let Some((_, older)) = inner.hub.replace((connection.to_owned(), outbox.clone())) {
            older.close(None, false);
        }
        inner.connections += 1;
        inner.note(self.created, "connected", Some(connection.to_owned()));
        for event in std::mem::take(&mut inner.waiting) {
            outbox.send(event);
        }
        if let Some(end) = &inner.end {
            outbox.send(end.message.as_str());
            outbox.close(None, false);
        }
        log::line(&self.id, if inner.connections == 1 { "hub connected" } else { "hub connected again" });
    }

    /// A hub connection is gone.
    pub(crate) fn detach(&self, connection: &str) {
        let mut inner = self.lock();
        inner.note(self.created, "disconnected", None);
        if inner.hub.as_ref().is_some_and(|(id, _)| id == connection) {
            inner.hub = None;
            log::line(&self.id, "hub disconnected");
        }
    }

    /// Sends an event to the client, or keeps it for the client's return. Partial transcripts are not kept.
    pub(crate) fn emit(&self, event: &Event) {
        let message = event.message(self.scenario.fields);
        let mut inner = self.lock();
        match &inner.hub {
            Some((_, outbox)) if outbox.is_open() => outbox.send(message),
            _ if event.is_worth_keeping() && inner.waiting.len() < WAITING_LIMIT => {
                inner.waiting.push_back(message);
            }
            _ => {}
        }
    }

    /// Writes into the log that the debug endpoints show.
    pub(crate) fn note(&self, what: &str, detail: Option<String>) {
        self.lock().note(self.created, what, detail);
    }

    /// The running call, if there is one.
    pub(crate) fn call(&self) -> Option<CallHandle> {
        self.lock().call.clone()
    }

    /// A call runs for it now.
    pub(crate) fn set_call(&self, call: CallHandle) {
        self.lock().call = Some(call);
    }

    /// Ends it: once, with the event that says so. False if it was over before.
    pub(crate) fn end(&self, reason: &str) -> bool {
        let mut inner = self.lock();
        if inner.end.is_some() {
            return false;
        }
        if let Some(call) = inner.call.take() {
            call.end();
        }
        let seconds = self.created.elapsed().as_secs_f64();
        let event = Event::session_ended(&self.conversation_id, reason, seconds);
        let message = event.message(self.scenario.fields);
        if let Some((_, outbox)) = &inner.hub {
            outbox.send(message.as_str());
        }
        inner.end = Some(End { at: Instant::now(), message });
        log::line(&self.id, &format!("ended after {seconds:.1} s"));
        true
    }

    /// What the debug endpoints show.
    pub(crate) fn report(&self) -> Report {
        let inner = self.lock();
        Report {
            id: self.id.clone(),
            agent_id: self.agent_id.clone(),
            scenario: scenario::name(&self.agent_id).unwrap_or("ok").to_owned(),
            ended: inner.end.is_some(),
            attached: inner.hub.is_some(),
            connections: inner.connections,
            metadata: self.metadata.clone(),
            log: inner.log.iter().cloned().collect(),
        }
    }
}

impl Inner {
    fn note(&mut self, created: Instant, what: &str, detail: Option<String>) {
        if self.log.len() < LOG_LIMIT {
            let at_ms = (created.elapsed().as_secs_f64() * 10_000.0).round() / 10.0;
            self.log.push_back(LogEntry { at_ms, what: what.to_owned(), detail });
        }
    }
}

/// A session in the hands of several.
pub(crate) type Shared = Arc<Session>;
