//! The browser's side of a call: it carries out what the call machine says, and tells it what happened.
//!
//! Nothing here decides anything about a call.

mod clock;
mod done;
mod driver;
mod effects;
mod event;
mod globals;
mod http;
mod listener;
mod microphone;
mod page;
mod peer;
#[cfg(test)]
mod reference;
mod socket;
mod sources;
mod speaker;

pub(crate) use done::{Done, Outcome};
pub(crate) use driver::{Driver, ObserverId};
pub(crate) use event::Event;
pub(crate) use globals::seed;
pub use sources::{AudioOutput, AudioSource};
pub(crate) use sources::{Provided, Provider, Sources};
