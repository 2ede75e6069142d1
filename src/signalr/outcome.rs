//! States of a connection, and how connections, invocations and sends end.

use crate::wire::Value;

/// How an invocation ended.
#[derive(Debug)]
pub enum Outcome {
    /// The hub method returned; `None` where the completion carried no result.
    Result(Option<Value>),
    /// The hub answered with an error.
    Error(String),
    /// The connection was lost or stopped before the completion came. The hub may or may not have run it.
    Lost,
    /// Its own limit passed.
    TimedOut,
    /// Cancelled by [`Connection::cancel`](super::Connection::cancel).
    Cancelled,
}

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not started.
    Idle,
    /// Token, negotiation, socket and handshake of the first connection.
    Connecting,
    /// The handshake is done. With stateful reconnect this stays while a first resume is tried.
    Connected,
    /// Lost, and being tried again.
    Reconnecting,
    /// Over.
    Ended,
}

/// Why a connection is over.
#[derive(Debug)]
pub struct End {
    /// The cause.
    pub cause: Cause,
    /// Whether the connection had ever completed its handshake.
    pub was_connected: bool,
    /// The attempts of the last reconnect that failed.
    pub attempts: u32,
}

/// What an attempt to connect waits for, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectStep {
    /// The access token.
    Token,
    /// The answer to the negotiation.
    Negotiation,
    /// The socket to open.
    Socket,
    /// The hub's answer to the handshake, or to the resume.
    Handshake,
}

/// The cause of an end, of a failed attempt or of a loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// [`Input::Stop`](super::Input::Stop).
    Stopped,
    /// No access token was to be had.
    TokenFailed,
    /// The socket did not open.
    Unreachable {
        /// What negotiation said about it, where that could be read. 200: HTTP works, the WebSocket does not.
        status: Option<u16>,
    },
    /// Connecting took longer than its limit; this was waited for.
    ConnectTimeout(ConnectStep),
    /// The server refused the handshake, or negotiation answered with an error text.
    Refused(String),
    /// The server said something that is not SignalR.
    Protocol(ProtocolError),
    /// The server sent Close.
    ClosedByServer {
        /// Its error text.
        error: Option<String>,
        /// Whether it invited a reconnect.
        allow_reconnect: bool,
    },
    /// The socket closed without a Close message.
    SocketClosed {
        /// The close event's code.
        code: u16,
        /// The close event's reason.
        reason: String,
        /// The close event's `wasClean`.
        clean: bool,
    },
    /// Nothing arrived from the server for `server_timeout`.
    ServerTimeout,
}

/// What was wrong with what the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolError {
    /// One sentence, without the offending data.
    pub message: &'static str,
}

impl From<&'static str> for ProtocolError {
    fn from(message: &'static str) -> Self {
        Self { message }
    }
}

/// A message was not sent, and will not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// It is over the server's limit; sending it would close the connection.
    TooLarge {
        /// Its length with the separator.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// The connection is over.
    Ended,
}
