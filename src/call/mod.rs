//! The call as a pure machine: what happened goes in with its time; what to do and what to publish comes out.
//!
//! [`Machine::handle`] takes an [`Input`]; [`Machine::poll_output`] is drained until it is empty. Everything
//! that is decided about a call is decided here, on any thread, at any speed, without a browser.

mod dtmf;
mod ending;
mod event;
mod hub;
mod hub_failure;
mod io;
mod limits;
mod machine;
mod microphone;
mod negotiation;
mod recovery;
mod setup;
mod speaker;
mod state;
mod transcript;

pub use crate::wire::hub::Candidate;
pub use event::{CallInfo, CallState, EndedBy, Event, Level, Signaling, Speaker, Stage};
pub use io::{
    Answer, Config, ConnectionId, Effect, Failure, InBand, Input, OpenedMicrophone, Output, PeerId,
    PeerState, RequestId, RoundId, SessionAnswer, SessionSource, StepId, Support,
};
pub use limits::Limits;
pub use machine::Machine;
pub use microphone::{Refusal, classify};
