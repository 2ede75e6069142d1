//! What the REST calls have in common.
use std::sync::Arc;

use tokio::sync::Notify;

use crate::cli::Options;
use crate::session::store::Sessions;

/// The state of the REST calls.
pub(crate) struct Rest {
    /// The command line.
    pub options: Arc<Options>,
    /// All sessions.
    pub sessions: Arc<Sessions>,
    /// Notified to end the process.
    pub shutdown: Arc<Notify>,
}
