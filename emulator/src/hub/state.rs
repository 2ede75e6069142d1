//! What the hub's connections have in common.
use std::sync::Arc;

use crate::call::Calls;
use crate::cli::Options;
use crate::hub::negotiate::Negotiated;
use crate::session::store::Sessions;

/// The state of the hub.
pub(crate) struct Hub {
    /// The command line.
    pub options: Arc<Options>,
    /// All sessions.
    pub sessions: Arc<Sessions>,
    /// The running calls.
    pub calls: Calls,
    /// Connections between negotiation and socket.
    pub negotiated: Negotiated,
}

impl Hub {
    /// A hub without connections.
    pub(crate) fn new(options: Arc<Options>, sessions: Arc<Sessions>, calls: Calls) -> Self {
        Self { options, sessions, calls, negotiated: Negotiated::default() }
    }
}
