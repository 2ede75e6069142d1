//! JSON, as small as it can be in a wasm file: what is received is a [`Value`], which the browser reads; what is sent is
//! written field by field; and text that is JSON already is carried through as [`Raw`].
//!
//! `serde_json` reads natively, and what a Rust program gives. None of it is in the npm package.

mod date;
mod fields;
pub mod hub;
mod number;
mod object;
mod quote;
mod raw;
pub mod signalr;
pub(crate) mod text;
mod value;

pub(crate) use self::value::{contents, is_empty, split};
pub(crate) use self::{date::unix_millis, object::Object};
pub use self::{
    fields::Fields,
    number::{decimal, unsigned},
    quote::quote,
    raw::Raw,
    value::{OwnedText, Text, Value},
};
