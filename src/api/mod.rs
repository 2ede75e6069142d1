//! The Rust face of a call: what a Rust program names.

mod base_url;
mod call;
mod event;
mod events;
mod options;
mod timeouts;
mod token_source;
mod wait;

pub use call::{Call, CallGuard, Subscription};
pub use event::Event;
pub use events::Events;
pub use options::CallOptions;
pub use timeouts::Timeouts;
pub use token_source::TokenSource;

pub use crate::browser::{AudioOutput, AudioSource};
