//! The short run of the fuzz driver; `examples/fuzz_signalr.rs` is the long one.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod codec;
mod random;
mod scenario;

#[test]
fn codec_inputs() {
    codec::run(1, 200_000);
}

#[test]
fn scenarios() {
    for seed in 0..5_000 {
        scenario::run(seed);
    }
}
