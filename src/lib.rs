//! Voice calls with a Voisnap agent from a web page: REST session, SignalR hub, `RTCPeerConnection`.
//!
//! The pure modules compile and are tested natively; `browser` and `js` exist for `wasm32` only, so the
//! compiler keeps web types out of everything that decides. ARCHITECTURE.md is the map.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod call;
pub mod error;
mod queue;
pub mod secret;
pub mod session;
pub mod signalr;
pub mod time;
pub mod wire;

#[cfg(target_arch = "wasm32")]
mod browser;
#[cfg(target_arch = "wasm32")]
mod js;

#[cfg(target_arch = "wasm32")]
pub use browser::*;

// Scenarios that native tests share name the crate from outside.
#[cfg(all(test, target_arch = "wasm32"))]
extern crate self as voisnap_webrtc;

/// 1.5 KB of brotli less than the default allocator.
#[cfg(target_arch = "wasm32")]
#[global_allocator]
static ALLOCATOR: talc::wasm::WasmDynamicTalc = talc::wasm::new_wasm_dynamic_allocator();

// The few unit tests that need a browser run in one, beside `tests/browser`.
#[cfg(all(test, target_arch = "wasm32"))]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
