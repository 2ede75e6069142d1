//! The Rust face of a call: what a Rust program names.

mod base_url;
mod call;
mod event;
mod events;
mod options;
mod wait;

pub use call::{Call, CallGuard, Subscription};
pub use event::Event;
pub use events::Events;
pub use options::{CallOptions, Timeouts, TokenSource};

pub use crate::browser::{AudioOutput, AudioSource};
