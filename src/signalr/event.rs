//! What goes into the machine and what comes out of it.

use super::{Cause, End, Outcome, State};
use core::fmt;

use crate::{
    secret::Secret,
    wire::{
        Text, Value,
        http::{HttpAnswer, HttpFailure},
    },
};

/// Names one WebSocket of this connection, so that what a replaced socket still says is recognised and dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SocketId(pub u32);

/// Names one asynchronous request to the shell (a token, a negotiation), for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(pub u32);

/// Names one invocation that expects a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InvocationId(pub u32);

/// What happened outside.
pub enum Input<'a> {
    /// Connect. Valid once.
    Start,
    /// The answer to [`Output::TokenNeeded`].
    Token {
        /// The request this answers.
        request: RequestId,
        /// The token; `None`: there is none to be had. An empty one connects without.
        token: Option<Secret>,
    },
    /// The answer to [`Effect::Negotiate`].
    Negotiated {
        /// The request this answers.
        request: RequestId,
        /// The answer, or why there is none.
        answer: Result<HttpAnswer, HttpFailure>,
        /// The wall clock on arrival, in milliseconds of Unix time: a hint for reading absolute times.
        unix: u64,
    },
    /// The socket is open.
    Opened {
        /// Which.
        socket: SocketId,
    },
    /// A text frame arrived.
    Text {
        /// On which socket.
        socket: SocketId,
        /// The whole WebSocket message.
        text: Text,
    },
    /// A binary frame arrived. It is read as UTF-8.
    Binary {
        /// On which socket.
        socket: SocketId,
        /// The whole WebSocket message.
        bytes: &'a [u8],
    },
    /// The socket closed, or never opened.
    Closed {
        /// Which.
        socket: SocketId,
        /// The close event's code.
        code: u16,
        /// The close event's reason.
        reason: &'a str,
        /// The close event's `wasClean`.
        clean: bool,
    },
    /// The network came back, the page was shown or restored: try at once, or probe a silent connection.
    Wake,
    /// Nothing but the passing of time; also call this when [`Connection::deadline`](super::Connection::deadline)
    /// is reached.
    Timeout,
    /// Close the connection for good.
    Stop,
}

/// What the machine says.
#[derive(Debug)]
pub enum Output {
    /// Something the shell must do.
    Effect(Effect),
    /// The connection needs a fresh access token; answer with [`Input::Token`].
    TokenNeeded {
        /// Names the request in its answer.
        request: RequestId,
    },
    /// Something the owner wants to know.
    Notice(Notice),
}

/// What the shell must do, in order.
pub enum Effect {
    /// `POST` with an empty body and answer with [`Input::Negotiated`].
    Negotiate {
        /// Names the request in its answer.
        request: RequestId,
        /// Where to.
        url: Secret,
        /// The bearer token, if any.
        token: Option<Secret>,
    },
    /// Open a WebSocket without a sub-protocol.
    OpenSocket {
        /// Names the socket from now on.
        socket: SocketId,
        /// Complete, tokens included.
        url: Secret,
    },
    /// Send one text frame. Frames are only ever sent to the socket opened last.
    SendText {
        /// On which socket.
        socket: SocketId,
        /// The whole WebSocket message.
        text: String,
    },
    /// Close the socket, or abandon it while connecting. Nothing it says afterwards matters.
    CloseSocket {
        /// Which.
        socket: SocketId,
    },
}

/// What the owner wants to know, in order.
#[derive(Debug)]
pub enum Notice {
    /// The state changed. [`Notice::Ended`] alone reports the change to [`State::Ended`].
    State(State),
    /// The connection is lost, for this cause, and is tried again. The change to [`State::Reconnecting`] follows.
    Lost(Cause),
    /// The hub invoked a method of the client.
    Event {
        /// The method, as the hub spelled it. Names are compared without regard to case.
        target: String,
        /// The array of arguments.
        arguments: Value,
        /// Names the invocation to answer with [`Connection::respond`](super::Connection::respond).
        wants_result: Option<String>,
    },
    /// An invocation ended.
    Completed {
        /// Which.
        invocation: InvocationId,
        /// How.
        outcome: Outcome,
    },
    /// The connection is over. Always the last notice, exactly once after [`Input::Start`] (or [`Input::Stop`]).
    Ended(End),
}

impl fmt::Debug for Input<'_> {
    /// Redacted: frames contain SDP, candidates and transcripts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Start => f.write_str("Start"),
            Self::Token { request, token } => {
                f.debug_struct("Token").field("request", request).field("given", &token.is_some()).finish()
            }
            Self::Negotiated { request, answer, .. } => f
                .debug_struct("Negotiated")
                .field("request", request)
                .field("answer", answer)
                .finish_non_exhaustive(),
            Self::Opened { socket } => f.debug_struct("Opened").field("socket", socket).finish(),
            Self::Text { socket, .. } => {
                f.debug_struct("Text").field("socket", socket).finish_non_exhaustive()
            }
            Self::Binary { socket, bytes } => {
                f.debug_struct("Binary").field("socket", socket).field("bytes", &bytes.len()).finish()
            }
            Self::Closed { socket, code, reason, clean } => f
                .debug_struct("Closed")
                .field("socket", socket)
                .field("code", code)
                .field("reason", reason)
                .field("clean", clean)
                .finish(),
            Self::Wake => f.write_str("Wake"),
            Self::Timeout => f.write_str("Timeout"),
            Self::Stop => f.write_str("Stop"),
        }
    }
}

impl fmt::Debug for Effect {
    /// Redacted: frames contain SDP, candidates and digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Negotiate { request, .. } => {
                f.debug_struct("Negotiate").field("request", request).finish_non_exhaustive()
            }
            Self::OpenSocket { socket, .. } => {
                f.debug_struct("OpenSocket").field("socket", socket).finish_non_exhaustive()
            }
            Self::SendText { socket, text } => {
                f.debug_struct("SendText").field("socket", socket).field("bytes", &text.len()).finish()
            }
            Self::CloseSocket { socket } => f.debug_struct("CloseSocket").field("socket", socket).finish(),
        }
    }
}
