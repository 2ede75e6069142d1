//! The browser's side of a call: it carries out what the call machine says, and tells it what happened.
//!
//! Nothing here decides anything about a call. What Rust programs use is re-exported: [`Call`],
//! [`CallOptions`] and [`Event`].

mod call;
mod clock;
mod done;
mod driver;
mod effects;
mod event;
mod globals;
mod http;
mod listener;
mod microphone;
mod options;
mod page;
mod peer;
#[cfg(test)]
mod reference;
mod socket;
mod speaker;

pub use call::Call;
pub use event::{Event, Events};
pub use options::{AudioSource, CallOptions, Output, SessionOption, TokenSource};

pub(crate) use done::{Done, Outcome};
pub(crate) use driver::Driver;
