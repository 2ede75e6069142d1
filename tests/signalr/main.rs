//! The SignalR client, natively and on virtual time. `tests/conformance.md` maps the official client's own cases
//! to these tests: `hc` HubConnection, `rc` Reconnect, `ht` HttpConnection, `jp` JsonHubProtocol,
//! `tf` TextMessageFormat, `ws` WebSocketTransport, `at` AccessTokenHttpClient, `ex` cases of our own.

#![cfg(not(target_arch = "wasm32"))] // wasm-pack compiles every test file
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::doc_markdown)]

mod bench;
mod ex;
mod hc;
mod hc_on;
mod hc_stateful;
mod ht;
mod jp;
mod rc;
mod ws;
