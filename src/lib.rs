//! Voice calls with a Voisnap agent from a web page.
//!
//! One [`Call`] creates the session over REST, speaks SignalR with the hub, and drives the browser's `RTCPeerConnection`;
//! its events come as a `Stream`.
//!
//! ```toml
//! [dependencies]
//! voisnap-webrtc = { git = "…" }       # this repository
//! futures-util = "0.3"                 # `StreamExt`: `events.next().await`
//! wasm-bindgen-futures = "0.4"         # `spawn_local`
//! ```
//!
//! ```no_run
//! use futures_util::StreamExt;
//! use voisnap_webrtc::{Call, CallOptions, Error, Event};
//!
//! # async fn fetch_token() -> Result<String, Box<dyn std::error::Error>> { Ok(String::new()) }
//! async fn talk() -> Result<(), Error> {
//!     // A function that gets a JWT from your server; it is called whenever one is needed.
//!     let options = CallOptions::new("agt_01HXK8Z3MNPQRS").token_fn(fetch_token);
//!     let call = Call::new(options)?;
//!     let mut events = call.events();
//!     // Microphone, session, hub, media: ready when the agent can be heard.
//!     call.start().await?;
//!     while let Some(event) = events.next().await {
//!         match event {
//!             Event::Transcript { speaker, text, is_final: true, .. } => println!("{speaker:?}: {text}"),
//!             Event::Ended { reason, .. } => println!("over: {reason}"),
//!             _ => {}
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! A call ends by [`Call::hang_up`], by [`Call::end`] where nothing can be awaited, and when its last handle is dropped:
//! the microphone never stays on. `examples/web-app` in the repository is a whole page, with a test in real browsers.
//!
//! # Errors
//!
//! Whatever fails is an [`Error`] with a published [`Code`]: [`Error::code`] to branch on, [`Error::category`] to choose a text for the user, [`Error::hint`] for
//! developers, and [`Error::recoverable`]. No text of it contains a token, SDP or an address. A failed set-up is both the result of [`Call::start`] and
//! part of [`Event::Ended`]: handle one of them.
//!
//! # While developing
//!
//! The repository has an emulator, a local Voisnap whose agent speaks and listens: [`CallOptions::base_url`] with `http://localhost:5170` calls it.
//!
//! # Targets
//!
//! Calls need `wasm32-unknown-unknown` in a browser. The crate compiles for every other target as well, so that a program with
//! a server side and an editor can check it; a call that is started there ends with `unsupported_browser`.
//!
//! # The run loop
//!
//! All that is decided about a call is decided by a machine that knows no browser, no network and no clock. What happened
//! goes in with its time; what to do and what to publish comes out, and is drained before the next input. The browser's
//! driver is this loop. The machine is not part of the promised API.
//!
//! ```
//! use voisnap_webrtc::call::{Config, Effect, Input, Limits, Machine, Output, RequestId, SessionSource, Support};
//!
//! let mut machine = Machine::new(Config {
//!     base_url: "https://api.voisnap.ai".into(),
//!     source: SessionSource::Agent { agent_id: "agt_01HXK8Z3MNPQRS".into(), metadata: None },
//!     relay_only: false,
//!     own_track: false,
//!     limits: Limits::default(),
//!     reconnect_for: 60_000,
//!     negotiate: false,
//!     stateful_reconnect: false,
//!     seed: 7,
//! });
//!
//! // The application starts the call, at millisecond 0 of the owner's clock.
//! let support = Support { secure: true, webrtc: true, microphone: true };
//! machine.handle(0, Input::Start { request: RequestId(1), support, elapsed: 0 });
//!
//! let mut wanted = Vec::new();
//! while let Some(output) = machine.poll_output() {
//!     match output {
//!         Output::Effect(Effect::OpenMicrophone { .. }) => wanted.push("microphone"),
//!         Output::Effect(Effect::RequestToken { .. }) => wanted.push("token"),
//!         Output::Effect(_) => {}                 // what the shell carries out
//!         Output::Event(event) => println!("{event:?}"), // what the application receives
//!         Output::Settled { .. } => {}            // the answer to a question of the application's
//!     }
//! }
//! // Both at once: neither waits for the other.
//! wanted.sort_unstable();
//! assert_eq!(wanted, ["microphone", "token"]);
//!
//! // Nothing else happens: time alone is the input, until the limit of the session request ends the call.
//! let mut outcomes = Vec::new();
//! while let Some(deadline) = machine.deadline() {
//!     machine.handle(deadline, Input::Timeout);
//!     while let Some(output) = machine.poll_output() {
//!         if let Output::Settled { request: RequestId(1), outcome } = output {
//!             outcomes.push(outcome);
//!         }
//!     }
//! }
//! assert!(matches!(outcomes[..], [Err(_)]), "every question has exactly one answer");
//! ```

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod error;

/// The README's examples compile, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

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
