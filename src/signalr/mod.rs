//! A SignalR client as a pure machine: bytes and times go in, effects and notices come out.
//!
//! Nothing here opens a socket, reads a clock or draws a random number. The owner (the call machine, or a
//! test) passes [`Input`]s with the time they happened and drains [`Output`]s until there are none.

use crate::{json::Raw, secret::Secret};

/// Milliseconds on the owner's clock. It never goes back; it may jump ahead after the machine slept.
pub type Millis = u64;

/// Names one WebSocket of this connection, so that what a replaced socket still says is recognised and dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SocketId(pub u32);

/// Names one asynchronous request to the shell (a token, a negotiation), for the same reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct RequestId(pub u32);

/// Names one invocation that expects a completion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InvocationId(pub u32);

/// What a connection is told once, when it is made.
#[derive(Clone, Debug)]
pub struct Config {
    /// The hub's URL: http(s) or ws(s), with the session's query already in it and without `access_token`.
    pub url: Secret,
    /// Negotiate before the first socket. Without it the socket is opened directly, and negotiation is the
    /// fallback that is tried once when the direct socket was refused before it opened.
    pub negotiate: bool,
    /// Ask for stateful reconnect (implies `negotiate`).
    pub stateful_reconnect: bool,
    /// Limit for token, negotiation, TCP, TLS, upgrade and handshake together, in milliseconds.
    pub connect_timeout: u32,
    /// Silence of the server after which the connection counts as lost, in milliseconds.
    pub server_timeout: u32,
    /// Interval of the client's own pings, in milliseconds.
    pub keep_alive: u32,
    /// The server's limit for one message including its separator, in bytes.
    pub maximum_message: usize,
    /// What to do when an established connection is lost; `None`: nothing, it ends.
    pub reconnect: Option<ReconnectPolicy>,
    /// Seed for the spread of the reconnect delays; the shell's random number.
    pub seed: u64,
}

/// How long a lost connection is tried again.
#[derive(Clone, Copy, Debug)]
pub struct ReconnectPolicy {
    /// Give up when the connection has been away for this long, in milliseconds.
    pub for_ms: u32,
}

/// What happened outside.
#[derive(Debug)]
pub enum Input<'a> {
    /// Connect. Valid once.
    Start,
    /// The answer to [`Effect::RequestToken`]; `None`: there is no token to be had.
    Token { request: RequestId, token: Option<Secret> },
    /// The answer to [`Effect::Negotiate`]; `None`: the request failed without a readable answer (network, CORS).
    Negotiated { request: RequestId, answer: Option<HttpAnswer<'a>> },
    /// The socket is open.
    Opened { socket: SocketId },
    /// A text frame arrived.
    Text { socket: SocketId, text: &'a str },
    /// A binary frame arrived.
    Binary { socket: SocketId, bytes: &'a [u8] },
    /// The socket closed, or never opened.
    Closed { socket: SocketId, code: u16, reason: &'a str, clean: bool },
    /// The network came back, the page was shown or restored: try at once, or probe a silent connection.
    Wake,
    /// Nothing but the passing of time; also call this when [`Connection::deadline`] is reached.
    Timeout,
    /// Close the connection for good.
    Stop,
}

/// A plain HTTP answer, as far as negotiation needs it.
#[derive(Debug)]
pub struct HttpAnswer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The body as text.
    pub body: &'a str,
}

/// What the machine says.
#[derive(Debug)]
pub enum Output {
    /// Something the shell must do.
    Effect(Effect),
    /// Something the owner wants to know.
    Notice(Notice),
}

/// What the shell must do, in order.
#[derive(Debug)]
pub enum Effect {
    /// Get a fresh access token and answer with [`Input::Token`].
    RequestToken { request: RequestId },
    /// `POST` with an empty body to `url`, bearer `token`, and answer with [`Input::Negotiated`].
    Negotiate { request: RequestId, url: Secret, token: Option<Secret> },
    /// Open a WebSocket without a sub-protocol; `url` is complete, tokens included.
    OpenSocket { socket: SocketId, url: Secret },
    /// Send one text frame. Frames are only ever sent to the socket opened last.
    SendText { socket: SocketId, text: String },
    /// Close the socket, or abandon it while connecting. Nothing it says afterwards matters.
    CloseSocket { socket: SocketId },
}

/// What the owner wants to know, in order.
#[derive(Debug)]
pub enum Notice {
    /// The state changed.
    State(State),
    /// The hub invoked a method of the client. `arguments` is the JSON array as it was sent.
    /// `wants_result` names the invocation to answer with [`Connection::respond`].
    Event { target: String, arguments: Raw, wants_result: Option<String> },
    /// An invocation ended.
    Completed { invocation: InvocationId, outcome: Outcome },
    /// The connection is over. Always the last notice, exactly once after [`Input::Start`].
    Ended(End),
}

/// How an invocation ended.
#[derive(Debug)]
pub enum Outcome {
    /// The hub method returned; `None` where the completion carried no result.
    Result(Option<Raw>),
    /// The hub answered with an error.
    Error(String),
    /// The connection was lost or stopped before the completion came. The hub may or may not have run it.
    Lost,
    /// Its own limit passed.
    TimedOut,
    /// Cancelled by [`Connection::cancel`].
    Cancelled,
}

/// Where the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Not started.
    Idle,
    /// Token, negotiation, socket and handshake of the first connection.
    Connecting,
    /// The handshake is done.
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

/// The cause of an end, of a failed attempt or of a loss.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// [`Input::Stop`].
    Stopped,
    /// No access token was to be had.
    TokenFailed,
    /// The socket did not open. `status` is what negotiation said about it, where that could be read.
    Unreachable { status: Option<u16> },
    /// Connecting took longer than its limit.
    ConnectTimeout,
    /// The server refused the handshake, or negotiation answered with an error text.
    Refused(String),
    /// The server said something that is not SignalR.
    Protocol(ProtocolError),
    /// The server sent Close.
    ClosedByServer { error: Option<String>, allow_reconnect: bool },
    /// The socket closed without a Close message.
    SocketClosed { code: u16, reason: String, clean: bool },
    /// Nothing was heard from the server for `server_timeout`.
    ServerTimeout,
}

/// What was wrong with what the server said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProtocolError {
    /// One sentence, without the offending data.
    pub message: String,
}

/// A message was not sent, and will not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SendError {
    /// It is over the server's limit; sending it would close the connection.
    TooLarge { bytes: usize, limit: usize },
    /// The connection is over.
    Ended,
}
