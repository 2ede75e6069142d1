//! One call's session: created by REST, claimed by a hub connection, lost and found again by its token.
//!
//! It owns what outlives a hub connection: the events that wait for the client's return, the end, and the log for tests. It
//! knows neither the hub nor the call: events go to the client's [`Outbox`], and a call waits for [`Session::ended`].
pub(crate) mod outbox;
pub(crate) mod report;
pub(crate) mod store;

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use self::outbox::Outbox;
use self::report::{LogEntry, Report};
use crate::event::Event;
use crate::id;
use crate::log;
use crate::scenario::{self, Scenario};

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
    /// The agent it was created for.
    pub agent_id: String,
    /// `conv_…`.
    pub conversation_id: String,
    /// What the agent's name selects.
    pub scenario: Scenario,
    /// What the application attached to it.
    pub metadata: Option<Value>,
    created: Instant,
    lifetime: Duration,
    ended: CancellationToken,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    end: Option<End>,
    hub: Option<(String, Outbox)>,
    connections: u32,
    has_call: bool,
    waiting: VecDeque<Event>,
    log: VecDeque<LogEntry>,
}

/// The end of a session.
struct End {
    at: Instant,
    /// Announces it. A client that was away receives it when it returns.
    event: Event,
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
            id: format!("wrtc_{}", id::hex()),
            token,
            agent_id,
            conversation_id: format!("conv_{}", id::hex()),
            scenario,
            metadata,
            created: Instant::now(),
            lifetime,
            ended: CancellationToken::new(),
            inner: Mutex::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether a hub connection may claim it now. One that has a call goes on after its lifetime, and one that has ended
    /// still sends its end.
    pub(crate) fn is_claimable(&self) -> bool {
        let inner = self.lock();
        inner.end.is_some() || inner.has_call || self.created.elapsed() < self.lifetime
    }

    /// Whether it has ended.
    pub(crate) fn has_ended(&self) -> bool {
        self.lock().end.is_some()
    }

    /// Completes when it ends.
    pub(crate) async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// Whether it can be forgotten: it ended, or was not used in its lifetime, at least `keep` ago.
    pub(crate) fn is_history(&self, keep: Duration) -> bool {
        let inner = self.lock();
        match &inner.end {
            Some(end) => end.at.elapsed() > keep,
            None => !inner.has_call && inner.hub.is_none() && self.created.elapsed() > self.lifetime + keep,
        }
    }

    /// Whether a hub connection is attached.
    pub(crate) fn is_attached(&self) -> bool {
        self.lock().hub.is_some()
    }

    /// How many hub connections have claimed it so far.
    pub(crate) fn connections(&self) -> u32 {
        self.lock().connections
    }

    /// When it was created.
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
            outbox.event(event);
        }
        if let Some(end) = &inner.end {
            outbox.event(end.event.clone());
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
    pub(crate) fn emit(&self, event: Event) {
        let mut inner = self.lock();
        match &inner.hub {
            Some((_, outbox)) if outbox.is_open() => outbox.event(event),
            _ if event.is_worth_keeping() && inner.waiting.len() < WAITING_LIMIT => {
                inner.waiting.push_back(event);
            }
            _ => {}
        }
    }

    /// Announces that the conversation began.
    pub(crate) fn announce_start(&self) {
        self.emit(Event::session_started(&self.id, &self.conversation_id, &self.agent_id));
    }

    /// Writes into the log that the debug endpoints show.
    pub(crate) fn note(&self, what: &str, detail: Option<String>) {
        self.lock().note(self.created, what, detail);
    }

    /// A call runs for it from now on: its lifetime no longer limits it.
    pub(crate) fn set_called(&self) {
        self.lock().has_call = true;
    }

    /// Ends it: once, with the event that announces it. False if it had ended before.
    pub(crate) fn end(&self, reason: &str) -> bool {
        let mut inner = self.lock();
        if inner.end.is_some() {
            return false;
        }
        let seconds = self.created.elapsed().as_secs_f64();
        let event = Event::session_ended(&self.conversation_id, reason, seconds);
        if let Some((_, outbox)) = &inner.hub {
            outbox.event(event.clone());
        }
        inner.end = Some(End { at: Instant::now(), event });
        self.ended.cancel();
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
            self.log.push_back(LogEntry::new(created.elapsed(), what, detail));
        }
    }
}

/// A session that several tasks hold.
pub(crate) type Shared = Arc<Session>;
