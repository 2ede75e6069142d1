//! The browser's side of a call: carries out what the machine says, and reports what happened.
//!
//! Nothing here decides anything about a call, and nothing of the browser is believed: what a page can replace may throw.
//!
//! What an application gives and receives has its types on every target, so that the Rust face compiles everywhere; the
//! rest exists for `wasm32` only, and `absent` stands in for it elsewhere.

mod observers;
mod sources;

#[cfg(not(target_arch = "wasm32"))]
mod absent;
#[cfg(target_arch = "wasm32")]
mod clock;
#[cfg(target_arch = "wasm32")]
mod driver;
#[cfg(target_arch = "wasm32")]
mod effects;
#[cfg(target_arch = "wasm32")]
mod globals;
#[cfg(target_arch = "wasm32")]
mod http;
#[cfg(target_arch = "wasm32")]
mod imports;
#[cfg(target_arch = "wasm32")]
mod listener;
#[cfg(target_arch = "wasm32")]
mod microphone;
#[cfg(target_arch = "wasm32")]
mod operations;
#[cfg(target_arch = "wasm32")]
mod page;
#[cfg(target_arch = "wasm32")]
mod peer;
#[cfg(target_arch = "wasm32")]
mod resources;
#[cfg(target_arch = "wasm32")]
mod socket;
#[cfg(target_arch = "wasm32")]
mod speaker;
#[cfg(target_arch = "wasm32")]
mod task;

#[cfg(not(target_arch = "wasm32"))]
pub use absent::{Completion, Driver, Outcome, seed};
#[cfg(target_arch = "wasm32")]
pub use driver::{Completion, Driver, Machine, Outcome};
#[cfg(target_arch = "wasm32")]
pub(crate) use globals::seed;
#[cfg(all(feature = "js", target_arch = "wasm32"))]
pub(crate) use imports::promise_of;
pub use observers::{Event, ObserverId};
#[cfg(target_arch = "wasm32")]
pub use resources::{ResourceChange, ResourceKind};
pub use sources::{AudioOutput, AudioSource, Provided, Provider, Sources, fixed};
