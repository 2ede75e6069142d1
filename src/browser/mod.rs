//! The browser's side of a call: carries out what the machine says, and reports what happened.
//!
//! Nothing here decides anything about a call, and nothing of the browser is believed: what a page can replace may throw.

mod clock;
mod driver;
mod effects;
mod globals;
mod http;
mod imports;
mod listener;
mod microphone;
mod observers;
mod page;
mod peer;
mod resources;
mod socket;
mod sources;
mod speaker;

pub use driver::{Completion, Driver, Machine, Outcome};
pub(crate) use globals::seed;
#[cfg(feature = "js")]
pub(crate) use imports::promise_of;
pub use observers::{Event, ObserverId};
pub use resources::{ResourceChange, ResourceKind};
pub use sources::{AudioOutput, AudioSource, Provided, Provider, Sources};
