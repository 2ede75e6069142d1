//! The way to one client: what is queued for its socket, in order.
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::event::Event;

/// Entries that may wait for a client that reads slowly. One that lets them fill up is cut off.
const QUEUE: usize = 512;

/// Something for the socket.
pub(crate) enum Out {
    /// An event.
    Event(Event),
    /// Hub messages as text, their separators included.
    Text(String),
    /// The end of the connection as SignalR has it: a Close message, then the WebSocket's own close.
    Close {
        /// The error that the client sees.
        error: Option<&'static str>,
        /// Whether the client may connect again.
        allow_reconnect: bool,
    },
    /// The end of the WebSocket.
    CloseSocket {
        /// A last text (may be empty).
        last: String,
        /// The close code.
        code: u16,
        /// Its reason.
        reason: &'static str,
    },
}

/// Where a connection's messages are put. Clones write to the same connection.
#[derive(Clone)]
pub(crate) struct Outbox {
    queue: mpsc::Sender<Out>,
    cut: CancellationToken,
}

impl Outbox {
    /// A queue, and the end of it from which the socket's writer takes.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Out>) {
        let (queue, receiver) = mpsc::channel(QUEUE);
        (Self { queue, cut: CancellationToken::new() }, receiver)
    }

    /// Queues an event. On a connection that is gone it has no effect.
    pub(crate) fn event(&self, event: Event) {
        self.put(Out::Event(event));
    }

    /// Queues hub messages. On a connection that is gone it has no effect.
    pub(crate) fn text(&self, text: impl Into<String>) {
        self.put(Out::Text(text.into()));
    }

    /// Ends the connection as SignalR does.
    pub(crate) fn close(&self, error: Option<&'static str>, allow_reconnect: bool) {
        self.put(Out::Close { error, allow_reconnect });
    }

    /// Sends a last text (may be empty) and closes the WebSocket with this code and reason.
    pub(crate) fn close_socket(&self, last: String, code: u16, reason: &'static str) {
        self.put(Out::CloseSocket { last, code, reason });
    }

    /// Ends the TCP connection without a Close, as a dead network does.
    pub(crate) fn cut(&self) {
        self.cut.cancel();
    }

    /// Whether what is sent now can still arrive.
    pub(crate) fn is_open(&self) -> bool {
        !self.cut.is_cancelled() && !self.queue.is_closed()
    }

    /// Completes when the connection is to be cut.
    pub(crate) async fn is_cut(&self) {
        self.cut.cancelled().await;
    }

    /// After a cut nothing more is queued: the writer may take a moment to notice, and a dead network sends nothing.
    fn put(&self, out: Out) {
        if self.cut.is_cancelled() {
            return;
        }
        if let Err(mpsc::error::TrySendError::Full(_)) = self.queue.try_send(out) {
            self.cut();
        }
    }
}
