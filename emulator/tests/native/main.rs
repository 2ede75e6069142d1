//! The emulator from outside: its program started, spoken to over HTTP, WebSocket and WebRTC.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]
#![allow(missing_docs, unreachable_pub, reason = "a test program has no users")]
#![allow(
    clippy::assigning_clones,
    clippy::cast_precision_loss,
    clippy::format_push_string,
    clippy::large_futures,
    reason = "in a test the plain way is the best"
)]

mod call;
mod caller;
mod crowd;
mod emulator;
mod hub;
mod program;
mod rest;
mod robust;
mod rooms;
mod scenarios;
mod vanish;
mod wire;
