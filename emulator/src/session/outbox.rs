//! The way to one client: messages queued for its socket, in order.
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::hub::message;

/// Messages that may wait for a client that reads slowly. One that lets them fill up is cut off.
const QUEUE: usize = 512;

/// Something for the socket.
pub(crate) enum Out {
    /// A hub message, its separator included.
    Message(String),
    /// The end of the connection.
    Close {
        /// A last message (may be empty).
        last: String,
        /// The WebSocket's close code.
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
    /// A queue, and the end of it that the socket's writer takes from.
    pub(crate) fn new() -> (Self, mpsc::Receiver<Out>) {
        let (queue, taken) = mpsc::channel(QUEUE);
        (Self { queue, cut: CancellationToken::new() }, taken)
    }

    /// Queues a message. To a connection that is gone: nothing.
    pub(crate) fn send(&self, message: impl Into<String>) {
        self.put(Out::Message(message.into()));
    }

    /// Ends the connection as SignalR does: a Close message, then the WebSocket's own close.
    pub(crate) fn close(&self, error: Option<&str>, allow_reconnect: bool) {
        self.close_with(message::close(error, allow_reconnect), 1000, "");
    }

    /// Ends the connection with this text, and the WebSocket with this code and reason.
    pub(crate) fn close_with(&self, last: String, code: u16, reason: &'static str) {
        self.put(Out::Close { last, code, reason });
    }

    /// Ends the TCP connection with no word, as a dead network would.
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
