//! Media: the sockets, the WebRTC peer of one call (str0m), and the task that runs a call.
pub(crate) mod call;
pub(crate) mod peer;
pub(crate) mod sdp;
pub(crate) mod sockets;
