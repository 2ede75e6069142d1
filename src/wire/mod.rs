//! Every JSON shape, read and written; field names of the wire are in this module only.
//!
//! What is received is a [`Value`], which the browser reads; what is sent is written by an [`ObjectWriter`]; text that is
//! JSON already is carried through as [`RawJson`]. `serde_json` reads natively, and writes what a Rust program gives. The
//! npm package contains none of it.

mod date;
pub mod http;
pub mod hub;
mod ice_server;
mod object;
mod percent;
mod raw;
mod retry;
pub mod sdp;
pub mod session;
pub mod signalr;
mod text;
mod value;
mod writer;

pub(crate) use self::{
    object::{Object, lenient_bool, lenient_number, lenient_object, lenient_text},
    percent::percent_encode,
    text::{contains, is_invisible, trim},
};
pub use self::{
    raw::RawJson,
    retry::RetryHints,
    value::{Text, Value},
    writer::{ObjectWriter, write_string},
};
