//! The JSON hub protocol on the wire: frames, what a server sends, and what a client sends.
//!
//! Field names of the protocol live here and nowhere else.

mod frames;
mod incoming;
mod outgoing;

pub use self::{
    frames::{Frames, LONGEST_FRAME, SEPARATOR},
    incoming::{Message, read_handshake, read_message},
    outgoing::{
        write_ack, write_cancel, write_close, write_completion, write_handshake, write_invocation,
        write_ping, write_sequence,
    },
};
