//! The SDK's Rust face in a real browser, on calls with the emulator. `npm test` starts one and runs these.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod endings;
mod flow;
mod media;
#[path = "../reference/browser.rs"]
mod reference;
mod rust_face;
mod shell;
mod support;
mod wire;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
