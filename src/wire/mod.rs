//! Every JSON shape, read and written; field names of the wire are in this module only.
//!
//! What is received is a [`Value`], which the browser reads; what is sent is written by an [`ObjectWriter`]; text that is
//! JSON already is carried through as [`RawJson`]. `serde_json` reads natively, and writes what a Rust program gives. The
//! npm package contains none of it.

mod date;
pub mod http;
pub mod hub;
mod object;
mod percent;
mod raw;
pub mod signalr;
mod value;
mod writer;

pub(crate) use self::{date::unix_millis, object::Object, percent::percent_encode};
pub use self::{
    raw::RawJson,
    value::{Text, Value},
    writer::{ObjectWriter, write_string},
};
