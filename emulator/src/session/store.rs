//! All sessions, found by token or id, and removed some time after their end.
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::id;
use crate::scenario::Scenario;
use crate::session::{Session, Shared};

/// How long a session stays after its end.
const KEEP: Duration = Duration::from_mins(10);
/// The most sessions; beyond it those that have ended are removed first, then new ones are refused.
const LIMIT: usize = 10_000;

/// The sessions of this process.
#[derive(Default)]
pub(crate) struct Sessions {
    by_token: Mutex<HashMap<String, Shared>>,
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Shared>> {
        self.by_token.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Creates a session. `None`: there are too many.
    pub(crate) fn create(
        &self,
        agent_id: String,
        scenario: Scenario,
        metadata: Option<Value>,
        lifetime: Duration,
    ) -> Option<Shared> {
        let mut all = self.lock();
        all.retain(|_, session| !session.is_history(KEEP));
        if all.len() >= LIMIT {
            all.retain(|_, session| !session.has_ended());
            if all.len() >= LIMIT {
                return None;
            }
        }
        let session = Arc::new(Session::new(id::session_token(), agent_id, scenario, metadata, lifetime));
        all.insert(session.token.clone(), session.clone());
        Some(session)
    }

    /// The session a token belongs to.
    pub(crate) fn by_token(&self, token: &str) -> Option<Shared> {
        self.lock().get(token).cloned()
    }

    /// The session of this id.
    pub(crate) fn by_id(&self, id: &str) -> Option<Shared> {
        self.lock().values().find(|session| session.id == id).cloned()
    }

    /// All of them, the oldest first.
    pub(crate) fn all(&self) -> Vec<Shared> {
        let mut all: Vec<_> = self.lock().values().cloned().collect();
        all.sort_by_key(|session| session.created());
        all
    }
}
