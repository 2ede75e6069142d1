//! Voice calls with a Voisnap agent from a web page: REST session, SignalR hub, `RTCPeerConnection`.
//!
//! The pure modules compile and are tested natively; `browser` and `js` exist for `wasm32` only, so the
//! compiler keeps web types out of everything that decides. See ARCHITECTURE.md for the map.

pub mod json;
pub mod secret;
pub mod signalr;
