//! A SignalR client as a pure machine: bytes and times go in, effects and notices come out.
//!
//! Nothing here opens a socket, reads a clock or draws a random number. The owner (the call machine, or a
//! test) passes [`Input`]s with the time they happened and drains [`Output`]s until there are none.

pub mod backoff;
mod config;
mod connection;
mod event;
mod negotiate;
mod outcome;
mod url;

pub use self::{
    config::{Config, ReconnectPolicy},
    connection::{Connection, NO_RESULT},
    event::{Effect, Input, InvocationId, Notice, Output, RequestId, SocketId},
    outcome::{Cause, ConnectStep, End, Outcome, ProtocolError, SendError, State},
};
pub use crate::time::Millis;
pub(crate) use crate::time::NEVER;
