//! What every request handler has at hand.
use tokio::sync::Notify;

use crate::cli::Options;
use crate::hub::negotiate::Negotiated;
use crate::rtc::sockets::Sockets;
use crate::session::store::Sessions;

/// One emulator.
pub(crate) struct App {
    /// The command line.
    pub options: Options,
    /// All sessions.
    pub sessions: Sessions,
    /// Hub connections between negotiation and socket.
    pub negotiated: Negotiated,
    /// The media sockets.
    pub sockets: Sockets,
    /// Told to end the process.
    pub shutdown: Notify,
}
