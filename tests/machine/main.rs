//! Scenarios of the call machine on virtual time, natively and in the browser's wasm alike. `rig` plays application,
//! browser and hub.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod answers;
mod at;
mod dtmf;
mod endings;
mod errors;
mod flow;
mod hang_up;
mod hub_events;
mod log;
mod media;
mod prepare;
mod questions;
mod reasons;
mod rig;
mod trace;
mod waits;

#[cfg(not(target_arch = "wasm32"))]
use core::prelude::v1::test as scenario;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as scenario;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
