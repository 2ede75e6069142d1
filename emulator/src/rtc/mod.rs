//! Media: the sockets, and the WebRTC peer of one call (str0m).
pub(crate) mod peer;
pub(crate) mod sockets;
