//! Voice calls with a Voisnap agent from a web page: REST session, SignalR hub, `RTCPeerConnection`.
//!
//! The pure modules compile and are tested natively; `browser` and `js` exist for `wasm32` only, so the
//! compiler keeps web types out of everything that decides. ARCHITECTURE.md is the map.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod error;

/// What events and states are made of.
pub mod event {
    pub use crate::call::{EndedBy, Level, Signaling, Speaker, Stage};
}

/// What [`CallOptions`] are made of.
pub mod options {
    pub use crate::api::Timeouts;
}

pub use api::{
    AudioOutput, AudioSource, Call, CallGuard, CallOptions, Event, Events, Subscription, TokenSource,
};
pub use call::{CallInfo, CallState};
pub use error::{Cause, Code, Error};
pub use wire::Value;

// The parts that decide, public for the tests in `tests/` and promised to nobody.
#[doc(hidden)]
pub mod call;
mod queue;
#[doc(hidden)]
pub mod secret;
#[doc(hidden)]
pub mod session;
#[doc(hidden)]
pub mod signalr;
#[doc(hidden)]
pub mod time;
#[doc(hidden)]
pub mod wire;

mod api;
#[doc(hidden)]
pub mod browser;
#[cfg(all(feature = "js", target_arch = "wasm32"))]
mod js;

/// 1.5 KB of brotli less than the default allocator.
#[cfg(all(feature = "js", target_arch = "wasm32"))]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

// The few unit tests that need a browser run in one, beside `tests/browser`.
#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
