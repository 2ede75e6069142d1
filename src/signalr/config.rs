//! The configuration of a connection.

use crate::secret::Secret;

/// The configuration of one connection.
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
